/* register.h - from a connection to "welcome": CAP, SASL, PASS, NICK, USER, 001.
 *
 *   CAP LS 302, PASS, NICK, USER -> CAP REQ -> AUTHENTICATE ... -> CAP END -> 001
 *   432 433 436 437: the next nick of bot.cfg, then the first with a number
 *   afterwards: CAP NEW and DEL; services that come back are logged in to
 *
 * Sources: RFC 2812 3.1, https://ircv3.net/specs/extensions/capability-negotiation.
 * A server that knows no CAP says 421 or nothing, and 001 comes all the same.
 */
#ifndef BOT_REGISTER_H
#define BOT_REGISTER_H

#include <stdbool.h>
#include <stdint.h>

#include "cap.h"
#include "config.h"
#include "line.h"
#include "sasl.h"
#include "self.h"
#include "services.h"

enum register_state {
        REGISTER_GOING, /* not yet */
        REGISTER_DONE,  /* 001 was seen */
        REGISTER_FAILED /* why says it: no nick is free, refused, not logged in */
};

struct registration {
        const struct config_network *config; /* borrowed */
        enum register_state state;
        unsigned nicks_tried;
        struct cap cap;
        unsigned enabled;    /* enum register_cap */
        bool cap_done;
        struct sasl sasl;
        unsigned sasl_stuck; /* connections in a row that ended while SASL was going on */
        uint64_t sasl_since; /* uv_hrtime when it began */
        uint64_t login_mark; /* register_mark of what this connection was made with */
        struct services services;
        char why[200];
        bool secure; /* the connection is TLS: passwords may be said */
        bool (*send)(void *context, const char *line); /* past the flood queue */
        /* May be NULL. CAP LS named an STS policy, as "port=6697,duration=300".
         * True: this connection is no good, and nothing more is said on it. */
        bool (*sts)(void *context, const char *policy);
        /* chores.c's: gets every line after 001. */
        void (*watch)(void *context, const struct line *line);
        void *context;
};

/* Says PASS, NICK and USER. Set config, secure, send, sts and context before. */
void register_begin(struct registration *registration, struct self *self);

/* Takes a line of the server. True: it was about registering, and nobody else
 * need see it. 001 sets self's nick, changes the state and returns false. */
bool register_line(struct registration *registration, struct self *self, const struct line *line);

/* Now and then, while online: logs in if that failed only because services did
 * not answer. */
void register_retry(struct registration *registration);

/* The connection is over: wipes and frees what it held. Safe at any time. */
void register_end(struct registration *registration);

/* A number for how this network is logged in to; another one: it has changed. */
uint64_t register_mark(const struct config_network *config);

#endif
