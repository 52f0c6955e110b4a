/* log.h - one line a thing, to standard error or a file.
 *
 *   time=2026-11-22T13:40:01Z level=info module=network network=libera msg="joined #cramps"
 *   {"time":"...","level":"info","module":"network","network":"libera","msg":"joined #cramps"}
 *
 * The first form is logfmt. Under systemd's journal (JOURNAL_STREAM of
 * systemd.exec(5) is standard error) "<6>" goes in front, as sd-daemon(3) has
 * it, and the journal's own time is enough.
 *
 * Text from the network is quoted and its control codes are escaped, so that
 * one line stays one line. Nothing secret and no question with its asker is
 * ever handed to these functions.
 */
#ifndef BOT_LOG_H
#define BOT_LOG_H

#include <stdbool.h>
#include <stddef.h>

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

enum log_format { LOG_LOGFMT, LOG_JSON };

/* Parts of the bot whose level can be set by itself; log_modules.c names them. */
#define LOG_MODULES 8

struct log_settings {
        enum log_level level;
        int levels[LOG_MODULES]; /* of a module; -1: the level above */
        enum log_format format;
        const char *file;        /* NULL: standard error. Copied */
};

/* Default: LOG_INFO, logfmt, standard error. False with a line in why: the file
 * cannot be opened, and it goes on where it went. */
bool log_configure(const struct log_settings *settings, char *why, size_t cap);

/* Opens the file anew, under its name: after a rotation. Does nothing without a
 * file. False with a line in why: the old one stays in use. */
bool log_reopen(char *why, size_t cap);

/* What lies above `level` is dropped, in all modules. */
void log_set_level(enum log_level level);

/* The same for one module; false: there is none of that name. */
bool log_set_module_level(const char *module, enum log_level level);

/* "error", "warn", "info", "debug" -> level, or -1. */
int log_level_parse(const char *name);
/* "logfmt", "json" -> format, or -1. */
int log_format_parse(const char *name);
/* 0..LOG_MODULES-1, or NULL. */
const char *log_module_name(size_t module);
/* Which module a source file ("wire.c") belongs to. */
size_t log_module_of(const char *file);

/* log_line(level, where, format, ...)
 * where: logfmt pairs, "network=libera", "plugin=cramp_faq"; or NULL. A value
 * with anything but letters, digits and common signs is "quoted" by log_quote. */
#define log_line(level, ...) log_say(__FILE_NAME__, level, __VA_ARGS__)

/* Would such a line be written? For what takes long to put into words. */
#define log_wanted(level) log_is_wanted(__FILE_NAME__, level)

bool log_is_wanted(const char *file, enum log_level level);

__attribute__((format(printf, 4, 5)))
void log_say(const char *file, enum log_level level, const char *where, const char *format, ...);

/* Copies `text` into out with control codes, quotes and invalid UTF-8 escaped
 * and cut to cap - 1 bytes; returns out. For text from outside. */
const char *log_quote(char *out, size_t cap, const char *text);

/* The same, but quotes and backslashes stay: for a whole sentence, of which
 * only control codes and invalid UTF-8 could do harm. */
const char *log_clean(char *out, size_t cap, const char *text);

#endif
