/* prints.c - a set of words, as fingerprints.
 *
 * Made once of all its hashes and never changed. It sees no words: who asks
 * brings their hash. */
#include "prints.h"

#include <stdlib.h>
#include <string.h>

#include "room.h"

#define STEP 16       /* buckets to one start */
#define FULL 6        /* hashes to a bucket on an average; 6 in 65,536 is one in 10,923 */
#define BITS_MAX 16   /* with the rest, that is the whole hash */

int prints_add(struct prints_list *list, uint32_t hash)
{
        uint32_t *bigger = room_for(list->hash, &list->room, list->count + 1, sizeof *bigger);

        if (bigger == NULL)
                return -1;
        list->hash = bigger;
        list->hash[list->count++] = hash;
        return 0;
}

void prints_drop(struct prints_list *list)
{
        free(list->hash);
        memset(list, 0, sizeof *list);
}

void prints_fini(struct prints *prints)
{
        free(prints->start);
        memset(prints, 0, sizeof *prints);
}

/* Spreads hashes of short words over all buckets; none is lost by it. */
static uint32_t mix(uint32_t hash)
{
        return hash * 2654435769u;
}

static size_t bucket_of(const struct prints *prints, uint32_t mixed)
{
        return (size_t)((uint64_t)mixed >> (32 - prints->bits));
}

static uint16_t rest_of(const struct prints *prints, uint32_t mixed)
{
        return (uint16_t)(mixed >> (16 - prints->bits));
}

/* Takes out what stands twice and counts. A bucket holds 255 at the most: more are only ever
 * there where somebody looked for such words. */
static void settle(struct prints *prints, const uint32_t *end)
{
        size_t from = 0;

        for (size_t b = 0; b < (size_t)1 << prints->bits; b++) {
                size_t first = prints->count;

                if (b % STEP == 0)
                        prints->start[b / STEP] = (uint32_t)first;
                for (; from < end[b]; from++) {
                        uint16_t rest = prints->rest[from];
                        size_t i = first;

                        while (i < prints->count && prints->rest[i] != rest)
                                i++;
                        if (i == prints->count && i - first < UINT8_MAX)
                                prints->rest[prints->count++] = rest;
                }
                prints->held[b] = (uint8_t)(prints->count - first);
        }
}

/* One block for `count` hashes: starts, then what each bucket holds, then the rests. */
static int make_room(struct prints *prints, size_t count)
{
        size_t buckets = (size_t)1 << prints->bits;
        size_t starts = (buckets + STEP - 1) / STEP;
        void *block = realloc(prints->start, starts * sizeof *prints->start + buckets +
                                                     buckets % 2 + count * sizeof *prints->rest);

        if (block == NULL)
                return -1;
        prints->start = block;
        prints->held = (uint8_t *)(prints->start + starts);
        prints->rest = (uint16_t *)(void *)(prints->held + buckets + buckets % 2);
        return 0;
}

int prints_init(struct prints *prints, const struct prints_list *list)
{
        uint32_t *end; /* of each bucket */
        size_t buckets, at = 0;

        memset(prints, 0, sizeof *prints);
        if (list->count == 0)
                return 0;
        while (prints->bits < BITS_MAX && list->count > (size_t)FULL << prints->bits)
                prints->bits++;
        if (list->count > UINT32_MAX || make_room(prints, list->count) < 0)
                return -1;
        buckets = (size_t)1 << prints->bits;
        end = calloc(buckets, sizeof *end);
        if (end == NULL) {
                prints_fini(prints);
                return -1;
        }
        for (size_t i = 0; i < list->count; i++)
                end[bucket_of(prints, mix(list->hash[i]))]++;
        for (size_t b = 0; b < buckets; b++) {
                size_t count = end[b];

                end[b] = (uint32_t)at;
                at += count;
        }
        for (size_t i = 0; i < list->count; i++) {
                uint32_t mixed = mix(list->hash[i]);

                prints->rest[end[bucket_of(prints, mixed)]++] = rest_of(prints, mixed);
        }
        settle(prints, end);
        free(end);
        make_room(prints, prints->count); /* less; where there is no memory for that, it stays */
        return 0;
}

size_t prints_find(const struct prints *prints, uint32_t hash)
{
        uint32_t mixed = mix(hash);
        size_t bucket, at;
        uint16_t rest;

        if (prints->count == 0)
                return PRINTS_NONE;
        bucket = bucket_of(prints, mixed);
        rest = rest_of(prints, mixed);
        at = prints->start[bucket / STEP];
        for (size_t b = bucket - bucket % STEP; b < bucket; b++)
                at += prints->held[b];
        for (size_t end = at + prints->held[bucket]; at < end; at++)
                if (prints->rest[at] == rest)
                        return at;
        return PRINTS_NONE;
}
