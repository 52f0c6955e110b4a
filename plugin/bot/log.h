/* log.h - one line a thing, to standard error.
 *
 *   2026-11-22T13:40:01Z info network=libera joined channel=#cramps
 *
 * Text from the network is quoted and its control codes are escaped, so that
 * one line stays one line. Nothing secret and no question with its asker is
 * ever handed to these functions.
 */
#ifndef BOT_LOG_H
#define BOT_LOG_H

#include <stddef.h>

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* What lies above `level` is dropped. Default LOG_INFO. */
void log_set_level(enum log_level level);

/* "error", "warn", "info", "debug" -> level, or -1. */
int log_level_parse(const char *name);

/* where: "network=libera", "plugin=cramp_faq", or NULL. */
__attribute__((format(printf, 3, 4)))
void log_line(enum log_level level, const char *where, const char *format, ...);

/* Copies `text` into out with control codes, quotes and invalid UTF-8 escaped
 * and cut to cap - 1 bytes; returns out. For text from outside. */
const char *log_quote(char *out, size_t cap, const char *text);

/* The same, but quotes and backslashes stay: for a whole sentence, of which
 * only control codes and invalid UTF-8 could do harm. */
const char *log_clean(char *out, size_t cap, const char *text);

#endif
