/* model_pairs.c - which stems stand next to each other in the asks, or near. Knows
 * stems by number, and nothing of what a pair is worth. */
#include <stdbool.h>
#include <stdlib.h>

#include "model_parts.h"

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

static uint32_t hash_of(struct model_pair key)
{
        return (uint32_t)(((uint64_t)key.stem << 32 | key.other) * 0x9e3779b97f4a7c15u >> 32);
}

/* Where a pair is looked for first. */
static size_t begin(size_t size, uint32_t hash)
{
        return (size_t)((uint64_t)hash * size >> 32);
}

static bool same(const struct model_pair *pair, struct model_pair key)
{
        return pair->stem == key.stem && pair->other == key.other;
}

/* Where the pair stands, or the free place for it. */
static struct model_pair *place(struct model_pair *pair, size_t size, struct model_pair key)
{
        size_t at = begin(size, hash_of(key));

        while (pair[at].stem != MODEL_NONE && !same(&pair[at], key))
                at = at + 1 < size ? at + 1 : 0;
        return &pair[at];
}

/* In the model's table pairs stand by rising hash, so that most of what is not there is known not
 * to be at the first glance. A free place is behind everything. */
static const struct model_pair *find(const struct model *m, struct model_pair key)
{
        uint32_t hash = hash_of(key);
        const struct model_pair *pair = &m->pair[begin(m->doors, hash)];

        while (!same(pair, key) && pair->stem != MODEL_NONE && hash_of(*pair) <= hash)
                pair++;
        return same(pair, key) ? pair : NULL;
}

const struct model_pair *model_pair(const struct model *m, uint32_t stem, uint32_t next)
{
        return find(m, key_of(stem, next));
}

const struct model_pair *model_near(const struct model *m, uint32_t stem, uint32_t other)
{
        return find(m, near_key(stem, other));
}

void model_fetch(const struct model *m, uint32_t stem, uint32_t other, bool next)
{
        __builtin_prefetch(&m->pair[begin(m->doors, hash_of(near_key(stem, other)))]);
        if (next)
                __builtin_prefetch(&m->pair[begin(m->doors, hash_of(key_of(stem, other)))]);
}

/* Free places from `at` up to `end`; returns where they end: at `at`, where there are none. */
static size_t clear(struct model_pair *pair, size_t at, size_t end)
{
        for (; at < end; at++)
                pair[at] = key_of(MODEL_NONE, 0);
        return at;
}

static struct model_pair *make_pairs(size_t size)
{
        struct model_pair *pair = malloc(size * sizeof *pair);

        if (pair)
                clear(pair, 0, size);
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

/* By hash; of two with the same one, which is rare, by their stems. */
static bool before(const struct model_pair *a, const struct model_pair *b)
{
        uint32_t x = hash_of(*a), y = hash_of(*b);

        if (x != y)
                return x < y;
        return a->stem != b->stem ? a->stem < b->stem : a->other < b->other;
}

/* The pairs that are kept, in order, at the table's front; returns how many. They nearly are in
 * order already. */
static size_t sort_pairs(const struct table *table)
{
        size_t kept = 0;

        for (size_t i = 0; i < table->size; i++) {
                struct model_pair pair = table->pair[i];
                size_t at = kept;

                if (!is_kept(&pair))
                        continue;
                for (; at > 0 && before(&pair, &table->pair[at - 1]); at--)
                        table->pair[at] = table->pair[at - 1];
                table->pair[at] = pair;
                kept++;
        }
        return kept;
}

/* Keeps the pairs, with room for their slots; numbers those that stand twice. */
static int keep_pairs(struct model_build *b, const struct table *table)
{
        struct model *m = b->m;
        size_t kept = sort_pairs(table), at = 0, slots = 0;

        m->doors = kept + kept / 8 + 1; /* standing by hash, they may stand close */
        m->pair = malloc((m->doors + kept + 1) * sizeof *m->pair);
        if (!m->pair)
                return -1;
        for (size_t i = 0; i < kept; i++, at++) {
                at = clear(m->pair, at, begin(m->doors, hash_of(table->pair[i])));
                m->pair[at] = table->pair[i];
                if (m->pair[at].first > 1)
                        m->pair[at].row = b->pair_rows++;
        }
        m->pairs = clear(m->pair, at, m->doors);
        clear(m->pair, m->pairs, m->pairs + 1);
        for (size_t i = 0; i <= m->pairs; i++) {
                uint32_t held = m->pair[i].other & MODEL_NEAR_BIT ? 0 : m->pair[i].first;

                m->pair[i].first = (uint32_t)slots;
                slots += held;
        }
        return 0;
}

int model_find_pairs(struct model_build *b)
{
        struct table table = {.size = 2 * b->stem_count + 16};
        int status = -1;

        table.pair = make_pairs(table.size);
        if (table.pair && count_pairs(b, &table) == 0)
                status = keep_pairs(b, &table);
        free(table.pair);
        return status;
}
