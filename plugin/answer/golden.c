/* golden.c - asks a FAQ what it must know, and holds two FAQs against each other.
 *
 * It refuses to know what becomes of a verdict.
 */
#include "golden.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cfg.h"
#include "engine.h"
#include "spell.h"

#define LINE_BYTES 400 /* of a reply; none is laid out for anybody */
#define WANTED "a question, a tab, and the id or kind of its answer would be right"

static void take(void *context, const struct answer_reply *reply)
{
        struct golden_given *given = context;

        given->kind = reply->kind;
        given->confidence = reply->confidence;
        snprintf(given->id, sizeof given->id, "%s", reply->id);
}

struct golden_given golden_give(struct answer *answer, const char *question)
{
        const struct answer_message message = {
                .size = sizeof message, .network = "", .channel = "#golden", .text = question,
                .length = strlen(question), .addressed = true, .line_bytes = LINE_BYTES, .line_count = 1,
        };
        struct golden_given given = {.kind = ANSWER_NONE};

        if (answer)
                answer_ask(answer, &message, take, &given);
        return given;
}

const char *golden_text(const struct golden_given *given, char *out, size_t cap)
{
        snprintf(out, cap, "%s%s%s", answer_kind_name(given->kind), *given->id ? " " : "", given->id);
        return out;
}

/* -- verdicts --------------------------------------------------------------- */

/* Is it one of "night|cold|unsure"? */
static bool fits(const struct golden_given *given, const char *expected)
{
        const char *kind = answer_kind_name(given->kind);

        for (const char *at = expected;; at++) {
                size_t length = strcspn(at, "|");

                if ((length == strlen(kind) && memcmp(at, kind, length) == 0) ||
                    (length && length == strlen(given->id) && memcmp(at, given->id, length) == 0))
                        return true;
                at += length;
                if (!*at)
                        return false;
        }
}

static enum golden_verdict judge_golden(const struct golden_run *run, const struct golden_result *r)
{
        bool before = run->before && fits(&r->before, r->expected);

        if (fits(&r->now, r->expected))
                return before || !run->before ? GOLDEN_FINE : GOLDEN_BETTER;
        return before ? GOLDEN_WORSE : GOLDEN_FAILS;
}

static enum golden_verdict judge_stored(const struct golden_result *r, bool wrong)
{
        const struct golden_given *before = &r->before, *now = &r->now;

        if (before->kind == now->kind && strcmp(before->id, now->id) == 0)
                return GOLDEN_FINE;
        if (before->kind == ANSWER_URGENT)
                return now->kind == ANSWER_URGENT ? GOLDEN_CHANGED : GOLDEN_WORSE;
        return before->kind == ANSWER_ANSWER && now->kind < ANSWER_UNSURE && !wrong ? GOLDEN_WORSE : GOLDEN_CHANGED;
}

static void finish(struct golden_run *run, const struct golden_result *result)
{
        run->better += result->verdict == GOLDEN_BETTER;
        run->changed += result->verdict == GOLDEN_CHANGED;
        run->fails += result->verdict == GOLDEN_FAILS;
        run->worse += result->verdict == GOLDEN_WORSE;
        if (run->each)
                run->each(run->context, result);
}

static bool goes_on(struct golden_run *run)
{
        if (!run->go_on || run->go_on(run->context))
                return true;
        run->skipped++;
        return false;
}

/* -- files ------------------------------------------------------------------ */

struct asking {
        struct golden_run *run;
        struct cfg_log log;
        const char *file;
        unsigned line;
};

static bool is_known(const struct article_faq *faq, const char *id)
{
        for (int kind = ANSWER_NONE; kind <= ANSWER_URGENT; kind++)
                if (strcmp(answer_kind_name((enum answer_kind)kind), id) == 0)
                        return true;
        for (size_t i = 0; i < faq->entry_count; i++)
                if (strcmp(faq->entry[i].id, id) == 0)
                        return true;
        return false;
}

static void report_unknown(struct asking *a, enum answer_severity severity, const char *id)
{
        static const char *const kinds[] = { "answer", "urgent", "unsure", "uncovered", "unknown" };
        const struct article_faq *faq = a->run->now->faq;
        const char *near = spell_nearest(id, kinds, sizeof kinds / sizeof *kinds, sizeof *kinds);

        if (!near && faq->entry_count)
                near = spell_nearest(id, &faq->entry->id, faq->entry_count, sizeof *faq->entry);
        cfg_report(&a->log, a->file, a->line, severity, "there is no id or kind \"%s\"%s%s%s", id,
                   near ? "; is \"" : "", near ? near : "", near ? "\" meant?" : "");
}

/* What the questions of a line with a slip get is still held against it: it may be one of several. */
static void look_for_slips(struct asking *a, const char *expected)
{
        enum answer_severity severity = a->run->strict ? ANSWER_ERROR : ANSWER_DOUBT;
        char id[GOLDEN_ID_BYTES];

        for (const char *at = expected;; at++) {
                size_t length = strcspn(at, "|");

                if (length == 0 || length >= sizeof id || strspn(at, ARTICLE_ID_LETTERS) != length) {
                        cfg_report(&a->log, a->file, a->line, severity, "\"%.60s\" must be an id or a kind, or several "
                                   "with nothing but | between them", expected);
                        return;
                }
                snprintf(id, sizeof id, "%.*s", (int)length, at);
                if (!is_known(a->run->now->faq, id))
                        report_unknown(a, severity, id);
                at += length;
                if (!*at)
                        return;
        }
}

/* "question<TAB>expected"; false, and reported: it is not. Both end in NUL then. */
static bool cut(struct asking *a, char *text, char **expected)
{
        char *tab = strchr(text, '\t');

        if (!tab || tab == text) {
                cfg_report(&a->log, a->file, a->line, ANSWER_ERROR, "\"%.60s\" is no golden question; " WANTED, text);
                return false;
        }
        *tab = '\0';
        *expected = tab + 1 + strspn(tab + 1, " \t");
        for (size_t n = strlen(*expected); n && strchr(" \t\r", (*expected)[n - 1]);)
                (*expected)[--n] = '\0';
        if (**expected && !strchr(*expected, '\t'))
                return true;
        cfg_report(&a->log, a->file, a->line, ANSWER_ERROR, "behind the tab must stand one id or kind, as \"%.40s\"",
                   a->run->now->faq->entry_count ? a->run->now->faq->entry[0].id : "unknown");
        return false;
}

static void ask_line(struct asking *a, char *text)
{
        struct golden_run *run = a->run;
        struct golden_result result = {.file = a->file, .line = a->line, .question = text};
        char *expected;

        if (!cut(a, text, &expected) || !goes_on(run))
                return;
        look_for_slips(a, expected);
        result.expected = expected;
        result.before = golden_give(run->before, text);
        result.now = golden_give(run->now, text);
        result.verdict = judge_golden(run, &result);
        run->golden++;
        cfg_plain(text); /* from here on it is only shown */
        cfg_plain(expected);
        finish(run, &result);
}

/* How many of its lines should be questions. */
static size_t ask_lines(struct asking *a, FILE *in)
{
        size_t room = 0, found = 0;
        char *text = NULL;
        ssize_t got;

        while ((got = getline(&text, &room, in)) > 0) {
                char *at = text + (a->line++ == 0 && strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
                bool whole = strlen(text) == (size_t)got;

                at[strcspn(at, "\n")] = '\0';
                if (whole && (!at[strspn(at, " \t\r")] || *at == '#'))
                        continue;
                found++;
                if (whole)
                        ask_line(a, at);
                else
                        cfg_report(&a->log, a->file, a->line, ANSWER_ERROR,
                                   "a NUL byte stands in it; plain text would be right");
        }
        if (!feof(in))
                cfg_report(&a->log, a->file, 0, ANSWER_ERROR, "cannot read it: %s", strerror(errno));
        free(text);
        return found;
}

static void ask_file(struct golden_run *run, const char *file)
{
        const struct answer_options options = {.size = sizeof options, .report = run->report, .context = run->context};
        struct asking asking = {.run = run, .log = {.options = &options}, .file = file};
        struct stat status;
        FILE *in = cfg_file_open(&asking.log, file, NULL, 0, &status);

        if (in && status.st_size > GOLDEN_FILE_MAX)
                cfg_report(&asking.log, file, 0, ANSWER_ERROR, "cannot read it: it is over 1 MiB");
        else if (in && ask_lines(&asking, in) == 0)
                cfg_report(&asking.log, file, 0, ANSWER_DOUBT, "there is no question in it; " WANTED);
        if (in)
                fclose(in);
        run->mistakes += asking.log.errors;
}

/* Did an earlier article name the same file? */
static bool is_named(const struct article_faq *faq, size_t before)
{
        for (size_t i = 0; i < before; i++)
                if (faq->head[i].golden && strcmp(faq->head[i].golden, faq->head[before].golden) == 0)
                        return true;
        return false;
}

void golden_run(struct golden_run *run)
{
        const struct article_faq *faq = run->now->faq;

        run->golden = run->stored_asked = run->skipped = run->better = run->changed = 0;
        run->fails = run->worse = run->mistakes = 0;
        for (size_t i = 0; i < faq->head_count; i++)
                if (faq->head[i].golden && !is_named(faq, i))
                        ask_file(run, faq->head[i].golden);
        for (size_t i = 0; i < run->stored_count; i++) {
                struct golden_result result = {.question = run->stored[i].question};

                if (!goes_on(run))
                        continue;
                result.before = golden_give(run->before, result.question);
                result.now = golden_give(run->now, result.question);
                result.verdict = run->before ? judge_stored(&result, run->stored[i].wrong) : GOLDEN_FINE;
                run->stored_asked++;
                finish(run, &result);
        }
}
