/* stream.c - one stream of bytes to one server: bytes in and out, and the end.
 *
 * Through the proxy's answer and TLS, and the queue of what the socket did not
 * take. How it gets there is stream_connect.c's. Knows no lines: what the bytes
 * mean is the wire's.
 */
#include "stream_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/* Bytes on their way, when the socket did not take them at once. */
struct write {
        uv_write_t request;
        char bytes[];
};

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
        if (stream->stage == STREAM_CLOSING)
                finish(stream);
        else
                stream_try_next(stream);
}

static void drop_tcp(struct stream *stream)
{
        if (stream->has_tcp && !uv_is_closing((uv_handle_t *)&stream->tcp))
                uv_close((uv_handle_t *)&stream->tcp, tcp_closed);
}

void stream_end(struct stream *stream, const char *why)
{
        if (stream->stage == STREAM_CLOSING)
                return;
        stream->stage = STREAM_CLOSING;
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
        if (stream->stage == STREAM_OPEN && stream->secure)
                secure_finish(stream->secure);
        stream_end(stream, why);
}

/* What went wrong ends an open stream; before, the next address is tried. */
void stream_fail(struct stream *stream, const char *why, bool weighty)
{
        if (stream->stage == STREAM_CLOSING || uv_is_closing((uv_handle_t *)&stream->tcp))
                return;
        if (stream->stage == STREAM_OPEN) {
                stream_end(stream, why);
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
                stream_fail(stream, uv_strerror(status), false);
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
bool stream_send_raw(void *context, const char *bytes, size_t length)
{
        struct stream *stream = context;
        uv_buf_t buf = uv_buf_init((char *)bytes, (unsigned)length);
        int sent;

        if (!stream->has_tcp || uv_is_closing((uv_handle_t *)&stream->tcp))
                return false;
        if (uv_stream_get_write_queue_size((uv_stream_t *)&stream->tcp) > STREAM_UNSENT_MAX) {
                stream_fail(stream, "the server does not read what it is sent", false);
                return false;
        }
        sent = uv_try_write((uv_stream_t *)&stream->tcp, &buf, 1);
        if (sent < 0 && sent != UV_EAGAIN) {
                stream_fail(stream, uv_strerror(sent), false);
                return false;
        }
        if (sent < 0)
                sent = 0;
        stream->replied = true;
        return (size_t)sent == length || queue(stream, bytes + sent, length - (size_t)sent);
}

bool stream_send(struct stream *stream, const char *bytes, size_t length)
{
        char why[sizeof stream->why];

        if (stream->stage != STREAM_OPEN)
                return false;
        if (!stream->secure)
                return stream_send_raw(stream, bytes, length);
        if (secure_write(stream->secure, bytes, length, why, sizeof why))
                return true;
        stream_fail(stream, why, true);
        return false;
}

/* -- in ------------------------------------------------------------------ */

/* What TLS has made clear goes up. */
static void pour(struct stream *stream)
{
        while (stream->stage == STREAM_OPEN) {
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
                stream_end(stream, *why ? why : "the server closed the connection");
        }
}

/* What came right behind a proxy's answer, without TLS. */
static void hand_up(struct stream *stream, const char *bytes, size_t length)
{
        while (length && stream->stage == STREAM_OPEN) {
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

void stream_shake_hands(struct stream *stream)
{
        char why[sizeof stream->why];

        switch (secure_handshake(stream->secure, why, sizeof why)) {
        case SECURE_MORE:
                break;
        case SECURE_UP:
                stream_advance(stream);
                if (stream->stage == STREAM_OPEN)
                        pour(stream);
                break;
        case SECURE_FAILED:
                stream_fail(stream, why, true);
                break;
        }
}

static void take_raw(struct stream *stream, const char *bytes, size_t length)
{
        char why[sizeof stream->why];
        size_t used = 0;

        if (stream->stage == STREAM_PROXY) {
                switch (proxy_take(stream->proxy, bytes, length, &used, why, sizeof why)) {
                case PROXY_MORE:
                        return;
                case PROXY_UP:
                        stream_advance(stream);
                        break;
                case PROXY_FAILED:
                        stream_fail(stream, why, true);
                        return;
                }
        }
        if (stream->secure && length > used)
                secure_feed(stream->secure, bytes + used, length - used);
        if (stream->stage == STREAM_SECURE)
                stream_shake_hands(stream);
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
        if (stream->stage == STREAM_OPEN && !stream->secure)
                buf->base = stream->events.room(stream->events.context, &buf->len);
}

/* What was read and got no reply (a PONG, other people's talk) is acknowledged now and not after
 * 40 ms: a server that waits for that (RFC 9293, 3.7.4) would keep the next question for as long.
 * It holds for this time only, as tcp(7) says of TCP_QUICKACK; that it fails does no harm. */
static void acknowledge(const struct stream *stream)
{
        uv_os_fd_t fd;
        int on = 1;

        if (uv_fileno((const uv_handle_t *)&stream->tcp, &fd) == 0)
                setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

static void take_bytes(uv_stream_t *handle, ssize_t got, const uv_buf_t *buf)
{
        struct stream *stream = handle->data;

        if (got == 0 || stream->stage == STREAM_CLOSING || uv_is_closing((uv_handle_t *)handle))
                return;
        stream->replied = false;
        if (got == UV_EOF) {
                stream->finished = stream->stage == STREAM_OPEN;
                stream_fail(stream, stream->stage == STREAM_PROXY ? "the proxy closed the connection" :
                     stream->stage == STREAM_SECURE ? "the server closed the connection in the middle of "
                     "the TLS handshake; is this a port for TLS?" :
                     "the server closed the connection", stream->stage != STREAM_OPEN);
        } else if (got < 0) {
                stream_fail(stream, uv_strerror((int)got), false);
        } else if (buf->base == stream->raw) {
                take_raw(stream, buf->base, (size_t)got);
        } else {
                stream->events.got(stream->events.context, (size_t)got);
        }
        if (got > 0 && !stream->replied)
                acknowledge(stream);
}

int stream_listen(struct stream *stream)
{
        return uv_read_start((uv_stream_t *)&stream->tcp, give_room, take_bytes);
}

const char *stream_secured(const struct stream *stream)
{
        return stream->secure && stream->stage == STREAM_OPEN ? secure_words(stream->secure) : NULL;
}
