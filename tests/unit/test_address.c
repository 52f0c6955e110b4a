/* test_address.c - who is spoken to. A case carries its reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/answer/address.h"

enum { NO, YES };

struct example {
        const char *text;
        int addressed;
        const char *said;   /* NULL: the text as it is */
        const char *reason;
};

static void check(const struct example *c, const char *self, const char *prefix, bool in_private)
{
        struct address a;
        const char *said = c->said ? c->said : c->text;

        memset(&a, 0xee, sizeof a);
        address_read(&a, c->text, strlen(c->text), self, prefix, in_private);
        if (a.addressed != c->addressed || a.length != strlen(said) || memcmp(a.text, said, a.length) != 0)
                fail_msg("\"%s\" (%s): addressed %d, said \"%.*s\"", c->text, c->reason,
                         a.addressed, (int)a.length, a.text);
        assert_true(a.text >= c->text && a.text + a.length <= c->text + strlen(c->text));
}

static void test_nick_first(void **state)
{
        static const struct example cases[] = {
                { "crampbot: why", YES, "why", "the usual way" },
                { "crampbot, why", YES, "why", "the other usual way" },
                { "crampbot - why", YES, "why", "a dash" },
                { "crampbot- why", YES, "why", "a dash at the nick" },
                { "crampbot -- why", YES, "why", "two dashes" },
                { "crampbot> why", YES, "why", "an arrow" },
                { "crampbot \xe2\x80\x94 why", YES, "why", "a long dash" },
                { "crampbot\xef\xbc\x9a why", YES, "why", "a full-width colon" },
                { "crampbot; why", YES, "why", "next to the colon on the keyboard" },
                { "crampbot:why", YES, "why", "no blank" },
                { "crampbot :why", YES, "why", "the blank on the wrong side" },
                { "crampbot!!! why", YES, "why", "excited" },
                { "crampbot? why", YES, "why", "is it there?" },
                { "crampbot... why", YES, "why", "hesitating" },
                { "CRAMPBOT: why", YES, "why", "any case" },
                { "@crampbot why", YES, "why", "as elsewhere on the net" },
                { "@crampbot: why", YES, "why", "both" },
                { "  crampbot:   why  ", YES, "why  ", "blanks around" },
                { "crampbot why do calves cramp", YES, "why do calves cramp", "no mark at all" },
                { "crampbot is a silly bot", YES, "is a silly bot", "told from the above by what is answered" },
                { "\x02" "crampbot\x02: why", YES, "why", "bold nick" },
                { "\x03" "04,12crampbot\x03: why", YES, "why", "coloured nick" },
                { "\x04" "ff0000crampbot\x0f: why", YES, "why", "coloured by hex" },
                { "\x03" "4crampbot: why", YES, "why", "one digit of colour" },
                { "\x04" "crampbot: why", YES, "why", "a hex colour's end: c is none of its digits" },
                { "\x04" "ff0000,00ff00crampbot: why", YES, "why", "two hex colours" },
                { "cramp\x02" "bot: why", YES, "why", "a code inside" },
                { "crampbot\xc2\xa0: why", YES, "why", "a no-break space" },
                { "\xe2\x80\x8e" "crampbot\xe2\x80\x8f: why", YES, "why", "marks of direction" },
                { "\xef\xbb\xbf" "crampbot\xef\xbb\xbf: why", YES, "why", "byte order marks" },
                { "crampbot\xe3\x80\x81why", YES, "why", "an ideographic comma" },
                { "crampbot\xe2\x80\xa6 why", YES, "why", "three dots in one" },
                { "crampbot: 1", YES, "1", "a choice" },
                { "crampbot: crampbot: why", YES, "crampbot: why", "once is enough" },
                { "crampbot", YES, "", "called by name" },
                { "crampbot:", YES, "", "called by name" },
                { "crampbot ??", YES, "", "called by name, asking" },
                { "crampbot: ?!", YES, "?!", "nothing that could be a word" },
                { "crampbot: \x02\x0f", YES, "", "codes alone" },
                { "crampbotty: hi", NO, NULL, "another nick" },
                { "crampbot2: hi", NO, NULL, "another nick" },
                { "crampbot_: hi", NO, NULL, "another nick" },
                { "crampbot-2: hi", NO, NULL, "another nick" },
                { "crampbot\xc3\xa9: hi", NO, NULL, "another word" },
                { "crampbot.org is down", NO, NULL, "a host" },
                { "crampbot's answers are odd", NO, NULL, "talk about it" },
                { "crampbot/next is out", NO, NULL, "a path" },
                { "cramp: why", NO, NULL, "half of the nick" },
                { "ccrampbot: why", NO, NULL, "more than the nick" },
                { "", NO, NULL, "nothing" },
                { "   ", NO, NULL, "blanks" },
                { "\x03", NO, NULL, "a code alone" },
                { "@", NO, NULL, "a sign alone" },
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                check(&cases[i], "crampbot", NULL, false);
}

static void test_greeting_first(void **state)
{
        static const struct example cases[] = {
                { "hey crampbot, why", YES, "why", "a greeting" },
                { "hi crampbot! why", YES, "why", "a greeting" },
                { "Hello, crampbot: why", YES, "why", "its own comma" },
                { "hi there crampbot why do calves cramp", YES, "why do calves cramp", "two words" },
                { "ok @crampbot why", YES, "why", "with the sign" },
                { "excuse me crampbot, why", YES, "why", "politely" },
                { "Hi\xef\xbc\x8c crampbot\xef\xbc\x81 why", YES, "why", "full-width marks" },
                { "good  morning crampbot", YES, "good  morning ", "only greeted: that is what was said" },
                { "hi crampbot", YES, "hi ", "only greeted" },
                { "hi crampbot: * 1", YES, "* 1", "greeted, and a choice behind a mark" },
                { "hi crampbot: /\x02" "1", YES, "/\x02" "1", "behind a code" },
                { "hi crampbot: */", YES, "hi ", "marks alone" },
                { "thanks crampbot!", YES, "thanks ", "thanked" },
                { "hey crampbot?", YES, "hey ", "only greeted" },
                { "ask crampbot, it knows", NO, NULL, "talk about it" },
                { "the crampbot: broken", NO, NULL, "talk about it" },
                { "history crampbot: why", NO, NULL, "hi is not a word here" },
                { "hi crampbotty, why", NO, NULL, "another nick" },
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                check(&cases[i], "crampbot", NULL, false);
}

static void test_nick_last(void **state)
{
        static const struct example cases[] = {
                { "why do calves cramp crampbot?", YES, "why do calves cramp", "asked at the end" },
                { "why do calves cramp, crampbot?", YES, "why do calves cramp", "with a comma" },
                { "why do calves cramp, crampbot", YES, "why do calves cramp", "a comma is enough" },
                { "why do calves cramp, CrampBot !!", YES, "why do calves cramp", "any case" },
                { "why? crampbot?", YES, "why", "two questions" },
                { "why do calves cramp @crampbot", YES, "why do calves cramp", "with the sign" },
                { "why, \x02" "crampbot\x02?\x0f", YES, "why", "codes around" },
                { "why, crampbot ?  ", YES, "why", "blanks around" },
                { "why, crampbot\xe2\x80\x8e?\xef\xbb\xbf", YES, "why", "those that nobody sees, too" },
                { "why\xef\xbc\x8c crampbot\xef\xbc\x9f", YES, "why", "full-width marks" },
                { "why\xef\xbc\x8c" "crampbot", YES, "why", "a full-width comma, no blank" },
                { "why\xe3\x80\x81" "crampbot", YES, "why", "an ideographic one" },
                { "why crampbot\xef\xbc\x9f", YES, "why", "asked, full-width" },
                { "I love\xef\xbc\x9a crampbot", NO, NULL, "no comma" },
                { "\xe3\x81\x80" "crampbot?", NO, NULL, "a letter of another script" },
                { "I love crampbot", NO, NULL, "talk about it" },
                { "crampbots rule, crampbots?", NO, NULL, "another word" },
                { "what is a botcrampbot?", NO, NULL, "another word" },
                { "is crampbot down today?", NO, NULL, "in the middle" },
                { "I asked crampbot, and it was silent", NO, NULL, "in the middle" },
                { "see irc.example.org/crampbot?", NO, NULL, "an address" },
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                check(&cases[i], "crampbot", NULL, false);
}

static void test_prefix(void **state)
{
        static const struct example cases[] = {
                { "!cramp why", YES, "why", "the prefix" },
                { "!CRAMP why", YES, "why", "any case" },
                { "  !cramp  why", YES, "why", "blanks around" },
                { "\x02!cramp\x02 why", YES, "why", "bold" },
                { "!cramp", YES, "", "alone" },
                { "!cramp ", YES, "", "alone" },
                { "!cramping is bad", NO, NULL, "another command" },
                { "!cramp, why", NO, NULL, "another command" },
                { "why !cramp", NO, NULL, "not at the front" },
                { "! cramp why", NO, NULL, "something else" },
                { "cramp why", NO, NULL, "without the mark" },
                { "crampbot: why", YES, "why", "the nick still works" },
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                check(&cases[i], "crampbot", "!cramp", false);
}

static void test_private(void **state)
{
        static const struct example cases[] = {
                { "why do calves cramp?", YES, "why do calves cramp?", "all is said to the bot" },
                { "crampbot: why", YES, "why", "a habit from the channel" },
                { "!cramp why", YES, "why", "another habit" },
                { "crampbot is what?", YES, "crampbot is what?", "about it, so it stays" },
                { "what is crampbot?", YES, "what is crampbot?", "about it, so it stays" },
                { "hi crampbot, why", YES, "why", "a greeting" },
                { "", YES, "", "nothing" },
                { " \x02 ", YES, "", "nothing" },
                { "?", YES, "?", "nothing" },
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                check(&cases[i], "crampbot", "!cramp", true);
}

/* Nicks of RFC 2812 hold []\`_^{}|, and those of RFC 1459 fold like letters. */
static void test_special_nicks(void **state)
{
        static const struct example cases[] = {
                { "[b]\\o^t|: why", YES, "why", "as it is" },
                { "{B}|O~T\\: why", YES, "why", "folded by RFC 1459" },
                { "why, [b]\\o^t|", YES, "why", "at the end" },
                { "[b]\\o^t||: why", NO, NULL, "another nick" },
                { "b\\o^t|: why", NO, NULL, "another nick" },
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                check(&cases[i], "[b]\\o^t|", NULL, false);
}

static void test_nobody(void **state)
{
        struct address a;

        (void)state;
        address_read(&a, "why", 3, NULL, NULL, false);
        assert_false(a.addressed);
        address_read(&a, "why", 3, "", "", false);
        assert_false(a.addressed);
        address_read(&a, "why\0crampbot?", 13, "crampbot", NULL, false);
        assert_true(a.addressed);
        assert_int_equal(a.length, 3);
}

/* Any bytes, ending where a page ends for the sanitizer: never outside. */
static void test_any_bytes(void **state)
{
        static const char *const parts[] = { "crampbot", "!cramp", "@", ":", ",", "?", " ", "\x03", "1", ",",
                                             "hi", "\xef\xbc", "\xe2\x80", "\xc2", "-", ".", "\x04", "f", "" };
        uint64_t seed = 7;

        (void)state;
        for (int round = 0; round < 20000; round++) {
                char line[128] = "";
                struct address a;
                size_t length;
                char *copy;

                for (int i = 0; i < 9; i++) {
                        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
                        strcat(line, parts[(seed >> 33) % (sizeof parts / sizeof *parts)]);
                }
                length = strlen(line);
                copy = malloc(length ? length : 1); /* the very last byte is its own */
                assert_non_null(copy);
                memcpy(copy, line, length);
                address_read(&a, copy, length, "crampbot", "!cramp", round % 2);
                assert_true(a.text >= copy && a.text + a.length <= copy + length);
                free(copy);
        }
}

/* By what it is addressed, and how sure that is. */
static void test_how_sure(void **state)
{
        static const struct {
                const char *text;
                bool in_private, addressed, perhaps, by_prefix, named;
        } cases[] = {
                { "crampbot: why", false, true, false, false, false },
                { "@crampbot why", false, true, false, false, false },
                { "why, crampbot?", false, true, false, false, false },
                { "crampbot why", false, true, true, false, false },
                { "crampbot why", true, true, false, false, false },
                { "!cramp why", false, true, false, true, false },
                { "!cramp crampbot why", false, true, false, true, false },
                { "why", false, false, false, false, false },
                { "why", true, true, false, false, false },
                { "why does crampbot know", false, false, false, false, true },
                { "why does (crampbot) know", false, false, false, false, true },
                { "why does mycrampbot know", false, false, false, false, false },
                { "why does crampbot_ know", false, false, false, false, false },
                { "why does crampbot-2 know", false, false, false, false, false },
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct address a;

                address_read(&a, cases[i].text, strlen(cases[i].text), "crampbot", "!cramp", cases[i].in_private);
                if (a.addressed != cases[i].addressed || a.perhaps != cases[i].perhaps ||
                    a.by_prefix != cases[i].by_prefix || a.named != cases[i].named)
                        fail_msg("\"%s\": addressed %d, perhaps %d, by prefix %d, named %d", cases[i].text, a.addressed,
                                 a.perhaps, a.by_prefix, a.named);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_nick_first), cmocka_unit_test(test_greeting_first),
                cmocka_unit_test(test_nick_last), cmocka_unit_test(test_prefix),
                cmocka_unit_test(test_private), cmocka_unit_test(test_special_nicks),
                cmocka_unit_test(test_nobody), cmocka_unit_test(test_how_sure), cmocka_unit_test(test_any_bytes),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
