/* source.h - which FAQ a command works on.
 *
 * Either FAQ files (-f), or those that a bot.cfg names (-c, else ./bot.cfg), with
 * the thresholds that stand beside them.
 */
#ifndef TOOLS_SOURCE_H
#define TOOLS_SOURCE_H

#include "../answer/answer.h"
#include "../answer/settings.h"

struct source {
        const char *config;                   /* or NULL */
        const char *file[SETTINGS_FILES_MAX];
        size_t file_count;
        answer_report *report;                /* or NULL */
        void (*uses_file)(void *context, const char *path);
        void *context;
        bool doubts;
        bool index_only;
};

/* One more -f. False: too many, with a line in why. */
bool source_add(struct source *source, const char *file, char *why, size_t cap);

/* NULL with one line in why. The caller closes it with answer_close. */
struct answer *source_open(const struct source *source, char *why, size_t cap);

/* The same in two steps: which files and thresholds (and which inbox; NULL with -f), to be freed
 * by settings_free; then the FAQ. False and NULL with one line in why. */
bool source_settings(const struct source *source, struct settings *out, char *why, size_t cap);
struct answer *source_build(const struct source *source, const struct settings *settings, char *why, size_t cap);

/* Is it a bot.cfg, and no file of a FAQ? */
bool source_is_config(const char *path);

#endif
