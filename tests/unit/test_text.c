/* test_text.c - any bytes in, clean words out.
 *
 * Words are compared as one line: "it's 3 am", with | before a word that a
 * clause ends before, ? behind one that a question mark follows, # before a
 * number and + before a word that is joined to the last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static const char *shown(const struct text *text)
{
        static char line[8192];
        size_t used = 0;

        line[0] = '\0';
        for (size_t i = 0; i < text->count; i++) {
                const struct text_word *word = &text->word[i];

                assert_int_equal(strlen(word->s), word->length);
                used += (size_t)snprintf(line + used, sizeof line - used, "%s%s%s%s%s%s",
                                         i > 0 ? " " : "", word->flags & TEXT_BREAK ? "|" : "",
                                         word->flags & TEXT_JOINED ? "+" : "",
                                         word->flags & TEXT_NUMBER ? "#" : "", word->s,
                                         word->flags & TEXT_ASKED ? "?" : "");
                assert_true(used < sizeof line);
        }
        return line;
}

static const struct {
        const char *in, *out, *why;
} cases[] = {
        { "", "", "nothing" },
        { "   \t ", "", "blanks alone" },
        { "?!...", "", "points alone" },
        { "Leg CRAMPS", "leg cramps", "shouting" },
        { "It's 3am!!", "it's #3 +am", "the header's example; a break only before a word" },
        { "70yo", "#70 +yo", "ages" },
        { "b12", "b +#12", "letters, then digits" },
        { "why? really", "why? |really", "a question mark is also a clause's end" },
        { "why ?", "why?", "French spacing" },
        { "why?!", "why?", "and more points" },
        { "cold,winter", "cold |winter", "no blank behind the comma" },
        { "well...no", "well |no", "dots" },
        { "3.5 km", "#3 #5 km", "a decimal point ends no clause" },
        { "at 3:30", "at #3 #30", "nor does a colon in a time" },
        { "3. what", "#3 |what", "but a full stop behind a number does" },
        { "3 a.m. why", "#3 am |why", "an abbreviation is one word" },
        { "e.g. cramps", "eg |cramps", "another" },
        { "cramp.a", "cramp |a", "a full stop without a blank" },
        { "pain/cramp half-asleep snake_case", "pain cramp half asleep snake case", "joints part" },
        { "can't", "can't", "an inner apostrophe stays" },
        { "'cramp' dogs' 'n'", "cramp dogs n", "quotes go" },
        { "don\xe2\x80\x99t don\xca\xbct don`t don\xc2\xb4t don\xef\xbc\x87t",
          "don't don't don't don't don't", "all kinds of apostrophes" },
        { "don\x92t", "don't", "the curly quote of Windows-1252" },
        { "swollen\x97red leg\x96" "foot chest\xa0pain wait\x85what", "swollen |red leg foot chest pain wait |what",
          "its dashes, hard blank and three dots" },
        { "\xe2\x80\x9c" "cramp\xe2\x80\x9d", "cramp", "curly double quotes" },
        { "o''clock", "o clock", "two apostrophes are none" },
        { "5'10", "#5 #10", "nor is one between digits" },
        { "soooo", "soo", "held letters" },
        { "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", "ee", "with accents" },
        { "\xd0\xbe\xd0\xbe\xd0\xbe\xd0\xbe", "\xd0\xbe\xd0\xbe", "of any alphabet" },
        { "leg\xe3\x85\xa4", "leg", "a letter that is not seen: the Hangul filler" },
        { "NOOOoooo", "noo", "of either case" },
        { "1000000", "#1000000", "but not digits" },
        { "www aaa", "ww aa", "three alone" },
        { "caf\xc3\xa9 na\xc3\xafve \xc3\x9c" "bel", "cafe naive ubel", "accents" },
        { "e\xcc\x81tude", "etude", "a combining accent" },
        { "Stra\xc3\x9f" "e", "strasse", "case folding" },
        { "\xef\xbc\xac\xef\xbd\x85\xef\xbd\x87 \xef\xbc\x93\xef\xbc\x9f", "leg #3?",
          "full width, the question mark too" },
        { "\xf0\x9d\x90\x9c\xf0\x9d\x90\xab\xf0\x9d\x90\x9a\xf0\x9d\x90\xa6\xf0\x9d\x90\xa9", "cramp",
          "mathematical letters" },
        { "\xef\xac\x81n", "fin", "a ligature" },
        { "leg\xe2\x84\xa2", "leg", "a trade mark sign is not the letters tm" },
        { "cr\xe2\x80\x8b" "amp cr\xc2\xad" "amp", "cramp cramp", "zero width, soft hyphen" },
        { "leg\xf0\x9f\x98\xad" "cramp", "leg cramp", "an emoji parts words" },
        { "\xf0\x9f\x91\xa9\xe2\x80\x8d\xe2\x9a\x95\xef\xb8\x8f leg", "leg", "a joined emoji" },
        { "leg\xc2\xa0" "cramp", "leg cramp", "a hard blank" },
        { "wait\xe2\x80\xa6 what", "wait |what", "three dots in one character" },
        { "night \xe2\x80\x94 why", "night |why", "a dash between clauses" },
        { "5\xe2\x80\x93" "10 leg\xe2\x80\x93" "foot", "#5 #10 leg foot", "one inside" },
        { "\xd0\x9d\xd0\x9e\xd0\x93\xd0\x90 \xd0\xb1\xd0\xbe\xd0\xbb\xd0\xb8\xd1\x82",
          "\xd0\xbd\xd0\xbe\xd0\xb3\xd0\xb0 \xd0\xb1\xd0\xbe\xd0\xbb\xd0\xb8\xd1\x82",
          "Cyrillic is folded, too" },
        { "cr\xff" "amp", "cramp", "an invalid byte is passed over" },
        { "cramp\xc3", "cramp", "a character cut in two by the line's end" },
        { "\xed\xa0\x80leg", "leg", "a surrogate" },
        { "\xc0\xaf", "", "an overlong form" },
        { "\x02leg\x02 cr\x1f" "amp\x0f", "leg cramp", "bold and underlined, inside a word" },
        { "\x03" "07leg \x03" "4,12cramps \x03" "3cold", "leg cramps cold", "colours" },
        { "\x03" "1,why", "|why", "a comma without digits is a comma" },
        { "\x03" "0470yo", "#70 +yo", "two digits are the colour, no more" },
        { "\x03" "4,125", "#5", "two behind the comma, too" },
        { "\x04" "ff0000red \x04" "00ff00,0000ffblue", "red blue", "hex colours" },
        { "\x04" "face", "face", "four letters are no hex colour" },
        { "\x04" "ff0000,face", "|face", "nor behind the comma of one" },
        { "\x01" "ACTION rubs leg\x01", "action rubs leg", "CTCP's quote is dropped" },
        { "\x11" "a\x16 b\x1d c\x1e d", "a b c d", "the other codes" },
        { "see https://en.wikipedia.org/wiki/Cramp?x=1 ok", "see |ok", "a URL" },
        { "http://a.b?", "", "a URL alone" },
        { "this http://a.b/? yes", "this? |yes", "asked behind a URL" },
        { "WWW.x.org, why", "|why", "one that begins with www, with its comma" },
        { "www\xef\xbc\x8e" "x.org why me", "|why me", "one with a full-width dot" },
        { "www\xe3\x80\x82x why", "|why", "one with an ideographic one" },
        { "irc://x y", "|y", "any scheme" },
        { "why:ok", "why |ok", "a colon alone is no scheme" },
        { "why cramps? :D", "why cramps?", "a smiley is no word" },
        { "why cramps :-P ?", "why cramps?", "nor does it come between a word and its mark" },
        { "legs :DDD =3 ;p :'D >:O xD! XDDD", "legs", "faces" },
        { "legs T_T o_O x.x O.0 u__u <3 </3 \\o/ o/", "legs", "eyes, hearts, arms" },
        { "why?:D no!xD so.:D (really):P", "why? |no |so |really", "right behind a mark" },
        { "legs xD what now", "legs |what now", "a smiley ends a clause" },
        { "\x01" "ACTION hurts :D\x01", "action hurts", "before a code" },
        { "vitamin D: why (7 to 8) b:d calf:D", "vitamin d |why #7 to #8 b |d calf |d", "no smileys" },
        { "0.0 is 3:3, <35 xdrug :Do a_b t.b :3:4 X.x.1", "#0 #0 is #3 #3 |#35 xdrug |do a b tb |#3 #4 xx |#1",
          "nor these" },
        { "a\nb\r\nc", "a |b |c", "lines" },
        { "00012", "#00012", "zeros in front" },
};

static void reads_what_irc_carries(void **state)
{
        struct text *text = malloc(sizeof *text);

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                text_read(text, cases[i].in, strlen(cases[i].in));
                if (strcmp(shown(text), cases[i].out) != 0)
                        fail_msg("%s: \"%s\" gave \"%s\", not \"%s\"", cases[i].why, cases[i].in,
                                 shown(text), cases[i].out);
        }
        free(text);
}

static void numbers_have_values(void **state)
{
        static const struct {
                const char *in;
                uint32_t value;
        } numbers[] = {
                { "0", 0 }, { "82", 82 }, { "007", 7 }, { "999999999", 999999999 },
                { "1000000000", 999999999 }, { "99999999999999999999", 999999999 },
        };
        struct text *text = malloc(sizeof *text);

        (void)state;
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
                text_read(text, numbers[i].in, strlen(numbers[i].in));
                assert_int_equal(text->count, 1);
                assert_int_equal(text->word[0].value, numbers[i].value);
        }
        free(text);
}

/* 64 bytes are a word, 65 are nobody's. */
static void long_words_are_dropped(void **state)
{
        struct text *text = malloc(sizeof *text);
        char line[200];
        size_t length = 0;

        (void)state;
        for (size_t i = 0; i < 64; i++)
                line[length++] = i % 2 ? 'a' : 'b';
        text_read(text, line, length);
        assert_int_equal(text->count, 1);
        assert_int_equal(text->word[0].length, 64);
        memcpy(line + length, "c leg", 6);
        text_read(text, line, length + 5);
        assert_string_equal(shown(text), "leg");
        /* What is held down is short in the end. */
        memset(line, 'o', 199);
        text_read(text, line, 199);
        assert_string_equal(shown(text), "oo");
        free(text);
}

static void room_is_never_overrun(void **state)
{
        struct text *text = malloc(sizeof *text);
        size_t size = 100000;
        char *line = malloc(size);

        (void)state;
        for (size_t i = 0; i < size; i++)
                line[i] = i % 2 ? ' ' : 'x';
        text_read(text, line, size);
        assert_int_equal(text->count, TEXT_WORDS);
        for (size_t i = 0; i < size; i++)
                line[i] = "abcdefghijklmnopqrstuvwxyz "[i % 27];
        text_read(text, line, size);
        assert_true(text->used <= TEXT_BYTES);
        assert_true(text->count > 100);
        free(line);
        free(text);
}

/* A long text comes in pieces, none of its words lost or cut, breaks kept. */
static void reading_on_loses_nothing(void **state)
{
        struct text *text = malloc(sizeof *text);
        size_t size = 200000, used = 0, at = 0, words = 0, breaks = 0;
        char *line = malloc(size);

        (void)state;
        for (unsigned i = 0; used + 20 < size; i++)
                used += (size_t)sprintf(line + used, "w\x02" "%cx%s", (char)('a' + i % 26),
                                        i % 3 ? " " : "\xe2\x80\xa6 ");
        while (text_read_some(text, line, used, &at, TEXT_WORDS) > 0) {
                for (size_t i = 0; i < text->count; i++) {
                        char expected[4] = { 'w', (char)('a' + words % 26), 'x', '\0' };

                        assert_string_equal(text->word[i].s, expected);
                        breaks += text->word[i].flags & TEXT_BREAK ? 1 : 0;
                        assert_true(words == 0 ||
                                    !(text->word[i].flags & TEXT_BREAK) == ((words - 1) % 3 != 0));
                        words++;
                }
        }
        assert_int_equal(at, used);
        assert_true(words > 10000 && breaks > words / 4);
        free(line);
        free(text);
}

/* Any bytes: fixed seed, never outside, every word clean. */
static void survives_noise(void **state)
{
        struct text *text = malloc(sizeof *text);
        uint32_t seed = 20261122;

        (void)state;
        for (unsigned round = 0; round < 20000; round++) {
                size_t length = round % 90;
                char *line = malloc(length + 1); /* of the exact size, for the sanitizer */

                for (size_t i = 0; i < length; i++) {
                        seed = seed * 1664525u + 1013904223u;
                        line[i] = (char)(seed >> 24);
                        if (seed >> 20 & 1)
                                line[i] = "w.:/h'3,\x03\x04?oO "[(seed >> 8) % 14];
                }
                text_read(text, line, length);
                for (size_t i = 0; i < text->count; i++) {
                        const char *s = text->word[i].s;

                        assert_true(text->word[i].length <= TEXT_WORD_BYTES);
                        assert_true(s[0] != '\'' && s[text->word[i].length - 1] != '\'');
                        assert_true(strpbrk(s, " \n\x01\x02\x03.,?!:;-_/ABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
                                    NULL);
                }
                free(line);
        }
        free(text);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reads_what_irc_carries),
                cmocka_unit_test(numbers_have_values),
                cmocka_unit_test(long_words_are_dropped),
                cmocka_unit_test(room_is_never_overrun),
                cmocka_unit_test(reading_on_loses_nothing),
                cmocka_unit_test(survives_noise),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
