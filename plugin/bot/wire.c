/* wire.c - one connection to one server: bytes in and out.
 *
 * DNS, TCP, framing, PING, time-outs. What will secure a connection belongs
 * here too, between the socket and the frame. Knows no nick, no channel and no
 * libircclient; refuses to know why a line is sent.
 */
#include "wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"

#define UNSENT_MAX 65536 /* bytes that a server may leave unread */
#define PING_TOKEN "crampbot"

enum wire_state { WIRE_RESOLVING, WIRE_CONNECTING, WIRE_OPEN, WIRE_CLOSING };

/* Apart from the wire, because a resolver that hangs cannot be called off:
 * the wire goes, this stays until it comes back. */
struct lookup {
        uv_getaddrinfo_t request;
        struct wire *wire; /* NULL: nobody waits any more */
};

struct wire {
        uv_loop_t *loop;
        struct wire_events events;
        const struct timing *timing;
        enum wire_state state;
        struct lookup *lookup;
        struct addrinfo *addresses, *next;
        uv_tcp_t tcp;
        uv_connect_t connect;
        uv_timer_t timer;
        bool has_tcp, has_timer, pinged;
        enum wire_end end;
        char why[256];
        struct frame frame;
};

/* A line on its way, when the socket did not take it at once. */
struct write {
        uv_write_t request;
        char bytes[];
};

static void try_next(struct wire *wire);

static void finish(struct wire *wire)
{
        if (wire->has_tcp || wire->has_timer)
                return;
        wire->events.closed(wire->events.context, wire->end, wire->why);
        free(wire);
}

static void timer_closed(uv_handle_t *handle)
{
        struct wire *wire = handle->data;

        wire->has_timer = false;
        finish(wire);
}

static void tcp_closed(uv_handle_t *handle)
{
        struct wire *wire = handle->data;

        wire->has_tcp = false;
        if (wire->state == WIRE_CLOSING)
                finish(wire);
        else
                try_next(wire);
}

static void end_with(struct wire *wire, enum wire_end end, const char *why)
{
        if (wire->state == WIRE_CLOSING)
                return;
        wire->state = WIRE_CLOSING;
        wire->end = end;
        snprintf(wire->why, sizeof wire->why, "%s", why);
        if (wire->lookup) {
                wire->lookup->wire = NULL;
                uv_cancel((uv_req_t *)&wire->lookup->request);
                wire->lookup = NULL;
        }
        if (wire->addresses)
                uv_freeaddrinfo(wire->addresses);
        wire->addresses = wire->next = NULL;
        if (wire->has_tcp && !uv_is_closing((uv_handle_t *)&wire->tcp))
                uv_close((uv_handle_t *)&wire->tcp, tcp_closed);
        uv_close((uv_handle_t *)&wire->timer, timer_closed);
}

void wire_close(struct wire *wire, const char *why)
{
        end_with(wire, wire->state == WIRE_OPEN ? WIRE_BROKEN : WIRE_UNREACHED, why);
}

/* -- out ---------------------------------------------------------------- */

static void write_done(uv_write_t *request, int status)
{
        struct wire *wire = request->handle->data;

        free(request->data);
        if (status < 0 && status != UV_ECANCELED)
                end_with(wire, WIRE_BROKEN, uv_strerror(status));
}

/* What the socket did not take at once goes into libuv's queue. */
static bool queue(struct wire *wire, const char *bytes, size_t length)
{
        struct write *write = malloc(sizeof *write + length);
        uv_buf_t buf;

        if (!write)
                return false;
        memcpy(write->bytes, bytes, length);
        write->request.data = write;
        buf = uv_buf_init(write->bytes, (unsigned)length);
        if (uv_write(&write->request, (uv_stream_t *)&wire->tcp, &buf, 1, write_done) < 0) {
                free(write);
                return false;
        }
        return true;
}

bool wire_send(struct wire *wire, const char *line, size_t length)
{
        char bytes[WIRE_SEND_MAX + 2];
        uv_buf_t buf = uv_buf_init(bytes, (unsigned)length + 2);
        int sent;

        if (wire->state != WIRE_OPEN || length == 0 || length > WIRE_SEND_MAX ||
            memchr(line, '\r', length) || memchr(line, '\n', length) || memchr(line, '\0', length))
                return false;
        memcpy(bytes, line, length);
        memcpy(bytes + length, "\r\n", 2);
        if (uv_stream_get_write_queue_size((uv_stream_t *)&wire->tcp) > UNSENT_MAX) {
                end_with(wire, WIRE_BROKEN, "the server does not read what it is sent");
                return false;
        }
        sent = uv_try_write((uv_stream_t *)&wire->tcp, &buf, 1);
        if (sent < 0 && sent != UV_EAGAIN) {
                end_with(wire, WIRE_BROKEN, uv_strerror(sent));
                return false;
        }
        if (sent < 0)
                sent = 0;
        return (size_t)sent == length + 2 || queue(wire, bytes + sent, length + 2 - (size_t)sent);
}

/* -- in ----------------------------------------------------------------- */

static void pong(struct wire *wire, const struct line *line)
{
        char out[WIRE_SEND_MAX + 1];
        int length = snprintf(out, sizeof out, "PONG :%s", line_param(line, 0));

        wire_send(wire, out, length > WIRE_SEND_MAX ? WIRE_SEND_MAX : (size_t)length);
}

static void take_line(struct wire *wire, char *text)
{
        struct line line;

        if (!line_parse(&line, text) || line_is(&line, "PONG"))
                return;
        if (line_is(&line, "PING"))
                pong(wire, &line);
        else if (line_is(&line, "ERROR"))
                end_with(wire, WIRE_ERROR, line_param(&line, 0));
        else
                wire->events.line(wire->events.context, &line);
}

static void give_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
        struct wire *wire = handle->data;
        size_t size;

        (void)suggested;
        buf->base = frame_room(&wire->frame, &size);
        buf->len = size;
}

static void alive(struct wire *wire);

static void take_bytes(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf)
{
        struct wire *wire = stream->data;
        char *text;

        (void)buf;
        if (got == 0)
                return;
        if (got < 0) {
                end_with(wire, got == UV_EOF ? WIRE_CLOSED : WIRE_BROKEN,
                         got == UV_EOF ? "the server closed the connection"
                                       : uv_strerror((int)got));
                return;
        }
        frame_add(&wire->frame, (size_t)got);
        alive(wire);
        while (wire->state == WIRE_OPEN && (text = frame_next(&wire->frame)))
                take_line(wire, text);
}

/* -- time --------------------------------------------------------------- */

static void timed_out(uv_timer_t *timer)
{
        struct wire *wire = timer->data;

        switch (wire->state) {
        case WIRE_RESOLVING:
                end_with(wire, WIRE_UNREACHED, "looking up the address took too long");
                break;
        case WIRE_CONNECTING:
                snprintf(wire->why, sizeof wire->why, "connecting took too long");
                if (!uv_is_closing((uv_handle_t *)&wire->tcp))
                        uv_close((uv_handle_t *)&wire->tcp, tcp_closed);
                break;
        case WIRE_OPEN:
                if (wire->pinged) {
                        end_with(wire, WIRE_BROKEN, "nothing heard from the server any more");
                        break;
                }
                wire->pinged = true;
                uv_timer_start(timer, timed_out, wire->timing->grace, 0);
                wire_send(wire, "PING :" PING_TOKEN, strlen("PING :" PING_TOKEN));
                break;
        case WIRE_CLOSING:
                break;
        }
}

/* Something was heard: the silence begins anew. */
static void alive(struct wire *wire)
{
        wire->pinged = false;
        uv_timer_start(&wire->timer, timed_out, wire->timing->silence, 0);
}

/* -- connecting --------------------------------------------------------- */

static void connected(uv_connect_t *request, int status)
{
        struct wire *wire = request->handle->data;

        if (wire->state != WIRE_CONNECTING || status == UV_ECANCELED)
                return;
        if (status < 0) {
                snprintf(wire->why, sizeof wire->why, "%s", uv_strerror(status));
                if (!uv_is_closing((uv_handle_t *)&wire->tcp))
                        uv_close((uv_handle_t *)&wire->tcp, tcp_closed);
                return;
        }
        wire->state = WIRE_OPEN;
        uv_freeaddrinfo(wire->addresses);
        wire->addresses = wire->next = NULL;
        uv_tcp_nodelay(&wire->tcp, 1);
        alive(wire);
        if (uv_read_start((uv_stream_t *)&wire->tcp, give_room, take_bytes) < 0)
                end_with(wire, WIRE_BROKEN, "the socket cannot be read");
        else
                wire->events.opened(wire->events.context);
}

static void try_next(struct wire *wire)
{
        const struct addrinfo *address = wire->next;
        int status;

        if (!address) {
                char why[sizeof wire->why];

                snprintf(why, sizeof why, "%s", wire->why);
                end_with(wire, WIRE_UNREACHED, why);
                return;
        }
        wire->next = address->ai_next;
        wire->state = WIRE_CONNECTING;
        if (uv_tcp_init(wire->loop, &wire->tcp) < 0) {
                end_with(wire, WIRE_UNREACHED, "no socket to be had");
                return;
        }
        wire->has_tcp = true;
        wire->tcp.data = wire;
        uv_timer_start(&wire->timer, timed_out, wire->timing->connect, 0);
        status = uv_tcp_connect(&wire->connect, &wire->tcp, address->ai_addr, connected);
        if (status < 0) {
                snprintf(wire->why, sizeof wire->why, "%s", uv_strerror(status));
                uv_close((uv_handle_t *)&wire->tcp, tcp_closed);
        }
}

static void looked_up(uv_getaddrinfo_t *request, int status, struct addrinfo *found)
{
        struct lookup *lookup = request->data;
        struct wire *wire = lookup->wire;

        free(lookup);
        if (!wire) {
                if (status == 0)
                        uv_freeaddrinfo(found);
                return;
        }
        wire->lookup = NULL;
        if (status < 0) {
                end_with(wire, WIRE_UNREACHED, uv_strerror(status));
                return;
        }
        wire->addresses = wire->next = found;
        try_next(wire);
}

struct wire *wire_open(uv_loop_t *loop, const char *host, unsigned port,
                       const struct timing *timing, const struct wire_events *events)
{
        struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
        struct wire *wire = calloc(1, sizeof *wire);
        struct lookup *lookup = calloc(1, sizeof *lookup);
        char service[16];

        if (!wire || !lookup || uv_timer_init(loop, &wire->timer) < 0)
                goto failed;
        wire->loop = loop;
        wire->events = *events;
        wire->timing = timing;
        wire->has_timer = true;
        wire->timer.data = wire;
        frame_init(&wire->frame);
        snprintf(wire->why, sizeof wire->why, "no address found");
        wire->lookup = lookup;
        lookup->wire = wire;
        lookup->request.data = lookup;
        snprintf(service, sizeof service, "%u", port);
        uv_timer_start(&wire->timer, timed_out, timing->connect, 0);
        if (uv_getaddrinfo(loop, &lookup->request, looked_up, host, service, &hints) < 0) {
                free(lookup);
                wire->lookup = NULL;
                end_with(wire, WIRE_UNREACHED, "this host name cannot be looked up");
        }
        return wire;
failed:
        free(wire);
        free(lookup);
        return NULL;
}
