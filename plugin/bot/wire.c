/* wire.c - one connection to one server: lines in and out.
 *
 * Framing, PING, ERROR, and finding out that the other side is dead. How the
 * bytes get there is the stream's. Knows no nick, no channel and no
 * libircclient; refuses to know why a line is sent.
 */
#include "wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../way.h"
#include "frame.h"

#define PING_TOKEN "crampbot"
#define LOOK 1 /* ms: timers run before what has come is read, and once more behind that */

enum wire_state { WIRE_OPENING, WIRE_OPEN, WIRE_CLOSING };

struct wire {
        struct wire_events events;
        const struct timing *timing;
        enum wire_state state;
        struct stream *stream; /* NULL: closed */
        uv_timer_t timer;      /* the silence of an open wire */
        uint64_t heard_at;     /* when the silence began */
        bool pinged;           /* the answer must come soon */
        bool late;             /* it did not, but may wait to be read */
        uint64_t asked_at;     /* when the last PING went out, or the wire was opened */
        bool asked;            /* it has not been answered yet */
        size_t since_asked;    /* bytes said since the PING that the next answer is to */
        size_t unread;         /* and since the last PING that was answered went out */
        int64_t lag;           /* ms; -1: not known (any more) */
        enum wire_end end;
        char why[256];
        struct frame frame;
};

static void timer_closed(uv_handle_t *handle)
{
        struct wire *wire = handle->data;

        wire->events.closed(wire->events.context, wire->end, wire->why);
        free(wire);
}

/* The stream is gone; how it ended counts if nothing else has ended it. */
static void on_closed(void *context, bool finished, const char *why)
{
        struct wire *wire = context;

        wire->stream = NULL;
        if (wire->state != WIRE_CLOSING) {
                wire->end = wire->state == WIRE_OPENING ? WIRE_UNREACHED :
                            finished ? WIRE_CLOSED : WIRE_BROKEN;
                snprintf(wire->why, sizeof wire->why, "%s", why);
                wire->state = WIRE_CLOSING;
        }
        uv_close((uv_handle_t *)&wire->timer, timer_closed);
}

static void end_with(struct wire *wire, enum wire_end end, const char *why)
{
        if (wire->state == WIRE_CLOSING)
                return;
        wire->state = WIRE_CLOSING;
        wire->end = end;
        snprintf(wire->why, sizeof wire->why, "%s", why);
        uv_timer_stop(&wire->timer);
        if (wire->stream)
                stream_close(wire->stream, why);
}

void wire_close(struct wire *wire, const char *why)
{
        end_with(wire, wire->state == WIRE_OPEN ? WIRE_BROKEN : WIRE_UNREACHED, why);
}

const char *wire_secured(const struct wire *wire)
{
        return wire->stream ? stream_secured(wire->stream) : NULL;
}

int64_t wire_lag(const struct wire *wire)
{
        return wire->lag;
}

/* -- out ---------------------------------------------------------------- */

bool wire_send(struct wire *wire, const char *line, size_t length)
{
        char bytes[WIRE_SEND_MAX + 2];

        if (wire->state != WIRE_OPEN || length == 0 || length > WIRE_SEND_MAX ||
            memchr(line, '\r', length) || memchr(line, '\n', length) || memchr(line, '\0', length))
                return false;
        memcpy(bytes, line, length);
        memcpy(bytes + length, "\r\n", 2);
        wire->since_asked += length + 2;
        wire->unread += length + 2;
        return stream_send(wire->stream, bytes, length + 2);
}

/* -- in ----------------------------------------------------------------- */

static void pong(struct wire *wire, const struct line *line)
{
        char out[WIRE_SEND_MAX + 1];
        int length = snprintf(out, sizeof out, "PONG :%s", line_param(line, 0));

        wire_send(wire, out, length > WIRE_SEND_MAX ? WIRE_SEND_MAX : (size_t)length);
}

static void take_pong(struct wire *wire)
{
        if (!wire->asked)
                return;
        wire->asked = false;
        wire->lag = (int64_t)(uv_now(wire->timer.loop) - wire->asked_at);
        wire->unread = wire->since_asked;
        wire->events.answered(wire->events.context);
}

static void take_line(struct wire *wire, char *text)
{
        struct line line;

        if (!line_parse(&line, text))
                return;
        if (line_is(&line, "PONG"))
                take_pong(wire);
        else if (line_is(&line, "PING"))
                pong(wire, &line);
        else if (line_is(&line, "ERROR"))
                end_with(wire, WIRE_ERROR, line_param(&line, 0));
        else
                wire->events.line(wire->events.context, &line);
}

static char *give_room(void *context, size_t *size)
{
        struct wire *wire = context;

        way_fetch(uv_now(wire->timer.loop) - wire->heard_at);
        return frame_room(&wire->frame, size);
}

static void alive(struct wire *wire);

static void take_bytes(void *context, size_t length)
{
        struct wire *wire = context;
        char *text;

        frame_add(&wire->frame, length);
        if (wire->state == WIRE_OPEN)
                alive(wire);
        while (wire->state == WIRE_OPEN && (text = frame_next(&wire->frame)))
                take_line(wire, text);
}

/* -- time --------------------------------------------------------------- */

/* While the last one is not answered yet, the next answer is to that one. */
static void ask(struct wire *wire)
{
        if (!wire->asked)
                wire->since_asked = 0;
        wire->asked_at = uv_now(wire->timer.loop);
        wire->asked = true;
        wire_send(wire, "PING :" PING_TOKEN, strlen("PING :" PING_TOKEN));
}

size_t wire_unread(const struct wire *wire)
{
        return wire->lag < 0 ? 0 : wire->unread;
}

size_t wire_ask(struct wire *wire, size_t bytes)
{
        if (wire->state != WIRE_OPEN || wire->asked || wire->since_asked < bytes)
                return 0;
        ask(wire);
        return wire->since_asked;
}

/* The timer is set anew when it runs out, not with every line: was there silence for so long? */
static void timed_out(uv_timer_t *timer)
{
        struct wire *wire = timer->data;
        uint64_t quiet = uv_now(timer->loop) - wire->heard_at;

        if (!wire->pinged && quiet < wire->timing->silence) {
                uv_timer_start(timer, timed_out, wire->timing->silence - quiet, 0);
                return;
        }
        if (wire->pinged && wire->late) {
                end_with(wire, WIRE_BROKEN, "nothing heard from the server any more");
                return;
        }
        if (wire->pinged) { /* it is we, perhaps, who were held up */
                wire->late = true;
                uv_timer_start(timer, timed_out, LOOK, 0);
                return;
        }
        wire->pinged = true;
        uv_timer_start(timer, timed_out, wire->timing->grace, 0);
        ask(wire);
}

/* Something was heard: the silence begins anew. */
static void alive(struct wire *wire)
{
        wire->heard_at = uv_now(wire->timer.loop);
        if (wire->pinged || !uv_is_active((const uv_handle_t *)&wire->timer))
                uv_timer_start(&wire->timer, timed_out, wire->timing->silence, 0);
        wire->pinged = wire->late = false;
        if (uv_now(wire->timer.loop) - wire->asked_at > wire->timing->silence) {
                if (wire->asked) /* it talks, and does not answer */
                        wire->lag = -1;
                ask(wire); /* where there is much talk: for the lag */
        }
}

/* -- connecting --------------------------------------------------------- */

static void on_opened(void *context)
{
        struct wire *wire = context;

        if (wire->state != WIRE_OPENING)
                return;
        wire->state = WIRE_OPEN;
        wire->asked_at = uv_now(wire->timer.loop);
        alive(wire);
        wire->events.opened(wire->events.context);
}

struct wire *wire_open(uv_loop_t *loop, const struct stream_way *way,
                       const struct timing *timing, const struct wire_events *events)
{
        struct wire *wire = calloc(1, sizeof *wire);
        struct stream_events below = {
                .opened = on_opened, .room = give_room, .got = take_bytes, .closed = on_closed,
                .context = wire,
        };

        if (!wire)
                return NULL;
        wire->events = *events;
        wire->timing = timing;
        wire->lag = -1;
        frame_init(&wire->frame);
        wire->stream = stream_open(loop, way, timing->connect, &below);
        if (!wire->stream) {
                free(wire);
                return NULL;
        }
        uv_timer_init(loop, &wire->timer); /* cannot fail: libuv's own words */
        wire->timer.data = wire;
        return wire;
}
