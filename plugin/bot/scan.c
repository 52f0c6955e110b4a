/* scan.c - libconfig's words, followed just far enough to stay out of harm.
 *
 * Comments, texts, numbers, brackets, @include: enough to find what libconfig
 * itself would do harm with or explain badly. It refuses to know any key, but
 * for what others call one, and what the file is for.
 */
#include "scan.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hint.h"
#include "slip.h"

#define DEPTH_MAX 8
#define INCLUDE "@include"
#define NUMBER_BYTES_MAX 40
#define BRACKETS_MAX 64

/* Where the reading stands in one file. */
struct scan {
        struct source *source;
        struct check *check;
        const struct scan *from; /* the including file, or NULL */
        const char *file;
        struct stat is;
        const char *begin, *at, *end; /* a NUL stands behind the end */
        const char *copied;      /* up to here, source has it */
        unsigned copied_line;    /* of `copied` */
        unsigned line, depth;
        bool usable; /* libconfig may read it */
        bool enough; /* what follows would be misread, or is no news */

        char name[24]; /* the last word */
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

        if (scan->before == '"' && bracket(scan) != '{' && scan->usable)
                check_doubt_at(scan->check, scan->file, start, "two texts without a comma between them are one; "
                               "a comma before this one would be right");
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

        if (!pair)
                return;
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

/* What source does not have yet, up to `to`. */
static void copy_text(struct scan *scan, const char *to)
{
        if (!source_append(scan->source, scan->file, scan->copied_line, scan->copied, (size_t)(to - scan->copied))) {
                wrong(scan, scan->line, "not enough memory");
                scan->usable = false;
        }
}

/* The file that @include names on this line, on the list of files; or NULL. */
static const char *include_path(struct scan *scan, const char *name)
{
        struct source *source = scan->source;
        const char *path = NULL;

        if (strchr(name, '\\'))
                wrong(scan, scan->line, "@include \"%s\": a name without \\ would be right", name);
        else if (scan->depth >= DEPTH_MAX)
                wrong(scan, scan->line, "@include \"%s\": nested too deep; at most %d files within files would be right",
                      name, DEPTH_MAX);
        else if (source->count >= SOURCE_FILES_MAX)
                wrong(scan, scan->line, "@include \"%s\": too many files; at most %d would be right", name,
                      SOURCE_FILES_MAX);
        else if (!(path = source_add(source, source_resolve(scan->file, name))))
                wrong(scan, scan->line, "@include \"%s\": not enough memory", name);
        return path;
}

/* The name in `@include "name"`; false: there is none. */
static bool take_name(struct scan *scan, char *name, size_t cap)
{
        const char *start = scan->at + strspn(scan->at, " \t");
        const char *quote = *start == '"' ? memchr(start + 1, '"', (size_t)(scan->end - start - 1)) : NULL;

        if (!quote || memchr(start, '\n', (size_t)(quote - start)) || (size_t)(quote - start) > cap) {
                wrong(scan, scan->line, "the name of a file in quotes is missing; @include \"other.cfg\" would be right");
                return false;
        }
        snprintf(name, cap, "%.*s", (int)(quote - start - 1), start + 1);
        scan->at = quote + 1;
        return true;
}

/* @include "name": the file's text takes its place. */
static void take_include(struct scan *scan)
{
        const char *start = scan->at, *path;
        char name[1000];

        scan->at += strlen(INCLUDE);
        if (!take_name(scan, name, sizeof name) || !(path = include_path(scan, name))) {
                scan->usable = false;
                return;
        }
        if (scan->at[strspn(scan->at, " \t")] == ';') {
                wrong(scan, scan->line, "@include \"%s\": stands alone in its line; without the ; would be right", name);
                scan->usable = false;
        }
        copy_text(scan, start);
        if (!scan_file(scan->source, scan->check, scan, path))
                scan->usable = false;
        scan->copied = scan->at;
        scan->copied_line = scan->line;
}

static bool is_name(char c)
{
        return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '*';
}

/* What libconfig would find, too, but not name. Behind a text of many lines a " is missing, rather. */
static void take_slip(struct scan *scan)
{
        const char *alias = scan->before == '=' || scan->before == ':' ? hint_alias(scan->name) : NULL;
        char what[300];

        if (!scan->usable || scan->long_text || !slip_find(scan->at, scan->before, bracket(scan), what, sizeof what))
                return;
        if (alias)
                wrong(scan, scan->line, "%s, and %s for %s", what, alias, scan->name);
        else
                wrong(scan, scan->line, "%s", what);
        scan->usable = false;
}

/* One thing that is neither a blank nor a comment. */
static void take_thing(struct scan *scan)
{
        unsigned char c = (unsigned char)*scan->at;
        char thing = (char)c;

        take_slip(scan);
        if (c == '"') {
                skip_string(scan);
        } else if (isdigit(c)) {
                take_number(scan);
        } else if (isalpha(c) || c == '*' || c == '_') {
                const char *start = scan->at;

                while (scan->at < scan->end && is_name(*scan->at))
                        scan->at++;
                snprintf(scan->name, sizeof scan->name, "%.*s", (int)(scan->at - start), start);
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
                } else if (fresh && scan->end - scan->at > (ptrdiff_t)strlen(INCLUDE) && memcmp(scan->at, INCLUDE, strlen(INCLUDE)) == 0) {
                        take_include(scan);
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

/* Does a file include itself, by whatever way? Then the including line says so. */
static bool is_loop(const struct scan *scan)
{
        for (const struct scan *from = scan->from; from; from = from->from)
                if (from->is.st_dev == scan->is.st_dev && from->is.st_ino == scan->is.st_ino)
                        return true;
        return false;
}

static bool scan_text(struct scan *scan, char *text, size_t length)
{
        if (length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
                wrong(scan, 1, "this is UTF-16 text, as some editors save it; please save it as UTF-8");
                return false;
        }
        if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
                memset(text, ' ', 3);
        scan->begin = scan->at = scan->copied = text;
        scan->end = text + length;
        take_all(scan);
        copy_text(scan, scan->end);
        return scan->usable;
}

bool scan_file(struct source *source, struct check *check, const struct scan *from, const char *file)
{
        struct scan scan = {.source = source, .check = check, .from = from, .file = file, .line = 1,
                            .copied_line = 1, .usable = true, .depth = from ? from->depth + 1 : 0,
                            .before = from ? from->before : ';', .within = from ? bracket(from) : '{'};
        char why[200], *text;
        size_t length;
        bool usable = false;

        check_names(check, file);
        text = source_read(file, &length, &scan.is, why, sizeof why);
        if (!text && !from)
                check_mistake_at(check, file, 0, "%s", why);
        else if (!text)
                check_mistake_at(check, from->file, from->line, "@include: \"%s\" %s", file, why);
        else if (is_loop(&scan))
                check_mistake_at(check, from->file, from->line, "@include: \"%s\" includes itself in the end; "
                                 "leaving out this line would be right", file);
        else
                usable = scan_text(&scan, text, length);
        if (text && scan.is.st_mode & S_IWOTH)
                check_doubt_at(check, file, 0, "everybody on this machine can change this file; chmod o-w would be right");
        free(text);
        return usable;
}
