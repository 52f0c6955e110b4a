/* check.c - groups of a configuration file against tables of keys.
 *
 * It knows libconfig's types and how to say what is wrong; it refuses to know
 * what any key means. The values of passwords and keys never stand in a
 * mistake, since mistakes go to logs.
 */
#include "check.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hint.h"
#include "log.h"

#define NAME_MAX_BYTES 40
#define WHAT_MAX 1000
#define SHOWN_MAX 80

static const char *const type_name[] = {
        [CHECK_TEXT] = "a text in quotes",
        [CHECK_NUMBER] = "a whole number",
        [CHECK_FLAG] = "true or false",
        [CHECK_GROUP] = "a group in { }",
        [CHECK_NAMES] = "texts in [ ]",
        [CHECK_LIST] = "a list of groups in ( )",
};

__attribute__((format(printf, 5, 0)))
static void say(struct check *check, enum config_severity severity, const char *file, unsigned line,
                const char *format, va_list args)
{
        char what[WHAT_MAX], clean[WHAT_MAX];

        for (size_t i = 0; i < check->spoken_count; i++)
                if (check->spoken[i].line == line && file && strcmp(check->spoken[i].file, file) == 0)
                        return;
        vsnprintf(what, sizeof what, format, args);
        check->mistakes += severity == CONFIG_ERROR;
        check->report(check->context, severity, file ? file : "bot.cfg", line, log_clean(clean, sizeof clean, what));
}

__attribute__((format(printf, 4, 0)))
static void say_of(struct check *check, enum config_severity severity, const config_setting_t *at,
                   const char *format, va_list args)
{
        unsigned line = config_setting_source_line(at);

        say(check, severity, config_setting_source_file(at), line ? line : 1, format, args);
}

void check_mistake_at(struct check *check, const char *file, unsigned line, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        say(check, CONFIG_ERROR, file, line, format, args);
        va_end(args);
}

void check_doubt_at(struct check *check, const char *file, unsigned line, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        say(check, CONFIG_WARNING, file, line, format, args);
        va_end(args);
}

void check_mistake(struct check *check, const config_setting_t *at, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        say_of(check, CONFIG_ERROR, at, format, args);
        va_end(args);
}

void check_doubt(struct check *check, const config_setting_t *at, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        say_of(check, CONFIG_WARNING, at, format, args);
        va_end(args);
}

void check_names(struct check *check, const char *path)
{
        if (check->named && path)
                paths_add(check->named, path);
}

static unsigned least(unsigned a, unsigned b, unsigned c)
{
        unsigned m = a < b ? a : b;

        return m < c ? m : c;
}

/* Levenshtein's distance, a row at a time, and two letters that changed places count
 * once: "prot" and "port" are 1 apart. */
static unsigned distance(const char *a, const char *b)
{
        unsigned rows[3][NAME_MAX_BYTES + 1];
        size_t la = strlen(a), lb = strlen(b);

        if (la > NAME_MAX_BYTES || lb > NAME_MAX_BYTES)
                return NAME_MAX_BYTES;
        for (size_t j = 0; j <= lb; j++)
                rows[0][j] = (unsigned)j;
        for (size_t i = 1; i <= la; i++) {
                const unsigned *above = rows[(i - 1) % 3], *before = rows[(i + 1) % 3];
                unsigned *row = rows[i % 3];

                row[0] = (unsigned)i;
                for (size_t j = 1; j <= lb; j++) {
                        row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
                        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                                row[j] = least(row[j], before[j - 2] + 1, row[j]);
                }
        }
        return rows[la % 3][lb];
}

static const char *find_key(const struct check_key *keys, size_t count, const char *name)
{
        for (size_t i = 0; name && i < count; i++)
                if (strcmp(keys[i].name, name) == 0)
                        return name;
        return NULL;
}

/* The name that was meant, perhaps: what others call so, or what differs by a slip. */
static const char *nearest(const struct check_key *keys, size_t count, const char *name)
{
        const char *near = find_key(keys, count, hint_alias(name));
        unsigned best = ((unsigned)strlen(name) + 3) / 4 + 1; /* "hots" is near "host", "rate" is not near "name" */

        for (size_t i = 0; !hint_alias(name) && i < count; i++) {
                unsigned apart = distance(name, keys[i].name);

                if (apart < best) {
                        best = apart;
                        near = keys[i].name;
                }
        }
        return near;
}

static void unknown_key(struct check *check, const config_setting_t *at, const struct check_key *keys, size_t count)
{
        const char *name = config_setting_name(at), *place = hint_place(name), *near = nearest(keys, count, name);
        char shown[SHOWN_MAX], all[WHAT_MAX - SHOWN_MAX - 60] = "";

        log_quote(shown, sizeof shown, name);
        for (size_t i = 0; i < count; i++)
                snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i ? ", " : "", keys[i].name);
        if (place)
                check_mistake(check, at, "%s: unknown here; it belongs %s", shown, place);
        else if (near)
                check_mistake(check, at, "%s: unknown here; %s would be right", shown, near);
        else
                check_mistake(check, at, "%s: unknown here; one of %s would be right", shown, all);
}

bool check_text(struct check *check, const config_setting_t *at, const char *name, rule_fn *rule, const char *text)
{
        const char *right = rule(text);
        char shown[SHOWN_MAX];

        if (!right)
                return true;
        if (rule == rule_password || rule == rule_key)
                check_mistake(check, at, "%s: %s would be right", name, right);
        else if (!*text)
                check_mistake(check, at, "%s: is empty; %s would be right", name, right);
        else
                check_mistake(check, at, "%s: \"%s\" will not do; %s would be right", name,
                              log_quote(shown, sizeof shown, text), right);
        return false;
}

static bool has_type(const config_setting_t *at, enum check_type type)
{
        switch (type) {
        case CHECK_TEXT:
                return config_setting_type(at) == CONFIG_TYPE_STRING;
        case CHECK_NUMBER:
                return config_setting_type(at) == CONFIG_TYPE_INT || config_setting_type(at) == CONFIG_TYPE_INT64;
        case CHECK_FLAG:
                return config_setting_type(at) == CONFIG_TYPE_BOOL;
        case CHECK_GROUP:
                return config_setting_is_group(at);
        case CHECK_NAMES:
                return config_setting_is_array(at) || config_setting_is_list(at);
        case CHECK_LIST:
                return config_setting_is_list(at);
        }
        return false;
}

/* What was meant, in quotes: "6667" or "true"; or NULL. */
static const char *quoted(const config_setting_t *at, const struct check_key *key)
{
        const char *text = config_setting_type(at) == CONFIG_TYPE_STRING ? config_setting_get_string(at) : NULL;
        unsigned long number;

        if (!text || (key->type == CHECK_FLAG && strcmp(text, "true") != 0 && strcmp(text, "false") != 0))
                return NULL;
        if (key->type == CHECK_FLAG)
                return text;
        if (key->type != CHECK_NUMBER || !*text || strlen(text) > 9 || strspn(text, "0123456789") != strlen(text) ||
            (*text == '0' && text[1])) /* 010 is 8 */
                return NULL;
        number = strtoul(text, NULL, 10);
        return number >= key->min && number <= key->max ? text : NULL;
}

static void take_number(struct check *check, const config_setting_t *at, const struct check_key *key, void *place)
{
        int64_t value = config_setting_get_int64(at);
        unsigned number;

        if (value < key->min || value > key->max) {
                check_mistake(check, at, "%s: %lld is out of range; %u to %u would be right", key->name,
                              (long long)value, key->min, key->max);
                return;
        }
        number = (unsigned)value;
        if (place)
                memcpy(place, &number, sizeof number);
}

static void take(struct check *check, const config_setting_t *at, const struct check_key *key, void *into)
{
        void *place = key->offset == CHECK_NOWHERE ? NULL : (char *)into + key->offset;

        if (!has_type(at, key->type) && quoted(at, key)) {
                check_mistake(check, at, "%s: must be %s; %s = %s would be right", key->name,
                              type_name[key->type], key->name, quoted(at, key));
        } else if (!has_type(at, key->type)) {
                check_mistake(check, at, "%s: must be %s; %s would be right", key->name, type_name[key->type],
                              key->example);
        } else if (key->type == CHECK_NUMBER) {
                take_number(check, at, key, place);
        } else if (key->type == CHECK_FLAG && place) {
                bool flag = config_setting_get_bool(at);

                memcpy(place, &flag, sizeof flag);
        } else if (key->type == CHECK_TEXT) {
                const char *text = config_setting_get_string(at);

                text = text ? text : "";
                if (check_text(check, at, key->name, key->rule, text) && place)
                        memcpy(place, &text, sizeof text);
        }
}

void check_group(struct check *check, const config_setting_t *group, const struct check_key *keys,
                 size_t count, bool others, void *into)
{
        int members = config_setting_length(group);

        for (int i = 0; i < members; i++) {
                const config_setting_t *at = config_setting_get_elem(group, (unsigned)i);
                size_t k = 0;

                while (k < count && strcmp(keys[k].name, config_setting_name(at)) != 0)
                        k++;
                if (k < count)
                        take(check, at, &keys[k], into);
                else if (!others)
                        unknown_key(check, at, keys, count);
        }
        for (size_t k = 0; k < count; k++)
                if (keys[k].required && !config_setting_get_member(group, keys[k].name))
                        check_mistake(check, group, "%s is missing; %s would be right", keys[k].name,
                                      keys[k].example);
}

const config_setting_t *check_member(const config_setting_t *group, const char *name, enum check_type type)
{
        const config_setting_t *at = config_setting_get_member(group, name);

        return at && has_type(at, type) ? at : NULL;
}
