/* backoff.h - how long to wait before the next attempt to connect.
 *
 * 10 s, 20 s, 40 s ... 5 minutes, each less up to a quarter by chance, so that
 * a network's bots do not come back all at once. About 2 s after a good long
 * connection or a server's orderly restart, but not twice in ten minutes. It
 * begins anew after a connection of an hour. It never says "give up".
 */
#ifndef BOT_BACKOFF_H
#define BOT_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

/* Every duration of the network side, in milliseconds. timing.c has them; tests
 * set shorter ones, users cannot. */
struct timing {
        uint64_t connect;        /* each step to one address: DNS, TCP, proxy, TLS */
        uint64_t registration;   /* until 001 */
        uint64_t settle;         /* from 001, should no end of MOTD come */
        uint64_t silence, grace; /* nothing heard: PING, then dead */
        uint64_t retry_soon;     /* the short wait */
        uint64_t retry_least, retry_most;
        uint64_t good;           /* a connection as long as this was a good one */
        uint64_t reset;          /* and as this: begin anew */
        uint64_t recover;        /* between looks whether the wanted nick is free */
        uint64_t whois;          /* between looks at ourselves */
        uint64_t rejoin[2];      /* after the first and the second kick; no third */
        uint64_t retry_join;     /* a channel that does not let us in */
        uint64_t forgive;        /* kicks this long ago are forgotten */
        uint64_t ctcp;           /* between two CTCP replies */
        uint64_t quit;           /* for the server to close */
};

extern const struct timing timing_default;

enum backoff_end {
        BACKOFF_FAILED,  /* never came online, or the line broke */
        BACKOFF_RESTART, /* the server went down in good order */
        BACKOFF_THROTTLED, /* too many connections: a minute at the least */
        BACKOFF_BANNED   /* the longest wait */
};

struct backoff {
        uint64_t wait;    /* the next one, before chance; 0: the least */
        uint64_t soon_at; /* when the short wait was last used; 0: never */
        uint64_t random;
};

/* What a server's ERROR means for the next attempt, by the words servers use. */
enum backoff_end backoff_judge(const char *error);

void backoff_init(struct backoff *backoff, uint64_t seed);

/* Milliseconds to wait. up: how long the connection was online; 0: never. more_servers:
 * the next attempt is at another one; a round of all of them counts as one attempt. */
uint64_t backoff_next(struct backoff *backoff, const struct timing *timing, uint64_t now,
                      uint64_t up, enum backoff_end end, bool more_servers);

#endif
