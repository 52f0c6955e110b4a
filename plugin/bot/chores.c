/* chores.c - what is due on one network: joining, the wanted nick, a look at
 * ourselves.
 *
 * Everything goes through the outbox, so that no chore floods a server. What
 * the server answers is watch.c's.
 */
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "network_own.h"
#include "watch.h"

/* Between two attempts to take the wanted nick, whoever says it is free; twice
 * as long each time that it was taken from us or refused, up to 128 times. */
#define NICK_ASK_LEAST(timing) ((timing)->recover / 12)
#define FORCED_MOST 7
#define FORGET_FORCED(timing) ((timing)->recover * 30)

static const char *wanted_nick(const struct network *network)
{
        return network->config->nick_count ? network->config->nick[0] : "bot";
}

/* A server may cut it (NICKLEN). */
static bool has_wanted(const struct network *network)
{
        char nick[SELF_NICK_MAX];
        size_t most = network->isupport.nicklen ? network->isupport.nicklen : SELF_NICK_MAX;

        snprintf(nick, sizeof nick, "%.*s", (int)most, wanted_nick(network));
        return self_is(&network->self, &network->isupport, nick);
}

static void join(struct network *network, uint64_t now)
{
        char line[WIRE_SEND_MAX];

        if (!services_ready(network))
                return;
        while (outbox_has_control_room(network->outbox) &&
               channels_join(&network->channels, &network->isupport, now, line, sizeof line))
                if (!speak_control(network, "%s", line)) {
                        channels_unasked(&network->channels, now);
                        return;
                }
}

/* Leaves the channels that the configuration no longer has. When to go on; UINT64_MAX: all is done. */
static uint64_t part(struct network *network, uint64_t now)
{
        char line[WIRE_SEND_MAX];
        size_t count;

        while ((count = channels_part(&network->channels, &network->isupport, line, sizeof line)) > 0 &&
               outbox_has_control_room(network->outbox) && speak_control(network, "%s", line))
                channels_left(&network->channels, count);
        channels_sweep(&network->channels);
        return count ? now + ROOM_MS : UINT64_MAX;
}

/* Has the server tell us when the wanted nick comes free; or asks it. */
static void look_for_nick(struct network *network)
{
        char *monitored = network->registration.services.monitored;
        const char *wanted = wanted_nick(network);
        bool have = has_wanted(network);

        if (*monitored && (have || strcmp(monitored, wanted) != 0)) {
                speak_control(network, "MONITOR - %s", monitored);
                *monitored = '\0';
        }
        if (have)
                return;
        services_recover(network);
        if (!network->isupport.monitor) {
                speak_control(network, "ISON %s", wanted);
        } else if (!*monitored) {
                snprintf(monitored, SELF_NICK_MAX, "%s", wanted);
                speak_control(network, "MONITOR + %s", wanted);
        }
}

static void recover(struct network *network, uint64_t now)
{
        if (now < network->recover_at)
                return;
        network->recover_at = now + network->timing.recover;
        look_for_nick(network);
}

static void look_at_self(struct network *network, uint64_t now)
{
        if (now < network->whois_at)
                return;
        network->whois_at = now + network->timing.whois;
        speak_control(network, "WHOIS %s", network->self.nick);
        register_retry(&network->registration);
        services_retry(network);
}

/* Who in our channels is a bot? Where messages carry tags each one says so itself. One line at a time,
 * and only while nobody waits for an answer. When to go on. */
static uint64_t look_for_bots(struct network *network, uint64_t now)
{
        if (!network->isupport.bot[0] || network->config->talk_to_bots ||
            (network->registration.enabled & CAP_MESSAGE_TAGS))
                return UINT64_MAX;
        for (size_t i = 0; i < network->channels.count; i++) {
                struct channel *channel = &network->channels.channel[i];

                if (!channel->unlooked || channel->state != CHANNEL_IN)
                        continue;
                if (!outbox_is_idle(network->outbox) || !speak_control(network, "WHO %.200s", channel->name))
                        return now + ROOM_MS;
                channel->unlooked = false;
        }
        return UINT64_MAX;
}

/* bot.cfg says another way of logging in: that takes a new connection. */
static bool login_changed(struct network *network)
{
        if (network->registration.login_mark == register_mark(network->config))
                return false;
        network->again = true;
        network->stage = STAGE_ENDING;
        wire_send(network->wire, "QUIT :Back at once", strlen("QUIT :Back at once"));
        wire_close(network->wire, "bot.cfg has another login");
        return true;
}

static void on_chore(uv_timer_t *timer)
{
        struct network *network = timer->data;

        trust_expire(network, uv_now(network->loop));
        chores_run(network);
        speak_pump(network);
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
        return a < b ? a : b;
}

void chores_run(struct network *network)
{
        uint64_t now = uv_now(network->loop), next, due, trust, parts, bots;

        if (network->stage != STAGE_ONLINE || login_changed(network))
                return;
        parts = part(network, now);
        join(network, now);
        recover(network, now);
        look_at_self(network, now);
        if (now >= network->nick_due)
                chores_nick_free(network);
        trust = trust_run(network, now);
        bots = look_for_bots(network, now);
        due = channels_due(&network->channels);
        if (!services_ready(network) && due < network->registration.services.hold)
                due = network->registration.services.hold;
        else if (due <= now)
                due = now + ROOM_MS;
        next = sooner(sooner(network->recover_at, network->whois_at), sooner(sooner(due, parts), trust));
        next = sooner(next, sooner(network->nick_due, bots));
        uv_timer_start(&network->chore, on_chore, next > now ? next - now : 1, 0);
}

void chores_start(struct network *network)
{
        uint64_t now = uv_now(network->loop);

        network->registration.watch = watch_line;
        network->recover_at = now + network->timing.recover;
        network->whois_at = now;
        network->nick_asked_at = 0;
        network->nick_due = UINT64_MAX;
        if (network->isupport.bot[0])
                speak_control(network, "MODE %s +%s", network->self.nick, network->isupport.bot);
        services_start(network);
        if (!has_wanted(network) &&
            (network->isupport.monitor || network->config->nickserv.recover != RECOVER_NONE))
                network->recover_at = now;
        chores_run(network);
}

void chores_stop(struct network *network)
{
        uv_timer_stop(&network->chore);
        trust_reset(network);
        register_end(&network->registration);
}

/* Runs them in a moment, when all has been learned of the line that is being heard. */
static void run_soon(struct network *network)
{
        uv_timer_start(&network->chore, on_chore, 1, 0);
}

/* Between two attempts to take it. */
static uint64_t nick_pause(const struct network *network)
{
        const unsigned times = network->registration.services.forced;

        return NICK_ASK_LEAST(&network->timing) << (times < FORCED_MOST ? times : FORCED_MOST);
}

static void ask_for_nick_later(struct network *network)
{
        network->nick_due = network->nick_asked_at + nick_pause(network);
        run_soon(network);
}

/* Who says that it is free may say so only once (MONITOR): what is too soon is done later. */
void chores_nick_free(struct network *network)
{
        uint64_t now = uv_now(network->loop);

        network->nick_due = UINT64_MAX;
        if (network->stage != STAGE_ONLINE || has_wanted(network))
                return;
        if (network->nick_asked_at && now - network->nick_asked_at < nick_pause(network)) {
                ask_for_nick_later(network);
                return;
        }
        network->nick_asked_at = now ? now : 1;
        log_line(LOG_INFO, network->where, "taking back the nick %s", wanted_nick(network));
        speak_control(network, "NICK %s", wanted_nick(network));
}

void chores_nick_refused(struct network *network)
{
        struct services *services = &network->registration.services;

        services->forced++;
        services->forced_at = uv_now(network->loop) ? uv_now(network->loop) : 1;
        ask_for_nick_later(network);
}

void chores_nick_lost(struct network *network)
{
        struct services *services = &network->registration.services;
        uint64_t now = uv_now(network->loop);

        if (services->forced_at && now - services->forced_at > FORGET_FORCED(&network->timing))
                services->forced = 0;
        services->forced++;
        services->forced_at = now ? now : 1;
        network->nick_asked_at = services->forced_at;
        log_line(LOG_WARN, network->where, "the nick %s was taken from us; trying to get it back",
                 wanted_nick(network));
        if (!network->registration.sasl.account[0])
                services_identify(network);
        network->recover_at = now;
        run_soon(network);
}
