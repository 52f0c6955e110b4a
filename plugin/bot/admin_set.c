/* admin_set.c - `set` and `unset`: settings of networks and channels.
 *
 *   word of a value -> libconfig's value -> a copy of what was set -> bot_adopt
 *
 * Which keys there are and what they may be is config_manner.c's table; here is
 * only which of them an operator may set.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin_own.h"

/* What an operator may decide for their channel: how it is answered there. Not
 * the bot's words, which would be theirs to write, nor who else may command. */
static const char *const for_operators[] = {
        "prefix", "reply", "private", "ambient", "lines", "offer_private", "limits.questions", "limits.channel",
        "limits.cool_down", "limits.repeat",
};

static bool allowed(const struct order *order, struct admin_key key)
{
        char name[60];

        admin_key_name(key, name, sizeof name);
        for (size_t i = 0; i < sizeof for_operators / sizeof for_operators[0]; i++)
                if (strcmp(for_operators[i], name) == 0)
                        return true;
        return order->standing == ADMIN_ADMIN;
}

static bool may_set(struct order *order, struct admin_key key)
{
        char name[60];

        if (allowed(order, key))
                return true;
        admin_say(order, "%s is for the bot's admins to set.", admin_key_name(key, name, sizeof name));
        return false;
}

/* -- changing ------------------------------------------------------------- */

/* The word as a value of the key's kind, as a member of group. NULL: none was
 * made, and it was said why. What is out of range is config_overlay.c's to say. */
static config_setting_t *make_value(struct order *order, config_setting_t *group, struct admin_key key, const char *word)
{
        static const struct { const char *word; bool is; } flags[] = {
                {"true", true}, {"on", true}, {"yes", true}, {"false", false}, {"off", false}, {"no", false},
        };
        config_setting_t *at = NULL;
        size_t length = strlen(word);
        char text[ADMIN_TEXT_MAX], *end;

        config_setting_remove(group, key.key->name);
        if (key.key->type == CHECK_FLAG) {
                for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
                        if (strcasecmp(flags[i].word, word) == 0 &&
                            (at = config_setting_add(group, key.key->name, CONFIG_TYPE_BOOL)))
                                config_setting_set_bool(at, flags[i].is);
        } else if (key.key->type == CHECK_NUMBER) {
                long long value = strtoll(word, &end, 10);

                if (length && length < 10 && !*end && (at = config_setting_add(group, key.key->name, CONFIG_TYPE_INT)))
                        config_setting_set_int(at, (int)value);
        } else {
                if (length >= 2 && word[0] == '"' && word[length - 1] == '"')
                        snprintf(text, sizeof text, "%.*s", (int)length - 2, word + 1);
                else
                        snprintf(text, sizeof text, "%s", word);
                if ((at = config_setting_add(group, key.key->name, CONFIG_TYPE_STRING)))
                        config_setting_set_string(at, text);
        }
        if (!at && key.key->type == CHECK_NUMBER)
                admin_say(order, "%s: %u to %u would be right", key.key->name, key.key->min, key.key->max);
        else if (!at)
                admin_say(order, "%s: true or false would be right", key.key->name);
        return at;
}

/* The group in which the key's value stands. */
static config_setting_t *group_of(struct runtime *fresh, const struct admin_where *where, struct admin_key key, bool make)
{
        config_setting_t *group =
                runtime_override(fresh, where->name, *where->channel ? where->channel : NULL, make), *limits;

        if (!group || !key.limit)
                return group;
        limits = config_setting_get_member(group, "limits");
        return limits || !make ? limits : config_setting_add(group, "limits", CONFIG_TYPE_GROUP);
}

static void change(struct order *order, struct admin_where *where, struct admin_key key, const char *word)
{
        struct runtime *fresh = runtime_copy(order->bot->runtime);
        config_setting_t *group = fresh ? group_of(fresh, where, key, true) : NULL;
        char place[120], full[60], value[ADMIN_TEXT_MAX];
        const config_setting_t *at;

        if (!group) {
                admin_say(order, "Too much has been set already (or memory ran out): `save`, or `unset` something.");
                runtime_close(fresh);
                return;
        }
        at = make_value(order, group, key, word);
        if (!at) {
                runtime_close(fresh);
                return;
        }
        admin_written(at, value, sizeof value);
        admin_key_name(key, full, sizeof full);
        if (!bot_adopt(order->bot, fresh, admin_report, order))
                return;
        admin_log(order, "set %s %s %s", admin_place(where, place, sizeof place), full, value);
        admin_say(order, "%s: %s = %s", place, full, value);
}

/* "set prefix !c" is about the network (of an operator: the channel) where it is said. */
static const char *usual_place(const struct order *order)
{
        const char *channel = order->standing == ADMIN_OPERATOR
                                      ? network_operated(order->network, order->message->nick) : NULL;

        return channel ? channel : order->message->network;
}

/* Which place, and how many words that took. False: it was said why not. */
static bool take_where(struct order *order, struct admin_where *where, size_t *taken)
{
        const char *first = order->word[0];
        bool implied = admin_key_find(first).key != NULL;
        char place[120];

        *taken = !implied;
        if (!admin_find(order, implied ? usual_place(order) : first, where)) {
                admin_say(order, "\"%s\" is no key, channel or network; `help set` tells what would be right.", first);
                return false;
        }
        if (!admin_may(order, where))
                return false;
        if (*where->channel && !where->on) {
                admin_say(order, "%s is no channel of mine; `networks` lists them.", admin_place(where, place, sizeof place));
                return false;
        }
        return true;
}

static bool take_key(struct order *order, const char *name, struct admin_key *key)
{
        char names[600] = "", full[60];
        struct admin_key other;

        *key = admin_key_find(name);
        if (key->key)
                return true;
        for (size_t i = 0; admin_key_at(i, &other); i++)
                snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", *names ? ", " : "",
                         admin_key_name(other, full, sizeof full));
        admin_say(order, "There is no key \"%s\"; there are: %s", name, names);
        return false;
}

void admin_set(struct order *order)
{
        struct admin_where where;
        struct admin_key key;
        size_t taken;

        if (!order->count && order->standing == ADMIN_ADMIN) {
                admin_list(order);
                return;
        }
        if (!order->count) {
                if (admin_find_channel(order, NULL, true, &where))
                        admin_show_all(order, &where);
                return;
        }
        if (!take_where(order, &where, &taken))
                return;
        if (order->count == taken)
                admin_show_all(order, &where);
        else if (!take_key(order, order->word[taken], &key))
                return;
        else if (order->count == taken + 1)
                admin_show(order, &where, key);
        else if (may_set(order, key))
                change(order, &where, key, order->rest[taken + 1]);
}

/* -- unset ---------------------------------------------------------------- */

/* All but whether the bot is there, which is for `join` and `part`. */
static bool take_all_out(struct order *order, config_setting_t *group)
{
        bool any = false;

        for (int i = config_setting_length(group) - 1; i >= 0; i--) {
                const char *name = config_setting_name(config_setting_get_elem(group, (unsigned)i));
                struct admin_key key = admin_key_find(name);

                if (key.key ? allowed(order, key) : strcmp(name, "limits") == 0 && order->standing == ADMIN_ADMIN)
                        any = config_setting_remove(group, name) || any;
        }
        return any;
}

void admin_unset(struct order *order)
{
        struct runtime *fresh = NULL;
        struct admin_where where;
        struct admin_key key = {NULL, false};
        config_setting_t *group;
        char place[120], full[60] = "all";
        size_t taken;
        bool any;

        if (!order->count) {
                admin_say(order, "%s", order->command->usage);
                return;
        }
        if (!take_where(order, &where, &taken) ||
            (order->count > taken && (!take_key(order, order->word[taken], &key) || !may_set(order, key))))
                return;
        fresh = runtime_copy(order->bot->runtime);
        group = fresh ? group_of(fresh, &where, key, false) : NULL;
        any = group && (key.key ? config_setting_remove(group, key.key->name) : take_all_out(order, group));
        admin_place(&where, place, sizeof place);
        if (!any) {
                admin_say(order, "%s: nothing of that was set by command%s.", place,
                          "; what `save` wrote, and bot.cfg, are for a person to edit");
                runtime_close(fresh);
                return;
        }
        if (!bot_adopt(order->bot, fresh, admin_report, order))
                return;
        admin_log(order, "unset %s %s", place, key.key ? admin_key_name(key, full, sizeof full) : full);
        admin_say(order, "%s: %s as bot.cfg has it.", place, key.key ? admin_key_name(key, full, sizeof full) : full);
}
