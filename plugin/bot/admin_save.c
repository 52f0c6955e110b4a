/* admin_save.c - `save`: what was set by command goes into a file of bot.cfg's.
 *
 *   overrides of runtime.cfg + those of the file -> the file, whole -> reload
 *
 * The file is one that bot.cfg includes and that nobody but `save` has written:
 * it begins with the line HEAD. Nothing else is ever written over.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "admin_own.h"
#include "keep.h"

#define HEAD "# Written by the bot's command `save`; it may write it again."
#define FILE_NAME "saved.cfg"
#define PATH_BYTES 4300

static bool write_tree(FILE *file, const void *context)
{
        if (fprintf(file, "%s\n", HEAD) < 0)
                return false;
        config_write((const config_t *)context, file);
        return !ferror(file);
}

/* Is that a file of `save`'s, or none at all, or one with nothing in it? */
static bool is_ours(const char *path)
{
        char line[sizeof HEAD + 1] = "";
        FILE *file = fopen(path, "re");
        bool ours;

        if (!file)
                return errno == ENOENT;
        ours = !fgets(line, sizeof line, file) ? feof(file) : strcmp(line, HEAD "\n") == 0;
        fclose(file);
        return ours;
}

/* Does bot.cfg include it, though nothing may stand in it yet? */
static bool is_included(const struct config *config, const char *path)
{
        struct paths files = {0};
        struct stat is, other;
        bool found = false;

        config_files(config, &files);
        for (size_t i = 0; i < files.count && stat(path, &is) == 0; i++)
                found = found || (stat(files.path[i], &other) == 0 && other.st_dev == is.st_dev && other.st_ino == is.st_ino);
        paths_fini(&files);
        return found;
}

/* From one folder to a file, for @include: "state/saved.cfg". */
static void relative(const char *config, const char *path, char *out, size_t cap)
{
        const char *slash = strrchr(config, '/');
        size_t folder = slash ? (size_t)(slash - config) + 1 : 0;

        snprintf(out, cap, "%s", strncmp(config, path, folder) == 0 ? path + folder : path);
}

/* Which file? False: none that `save` may write; it was said why. */
static bool choose(struct order *order, const char *file, bool alone, char *path, size_t cap)
{
        const char *why = NULL;

        if (file && !*file)
                why = "bot.cfg itself has `overrides`, which I do not touch: move them into a file of their own that it includes";
        snprintf(path, cap, "%s", file ? file : "");
        if (!file)
                snprintf(path, cap, "%s/" FILE_NAME, order->bot->held->config->state);
        else if (!why && !alone)
                why = "it holds more than `overrides`";
        if (!why && !is_ours(path))
                why = "it does not begin as `save` begins a file, so it is somebody's own";
        if (why)
                admin_say(order, "Not saved into \"%s\": %s.", path, why);
        return !why;
}

static void report_whole(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        if (severity == CONFIG_ERROR)
                admin_say(context, "%s:%u: %s", file, line, what);
}

/* What stands in the file now need not be kept twice. */
static void finish(struct order *order, const char *path)
{
        struct runtime *fresh;

        if (!bot_reload(order->bot, false, report_whole, order)) {
                admin_say(order, "Saved into \"%s\", which will be in use once the mistakes are mended.", path);
                return;
        }
        fresh = runtime_copy(order->bot->runtime);
        if (fresh)
                runtime_forget_overrides(fresh);
        if (bot_adopt(order->bot, fresh, admin_report, order))
                admin_say(order, "Saved into \"%s\".", path);
}

void admin_save(struct order *order)
{
        const char *file = NULL;
        bool alone = true;
        const config_setting_t *list = config_overrides(order->bot->held->config, &file, &alone);
        char path[PATH_BYTES], folder[PATH_BYTES], name[PATH_BYTES], why[400];
        struct runtime *merged;
        const char *slash;
        bool included;

        if (!config_setting_length(config_setting_get_member(runtime_root(order->bot->runtime), "overrides"))) {
                admin_say(order, "Nothing has been set by command.");
                return;
        }
        if (!choose(order, file, alone, path, sizeof path))
                return;
        slash = strrchr(path, '/');
        snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
        included = is_included(order->bot->held->config, path);
        merged = runtime_merge(list, order->bot->runtime);
        if (!merged || !keep_write(folder, slash ? slash + 1 : path, write_tree, runtime_tree(merged), why, sizeof why)) {
                admin_say(order, "Not saved: %s.", merged ? why : "there is too much, or memory ran out");
                runtime_close(merged);
                return;
        }
        runtime_close(merged);
        admin_log(order, "save");
        if (included) {
                finish(order, path);
                return;
        }
        relative(order->bot->path, path, name, sizeof name);
        admin_say(order, "Saved into \"%s\". What was set goes on to hold by itself; to have bot.cfg say it, add this line "
                  "to it, alone in its line: @include \"%s\"", path, name);
}
