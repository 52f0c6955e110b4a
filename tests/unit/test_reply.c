/* test_reply.c - lines within a budget, and the disclaimer always whole.
 *
 * A table of layouts first, then a property test over generated texts, checked
 * against cleaning rules written a second time here, the slow way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/answer/answer.h"
#include "../../plugin/answer/reply.h"

#define TAIL "Not medical advice; see a doctor if it worries you."
#define LONG "Cramps at night are common. They come from tired muscles, and from lying with the foot " \
             "pointed down, which keeps the calf short. They last for seconds or minutes."

struct layout {
        const char *reason, *text, *hint, *tail;
        size_t bytes, lines;
        const char *line[4];
};

static const struct layout layouts[] = {
        { "all in one line", "One two.", "More.", TAIL, 80, 1, { "One two. " TAIL } },
        { "the hint is for what is left over", "One two.", "More.", NULL, 80, 1, { "One two." } },
        { "a tail alone", "", "More.", TAIL, 80, 1, { TAIL } },
        { "controls are blanks, blanks run together", "\x02" "a\r\nb\t \x1f" "c\x7f", NULL, "x\ny", 80, 1,
          { "a b c x y" } },
        { "C1 controls, line separators and direction codes too", "a\xc2\x85" "b\xe2\x80\xa8" "c\xe2\x80\xae" "d", NULL,
          NULL, 80, 1, { "a b c d" } },
        { "bytes that are not UTF-8", "a\xff\xc3 \xed\xa0\x80", NULL, NULL, 80, 1,
          { "a\xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" } },
        { "two lines, broken at a blank, the tail not", "One two three four five six seven eight nine.", NULL,
          TAIL, 60, 2, { "One two three four five six seven eight nine.", TAIL } },
        { "cut at a sentence, though more would fit", LONG " And more, and more, and more.", NULL, TAIL, 200, 1,
          { "Cramps at night are common. They come from tired muscles, and from lying with the foot "
            "pointed down, which keeps the calf short. ... " TAIL } },
        { "cut at a blank where no sentence ends", "So it is said that calves may often cramp at night when they "
          "are tired and it is cold and dark and late and it goes on", "Say more.", TAIL, 140, 1,
          { "So it is said that calves may often cramp at night when they are tired and... Say more. "
            TAIL } },
        { "the hint goes before the text gets too short", "So it is said that calves may often cramp at night when "
          "they are tired", "Say more for all the rest of it, and still more.", TAIL, 120, 1,
          { "So it is said that calves may often cramp at night when they are... " TAIL } },
        { "too small for 60 bytes and the tail: all, in more lines", "So it is said that calves may often cramp.",
          NULL, TAIL, 60, 1, { "So it is said that calves may often cramp.", TAIL } },
        { "a tail longer than a line is broken at blanks", "Yes.", NULL, TAIL, 40, 1,
          { "Yes. Not medical advice; see a doctor if", "it worries you." } },
        { "a word longer than a line is broken", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeee f", NULL, NULL, 40, 2,
          { "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd", "eeeee f" } },
        { "between characters", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddd\xc3\xa9\xc3\xa9 f", NULL, NULL, 40, 2,
          { "aaaaaaaaaabbbbbbbbbbccccccccccddddddddd", "\xc3\xa9\xc3\xa9 f" } },
};

static void test_layouts(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
                const struct layout *l = &layouts[i];
                struct reply r;
                size_t want = 0;

                if (!reply_lay_out(&r, l->text, l->hint, l->tail, l->bytes, l->lines))
                        fail_msg("%s: nothing was laid out", l->reason);
                while (want < 4 && l->line[want])
                        want++;
                for (size_t n = 0; n < r.count && n < want; n++)
                        if (strcmp(r.line[n], l->line[n]) != 0)
                                fail_msg("%s: line %zu is \"%s\"", l->reason, n, r.line[n]);
                if (r.count != want)
                        fail_msg("%s: %zu lines", l->reason, r.count);
        }
}

/* What must not leave as it is does not, wherever in a text it stands, though all the rest is plain. */
static void test_odd_bytes_anywhere(void **state)
{
        static const char odd[] = "\x01\x02\x1f\x7f\r\n";
        char text[100];
        struct reply r;

        (void)state;
        for (size_t length = 1; length < sizeof text; length++)
                for (size_t at = 0; at < length; at++)
                        for (const char *c = odd; *c; c++) {
                                memset(text, 'a', length);
                                text[length] = '\0';
                                text[at] = *c;
                                if (reply_lay_out(&r, text, NULL, TAIL, 200, 1) && strpbrk(r.line[0], odd))
                                        fail_msg("byte %02x at %zu of %zu", (unsigned char)*c, at, length);
                                assert_true(length == 1 || strchr(r.line[0], 'a'));
                        }
}

/* "more" goes on where the reply ended. */
static void test_goes_on(void **state)
{
        struct reply r;
        char said[1024] = "";
        const char *rest = LONG " " LONG " And then it is over.";

        (void)state;
        for (int i = 0; *rest && i < 10; i++) {
                assert_true(reply_lay_out(&r, rest, "Say more.", TAIL, 200, 1));
                assert_int_equal(r.count, 1);
                assert_non_null(strstr(r.line[0], TAIL));
                strncat(said, rest, r.used);
                rest += r.used;
        }
        assert_string_equal(said, LONG " " LONG " And then it is over.");
}

static void test_refused(void **state)
{
        struct reply r;
        char text[800];

        (void)state;
        memset(text, 'a', sizeof text);
        text[sizeof text - 1] = '\0';
        assert_false(reply_lay_out(&r, "a", NULL, TAIL, ANSWER_LINE_MIN - 1, 1));
        assert_int_equal(r.count, 0);
        assert_false(reply_lay_out(&r, "", NULL, NULL, 100, 1));
        assert_false(reply_lay_out(&r, " \x02 ", "hint", "", 100, 1));
        /* 799 bytes and the tail do not fit 8 lines of 40, but a part of them does */
        assert_true(reply_lay_out(&r, text, NULL, TAIL, 40, 1));
        assert_in_range(r.used, 200, 300);
        assert_true(reply_lay_out(&r, text, NULL, NULL, 40, 1));
        assert_int_equal(r.count, REPLY_LINES);
        assert_false(reply_lay_out(&r, "a", NULL, text, 40, 1)); /* a tail is never cut */
        assert_true(reply_lay_out(&r, text, NULL, TAIL, 40, 8));
        assert_true(reply_lay_out(&r, text, NULL, TAIL, 100000, 100000));
        assert_int_equal(r.count, 1);
}

/* ---- the property test ---- */

static uint64_t seed;

static unsigned random_below(unsigned n)
{
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        return (unsigned)(seed >> 33) % n;
}

static const char *const characters[] = {
        "a", "e", "t", "n", "Z", "7", ".", ",", "-", "'", "\xc3\xa9", "\xc3\x9f", "\xe2\x80\x99", "\xe4\xb8\xad",
        "\xe6\x96\x87", "\xf0\x9f\xa6\xb5", "\xcc\x81", "\xe2\x80\x8d", "\xc2\xa0", "\xc2\x9b", "\x01", "\x02", "\r", "\n",
        "\x1f", "\x7f", "\xff", "\xc3", "\xe2\x80", "\xf0\x9f", "\xed\xa0\x80", "\xc0\xaf", "\xe2\x80\xae"
};
#define PLAIN 10u      /* the first ones are plain ASCII */
#define WELL_FORMED 18u

/* A text of words; kind 0: ASCII, 1: any characters, 2: hostile bytes too. */
static void generate(char *to, size_t most, unsigned kind, unsigned long_words)
{
        unsigned choose = kind == 0 ? PLAIN : kind == 1 ? WELL_FORMED
                                            : (unsigned)(sizeof characters / sizeof *characters);
        size_t n = 0, goal = random_below((unsigned)most);

        while (n < goal) {
                unsigned length = 1 + random_below(random_below(30) < long_words ? 300 : 9);

                while (length-- && n < goal) {
                        const char *c = characters[random_below(choose)];

                        memcpy(to + n, c, strlen(c));
                        n += strlen(c);
                }
                to[n++] = ' ';
        }
        to[n] = '\0';
}

/* Length of the well-formed character at p (Unicode, table 3-7), or 0. */
static size_t well_formed(const unsigned char *p)
{
        size_t n = *p < 0x80 ? 1 : *p >= 0xc2 && *p <= 0xdf ? 2 : (*p & 0xf0) == 0xe0 ? 3
                   : *p >= 0xf0 && *p <= 0xf4 ? 4 : 0;

        for (size_t i = 1; i < n; i++)
                if ((p[i] & 0xc0) != 0x80)
                        return 0;
        if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) || (*p == 0xf0 && p[1] < 0x90) ||
            (*p == 0xf4 && p[1] > 0x8f))
                return 0;
        return n;
}

static bool is_control(const unsigned char *p)
{
        static const char *const others[] = { "\xc2\xa0", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaa", "\xe2\x80\xab",
                "\xe2\x80\xac", "\xe2\x80\xad", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9" };

        if (*p < 0x20 || *p == 0x7f || (*p == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f))
                return true;
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
                if (strncmp((const char *)p, others[i], strlen(others[i])) == 0)
                        return true;
        return false;
}

/* The first `length` bytes as they should be written; blanks: kept at all? */
static void clean(char *to, const char *from, size_t length, bool blanks)
{
        const unsigned char *p = (const unsigned char *)from;
        const unsigned char *end = p + length;
        char *start = to;

        while (p < end) {
                size_t n = well_formed(p);

                if (n > 0 && (is_control(p) || *p == ' ')) {
                        if (blanks && to > start && to[-1] != ' ')
                                *to++ = ' ';
                        p += n;
                } else if (n > 0) {
                        memcpy(to, p, n);
                        to += n;
                        p += n;
                } else {
                        memcpy(to, "\xef\xbf\xbd", 3);
                        to += 3;
                        p++;
                }
        }
        if (to > start && to[-1] == ' ')
                to--;
        *to = '\0';
}

struct sample {
        char text[8000], hint[80], tail[200];
        size_t bytes, lines;
        unsigned kind, long_words;
};

static void check_lines(const struct sample *s, const struct reply *r)
{
        const char *last = r->line[r->count - 1];

        assert_in_range(r->count, 1, REPLY_LINES);
        assert_true(last + strlen(last) < r->bytes + REPLY_BYTES);
        for (size_t i = 0; i < r->count; i++) {
                const unsigned char *p = (const unsigned char *)r->line[i];

                assert_in_range(strlen(r->line[i]), 1, s->bytes < ANSWER_LINE_MAX ? s->bytes : ANSWER_LINE_MAX);
                while (*p) {
                        size_t n = well_formed(p);

                        assert_true(n > 0);
                        assert_false(is_control(p));
                        p += n;
                }
        }
        /* more lines than promised only where there is no other way: all of it, or
         * as much as ever fits */
        if (r->count > s->lines && r->used < strlen(s->text)) {
                assert_true(r->used >= 60);
                assert_true(strlen(s->text) + strlen(s->tail) >= s->bytes * REPLY_LINES / 2);
        }
        /* and where there is room, never (two words of 60, dots, tail) */
        if (s->bytes >= 260 && !s->long_words && s->kind == 0)
                assert_in_range(r->count, 1, s->lines);
}

static void check_words(const struct sample *s, const struct reply *r)
{
        char joined[REPLY_BYTES + 1] = "", want[REPLY_BYTES * 3], packed[REPLY_BYTES * 3];
        const char *last = r->line[r->count - 1];

        for (size_t i = 0; i < r->count; i++)
                strcat(joined, r->line[i]);
        clean(packed, joined, strlen(joined), false);
        clean(want, s->text, r->used, false);
        if (strncmp(packed, want, strlen(want)) != 0)
                fail_msg("the text is not \"%s\" in \"%s\"", want, packed);
        clean(want, s->tail, strlen(s->tail), true);
        if (strlen(want) <= s->bytes) { /* a tail is shorter than the longest line */
                if (strlen(last) < strlen(want) || strcmp(last + strlen(last) - strlen(want), want) != 0)
                        fail_msg("no tail \"%s\" at the end of \"%s\"", want, last);
        } else {
                clean(want, s->tail, strlen(s->tail), false);
                assert_true(strlen(packed) >= strlen(want));
                assert_string_equal(packed + strlen(packed) - strlen(want), want);
        }
}

/* Refused only where it cannot be helped: any two lines together hold more
 * than one line's bytes, so 8 lines hold at least four times that. */
static void check_refused(const struct sample *s)
{
        static char text[sizeof s->text * 3];
        char tail[sizeof s->tail * 3];

        clean(text, s->text, strlen(s->text), true);
        clean(tail, s->tail, strlen(s->tail), true);
        if (!*text && !*tail)
                return;
        if (strlen(tail) <= 2 * s->bytes)
                fail_msg("refused: %zu + %zu bytes in lines of %zu", strlen(text), strlen(tail), s->bytes);
}

static void test_any_text(void **state)
{
        static struct sample s;
        static struct reply r;
        unsigned laid = 0, cut = 0;

        (void)state;
        seed = 20261122;
        for (int round = 0; round < 6000; round++) {
                s.kind = random_below(3);
                s.long_words = random_below(3);
                s.bytes = round % 2 ? 40 + random_below(round % 4 == 1 ? 985 : 2000) : 40 + random_below(160);
                s.lines = 1 + random_below(8);
                generate(s.text, random_below(4) ? 400 : random_below(4) ? 2600 : 7000, s.kind, s.long_words);
                generate(s.hint, 60, s.kind ? 1 : 0, 0);
                generate(s.tail, random_below(8) ? 120 : 180, s.kind, 0);
                if (!reply_lay_out(&r, s.text, s.hint, s.tail, s.bytes, s.lines)) {
                        check_refused(&s);
                        continue;
                }
                laid++;
                cut += r.used < strlen(s.text);
                check_lines(&s, &r);
                check_words(&s, &r);
        }
        assert_in_range(laid, 4000, 6000); /* the test tests something */
        assert_in_range(cut, 600, 6000);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_layouts), cmocka_unit_test(test_odd_bytes_anywhere), cmocka_unit_test(test_goes_on),
                cmocka_unit_test(test_refused), cmocka_unit_test(test_any_text),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
