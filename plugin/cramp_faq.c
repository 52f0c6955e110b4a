/* cramp_faq.c - the plugin: plugin.h on one side, answer/ on the other.
 *
 * It translates and nothing else. It refuses to know how a question is
 * answered, and how a line gets to the network.
 */
#include "plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/answer.h"
#include "answer/settings.h"

#ifndef CRAMPBOT_VERSION
#define CRAMPBOT_VERSION "1.0"
#endif

struct faq_plugin {
        const struct plugin_host *host;
        struct answer *current;
        struct answer *next;     /* built by reload, until settle */
};

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

/* Builds a FAQ as settings ask for it. NULL with one line in why. */
static struct answer *build(const struct plugin_host *host, const config_setting_t *group, char *why,
                            size_t cap)
{
        struct answer_options options = { .size = sizeof options, .report = on_report,
                                          .uses_file = on_file, .context = (void *)host, .doubts = host->thorough };
        struct settings settings;
        struct answer *answer;

        if (settings_read(&settings, group, on_report, (void *)host, why, cap) < 0)
                return NULL;
        settings_apply(&settings, &options);
        answer = answer_open(&options, why, cap);
        settings_free(&settings);
        return answer;
}

static bool host_is_complete(const struct plugin_host *host)
{
        return host && host->abi == PLUGIN_ABI && host->size >= sizeof *host && host->log &&
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
        plugin->current = build(host, settings, why, cap);
        if (!plugin->current) {
                free(plugin);
                return -1;
        }
        *state = plugin;
        return 0;
}

struct listener {
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
}

static void faq_message(void *state, const struct plugin_message *message, plugin_say *say,
                        void *context)
{
        struct faq_plugin *plugin = state;
        struct listener listener = { say, context };
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
        };

        answer_ask(plugin->current, &in, on_reply, &listener);
}

static int faq_reload(void *state, const config_setting_t *settings, char *why, size_t cap)
{
        struct faq_plugin *plugin = state;
        struct answer *next = build(plugin->host, settings, why, cap);

        if (!next)
                return -1;
        if (plugin->next)
                answer_close(plugin->next);
        plugin->next = next;
        return 0;
}

static void faq_settle(void *state, bool keep)
{
        struct faq_plugin *plugin = state;

        if (plugin->next && keep) {
                answer_adopt(plugin->next, plugin->current);
                plugin->current = plugin->next;
        } else if (plugin->next) {
                answer_close(plugin->next);
        }
        plugin->next = NULL;
}

static void faq_close(void *state)
{
        struct faq_plugin *plugin = state;

        if (!plugin)
                return;
        if (plugin->next)
                answer_close(plugin->next);
        answer_close(plugin->current);
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
};
