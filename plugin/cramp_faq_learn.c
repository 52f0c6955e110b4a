/* cramp_faq_learn.c - keeps what found no answer, and what people say of answers.
 *
 *   question --clean_words--> asked[number % ASKED] --if it found no answer--> inbox
 *   "wrong"  --number-------> asked[number % ASKED] -------------------------> inbox
 *
 * Who asked is needed to take their name out of their words, and goes no further.
 */
#include "cramp_faq.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void on_tell(void *context, enum inbox_level level, const char *line)
{
        static const enum plugin_level levels[] = {
                [INBOX_ERROR] = PLUGIN_ERROR, [INBOX_WARN] = PLUGIN_WARN, [INBOX_INFO] = PLUGIN_INFO,
        };
        const struct plugin_host *host = context;

        host->log(host->context, levels[level], line);
}

void faq_inbox_open(struct faq_plugin *plugin)
{
        const struct settings *settings = &plugin->now.settings;
        const struct inbox_options options = {
                .file = settings->inbox, .keep = settings->inbox_keep, .rows = settings->inbox_rows,
                .tell = on_tell, .context = (void *)plugin->host,
        };

        if (!settings->inbox)
                return;
        plugin->inbox = inbox_open(&options);
        if (!plugin->inbox)
                faq_log(plugin->host, PLUGIN_ERROR, "not enough memory for the inbox: no questions are kept");
}

/* Where bot.cfg names no file, it is in the folder `state`, of which the bot tells by itself. */
void faq_inbox_try(const struct faq_plugin *plugin, const config_setting_t *group)
{
        const config_setting_t *inbox = config_setting_get_member(group, "inbox");
        const config_setting_t *at = inbox && config_setting_is_group(inbox) ? config_setting_get_member(inbox, "file") : NULL;
        const char *path = plugin->now.settings.inbox, *file = config_setting_source_file(at ? at : group);
        char why[256], what[700];

        if (!path || (!at && access(path, F_OK) < 0) || inbox_try(path, why, sizeof why))
                return;
        snprintf(what, sizeof what, "inbox: no questions can be kept in %.300s: %s; another file would be right", path, why);
        plugin->host->report(plugin->host->context, file ? file : "bot.cfg", config_setting_source_line(at ? at : group),
                             PLUGIN_WARN, what);
}

void faq_inbox_change(struct faq_plugin *plugin, const struct settings *before)
{
        const struct settings *now = &plugin->now.settings;
        bool same = before->inbox && now->inbox ? strcmp(before->inbox, now->inbox) == 0
                                                : !before->inbox && !now->inbox;

        if (same && before->inbox_keep == now->inbox_keep && before->inbox_rows == now->inbox_rows)
                return;
        inbox_close(plugin->inbox, faq_today());
        plugin->inbox = NULL;
        faq_inbox_open(plugin);
}

/* false: it got an answer, or was no question. */
static bool found_nothing(enum answer_kind kind, enum inbox_kind *as)
{
        switch (kind) {
        case ANSWER_UNKNOWN: *as = INBOX_UNKNOWN; return true;
        case ANSWER_UNCOVERED: *as = INBOX_UNCOVERED; return true;
        case ANSWER_UNSURE: *as = INBOX_UNSURE; return true;
        case ANSWER_NONE:
        case ANSWER_ANSWER:
        case ANSWER_URGENT: break;
        }
        return false;
}

static void learn_question(struct faq_plugin *plugin, const struct plugin_message *message,
                           const struct answer_reply *reply)
{
        const struct clean_names names = {message->nick, message->account, message->self};
        struct asked *asked = &plugin->asked[reply->number % ASKED];
        struct inbox_note note = {.words = asked->words};

        asked->number = reply->number;
        asked->at = message->now;
        clean_words(asked->words, reply->question, reply->question_length, &names);
        asked->noted = found_nothing(reply->kind, &note.kind);
        if (!asked->noted)
                return;
        for (size_t i = 0; i < INBOX_BEST && i < reply->nearest_count; i++)
                note.best[i] = reply->nearest[i];
        inbox_note(plugin->inbox, &note, faq_today());
}

static void learn_vote(struct faq_plugin *plugin, const struct answer_reply *reply)
{
        const struct asked *asked = &plugin->asked[reply->voted % ASKED];

        inbox_vote(plugin->inbox, reply->voted_id, reply->vote == ANSWER_THANKS, faq_today());
        if (reply->vote == ANSWER_WRONG && asked->number == reply->voted)
                inbox_note(plugin->inbox, &(struct inbox_note){
                        .kind = INBOX_WRONG, .words = asked->words, .given = reply->voted_id,
                        .again = asked->noted,
                }, faq_today());
}

void faq_learn(struct faq_plugin *plugin, const struct plugin_message *message, const struct answer_reply *reply)
{
        plugin->kinds[reply->kind]++;
        plugin->thanks += reply->vote == ANSWER_THANKS;
        plugin->wrongs += reply->vote == ANSWER_WRONG;
        if (plugin->inbox && reply->number)
                learn_question(plugin, message, reply);
        else if (plugin->inbox && reply->vote)
                learn_vote(plugin, reply);
}

void faq_idle(void *state, uint64_t now)
{
        struct faq_plugin *plugin = state;

        for (size_t i = 0; i < ASKED; i++)
                if (plugin->asked[i].number && now > plugin->asked[i].at && now - plugin->asked[i].at > ASKED_MS)
                        memset(&plugin->asked[i], 0, sizeof plugin->asked[i]);
        if (plugin->inbox)
                inbox_idle(plugin->inbox, now, faq_today());
}
