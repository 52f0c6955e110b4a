/* outbox_item.c - a reply is copied, to wait. It refuses to know for what. */
#include "outbox_item.h"

#include <stdlib.h>
#include <string.h>

#define ITEM_LEAST 1000 /* bytes: most are alike then, and malloc has the last one's at hand */

enum sort outbox_sort(const struct outbox_reply *reply)
{
        return reply->urgent ? URGENT : reply->brief ? BRIEF : reply->low ? LOW : PLAIN;
}

static size_t size_of(const char *text)
{
        return text ? strlen(text) + 1 : 0;
}

/* NULL stays NULL. */
static const char *keep(char **room, const char *text)
{
        char *to = *room;

        if (!text)
                return NULL;
        *room += size_of(text);
        return memcpy(to, text, size_of(text));
}

struct item *outbox_item(const struct outbox_reply *reply)
{
        size_t bytes = sizeof(struct item) + size_of(reply->person) + size_of(reply->target) + size_of(reply->place) +
                       size_of(reply->source) + size_of(reply->account) + size_of(reply->tags);
        struct item *item;
        char *room;

        for (size_t i = 0; i < reply->count; i++)
                bytes += size_of(reply->lines[i]);
        item = malloc(bytes < ITEM_LEAST ? ITEM_LEAST : bytes);
        if (!item)
                return NULL;
        *item = (struct item){.sort = outbox_sort(reply), .reply = *reply, .bytes = bytes};
        room = (char *)(item + 1);
        item->reply.command = strcmp(reply->command, "NOTICE") == 0 ? "NOTICE" : "PRIVMSG";
        item->reply.person = keep(&room, reply->person);
        item->reply.target = keep(&room, reply->target);
        item->reply.place = keep(&room, reply->place);
        item->reply.source = keep(&room, reply->source);
        item->reply.account = keep(&room, reply->account);
        item->reply.tags = keep(&room, reply->tags);
        item->reply.lines = item->lines;
        for (size_t i = 0; i < reply->count; i++)
                item->lines[i] = keep(&room, reply->lines[i]);
        return item;
}
