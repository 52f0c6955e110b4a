/* cfg_words.c - texts, comments and brackets, told apart.
 *
 * It refuses to know any key and where the bytes come from. */
#include "cfg_words.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LONG_TEXT "the text that begins here runs over several lines: is its closing quotation mark missing?"

static void wrong(struct cfg_words *words, struct cfg_spot at, const char *what)
{
        if (words->wrong[0] != '\0')
                return;
        words->wrong_at = at;
        snprintf(words->wrong, sizeof words->wrong, "%s", what);
}

/* What a bracket closes, or 0 if it opens. */
static char opened_by(char closes)
{
        return closes == ')' ? '(' : closes == ']' ? '[' : closes == '}' ? '{' : '\0';
}

static void take_bracket(struct cfg_words *words, struct cfg_spot at)
{
        char opened = opened_by(at.is);
        const struct cfg_spot *last = &words->open[words->open_count - (words->open_count > 0)];
        char what[80];

        if (opened == '\0') {
                if (words->open_count == CFG_BRACKETS_MAX)
                        wrong(words, at, "brackets are nested too deep");
                else
                        words->open[words->open_count++] = at;
        } else if (words->open_count == 0) {
                snprintf(what, sizeof what, "%c closes nothing; is it one too many?", at.is);
                wrong(words, at, what);
        } else if (last->is != opened) {
                snprintf(what, sizeof what, "%c does not close the %c of line %u; which of both is wrong?",
                         at.is, last->is, last->line);
                wrong(words, at, what);
        } else {
                words->open_count--;
        }
}

static bool in_list(const struct cfg_words *words)
{
        return words->open_count > 0 && words->open[words->open_count - 1].is != '{';
}

/* Can a text stand here? */
static bool text_fits(const struct cfg_words *words)
{
        return strchr("=:\"", words->before) != NULL ||
               (in_list(words) && strchr("([,", words->before) != NULL);
}

/* libconfig joins texts that stand side by side, which is how a long one is cut into lines: with
 * a blank, or in a phrase a /, where it was cut. strchr finds the '\0' of an empty text, too. */
static bool is_glued(const struct cfg_words *words, char begins)
{
        return words->before == '"' && in_list(words) && strchr(" /", words->ends) == NULL &&
               strchr(" /\"", begins) == NULL;
}

static bool is_letter(char c)
{
        return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* The same with a text that is said, which is only suspicious between words. */
static bool runs_on(const struct cfg_words *words, char begins)
{
        return words->before == '"' && !in_list(words) && is_letter(begins) && words->ends != '\0' &&
               (is_letter(words->ends) || strchr(".,;:!?)", words->ends) != NULL);
}

static void begin_text(struct cfg_words *words, struct cfg_spot at, char begins)
{
        if (is_glued(words, begins))
                words->glued = at;
        else if (runs_on(words, begins))
                words->runs_on = at;
        if (!text_fits(words) && words->long_text.line > 0)
                wrong(words, words->long_text, LONG_TEXT);
        else if (!text_fits(words))
                wrong(words, at, "a text cannot stand here: is a name = before it, or a comma, a "
                      "semicolon or a bracket missing?");
        words->begun = at;
        words->within = CFG_QUOTES;
        words->ends = '\0';
}

/* The bytes of another mark that people, or their word processors, begin a text with: ' ` and those of UTF-8. */
static size_t other_mark(const char *s)
{
        if (*s == '\'' || *s == '`')
                return 1;
        if (strncmp(s, "\xe2\x80", 2) == 0 && (unsigned char)s[2] >= 0x98 && (unsigned char)s[2] <= 0x9f)
                return 3;
        return strncmp(s, "\xc2\xab", 2) == 0 || strncmp(s, "\xc2\xbb", 2) == 0 ? 2 : 0;
}

static bool is_flag(const char *word, size_t length)
{
        return (length == 4 && strncasecmp(word, "true", 4) == 0) || (length == 5 && strncasecmp(word, "false", 5) == 0);
}

/* Where a text could begin, something begins that can be none. */
static void look_for_text(struct cfg_words *words, const char *s, struct cfg_spot at)
{
        size_t mark = other_mark(s), length = 0;
        char what[120];

        while (is_letter(s[length]))
                length++;
        if (!text_fits(words) || words->before == '"' || (mark == 0 && (length == 0 || is_flag(s, length))))
                return;
        if (mark > 0)
                snprintf(what, sizeof what, "%.*s does not begin a text; a plain \" would be right", (int)mark, s);
        else
                snprintf(what, sizeof what, "a text stands between quotation marks: is the first one missing before \"%.*s\"?",
                         length < 20 ? (int)length : 20, s);
        wrong(words, at, what);
}

/* What stands at s, outside of texts and long comments; how many bytes of it. */
static size_t take_plain(struct cfg_words *words, const char *s, size_t left, struct cfg_spot at)
{
        switch (at.is = *s) {
        case ' ': case '\t': case '\r': case '\n': case '\f':
                return 1;
        case '#':
                return left;
        case '/':
                if (s[1] == '/')
                        return left;
                if (s[1] != '*')
                        break;
                words->begun = at;
                words->within = CFG_COMMENT;
                return 2;
        case '"':
                begin_text(words, at, s[1]);
                break;
        case '(': case ')': case '[': case ']': case '{': case '}':
                take_bracket(words, at);
                break;
        default:
                look_for_text(words, s, at);
                break;
        }
        words->before = *s;
        return 1;
}

/* The same within a text. */
static size_t take_text(struct cfg_words *words, const char *s)
{
        size_t used = strcspn(s, "\"\\\n");

        if (used > 0) {
                words->ends = s[used - 1];
                return used;
        }
        if (*s == '"')
                words->within = CFG_PLAIN;
        else
                words->ends = *s;
        if (*s == '\n')
                words->long_text = words->begun;
        return *s == '\\' && s[1] != '\n' && s[1] != '\0' ? 2 : 1;
}

/* And within a long comment. */
static size_t take_comment(struct cfg_words *words, const char *s)
{
        const char *end = strstr(s, "*/");

        if (end == NULL)
                return strlen(s) + 1; /* perhaps there is a NUL in it */
        words->within = CFG_PLAIN;
        return (size_t)(end - s) + 2;
}

void cfg_words_init(struct cfg_words *words)
{
        *words = (struct cfg_words){ .before = ';' };
}

bool cfg_words_read(struct cfg_words *words, const char *bytes, size_t length, struct cfg_spot here)
{
        for (size_t at = 0; at < length && words->wrong[0] == '\0';)
                at += words->within == CFG_PLAIN ? take_plain(words, bytes + at, length - at, here) :
                      words->within == CFG_QUOTES ? take_text(words, bytes + at) :
                      take_comment(words, bytes + at);
        return words->wrong[0] == '\0';
}

bool cfg_words_end(struct cfg_words *words)
{
        char what[40];

        if (words->within == CFG_COMMENT) {
                wrong(words, words->begun, "a comment begins here and never ends: is its */ missing?");
        } else if (words->within == CFG_QUOTES) {
                wrong(words, words->begun, "a text begins here and never ends: is its closing quotation mark missing?");
        } else if (words->open_count > 0) {
                snprintf(what, sizeof what, "this %c is never closed", words->open[words->open_count - 1].is);
                wrong(words, words->open[words->open_count - 1], what);
        }
        return words->wrong[0] == '\0';
}

bool cfg_words_doubt(struct cfg_words *words)
{
        if (words->long_text.line > 0)
                wrong(words, words->long_text, LONG_TEXT);
        return words->wrong[0] == '\0';
}
