/* test_clean.c - what is kept of a question says nothing of who asked it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "../../plugin/answer/text_code.h"
#include "../../plugin/inbox/clean.h"
#include "../../plugin/inbox/clean_flat.h"

static const struct clean_names anna = { .nick = "Anna_42", .account = "annaw", .self = "crampbot" };

static const struct {
        const char *said, *kept, *reason;
} cases[] = {
        { "Why do my legs cramp at night?", "why do my legs cramp at night?", "a question stays" },
        { "  why,  at   night ...?? ?!", "why, at night?", "blanks and marks are made one" },
        { "it's 3am & my calf (left) hurts!!", "it's 3am my calf left hurts!", "brackets say nothing" },
        { "I don\xe2\x80\x99t na\xc3\xafvely ask", "i don't naively ask", "curly quotes and accents" },
        { "\xef\xbd\x97\xef\xbd\x88\xef\xbd\x99 cramps", "why cramps", "full-width letters" },
        { "\x02why\x02 \x03" "04,12cramps\x0f \x04" "FF0000at\x1f night", "why cramps at night", "codes" },
        { "\x04" "calf \x04" "ff0000,face", "calf face", "what only looks like a hex colour" },
        { "cr\xff\xfe" "amps \xc3", "cramps", "bytes that are no UTF-8" },
        { "don\x92t\xa0" "cramp\x97" "anna_42", "don't cramp", "but for the marks of Windows-1252" },
        { "zero\xe2\x80\x8bwidth\xe2\x80\xae legs", "zerowidth legs", "characters nobody sees" },
        { "cramp\nPRIVMSG #x :hi legs", "cramp privmsg hi legs", "a line end ends nothing; the colon goes" },
        { "vitamin b12 or L5/S1, 70yo, 2nd time", "vitamin b12 or l5 s1, 70yo, 2nd time", "letters with digits" },
        { "e.g. 3.5 hours", "e.g. 3.5 hours", "dots inside" },
        { "d\xc3\xa9j\xc3\xa0-vu cramps and/or pain", "deja vu cramps and or pain", "joined words part" },
        { "\xd0\x9d\xd0\xbe\xd0\xb3\xd0\xb0 \xd0\xb1\xd0\xbe\xd0\xbb\xd0\xb8\xd1\x82",
          "\xd0\xbd\xd0\xbe\xd0\xb3\xd0\xb0 \xd0\xb1\xd0\xbe\xd0\xbb\xd0\xb8\xd1\x82", "another script" },
        /* names */
        { "anna_42 wants to know why", "wants to know why", "the asker's nick" },
        { "ANNA asks: is anna's calf, Anna, fine", "asks: is calf, fine", "its letters, whatever case" },
        { "annaw: why cramps", "why cramps", "the account" },
        { "why has annaw cramps, AnnaW asks", "why has cramps, asks", "the account anywhere" },
        { "why, crampbot?", "why,", "the bot's nick" },
        { "bob: why cramps", "why cramps", "whoever is spoken to" },
        { "bob:why cramps", "why cramps", "without a blank" },
        { "anna:why hi,annaw me/anna's (anna-crampbot)", "why hi me", "names joined to words" },
        { "cold,winter and/or 3:30", "cold winter and or 3 30", "but no words go with them" },
        { "ask @bob and bob_99 and [bob] and bob|away and bob1978 why", "ask and and and and why", "nicks" },
        { "mail bob.smith+x@example.org why", "mail why", "mail" },
        { "mail bob@home or at DOM\\bob why", "mail or at why", "an address without a dot" },
        { "see https://x.example/~bob?q=1 or www.bob.example or bob.example.org/why", "see or or", "the web" },
        { "from 192.0.2.17 and 2001:db8::1 and ::1 and host.example cramps", "from and and and cramps", "addresses" },
        { "at dead:beef::cafe and 10.0.0.1 and bob:alice:x and irc:bob/x by 1.2.3", "at and and and by 1.2.3", "of few digits" },
        { "in #cramps and &local, /home/bob/x and C:\\Users\\bob legs", "in and and legs", "channels and paths" },
        { "call +49 (171) 555-1234, or 0171 5551234 please", "call or please", "phones" },
        { "born 12/03/1956 or 1956-03-12 in 90210", "born or in", "dates and postcodes" },
        { "i am 70 and 112 is far, 37 degrees", "i am 70 and 112 is far, 37 degrees", "short numbers stay" },
        { "my husband Bob Miller has cramps", "my husband has cramps", "two capitals" },
        { "ask Mary O'Brien, Ronald McDonald or Jean-Luc Picard of my legs, say my friends",
          "ask or of my legs, say my friends", "a capital inside, two first names" },
        { "ask Mary,Watson or Mary Watson-Smith why it is", "ask or why it is", "joined names" },
        { "my friend \xc5\x81ukasz Kowalski has cramps", "my friend has cramps", "a capital that is not ASCII" },
        { "\xd0\xb8 \xd0\x9c\xd0\xb0\xd1\x80\xd0\xb8\xd1\x8f \xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd\xd0\xbe\xd0\xb2\xd0\xb0 has cramps",
          "\xd0\xb8 has cramps", "another script's" },
        { "Dr. Mary O'Brien told me it is cold", "told me it is cold", "a title at the start" },
        { "Mary Watson told me it is cold", "mary watson told me it is cold", "a name at the start stays, as" },
        { "Does Magnesium help with my calf", "does magnesium help with my calf", "a question's second word does" },
        { "Anna Watson has cramps in her calf", "has cramps in her calf", "unless it is the asker's" },
        { "does Vitamin B12 help my calf", "does vitamin b12 help my calf", "a capital and digits are no name" },
        { "does Dr. Miller know why it is. Leg Cramps hurt", "does know why it is. leg cramps hurt", "a title; but a sentence's start stays" },
        { "Mary Jane Watson has cramps in the calf", "mary has cramps in the calf", "a name at the start loses its surname" },
        { "Why Do My Legs Cramp At Night", "why do my legs cramp at night", "a title" },
        { "WHY DO MY LEGS CRAMP", "why do my legs cramp", "shouting" },
        { "does Magnesium help my Calf", "does magnesium help my calf", "one capital" },
        { "robert'); drop table question;-- legs", "robert; drop table question; legs", "is text" },
        { "", "", "nothing" }, { "?!", "", "no word" }, { "a b 12", "", "no word of three letters" },
        { "bob@example.org", "", "nothing is left" },
};

static void test_cases(void **state)
{
        char out[CLEAN_BYTES];

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                size_t n = clean_words(out, cases[i].said, strlen(cases[i].said), &anna);

                if (strcmp(out, cases[i].kept) != 0 || n != strlen(out))
                        fail_msg("%s: \"%s\" became \"%s\"", cases[i].reason, cases[i].said, out);
        }
        assert_int_equal(clean_words(out, "legs\0cramp", 10, NULL), 10);
        assert_string_equal(out, "legs cramp");
}

/* "cramp_bot" is a nick; "cramp" is what is asked about. The asker's names are read like the text. */
static void test_names(void **state)
{
        static const struct {
                struct clean_names names;
                const char *said, *kept;
        } named[] = {
                { { .nick = "x", .account = "", .self = "cramp_bot" }, "cramp_bot, what is a cramp", "what is a cramp" },
                { { .self = "cramp_" }, "cramp_ what is a cramp", "what is a cramp" },
                { { .nick = "Zo\xc3\xab" }, "Zo\xc3\xab here, zoe\xe2\x80\x99s and ZO\xc3\x8b's legs", "here, and legs" },
                { { .nick = "_anna_" }, "_anna_ is anna, [anna] is not", "is is not" },
                { { .account = "[Anna]" }, "anna is [anna]", "" },
                { { .nick = "\xd0\x96\xd0\xb5\xd0\xbd\xd1\x8f" }, "me,\xd0\xb6\xd0\xb5\xd0\xbd\xd1\x8f too", "me too" },
        };
        char out[CLEAN_BYTES];

        (void)state;
        for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
                clean_words(out, named[i].said, strlen(named[i].said), &named[i].names);
                if (strcmp(out, named[i].kept) != 0)
                        fail_msg("\"%s\" became \"%s\"", named[i].said, out);
        }
}

/* What is kept and what is heard see the same formatting codes. */
static void test_codes(void **state)
{
        uint64_t seed = 5;

        (void)state;
        for (int round = 0; round < 50000; round++) {
                char said[24], flat[CLEAN_FLAT_BYTES], left[sizeof said + 1] = "";
                size_t used = 0;

                for (size_t i = 0; i < sizeof said; i++) {
                        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
                        said[i] = "\x01\x02\x03\x03\x04\x04\x0f\x11\x16\x1d\x1e\x1f,,0123abF9gz"[(seed >> 33) % 24];
                }
                for (size_t at = 0, n; at < sizeof said; at += n ? n : 1)
                        if ((n = irc_code(said + at, said + sizeof said)) == 0)
                                left[used++] = said[at];
                clean_flat(flat, said, sizeof said);
                assert_string_equal(flat, left);
        }
}

static void test_fold(void **state)
{
        char out[CLEAN_BYTES];

        (void)state;
        assert_int_equal(clean_fold(out, "why, do   my legs cramp?!"), 20);
        assert_string_equal(out, "why do my legs cramp");
}

static void test_long(void **state)
{
        char said[4000], out[CLEAN_BYTES];

        (void)state;
        for (size_t i = 0; i < sizeof said; i++)
                said[i] = i % 7 == 6 ? ' ' : 'x';
        assert_true(clean_words(out, said, sizeof said, NULL) < CLEAN_BYTES);
        assert_true(strlen(out) > CLEAN_BYTES - 10 && out[strlen(out) - 1] == 'x');
        memset(said, 'x', sizeof said);
        assert_int_equal(clean_words(out, said, sizeof said, NULL), 0);
}

/* Any bytes: short, clean UTF-8 comes out, and cleaning it again changes nothing but
 * what only looks like something once it is together. */
static void test_random(void **state)
{
        static const char *const bits[] = { "anna", "_", "@", ".", ":", "/", " ", " ", "\x03", "\x02", "#", "42",
                                            "legs", "\xc3\xa9", "\xff", "'", "?", "Bob", "\xe2\x80\xae", "-", "\xf0\x9f\x98\x80" };
        uint64_t seed = 11;
        char said[600], out[CLEAN_BYTES], fold[CLEAN_BYTES];

        (void)state;
        for (int round = 0; round < 20000; round++) {
                size_t used = 0, n;
                utf8proc_int32_t c;

                *said = '\0';
                for (int i = 0; i < 30; i++) {
                        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
                        used = strlen(strcat(said, bits[(seed >> 33) % (sizeof bits / sizeof *bits)]));
                }
                n = clean_words(out, said, used, &anna);
                assert_true(n < CLEAN_BYTES && n == strlen(out));
                assert_null(strpbrk(out, "@#_/\x02\x03\n"));
                for (size_t at = 0, read; at < n; at += read) {
                        utf8proc_ssize_t got = utf8proc_iterate((const utf8proc_uint8_t *)out + at, -1, &c);

                        assert_true(got > 0 && c >= ' ');
                        read = (size_t)got;
                }
                assert_true(clean_fold(fold, out) <= n);
                assert_null(strpbrk(fold, ".,?!;:"));
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_cases), cmocka_unit_test(test_names), cmocka_unit_test(test_codes), cmocka_unit_test(test_fold),
                cmocka_unit_test(test_long), cmocka_unit_test(test_random),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
