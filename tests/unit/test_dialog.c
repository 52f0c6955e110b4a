/* test_dialog.c - what is remembered, for how long, and of how many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/answer/dialog.h"

static void test_key(void **state)
{
        uint64_t key = dialog_key("net", "#c", "nick");

        (void)state;
        assert_true(key == dialog_key("net", "#C", "NICK"));
        assert_true(dialog_key("n", "#[]\\~", "a[]\\~") == dialog_key("n", "#{}|^", "A{}|^"));
        assert_true(key != dialog_key("Net", "#c", "nick"));
        assert_true(key != dialog_key("net", "#d", "nick"));
        assert_true(key != dialog_key("net", NULL, "nick"));
        assert_true(key != dialog_key("net", "#cn", "ick"));
        assert_true(dialog_key("net", NULL, "nick") != dialog_key("net", "", "nick"));
        assert_true(dialog_key("a", "b", "c") != dialog_key("ab", "", "c"));
        assert_true(dialog_key(NULL, NULL, NULL) != 0);
}

static void test_age(void **state)
{
        struct dialog *d = dialog_open();
        struct dialog_turn *turn;

        (void)state;
        assert_non_null(d);
        assert_null(dialog_find(d, 5, 0));
        turn = dialog_take(d, 5, 1000);
        assert_true(turn->key == 5 && turn->at == 1000 && turn->entry == DIALOG_NOTHING && turn->runner_up == DIALOG_NOTHING);
        assert_int_equal(turn->choice_count, 0);
        assert_true(turn->choice[0] == DIALOG_NOTHING);
        turn->entry = 7;
        assert_int_equal(dialog_find(d, 5, 1000 + DIALOG_AGE)->entry, 7);
        assert_null(dialog_find(d, 5, 1001 + DIALOG_AGE));
        assert_non_null(dialog_find(d, 5, 0)); /* another clock: nobody is old */
        assert_int_equal(dialog_take(d, 5, 2000)->entry, 7);
        assert_int_equal(dialog_find(d, 5, 2000 + DIALOG_AGE)->entry, 7);
        assert_true(dialog_take(d, 5, 2001 + DIALOG_AGE)->entry == DIALOG_NOTHING);
        dialog_close(d);
        dialog_close(NULL);
}

/* Keys that fall into one bucket, so that chains are walked and cut. */
static uint64_t key_of(uint32_t i)
{
        return (uint64_t)(i / 8 + 1) << 20 | (i % 8 + 1);
}

static void test_bounded(void **state)
{
        struct dialog *d = dialog_open();

        (void)state;
        assert_non_null(d);
        for (uint32_t i = 0; i < DIALOG_PEOPLE; i++)
                dialog_take(d, key_of(i), 1000 + i)->entry = i;
        dialog_take(d, key_of(0), 5000); /* speaks again */
        for (uint32_t i = 0; i < 100; i++)
                dialog_take(d, key_of(DIALOG_PEOPLE + i), 6000 + i)->entry = i;
        assert_int_equal(dialog_find(d, key_of(0), 6000)->entry, 0);
        for (uint32_t i = 1; i <= 100; i++)
                assert_null(dialog_find(d, key_of(i), 6000));
        for (uint32_t i = 101; i < DIALOG_PEOPLE; i++)
                assert_int_equal(dialog_find(d, key_of(i), 6000)->entry, i);
        dialog_close(d);
}

/* Against a naive twin: who is remembered after many random turns? */
static void test_against_twin(void **state)
{
        enum { KEYS = 3000, ROUNDS = 60000 };
        static uint64_t at[KEYS];
        struct dialog *d = dialog_open();
        uint64_t seed = 3, now = 0;

        (void)state;
        assert_non_null(d);
        memset(at, 0, sizeof at);
        for (int round = 0; round < ROUNDS; round++) {
                unsigned who, newer = 0;

                seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
                who = (unsigned)(seed >> 33) % KEYS;
                now++;
                if (round % 64 == 0) {
                        for (unsigned i = 0; i < KEYS; i++)
                                newer += at[i] > at[who];
                        assert_int_equal(dialog_find(d, who + 1, now) != NULL,
                                         at[who] > 0 && newer < DIALOG_PEOPLE);
                }
                dialog_take(d, who + 1, now);
                at[who] = now;
        }
        dialog_close(d);
}

/* Entry 2 is gone, the others move by ten. */
static uint32_t map(void *context, uint32_t entry)
{
        ++*(int *)context;
        return entry == 2 ? DIALOG_NOTHING : entry + 10;
}

static void test_copy(void **state)
{
        struct dialog *from = dialog_open(), *into = dialog_open();
        struct dialog_turn *turn;
        int calls = 0;

        (void)state;
        assert_true(from && into);
        turn = dialog_take(from, 1, 100);
        turn->entry = 1;
        turn->more_at = 40;
        turn->choice[0] = 1;
        turn->choice[1] = 2;
        turn->choice[2] = 3;
        turn->choice_count = 3;
        turn->runner_up = 2;
        turn->confidence = 0.5f;
        turn->warned = 4;
        turn->said[0] = 5;
        turn = dialog_take(from, 2, 200);
        turn->entry = 2;
        turn->more_at = 50;
        dialog_take(into, 9, 300)->entry = 9;
        dialog_copy(into, from, map, &calls);
        assert_int_equal(calls, 7);
        assert_null(dialog_find(into, 9, 300));
        turn = dialog_find(into, 1, 300);
        assert_non_null(turn);
        assert_true(turn->entry == 11 && turn->more_at == 40 && turn->at == 100 && turn->confidence > 0);
        assert_true(turn->runner_up == DIALOG_NOTHING);
        assert_true(turn->choice[0] == 11 && turn->choice[1] == DIALOG_NOTHING && turn->choice[2] == 13);
        assert_int_equal(turn->choice_count, 3);
        assert_int_equal(turn->warned, 14);
        assert_int_equal(turn->said[0], 0); /* another file numbers its concepts otherwise */
        turn = dialog_find(into, 2, 300);
        assert_non_null(turn);
        assert_true(turn->entry == DIALOG_NOTHING && turn->more_at == 0 && turn->warned == DIALOG_NOTHING);
        dialog_close(from);
        dialog_close(into);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_key), cmocka_unit_test(test_age), cmocka_unit_test(test_bounded),
                cmocka_unit_test(test_against_twin), cmocka_unit_test(test_copy),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
