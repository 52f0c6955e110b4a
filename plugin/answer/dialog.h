/* dialog.h - what a person asked before: for follow-ups, "more" and choices.
 *
 *   person (network, nick) --> turn (#cramps) --> turn (#legs) --> turn (in private)
 *
 * Of who and where only hashes are kept; no word of a question is, only its number and which of
 * the FAQ's concepts it described (signs.h), as a sign may come out bit by bit: "my calf hurts" -
 * "it's swollen". A fixed number of turns is remembered (the longest silent one gives way), each
 * for five minutes after the last of it. Who changes their nick keeps theirs, who leaves has none.
 */
#ifndef ANSWER_DIALOG_H
#define ANSWER_DIALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signs.h"

#define DIALOG_PEOPLE 1024
#define DIALOG_AGE 300000u      /* ms */
#define DIALOG_CHOICES ARTICLE_PARTS_MAX
#define DIALOG_NOTHING UINT32_MAX

/* Two hashes. Talk in private holds for who comes from the same user and host alone: what was
 * said there nobody else has read, and a nick may have gone over to somebody else unseen. */
struct dialog_key {
        uint64_t person;                  /* network and nick; 0: nobody */
        uint64_t place;                   /* channel; or in private, and where the person comes from */
};

struct dialog_turn {
        struct dialog_key key;            /* person 0: free */
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
        uint32_t meant;                   /* what a question would have got, had it named the topic; or DIALOG_NOTHING */
        struct signs_before before;       /* what was described so far, and the warning for it */
        uint32_t reminders;               /* of that, so far */
        uint32_t question;                /* the number of the question that was answered, or 0 */
};

struct dialog;

struct dialog *dialog_open(void);         /* NULL: no memory */
void dialog_close(struct dialog *dialog);

/* Who and where; the person is never 0. channel may be NULL: in private; from is the person's
 * user@host. Nick and channel compare without case, by RFC 1459. NULL counts as "". */
struct dialog_key dialog_key(const char *network, const char *channel, const char *nick, const char *from);
uint64_t dialog_person(const char *network, const char *nick);

/* What is remembered of key, or NULL (nothing, or too old at `now`). Borrowed
 * until the next call. */
struct dialog_turn *dialog_find(struct dialog *dialog, struct dialog_key key, uint64_t now);

/* The same, made anew where there is none; entry is DIALOG_NOTHING then. */
struct dialog_turn *dialog_take(struct dialog *dialog, struct dialog_key key, uint64_t now);

/* All that is remembered of a person goes over to the person `to`, of whom nothing is
 * remembered any more; 0: nobody, it is forgotten. */
void dialog_move(struct dialog *dialog, uint64_t person, uint64_t to);

/* Copies all turns, each entry mapped by map(context, entry) (DIALOG_NOTHING
 * where the new FAQ lacks it). */
void dialog_copy(struct dialog *into, const struct dialog *from,
                 uint32_t (*map)(void *context, uint32_t entry), void *context);

#endif
