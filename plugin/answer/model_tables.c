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

/* A hash table of pairs while they are counted: in `first`. */
struct table {
        struct model_pair *pair;
        size_t size, used;
};

/* A pair as it is looked up. Of a nearness, order does not count. */
static struct model_pair key_of(uint32_t stem, uint32_t next)
{
        return (struct model_pair){stem, next, 0, MODEL_NONE};
}

static struct model_pair near_key(uint32_t a, uint32_t b)
{
        return a < b ? key_of(a, b | MODEL_NEAR_BIT) : key_of(b, a | MODEL_NEAR_BIT);
}

/* Where a pair is looked for first. */
static size_t begin(size_t size, struct model_pair key)
{
        uint64_t hash = ((uint64_t)key.stem << 32 | key.other) * 0x9e3779b97f4a7c15u >> 32;

        return (size_t)(hash * size >> 32);
}

/* Where the pair stands, or the free place for it. */
static struct model_pair *place(struct model_pair *pair, size_t size, struct model_pair key)
{
        size_t at = begin(size, key);

        while (pair[at].stem != MODEL_NONE && (pair[at].stem != key.stem || pair[at].other != key.other))
                at = at + 1 < size ? at + 1 : 0;
        return &pair[at];
}

static const struct model_pair *find(const struct model *m, struct model_pair key)
{
        const struct model_pair *pair = place(m->pair, m->pairs, key);

        return pair->stem == MODEL_NONE ? NULL : pair;
}

const struct model_pair *model_pair(const struct model *m, uint32_t stem, uint32_t next)
{
        return find(m, key_of(stem, next));
}

const struct model_pair *model_near(const struct model *m, uint32_t stem, uint32_t other)
{
        return find(m, near_key(stem, other));
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

void model_fetch(const struct model *m, uint32_t stem, uint32_t other, bool next)
{
        __builtin_prefetch(&m->pair[begin(m->pairs, near_key(stem, other))]);
        if (next)
                __builtin_prefetch(&m->pair[begin(m->pairs, key_of(stem, other))]);
}

/* A free table, with one place more. */
static struct model_pair *make_pairs(size_t size)
{
        struct model_pair *pair = malloc((size + 1) * sizeof *pair);

        for (size_t i = 0; pair && i <= size; i++)
                pair[i] = key_of(MODEL_NONE, 0);
        return pair;
}

static int widen(struct table *table)
{
        size_t size = table->size * 2;
        struct model_pair *pair = make_pairs(size);

        if (!pair)
                return -1;
        for (size_t i = 0; i < table->size; i++)
                if (table->pair[i].stem != MODEL_NONE)
                        *place(pair, size, table->pair[i]) = table->pair[i];
        free(table->pair);
        table->pair = pair;
        table->size = size;
        return 0;
}

static int count(struct table *table, struct model_pair key)
{
        struct model_pair *pair;

        if (table->used * 4 >= table->size * 3 && widen(table) < 0)
                return -1;
        pair = place(table->pair, table->size, key);
        if (pair->stem == MODEL_NONE) {
                *pair = key;
                table->used++;
        }
        pair->first++;
        return 0;
}

/* How often each pair and each nearness stands in the asks. */
static int count_pairs(const struct model_build *b, struct table *table)
{
        int status = 0;

        for (size_t a = 0; a < b->m->asks; a++)
                for (uint32_t i = b->ask_first[a]; i + 1 < b->ask_first[a + 1]; i++) {
                        status |= count(table, key_of(b->stem_of[i], b->stem_of[i + 1]));
                        for (uint32_t k = 1; k <= MODEL_NEAR && i + k < b->ask_first[a + 1]; k++)
                                status |= count(table, near_key(b->stem_of[i], b->stem_of[i + k]));
                }
        return status;
}

/* Nothing is kept for a nearness that stands once. */
static bool is_kept(const struct model_pair *pair)
{
        return pair->stem != MODEL_NONE && (pair->first > 1 || !(pair->other & MODEL_NEAR_BIT));
}

/* Keeps the pairs, with room for their postings; numbers those that stand twice. */
static int keep_pairs(struct model_build *b, const struct table *table, size_t postings)
{
        struct model *m = b->m;
        size_t kept = 0;

        for (size_t i = 0; i < table->size; i++)
                kept += is_kept(&table->pair[i]);
        m->pairs = kept + kept / 4 + 1;
        m->pair = make_pairs(m->pairs);
        if (!m->pair)
                return -1;
        for (size_t i = 0; i < table->size; i++)
                if (is_kept(&table->pair[i])) {
                        struct model_pair *pair = place(m->pair, m->pairs, table->pair[i]);

                        *pair = table->pair[i];
                        if (pair->first > 1)
                                pair->decision = b->pair_rows++;
                }
        for (size_t i = 0; i <= m->pairs; i++) {
                uint32_t held = m->pair[i].other & MODEL_NEAR_BIT ? 0 : m->pair[i].first;

                m->pair[i].first = (uint32_t)postings;
                postings += held;
        }
        return 0;
}

static int find_pairs(struct model_build *b, size_t postings)
{
        struct table table = {.size = 2 * b->stem_count + 16};
        int status = -1;

        table.pair = make_pairs(table.size);
        if (table.pair && count_pairs(b, &table) == 0)
                status = keep_pairs(b, &table, postings);
        free(table.pair);
        return status;
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

/* A new row, all 0; NULL when memory ran out. */
static int16_t *add_row(struct model *m, struct filling *f, uint32_t *number)
{
        int16_t *row;

        if (model_grow((void **)&m->dense, &f->dense_cap, (f->dense + 1) * m->slots, sizeof *m->dense) < 0)
                return NULL;
        row = m->dense + f->dense * m->slots;
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

/* Behind the stems' postings. */
static int fill_pairs(struct model_build *b, struct filling *f)
{
        struct model *m = b->m;
        const struct model_pair *last = &m->pair[m->pairs];
        uint32_t *filled = calloc(m->pairs + 1, sizeof *filled);

        if (!filled || model_grow((void **)&m->posting, &f->posting_cap, (size_t)last->first + 1,
                                  sizeof *m->posting) < 0) {
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

        m->posting = posting ? posting : m->posting;
        m->dense = dense ? dense : m->dense;
}

int model_tabulate(struct model_build *b)
{
        struct model *m = b->m;
        struct filling f = {0};
        int status = invert(b, &f);

        for (uint32_t s = 0; status == 0 && s < m->stems; s++)
                if (m->stem[s].weight > 0)
                        status = keep(m, &m->stem[s], &f, spread(b, s, &f));
        if (status == 0 && find_pairs(b, f.postings) == 0 && fill_pairs(b, &f) == 0)
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
