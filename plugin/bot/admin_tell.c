/* admin_tell.c - news for admins who are there.
 *
 *   who gave a command, or has an account's name -> WHOIS -> still an admin? -> told
 *
 * Where somebody was is no proof of who is there now: everybody is looked up
 * again, and only who proves to be an admin is told.
 */
#include <stdio.h>
#include <string.h>

#include "admin_own.h"

bool admin_was(const struct admin *admin, const struct network_message *message)
{
        for (size_t i = 0; i < ADMIN_SEEN_MAX; i++)
                if (strcmp(admin->seen[i].network, message->network) == 0 &&
                    strcmp(admin->seen[i].source, message->source) == 0)
                        return true;
        return false;
}

void admin_remember(struct admin *admin, const struct network_message *message)
{
        struct admin_seen *place;

        if (admin_was(admin, message))
                return;
        place = &admin->seen[admin->seen_next++ % ADMIN_SEEN_MAX];
        snprintf(place->network, sizeof place->network, "%s", message->network);
        snprintf(place->source, sizeof place->source, "%s", message->source);
}

void admin_confirm(struct admin *admin, struct network *network, const struct network_message *message)
{
        if (admin_standing(admin->bot, network, message, NULL, 0) == ADMIN_ADMIN)
                network_tell(network, message->nick, message->text);
}

static bool was_seen(const struct admin *admin, const char *network, const char *nick)
{
        size_t length = strlen(nick);

        for (size_t i = 0; i < ADMIN_SEEN_MAX; i++)
                if (strcmp(admin->seen[i].network, network) == 0 && strncmp(admin->seen[i].source, nick, length) == 0 &&
                    admin->seen[i].source[length] == '!')
                        return true;
        return false;
}

void bot_tell_admins(struct bot *bot, const char *line)
{
        struct admin *admin = bot->admin;
        const struct config *config = bot->held->config;

        for (size_t i = 0; i < ADMIN_SEEN_MAX; i++) {
                struct network *network = *admin->seen[i].network ? bot_network(bot, admin->seen[i].network) : NULL;

                if (network)
                        network_confirm(network, admin->seen[i].source, line);
        }
        for (size_t i = 0; i < config->admin_count; i++)
                for (size_t k = 0; config->admin[i].account && k < config->network_count; k++) {
                        const char *name = config->network[k].name;
                        struct network *network = bot_network(bot, name);

                        if (network && config_admin_on(&config->admin[i], name) &&
                            !was_seen(admin, name, config->admin[i].account))
                                network_confirm(network, config->admin[i].account, line);
                }
}
