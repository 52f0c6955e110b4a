/* postings.c - which entries hold a stem, packed.
 *
 * Gaps between entries are packed with as many bits as the block's largest
 * needs, impacts are left as bytes. It knows of no stems and no formula. */
#include "postings.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#define DENSE 8 /* a list that one entry in so many is in */
#define SLACK 8 /* bytes behind the last block: it is read in words of 64 bits */

int postings_init(struct postings *postings, size_t lists, uint32_t entries)
{
        memset(postings, 0, sizeof *postings);
        postings->entries = entries;
        postings->list_count = lists;
        postings->list = calloc(lists + 1, sizeof *postings->list);
        return postings->list ? 0 : -1;
}

void postings_fini(struct postings *postings)
{
        free(postings->list);
        free(postings->block);
        free(postings->bytes);
        memset(postings, 0, sizeof *postings);
}

/* `count` cleared bytes at the end, or NULL. */
static unsigned char *more_bytes(struct postings *postings, size_t count)
{
        unsigned char *bytes;

        if (count > POSTINGS_BYTES_MAX - postings->used)
                return NULL;
        if (postings->used + count + SLACK > postings->room) {
                size_t room = (postings->used + count + SLACK) / 2 * 3 + 4096;

                bytes = realloc(postings->bytes, room);
                if (!bytes)
                        return NULL;
                postings->bytes = bytes;
                postings->room = room;
        }
        bytes = postings->bytes + postings->used;
        memset(bytes, 0, count + SLACK);
        postings->used += count;
        return bytes;
}

static struct postings_block *more_blocks(struct postings *postings)
{
        if (postings->block_count == postings->block_room) {
                size_t room = postings->block_room / 2 * 3 + 256;
                struct postings_block *block = realloc(postings->block, room * sizeof *block);

                if (!block)
                        return NULL;
                postings->block = block;
                postings->block_room = room;
        }
        return &postings->block[postings->block_count++];
}

static unsigned bits(uint32_t value)
{
        unsigned count = 0;

        for (; value; value >>= 1)
                count++;
        return count;
}

/* Sets `width` bits from bit `at` on; they were clear. */
static void pack(unsigned char *bytes, size_t at, unsigned width, uint32_t value)
{
        for (unsigned done = 0; done < width; ) {
                unsigned inside = (unsigned)((at + done) & 7);

                bytes[(at + done) >> 3] |= (unsigned char)(value >> done << inside);
                done += 8 - inside;
        }
}

static int fill_block(struct postings *postings, uint32_t before, const uint32_t *entry,
                      const uint8_t *impact, size_t count)
{
        struct postings_block *block = more_blocks(postings);
        uint32_t widest = 0;
        uint32_t last = before;
        unsigned char *bytes;

        if (!block)
                return -1;
        block->best = 0;
        for (size_t i = 0; i < count; last = entry[i++]) {
                widest |= entry[i] - last - 1;
                block->best = impact[i] > block->best ? impact[i] : block->best;
        }
        block->last = last;
        block->count = (uint8_t)count;
        block->width = (uint8_t)bits(widest);
        block->at = (uint32_t)postings->used;
        bytes = more_bytes(postings, count + (count * block->width + 7) / 8);
        if (!bytes)
                return -1;
        memcpy(bytes, impact, count);
        last = before;
        for (size_t i = 0; i < count; last = entry[i++])
                pack(bytes + count, i * block->width, block->width, entry[i] - last - 1);
        return 0;
}

static int fill_dense(struct postings *postings, struct postings_list *list,
                      const uint32_t *entry, const uint8_t *impact, size_t count)
{
        size_t windows = (postings->entries + POSTINGS_WINDOW - 1) / POSTINGS_WINDOW;
        unsigned char *bytes = more_bytes(postings, postings->entries + windows);

        if (!bytes)
                return -1;
        list->first = (uint32_t)(bytes - postings->bytes);
        list->dense = true;
        for (size_t i = 0; i < count; i++) {
                unsigned char *best = &bytes[postings->entries + entry[i] / POSTINGS_WINDOW];

                bytes[entry[i]] = impact[i];
                if (impact[i] > *best)
                        *best = impact[i];
        }
        return 0;
}

static void find_best(struct postings_list *list, const uint8_t *impact, size_t count)
{
        uint32_t times[256] = {0};
        size_t seen = 0;
        unsigned value;

        for (size_t i = 0; i < count; i++)
                times[impact[i]]++;
        for (value = 255; value > 0; value--) {
                if (!list->best && times[value])
                        list->best = (uint8_t)value;
                seen += times[value];
                if (seen >= POSTINGS_TOP)
                        break;
        }
        list->tenth = (uint8_t)value;
}

int postings_fill(struct postings *postings, size_t number, const uint32_t *entry,
                  const uint8_t *impact, size_t count)
{
        struct postings_list *list = &postings->list[number];

        list->count = (uint32_t)count;
        if (!count)
                return 0;
        find_best(list, impact, count);
        if (count >= postings->entries / DENSE && count > POSTINGS_BLOCK)
                return fill_dense(postings, list, entry, impact, count);
        list->first = (uint32_t)postings->block_count;
        for (size_t i = 0; i < count; i += POSTINGS_BLOCK) {
                size_t some = count - i < POSTINGS_BLOCK ? count - i : POSTINGS_BLOCK;

                if (fill_block(postings, i ? entry[i - 1] : UINT32_MAX, entry + i, impact + i, some) < 0)
                        return -1;
        }
        return 0;
}

void postings_settle(struct postings *postings)
{
        void *bytes = realloc(postings->bytes, postings->used + SLACK);
        void *block = realloc(postings->block, (postings->block_count + 1) * sizeof *postings->block);

        if (bytes) {
                postings->bytes = bytes;
                postings->room = postings->used + SLACK;
        }
        if (block) {
                postings->block = block;
                postings->block_room = postings->block_count + 1;
        }
}

size_t postings_size(const struct postings *postings)
{
        return postings->room + postings->block_room * sizeof *postings->block +
               (postings->list_count + 1) * sizeof *postings->list;
}

void postings_unpack(const struct postings *postings, const struct postings_block *block,
                     uint32_t before, uint32_t entry[POSTINGS_BLOCK])
{
        const unsigned char *bytes = postings->bytes + block->at + block->count;
        unsigned width = block->width;
        uint64_t mask = ((uint64_t)1 << width) - 1;
        uint64_t word;

        for (size_t i = 0, at = 0; i < block->count; i++, at += width) {
                memcpy(&word, bytes + (at >> 3), sizeof word);
                before += (uint32_t)(le64toh(word) >> (at & 7) & mask) + 1;
                entry[i] = before;
        }
}
