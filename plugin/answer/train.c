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

size_t train_stride(size_t classes)
{
        return (classes + VECTOR_FLOATS - 1) / VECTOR_FLOATS * VECTOR_FLOATS;
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

static VECTOR_INLINE void add_scaled(float *restrict into, const float *restrict from, float scale, size_t stride)
{
        for (size_t c = 0; c < stride; c += VECTOR_FLOATS)
                for (size_t lane = 0; lane < VECTOR_FLOATS; lane++)
                        into[c + lane] += scale * from[c + lane];
}

/* margin[c] = w_c . x of one row */
static VECTOR_INLINE void margins(const struct train_problem *p, const float *w,
                                  const struct train_row *row, float *margin, size_t stride)
{
        memcpy(margin, w + p->units * stride, stride * sizeof *margin);
        for (uint32_t k = 0; k < row->parts; k++)
                add_scaled(margin, w + row->part[k].unit * stride, row->part[k].value, stride);
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
        add_scaled(w + p->units * stride, step, 1, stride);
        for (uint32_t k = 0; k < row->echoes; k++)
                add_scaled(w + row->echo[k].unit * stride, step, row->echo[k].value, stride);
}

VECTOR_BOTH(visit, (const struct train_problem *p, const struct train_row *row, float *w, float *dual,
                    float *work, size_t stride), (p, row, w, dual, work, stride))

float *train(const struct train_problem *p)
{
        size_t stride = train_stride(p->classes);
        float *w = calloc((p->units + 1) * stride, sizeof *w);
        float *dual = calloc(p->rows ? p->rows * stride : 1, sizeof *dual);
        float *work = calloc(2 * stride, sizeof *work);
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
