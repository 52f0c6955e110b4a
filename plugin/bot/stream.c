/* stream.c - one stream of bytes to one server, by whatever way.
 *
 * DNS, addresses in turn, bind, proxy, TLS, time-outs, the queue of what the
 * socket did not take. Knows no lines: what the bytes mean is the wire's.
 */
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lookup.h"
#include "proxy.h"
#include "secure.h"

#define RAW_MAX 4096

enum stage { LOOKING_UP, CONNECTING, ASKING_PROXY, SECURING, OPEN, CLOSING };

struct stream {
        uv_loop_t *loop;
        struct stream_events events;
        uint64_t timeout;
        enum stage stage;
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
        bool weighty;  /* why is of a proxy or of TLS: a dead address says less */
        char why[256];
        char raw[RAW_MAX]; /* what the socket gave for the proxy or TLS */
};

/* Bytes on their way, when the socket did not take them at once. */
struct write {
        uv_write_t request;
        char bytes[];
};

static void try_next(struct stream *stream);
static void advance(struct stream *stream);

/* -- the end ------------------------------------------------------------- */

static void finish(struct stream *stream)
{
        if (stream->has_tcp || stream->has_timer)
                return;
        secure_close(stream->secure);
        proxy_close(stream->proxy);
        stream->events.closed(stream->events.context, stream->finished, stream->why);
        free(stream);
}

static void timer_closed(uv_handle_t *handle)
{
        struct stream *stream = handle->data;

        stream->has_timer = false;
        finish(stream);
}

static void tcp_closed(uv_handle_t *handle)
{
        struct stream *stream = handle->data;

        stream->has_tcp = false;
        if (stream->stage == CLOSING)
                finish(stream);
        else
                try_next(stream);
}

static void drop_tcp(struct stream *stream)
{
        if (stream->has_tcp && !uv_is_closing((uv_handle_t *)&stream->tcp))
                uv_close((uv_handle_t *)&stream->tcp, tcp_closed);
}

static void end(struct stream *stream, const char *why)
{
        if (stream->stage == CLOSING)
                return;
        stream->stage = CLOSING;
        if (why != stream->why)
                snprintf(stream->why, sizeof stream->why, "%s", why);
        if (stream->lookup)
                lookup_forget(stream->lookup);
        stream->lookup = NULL;
        if (stream->addresses)
                uv_freeaddrinfo(stream->addresses);
        stream->addresses = stream->next = NULL;
        drop_tcp(stream);
        uv_close((uv_handle_t *)&stream->timer, timer_closed);
}

void stream_close(struct stream *stream, const char *why)
{
        if (stream->stage == OPEN && stream->secure)
                secure_finish(stream->secure);
        end(stream, why);
}

/* What went wrong ends an open stream; before, the next address is tried. */
static void fail(struct stream *stream, const char *why, bool weighty)
{
        if (stream->stage == CLOSING || uv_is_closing((uv_handle_t *)&stream->tcp))
                return;
        if (stream->stage == OPEN) {
                end(stream, why);
                return;
        }
        if (why != stream->why && (weighty || !stream->weighty))
                snprintf(stream->why, sizeof stream->why, "%s", why);
        stream->weighty = stream->weighty || weighty;
        drop_tcp(stream);
}

/* -- out ----------------------------------------------------------------- */

static void write_done(uv_write_t *request, int status)
{
        struct stream *stream = request->handle->data;

        free(request->data);
        if (status < 0 && status != UV_ECANCELED)
                fail(stream, uv_strerror(status), false);
}

/* What the socket did not take at once goes into libuv's queue. */
static bool queue(struct stream *stream, const char *bytes, size_t length)
{
        struct write *write = malloc(sizeof *write + length);
        uv_buf_t buf;

        if (!write)
                return false;
        memcpy(write->bytes, bytes, length);
        write->request.data = write;
        buf = uv_buf_init(write->bytes, (unsigned)length);
        if (uv_write(&write->request, (uv_stream_t *)&stream->tcp, &buf, 1, write_done) < 0) {
                free(write);
                return false;
        }
        return true;
}

/* Bytes onto the socket, as they are. For the proxy and TLS too. */
static bool send_raw(void *context, const char *bytes, size_t length)
{
        struct stream *stream = context;
        uv_buf_t buf = uv_buf_init((char *)bytes, (unsigned)length);
        int sent;

        if (!stream->has_tcp || uv_is_closing((uv_handle_t *)&stream->tcp))
                return false;
        if (uv_stream_get_write_queue_size((uv_stream_t *)&stream->tcp) > STREAM_UNSENT_MAX) {
                fail(stream, "the server does not read what it is sent", false);
                return false;
        }
        sent = uv_try_write((uv_stream_t *)&stream->tcp, &buf, 1);
        if (sent < 0 && sent != UV_EAGAIN) {
                fail(stream, uv_strerror(sent), false);
                return false;
        }
        if (sent < 0)
                sent = 0;
        return (size_t)sent == length || queue(stream, bytes + sent, length - (size_t)sent);
}

bool stream_send(struct stream *stream, const char *bytes, size_t length)
{
        char why[sizeof stream->why];

        if (stream->stage != OPEN)
                return false;
        if (!stream->secure)
                return send_raw(stream, bytes, length);
        if (secure_write(stream->secure, bytes, length, why, sizeof why))
                return true;
        fail(stream, why, true);
        return false;
}

/* -- in ------------------------------------------------------------------ */

/* What TLS has made clear goes up. */
static void pour(struct stream *stream)
{
        while (stream->stage == OPEN) {
                char why[sizeof stream->why];
                size_t size;
                char *room = stream->events.room(stream->events.context, &size);
                ssize_t got = secure_read(stream->secure, room, size, why, sizeof why);

                if (got == 0)
                        return;
                if (got > 0) {
                        stream->events.got(stream->events.context, (size_t)got);
                        continue;
                }
                stream->finished = !*why;
                end(stream, *why ? why : "the server closed the connection");
        }
}

/* What came right behind a proxy's answer, without TLS. */
static void hand_up(struct stream *stream, const char *bytes, size_t length)
{
        while (length && stream->stage == OPEN) {
                size_t size;
                char *room = stream->events.room(stream->events.context, &size);

                if (size > length)
                        size = length;
                memcpy(room, bytes, size);
                stream->events.got(stream->events.context, size);
                bytes += size;
                length -= size;
        }
}

static void shake_hands(struct stream *stream)
{
        char why[sizeof stream->why];

        switch (secure_handshake(stream->secure, why, sizeof why)) {
        case SECURE_MORE:
                break;
        case SECURE_UP:
                advance(stream);
                if (stream->stage == OPEN)
                        pour(stream);
                break;
        case SECURE_FAILED:
                fail(stream, why, true);
                break;
        }
}

static void take_raw(struct stream *stream, const char *bytes, size_t length)
{
        char why[sizeof stream->why];
        size_t used = 0;

        if (stream->stage == ASKING_PROXY) {
                switch (proxy_take(stream->proxy, bytes, length, &used, why, sizeof why)) {
                case PROXY_MORE:
                        return;
                case PROXY_UP:
                        advance(stream);
                        break;
                case PROXY_FAILED:
                        fail(stream, why, true);
                        return;
                }
        }
        if (stream->secure && length > used)
                secure_feed(stream->secure, bytes + used, length - used);
        if (stream->stage == SECURING)
                shake_hands(stream);
        else if (stream->secure)
                pour(stream);
        else
                hand_up(stream, bytes + used, length - used);
}

static void give_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
        struct stream *stream = handle->data;

        (void)suggested;
        buf->base = stream->raw;
        buf->len = sizeof stream->raw;
        if (stream->stage == OPEN && !stream->secure)
                buf->base = stream->events.room(stream->events.context, &buf->len);
}

static void take_bytes(uv_stream_t *handle, ssize_t got, const uv_buf_t *buf)
{
        struct stream *stream = handle->data;

        if (got == 0 || stream->stage == CLOSING || uv_is_closing((uv_handle_t *)handle))
                return;
        if (got == UV_EOF) {
                stream->finished = stream->stage == OPEN;
                fail(stream, stream->stage == ASKING_PROXY ? "the proxy closed the connection" :
                     stream->stage == SECURING ? "the server closed the connection in the middle of "
                     "the TLS handshake; is this a port for TLS?" :
                     "the server closed the connection", stream->stage != OPEN);
        } else if (got < 0) {
                fail(stream, uv_strerror((int)got), false);
        } else if (buf->base == stream->raw) {
                take_raw(stream, buf->base, (size_t)got);
        } else {
                stream->events.got(stream->events.context, (size_t)got);
        }
}

/* -- connecting ---------------------------------------------------------- */

static void timed_out(uv_timer_t *timer)
{
        struct stream *stream = timer->data;

        if (stream->stage == LOOKING_UP)
                end(stream, "looking up the address took too long");
        else if (stream->stage == CONNECTING)
                fail(stream, "connecting took too long", false);
        else if (stream->stage == ASKING_PROXY)
                fail(stream, "the proxy took too long", true);
        else if (stream->stage == SECURING)
                fail(stream, "the TLS handshake took too long; is this a port for TLS?", true);
}

static void set_timer(struct stream *stream)
{
        uv_timer_start(&stream->timer, timed_out, stream->timeout, 0);
}

/* One step on the way is done: to the next. */
static void advance(struct stream *stream)
{
        char why[sizeof stream->why];

        set_timer(stream);
        if (stream->stage == CONNECTING && stream->proxy) {
                stream->stage = ASKING_PROXY;
                if (proxy_begin(stream->proxy, why, sizeof why) == PROXY_FAILED)
                        fail(stream, why, true);
        } else if (stream->stage != SECURING && stream->secure) {
                stream->stage = SECURING;
                if (!secure_begin(stream->secure, why, sizeof why))
                        fail(stream, why, true);
                else
                        shake_hands(stream);
        } else {
                stream->stage = OPEN;
                uv_timer_stop(&stream->timer);
                uv_freeaddrinfo(stream->addresses);
                stream->addresses = stream->next = NULL;
                stream->events.opened(stream->events.context);
        }
}

static void connected(uv_connect_t *request, int status)
{
        struct stream *stream = request->handle->data;

        if (stream->stage != CONNECTING || status == UV_ECANCELED)
                return;
        uv_tcp_nodelay(&stream->tcp, 1);
        if (status == 0)
                status = uv_read_start((uv_stream_t *)&stream->tcp, give_room, take_bytes);
        if (status < 0)
                fail(stream, uv_strerror(status), false);
        else
                advance(stream);
}

static int begin_connect(struct stream *stream, const struct addrinfo *address)
{
        int status = 0;

        if (stream->bind.ss_family)
                status = uv_tcp_bind(&stream->tcp, (struct sockaddr *)&stream->bind, 0);
        if (status == 0)
                status = uv_tcp_connect(&stream->connect, &stream->tcp, address->ai_addr, connected);
        return status;
}

static void try_next(struct stream *stream)
{
        const struct addrinfo *address = stream->next;
        int status;

        while (address && stream->bind.ss_family && address->ai_family != stream->bind.ss_family)
                address = address->ai_next;
        if (!address) {
                end(stream, stream->why);
                return;
        }
        stream->next = address->ai_next;
        stream->stage = CONNECTING;
        if (uv_tcp_init(stream->loop, &stream->tcp) < 0) {
                end(stream, "no socket to be had");
                return;
        }
        stream->has_tcp = true;
        stream->tcp.data = stream;
        set_timer(stream);
        status = begin_connect(stream, address);
        if (status < 0)
                fail(stream, uv_strerror(status), false);
}

/* The addresses are there, or not. */
static void on_found(void *context, int status, struct addrinfo *found)
{
        struct stream *stream = context;

        stream->lookup = NULL;
        if (status < 0) {
                end(stream, uv_strerror(status));
                return;
        }
        if (stream->bind.ss_family)
                snprintf(stream->why, sizeof stream->why, "the server has no address of the kind that "
                         "`bind` is (IPv4 or IPv6)");
        stream->addresses = stream->next = found;
        try_next(stream);
}

/* -- opening ------------------------------------------------------------- */

static void take_bind(struct stream *stream, const char *address)
{
        if (uv_ip4_addr(address, 0, (struct sockaddr_in *)&stream->bind) != 0 &&
            uv_ip6_addr(address, 0, (struct sockaddr_in6 *)&stream->bind) != 0)
                stream->bind.ss_family = 0;
}

/* What the way needs besides a socket. False with the reason in why. */
static bool prepare(struct stream *stream, const struct stream_way *way)
{
        const struct secure_settings settings = {
                .host = way->server.host, .ca_file = way->server.ca_file,
                .pin = way->server.pin, .pin_count = way->server.pin_count,
                .certificate = way->certificate, .certificate_key = way->certificate_key,
        };

        if (way->bind)
                take_bind(stream, way->bind);
        if (way->proxy && way->proxy->type != PROXY_NONE) {
                stream->proxy = proxy_open(way->proxy, way->server.host, way->server.port,
                                           send_raw, stream);
                snprintf(stream->why, sizeof stream->why, "not enough memory for the proxy");
                if (!stream->proxy)
                        return false;
        }
        if (way->server.tls)
                stream->secure = secure_open(&settings, send_raw, stream, stream->why,
                                             sizeof stream->why);
        return stream->secure || !way->server.tls;
}

static void look_up(struct stream *stream, const char *host, unsigned port)
{
        snprintf(stream->why, sizeof stream->why, "no address found");
        stream->lookup = lookup_begin(stream->loop, host, port, on_found, stream);
        if (stream->lookup)
                set_timer(stream);
        else
                end(stream, "this host name cannot be looked up");
}

struct stream *stream_open(uv_loop_t *loop, const struct stream_way *way, uint64_t timeout,
                           const struct stream_events *events)
{
        struct stream *stream = calloc(1, sizeof *stream);

        if (!stream || uv_timer_init(loop, &stream->timer) < 0) {
                free(stream);
                return NULL;
        }
        stream->loop = loop;
        stream->events = *events;
        stream->timeout = timeout;
        stream->has_timer = true;
        stream->timer.data = stream;
        if (!prepare(stream, way))
                end(stream, stream->why);
        else if (stream->proxy)
                look_up(stream, way->proxy->host, way->proxy->port);
        else
                look_up(stream, way->server.host, way->server.port);
        return stream;
}

const char *stream_secured(const struct stream *stream)
{
        return stream->secure && stream->stage == OPEN ? secure_words(stream->secure) : NULL;
}
