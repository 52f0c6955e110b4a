/* chores.c - what is due on one network: joining, the wanted nick, a look at
 * ourselves.
 *
 * Everything goes through the outbox, so that no chore floods a server.
 */
#include <string.h>

#include "log.h"
#include "network_own.h"

/* Between two attempts to take the wanted nick, whoever says it is free. */
#define NICK_ASK_LEAST(timing) ((timing)->recover / 12)

static const char *wanted_nick(const struct network *network)
{
        return network->config->nick_count ? network->config->nick[0] : "bot";
}

static bool has_wanted(const struct network *network)
{
        return self_is(&network->self, &network->isupport, wanted_nick(network));
}

static void join(struct network *network, uint64_t now)
{
        char line[WIRE_SEND_MAX];

        while (channels_join(&network->channels, &network->isupport, now, line, sizeof line))
                speak_control(network, "%s", line);
}

static void recover(struct network *network, uint64_t now)
{
        if (now < network->recover_at)
                return;
        network->recover_at = now + network->timing.recover;
        if (!has_wanted(network))
                speak_control(network, "ISON %s", wanted_nick(network));
}

static void look_at_self(struct network *network, uint64_t now)
{
        if (now < network->whois_at)
                return;
        network->whois_at = now + network->timing.whois;
        speak_control(network, "WHOIS %s", network->self.nick);
}

static void on_chore(uv_timer_t *timer)
{
        chores_run(timer->data);
        speak_pump(timer->data);
}

void chores_run(struct network *network)
{
        uint64_t now = uv_now(network->loop), next, due;

        if (network->stage != STAGE_ONLINE)
                return;
        join(network, now);
        recover(network, now);
        look_at_self(network, now);
        next = network->recover_at < network->whois_at ? network->recover_at : network->whois_at;
        due = channels_due(&network->channels);
        if (due < next)
                next = due;
        uv_timer_start(&network->chore, on_chore, next > now ? next - now : 1, 0);
}

void chores_start(struct network *network)
{
        uint64_t now = uv_now(network->loop);

        network->recover_at = now + network->timing.recover;
        network->whois_at = now;
        network->nick_asked_at = 0;
        if (network->isupport.bot[0])
                speak_control(network, "MODE %s +%s", network->self.nick, network->isupport.bot);
        chores_run(network);
}

void chores_stop(struct network *network)
{
        uv_timer_stop(&network->chore);
}

void chores_nick_free(struct network *network)
{
        uint64_t now = uv_now(network->loop);

        if (network->stage != STAGE_ONLINE || has_wanted(network))
                return;
        if (network->nick_asked_at &&
            now - network->nick_asked_at < NICK_ASK_LEAST(&network->timing))
                return;
        network->nick_asked_at = now ? now : 1;
        log_line(LOG_INFO, network->where, "taking back the nick %s", wanted_nick(network));
        speak_control(network, "NICK %s", wanted_nick(network));
}
