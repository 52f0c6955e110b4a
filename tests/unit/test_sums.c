/* test_sums.c - what a processor with wide vectors adds up is, byte for byte,
 * what any other does, and what a simple loop says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/answer/model_parts.h"
/* Its bodies are static. NOLINTNEXTLINE(bugprone-suspicious-include) */
#include "../../plugin/answer/sums.c"

enum { ENTRIES = 7, SLOTS = 16 * VECTOR_FLOATS, ROUNDS = 50 };

static const uint32_t first[ENTRIES + 1] = {0, 8, 8, 32, 40, 72, 80, 120}; /* one without asks; spare ones behind */

static uint64_t seed = 5;

static int32_t draw(int32_t least, int32_t most)
{
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return least + (int32_t)((seed >> 33) % (uint64_t)(most - least + 1));
}

static void test_rows(void **state)
{
        uint8_t row[SLOTS];
        int32_t one[SLOTS], other[SLOTS], wanted[SLOTS];

        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                int32_t step = draw(1, 20000);

                for (int i = 0; i < SLOTS; i++) {
                        row[i] = (uint8_t)draw(0, UINT8_MAX);
                        one[i] = other[i] = draw(-1000000, 1000000);
                        wanted[i] = one[i] + (row[i] * step >> 8);
                }
                sums_row(one, row, SLOTS, step);
                add_row_body(other, row, SLOTS, step);
                assert_memory_equal(one, wanted, sizeof one);
                assert_memory_equal(other, wanted, sizeof one);
        }
}

/* Rows from empty to full, packed, against a loop over what they were. */
static void test_decisions(void **state)
{
        enum { LONG = 2 * MODEL_WORD };
        struct model m = {.stride = LONG};
        size_t room = 0;

        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                int8_t row[LONG];
                float one[LONG], wanted[LONG], scale = (float)draw(-1000, 1000) / 777, step = (float)draw(1, 99) / 999;
                uint32_t at;

                for (int e = 0; e < LONG; e++) {
                        row[e] = (int8_t)(draw(0, ROUNDS - 2) < round ? draw(-127, 127) : 0);
                        one[e] = (float)draw(-100000, 100000) / 999;
                        wanted[e] = one[e] + scale * step * row[e];
                }
                assert_int_equal(model_pack(&m, &room, row, step, &at), 0);
                sums_decision(one, m.row + at, LONG, scale);
                assert_memory_equal(one, wanted, sizeof one);
        }
        free(m.row);
}

static void test_words(void **state)
{
        int8_t row[MODEL_WORD];
        float one[MODEL_WORD], other[MODEL_WORD];

        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                float scale = (float)draw(-1000, 1000) / 777;

                for (int e = 0; e < MODEL_WORD; e++) {
                        row[e] = (int8_t)draw(-127, 127);
                        one[e] = other[e] = (float)draw(-100000, 100000) / 999;
                }
                add_word(one, row, scale);
                add_word_body(other, row, scale);
                assert_memory_equal(one, other, sizeof one);
        }
}

static void test_entries(void **state)
{
        int32_t sum[SLOTS];
        struct match_one one[ENTRIES], other[ENTRIES];

        (void)state;
        memset(one, 0, sizeof one);
        memset(other, 0, sizeof other);
        for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < SLOTS; i++)
                        sum[i] = draw(0, 4000);
                sums_entries(sum, first, ENTRIES, 1 / 4321.0f, one);
                weigh_entries_body(sum, first, ENTRIES, 1 / 4321.0f, other);
                assert_memory_equal(one, other, sizeof one);
                for (int e = 0; e < ENTRIES; e++) {
                        float likest = 0, many = 1;

                        for (uint32_t i = first[e]; i < first[e + 1]; i++) {
                                float x = (float)sum[i] / 4321.0f;

                                likest = x > likest ? x : likest;
                                many += powf(1 + 0.375f * x, 16) - 1;
                        }
                        assert_true(fabsf(one[e].likest - likest) < 1e-5f);
                        assert_true(fabsf(one[e].many - many) < many * 1e-4f);
                }
        }
}

static void test_postings(void **state)
{
        static const struct model_posting posting[] = {{0, 100}, {255, 0}, {3, 7}, {1, 255}};
        int32_t sum[261] = {[0] = 5, [255] = 6, [258] = 7, [259] = 8, [260] = 9};

        (void)state;
        sums_postings(sum, posting, posting + 4, SUMS_ONE / 2);
        assert_int_equal(sum[0], 5 + 50);
        assert_int_equal(sum[255], 6);
        assert_int_equal(sum[258], 7 + 3); /* shifting rounds down */
        assert_int_equal(sum[259], 8 + 127);
        assert_int_equal(sum[260], 9);
}

static void test_pairs(void **state)
{
        static const uint16_t slot[] = {3, 1, 3}, norm[] = {9, 1 << (MODEL_NORM_BITS - 2), 9, UINT16_MAX};
        int32_t sum[4] = {5, 6, 7, 8};

        (void)state;
        sums_pair(sum, slot, slot + 3, norm, 40000);
        assert_int_equal(sum[0], 5);
        assert_int_equal(sum[1], 6 + 10000);
        assert_int_equal(sum[2], 7);
        assert_int_equal(sum[3], 8 + 2 * 39999);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_rows),
                cmocka_unit_test(test_decisions), cmocka_unit_test(test_words),
                cmocka_unit_test(test_entries),
                cmocka_unit_test(test_postings), cmocka_unit_test(test_pairs),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
