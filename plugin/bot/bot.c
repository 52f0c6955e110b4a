/* bot.c - between the networks and the plugins, and the reload of both.
 *
 * It refuses to know what is talked about: a message goes through as it came,
 * the strongest reply goes back, and neither is looked at, kept or logged. Of
 * an answer the log gets its kind and id, never who asked, where or what.
 */
#include "bot.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "network.h"
#include "plugins.h"
#include "sts.h"

#define WHERE_MAX 64

/* A configuration, kept for as long as the bot or a network looks at it. */
struct held {
        struct config *config;
        size_t users;
};

struct member {
        struct network *network;
        struct held *held;
        bool leaving;
        struct member *next;
};

struct bot {
        const char *path;
        config_report *report; /* NULL: to the log */
        void *report_context;
        config_report *also; /* during a reload: hears of mistakes too; or NULL */
        void *also_context;
        size_t failed;
        uv_loop_t *loop;
        struct held *held;
        struct plugins *plugins;
        struct sts *sts;
        struct member *members;
        void (*done)(void *context);
        void *done_context;
};

struct delivery {
        struct bot *bot;
        struct network *network;
        const struct network_message *to;
};

static const char *const kind_name[] = {
        [PLUGIN_NONE] = "none",     [PLUGIN_UNKNOWN] = "unknown", [PLUGIN_UNCOVERED] = "uncovered",
        [PLUGIN_UNSURE] = "unsure", [PLUGIN_ANSWER] = "answer",   [PLUGIN_URGENT] = "urgent",
};

static void report(void *context, const char *file, unsigned line, const char *what)
{
        const struct bot *bot = context;

        if (bot->also)
                bot->also(bot->also_context, file, line, what);
        if (bot->report)
                bot->report(bot->report_context, file, line, what);
        else if (line)
                log_line(LOG_ERROR, NULL, "%s:%u: %s", file, line, what);
        else
                log_line(LOG_ERROR, NULL, "%s: %s", file, what);
}

static struct held *hold(struct config *config)
{
        struct held *held = config ? malloc(sizeof(*held)) : NULL;

        if (held)
                *held = (struct held){.config = config, .users = 1};
        else
                config_close(config);
        return held;
}

static void release(struct held *held)
{
        if (held && --held->users == 0) {
                config_close(held->config);
                free(held);
        }
}

/* Loading needs more than what is loaded; the rest goes back to the system. */
static void give_back(void)
{
#ifdef __GLIBC__
        malloc_trim(0);
#endif
}

/* ---- messages ---- */

static void deliver(void *context, const struct plugin_reply *reply)
{
        const struct delivery *delivery = context;
        const char *plugin = plugins_speaker(delivery->bot->plugins);
        char where[WHERE_MAX], id[200], key[200];
        bool queued;

        /* What may well be said twice in a row: a choice, a "what I can be asked". */
        bool alike = (reply->kind == PLUGIN_ANSWER || reply->kind == PLUGIN_UNCOVERED) && *reply->id;

        snprintf(key, sizeof key, "%s %s %s", plugin, kind_name[reply->kind], reply->id);
        queued = network_reply(delivery->network, delivery->to, reply->kind == PLUGIN_URGENT, alike ? key : NULL,
                               reply->lines, reply->count);
        snprintf(where, sizeof where, "network=%s", delivery->to->network);
        log_line(LOG_DEBUG, where, "%s kind=%s id=\"%s\" plugin=%s", queued ? "answered" : "not answered",
                 kind_name[reply->kind], log_quote(id, sizeof id, reply->id), plugin);
}

static void on_message(void *context, struct network *network, const struct network_message *message)
{
        struct bot *bot = context;
        struct delivery delivery = {.bot = bot, .network = network, .to = message};
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
        };

        plugins_message(bot->plugins, &handed, deliver, &delivery);
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
                release(member->held);
                free(member);
                break;
        }
        if (!bot->members && bot->done)
                bot->done(bot->done_context);
}

static int add_member(struct bot *bot, const struct config_network *config)
{
        struct network_events events = {.message = on_message, .closed = on_closed, .context = bot};
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

static struct member *find_member(struct bot *bot, const char *name)
{
        for (struct member *member = bot->members; member; member = member->next)
                if (!member->leaving && strcmp(network_config(member->network)->name, name) == 0)
                        return member;
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
static void leave(struct member *member)
{
        if (member->leaving)
                return;
        member->leaving = true;
        network_quit(member->network, network_config(member->network)->quit);
}

/* Brings the networks to what bot->held says. */
static int spread(struct bot *bot)
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
                        leave(member);
                        continue;
                }
                network_change(member->network, wanted);
                member->held = bot->held;
                member->held->users++;
                release(old);
        }
        for (size_t i = 0; i < config->network_count; i++)
                if (!find_member(bot, config->network[i].name) && add_member(bot, &config->network[i]) < 0)
                        status = -1;
        return status;
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

/* Another folder in bot.cfg. */
static void move_sts(struct bot *bot)
{
        char why[400];

        if (!sts_move(bot->sts, bot->held->config->state, why, sizeof why))
                log_line(LOG_WARN, NULL, "which hosts want TLS: %s", why);
}

struct bot *bot_open(const char *path, config_report *reporter, void *context)
{
        struct bot *bot = calloc(1, sizeof(*bot));

        if (!bot)
                return NULL;
        bot->path = path;
        bot->report = reporter;
        bot->report_context = context;
        bot->plugins = plugins_open(report, bot);
        bot->held = bot->plugins ? hold(config_open(path, report, bot)) : NULL;
        bot->sts = bot->held ? open_sts(bot->held->config) : NULL;
        if (!bot->sts) {
                release(bot->held);
                plugins_close(bot->plugins);
                free(bot);
                return NULL;
        }
        log_set_level(bot->held->config->log_level);
        bot->failed = plugins_prepare(bot->plugins, bot->held->config, false);
        plugins_settle(bot->plugins, true);
        bot->report = NULL;
        give_back();
        return bot;
}

void bot_count(const struct bot *bot, struct bot_counts *counts)
{
        const struct config *config = bot->held->config;

        *counts = (struct bot_counts){
                .networks = config->network_count,
                .plugins = plugins_count(bot->plugins),
                .failed = bot->failed,
        };
        for (size_t i = 0; i < config->network_count; i++)
                counts->channels += config->network[i].channel_count;
}

int bot_start(struct bot *bot, uv_loop_t *loop)
{
        /* libuv looks names up in half of its threads: with four, two name
         * servers that hang would hold up every other network. */
        setenv("UV_THREADPOOL_SIZE", "16", 0);
        bot->loop = loop;
        return spread(bot);
}

/* All that bot.cfg asks for, built beside what is in use. NULL: there are mistakes. */
static struct held *prepare(struct bot *bot, bool forced)
{
        struct held *fresh = hold(config_open(bot->path, report, bot));

        if (fresh && plugins_prepare(bot->plugins, fresh->config, forced) > 0) {
                plugins_settle(bot->plugins, false);
                release(fresh);
                fresh = NULL;
        }
        return fresh;
}

bool bot_reload(struct bot *bot, bool forced, config_report *also, void *context)
{
        struct held *fresh, *old = bot->held;

        bot->also = also;
        bot->also_context = context;
        fresh = prepare(bot, forced);
        bot->also = NULL;
        if (!fresh) {
                give_back();
                log_line(LOG_ERROR, NULL, "%s was not reloaded: the old one stays in use", bot->path);
                return false;
        }
        plugins_settle(bot->plugins, true);
        bot->failed = 0;
        bot->held = fresh;
        log_set_level(fresh->config->log_level);
        move_sts(bot);
        spread(bot);
        release(old); /* frees it, unless a network that leaves still needs it */
        give_back();
        log_line(LOG_INFO, NULL, "%s was reloaded", bot->path);
        return true;
}

void bot_status(struct bot *bot, bot_print *print, void *context)
{
        for (const struct member *member = bot->members; member; member = member->next) {
                char line[200];

                snprintf(line, sizeof line, "network %s: %s", network_config(member->network)->name,
                         network_state(member->network));
                print(context, line);
        }
}

void bot_tell_admins(struct bot *bot, const char *line)
{
        (void)bot;
        (void)line;
}

void bot_quit(struct bot *bot, void (*done)(void *context), void *context)
{
        struct member *next;

        for (struct member *member = bot->members; member; member = next) {
                next = member->next;
                leave(member);
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
        plugins_close(bot->plugins);
        sts_close(bot->sts);
        release(bot->held);
        free(bot);
}
