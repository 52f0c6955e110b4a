/* admin_show.c - settings in words: their keys, their values, what was set.
 *
 * The keys are those of config_manner.c's tables. Only looks; a channel's key,
 * which is a password, is shown to nobody.
 */
#include <stdio.h>
#include <string.h>

#include "admin_own.h"

#define LIMITS "limits."
#define LINE_BYTES 400 /* of several settings in one line */

/* -- keys ----------------------------------------------------------------- */

bool admin_key_at(size_t index, struct admin_key *key)
{
        for (size_t i = 0; i < CONFIG_MANNER_COUNT; i++) {
                *key = (struct admin_key){&config_manner_keys[i], false};
                if (key->key->type != CHECK_GROUP && index-- == 0)
                        return true;
        }
        *key = (struct admin_key){index < CONFIG_LIMITS_COUNT ? &config_limits_keys[index] : NULL, true};
        return key->key != NULL;
}

const char *admin_key_name(struct admin_key key, char *out, size_t cap)
{
        snprintf(out, cap, "%s%s", key.limit ? LIMITS : "", key.key->name);
        return out;
}

struct admin_key admin_key_find(const char *name)
{
        struct admin_key key;
        char full[60];

        for (size_t i = 0; admin_key_at(i, &key); i++)
                if (strcasecmp(admin_key_name(key, full, sizeof full), name) == 0)
                        return key;
        return (struct admin_key){NULL, false};
}

/* -- values --------------------------------------------------------------- */

static const char *value_of(struct admin_key key, const struct config_manner *manner, char *out, size_t cap)
{
        const char *place = key.limit ? (const char *)&manner->limits : (const char *)manner, *text;
        unsigned number;
        bool flag;

        if (strcmp(key.key->name, "reply") == 0)
                return manner->notice ? "notice" : "privmsg";
        place += key.key->offset;
        if (key.key->type == CHECK_NUMBER) {
                memcpy(&number, place, sizeof number);
                snprintf(out, cap, "%u", number);
        } else if (key.key->type == CHECK_FLAG) {
                memcpy(&flag, place, sizeof flag);
                snprintf(out, cap, "%s", flag ? "true" : "false");
        } else {
                memcpy(&text, place, sizeof text);
                snprintf(out, cap, "\"%s\"", text ? text : "");
        }
        return out;
}

const char *admin_written(const config_setting_t *at, char *out, size_t cap)
{
        if (config_setting_type(at) == CONFIG_TYPE_STRING)
                snprintf(out, cap, "\"%s\"", config_setting_get_string(at));
        else if (config_setting_type(at) == CONFIG_TYPE_BOOL)
                snprintf(out, cap, "%s", config_setting_get_bool(at) ? "true" : "false");
        else
                snprintf(out, cap, "%lld", (long long)config_setting_get_int64(at));
        return out;
}

/* -- one place ------------------------------------------------------------- */

static const struct config_manner *manner_of(const struct admin_where *where)
{
        return where->on ? &where->on->manner : &where->network->manner;
}

void admin_show(struct order *order, const struct admin_where *where, struct admin_key key)
{
        char full[60], value[ADMIN_TEXT_MAX], place[120];

        admin_say(order, "%s: %s = %s", admin_place(where, place, sizeof place), admin_key_name(key, full, sizeof full),
                  value_of(key, manner_of(where), value, sizeof value));
}

/* Adds to a line; what no longer fits begins the next. */
static void add(struct order *order, char line[ADMIN_TEXT_MAX], const char *more, const char *separator)
{
        if (strlen(line) + strlen(more) + strlen(separator) + 1 > LINE_BYTES) {
                admin_print(order, line);
                snprintf(line, ADMIN_TEXT_MAX, " ");
                separator = "";
        }
        snprintf(line + strlen(line), ADMIN_TEXT_MAX - strlen(line), "%s %s", separator, more);
}

void admin_show_all(struct order *order, const struct admin_where *where)
{
        char line[ADMIN_TEXT_MAX], full[60], value[ADMIN_TEXT_MAX], more[ADMIN_TEXT_MAX * 2], place[120];
        struct admin_key key;

        snprintf(line, sizeof line, "%s:", admin_place(where, place, sizeof place));
        for (size_t i = 0; admin_key_at(i, &key); i++) {
                snprintf(more, sizeof more, "%s %s", admin_key_name(key, full, sizeof full),
                         value_of(key, manner_of(where), value, sizeof value));
                add(order, line, more, i ? "," : "");
        }
        admin_print(order, line);
}

/* -- what was set ------------------------------------------------------------ */

static void list_setting(struct order *order, char line[ADMIN_TEXT_MAX], const char *front, const config_setting_t *at)
{
        bool secret = strcmp(config_setting_name(at), "key") == 0;
        char value[ADMIN_TEXT_MAX], more[ADMIN_TEXT_MAX * 2];

        snprintf(more, sizeof more, "%s%s %s", front, config_setting_name(at),
                 secret ? "(secret)" : admin_written(at, value, sizeof value));
        add(order, line, more, line[strlen(line) - 1] == ':' ? "" : ",");
}

/* One entry of `overrides`: libera/#c: prefix "!c", limits.questions 3 */
static void list_entry(struct order *order, const config_setting_t *entry)
{
        const char *network = "", *channel = "";
        char line[ADMIN_TEXT_MAX];

        config_setting_lookup_string(entry, "network", &network);
        config_setting_lookup_string(entry, "channel", &channel);
        snprintf(line, sizeof line, "%s%s%s:", network, *channel ? "/" : "", channel);
        for (int i = 0; i < config_setting_length(entry); i++) {
                const config_setting_t *at = config_setting_get_elem(entry, (unsigned)i);
                const char *name = config_setting_name(at);

                if (strcmp(name, "network") == 0 || strcmp(name, "channel") == 0)
                        continue;
                if (!config_setting_is_group(at))
                        list_setting(order, line, "", at);
                for (int k = 0; config_setting_is_group(at) && k < config_setting_length(at); k++)
                        list_setting(order, line, LIMITS, config_setting_get_elem(at, (unsigned)k));
        }
        admin_print(order, line);
}

void admin_list(struct order *order)
{
        const config_setting_t *list = config_setting_get_member(runtime_root(order->bot->runtime), "overrides");
        int count = list ? config_setting_length(list) : 0;

        for (int i = 0; i < count; i++)
                list_entry(order, config_setting_get_elem(list, (unsigned)i));
        if (!count)
                admin_say(order, "Nothing has been set by command.");
}
