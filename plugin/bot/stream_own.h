/* stream_own.h - what the files of one stream share: stream.c (bytes in and out,
 * the end) and stream_connect.c (the way there). Nobody else includes this.
 */
#ifndef BOT_STREAM_OWN_H
#define BOT_STREAM_OWN_H

#include "lookup.h"
#include "proxy.h"
#include "secure.h"
#include "stream.h"

#define RAW_MAX 4096

enum stream_stage { STREAM_LOOKUP, STREAM_CONNECT, STREAM_PROXY, STREAM_SECURE, STREAM_OPEN, STREAM_CLOSING };

struct stream {
        uv_loop_t *loop;
        struct stream_events events;
        uint64_t timeout;
        enum stream_stage stage;
        struct lookup *lookup;
        struct addrinfo *addresses, *next;
        struct sockaddr_storage bind; /* ss_family 0: any */
        struct proxy *proxy;          /* NULL: none */
        struct secure *secure;        /* NULL: plain text */
        uv_tcp_t tcp;
        uv_connect_t connect;
        uv_timer_t timer;
        bool has_tcp, has_timer;
        bool finished; /* the other side closed in good order */
        bool replied;  /* bytes went out since the last came in */
        bool weighty;  /* why is of a proxy or of TLS: a dead address says less */
        char why[256];
        char raw[RAW_MAX]; /* what the socket gave for the proxy or TLS */
};

/* stream.c */

/* Closes all of it, once; why may be stream->why. */
void stream_end(struct stream *stream, const char *why);
/* What went wrong ends an open stream; before, the next address is tried.
 * weighty: it says more than that an address is dead. */
void stream_fail(struct stream *stream, const char *why, bool weighty);
/* Bytes onto the socket, as they are. For the proxy and TLS too. */
bool stream_send_raw(void *context, const char *bytes, size_t length);
/* From now on what comes in is looked at. A status of libuv. */
int stream_listen(struct stream *stream);
/* As far as TLS has got. */
void stream_shake_hands(struct stream *stream);

/* stream_connect.c */

/* One step on the way is done: to the next. */
void stream_advance(struct stream *stream);
/* To the next address, or the end. */
void stream_try_next(struct stream *stream);

#endif
