/* spell.c - the word that somebody meant.
 *
 * The words stand sorted by length, each with a mask of its letters: of two
 * words at distance d the masks differ in at most 2d bits, so nearly all are
 * passed over by one comparison, and a small vocabulary needs no index. It does
 * not know which words need no correction: that is the caller's business. */
#include "spell.h"

#include <stdlib.h>
#include <string.h>

#include "vector.h"

#define LONGEST 64
#define LETTERS 0x3ffffffu /* of a mask; above them stands the first letter, 0 for a */
#define FIRST 26
#define BLOCK VECTOR_FLOATS

struct spell {
        uint32_t *mask; /* of each word's letters, side by side: nearly every one ends there */
        uint32_t *id;   /* of each word */
        spell_look *look;
        const void *context;
        size_t count;
        size_t max;                 /* the greatest distance */
        size_t start[LONGEST + 2];  /* of each length; start[n + 1] ends n */
};

static size_t least(size_t a, size_t b)
{
        return a < b ? a : b;
}

/* One row a letter of a; only the last two are kept. */
static size_t align(const char *a, size_t a_length, const char *b, size_t b_length, size_t max)
{
        unsigned char rows[3][LONGEST + 1];
        unsigned char *before = rows[0], *last = rows[1], *row = rows[2];

        for (size_t j = 0; j <= b_length; j++)
                last[j] = (unsigned char)j;
        for (size_t i = 1; i <= a_length; i++) {
                unsigned char *spare = before;
                size_t best = row[0] = (unsigned char)i;

                for (size_t j = 1; j <= b_length; j++) {
                        size_t cost = least(last[j] + 1u, row[j - 1] + 1u);

                        cost = least(cost, last[j - 1] + (a[i - 1] != b[j - 1]));
                        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                                cost = least(cost, before[j - 2] + 1u);
                        row[j] = (unsigned char)cost;
                        best = least(best, cost);
                }
                if (best > max)
                        return max + 1;
                before = last;
                last = row;
                row = spare;
        }
        return least(last[b_length], max + 1);
}

size_t spell_distance(const char *a, size_t a_length, const char *b, size_t b_length, size_t max)
{
        while (a_length > 0 && b_length > 0 && *a == *b) {
                a++, b++;
                a_length--, b_length--;
        }
        while (a_length > 0 && b_length > 0 && a[a_length - 1] == b[b_length - 1])
                a_length--, b_length--;
        if (a_length > LONGEST || b_length > LONGEST)
                return max + 1;
        if (a_length == 0 || b_length == 0)
                return least(a_length + b_length, max + 1);
        return align(a, a_length, b, b_length, max);
}

const char *spell_nearest(const char *name, const void *names, size_t count, size_t stride)
{
        const char *nearest = NULL;
        size_t length = strlen(name);
        size_t best = length < 4 ? 1 : length / 3 + 1;

        for (size_t i = 0; i < count; i++) {
                const char *s = *(const char *const *)(const void *)
                                        ((const char *)names + i * stride);
                size_t distance;

                if (s == NULL)
                        continue;
                distance = spell_distance(name, length, s, strlen(s), best);
                if (distance < best || (distance == best && nearest == NULL)) {
                        best = distance;
                        nearest = s;
                }
        }
        return nearest;
}

/* 0 where a byte is no letter of ASCII in lower case. */
static uint32_t mask_of(const char *s, size_t length)
{
        uint32_t mask = 0;

        for (size_t i = 0; i < length; i++) {
                if (s[i] < 'a' || s[i] > 'z')
                        return 0;
                mask |= (uint32_t)1 << (s[i] - 'a');
        }
        return mask;
}

/* Without its two lowest bits. */
static uint32_t less_two(uint32_t mask)
{
        mask &= mask - 1;
        return mask & (mask - 1);
}

static int by_count(const void *left, const void *right)
{
        const struct spell_word *a = left, *b = right;

        if (a->count != b->count)
                return a->count > b->count ? -1 : 1;
        return strcmp(a->s, b->s);
}

static int by_length(const void *left, const void *right)
{
        const struct spell_word *a = left, *b = right;
        size_t a_length = strlen(a->s), b_length = strlen(b->s);

        if (a_length != b_length)
                return a_length < b_length ? -1 : 1;
        return strcmp(a->s, b->s);
}

/* Keeps what can be corrected to; returns how many. */
static size_t choose(struct spell_word *words, size_t count)
{
        size_t kept = 0;

        for (size_t i = 0; i < count; i++) {
                size_t length = strlen(words[i].s);

                if (length >= 3 && length <= LONGEST && mask_of(words[i].s, length) != 0)
                        words[kept++] = words[i];
        }
        if (kept > SPELL_LARGE) {
                qsort(words, kept, sizeof *words, by_count);
                kept = least(kept, SPELL_WORDS);
                while (kept > 0 && words[kept - 1].count < 2)
                        kept--;
        }
        if (kept > 1)
                qsort(words, kept, sizeof *words, by_length);
        return kept;
}

struct spell *spell_open(struct spell_word *words, size_t count, spell_look *look,
                         const void *context)
{
        struct spell *spell = calloc(1, sizeof *spell);

        if (spell == NULL)
                return NULL;
        spell->max = count > SPELL_LARGE ? 1 : 2;
        count = choose(words, count);
        spell->count = count;
        spell->look = look;
        spell->context = context;
        spell->mask = malloc((count + 1) * sizeof *spell->mask);
        spell->id = malloc((count + 1) * sizeof *spell->id);
        if (spell->mask == NULL || spell->id == NULL) {
                spell_close(spell);
                return NULL;
        }
        for (size_t i = 0; i < count; i++) {
                size_t length = strlen(words[i].s);

                spell->id[i] = words[i].id;
                spell->mask[i] = mask_of(words[i].s, length) | (uint32_t)(words[i].s[0] - 'a') << FIRST;
                spell->start[length + 1] = i + 1;
        }
        for (size_t n = 1; n < LONGEST + 2; n++)
                if (spell->start[n] < spell->start[n - 1])
                        spell->start[n] = spell->start[n - 1];
        return spell;
}

void spell_close(struct spell *spell)
{
        if (spell == NULL)
                return;
        free(spell->mask);
        free(spell->id);
        free(spell);
}

struct query {
        const char *s;
        size_t length;
        uint32_t mask;
};

struct found {
        struct spell_word word; /* s NULL: nothing yet */
        size_t distance;
        bool first; /* the same first letter */
        bool swap;
};

static bool is_swap(const char *a, const char *b, size_t length)
{
        size_t i = 0;

        while (i < length && a[i] == b[i])
                i++;
        return i + 1 < length && a[i] == b[i + 1] && a[i + 1] == b[i] &&
               memcmp(a + i + 2, b + i + 2, length - i - 2) == 0;
}

static bool is_better(const struct found *a, const struct found *b)
{
        if (b->word.s == NULL)
                return true;
        if (a->distance != b->distance)
                return a->distance < b->distance;
        if (a->first != b->first)
                return a->first;
        if (a->swap != b->swap)
                return a->swap;
        if (a->word.count != b->word.count)
                return a->word.count > b->word.count;
        return strcmp(a->word.s, b->word.s) < 0;
}

/* From word i on, the first whose letters may be those of the query but for `edits`; end: none. */
static VECTOR_INLINE void next_near_body(const uint32_t *mask, size_t *i, size_t end, uint32_t query, size_t edits)
{
        for (; *i + BLOCK <= end; *i += BLOCK) {
                uint32_t any = 0;

                for (size_t lane = 0; lane < BLOCK; lane++) {
                        uint32_t rest = (mask[*i + lane] ^ query) & LETTERS;

                        rest &= rest - 1, rest &= rest - 1;
                        if (edits > 1)
                                rest &= rest - 1, rest &= rest - 1;
                        any |= rest == 0;
                }
                if (any)
                        break;
        }
        for (; *i < end; ++*i) {
                uint32_t rest = less_two((mask[*i] ^ query) & LETTERS);

                if ((edits > 1 ? less_two(rest) : rest) == 0)
                        return;
        }
}

VECTOR_BOTH(next_near, (const uint32_t *mask, size_t *i, size_t end, uint32_t query, size_t edits),
            (mask, i, end, query, edits))

/* Word i as the query may mean it, if it is the best so far. */
static void weigh(const struct spell *spell, const struct query *query, size_t i, size_t n, size_t max,
                  struct found *best)
{
        struct found found = { .first = spell->mask[i] >> FIRST == (uint32_t)(query->s[0] - 'a') };
        size_t limit = found.first ? max : 1;

        if (limit < 2 && less_two((spell->mask[i] ^ query->mask) & LETTERS) != 0)
                return;
        found.word = spell->look(spell->context, spell->id[i]);
        found.distance = spell_distance(query->s, query->length, found.word.s, n, limit);
        if (found.distance > limit)
                return;
        if (found.distance == 2 && found.word.s[n - 1] != query->s[query->length - 1])
                return;
        found.swap = n == query->length && is_swap(query->s, found.word.s, n);
        if (query->length == 3 && !found.swap)
                return;
        if (is_better(&found, best))
                *best = found;
}

/* The best of the words of n letters, at most max away. */
static void look(const struct spell *spell, const struct query *query, size_t n, size_t max,
                 struct found *best)
{
        size_t end = spell->start[n + 1];

        for (size_t i = spell->start[n]; next_near(spell->mask, &i, end, query->mask, max), i < end; i++)
                weigh(spell, query, i, n, max, best);
}

uint32_t spell_find(const struct spell *spell, const char *s, size_t length)
{
        struct query query = { s, length, 0 };
        struct found best = { { NULL, SPELL_NONE, 0 }, 0, false, false };
        size_t max = length < 7 ? 1 : spell->max;

        if (length < 3 || length > LONGEST)
                return SPELL_NONE;
        query.mask = mask_of(s, length);
        if (query.mask == 0)
                return SPELL_NONE;
        look(spell, &query, length, max, &best);
        if (length > 3 && length < LONGEST)
                look(spell, &query, length + 1, max, &best);
        if (length > 4)
                look(spell, &query, length - 1, max, &best);
        return best.word.id;
}

void spell_slips(const struct spell *spell, const char *s, size_t length,
                 void (*each)(void *context, uint32_t id, uint32_t count), void *context)
{
        uint32_t mask = length < LONGEST ? mask_of(s, length) : 0;
        size_t end;

        if (mask == 0 || length < 3)
                return;
        end = spell->start[length + 2];
        for (size_t i = spell->start[length - 1]; next_near(spell->mask, &i, end, mask, 1), i < end; i++) {
                struct spell_word word = spell->look(spell->context, spell->id[i]);
                size_t n = strlen(word.s);

                if (n == length ? is_swap(s, word.s, n)
                                : spell_distance(s, length, word.s, n, 1) == 1)
                        each(context, word.id, word.count);
        }
}
