/* test_latency.c - quantiles of what is only counted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "latency.h"

/* A quantile is the bound of a bucket: never too low, at most a quarter octave too high. */
static void expect_about(double got, double wanted)
{
        if (got < wanted * 0.999 || got > wanted * 1.19)
                fail_msg("%g is not about %g", got, wanted);
}

static void quantiles(void **state)
{
        struct latency latency = {{0}, 0, 0};

        assert_true(latency_quantile(&latency, 0.5) == 0);
        for (int i = 1; i <= 1000; i++)
                latency_add(&latency, i * 1e-4); /* 0.1 ms to 100 ms */
        assert_int_equal(latency.count, 1000);
        assert_true(fabs(latency.sum - 50.05) < 1e-6);
        expect_about(latency_quantile(&latency, 0.5), 0.05);
        expect_about(latency_quantile(&latency, 0.99), 0.099);
        expect_about(latency_quantile(&latency, 0.001), 0.0001);
        expect_about(latency_quantile(&latency, 1), 0.1);
}

static void ends(void **state)
{
        struct latency latency = {{0}, 0, 0};
        uint64_t sum = 0;

        latency_add(&latency, 0);
        latency_add(&latency, 1e-5);
        assert_int_equal(latency.bucket[0], 2);
        latency_add(&latency, 1.0001e-5);
        assert_int_equal(latency.bucket[1], 1);
        latency_add(&latency, latency_bound(LATENCY_BUCKETS - 1) * 1.01);
        latency_add(&latency, 1e9);
        assert_int_equal(latency.bucket[LATENCY_BUCKETS], 2);
        for (size_t i = 0; i <= LATENCY_BUCKETS; i++)
                sum += latency.bucket[i];
        assert_int_equal(sum, latency.count);
        assert_true(latency_quantile(&latency, 1) == latency_bound(LATENCY_BUCKETS - 1));
        assert_true(fabs(latency_bound(LATENCY_OCTAVE) / latency_bound(0) - 2) < 1e-9);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(quantiles),
                cmocka_unit_test(ends),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
