/* config_admin.c - who may command the bot, as bot.cfg says it.
 *
 * Sees to it that nobody is named by what anybody can take: a nick alone, a
 * mask that fits everybody, or an account of a network that is not meant.
 */
#include "config_admin.h"

#include <stdlib.h>
#include <string.h>

#define HOST_LITERALS_LEAST 3 /* characters of a mask's host that are no wildcard */

/* What asker.c and services take for one word. */
static const char *rule_account(const char *text)
{
        return rule_text(text) || strpbrk(text, " ,!@*?:") || strlen(text) > 100
                       ? "the name of an account with the network's services" : NULL;
}

/* "*.com": most of the world is there. */
static bool is_domain_of_all(const char *host)
{
        const char *rest = host + strspn(host, "*?.");

        return rest > host && rest[-1] == '.' && !strpbrk(rest, "./:*?");
}

static const char *rule_hostmask(const char *text)
{
        const char *bang = strchr(text, '!'), *at = strrchr(text, '@');
        size_t literals = 0;

        for (const char *c = at ? at + 1 : ""; *c; c++)
                literals += !strchr("*?.", *c);
        return rule_text(text) || strchr(text, ' ') || strlen(text) > 200 || !bang || !at || bang == text ||
                               at < bang + 2 || literals < HOST_LITERALS_LEAST || is_domain_of_all(at + 1)
                       ? "nick!user@host with a host of its own, as \"*!*@home.example.org\", since anybody can take a nick,"
                       : NULL;
}

static const struct check_key keys[] = {
        {.name = "account", .type = CHECK_TEXT, .rule = rule_account,
         .offset = offsetof(struct config_admin, account), .example = "account = \"anna\""},
        {.name = "hostmask", .type = CHECK_TEXT, .rule = rule_hostmask,
         .offset = offsetof(struct config_admin, hostmask), .example = "hostmask = \"*!*@home.example.org\""},
        {.name = "networks", .type = CHECK_NAMES, .offset = CHECK_NOWHERE, .example = "networks = [ \"libera\" ]"},
};

static bool is_network(const struct config *config, const char *name)
{
        for (size_t i = 0; i < config->network_count; i++)
                if (config->network[i].name && strcmp(config->network[i].name, name) == 0)
                        return true;
        return false;
}

static void take_networks(struct check *check, const config_setting_t *list, const struct config *config)
{
        int count = config_setting_length(list);

        for (int i = 0; i < count; i++) {
                const config_setting_t *at = config_setting_get_elem(list, (unsigned)i);
                const char *name = config_setting_get_string(at);

                if (!name)
                        check_mistake(check, at, "networks: must be texts in [ ]; networks = [ \"libera\" ] would be right");
                else if (check_text(check, at, "networks", rule_word, name) && !is_network(config, name))
                        check_mistake(check, at, "networks: there is no network \"%s\"; "
                                      "the `name` of one in `networks` would be right", name);
        }
        if (!count)
                check_mistake(check, list, "networks: is empty; networks = [ \"libera\" ] would be right");
}

/* Whoever can change what is on its way can put a command into an admin's mouth. */
static void doubt_open_networks(struct check *check, const config_setting_t *at, const struct config_admin *admin,
                                const struct config *config)
{
        for (size_t i = 0; i < config->network_count; i++) {
                const struct config_network *network = &config->network[i];

                for (size_t k = 0; network->name && k < network->server_count && config_admin_on(admin, network->name); k++)
                        if (!network->server[k].tls && network->server[k].host && !rule_is_loopback(network->server[k].host))
                                check_doubt(check, at, "admins: \"%s\" is reached without TLS at %s: whoever sits on the way can "
                                            "say what an admin says; tls = true is safer", network->name,
                                            network->server[k].host);
        }
}

static void take_admin(struct check *check, const config_setting_t *at, struct config *config)
{
        struct config_admin *admin = &config->admin[config->admin_count];

        if (!config_setting_is_group(at)) {
                check_mistake(check, at, "admins: each must be a group; { account = \"anna\"; } would be right");
                return;
        }
        *admin = (struct config_admin){.account = NULL};
        check_group(check, at, keys, CHECK_COUNT(keys), false, admin);
        admin->networks = check_member(at, "networks", CHECK_NAMES);
        if (admin->networks)
                take_networks(check, admin->networks, config);
        else if (config->network_count > 1)
                check_mistake(check, at, "networks is missing; there are several networks, and on each the name may be "
                              "somebody else's; networks = [ \"%s\" ] would be right",
                              config->network[0].name ? config->network[0].name : "libera");
        if (!config_setting_get_member(at, "account") && !config_setting_get_member(at, "hostmask"))
                check_mistake(check, at, "admins: says nobody; account = \"anna\" would be right");
        if (admin->hostmask && !admin->account)
                check_doubt(check, at, "admins: \"%s\" is weaker than an account: whoever gets that host commands the bot; "
                              "account = \"...\" is safer where the network has services", admin->hostmask);
        doubt_open_networks(check, at, admin, config);
        if (admin->account || admin->hostmask)
                config->admin_count++;
}

void config_admin_take(struct check *check, const config_setting_t *list, struct config *config)
{
        int count = config_setting_length(list);

        if (count > CONFIG_ADMINS_MAX) {
                check_mistake(check, list, "admins: %d are too many; at most %d would be right", count,
                              CONFIG_ADMINS_MAX);
                return;
        }
        config->admin = count ? calloc((size_t)count, sizeof(*config->admin)) : NULL;
        if (count && !config->admin) {
                check_mistake(check, list, "admins: not enough memory");
                return;
        }
        for (int i = 0; i < count; i++)
                take_admin(check, config_setting_get_elem(list, (unsigned)i), config);
}

bool config_admin_on(const struct config_admin *admin, const char *network)
{
        int count = admin->networks ? config_setting_length(admin->networks) : 0;

        for (int i = 0; i < count; i++) {
                const char *name = config_setting_get_string_elem(admin->networks, i);

                if (name && strcmp(name, network) == 0)
                        return true;
        }
        return !admin->networks;
}
