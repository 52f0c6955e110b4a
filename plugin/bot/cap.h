/* cap.h - what a server can do beyond RFC 2812, and what of it is switched on.
 *
 *   CAP LS * :a b=x      \
 *   CAP LS   :c           > offered --cap_request--> CAP REQ :a b --ACK--> enabled
 *   CAP NEW  :d          /        <------------- DEL ----------------------'
 *
 * Sources: https://ircv3.net/specs/extensions/capability-negotiation (version
 * 302: values, lists of many lines, NEW and DEL).
 */
#ifndef BOT_CAP_H
#define BOT_CAP_H

#include <stdbool.h>
#include <stddef.h>

#include "line.h"

/* Those that are of use to the bot, in the order in which they are asked for. */
enum register_cap {
        CAP_MESSAGE_TAGS = 1,
        CAP_ACCOUNT_TAG = 2,
        CAP_SERVER_TIME = 4,
        CAP_CHGHOST = 8,
        CAP_ACCOUNT_NOTIFY = 16,
        CAP_EXTENDED_JOIN = 32,
        CAP_BATCH = 64,
        CAP_MULTI_PREFIX = 128,
        CAP_SETNAME = 256,
        CAP_SASL = 512
};

struct cap {
        unsigned offered, asked, enabled, refused; /* enum register_cap */
        bool listed;         /* the last line of LS was seen */
        bool one_by_one;     /* a NAK was seen */
        bool sasl_new;       /* NEW named it; whoever acts on that clears it */
        bool sasl_named;     /* the server said which mechanisms it has: */
        char sasl[200];      /* "PLAIN,EXTERNAL"; cut at a comma */
        char sts[200];       /* the value of `sts`, or "" */
};

enum cap_event {
        CAP_NOTHING,
        CAP_LISTED,   /* all of LS, or a NEW, is there: time to ask */
        CAP_ANSWERED, /* ACK or NAK */
        CAP_GONE      /* DEL */
};

void cap_init(struct cap *cap);

/* Takes a CAP line: "CAP * LS * :list", "CAP nick ACK :list" ... */
enum cap_event cap_line(struct cap *cap, const struct line *line);

/* The next "CAP REQ :..." of what is offered, in `wanted`, and neither enabled
 * nor refused nor asked for already. After a NAK each goes alone, so that one
 * that is refused does not take the others with it. False: nothing to ask. */
bool cap_request(struct cap *cap, unsigned wanted, char *out, size_t size);

/* Something was asked for and not answered yet. */
bool cap_waits(const struct cap *cap);

#endif
