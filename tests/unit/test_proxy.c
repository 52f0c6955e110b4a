/* test_proxy.c - what is said to a SOCKS5 or HTTP proxy, byte by byte, and what
 * is made of every answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/bot/proxy.h"

#define BYTES(text) text, sizeof(text) - 1

struct wire {
        char sent[4096];
        size_t length;
};

static bool take(void *context, const char *bytes, size_t length)
{
        struct wire *wire = context;

        assert_true(wire->length + length <= sizeof wire->sent);
        memcpy(wire->sent + wire->length, bytes, length);
        wire->length += length;
        return true;
}

/* One word of the proxy, and what must have been said after it. */
struct turn {
        const char *answer;
        size_t answer_length;
        const char *sent;
        size_t sent_length;
};

struct talk {
        const char *reason;
        struct config_proxy config;
        const char *host;
        unsigned port;
        struct turn turn[4]; /* the first has no answer */
        enum proxy_step step;
        const char *why;
};

/* piece: so many bytes at once. */
static void play(const struct talk *talk, size_t piece)
{
        struct wire wire = {.length = 0};
        struct proxy *proxy = proxy_open(&talk->config, talk->host, talk->port, take, &wire);
        char why[256] = "";
        enum proxy_step step = proxy_begin(proxy, why, sizeof why);

        for (size_t t = 0; t < 4 && (t == 0 || talk->turn[t].answer); t++) {
                const struct turn *turn = &talk->turn[t];

                for (size_t at = 0, used; at < turn->answer_length && step == PROXY_MORE; at += used) {
                        size_t length = turn->answer_length - at;

                        step = proxy_take(proxy, turn->answer + at, length < piece ? length : piece,
                                          &used, why, sizeof why);
                        if (step == PROXY_UP && at + used != turn->answer_length)
                                fail_msg("%s: %zu of %zu bytes taken", talk->reason, at + used,
                                         turn->answer_length);
                }
                if (wire.length != turn->sent_length || memcmp(wire.sent, turn->sent, wire.length) != 0)
                        fail_msg("%s: turn %zu: sent %zu bytes: %.*s", talk->reason, t, wire.length,
                                 (int)wire.length, wire.sent);
                wire.length = 0;
        }
        if (step != talk->step || (talk->why && !strstr(why, talk->why)))
                fail_msg("%s: step %d, why \"%s\"", talk->reason, step, why);
        proxy_close(proxy);
}

#define SOCKS {.type = PROXY_SOCKS5, .host = "p", .port = 1}
#define SOCKS_USER {.type = PROXY_SOCKS5, .host = "p", .port = 1, .user = "me", .password = "secret"}
#define HTTP {.type = PROXY_HTTP, .host = "p", .port = 1}
#define HTTP_USER {.type = PROXY_HTTP, .host = "p", .port = 1, .user = "me", .password = "a:b"}
#define GREET {NULL, 0, BYTES("\5\1\0")}
#define ASK_IRC {BYTES("\5\0"), BYTES("\5\1\0\3\10irc.test\x1a\x29")}
#define CONNECT "CONNECT irc.test:6697 HTTP/1.1\r\nHost: irc.test:6697\r\n"

static void talks(void **state)
{
        static const struct talk cases[] = {
                {"SOCKS5, an IPv4 address back", SOCKS, "irc.test", 6697,
                 {GREET, ASK_IRC, {BYTES("\5\0\0\1\1\2\3\4\0\1"), "", 0}}, PROXY_UP, NULL},
                {"SOCKS5, a name back", SOCKS, "irc.test", 6697,
                 {GREET, ASK_IRC, {BYTES("\5\0\0\3\4abcd\0\1"), "", 0}}, PROXY_UP, NULL},
                {"SOCKS5, an IPv6 address back", SOCKS, "irc.test", 6697,
                 {GREET, ASK_IRC, {BYTES("\5\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\1"), "", 0}}, PROXY_UP, NULL},
                {"SOCKS5 to an IPv4 address", SOCKS, "127.0.0.1", 6667,
                 {GREET, {BYTES("\5\0"), BYTES("\5\1\0\1\x7f\0\0\1\x1a\x0b")}}, PROXY_MORE, NULL},
                {"SOCKS5 to an IPv6 address", SOCKS, "::1", 6667,
                 {GREET, {BYTES("\5\0"), BYTES("\5\1\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\x1a\x0b")}},
                 PROXY_MORE, NULL},
                {"SOCKS5 with a password", SOCKS_USER, "irc.test", 6697,
                 {{NULL, 0, BYTES("\5\2\0\2")}, {BYTES("\5\2"), BYTES("\1\2me\6secret")},
                  {BYTES("\1\0"), BYTES("\5\1\0\3\10irc.test\x1a\x29")}, {BYTES("\5\0\0\1\0\0\0\0\0\0"), "", 0}},
                 PROXY_UP, NULL},
                {"SOCKS5 that needs no password after all", SOCKS_USER, "irc.test", 6697,
                 {{NULL, 0, BYTES("\5\2\0\2")}, ASK_IRC}, PROXY_MORE, NULL},
                {"SOCKS5, wrong password", SOCKS_USER, "irc.test", 6697,
                 {{NULL, 0, BYTES("\5\2\0\2")}, {BYTES("\5\2"), BYTES("\1\2me\6secret")}, {BYTES("\1\1"), "", 0}},
                 PROXY_FAILED, "does not accept `user` and `password`"},
                {"SOCKS5, a password is wanted", SOCKS, "irc.test", 6697, {GREET, {BYTES("\5\xff"), "", 0}},
                 PROXY_FAILED, "wants a `user` and a `password`"},
                {"SOCKS5, it wants what was not offered", SOCKS, "irc.test", 6697,
                 {GREET, {BYTES("\5\2"), "", 0}}, PROXY_FAILED, "wants a `user`"},
                {"SOCKS5, refused", SOCKS, "irc.test", 6697, {GREET, ASK_IRC, {BYTES("\5\5"), "", 0}},
                 PROXY_FAILED, "the server refused the connection"},
                {"SOCKS5, an unknown reason", SOCKS, "irc.test", 6697, {GREET, ASK_IRC, {BYTES("\5\x63"), "", 0}},
                 PROXY_FAILED, "does not say why"},
                {"SOCKS4", SOCKS, "irc.test", 6697, {GREET, {BYTES("\4\0"), "", 0}}, PROXY_FAILED,
                 "does not speak SOCKS5"},
                {"an HTTP server", SOCKS, "irc.test", 6697, {GREET, {BYTES("HT"), "", 0}}, PROXY_FAILED,
                 "does not speak SOCKS5"},
                {"HTTP", HTTP, "irc.test", 6697,
                 {{NULL, 0, BYTES(CONNECT "\r\n")},
                  {BYTES("HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n"), "", 0}}, PROXY_UP, NULL},
                {"HTTP 1.0, a short answer", HTTP, "irc.test", 6697,
                 {{NULL, 0, BYTES(CONNECT "\r\n")}, {BYTES("HTTP/1.0 200\r\n\r\n"), "", 0}}, PROXY_UP, NULL},
                {"HTTP to an IPv6 address", HTTP, "::1", 6697,
                 {{NULL, 0, BYTES("CONNECT [::1]:6697 HTTP/1.1\r\nHost: [::1]:6697\r\n\r\n")}}, PROXY_MORE, NULL},
                {"HTTP with a password", HTTP_USER, "irc.test", 6697,
                 {{NULL, 0, BYTES(CONNECT "Proxy-Authorization: Basic bWU6YTpi\r\n\r\n")},
                  {BYTES("HTTP/1.1 407 No\r\n\r\n"), "", 0}}, PROXY_FAILED, "does not accept"},
                {"HTTP, a password is wanted", HTTP, "irc.test", 6697,
                 {{NULL, 0, BYTES(CONNECT "\r\n")}, {BYTES("HTTP/1.1 407 No\r\n\r\n"), "", 0}}, PROXY_FAILED,
                 "wants a `user`"},
                {"HTTP, forbidden", HTTP, "irc.test", 6697,
                 {{NULL, 0, BYTES(CONNECT "\r\n")}, {BYTES("HTTP/1.1 403 Forbidden\r\n\r\n"), "", 0}}, PROXY_FAILED,
                 "403 Forbidden"},
                {"not HTTP", HTTP, "irc.test", 6697,
                 {{NULL, 0, BYTES(CONNECT "\r\n")}, {BYTES(":irc.test NOTICE * :hello\r\n\r\n"), "", 0}},
                 PROXY_FAILED, "does not speak HTTP"},
                {"a status that is none", HTTP, "irc.test", 6697,
                 {{NULL, 0, BYTES(CONNECT "\r\n")}, {BYTES("HTTP/1.1 abc\r\n\r\n"), "", 0}}, PROXY_FAILED,
                 "does not speak HTTP"},
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                play(&cases[i], 1);
                play(&cases[i], 1000);
        }
}

/* What the server says right behind the proxy's answer is not the proxy's. */
static void the_bytes_behind(void **state)
{
        static const struct config_proxy socks = SOCKS, http = HTTP;
        static const char ok[] = "HTTP/1.1 200 OK\r\n\r\n:irc.test NOTICE * :hi\r\n";
        static const char fine[] = "\5\0\0\1\0\0\0\0\0\0:irc.test";
        struct wire wire = {.length = 0};
        char why[256];
        size_t used;
        struct proxy *proxy = proxy_open(&http, "irc.test", 6667, take, &wire);

        (void)state;
        proxy_begin(proxy, why, sizeof why);
        assert_int_equal(proxy_take(proxy, ok, sizeof ok - 1, &used, why, sizeof why), PROXY_UP);
        assert_string_equal(ok + used, ":irc.test NOTICE * :hi\r\n");
        proxy_close(proxy);
        proxy = proxy_open(&socks, "irc.test", 6667, take, &wire);
        proxy_begin(proxy, why, sizeof why);
        assert_int_equal(proxy_take(proxy, "\5\0", 2, &used, why, sizeof why), PROXY_MORE);
        assert_int_equal(proxy_take(proxy, fine, sizeof fine - 1, &used, why, sizeof why), PROXY_UP);
        assert_string_equal(fine + used, ":irc.test");
        proxy_close(proxy);
}

static void an_answer_without_end(void **state)
{
        static const struct config_proxy http = HTTP;
        struct wire wire = {.length = 0};
        struct proxy *proxy = proxy_open(&http, "irc.test", 6667, take, &wire);
        enum proxy_step step = PROXY_MORE;
        char why[256] = "", piece[100];
        size_t used, total = 0;

        (void)state;
        memset(piece, 'x', sizeof piece);
        proxy_begin(proxy, why, sizeof why);
        for (; step == PROXY_MORE && total < 100000; total += used)
                step = proxy_take(proxy, piece, sizeof piece, &used, why, sizeof why);
        assert_int_equal(step, PROXY_FAILED);
        assert_true(total <= 8192);
        assert_string_equal(why, "the proxy's answer does not end");
        proxy_close(proxy);
}

/* So many words can be said, and no more. */
static bool take_few(void *context, const char *bytes, size_t length)
{
        (void)bytes;
        (void)length;
        return (*(int *)context)-- > 0;
}

static void nothing_can_be_said(void **state)
{
        static const struct config_proxy config = SOCKS;

        (void)state;
        for (int words = 0; words < 2; words++) {
                int left = words;
                struct proxy *proxy = proxy_open(&config, "irc.test", 6667, take_few, &left);
                char why[256] = "";
                enum proxy_step step = proxy_begin(proxy, why, sizeof why);
                size_t used;

                if (words) {
                        *why = '\0';
                        step = proxy_take(proxy, "\5\0", 2, &used, why, sizeof why);
                }
                assert_int_equal(step, PROXY_FAILED);
                assert_string_equal(why, "the proxy closed the connection");
                proxy_close(proxy);
        }
}

/* Any bytes: an end or more, and never past them. */
static void noise(void **state)
{
        static const struct config_proxy config[] = {SOCKS, SOCKS_USER, HTTP, HTTP_USER};
        uint32_t seed = 1;
        char bytes[64], why[256];

        (void)state;
        for (int i = 0; i < 20000; i++) {
                struct wire wire = {.length = 0};
                struct proxy *proxy = proxy_open(&config[i % 4], "irc.test", 6667, take, &wire);
                enum proxy_step step = proxy_begin(proxy, why, sizeof why);
                size_t used = 0;

                for (int k = 0; k < 8 && step == PROXY_MORE; k++) {
                        for (size_t b = 0; b < sizeof bytes; b++) {
                                seed = seed * 1664525 + 1013904223;
                                bytes[b] = seed >> 28 < 12 ? "\5\0\1\2\3\4HTP/1\r\n"[seed >> 8 & 7] : (char)(seed >> 16);
                        }
                        step = proxy_take(proxy, bytes, sizeof bytes, &used, why, sizeof why);
                        assert_true(used <= sizeof bytes);
                }
                proxy_close(proxy);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(talks),
                cmocka_unit_test(the_bytes_behind),
                cmocka_unit_test(an_answer_without_end),
                cmocka_unit_test(nothing_can_be_said),
                cmocka_unit_test(noise),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
