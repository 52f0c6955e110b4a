/* cfg.h - a libconfig file, read with care.
 *
 * libconfig says what stands in a file; this says whether it may stand there:
 * known keys (with the nearest right one), types, lengths, clean text. Every
 * mistake is reported with file and line, and reading goes on, so that one run
 * shows them all.
 */
#ifndef ANSWER_CFG_H
#define ANSWER_CFG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>

#include <libconfig.h>

#include "answer.h"

#define CFG_FILE_MAX ((long long)1 << 30) /* bytes */
#define CFG_INCLUDES_MAX 256

/* Where mistakes go: options->report, and the first into why. */
struct cfg_log {
        const struct answer_options *options; /* or NULL */
        char *why;
        size_t cap;
        size_t errors;
        bool open_folder; /* one that everybody can write to was told of */
};

void cfg_report(struct cfg_log *log, const char *file, unsigned line,
                enum answer_severity severity, const char *format, ...)
        __attribute__((format(printf, 5, 6)));

/* What is no UTF-8, and control codes, become '?': a line about a hostile file, or one that was
 * cut anywhere, may then be shown on a terminal or said on IRC. cfg_report does so by itself. */
void cfg_plain(char *line);

/* Where a line of the whole, with all that is included, stands. */
struct cfg_place {
        unsigned first;      /* line of the whole; the next place begins where this one ends */
        const char *path;
        unsigned line;       /* of the file */
};

struct cfg {
        config_t config;     /* every setting has its file's path, and the line there */
        const char *path;    /* borrowed */
        struct cfg_log *log;
        char *file[CFG_INCLUDES_MAX]; /* paths of included files */
        size_t file_count;
        struct cfg_place *place;
        size_t place_count, place_room;
};

/* Reads a file and what it includes (@include, relative to the file that it
 * stands in). Tells options->uses_file of each. 0, or -1 with the reason
 * reported. cfg_close is called in either case. */
int cfg_open(struct cfg *cfg, const char *path, struct cfg_log *log);
void cfg_close(struct cfg *cfg);

/* A path as the file that names it means it: relative to its folder. malloced; NULL when memory
 * ran out. cfg_path: the one that a text of cfg is. */
char *cfg_beside(const char *file, const char *path);
char *cfg_path(const struct cfg *cfg, const config_setting_t *setting);

/* Opens a plain file that the setting names: tells options->uses_file, reports and returns NULL
 * where it is not readable, not a regular file or too large. The caller closes it. */
FILE *cfg_stream(struct cfg *cfg, const config_setting_t *at, const char *path);

/* The same for a file that stands in line `line` of the file `from`, or that nobody names (NULL). */
FILE *cfg_file_open(struct cfg_log *log, const char *path, const char *from, unsigned line,
                    struct stat *stat);

/* Reports, as cfg_stream does, a file that cannot be read; one that can is left to be opened later. */
void cfg_look(struct cfg *cfg, const config_setting_t *at, const char *path);

void cfg_error(struct cfg *cfg, const config_setting_t *at, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
void cfg_doubt(struct cfg *cfg, const config_setting_t *at, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

/* The path of the file that a setting stands in; valid until cfg_close. */
const char *cfg_file(const struct cfg *cfg, const config_setting_t *at);

enum cfg_want {
        CFG_TEXT,   /* "..." */
        CFG_TEXTS,  /* [ "...", ... ] or ( "...", ... ) */
        CFG_GROUP,  /* { ... } */
        CFG_BOOL,   /* true or false */
        CFG_LIST    /* ( ... ) */
};

struct cfg_key {
        const char *name;  /* NULL: an unused place */
        enum cfg_want want;
        bool needed;
        size_t max;  /* bytes of a text; 0: as long as it likes */
};

/* Puts the settings of a group at the places of their keys in found, NULL where
 * there is none or not of the wanted kind, and checks texts (not lists of them)
 * by cfg_text. Unknown, missing and wrong ones are reported. what names the
 * group in messages ("passage", "the file"). */
void cfg_group(struct cfg *cfg, const config_setting_t *group, const char *what,
               const struct cfg_key *keys, size_t count, const config_setting_t **found);

/* The elements of a list, array or group; NULL counts as empty. */
size_t cfg_count(const config_setting_t *setting);
const config_setting_t *cfg_item(const config_setting_t *setting, size_t at);

/* The setting's string: not blank, at most max bytes (0: no limit), valid UTF-8, no
 * control characters. NULL: reported, or setting is NULL. name is for messages. */
const char *cfg_text(struct cfg *cfg, const config_setting_t *setting, const char *name,
                     size_t max);

#endif
