/* source.c - finds the FAQ files that a bot.cfg names, and opens them.
 *
 * Of bot.cfg it reads the plugins alone, and of these the first whose settings
 * have `faq`. It refuses to know what else a bot is configured with.
 */
#include "source.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../answer/cfg.h"

/* Where bot.cfg is looked for when nobody says. */
static const char *const places[] = {
        "bot.cfg", "/etc/crampbot/bot.cfg", "/usr/local/etc/crampbot/bot.cfg",
};

bool source_add(struct source *source, const char *file, char *why, size_t cap)
{
        if (source->file_count == SETTINGS_FILES_MAX) {
                snprintf(why, cap, "more than %d FAQ files", SETTINGS_FILES_MAX);
                return false;
        }
        source->file[source->file_count++] = file;
        return true;
}

static const char *find_config(void)
{
        for (size_t i = 0; i < sizeof places / sizeof *places; i++)
                if (access(places[i], R_OK) == 0)
                        return places[i];
        return NULL;
}

/* The plugins stand in a list or in a group. */
static const config_setting_t *find_group(const config_t *config)
{
        const config_setting_t *plugins = config_lookup(config, "plugins");

        if (!plugins || !config_setting_is_aggregate(plugins))
                return NULL;
        for (int i = 0; i < config_setting_length(plugins); i++) {
                const config_setting_t *one = config_setting_get_elem(plugins, (unsigned)i);

                if (config_setting_is_group(one) && config_setting_get_member(one, "faq"))
                        return one;
        }
        return NULL;
}

/* Reads the settings that stand in a bot.cfg. */
static int read_config(struct settings *out, const struct source *source, const char *path, char *why,
                       size_t cap)
{
        const struct answer_options options = { .size = sizeof options, .report = source->report,
                                                .context = source->context }; /* it is no file of the FAQ */
        struct cfg_log log = { .options = &options, .why = why, .cap = cap };
        const config_setting_t *group;
        struct cfg cfg;
        int status = -1;

        if (cfg_open(&cfg, path, &log) == 0) {
                group = find_group(&cfg.config);
                if (group)
                        status = settings_read(out, group, source->report, source->context, why, cap);
                else
                        cfg_report(&log, path, 0, ANSWER_ERROR, "none of its plugins has a faq; -f names a FAQ file");
        }
        cfg_close(&cfg);
        return status;
}

bool source_is_config(const char *path)
{
        struct cfg_log silent = { .options = NULL };
        struct cfg cfg;
        bool is = cfg_open(&cfg, path, &silent) == 0 && config_lookup(&cfg.config, "plugins");

        cfg_close(&cfg);
        return is;
}

bool source_settings(const struct source *source, struct settings *out, char *why, size_t cap)
{
        const char *config = source->config ? source->config : find_config();

        memset(out, 0, sizeof *out);
        if (source->file_count > 0 && source->config) {
                snprintf(why, cap, "either bot.cfg or FAQ files, not both");
                return false;
        }
        if (source->file_count == 0 && !config) {
                snprintf(why, cap, "there is no bot.cfg here; -c names one, or -f a FAQ file");
                return false;
        }
        if (source->file_count == 0)
                return read_config(out, source, config, why, cap) == 0;
        for (size_t i = 0; i < source->file_count; i++) {
                out->file[i] = strdup(source->file[i]);
                if (!out->file[i]) {
                        snprintf(why, cap, "no memory");
                        settings_free(out);
                        return false;
                }
                out->file_count++;
        }
        return true;
}

struct answer *source_build(const struct source *source, const struct settings *settings, char *why, size_t cap)
{
        struct answer_options options = { .size = sizeof options };

        settings_apply(settings, &options);
        options.report = source->report;
        options.uses_file = source->uses_file;
        options.context = source->context;
        options.doubts = source->doubts;
        options.index_only = source->index_only;
        return answer_open(&options, why, cap);
}

struct answer *source_open(const struct source *source, char *why, size_t cap)
{
        struct settings settings;
        struct answer *answer;

        if (!source_settings(source, &settings, why, cap))
                return NULL;
        answer = source_build(source, &settings, why, cap);
        settings_free(&settings);
        return answer;
}
