/* explain.c - why a message is answered as it is, for the person who writes
 * the FAQ: what was read, what counted, who came second, what decided. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
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
        put(w, "topic: %s", !a->anchor_count ? "this FAQ has no gate"
            : topic_is_named(a, r) ? "named" : "not named");
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

static void explain_one(struct answer *a, const struct match_one *one, size_t rank, struct writer *w)
{
        const struct reading *r = &a->reading;

        put(w, "%zu. %s %.4f: likest ask %.3f, three likest %.3f, classifier %+.3f", rank,
            a->faq->entry[one->entry].id, (double)one->confidence, (double)one->likest,
            (double)one->likest3, (double)one->decision);
        end(w);
        for (size_t t = 0; a->rank.match && t < r->term_count; t++) {
                float likeness, decision;

                match_part(a->rank.match, r, t, one, &likeness, &decision);
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

        for (size_t i = 0; a->rank.match && i < result.count; i++)
                match_tell(a->rank.match, &result.best[i]);
        for (size_t i = 0; i < result.count && i < 3; i++)
                explain_one(a, &result.best[i], i + 1, &w);
        put(&w, "none of them: %.4f", (double)result.nothing);
        end(&w);
        put(&w, "thresholds: addressed %.2f, private %.2f, ambient %.2f", a->addressed, a->in_private,
            a->ambient);
        end(&w);
        answer_ask(a, &m, collect_reply, &w);
}

size_t answer_rank(struct answer *a, const char *text, size_t length, enum answer_ranking ranking,
                   size_t k, void (*hit)(void *context, const char *id, double score), void *context)
{
        if (ranking == ANSWER_RANK_BM25 && !a->rank.index)
                return 0;
        lexicon_read(a->lexicon, text, length, &a->reading);
        return rank_all(&a->rank, &a->reading, k, hit, context);
}
