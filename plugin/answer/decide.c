/* decide.c - confidences -> one of the six decisions. Knows thresholds and
 * kinds of entries; no words of its own but through the FAQ's. */
#include <stdio.h>
#include <string.h>

#include "engine.h"

#define URGENT_LEAST 0.50f   /* a warning recognised by its asks, not by its signs */
#define CHOICE_LEAST 0.12f   /* a passage below this is no choice to offer */
#define NAMED_LEAST 0.20f    /* about the topic: how much must speak for any entry */
/* A question that does not name the topic ("is it always calcium?") must be
 * more certain, and nearly one of the asks. */
#define STRICT 1.4
#define NEAR 0.60f

bool decide_on_topic(const struct answer *a, const struct reading *r)
{
        for (size_t t = 0; t < r->term_count; t++)
                for (size_t i = 0; i < a->anchor_count; i++)
                        if (r->term[t].stem == a->anchor[i])
                                return true;
        return a->anchor_count == 0;
}

static enum article_kind kind_of(const struct answer *a, const struct match_one *one)
{
        return a->faq->entry[one->entry].kind;
}

/* A sign described by the rules; or a warning recognised, unless what it asks
 * for was said not to be so. */
static bool urgent(const struct answer *a, bool near, struct decision *out)
{
        const struct match_one *best = a->result.best;

        if (a->found.warning != SIGNS_NONE) {
                out->entry = a->found.warning;
                out->confidence = 1;
        } else if (near && a->result.count && kind_of(a, best) == ARTICLE_WARNING && signs_empty(a->found.denied) &&
                   a->result.mass[ARTICLE_WARNING] >= URGENT_LEAST) {
                out->entry = best->entry;
                out->confidence = a->result.mass[ARTICLE_WARNING];
        } else {
                return false;
        }
        out->kind = ANSWER_URGENT;
        return true;
}

static void offer(const struct answer *a, struct decision *out)
{
        out->choice_count = 0;
        for (size_t i = 0; i < a->result.count && out->choice_count < DIALOG_CHOICES; i++)
                if (kind_of(a, &a->result.best[i]) == ARTICLE_PASSAGE &&
                    a->result.best[i].confidence >= CHOICE_LEAST)
                        out->choice[out->choice_count++] = a->result.best[i].entry;
}

static void decide_addressed(const struct answer *a, double threshold, bool on_topic,
                             struct decision *out)
{
        const struct match_result *r = &a->result;
        const struct match_one *best = r->best;
        double some = r->mass[ARTICLE_PASSAGE] + r->mass[ARTICLE_UNCOVERED] + r->mass[ARTICLE_WARNING];

        if (on_topic && a->found.uncovered != SIGNS_NONE) {
                out->kind = ANSWER_UNCOVERED;
                out->entry = a->found.uncovered;
                out->confidence = 1;
                return;
        }
        out->confidence = r->count ? best->confidence : 0;
        if (r->count && kind_of(a, best) == ARTICLE_PASSAGE && best->confidence >= threshold) {
                out->kind = ANSWER_ANSWER;
                out->entry = best->entry;
                return;
        }
        if (r->count && kind_of(a, best) == ARTICLE_UNCOVERED &&
            r->mass[ARTICLE_UNCOVERED] >= threshold) {
                out->kind = ANSWER_UNCOVERED;
                out->entry = best->entry;
                out->confidence = r->mass[ARTICLE_UNCOVERED];
                return;
        }
        offer(a, out);
        if (out->choice_count >= 2 && r->mass[ARTICLE_PASSAGE] >= threshold) {
                out->kind = ANSWER_UNSURE;
                return;
        }
        out->choice_count = 0;
        out->kind = on_topic && a->anchor_count && some >= NAMED_LEAST ? ANSWER_UNCOVERED : ANSWER_UNKNOWN;
        out->confidence = on_topic ? some : r->nothing;
}

void decide(struct answer *a, double threshold, bool ambient, struct decision *out)
{
        bool on_topic = decide_on_topic(a, &a->reading);
        const struct match_one *best = a->result.best;

        *out = (struct decision){.kind = ANSWER_NONE, .entry = ENGINE_NO_ENTRY};
        rank_ask(&a->rank, &a->reading, &a->result);
        signs_find(a->signs, a->lexicon, &a->reading, &a->found);
        if (ambient && !on_topic)
                return;
        bool near = on_topic || (a->result.count && best->likest >= NEAR);

        if (!on_topic)
                threshold = near ? 1 - (1 - threshold) / STRICT : 2; /* 2: never */
        if (urgent(a, near, out)) {
                out->remember = true;
        } else if (!ambient) {
                decide_addressed(a, threshold, on_topic, out);
                out->remember = out->kind != ANSWER_UNKNOWN;
        } else if (a->found.uncovered == SIGNS_NONE && a->result.count &&
                   kind_of(a, best) == ARTICLE_PASSAGE &&
                   best->confidence >= threshold) {
                out->kind = ANSWER_ANSWER;
                out->entry = best->entry;
                out->confidence = best->confidence;
                out->remember = true;
        }
        decide_words(a, out);
}

/* "Do you mean 1) Why at night, or 2) Poor sleeping posture?" */
static void choice_words(struct answer *a, struct decision *d)
{
        const struct article_faq *faq = a->faq;
        size_t used = 0;

        for (size_t i = 0; i < d->choice_count; i++) {
                int n = snprintf(a->text + used, sizeof a->text - used, "%s %s%zu) %s%s",
                                 i ? "" : faq->head[0].choice,
                                 i && i + 1 == d->choice_count ? "or " : "", i + 1,
                                 faq->entry[d->choice[i]].title,
                                 i + 1 == d->choice_count ? "?" : ",");

                if (n < 0 || (size_t)n >= sizeof a->text - used)
                        break;
                used += (size_t)n;
        }
        d->text = a->text;
}

void decide_words(struct answer *a, struct decision *d)
{
        const struct article_head *head = &a->faq->head[0];

        if (d->entry != ENGINE_NO_ENTRY) {
                const struct article_entry *entry = &a->faq->entry[d->entry];

                head = &a->faq->head[entry->article];
                d->text = entry->answer;
                d->hint = entry->more ? head->more : NULL;
        } else if (d->kind == ANSWER_UNSURE) {
                choice_words(a, d);
        } else {
                d->text = d->kind == ANSWER_UNCOVERED ? head->uncovered : head->unknown;
        }
        if (d->kind == ANSWER_ANSWER)
                d->tail = head->disclaimer;
}
