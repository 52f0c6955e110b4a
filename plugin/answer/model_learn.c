/* model_learn.c - trains the entries' classifiers on the asks.
 *
 * Units of train.h: [0, stems) stems, then the pairs and nearnesses that two
 * asks hold. What comes out is what match.c adds up: decision values of each.
 *
 * On top of each stem's row lies how much likelier the entry's asks hold it
 * than asks at large (naive Bayes, smoothed by the share at large): five asks
 * an entry leave the classifier unsure, and the two err in different places.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "model_parts.h"
#include "room.h"
#include "train.h"

#define COST 5.0
#define SWEEPS 6
#define BAYES 0.3
#define BAYES_SMOOTH 10.0

struct lesson {
        struct model_build *b;
        struct train_row *row;
        struct train_value *value;   /* of all rows: parts, then echoes, of each */
        size_t used;
        float *sum;                  /* units; all 0 between uses */
        float *positive;
};

static size_t units(const struct model_build *b)
{
        return b->m->stems + b->pair_rows;
}

/* So many values there are at the most: those of a row that stand for the same unit become one. */
static size_t count_values(const struct model_build *b)
{
        size_t most = b->stem_count * (2 + MODEL_NEAR); /* a stem, its pair, its nearnesses */

        for (size_t i = 0; i < b->stem_count; i++)
                most += b->alike_first[b->stem_of[i] + 1] - b->alike_first[b->stem_of[i]];
        return most;
}

/* Values are above 0, and what stands for the same unit is added up. */
static void put(struct lesson *l, uint32_t unit, float value)
{
        if (l->sum[unit] == 0)
                l->value[l->used++].unit = unit;
        l->sum[unit] += value;
}

static void settle(struct lesson *l, size_t from)
{
        for (; from < l->used; from++) {
                l->value[from].value = l->sum[l->value[from].unit];
                l->sum[l->value[from].unit] = 0;
        }
}

static void put_pair(struct lesson *l, const struct model_pair *pair, float value)
{
        if (pair && pair->row != MODEL_NONE)
                put(l, (uint32_t)l->b->m->stems + pair->row, value);
}

/* The stems of an ask. */
static void put_stems(struct lesson *l, size_t ask)
{
        const struct model_build *b = l->b;
        size_t from = l->used;

        for (uint32_t i = b->ask_first[ask]; i < b->ask_first[ask + 1]; i++)
                put(l, b->stem_of[i], b->norm[ask]);
        settle(l, from);
}

/* Its pairs and nearnesses. They are like nothing but themselves: parts and echoes in one. */
static void put_pairs(struct lesson *l, size_t ask)
{
        const struct model_build *b = l->b;
        const struct model *m = b->m;
        uint32_t first = b->ask_first[ask], end = b->ask_first[ask + 1];
        float norm = b->norm[ask];
        size_t from = l->used;

        for (uint32_t i = first; i < end; i++) {
                uint32_t s = b->stem_of[i];

                if (i + 1 < end)
                        put_pair(l, model_pair(m, s, b->stem_of[i + 1]),
                                 model_pair_weight(m, s, b->stem_of[i + 1]) * norm);
                for (uint32_t k = 1; k <= MODEL_NEAR && i + k < end; k++)
                        put_pair(l, model_near(m, s, b->stem_of[i + k]),
                                 model_pair_weight(m, s, b->stem_of[i + k]) *
                                 (MODEL_NEAR_WEIGHT / MODEL_PAIR_WEIGHT) * norm);
        }
        settle(l, from);
}

/* What the stems from..pairs do to every stem that is like one of them. Returns |x|^2: what a row's
 * echoes say of its parts. */
static float put_echoes(struct lesson *l, size_t from, size_t pairs)
{
        const struct model_build *b = l->b;
        size_t end = l->used;
        float square = 0;

        for (size_t i = from; i < pairs; i++) {
                struct train_value part = l->value[i];

                for (size_t k = b->alike_first[part.unit]; k < b->alike_first[part.unit + 1]; k++)
                        put(l, b->alike[k].stem, part.value * b->alike[k].like);
        }
        for (size_t i = from; i < pairs; i++)
                square += l->value[i].value * l->sum[l->value[i].unit];
        for (size_t i = pairs; i < end; i++)
                square += l->value[i].value * l->value[i].value;
        settle(l, end);
        return square;
}

/* Of each row: [stems][pairs][what is like the stems]; the first two are its parts, the last two
 * its echoes. */
static void make_rows(struct lesson *l)
{
        const struct model *m = l->b->m;

        for (size_t a = 0; a < m->asks; a++) {
                struct train_row *row = &l->row[a];
                size_t from = l->used, pairs, echoes;

                put_stems(l, a);
                pairs = l->used;
                put_pairs(l, a);
                echoes = l->used;
                row->square = put_echoes(l, from, pairs);
                row->part = l->value + from;
                row->echo = l->value + pairs;
                row->parts = (uint32_t)(echoes - from);
                row->echoes = (uint32_t)(l->used - pairs);
                row->label = m->ask_entry[a];
        }
        for (size_t e = 0; e < m->entries; e++) {
                size_t own = m->entry_first[e + 1] - m->entry_first[e];

                l->positive[e] = own ? (float)m->asks / (float)(m->entries * own) : 1;
        }
}

/* What every stem's row gets that entry e's asks lack. */
static float missing(const struct model_build *b, uint32_t e)
{
        uint32_t held = b->ask_first[b->m->entry_first[e + 1]] - b->ask_first[b->m->entry_first[e]];

        return (float)(BAYES * log(BAYES_SMOOTH / (held + BAYES_SMOOTH)));
}

/* And what the rows of those get besides that entry e's asks hold. */
static void add_held(struct model_build *b, uint32_t e, const double *share, uint32_t *held)
{
        uint32_t from = b->ask_first[b->m->entry_first[e]], end = b->ask_first[b->m->entry_first[e + 1]];

        for (uint32_t i = from; i < end; i++)
                held[b->stem_of[i]]++;
        for (uint32_t i = from; i < end; i++) {
                uint32_t s = b->stem_of[i];

                if (held[s])
                        b->weights[train_at(units(b), s, e)] +=
                                (float)(BAYES * log(1 + held[s] / (BAYES_SMOOTH * share[s])));
                held[s] = 0;
        }
}

static void add(float *restrict into, const float *restrict from)
{
        for (size_t lane = 0; lane < TRAIN_GROUP; lane++)
                into[lane] += from[lane];
}

/* Adds ln of how much likelier each entry's asks hold each stem than all asks. */
static int bayes(struct model_build *b)
{
        struct model *m = b->m;
        double *share = malloc((m->stems + 1) * sizeof *share);
        uint32_t *held = calloc(m->stems + 1, sizeof *held);
        float *lacking = calloc(train_stride(m->entries) + 1, sizeof *lacking);
        int status = share && held && lacking ? 0 : -1;

        for (uint32_t e = 0; status == 0 && e < m->entries; e++)
                lacking[e] = missing(b, e);
        for (size_t s = 0; status == 0 && s < m->stems; s++) {
                share[s] = (b->total[s] + 0.5) / ((double)b->stem_count + 0.5 * (double)m->stems);
                for (size_t e = 0; m->stem[s].weight > 0 && e < m->entries; e += TRAIN_GROUP)
                        add(b->weights + train_at(units(b), s, e), lacking + e);
        }
        for (uint32_t e = 0; status == 0 && e < m->entries; e++)
                add_held(b, e, share, held);
        free(lacking);
        free(held);
        free(share);
        return status;
}

/* A row in a quarter of its room: a step of its own, and a byte each. Rows end in zeros up to
 * whole vectors. */
static VECTOR_INLINE void keep_row_body(const float *restrict from, int8_t *restrict into, size_t stride,
                                        float *step)
{
        float most[VECTOR_FLOATS] = {0}, scale;

        for (size_t e = 0; e < stride; e += VECTOR_FLOATS)
                for (size_t lane = 0; lane < VECTOR_FLOATS; lane++) {
                        float size = from[e + lane] < 0 ? -from[e + lane] : from[e + lane];

                        most[lane] = size > most[lane] ? size : most[lane];
                }
        for (size_t lane = 1; lane < VECTOR_FLOATS; lane++)
                most[0] = most[lane] > most[0] ? most[lane] : most[0];
        *step = most[0] / 127;
        scale = most[0] > 0 ? most[0] : 1;
        for (size_t e = 0; e < stride; e += VECTOR_FLOATS) {
                int32_t whole[VECTOR_FLOATS];

                for (size_t lane = 0; lane < VECTOR_FLOATS; lane++) {
                        float steps = from[e + lane] * 127 / scale;

                        whole[lane] = (int32_t)(steps + (steps < 0 ? -0.5f : 0.5f));
                }
                for (size_t lane = 0; lane < VECTOR_FLOATS; lane++)
                        into[e + lane] = (int8_t)whole[lane];
        }
}

VECTOR_BOTH(keep_row, (const float *from, int8_t *into, size_t stride, float *step),
            (from, into, stride, step))

/* A unit's row as one piece, but without what was learned for entries that are not there. */
static void gather(const struct model_build *b, size_t unit, float *line)
{
        size_t entries = b->m->entries, stride = train_stride(entries);

        for (size_t e = 0; e < stride; e += TRAIN_GROUP)
                memcpy(line + e, b->weights + train_at(units(b), unit, e), TRAIN_GROUP * sizeof *line);
        memset(line + entries, 0, (stride - entries) * sizeof *line);
}

/* Until here pairs had their row's number behind the stems'. */
static void point(struct model *m, const uint32_t *at)
{
        for (size_t s = 0; s < m->stems; s++)
                m->stem[s].row = at[s];
        for (size_t i = 0; i < m->pairs; i++)
                if (m->pair[i].row != MODEL_NONE)
                        m->pair[i].row = at[m->stems + m->pair[i].row];
}

/* Packs every row; at: where each is. line and steps are as long as a row. */
static int pack_rows(struct model_build *b, float *line, int8_t *steps, uint32_t *at)
{
        struct model *m = b->m;
        size_t rows = units(b), room = 0;

        for (size_t row = 0; row < rows; row++) {
                float step;

                gather(b, row, line);
                keep_row(line, steps, train_stride(m->entries), &step);
                if (model_pack(m, &room, steps, step, &at[row]) < 0)
                        return -1;
        }
        m->row = room_fit(m->row, m->row_bytes + 1, 1);
        point(m, at);
        return 0;
}

static int keep_small(struct model_build *b)
{
        struct model *m = b->m;
        float *line = calloc(m->stride + 1, sizeof *line);
        int8_t *steps = calloc(m->stride + 1, 1);
        uint32_t *at = calloc(units(b) + 1, sizeof *at);
        int status = -1;

        m->bias = malloc((m->entries + 1) * sizeof *m->bias);
        if (line && steps && at && m->bias)
                status = pack_rows(b, line, steps, at);
        if (status == 0) {
                gather(b, units(b), line);
                memcpy(m->bias, line, m->entries * sizeof *m->bias);
        }
        free(at);
        free(steps);
        free(line);
        return status;
}

int model_learn(struct model_build *b)
{
        struct model *m = b->m;
        int status;
        struct lesson l = {
                .b = b,
                .row = calloc(m->asks + 1, sizeof *l.row),
                .value = malloc((count_values(b) + 1) * sizeof *l.value),
                .sum = calloc(units(b) + 1, sizeof *l.sum),
                .positive = calloc(m->entries + 1, sizeof *l.positive),
        };
        struct train_problem problem = {
                .row = l.row, .rows = m->asks, .units = units(b), .classes = m->entries,
                .cost = COST, .positive = l.positive, .sweeps = SWEEPS,
        };

        m->stride = (m->entries + MODEL_WORD - 1) / MODEL_WORD * MODEL_WORD;
        if (l.row && l.value && l.sum && l.positive) {
                make_rows(&l);
                b->weights = train(&problem);
        }
        free(l.positive);
        free(l.sum);
        free(l.value);
        free(l.row);
        status = b->weights && bayes(b) == 0 ? keep_small(b) : -1;
        free(b->weights);
        return status;
}
