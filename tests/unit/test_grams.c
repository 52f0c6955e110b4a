/* test_grams.c - likeness of stems, against its definition spelt out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/answer/grams.h"

static const char *const stems[] = {"cramp", "cramped", "calf", "calv", "calcium", "banana", "a",
                                    "cramp-like", "night", "tonight"};
static const uint32_t held[] = {9, 2, 5, 1, 3, 1, 12, 1, 4, 1};
enum { STEMS = sizeof stems / sizeof *stems, ASKS = 12, TEXT = 80 };

static struct grams *open_all(void)
{
        struct grams *g = grams_open(stems, held, STEMS, ASKS);

        assert_non_null(g);
        return g;
}

static int count(const char *text, const char *gram, size_t n)
{
        int found = 0;

        for (size_t i = 0; i + n <= strlen(text); i++)
                found += strncmp(text + i, gram, n) == 0;
        return found;
}

/* idf of a gram: asks that hold a stem with it. */
static double idf(const char *gram, size_t n)
{
        double asks = 0;
        bool any = false;

        for (int s = 0; s < STEMS; s++) {
                char padded[TEXT];

                snprintf(padded, sizeof padded, " %s ", stems[s]);
                if (count(padded, gram, n)) {
                        asks += held[s];
                        any = true;
                }
        }
        asks = any ? fmin(asks, ASKS) : 0;
        return log((1 + ASKS) / (1 + asks)) + 1;
}

/* Sum over the grams of a of their weights in both; b NULL: in a twice. */
static double product(const char *a, const char *b)
{
        char x[TEXT], y[TEXT];
        double sum = 0;

        snprintf(x, sizeof x, " %s ", a);
        snprintf(y, sizeof y, " %s ", b);
        for (size_t n = 3; n <= 4; n++)
                for (size_t i = 0; i + n <= strlen(x); i++) {
                        char before[TEXT];

                        snprintf(before, sizeof before, "%.*s", (int)(i + n - 1), x);
                        if (count(before, x + i, n) || !count(y, x + i, n))
                                continue;
                        double w = idf(x + i, n);

                        sum += (1 + log(count(x, x + i, n))) * (1 + log(count(y, x + i, n))) * w * w;
                }
        return sum;
}

static double likeness(const char *a, const char *b)
{
        double length = sqrt(product(a, a) * product(b, b));

        return length > 0 ? product(a, b) / length : 0;
}

static void test_definition(void **state)
{
        static const char *const texts[] = {"cramp", "crampy", "calves", "bananana", "calcified", "tonite", "a", "zzzz"};
        struct grams *g = open_all();
        float score[STEMS] = {0};

        (void)state;
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
                struct grams_like like[STEMS];
                float got[STEMS] = {0};
                size_t n = grams_alike(g, texts[t], 1e-6f, score, like, STEMS);

                for (size_t i = 0; i < n; i++)
                        got[like[i].stem] = like[i].like;
                for (size_t i = 1; i < n; i++)
                        assert_true(like[i - 1].like >= like[i].like);
                for (int s = 0; s < STEMS; s++) {
                        assert_true(fabs((double)got[s] - likeness(texts[t], stems[s])) < 1e-5);
                        assert_true(score[s] == 0);
                }
        }
        grams_close(g);
}

static void test_itself_first(void **state)
{
        struct grams *g = open_all();
        float score[STEMS] = {0};
        struct grams_like like[2];

        (void)state;
        for (uint32_t s = 0; s < STEMS; s++) {
                assert_true(grams_alike(g, stems[s], 0.1f, score, like, 2) >= 1);
                assert_int_equal(like[0].stem, s);
                assert_true(fabsf(like[0].like - 1) < 1e-5f);
        }
        assert_int_equal(grams_alike(g, "cramp", 0.1f, score, like, 1), 1);
        assert_int_equal(like[0].stem, 0);
        grams_close(g);
}

static void test_length_one(void **state)
{
        struct grams *g = open_all();
        char longest[65];
        struct gram out[GRAMS_OF_STEM];

        (void)state;
        for (int s = 0; s < STEMS; s++) {
                size_t n = grams_of(g, stems[s], out);
                double square = 0;

                for (size_t i = 0; i < n; i++) {
                        assert_true(out[i].id < grams_count(g));
                        square += (double)(out[i].weight * out[i].weight);
                }
                assert_true(fabs(square - 1) < 1e-5);
        }
        for (size_t i = 0; i < 64; i++)
                longest[i] = (char)('a' + i * i % 23);
        longest[64] = '\0';
        assert_true(grams_of(g, longest, out) <= GRAMS_OF_STEM);
        assert_int_equal(grams_of(g, "", out), 0);
        grams_close(g);
}

static void test_no_stems(void **state)
{
        struct grams *g = grams_open(stems, held, 0, 0);
        struct grams_like like[1];
        float score[1] = {0};

        (void)state;
        assert_non_null(g);
        assert_int_equal(grams_count(g), 0);
        assert_int_equal(grams_alike(g, "cramp", 0, score, like, 1), 0);
        grams_close(g);
        grams_close(NULL);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_definition), cmocka_unit_test(test_itself_first),
                cmocka_unit_test(test_length_one), cmocka_unit_test(test_no_stems),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
