/* link: -ltls -lssl -lcrypto */
/* test_stream.c - the way to a server over real sockets: TLS, proxies, dead
 * addresses, time-outs; and that nothing is said before all of it is right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../plugin/bot/stream.h"
#include "addresses.h"
#include "scripted.h"
#include "tls_peer.h"

static struct identity ca, good, wrong;
static char ca_path[] = "/tmp/test_stream_XXXXXX";

static int set_up(void **state)
{
        (void)state;
        identity_make(&ca, "Test Authority", NULL, NULL, -10, 100);
        identity_make(&good, "irc.test", "DNS:irc.test,DNS:two.test", &ca, -1, 10);
        identity_make(&wrong, "x", "DNS:elsewhere.example", &ca, -1, 10);
        close(mkstemp(ca_path));
        identity_write(ca_path, &ca, 1, 0);
        return 0;
}

static int tear_down(void **state)
{
        (void)state;
        unlink(ca_path);
        identity_free(&ca);
        identity_free(&good);
        identity_free(&wrong);
        return 0;
}

/* In place of the C library's resolver, in libuv's thread. two.test: an IPv6
 * address where nobody is, then the server. */
int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints,
                struct addrinfo **found)
{
        if (strcmp(host, "irc.test") != 0 && strcmp(host, "two.test") != 0 && strcmp(host, "127.0.0.1") != 0)
                return EAI_NONAME;
        *found = one_address("127.0.0.1", port, NULL);
        if (strcmp(host, "two.test") == 0)
                *found = one_address("::1", port, *found);
        return 0;
}

struct test {
        uv_loop_t loop;
        struct scripted server;
        struct tls_peer *peer; /* NULL: plain text */
        size_t fed;            /* of the server's log */
        struct stream *stream;
        struct stream_events events;
        const char *say;       /* once it is open */
        int opened, closed;
        bool finished;
        char why[256];
        char room[7];          /* small, so that much is asked for often */
        char heard[4096];
        int heard_length;
};

static void on_opened(void *context)
{
        struct test *test = context;

        test->opened++;
        if (test->say)
                assert_true(stream_send(test->stream, test->say, strlen(test->say)));
}

static char *on_room(void *context, size_t *size)
{
        struct test *test = context;

        *size = sizeof test->room;
        return test->room;
}

static void on_got(void *context, size_t length)
{
        struct test *test = context;

        memcpy(test->heard + test->heard_length, test->room, length);
        test->heard_length += (int)length;
}

static void on_closed(void *context, bool finished, const char *why)
{
        struct test *test = context;

        test->closed++;
        test->finished = finished;
        snprintf(test->why, sizeof test->why, "%s", why);
        test->stream = NULL;
}

static struct stream_way way_to(const struct test *test, const char *host)
{
        return (struct stream_way){
                .server = {.host = host, .port = test->server.port, .tls = test->peer != NULL, .ca_file = ca_path},
        };
}

static void begin(struct test *test, const struct identity *id)
{
        memset(test, 0, sizeof *test);
        uv_loop_init(&test->loop);
        scripted_open(&test->server, &test->loop);
        if (id) {
                test->peer = calloc(1, sizeof *test->peer);
                tls_peer_open(test->peer, id, 0, 0);
        }
        test->events = (struct stream_events){on_opened, on_room, on_got, on_closed, test};
        test->say = "NICK me\r\n";
}

static void go(struct test *test, const struct stream_way *way, uint64_t timeout)
{
        test->stream = stream_open(&test->loop, way, timeout, &test->events);
        assert_non_null(test->stream);
}

/* Carries bytes between the socket and the TLS server. */
static void carry(struct test *test)
{
        struct tls_peer *peer = test->peer;
        size_t fresh = test->server.used - test->fed;

        if (!peer)
                return;
        memcpy(peer->in.bytes + peer->in.to, test->server.log + test->fed, fresh);
        peer->in.to += fresh;
        test->fed += fresh;
        tls_peer_turn(peer);
        if (peer->out.from < peer->out.to && test->server.client)
                scripted_send(&test->server, peer->out.bytes + peer->out.from, peer->out.to - peer->out.from);
        peer->out.from = peer->out.to;
}

static void until(struct test *test, const int *what, int least)
{
        scripted_guard_start(&test->loop, SCRIPTED_GUARD_MS);
        while (*what < least && scripted_turn(&test->loop))
                carry(test);
        scripted_guard_stop(&test->loop);
        if (*what < least)
                fail_msg("it did not happen in time; why: %s", test->why);
}

static void end(struct test *test)
{
        if (test->stream) {
                stream_close(test->stream, "done");
                until(test, &test->closed, 1);
        }
        if (test->peer)
                tls_peer_close(test->peer);
        free(test->peer);
        scripted_close(&test->server);
        uv_run(&test->loop, UV_RUN_DEFAULT);
        assert_int_equal(uv_loop_close(&test->loop), 0);
}

static void by_tls(void **state)
{
        struct test test;
        struct stream_way way;

        (void)state;
        begin(&test, &good);
        way = way_to(&test, "irc.test");
        go(&test, &way, 5000);
        until(&test, &test.opened, 1);
        assert_memory_equal(stream_secured(test.stream), "TLSv1.3", 7);
        while (!test.peer->heard_length)
                uv_run(&test.loop, UV_RUN_NOWAIT), carry(&test);
        assert_string_equal(test.peer->heard, "NICK me\r\n");
        assert_null(strstr(test.server.log, "NICK"));
        tls_peer_say(test.peer, ":irc.test 001 me :Welcome\r\n", 27);
        carry(&test);
        until(&test, &test.heard_length, 27);
        assert_memory_equal(test.heard, ":irc.test 001 me :Welcome\r\n", 27);
        tls_close(test.peer->tls);
        carry(&test);
        until(&test, &test.closed, 1);
        assert_true(test.finished);
        end(&test);
}

/* The check fails: the server has not heard one clear byte. */
static void a_failed_check_says_nothing(void **state)
{
        static const char *const no_pin[] = {
                "0000000000000000000000000000000000000000000000000000000000000000",
        };

        (void)state;
        for (int pinned = 0; pinned < 2; pinned++) {
                struct test test;
                struct stream_way way;

                begin(&test, &wrong);
                way = way_to(&test, "irc.test");
                way.server.pin[0] = no_pin[0];
                way.server.pin_count = (size_t)pinned;
                go(&test, &way, 5000);
                until(&test, &test.closed, 1);
                assert_int_equal(test.opened, 0);
                assert_non_null(strstr(test.why, pinned ? "not one of `pins`" : "another name"));
                scripted_run(&test.loop, 20);
                carry(&test);
                assert_int_equal(test.peer->heard_length, 0);
                assert_null(strstr(test.server.log, "NICK"));
                end(&test);
        }
}

static void an_ipv6_address_that_is_dead(void **state)
{
        struct test test;
        struct stream_way way;

        (void)state;
        begin(&test, &good);
        way = way_to(&test, "two.test");
        go(&test, &way, 5000);
        until(&test, &test.opened, 1);
        end(&test);
}

static void an_address_to_come_from(void **state)
{
        struct test test;
        struct stream_way way;
        struct sockaddr_in from;
        int size = sizeof from;

        (void)state;
        begin(&test, NULL);
        way = way_to(&test, "two.test");
        way.bind = "127.0.0.5";
        go(&test, &way, 5000);
        until(&test, &test.server.accepted, 1);
        uv_tcp_getpeername(test.server.client, (struct sockaddr *)&from, &size);
        assert_int_equal(ntohl(from.sin_addr.s_addr), 0x7f000005);
        end(&test);
        begin(&test, NULL);
        way = way_to(&test, "irc.test"); /* has IPv4 only */
        way.bind = "::1";
        go(&test, &way, 5000);
        until(&test, &test.closed, 1);
        assert_non_null(strstr(test.why, "`bind`"));
        end(&test);
}

/* A server that takes the connection and says nothing. */
static void a_handshake_that_hangs(void **state)
{
        struct test test;
        struct stream_way way;

        (void)state;
        begin(&test, NULL);
        way = way_to(&test, "irc.test");
        way.server.tls = true;
        go(&test, &way, 1500); /* it gets as far as the handshake on a busy machine, too */
        until(&test, &test.closed, 1);
        assert_non_null(strstr(test.why, "the TLS handshake took too long"));
        assert_int_equal(test.opened, 0);
        end(&test);
}

static void a_handshake_that_is_cut_off(void **state)
{
        struct test test;
        struct stream_way way;

        (void)state;
        begin(&test, NULL);
        way = way_to(&test, "irc.test");
        way.server.tls = true;
        go(&test, &way, 5000);
        until(&test, &test.server.accepted, 1);
        scripted_drop(&test.server);
        until(&test, &test.closed, 1);
        assert_non_null(strstr(test.why, "closed the connection in the middle of the TLS handshake"));
        end(&test);
}

static void through_a_proxy(void **state)
{
        static const struct config_proxy socks = {PROXY_SOCKS5, "127.0.0.1", 0, NULL, NULL};
        struct config_proxy proxy = socks;
        struct stream_way way;
        struct test test;

        (void)state;
        begin(&test, NULL);
        way = way_to(&test, "hidden.test"); /* which our resolver does not know */
        proxy.port = test.server.port;
        way.proxy = &proxy;
        go(&test, &way, 5000);
        until(&test, &test.server.accepted, 1);
        while (test.server.used < 3)
                uv_run(&test.loop, UV_RUN_ONCE);
        assert_memory_equal(test.server.log, "\5\1\0", 3);
        scripted_send(&test.server, "\5\0", 2);
        while (test.server.used < 3 + 4 + 1 + 11 + 2)
                uv_run(&test.loop, UV_RUN_ONCE);
        assert_memory_equal(test.server.log + 3, "\5\1\0\3\13hidden.test", 16);
        assert_int_equal(test.opened, 0);
        /* With what the server says right away behind the proxy's answer. */
        scripted_send(&test.server, "\5\0\0\1\0\0\0\0\0\0:hidden.test NOTICE * :hello\r\n", 10 + 30);
        until(&test, &test.heard_length, 30);
        assert_memory_equal(test.heard, ":hidden.test NOTICE * :hello\r\n", 30);
        while (test.server.used < 20 + 9)
                uv_run(&test.loop, UV_RUN_ONCE);
        assert_memory_equal(test.server.log + test.server.used - 9, "NICK me\r\n", 9);
        end(&test);
}

static void a_proxy_that_refuses_or_hangs(void **state)
{
        struct config_proxy proxy = {PROXY_HTTP, "127.0.0.1", 0, NULL, NULL};
        struct stream_way way;
        struct test test;

        (void)state;
        for (int hangs = 0; hangs < 2; hangs++) {
                begin(&test, NULL);
                way = way_to(&test, "hidden.test");
                way.server.tls = true;
                proxy.port = test.server.port;
                way.proxy = &proxy;
                go(&test, &way, hangs ? 1500 : SCRIPTED_GUARD_MS); /* it gets as far as the proxy on a busy machine, too */
                assert_non_null(scripted_wait(&test.server, "CONNECT hidden.test", SCRIPTED_GUARD_MS));
                if (!hangs)
                        scripted_say(&test.server, "HTTP/1.1 502 Bad Gateway\r\n\r\n");
                until(&test, &test.closed, 1);
                assert_non_null(strstr(test.why, hangs ? "the proxy took too long" : "502 Bad Gateway"));
                assert_int_equal(test.opened, 0);
                end(&test);
        }
}

/* Called off at every step: one end, nothing left over. */
static void called_off(void **state)
{
        (void)state;
        for (int turns = 0; turns < 12; turns++) {
                struct test test;
                struct stream_way way;

                begin(&test, &good);
                way = way_to(&test, "two.test");
                go(&test, &way, 5000);
                for (int i = 0; i < turns && !test.closed; i++) {
                        uv_run(&test.loop, UV_RUN_NOWAIT);
                        carry(&test);
                }
                stream_close(test.stream, "called off");
                stream_close(test.stream, "twice");
                until(&test, &test.closed, 1);
                assert_string_equal(test.why, "called off");
                end(&test);
                assert_int_equal(test.closed, 1);
        }
}

static void files_that_are_gone(void **state)
{
        struct test test;
        struct stream_way way;

        (void)state;
        begin(&test, &good);
        way = way_to(&test, "irc.test");
        way.server.ca_file = "/nonexistent/ca.pem";
        go(&test, &way, 5000);
        assert_int_equal(test.closed, 0);
        until(&test, &test.closed, 1);
        assert_non_null(strstr(test.why, "TLS: "));
        assert_int_equal(test.server.accepted, 0);
        end(&test);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(by_tls),
                cmocka_unit_test(a_failed_check_says_nothing),
                cmocka_unit_test(an_ipv6_address_that_is_dead),
                cmocka_unit_test(an_address_to_come_from),
                cmocka_unit_test(a_handshake_that_hangs),
                cmocka_unit_test(a_handshake_that_is_cut_off),
                cmocka_unit_test(through_a_proxy),
                cmocka_unit_test(a_proxy_that_refuses_or_hangs),
                cmocka_unit_test(called_off),
                cmocka_unit_test(files_that_are_gone),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
