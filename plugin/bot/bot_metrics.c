/* bot_metrics.c - all figures, as a file for Prometheus.
 *
 * Figures only: nothing of what was asked, and nobody who did.
 */
#include <stdio.h>

#include "bot_own.h"
#include "metrics.h"

#define LABELS(...) (const char *const[]){__VA_ARGS__, NULL}

static void put_process(struct metrics *m, const struct bot *bot)
{
        metrics_family(m, "crampbot_info", "gauge", "Always 1; the bot's version is in its label.");
        metrics_value(m, "", LABELS("version", CRAMPBOT_VERSION), 1);
        metrics_family(m, "crampbot_start_time_seconds", "gauge", "When the bot started, in seconds of Unix time.");
        metrics_value(m, "", NULL, (double)bot->tally.since);
        metrics_family(m, "crampbot_resident_memory_bytes", "gauge", "Memory that the process has in use.");
        metrics_value(m, "", NULL, (double)bot_memory());
}

/* ---- networks ---- */

static double value_online(const struct network_figures *f) { return f->online_for > 0; }
static double value_channels(const struct network_figures *f) { return (double)f->in; }
static double value_wanted(const struct network_figures *f) { return (double)f->wanted; }
static double value_waiting(const struct network_figures *f) { return (double)f->waiting; }
static double value_reconnects(const struct network_figures *f) { return (double)f->reconnects; }
static double value_lag(const struct network_figures *f) { return (double)f->lag / 1000; }

/* One figure of every network. */
static const struct network_family {
        const char *name, *type, *help;
        double (*value)(const struct network_figures *figures);
} network_family[] = {
        {"crampbot_network_online", "gauge", "1 if the bot is online on the network.", value_online},
        {"crampbot_network_channels", "gauge", "Channels that the bot is in.", value_channels},
        {"crampbot_network_channels_wanted", "gauge", "Channels that bot.cfg names.", value_wanted},
        {"crampbot_network_replies_waiting", "gauge", "Replies in the flood queue.", value_waiting},
        {"crampbot_network_reconnects_total", "counter", "How often the bot came back after a lost connection.", value_reconnects},
        {"crampbot_network_lag_seconds", "gauge", "From the last PING to its PONG.", value_lag},
};

static void put_networks(struct metrics *m, const struct bot *bot)
{
        for (size_t i = 0; i < sizeof network_family / sizeof *network_family; i++) {
                const struct network_family *family = &network_family[i];

                metrics_family(m, family->name, family->type, family->help);
                for (const struct member *member = bot->members; member; member = member->next) {
                        struct network_figures figures;

                        network_figures(member->network, &figures);
                        if (!member->leaving && (family->value != value_lag || figures.lag >= 0))
                                metrics_value(m, "", LABELS("network", network_config(member->network)->name),
                                              family->value(&figures));
                }
        }
}

static void put_talk(struct metrics *m, const struct bot_tally *tally)
{
        const struct latency *latency = &tally->latency;
        uint64_t seen = 0;
        char bound[40];

        metrics_family(m, "crampbot_messages_total", "counter", "Messages heard, by what was made of them.");
        for (size_t i = 0; i < BOT_KINDS; i++)
                metrics_value(m, "", LABELS("kind", bot_kind_name[i]), (double)tally->kind[i]);
        metrics_family(m, "crampbot_replies_held_back_total", "counter", "Replies not said, by a limit or for want of room.");
        metrics_value(m, "", NULL, (double)tally->unsaid);
        metrics_family(m, "crampbot_reply_seconds", "histogram", "From hearing a question to having the reply queued.");
        for (size_t i = 0; i < LATENCY_BUCKETS; i++) {
                seen += latency->bucket[i];
                snprintf(bound, sizeof bound, "%.6g", latency_bound(i));
                if (i % LATENCY_OCTAVE == 0)
                        metrics_value(m, "_bucket", LABELS("le", bound), (double)seen);
        }
        metrics_value(m, "_bucket", LABELS("le", "+Inf"), (double)latency->count);
        metrics_value(m, "_sum", NULL, latency->sum);
        metrics_value(m, "_count", NULL, (double)latency->count);
}

static void put_reloads(struct metrics *m, const struct bot_tally *tally)
{
        metrics_family(m, "crampbot_reloads_total", "counter", "Reloads of bot.cfg and what it names.");
        metrics_value(m, "", LABELS("result", "taken_over"), (double)tally->reloaded);
        metrics_value(m, "", LABELS("result", "refused"), (double)tally->refused);
        metrics_family(m, "crampbot_last_reload_success", "gauge", "0 if the last reload was refused.");
        metrics_value(m, "", NULL, !*tally->last_why);
        metrics_family(m, "crampbot_last_reload_time_seconds", "gauge", "When the last reload was; 0 if there was none.");
        metrics_value(m, "", NULL, (double)tally->last_reload);
}

static void put_figure(void *context, const char *plugin, const char *name, double value)
{
        metrics_value(context, "", LABELS("plugin", plugin, "figure", name), value);
}

static void put_version(void *context, const char *plugin, const char *version, const char *edition)
{
        metrics_value(context, "", LABELS("plugin", plugin, "version", version, "files", edition), 1);
}

bool bot_metrics(struct bot *bot, const char *path, char *why, size_t cap)
{
        struct metrics *m = metrics_begin(path, why, cap);

        if (!m)
                return false;
        put_process(m, bot);
        put_networks(m, bot);
        put_talk(m, &bot->tally);
        put_reloads(m, &bot->tally);
        metrics_family(m, "crampbot_plugin_info", "gauge", "Always 1; the plugin's version and its files' are in labels.");
        plugins_versions(bot->plugins, put_version, m);
        metrics_family(m, "crampbot_plugin", "gauge", "Figures of a plugin's own.");
        plugins_figures(bot->plugins, put_figure, m);
        return metrics_end(m, why, cap);
}
