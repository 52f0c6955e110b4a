/* bot_confine.c - what the bot still needs of this machine once it runs: the folders
 * that its configuration names. All else is given up (sandbox.h).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bot_own.h"
#include "log.h"
#include "sandbox.h"

/* The folder of a file, or the folder itself, by its real name; of what is not there
 * yet, that which it would be made in. NULL: not enough memory. */
static char *real_folder(const char *path, bool is_folder)
{
        char *at = strdup(path), *real = at && is_folder ? realpath(at, NULL) : NULL;

        while (at && !real) {
                char *slash = strrchr(at, '/');

                if (!slash || slash == at) {
                        real = realpath(slash ? "/" : ".", NULL);
                        break;
                }
                *slash = '\0';
                real = realpath(at, NULL);
        }
        free(at);
        return real;
}

static void add_folder(struct paths *folders, const char *path, bool is_folder)
{
        char *real = path && *path ? real_folder(path, is_folder) : NULL;

        if (real)
                paths_add(folders, real);
        free(real);
}

/* The folders that are written to, by their real names. */
static void add_written(const struct bot *bot, const struct config *config, struct paths *folders)
{
        const char *overrides = NULL, *runtime = getenv("RUNTIME_DIRECTORY");
        struct paths files = {0};
        bool alone;

        add_folder(folders, config->state, true);
        add_folder(folders, config->log.file, false);
        add_folder(folders, config->metrics, false);
        config_overrides(config, &overrides, &alone); /* which `save` writes */
        add_folder(folders, overrides, false);
        plugins_written(bot->plugins, &files);
        for (size_t i = 0; i < files.count; i++)
                add_folder(folders, files.path[i], false);
        paths_fini(&files);
        if (runtime && *runtime == '/' && !strchr(runtime, ':'))
                add_folder(folders, runtime, true);
}

void bot_confine(struct bot *bot)
{
        const struct config *config = bot->held->config;
        struct paths read = {0};
        char lacks[300];

        sandbox_secrets(!config->core_dumps);
        if (!config->sandbox)
                return;
        bot_memory(); /* opens its file */
        mkdir(config->state, 0700);
        bot_files_read(bot->plugins, config, &read);
        add_written(bot, config, &bot->written);
        sandbox_enter(&read, &bot->written, lacks, sizeof lacks);
        paths_fini(&read);
        bot->confined = true;
        if (*lacks)
                log_line(LOG_WARN, NULL, "the sandbox is not complete on this system: %s", lacks);
        else
                log_line(LOG_INFO, NULL, "in the sandbox: no other files, no programs, no new privileges");
}

/* It is one of the folders that were written to at the start, or below one. */
static bool is_covered(const struct bot *bot, const char *folder)
{
        for (size_t i = 0; i < bot->written.count; i++) {
                const char *known = bot->written.path[i];
                size_t length = strlen(known);

                if (strncmp(folder, known, length) == 0 && (!folder[length] || folder[length] == '/' || length == 1))
                        return true;
        }
        return false;
}

bool bot_confine_allows(struct bot *bot, const struct config *config)
{
        struct paths written = {0};
        char what[700];
        bool fine = true;

        if (bot->confined)
                add_written(bot, config, &written);
        for (size_t i = 0; i < written.count; i++) {
                if (is_covered(bot, written.path[i]))
                        continue;
                snprintf(what, sizeof what, "it asks to write in \"%.300s\"; since its start the bot may only write "
                         "where it did then: restarting it would be right (or, before that, sandbox = false)",
                         written.path[i]);
                bot_report(bot, CONFIG_ERROR, bot->path, 0, what);
                fine = false;
        }
        paths_fini(&written);
        return fine;
}

void bot_confine_explain(struct bot *bot)
{
        if (bot->confined && bot->denied)
                bot_report(bot, CONFIG_ERROR, bot->path, 0, "since its start the bot may only look into the folders that "
                           "were in use then; if it is another one that is denied, restarting the bot would be right");
}
