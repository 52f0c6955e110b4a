/* test_ctcp.c - the questions of one client to another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/bot/ctcp.h"

static void test_replies(void **state)
{
        static const struct { const char *text, *reply; } cases[] = {
                {"\x01PING 123 45\x01", "\x01PING 123 45\x01"},
                {"\x01ping\x01", "\x01PING \x01"},
                {"\x01PING 1\x02\xc3\xa9\x01", "\x01PING 1\x01"},
                {"\x01PING %s%n 1111111111111111111111111111111111111111111111111",
                 "\x01PING %s%n 1111111111111111111111111111111111\x01"},
                {"\x01TIME\x01", "\x01TIME 1970-01-02 00:00:00 UTC\x01"},
                {"\x01SOURCE\x01", "\x01SOURCE crampbot; ask who runs it: me@example.org\x01"},
                {"\x01" "CLIENTINFO\x01",
                 "\x01" "CLIENTINFO ACTION CLIENTINFO PING SOURCE TIME VERSION\x01"},
                {"\x01" "DCC SEND a 1 2 3\x01", NULL}, {"\x01" "FINGER\x01", NULL},
                {"\x01USERINFO\x01", NULL}, {"\x01VERSIONS\x01", NULL}, {"\x01\x01", NULL},
                {"\x01", NULL}, {"", NULL}, {"VERSION", NULL}, {"\x01" "ACTION waves\x01", NULL},
        };
        char out[300], small[8];

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                bool replied = ctcp_reply(cases[i].text, "me@example.org", 86400, out, sizeof out);

                assert_int_equal(replied, cases[i].reply != NULL);
                if (replied)
                        assert_string_equal(out, cases[i].reply);
        }
        assert_true(ctcp_reply("\x01version\x01", "", 0, out, sizeof out));
        assert_int_equal(strncmp(out, "\x01VERSION crampbot ", 18), 0);
        assert_true(ctcp_reply("\x01TIME\x01", "", 0, small, sizeof small));
        assert_true(strlen(small) < sizeof small);
}

static void test_action(void **state)
{
        char waves[] = "\x01" "ACTION waves\x01", open[] = "\x01" "action  asks bot: why",
             version[] = "\x01VERSION\x01", empty[] = "\x01" "ACTION \x01", none[] = "\x01" "ACTION\x01";

        assert_string_equal(ctcp_action(waves), "waves");
        assert_string_equal(ctcp_action(open), " asks bot: why");
        assert_string_equal(ctcp_action(empty), "");
        assert_null(ctcp_action(version));
        assert_null(ctcp_action(none));
        assert_true(ctcp_is("\x01"));
        assert_false(ctcp_is("x\x01"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_replies), cmocka_unit_test(test_action),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
