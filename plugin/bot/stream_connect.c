/* stream_connect.c - the way to a server: DNS, addresses in turn, the address to
 * connect from, proxy, TLS, and the time that each may take.
 *
 * Refuses to know what goes through in the end.
 */
#include "stream_own.h"

#include <stdio.h>
#include <stdlib.h>

/* -- connecting ---------------------------------------------------------- */

static void timed_out(uv_timer_t *timer)
{
        struct stream *stream = timer->data;

        if (stream->stage == STREAM_LOOKUP)
                stream_end(stream, "looking up the address took too long");
        else if (stream->stage == STREAM_CONNECT)
                stream_fail(stream, "connecting took too long", false);
        else if (stream->stage == STREAM_PROXY)
                stream_fail(stream, "the proxy took too long", true);
        else if (stream->stage == STREAM_SECURE)
                stream_fail(stream, "the TLS handshake took too long; is this a port for TLS?", true);
}

static void set_timer(struct stream *stream)
{
        uv_timer_start(&stream->timer, timed_out, stream->timeout, 0);
}

/* One step on the way is done: to the next. */
void stream_advance(struct stream *stream)
{
        char why[sizeof stream->why];

        set_timer(stream);
        if (stream->stage == STREAM_CONNECT && stream->proxy) {
                stream->stage = STREAM_PROXY;
                if (proxy_begin(stream->proxy, why, sizeof why) == PROXY_FAILED)
                        stream_fail(stream, why, true);
        } else if (stream->stage != STREAM_SECURE && stream->secure) {
                stream->stage = STREAM_SECURE;
                if (!secure_begin(stream->secure, why, sizeof why))
                        stream_fail(stream, why, true);
                else
                        stream_shake_hands(stream);
        } else {
                stream->stage = STREAM_OPEN;
                uv_timer_stop(&stream->timer);
                uv_freeaddrinfo(stream->addresses);
                stream->addresses = stream->next = NULL;
                stream->events.opened(stream->events.context);
        }
}

static void connected(uv_connect_t *request, int status)
{
        struct stream *stream = request->handle->data;

        if (stream->stage != STREAM_CONNECT || status == UV_ECANCELED)
                return;
        uv_tcp_nodelay(&stream->tcp, 1);
        if (status == 0)
                status = stream_listen(stream);
        if (status < 0)
                stream_fail(stream, uv_strerror(status), false);
        else
                stream_advance(stream);
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

void stream_try_next(struct stream *stream)
{
        const struct addrinfo *address = stream->next;
        int status;

        while (address && stream->bind.ss_family && address->ai_family != stream->bind.ss_family)
                address = address->ai_next;
        if (!address) {
                stream_end(stream, stream->why);
                return;
        }
        stream->next = address->ai_next;
        stream->stage = STREAM_CONNECT;
        if (uv_tcp_init(stream->loop, &stream->tcp) < 0) {
                stream_end(stream, "no socket to be had");
                return;
        }
        stream->has_tcp = true;
        stream->tcp.data = stream;
        set_timer(stream);
        status = begin_connect(stream, address);
        if (status < 0)
                stream_fail(stream, uv_strerror(status), false);
}

/* The addresses are there, or not. */
static void on_found(void *context, int status, struct addrinfo *found)
{
        struct stream *stream = context;

        stream->lookup = NULL;
        if (status < 0) {
                stream_end(stream, uv_strerror(status));
                return;
        }
        if (stream->bind.ss_family)
                snprintf(stream->why, sizeof stream->why, "the server has no address of the kind that "
                         "`bind` is (IPv4 or IPv6)");
        stream->addresses = stream->next = found;
        stream_try_next(stream);
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
                                           stream_send_raw, stream);
                snprintf(stream->why, sizeof stream->why, "not enough memory for the proxy");
                if (!stream->proxy)
                        return false;
        }
        if (way->server.tls)
                stream->secure = secure_open(&settings, stream_send_raw, stream, stream->why,
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
                stream_end(stream, "this host name cannot be looked up");
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
                stream_end(stream, stream->why);
        else if (stream->proxy)
                look_up(stream, way->proxy->host, way->proxy->port);
        else
                look_up(stream, way->server.host, way->server.port);
        return stream;
}
