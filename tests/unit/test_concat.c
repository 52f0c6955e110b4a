/* test_concat.c - words behind each other, whole and cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/bot/concat.h"

static void test_concat(void **state)
{
        static const char *const words[] = {"anna", ": ", "", "hi there", NULL}, *const none[] = {NULL};
        char out[32];

        (void)state;
        for (size_t cap = 1; cap <= sizeof out; cap++) {
                size_t kept = cap - 1 < 14 ? cap - 1 : 14;

                memset(out, '#', sizeof out);
                assert_int_equal(concat(out, cap, words), 14);
                assert_int_equal(strlen(out), kept);
                assert_memory_equal(out, "anna: hi there", kept);
                for (size_t i = cap; i < sizeof out; i++)
                        assert_int_equal(out[i], '#');
        }
        assert_int_equal(concat(out, sizeof out, none), 0);
        assert_string_equal(out, "");
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_concat)};

        return cmocka_run_group_tests(tests, NULL, NULL);
}
