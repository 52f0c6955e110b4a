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

/* Bytes of the blank at p, or 0: ASCII ones and the UTF-8 ones in use, among them
 * what nobody sees: zero widths, marks of direction, a byte order mark. */
static size_t blank_length(const char *p, const char *end)
{
        const unsigned char *u = (const unsigned char *)p;

        if (*u <= 0x20 || *u == 0x7f)
                return irc_code(p, end) ? 0 : 1;
        if (end - p >= 2 && u[0] == 0xc2 && u[1] == 0xa0) /* no-break space */
                return 2;
        if (end - p < 3)
                return 0;
        if (u[0] == 0xe2 && u[1] == 0x80 && ((u[2] >= 0x80 && u[2] <= 0x8f) || (u[2] >= 0xa8 && u[2] <= 0xaf)))
                return 3;
        return memcmp(p, "\xef\xbb\xbf", 3) == 0 || memcmp(p, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

/* Bytes of the mark at p, or 0: one of `marks`, or a wide one that stands for one of
 * them; puts the ASCII one into *mark. */
static size_t mark_length(const char *p, const char *end, const char *marks, char *mark)
{
        static const char wide[][5] = { ":\xef\xbc\x9a", ",\xef\xbc\x8c", "!\xef\xbc\x81", "?\xef\xbc\x9f",
                                        ",\xe3\x80\x81", ".\xe3\x80\x82", ".\xe2\x80\xa6", "-\xe2\x80\x94",
                                        "-\xe2\x80\x93" };

        *mark = p < end ? *p : '\0';
        if (end - p < 3 || (unsigned char)*mark < 0x80)
                return *mark && strchr(marks, *mark) ? 1 : 0;
        for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
                if (memcmp(p, wide[i] + 1, 3) == 0 && strchr(marks, wide[i][0])) {
                        *mark = wide[i][0];
                        return 3;
                }
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

/* How surely the bot is spoken to. */
enum { NOT, MAYBE, SURE };

/* Takes what may stand between a nick and the words said to it. Returns NOT when
 * the nick goes on or is talked about, MAYBE after a mere blank or at the end, SURE
 * after a mark that makes it an address. */
static int take_mark(struct span *s)
{
        bool marked = false;
        bool blank = skip_blanks(s);
        size_t n;
        char mark;

        for (; (n = mark_length(s->at, s->end, ":,!?.-", &mark)) > 1; skip_codes(s)) {
                marked = true;
                s->at += n;
        }
        if (!marked && n && (mark == ':' || mark == ',')) {
                marked = true;
                s->at++;
        }
        while (s->at < s->end && *s->at && strchr("!?.;:,->", *s->at)) {
                struct span after = { s->at + 1, s->end };

                /* "crampbot.org" and "crampbot-2" are something else */
                if (!marked && !at_blank_or_end(after) && !strchr("!?.;:,->", *after.at))
                        return blank ? MAYBE : NOT;
                s->at = after.at;
                if (at_blank_or_end(*s))
                        marked = true;
        }
        if (marked)
                return SURE;
        return blank || s->at == s->end ? MAYBE : NOT;
}

/* Takes [@]nick and its mark from the front, if it is as sure as `need`. */
static int take_nick(struct span *s, const char *self, int need)
{
        struct span left = *s;
        bool at = left.at < left.end && *left.at == '@';
        int mark;

        if (at)
                left.at++;
        if (!take(&left, self))
                return NOT;
        mark = take_mark(&left);
        if (mark != NOT && at)
                mark = SURE;
        if (mark == NOT || mark < need)
                return NOT;
        *s = left;
        return mark;
}

/* Takes "hey " from the front, and its own comma. */
static bool take_call(struct span *s)
{
        struct span best = *s, first = *s;
        char mark;

        skip_codes(&first);
        for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
                struct span left = *s;

                if (first.at == first.end || address_fold(*first.at) != (unsigned char)calls[i][0] || !take(&left, calls[i]))
                        continue;
                for (size_t n; (n = mark_length(left.at, left.end, ",.!", &mark)) > 0;)
                        left.at += n;
                if (skip_blanks(&left) && left.at > best.at)
                        best = left;
        }
        if (best.at == s->at)
                return false;
        *s = best;
        return true;
}

/* The marks, blanks and codes at a span's end. */
struct tail {
        const char *at; /* where they begin */
        bool asked;     /* a question mark is among them */
        bool comma;
};

static struct tail tail_of(struct span s)
{
        struct tail tail = { .at = s.at };

        while (s.at < s.end) {
                size_t n = irc_code(s.at, s.end);
                char mark;

                if (!n)
                        n = blank_length(s.at, s.end);
                if (!n && (n = mark_length(s.at, s.end, "?!.,;:)", &mark)) > 0) {
                        tail.asked |= mark == '?';
                        tail.comma |= mark == ',';
                }
                s.at += n ? n : 1;
                if (!n)
                        tail = (struct tail){ .at = s.at };
        }
        return tail;
}

/* Takes the nick from the end: "why, crampbot", "why crampbot?", "why @crampbot".
 * In private only the comma counts: "what is a cramp?" to a bot named cramp. */
static int take_last(struct span *s, const char *self, bool in_private)
{
        size_t length = strlen(self);
        struct tail behind = tail_of(*s), before;
        struct span word, head;
        bool at;

        if ((size_t)(behind.at - s->at) <= length)
                return NOT;
        head = (struct span){ s->at, behind.at - length };
        word = (struct span){ head.end, behind.at };
        if (!take(&word, self) || word.at != word.end)
                return NOT;
        at = head.end[-1] == '@';
        if (at)
                head.end--;
        before = tail_of(head); /* none: the nick goes on in front */
        if (before.at == head.at || before.at == head.end ||
            (!before.comma && !at && (!behind.asked || in_private)))
                return NOT;
        s->end = before.at;
        return before.comma || at ? SURE : MAYBE;
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
static int take_self(struct span *s, const char *self, bool in_private)
{
        struct span left = *s;
        const char *call = left.at;
        int sure = take_nick(s, self, in_private ? SURE : MAYBE);

        if (sure)
                return sure;
        if (take_call(&left)) {
                const char *called = left.at;

                if (take_nick(&left, self, MAYBE)) {
                        /* "hi crampbot": then the greeting is what was said */
                        if (says_nothing(left))
                                left = (struct span){ call, called };
                        *s = left;
                        return SURE;
                }
        }
        return take_last(s, self, in_private);
}

static bool in_word(char c)
{
        return is_letter_or_digit(c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

/* Does the nick stand anywhere, as a word? */
static bool is_named(struct span s, const char *self)
{
        for (bool inside = false; s.at < s.end; inside = in_word(*s.at), s.at++) {
                struct span word = s;

                if (!inside && address_fold(*s.at) == address_fold(*self) && take(&word, self) &&
                    (word.at == word.end || !in_word(*word.at)))
                        return true;
        }
        return false;
}

void address_read(struct address *out, const char *text, size_t length,
                  const char *self, const char *prefix, bool in_private)
{
        struct span s = { text, text + length };
        bool by_prefix;
        int sure = NOT;

        skip_blanks(&s);
        by_prefix = prefix && *prefix && take_prefix(&s, prefix);
        if (!by_prefix && self && *self)
                sure = take_self(&s, self, in_private);
        skip_blanks(&s);
        out->addressed = by_prefix || sure || in_private;
        out->perhaps = sure == MAYBE && !in_private;
        out->text = out->addressed ? s.at : text;
        out->length = out->addressed ? (size_t)(s.end - s.at) : length;
        out->by_prefix = by_prefix;
        out->named = !out->addressed && self && *self && is_named((struct span){ text, text + length }, self);
}
