/* source.h - the files of a configuration: reading them, and what they are called.
 *
 * libconfig 1.5 names an included file as it was written, not where it is, and
 * has no name for what it reads from memory: source_name mends that.
 */
#ifndef BOT_SOURCE_H
#define BOT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include <libconfig.h>

#include "check.h"

#define SOURCE_FILES_MAX 64
#define SOURCE_BYTES_MAX (1024 * 1024) /* a file */

struct source {
        char *file[SOURCE_FILES_MAX]; /* all files read, the first one first; owned */
        size_t count;
        char *folder;                 /* of the first file: "." or "/etc/crampbot"; owned */
        char *text;                   /* of the first file, ending in LF; owned */
        size_t length;
};

/* Reads path and what it includes; init, not open: the struct is the caller's.
 * False: libconfig must not read it (each reason was reported). Mistakes may
 * have been reported all the same when it is true. Always ends in source_fini. */
bool source_init(struct source *source, struct check *check, const char *path);

/* Has libconfig take it all in; every setting then has the name of its file as
 * source_name says it, valid until source_fini. False: it was reported why not. */
bool source_parse(struct source *source, struct check *check, config_t *into);

/* What file, as libconfig names it (NULL: the first), is called from here. */
const char *source_name(const struct source *source, const char *file);
void source_fini(struct source *source);

/* All bytes of a plain file of at most SOURCE_BYTES_MAX, with LF and NUL
 * behind them; never blocks. The caller frees it. NULL with one phrase in why,
 * as "is a folder". */
char *source_read(const char *file, size_t *length, char *why, size_t cap);

/* name, as written in file: absolute, or relative to the folder of file.
 * NULL when memory ran out; the caller frees it. */
char *source_resolve(const char *file, const char *name);

#endif
