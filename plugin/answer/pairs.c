/* pairs.c - which stems stand side by side in the FAQ, and how often.
 *
 * An open hash of at most PAIRS_MOST pairs; numbers in, numbers out. */
#include "pairs.h"

#include <stdlib.h>

void pairs_fini(struct pairs *pairs)
{
        free(pairs->slot);
        pairs->slot = NULL;
        pairs->size = 0;
        pairs->used = 0;
        pairs->full = false;
}

static struct pair *find(const struct pairs *pairs, uint32_t low, uint32_t high)
{
        uint32_t hash = low * 2654435761u ^ high * 2246822519u;
        size_t at = (size_t)((uint64_t)((hash ^ hash >> 15) * 2654435769u) * pairs->size >> 32);

        while (pairs->slot[at].count != 0 &&
               (pairs->slot[at].low != low || pairs->slot[at].high != high))
                at = at + 1 < pairs->size ? at + 1 : 0;
        return &pairs->slot[at];
}

/* Moves what was seen `least` times into a table of `size`. */
static int resize(struct pairs *pairs, size_t size, uint32_t least)
{
        struct pairs other = { calloc(size, sizeof *other.slot), size, 0, pairs->full };

        if (other.slot == NULL)
                return -1;
        for (size_t i = 0; i < pairs->size; i++)
                if (pairs->slot[i].count >= least && pairs->slot[i].count != 0) {
                        *find(&other, pairs->slot[i].low, pairs->slot[i].high) = pairs->slot[i];
                        other.used++;
                }
        free(pairs->slot);
        *pairs = other;
        return 0;
}

int pairs_add(struct pairs *pairs, uint32_t a, uint32_t b)
{
        struct pair *pair;

        if (a == b || pairs->full)
                return 0;
        if (pairs->used * 3 >= pairs->size * 2 &&
            resize(pairs, pairs->size != 0 ? pairs->size * 2 : 256, 1) < 0)
                return -1;
        pair = find(pairs, a < b ? a : b, a < b ? b : a);
        if (pair->count == 0) {
                if (pairs->used >= PAIRS_MOST) {
                        pairs->full = true;
                        return 0;
                }
                pair->low = a < b ? a : b;
                pair->high = a < b ? b : a;
                pairs->used++;
        }
        if (pair->count < UINT32_MAX)
                pair->count++;
        return 0;
}

uint32_t pairs_count(const struct pairs *pairs, uint32_t a, uint32_t b)
{
        return pairs->size != 0 ? find(pairs, a < b ? a : b, a < b ? b : a)->count : 0;
}

int pairs_trim(struct pairs *pairs, uint32_t least)
{
        size_t kept = 0;

        for (size_t i = 0; i < pairs->size; i++)
                kept += pairs->slot[i].count >= least && pairs->slot[i].count != 0;
        return resize(pairs, kept / 2 * 3 + 16, least);
}
