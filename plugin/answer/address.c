/* address.c - finds the ways in which people call a bot.
 *
 * It looks at both ends of a line, never at its middle: there a nick is talk
 * about the bot. Formatting codes may stand anywhere around and inside a nick
 * and count for nothing. It refuses to know what is asked, and by whom.
 */
#include "address.h"

#include <string.h>

#include "text_code.h"

/* What is left to read of a line. */
struct span {
        const char *at;
        const char *end;
};

/* How people call out before a nick. Only these: "ask crampbot, it knows" and
 * "the crampbot is down" are talk about the bot. */
static const char *const calls[] = {
        "hi", "hey", "hello", "hiya", "heya", "yo", "oi", "hallo", "howdy", "greetings", "ok", "okay",
        "so", "well", "please", "pls", "dear", "excuse me", "sorry", "hi there", "hey there",
        "hello there", "good morning", "good afternoon", "good evening", "good day", "morning",
        "evening", "thanks", "thank you", "thx", "ty", "cheers", "bye", "hola", "salut", "bonjour",
        "ciao", "hej", "moin", "ok so", "thanks a lot", "thank you very much", "no thanks"
};

/* Nicks compare by RFC 1459, 2.2: {}|^ are the lower case of []\~. */
unsigned char address_fold(char c)
{
        unsigned char u = (unsigned char)c;

        if (u >= 'A' && u <= 'Z')
                return (unsigned char)(u + 'a' - 'A');
        switch (u) {
        case '[': return '{';
        case ']': return '}';
        case '\\': return '|';
        case '~': return '^';
        default: return u;
        }
}

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

static bool is_letter_or_digit(char c)
{
        return (address_fold(c) >= 'a' && address_fold(c) <= 'z') || is_digit(c);
}

/* A byte that a nick may hold (RFC 2812, 2.3.1), and any byte of a UTF-8
 * character: "crampbott\xc3\xa9" is somebody else. */
static bool is_nick(char c)
{
        return is_letter_or_digit(c) || (c && strchr("[]\\`_^{|}-~", c)) || (unsigned char)c >= 0x80;
}

/* Bytes of the blank at p, or 0: ASCII ones and the UTF-8 ones in use. */
static size_t blank_length(const char *p, const char *end)
{
        const unsigned char *u = (const unsigned char *)p;

        if (*u <= 0x20 || *u == 0x7f)
                return irc_code(p, end) ? 0 : 1;
        if (end - p >= 2 && u[0] == 0xc2 && u[1] == 0xa0) /* no-break space */
                return 2;
        if (end - p >= 3 && u[0] == 0xe2 && u[1] == 0x80 && u[2] >= 0x80 && u[2] <= 0x8b)
                return 3;
        if (end - p >= 3 && u[0] == 0xe3 && u[1] == 0x80 && u[2] == 0x80) /* ideographic */
                return 3;
        return 0;
}

/* Skips blanks and codes; returns whether there was a blank. */
static bool skip_blanks(struct span *s)
{
        bool blank = false;

        while (s->at < s->end) {
                size_t n = irc_code(s->at, s->end);

                if (!n) {
                        n = blank_length(s->at, s->end);
                        blank |= n > 0;
                }
                if (!n)
                        break;
                s->at += n;
        }
        return blank;
}

static void skip_codes(struct span *s)
{
        size_t n;

        while (s->at < s->end && (n = irc_code(s->at, s->end)) > 0)
                s->at += n;
}

static bool at_blank_or_end(struct span s)
{
        skip_codes(&s);
        return s.at == s.end || blank_length(s.at, s.end) > 0;
}

/* Takes `word` (which may hold blanks) from the front, codes inside skipped. */
static bool take(struct span *s, const char *word)
{
        struct span left = *s;

        for (; *word; word++) {
                skip_codes(&left);
                if (*word == ' ') {
                        if (!skip_blanks(&left))
                                return false;
                } else if (left.at < left.end && address_fold(*left.at) == address_fold(*word)) {
                        left.at++;
                } else {
                        return false;
                }
        }
        skip_codes(&left);
        *s = left;
        return true;
}

/* Takes what may stand between a nick and the words said to it. Returns 0 when
 * the nick goes on or is talked about, 1 after a mere blank or at the end, 2
 * after a mark that makes it an address. */
static int take_mark(struct span *s)
{
        static const char *const wide[] = { "\xef\xbc\x9a", "\xef\xbc\x8c", "\xef\xbc\x81",
                                            "\xef\xbc\x9f", "\xe2\x80\x94", "\xe2\x80\x93" };
        bool marked = false;
        bool blank = skip_blanks(s);

        for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
                marked |= take(s, wide[i]);
        if (!marked && s->at < s->end && strchr(":,", *s->at) && *s->at) {
                marked = true;
                s->at++;
        }
        while (s->at < s->end && *s->at && strchr("!?.;:,->", *s->at)) {
                struct span after = { s->at + 1, s->end };

                /* "crampbot.org" and "crampbot-2" are something else */
                if (!marked && !at_blank_or_end(after) && !strchr("!?.;:,->", *after.at))
                        return blank ? 1 : 0;
                s->at = after.at;
                if (at_blank_or_end(*s))
                        marked = true;
        }
        if (marked)
                return 2;
        return blank || s->at == s->end ? 1 : 0;
}

/* Takes [@]nick and its mark from the front; `need` as take_mark returns. */
static bool take_nick(struct span *s, const char *self, int need)
{
        struct span left = *s;
        bool at = left.at < left.end && *left.at == '@';
        int mark;

        if (at)
                left.at++;
        if (!take(&left, self))
                return false;
        mark = take_mark(&left);
        if (mark == 0 || (mark < need && !at))
                return false;
        *s = left;
        return true;
}

/* Takes "hey " from the front, and its own comma. */
static bool take_call(struct span *s)
{
        struct span best = *s, first = *s;

        skip_codes(&first);
        for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
                struct span left = *s;

                if (first.at == first.end || address_fold(*first.at) != (unsigned char)calls[i][0] || !take(&left, calls[i]))
                        continue;
                while (left.at < left.end && *left.at && strchr(",.!", *left.at))
                        left.at++;
                if (skip_blanks(&left) && left.at > best.at)
                        best = left;
        }
        if (best.at == s->at)
                return false;
        *s = best;
        return true;
}

/* Where the span's last characters begin that are marks, blanks or codes; sees
 * whether one of them is a question mark. */
static const char *before_marks(struct span s, bool *asked)
{
        const char *last = s.at;

        *asked = false;
        while (s.at < s.end) {
                size_t n = irc_code(s.at, s.end);

                if (!n)
                        n = blank_length(s.at, s.end);
                if (!n && strchr("?!.,;:)", *s.at)) {
                        *asked |= *s.at == '?';
                        n = 1;
                }
                if (!n) {
                        last = s.at + 1;
                        *asked = false;
                        n = 1;
                }
                s.at += n;
        }
        return last;
}

/* Takes the nick from the end: "why, crampbot", "why crampbot?", "why @crampbot".
 * In private only the comma counts: "what is a cramp?" to a bot named cramp. */
static bool take_last(struct span *s, const char *self, bool in_private)
{
        size_t length = strlen(self);
        bool asked, ignored, at, comma;
        const char *end = before_marks(*s, &asked);
        struct span word, head;

        if ((size_t)(end - s->at) <= length)
                return false;
        head = (struct span){ s->at, end - length };
        word = (struct span){ head.end, end };
        if (!take(&word, self) || word.at != word.end)
                return false;
        at = head.end[-1] == '@';
        if (at)
                head.end--;
        if (head.end > head.at && is_nick(head.end[-1]))
                return false;
        end = before_marks(head, &ignored);
        comma = memchr(end, ',', (size_t)(head.end - end)) != NULL;
        if (end == head.at || end == head.end || (!comma && !at && (!asked || in_private)))
                return false;
        s->end = end;
        return true;
}

/* Nothing that could be a word. */
static bool says_nothing(struct span s)
{
        for (skip_blanks(&s); s.at < s.end; s.at++, skip_blanks(&s))
                if (is_letter_or_digit(*s.at) || (unsigned char)*s.at >= 0x80)
                        return false;
        return true;
}

static bool take_prefix(struct span *s, const char *prefix)
{
        struct span left = *s;

        if (!take(&left, prefix) || !at_blank_or_end(left))
                return false;
        *s = left;
        return true;
}

/* Takes the bot's nick from either end, a greeting before it included. */
static bool take_self(struct span *s, const char *self, bool in_private)
{
        struct span left = *s;
        const char *call = left.at;

        if (take_nick(s, self, in_private ? 2 : 1))
                return true;
        if (take_call(&left)) {
                const char *called = left.at;

                if (take_nick(&left, self, 1)) {
                        /* "hi crampbot": then the greeting is what was said */
                        if (says_nothing(left))
                                left = (struct span){ call, called };
                        *s = left;
                        return true;
                }
        }
        return take_last(s, self, in_private);
}

void address_read(struct address *out, const char *text, size_t length,
                  const char *self, const char *prefix, bool in_private)
{
        struct span s = { text, text + length };
        bool by_prefix, found;

        skip_blanks(&s);
        found = by_prefix = prefix && *prefix && take_prefix(&s, prefix);
        if (!found && self && *self)
                found = take_self(&s, self, in_private);
        skip_blanks(&s);
        out->addressed = found || in_private;
        out->text = out->addressed ? s.at : text;
        out->length = out->addressed ? (size_t)(s.end - s.at) : length;
        out->by_prefix = by_prefix;
}
