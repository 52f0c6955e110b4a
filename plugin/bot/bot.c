/* bot.c - between the networks and the plugins.
 *
 * It refuses to know what is talked about: a message goes through as it came,
 * the strongest reply goes back, and neither is looked at, kept or logged. Of
 * an answer the log gets its kind and id, never who asked, where or what.
 */
#include "bot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "admin.h"
#include "bot_own.h"
#include "log.h"

#define WHERE_MAX 480

struct delivery {
        struct bot *bot;
        struct network *network;
        const struct network_message *to;
        bool replied;
};

const char *const bot_kind_name[BOT_KINDS] = {
        [PLUGIN_NONE] = "none",     [PLUGIN_UNKNOWN] = "unknown", [PLUGIN_UNCOVERED] = "uncovered",
        [PLUGIN_UNSURE] = "unsure", [PLUGIN_ANSWER] = "answer",   [PLUGIN_URGENT] = "urgent",
};

/* ---- messages ---- */

static void log_delivery(const struct delivery *delivery, const struct plugin_reply *reply, const char *plugin,
                         bool queued)
{
        char where[WHERE_MAX], id[300];

        snprintf(where, sizeof where, "network=%s kind=%s id=\"%s\" plugin=%s", delivery->to->network,
                 bot_kind_name[reply->kind], log_quote(id, sizeof id, reply->id), plugin);
        log_line(LOG_DEBUG, where, "%s", queued ? "answered" : "not answered");
}

static void deliver(void *context, const struct plugin_reply *reply)
{
        struct delivery *delivery = context;
        const char *plugin = plugins_speaker(delivery->bot->plugins);
        /* Others may well be said twice in a row: a choice, a "what I can be asked". */
        bool once = (reply->kind == PLUGIN_ANSWER || reply->kind == PLUGIN_UNCOVERED) && *reply->id;
        bool queued = network_reply(delivery->network, delivery->to, reply->kind == PLUGIN_URGENT, once ? reply->id : NULL,
                                    reply->lines, reply->count);

        delivery->bot->tally.kind[reply->kind]++;
        delivery->bot->tally.unsaid += !queued;
        delivery->replied = true;
        if (log_wanted(LOG_DEBUG))
                log_delivery(delivery, reply, plugin, queued);
}

static void ask_plugins(struct bot *bot, struct network *network, const struct network_message *message)
{
        struct delivery delivery = {.bot = bot, .network = network, .to = message};
        uint64_t begun = uv_hrtime();
        const char *host = message->source ? strchr(message->source, '!') : NULL;
        struct plugin_message handed = {
                .size = sizeof handed,
                .network = message->network,
                .channel = message->channel,
                .nick = message->nick,
                .account = message->account,
                .self = message->self,
                .prefix = message->manner->prefix,
                .text = message->text,
                .length = message->length,
                .ambient = message->manner->ambient && message->channel,
                .now = uv_now(bot->loop),
                .line_bytes = message->line_bytes,
                .line_count = message->manner->lines,
                .from = host ? host + 1 : NULL,
        };

        plugins_message(bot->plugins, &handed, deliver, &delivery);
        if (delivery.replied)
                latency_add(&bot->tally.latency, (double)(uv_hrtime() - begun) / 1e9);
        else
                bot->tally.kind[PLUGIN_NONE]++;
}

static void on_message(void *context, struct network *network, const struct network_message *message)
{
        struct bot *bot = context;
        struct held *held = bot->held;

        held->users++; /* a command may change it, and message is partly made of it */
        if (message->channel || !admin_hear(bot->admin, network, message))
                ask_plugins(bot, network, message);
        bot_release(held);
}

static void on_moved(void *context, struct network *network, const char *nick, const char *to)
{
        const struct bot *bot = context;

        plugins_moved(bot->plugins, network_config(network)->name, nick, to);
}

/* ---- networks ---- */

static void on_closed(void *context, struct network *network)
{
        struct bot *bot = context;

        for (struct member **at = &bot->members; *at; at = &(*at)->next) {
                struct member *member = *at;

                if (member->network != network)
                        continue;
                *at = member->next;
                network_free(network);
                bot_release(member->held);
                free(member);
                break;
        }
        if (!bot->members && bot->done)
                bot->done(bot->done_context);
}

static int add_member(struct bot *bot, const struct config_network *config)
{
        struct network_events events = {.message = on_message, .moved = on_moved, .closed = on_closed, .context = bot};
        struct member *member = calloc(1, sizeof(*member));

        if (member)
                member->network = network_open(bot->loop, config, &events);
        if (!member || !member->network) {
                log_line(LOG_ERROR, NULL, "network %s: not enough memory", config->name);
                free(member);
                return -1;
        }
        network_set_sts(member->network, bot->sts);
        member->held = bot->held;
        member->held->users++;
        member->next = bot->members;
        bot->members = member;
        return 0;
}

struct network *bot_network(struct bot *bot, const char *name)
{
        for (struct member *member = bot->members; member; member = member->next)
                if (!member->leaving && strcmp(network_config(member->network)->name, name) == 0)
                        return member->network;
        return NULL;
}

static const struct config_network *find_network(const struct config *config, const char *name)
{
        for (size_t i = 0; i < config->network_count; i++)
                if (strcmp(config->network[i].name, name) == 0)
                        return &config->network[i];
        return NULL;
}

/* May call on_closed at once: the member is not to be looked at afterwards. */
static void leave(const struct bot *bot, struct member *member)
{
        if (member->leaving)
                return;
        member->leaving = true;
        network_quit(member->network, *bot->farewell ? bot->farewell : network_config(member->network)->quit);
}

/* Brings the networks to what bot->held says. 0, or -1 when memory ran out for a new one. */
static int spread(struct bot *bot, void (*change)(struct network *network, const struct config_network *config))
{
        const struct config *config = bot->held->config;
        int status = 0;

        for (struct member *member = bot->members, *next; member; member = next) {
                const struct config_network *wanted = find_network(config, network_config(member->network)->name);
                struct held *old = member->held;

                next = member->next;
                if (member->leaving)
                        continue;
                if (!wanted) {
                        leave(bot, member);
                        continue;
                }
                change(member->network, wanted);
                member->held = bot->held;
                member->held->users++;
                bot_release(old);
        }
        for (size_t i = 0; i < config->network_count; i++)
                if (!bot_network(bot, config->network[i].name) && add_member(bot, &config->network[i]) < 0)
                        status = -1;
        return status;
}

void bot_swap(struct bot *bot, struct held *fresh,
              void (*change)(struct network *network, const struct config_network *config))
{
        struct held *old = bot->held;

        bot->held = fresh;
        spread(bot, change);
        bot_release(old); /* frees it, unless a network that leaves still needs it */
}

/* ---- the whole ---- */

static struct sts *open_sts(const struct config *config)
{
        char why[400];
        struct sts *sts = sts_open(config->state, why, sizeof why);

        if (*why)
                log_line(LOG_WARN, NULL, "which hosts want TLS: %s", why);
        return sts;
}

/* bot.cfg, with what admins have set over it if that fits. */
static struct held *open_config(struct bot *bot)
{
        struct config *config = config_open(bot->path, &bot->named, bot_report, bot);

        if (config && bot_open_runtime(bot, config))
                return bot_hold(bot_lay_over_or_drop(bot, config));
        config_close(config);
        return NULL;
}

static bool may_write(struct bot *bot)
{
        return bot_files_allow(bot->plugins, bot->held->config, bot_report, bot);
}

struct bot *bot_open(const char *path, config_report *reporter, void *context)
{
        struct bot *bot = calloc(1, sizeof(*bot));

        if (!bot)
                return NULL;
        bot->path = path;
        bot->claim = -1;
        bot->report = reporter;
        bot->report_context = context;
        bot->tally.since = time(NULL);
        bot->plugins = plugins_open(bot_report, bot);
        bot->held = bot->plugins ? open_config(bot) : NULL;
        bot->sts = bot->held ? open_sts(bot->held->config) : NULL;
        bot->admin = bot->sts ? admin_open(bot) : NULL;
        if (!bot->admin || !may_write(bot))
                goto failed;
        bot_set_log(bot->held->config);
        bot->failed = plugins_prepare(bot->plugins, bot->held->config, false);
        if (!may_write(bot)) /* over a file that only the plugins know of */
                goto failed;
        plugins_settle(bot->plugins, true);
        bot->report = NULL;
        *bot->tally.last_why = '\0';
        bot_give_back();
        return bot;
failed:
        bot_close(bot);
        return NULL;
}

void bot_count_config(const struct config *config, struct bot_counts *counts)
{
        *counts = (struct bot_counts){.networks = config->network_count};
        for (size_t i = 0; i < config->network_count; i++)
                counts->channels += config->network[i].channel_count;
}

void bot_count(const struct bot *bot, struct bot_counts *counts)
{
        bot_count_config(bot->held->config, counts);
        counts->plugins = plugins_count(bot->plugins);
        counts->failed = bot->failed;
}

int bot_start(struct bot *bot, uv_loop_t *loop)
{
        /* libuv looks names up in half of its threads: with four, two name
         * servers that hang would hold up every other network. */
        setenv("UV_THREADPOOL_SIZE", "16", 0);
        bot->loop = loop;
        bot_start_runtime(bot);
        return spread(bot, network_change) < 0 ? -1 : bot_run_start(bot);
}

void bot_on_quit(struct bot *bot, void (*quit)(void *context), void *context)
{
        bot->asked_to_quit = quit;
        bot->asked_context = context;
}

void bot_quit(struct bot *bot, void (*done)(void *context), void *context)
{
        struct member *next;

        bot_run_stop(bot);
        plugins_idle(bot->plugins, uv_now(bot->loop)); /* for who does not wait until they are closed */
        bot_stop_runtime(bot);
        for (struct member *member = bot->members; member; member = next) {
                next = member->next;
                leave(bot, member);
        }
        bot->done = done;
        bot->done_context = context;
        if (!bot->members)
                done(context);
}

void bot_close(struct bot *bot)
{
        if (!bot)
                return;
        bot_run_stop(bot);
        bot_stop_runtime(bot);
        admin_close(bot->admin);
        plugins_close(bot->plugins);
        sts_close(bot->sts);
        runtime_close(bot->runtime);
        if (bot->claim >= 0)
                close(bot->claim);
        bot_release(bot->held);
        paths_fini(&bot->named);
        paths_fini(&bot->written);
        free(bot);
}
