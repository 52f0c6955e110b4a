/* bot_check.c - bot.cfg and all that it names, looked at and let go again.
 *
 * Nothing connects and nothing is written.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot_own.h"

struct heard {
        config_report *report;
        void *context;
        size_t errors;
};

static void count(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        struct heard *heard = context;

        heard->errors += severity == CONFIG_ERROR;
        heard->report(heard->context, severity, file, line, what);
}

static void soften(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        const struct heard *heard = context;

        if (severity == CONFIG_ERROR) /* bot.cfg's own warnings were told */
                heard->report(heard->context, CONFIG_WARNING, file, line, what);
}

/* What admins have set by command, and whether it still fits a bot.cfg that is right. */
static void check_runtime(const struct config *config, struct heard *heard)
{
        char why[700];
        struct runtime *runtime = runtime_open(config->state, why, sizeof why);

        if (*why)
                heard->report(heard->context, CONFIG_WARNING, config->state, 0, why);
        else if (runtime && !heard->errors)
                config_close(config_over(config, runtime_root(runtime), soften, heard));
        runtime_close(runtime);
}

/* Is it a folder that can be written; or can it be made? */
static void try_folder(const char *folder, char *why, size_t cap)
{
        const char *slash = strrchr(folder, '/');
        char parent[PATH_MAX];
        struct stat is;

        snprintf(parent, sizeof parent, "%.*s", slash ? (int)(slash - folder) + 1 : 1, slash ? folder : ".");
        if (stat(folder, &is) < 0 && (errno != ENOENT || access(parent, W_OK) < 0))
                snprintf(why, cap, "cannot be made: %s; see `state` in bot.cfg", strerror(errno));
        else if (stat(folder, &is) == 0 && !S_ISDIR(is.st_mode))
                snprintf(why, cap, "is not a folder; see `state` in bot.cfg");
        else if (access(folder, W_OK) < 0 && errno != ENOENT)
                snprintf(why, cap, "cannot be written: %s; see `state` in bot.cfg", strerror(errno));
}

/* What the bot remembers: it does without, so that this is never an error. */
static void check_state(const struct config *config, struct heard *heard)
{
        char why[400];
        struct sts *sts = sts_open(config->state, why, sizeof why);

        if (!*why)
                try_folder(config->state, why, sizeof why);
        if (*why)
                heard->report(heard->context, CONFIG_WARNING, config->state, 0, why);
        sts_close(sts);
        check_runtime(config, heard);
}

bool bot_check(const char *path, config_report *report, void *context, struct bot_counts *counts)
{
        struct heard heard = {.report = report, .context = context};
        struct plugins *plugins = plugins_open(report, context);
        struct config *config = plugins ? config_look(path, count, &heard) : NULL;

        *counts = (struct bot_counts){0};
        if (config) {
                bot_count_config(config, counts);
                if (config->state)
                        check_state(config, &heard);
                plugins_be_thorough(plugins);
                counts->failed = plugins_prepare(plugins, config, false);
                bot_files_allow(plugins, config, count, &heard);
                plugins_settle(plugins, true);
                counts->plugins = plugins_count(plugins);
        }
        plugins_close(plugins);
        config_close(config);
        return plugins != NULL;
}
