/* plugins.c - the plugins of one bot.cfg, and those of the next.
 *
 *   now:  A  B        prepare: A reloads beside itself, C is opened
 *   next: A'    C     keep:    A settles on A', B is closed, now = next
 *                     drop:    A settles on A, C is closed, now stays
 *
 * It refuses to know what the plugins are for.
 */
#include "plugins_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

#define WHY_MAX 512

static const enum log_level level_of[] = {
        [PLUGIN_ERROR] = LOG_ERROR,
        [PLUGIN_WARN] = LOG_WARN,
        [PLUGIN_INFO] = LOG_INFO,
        [PLUGIN_DEBUG] = LOG_DEBUG,
};

static void host_log(void *context, enum plugin_level level, const char *line)
{
        const struct entry *entry = context;

        if (line && (int)level >= PLUGIN_ERROR && level <= PLUGIN_DEBUG)
                log_line(level_of[level], entry->where, "%s", line);
}

static void host_report(void *context, const char *file, unsigned line, enum plugin_level level, const char *what)
{
        struct entry *entry = context;
        char clean_file[300], clean_what[WHY_MAX];

        log_clean(clean_file, sizeof clean_file, file ? file : entry->path);
        log_clean(clean_what, sizeof clean_what, what ? what : "");
        entry->reported = entry->reported || level == PLUGIN_ERROR;
        if (level == PLUGIN_ERROR || level == PLUGIN_WARN)
                entry->owner->report(entry->owner->context, level == PLUGIN_ERROR ? CONFIG_ERROR : CONFIG_WARNING,
                                     clean_file, line, clean_what);
        else if ((int)level > PLUGIN_ERROR && level <= PLUGIN_DEBUG)
                log_line(level_of[level], entry->where, "%s:%u: %s", clean_file, line, clean_what);
}

static void host_uses_file(void *context, const char *path)
{
        struct entry *entry = context;

        if (path)
                paths_add(&entry->tried, path);
        if (path)
                paths_add(&entry->owner->sought, path);
}

static void host_writes_file(void *context, const char *path)
{
        struct entry *entry = context;

        if (path)
                paths_add(&entry->to_write, path);
}

/* What was tried is what is in use. */
static void take_files(struct entry *entry)
{
        paths_fini(&entry->files);
        entry->files = entry->tried;
        entry->tried = (struct paths){0};
        paths_fini(&entry->written);
        entry->written = entry->to_write;
        entry->to_write = (struct paths){0};
        edition_of(&entry->files, entry->edition);
}

static void complain(struct plugins *plugins, const struct config_plugin *config, const char *what_failed,
                     const char *why)
{
        char what[WHY_MAX * 2], clean[WHY_MAX * 2];
        const char *file = config_setting_source_file(config->settings);

        snprintf(what, sizeof what, "plugin %s %s: %s", config->path, what_failed, *why ? why : "no reason given");
        plugins->report(plugins->context, CONFIG_ERROR, file ? file : "bot.cfg", config->line, log_clean(clean, sizeof clean, what));
}

static void entry_free(struct entry *entry)
{
        library_fini(&entry->library);
        paths_fini(&entry->files);
        paths_fini(&entry->tried);
        paths_fini(&entry->written);
        paths_fini(&entry->to_write);
        free(entry->path);
        free(entry->given);
        free(entry);
}

static void entry_close(struct entry *entry)
{
        entry->library.plugin->close(entry->state);
        entry_free(entry);
}

/* Everything of a plugin but its open: code, names, what the host does for it. */
static struct entry *entry_load(struct plugins *plugins, const struct config_plugin *config)
{
        struct entry *entry = calloc(1, sizeof(*entry));
        char why[WHY_MAX] = "";

        if (!entry) {
                complain(plugins, config, "cannot be used", "not enough memory");
                return NULL;
        }
        entry->owner = plugins;
        entry->library.copy = -1;
        entry->path = strdup(config->path);
        entry->given = config->name ? strdup(config->name) : NULL;
        if (!entry->path || (config->name && !entry->given))
                snprintf(why, sizeof why, "not enough memory");
        else if (library_init(&entry->library, config->path, why, sizeof why) == 0)
                goto loaded;
        complain(plugins, config, "cannot be used", why);
        entry_free(entry);
        return NULL;
loaded:
        snprintf(entry->where, sizeof entry->where, "plugin=%s", plugins_name(entry));
        entry->host = (struct plugin_host){
                .size = sizeof(struct plugin_host),
                .abi = PLUGIN_ABI,
                .context = entry,
                .log = host_log,
                .report = host_report,
                .uses_file = host_uses_file,
                .thorough = plugins->thorough,
                .writes_file = host_writes_file,
        };
        return entry;
}

static struct entry *entry_open(struct plugins *plugins, const struct config_plugin *config)
{
        struct entry *entry = entry_load(plugins, config);
        char why[WHY_MAX] = "";

        if (!entry)
                return NULL;
        if (entry->library.plugin->open(&entry->host, config->settings, &entry->state, why, sizeof why) == 0) {
                log_line(LOG_DEBUG, entry->where, "opened version=%s", entry->library.plugin->version);
                take_files(entry);
                return entry;
        }
        why[sizeof why - 1] = '\0';
        complain(plugins, config, "does not start", entry->reported ? "see the mistakes above" : why);
        entry_free(entry);
        return NULL;
}

static int entry_reload(struct plugins *plugins, struct entry *entry, const struct config_plugin *config)
{
        char why[WHY_MAX] = "";

        entry->reported = false;
        paths_fini(&entry->tried);
        paths_fini(&entry->to_write);
        entry->host.forced = plugins->forced;
        if (entry->library.plugin->reload(entry->state, config->settings, why, sizeof why) == 0) {
                entry->waiting = true;
                return 0;
        }
        why[sizeof why - 1] = '\0';
        complain(plugins, config, "keeps its old settings", entry->reported ? "see the mistakes above" : why);
        return -1;
}

static bool is_in(const struct entry *entry, struct entry *const *list, size_t count)
{
        for (size_t i = 0; i < count; i++)
                if (list[i] == entry)
                        return true;
        return false;
}

static struct entry *find(struct plugins *plugins, const struct config_plugin *config)
{
        for (size_t i = 0; i < plugins->now_count; i++) {
                struct entry *entry = plugins->now[i];

                if (strcmp(entry->path, config->path) == 0 &&
                    strcmp(entry->given ? entry->given : "", config->name ? config->name : "") == 0)
                        return entry;
        }
        return NULL;
}

struct plugins *plugins_open(config_report *report, void *context)
{
        struct plugins *plugins = calloc(1, sizeof(*plugins));

        if (plugins) {
                plugins->report = report;
                plugins->context = context;
        }
        return plugins;
}

void plugins_be_thorough(struct plugins *plugins)
{
        plugins->thorough = true;
}

void plugins_close(struct plugins *plugins)
{
        if (!plugins)
                return;
        plugins_settle(plugins, false);
        while (plugins->now_count)
                entry_close(plugins->now[--plugins->now_count]);
        paths_fini(&plugins->sought);
        free(plugins);
}

size_t plugins_prepare(struct plugins *plugins, const struct config *config, bool forced)
{
        size_t failed = 0;

        plugins_settle(plugins, false); /* nobody settled the last one */
        paths_fini(&plugins->sought);
        plugins->prepared = true;
        plugins->forced = forced;
        for (size_t i = 0; i < config->plugin_count && i < CONFIG_PLUGINS_MAX; i++) {
                const struct config_plugin *wanted = &config->plugin[i];
                struct entry *entry = find(plugins, wanted), *fresh = NULL;

                if (entry && !entry->renew && !library_is_stale(&entry->library, wanted->path))
                        failed += entry_reload(plugins, entry, wanted) < 0;
                else if ((fresh = entry_open(plugins, wanted)))
                        entry = fresh;
                else
                        failed++;
                if (entry) /* what failed stays as it was */
                        plugins->next[plugins->next_count++] = entry;
        }
        return failed;
}

void plugins_settle(struct plugins *plugins, bool keep)
{
        struct entry *old[CONFIG_PLUGINS_MAX];
        size_t old_count = keep ? plugins->now_count : plugins->next_count;

        if (!plugins->prepared)
                return;
        for (size_t i = 0; i < plugins->next_count; i++)
                if (plugins->next[i]->waiting) {
                        plugins->next[i]->waiting = false;
                        plugins->next[i]->library.plugin->settle(plugins->next[i]->state, keep);
                        if (keep)
                                take_files(plugins->next[i]);
                        paths_fini(&plugins->next[i]->to_write);
                }
        for (size_t i = 0; i < plugins->now_count; i++)
                plugins->now[i]->renew = false; /* done, or it did not go well */
        memcpy(old, keep ? plugins->now : plugins->next, sizeof old);
        if (keep) {
                memcpy(plugins->now, plugins->next, sizeof plugins->now);
                plugins->now_count = plugins->next_count;
        }
        for (size_t i = 0; i < old_count; i++)
                if (!is_in(old[i], plugins->now, plugins->now_count))
                        entry_close(old[i]);
        plugins->next_count = 0;
        plugins->prepared = false;
}
