/* wire.h - one connection to one server: bytes in and out.
 *
 *   stream (DNS, addresses, proxy, TLS) -> bytes -> frame -> lines, until closed
 *
 * The wire answers PING by itself and at once, finds out when the other side
 * is dead, and ends on ERROR. Nothing blocks. What it holds is bounded: a line
 * that is too long is skipped, a server that does not read is left.
 */
#ifndef BOT_WIRE_H
#define BOT_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "backoff.h"
#include "line.h"
#include "stream.h"

#define WIRE_SEND_MAX 510 /* bytes of a line without CR LF */

struct wire;

/* How a connection ended. */
enum wire_end {
        WIRE_UNREACHED, /* never connected */
        WIRE_BROKEN,    /* reset, timed out, or closed by us */
        WIRE_CLOSED,    /* closed by the server without a word */
        WIRE_ERROR      /* closed after an ERROR; why is what the server said */
};

struct wire_events {
        /* Connected; lines may be sent. */
        void (*opened)(void *context);
        /* A line, valid during the call; PING, PONG and ERROR are left out. */
        void (*line)(void *context, struct line *line);
        /* It answered our PING: what was said before has been read. */
        void (*answered)(void *context);
        /* Over; the wire frees itself after this call. Called exactly once. */
        void (*closed)(void *context, enum wire_end end, const char *why);
        void *context;
};

/* NULL: out of memory or handles; nothing is called then. timing is borrowed
 * for the wire's life, way is not. Never calls back before it returns. */
struct wire *wire_open(uv_loop_t *loop, const struct stream_way *way,
                       const struct timing *timing, const struct wire_events *events);

/* Once open: "TLSv1.3 TLS_AES_256_GCM_SHA384", or NULL in plain text. */
const char *wire_secured(const struct wire *wire);

/* How long the server took, in ms, to answer our last PING; -1: not known yet, or no longer. */
int64_t wire_lag(const struct wire *wire);

/* How many bytes the server may not have read yet: all that was said since the last PING that it
 * answered. 0 while it has answered none, or no longer does though it talks. */
size_t wire_unread(const struct wire *wire);

/* Asks it by a PING how far it has read, if `bytes` were said since the last one and that is
 * answered. Returns the bytes of it, or 0. */
size_t wire_ask(struct wire *wire, size_t bytes);

/* Sends one line; CR LF is added. The one place through which all that the bot
 * says goes: false, and nothing is sent, if it is empty, longer than
 * WIRE_SEND_MAX, holds CR, LF or NUL, or if the wire is not open. */
bool wire_send(struct wire *wire, const char *line, size_t length);

/* Closes, then events.closed from the loop. Not an error when called twice. */
void wire_close(struct wire *wire, const char *why);

#endif
