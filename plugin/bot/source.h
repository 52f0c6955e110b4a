/* source.h - the files of a configuration: reading them, and what they are called.
 *
 *   bot.cfg ----- a, b, @include "more.cfg", c       text: a b x y c
 *   more.cfg ---- x, y                               piece: 1 bot.cfg:1, 3 more.cfg:1, 5 bot.cfg:3
 *
 * libconfig 1.5 would look for every included file beside the first one, read
 * it a second time, and name it as it was written. So it gets one text, and what
 * it says of that text's lines is said of the files' lines.
 */
#ifndef BOT_SOURCE_H
#define BOT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include <libconfig.h>

#include "check.h"

#define SOURCE_FILES_MAX 64
#define SOURCE_BYTES_MAX (1024 * 1024) /* a file */

struct source {
        char *file[SOURCE_FILES_MAX]; /* all files read, the first one first; owned */
        size_t count;
        char *text;                   /* of them all, ending in LF; owned */
        size_t length, room;
        unsigned lines;               /* of text */
        struct source_piece {
                unsigned first;       /* line of text, from 1 */
                const char *file;
                unsigned line;        /* of file: what `first` is there */
        } piece[2 * SOURCE_FILES_MAX];
        size_t piece_count;
};

/* Reads path and what it includes; init, not open: the struct is the caller's.
 * False: libconfig must not read it (each reason was reported). Mistakes may
 * have been reported all the same when it is true. Always ends in source_fini. */
bool source_init(struct source *source, struct check *check, const char *path);

/* Has libconfig take it all in; every setting then has the name of its file as
 * it is called from here, valid until source_fini. False: it was reported why not. */
bool source_parse(struct source *source, struct check *check, config_t *into);

void source_fini(struct source *source);

/* Adds a file's name to the list, which then owns it. NULL: there is no room, or no memory. */
const char *source_add(struct source *source, char *file);

/* Adds a file's lines to the text; from: the line of the file that they begin
 * in. False: no memory. */
bool source_append(struct source *source, const char *file, unsigned from, const char *bytes, size_t length);

/* All bytes of a plain file of at most SOURCE_BYTES_MAX, with LF and NUL
 * behind them; never blocks. The caller frees it. NULL with one phrase in why,
 * as "is a folder". *is: which file it was. */
char *source_read(const char *file, size_t *length, struct stat *is, char *why, size_t cap);

/* name, as written in file: absolute, or relative to the folder of file.
 * NULL when memory ran out; the caller frees it. */
char *source_resolve(const char *file, const char *name);

#endif
