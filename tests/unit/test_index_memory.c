/* test_index_memory.c - an index that cannot have its memory says so and leaks
 * nothing, whichever allocation fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../plugin/answer/index.h"
#include "failing.h"

#define ENTRIES 400

static void test_each_allocation_failing(void **state)
{
        static char title[ENTRIES][16], text[ENTRIES][64];
        struct article_entry entry[ENTRIES] = {0};
        struct article_faq faq = { .entry = entry, .entry_count = ENTRIES };
        struct index *index = NULL;
        char why[200];

        for (int e = 0; e < ENTRIES; e++) {
                sprintf(title[e], "cramp %c%ca%c", 'b' + e % 20, 'a' + e / 20 % 20, 'k' + e % 7);
                sprintf(text[e], "legs and calves at night %s, a muscle", title[e]);
                entry[e].title = title[e];
                entry[e].answer = text[e];
        }
        for (size_t n = 1; !index; n++) {
                struct lexicon *lexicon = lexicon_open(NULL, "english", NULL, why, sizeof why);

                assert_non_null(lexicon);
                failing_from(n, true);
                index = index_open(&faq, lexicon, why, sizeof why);
                failing_stop();
                if (!index)
                        assert_true(*why);
                else
                        assert_true(n > 10); /* some did fail */
                index_close(index);
                lexicon_close(lexicon);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_each_allocation_failing),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
