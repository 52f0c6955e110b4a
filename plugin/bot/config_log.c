/* config_log.c - the group `log` of bot.cfg: how much, of what, how and where to.
 *
 * Opens no file: it only looks whether that could be done.
 */
#include "config_log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source.h"

static const char *rule_format(const char *text)
{
        return log_format_parse(text) >= 0 ? NULL : "\"logfmt\" or \"json\"";
}

static const struct check_key log_keys[] = {
        {.name = "level", .type = CHECK_TEXT, .rule = rule_level, .offset = CHECK_NOWHERE,
         .example = "level = \"info\""},
        {.name = "levels", .type = CHECK_GROUP, .offset = CHECK_NOWHERE,
         .example = "levels = { wire = \"debug\"; }"},
        {.name = "format", .type = CHECK_TEXT, .rule = rule_format, .offset = CHECK_NOWHERE,
         .example = "format = \"json\""},
        {.name = "file", .type = CHECK_TEXT, .rule = rule_path, .offset = CHECK_NOWHERE,
         .example = "file = \"/var/log/crampbot.log\""},
};

void config_log_init(struct log_settings *log)
{
        *log = (struct log_settings){.level = LOG_INFO};
        for (size_t i = 0; i < LOG_MODULES; i++)
                log->levels[i] = -1;
}

void config_log_fini(struct log_settings *log)
{
        free((char *)log->file);
        log->file = NULL;
}

/* The text of a member that keeps its rule; or NULL. */
static const char *text_of(const config_setting_t *group, const char *name, rule_fn *rule)
{
        const config_setting_t *at = check_member(group, name, CHECK_TEXT);
        const char *text = at ? config_setting_get_string(at) : NULL;

        return text && !rule(text) ? text : NULL;
}

static void take_levels(struct check *check, const config_setting_t *group, struct log_settings *log)
{
        struct check_key keys[LOG_MODULES];

        for (size_t i = 0; i < LOG_MODULES; i++)
                keys[i] = (struct check_key){.name = log_module_name(i), .type = CHECK_TEXT, .rule = rule_level,
                                             .offset = CHECK_NOWHERE, .example = "wire = \"debug\""};
        check_group(check, group, keys, LOG_MODULES, false, NULL);
        for (size_t i = 0; i < LOG_MODULES; i++)
                log->levels[i] = log_level_parse(text_of(group, log_module_name(i), rule_level));
}

void config_log_check_file(struct check *check, const config_setting_t *at, const char *path, bool device)
{
        const char *name = config_setting_name(at);
        char *folder = source_resolve(path, ".");
        struct stat is;

        if (stat(path, &is) == 0 && !S_ISREG(is.st_mode) && !(device && S_ISCHR(is.st_mode)))
                check_mistake(check, at, "%s: \"%s\" is not a plain file; %s = \"crampbot.%s\" would be right", name,
                              path, name, device ? "log" : "prom");
        else if (access(path, W_OK) < 0 && (errno != ENOENT || access(folder ? folder : ".", W_OK | X_OK) < 0))
                check_mistake(check, at, "%s: \"%s\" cannot be written: %s; a file in a folder that is there "
                              "would be right", name, path, strerror(errno));
        free(folder);
}

void config_log_take(struct check *check, const config_setting_t *group, struct log_settings *log)
{
        const char *text;
        const config_setting_t *at;

        check_group(check, group, log_keys, CHECK_COUNT(log_keys), false, NULL);
        if ((text = text_of(group, "level", rule_level)))
                log->level = (enum log_level)log_level_parse(text);
        if ((text = text_of(group, "format", rule_format)))
                log->format = (enum log_format)log_format_parse(text);
        if ((at = check_member(group, "levels", CHECK_GROUP)))
                take_levels(check, at, log);
        if (!(text = text_of(group, "file", rule_path)))
                return;
        at = config_setting_get_member(group, "file");
        log->file = source_resolve(config_setting_source_file(at), text);
        if (log->file)
                config_log_check_file(check, at, log->file, true);
        else
                check_mistake(check, at, "file: not enough memory");
}
