/* dialog.c - a fixed table of people, found by hash.
 *
 *   bucket[person] --> turn --> turn --> NONE      (chains by next[])
 *
 * Turns are taken in order until all are in use; then a forgotten one, or else the
 * longest silent one, gives way. It keeps no name and no word, and refuses to know what an entry is.
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

#define FNV_BASIS UINT64_C(0xcbf29ce484222325)

/* FNV's low bits alone are weak for short texts. */
static uint64_t finish(uint64_t h)
{
        h ^= h >> 32;
        return h ? h : 1;
}

uint64_t dialog_person(const char *network, const char *nick)
{
        return finish(hash(hash(FNV_BASIS, network ? network : "", false), nick ? nick : "", true));
}

struct dialog_key dialog_key(const char *network, const char *channel, const char *nick, const char *from)
{
        /* a byte that no channel holds, so that private talk stands apart */
        uint64_t place = hash(FNV_BASIS, channel ? channel : "\x01", true);

        if (!channel)
                place = hash(place, from ? from : "", false);
        return (struct dialog_key){dialog_person(network, nick), finish(place)};
}

static uint16_t *bucket_of(struct dialog *dialog, uint64_t person)
{
        return &dialog->bucket[person & (BUCKETS - 1)];
}

static struct dialog_turn *look_up(struct dialog *dialog, struct dialog_key key)
{
        uint16_t i = *bucket_of(dialog, key.person);

        while (i != NONE && (dialog->turn[i].key.person != key.person || dialog->turn[i].key.place != key.place))
                i = dialog->next[i];
        return i == NONE ? NULL : &dialog->turn[i];
}

/* A clock that seems to go back (another caller's) makes nobody old. */
static bool is_old(const struct dialog_turn *turn, uint64_t now)
{
        return now > turn->at && now - turn->at > DIALOG_AGE;
}

struct dialog_turn *dialog_find(struct dialog *dialog, struct dialog_key key, uint64_t now)
{
        struct dialog_turn *turn = key.person ? look_up(dialog, key) : NULL;

        return turn && !is_old(turn, now) ? turn : NULL;
}

static void link_turn(struct dialog *dialog, size_t at)
{
        uint16_t *bucket = bucket_of(dialog, dialog->turn[at].key.person);

        dialog->next[at] = *bucket;
        *bucket = (uint16_t)at;
}

static void unlink_turn(struct dialog *dialog, size_t at)
{
        uint16_t *link = bucket_of(dialog, dialog->turn[at].key.person);

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
        for (size_t i = 0; i < DIALOG_PEOPLE; i++) {
                if (!dialog->turn[i].key.person)
                        return i;
                if (dialog->turn[i].at < dialog->turn[oldest].at)
                        oldest = i;
        }
        unlink_turn(dialog, oldest);
        return oldest;
}

static void forget(struct dialog_turn *turn, struct dialog_key key, uint64_t now)
{
        *turn = (struct dialog_turn){ .key = key, .at = now, .entry = DIALOG_NOTHING,
                                      .runner_up = DIALOG_NOTHING, .meant = DIALOG_NOTHING,
                                      .before.warned = SIGNS_NONE };
        for (size_t i = 0; i < DIALOG_CHOICES; i++)
                turn->choice[i] = DIALOG_NOTHING;
}

static struct dialog_turn *insert(struct dialog *dialog, struct dialog_key key, uint64_t now)
{
        size_t at = make_room(dialog);

        forget(&dialog->turn[at], key, now);
        link_turn(dialog, at);
        return &dialog->turn[at];
}

struct dialog_turn *dialog_take(struct dialog *dialog, struct dialog_key key, uint64_t now)
{
        struct dialog_turn *turn;

        if (!key.person) /* 0 marks a free place */
                key.person = 1;
        turn = look_up(dialog, key);
        if (!turn)
                return insert(dialog, key, now);
        if (is_old(turn, now))
                forget(turn, key, now);
        turn->at = now;
        return turn;
}

void dialog_move(struct dialog *dialog, uint64_t person, uint64_t to)
{
        if (person == to) /* "anna" is "Anna" now */
                return;
        for (size_t i = 0; i < dialog->used; i++) {
                struct dialog_turn *turn = &dialog->turn[i];

                if (!turn->key.person || (turn->key.person != person && turn->key.person != to))
                        continue;
                unlink_turn(dialog, i);
                turn->key.person = turn->key.person == person ? to : 0;
                if (turn->key.person)
                        link_turn(dialog, i);
        }
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
                struct dialog_turn *turn;

                if (!old->key.person)
                        continue;
                turn = insert(into, old->key, old->at);
                *turn = *old;
                turn->entry = mapped(old->entry, map, context);
                turn->runner_up = mapped(old->runner_up, map, context);
                turn->meant = mapped(old->meant, map, context);
                turn->before = (struct signs_before){.warned = mapped(old->before.warned, map, context)}; /* the new file may number them otherwise */
                if (turn->entry == DIALOG_NOTHING)
                        turn->more_at = 0;
                /* Numbers keep their meaning: a choice that is gone leaves a gap. */
                for (size_t c = 0; c < DIALOG_CHOICES && c < old->choice_count; c++)
                        turn->choice[c] = mapped(old->choice[c], map, context);
        }
}
