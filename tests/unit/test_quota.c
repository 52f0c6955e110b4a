/* test_quota.c - who has asked how much of late. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../../plugin/bot/quota.h"

#define PAUSE 60000

static struct quota *quota;

static int set_up(void **state)
{
        quota = quota_open(12345);
        return quota ? 0 : -1;
}

static int take_down(void **state)
{
        quota_close(quota);
        return 0;
}

static void test_keys(void **state)
{
        struct quota *other = quota_open(54321);

        assert_int_equal(quota_key(quota, 'w', "anna"), quota_key(quota, 'w', "anna"));
        assert_int_not_equal(quota_key(quota, 'w', "anna"), quota_key(quota, 'w', "bert"));
        assert_int_not_equal(quota_key(quota, 'w', "anna"), quota_key(quota, 'c', "anna"));
        assert_int_not_equal(quota_key(quota, 'w', "anna"), quota_key(other, 'w', "anna"));
        assert_int_not_equal(quota_key(quota, 'w', ""), 0);
        quota_close(other);
        quota_close(NULL);
}

static void test_ask(void **state)
{
        uint64_t anna = quota_key(quota, 'w', "anna"), bert = quota_key(quota, 'w', "bert"),
                 carl = quota_key(quota, 'w', "carl");

        for (int i = 0; i < 6; i++)
                assert_int_equal(quota_ask(quota, anna, 6, PAUSE, 1000), QUOTA_PASS);
        assert_int_equal(quota_ask(quota, anna, 6, PAUSE, 2000), QUOTA_TELL);
        for (int i = 0; i < 50; i++)
                assert_int_equal(quota_ask(quota, anna, 6, PAUSE, 2000 + (uint64_t)i * 1000), QUOTA_SILENT);
        assert_int_equal(quota_ask(quota, bert, 6, PAUSE, 3000), QUOTA_PASS);
        /* The pause is over; asking in it has not made it longer. */
        for (int i = 0; i < 6; i++)
                assert_int_equal(quota_ask(quota, anna, 6, PAUSE, 62001), QUOTA_PASS);
        assert_int_equal(quota_ask(quota, anna, 6, PAUSE, 62001), QUOTA_TELL);
        /* Six within a minute, not six for ever. */
        for (int i = 0; i < 100; i++)
                assert_int_equal(quota_ask(quota, bert, 6, PAUSE, 100000 + 10000 * (uint64_t)i), QUOTA_PASS);
        for (int i = 0; i < 1000; i++)
                assert_int_equal(quota_ask(quota, bert, 0, PAUSE, 1), QUOTA_PASS);
        /* A pause that is over within the minute: it counts anew. */
        for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 2; i++)
                        assert_int_equal(quota_ask(quota, carl, 2, 1000, 5000 + (uint64_t)round * 1001), QUOTA_PASS);
                assert_int_equal(quota_ask(quota, carl, 2, 1000, 5000 + (uint64_t)round * 1001), QUOTA_TELL);
        }
}

static void test_recent(void **state)
{
        uint64_t key = quota_key(quota, 'a', "#cramps answer");

        assert_false(quota_recent(quota, key, 30000, 0));
        quota_note(quota, key, 0);
        assert_true(quota_recent(quota, key, 30000, 29999));
        assert_false(quota_recent(quota, key, 30000, 30001));
        assert_false(quota_recent(quota, key, 0, 0));
        quota_forget(quota, key);
        assert_false(quota_recent(quota, key, 30000, 1));
        quota_forget(quota, key);
}

/* Says and hears, so many times; how many times it is answered. */
static int rounds(uint64_t key, uint64_t *now, uint64_t between, int times)
{
        int answered = 0;

        for (int i = 0; i < times; i++) {
                if (quota_round(quota, key, 5, PAUSE, *now)) {
                        answered++;
                        quota_sent(quota, key, *now);
                }
                *now += between;
        }
        return answered;
}

static void test_circles(void **state)
{
        uint64_t bot = quota_key(quota, 'w', "bot"), anna = quota_key(quota, 'w', "anna"), now = 5;

        assert_int_equal(rounds(bot, &now, 1000, 40), 6);
        now += PAUSE;
        assert_int_equal(rounds(bot, &now, 1000, 100), 6); /* and now for two minutes */
        now += PAUSE / 2;
        assert_int_equal(rounds(bot, &now, 100, 1), 1);
        /* Somebody who reads before asking on is nobody's loop. */
        assert_int_equal(rounds(anna, &now, 5000, 500), 500);
        /* Five quick ones, then a slow one: it counts anew. */
        for (int i = 0; i < 20; i++) {
                assert_int_equal(rounds(anna, &now, 1000, 5), 5);
                now += 10000;
        }
        /* Many questions right behind an answer, and without one between them, are no circle. */
        quota_sent(quota, anna, now);
        for (int i = 0; i < 50; i++)
                assert_true(quota_round(quota, anna, 5, PAUSE, now + (uint64_t)i));
        assert_true(quota_round(quota, bot, 0, PAUSE, now));
}

/* For how long it is silent from the first question on that is not answered. */
static uint64_t silence(uint64_t key, uint64_t *now)
{
        uint64_t from;

        rounds(key, now, 1, 7);
        for (from = *now - 1; !quota_round(quota, key, 5, PAUSE, *now);)
                *now += 1000;
        return (*now - from) / 1000 * 1000;
}

/* Each silence is twice the last one, up to an hour; an hour after it was over, it begins anew. */
static void test_silences(void **state)
{
        uint64_t bot = quota_key(quota, 'w', "bot"), now = 5;

        for (uint64_t wanted = PAUSE; wanted < 2 * QUOTA_HUSH_MAX; wanted *= 2)
                assert_int_equal(silence(bot, &now), wanted < QUOTA_HUSH_MAX ? wanted : QUOTA_HUSH_MAX);
        assert_int_equal(silence(bot, &now), QUOTA_HUSH_MAX);
        now += QUOTA_HUSH_MAX + 1000;
        assert_int_equal(silence(bot, &now), PAUSE);
}

static void test_rename(void **state)
{
        uint64_t anna = quota_key(quota, 'w', "anna"), ann = quota_key(quota, 'w', "ann");

        for (int i = 0; i < 7; i++)
                quota_ask(quota, anna, 6, PAUSE, 1000);
        quota_rename(quota, anna, ann, 2000);
        assert_int_equal(quota_ask(quota, ann, 6, PAUSE, 3000), QUOTA_SILENT);
        assert_int_equal(quota_ask(quota, anna, 6, PAUSE, 3000), QUOTA_PASS);
        quota_rename(quota, ann, ann, 4000);
        assert_int_equal(quota_ask(quota, ann, 6, PAUSE, 4000), QUOTA_SILENT);
        quota_rename(quota, quota_key(quota, 'w', "nobody"), anna, 4000);
}

/* A hundred thousand names: the table stays as it is, and who was there last is known. */
static void test_bounded(void **state)
{
        uint64_t last = quota_key(quota, 'w', "last"), kept = quota_key(quota, 'w', "kept");
        char name[20];

        for (int i = 0; i < 100000; i++) {
                snprintf(name, sizeof name, "n%d", i);
                quota_ask(quota, quota_key(quota, 'w', name), 6, PAUSE, 1000 + (uint64_t)i);
        }
        for (int i = 0; i < 7; i++)
                quota_ask(quota, last, 6, PAUSE, 200000);
        quota_note(quota, kept, 200000);
        for (int i = 0; i < 100; i++) {
                snprintf(name, sizeof name, "m%d", i);
                quota_ask(quota, quota_key(quota, 'w', name), 6, PAUSE, 200001);
        }
        assert_int_equal(quota_ask(quota, last, 6, PAUSE, 200002), QUOTA_SILENT);
        /* Nor is who comes again and again pushed out, however long ago they came first. */
        for (int i = 0; i < 20000; i++) {
                snprintf(name, sizeof name, "o%d", i);
                quota_ask(quota, quota_key(quota, 'w', name), 6, PAUSE, 200003 + (uint64_t)i);
                if (i % 50 == 0)
                        quota_ask(quota, kept, 6, PAUSE, 200003 + (uint64_t)i);
        }
        assert_int_equal(quota_noted(quota, kept), 200000);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(test_keys, set_up, take_down),
                cmocka_unit_test_setup_teardown(test_ask, set_up, take_down),
                cmocka_unit_test_setup_teardown(test_recent, set_up, take_down),
                cmocka_unit_test_setup_teardown(test_circles, set_up, take_down),
                cmocka_unit_test_setup_teardown(test_silences, set_up, take_down),
                cmocka_unit_test_setup_teardown(test_rename, set_up, take_down),
                cmocka_unit_test_setup_teardown(test_bounded, set_up, take_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
