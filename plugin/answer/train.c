/* train.c - dual coordinate descent for all classes at once.
 *
 * Knows numbers alone: what rows and classes stand for is match.c's. For row i
 * and class c the dual variable a_ic >= 0 is moved to its best value given all
 * others (d_c[u] = v_u . w_c, with w_c = sum_i a_ic y_ic x_i, is kept up to date):
 *
 *   G    = y (sum of d_c over the row's parts) - 1 + a / (2 C)
 *   a'   = max(0, a - G / (|x|^2 + 1 / (2 C)))
 *   d_c += (a' - a) y echo
 *
 * The bias is a unit of value 1 in every row, like no other. Only +, *, / and
 * max are used, lane by lane, so the result does not hang on a libm.
 */
#include "train.h"

#include <stdlib.h>
#include <string.h>

#include "vector.h"

#define TOGETHER 4    /* vectors */
#define CACHE_LINE 64 /* bytes */
#define CLASSES ((size_t)TOGETHER * VECTOR_FLOATS)

size_t train_stride(size_t classes)
{
        return (classes + CLASSES - 1) / CLASSES * CLASSES;
}

static uint32_t next_random(uint32_t *state)
{
        *state = *state * 1664525u + 1013904223u; /* Numerical Recipes' LCG */
        return *state >> 8;
}

static void shuffle(uint32_t *order, size_t count, uint32_t *state)
{
        for (size_t i = count; i > 1; i--) {
                size_t j = next_random(state) % i;
                uint32_t swap = order[i - 1];

                order[i - 1] = order[j];
                order[j] = swap;
        }
}

static VECTOR_INLINE vector_floats *vectors(float *at)
{
        return (vector_floats *)(void *)at;
}

static VECTOR_INLINE const vector_floats *row_of(const float *w, struct train_value value, size_t stride)
{
        return (const vector_floats *)(const void *)(w + value.unit * stride);
}

/* margin[c] = w_c . x of one row; sums stay in registers. */
static VECTOR_INLINE void margins(const struct train_problem *p, const float *w,
                                  const struct train_row *row, float *margin, size_t stride)
{
        const struct train_value bias = {(uint32_t)p->units, 1};

        for (size_t v = 0; v < stride / VECTOR_FLOATS; v += TOGETHER) {
                const vector_floats *from = row_of(w, bias, stride) + v;
                vector_floats a = from[0], b = from[1], c = from[2], d = from[3];

                for (uint32_t k = 0; k < row->parts; k++) {
                        float value = row->part[k].value;

                        from = row_of(w, row->part[k], stride) + v;
                        a += value * from[0], b += value * from[1];
                        c += value * from[2], d += value * from[3];
                }
                vector_floats *into = vectors(margin) + v;

                into[0] = a, into[1] = b, into[2] = c, into[3] = d;
        }
}

/* w += step x, of what is like the row. */
static VECTOR_INLINE void echo(float *w, const struct train_row *row, float *step, size_t stride)
{
        for (size_t v = 0; v < stride / VECTOR_FLOATS; v += TOGETHER) {
                const vector_floats *from = vectors(step) + v;
                vector_floats a = from[0], b = from[1], c = from[2], d = from[3];

                for (uint32_t k = 0; k < row->echoes; k++) {
                        vector_floats *into = vectors(w + row->echo[k].unit * stride) + v;
                        float value = row->echo[k].value;

                        into[0] += value * a, into[1] += value * b;
                        into[2] += value * c, into[3] += value * d;
                }
        }
}

static VECTOR_INLINE void add(float *restrict into, const float *restrict from, size_t stride)
{
        for (size_t c = 0; c < stride; c += VECTOR_FLOATS)
                for (size_t lane = 0; lane < VECTOR_FLOATS; lane++)
                        into[c + lane] += from[c + lane];
}

/* Moves the duals of one row; step[c] = change of a_ic y_ic. Returns whether
 * any moved. */
static VECTOR_INLINE int move_duals(const struct train_problem *p, const struct train_row *row,
                                    float norm, float *restrict dual, const float *restrict margin,
                                    float *restrict step, size_t stride)
{
        float loose = (float)(0.5 / p->cost);
        float tight = loose / p->positive[row->label];
        float inverse = 1.0f / (norm + loose);
        float moved[VECTOR_FLOATS] = {0};

        for (size_t c = 0; c < stride; c += VECTOR_FLOATS)
                for (size_t lane = 0; lane < VECTOR_FLOATS; lane++) {
                        float old = dual[c + lane];
                        float gradient = -margin[c + lane] - 1.0f + loose * old;
                        float now = old - gradient * inverse;

                        now = now > 0 ? now : 0;
                        step[c + lane] = old - now; /* y is -1 */
                        dual[c + lane] = now;
                        moved[lane] += step[c + lane] * step[c + lane];
                }
        size_t own = row->label;
        float old = dual[own] + step[own];
        float now = old - (margin[own] - 1.0f + tight * old) / (norm + tight);

        now = now > 0 ? now : 0;
        step[own] = now - old;
        dual[own] = now;
        for (size_t lane = 1; lane < VECTOR_FLOATS; lane++)
                moved[0] += moved[lane];
        return moved[0] + step[own] * step[own] > 0;
}

/* One row's turn; work is room for two rows of classes. */
static VECTOR_INLINE void visit_body(const struct train_problem *p, const struct train_row *row,
                                     float *w, float *dual, float *work, size_t stride)
{
        float *step = work + stride;

        margins(p, w, row, work, stride);
        if (!move_duals(p, row, row->square + 1, dual, work, step, stride))
                return;
        add(w + p->units * stride, step, stride);
        echo(w, row, step, stride);
}

VECTOR_BOTH(visit, (const struct train_problem *p, const struct train_row *row, float *w, float *dual,
                    float *work, size_t stride), (p, row, w, dual, work, stride))

/* Rows that begin with a cache line: a vector that lies in two of them takes twice as long. */
static float *zeros(size_t rows, size_t stride)
{
        size_t bytes = (rows ? rows : 1) * (stride ? stride : CLASSES) * sizeof(float);
        float *room = aligned_alloc(CACHE_LINE, bytes);

        return room ? memset(room, 0, bytes) : NULL;
}

float *train(const struct train_problem *p)
{
        size_t stride = train_stride(p->classes);
        float *w = zeros(p->units + 1, stride);
        float *dual = zeros(p->rows, stride);
        float *work = zeros(2, stride);
        uint32_t *order = malloc((p->rows ? p->rows : 1) * sizeof *order);
        uint32_t state = 1;

        if (!w || !dual || !work || !order) {
                free(w);
                w = NULL;
                goto out;
        }
        for (size_t i = 0; i < p->rows; i++)
                order[i] = (uint32_t)i;
        for (unsigned sweep = 0; sweep < p->sweeps; sweep++) {
                shuffle(order, p->rows, &state);
                for (size_t i = 0; i < p->rows; i++)
                        visit(p, &p->row[order[i]], w, dual + order[i] * stride, work, stride);
        }
out:
        free(order);
        free(work);
        free(dual);
        return w;
}
