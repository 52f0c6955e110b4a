/* admin_channels.c - where the bot is, and where it is silent: join, part,
 * quiet, speak.
 */
#include <time.h>

#include "admin_own.h"

/* Does bot.cfg, without what was set by command, have this channel? */
static bool is_in_file(const struct order *order, const struct admin_where *where, bool *quiet)
{
        struct config *plain = admin_plain(order->bot);
        const struct config_channel *channel =
                plain ? admin_channel_of(admin_network_of(plain, where->name), where->channel) : NULL;
        bool found = channel != NULL;

        if (quiet)
                *quiet = found && channel->manner.quiet;
        config_close(plain);
        return found;
}

/* Sets or takes out `joined` and `key` of the channel's overrides. */
static bool set_joined(struct runtime *fresh, const struct admin_where *where, bool joined, const char *key)
{
        config_setting_t *group = fresh ? runtime_override(fresh, where->name, where->channel, true) : NULL, *at;

        if (!group)
                return false;
        config_setting_remove(group, "joined");
        at = config_setting_add(group, "joined", CONFIG_TYPE_BOOL);
        if (!at || !config_setting_set_bool(at, joined))
                return false;
        if (!key)
                return true;
        config_setting_remove(group, "key");
        at = config_setting_add(group, "key", CONFIG_TYPE_STRING);
        return at && config_setting_set_string(at, key);
}

/* bot.cfg's own word holds again. */
static bool unset_joined(struct runtime *fresh, const struct admin_where *where, bool all)
{
        config_setting_t *group = fresh ? runtime_override(fresh, where->name, where->channel, false) : NULL;

        if (group && all)
                while (config_setting_length(group))
                        config_setting_remove_elem(group, 0);
        else if (group)
                config_setting_remove(group, "joined");
        return fresh != NULL;
}

/* The rest of a change; says why it does not work. False: it does not. */
static bool adopt(struct order *order, struct runtime *fresh, bool fine)
{
        if (!fine) {
                admin_say(order, "Too much has been set already (or memory ran out): `save`, or take something back.");
                runtime_close(fresh);
                return false;
        }
        return bot_adopt(order->bot, fresh, admin_report, order);
}

void admin_join(struct order *order)
{
        const char *key = order->count > 1 ? order->word[1] : NULL;
        struct runtime *fresh;
        struct admin_where where;
        struct network *network;
        char place[120];
        bool fine;

        if (key && (*key == '#' || *key == '&')) {
                admin_say(order, "\"%s\" would be the key of %s: one channel at a time, please.", key, order->word[0]);
                return;
        }
        if (!admin_find_channel(order, order->word[0], false, &where))
                return;
        admin_place(&where, place, sizeof place);
        if (!where.on || key) {
                fresh = runtime_copy(order->bot->runtime);
                fine = !key && is_in_file(order, &where, NULL) ? unset_joined(fresh, &where, false)
                                                               : set_joined(fresh, &where, true, key);
                if (!adopt(order, fresh, fine))
                        return;
        }
        network = bot_network(order->bot, where.name);
        if (network)
                network_rejoin(network, where.channel);
        admin_log(order, "%s %s", order->message->invite ? "join by invitation:" : "join", place);
        admin_say(order, "Joining %s; `networks` tells whether it lets me in.", place);
}

void admin_part(struct order *order)
{
        struct runtime *fresh;
        struct admin_where where;
        char place[120];
        bool fine;

        if (!admin_find_channel(order, order->word[0], true, &where))
                return;
        admin_place(&where, place, sizeof place);
        fresh = runtime_copy(order->bot->runtime);
        fine = is_in_file(order, &where, NULL) ? set_joined(fresh, &where, false, NULL)
                                               : unset_joined(fresh, &where, true);
        if (!adopt(order, fresh, fine))
                return;
        admin_log(order, "part %s", place);
        admin_say(order, "Left %s; `join` takes that back.", place);
}

/* -- quiet, speak ------------------------------------------------------------ */

void admin_quiet(struct order *order)
{
        bool named = order->count && !admin_duration(order->word[0]);
        const char *time_word = order->count > named ? order->word[named] : NULL;
        int64_t seconds = time_word ? admin_duration(time_word) : 0;
        struct runtime *fresh;
        struct admin_where where;
        char place[120], left[60];

        if (time_word && !seconds) {
                admin_say(order, "\"%s\" is no time; 30m, 2h or 1d would be right.", time_word);
                return;
        }
        if (!admin_find_channel(order, named ? order->word[0] : NULL, true, &where))
                return;
        admin_place(&where, place, sizeof place);
        fresh = runtime_copy(order->bot->runtime);
        if (!adopt(order, fresh, fresh && runtime_quiet(fresh, where.name, where.channel, true,
                                                        seconds ? time(NULL) + seconds : 0, order->by)))
                return;
        bot_time_words(seconds, left, sizeof left);
        admin_log(order, "quiet %s%s%s", place, seconds ? " for " : "", seconds ? left : "");
        admin_say(order, "Quiet in %s %s%s.", place, seconds ? "for " : "until `speak`", seconds ? left : "");
}

void admin_speak(struct order *order)
{
        struct runtime *fresh;
        struct admin_where where;
        bool quiet, fine;
        char place[120];

        if (!admin_find_channel(order, order->count ? order->word[0] : NULL, true, &where))
                return;
        admin_place(&where, place, sizeof place);
        if (!where.on->manner.quiet) {
                admin_say(order, "I am not quiet in %s.", place);
                return;
        }
        is_in_file(order, &where, &quiet);
        fresh = runtime_copy(order->bot->runtime);
        fine = fresh != NULL;
        if (fine) {
                config_setting_t *group = runtime_override(fresh, where.name, where.channel, false);

                if (group)
                        config_setting_remove(group, "quiet"); /* `set` may have said so as well */
                runtime_unquiet(fresh, where.name, where.channel);
                fine = !quiet || runtime_quiet(fresh, where.name, where.channel, false, 0, order->by);
        }
        if (!adopt(order, fresh, fine))
                return;
        admin_log(order, "speak %s", place);
        admin_say(order, "Speaking in %s again.", place);
}
