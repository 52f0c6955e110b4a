/* test_metrics.c - Prometheus' text format, whatever stands in a label.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <signal.h>
#include <unistd.h>

#include "metrics.h"

static char folder[] = "/tmp/test_metrics_XXXXXX", path[60], fresh[70];

static const char *content(void)
{
        static char text[4000];
        FILE *file = fopen(path, "r");

        assert_non_null(file);
        text[fread(text, 1, sizeof text - 1, file)] = '\0';
        fclose(file);
        return text;
}

static struct metrics *begin(void)
{
        char why[300] = "";
        struct metrics *metrics = metrics_begin(path, why, sizeof why);

        if (!metrics)
                fail_msg("%s", why);
        metrics_family(metrics, "a_total", "counter", "What it is.");
        return metrics;
}

static void the_format(void **state)
{
        struct metrics *metrics = begin();
        char why[300];

        metrics_value(metrics, "", NULL, 12345678901234);
        metrics_value(metrics, "_bucket", (const char *const[]){"le", "+Inf", "b", "x\"\\\n\xC3\xA9\xff", NULL}, 0.5);
        metrics_value(metrics, "", (const char *const[]){"c", "", NULL}, -INFINITY);
        metrics_value(metrics, "", (const char *const[]){"c", "1", NULL}, NAN);
        assert_true(metrics_end(metrics, why, sizeof why));
        assert_string_equal(content(), "# HELP a_total What it is.\n# TYPE a_total counter\na_total 12345678901234\n"
                                       "a_total_bucket{le=\"+Inf\",b=\"x\\\"\\\\\\n\xC3\xA9\"} 0.5\n"
                                       "a_total{c=\"\"} -Inf\na_total{c=\"1\"} NaN\n");
        assert_int_equal(access(fresh, F_OK), -1);
        unlink(path);
}

/* The old file stays, whole, for as long as the new one is not. */
static void a_full_disk(void **state)
{
        struct rlimit old, least;
        struct metrics *metrics = begin();
        char why[300] = "";

        assert_true(metrics_end(metrics, why, sizeof why));
        signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &old);
        least = old;
        least.rlim_cur = 30;
        setrlimit(RLIMIT_FSIZE, &least);
        metrics = begin();
        for (int i = 0; i < 10000; i++) /* more than is held back */
                metrics_value(metrics, "", NULL, i);
        assert_false(metrics_end(metrics, why, sizeof why));
        setrlimit(RLIMIT_FSIZE, &old);
        assert_non_null(strstr(why, "cannot be written"));
        assert_string_equal(content(), "# HELP a_total What it is.\n# TYPE a_total counter\n");
        assert_int_equal(access(fresh, F_OK), -1);
        unlink(path);
        assert_null(metrics_begin("/nowhere/x.prom", why, sizeof why));
        assert_non_null(strstr(why, "\"/nowhere/x.prom\" cannot be written: No such file"));
}

/* What somebody has put there is not written into. */
static void a_link_in_the_way(void **state)
{
        struct metrics *metrics;
        char victim[80], why[300];

        snprintf(victim, sizeof victim, "%s/victim", folder);
        assert_int_equal(symlink(victim, fresh), 0);
        metrics = begin();
        assert_true(metrics_end(metrics, why, sizeof why));
        assert_int_equal(access(victim, F_OK), -1);
        unlink(path);
}

static int make_folder(void **state)
{
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof path, "%s/x.prom", folder);
        snprintf(fresh, sizeof fresh, "%s.new", path);
        return 0;
}

static int remove_folder(void **state)
{
        return rmdir(folder);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_format),
                cmocka_unit_test(a_full_disk),
                cmocka_unit_test(a_link_in_the_way),
        };

        return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
