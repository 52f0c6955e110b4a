/* dialog.h - what a person asked before: for follow-ups, "more" and choices.
 *
 * Keyed by network, channel and nick, of which only a hash is kept; no word of
 * a question is, only its number and which of the FAQ's concepts it described (signs.h), as a sign
 * may come out bit by bit: "my calf hurts" - "it's swollen". A fixed number of people is remembered
 * (the longest silent one gives way), each for five minutes after the last of it.
 */
#ifndef ANSWER_DIALOG_H
#define ANSWER_DIALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article.h"

#define DIALOG_PEOPLE 1024
#define DIALOG_AGE 300000u      /* ms */
#define DIALOG_CHOICES ARTICLE_PARTS_MAX
#define DIALOG_NOTHING UINT32_MAX

struct dialog_turn {
        uint64_t key;                     /* 0: free */
        uint64_t at;                      /* when the last reply was given or concept described, ms */
        uint32_t entry;                   /* the entry last given, or DIALOG_NOTHING */
        uint32_t more_at;                 /* where "more" goes on in its texts */
        uint32_t length, more_length;     /* of these: after a reload they may differ */
        uint32_t choice[DIALOG_CHOICES];  /* entries that can be picked by number */
        uint32_t choice_count;
        bool listed;                      /* ... as parts of `entry`, not offered */
        bool given;                       /* a reply was given, be it "the article does not say" */
        float confidence;                 /* in entry */
        uint32_t runner_up;               /* the next best entry, or DIALOG_NOTHING */
        float runner_up_confidence;
        uint32_t warned;                  /* the warning that is not to be played down, or DIALOG_NOTHING */
        uint32_t reminders;               /* of it, so far */
        uint64_t said[ARTICLE_SETS];      /* concepts described so far */
        uint32_t question;                /* the number of the question that was answered, or 0 */
};

struct dialog;

struct dialog *dialog_open(void);         /* NULL: no memory */
void dialog_close(struct dialog *dialog);

/* The hash of who and where; never 0. channel may be NULL. Nick and channel
 * compare without case, by RFC 1459. */
uint64_t dialog_key(const char *network, const char *channel, const char *nick);

/* What is remembered of key, or NULL (nothing, or too old at `now`). Borrowed
 * until the next call. */
struct dialog_turn *dialog_find(struct dialog *dialog, uint64_t key, uint64_t now);

/* The same, made anew where there is none; entry is DIALOG_NOTHING then. */
struct dialog_turn *dialog_take(struct dialog *dialog, uint64_t key, uint64_t now);

/* Copies all turns, each entry mapped by map(context, entry) (DIALOG_NOTHING
 * where the new FAQ lacks it). */
void dialog_copy(struct dialog *into, const struct dialog *from,
                 uint32_t (*map)(void *context, uint32_t entry), void *context);

#endif
