/* isupport.h - what a server says of itself in numeric 005, and how names
 * compare there.
 *
 * Sources: https://modern.ircdocs.horse/#feature-advertisement, RFC 1459 2.2
 * (the case of {}|~). Before a server has said anything the defaults of
 * RFC 1459 hold. Values are bounded; a nonsense value leaves the old one.
 */
#ifndef BOT_ISUPPORT_H
#define BOT_ISUPPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "line.h"

#define ISUPPORT_SET_MAX 16

#define ISUPPORT_MODES_MAX 64

/* Does a letter of a channel's MODE take a parameter? */
enum isupport_mode {
        MODE_UNKNOWN,
        MODE_PLAIN,
        MODE_WHEN_SET, /* with + only */
        MODE_ALWAYS,
        MODE_MEMBER    /* always: a member's nick */
};

enum isupport_case { CASE_ASCII, CASE_RFC1459, CASE_STRICT };

struct isupport {
        enum isupport_case casemapping;
        char chantypes[ISUPPORT_SET_MAX]; /* "#&" */
        char statusmsg[ISUPPORT_SET_MAX]; /* "@+": in front of a channel's name */
        char prefixes[ISUPPORT_SET_MAX];  /* "@%+": in front of a member's nick */
        char prefix_modes[ISUPPORT_SET_MAX]; /* "ohv": the modes for these */
        char modes[3][ISUPPORT_MODES_MAX];   /* "beIk", "l", "imnpst": MODE_ALWAYS, _WHEN_SET, _PLAIN */
        char bot[2];                      /* the user mode that says "a bot", or "" */
        size_t nicklen;                   /* 0: not said */
        size_t linelen;                   /* with CR LF; 512 unless the server says less */
        size_t userlen, hostlen;          /* 0: not said */
        size_t join_targets;              /* channels in one JOIN; 0: no limit known */
        size_t max_targets;               /* of any command; 0: not said */
        bool monitor;                     /* MONITOR is there */
};

void isupport_init(struct isupport *isupport);

/* Takes in one 005. */
void isupport_take(struct isupport *isupport, const struct line *line);

/* Are these the same nick or channel? */
bool isupport_same(const struct isupport *isupport, const char *a, const char *b);

/* The name as it compares: equal names give equal bytes. Cut to cap - 1. */
void isupport_fold(const struct isupport *isupport, const char *name, char *out, size_t cap);

enum isupport_mode isupport_mode(const struct isupport *isupport, char letter);

bool isupport_is_channel(const struct isupport *isupport, const char *name);

/* "@#channel" -> "#channel"; a channel -> itself; anything else: NULL. */
const char *isupport_channel_of(const struct isupport *isupport, const char *target);

#endif
