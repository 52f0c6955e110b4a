/* cramp_faq_order.c - the plugin's commands for those who run the bot, and its figures.
 *
 * Who may command is the host's to know. Operators of a channel see a question word for
 * word only if it was asked on `show_from` different days.
 */
#include "cramp_faq.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/cluster.h"

#define SHOWN 10
#define SHOWN_MAX 50
#define LOOKED_AT 500 /* of the questions in the inbox, the most asked */
#define VOTED_SHOWN 10

struct out {
        plugin_print *print;
        void *context;
};

__attribute__((format(printf, 2, 3)))
static void say(const struct out *out, const char *format, ...)
{
        char line[1024];
        va_list list;

        va_start(list, format);
        vsnprintf(line, sizeof line, format, list);
        va_end(list);
        out->print(out->context, line);
}

/* A number from 1 on; 0: it is none. */
static size_t number(const char *text, size_t most)
{
        char *end;
        unsigned long long value = strtoull(text, &end, 10);

        return *text >= '0' && *text <= '9' && !*end && value >= 1 && value <= most ? (size_t)value : 0;
}

/* -- unanswered -------------------------------------------------------------- */

struct row {
        int64_t id, count, days, wrong, last;
        enum inbox_kind kind;
        char words[CLEAN_BYTES], given[INBOX_ID_BYTES], best[128];
};

struct rows {
        size_t count;
        struct row row[LOOKED_AT];
        const char *words[LOOKED_AT];
        size_t leader[LOOKED_AT];
};

static void on_question(void *context, const struct inbox_question *q)
{
        struct rows *rows = context;
        struct row *row = &rows->row[rows->count];

        if (rows->count == LOOKED_AT)
                return;
        *row = (struct row){.id = q->id, .count = q->count, .days = q->days, .wrong = q->wrong, .last = q->last,
                            .kind = q->kind};
        snprintf(row->words, sizeof row->words, "%s", q->words);
        snprintf(row->given, sizeof row->given, "%s", q->given);
        snprintf(row->best, sizeof row->best, "%s", q->best);
        rows->words[rows->count++] = row->words;
}

/* One group: the question asked most, and how often the others of its group were. */
static void print_group(const struct out *out, const struct rows *rows, size_t lead)
{
        const struct row *row = &rows->row[lead];
        int64_t count = 0, others = 0;
        char day[INBOX_DATE_BYTES], times[INBOX_TIMES_BYTES], like[60] = "", wrong[120] = "", best[160] = "";

        for (size_t i = lead; i < rows->count; i++)
                if (rows->leader[i] == lead) {
                        count += rows->row[i].count;
                        others += i != lead;
                }
        if (others)
                snprintf(like, sizeof like, ", with %" PRId64 " like it", others);
        if (row->wrong)
                snprintf(wrong, sizeof wrong, ", %" PRId64 " said that %s was wrong", row->wrong,
                         *row->given ? row->given : "the choice");
        if (*row->best)
                snprintf(best, sizeof best, ", nearest: %s", row->best);
        say(out, "%" PRId64 ": \"%s\" (%s%s, last %s, %s%s%s)", row->id, row->words,
            inbox_times(count, times), like, inbox_date(row->last, day), inbox_kind_name(row->kind), wrong, best);
}

static int print_rows(struct faq_plugin *plugin, struct rows *rows, size_t most, int64_t days_least,
                      const struct out *out)
{
        size_t groups = 0, shown = 0;

        if (cluster(plugin->now.answer, rows->words, rows->count, rows->leader) < 0) {
                say(out, "There is not enough memory for that.");
                return -1;
        }
        for (size_t i = 0; i < rows->count; i++)
                groups += rows->leader[i] == i;
        if (!rows->count)
                say(out, days_least ? "Nothing has gone unanswered on %" PRId64 " different days or more."
                                    : "Nothing has gone unanswered.", days_least);
        for (size_t i = 0; i < rows->count && shown < most; i++)
                if (rows->leader[i] == i) {
                        print_group(out, rows, i);
                        shown++;
                }
        if (groups > shown && shown == SHOWN_MAX)
                say(out, "... and %zu more in the inbox.", groups - shown);
        else if (groups > shown)
                say(out, "... and %zu more; unanswered %zu shows more of them.", groups - shown,
                    2 * shown < SHOWN_MAX ? 2 * shown : SHOWN_MAX);
        return 0;
}

static int unanswered(struct faq_plugin *plugin, const struct plugin_order *order, const struct out *out)
{
        struct inbox_wanted wanted = {.days_least = order->admin ? 0 : plugin->now.settings.inbox_show_from,
                                      .most = LOOKED_AT};
        size_t most = *order->arguments ? number(order->arguments, SHOWN_MAX) : SHOWN;
        struct inbox_figures figures;
        struct rows *rows;
        char why[256] = "";
        int status = -1;

        if (!most) {
                say(out, "unanswered [N]: N is a number from 1 to %d.", SHOWN_MAX);
                return -1;
        }
        if (!plugin->inbox) {
                say(out, "Questions without an answer are not kept: inbox is off in bot.cfg.");
                return -1;
        }
        rows = calloc(1, sizeof *rows);
        inbox_flush(plugin->inbox, faq_today(), why, sizeof why);
        if (rows && inbox_list(plugin->inbox, &wanted, on_question, rows, why, sizeof why))
                status = print_rows(plugin, rows, most, wanted.days_least, out);
        else
                say(out, "The inbox cannot be read: %s", rows ? why : "not enough memory");
        inbox_figures(plugin->inbox, &figures);
        if (figures.waiting)
                say(out, "%zu more wait in memory: the inbox cannot be written, see the log.", figures.waiting);
        free(rows);
        return status;
}

static int dismiss(struct faq_plugin *plugin, const struct plugin_order *order, const struct out *out)
{
        size_t id = number(order->arguments, INT32_MAX);
        char why[256] = "";
        int found = id && plugin->inbox ? inbox_dismiss(plugin->inbox, (int64_t)id, false, why, sizeof why) : 0;

        if (!plugin->inbox)
                say(out, "Questions without an answer are not kept: inbox is off in bot.cfg.");
        else if (found > 0)
                say(out, "Question %zu is not listed any more.", id);
        else if (found < 0)
                say(out, "The inbox cannot be written: %s", why);
        else
                say(out, "dismiss ID: there is no question of that number; unanswered shows them.");
        return found > 0 ? 0 : -1;
}

/* -- why --------------------------------------------------------------------- */

static void on_line(void *context, const char *line)
{
        const struct out *out = context;

        out->print(out->context, line);
}

static int why(struct faq_plugin *plugin, const struct plugin_order *order, const struct out *out)
{
        const struct answer_message message = {
                .size = sizeof message, .network = "", .channel = "#why", .text = order->arguments,
                .length = strlen(order->arguments), .addressed = true, .line_bytes = 400, .line_count = 1,
        };

        if (!*order->arguments) {
                say(out, "why QUESTION: what is the question?");
                return -1;
        }
        answer_explain(plugin->now.answer, &message, on_line, (void *)out);
        return 0;
}

/* -- stats ------------------------------------------------------------------- */

struct votes {
        size_t count;
        struct { char id[INBOX_ID_BYTES]; int64_t up, down; } best[VOTED_SHOWN];
};

/* Keeps those with the most votes, most first. */
static void on_votes(void *context, const char *id, int64_t up, int64_t down)
{
        struct votes *v = context;
        size_t at = v->count;

        while (at > 0 && v->best[at - 1].up + v->best[at - 1].down < up + down)
                at--;
        if (at == VOTED_SHOWN)
                return;
        v->count += v->count < VOTED_SHOWN;
        memmove(&v->best[at + 1], &v->best[at], (v->count - at - 1) * sizeof *v->best);
        snprintf(v->best[at].id, sizeof v->best[at].id, "%s", id);
        v->best[at].up = up;
        v->best[at].down = down;
}

static void print_votes(struct faq_plugin *plugin, const struct out *out)
{
        struct votes votes = {0};
        struct inbox_figures f;
        char text[900], reason[256];
        size_t used = 0;

        if (!plugin->inbox) {
                say(out, "Thanks %" PRIu64 ", wrong %" PRIu64 " since the start; no votes and no questions are kept.",
                    plugin->thanks, plugin->wrongs);
                return;
        }
        inbox_flush(plugin->inbox, faq_today(), reason, sizeof reason);
        if (!inbox_votes(plugin->inbox, on_votes, &votes, reason, sizeof reason))
                say(out, "The inbox cannot be read: %s", reason);
        for (size_t i = 0; i < votes.count && used < sizeof text - 120; i++)
                used += (size_t)snprintf(text + used, sizeof text - used, "%s %s +%" PRId64 " -%" PRId64, i ? "," : "",
                                         votes.best[i].id, votes.best[i].up, votes.best[i].down);
        if (votes.count)
                say(out, "Votes (thanks and wrong):%s", text);
        inbox_figures(plugin->inbox, &f);
        if (f.known)
                say(out, "Inbox: %" PRId64 " question%s without an answer%s", f.questions, f.questions == 1 ? "" : "s",
                    f.trouble ? "; it cannot be used at the moment, see the log" : "");
}

static int stats(struct faq_plugin *plugin, const struct plugin_order *order, const struct out *out)
{
        const struct faq *faq = &plugin->now;
        const uint64_t *k = plugin->kinds;
        struct answer_about about = {.size = sizeof about};
        uint64_t minutes = (faq_clock() - faq->since) / 60000;

        (void)order;
        answer_about(faq->answer, &about);
        say(out, "%s, looked through on %s: %zu passages, %zu kinds of uncovered questions, %zu warnings; "
            "in use for %" PRIu64 " d %" PRIu64 " h %" PRIu64 " min, loaded in %.0f ms; plugin %s",
            about.title, about.reviewed, about.passages, about.uncovered, about.warnings, minutes / 1440,
            minutes / 60 % 24, minutes % 60, faq->load_ms, CRAMPBOT_VERSION);
        if (faq->golden)
                say(out, "Golden questions: %zu, of which %zu are not answered as they should be", faq->golden,
                    faq->failing);
        say(out, "Messages since the start: %" PRIu64 " answers, %" PRIu64 " warning signs, %" PRIu64 " choices, "
            "%" PRIu64 " not covered, %" PRIu64 " unknown or help, %" PRIu64 " without a reply", k[ANSWER_ANSWER],
            k[ANSWER_URGENT], k[ANSWER_UNSURE], k[ANSWER_UNCOVERED], k[ANSWER_UNKNOWN], k[ANSWER_NONE]);
        print_votes(plugin, out);
        return 0;
}

/* -- the table --------------------------------------------------------------- */

const struct plugin_command faq_commands[FAQ_COMMANDS] = {
        { "unanswered", "unanswered [N]", "the questions that found no answer, the most asked first", true },
        { "dismiss", "dismiss ID", "takes a question off the list of unanswered ones", false },
        { "why", "why QUESTION", "how a question is read, what it scores, and what is said", false },
        { "stats", "stats", "what was asked and answered, votes, and how old the FAQ is", false },
};

int faq_command(void *state, const struct plugin_order *order, plugin_print *print, void *context)
{
        static int (*const run[FAQ_COMMANDS])(struct faq_plugin *plugin, const struct plugin_order *order,
                                              const struct out *out) = { unanswered, dismiss, why, stats };
        const struct out out = { print, context };

        for (size_t i = 0; i < FAQ_COMMANDS; i++)
                if (strcmp(order->name, faq_commands[i].name) == 0 && (order->admin || faq_commands[i].for_operators))
                        return run[i](state, order, &out);
        say(&out, "There is no such command.");
        return -1;
}

void faq_figures(void *state, plugin_figure *figure, void *context)
{
        static const char *const names[ANSWER_URGENT + 1] = {
                "messages_none", "messages_unknown", "messages_uncovered", "messages_unsure", "messages_answer",
                "messages_urgent",
        };
        const struct faq_plugin *plugin = state;
        struct answer_about about = {.size = sizeof about};
        struct inbox_figures f = {0};

        answer_about(plugin->now.answer, &about);
        figure(context, "passages", (double)about.passages);
        figure(context, "uncovered_kinds", (double)about.uncovered);
        figure(context, "warnings", (double)about.warnings);
        for (size_t i = 0; i <= ANSWER_URGENT; i++)
                figure(context, names[i], (double)plugin->kinds[i]);
        figure(context, "thanks", (double)plugin->thanks);
        figure(context, "wrong", (double)plugin->wrongs);
        figure(context, "load_milliseconds", plugin->now.load_ms);
        figure(context, "in_use_seconds", (double)(faq_clock() - plugin->now.since) / 1000);
        figure(context, "golden_questions", (double)plugin->now.golden);
        figure(context, "golden_failing", (double)plugin->now.failing);
        if (!plugin->inbox)
                return;
        inbox_figures(plugin->inbox, &f);
        if (f.known)
                figure(context, "inbox_questions", (double)f.questions);
        figure(context, "inbox_waiting", (double)f.waiting);
        figure(context, "inbox_lost", (double)f.lost);
        figure(context, "inbox_trouble", f.trouble);
}
