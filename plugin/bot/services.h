/* services.h - talking to NickServ, where bot.cfg says so.
 *
 *   online --IDENTIFY--> (joins wait for the answer, a few seconds at most)
 *   our nick is taken --REGAIN or GHOST--> free
 */
#ifndef BOT_SERVICES_H
#define BOT_SERVICES_H

#include <stdbool.h>
#include <stdint.h>

#include "self.h"

struct line;
struct network;

struct services {
        bool identify;        /* SASL failed, and NickServ is to do instead */
        bool away;            /* NickServ was not there when it was last asked */
        uint64_t hold;        /* joins wait until then; 0: they do not */
        uint64_t identify_at; /* when IDENTIFY was last said; 0: never */
        uint64_t recover_at;  /* when REGAIN or GHOST was last said; 0: never */
        uint64_t forced_at;   /* when the wanted nick was last taken from us, or refused; 0: never */
        unsigned forced;      /* how often in a row */
        char monitored[SELF_NICK_MAX]; /* the nick that MONITOR watches, or "" */
};

/* Online: logs in if that is NickServ's job. */
void services_start(struct network *network);

/* The same, at once: bot.cfg says otherwise who we are. */
void services_changed(struct network *network);

/* Says who we are, unless it was said within a minute. */
void services_identify(struct network *network);

/* Now and then, while online: the same if NickServ was not there. */
void services_retry(struct network *network);

/* Asks for the wanted nick, at most every ten minutes. */
void services_recover(struct network *network);

/* Something that services or the server say of our account. */
void services_hear(struct network *network, const struct line *line);

/* May channels be joined now? */
bool services_ready(const struct network *network);

#endif
