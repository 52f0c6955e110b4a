/* test_prints.c - sets of words as fingerprints, and the two lists that fill
 * them: a system dictionary, and how common words are in everyday talk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dictionary.h"
#include "prints.h"
#include "talk.h"
#include "vocab.h"

static uint32_t hash_of(const char *s)
{
        return vocab_hash(s, strlen(s));
}

static uint32_t hash_of_number(unsigned n)
{
        char word[16];

        snprintf(word, sizeof word, "w%x", n);
        return hash_of(word);
}

/* All that is in it is found; of what is not, less than one in 10,000. */
static void set_of(unsigned count)
{
        struct prints_list list = { NULL, 0, 0 };
        struct prints prints;
        unsigned wrong = 0;

        for (unsigned n = 0; n < count; n++) {
                assert_int_equal(prints_add(&list, hash_of_number(n)), 0);
                if (n % 3 == 0) /* twice */
                        assert_int_equal(prints_add(&list, hash_of_number(n)), 0);
        }
        assert_int_equal(prints_init(&prints, &list), 0);
        assert_true(prints.count <= count && prints.count >= count - count / 1000);
        for (unsigned n = 0; n < count; n++)
                assert_true(prints_find(&prints, hash_of_number(n)) < prints.count);
        for (unsigned n = count; n < count + 200000; n++)
                wrong += prints_find(&prints, hash_of_number(n)) != PRINTS_NONE;
        if (wrong > 30)
                fail_msg("of %u words, %u of 200000 others are found", count, wrong);
        prints_fini(&prints);
        prints_drop(&list);
}

static void sets_of_all_sizes(void **state)
{
        (void)state;
        for (unsigned count = 0; count < 100; count++)
                set_of(count);
        set_of(1000);
        set_of(6 * 4096);
        set_of(80000);
        set_of(300000);
}

static struct prints read_dictionary(const char *bytes, size_t length)
{
        char path[] = "/tmp/crampbot-dict-XXXXXX", why[256] = "";
        struct prints_list list = { NULL, 0, 0 };
        struct prints prints;
        int fd = mkstemp(path);

        assert_true(fd >= 0);
        assert_int_equal(write(fd, bytes, length), (ssize_t)length);
        close(fd);
        if (dictionary_read(&list, path, why, sizeof why) < 0)
                fail_msg("%s", why);
        unlink(path);
        assert_int_equal(prints_init(&prints, &list), 0);
        prints_drop(&list);
        return prints;
}

static bool has(const struct prints *prints, const char *s)
{
        return prints_find(prints, hash_of(s)) != PRINTS_NONE;
}

static void dictionaries(void **state)
{
        static const char text[] =
                "cramp\nCRAMPS\nZoe\ncat's\n\nhalf-life\ncaf\xc3\xa9\ninterdisciplinary\n"
                "@bracket\nz\0y\nsoftware\nelevenelev\nlast";
        static const char *const in[] = { "cramp", "cramps", "zoe", "half", "life", "cafe", "bracket",
                                          "interdisciplinary", "software", "elevenelev", "last" };
        static const char *const out[] = { "cat", "cats", "s", "half-life", "cram", "softwar",
                                           "eleven", "lastl", "" };
        struct prints prints = read_dictionary(text, sizeof text - 1);

        (void)state;
        for (size_t i = 0; i < sizeof in / sizeof in[0]; i++)
                if (!has(&prints, in[i]))
                        fail_msg("%s is missing", in[i]);
        for (size_t i = 0; i < sizeof out / sizeof out[0]; i++)
                if (has(&prints, out[i]))
                        fail_msg("\"%s\" should not be there", out[i]);
        prints_fini(&prints);
}

/* What is read piece by piece: words at every place of a piece, lines longer than one. */
static void long_dictionaries(void **state)
{
        size_t room = 600000, length = 0;
        char *text = malloc(room);
        struct prints prints;

        (void)state;
        assert_non_null(text);
        for (unsigned n = 0; n < 20000; n++) {
                length += (size_t)sprintf(text + length, "w");
                for (unsigned rest = n; rest > 0; rest /= 20)
                        text[length++] = (char)('a' + rest % 20);
                text[length++] = '\n';
                if (n == 10000) { /* no word at all, and longer than a piece */
                        memset(text + length, 'x', 200000);
                        length += 200000;
                        text[length++] = '\n';
                }
        }
        prints = read_dictionary(text, length);
        assert_true(prints.count >= 19990 && prints.count <= 20000);
        for (unsigned n = 0; n < 20000; n++) {
                char word[16] = "w";
                size_t size = 1;

                for (unsigned rest = n; rest > 0; rest /= 20)
                        word[size++] = (char)('a' + rest % 20);
                if (prints_find(&prints, vocab_hash(word, size)) == PRINTS_NONE)
                        fail_msg("%u is missing", n);
        }
        prints_fini(&prints);
        free(text);
}

static void everyday_talk(void **state)
{
        struct talk_count count = { .size = 0 };
        struct talk talk = { .info = NULL };
        bool known;

        (void)state;
        assert_true(talk_info(&talk, hash_of("the"), &known) > 15.42f && !known);
        for (unsigned n = 0; n < 10000; n++)
                assert_int_equal(talk_add(&count, hash_of_number(n), hash_of_number(n / 2), 1.0f), 0);
        assert_int_equal(talk_add(&count, hash_of("the"), hash_of("the"), TALK_COMMON), 0);
        assert_int_equal(talk_init(&talk, &count), 0);
        talk_drop(&count);
        for (unsigned n = 0; n < 4990; n++) {
                float off = talk_info(&talk, hash_of_number(n), &known) - talk_reckon(2.0f);

                assert_true(known && off < 1e-6f && off > -1e-6f);
        }
        assert_true(talk_has_common(&talk, hash_of("the")));
        assert_false(talk_has_common(&talk, hash_of_number(1)));
        talk_fini(&talk);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(sets_of_all_sizes),
                cmocka_unit_test(dictionaries),
                cmocka_unit_test(long_dictionaries),
                cmocka_unit_test(everyday_talk),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
