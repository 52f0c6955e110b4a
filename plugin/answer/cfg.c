/* cfg.c - what stands in a libconfig file, read with care.
 *
 * Keys, types, lengths and clean text are checked against tables; cfg_open.c
 * opens the files. It knows nothing of what the keys mean. */
#include "cfg.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "spell.h"

/* The bytes of the character at s; *fault: why it may not be shown. */
static size_t character(const char *s, const char **fault)
{
        utf8proc_int32_t c = (unsigned char)*s;
        utf8proc_ssize_t bytes = 1;

        if (c >= 0x20 && c < 0x7f)
                return 1;
        if (c >= 0x80)
                bytes = utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &c);
        if (bytes <= 0)
                *fault = "is not valid UTF-8";
        else if (c < 0x20 || (c >= 0x7f && c < 0xa0))
                *fault = "holds a control character (a line break, tab or formatting code)";
        return bytes > 0 ? (size_t)bytes : 1;
}

void cfg_plain(char *line)
{
        const char *fault;

        for (size_t bytes; *line != '\0'; line += bytes) {
                fault = NULL;
                bytes = character(line, &fault);
                if (fault != NULL)
                        memset(line, '?', bytes);
        }
}

__attribute__((format(printf, 5, 0)))
static void report(struct cfg_log *log, const char *file, unsigned line,
                   enum answer_severity severity, const char *format, va_list args)
{
        const struct answer_options *options = log->options;
        char what[512];

        vsnprintf(what, sizeof what, format, args);
        cfg_plain(what);
        if (severity == ANSWER_ERROR && log->errors++ == 0 && log->cap > 0) {
                if (line > 0)
                        snprintf(log->why, log->cap, "%s:%u: %s", file, line, what);
                else
                        snprintf(log->why, log->cap, "%s: %s", file, what);
                cfg_plain(log->why); /* it may be cut anywhere */
        }
        if (options != NULL && options->report != NULL)
                options->report(options->context, file, line, severity, what);
}

void cfg_report(struct cfg_log *log, const char *file, unsigned line,
                enum answer_severity severity, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        report(log, file, line, severity, format, args);
        va_end(args);
}

const char *cfg_file(const struct cfg *cfg, const config_setting_t *at)
{
        return at != NULL && at->file != NULL ? at->file : cfg->path;
}

void cfg_error(struct cfg *cfg, const config_setting_t *at, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        report(cfg->log, cfg_file(cfg, at), at != NULL ? at->line : 0, ANSWER_ERROR, format, args);
        va_end(args);
}

void cfg_doubt(struct cfg *cfg, const config_setting_t *at, const char *format, ...)
{
        va_list args;

        if (cfg->log->options == NULL || !cfg->log->options->doubts)
                return;
        va_start(args, format);
        report(cfg->log, cfg_file(cfg, at), at != NULL ? at->line : 0, ANSWER_DOUBT, format, args);
        va_end(args);
}

size_t cfg_count(const config_setting_t *setting)
{
        if (setting == NULL || !config_setting_is_aggregate(setting) ||
            setting->value.list == NULL)
                return 0;
        return setting->value.list->length;
}

const config_setting_t *cfg_item(const config_setting_t *setting, size_t at)
{
        return setting->value.list->elements[at];
}

static bool is_blank(const char *s)
{
        return s[strspn(s, " \t")] == '\0';
}

/* What is wrong with a text that is to be said, or NULL. */
static const char *fault_of(const char *s)
{
        const char *fault = NULL;

        while (fault == NULL) {
                while (*s >= 0x20 && *s < 0x7f) /* nearly all, one by one */
                        s++;
                if (*s == '\0')
                        break;
                s += character(s, &fault);
        }
        return fault;
}

const char *cfg_text(struct cfg *cfg, const config_setting_t *setting, const char *name,
                     size_t max)
{
        const char *s, *fault;

        if (setting == NULL)
                return NULL;
        s = setting->type == CONFIG_TYPE_STRING ? setting->value.sval : NULL;
        fault = s != NULL ? fault_of(s) : NULL;
        if (s == NULL)
                cfg_error(cfg, setting, "%s must be a text in quotation marks", name);
        else if (is_blank(s))
                cfg_error(cfg, setting, "%s is empty", name);
        else if (max > 0 && strlen(s) > max)
                cfg_error(cfg, setting, "%s has %zu bytes; at most %zu will do", name,
                          strlen(s), max);
        else if (fault != NULL)
                cfg_error(cfg, setting, "%s %s", name, fault);
        else
                return s;
        return NULL;
}

static bool is_wanted(const config_setting_t *setting, enum cfg_want want)
{
        switch (want) {
        case CFG_TEXT:
                return setting->type == CONFIG_TYPE_STRING;
        case CFG_TEXTS:
                return setting->type == CONFIG_TYPE_ARRAY || setting->type == CONFIG_TYPE_LIST;
        case CFG_GROUP:
                return setting->type == CONFIG_TYPE_GROUP;
        case CFG_BOOL:
                return setting->type == CONFIG_TYPE_BOOL;
        default:
                return setting->type == CONFIG_TYPE_LIST;
        }
}

/* A key that is none: with the nearest right one, or with all of them. */
static void unknown_key(struct cfg *cfg, const config_setting_t *member, const char *what,
                        const struct cfg_key *keys, size_t count)
{
        const char *near = spell_nearest(member->name, keys, count, sizeof *keys);
        char all[400] = "";
        size_t used = 0;

        for (size_t i = 0; near == NULL && i < count && used < sizeof all; i++)
                if (keys[i].name != NULL)
                        used += (size_t)snprintf(all + used, sizeof all - used, "%s%s", used > 0 ? ", " : "",
                                                 keys[i].name);
        if (near != NULL)
                cfg_error(cfg, member, "%s knows no \"%s\"; is \"%s\" meant?", what, member->name, near);
        else
                cfg_error(cfg, member, "%s knows no \"%.40s\"; it knows %s", what, member->name, all);
}

static void check_member(struct cfg *cfg, const config_setting_t *member, const char *what,
                         const struct cfg_key *keys, size_t count, const config_setting_t **found)
{
        static const char *const kinds[] = {
                [CFG_TEXT] = "a text in quotation marks",
                [CFG_TEXTS] = "a list of texts: [ \"...\", \"...\" ]",
                [CFG_GROUP] = "a group: { ... }",
                [CFG_BOOL] = "true or false",
                [CFG_LIST] = "a list: ( ..., ... )",
        };
        size_t i = 0;

        while (i < count && (keys[i].name == NULL || strcmp(keys[i].name, member->name) != 0))
                i++;
        if (i == count) {
                unknown_key(cfg, member, what, keys, count);
        } else if (!is_wanted(member, keys[i].want)) {
                cfg_error(cfg, member, "%s must be %s", keys[i].name, kinds[keys[i].want]);
        } else if (keys[i].want != CFG_TEXT ||
                   cfg_text(cfg, member, keys[i].name, keys[i].max) != NULL) {
                found[i] = member;
        }
}

void cfg_group(struct cfg *cfg, const config_setting_t *group, const char *what,
               const struct cfg_key *keys, size_t count, const config_setting_t **found)
{
        size_t members = cfg_count(group);

        memset(found, 0, count * sizeof *found);
        for (size_t i = 0; i < members; i++)
                check_member(cfg, cfg_item(group, i), what, keys, count, found);
        for (size_t i = 0; i < count; i++) {
                bool there = found[i] != NULL || keys[i].name == NULL || !keys[i].needed;

                /* A wrong one was reported already. */
                for (size_t j = 0; j < members && !there; j++)
                        there = strcmp(cfg_item(group, j)->name, keys[i].name) == 0;
                if (!there)
                        cfg_error(cfg, group, "%s has no \"%s\"", what, keys[i].name);
        }
}
