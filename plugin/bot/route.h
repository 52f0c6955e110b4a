/* route.h - which of a network's servers is next, and by which way.
 *
 *   servers of bot.cfg in turn -> STS: plain text becomes TLS -> stream_way
 */
#ifndef BOT_ROUTE_H
#define BOT_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "stream.h"
#include "sts.h"

struct route {
        struct sts *sts;   /* borrowed; NULL: STS is not heeded */
        size_t at;         /* which server: modulo their number */
        bool tls;          /* the connection of now */
        char host[256];    /* the server of now */
        unsigned port;
        int64_t duration;  /* what it said by STS last; -1: nothing */
        bool upgrade;      /* it wants TLS: come back at once */
};

/* The way to the server whose turn it is; logs it. way borrows from config. */
void route_choose(struct route *route, const struct config_network *config,
                  struct stream_way *way, const char *where);

/* It is open, by TLS (words) or in plain text (NULL); logs it. */
void route_opened(struct route *route, const char *words, const char *where);

/* The server's STS policy. True: this connection must be left at once. */
bool route_policy(struct route *route, const char *policy, const char *where);

/* It is over. stay: the next attempt goes to the same server again. True: the
 * next attempt begins another round of all servers. */
bool route_closed(struct route *route, const struct config_network *config, bool stay,
                  const char *where);

/* Do these lead to the same servers by the same way? */
bool route_same(const struct config_network *a, const struct config_network *b);

#endif
