/* model_tables.c - what each stem and pair adds to the likeness with each ask. */
#include <stdlib.h>
#include <string.h>

#include "model_parts.h"

#define POSTING_LEAST 20   /* in MODEL_SCALE units: about 0.01 */
#define DENSE 4            /* a stem with a posting in every 4th slot has a row */
#define NEAR_BIT (UINT64_C(1) << 63)

/* Room while the tables grow. */
struct filling {
        uint32_t *held_first, *held; /* stem -> its asks, with repeats */
        uint32_t *slot;              /* ask -> slot */
        float *line;                 /* slots; all 0 between stems */
        uint32_t *touched;           /* slots that the line holds */
        size_t postings, posting_cap, dense, dense_cap;
};

static uint64_t pair_key(uint32_t stem, uint32_t next)
{
        return (uint64_t)stem << 32 | next;
}

static uint64_t near_key(uint32_t a, uint32_t b)
{
        return NEAR_BIT | (a < b ? pair_key(a, b) : pair_key(b, a));
}

static struct model_pair *pair_slot(const struct model *m, uint64_t key)
{
        size_t at = (size_t)(key * 0x9e3779b97f4a7c15u >> 20) & m->pair_mask;

        while (m->pair[at].key != MODEL_FREE && m->pair[at].key != key)
                at = (at + 1) & m->pair_mask;
        return &m->pair[at];
}

static const struct model_pair *pair_find(const struct model *m, uint64_t key)
{
        const struct model_pair *pair = pair_slot(m, key);

        return pair->key == MODEL_FREE ? NULL : pair;
}

const struct model_pair *model_pair(const struct model *m, uint32_t stem, uint32_t next)
{
        return pair_find(m, pair_key(stem, next));
}

const struct model_pair *model_near(const struct model *m, uint32_t stem, uint32_t other)
{
        return pair_find(m, near_key(stem, other));
}

static int make_pairs(struct model *m, size_t most)
{
        size_t slots = 16;

        while (slots * 3 < most * 4)
                slots *= 2;
        m->pair_mask = slots - 1;
        m->pair = malloc(slots * sizeof *m->pair);
        if (!m->pair)
                return -1;
        for (size_t i = 0; i < slots; i++)
                m->pair[i] = (struct model_pair){MODEL_FREE, 0, 0, MODEL_NONE};
        return 0;
}

/* Counts, in `end`, how often each pair and each nearness stands in the asks. */
static void count_pairs(struct model_build *b)
{
        struct model *m = b->m;

        for (size_t a = 0; a < m->asks; a++)
                for (uint32_t i = b->ask_first[a]; i + 1 < b->ask_first[a + 1]; i++) {
                        uint64_t key = pair_key(b->stem_of[i], b->stem_of[i + 1]);
                        struct model_pair *pair = pair_slot(m, key);

                        pair->key = key;
                        pair->end++;
                        for (uint32_t k = 1; k <= MODEL_NEAR && i + k < b->ask_first[a + 1]; k++) {
                                key = near_key(b->stem_of[i], b->stem_of[i + k]);
                                pair = pair_slot(m, key);
                                pair->key = key;
                                pair->end++;
                        }
                }
}

/* Finds all pairs; numbers those that stand twice; leaves out nearnesses that
 * stand once, as nothing is kept for them. `end` counts until fill_pairs. */
static int find_pairs(struct model_build *b)
{
        struct model *m = b->m;
        struct model_pair *all;
        size_t slots, kept = 0;

        if (make_pairs(m, (1 + MODEL_NEAR) * b->stem_count) < 0)
                return -1;
        count_pairs(b);
        all = m->pair;
        slots = m->pair_mask + 1;
        for (size_t i = 0; i < slots; i++)
                kept += all[i].key != MODEL_FREE && (all[i].end > 1 || !(all[i].key & NEAR_BIT));
        if (make_pairs(m, kept) < 0) {
                free(all);
                return -1;
        }
        for (size_t i = 0; i < slots; i++) {
                if (all[i].key == MODEL_FREE || (all[i].end == 1 && all[i].key & NEAR_BIT))
                        continue;
                struct model_pair *pair = pair_slot(m, all[i].key);

                *pair = all[i];
                if (pair->end > 1)
                        pair->decision = b->pair_rows++;
                if (pair->key & NEAR_BIT)
                        pair->end = 0;
                b->pairs += pair->end;
        }
        free(all);
        return 0;
}

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
                float value = model_product(b->m, s, t, b->alike[i].like);

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

/* The line becomes a stem's row of values, or its postings. */
static int keep(struct model *m, struct model_stem *stem, struct filling *f, size_t touched)
{
        bool dense = touched > m->slots / DENSE;
        int16_t *row = NULL;

        if (dense) {
                if (model_grow((void **)&m->dense, &f->dense_cap, (f->dense + 1) * m->slots,
                               sizeof *m->dense) < 0)
                        return -1;
                row = m->dense + f->dense * m->slots;
                memset(row, 0, m->slots * sizeof *row);
                stem->dense = (uint32_t)f->dense++;
        } else if (model_grow((void **)&m->posting, &f->posting_cap, f->postings + touched,
                              sizeof *m->posting) < 0) {
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

static int fill_pairs(struct model_build *b, struct filling *f)
{
        struct model *m = b->m;

        if (model_grow((void **)&m->posting, &f->posting_cap, f->postings + b->pairs + 1,
                       sizeof *m->posting) < 0)
                return -1;
        for (size_t i = 0; i <= m->pair_mask; i++) {
                struct model_pair *pair = &m->pair[i];
                uint32_t held = pair->end;

                pair->first = pair->end = (uint32_t)f->postings;
                f->postings += held;
        }
        for (uint32_t a = 0; a < m->asks; a++)
                for (uint32_t i = b->ask_first[a]; i + 1 < b->ask_first[a + 1]; i++) {
                        uint32_t s = b->stem_of[i], next = b->stem_of[i + 1];
                        struct model_pair *pair = pair_slot(m, pair_key(s, next));
                        float p = model_pair_weight(m, s, next);

                        m->posting[pair->end++] = (struct model_posting){
                                (uint16_t)f->slot[a], fixed(p * p * b->norm[a])};
                }
        return 0;
}

int model_tabulate(struct model_build *b)
{
        struct model *m = b->m;
        struct filling f = {0};
        int status = find_pairs(b) < 0 || invert(b, &f) < 0 ? -1 : 0;

        for (uint32_t s = 0; status == 0 && s < m->stems; s++)
                if (m->stem[s].weight > 0)
                        status = keep(m, &m->stem[s], &f, spread(b, s, &f));
        if (status == 0)
                status = fill_pairs(b, &f);
        free(f.touched);
        free(f.line);
        free(f.slot);
        free(f.held);
        free(f.held_first);
        return status;
}
