/* train.c - dual coordinate descent for all classes at once.
 *
 * Knows numbers alone: what rows and classes stand for is model_learn.c's. For row i
 * and class c the dual variable a_ic >= 0 is moved to its best value given all
 * others (d_c[u] = v_u . w_c, with w_c = sum_i a_ic y_ic x_i, is kept up to date):
 *
 *   G    = y (sum of d_c over the row's parts) - 1 + a / (2 C)
 *   a'   = max(0, a - G / (|x|^2 + 1 / (2 C)))
 *   d_c += (a' - a) y echo
 *
 * The bias is a unit of value 1 in every row, like no other. Only +, *, / and
 * max are used, lane by lane, so the result does not hang on a libm.
 *
 * Classes know nothing of each other, so they are trained in groups: the w of
 * one stays in the cache, and the rows are gone through for each. They come in
 * an order that no processor foresees, so the memory is asked for the next one
 * in time.
 */
#include "train.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vector.h"

#define GROUP TRAIN_GROUP
_Static_assert(GROUP == 2 * VECTOR_FLOATS, "the loops do a group in two halves");
#define LINE 64 /* bytes of a cache line, with most processors */

size_t train_stride(size_t classes)
{
        return (classes + GROUP - 1) / GROUP * GROUP;
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

/* One group of classes while it is trained. */
struct group {
        const struct train_problem *problem;
        size_t first;  /* class */
        float *w;      /* [units + 1][GROUP] */
        float *dual;   /* [rows][GROUP] */
};

static VECTOR_INLINE vector_floats *vectors(float *at, size_t row)
{
        return (vector_floats *)(void *)(at + row * GROUP);
}

/* margin[c] = w_c . x of one row; sums stay in registers. */
static VECTOR_INLINE void margins(const struct group *g, const struct train_row *row, vector_floats margin[2])
{
        const vector_floats *from = vectors(g->w, g->problem->units);
        vector_floats a = from[0], b = from[1];

        for (uint32_t k = 0; k < row->parts; k++) {
                float value = row->part[k].value;

                from = vectors(g->w, row->part[k].unit);
                a += value * from[0], b += value * from[1];
        }
        margin[0] = a, margin[1] = b;
}

/* w += step x, of what is like the row. What the loop needs is copied, since for all the compiler knows
 * each store may change it. */
static VECTOR_INLINE void echo(const struct group *g, const struct train_row *row, const vector_floats step[2])
{
        const struct train_value *at = row->echo, *end = at + row->echoes;
        vector_floats a = step[0], b = step[1], *into;
        float *w = g->w;

        into = vectors(w, g->problem->units);
        into[0] += a, into[1] += b;
        for (; at < end; at++) {
                into = vectors(w, at->unit);
                into[0] += at->value * a, into[1] += at->value * b;
        }
}

/* Puts one number into vectors that stay in registers: one that was stored and is part of a vector that is
 * loaded next is waited for. */
static VECTOR_INLINE void put_lane(vector_floats into[2], size_t lane, float value)
{
        static const vector_ints lanes = {0, 1, 2, 3, 4, 5, 6, 7};

        for (size_t v = 0; v < 2; v++) {
                vector_ints is = lanes == (int32_t)(lane - v * VECTOR_FLOATS);
                vector_floats all = value - (vector_floats){0};

                into[v] = (vector_floats)(((vector_ints)all & is) | ((vector_ints)into[v] & ~is));
        }
}

/* Moves the duals of one row; step[c] = change of a_ic y_ic. */
static VECTOR_INLINE void move_duals(const struct group *g, const struct train_row *row, vector_floats dual[2],
                                     const vector_floats margin[2], vector_floats step[2])
{
        float norm = row->square + 1;
        float loose = (float)(0.5 / g->problem->cost);
        float inverse = 1.0f / (norm + loose);
        size_t own = row->label - g->first; /* beyond GROUP where the label is another group's */

        for (size_t v = 0; v < 2; v++) {
                vector_floats old = dual[v];
                vector_floats now = old - (-margin[v] - 1.0f + loose * old) * inverse;

                dual[v] = (vector_floats)((vector_ints)now & (now > 0)); /* 0 where it is less */
                step[v] = old - dual[v];                                 /* y is -1 */
        }
        if (own < GROUP) {
                float tight = loose / g->problem->positive[row->label];
                float old = ((float *)dual)[own] + ((float *)step)[own];
                float now = old - (((const float *)margin)[own] - 1.0f + tight * old) / (norm + tight);

                now = now > 0 ? now : 0;
                put_lane(step, own, now - old);
                ((float *)dual)[own] = now;
        }
}

static VECTOR_INLINE bool is_0(const vector_floats step[2])
{
        vector_ints some = (step[0] != 0) | (step[1] != 0);
        int any = 0;

        for (size_t lane = 0; lane < VECTOR_FLOATS; lane++)
                any |= some[lane];
        return any == 0;
}

static VECTOR_INLINE void fetch_values(const struct train_value *value, uint32_t count)
{
        const char *at = (const char *)value, *end = (const char *)(value + count);

        for (; at < end; at += LINE)
                __builtin_prefetch(at);
}

/* What the turn of row i will need; of the one behind it, what says what it will need. */
static VECTOR_INLINE void fetch(const struct group *g, uint32_t i, uint32_t behind)
{
        const struct train_row *row = &g->problem->row[i];

        __builtin_prefetch(&g->problem->row[behind]);
        __builtin_prefetch(vectors(g->dual, i));
        fetch_values(row->part, row->parts);
        fetch_values(row->echo, row->echoes);
}

/* All rows' turns, in this order; two rows stand behind it. */
static VECTOR_INLINE void sweep_body(const struct group *g, const uint32_t *order)
{
        for (size_t i = 0; i < g->problem->rows; i++) {
                const struct train_row *row = &g->problem->row[order[i]];
                vector_floats margin[2], step[2];

                fetch(g, order[i + 1], order[i + 2]);
                margins(g, row, margin);
                move_duals(g, row, vectors(g->dual, order[i]), margin, step);
                if (!is_0(step))
                        echo(g, row, step);
        }
}

VECTOR_BOTH(sweep, (const struct group *g, const uint32_t *order), (g, order))

/* Asks the system for all pages of it at once, which takes half as long as one by one, when each is
 * first written. */
static void take_pages(void *at, size_t bytes)
{
#ifdef MADV_POPULATE_WRITE
        size_t page = (size_t)sysconf(_SC_PAGESIZE), skip = -(uintptr_t)at % page;

        if (bytes > skip + page)
                madvise((char *)at + skip, (bytes - skip) / page * page, MADV_POPULATE_WRITE);
#else
        (void)at;
        (void)bytes;
#endif
}

/* Rows that begin with a cache line: a vector that lies in two of them takes twice as long. */
static float *make_rows(size_t rows)
{
        size_t bytes = (rows + 1) * GROUP * sizeof(float);
        float *made = aligned_alloc(GROUP * sizeof(float), bytes);

        if (made)
                take_pages(made, bytes);
        return made;
}

/* An order of the rows for each sweep, and two rows more. */
static uint32_t *make_orders(const struct train_problem *p)
{
        uint32_t *orders = calloc(p->rows * p->sweeps + 2, sizeof *orders), *order = orders;
        uint32_t state = 1;

        if (!orders)
                return NULL;
        for (unsigned s = 0; s < p->sweeps; s++, order += p->rows) {
                if (s)
                        memcpy(order, order - p->rows, p->rows * sizeof *order);
                for (size_t i = 0; s == 0 && i < p->rows; i++)
                        order[i] = (uint32_t)i;
                shuffle(order, p->rows, &state);
        }
        return orders;
}

float *train(const struct train_problem *p)
{
        struct group g = {p, 0, NULL, make_rows(p->rows)};
        size_t rows = p->units + 1;
        float *out = make_rows(rows * (train_stride(p->classes) / GROUP));
        uint32_t *orders = make_orders(p);

        if (!g.dual || !out || !orders) {
                free(out);
                out = NULL;
                goto out;
        }
        for (; g.first < p->classes; g.first += GROUP) {
                g.w = out + train_at(p->units, 0, g.first);
                memset(g.w, 0, rows * GROUP * sizeof *g.w);
                memset(g.dual, 0, p->rows * GROUP * sizeof *g.dual);
                for (unsigned s = 0; s < p->sweeps; s++)
                        sweep(&g, orders + s * p->rows);
        }
out:
        free(orders);
        free(g.dual);
        return out;
}
