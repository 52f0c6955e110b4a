/* grams.c - character grams of stems. Knows no asks and no entries but how many
 * asks a stem stands in, for the idf. */
#include "grams.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "room.h"

/* The weight of a gram in a stem follows from how often it stands there: less than GRAMS_OF_STEM
 * times, as the shortest gram that can stand so often has three bytes and a stem 64. */
struct holder {
        unsigned stem : 25;
        unsigned often : 7;
};

#define STEMS_MOST ((size_t)1 << 25)

struct grams {
        uint32_t *table;      /* gram bytes -> id + 1, open addressing */
        uint32_t *key;        /* id -> gram bytes */
        size_t slots;         /* of the table */
        size_t count;
        float *idf;           /* id -> idf */
        float unknown;        /* idf of a gram that no ask holds */
        uint32_t *first;      /* id -> first of its holders; count + 1 long */
        struct holder *holder;
        float *norm;          /* stem -> 1 / length of its vector */
};

/* A gram, and how often it stands in a text. */
struct counted {
        uint32_t id, often;
};

/* The grams of " text " as 32-bit keys (a 3-gram's top byte is 0), sorted. */
static size_t cut(const char *text, uint32_t out[GRAMS_OF_STEM])
{
        size_t length = strlen(text), n = 0;
        uint32_t window = ' ';

        for (size_t i = 0; i <= length && n + 2 <= GRAMS_OF_STEM; i++) {
                window = window << 8 | (unsigned char)(i < length ? text[i] : ' ');
                if (i >= 1)
                        out[n++] = window & 0xffffff;
                if (i >= 2)
                        out[n++] = window;
        }
        for (size_t i = 1; i < n; i++) { /* a few dozen at most: insertion sort */
                uint32_t key = out[i];
                size_t j = i;

                for (; j > 0 && out[j - 1] > key; j--)
                        out[j] = out[j - 1];
                out[j] = key;
        }
        return n;
}

/* A third of them stays free. */
static size_t slots_for(size_t count)
{
        return count + count / 2 + 1;
}

static uint32_t *slot(const struct grams *g, uint32_t key)
{
        size_t at = (uint64_t)(key * 2654435761u) * g->slots >> 32;

        while (g->table[at] && g->key[g->table[at] - 1] != key)
                at = at + 1 < g->slots ? at + 1 : 0;
        return &g->table[at];
}

static float raw_weight(float idf, size_t often)
{
        return often > 1 ? (1 + (float)log((double)often)) * idf : idf;
}

/* Grams that some stem holds, each once, with how often it stands in the text; *norm: 1 / the
 * length of the vector of all. */
static size_t count_grams(const struct grams *g, const char *text, struct counted out[GRAMS_OF_STEM],
                          float *norm)
{
        uint32_t key[GRAMS_OF_STEM];
        size_t n = cut(text, key), used = 0;
        float square = 0;

        for (size_t i = 0, run; i < n; i += run) {
                for (run = 1; i + run < n && key[i + run] == key[i]; run++)
                        ;
                uint32_t id = *slot(g, key[i]);
                float weight = raw_weight(id ? g->idf[id - 1] : g->unknown, run);

                square += weight * weight;
                if (id)
                        out[used++] = (struct counted){id - 1, (uint32_t)run};
        }
        *norm = square > 0 ? 1 / sqrtf(square) : 0;
        return used;
}

size_t grams_of(const struct grams *g, const char *text, struct gram out[GRAMS_OF_STEM])
{
        struct counted counted[GRAMS_OF_STEM];
        float norm;
        size_t n = count_grams(g, text, counted, &norm);

        for (size_t i = 0; i < n; i++)
                out[i] = (struct gram){counted[i].id, raw_weight(g->idf[counted[i].id], counted[i].often) * norm};
        return n;
}

/* Gives every gram its id and counts the asks that hold it (an ask that holds
 * two stems with the same gram counts twice: idf need not be finer). */
static void collect(struct grams *g, const char *const *stems, const uint32_t *ask_count,
                    size_t count, size_t asks)
{
        for (size_t s = 0; s < count; s++) {
                uint32_t key[GRAMS_OF_STEM];
                size_t n = cut(stems[s], key);

                for (size_t i = 0; i < n; i++) {
                        uint32_t *at = slot(g, key[i]);

                        if (i && key[i] == key[i - 1])
                                continue;
                        if (!*at) {
                                g->key[g->count] = key[i];
                                *at = (uint32_t)++g->count;
                        }
                        g->idf[*at - 1] += (float)ask_count[s];
                        g->first[*at]++;
                }
        }
        for (size_t i = 0; i < g->count; i++) {
                float held = g->idf[i] < (float)asks ? g->idf[i] : (float)asks;

                g->idf[i] = (float)log((1 + (double)asks) / (1 + (double)held)) + 1;
                g->first[i + 1] += g->first[i];
        }
        g->unknown = (float)log(1 + (double)asks) + 1;
}

static int fill_holders(struct grams *g, const char *const *stems, size_t count)
{
        uint32_t *next = malloc((g->count + 1) * sizeof *next);

        g->holder = malloc((g->first[g->count] + 1) * sizeof *g->holder);
        g->norm = malloc((count + 1) * sizeof *g->norm);
        if (!next || !g->holder || !g->norm) {
                free(next);
                return -1;
        }
        memcpy(next, g->first, (g->count + 1) * sizeof *next);
        for (size_t s = 0; s < count; s++) {
                struct counted counted[GRAMS_OF_STEM];
                size_t n = count_grams(g, stems[s], counted, &g->norm[s]);

                for (size_t i = 0; i < n; i++)
                        g->holder[next[counted[i].id]++] = (struct holder){
                                .stem = (uint32_t)s % STEMS_MOST, .often = counted[i].often % GRAMS_OF_STEM};
        }
        free(next);
        return 0;
}

/* The room was for stems that share no gram: gives back what is left of it. */
static int fit(struct grams *g)
{
        size_t slots = slots_for(g->count);
        uint32_t *table;

        table = calloc(slots, sizeof *table);
        if (!table)
                return -1;
        free(g->table);
        g->table = table;
        g->slots = slots;
        for (size_t i = 0; i < g->count; i++)
                *slot(g, g->key[i]) = (uint32_t)i + 1;
        g->key = room_fit(g->key, g->count + 1, sizeof *g->key);
        g->idf = room_fit(g->idf, g->count + 1, sizeof *g->idf);
        g->first = room_fit(g->first, g->count + 1, sizeof *g->first);
        return 0;
}

struct grams *grams_open(const char *const *stems, const uint32_t *ask_count, size_t count,
                         size_t asks)
{
        struct grams *g = calloc(1, sizeof *g);
        size_t most = 1;

        if (!g)
                return NULL;
        if (count >= STEMS_MOST)
                goto fail;
        for (size_t s = 0; s < count; s++)
                most += 2 * strlen(stems[s]) + 2;
        g->slots = slots_for(most);
        g->table = calloc(g->slots, sizeof *g->table);
        g->key = calloc(most, sizeof *g->key);
        g->idf = calloc(most, sizeof *g->idf);
        g->first = calloc(most + 1, sizeof *g->first);
        if (!g->table || !g->key || !g->idf || !g->first)
                goto fail;
        collect(g, stems, ask_count, count, asks);
        if (fit(g) < 0 || fill_holders(g, stems, count) < 0)
                goto fail;
        return g;
fail:
        grams_close(g);
        return NULL;
}

void grams_close(struct grams *g)
{
        if (!g)
                return;
        free(g->norm);
        free(g->holder);
        free(g->first);
        free(g->idf);
        free(g->key);
        free(g->table);
        free(g);
}

size_t grams_count(const struct grams *g)
{
        return g->count;
}

/* Puts a stem into its place among the likest; the last gives way. */
static size_t place(struct grams_like *out, size_t n, size_t cap, struct grams_like one)
{
        size_t at = n < cap ? n++ : cap - 1;

        for (; at > 0 && out[at - 1].like < one.like; at--)
                out[at] = out[at - 1];
        out[at] = one;
        return n;
}

size_t grams_alike(const struct grams *g, const char *text, float least, float *score,
                   struct grams_like *out, size_t cap)
{
        struct gram gram[GRAMS_OF_STEM];
        size_t n = grams_of(g, text, gram), found = 0;

        for (size_t i = 0; i < n; i++)
                for (uint32_t h = g->first[gram[i].id]; h < g->first[gram[i].id + 1]; h++) {
                        struct holder holder = g->holder[h];
                        float weight = raw_weight(g->idf[gram[i].id], holder.often) * g->norm[holder.stem];

                        score[holder.stem] += gram[i].weight * weight;
                }
        for (size_t i = 0; i < n; i++)
                for (uint32_t h = g->first[gram[i].id]; h < g->first[gram[i].id + 1]; h++) {
                        uint32_t stem = g->holder[h].stem;
                        float like = score[stem];

                        score[stem] = 0;
                        if (like < least)
                                continue;
                        if (found == cap && out[cap - 1].like >= like)
                                continue;
                        found = place(out, found, cap, (struct grams_like){stem, like});
                }
        return found;
}
