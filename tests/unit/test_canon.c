/* test_canon.c - what libircclient may see of a line, and who the bot is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/bot/canon.h"
#include "../../plugin/bot/isupport.h"
#include "../../plugin/bot/line.h"
#include "../../plugin/bot/self.h"

#define ME "crampbot!cramp@bot.example"

static struct line parse(const char *text)
{
        static char room[12000];
        struct line line;

        snprintf(room, sizeof room, "%s", text);
        assert_true(line_parse(&line, room));
        return line;
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
                cmocka_unit_test(test_self),
                cmocka_unit_test(test_self_huge),
                cmocka_unit_test(test_canon),
                cmocka_unit_test(test_canon_long),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
