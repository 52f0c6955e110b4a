/* test_pattern.c - patterns of words: choices, gaps, numbers, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "failing.h"
#include "lexicon.h"
#include "pattern.h"

static const char *const patterns[] = {
        "can not .. feel .. foot",                     /* 1 */
        "one .. bigger .. other",                      /* 2 */
        "bigger",                                      /* 4 */
        "leg/foot is/was -/so/very cold",              /* 8 */
        "foot is/not_able_to_move -/at_all now",       /* 16 */
        "4..41/few weeks pregnant",                    /* 32 */
        "leg .. -/very sore indeed",                   /* 64 */
        "ring/left_hand -/x finger",                   /* 128 */
        "gold .. watch is old",                        /* 256, whole */
        "iron/cold_wet toe",                           /* 512, whole */
        "70..75",                                      /* 1024, whole */
};

static void note(void *context, size_t at, uint16_t value)
{
        assert_true(at < TEXT_WORDS);
        *(unsigned *)context |= 1u << value;
}

static unsigned seen_in(struct lexicon *lexicon, const struct pattern_set *set, const char *text)
{
        static struct reading reading;
        unsigned seen = 0;

        lexicon_read(lexicon, text, strlen(text), &reading);
        pattern_each(set, reading.word, reading.word_count, note, &seen);
        return seen;
}

/* 0, or -1: memory ran out. */
static int fill(struct lexicon *lexicon, struct pattern_set *set)
{
        char why[200];

        for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
                if (lexicon_pattern(lexicon, patterns[i], set, (uint16_t)i, i == 2 || i >= 8, why, sizeof why) < 0) {
                        assert_non_null(strstr(why, "out of memory"));
                        return -1;
                }
        return pattern_seal(set) < 0 || lexicon_seal(lexicon) < 0 ? -1 : 0;
}

static void test_found(void **state)
{
        static const struct {
                const char *in;
                unsigned seen;
                const char *why;
        } cases[] = {
                { "i can not feel foot", 1, "gaps of none" },
                { "i can not even feel my left foot", 1, "gaps of one and two" },
                { "can not a b c feel foot", 1, "three is the most" },
                { "can not a b c d feel foot", 0, "four is not" },
                { "can not feel", 0, "the end is missing" },
                { "one leg is bigger than the other", 6, "gaps inside, and a pattern in another" },
                { "the leg was cold", 8, "no word is a choice" },
                { "Feet? my FOOT is so cold!", 8, "so is a word" },
                { "leg is very very cold", 0, "but one of them" },
                { "arm was cold", 0, "not one of the first" },
                { "leg cold", 0, "a slot is left out that must not be" },
                { "foot not able to move now", 16, "a choice of several words" },
                { "foot is at all now", 16, "and another" },
                { "foot not able to now", 0, "only a part of it" },
                { "12 weeks pregnant", 32, "a number in the range" },
                { "41 weeks pregnant", 32, "its end" },
                { "42 weeks pregnant", 0, "behind its end" },
                { "few weeks pregnant", 32, "a word beside a range" },
                { "leg is sore indeed", 64, "no word behind a gap" },
                { "leg is a bit very sore indeed", 64, "a word behind a gap" },
                { "left hand finger", 128, "several words first" },
                { "ring finger", 128, "one word first" },
                { "left finger", 0, "a part of them" },
                { "the gold, old watch is old", 0, "across a clause: not whole" },
                { "a gold watch is. Old", 0, "across a sentence" },
                { "gold is, old watch is old", 0, "across a clause that begins within a gap" },
                { "well. gold old watch is old", 256, "whole" },
                { "gold is an old watch is old", 256, "whole, with as many words in the gap" },
                { "well, cold wet toe", 512, "several words in a choice, whole" },
                { "cold, wet toe", 0, "across a clause within a choice" },
                { "my foot, is. cold", 8, "across a sentence where it may" },
                { "she is 72 now", 1024, "a number alone" },
                { "she is 76 now", 0, "a number out of range" },
                { "", 0, "nothing" },
                { "ring", 0, "the last word of a message" },
        };
        struct lexicon *lexicon = lexicon_open(NULL, "english", NULL, NULL, 0);
        struct pattern_set set;

        (void)state;
        assert_non_null(lexicon);
        pattern_init(&set);
        assert_int_equal(fill(lexicon, &set), 0);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                unsigned seen = seen_in(lexicon, &set, cases[i].in);

                if (seen != cases[i].seen)
                        fail_msg("%s: \"%s\" gave %u", cases[i].why, cases[i].in, seen);
        }
        pattern_fini(&set);
        lexicon_close(lexicon);
}

struct begins {
        bool at[TEXT_WORDS];
};

static void note_where(void *context, size_t at, uint16_t value)
{
        struct begins *begins = context;

        if (value == 6)
                begins->at[at] = true;
}

/* More patterns than are tried at once, each from several words: all are found where they begin. */
static void test_many(void **state)
{
        static struct reading reading;
        static struct begins begins;
        struct lexicon *lexicon = lexicon_open(NULL, "english", NULL, NULL, 0);
        struct pattern_set set;
        char text[1800] = "";

        (void)state;
        assert_non_null(lexicon);
        pattern_init(&set);
        assert_int_equal(fill(lexicon, &set), 0);
        for (size_t i = 0; i < 300 / 3; i++)
                strcat(text, "leg sore indeed ");
        lexicon_read(lexicon, text, strlen(text), &reading);
        pattern_each(&set, reading.word, reading.word_count, note_where, &begins);
        for (size_t i = 0; i < TEXT_WORDS; i++)
                assert_int_equal(begins.at[i], i < 300 && i % 3 == 0);
        pattern_fini(&set);
        lexicon_close(lexicon);
}

/* Words alone, in a row with another, and as the first of a slot with more; the numbers are those of a lexicon
 * with very many words. */
static void test_large_lexicon(void **state)
{
        static const uint32_t symbols[] = { 0x7ffe, 0x7fff, 0x8000, 0x8001, 0xffff, 0x10000, 100000 };
        struct reading_word words[3] = { 0 };

        (void)state;
        for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
                uint32_t one = symbols[i];
                struct pattern pattern = {
                        .slots = { { 0, 1 }, { 1, 2 } }, .slot_count = 2,
                        .choices = { { 0, 1, PATTERN_WORDS }, { 0, 1, PATTERN_WORDS }, { 1, 2, PATTERN_WORDS } },
                        .choice_count = 3, .symbols = { one, one, one + 1 }, .symbol_count = 3,
                };
                struct pattern_set set;
                unsigned seen = 0;

                pattern_init(&set);
                assert_int_equal(pattern_add(&set, &pattern, 3, false), 0);
                assert_int_equal(pattern_seal(&set), 0);
                words[0].symbol = words[1].symbol = one;
                pattern_each(&set, words, 1, note, &seen);
                assert_int_equal(seen, 0);
                pattern_each(&set, words, 2, note, &seen);
                assert_int_equal(seen, 1u << 3);
                words[1].symbol = one + 1;
                seen = 0;
                pattern_each(&set, words, 2, note, &seen);
                assert_int_equal(seen, 0);
                words[1].symbol = one, words[2].symbol = one + 1;
                pattern_each(&set, words, 3, note, &seen);
                assert_int_equal(seen, 1u << 3);
                words[0].symbol = one ^ 0x8000;
                words[1].symbol = one ^ 0x10000;
                seen = 0;
                pattern_each(&set, words, 3, note, &seen);
                assert_int_equal(seen, 0);
                pattern_fini(&set);
        }
}

/* A stem that a slot names twice is kept once: it costs no memory and is not compared again. */
static void test_twins(void **state)
{
        static const char *const same[][2] = {
                { "leg swell/swelling/swells/swelled", "leg swell" },
                { "legs/leg -/not/- hurt/hurts", "leg -/not hurt" },
                { "1..3/1..3/1..4 left_leg/legs/left_legs", "1..3/1..4 left_leg/leg" },
        };
        struct lexicon *lexicon = lexicon_open(NULL, "english", NULL, NULL, 0);

        (void)state;
        for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
                size_t length[2];

                for (size_t k = 0; k < 2; k++) {
                        struct pattern_set set;
                        char why[200];

                        pattern_init(&set);
                        assert_int_equal(lexicon_pattern(lexicon, same[i][k], &set, 0, false, why, sizeof why), 0);
                        length[k] = set.code_count;
                        pattern_fini(&set);
                }
                assert_int_equal(length[0], length[1]);
        }
        lexicon_close(lexicon);
}

static void test_nothing_to_find(void **state)
{
        struct lexicon *lexicon = lexicon_open(NULL, "english", NULL, NULL, 0);
        struct pattern_set set;

        (void)state;
        pattern_init(&set);
        assert_int_equal(pattern_seal(&set), 0);
        assert_int_equal(lexicon_seal(lexicon), 0);
        assert_int_equal(seen_in(lexicon, &set, "why 5 legs"), 0);
        pattern_fini(&set);
        lexicon_close(lexicon);
}

static void test_no_patterns(void **state)
{
        static const char *const wrong[][2] = {
                { ".. foot", "\"..\" must stand between words" },
                { "foot ..", "\"..\" must stand between words" },
                { "a .. .. b", "\"..\" must stand between words" },
                { "a .. b .. c .. d .. e", "at most three times" },
                { "?!", "it holds no word" },
                { "", "it holds no word" },
                { "9..3 feet", "upside down" },
                { "leg/ foot", "\"/\" must stand between words" },
                { "leg/.. foot", "\"..\" must not stand among choices" },
                { "foot ../leg", "\"..\" must not stand among choices" },
                { "foot -/../x leg", "\"..\" must not stand among choices" },
                { "leg//foot cold", "\"/\" must stand between words" },
                { "-/so cold", "\"-\" (no word) must not stand first" },
                { "leg is -/so", "\"-\" (no word) must not stand first or last" },
                { "a b c d e f g h i j k l m n o p q", "it is too long" },
        };
        struct lexicon *lexicon = lexicon_open(NULL, "english", NULL, NULL, 0);
        char many[2048] = "leg";
        struct pattern_set set;
        char why[4096];

        (void)state;
        pattern_init(&set);
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
                why[0] = '\0';
                assert_int_equal(lexicon_pattern(lexicon, wrong[i][0], &set, 0, false, why, sizeof why), -1);
                if (strstr(why, wrong[i][1]) == NULL)
                        fail_msg("%s: %s", wrong[i][0], why);
        }
        for (size_t i = 1; i < PATTERN_CHOICES; i++)
                strcat(many, "/leg");
        assert_int_equal(lexicon_pattern(lexicon, many, &set, 0, false, why, sizeof why), 0);
        strcat(many, "/leg");
        assert_int_equal(lexicon_pattern(lexicon, many, &set, 0, false, why, sizeof why), -1);
        assert_non_null(strstr(why, "it is too long"));
        pattern_fini(&set);
        lexicon_close(lexicon);
}

/* Each allocation fails in turn. */
static void test_without_memory(void **state)
{
        bool done = false;

        (void)state;
        for (size_t n = 1; !done; n++) {
                struct lexicon *lexicon = lexicon_open(NULL, "english", NULL, NULL, 0);
                struct pattern_set set;

                pattern_init(&set);
                failing_from(n, true);
                done = fill(lexicon, &set) == 0;
                failing_stop();
                if (done)
                        assert_int_equal(seen_in(lexicon, &set, "foot is cold"), 8);
                pattern_fini(&set);
                lexicon_close(lexicon);
        }
}

int main(void)
{
        static const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_found),
                cmocka_unit_test(test_many),
                cmocka_unit_test(test_large_lexicon),
                cmocka_unit_test(test_twins),
                cmocka_unit_test(test_nothing_to_find),
                cmocka_unit_test(test_no_patterns),
                cmocka_unit_test(test_without_memory),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
