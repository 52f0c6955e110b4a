/* config_overlay.c - settings that lie over those of bot.cfg's networks.
 *
 * Copies and moves libconfig's settings. It refuses to know who laid them
 * there, and leaves it to config_network.c to say whether the whole is right.
 */
#include "config_overlay.h"

#include <string.h>

#include "config_manner.h"

/* What one entry says of itself, beside the manners. */
struct entry {
        struct config_manner manner;
        const char *network, *channel, *key, *mask, *by;
        bool joined, quiet;
};

#define TEXT(member, what, must, sample) \
        {.name = #member, .type = CHECK_TEXT, .rule = what, .required = must, \
         .offset = offsetof(struct entry, member), .example = #member " = \"" sample "\""}
#define FLAG(member) \
        {.name = #member, .type = CHECK_FLAG, .offset = offsetof(struct entry, member), .example = #member " = true"}
#define UNTIL {.name = "until", .type = CHECK_NUMBER, .max = ~0U, .offset = CHECK_NOWHERE, .example = "until = 0L"}

static const struct check_key override_keys[] = {
        TEXT(network, rule_word, true, "libera"),
        TEXT(channel, rule_channel, false, "#help"),
        TEXT(key, rule_key, false, "secret"),
        FLAG(joined),
        CONFIG_MANNER_KEYS(struct entry, manner.),
};

static const struct check_key quiet_keys[] = {
        TEXT(network, rule_word, true, "libera"), TEXT(channel, rule_channel, true, "#help"),
        TEXT(by, rule_text, false, "somebody"), FLAG(quiet), UNTIL,
};

static const struct check_key ignore_keys[] = {
        TEXT(network, rule_word, true, "libera"), TEXT(mask, config_manner_mask, true, "*!*@bots.example"),
        TEXT(by, rule_text, false, "somebody"), UNTIL,
};

static const struct check_key lists[] = {
        {.name = "overrides", .type = CHECK_LIST, .max = OVERLAY_OVERRIDES_MAX, .offset = CHECK_NOWHERE,
         .example = "overrides = ( { network = \"libera\"; prefix = \"!c\"; } )"},
        {.name = "quiet", .type = CHECK_LIST, .max = OVERLAY_QUIET_MAX, .offset = CHECK_NOWHERE,
         .example = "quiet = ( )"},
        {.name = "ignores", .type = CHECK_LIST, .max = OVERLAY_IGNORES_MAX, .offset = CHECK_NOWHERE,
         .example = "ignores = ( )"},
};

static const struct {
        const struct check_key *keys;
        size_t count;
} entries[CHECK_COUNT(lists)] = {
        {override_keys, CHECK_COUNT(override_keys)},
        {quiet_keys, CHECK_COUNT(quiet_keys)},
        {ignore_keys, CHECK_COUNT(ignore_keys)},
};

static const char *text_of(const config_setting_t *group, const char *name)
{
        const char *text = NULL;

        return config_setting_lookup_string(group, name, &text) ? text : NULL;
}

/* The network that is named so; NULL: there is none, or no name. */
static config_setting_t *find_network(const config_setting_t *tree, const char *name)
{
        config_setting_t *list = config_setting_get_member(tree, "networks");
        int count = name && list && config_setting_is_list(list) ? config_setting_length(list) : 0;

        for (int i = 0; i < count; i++) {
                config_setting_t *network = config_setting_get_elem(list, (unsigned)i);
                const char *its = config_setting_is_group(network) ? text_of(network, "name") : NULL;

                if (its && strcmp(its, name) == 0)
                        return network;
        }
        return NULL;
}

/* -- checking ------------------------------------------------------------ */

/* A network that has another name by now, perhaps: what was set of it does nothing. */
static void doubt_network(struct check *check, const config_setting_t *root, const config_setting_t *entry)
{
        const config_setting_t *at = check_member(entry, "network", CHECK_TEXT);
        const char *name = at ? config_setting_get_string(at) : NULL;

        if (name && check_member(root, "networks", CHECK_LIST) && !find_network(root, name))
                check_doubt(check, at, "network: there is no network \"%s\", so this does nothing; "
                            "the `name` of one in `networks` would be right", name);
}

static void check_list(struct check *check, const config_setting_t *root, const config_setting_t *list, size_t which)
{
        int count = config_setting_length(list);

        if (count > (int)lists[which].max)
                check_mistake(check, list, "%s: %d are too many; at most %u would be right", lists[which].name, count,
                              lists[which].max);
        for (int i = 0; i < count; i++) {
                const config_setting_t *at = config_setting_get_elem(list, (unsigned)i);
                struct entry entry = {.network = NULL};

                if (!config_setting_is_group(at)) {
                        check_mistake(check, at, "%s: each must be a group in { }; %s would be right",
                                      lists[which].name, lists[which].example);
                        continue;
                }
                check_group(check, at, entries[which].keys, entries[which].count, false, &entry);
                config_manner_take(check, at, &entry.manner);
                doubt_network(check, root, at);
        }
}

void config_overlay_check(struct check *check, const config_setting_t *root)
{
        for (size_t i = 0; i < CHECK_COUNT(lists); i++) {
                const config_setting_t *list = check_member(root, lists[i].name, CHECK_LIST);

                if (list)
                        check_list(check, root, list, i);
        }
}

/* -- copying ------------------------------------------------------------- */

static bool copy_value(config_setting_t *to, const config_setting_t *from)
{
        switch (config_setting_type(from)) {
        case CONFIG_TYPE_INT:
                return config_setting_set_int(to, config_setting_get_int(from));
        case CONFIG_TYPE_INT64:
                return config_setting_set_int64(to, config_setting_get_int64(from));
        case CONFIG_TYPE_FLOAT:
                return config_setting_set_float(to, config_setting_get_float(from));
        case CONFIG_TYPE_BOOL:
                return config_setting_set_bool(to, config_setting_get_bool(from));
        case CONFIG_TYPE_STRING:
                return config_setting_set_string(to, config_setting_get_string(from));
        default:
                return config_overlay_copy(to, from);
        }
}

static bool add_copy(config_setting_t *to, const config_setting_t *from)
{
        config_setting_t *fresh = config_setting_add(to, config_setting_is_group(to) ? config_setting_name(from) : NULL,
                                                     config_setting_type(from));

        if (!fresh)
                return false;
        fresh->file = from->file;
        fresh->line = from->line;
        return copy_value(fresh, from);
}

bool config_overlay_copy(config_setting_t *to, const config_setting_t *from)
{
        int count = config_setting_length(from);

        for (int i = 0; i < count; i++)
                if (!add_copy(to, config_setting_get_elem(from, (unsigned)i)))
                        return false;
        return true;
}

/* In place of the member of that name. */
static bool put(config_setting_t *group, const config_setting_t *from)
{
        config_setting_remove(group, config_setting_name(from));
        return add_copy(group, from);
}

/* -- laying over ---------------------------------------------------------- */

/* Its place in the list of channels; -1: it is not there. */
static int find_channel(const config_setting_t *list, const char *name)
{
        int count = list && config_setting_is_list(list) ? config_setting_length(list) : 0;

        for (int i = 0; i < count; i++) {
                const config_setting_t *channel = config_setting_get_elem(list, (unsigned)i);
                const char *its = config_setting_is_group(channel) ? text_of(channel, "name") : NULL;

                if (its && rule_same_name(its, name))
                        return i;
        }
        return -1;
}

/* limits = { } becomes part of the limits that are there; all else takes a place whole. */
bool config_overlay_merge(config_setting_t *group, const config_setting_t *from)
{
        config_setting_t *limits = config_setting_get_member(group, config_setting_name(from));
        int count = config_setting_length(from);
        bool fine = true;

        if (!config_setting_is_group(from) || !limits || !config_setting_is_group(limits))
                return put(group, from);
        for (int i = 0; i < count; i++)
                fine = put(limits, config_setting_get_elem(from, (unsigned)i)) && fine;
        return fine;
}

static bool is_address(const char *name)
{
        static const char *const names[] = {"network", "channel", "joined", "until", "by", "mask"};

        for (size_t i = 0; i < CHECK_COUNT(names); i++)
                if (strcmp(names[i], name) == 0)
                        return true;
        return false;
}

static bool merge_all(config_setting_t *group, const config_setting_t *entry)
{
        int count = config_setting_length(entry);
        bool fine = true;

        for (int i = 0; i < count; i++) {
                const config_setting_t *at = config_setting_get_elem(entry, (unsigned)i);

                if (!is_address(config_setting_name(at)))
                        fine = config_overlay_merge(group, at) && fine;
        }
        if (config_setting_get_member(entry, "key")) { /* in place of whatever says another one */
                config_setting_remove(group, "key_file");
                config_setting_remove(group, "key_env");
        }
        return fine;
}

/* A channel that bot.cfg does not have. */
static config_setting_t *add_channel(config_setting_t *network, const config_setting_t *entry)
{
        config_setting_t *list = config_setting_get_member(network, "channels"), *channel, *name;

        if (!list)
                list = config_setting_add(network, "channels", CONFIG_TYPE_LIST);
        channel = list ? config_setting_add(list, NULL, CONFIG_TYPE_GROUP) : NULL;
        name = channel ? config_setting_add(channel, "name", CONFIG_TYPE_STRING) : NULL;
        if (!name || !config_setting_set_string(name, text_of(entry, "channel")))
                return NULL;
        channel->file = name->file = entry->file;
        channel->line = name->line = entry->line;
        return channel;
}

static bool lay_channel(config_setting_t *network, const config_setting_t *entry, const char *name)
{
        config_setting_t *list = config_setting_get_member(network, "channels"), *channel;
        int joined = -1, at = find_channel(list, name);

        config_setting_lookup_bool(entry, "joined", &joined);
        if (joined == 0) {
                if (at >= 0)
                        config_setting_remove_elem(list, (unsigned)at);
                return true;
        }
        if (at < 0 && joined != 1)
                return true;
        channel = at < 0 ? add_channel(network, entry) : config_setting_get_elem(list, (unsigned)at);
        return channel && merge_all(channel, entry);
}

static bool lay_ignore(config_setting_t *network, const config_setting_t *entry)
{
        config_setting_t *list = config_setting_get_member(network, "ignore"), *mask;

        if (!list)
                list = config_setting_add(network, "ignore", CONFIG_TYPE_ARRAY);
        mask = list ? config_setting_add(list, NULL, CONFIG_TYPE_STRING) : NULL;
        if (!mask)
                return false;
        mask->file = entry->file;
        mask->line = entry->line;
        return config_setting_set_string(mask, text_of(entry, "mask"));
}

bool config_overlay_apply(config_setting_t *tree, const config_setting_t *root)
{
        bool fine = true;

        for (size_t which = 0; which < CHECK_COUNT(lists); which++) {
                const config_setting_t *list = check_member(root, lists[which].name, CHECK_LIST);
                int count = list ? config_setting_length(list) : 0;

                for (int i = 0; i < count; i++) {
                        const config_setting_t *entry = config_setting_get_elem(list, (unsigned)i);
                        config_setting_t *network = find_network(tree, text_of(entry, "network"));
                        const char *channel = text_of(entry, "channel");

                        if (network && text_of(entry, "mask"))
                                fine = lay_ignore(network, entry) && fine;
                        else if (network && channel)
                                fine = lay_channel(network, entry, channel) && fine;
                        else if (network)
                                fine = merge_all(network, entry) && fine;
                }
        }
        return fine;
}
