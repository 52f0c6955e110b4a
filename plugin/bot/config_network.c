/* config_network.c - a network of bot.cfg, its channels and their manners.
 *
 * The tables below are the whole of what a network may say. It refuses to know
 * what a plugin makes of any of it, and whether the network can be reached.
 */
#include "config_network.h"

#include <stdlib.h>

#include "config_login.h"
#include "config_manner.h"
#include "config_secret.h"
#include "config_server.h"

#define TEXT_KEY(key, what, must, sample) \
        {.name = #key, .type = CHECK_TEXT, .rule = what, .required = must, \
         .offset = offsetof(struct config_network, key), .example = #key " = \"" sample "\""}

static const struct check_key network_keys[] = {
        TEXT_KEY(name, rule_word, true, "libera"),
        CONFIG_SERVER_KEYS,
        CONFIG_WAY_KEYS,
        CONFIG_LOGIN_KEYS,
        CONFIG_SECRET_KEYS("password", rule_password, "secret"),
        {.name = "nick", .type = CHECK_TEXT, .rule = rule_nick, .required = true,
         .offset = offsetof(struct config_network, nick[0]), .example = "nick = \"mybot\""},
        {.name = "alternatives", .type = CHECK_NAMES, .offset = CHECK_NOWHERE,
         .example = "alternatives = [ \"mybot_\", \"mybot__\" ]"},
        TEXT_KEY(user, rule_user, false, "mybot"),
        TEXT_KEY(realname, rule_realname, true, "a bot run by you@example.org"),
        TEXT_KEY(quit, rule_quit, false, "Goodbye."),
        {.name = "flood", .type = CHECK_GROUP, .offset = CHECK_NOWHERE,
         .example = "flood = { preset = \"libera\"; }"},
        {.name = "ignore", .type = CHECK_NAMES, .offset = CHECK_NOWHERE,
         .example = "ignore = [ \"otherbot\", \"*!*@bots.example\" ]"},
        {.name = "talk_to_bots", .type = CHECK_FLAG, .offset = offsetof(struct config_network, talk_to_bots),
         .example = "talk_to_bots = false"},
        {.name = "channels", .type = CHECK_LIST, .offset = CHECK_NOWHERE,
         .example = "channels = ( { name = \"#help\"; } )"},
        CONFIG_MANNER_KEYS(struct config_network, manner.),
};

static const struct check_key channel_keys[] = {
        {.name = "name", .type = CHECK_TEXT, .rule = rule_channel, .required = true,
         .offset = offsetof(struct config_channel, name), .example = "name = \"#help\""},
        CONFIG_SECRET_KEYS("key", rule_key, "secret"),
        {.name = "forward", .type = CHECK_FLAG, .offset = offsetof(struct config_channel, forward),
         .example = "forward = false"},
        CONFIG_MANNER_KEYS(struct config_channel, manner.),
};

static void take_nicks(struct check *check, const config_setting_t *list, struct config_network *network)
{
        int count = config_setting_length(list);

        if (count > CONFIG_NICKS_MAX - 1)
                check_mistake(check, list, "alternatives: %d nicks are too many; at most %d would be right", count,
                              CONFIG_NICKS_MAX - 1);
        for (int i = 0; i < count; i++) {
                const config_setting_t *at = config_setting_get_elem(list, (unsigned)i);
                const char *nick = config_setting_get_string(at);
                bool again = false;

                if (!nick) {
                        check_mistake(check, at, "alternatives: must be texts in [ ]; "
                                      "alternatives = [ \"mybot_\" ] would be right");
                        continue;
                }
                if (!check_text(check, at, "alternatives", rule_nick, nick))
                        continue;
                for (size_t k = 0; k < network->nick_count; k++)
                        again = again || (network->nick[k] && rule_same_name(network->nick[k], nick));
                if (again)
                        check_mistake(check, at, "alternatives: \"%s\" is there twice; another nick would be right",
                                      nick);
                else if (network->nick_count < CONFIG_NICKS_MAX)
                        network->nick[network->nick_count++] = nick;
        }
}

static void take_channel(struct check *check, const config_setting_t *at, struct config_network *network)
{
        struct config_channel *channel = &network->channel[network->channel_count];

        if (!config_setting_is_group(at)) {
                check_mistake(check, at, "channels: each must be a group; { name = \"#help\"; } would be right");
                return;
        }
        *channel = (struct config_channel){.manner = network->manner};
        check_group(check, at, channel_keys, CHECK_COUNT(channel_keys), false, channel);
        config_manner_take(check, at, &channel->manner);
        channel->key = config_secret_text(check, at, "key", rule_key, network);
        if (!channel->name)
                return;
        for (size_t k = 0; k < network->channel_count; k++)
                if (rule_same_name(network->channel[k].name, channel->name)) {
                        check_mistake(check, at, "channels: \"%s\" is there twice; once would be right",
                                      channel->name);
                        return;
                }
        network->channel_count++;
}

static void take_channels(struct check *check, const config_setting_t *list, struct config_network *network)
{
        int count = config_setting_length(list);

        if (count > CONFIG_CHANNELS_MAX) {
                check_mistake(check, list, "channels: %d are too many; at most %d a network would be right", count,
                              CONFIG_CHANNELS_MAX);
                count = CONFIG_CHANNELS_MAX;
        }
        network->channel = count ? calloc((size_t)count, sizeof(*network->channel)) : NULL;
        if (count && !network->channel) {
                check_mistake(check, list, "channels: not enough memory");
                return;
        }
        for (int i = 0; i < count; i++)
                take_channel(check, config_setting_get_elem(list, (unsigned)i), network);
}

void config_network_init(struct check *check, const config_setting_t *group, struct config_network *network)
{
        const config_setting_t *at;

        *network = (struct config_network){
                .user = "bot",
                .quit = "Goodbye.",
                .flood = config_flood_default,
                .manner = config_manner_default,
        };
        check_group(check, group, network_keys, CHECK_COUNT(network_keys), false, network);
        network->password = config_secret_text(check, group, "password", rule_password, network);
        config_server_init(check, group, network);
        config_login_init(check, group, network);
        config_manner_take(check, group, &network->manner);
        network->nick_count = 1;
        if ((at = check_member(group, "alternatives", CHECK_NAMES)))
                take_nicks(check, at, network);
        if ((at = check_member(group, "flood", CHECK_GROUP)))
                config_manner_flood(check, at, &network->flood);
        if ((at = check_member(group, "ignore", CHECK_NAMES)))
                config_manner_ignore(check, at, network);
        if ((at = check_member(group, "channels", CHECK_LIST)))
                take_channels(check, at, network);
}

void config_network_fini(struct config_network *network)
{
        config_server_fini(network);
        config_login_fini(network);
        config_secret_forget(network);
        free(network->channel);
        network->channel = NULL;
        free(network->ignore);
        network->ignore = NULL;
}
