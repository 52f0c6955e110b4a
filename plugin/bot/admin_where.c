/* admin_where.c - networks, channels and times that a command names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin_own.h"

#define DURATION_MOST (INT64_C(10) * 366 * 24 * 3600)

const struct config_network *admin_network_of(const struct config *config, const char *name)
{
        for (size_t i = 0; i < config->network_count; i++)
                if (strcmp(config->network[i].name, name) == 0)
                        return &config->network[i];
        return NULL;
}

const struct config_channel *admin_channel_of(const struct config_network *network, const char *name)
{
        for (size_t i = 0; network && i < network->channel_count; i++)
                if (rule_same_name(network->channel[i].name, name))
                        return &network->channel[i];
        return NULL;
}

bool admin_find(const struct order *order, const char *word, struct admin_where *where)
{
        const struct config *config = order->bot->held->config;
        size_t slash = strcspn(word, "/");
        char name[sizeof where->name];

        *where = (struct admin_where){.network = NULL};
        snprintf(name, sizeof name, "%.*s", slash < sizeof name ? (int)slash : 0, word);
        where->network = admin_network_of(config, name);
        if (where->network)
                word += slash + (word[slash] == '/');
        else
                where->network = admin_network_of(config, order->message->network);
        if (!where->network || (*word && rule_channel(word)) || strlen(word) >= sizeof where->channel)
                return false;
        snprintf(where->name, sizeof where->name, "%s", where->network->name);
        snprintf(where->channel, sizeof where->channel, "%s", word);
        where->on = *word ? admin_channel_of(where->network, word) : NULL;
        return true;
}

bool admin_may(struct order *order, const struct admin_where *where)
{
        if (order->standing == ADMIN_ADMIN)
                return true;
        if (*where->channel && strcmp(where->name, order->message->network) == 0 &&
            network_is_operator(order->network, where->channel, order->message->nick))
                return true;
        admin_say(order, "You may do that in a channel where you are an operator, and in no other.");
        return false;
}

bool admin_find_channel(struct order *order, const char *word, bool ours, struct admin_where *where)
{
        char place[120];

        if (!word && order->standing == ADMIN_OPERATOR)
                word = network_operated(order->network, order->message->nick);
        if (!word || !admin_find(order, word, where) || !*where->channel) {
                admin_say(order, "Which channel? #channel, or network/#channel, would be right.");
                return false;
        }
        if (!admin_may(order, where))
                return false;
        if (ours && !where->on) {
                admin_say(order, "%s is no channel of mine; `networks` lists them.", admin_place(where, place, sizeof place));
                return false;
        }
        return true;
}

const char *admin_place(const struct admin_where *where, char *out, size_t cap)
{
        if (*where->channel)
                snprintf(out, cap, "%s on %s", where->channel, where->name);
        else
                snprintf(out, cap, "%s", where->name);
        return out;
}

int64_t admin_duration(const char *word)
{
        static const char units[] = "smhdw";
        static const int64_t seconds[] = {1, 60, 3600, 86400, 604800};
        size_t digits = strspn(word, "0123456789");
        const char *unit = word[digits] ? strchr(units, word[digits]) : NULL;
        int64_t value;

        if (!digits || digits > 9 || !unit || word[digits + 1])
                return 0;
        value = strtoll(word, NULL, 10) * seconds[unit - units];
        return value > DURATION_MOST ? 0 : value;
}

static void ignore_report(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        (void)context;
        (void)severity;
        (void)file;
        (void)line;
        (void)what;
}

struct config *admin_plain(const struct bot *bot)
{
        return config_over(bot->held->config, NULL, ignore_report, NULL);
}
