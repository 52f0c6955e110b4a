/* test_room.c - arrays that grow and shrink, and what they do without memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "failing.h"
#include "room.h"

static void test_grows(void **state)
{
        uint32_t *array = NULL;
        size_t room = 0, moves = 0;

        (void)state;
        for (uint32_t i = 0; i < 1000; i++) {
                size_t before = room;
                uint32_t *bigger = room_for(array, &room, i + 1, sizeof *array);

                assert_non_null(bigger);
                assert_true(room > i);
                array = bigger;
                array[i] = i;
                moves += room != before;
        }
        assert_true(moves < 10);
        for (uint32_t i = 0; i < 1000; i++)
                assert_int_equal(array[i], i);
        free(array);
}

/* Room for many at once, and for none. */
static void test_at_once(void **state)
{
        size_t room = 0;
        char *array = room_for(NULL, &room, 0, 1);

        (void)state;
        assert_non_null(array);
        array = room_for(array, &room, 100000, 1);
        assert_non_null(array);
        assert_true(room >= 100000);
        array[99999] = 'x';
        array = room_fit(array, 1, 1);
        assert_non_null(array);
        assert_ptr_equal(room_fit(array, 0, 1), array);
        free(array);
}

/* More than there can be is refused, and not counted too small. */
static void test_too_many(void **state)
{
        size_t room = 0;
        char *array = room_for(NULL, &room, 10, 1);
        size_t had = room;

        (void)state;
        assert_null(room_for(array, &room, SIZE_MAX, 1));
        assert_null(room_for(array, &room, SIZE_MAX / 8 + 1, 16));
        assert_int_equal(room, had);
        free(array);
}

static void test_without_memory(void **state)
{
        size_t room = 0;
        char *array = room_for(NULL, &room, 10, 1);
        size_t had = room;

        (void)state;
        array[9] = 'x';
        failing_from(1, true);
        assert_null(room_for(array, &room, had + 1, 1));
        assert_ptr_equal(room_fit(array, 10, 1), array);
        failing_stop();
        assert_int_equal(room, had);
        assert_int_equal(array[9], 'x');
        free(array);
}

int main(void)
{
        static const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_grows),
                cmocka_unit_test(test_at_once),
                cmocka_unit_test(test_too_many),
                cmocka_unit_test(test_without_memory),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
