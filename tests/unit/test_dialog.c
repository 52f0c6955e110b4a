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

static bool same(struct dialog_key a, struct dialog_key b)
{
        return a.person == b.person && a.place == b.place;
}

static struct dialog_key in(const char *network, const char *channel, const char *nick)
{
        return dialog_key(network, channel, nick, "u@h");
}

static void test_key(void **state)
{
        struct dialog_key key = in("net", "#c", "nick");

        (void)state;
        assert_true(same(key, in("net", "#C", "NICK")));
        assert_true(same(in("n", "#[]\\~", "a[]\\~"), in("n", "#{}|^", "A{}|^")));
        assert_false(same(key, in("Net", "#c", "nick")));
        assert_false(same(key, in("net", "#d", "nick")));
        assert_false(same(key, in("net", NULL, "nick")));
        assert_false(same(key, in("net", "#cn", "ick")));
        assert_false(same(in("net", NULL, "nick"), in("net", "", "nick")));
        assert_false(same(in("a", "b", "c"), in("ab", "", "c")));
        assert_true(dialog_key(NULL, NULL, NULL, NULL).person != 0);
        /* Who has the nick now may be somebody else; what was said in a channel all have read. */
        assert_false(same(in("net", NULL, "nick"), dialog_key("net", NULL, "nick", "u@evil")));
        assert_true(same(key, dialog_key("net", "#c", "nick", "u@evil")));
}

/* The key of a test's person; 0 is nobody. */
static struct dialog_key who(uint64_t person)
{
        return (struct dialog_key){person, 7};
}

static void test_age(void **state)
{
        struct dialog *d = dialog_open();
        struct dialog_turn *turn;

        (void)state;
        assert_non_null(d);
        assert_null(dialog_find(d, who(5), 0));
        turn = dialog_take(d, who(5), 1000);
        assert_true(turn->key.person == 5 && turn->at == 1000 && turn->entry == DIALOG_NOTHING && turn->runner_up == DIALOG_NOTHING);
        assert_int_equal(turn->choice_count, 0);
        assert_true(turn->choice[0] == DIALOG_NOTHING);
        turn->entry = 7;
        assert_int_equal(dialog_find(d, who(5), 1000 + DIALOG_AGE)->entry, 7);
        assert_null(dialog_find(d, who(5), 1001 + DIALOG_AGE));
        assert_non_null(dialog_find(d, who(5), 0)); /* another clock: nobody is old */
        assert_int_equal(dialog_take(d, who(5), 2000)->entry, 7);
        assert_int_equal(dialog_find(d, who(5), 2000 + DIALOG_AGE)->entry, 7);
        assert_true(dialog_take(d, who(5), 2001 + DIALOG_AGE)->entry == DIALOG_NOTHING);
        dialog_close(d);
        dialog_close(NULL);
}

/* Keys that fall into one bucket, so that chains are walked and cut. */
static struct dialog_key key_of(uint32_t i)
{
        return who((uint64_t)(i / 8 + 1) << 20 | (i % 8 + 1));
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
                unsigned person, newer = 0;

                seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
                person = (unsigned)(seed >> 33) % KEYS;
                now++;
                if (round % 64 == 0) {
                        for (unsigned i = 0; i < KEYS; i++)
                                newer += at[i] > at[person];
                        assert_int_equal(dialog_find(d, who(person + 1), now) != NULL,
                                         at[person] > 0 && newer < DIALOG_PEOPLE);
                }
                dialog_take(d, who(person + 1), now);
                at[person] = now;
        }
        dialog_close(d);
}

static uint32_t entry_of(struct dialog *d, uint64_t person, uint64_t place)
{
        const struct dialog_turn *turn = dialog_find(d, (struct dialog_key){person, place}, 100);

        return turn ? turn->entry : 0;
}

/* 1 is called 2 from then on, whoever was called so; 3 has left. */
static void test_move(void **state)
{
        struct dialog *d = dialog_open();

        (void)state;
        for (uint32_t person = 1; person <= 4; person++)
                for (uint32_t place = 5; place <= 6; place++)
                        if (person != 2 || place == 6)
                                dialog_take(d, (struct dialog_key){person, place}, 100)->entry = person * 10 + place;
        dialog_take(d, (struct dialog_key){2, 7}, 100)->entry = 27;
        dialog_move(d, 1, 1);
        assert_int_equal(entry_of(d, 1, 5), 15);
        dialog_move(d, 1, 2);
        dialog_move(d, 3, 0);
        assert_true(entry_of(d, 2, 5) == 15 && entry_of(d, 2, 6) == 16);
        assert_true(!entry_of(d, 1, 5) && !entry_of(d, 2, 7) && !entry_of(d, 3, 5) && !entry_of(d, 3, 6));
        assert_true(entry_of(d, 4, 5) == 45 && entry_of(d, 4, 6) == 46);
        dialog_close(d);
}

/* Entry 2 is gone, the others move by ten. */
static uint32_t map(void *context, uint32_t entry)
{
        ++*(int *)context;
        return entry == 2 ? DIALOG_NOTHING : entry + 10;
}

/* A full table in which places have come free, and its copy. */
static void test_room_of_those_who_left(void **state)
{
        struct dialog *d = dialog_open(), *copy = dialog_open();
        int calls = 0;

        (void)state;
        for (uint32_t i = 0; i < DIALOG_PEOPLE; i++)
                dialog_take(d, key_of(i), 1000 + i)->entry = i;
        for (uint32_t i = 500; i < 510; i++)
                dialog_move(d, key_of(i).person, 0);
        for (uint32_t i = 0; i < 5; i++)
                dialog_take(d, key_of(DIALOG_PEOPLE + i), 6000)->entry = i;
        assert_int_equal(dialog_find(d, key_of(0), 6000)->entry, 0); /* nobody had to go */
        dialog_copy(copy, d, map, &calls);
        for (uint32_t i = 0; i < 5; i++)
                dialog_take(d, key_of(2 * DIALOG_PEOPLE + i), 6000)->entry = i;
        assert_non_null(dialog_find(d, key_of(0), 6000));
        dialog_take(d, key_of(3 * DIALOG_PEOPLE), 6000)->entry = 1;
        assert_null(dialog_find(d, key_of(0), 6000));
        assert_non_null(dialog_find(copy, key_of(0), 6000));
        assert_null(dialog_find(copy, key_of(505), 6000));
        dialog_close(copy);
        dialog_close(d);
}

static void test_copy(void **state)
{
        struct dialog *from = dialog_open(), *into = dialog_open();
        struct dialog_turn *turn;
        int calls = 0;

        (void)state;
        assert_true(from && into);
        turn = dialog_take(from, who(1), 100);
        turn->entry = 1;
        turn->more_at = 40;
        turn->choice[0] = 1;
        turn->choice[1] = 2;
        turn->choice[2] = 3;
        turn->choice_count = 3;
        turn->runner_up = 2;
        turn->confidence = 0.5f;
        turn->before.warned = 4;
        turn->before.said[0] = 5;
        turn = dialog_take(from, who(2), 200);
        turn->entry = 2;
        turn->more_at = 50;
        dialog_take(into, who(9), 300)->entry = 9;
        dialog_copy(into, from, map, &calls);
        assert_int_equal(calls, 7);
        assert_null(dialog_find(into, who(9), 300));
        turn = dialog_find(into, who(1), 300);
        assert_non_null(turn);
        assert_true(turn->entry == 11 && turn->more_at == 40 && turn->at == 100 && turn->confidence > 0);
        assert_true(turn->runner_up == DIALOG_NOTHING);
        assert_true(turn->choice[0] == 11 && turn->choice[1] == DIALOG_NOTHING && turn->choice[2] == 13);
        assert_int_equal(turn->choice_count, 3);
        assert_int_equal(turn->before.warned, 14);
        assert_int_equal(turn->before.said[0], 0); /* another file numbers its concepts otherwise */
        turn = dialog_find(into, who(2), 300);
        assert_non_null(turn);
        assert_true(turn->entry == DIALOG_NOTHING && turn->more_at == 0 && turn->before.warned == SIGNS_NONE);
        dialog_close(from);
        dialog_close(into);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_key), cmocka_unit_test(test_age), cmocka_unit_test(test_bounded),
                cmocka_unit_test(test_against_twin), cmocka_unit_test(test_copy),
                cmocka_unit_test(test_move), cmocka_unit_test(test_room_of_those_who_left),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
