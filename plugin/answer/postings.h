/* postings.h - which entries hold a stem, and how much it counts there.
 *
 *   list ---- block ---- block ---- block       up to POSTINGS_BLOCK entries each
 *     |         | last entry, best impact       what can be known without unpacking
 *     |         `- [impact impact ...][gap gap gap ...]
 *     |             a byte each        `width` bits each: entry - entry before - 1
 *     `-- or, for a stem that an eighth of all entries hold: [impact of entry 0]
 *         [of entry 1] ..., 0 where the entry lacks it, and the best of each
 *         POSTINGS_WINDOW entries
 *
 * Impacts are 1..255; what they mean is the caller's affair.
 */
#ifndef ANSWER_POSTINGS_H
#define ANSWER_POSTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POSTINGS_BLOCK 128   /* entries; at most 255 */
#define POSTINGS_WINDOW 4096 /* entries */
#define POSTINGS_TOP 10
#define POSTINGS_BYTES_MAX (UINT32_MAX - 64) /* of all lists together */

struct postings_block {
        uint32_t last;   /* entry */
        uint32_t at;     /* offset of its bytes */
        uint8_t count;   /* entries */
        uint8_t best;    /* impact */
        uint8_t width;   /* bits */
};

struct postings_list {
        uint32_t first;  /* block; of a dense list: offset of its bytes */
        uint32_t count;  /* entries */
        uint8_t best;    /* impact */
        uint8_t tenth;   /* the POSTINGS_TOPth best impact, or 0 */
        bool dense;
};

struct postings {
        uint32_t entries;
        struct postings_list *list;
        size_t list_count;
        struct postings_block *block;
        size_t block_count, block_room;
        unsigned char *bytes;
        size_t used, room;
};

/* For lists numbered below `lists` (all empty at first) over entries numbered
 * below `entries`. 0, or -1 when memory ran out; postings_fini is called in
 * either case. */
int postings_init(struct postings *postings, size_t lists, uint32_t entries);
void postings_fini(struct postings *postings);

/* Fills a list, once: entries in rising order. 0, or -1 when memory ran out or
 * there are more than POSTINGS_BYTES_MAX bytes. */
int postings_fill(struct postings *postings, size_t list, const uint32_t *entry,
                  const uint8_t *impact, size_t count);

/* After the last postings_fill: gives spare room back. */
void postings_settle(struct postings *postings);

/* Bytes held. */
size_t postings_size(const struct postings *postings);

/* Blocks of a list that is not dense. */
static inline size_t postings_blocks(const struct postings_list *list)
{
        return ((size_t)list->count + POSTINGS_BLOCK - 1) / POSTINGS_BLOCK;
}

/* Writes the entries of a block. `before`: the last entry of the list's block
 * before it, or UINT32_MAX for its first. */
void postings_unpack(const struct postings *postings, const struct postings_block *block,
                     uint32_t before, uint32_t entry[POSTINGS_BLOCK]);

/* The impacts of a block's entries. */
static inline const uint8_t *postings_impacts(const struct postings *postings,
                                              const struct postings_block *block)
{
        return postings->bytes + block->at;
}

/* Of a dense list: one impact an entry, and the best impact of each window. */
static inline const uint8_t *postings_dense(const struct postings *postings,
                                            const struct postings_list *list)
{
        return postings->bytes + list->first;
}

static inline const uint8_t *postings_dense_best(const struct postings *postings,
                                                 const struct postings_list *list)
{
        return postings->bytes + list->first + postings->entries;
}

#endif
