/* register.h - from a connection to "welcome": CAP, PASS, NICK, USER, 001.
 *
 *   CAP LS 302, PASS, NICK, USER  ->  CAP REQ if worth it, CAP END  ->  001
 *   432 433 436 437: the next nick of bot.cfg, then the first with a number
 *
 * Sources: RFC 2812 3.1, https://ircv3.net/specs/extensions/capability-negotiation.
 * A server that knows no CAP says 421 or nothing, and 001 comes all the same.
 */
#ifndef BOT_REGISTER_H
#define BOT_REGISTER_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "line.h"
#include "self.h"

enum register_cap {
        CAP_MESSAGE_TAGS = 1,
        CAP_ACCOUNT_TAG = 2,
        CAP_SERVER_TIME = 4,
        CAP_CHGHOST = 8
};

enum register_state {
        REGISTER_GOING, /* not yet */
        REGISTER_DONE,  /* 001 was seen */
        REGISTER_FAILED /* why says it: no nick is free, refused */
};

struct registration {
        const struct config_network *config; /* borrowed */
        enum register_state state;
        unsigned nicks_tried;
        unsigned offered, wanted; /* enum register_cap */
        unsigned enabled;
        bool cap_done;
        char why[200];
        bool secure; /* the connection is TLS: passwords may be said */
        bool (*send)(void *context, const char *line); /* past the flood queue */
        /* May be NULL. CAP LS named an STS policy, as "port=6697,duration=300".
         * True: this connection is no good, and nothing more is said on it. */
        bool (*sts)(void *context, const char *policy);
        void *context;
};

/* Says PASS, NICK and USER. Set config, secure, send, sts and context before. */
void register_begin(struct registration *registration, struct self *self);

/* Takes a line of the server. True: it was about registering, and nobody else
 * need see it. 001 sets self's nick, changes the state and returns false. */
bool register_line(struct registration *registration, struct self *self, const struct line *line);

#endif
