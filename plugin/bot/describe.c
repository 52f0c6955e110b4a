/* describe.c - how one network is, in words for people.
 *
 * Only looks. Names no person but the bot itself.
 */
#include <stdio.h>

#include "network_own.h"

#define LINE_MAX_BYTES 400

const char *network_state(const struct network *network)
{
        static const char *const words[] = {
                [STAGE_WAITING] = "waiting", [STAGE_CONNECTING] = "connecting",
                [STAGE_REGISTERING] = "registering", [STAGE_ONLINE] = "online",
                [STAGE_LEAVING] = "leaving", [STAGE_ENDING] = "waiting",
        };

        return words[network->stage];
}

const struct config_network *network_config(const struct network *network)
{
        return network->config;
}

const struct isupport *network_isupport(const struct network *network)
{
        return &network->isupport;
}

static const char *channel_words(const struct channel *channel)
{
        static const char *const words[] = {
                [CHANNEL_OUT] = " (not in it yet)", [CHANNEL_ASKED] = " (joining)", [CHANNEL_FORWARDED] = " (joining)",
                [CHANNEL_IN] = "", [CHANNEL_GIVEN_UP] = " (kicked too often; `join` tries again)",
        };

        if (channel->state == CHANNEL_OUT && channel->kicks)
                return " (kicked; coming back later)";
        if (channel->state == CHANNEL_OUT && channel->refused_by)
                return " (not let in; trying again later)";
        if (channel->state == CHANNEL_IN && channel->config && channel->config->manner.quiet)
                return " (quiet)";
        return words[channel->state];
}

void network_describe(const struct network *network, void (*print)(void *context, const char *line), void *context)
{
        char line[LINE_MAX_BYTES * 2];
        size_t used;

        used = (size_t)snprintf(line, sizeof line, "%s: %s", network->config->name, network_state(network));
        if (network->stage == STAGE_ONLINE)
                used += (size_t)snprintf(line + used, sizeof line - used, " as %s on %s:%u%s", network->self.nick,
                                         network->route.host, network->route.port, network->route.tls ? " (TLS)" : "");
        for (size_t i = 0; i < network->channels.count; i++) {
                const struct channel *channel = &network->channels.channel[i];

                if (used > LINE_MAX_BYTES - 100) {
                        print(context, line);
                        used = (size_t)snprintf(line, sizeof line, "%s, further", network->config->name);
                }
                used += (size_t)snprintf(line + used, sizeof line - used, "%s%.200s%s", i ? ", " : "; ", channel->name,
                                         channel_words(channel));
        }
        print(context, line);
}
