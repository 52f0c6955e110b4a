/* explain.c - why a message is answered as it is, for the person who writes
 * the FAQ: what was read, what counted, who came second, what decided. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cfg.h"
#include "engine.h"

struct writer {
        void (*line)(void *context, const char *text);
        void *context;
        char text[1024];
        size_t used;
};

__attribute__((format(printf, 2, 3)))
static void put(struct writer *w, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        int n = vsnprintf(w->text + w->used, sizeof w->text - w->used, format, args);
        va_end(args);
        if (n > 0)
                w->used += (size_t)n < sizeof w->text - w->used ? (size_t)n : sizeof w->text - w->used - 1;
}

static void end(struct writer *w)
{
        cfg_plain(w->text); /* a line that was too long may be cut anywhere */
        w->line(w->context, w->text);
        w->used = 0;
        w->text[0] = '\0';
}

static uint32_t file_of_best(const struct answer *a)
{
        return a->faq->entry[a->result.best[0].entry].article;
}

static void explain_reading(struct answer *a, struct writer *w)
{
        const struct reading *r = &a->reading;

        put(w, "read as:");
        for (size_t t = 0; t < r->term_count; t++)
                put(w, " %s%s", r->term[t].s, r->term[t].stem == LEXICON_NO_STEM ? "(new)" : "");
        end(w);
        for (size_t i = 0; i < r->word_count; i++)
                if (r->word[i].flags & READING_CORRECTED) {
                        put(w, "corrected: %s -> %s", r->word[i].written, r->word[i].s);
                        end(w);
                }
        for (size_t t = 0; t < r->term_count; t++)
                if (r->term[t].last > r->term[t].first) {
                        put(w, "phrase:");
                        for (size_t i = r->term[t].first; i <= r->term[t].last; i++)
                                put(w, " %s", r->word[i].s);
                        put(w, " -> %s", r->term[t].s);
                        end(w);
                }
        put(w, "topic: %s", !a->any_gate ? "this FAQ has no gate" : topic_is_named(a, r) ? "named"
            : a->result.count && !a->file[file_of_best(a)].topic.anchor_count ? "the nearest file has no gate"
            : "not named");
        end(w);
}

static void explain_signs(struct answer *a, struct writer *w)
{
        if (signs_empty(a->found.said) && signs_empty(a->found.denied))
                return;
        put(w, "signs:");
        for (size_t c = 0; c < a->faq->concept_count; c++)
                if (signs_holds(a->found.said, c) || signs_holds(a->found.denied, c))
                        put(w, " %s%s", a->faq->concept[c].name,
                            signs_holds(a->found.said, c) ? "" : " (denied)");
        if (a->found.warning != SIGNS_NONE)
                put(w, " = %s", a->faq->entry[a->found.warning].id);
        else if (a->found.uncovered != SIGNS_NONE)
                put(w, " = %s", a->faq->entry[a->found.uncovered].id);
        end(w);
}

/* The model that ranked it, where there is one, which numbers the entries of its own file. */
static struct match *match_of(const struct answer *a, struct match_one *one)
{
        const struct engine_file *file = &a->file[a->faq->entry[one->entry].article];

        one->entry -= file->first;
        return file->rank.match;
}

static void explain_one(struct answer *a, struct match_one *one, size_t rank, struct writer *w)
{
        const struct reading *r = &a->reading;
        struct match *match;

        put(w, "%zu. %s %.4f: likest ask %.3f, three likest %.3f, classifier %+.3f", rank,
            a->faq->entry[one->entry].id, (double)one->confidence, (double)one->likest,
            (double)one->likest3, (double)one->decision);
        end(w);
        match = match_of(a, one);
        for (size_t t = 0; match && t < r->term_count; t++) {
                float likeness, decision;

                match_part(match, r, t, one, &likeness, &decision);
                if (likeness < 0.02f && fabsf(decision) < 0.05f)
                        continue;
                put(w, "     %-14s likeness %.3f, classifier %+.3f", r->term[t].s, (double)likeness,
                    (double)decision);
                end(w);
        }
}

static void collect_reply(void *context, const struct answer_reply *reply)
{
        struct writer *w = context;

        put(w, "decision: %s%s%s", answer_kind_name(reply->kind), *reply->id ? " " : "", reply->id);
        end(w);
        for (size_t i = 0; i < reply->count; i++) {
                put(w, "says: %s", reply->lines[i]);
                end(w);
        }
}

void answer_explain(struct answer *a, const struct answer_message *message,
                    void (*line)(void *context, const char *text), void *context)
{
        struct writer w = {.line = line, .context = context};
        struct answer_message m = {0};

        memcpy(&m, message, message->size < sizeof m ? message->size : sizeof m);
        m.nick = NULL; /* nobody's dialogue is touched */
        answer_ask(a, &m, NULL, NULL);
        explain_reading(a, &w);
        explain_signs(a, &w);
        struct match_result result = a->result; /* match_part works on the same sums */

        for (size_t i = 0; i < result.count; i++) {
                struct match_one told = result.best[i];
                const struct match *match = match_of(a, &told);

                if (match)
                        match_tell(match, &told);
                result.best[i].likest3 = told.likest3;
                result.best[i].ask = told.ask;
        }
        for (size_t i = 0; i < result.count && i < 3; i++)
                explain_one(a, &result.best[i], i + 1, &w);
        put(&w, "none of them: %.4f", (double)result.nothing);
        end(&w);
        put(&w, "thresholds: addressed %.2f, private %.2f, ambient %.2f", a->addressed, a->in_private,
            a->ambient);
        end(&w);
        answer_ask(a, &m, collect_reply, &w);
}

/* The best of all files: each gives its own best first. */
struct ranked {
        struct { const char *id; double score; } *hit;
        size_t count, most;
};

static void take_hit(void *context, const char *id, double score)
{
        struct ranked *ranked = context;
        size_t at = ranked->count < ranked->most ? ranked->count++ : ranked->most;

        while (at > 0 && ranked->hit[at - 1].score < score) {
                if (at < ranked->most)
                        ranked->hit[at] = ranked->hit[at - 1];
                at--;
        }
        if (at < ranked->most) {
                ranked->hit[at].id = id;
                ranked->hit[at].score = score;
        }
}

static size_t rank_files(struct answer *a, size_t k, void (*hit)(void *context, const char *id, double score),
                         void *context)
{
        struct ranked ranked = {.most = k < a->faq->entry_count ? k : a->faq->entry_count};

        ranked.hit = malloc((ranked.most + 1) * sizeof *ranked.hit);
        if (!ranked.hit)
                return 0;
        for (size_t f = 0; f < a->faq->head_count; f++)
                rank_all(&a->file[f].rank, &a->reading, k, take_hit, &ranked);
        for (size_t i = 0; i < ranked.count; i++)
                hit(context, ranked.hit[i].id, ranked.hit[i].score);
        free(ranked.hit);
        return ranked.count;
}

size_t answer_rank(struct answer *a, const char *text, size_t length, enum answer_ranking ranking,
                   size_t k, void (*hit)(void *context, const char *id, double score), void *context)
{
        if (ranking == ANSWER_RANK_BM25 && !a->file[0].rank.index)
                return 0;
        lexicon_read(a->lexicon, text, length, &a->reading);
        if (a->faq->head_count == 1)
                return rank_all(&a->file[0].rank, &a->reading, k, hit, context);
        return rank_files(a, k, hit, context);
}
