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

#endif
