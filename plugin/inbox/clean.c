/* clean.c - words without those who said them.
 *
 *   bytes --clean_flat--> UTF-8 without codes, accents, odd characters
 *         --clean_lower-> small letters
 *         --split-------> tokens, each with a verdict: keep or drop
 *
 * It knows shapes (what an address, a nick, a phone number looks like), and no
 * word of any language.
 */
#include "clean.h"

#include <stdbool.h>
#include <string.h>

#include "clean_flat.h"

#define TOKENS 160
#define LONG_NUMBER 5   /* digits of a number that may be somebody's */
#define NAME_LEAST 3    /* first letters of a nick that are taken for a name */

struct token {
        const char *s;
        size_t length;  /* without the marks around it */
        char mark;      /* . , ! ? ; : behind it, or 0 */
        bool drop;
        bool capital;   /* Xxx: a capital, then a small letter */
};

/* A nick or account, as it looks in a flat text. */
struct name {
        struct token whole, letters; /* the first of them, if enough to be a name; else empty */
        char flat[CLEAN_FLAT_BYTES];
};

struct cleaning {
        size_t count, capitals;
        struct token token[TOKENS];
        struct name nick, account, self;
        char flat[CLEAN_FLAT_BYTES], cased[CLEAN_FLAT_BYTES]; /* small letters, and as they were */
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

/* The same letters? "anna's" is anna's, too. */
static bool same(const struct token *t, const struct token *name)
{
        size_t own = t->length;

        if (own > 2 && t->s[own - 2] == '\'' && t->s[own - 1] == 's')
                own -= 2;
        return own == name->length && memcmp(t->s, name->s, own) == 0;
}

/* Of those three. Nobody's name is empty, nor is a token. */
static bool is_name(const struct cleaning *c, const struct token *t)
{
        return same(t, &c->nick.whole) || same(t, &c->nick.letters) || same(t, &c->account.whole) ||
               same(t, &c->account.letters) || same(t, &c->self.whole);
}

/* -- tokens ---------------------------------------------------------------- */

/* The bytes between two others, without what is neither letter nor digit at the ends. */
static struct token trim(const char *from, const char *end)
{
        while (from < end && !is_letter(*from) && !is_digit(*from))
                from++;
        while (end > from && !is_letter(end[-1]) && !is_digit(end[-1]))
                end--;
        return (struct token){.s = from, .length = (size_t)(end - from)};
}

static void read_name(struct name *name, const char *bytes)
{
        const char *s;
        size_t letters = 0;

        clean_flat(name->flat, bytes ? bytes : "", bytes ? strlen(bytes) : 0);
        clean_lower(name->flat);
        s = name->flat;
        name->whole = trim(s, s + strlen(s));
        while (*s && !is_letter(*s))
                s++;
        while (is_letter(s[letters]))
                letters++;
        name->letters = (struct token){.s = s, .length = letters >= NAME_LEAST ? letters : 0};
}

/* Whether it was written so. */
static bool is_capital(const struct cleaning *c, const struct token *t)
{
        const char *cased = c->cased + (t->s - c->flat);
        bool capital = false;

        for (size_t i = 0, n; i < t->length; i += n) {
                bool small;

                for (n = 1; i + n < t->length && ((unsigned char)t->s[i + n] & 0xc0) == 0x80;)
                        n++;
                small = memcmp(t->s + i, cased + i, n) == 0;
                if (i == 0 && small)
                        return false;
                capital |= small && is_letter(t->s[i]);
        }
        return capital;
}

/* What ends a clause, of the bytes behind a word: a question mark rather than another. */
static char mark_of(const char *s, const char *end, char mark)
{
        for (; s < end; s++)
                if (*s == '?' || (!mark && strchr(".,!;:", *s)))
                        mark = *s;
        return mark;
}

static struct token *put(struct cleaning *c, struct token t)
{
        if (c->count == TOKENS)
                return NULL;
        t.capital = is_capital(c, &t);
        c->capitals += t.capital;
        c->token[c->count] = t;
        return &c->token[c->count++];
}

/* What joined letters and digits are: "hi,anna", "anna:why", "l5/s1". */
static void put_parts(struct cleaning *c, const struct token *whole)
{
        const char *end = whole->s + whole->length;

        for (const char *s = whole->s, *from; s < end; s++) {
                struct token part;

                for (from = s; s < end && (is_letter(*s) || is_digit(*s) || *s == '\'' || *s == '.');)
                        s++;
                part = trim(from, s);
                if (!part.length)
                        continue;
                part.drop = is_name(c, &part) || (!c->count && *s == ':' && is_letter(*from));
                part.mark = s == end ? whole->mark : '\0';
                if (part.drop && *s == ':')
                        part.mark = ':';
                put(c, part);
        }
}

/* A part of the text between two blanks. */
static void add_token(struct cleaning *c, const char *s, const char *end)
{
        struct token t = trim(s, end);
        const char *behind = t.s + t.length;
        char before = t.s > s ? t.s[-1] : ' ';

        if (!t.length) {
                if (c->count)
                        c->token[c->count - 1].mark = mark_of(s, end, c->token[c->count - 1].mark);
                return;
        }
        t.mark = mark_of(behind, end, '\0');
        t.drop = strchr("@#&/", before) || (before == ':' && t.s - s > 1) || is_odd(before) ||
                 is_odd(*behind) || is_nick(&t) || is_address(&t) || is_name(c, &t) ||
                 (!c->count && t.mark == ':');
        if (t.drop || count_digits(&t) >= LONG_NUMBER)
                put(c, t);
        else
                put_parts(c, &t);
}

static void split(struct cleaning *c)
{
        for (const char *s = c->flat, *from; *s;) {
                while (*s == ' ')
                        s++;
                for (from = s; *s && *s != ' ';)
                        s++;
                if (s > from)
                        add_token(c, from, s);
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
                for (size_t i = from; digits >= LONG_NUMBER && i < to; i++)
                        c->token[i].drop = true;
        }
}

/* "Dr." */
static bool is_title(const struct token *t)
{
        return t->capital && t->mark == '.' && t->length <= 3;
}

/* "ask Mary Watson", "Dr. Watson": capitals in a row. A word that begins a sentence has one anyway:
 * then it counts for none, unless it is a title or the asker's name, and one more is not enough. */
static void drop_names(struct cleaning *c)
{
        if (2 * c->capitals > c->count)
                return;
        for (size_t from = 0, to; from < c->count; from = to) {
                const struct token *t = &c->token[from];
                bool begins = (!from || (t[-1].mark && strchr(".!?", t[-1].mark))) && !is_title(t) && !t->drop;

                for (to = from + 1; to < c->count && t->capital && c->token[to].capital &&
                                    (!c->token[to - 1].mark || is_title(&c->token[to - 1]));)
                        to++;
                if (to - from < 2u + begins)
                        continue;
                for (size_t i = from + begins; i < to; i++)
                        c->token[i].drop = true;
        }
}

/* -- words out ------------------------------------------------------------- */

/* Returns the new length, or 0: it does not fit. */
static size_t write_token(char *out, size_t used, const struct token *t)
{
        if (used + t->length + 3 > CLEAN_BYTES)
                return 0;
        if (used)
                out[used++] = ' ';
        memcpy(out + used, t->s, t->length);
        used += t->length;
        if (t->mark)
                out[used++] = t->mark;
        return used;
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
        if (!names)
                names = &nobody;
        read_name(&c.nick, names->nick);
        read_name(&c.account, names->account);
        read_name(&c.self, names->self);
        c.self.whole = (struct token){.s = c.self.flat, .length = strlen(c.self.flat)}; /* "cramp_" is no cramp */
        clean_flat(c.flat, bytes, length);
        memcpy(c.cased, c.flat, strlen(c.flat) + 1);
        clean_lower(c.flat);
        split(&c);
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
