/* model_tables.c - what each stem and pair adds to the likeness with each ask. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "model_parts.h"

#define POSTING_LEAST 20   /* in MODEL_SCALE units: about 0.01 */
#define DENSE 4            /* what has a posting in every 4th slot has a row */

/* Room while the tables grow. */
struct filling {
        uint32_t *held_first, *held; /* stem -> its asks, with repeats */
        uint32_t *slot;              /* ask -> slot */
        float *line;                 /* slots; all 0 between stems */
        uint32_t *touched;           /* slots that the line holds */
        size_t postings, posting_cap, dense, dense_cap;
};

/* Where each stem stands: held[held_first[s]..] are its asks. */
static int invert(const struct model_build *b, struct filling *f)
{
        const struct model *m = b->m;
        uint32_t *first = f->held_first = calloc(m->stems + 2, sizeof *first);

        f->held = malloc((b->stem_count + 1) * sizeof *f->held);
        f->slot = malloc((m->asks + 1) * sizeof *f->slot);
        f->line = calloc(m->slots + 1, sizeof *f->line);
        f->touched = malloc((m->slots + 1) * sizeof *f->touched);
        if (!first || !f->held || !f->slot || !f->line || !f->touched)
                return -1;
        for (size_t i = 0; i < b->stem_count; i++)
                first[b->stem_of[i] + 2]++;
        for (size_t s = 2; s < m->stems + 2; s++)
                first[s] += first[s - 1];
        for (uint32_t a = 0; a < m->asks; a++) {
                uint32_t entry = m->ask_entry[a];

                f->slot[a] = m->slot_first[entry] + a - m->entry_first[entry];
                for (uint32_t i = b->ask_first[a]; i < b->ask_first[a + 1]; i++)
                        f->held[first[b->stem_of[i] + 1]++] = a;
        }
        return 0;
}

/* Adds to the line what stem s adds to the likeness with each ask that holds an
 * alike stem; returns how many slots it touched. */
static size_t spread(const struct model_build *b, uint32_t s, struct filling *f)
{
        size_t touched = 0;

        for (size_t i = b->alike_first[s]; i < b->alike_first[s + 1]; i++) {
                uint32_t t = b->alike[i].stem;
                float value = b->alike[i].like;

                for (uint32_t h = f->held_first[t]; h < f->held_first[t + 1]; h++) {
                        uint32_t slot = f->slot[f->held[h]];

                        if (f->line[slot] == 0)
                                f->touched[touched++] = slot;
                        f->line[slot] += value * b->norm[f->held[h]];
                }
        }
        return touched;
}

static int16_t fixed(float value)
{
        float scaled = value * MODEL_SCALE + 0.5f;

        return (int16_t)(scaled < INT16_MAX ? scaled : INT16_MAX);
}

/* Room for so many postings. 0 or -1. */
static int make_room(struct model *m, struct filling *f, size_t postings)
{
        struct model_posting *posting = model_grow(m->posting, &f->posting_cap, postings, sizeof *posting);

        if (!posting)
                return -1;
        m->posting = posting;
        return 0;
}

/* A new row, all 0; NULL when memory ran out. */
static int16_t *add_row(struct model *m, struct filling *f, uint32_t *number)
{
        int16_t *row = model_grow(m->dense, &f->dense_cap, (f->dense + 1) * m->slots, sizeof *row);

        if (!row)
                return NULL;
        m->dense = row;
        row += f->dense * m->slots;
        memset(row, 0, m->slots * sizeof *row);
        *number = (uint32_t)f->dense++;
        return row;
}

/* The line becomes a stem's row of values, or its postings. */
static int keep(struct model *m, struct model_stem *stem, struct filling *f, size_t touched)
{
        bool dense = touched > m->slots / DENSE;
        int16_t *row = NULL;

        if (dense) {
                row = add_row(m, f, &stem->dense);
                if (!row)
                        return -1;
        } else if (make_room(m, f, f->postings + touched) < 0) {
                return -1;
        }
        stem->first = (uint32_t)f->postings;
        for (size_t i = 0; i < touched; i++) {
                uint32_t slot = f->touched[i];
                int16_t value = fixed(f->line[slot]);

                f->line[slot] = 0;
                if (value < POSTING_LEAST)
                        continue;
                if (dense)
                        row[slot] = value;
                else
                        m->posting[f->postings++] = (struct model_posting){(uint16_t)slot, value};
        }
        stem->end = (uint32_t)f->postings;
        return 0;
}

/* Behind the stems' postings. */
static int fill_pairs(struct model_build *b, struct filling *f)
{
        struct model *m = b->m;
        const struct model_pair *last = &m->pair[m->pairs];
        uint32_t *filled = calloc(m->pairs + 1, sizeof *filled);

        if (!filled || make_room(m, f, (size_t)last->first + 1) < 0) {
                free(filled);
                return -1;
        }
        for (uint32_t a = 0; a < m->asks; a++)
                for (uint32_t i = b->ask_first[a]; i + 1 < b->ask_first[a + 1]; i++) {
                        uint32_t s = b->stem_of[i], next = b->stem_of[i + 1];
                        const struct model_pair *pair = model_pair(m, s, next);
                        float p = model_pair_weight(m, s, next);

                        m->posting[pair->first + filled[pair - m->pair]++] = (struct model_posting){
                                (uint16_t)f->slot[a], fixed(p * p * b->norm[a])};
                }
        free(filled);
        return 0;
}

const int16_t *model_pair_row(const struct model *m, const struct model_pair *pair)
{
        if (pair[1].first - pair->first <= m->slots / DENSE)
                return NULL;
        for (size_t i = 0; i < m->frequents; i++)
                if (m->pair + m->frequent[i].pair == pair)
                        return m->dense + m->frequent[i].dense * m->slots;
        return NULL;
}

static int add_frequent(struct model *m, struct filling *f)
{
        size_t most = 0;

        for (size_t i = 0; i < m->pairs; i++)
                most += m->pair[i + 1].first - m->pair[i].first > m->slots / DENSE;
        m->frequent = malloc((most + 1) * sizeof *m->frequent);
        if (!m->frequent)
                return -1;
        for (uint32_t i = 0; i < m->pairs; i++) {
                struct model_frequent *one = &m->frequent[m->frequents];
                int16_t *row;

                if (m->pair[i + 1].first - m->pair[i].first <= m->slots / DENSE)
                        continue;
                row = add_row(m, f, &one->dense);
                if (!row)
                        return -1;
                for (uint32_t k = m->pair[i].first; k < m->pair[i + 1].first; k++)
                        row[m->posting[k].slot] = (int16_t)(row[m->posting[k].slot] + m->posting[k].value);
                one->pair = i;
                m->frequents++;
        }
        return 0;
}

/* Room that was kept for more; where there is no memory for less, it stays. */
static void fit(struct model *m, const struct filling *f)
{
        void *posting = realloc(m->posting, ((size_t)m->pair[m->pairs].first + 1) * sizeof *m->posting);
        void *dense = realloc(m->dense, (f->dense * m->slots + 1) * sizeof *m->dense);
        void *pair = realloc(m->pair, (m->pairs + 1) * sizeof *m->pair);

        if (pair)
                m->pair = pair;
        if (posting)
                m->posting = posting;
        if (dense)
                m->dense = dense;
}

int model_tabulate(struct model_build *b)
{
        struct model *m = b->m;
        struct filling f = {0};
        int status = invert(b, &f);

        for (uint32_t s = 0; status == 0 && s < m->stems; s++)
                if (m->stem[s].weight > 0)
                        status = keep(m, &m->stem[s], &f, spread(b, s, &f));
        if (status == 0 && model_find_pairs(b, f.postings) == 0 && fill_pairs(b, &f) == 0)
                status = add_frequent(m, &f);
        else
                status = -1;
        if (status == 0)
                fit(m, &f);
        free(f.touched);
        free(f.line);
        free(f.slot);
        free(f.held);
        free(f.held_first);
        return status;
}
