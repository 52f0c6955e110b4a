/* scan.c - libconfig's words, followed just far enough to stay out of harm.
 *
 * Comments, texts, numbers, brackets, @include: enough to find what libconfig
 * itself would do harm with or explain badly. It refuses to know any key, and
 * what the file is for.
 */
#include "scan.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 8 /* libconfig's own limit is 10 */
#define NUMBER_BYTES_MAX 40
#define BRACKETS_MAX 64

/* Where the reading stands in one file. */
struct scan {
        struct source *source;
        struct check *check;
        const char *file;
        const char *begin, *at, *end; /* a NUL stands behind the end */
        unsigned line, depth;
        bool usable; /* libconfig may read it */
        bool enough; /* what follows would be misread, or is no news */

        char before;  /* the last thing that is no blank or comment; '"' for a text */
        char within;  /* what brackets the including file has open: one of ([{ */
        struct {
                char is;
                unsigned line;
        } open[BRACKETS_MAX];
        size_t open_count;
        unsigned long_text; /* where the last text of more than one line began, or 0 */
};

/* A mistake in the bytes: said once a line, and libconfig is not heard on it. */
__attribute__((format(printf, 3, 4)))
static void wrong(struct scan *scan, unsigned line, const char *format, ...)
{
        struct check *check = scan->check;
        char what[400];
        va_list args;

        va_start(args, format);
        vsnprintf(what, sizeof what, format, args);
        va_end(args);
        check_mistake_at(check, scan->file, line, "%s", what);
        if (check->spoken_count < CHECK_SPOKEN_MAX) {
                check->spoken[check->spoken_count].file = scan->file;
                check->spoken[check->spoken_count++].line = line;
        } else { /* this is no text file: enough said */
                scan->usable = false;
                scan->enough = true;
        }
}

/* Past the end of the line; its LF stays. */
static void skip_comment(struct scan *scan)
{
        const char *end = memchr(scan->at, '\n', (size_t)(scan->end - scan->at));

        if (!end) { /* never in the first file: it ends in LF */
                wrong(scan, scan->line, "the last line is a comment without a line end; "
                      "an empty line after it would be right");
                scan->usable = false;
        }
        scan->at = end ? end : scan->end;
}

static void skip_long_comment(struct scan *scan)
{
        unsigned start = scan->line;

        for (scan->at += 2; scan->at < scan->end; scan->at++) {
                if (*scan->at == '\n')
                        scan->line++;
                if (scan->at[0] == '*' && scan->at + 1 < scan->end && scan->at[1] == '/') {
                        scan->at += 2;
                        return;
                }
        }
        wrong(scan, start, "a comment begins here and never ends; */ at its end would be right");
        scan->usable = false;
}

static char bracket(const struct scan *scan)
{
        return scan->open_count ? scan->open[scan->open_count - 1].is : scan->within;
}

/* A text can stand here. (libconfig 1.5 leaks one that cannot.) */
static bool text_fits(const struct scan *scan)
{
        if (scan->before == '=' || scan->before == ':' || scan->before == '"')
                return true;
        return strchr("([", bracket(scan)) && strchr("([,", scan->before);
}

static void skip_string(struct scan *scan)
{
        unsigned start = scan->line;

        if (!text_fits(scan) && scan->usable) {
                scan->usable = false;
                if (scan->long_text)
                        wrong(scan, scan->long_text, "the text that begins here runs over several lines; "
                              "is its closing \" missing?");
                else
                        wrong(scan, start, "a text in quotes cannot stand here; "
                              "name = before it, or a bracket or ; may be missing");
        }
        for (scan->at++; scan->at < scan->end; scan->at++) {
                unsigned char c = (unsigned char)*scan->at;

                if (c == '"') {
                        scan->at++;
                        scan->long_text = scan->line != start ? start : scan->long_text;
                        return;
                }
                if (c == '\n') {
                        scan->line++;
                } else if (c == '\\' && scan->at + 1 < scan->end) {
                        if (scan->end - scan->at >= 4 && memcmp(scan->at, "\\x00", 4) == 0)
                                wrong(scan, scan->line, "\\x00 cannot stand in a text; leaving it out would be right");
                        if (*++scan->at == '\n')
                                scan->line++;
                } else if ((c < 0x20 && c != '\t' && c != '\r') || c == 0x7F) {
                        wrong(scan, scan->line, "byte 0x%02x cannot stand in a text; plain text would be right", c);
                }
        }
        if (scan->usable)
                wrong(scan, start, "a text begins here and never ends; a closing \" would be right");
        scan->usable = false;
}

static void take_bracket(struct scan *scan, char c)
{
        static const char pairs[] = "()[]{}";
        const char *pair = strchr(pairs, c);

        if ((pair - pairs) % 2 == 0) {
                if (scan->open_count < BRACKETS_MAX) {
                        scan->open[scan->open_count].is = c;
                        scan->open[scan->open_count++].line = scan->line;
                        return;
                }
                wrong(scan, scan->line, "too many brackets within brackets; at most %d would be right", BRACKETS_MAX);
        } else if (!scan->open_count) {
                wrong(scan, scan->line, "%c closes nothing; is it one too many?", c);
        } else if (scan->open[scan->open_count - 1].is != pair[-1]) {
                wrong(scan, scan->line, "%c does not close the %c of line %u; which of both is wrong?", c,
                      scan->open[scan->open_count - 1].is, scan->open[scan->open_count - 1].line);
        } else {
                scan->open_count--;
                return;
        }
        scan->usable = false;
        scan->enough = true;
        scan->open_count = 0;
}

/* 12, 0x1F, 12L; what libconfig 1.5 would let wrap around is a mistake. */
static void take_number(struct scan *scan)
{
        char number[NUMBER_BYTES_MAX], *rest;
        bool hex, is_long, minus = scan->at > scan->begin && scan->at[-1] == '-';
        size_t length = 0;
        unsigned long long value, most;

        while (scan->at + length < scan->end && (isalnum((unsigned char)scan->at[length]) || scan->at[length] == '.'))
                length++;
        snprintf(number, sizeof number, "%.*s", (int)(length < sizeof number ? length : sizeof number), scan->at);
        scan->at += length;

        hex = number[0] == '0' && (number[1] == 'x' || number[1] == 'X');
        errno = 0;
        value = strtoull(number, &rest, hex ? 16 : 10);
        is_long = *rest == 'L';
        if (strspn(rest, "L") != strlen(rest) && length < sizeof number)
                return; /* a number with a point, or nonsense that libconfig finds */
        most = is_long ? INT64_MAX : INT32_MAX;
        if (errno == ERANGE || length >= sizeof number || value > most + minus)
                wrong(scan, scan->line, "%s%s is too big a number; at most %llu would be right",
                      minus ? "-" : "", number, most);
}

/* The file that @include names on this line, on the list of files; or NULL. */
static const char *include_path(struct scan *scan, const char *name)
{
        struct source *source = scan->source;
        char *path = NULL;

        if (strchr(name, '\\'))
                wrong(scan, scan->line, "@include \"%s\": a name without \\ would be right", name);
        else if (scan->depth >= DEPTH_MAX)
                wrong(scan, scan->line, "@include \"%s\": nested too deep; does a file include itself?", name);
        else if (source->count >= SOURCE_FILES_MAX)
                wrong(scan, scan->line, "@include \"%s\": too many files; at most %d would be right", name,
                      SOURCE_FILES_MAX);
        else if (!(path = source_resolve(source->file[0], name)))
                wrong(scan, scan->line, "@include \"%s\": not enough memory", name);
        else
                source->file[source->count++] = path;
        return path;
}

/* @include "name": the file is looked at before libconfig opens it. */
static void take_include(struct scan *scan)
{
        const char *start = scan->at + strspn(scan->at, " \t"), *quote, *path;
        char name[1000], why[200], *text = NULL;
        size_t length;

        quote = *start == '"' ? memchr(start + 1, '"', (size_t)(scan->end - start - 1)) : NULL;
        if (!quote || memchr(start, '\n', (size_t)(quote - start)))
                return; /* libconfig calls it a syntax error */
        snprintf(name, sizeof name, "%.*s", (int)(quote - start - 1), start + 1);
        scan->at = quote + 1;
        path = include_path(scan, name);
        if (path && !(text = source_read(path, &length, why, sizeof why)))
                wrong(scan, scan->line, "@include \"%s\": the file %s", name, why);
        if (!text || !scan_text(scan->source, scan->check, scan, path, text, length))
                scan->usable = false;
        free(text);
}

static bool is_name(char c)
{
        return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '*';
}

/* One thing that is neither a blank nor a comment. */
static void take_thing(struct scan *scan)
{
        unsigned char c = (unsigned char)*scan->at;
        char thing = (char)c;

        if (c == '"') {
                skip_string(scan);
        } else if (isdigit(c)) {
                take_number(scan);
        } else if (isalpha(c) || c == '*' || c == '_') {
                while (scan->at < scan->end && is_name(*scan->at))
                        scan->at++;
        } else {
                scan->at++;
                if (c && strchr("()[]{}", c))
                        take_bracket(scan, (char)c);
                else if (c < 0x20 || c == 0x7F)
                        wrong(scan, scan->line, "byte 0x%02x cannot stand here; plain text would be right", c);
        }
        scan->before = thing;
}

static void take_other(struct scan *scan)
{
        char c = *scan->at, after = scan->at[1]; /* a NUL at the end */

        if (c == '/' && after == '*')
                skip_long_comment(scan);
        else if (c == '#' || (c == '/' && after == '/'))
                skip_comment(scan);
        else if (c && strchr(" \t\r\f", c))
                scan->at++;
        else
                take_thing(scan);
}

static void take_all(struct scan *scan)
{
        bool fresh = true; /* only blanks on this line so far, as @include wants it */

        while (scan->at < scan->end && !scan->enough) {
                if (*scan->at == '\n') {
                        scan->line++;
                        scan->at++;
                        fresh = true;
                } else if (fresh && scan->end - scan->at > 8 && memcmp(scan->at, "@include", 8) == 0) {
                        scan->at += 8;
                        take_include(scan);
                        fresh = false;
                } else {
                        fresh = fresh && (*scan->at == ' ' || *scan->at == '\t');
                        take_other(scan);
                }
        }
        if (scan->open_count && scan->usable) {
                wrong(scan, scan->open[scan->open_count - 1].line, "the %c in this line is never closed",
                      scan->open[scan->open_count - 1].is);
                scan->usable = false;
        }
}

/* Looks at a file's text; from: the file that includes it, or NULL. */
bool scan_text(struct source *source, struct check *check, const struct scan *from, const char *file,
                      char *text, size_t length)
{
        struct scan scan = {.source = source, .check = check, .file = file, .line = 1, .begin = text, .at = text,
                            .end = text + length, .usable = true, .depth = from ? from->depth + 1 : 0,
                            .before = from ? from->before : ';', .within = from ? bracket(from) : '{'};

        if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
                if (from) {
                        wrong(&scan, 1, "the file begins with a byte order mark; UTF-8 without one would be right");
                        return false;
                }
                memset(text, ' ', 3);
        }
        take_all(&scan);
        return scan.usable;
}

