/* test_line.c - bytes -> frames -> lines -> what libircclient may see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/bot/canon.h"
#include "../../plugin/bot/frame.h"
#include "../../plugin/bot/isupport.h"
#include "../../plugin/bot/line.h"
#include "../../plugin/bot/self.h"

#define ME "crampbot!cramp@bot.example"

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

                if (cases[i].source ? !line.source || strcmp(line.source, cases[i].source)
                                    : line.source != NULL)
                        fail_msg("%s: source %s", cases[i].reason, line.source);
                if (strcmp(line.command, cases[i].command) || line.count != cases[i].count ||
                    strcmp(line.count ? line.param[line.count - 1] : "", cases[i].last))
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
                { "2011-13-19T16:40:51.620Z", -1 },
                { "yesterday", -1 },
                { "", -1 },
                { "99999999999999999999", -1 },
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                char text[100];
                int64_t ms = -1;
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
        static char out[4096];
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
                while ((line = frame_next(frame)) && strlen(out) + strlen(line) < 4000) {
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
        /* As long as fits is kept; one more is not. */
        flood[FRAME_MAX - 1] = '\n';
        assert_true(strlen(frames(frame, flood, FRAME_MAX, FRAME_MAX)) == 0 ||
                    frame->skipped == 1);
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

static void learn(struct self *self, const char *text)
{
        struct isupport s;
        struct line line = parse(text);

        isupport_init(&s);
        self_learn(self, &s, &line);
}

static void test_self(void **state)
{
        struct isupport s;
        struct self self;
        size_t frame = 512 - 14 - strlen("#cramps");

        isupport_init(&s);
        self_init(&self, "crampbot");
        /* The longest that is usual, until something is known. */
        assert_int_equal(self_line_bytes(&self, &s, "#cramps"), frame - 8 - 1 - 11 - 1 - 63);
        learn(&self, ":" ME " JOIN #cramps");
        assert_int_equal(self_line_bytes(&self, &s, "#cramps"), frame - strlen(ME));
        assert_int_equal(self_line_bytes(&self, &s, "#cramps"), 465); /* as self.h says */
        learn(&self, ":anna!cramp@other.example.org JOIN #cramps");
        assert_int_equal(self_line_bytes(&self, &s, "#cramps"), 465);
        learn(&self, ":CRAMPBOT!cramp@bot.example NICK longer-nick");
        assert_string_equal(self.nick, "longer-nick");
        learn(&self, ":longer-nick!cramp@bot.example CHGHOST newuser a.very.long.host.example");
        assert_string_equal(self.user, "newuser");
        assert_string_equal(self.host, "a.very.long.host.example");
        learn(&self, ":irc.test 396 longer-nick cloak.example :is now your hidden host");
        assert_string_equal(self.host, "cloak.example");
        learn(&self, ":irc.test 396 longer-nick u2@cloak :is now your hidden host");
        assert_string_equal(self.host, "cloak");
        assert_string_equal(self.user, "u2");
        learn(&self, ":irc.test 311 longer-nick longer-nick u3 h3 * :real");
        assert_string_equal(self.host, "h3");
        learn(&self, ":irc.test 311 longer-nick anna u4 h4 * :real");
        assert_string_equal(self.host, "h3");
        learn(&self, ":longer-nick!u3@h3 NICK :"); /* nonsense changes nothing */
        learn(&self, ":longer-nick!u3@h3 NICK :a b");
        assert_string_equal(self.nick, "longer-nick");
}

static void test_self_huge(void **state)
{
        struct isupport s;
        struct self self;
        char text[2000];

        isupport_init(&s);
        self_init(&self, "crampbot");
        snprintf(text, sizeof text, ":irc.test 396 crampbot %01500d :host", 1);
        learn(&self, text);
        assert_int_equal(self_line_bytes(&self, &s, "#cramps"), 0);
}

static void test_canon(void **state)
{
        static const struct {
                const char *in, *out, *reason;
        } cases[] = {
                { ":a!b@c PRIVMSG crampbot :hi", ":a!b@c PRIVMSG ,self, :hi\r\n", "private" },
                { ":a!b@c PRIVMSG CrampBot :hi", ":a!b@c PRIVMSG ,self, :hi\r\n", "in any case" },
                { ":a!b@c PRIVMSG crampbotty :hi", ":a!b@c PRIVMSG crampbotty :hi\r\n",
                  "a nick that begins like ours" },
                { ":a!b@c PRIVMSG #d hi", ":a!b@c PRIVMSG #d :hi\r\n", "one word without a colon" },
                { "@x=y :a!b@c PRIVMSG #d :hi", ":a!b@c PRIVMSG #d :hi\r\n", "tags" },
                { ":a!b@c PRIVMSG ,self, :hi", "", "our own mark as a target" },
                { ":,self,!b@c PRIVMSG #d :hi", "", "our own mark as a source" },
                { ":,self,x!b@c NICK y", "", "and as the beginning of one" },
                { ":a!b@c NICK ,self,", "", "and as a new nick" },
                { ":a!b@c PRIVMSG #d", "", "no text" },
                { ":a!b@c PRIVMSG #d :", ":a!b@c PRIVMSG #d :\r\n", "an empty text" },
                { ":a!b@c PRIVMSG crampbot :\x01", "", "the single byte 1" },
                { ":a!b@c PRIVMSG crampbot :\x01VERSION\x01", "", "CTCP" },
                { ":a!b@c PRIVMSG #d :\x01" "ACTION waves\x01", "", "/me" },
                { ":a!b@c PRIVMSG crampbot :\x01" "DCC SEND a 1 2 3\x01", "", "DCC" },
                { ":a!b@c NOTICE crampbot :\x01VERSION x\x01", "", "a CTCP reply" },
                { "NICK x", "", "NICK without a source" },
                { ":crampbot!b@c NICK x", "", "our own NICK" },
                { ":crampbotty!b@c NICK x", ":crampbotty!b@c NICK :x\r\n", "another's NICK" },
                { ":a!b@c NICK", "", "NICK without a nick" },
                { ":a!b@c QUIT", ":a!b@c QUIT :\r\n", "no parameter at all" },
                { ":a!b@c PART #d", ":a!b@c PART #d :\r\n", "no reason" },
                { "MODE crampbot", "", "MODE with nothing" },
                { "NOTICE crampbot", "", "NOTICE with nothing" },
                { "MODE crampbot +i", ":irc.test MODE ,self, :+i\r\n", "our mode" },
                { "NOTICE * :looking up", ":irc.test NOTICE * :looking up\r\n", "no source" },
                { "PING :x", "", "answered by the wire" },
                { "KILL crampbot :x", "", "no callback for it" },
                { ":s FOO", ":s FOO :\r\n", "unknown, without parameters" },
                { ":s 001", "", "a numeric without parameters" },
                { ":s 001 crampbot :hi", ":s 001 crampbot :hi\r\n", "a numeric" },
                { ":s 005 a b c d e f g h i j k l :m", ":s 005 a b c d e f g h i :j\r\n",
                  "more than ten" },
                { ":a!b@c KICK #d crampbot", ":a!b@c KICK #d crampbot :\r\n", "no reason" },
        };
        struct isupport s;
        struct self self;
        char out[CANON_MAX + 1];

        isupport_init(&s);
        self_init(&self, "crampbot");
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct line line = parse(cases[i].in);
                size_t length = canon_write(&line, &self, &s, "irc.test", out);

                if (length != strlen(cases[i].out) || memcmp(out, cases[i].out, length) != 0)
                        fail_msg("%s: \"%s\" became \"%.*s\"", cases[i].reason, cases[i].in,
                                 (int)length, out);
        }
}

static void test_canon_long(void **state)
{
        struct isupport s;
        struct self self;
        struct line line;
        char text[9000], out[CANON_MAX + 1];
        size_t length;

        isupport_init(&s);
        self_init(&self, "crampbot");
        snprintf(text, sizeof text, ":a!b@c PRIVMSG #d :%08000d", 1);
        line = parse(text);
        length = canon_write(&line, &self, &s, "irc.test", out);
        assert_true(length <= CANON_MAX && length > CANON_MAX - 4);
        assert_memory_equal(out + length - 2, "\r\n", 2);
        strcpy(text, ":a!b@c PRIVMSG #dd :");
        while (strlen(text) < 2000)
                strcat(text, "\xe2\x82\xac");
        for (int shift = 0; shift < 3; shift++) {
                memmove(text + 21, text + 20, strlen(text + 20) + 1);
                text[20] = 'x';
                line = parse(text);
                length = canon_write(&line, &self, &s, "irc.test", out);
                assert_true(length > CANON_MAX - 8);
                assert_int_equal((unsigned char)out[length - 3], 0xac); /* whole characters */
        }
        snprintf(text, sizeof text, ":a!b@c PRIVMSG %08000d :x", 1);
        line = parse(text);
        assert_int_equal(canon_write(&line, &self, &s, "irc.test", out), 0);
        snprintf(text, sizeof text, ":%01000d PRIVMSG a :x", 1);
        line = parse(text);
        assert_int_equal(canon_write(&line, &self, &s, "irc.test", out), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_parse), cmocka_unit_test(test_refused),
                cmocka_unit_test(test_many_params), cmocka_unit_test(test_tags),
                cmocka_unit_test(test_time), cmocka_unit_test(test_source),
                cmocka_unit_test(test_cut), cmocka_unit_test(test_frame),
                cmocka_unit_test(test_frame_bounded), cmocka_unit_test(test_isupport),
                cmocka_unit_test(test_self), cmocka_unit_test(test_self_huge),
                cmocka_unit_test(test_canon), cmocka_unit_test(test_canon_long),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
