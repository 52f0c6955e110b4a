/* test_log.c - one line stays one line, whatever is in it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

static char got[8192];

/* Standard error goes into a pipe while `say` runs; what came is in got. */
static void capture(void (*say)(void))
{
        int ends[2], old = dup(STDERR_FILENO);
        ssize_t length;

        assert_int_equal(pipe(ends), 0);
        dup2(ends[1], STDERR_FILENO);
        say();
        dup2(old, STDERR_FILENO);
        close(old);
        close(ends[1]);
        length = read(ends[0], got, sizeof got - 1);
        close(ends[0]);
        got[length > 0 ? length : 0] = '\0';
}

static void quoting(void **state)
{
        static const struct {
                const char *text, *quoted, *cleaned;
        } cases[] = {
                {"plain", "plain", "plain"},
                {"", "", ""},
                {"a\"b\\c", "a\\\"b\\\\c", "a\"b\\c"},
                {"a\r\nb\tc", "a\\r\\nb\\tc", "a\\r\\nb\\tc"},
                {"\x01\x7f\x1b[1m", "\\x01\\x7f\\x1b[1m", "\\x01\\x7f\\x1b[1m"},
                {"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\xA6\xB5", "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\xA6\xB5",
                 "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\xA6\xB5"},
                {"caf\xE9", "caf\\xe9", "caf\\xe9"},
                {"\xC2\x85\xE2\x80\xA8", "\\u0085\\u2028", "\\u0085\\u2028"},
                {"\xED\xA0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80"}, /* a surrogate */
                {"\xC0\xAF", "\\xc0\\xaf", "\\xc0\\xaf"},               /* overlong */
                {"\xF4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "\\xf4\\x90\\x80\\x80"}, /* beyond U+10FFFF */
                {"\xE2\x82", "\\xe2\\x82", "\\xe2\\x82"},               /* cut */
        };
        char out[100];

        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
                assert_string_equal(log_quote(out, sizeof out, cases[i].text), cases[i].quoted);
                assert_string_equal(log_clean(out, sizeof out, cases[i].text), cases[i].cleaned);
        }
        assert_string_equal(log_quote(out, sizeof out, NULL), "");
}

static void quoting_in_little_room(void **state)
{
        char out[8];

        memset(out, '#', sizeof out);
        assert_string_equal(log_quote(out, 4, "abcdef"), "abc");
        assert_int_equal(out[4], '#');
        assert_string_equal(log_quote(out, 4, "ab\n"), "ab"); /* no half escape */
        assert_string_equal(log_quote(out, 4, "ab\xE2\x82\xAC"), "ab"); /* no half character */
        assert_string_equal(log_quote(out, 1, "abc"), "");
        assert_string_equal(log_quote(out, 0, "abc"), "");
}

static void levels(void **state)
{
        assert_int_equal(log_level_parse("error"), LOG_ERROR);
        assert_int_equal(log_level_parse("warn"), LOG_WARN);
        assert_int_equal(log_level_parse("info"), LOG_INFO);
        assert_int_equal(log_level_parse("debug"), LOG_DEBUG);
        assert_int_equal(log_level_parse("Debug"), -1);
        assert_int_equal(log_level_parse(""), -1);
        assert_int_equal(log_level_parse(NULL), -1);
}

static void say_a_line(void)
{
        log_line(LOG_INFO, "network=libera", "joined channel=%s", "#cramps");
}

static void say_something_hostile(void)
{
        log_line(LOG_WARN, NULL, "%s", "a\r\nb\033[2J\xff");
}

static void say_too_much(void)
{
        char long_text[5000];

        memset(long_text, 'x', sizeof long_text - 1);
        long_text[sizeof long_text - 1] = '\0';
        log_line(LOG_ERROR, "a=b", "%s", long_text);
}

static void say_at_all_levels(void)
{
        log_line(LOG_ERROR, NULL, "e");
        log_line(LOG_WARN, NULL, "w");
        log_line(LOG_INFO, NULL, "i");
        log_line(LOG_DEBUG, NULL, "d");
}

static void one_line(void **state)
{
        unsigned year;
        char rest[100];

        capture(say_a_line);
        assert_int_equal(sscanf(got, "%4u-%*2u-%*2uT%*2u:%*2u:%*2uZ %99[^\n]", &year, rest), 2);
        assert_string_equal(rest, "info network=libera joined channel=#cramps");
        assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);

        capture(say_something_hostile);
        assert_non_null(strstr(got, "warn a\\r\\nb\\x1b[2J\\xff\n"));
        assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);

        capture(say_too_much);
        assert_true(strlen(got) < 1300);
        assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);
}

static void what_is_shown(void **state)
{
        static const size_t lines[] = {1, 2, 3, 4};

        for (int level = LOG_ERROR; level <= LOG_DEBUG; level++) {
                size_t count = 0;

                log_set_level((enum log_level)level);
                capture(say_at_all_levels);
                for (const char *at = got; (at = strchr(at, '\n')); at++)
                        count++;
                assert_int_equal(count, lines[level]);
        }
        log_set_level(LOG_INFO);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(quoting),   cmocka_unit_test(quoting_in_little_room),
                cmocka_unit_test(levels),    cmocka_unit_test(one_line),
                cmocka_unit_test(what_is_shown),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
