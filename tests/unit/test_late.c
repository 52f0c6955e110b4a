/* test_late.c - libraries that are loaded when they are needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/bot/late.h"

struct calls {
        double (*cosine)(double);
        void *nothing;
};

static void test_loads(void **state)
{
        static const struct late_symbol symbols[] = {{"cos", offsetof(struct calls, cosine)}};
        struct calls calls = {NULL, &calls};
        char why[200] = "";

        assert_true(late_load("libm.so.6", symbols, 1, &calls, why, sizeof why));
        assert_non_null(calls.cosine);
        assert_true(calls.cosine(0) >= 1);
        assert_ptr_equal(calls.nothing, &calls); /* nobody asked for it */
        assert_string_equal(why, "");
}

/* The line names the library, and what it lacks. */
static void test_lacks(void **state)
{
        static const struct late_symbol symbols[] = {{"cos", offsetof(struct calls, cosine)},
                                                     {"no_such_thing", offsetof(struct calls, nothing)}};
        struct calls calls = {0};
        char why[200] = "";

        assert_false(late_load("libnosuch.so.9", symbols, 1, &calls, why, sizeof why));
        assert_string_equal(why, "the library libnosuch.so.9 is not there; Debian has it");
        assert_null(calls.cosine);
        assert_false(late_load("libm.so.6", symbols, 2, &calls, why, sizeof why));
        assert_string_equal(why, "the library libm.so.6 has no no_such_thing");
        assert_null(calls.nothing);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_loads), cmocka_unit_test(test_lacks)};

        return cmocka_run_group_tests(tests, NULL, NULL);
}
