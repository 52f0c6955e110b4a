/* cramp_faq_reload.c - a new FAQ answers what is known before it goes live.
 *
 * What is asked are the golden questions of its articles and those that wait in the
 * inbox; golden.h says what is worse. It takes no longer than COMPARE_MS.
 */
#include "cramp_faq.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/golden.h"

#define COMPARE_MS 250 /* people wait meanwhile */
#define STORED_MAX 500 /* the most asked first */
#define REPORTED 20    /* of the worse answers; an admin may read them on IRC */

struct stored {
        struct golden_stored list[STORED_MAX];
        size_t count;
};

struct comparing {
        const struct plugin_host *host;
        enum plugin_level level; /* of what is worse */
        const char *inbox;
        uint64_t until;
        size_t reported;
};

static void on_result(void *context, const struct golden_result *r)
{
        struct comparing *c = context;
        char before[100], now[100], what[600];
        bool worse = r->verdict == GOLDEN_WORSE;

        if ((!worse && r->verdict != GOLDEN_FAILS) || c->reported++ >= REPORTED)
                return;
        golden_text(&r->now, now, sizeof now);
        if (worse)
                snprintf(what, sizeof what, "\"%.240s\" got %s and would now get %s", r->question,
                         golden_text(&r->before, before, sizeof before), now);
        else
                snprintf(what, sizeof what, "\"%.240s\" should get %.100s and gets %s", r->question, r->expected, now);
        c->host->report(c->host->context, r->file ? r->file : c->inbox, r->line, worse ? c->level : PLUGIN_WARN, what);
}

static void on_mistake(void *context, const char *file, unsigned line, enum answer_severity severity,
                       const char *what)
{
        struct comparing *c = context;

        c->host->report(c->host->context, file, line, severity == ANSWER_ERROR ? c->level : PLUGIN_WARN, what);
}

static bool go_on(void *context)
{
        const struct comparing *c = context;

        return faq_clock() < c->until;
}

static bool is_forced(const struct plugin_host *host)
{
        return host->size >= offsetof(struct plugin_host, forced) + sizeof host->forced && host->forced;
}

static void on_stored(void *context, const struct inbox_question *question)
{
        struct stored *stored = context;
        char *copy = stored->count < STORED_MAX ? strdup(question->words) : NULL;

        if (copy)
                stored->list[stored->count++] = (struct golden_stored){copy, question->wrong > 0};
}

static void read_stored(struct faq_plugin *plugin, struct stored *stored)
{
        const struct inbox_wanted wanted = {.most = STORED_MAX};
        char why[256];

        stored->count = 0;
        if (plugin->inbox) /* what is wrong with it, the inbox says in the log */
                inbox_list(plugin->inbox, &wanted, on_stored, stored, why, sizeof why);
}

static void free_stored(struct stored *stored)
{
        while (stored->count)
                free((char *)stored->list[--stored->count].question);
}

void faq_try(const struct plugin_host *host, struct faq *faq)
{
        struct comparing comparing = {.host = host, .level = PLUGIN_WARN, .until = faq_clock() + COMPARE_MS};
        struct golden_run run = {.now = faq->answer, .each = on_result, .report = on_mistake, .go_on = go_on,
                                 .context = &comparing};

        golden_run(&run);
        faq->golden = run.golden;
        faq->failing = run.fails;
}

int faq_compare(struct faq_plugin *plugin, char *why, size_t cap)
{
        bool forced = is_forced(plugin->host);
        struct comparing comparing = {.host = plugin->host, .level = forced ? PLUGIN_WARN : PLUGIN_ERROR,
                                      .inbox = plugin->now.settings.inbox, .until = faq_clock() + COMPARE_MS};
        struct golden_run run = {.before = plugin->now.answer, .now = plugin->next.answer, .each = on_result,
                                 .report = on_mistake, .go_on = go_on, .context = &comparing};
        struct stored stored;

        read_stored(plugin, &stored);
        run.stored = stored.list;
        run.stored_count = stored.count;
        golden_run(&run);
        free_stored(&stored);
        plugin->next.golden = run.golden;
        plugin->next.failing = run.fails + run.worse;
        if (run.skipped)
                faq_log(plugin->host, PLUGIN_INFO, "%zu known questions were not asked before the reload: it took too "
                        "long", run.skipped);
        if (forced || (!run.worse && !run.mistakes))
                return 0;
        if (run.worse)
                snprintf(why, cap, "%zu answers would be worse than before; a forced reload takes it all the same",
                         run.worse);
        else
                snprintf(why, cap, "mistakes in the golden questions");
        return -1;
}
