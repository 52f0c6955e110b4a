/* cramp_faq.c - the plugin: plugin.h on one side, answer/ on the other.
 *
 * It translates and nothing else. It refuses to know how a question is
 * answered, and how a line gets to the network.
 */
#include "cramp_faq.h"
#include "way.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_SECONDS 86400

int64_t faq_today(void)
{
        return (int64_t)time(NULL) / DAY_SECONDS;
}

uint64_t faq_clock(void)
{
        struct timespec now = { 0, 0 };

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void faq_log(const struct plugin_host *host, enum plugin_level level, const char *format, ...)
{
        char line[1024];
        va_list list;

        va_start(list, format);
        vsnprintf(line, sizeof line, format, list);
        va_end(list);
        host->log(host->context, level, line);
}

static void on_report(void *context, const char *file, unsigned line,
                      enum answer_severity severity, const char *what)
{
        const struct plugin_host *host = context;

        host->report(host->context, file, line,
                     severity == ANSWER_ERROR ? PLUGIN_ERROR : PLUGIN_WARN, what);
}

static void on_file(void *context, const char *path)
{
        const struct plugin_host *host = context;

        host->uses_file(host->context, path);
}

static void drop(struct faq *faq)
{
        answer_close(faq->answer);
        settings_free(&faq->settings);
        memset(faq, 0, sizeof *faq);
}

/* Builds a FAQ as settings ask for it. 0, or -1 with one line in why and nothing to drop. */
static int build(struct faq *out, const struct plugin_host *host, const config_setting_t *group, char *why,
                 size_t cap)
{
        struct answer_options options = { .size = sizeof options, .report = on_report,
                                          .uses_file = on_file, .context = (void *)host,
                                          .doubts = host->thorough };
        uint64_t begun = faq_clock();

        memset(out, 0, sizeof *out);
        if (settings_read(&out->settings, group, on_report, (void *)host, why, cap) < 0)
                return -1;
        if (out->settings.inbox && host->size >= offsetof(struct plugin_host, writes_file) + sizeof host->writes_file &&
            host->writes_file)
                host->writes_file(host->context, out->settings.inbox);
        settings_apply(&out->settings, &options);
        out->answer = answer_open(&options, why, cap);
        if (!out->answer) {
                drop(out);
                return -1;
        }
        out->since = faq_clock();
        out->load_ms = (double)(out->since - begun);
        return 0;
}

/* What the plugin needs; what has been added to the struct since may be missing. */
static bool host_is_complete(const struct plugin_host *host)
{
        return host && host->abi == PLUGIN_ABI &&
               host->size >= offsetof(struct plugin_host, uses_file) + sizeof host->uses_file && host->log &&
               host->report && host->uses_file;
}

static int faq_open(const struct plugin_host *host, const config_setting_t *settings, void **state,
                    char *why, size_t cap)
{
        struct faq_plugin *plugin;

        *state = NULL;
        if (!host_is_complete(host)) {
                snprintf(why, cap, "this bot does not offer what the plugin needs (abi %d)", PLUGIN_ABI);
                return -1;
        }
        plugin = calloc(1, sizeof *plugin);
        if (!plugin) {
                snprintf(why, cap, "no memory");
                return -1;
        }
        plugin->host = host;
        if (build(&plugin->now, host, settings, why, cap) < 0) {
                free(plugin);
                return -1;
        }
        faq_try(host, &plugin->now);
        if (host->thorough)
                faq_inbox_try(plugin, settings);
        faq_inbox_open(plugin);
        *state = plugin;
        return 0;
}

struct listener {
        struct faq_plugin *plugin;
        const struct plugin_message *message;
        plugin_say *say;
        void *context;
};

static enum plugin_kind kind_of(enum answer_kind kind)
{
        switch (kind) {
        case ANSWER_URGENT: return PLUGIN_URGENT;
        case ANSWER_ANSWER: return PLUGIN_ANSWER;
        case ANSWER_UNSURE: return PLUGIN_UNSURE;
        case ANSWER_UNCOVERED: return PLUGIN_UNCOVERED;
        case ANSWER_UNKNOWN: return PLUGIN_UNKNOWN;
        case ANSWER_NONE: break;
        }
        return PLUGIN_NONE;
}

static void on_reply(void *context, const struct answer_reply *reply)
{
        const struct listener *to = context;
        struct plugin_reply out = {
                .size = sizeof out,
                .kind = kind_of(reply->kind),
                .id = reply->id,
                .confidence = reply->confidence,
                .lines = reply->lines,
                .count = reply->count,
        };

        if (out.kind != PLUGIN_NONE && out.count > 0)
                to->say(to->context, &out);
        faq_learn(to->plugin, to->message, reply);
}

static void faq_message(void *state, const struct plugin_message *message, plugin_say *say,
                        void *context)
{
        struct faq_plugin *plugin = state;
        struct listener listener = { plugin, message, say, context };
        struct answer_message in = {
                .size = sizeof in,
                .network = message->network,
                .channel = message->channel,
                .nick = message->nick,
                .account = message->account,
                .self = message->self,
                .prefix = message->prefix,
                .text = message->text,
                .length = message->length,
                .ambient = message->ambient,
                .now = message->now,
                .line_bytes = message->line_bytes,
                .line_count = message->line_count,
                .from = message->size >= offsetof(struct plugin_message, from) + sizeof message->from ?
                        message->from : NULL,
        };

        way_fetch(message->now - plugin->heard_at);
        plugin->heard_at = message->now;
        answer_ask(plugin->now.answer, &in, on_reply, &listener);
}

static void faq_moved(void *state, const char *network, const char *nick, const char *to)
{
        struct faq_plugin *plugin = state;

        answer_moved(plugin->now.answer, network, nick, to);
}

static int faq_reload(void *state, const config_setting_t *settings, char *why, size_t cap)
{
        struct faq_plugin *plugin = state;

        drop(&plugin->next);
        if (build(&plugin->next, plugin->host, settings, why, cap) == 0 && faq_compare(plugin, why, cap) == 0)
                return 0;
        drop(&plugin->next);
        return -1;
}

static void faq_settle(void *state, bool keep)
{
        struct faq_plugin *plugin = state;
        struct faq before = plugin->now;

        if (!plugin->next.answer || !keep) {
                drop(&plugin->next);
                return;
        }
        plugin->now = plugin->next;
        memset(&plugin->next, 0, sizeof plugin->next);
        answer_adopt(plugin->now.answer, before.answer);
        faq_inbox_change(plugin, &before.settings);
        settings_free(&before.settings);
}

static void faq_close(void *state)
{
        struct faq_plugin *plugin = state;

        if (!plugin)
                return;
        inbox_close(plugin->inbox, faq_today());
        drop(&plugin->next);
        drop(&plugin->now);
        free(plugin);
}

extern const struct plugin PLUGIN_SYMBOL;

__attribute__((visibility("default")))
const struct plugin PLUGIN_SYMBOL = {
        .abi = PLUGIN_ABI,
        .size = sizeof(struct plugin),
        .name = "cramp_faq",
        .version = CRAMPBOT_VERSION,
        .open = faq_open,
        .message = faq_message,
        .reload = faq_reload,
        .settle = faq_settle,
        .close = faq_close,
        .commands = faq_commands,
        .command_count = FAQ_COMMANDS,
        .command = faq_command,
        .idle = faq_idle,
        .figures = faq_figures,
        .moved = faq_moved,
};
