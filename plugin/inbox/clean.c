/* clean.c - words without those who said them.
 *
 *   bytes --clean_flat-> UTF-8 without codes, accents, odd characters
 *         --split-----> tokens, each with a verdict: keep or drop
 *         --write-----> small letters
 *
 * It knows shapes (what an address, a nick, a phone number looks like), and no
 * word of any language.
 */
#include "clean.h"

#include <stdbool.h>
#include <string.h>

#include "clean_flat.h"

#define TOKENS 160
#define NAME_LEAST 3    /* first letters of a nick that are taken for a name */

struct token {
        const char *s;
        size_t length;  /* without the marks around it */
        char mark;      /* . , ! ? ; : behind it, or 0 */
        bool drop;
        bool capital;   /* Xxx: a capital, then small letters */
};

struct cleaning {
        size_t count, capitals;
        struct token token[TOKENS];
        char flat[CLEAN_FLAT_BYTES];
};

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

/* Letters of any script: what is not ASCII is one here, see clean_flat.h. */
static bool is_letter(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static char small(char c)
{
        return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

/* -- shapes ---------------------------------------------------------------- */

static size_t count_digits(const struct token *t)
{
        size_t digits = 0;

        for (size_t i = 0; i < t->length; i++)
                digits += is_digit(t->s[i]);
        return digits;
}

/* In nicks, and in no word. */
static bool is_odd(char c)
{
        switch (c) {
        case '_': case '|': case '[': case ']': case '{': case '}': case '^': case '`': case '~': case '\\':
                return true;
        default:
                return false;
        }
}

/* foo.example.org and 192.0.2.1, but neither 3.5 nor e.g: somewhere in it a dot joins
 * words of two letters, or three dots numbers. */
static bool is_host(const struct token *t)
{
        size_t dots = 0, words = 0, run = 0;

        for (size_t i = 0; i < t->length; i++) {
                bool dot = t->s[i] == '.';

                run = dot ? 0 : run + 1;
                words += run == 2 && is_letter(t->s[i]);
                dots += dot && i > 0 && i + 1 < t->length;
        }
        return dots && (words || dots >= 3);
}

static bool is_address(const struct token *t)
{
        size_t colons = 0, slashes = 0, marks = 0;

        for (size_t i = 0; i < t->length; i++) {
                colons += t->s[i] == ':';
                slashes += t->s[i] == '/';
                marks += t->s[i] == '@';
        }
        return marks || colons >= 2 || slashes >= 2 || (colons && slashes) || is_host(t);
}

/* anna_42, anna|away, anna1978; but neither b12 nor 3am, l5/s1 or any1. */
static bool is_nick(const struct token *t)
{
        size_t letters = 0, digits = 0;

        for (size_t i = 0; i < t->length; i++) {
                if (is_odd(t->s[i]))
                        return true;
                if (is_digit(t->s[i]))
                        digits++;
                else if (!is_letter(t->s[i]))
                        letters = 0;
                else if (!digits)
                        letters++;
                if (is_digit(t->s[i]) && (letters > 3 || (letters == 3 && digits > 1)))
                        return true;
                if (!is_digit(t->s[i]))
                        digits = 0;
        }
        return false;
}

/* The same letters, whatever their case? "anna's" is anna's, too. */
static bool same(const struct token *t, const char *name, size_t length)
{
        size_t own = t->length;

        if (own > 2 && t->s[own - 2] == '\'' && small(t->s[own - 1]) == 's')
                own -= 2;
        if (own != length)
                return false;
        for (size_t i = 0; i < length; i++)
                if (small(t->s[i]) != small(name[i]))
                        return false;
        return true;
}

static bool is_name(const struct token *t, const char *name, bool whole)
{
        size_t letters = 0;

        if (!name || !*name)
                return false;
        while (is_letter(name[letters]))
                letters++;
        return same(t, name, strlen(name)) || (!whole && letters >= NAME_LEAST && same(t, name, letters));
}

/* -- tokens ---------------------------------------------------------------- */

static bool is_capital(const struct token *t)
{
        if (t->length < 2 || *t->s < 'A' || *t->s > 'Z')
                return false;
        for (size_t i = 1; i < t->length; i++)
                if (t->s[i] >= 'A' && t->s[i] <= 'Z')
                        return false;
        return true;
}

/* What ends a clause, of the bytes behind a word: a question mark rather than another. */
static char mark_of(const char *s, const char *end, char mark)
{
        for (; s < end; s++)
                if (*s == '?' || (!mark && strchr(".,!;:", *s)))
                        mark = *s;
        return mark;
}

/* A part of the text between two blanks. */
static void add_token(struct cleaning *c, const char *s, size_t length, const struct clean_names *names)
{
        struct token *t = &c->token[c->count];
        const char *from = s, *end = s + length;
        char before, behind;

        while (from < end && !is_letter(*from) && !is_digit(*from))
                from++;
        while (end > from && !is_letter(end[-1]) && !is_digit(end[-1]))
                end--;
        if (from == end && c->count)
                t[-1].mark = mark_of(s, s + length, t[-1].mark);
        if (from == end || c->count == TOKENS)
                return;
        before = from > s ? from[-1] : ' ';
        behind = end < s + length ? *end : ' ';
        *t = (struct token){.s = from, .length = (size_t)(end - from),
                            .mark = mark_of(end, s + length, '\0')};
        t->capital = is_capital(t);
        t->drop = strchr("@#&/", before) || (before == ':' && from - s > 1) || is_odd(before) ||
                  is_odd(behind) || is_nick(t) || is_address(t) ||
                  is_name(t, names->nick, false) || is_name(t, names->account, false) ||
                  is_name(t, names->self, true) || (!c->count && t->mark == ':');
        c->capitals += t->capital;
        c->count++;
}

static void split(struct cleaning *c, const struct clean_names *names)
{
        for (const char *s = c->flat, *from; *s;) {
                while (*s == ' ')
                        s++;
                for (from = s; *s && *s != ' ';)
                        s++;
                if (s > from)
                        add_token(c, from, (size_t)(s - from), names);
        }
}

/* Is the token made of digits and what stands between those of a phone number? */
static bool is_numeric(const struct token *t)
{
        for (size_t i = 0; i < t->length; i++)
                if (!is_digit(t->s[i]) && !strchr("+-().,:/'", t->s[i]))
                        return false;
        return true;
}

/* Long numbers, in one piece or in several behind each other. */
static void drop_numbers(struct cleaning *c)
{
        for (size_t from = 0, to; from < c->count; from = to) {
                size_t digits = count_digits(&c->token[from]);

                to = from + 1;
                if (is_numeric(&c->token[from]))
                        for (; to < c->count && is_numeric(&c->token[to]); to++)
                                digits += count_digits(&c->token[to]);
                for (size_t i = from; digits >= 5 && i < to; i++)
                        c->token[i].drop = true;
        }
}

/* "ask Mary Watson", "Dr. Watson": two capitals in a row, of which the first does not
 * begin a sentence. */
static void drop_names(struct cleaning *c)
{
        if (2 * c->capitals > c->count)
                return;
        for (size_t i = 1; i < c->count; i++) {
                struct token *last = &c->token[i - 1], *t = &c->token[i];
                bool begins = i == 1 || (c->token[i - 2].mark && strchr(".!?", c->token[i - 2].mark));
                bool title = last->mark == '.' && last->length <= 3;

                if (!last->capital || !t->capital || (last->mark && !title))
                        continue;
                if (!begins || title)
                        last->drop = true;
                if (!begins || title || (i + 1 < c->count && c->token[i + 1].capital))
                        t->drop = true;
        }
}

/* -- words out ------------------------------------------------------------- */

/* One token's letters; what stands between them becomes a blank. Returns the new length,
 * or 0: it does not fit. */
static size_t write_token(char *out, size_t used, const struct token *t)
{
        size_t at = used;

        if (used && used + 1 < CLEAN_BYTES)
                out[at++] = ' ';
        for (size_t i = 0; i < t->length; i++) {
                char c = small(t->s[i]);
                bool inner = (c == '\'' || c == '.') && i > 0 && i + 1 < t->length;

                if (at + 2 >= CLEAN_BYTES)
                        return 0;
                if (is_letter(c) || is_digit(c) || inner)
                        out[at++] = c;
                else if (out[at - 1] != ' ')
                        out[at++] = ' ';
        }
        if (t->mark)
                out[at++] = t->mark;
        return at;
}

static bool has_word(const char *words)
{
        size_t run = 0;

        for (; *words && run < 3; words++)
                run = is_letter(*words) ? run + 1 : 0;
        return run >= 3;
}

size_t clean_words(char out[CLEAN_BYTES], const char *bytes, size_t length,
                   const struct clean_names *names)
{
        static const struct clean_names nobody;
        struct cleaning c;
        size_t used = 0;

        c.count = c.capitals = 0;
        clean_flat(c.flat, bytes, length);
        split(&c, names ? names : &nobody);
        drop_numbers(&c);
        drop_names(&c);
        for (size_t i = 0; i < c.count; i++) {
                size_t now = c.token[i].drop ? used : write_token(out, used, &c.token[i]);

                if (!now && !c.token[i].drop)
                        break;
                used = now;
        }
        out[used] = '\0';
        if (has_word(out))
                return used;
        *out = '\0';
        return 0;
}

size_t clean_fold(char out[CLEAN_BYTES], const char *words)
{
        size_t used = 0;

        for (; *words && used + 1 < CLEAN_BYTES; words++)
                if (is_letter(*words) || is_digit(*words) || *words == '\'')
                        out[used++] = small(*words);
                else if (used && out[used - 1] != ' ')
                        out[used++] = ' ';
        while (used && out[used - 1] == ' ')
                used--;
        out[used] = '\0';
        return used;
}
