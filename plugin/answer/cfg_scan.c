/* cfg_scan.c - a file and what it includes, as one stream of lines for libconfig.
 *
 * It knows files, lines and @include; what the lines say is told by cfg_words. */
#include "cfg_scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cfg_words.h"
#include "room.h"

#define DEPTH_MAX 9
#define INCLUDE "@include"
/* libconfig crashes where it gets no memory. It takes at most 44 bytes for one of text ("1,1,1"),
 * and reads 16 KiB ahead; so before each 16 KiB it is seen that there is enough for twice as many. */
#define STRIDE ((size_t)16 << 10)
#define ROOM (2 * STRIDE * 44)

/* A file that is being read: the first one, or one within the other. */
struct level {
        FILE *in;
        const char *path;
        dev_t dev;
        ino_t ino;
        char *text;            /* the line in hand, with its LF */
        size_t room, length;
        size_t sent;           /* of text */
        size_t looked;         /* how far it was gone through */
        unsigned line;
};

struct cfg_scan {
        struct cfg *cfg;
        struct level level[DEPTH_MAX];
        size_t depth;          /* levels in use */
        unsigned lines;        /* of the stream so far */
        size_t allowed;        /* bytes that may go out before memory is looked for */

        struct cfg_words words;  /* where `looked` is */
        enum cfg_within sent;    /* where the line in hand begins */
        bool failed;
};

static struct level *top(struct cfg_scan *scan)
{
        return &scan->level[scan->depth - 1];
}

static struct cfg_spot here(struct cfg_scan *scan)
{
        return (struct cfg_spot){ .path = top(scan)->path, .line = top(scan)->line };
}

static void fail(struct cfg_scan *scan, struct cfg_spot at, const char *what)
{
        if (!scan->failed)
                cfg_report(scan->cfg->log, at.path, at.line, ANSWER_ERROR, "%s", what);
        scan->failed = true;
}

/* Once a line is enough. A comma that was forgotten nobody would look for, and it costs nothing to tell:
 * so a bot that runs does, too. */
static void doubt_joined(struct cfg_scan *scan)
{
        const struct cfg_spot *glued = &scan->words.glued, *runs_on = &scan->words.runs_on;
        const struct answer_options *options = scan->cfg->log->options;

        if (glued->line > 0)
                cfg_report(scan->cfg->log, glued->path, glued->line, ANSWER_DOUBT,
                           "two texts are joined here with no blank between them: is a comma missing?");
        if (runs_on->line > 0 && options != NULL && options->doubts)
                cfg_report(scan->cfg->log, runs_on->path, runs_on->line, ANSWER_DOUBT,
                           "two texts are joined here: is a blank missing between them?");
        scan->words.glued.line = scan->words.runs_on.line = 0;
}

/* Goes through what is left of the line in hand. Blanks before it, and a comment that is all of it, need
 * not be read by libconfig. */
static void look(struct cfg_scan *scan)
{
        struct level *level = top(scan);

        scan->sent = scan->words.within;
        if (scan->sent == CFG_PLAIN) {
                level->sent += strspn(level->text + level->sent, " \t");
                if (level->text[level->sent] == '#')
                        level->sent = level->length - 1;
        }
        if (!cfg_words_read(&scan->words, level->text + level->looked, level->length - level->looked, here(scan)))
                fail(scan, scan->words.wrong_at, scan->words.wrong);
        level->looked = level->length;
        doubt_joined(scan);
}

/* From here on the stream's lines are those of the file on top. */
static void add_place(struct cfg_scan *scan)
{
        struct cfg *cfg = scan->cfg;
        struct cfg_place *bigger = room_for(cfg->place, &cfg->place_room, cfg->place_count + 1, sizeof *bigger);

        if (bigger == NULL) {
                fail(scan, here(scan), "out of memory");
                return;
        }
        cfg->place = bigger;
        cfg->place[cfg->place_count++] = (struct cfg_place){ scan->lines + 1, top(scan)->path, top(scan)->line };
}

static bool is_open(const struct cfg_scan *scan, const struct stat *stat)
{
        for (size_t i = 0; i < scan->depth; i++)
                if (scan->level[i].dev == stat->st_dev && scan->level[i].ino == stat->st_ino)
                        return true;
        return false;
}

static void push(struct cfg_scan *scan, FILE *in, const char *path, const struct stat *stat)
{
        struct level *level = &scan->level[scan->depth++];

        *level = (struct level){ .in = in, .path = path, .dev = stat->st_dev, .ino = stat->st_ino };
}

static void pop(struct cfg_scan *scan)
{
        struct level *level = top(scan);

        fclose(level->in);
        free(level->text);
        scan->depth--;
}

/* Puts the file that is called so in the place of what is left of the line. */
static void include(struct cfg_scan *scan, const char *name)
{
        struct cfg *cfg = scan->cfg;
        char what[1200];
        struct stat stat;
        char *path;
        FILE *in;

        if (scan->depth == DEPTH_MAX || cfg->file_count == CFG_INCLUDES_MAX) {
                fail(scan, here(scan), "too many @includes, or too deep");
                return;
        }
        path = cfg_beside(top(scan)->path, name);
        if (path == NULL) {
                fail(scan, here(scan), "out of memory");
                return;
        }
        cfg->file[cfg->file_count++] = path;
        in = cfg_file_open(cfg->log, path, top(scan)->path, top(scan)->line, &stat);
        if (in == NULL) {
                scan->failed = true;
        } else if (is_open(scan, &stat)) {
                snprintf(what, sizeof what, "@include: %s includes itself in the end", path);
                fail(scan, here(scan), what);
                fclose(in);
        } else {
                push(scan, in, path, &stat);
        }
}

/* `@include "name"` at the beginning of what is left of the line? */
static bool take_include(struct cfg_scan *scan)
{
        struct level *level = top(scan);
        const char *s = level->text + level->looked;
        char name[1024];
        size_t length = 0;

        s += strspn(s, " \t");
        if (scan->words.within != CFG_PLAIN || strncmp(s, INCLUDE, strlen(INCLUDE)) != 0)
                return false;
        s += strlen(INCLUDE);
        s += strspn(s, " \t");
        if (*s == '"')
                for (s++; strchr("\"\n", *s) == NULL && length < sizeof name - 1; s++) {
                        if (*s == '\\' && (s[1] == '\\' || s[1] == '"'))
                                s++;
                        name[length++] = *s;
                }
        name[length] = '\0';
        if (*s != '"' || length == 0) {
                fail(scan, here(scan), "@include wants the name of a file: @include \"other.cfg\"");
                return true;
        }
        level->looked = level->sent = (size_t)(s + 1 - level->text);
        include(scan, name);
        return true;
}

/* The last line of a file may lack its LF. */
static void end_line(struct cfg_scan *scan)
{
        struct level *level = top(scan);
        char *bigger = realloc(level->text, level->length + 2);

        if (bigger == NULL) {
                fail(scan, here(scan), "out of memory");
                return;
        }
        level->text = bigger;
        level->room = level->length + 2;
        memcpy(bigger + level->length++, "\n", 2);
}

/* The next line of the file on top; false: there is none. */
static bool next_line(struct cfg_scan *scan)
{
        struct level *level = top(scan);
        ssize_t got = getline(&level->text, &level->room, level->in);

        level->sent = level->looked = 0;
        level->length = got > 0 ? (size_t)got : 0;
        level->line++;
        if (level->line == 1 && got >= 3 && memcmp(level->text, "\xef\xbb\xbf", 3) == 0)
                level->sent = level->looked = 3; /* some editors begin a file with this mark */
        if (level->line == 1 && got >= 2 && (memcmp(level->text, "\xff\xfe", 2) == 0 || memcmp(level->text, "\xfe\xff", 2) == 0))
                fail(scan, here(scan), "this is UTF-16 text, as some editors save it; please save it as UTF-8");
        if (got > 0 && level->text[got - 1] != '\n')
                end_line(scan);
        if (got < 0 && !feof(level->in)) {
                char what[200];

                snprintf(what, sizeof what, "cannot read it: %s", strerror(errno));
                fail(scan, here(scan), what);
        }
        return got > 0 && !scan->failed;
}

/* Finds something to send in the line on top, if anything is left. */
static void advance(struct cfg_scan *scan)
{
        while (scan->depth > 0 && !scan->failed) {
                struct level *level = top(scan);
                bool fresh = level->sent == level->length;

                if (fresh && !next_line(scan)) {
                        if (!scan->failed && scan->depth == 1 && !cfg_words_end(&scan->words))
                                fail(scan, scan->words.wrong_at, scan->words.wrong);
                        pop(scan);
                        if (scan->depth > 0)
                                add_place(scan);
                        continue;
                }
                if (level->line == 1 && fresh)
                        add_place(scan);
                if (take_include(scan))
                        continue;
                look(scan);
                return;
        }
}

static void look_for_room(struct cfg_scan *scan)
{
        void *volatile room = malloc(ROOM);

        if (room == NULL)
                fail(scan, here(scan), "out of memory");
        else
                scan->allowed = STRIDE;
        free(room);
}

/* A cookie_read_function_t of fopencookie(3): a line, or a part of one. */
static ssize_t give(void *cookie, char *out, size_t cap)
{
        struct cfg_scan *scan = cookie;
        struct level *level;
        size_t n;

        if (!scan->failed && (scan->depth == 0 || top(scan)->sent == top(scan)->looked))
                advance(scan);
        if (!scan->failed && scan->depth > 0 && scan->allowed == 0)
                look_for_room(scan);
        if (scan->failed && scan->sent == CFG_QUOTES) { /* libconfig would lose the text that never ends */
                scan->sent = CFG_PLAIN;
                *out = '"';
                return 1;
        }
        if (scan->failed || scan->depth == 0)
                return 0;
        level = top(scan);
        n = level->looked - level->sent < cap ? level->looked - level->sent : cap;
        n = n < scan->allowed ? n : scan->allowed;
        scan->allowed -= n;
        memcpy(out, level->text + level->sent, n);
        level->sent += n;
        scan->lines += out[n - 1] == '\n';
        return (ssize_t)n;
}

FILE *cfg_scan_open(struct cfg *cfg, struct cfg_scan **out)
{
        const cookie_io_functions_t functions = { .read = give };
        struct cfg_scan *scan;
        struct stat stat;
        FILE *in = cfg_file_open(cfg->log, cfg->path, NULL, 0, &stat), *stream;

        if (in == NULL)
                return NULL;
        *out = scan = calloc(1, sizeof *scan);
        stream = scan != NULL ? fopencookie(scan, "r", functions) : NULL;
        if (stream == NULL) {
                cfg_report(cfg->log, cfg->path, 0, ANSWER_ERROR, "out of memory");
                fclose(in);
                free(scan);
                return NULL;
        }
        scan->cfg = cfg;
        cfg_words_init(&scan->words);
        push(scan, in, cfg->path, &stat);
        return stream;
}

bool cfg_scan_close(struct cfg_scan *scan, bool syntax)
{
        bool fine;

        if (syntax && !cfg_words_doubt(&scan->words))
                fail(scan, scan->words.wrong_at, scan->words.wrong);
        fine = !scan->failed;
        while (scan->depth > 0)
                pop(scan);
        free(scan);
        return fine;
}
