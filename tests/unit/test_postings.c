/* test_postings.c - what is packed comes back.
 *
 * Lists drawn with a fixed seed: of one entry to all of them, gaps even and
 * uneven, so that every form of list and nearly every width of gap occurs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../plugin/answer/postings.h"

static uint64_t seed = 11;

static uint32_t draw(uint32_t below)
{
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (uint32_t)((seed >> 33) * below >> 31);
}

static void check_postings(uint32_t entries, uint32_t step, bool jumpy)
{
        uint32_t *entry = calloc(entries, sizeof *entry);
        uint8_t *impact = calloc(entries, 1);
        uint32_t out[POSTINGS_BLOCK];
        struct postings postings;
        const struct postings_list *list;
        size_t count = 0, seen = 0;
        uint32_t before = UINT32_MAX;

        for (uint32_t e = draw(step); e < entries; e += 1 + draw(jumpy && !draw(50) ? 4000 : step)) {
                entry[count] = e;
                impact[count++] = (uint8_t)(1 + draw(255));
        }
        assert_int_equal(postings_init(&postings, 2, entries), 0);
        assert_int_equal(postings_fill(&postings, 1, entry, impact, count), 0);
        postings_settle(&postings);
        list = &postings.list[1];
        assert_int_equal(list->count, count);
        assert_int_equal(postings.list[0].count, 0);
        for (size_t i = 0; list->dense && i < count; i++)
                assert_int_equal(postings_dense(&postings, list)[entry[i]], impact[i]);
        for (size_t b = 0; !list->dense && b < postings_blocks(list); b++) {
                const struct postings_block *block = &postings.block[list->first + b];

                postings_unpack(&postings, block, before, out);
                before = block->last;
                for (size_t i = 0; i < block->count; i++, seen++) {
                        assert_int_equal(out[i], entry[seen]);
                        assert_int_equal(postings_impacts(&postings, block)[i], impact[seen]);
                        assert_true(impact[seen] <= block->best && block->best <= list->best);
                }
                assert_int_equal(out[block->count - 1], block->last);
        }
        assert_true(list->dense || seen == count);
        postings_fini(&postings);
        free(entry);
        free(impact);
}

static void test_postings_come_back(void **state)
{
        for (uint32_t step = 1; step < 3000; step += 1 + step / 3)
                for (uint32_t entries = 1; entries < 40000; entries = entries * 3 + 1) {
                        check_postings(entries, step, false);
                        check_postings(entries, step, true);
                }
        check_postings(3000000, 1000000, false); /* wide gaps */
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_postings_come_back),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
