/* test_train.c - against the conditions that an optimum meets, and against a
 * slow trainer that says what is meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/answer/train.h"

enum { ROWS = 24, DIMENSIONS = 7, CLASSES = 3 };

static const double cost = 3;
static const float positive[CLASSES] = {2, 1, 3};

static uint64_t seed;

static double draw(void)
{
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (double)(seed >> 40) / (1 << 23) - 1;
}

/* A dense problem, and the same as train.h wants it. */
struct made {
        double x[ROWS][DIMENSIONS];
        struct train_value value[ROWS][DIMENSIONS];
        struct train_row row[ROWS];
        struct train_problem problem;
};

static void make(struct made *m, uint64_t from)
{
        seed = from;
        memset(m, 0, sizeof *m);
        for (uint32_t i = 0; i < ROWS; i++) {
                uint32_t n = 0;

                for (uint32_t k = 0; k < DIMENSIONS; k++) {
                        if (draw() < 0)
                                continue;
                        m->value[i][n++] = (struct train_value){k, (float)draw()};
                        m->x[i][k] = (double)m->value[i][n - 1].value;
                        m->row[i].square += m->value[i][n - 1].value * m->value[i][n - 1].value;
                }
                m->row[i].part = m->row[i].echo = m->value[i];
                m->row[i].parts = m->row[i].echoes = n;
                m->row[i].label = i % CLASSES;
        }
        m->problem = (struct train_problem){.row = m->row, .rows = ROWS, .units = DIMENSIONS,
                                            .classes = CLASSES, .cost = cost, .positive = positive,
                                            .sweeps = 3000};
}

static double sign_of(const struct made *m, int i, uint32_t c)
{
        return m->row[i].label == c ? 1 : -1;
}

static double cost_of(const struct made *m, int i, uint32_t c)
{
        return m->row[i].label == c ? cost * (double)positive[c] : cost;
}

static double decision(const struct made *m, const float *w, int i, uint32_t c)
{
        double d = (double)w[train_at(DIMENSIONS, DIMENSIONS, c)];

        for (size_t k = 0; k < DIMENSIONS; k++)
                d += m->x[i][k] * (double)w[train_at(DIMENSIONS, k, c)];
        return d;
}

/* Where the loss is least, its slope is 0: w = sum 2 C max(0, 1 - y d) y x. */
static void test_optimum(void **state)
{
        struct made m;

        (void)state;
        for (uint64_t from = 1; from <= 5; from++) {
                make(&m, from);
                float *w = train(&m.problem);

                assert_non_null(w);
                for (uint32_t c = 0; c < CLASSES; c++)
                        for (int k = 0; k <= DIMENSIONS; k++) {
                                double wanted = 0;

                                for (int i = 0; i < ROWS; i++) {
                                        double y = sign_of(&m, i, c), gap = 1 - y * decision(&m, w, i, c);

                                        if (gap > 0)
                                                wanted += 2 * cost_of(&m, i, c) * gap * y *
                                                          (k < DIMENSIONS ? m.x[i][k] : 1);
                                }
                                assert_true(fabs(wanted - (double)w[train_at(DIMENSIONS, (size_t)k, c)]) < 2e-3);
                        }
                free(w);
        }
}

/* Plain descent along the slope, one class, in double. */
static void descend(const struct made *m, uint32_t c, double w[DIMENSIONS + 1])
{
        for (int k = 0; k <= DIMENSIONS; k++)
                w[k] = 0;
        for (int step = 0; step < 30000; step++) {
                double slope[DIMENSIONS + 1];

                memcpy(slope, w, sizeof slope);
                for (int i = 0; i < ROWS; i++) {
                        double y = sign_of(m, i, c), gap = w[DIMENSIONS];

                        for (int k = 0; k < DIMENSIONS; k++)
                                gap += w[k] * m->x[i][k];
                        gap = 1 - y * gap;
                        for (int k = 0; gap > 0 && k <= DIMENSIONS; k++)
                                slope[k] -= 2 * cost_of(m, i, c) * gap * y * (k < DIMENSIONS ? m->x[i][k] : 1);
                }
                for (int k = 0; k <= DIMENSIONS; k++)
                        w[k] -= 0.001 * slope[k];
        }
}

static void test_slow_twin(void **state)
{
        struct made m;
        double wanted[DIMENSIONS + 1];

        (void)state;
        make(&m, 77);
        float *w = train(&m.problem);

        assert_non_null(w);
        for (uint32_t c = 0; c < CLASSES; c++) {
                descend(&m, c, wanted);
                for (size_t k = 0; k <= DIMENSIONS; k++)
                        assert_true(fabs(wanted[k] - (double)w[train_at(DIMENSIONS, k, c)]) < 2e-3);
        }
        free(w);
}

/* Units that are vectors themselves: the rows, put plainly, give the same
 * decisions. */
static void test_alike_units(void **state)
{
        enum { UNITS = 5 };
        static struct made plain, alike;
        static struct train_value part[ROWS][2], echo[ROWS][UNITS];
        double v[UNITS][DIMENSIONS];

        (void)state;
        make(&plain, 5);
        for (int u = 0; u < UNITS; u++)
                for (int k = 0; k < DIMENSIONS; k++)
                        v[u][k] = draw();
        make(&alike, 5);
        for (uint32_t i = 0; i < ROWS; i++) {
                uint32_t a = i % UNITS, b = (i + 1 + i / UNITS % (UNITS - 1)) % UNITS;

                part[i][0] = (struct train_value){a, 0.5f};
                part[i][1] = (struct train_value){b, 0.25f};
                plain.row[i].square = 0;
                for (uint32_t k = 0; k < DIMENSIONS; k++) {
                        plain.x[i][k] = 0.5 * v[a][k] + 0.25 * v[b][k];
                        plain.value[i][k] = (struct train_value){k, (float)plain.x[i][k]};
                        plain.row[i].square += (float)(plain.x[i][k] * plain.x[i][k]);
                }
                plain.row[i].parts = plain.row[i].echoes = DIMENSIONS;
                for (uint32_t u = 0; u < UNITS; u++) {
                        double product = 0;

                        for (int k = 0; k < DIMENSIONS; k++)
                                product += plain.x[i][k] * v[u][k];
                        echo[i][u] = (struct train_value){u, (float)product};
                }
                alike.row[i] = (struct train_row){part[i], echo[i], 2, UNITS, plain.row[i].label,
                                                  plain.row[i].square};
        }
        alike.problem.units = UNITS;
        float *w = train(&plain.problem), *d = train(&alike.problem);

        assert_true(w && d);
        for (int u = 0; u < UNITS; u++)
                for (size_t c = 0; c < CLASSES; c++) {
                        double wanted = 0;

                        for (size_t k = 0; k < DIMENSIONS; k++)
                                wanted += v[u][k] * (double)w[train_at(DIMENSIONS, k, c)];
                        assert_true(fabs(wanted - (double)d[train_at(UNITS, (size_t)u, c)]) < 1e-2);
                }
        free(w);
        free(d);
}

static void test_same_bytes(void **state)
{
        static struct made m;

        (void)state;
        make(&m, 9);
        m.problem.sweeps = 7;
        srand(1);
        float *a = train(&m.problem);

        srand(2);
        float *b = train(&m.problem);

        assert_true(a && b);
        assert_memory_equal(a, b, (DIMENSIONS + 1) * train_stride(CLASSES) * sizeof *a);
        free(a);
        free(b);
}

/* Classes of other groups change nothing, and find their own place. */
static void test_many_classes(void **state)
{
        enum { MANY = 2 * TRAIN_GROUP + 3 };
        static struct made few, many;
        static float factors[MANY];

        (void)state;
        for (size_t c = 0; c < MANY; c++)
                factors[c] = c < MANY - CLASSES ? 1 : positive[c - (MANY - CLASSES)];
        make(&few, 3);
        make(&many, 3);
        many.problem.classes = MANY;
        many.problem.positive = factors;
        for (uint32_t i = 0; i < ROWS; i++)
                many.row[i].label += MANY - CLASSES; /* the last ones are the classes of old */
        few.problem.sweeps = many.problem.sweeps = 5;
        float *a = train(&few.problem), *b = train(&many.problem);

        assert_true(a && b);
        for (size_t k = 0; k <= DIMENSIONS; k++)
                for (size_t c = 0; c < CLASSES; c++)
                        assert_true(a[train_at(DIMENSIONS, k, c)] == b[train_at(DIMENSIONS, k, MANY - CLASSES + c)]);
        free(a);
        free(b);
}

static void test_nothing_to_learn(void **state)
{
        struct train_problem none = {.cost = 1, .positive = positive, .sweeps = 3};
        float *w = train(&none);

        (void)state;
        assert_non_null(w);
        free(w);
        assert_int_equal(train_stride(0), 0);
        assert_true(train_stride(1) >= 1 && train_stride(59) >= 59);
        assert_int_equal(train_stride(train_stride(59)), train_stride(59));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_optimum), cmocka_unit_test(test_slow_twin),
                cmocka_unit_test(test_alike_units), cmocka_unit_test(test_same_bytes),
                cmocka_unit_test(test_many_classes),
                cmocka_unit_test(test_nothing_to_learn),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
