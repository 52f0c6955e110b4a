/* dialog.c - a fixed table of people, found by hash.
 *
 *   bucket[hash] --> turn --> turn --> NONE      (chains by next[])
 *
 * Turns are taken in order until all are in use; then the longest silent one
 * gives way. It keeps no name and no word, and refuses to know what an entry is.
 */
#include "dialog.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"

#define BUCKETS 2048u /* a power of two; twice the people keeps chains short */
#define NONE UINT16_MAX

struct dialog {
        uint16_t bucket[BUCKETS];
        uint16_t next[DIALOG_PEOPLE];
        struct dialog_turn turn[DIALOG_PEOPLE];
        size_t used;
};

static void clear(struct dialog *dialog)
{
        memset(dialog->bucket, 0xff, sizeof dialog->bucket);
        memset(dialog->next, 0xff, sizeof dialog->next);
        dialog->used = 0; /* turns behind it are never read */
}

struct dialog *dialog_open(void)
{
        struct dialog *dialog = malloc(sizeof *dialog);

        if (dialog)
                clear(dialog);
        return dialog;
}

void dialog_close(struct dialog *dialog)
{
        free(dialog);
}

/* FNV-1a, 64 bits (Fowler, Noll, Vo), closed by a byte that no text holds. */
static uint64_t hash(uint64_t h, const char *s, bool folded)
{
        for (; *s; s++)
                h = (h ^ (folded ? address_fold(*s) : (unsigned char)*s)) * UINT64_C(0x100000001b3);
        return (h ^ 0) * UINT64_C(0x100000001b3);
}

uint64_t dialog_key(const char *network, const char *channel, const char *nick)
{
        uint64_t h = UINT64_C(0xcbf29ce484222325);

        h = hash(h, network ? network : "", false);
        /* a byte that no channel holds, so that private talk stands apart */
        h = hash(h, channel ? channel : "\x01", true);
        h = hash(h, nick ? nick : "", true);
        h ^= h >> 32; /* FNV's low bits alone are weak for short texts */
        return h ? h : 1;
}

static size_t bucket_of(uint64_t key)
{
        return (size_t)(key & (BUCKETS - 1));
}

static struct dialog_turn *look_up(struct dialog *dialog, uint64_t key)
{
        uint16_t i = dialog->bucket[bucket_of(key)];

        while (i != NONE && dialog->turn[i].key != key)
                i = dialog->next[i];
        return i == NONE ? NULL : &dialog->turn[i];
}

/* A clock that seems to go back (another caller's) makes nobody old. */
static bool is_old(const struct dialog_turn *turn, uint64_t now)
{
        return now > turn->at && now - turn->at > DIALOG_AGE;
}

struct dialog_turn *dialog_find(struct dialog *dialog, uint64_t key, uint64_t now)
{
        struct dialog_turn *turn = key ? look_up(dialog, key) : NULL;

        return turn && !is_old(turn, now) ? turn : NULL;
}

static void unlink_turn(struct dialog *dialog, size_t at)
{
        uint16_t *link = &dialog->bucket[bucket_of(dialog->turn[at].key)];

        while (*link != at)
                link = &dialog->next[*link];
        *link = dialog->next[at];
}

/* A free place, or that of whoever was silent longest. */
static size_t make_room(struct dialog *dialog)
{
        size_t oldest = 0;

        if (dialog->used < DIALOG_PEOPLE)
                return dialog->used++;
        for (size_t i = 1; i < DIALOG_PEOPLE; i++)
                if (dialog->turn[i].at < dialog->turn[oldest].at)
                        oldest = i;
        unlink_turn(dialog, oldest);
        return oldest;
}

static void forget(struct dialog_turn *turn, uint64_t key, uint64_t now)
{
        *turn = (struct dialog_turn){ .key = key, .at = now, .entry = DIALOG_NOTHING,
                                      .runner_up = DIALOG_NOTHING, .warned = DIALOG_NOTHING };
        for (size_t i = 0; i < DIALOG_CHOICES; i++)
                turn->choice[i] = DIALOG_NOTHING;
}

static struct dialog_turn *insert(struct dialog *dialog, uint64_t key, uint64_t now)
{
        size_t at = make_room(dialog);
        uint16_t *bucket = &dialog->bucket[bucket_of(key)];

        forget(&dialog->turn[at], key, now);
        dialog->next[at] = *bucket;
        *bucket = (uint16_t)at;
        return &dialog->turn[at];
}

struct dialog_turn *dialog_take(struct dialog *dialog, uint64_t key, uint64_t now)
{
        struct dialog_turn *turn;

        if (!key) /* 0 marks a free place */
                key = 1;
        turn = look_up(dialog, key);
        if (!turn)
                return insert(dialog, key, now);
        if (is_old(turn, now))
                forget(turn, key, now);
        turn->at = now;
        return turn;
}

static uint32_t mapped(uint32_t entry, uint32_t (*map)(void *context, uint32_t entry), void *context)
{
        return entry == DIALOG_NOTHING ? DIALOG_NOTHING : map(context, entry);
}

void dialog_copy(struct dialog *into, const struct dialog *from,
                 uint32_t (*map)(void *context, uint32_t entry), void *context)
{
        clear(into);
        for (size_t i = 0; i < from->used; i++) {
                const struct dialog_turn *old = &from->turn[i];
                struct dialog_turn *turn = insert(into, old->key, old->at);

                *turn = *old;
                turn->entry = mapped(old->entry, map, context);
                turn->runner_up = mapped(old->runner_up, map, context);
                turn->warned = mapped(old->warned, map, context);
                memset(turn->said, 0, sizeof turn->said); /* the new file may number them otherwise */
                if (turn->entry == DIALOG_NOTHING)
                        turn->more_at = 0;
                /* Numbers keep their meaning: a choice that is gone leaves a gap. */
                for (size_t c = 0; c < DIALOG_CHOICES && c < old->choice_count; c++)
                        turn->choice[c] = mapped(old->choice[c], map, context);
        }
}
