/* sasl.h - logging in to services while registering: AUTHENTICATE and 900..908.
 *
 *   sasl_start --AUTHENTICATE NAME--> + --> payload in pieces of 400 --> 903
 *                                     `<-- the next mechanism <-- 904 ...
 *
 * Sources: https://ircv3.net/specs/extensions/sasl-3.2. What is refused here,
 * whatever a server says: a mechanism that it does not list; PLAIN after
 * SCRAM-SHA-256, now or in an earlier connection; PLAIN and EXTERNAL without
 * TLS; success before the mechanism is through, which in SCRAM means that the
 * server has proved itself.
 */
#ifndef BOT_SASL_H
#define BOT_SASL_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "line.h"

#define SASL_CHUNK 400
#define SASL_IN_MAX 8192 /* base64 of one message of the server */

enum sasl_state {
        SASL_IDLE,   /* nothing was tried yet */
        SASL_GOING,
        SASL_DONE,   /* logged in */
        SASL_FAILED  /* why says how; nothing is left to try */
};

struct mechanism;

struct sasl {
        enum sasl_state state;
        unsigned tried;       /* bits: 1 << enum config_mechanism */
        unsigned listed;      /* by the server */
        bool scram_seen;      /* it was listed or tried once: no PLAIN any more */
        bool distrusted;      /* the server failed to prove itself */
        bool silent;          /* failed for want of an answer, not for a bad one */
        bool through;         /* our side is done, and so is the server's proof */
        enum config_mechanism now;
        struct mechanism *mechanism;
        char *in;             /* SASL_IN_MAX + 1 bytes while going, or NULL */
        size_t in_used;
        char account[64];     /* that the server says we are logged in to, or "" */
        char why[200];
};

/* What it takes; borrowed for the call. */
struct sasl_means {
        const struct config_network *config;
        bool secure; /* TLS */
        bool (*send)(void *context, const char *line);
        void *context;
};

/* A new connection. What has to outlast it (scram_seen) stays. */
void sasl_reset(struct sasl *sasl);

/* Starts with the first of bot.cfg's mechanisms that can be used. named:
 * mechanisms is the server's list ("PLAIN,EXTERNAL"); otherwise it gave none,
 * and any may be tried. The state is then SASL_GOING or SASL_FAILED. */
void sasl_start(struct sasl *sasl, const struct sasl_means *means, bool named,
                const char *mechanisms);

/* Takes AUTHENTICATE and 900 to 908. False: another line. */
bool sasl_line(struct sasl *sasl, const struct sasl_means *means, const struct line *line);

/* Frees and wipes what the talk holds; the state stays. */
void sasl_end(struct sasl *sasl);

/* Sends a payload in base64 in lines of at most SASL_CHUNK bytes; one whose
 * last piece is full, or that is empty, ends in "+". */
void sasl_send(const struct sasl_means *means, const char *payload);

#endif
