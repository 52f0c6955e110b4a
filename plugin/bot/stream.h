/* stream.h - one stream of bytes to one server, by whatever way.
 *
 *   look up -> connect -> proxy -> TLS -> open      (of each address in turn)
 *
 * What fails before it is open goes on to the next address; nothing of the
 * caller's is sent before it is open. Nothing blocks; each step has its time.
 * With a proxy it is the proxy's name that is looked up.
 */
#ifndef BOT_STREAM_H
#define BOT_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "config.h"

#define STREAM_UNSENT_MAX 65536 /* bytes that a server may leave unread */

/* Where to, and how. All of it is borrowed by stream_open and not longer. */
struct stream_way {
        struct config_server server;
        const char *certificate, *certificate_key; /* or NULL */
        const char *bind;                          /* or NULL */
        const struct config_proxy *proxy;          /* or NULL */
};

struct stream_events {
        /* Bytes may be sent from now on. */
        void (*opened)(void *context);
        /* Where to read to, never empty; then how much of it was read. */
        char *(*room)(void *context, size_t *size);
        void (*got)(void *context, size_t length);
        /* Over; the stream frees itself after this call. Called exactly once.
         * finished: the other side closed in good order. */
        void (*closed)(void *context, bool finished, const char *why);
        void *context;
};

struct stream;

/* timeout: ms for each step to each address. NULL: out of memory or handles;
 * nothing is called then. Never calls back before it returns. */
struct stream *stream_open(uv_loop_t *loop, const struct stream_way *way, uint64_t timeout,
                           const struct stream_events *events);

/* All of it, or (false) the stream is being closed. */
bool stream_send(struct stream *stream, const char *bytes, size_t length);

/* Closes, then events.closed from the loop. Not an error when called twice. */
void stream_close(struct stream *stream, const char *why);

/* "TLSv1.3 TLS_AES_256_GCM_SHA384", or NULL without TLS. When open. */
const char *stream_secured(const struct stream *stream);

#endif
