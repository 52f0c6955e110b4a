/* network.c - the life of one network: connect, register, stay, come back.
 *
 *   WAITING -> CONNECTING -> REGISTERING -> ONLINE -> ENDING -> WAITING ...
 *                                              `-> LEAVING -> ENDING -> closed
 *
 * Owns the wire and the session and starts both anew for every connection.
 * Does not look into messages (hear.c) and does not write them (speak.c).
 */
#include "network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "network_own.h"

static void on_life(uv_timer_t *timer);

static void set_life(struct network *network, uint64_t ms)
{
        uv_timer_start(&network->life, on_life, ms, 0);
}

static void end_connection(struct network *network, const char *why)
{
        if (network->wire) {
                network->stage = STAGE_ENDING;
                wire_close(network->wire, why);
        }
}

/* -- after a connection -------------------------------------------------- */

static void on_timer_closed(uv_handle_t *handle)
{
        struct network *network = handle->data;

        if (--network->timers == 0)
                network->events.closed(network->events.context, network);
}

static void close_timers(struct network *network)
{
        uv_close((uv_handle_t *)&network->life, on_timer_closed);
        uv_close((uv_handle_t *)&network->pump, on_timer_closed);
        uv_close((uv_handle_t *)&network->chore, on_timer_closed);
}

/* A server that closed in good order comes back soon, as a rule. One that did not
 * let us in has said why, perhaps before its ERROR (465). */
static enum backoff_end judge(const struct network *network, enum wire_end end, const char *why)
{
        if (end == WIRE_ERROR || (network->session && network->registration.state == REGISTER_FAILED))
                return backoff_judge(why);
        return end == WIRE_CLOSED && network->online_since ? BACKOFF_RESTART : BACKOFF_FAILED;
}

static void on_wire_closed(void *context, enum wire_end end, const char *why)
{
        static const char *const kind[] = {"could not connect", "connection lost",
                                           "connection closed", "server said"};
        struct network *network = context;
        uint64_t now = uv_now(network->loop), wait = 0;
        uint64_t up = network->online_since ? now - network->online_since + 1 : 0;
        enum backoff_end how = judge(network, end, why);
        bool all = route_closed(&network->route, network->config, network->again, network->where);
        char quoted[300];

        if (!network->again)
                wait = backoff_next(&network->backoff, &network->timing, now, up, how, !all);
        log_quote(quoted, sizeof quoted, why);
        if (network->quitting)
                log_line(LOG_INFO, network->where, "left");
        else
                log_line(network->again ? LOG_INFO : LOG_WARN, network->where,
                         "%s: \"%s\"; next attempt in %.1f s", kind[end], quoted,
                         (double)wait / 1000);
        network->wire = NULL;
        network->again = false;
        network->online_since = 0;
        network->stage = STAGE_WAITING;
        channels_lost(&network->channels, now);
        outbox_reset(network->outbox);
        uv_timer_stop(&network->pump);
        chores_stop(network);
        session_close(network->session);
        network->session = NULL;
        if (network->quitting)
                close_timers(network);
        else
                set_life(network, wait);
}

/* -- the session's events ------------------------------------------------ */

static void on_event(void *context, const struct session_event *event)
{
        hear_event(context, event);
}

/* -- the wire's events --------------------------------------------------- */

static bool send_past_queue(void *context, const char *line)
{
        struct network *network = context;

        outbox_account(network->outbox, strlen(line) + 2, uv_now(network->loop));
        return wire_send(network->wire, line, strlen(line));
}

/* True: the server wants TLS, and gets nothing more in plain text. */
static bool on_sts(void *context, const char *policy)
{
        struct network *network = context;

        if (!route_policy(&network->route, policy, network->where))
                return false;
        network->again = true;
        end_connection(network, "the server wants TLS");
        return true;
}

static void on_opened(void *context)
{
        struct network *network = context;
        struct session_events events = {.event = on_event, .context = network};
        char why[200];

        network->session = session_open(&events, why, sizeof why);
        if (!network->session) {
                end_connection(network, why);
                return;
        }
        route_opened(&network->route, wire_secured(network->wire), network->where);
        network->stage = STAGE_REGISTERING;
        network->registration.secure = wire_secured(network->wire) != NULL;
        network->registration.sts = on_sts;
        network->registration.config = network->config;
        network->registration.send = send_past_queue;
        network->registration.context = network;
        register_begin(&network->registration, &network->self);
        /* What registering cost is forgiven by the time a server lets one in. */
        outbox_reset(network->outbox);
        set_life(network, network->timing.registration);
}

static void on_answered(void *context)
{
        speak_pump(context); /* which may have waited for it */
}

static void on_line(void *context, struct line *line)
{
        struct network *network = context;
        bool done = network->registration.state == REGISTER_DONE;

        if (!network->session)
                return;
        hear_line(network, line);
        if (network->registration.state == REGISTER_FAILED)
                end_connection(network, network->registration.why);
        else if (!done && network->registration.state == REGISTER_DONE)
                set_life(network, network->timing.settle);
}

/* -- connecting ---------------------------------------------------------- */

static void start(struct network *network)
{
        const struct config_network *config = network->config;
        struct wire_events events = {
                .opened = on_opened, .answered = on_answered, .line = on_line,
                .closed = on_wire_closed, .context = network,
        };
        struct stream_way way;

        network->stage = STAGE_CONNECTING;
        network->clock.known = false;
        isupport_init(&network->isupport);
        self_init(&network->self, config->nick_count ? config->nick[0] : "bot");
        outbox_limit(network->outbox, config->flood.burst, config->flood.interval,
                     config->flood.bytes);
        route_choose(&network->route, config, &way, network->where);
        network->wire = wire_open(network->loop, &way, &network->timing, &events);
        if (!network->wire) {
                network->stage = STAGE_WAITING;
                log_line(LOG_ERROR, network->where, "out of memory; trying again");
                set_life(network, network->timing.retry_least);
        }
}

void network_online(struct network *network)
{
        if (network->stage != STAGE_REGISTERING ||
            network->registration.state != REGISTER_DONE)
                return;
        network->stage = STAGE_ONLINE;
        network->online_since = uv_now(network->loop);
        network->times_online++;
        uv_timer_stop(&network->life);
        log_line(LOG_INFO, network->where, "online as %s", network->self.nick);
        chores_start(network);
}

/* The life timer: what it means depends on where we are. */
static void on_life(uv_timer_t *timer)
{
        struct network *network = timer->data;

        switch (network->stage) {
        case STAGE_WAITING:
                if (!network->quitting)
                        start(network);
                break;
        case STAGE_REGISTERING:
                if (network->registration.state == REGISTER_DONE)
                        network_online(network);
                else
                        end_connection(network, "registering took too long");
                speak_pump(network);
                break;
        case STAGE_LEAVING:
                end_connection(network, "left");
                break;
        case STAGE_CONNECTING:
        case STAGE_ONLINE:
        case STAGE_ENDING:
                break;
        }
}

/* -- for the bot --------------------------------------------------------- */

struct network *network_open(uv_loop_t *loop, const struct config_network *config,
                             const struct network_events *events)
{
        struct network *network = calloc(1, sizeof *network);

        if (!network)
                return NULL;
        network->loop = loop;
        network->config = config;
        network->events = *events;
        network->timing = timing_default;
        snprintf(network->where, sizeof network->where, "network=%s", config->name);
        backoff_init(&network->backoff, uv_hrtime() ^ (uint64_t)(uintptr_t)network);
        isupport_init(&network->isupport);
        self_init(&network->self, config->nick_count ? config->nick[0] : "bot");
        network->outbox = speak_open(network);
        network->quota = quota_open(network->backoff.random);
        network->tastes = tastes_open();
        if (!network->outbox || !network->quota || !network->tastes || !channels_set(&network->channels, &network->isupport, config,
                                              uv_now(loop))) {
                network_free(network);
                return NULL;
        }
        uv_timer_init(loop, &network->life);
        uv_timer_init(loop, &network->pump);
        uv_timer_init(loop, &network->chore);
        network->life.data = network->pump.data = network->chore.data = network;
        network->timers = NETWORK_TIMERS;
        set_life(network, 0);
        return network;
}

void network_set_timing(struct network *network, const struct timing *timing)
{
        network->timing = *timing;
}

void network_set_sts(struct network *network, struct sts *sts)
{
        network->route.sts = sts;
}

/* QUIT, then the server has a moment to close. A reason ends at a line's end. */
static void leave(struct network *network, const char *reason)
{
        const char *text = reason ? reason : "";
        size_t cut = line_cut(text, strcspn(text, "\r\n"), 400);
        char line[512];
        int length = snprintf(line, sizeof line, "QUIT :%.*s", (int)cut, text);

        if (network->stage == STAGE_REGISTERING || network->stage == STAGE_ONLINE) {
                network->stage = STAGE_LEAVING;
                set_life(network, network->timing.quit);
                if (!wire_send(network->wire, line, (size_t)length))
                        end_connection(network, "left");
        } else if (network->stage == STAGE_CONNECTING) {
                end_connection(network, "called off");
        }
}

void network_quit(struct network *network, const char *reason)
{
        if (network->quitting)
                return;
        network->quitting = true;
        if (network->wire)
                leave(network, reason);
        else
                close_timers(network);
}

static bool differ(const char *a, const char *b)
{
        return a && b ? strcmp(a, b) != 0 : a != b;
}

static bool same_nickserv(const struct config_nickserv *a, const struct config_nickserv *b)
{
        return a->wanted == b->wanted && a->without_tls == b->without_tls && !differ(a->nick, b->nick) &&
               !differ(a->account, b->account) && !differ(a->password.text, b->password.text) &&
               !differ(a->password.file, b->password.file) && !differ(a->password.env, b->password.env) &&
               a->password.sum == b->password.sum;
}

static void change(struct network *network, const struct config_network *config, bool forgive)
{
        const struct config_network *old = network->config;
        bool moved = !route_same(old, config) || differ(old->password, config->password) ||
                     differ(old->user, config->user) || differ(old->realname, config->realname);
        bool fine;

        network->config = config;
        network->registration.config = config;
        outbox_limit(network->outbox, config->flood.burst, config->flood.interval,
                     config->flood.bytes);
        fine = (forgive ? channels_set : channels_adjust)(&network->channels, &network->isupport, config,
                                                          uv_now(network->loop));
        if (!fine)
                log_line(LOG_ERROR, network->where, "out of memory: a new channel is joined only after another reload");
        if (network->quitting)
                return;
        if (moved)
                network->route.at = 0;
        if (moved && network->wire) {
                network->again = network->again || network->stage != STAGE_ENDING;
                leave(network, config->quit);
        } else if (network->stage == STAGE_WAITING &&
                   (moved || network->registration.login_mark != register_mark(config))) {
                set_life(network, 0);
        } else if (network->stage == STAGE_ONLINE) {
                if (!same_nickserv(&old->nickserv, &config->nickserv))
                        services_changed(network);
                chores_run(network);
                chores_nick_free(network);
                speak_pump(network);
        }
}

void network_change(struct network *network, const struct config_network *config)
{
        change(network, config, true);
}

void network_adjust(struct network *network, const struct config_network *config)
{
        change(network, config, false);
}

void network_free(struct network *network)
{
        if (!network)
                return;
        channels_fini(&network->channels);
        outbox_close(network->outbox);
        quota_close(network->quota);
        tastes_close(network->tastes);
        free(network);
}

void network_rejoin(struct network *network, const char *name)
{
        struct channel *channel = channels_find(&network->channels, &network->isupport, name);

        if (!channel)
                return;
        channel_wanted(channel, uv_now(network->loop));
        chores_run(network);
        speak_pump(network);
}
