/* test_wire.c - one connection: resolving, connecting, lines, time-outs;
 * what a server must not be able to do to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../plugin/bot/wire.h"
#include "addresses.h"
#include "scripted.h"

static struct timing quick;

/* In place of the C library's resolver, in libuv's thread. */
int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints,
                struct addrinfo **found)
{
        if (strcmp(host, "slow.test") == 0)
                usleep(200000);
        else if (strcmp(host, "127.0.0.1") != 0 && strcmp(host, "two.test") != 0)
                return EAI_NONAME;
        *found = one_address("127.0.0.1", port, NULL);
        if (strcmp(host, "two.test") == 0) /* nobody listens at the first two */
                *found = one_address("127.0.0.2", port, one_address("127.0.0.3", port, *found));
        return 0;
}

struct test {
        uv_loop_t loop;
        struct scripted server;
        struct wire *wire;
        struct wire_events events;
        int opened, answered, lines, closed;
        enum wire_end end;
        char last[1024];
        char why[256];
};

static void on_opened(void *context)
{
        ((struct test *)context)->opened++;
}

static void on_answered(void *context)
{
        ((struct test *)context)->answered++;
}

static void on_line(void *context, struct line *line)
{
        struct test *test = context;

        test->lines++;
        snprintf(test->last, sizeof test->last, "%s %s %s", line->source ? line->source : "-",
                 line->command, line_param(line, line->count ? line->count - 1 : 0));
}

static void on_closed(void *context, enum wire_end end, const char *why)
{
        struct test *test = context;

        test->closed++;
        test->end = end;
        snprintf(test->why, sizeof test->why, "%s", why);
        test->wire = NULL;
}

static struct wire *open_plain(struct test *test, const char *host, unsigned port)
{
        struct stream_way way = {.server = {.host = host, .port = port}};

        return wire_open(&test->loop, &way, &quick, &test->events);
}

static void begin(struct test *test, const char *host)
{
        memset(test, 0, sizeof *test);
        quick = timing_default;
        uv_loop_init(&test->loop);
        scripted_open(&test->server, &test->loop);
        test->events = (struct wire_events){on_opened, on_line, on_answered, on_closed, test};
        if (host)
                test->wire = open_plain(test, host, test->server.port);
}

static void until(struct test *test, const int *what, int least)
{
        if (!scripted_until(&test->loop, what, least))
                fail_msg("it did not happen in time (last: %s)", test->last);
}

static void end(struct test *test)
{
        if (test->wire) {
                wire_close(test->wire, "done");
                until(test, &test->closed, 1);
        }
        scripted_close(&test->server);
        uv_run(&test->loop, UV_RUN_DEFAULT);
        assert_int_equal(uv_loop_close(&test->loop), 0);
}

static void test_lines(void **state)
{
        struct test test;

        begin(&test, "127.0.0.1");
        until(&test, &test.opened, 1);
        until(&test, &test.server.accepted, 1);
        scripted_say(&test.server, ":a!b@c PRIV");
        scripted_run(&test.loop, 5);
        scripted_say(&test.server, "MSG #d :one\r\n\r\nPING :tok en\r\n:s NOTICE a :two\n");
        until(&test, &test.lines, 2);
        assert_string_equal(test.last, "s NOTICE two");
        assert_string_equal(scripted_wait(&test.server, "PONG", SCRIPTED_GUARD_MS), "PONG :tok en");
        assert_true(wire_send(test.wire, "JOIN #d", 7));
        assert_string_equal(scripted_wait(&test.server, "JOIN", SCRIPTED_GUARD_MS), "JOIN #d");
        end(&test);
}

static void test_next_address(void **state)
{
        struct test test;

        begin(&test, "two.test");
        until(&test, &test.opened, 1);
        end(&test);
}

/* A resolver that hangs: the wire is gone in time, and what comes late is freed. */
static void test_slow_lookup(void **state)
{
        struct test test;

        begin(&test, NULL);
        quick.connect = 20;
        test.wire = open_plain(&test, "slow.test", test.server.port);
        until(&test, &test.closed, 1);
        assert_string_equal(test.why, "looking up the address took too long");
        assert_int_equal(test.opened, 0);
        end(&test);
}

static void test_unreachable(void **state)
{
        struct test test;

        begin(&test, NULL);
        scripted_close(&test.server);
        uv_run(&test.loop, UV_RUN_NOWAIT);
        test.wire = open_plain(&test, "127.0.0.1", test.server.port);
        until(&test, &test.closed, 1);
        assert_int_equal(test.end, WIRE_UNREACHED);
        assert_int_equal(test.opened, 0);
        assert_string_equal(test.why, "connection refused");
        uv_run(&test.loop, UV_RUN_DEFAULT);
        assert_int_equal(uv_loop_close(&test.loop), 0);
}

static void test_no_such_host(void **state)
{
        struct test test;

        begin(&test, "no such host.invalid");
        until(&test, &test.closed, 1);
        assert_int_equal(test.end, WIRE_UNREACHED);
        end(&test);
}

/* Closed while it looks up or connects: no event but closed, nothing leaks. */
static void test_called_off(void **state)
{
        for (int turns = 0; turns < 4; turns++) {
                struct test test;

                begin(&test, "127.0.0.1");
                for (int i = 0; i < turns && !test.opened; i++)
                        uv_run(&test.loop, UV_RUN_ONCE);
                wire_close(test.wire, "called off");
                wire_close(test.wire, "twice");
                until(&test, &test.closed, 1);
                assert_string_equal(test.why, "called off");
                end(&test);
        }
}

static void test_error(void **state)
{
        struct test test;

        begin(&test, "127.0.0.1");
        until(&test, &test.server.accepted, 1);
        scripted_say(&test.server, "ERROR :Closing Link: go away\r\n:s NOTICE a :late\r\n");
        until(&test, &test.closed, 1);
        assert_int_equal(test.end, WIRE_ERROR);
        assert_string_equal(test.why, "Closing Link: go away");
        assert_int_equal(test.lines, 0);
        end(&test);
}

static void test_eof(void **state)
{
        struct test test;

        begin(&test, "127.0.0.1");
        until(&test, &test.server.accepted, 1);
        scripted_say(&test.server, ":s NOTICE a :half a line");
        scripted_drop(&test.server);
        until(&test, &test.closed, 1);
        assert_int_equal(test.end, WIRE_CLOSED);
        assert_int_equal(test.lines, 0);
        end(&test);
}

/* Silence: first a PING, then it is dead; any word keeps it alive. */
static void test_silence(void **state)
{
        struct test test;

        begin(&test, "127.0.0.1");
        quick.silence = 40;
        quick.grace = 20000; /* longer than any pause that a busy machine makes */
        until(&test, &test.server.accepted, 1);
        for (int i = 0; i < 3; i++) {
                assert_non_null(scripted_wait(&test.server, "PING :", SCRIPTED_GUARD_MS));
                quick.grace = i == 2 ? 60 : quick.grace;
                scripted_say(&test.server, "PONG :crampbot\r\n");
        }
        assert_int_equal(test.closed, 0);
        assert_int_equal(test.lines, 0);
        until(&test, &test.closed, 1);
        assert_int_equal(test.end, WIRE_BROKEN);
        end(&test);
}

/* The loop is held up for longer than an answer may take, as by a slow disk: the answer waits in the socket. */
static void test_held_up(void **state)
{
        struct test test;

        (void)state;
        begin(&test, "127.0.0.1");
        quick.silence = 40;
        quick.grace = 1000;
        until(&test, &test.server.accepted, 1);
        assert_non_null(scripted_wait(&test.server, "PING :", SCRIPTED_GUARD_MS));
        scripted_say(&test.server, ":s PONG s crampbot\r\n");
        uv_sleep(1100);
        until(&test, &test.answered, 1);
        assert_int_equal(test.closed, 0);
        end(&test);
}

static void test_connect_takes_too_long(void **state)
{
        struct test test;

        /* A listener that never accepts, its backlog full: connecting hangs. */
        int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), fill[4];
        struct sockaddr_in address = {.sin_family = AF_INET};
        socklen_t size = sizeof address;

        begin(&test, NULL);
        quick.connect = 1000; /* of which looking up takes nothing, on a busy machine, too */
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
        assert_int_equal(listen(listener, 0), 0);
        getsockname(listener, (struct sockaddr *)&address, &size);
        for (int i = 0; i < 4; i++) {
                fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
                (void)!connect(fill[i], (struct sockaddr *)&address, size);
        }
        test.wire = open_plain(&test, "127.0.0.1", ntohs(address.sin_port));
        until(&test, &test.closed, 1);
        assert_int_equal(test.end, WIRE_UNREACHED);
        assert_string_equal(test.why, "connecting took too long");
        for (int i = 0; i < 4; i++)
                close(fill[i]);
        close(listener);
        end(&test);
}

/* 32 MB without a line end: skipped, in the memory that was there. */
static void test_endless_line(void **state)
{
        struct test test;
        static char flood[1 << 20];
        struct rusage before, after;

        memset(flood, 'x', sizeof flood);
        begin(&test, "127.0.0.1");
        until(&test, &test.server.accepted, 1);
        getrusage(RUSAGE_SELF, &before);
        for (int i = 0; i < 32; i++) {
                scripted_send(&test.server, flood, sizeof flood);
                scripted_run(&test.loop, 2);
        }
        scripted_say(&test.server, "\r\n:s NOTICE a :there\r\n");
        until(&test, &test.lines, 1);
        getrusage(RUSAGE_SELF, &after);
        assert_string_equal(test.last, "s NOTICE there");
        assert_true(after.ru_maxrss - before.ru_maxrss < 64 * 1024); /* the server's own queue */
        end(&test);
}

/* What the wire must not send. */
static void test_refuses(void **state)
{
        static const struct {
                const char *text;
                size_t length;
        } cases[] = {
                {"", 0}, {"A\r\nQUIT", 7}, {"A\rB", 3}, {"A\nB", 3}, {"A\0B", 3}, {"A\n", 2},
        };
        char longest[600];
        struct test test;

        begin(&test, "127.0.0.1");
        assert_false(wire_send(test.wire, "EARLY", 5));
        until(&test, &test.opened, 1);
        until(&test, &test.server.accepted, 1);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
                assert_false(wire_send(test.wire, cases[i].text, cases[i].length));
        memset(longest, 'x', sizeof longest);
        assert_false(wire_send(test.wire, longest, 511));
        assert_true(wire_send(test.wire, longest, 510));
        assert_true(wire_send(test.wire, "END", 3));
        assert_non_null(scripted_wait(&test.server, "END", SCRIPTED_GUARD_MS));
        assert_int_equal(test.server.used, 512 + 5);
        end(&test);
}

/* What the server may not have read: as far as it answers. */
static void test_unread(void **state)
{
        struct test test;

        begin(&test, "127.0.0.1");
        until(&test, &test.opened, 1);
        until(&test, &test.server.accepted, 1);
        assert_true(wire_send(test.wire, "12345678", 8));
        assert_int_equal(wire_ask(test.wire, 11), 0);
        assert_int_equal(wire_ask(test.wire, 10), strlen("PING :crampbot\r\n"));
        assert_int_equal(wire_ask(test.wire, 0), 0); /* one at a time */
        assert_int_equal(wire_unread(test.wire), 0); /* who knows if it answers at all */
        assert_true(wire_send(test.wire, "abcd", 4));
        scripted_say(&test.server, ":s PONG s :crampbot\r\n:s NOTICE a :there\r\n");
        until(&test, &test.lines, 1);
        assert_int_equal(wire_unread(test.wire), 16 + 6);
        assert_int_equal(wire_ask(test.wire, 22), 16);
        assert_true(wire_send(test.wire, "ef", 2));
        assert_int_equal(wire_unread(test.wire), 22 + 16 + 4);
        scripted_say(&test.server, ":s PONG s :crampbot\r\n:s NOTICE a :there\r\n");
        until(&test, &test.lines, 2);
        assert_int_equal(wire_unread(test.wire), 16 + 4);
        assert_int_equal(test.answered, 2);
        end(&test);
}

/* It talks, but answers no longer: it is not waited for. An answer that comes late counts again. */
static void test_unread_unanswered(void **state)
{
        struct test test;

        begin(&test, "127.0.0.1");
        until(&test, &test.opened, 1);
        until(&test, &test.server.accepted, 1);
        assert_true(wire_ask(test.wire, 0) > 0);
        scripted_say(&test.server, "PONG :crampbot\r\n");
        until(&test, &test.answered, 1);
        quick.silence = 40;
        assert_true(wire_send(test.wire, "12345678", 8));
        assert_true(wire_unread(test.wire) > 0);
        for (int i = 0; i < 2000 && wire_unread(test.wire) > 0; i++) {
                scripted_say(&test.server, ":s NOTICE a :there\r\n");
                until(&test, &test.lines, i + 1);
                scripted_run(&test.loop, 5);
        }
        assert_int_equal(wire_unread(test.wire), 0);
        assert_int_equal(wire_lag(test.wire), -1);
        quick.silence = 90000;
        assert_true(wire_send(test.wire, "abcd", 4));
        scripted_say(&test.server, "PONG :crampbot\r\n");
        until(&test, &test.answered, 2);
        assert_true(wire_unread(test.wire) >= 6);
        assert_true(wire_lag(test.wire) >= 0);
        end(&test);
}

/* A server that does not read is left, and what waits for it is bounded. */
static void test_deaf_server(void **state)
{
        struct test test;
        char line[500];
        int sent = 0;

        memset(line, 'x', sizeof line);
        begin(&test, "127.0.0.1");
        test.server.deaf = true;
        until(&test, &test.opened, 1);
        until(&test, &test.server.accepted, 1);
        while (wire_send(test.wire, line, sizeof line) && sent < 1000000)
                sent++;
        assert_true(sent < 100000);
        until(&test, &test.closed, 1);
        assert_int_equal(test.end, WIRE_BROKEN);
        end(&test);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_lines), cmocka_unit_test(test_next_address),
                cmocka_unit_test(test_slow_lookup),
                cmocka_unit_test(test_unreachable), cmocka_unit_test(test_no_such_host),
                cmocka_unit_test(test_called_off), cmocka_unit_test(test_error),
                cmocka_unit_test(test_eof), cmocka_unit_test(test_silence), cmocka_unit_test(test_held_up),
                cmocka_unit_test(test_connect_takes_too_long),
                cmocka_unit_test(test_endless_line), cmocka_unit_test(test_refuses),
                cmocka_unit_test(test_deaf_server), cmocka_unit_test(test_unread),
                cmocka_unit_test(test_unread_unanswered),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
