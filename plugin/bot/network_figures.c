/* network_figures.c - what one network has to show of itself. */
#include "network_own.h"

void network_figures(const struct network *network, struct network_figures *figures)
{
        *figures = (struct network_figures){
                .state = network_state(network),
                .nick = network->stage == STAGE_ONLINE ? network->self.nick : "",
                .host = network->route.host,
                .port = network->route.port,
                .tls = network->route.tls,
                .wanted = network->channels.count,
                .waiting = outbox_count(network->outbox),
                .lag = network->wire ? wire_lag(network->wire) : -1,
                .online_for = network->online_since ? uv_now(network->loop) - network->online_since : 0,
                .reconnects = network->times_online ? network->times_online - 1 : 0,
        };
        for (size_t i = 0; i < network->channels.count; i++)
                figures->in += network->channels.channel[i].state == CHANNEL_IN;
}
