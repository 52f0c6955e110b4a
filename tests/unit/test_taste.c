/* test_taste.c - how each person would like to be answered; masks; who is called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/bot/called.h"
#include "../../plugin/bot/mask.h"
#include "../../plugin/bot/taste.h"

static void test_parse(void **state)
{
        static const struct { const char *text; enum taste taste; } cases[] = {
                {"reply private", TASTE_PRIVATE},    {"Reply  NOTICE ", TASTE_NOTICE},
                {" reply channel.", TASTE_CHANNEL},  {"reply private!", TASTE_PRIVATE},
                {"reply", TASTE_NONE},               {"reply ", TASTE_NONE},
                {"reply privately", TASTE_NONE},     {"reply private please", TASTE_NONE},
                {"replyprivate", TASTE_NONE},        {"do reply private", TASTE_NONE},
                {"reply priv", TASTE_NONE},          {"", TASTE_NONE},
                {"reply . private", TASTE_NONE},     {"reply .", TASTE_NONE},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
                if (taste_parse(cases[i].text) != cases[i].taste)
                        fail_msg("\"%s\"", cases[i].text);
        for (enum taste taste = TASTE_NONE; taste <= TASTE_CHANNEL; taste++)
                assert_true(strlen(taste_words(taste)) > 20 && strlen(taste_words(taste)) < 120);
}

static void test_choices(void **state)
{
        struct tastes *tastes = tastes_open();

        assert_int_equal(tastes_get(tastes, 1, 0), TASTE_NONE);
        tastes_set(tastes, 1, TASTE_PRIVATE, 0);
        tastes_set(tastes, 2, TASTE_NOTICE, 0);
        assert_int_equal(tastes_get(tastes, 1, 5), TASTE_PRIVATE);
        assert_int_equal(tastes_get(tastes, 2, 5), TASTE_NOTICE);
        tastes_set(tastes, 1, TASTE_NOTICE, 6);
        assert_int_equal(tastes_get(tastes, 1, 7), TASTE_NOTICE);
        tastes_set(tastes, 1, TASTE_CHANNEL, 8);
        assert_int_equal(tastes_get(tastes, 1, 9), TASTE_NONE);
        tastes_rename(tastes, 2, 3);
        assert_int_equal(tastes_get(tastes, 2, 9), TASTE_NONE);
        assert_int_equal(tastes_get(tastes, 3, 9), TASTE_NOTICE);
        tastes_rename(tastes, 7, 3); /* nobody */
        tastes_rename(tastes, 3, 3);
        assert_int_equal(tastes_get(tastes, 3, 9), TASTE_NOTICE);
        /* 30 days after it was last of use. */
        assert_int_equal(tastes_get(tastes, 3, TASTE_LIFE_MS), TASTE_NOTICE);
        assert_int_equal(tastes_get(tastes, 3, 2 * TASTE_LIFE_MS), TASTE_NOTICE);
        assert_int_equal(tastes_get(tastes, 3, 3 * TASTE_LIFE_MS + 1), TASTE_NONE);
        tastes_close(tastes);
        tastes_close(NULL);
}

static void test_bounded(void **state)
{
        struct tastes *tastes = tastes_open();

        for (uint64_t i = 1; i <= TASTES_MAX; i++)
                tastes_set(tastes, i, TASTE_PRIVATE, i);
        tastes_get(tastes, 1, 10000); /* still of use */
        tastes_set(tastes, 9999, TASTE_NOTICE, 10001);
        assert_int_equal(tastes_get(tastes, 9999, 10002), TASTE_NOTICE);
        assert_int_equal(tastes_get(tastes, 1, 10002), TASTE_PRIVATE);
        assert_int_equal(tastes_get(tastes, 2, 10002), TASTE_NONE);
        for (uint64_t i = 20000; i < 120000; i++)
                tastes_set(tastes, i, TASTE_PRIVATE, i);
        assert_int_equal(tastes_get(tastes, 119999, 120000), TASTE_PRIVATE);
        tastes_close(tastes);
}

static void test_masks(void **state)
{
        static const struct { const char *mask, *source; bool fits; } cases[] = {
                {"otherbot", "OtherBot!x@y", true},        {"otherbot", "otherbot2!x@y", false},
                {"*bot", "otherbot!x@y", true},            {"*bot", "botany!x@bot", false},
                {"*!*@bots.example", "a!b@BOTS.example", true},
                {"*!*@bots.example", "a!b@bots.example.org", false},
                {"*!*@*.example", "a!b@x.y.example", true}, {"a?c!*@*", "abc!b@c", true},
                {"a?c!*@*", "ac!b@c", false},              {"*!b@c", "x!b@c", true},
                {"nick[a]", "NICK{A}!x@y", true},          {"*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!x@y", false},
                {"", "a!b@c", false},                      {"*@host", "n!u@host", true},
        };
        struct isupport isupport;

        isupport_init(&isupport);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
                if (mask_fits(&isupport, cases[i].mask, cases[i].source) != cases[i].fits)
                        fail_msg("%s, %s", cases[i].mask, cases[i].source);
}

static void test_called(void **state)
{
        static const struct { const char *text; enum called how; const char *rest; } cases[] = {
                {"bot[1]: why", CALLED, "why"},          {"BOT{1}, why", CALLED, "why"},
                {"@bot[1]:why", CALLED, "why"},          {"  bot[1]:  why", CALLED, "why"},
                {"!ask why", CALLED, "why"},             {"!ASK  why", CALLED, "why"},
                {"!asking why", CALLED_NOT, NULL},       {"!ask", CALLED_NOT, NULL},
                {"bot[1] why", CALLED_NAMED, NULL},      {"bot[1]", CALLED_NAMED, NULL},
                {"bot[1]_: why", CALLED_NOT, NULL},      {"bot[1]s are fun", CALLED_NOT, NULL},
                {"why, bot[1]?", CALLED_NAMED, NULL},    {"why @bot[1]", CALLED_NAMED, NULL},
                {"why xbot[1]", CALLED_NOT, NULL},       {"asks bot[1] why", CALLED_NOT, NULL},
                {"", CALLED_NOT, NULL},                  {" ", CALLED_NOT, NULL},
                {"bot[1]:", CALLED, ""},                 {"?", CALLED_NOT, NULL},
        };
        struct isupport isupport;
        const char *rest;

        isupport_init(&isupport);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                enum called how = called(&isupport, cases[i].text, "bot[1]", "!ask", &rest);

                if (how != cases[i].how)
                        fail_msg("\"%s\": %d", cases[i].text, how);
                assert_string_equal(rest, cases[i].rest ? cases[i].rest : cases[i].text);
        }
        assert_int_equal(called(&isupport, "!ask why", "bot", NULL, &rest), CALLED_NOT);
        isupport.casemapping = CASE_ASCII;
        assert_int_equal(called(&isupport, "bot{1}: why", "bot[1]", NULL, &rest), CALLED_NOT);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_parse), cmocka_unit_test(test_choices),
                cmocka_unit_test(test_bounded), cmocka_unit_test(test_masks),
                cmocka_unit_test(test_called),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
