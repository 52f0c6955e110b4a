/* golden.c - asks a FAQ what it must know, and holds two FAQs against each other.
 *
 * It refuses to know what becomes of a verdict.
 */
#include "golden.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cfg.h"
#include "engine.h"

#define LINE_BYTES 400 /* of a reply; none is laid out for anybody */

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

__attribute__((format(printf, 4, 5)))
static void mistake(struct golden_run *run, const char *file, unsigned line, const char *format, ...)
{
        char what[400];
        va_list list;

        va_start(list, format);
        vsnprintf(what, sizeof what, format, list);
        va_end(list);
        cfg_plain(what);
        run->mistakes++;
        if (run->report)
                run->report(run->context, file, line, ANSWER_ERROR, what);
}

/* All of a file, with a NUL at *end; to be freed. NULL with errno. */
static char *read_file(const char *path, char **end)
{
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        size_t length = 0, size;
        char *bytes = NULL;
        struct stat status;
        ssize_t got = 1;

        if (fd < 0 || fstat(fd, &status) < 0)
                goto out;
        errno = S_ISDIR(status.st_mode) ? EISDIR : !S_ISREG(status.st_mode) ? EINVAL
                : status.st_size > GOLDEN_FILE_MAX ? EFBIG : 0;
        size = (size_t)status.st_size;
        bytes = errno ? NULL : malloc(size + 1);
        while (bytes && got > 0) {
                got = read(fd, bytes + length, size - length);
                length += got > 0 ? (size_t)got : 0;
        }
        if (bytes)
                *(*end = bytes + length) = '\0';
        if (got < 0) {
                free(bytes);
                bytes = NULL;
        }
out:
        if (fd >= 0)
                close(fd);
        return bytes;
}

/* "question<TAB>expected"; false, and reported: it is not. Both end in NUL then. */
static bool cut(struct golden_run *run, const char *file, unsigned line, char *text, char **expected)
{
        char *tab = strchr(text, '\t');

        if (!tab || tab == text) {
                mistake(run, file, line, "\"%.60s\" is no golden question; a question, a tab, and the id or kind "
                        "of its answer would be right", text);
                return false;
        }
        *tab = '\0';
        *expected = tab + 1 + strspn(tab + 1, " \t");
        for (size_t n = strlen(*expected); n && strchr(" \t\r", (*expected)[n - 1]);)
                (*expected)[--n] = '\0';
        if (**expected && !strchr(*expected, '\t'))
                return true;
        mistake(run, file, line, "behind the tab must stand one id or kind, as \"%.40s\"",
                run->now->faq->entry_count ? run->now->faq->entry[0].id : "unknown");
        return false;
}

static void ask_line(struct golden_run *run, const char *file, unsigned line, char *text)
{
        struct golden_result result = {.file = file, .line = line, .question = text};
        char *expected;

        if (!text[strspn(text, " \t\r")] || *text == '#' || !cut(run, file, line, text, &expected) || !goes_on(run))
                return;
        result.expected = expected;
        result.before = golden_give(run->before, text);
        result.now = golden_give(run->now, text);
        result.verdict = judge_golden(run, &result);
        run->golden++;
        cfg_plain(text); /* from here on it is only shown */
        cfg_plain(expected);
        finish(run, &result);
}

static void ask_file(struct golden_run *run, const char *file)
{
        char *end = NULL, *bytes = read_file(file, &end), *next;
        unsigned line = 0;

        if (!bytes) {
                mistake(run, file, 0, "cannot read it: %s", strerror(errno));
                return;
        }
        for (char *at = bytes + (strncmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0); at < end; at = next) {
                char *stop = memchr(at, '\n', (size_t)(end - at));

                stop = stop ? stop : end;
                next = stop + 1;
                *stop = '\0';
                line++;
                if (strlen(at) < (size_t)(stop - at))
                        mistake(run, file, line, "a NUL byte stands in it; plain text would be right");
                else
                        ask_line(run, file, line, at);
        }
        free(bytes);
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
