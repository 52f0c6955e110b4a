/* fake_net.h - a clock that a fuzzer turns, and a wire that ends in its hands.
 *
 * Takes wire.c's and libuv's place under network.c and what lies above it, so that
 * a year of one network passes in a millisecond and always the same way. The
 * fuzzer must be linked without wire.c.
 */
#ifndef FUZZ_FAKE_NET_H
#define FUZZ_FAKE_NET_H

#include <stdlib.h>
#include <string.h>

#include <uv.h>

#include "wire.h"

#define FAKE_TIMERS 8

/* -- the clock ----------------------------------------------------------- */

static uint64_t fake_clock;
static struct fake_timer {
        uv_timer_t *timer;
        uv_timer_cb fired;
        uv_close_cb closed;
        uint64_t due;
} fake_timers[FAKE_TIMERS];

static struct fake_timer *fake_find(const void *timer)
{
        for (size_t i = 0; i < FAKE_TIMERS; i++)
                if (fake_timers[i].timer == timer)
                        return &fake_timers[i];
        abort();
}

uint64_t uv_now(const uv_loop_t *loop)
{
        (void)loop;
        return fake_clock;
}

uint64_t uv_hrtime(void)
{
        return fake_clock * 1000000;
}

int uv_timer_init(uv_loop_t *loop, uv_timer_t *timer)
{
        (void)loop;
        *fake_find(NULL) = (struct fake_timer){.timer = timer};
        return 0;
}

int uv_timer_start(uv_timer_t *timer, uv_timer_cb fired, uint64_t ms, uint64_t repeat)
{
        struct fake_timer *fake = fake_find(timer);

        if (repeat)
                abort();
        fake->fired = fired;
        fake->due = fake_clock + ms;
        return 0;
}

int uv_timer_stop(uv_timer_t *timer)
{
        fake_find(timer)->fired = NULL;
        return 0;
}

void uv_close(uv_handle_t *handle, uv_close_cb closed)
{
        struct fake_timer *fake = fake_find(handle);

        fake->fired = NULL;
        fake->closed = closed;
}

/* -- the wire ------------------------------------------------------------ */

static struct wire {
        struct wire_events events;
        bool there, open, closing;
        char why[200];
} fake_wire;

/* What the network says; the fuzzer's. */
static void fake_said(const char *line, size_t length);

struct wire *wire_open(uv_loop_t *loop, const struct stream_way *way, const struct timing *timing,
                       const struct wire_events *events)
{
        (void)loop, (void)way, (void)timing;
        if (fake_wire.there)
                abort(); /* one at a time */
        fake_wire = (struct wire){.events = *events, .there = true};
        return &fake_wire;
}

const char *wire_secured(const struct wire *wire)
{
        (void)wire;
        return NULL;
}

int64_t wire_lag(const struct wire *wire)
{
        (void)wire;
        return -1;
}

size_t wire_unread(const struct wire *wire)
{
        (void)wire;
        return 0;
}

size_t wire_ask(struct wire *wire, size_t bytes)
{
        (void)wire, (void)bytes;
        return 0;
}

/* Refuses what wire.h says that it refuses. */
bool wire_send(struct wire *wire, const char *line, size_t length)
{
        if (!wire->open || wire->closing || length == 0 || length > WIRE_SEND_MAX || memchr(line, '\r', length) ||
            memchr(line, '\n', length) || memchr(line, '\0', length))
                return false;
        fake_said(line, length);
        return true;
}

void wire_close(struct wire *wire, const char *why)
{
        if (!wire->closing)
                snprintf(wire->why, sizeof wire->why, "%s", why);
        wire->closing = true;
}

/* -- turning ------------------------------------------------------------- */

/* The connection is over, if there is one. */
static void fake_end(enum wire_end end, const char *why)
{
        if (!fake_wire.there)
                return;
        fake_wire.there = fake_wire.open = false;
        fake_wire.events.closed(fake_wire.events.context, end, why);
}

/* What the loop would do between two lines. */
static void fake_turn(void)
{
        if (fake_wire.there && fake_wire.closing)
                fake_end(WIRE_BROKEN, fake_wire.why);
        for (size_t i = 0; i < FAKE_TIMERS; i++) {
                struct fake_timer gone = fake_timers[i];

                if (!gone.closed)
                        continue;
                fake_timers[i].timer = NULL;
                fake_timers[i].closed = NULL;
                gone.closed((uv_handle_t *)gone.timer);
        }
}

/* So many ms pass, with all that is due meanwhile. */
static void fake_pass(uint64_t ms)
{
        uint64_t end = fake_clock + ms;

        for (;;) {
                struct fake_timer *next = NULL;

                fake_turn();
                for (size_t i = 0; i < FAKE_TIMERS; i++)
                        if (fake_timers[i].fired && (!next || fake_timers[i].due < next->due))
                                next = &fake_timers[i];
                if (!next || next->due > end)
                        break;
                if (next->due > fake_clock)
                        fake_clock = next->due;
                {
                        uv_timer_cb fired = next->fired;

                        next->fired = NULL;
                        fired(next->timer);
                }
        }
        fake_clock = end;
}

#endif
