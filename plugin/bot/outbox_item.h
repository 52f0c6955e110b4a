/* outbox_item.h - one reply that waits in the outbox. For outbox.c alone. */
#ifndef BOT_OUTBOX_ITEM_H
#define BOT_OUTBOX_ITEM_H

#include "outbox.h"

enum sort { PLAIN, BRIEF, LOW, URGENT };

/* One block: the struct, then the texts of the reply, each with its NUL. */
struct item {
        struct item *next;
        uint64_t turn;
        enum sort sort;
        struct outbox_reply reply;
        const char *lines[OUTBOX_LINES_MAX]; /* the reply's */
        size_t sent, bytes;
};

enum sort outbox_sort(const struct outbox_reply *reply);

/* A copy of all that the reply says, to be freed with free. NULL: out of memory. */
struct item *outbox_item(const struct outbox_reply *reply);

#endif
