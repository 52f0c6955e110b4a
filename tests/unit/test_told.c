/* test_told.c - a mistake as one line: whatever bytes it holds, it stays one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "told.h"

static void one_line_for_people(void **state)
{
        static const struct {
                enum config_severity severity;
                const char *file;
                unsigned line;
                const char *what, *told;
        } cases[] = {
                {CONFIG_ERROR, "bot.cfg", 12, "port: 0 is out of range", "bot.cfg:12: port: 0 is out of range\n"},
                {CONFIG_WARNING, "bot.cfg", 1, "no", "bot.cfg:1: warning: no\n"},
                {CONFIG_ERROR, "a/b.cfg", 0, "is a folder", "a/b.cfg: is a folder\n"},
                {CONFIG_ERROR, "a\nb\xff", 1, "x\r\ny \"z\" \\", "a\\nb\\xff:1: x\\r\\ny \"z\" \\\n"},
        };
        char out[TOLD_BYTES];

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                told_line(out, false, cases[i].severity, cases[i].file, cases[i].line, cases[i].what);
                assert_string_equal(out, cases[i].told);
        }
}

static void one_object_for_programs(void **state)
{
        char out[TOLD_BYTES];

        told_line(out, true, CONFIG_WARNING, "caf\xC3\xA9\xff.cfg", 7, "a \"quote\", a \\, a\ttab");
        assert_string_equal(out, "{\"file\":\"caf\xC3\xA9\\\\xff.cfg\",\"line\":7,\"severity\":\"warning\","
                                 "\"what\":\"a \\\"quote\\\", a \\\\, a\\\\ttab\"}\n");
}

/* As long as they may be, in the bytes that grow most. */
static void long_ones(void **state)
{
        char *quotes = malloc(20000), out[TOLD_BYTES];

        memset(quotes, '"', 19999);
        quotes[19999] = '\0';
        for (int json = 0; json < 2; json++) {
                told_line(out, json, CONFIG_ERROR, quotes, 4294967295, quotes);
                assert_in_range(strlen(out), 1000, TOLD_BYTES - 1);
                assert_int_equal(out[strlen(out) - 1], '\n');
                assert_true(!json || strcmp(out + strlen(out) - 3, "\"}\n") == 0);
        }
        free(quotes);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(one_line_for_people),
                cmocka_unit_test(one_object_for_programs),
                cmocka_unit_test(long_ones),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
