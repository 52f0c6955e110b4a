/* learning.c - a host's side of plugin/cramp_faq_*.c.
 *
 * Those take their plugin and its messages in the form of plugin.h; here is one with
 * nothing in it but what they look at. It refuses to know what they do with it.
 */
#include "learning.h"

#include <stdlib.h>
#include <string.h>

#include "../cramp_faq.h"

struct learning {
        struct faq_plugin plugin;
        struct plugin_host services;
        struct answer_host_events owner;
};

static void on_log(void *context, enum plugin_level level, const char *line)
{
        const struct learning *l = context;

        if (level == PLUGIN_ERROR || level == PLUGIN_WARN)
                l->owner.tell(l->owner.context, line);
}

static void *open_learning(const struct answer_host_events *owner)
{
        struct learning *l = calloc(1, sizeof *l);

        if (!l)
                return NULL;
        l->owner = *owner;
        l->services = (struct plugin_host){.size = sizeof l->services, .abi = PLUGIN_ABI, .context = l, .log = on_log};
        l->plugin.host = &l->services;
        l->plugin.now.settings = (struct settings){
                .inbox_keep = SETTINGS_INBOX_KEEP, .inbox_show_from = SETTINGS_INBOX_SHOW_FROM,
                .inbox_rows = SETTINGS_INBOX_ROWS,
        };
        return l;
}

static void keep_in(void *state, const char *file)
{
        struct learning *l = state;
        struct settings before = l->plugin.now.settings;

        l->plugin.now.settings.inbox = *file ? strdup(file) : NULL;
        faq_inbox_change(&l->plugin, &before);
        free(before.inbox);
}

static void close_learning(void *state)
{
        if (!state)
                return;
        keep_in(state, "");
        free(state);
}

static void heard(void *state, const struct answer_host_message *m, const struct answer_reply *reply)
{
        struct learning *l = state;

        faq_learn(&l->plugin, &(struct plugin_message){
                .size = sizeof(struct plugin_message), .nick = m->nick, .account = m->account, .self = m->self,
                .now = m->now,
        }, reply);
}

static void idle(void *state, uint64_t now)
{
        faq_idle(&((struct learning *)state)->plugin, now);
}

static void command(void *state, struct answer *answer, const char *name, const char *rest,
                    void (*line)(void *context, const char *text), void *context)
{
        struct learning *l = state;

        l->plugin.now.answer = answer;
        faq_command(&l->plugin, &(struct plugin_order){
                .size = sizeof(struct plugin_order), .name = name, .arguments = rest, .admin = true, .network = "",
        }, line, context);
        l->plugin.now.answer = NULL;
}

const struct answer_host_learning answer_learning = {
        .size = sizeof answer_learning, .open = open_learning, .close = close_learning, .keep_in = keep_in,
        .heard = heard, .idle = idle, .command = command,
};
