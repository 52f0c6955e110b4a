/* test_line.c - bytes -> frames -> lines, and what a server says of itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/bot/frame.h"
#include "../../plugin/bot/isupport.h"
#include "../../plugin/bot/line.h"

static struct line parse(const char *text)
{
        static char room[FRAME_MAX];
        struct line line;

        snprintf(room, sizeof room, "%s", text);
        assert_true(line_parse(&line, room));
        return line;
}

static void test_parse(void **state)
{
        static const struct {
                const char *text, *source, *command;
                size_t count;
                const char *last, *reason;
        } cases[] = {
                { ":a!b@c PRIVMSG #d :e f", "a!b@c", "PRIVMSG", 2, "e f", "the usual" },
                { "PING x", NULL, "PING", 1, "x", "no source" },
                { "@a=b;c :s 005 me X=1 :are", "s", "005", 3, "are", "tags before a source" },
                { "@a=b PRIVMSG x y", NULL, "PRIVMSG", 2, "y", "tags before a command" },
                { "privmsg #a :", NULL, "PRIVMSG", 2, "", "small letters; an empty text" },
                { ":s  NOTICE   a    :b", "s", "NOTICE", 2, "b", "many spaces" },
                { ": PRIVMSG a b", NULL, "PRIVMSG", 2, "b", "an empty source is none" },
                { "MODE bot", NULL, "MODE", 1, "bot", "too few" },
                { "NOTICE", NULL, "NOTICE", 0, "", "nothing" },
                { "A 1 2 3 4 5 6 7 8 9 10 11 12 :13", NULL, "A", 13, "13", "more than ten" },
                { "A b:c d", NULL, "A", 2, "d", "a colon inside a word" },
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct line line = parse(cases[i].text);

                if (cases[i].source ? !line.source || strcmp(line.source, cases[i].source) != 0
                                    : line.source != NULL)
                        fail_msg("%s: source %s", cases[i].reason, line.source);
                if (strcmp(line.command, cases[i].command) != 0 || line.count != cases[i].count ||
                    strcmp(line.count ? line.param[line.count - 1] : "", cases[i].last) != 0)
                        fail_msg("%s: %s %zu", cases[i].reason, line.command, line.count);
        }
}

static void test_refused(void **state)
{
        static const char *const cases[] = {
                "", " ", "@tag", "@tag ", ":source", ":source ", "000 a b", "PRIV-MSG a b",
                "12 a", "1234 a", "00a b", "\x01", "PRIVMSG\xc3\xa9 a b", ":",
                "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ a",
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                char room[128];
                struct line line;

                strcpy(room, cases[i]);
                if (line_parse(&line, room))
                        fail_msg("\"%s\" was taken for a line", cases[i]);
        }
}

static void test_many_params(void **state)
{
        char text[1024] = "X";
        struct line line;

        for (int i = 0; i < 100; i++)
                strcat(text, " p");
        line = parse(text);
        assert_int_equal(line.count, LINE_PARAMS_MAX);
        assert_int_equal(strlen(line.param[LINE_PARAMS_MAX - 1]), 2 * 61 - 1);
        assert_string_equal(line_param(&line, LINE_PARAMS_MAX), "");
}

static void test_tags(void **state)
{
        struct line line = parse("@account=anna;x;+y=a\\:b\\sc\\\\d\\r\\n\\e\\;z=;x=2 :a!b@c PRIVMSG d e");
        char value[32], small[4];

        assert_true(line_tag(&line, "account", value, sizeof value));
        assert_string_equal(value, "anna");
        assert_true(line_tag(&line, "+y", value, sizeof value));
        assert_string_equal(value, "a;b c\\d  e");
        assert_true(line_tag(&line, "z", value, sizeof value));
        assert_string_equal(value, "");
        assert_true(line_tag(&line, "x", value, sizeof value));
        assert_string_equal(value, "2"); /* the last of two counts */
        assert_false(line_tag(&line, "accoun", value, sizeof value));
        assert_false(line_tag(&line, "y", value, sizeof value));
        assert_true(line_tag(&line, "account", small, sizeof small));
        assert_string_equal(small, "ann");
        line = parse("PING x");
        assert_false(line_tag(&line, "account", value, sizeof value));
}

static void test_time(void **state)
{
        static const struct {
                const char *value;
                int64_t ms; /* -1: none */
        } cases[] = {
                { "2011-10-19T16:40:51.620Z", 1319042451620 },
                { "1970-01-01T00:00:01.000Z", 1000 },
                { "2011-10-19T16:40:51Z", 1319042451000 },
                { "2016-12-31T23:59:60.000Z", 1483228800000 }, /* a leap second */
                { "1969-10-19T16:40:51.620Z", -1 },
                { "2011-00-19T16:40:51.620Z", -1 },
                { "2011-13-19T16:40:51.620Z", -1 },
                { "2011-10-00T16:40:51.620Z", -1 },
                { "2011-10-32T16:40:51.620Z", -1 },
                { "2011-10-19T24:40:51.620Z", -1 },
                { "2011-10-19T-1:40:51.620Z", -1 },
                { "2011-10-19T16:60:51.620Z", -1 },
                { "2011-10-19T16:-1:51.620Z", -1 },
                { "2011-10-19T16:40:61.620Z", -1 },
                { "2011-10-19T16:40:-1.620Z", -1 },
                { "2011-10-19T16:40", -1 },
                { "yesterday", -1 },
                { "", -1 },
                { "99999999999999999999", -1 },
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                char text[100];
                int64_t ms = -2;
                struct line line;
                bool got;

                snprintf(text, sizeof text, "@time=%s PING x", cases[i].value);
                line = parse(text);
                got = line_time(&line, &ms);
                assert_int_equal(got ? ms : -1, cases[i].ms);
        }
}

static void test_source(void **state)
{
        char nick[8], user[8], host[8];

        assert_true(line_source("anna!a@b.c", nick, user, host, sizeof nick));
        assert_string_equal(nick, "anna");
        assert_string_equal(user, "a");
        assert_string_equal(host, "b.c");
        assert_true(line_source("bert!b@d.e", NULL, NULL, host, sizeof host)); /* what nobody asks for */
        assert_string_equal(host, "d.e");
        assert_true(line_source("a!b@c@d", nick, user, host, sizeof nick));
        assert_string_equal(user, "b@c");
        assert_true(line_source("very-long-nick!very-long-user@very-long-host", nick, user, host,
                                sizeof nick));
        assert_string_equal(nick, "very-lo");
        assert_false(line_source("irc.test", nick, user, host, sizeof nick));
        assert_false(line_source("a@b!c", nick, user, host, sizeof nick));
        assert_false(line_source("!b@c", nick, user, host, sizeof nick));
        assert_false(line_source("a!@c", nick, user, host, sizeof nick));
        assert_false(line_source(NULL, nick, user, host, sizeof nick));
}

static void test_cut(void **state)
{
        assert_int_equal(line_cut("abc", 3, 5), 3);
        assert_int_equal(line_cut("abcdef", 6, 5), 5);
        assert_int_equal(line_cut("ab\xc3\xa9", 4, 3), 2);
        assert_int_equal(line_cut("a\xe2\x82\xac", 4, 3), 1);
        assert_int_equal(line_cut("a\xe2\x82\xac", 4, 2), 1);
        assert_int_equal(line_cut("\xf0\x9f\x98\x80", 4, 3), 0);
        assert_int_equal(line_cut("a\x80\x80\x80\x80\x80", 6, 5), 5); /* no UTF-8 anyway */
}

/* All of text in pieces of `step` bytes; returns the lines joined by '|'. */
static const char *frames(struct frame *frame, const char *text, size_t length, size_t step)
{
        static char out[2 * FRAME_MAX];
        char *line;

        out[0] = '\0';
        for (size_t at = 0; at < length;) {
                size_t size, n = length - at < step ? length - at : step;
                char *room = frame_room(frame, &size);

                assert_true(size > 0);
                if (n > size)
                        n = size;
                memcpy(room, text + at, n);
                frame_add(frame, n);
                at += n;
                while ((line = frame_next(frame)) && strlen(out) + strlen(line) < sizeof out - 2) {
                        strcat(out, line);
                        strcat(out, "|");
                }
        }
        return out;
}

static void test_frame(void **state)
{
        static const char text[] = "one\r\ntwo\n\r\n\n  \nth\rree\0x\r\r\nhalf";
        struct frame *frame = malloc(sizeof *frame);

        for (size_t step = 1; step < sizeof text; step++) {
                frame_init(frame);
                assert_string_equal(frames(frame, text, sizeof text - 1, step),
                                    "one|two|th ree x|");
        }
        free(frame);
}

static void test_frame_bounded(void **state)
{
        struct frame *frame = malloc(sizeof *frame);
        size_t length = 5 * FRAME_MAX + 123;
        char *flood = malloc(length);

        frame_init(frame);
        memset(flood, 'x', length);
        for (int i = 0; i < 100; i++)
                assert_string_equal(frames(frame, flood, length, 4096), "");
        assert_string_equal(frames(frame, "end\r\nPING a\r\n", 13, 13), "PING a|");
        assert_int_equal(frame->skipped, 1);
        /* As long as fits is kept, its end included; one more is not. */
        flood[FRAME_MAX - 1] = '\n';
        assert_int_equal(strlen(frames(frame, flood, FRAME_MAX, FRAME_MAX)), FRAME_MAX);
        assert_int_equal(frame->skipped, 1);
        flood[FRAME_MAX - 1] = 'x';
        flood[FRAME_MAX] = '\n';
        assert_string_equal(frames(frame, flood, FRAME_MAX + 1, FRAME_MAX), "");
        assert_int_equal(frame->skipped, 2);
        free(flood);
        free(frame);
}

static void test_isupport(void **state)
{
        struct isupport s;
        struct line line;
        char name[16];

        isupport_init(&s);
        assert_true(isupport_same(&s, "Foo[]\\~", "fOO{}|^"));
        assert_true(isupport_is_channel(&s, "#a"));
        assert_false(isupport_is_channel(&s, ""));
        line = parse(":s 005 bot CASEMAPPING=ascii CHANTYPES=#+ STATUSMSG=@% NICKLEN=30 BOT=B "
                     "LINELEN=2048 PREFIX=(qaohv)~&@%+ TARGMAX=NAMES:1,JOIN:4,KICK: A B C D "
                     "HOSTLEN=64 USERLEN=10 :are supported by this server");
        isupport_take(&s, &line);
        assert_false(isupport_same(&s, "a[", "a{"));
        assert_true(isupport_same(&s, "A[", "a["));
        assert_false(isupport_same(&s, "a", "ab"));
        assert_false(isupport_same(&s, "ab", "a"));
        assert_true(isupport_is_channel(&s, "+a"));
        assert_false(isupport_is_channel(&s, "&a"));
        assert_string_equal(isupport_channel_of(&s, "@#a"), "#a");
        assert_string_equal(isupport_channel_of(&s, "@%#a"), "#a");
        assert_null(isupport_channel_of(&s, "anna"));
        assert_null(isupport_channel_of(&s, "@"));
        assert_int_equal(s.nicklen, 30);
        assert_int_equal(s.linelen, 512); /* longer is not used */
        assert_int_equal(s.join_targets, 4);
        assert_string_equal(s.bot, "B");
        assert_int_equal(s.hostlen, 64);
        line = parse(":s 005 bot CASEMAPPING=strict-rfc1459 NICKLEN=x NICKLEN= LINELEN=3 BOT= :x");
        isupport_take(&s, &line);
        assert_int_equal(s.nicklen, 30);
        assert_int_equal(s.linelen, 512);
        assert_true(isupport_same(&s, "a[", "A{"));
        assert_false(isupport_same(&s, "a~", "a^"));
        isupport_fold(&s, "Anna[]", name, sizeof name);
        assert_string_equal(name, "anna{}");
        line = parse("005");
        isupport_take(&s, &line);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_parse), cmocka_unit_test(test_refused),
                cmocka_unit_test(test_many_params), cmocka_unit_test(test_tags),
                cmocka_unit_test(test_time), cmocka_unit_test(test_source),
                cmocka_unit_test(test_cut), cmocka_unit_test(test_frame),
                cmocka_unit_test(test_frame_bounded), cmocka_unit_test(test_isupport),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
