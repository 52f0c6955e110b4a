/* inbox_own.h - what inbox.c and inbox_file.c share: the inbox itself.
 *
 *   inbox.c       the queue, the time, troubles
 *   inbox_file.c  what is asked of the file
 */
#ifndef INBOX_OWN_H
#define INBOX_OWN_H

#include "store.h"

#define INBOX_BEST_BYTES 128

/* A note or a vote that waits. */
struct inbox_item {
        enum inbox_kind kind;
        bool vote, up, again;
        int64_t day;
        char words[CLEAN_BYTES];  /* of a note */
        char id[INBOX_ID_BYTES];  /* given, or what was voted on */
        char best[INBOX_BEST_BYTES];
};

struct inbox {
        struct inbox_options options;
        char *file, *library;
        struct store store;
        uint64_t now;              /* of the last idle */
        uint64_t begun;            /* of the first one */
        uint64_t used;             /* when the file was last used */
        uint64_t again;            /* not before then is the file tried once more */
        uint64_t busy;             /* since when it is locked; 0: it is not */
        int64_t swept;             /* the day on which what is too old was last removed */
        enum store_status trouble; /* what the last attempt met */
        bool told;
        struct inbox_figures figures;
        size_t waiting;
        struct inbox_item *queue;  /* INBOX_QUEUE of them, from the first note on */
};

/* What inbox_file.c does with an open file; each a transaction of its own. */
enum store_status inbox_file_write(struct inbox *inbox, int64_t day, char *why, size_t cap);
enum store_status inbox_file_count(struct inbox *inbox, char *why, size_t cap); /* -> figures */
enum store_status inbox_file_list(struct inbox *inbox, const struct inbox_wanted *wanted,
                                  void (*each)(void *context, const struct inbox_question *question),
                                  void *context, char *why, size_t cap);
enum store_status inbox_file_votes(struct inbox *inbox,
                                   void (*each)(void *context, const char *id, int64_t up, int64_t down),
                                   void *context, char *why, size_t cap);
enum store_status inbox_file_dismiss(struct inbox *inbox, int64_t id, bool forget, bool *found,
                                     char *why, size_t cap);

#endif
