/* test_host_line.c - who, where and what in a line of the network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host_own.h"

static void test_lines(void **state)
{
        static const struct { const char *line, *nick, *channel, *text; } cases[] = {
                {":joe!j@host PRIVMSG #c :bot: why?\r\n", "joe", "#c", "bot: why?"},
                {":joe!j@host PRIVMSG bot why?", "joe", "bot", "why?"},
                {"@time=2026-01-02T03:04:05.678Z;a=b   :joe!j@host  PRIVMSG   #c   :  why? ", "joe", "#c", "  why? "},
                {":joe PRIVMSG #c :why?\n", "joe", "#c", "why?"},
                {":joe!j!k@host privmsg @#c ::)", "joe", "@#c", ":)"},
                {":joe!j@host PRIVMSG #c :", "joe", "#c", ""},
                {":joe!j@host PRIVMSG #c :\x01" "ACTION limps\x01", "joe", "#c", "\x01" "ACTION limps\x01"},
                {":!j@host PRIVMSG #c :why?", "", "#c", "why?"}, /* host.c knows that nobody is called so */
                {": PRIVMSG #c :why?", "", "#c", "why?"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct answer_host_message m = {.line = cases[i].line, .nick = "x", .channel = "x", .text = "x"};
                char words[HOST_LINE_MAX];

                print_message("%s\n", cases[i].line);
                assert_true(host_read(&m, words));
                assert_string_equal(m.nick, cases[i].nick);
                assert_string_equal(m.channel, cases[i].channel);
                assert_string_equal(m.text, cases[i].text);
        }
}

static void test_what_nobody_says(void **state)
{
        static const char *const lines[] = {
                ":joe!j@host NOTICE #c :why?", ":joe!j@host PRIVMSGS #c :why?", ":joe!j@host PRIVMS #c :why?",
                "PRIVMSG #c :why?", "joe!j@host PRIVMSG #c :why?", ":joe!j@host PRIVMSG #c", ":joe!j@host PRIVMSG",
                ":joe!j@host", ":", "", " ", "@", "@a=b", "@a=b ", "@a=b :joe", "\r\n", "\n:joe!j@host PRIVMSG #c :why?",
        };
        char words[HOST_LINE_MAX];

        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
                if (host_read(&(struct answer_host_message){.line = lines[i]}, words))
                        fail_msg("\"%s\" was taken", lines[i]);
}

#define WALL 1767323045 /* 2026-01-02T03:04:05Z */

/* What a bouncer or the server replays is not answered; clocks may differ by minutes. */
static void test_replays(void **state)
{
        static const struct { const char *tags; int64_t wall; bool heard; } cases[] = {
                {"@time=2026-01-02T03:04:05.678Z", WALL, true}, {"@time=2026-01-02T02:59:06.000Z", WALL, true},
                {"@time=2026-01-02T02:59:05.000Z", WALL, false}, {"@time=2025-12-31T23:59:59Z", WALL, false},
                {"@a=b;time=2026-01-01T00:00:00.000Z;c=d", WALL, false}, {"@a=b;c;time=2026-01-01T00:00:00Z", WALL, false},
                {"@time=2026-01-02T04:04:05.000Z", WALL, true}, /* their clock is ahead */
                {"@time=2026-01-01T00:00:00.000Z", 0, true},
                {"@overtime=2026-01-01T00:00:00.000Z", WALL, true}, {"@time=never", WALL, true}, {"@time=", WALL, true},
                {"@time", WALL, true}, {"@", WALL, true}, {"@;;", WALL, true}, {"@a=time=2026-01-01T00:00:00Z", WALL, true},
                {"@time=2026-99-99T99:99:99Z", WALL, true}, {"@time=9999-99-99T99:99:99Z", WALL, true},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct answer_host_message m = {.wall = cases[i].wall};
                char line[200], words[HOST_LINE_MAX];

                snprintf(line, sizeof line, "%s :joe!j@host PRIVMSG #c :why?", cases[i].tags);
                m.line = line;
                if (host_read(&m, words) != cases[i].heard)
                        fail_msg("%s", line);
        }
}

/* As many tags as there may be (IRCv3: 8191 bytes), and a text longer than is read. */
static void test_long_ones(void **state)
{
        static char tags[9000] = "@a=", text[9000] = ":joe!j@host PRIVMSG bot :";
        struct answer_host_message m = {.line = tags};
        char words[HOST_LINE_MAX];

        memset(tags + 3, 'b', 8188);
        strcat(tags, " :joe!j@host PRIVMSG bot :why?");
        assert_true(host_read(&m, words));
        assert_string_equal(m.text, "why?");
        memset(text + strlen(text), 'w', 8000);
        m.line = text;
        assert_true(host_read(&m, words));
        assert_string_equal(m.nick, "joe");
        assert_in_range(strlen(m.text), ANSWER_MESSAGE_MAX, HOST_LINE_MAX);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_lines), cmocka_unit_test(test_what_nobody_says),
                cmocka_unit_test(test_replays), cmocka_unit_test(test_long_ones),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
