/* test_spell.c - distances, and the word that somebody meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spell.h"

static void distances(void **state)
{
        static const struct {
                const char *a, *b;
                size_t max, distance;
                const char *why;
        } cases[] = {
                { "", "", 2, 0, "nothing" },
                { "cramp", "cramp", 2, 0, "the same" },
                { "cramp", "crmap", 2, 1, "a swap" },
                { "cramp", "camp", 2, 1, "one left out" },
                { "cramp", "crammp", 2, 1, "one doubled" },
                { "cramp", "crimp", 2, 1, "one replaced" },
                { "claf", "calf", 2, 1, "a swap inside" },
                { "ca", "abc", 3, 3, "alignment: no edit inside a swap (Damerau would say 2)" },
                { "aab", "aba", 2, 1, "a swap behind a common letter" },
                { "sleeping", "sleping", 2, 1, "in the middle" },
                { "kitten", "sitting", 3, 3, "the textbook's" },
                { "kitten", "sitting", 2, 3, "max + 1 beyond max" },
                { "", "abc", 2, 3, "from nothing" },
                { "night", "nigth", 1, 1, "at the end" },
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                size_t d = spell_distance(cases[i].a, strlen(cases[i].a), cases[i].b,
                                          strlen(cases[i].b), cases[i].max);
                size_t back = spell_distance(cases[i].b, strlen(cases[i].b), cases[i].a,
                                             strlen(cases[i].a), cases[i].max);

                if (d != cases[i].distance || back != d)
                        fail_msg("%s: %s, %s gave %zu and %zu", cases[i].why, cases[i].a,
                                 cases[i].b, d, back);
        }
}

static const char *const vocabulary[] = {
        "leg", "legs", "calf", "cramp", "cramps", "cramping", "sleep", "sleeping", "night", "why",
        "what", "window", "exactly", "muscle", "stretching", "stretch", "form", "from", "cold",
        "colder", "doctor", "calcium", "charley", "calm", "came", "cord",
};

/* "cord" is seen more often than "cold", "came" than "calm". */
static struct spell_word look_shop(const void *context, uint32_t id)
{
        const char *s = vocabulary[id];
        struct spell_word word = { s, id, strcmp(s, "cord") == 0 || strcmp(s, "came") == 0 ? 9 : 1 };

        (void)context;
        return word;
}

static struct spell *shop(void)
{
        struct spell_word words[sizeof vocabulary / sizeof vocabulary[0]];
        size_t count = sizeof vocabulary / sizeof vocabulary[0];

        for (size_t i = 0; i < count; i++)
                words[i] = look_shop(NULL, (uint32_t)i);
        return spell_open(words, count, look_shop, NULL);
}

static void corrections(void **state)
{
        static const struct {
                const char *in, *out, *why;
        } cases[] = {
                { "crmap", "cramp", "a swap" },
                { "claf", "calf", "a swap of four letters" },
                { "lge", "leg", "three letters: a swap" },
                { "elg", "leg", "at the front, too" },
                { "lec", NULL, "three letters: nothing replaced" },
                { "le", NULL, "two letters: never" },
                { "legz", "legs", "four letters: not shortened to leg" },
                { "lego", "legs", "nor this one" },
                { "wnat", "what", "four letters: one replaced" },
                { "crampp", "cramp", "one too many; not cramps: added letters are equal, cramp is first" },
                { "slep", "sleep", "one left out" },
                { "sleping", "sleeping", "seven letters" },
                { "excatly", "exactly", "seven letters, a swap" },
                { "ezatcly", "exactly", "seven letters, two edits" },
                { "ezatcle", NULL, "two edits, but the last letter is another" },
                { "crampons", NULL, "a word that the dictionary may lack: two letters too many" },
                { "nixactly", NULL, "two edits that change the first letter" },
                { "msucel", NULL, "six letters, two edits" },
                { "streching", "stretching", "long, one left out" },
                { "stretchign", "stretching", "long, a swap" },
                { "frm", NULL, "three letters: nothing added" },
                { "lseeipng", NULL, "nor where the letters are the same" },
                { "cojd", "cord", "the more frequent before the alphabet" },
                { "caml", "calm", "a swap before the more frequent" },
                { "bold", "cold", "one replaced at the front" },
                { "zzzzzzz", NULL, "near nothing" },
                { "calf\xc3\xa9", NULL, "no ASCII word" },
                { "", NULL, "nothing" },
        };
        struct spell *spell = shop();

        (void)state;
        assert_non_null(spell);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                uint32_t id = spell_find(spell, cases[i].in, strlen(cases[i].in));
                const char *found = id == SPELL_NONE ? NULL : vocabulary[id];

                if ((found == NULL) != (cases[i].out == NULL) ||
                    (found != NULL && strcmp(found, cases[i].out) != 0))
                        fail_msg("%s: %s became %s", cases[i].why, cases[i].in,
                                 found != NULL ? found : "nothing");
        }
        spell_close(spell);
}

struct slips {
        char found[200];
};

static void note(void *context, uint32_t id, uint32_t count)
{
        struct slips *slips = context;

        (void)count;
        strcat(slips->found, vocabulary[id]);
        strcat(slips->found, " ");
}

static void slips_are_no_replacements(void **state)
{
        static const struct {
                const char *in, *found;
        } cases[] = {
                { "crams", "cramps " },   { "craps", "cramps " }, { "clamp", "" },
                { "crimp", "" },          { "camp", "cramp " },   { "scold", "cold " },
                { "angels", "" },         { "nigth", "night " },  { "", "" },
        };
        struct spell *spell = shop();

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct slips slips = { "" };

                spell_slips(spell, cases[i].in, strlen(cases[i].in), note, &slips);
                if (strcmp(slips.found, cases[i].found) != 0)
                        fail_msg("%s: %s", cases[i].in, slips.found);
        }
        spell_close(spell);
}

/* Compares with looking at every word. */
static void finds_what_a_plain_search_finds(void **state)
{
        struct spell *spell = shop();
        uint32_t seed = 7;

        (void)state;
        for (unsigned round = 0; round < 20000; round++) {
                char word[32];
                size_t length;
                bool near = false;
                uint32_t id;

                strcpy(word, vocabulary[round % (sizeof vocabulary / sizeof vocabulary[0])]);
                length = strlen(word);
                seed = seed * 1664525u + 1013904223u;
                word[(seed >> 8) % length] = (char)('a' + (seed >> 16) % 26);
                if (length < 5)
                        continue;
                id = spell_find(spell, word, length);
                for (size_t i = 0; i < sizeof vocabulary / sizeof vocabulary[0]; i++)
                        near |= spell_distance(word, length, vocabulary[i], strlen(vocabulary[i]),
                                               1) <= 1;
                assert_true(!near || id != SPELL_NONE);
                assert_true(id == SPELL_NONE ||
                            spell_distance(word, length, vocabulary[id], strlen(vocabulary[id]),
                                           2) <= (near ? 1u : 2u));
        }
        spell_close(spell);
}

static struct spell_word look_cut(const void *context, uint32_t id)
{
        const char *name = (const char *)context + (size_t)id * 12;
        struct spell_word word = { name, id, id == 0 ? 3 : 1 + (id % 3 == 0) };

        return word;
}

/* A large FAQ: rare words are no candidates, and distance 2 is off. */
static void cut(size_t count)
{
        struct spell_word *words = calloc(count, sizeof *words);
        char (*names)[12] = calloc(count, sizeof *names);
        struct spell *spell;

        for (size_t i = 0; i < count; i++) {
                size_t n = i;

                for (size_t j = 0; j < 10; j++, n /= 5)
                        names[i][j] = (char)('a' + n % 5 + (j % 2) * 10);
                words[i].s = names[i];
                words[i].id = (uint32_t)i;
                words[i].count = look_cut(names, (uint32_t)i).count;
        }
        memcpy(names[0], "cramping", 9);
        memcpy(names[1], "sleeping", 9);
        memcpy(names[3], "stretching", 11);
        spell = spell_open(words, count, look_cut, names);
        assert_non_null(spell);
        assert_int_equal(spell_find(spell, "crampign", 8), 0);
        assert_int_equal(spell_find(spell, "cremqing", 8), SPELL_NONE);
        assert_int_equal(spell_find(spell, "sleepign", 8), SPELL_NONE);
        /* Of too many that are seen twice, the last of the alphabet are left out. */
        assert_int_equal(spell_find(spell, "stretchign", 10), count / 3 < SPELL_WORDS ? 3 : SPELL_NONE);
        spell_close(spell);
        free(names);
        free(words);
}

static void large_vocabularies_are_cut(void **state)
{
        (void)state;
        cut(SPELL_LARGE + SPELL_LARGE / 2);
        cut(SPELL_WORDS * 4);
}

static void an_empty_vocabulary_corrects_nothing(void **state)
{
        struct spell *spell = spell_open(NULL, 0, look_shop, NULL);

        (void)state;
        assert_non_null(spell);
        assert_int_equal(spell_find(spell, "cramp", 5), SPELL_NONE);
        spell_close(spell);
}

static void nearest_names(void **state)
{
        static const struct {
                const char *name;
                int other;
        } keys[] = { { "asks", 0 }, { "answer", 0 }, { NULL, 0 }, { "keywords", 0 } };
        static const struct {
                const char *in, *out;
        } cases[] = {
                { "ask", "asks" },       { "anwser", "answer" }, { "keyword", "keywords" },
                { "banana", NULL },      { "x", NULL },          { "answers", "answer" },
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                const char *near = spell_nearest(cases[i].in, keys, 4, sizeof keys[0]);

                if (cases[i].out == NULL)
                        assert_null(near);
                else
                        assert_string_equal(near != NULL ? near : "(none)", cases[i].out);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(distances),
                cmocka_unit_test(corrections),
                cmocka_unit_test(slips_are_no_replacements),
                cmocka_unit_test(finds_what_a_plain_search_finds),
                cmocka_unit_test(large_vocabularies_are_cut),
                cmocka_unit_test(an_empty_vocabulary_corrects_nothing),
                cmocka_unit_test(nearest_names),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
