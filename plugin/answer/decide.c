/* decide.c - confidences -> one of the six decisions. Knows thresholds and
 * kinds of entries; no words of its own but through the FAQ's. */
#include <stdio.h>
#include <string.h>

#include "engine.h"

#define URGENT_LEAST 0.60f   /* a warning recognised by its asks, not by its signs */
#define OFFERED 0.7f         /* of the threshold: passages are offered from here on, and given from there */
#define OFFERS 3             /* passages at the most */
#define FIRST_LEAST 0.25f    /* ... if the best has this */
#define CHOICE_LEAST 0.12f   /* a passage below this is no choice to offer */
#define KIND_LEAST 0.35f     /* below this the kind that is not covered is not named */
#define UNWELL_LEAST 0.30f   /* how much speaks for a warning that no rule has told */
#define NAMED_LEAST 0.20f    /* about the topic: how much must speak for any entry */
#define BELIEVED 0.8f        /* see believe */
/* A question that does not name the topic ("is it always calcium?") must be more certain and nearly
 * one of the asks, a lone word the very one; or it must be as good as certain ("calcium?"), which a
 * lone word that asks nothing, or may be another word misspelt, never is. A question that has no word
 * but the FAQ's ("is it from tight sheets") may be a little less so. */
#define STRICT 1.4
#define NEAR 0.60f
#define ALONE 0.95f
#define CERTAIN 0.97
#define CERTAIN_OURS 0.90
#define CERTAIN_PART 0.70    /* with a part of the topic's name: "my calves are so tired" */
#define NEVER 2

static enum article_kind kind_of(const struct answer *a, const struct match_one *one)
{
        return a->faq->entry[one->entry].kind;
}

static const struct topic *topic_of(const struct answer *a, uint32_t file)
{
        return &a->file[file].topic;
}

/* A sign described by the rules; or a warning recognised, if one of its symptoms is described: who
 * gets up to pee at night and has a cramp then is near "dark urine", but well. */
static bool urgent(const struct answer *a, struct decision *out)
{
        const struct match_one *best = a->result.best;

        if (a->found.warning != SIGNS_NONE) {
                out->entry = a->found.warning;
                out->confidence = 1;
        } else if (a->result.count && kind_of(a, best) == ARTICLE_WARNING &&
                   signs_hint(a->signs, &a->found, best->entry) &&
                   a->result.mass[ARTICLE_WARNING] >= URGENT_LEAST) {
                out->entry = best->entry;
                out->confidence = a->result.mass[ARTICLE_WARNING];
        } else {
                return false;
        }
        out->kind = ANSWER_URGENT;
        return true;
}

/* Who speaks to the bot and names its topic has said that "nothing of this" is
 * unlikely: most of its share goes to the entries. */
static void believe(struct match_result *r)
{
        float scale = 1 / (1 - BELIEVED * r->nothing);

        for (size_t i = 0; i < r->count; i++)
                r->best[i].confidence *= scale;
        for (size_t i = 0; i < sizeof r->mass / sizeof *r->mass; i++)
                r->mass[i] *= scale;
        r->nothing *= (1 - BELIEVED) * scale;
}

/* The passages that may be meant. */
static size_t offer(const struct answer *a, struct decision *out)
{
        for (size_t i = 0; i < a->result.count && out->choice_count < OFFERS; i++)
                if (kind_of(a, &a->result.best[i]) == ARTICLE_PASSAGE &&
                    a->result.best[i].confidence >= CHOICE_LEAST)
                        out->choice[out->choice_count++] = a->result.best[i].entry;
        return out->choice_count;
}

/* Speaks enough for the passages together, though no one is sure enough? */
static bool may_offer(const struct answer *a, double threshold, bool on_topic)
{
        const struct match_result *r = &a->result;

        return r->mass[ARTICLE_PASSAGE] >= threshold ||
               (on_topic && r->mass[ARTICLE_PASSAGE] >= OFFERED * threshold && r->best[0].confidence >= FIRST_LEAST);
}

static void settle_on(struct decision *out, enum answer_kind kind, uint32_t entry, double confidence)
{
        out->kind = kind;
        out->entry = entry;
        out->confidence = confidence;
}

/* Is the topic named and nothing said of it? "Calf cramps?" */
static bool names_alone(const struct answer *a, const struct topic *topic)
{
        for (size_t t = 0; t < a->reading.term_count; t++)
                if (!topic_holds(topic, a->reading.term[t].stem) && !(a->reading.term[t].flags & READING_EMPTY))
                        return false;
        return topic->anchor_count > 0;
}

/* What is not covered, told by its signs: they count where that file is asked, or its topic named. */
static uint32_t not_covered(const struct answer *a, uint32_t file)
{
        uint32_t entry = a->found.uncovered, of;

        if (entry == SIGNS_NONE)
                return entry;
        of = a->faq->entry[entry].article;
        return of == file || topic_names(topic_of(a, of), &a->reading) ? entry : SIGNS_NONE;
}

/* The passage that the file begins with, and the one with the likest ask. Returns how many. */
static size_t offer_start(const struct answer *a, struct decision *out)
{
        const struct engine_file *file = &a->file[out->file];
        const struct match_one *second = NULL;
        uint32_t first = file->first, end = first + (uint32_t)file->faq.entry_count;

        while (first < end && a->faq->entry[first].kind != ARTICLE_PASSAGE)
                first++;
        if (first == end)
                return 0;
        for (size_t i = 0; i < a->result.count; i++)
                if (kind_of(a, &a->result.best[i]) == ARTICLE_PASSAGE && a->result.best[i].entry != first &&
                    (!second || a->result.best[i].likest > second->likest))
                        second = &a->result.best[i];
        out->choice[0] = first;
        out->choice[1] = second ? second->entry : first;
        return out->choice_count = second ? 2 : 1;
}

/* Does it sound like a warning sign, told as no rule has it? Not where one is denied, or a horse has it. */
static bool sounds_unwell(const struct answer *a)
{
        return a->result.mass[ARTICLE_WARNING] >= UNWELL_LEAST && signs_empty(a->found.denied);
}

/* A passage, or what is not covered; or a choice; or neither. */
static void decide_addressed(const struct answer *a, double threshold, enum decide_how how, bool on_topic,
                             struct decision *out)
{
        const struct match_result *r = &a->result;
        const struct match_one *best = r->best;
        const struct topic *topic = topic_of(a, out->file);
        bool passage = r->count && kind_of(a, best) == ARTICLE_PASSAGE;
        uint32_t uncovered = not_covered(a, out->file);

        if (how == DECIDE_ASK && passage && r->mass[ARTICLE_PASSAGE] >= threshold && offer(a, out)) {
                settle_on(out, ANSWER_UNSURE, ENGINE_NO_ENTRY, best->confidence);
                out->perhaps = true;
        } else if (uncovered != SIGNS_NONE && (on_topic || (passage && best->confidence >= threshold))) {
                settle_on(out, ANSWER_UNCOVERED, uncovered, 1);
        } else if (passage && best->confidence >= threshold) {
                settle_on(out, ANSWER_ANSWER, best->entry, best->confidence);
        } else if (on_topic && names_alone(a, topic) && offer_start(a, out) > 1) {
                settle_on(out, ANSWER_UNSURE, ENGINE_NO_ENTRY, best->confidence);
        } else if (r->count && !passage && r->mass[ARTICLE_UNCOVERED] >= threshold) {
                settle_on(out, ANSWER_UNCOVERED, best->confidence >= KIND_LEAST ? best->entry : ENGINE_NO_ENTRY,
                          r->mass[ARTICLE_UNCOVERED]);
        } else if (passage && may_offer(a, threshold, on_topic) && offer(a, out)) {
                settle_on(out, ANSWER_UNSURE, ENGINE_NO_ENTRY, best->confidence);
        } else {
                bool named = on_topic && topic->anchor_count && 1 - r->nothing >= NAMED_LEAST;

                out->choice_count = 0;
                out->unwell = sounds_unwell(a);
                settle_on(out, named ? ANSWER_UNCOVERED : ANSWER_UNKNOWN, ENGINE_NO_ENTRY,
                          named ? 1 - r->nothing : r->nothing);
        }
}

static void decide_ambient(const struct answer *a, double threshold, struct decision *out)
{
        const struct match_one *best = a->result.best;

        if (not_covered(a, out->file) == SIGNS_NONE && a->result.count &&
            kind_of(a, best) == ARTICLE_PASSAGE && best->confidence >= threshold)
                settle_on(out, ANSWER_ANSWER, best->entry, best->confidence);
}

static bool names_part(const struct topic *topic, const struct reading *r)
{
        for (size_t t = 0; t < r->term_count; t++)
                if (topic_holds(topic, r->term[t].stem))
                        return true;
        return false;
}

static bool asks_plainly(const struct reading_word *word)
{
        return word->flags & TEXT_ASKED && !(word->flags & READING_CORRECTED);
}

/* Is it a question of three words or more, all of them the FAQ's? */
static bool asks_in_our_words(const struct answer *a)
{
        const struct reading *r = &a->reading;

        return r->word_count >= 3 && !topic_foreign(r) && chat_asks(a);
}

/* The confidence that somebody must reach who speaks to the bot, but does not name its topic. */
static double off_topic(const struct answer *a, const struct topic *topic, double threshold)
{
        size_t words = a->reading.word_count;
        float likest = a->result.count ? a->result.best[0].likest : 0;

        if (likest >= (words > 1 ? NEAR : ALONE))
                return 1 - (1 - threshold) / STRICT;
        if (words < 2)
                return words && asks_plainly(a->reading.word) ? CERTAIN : NEVER;
        return names_part(topic, &a->reading) ? CERTAIN_PART : asks_in_our_words(a) ? CERTAIN_OURS : CERTAIN;
}

/* Beside a file with a gate, one that has none is not asked by a lone word; nor lightly by what is said
 * to nobody. */
static bool is_doubtful(const struct answer *a, const struct topic *topic, enum decide_how how)
{
        return a->any_gate && !topic->anchor_count && (how == DECIDE_AMBIENT || a->reading.word_count < 2);
}

/* What speaks for a file: that it has anything at all to say, the more so where its topic is named. */
static float claim(const struct answer *a, uint32_t file, const struct match_result *r)
{
        return topic_names(topic_of(a, file), &a->reading) ? (1 - r->nothing) / (1 - BELIEVED * r->nothing)
                                                           : 1 - r->nothing;
}

/* Asks each file, and goes by the one that has most to say, or that knows a warning sign. */
static uint32_t choose_file(struct answer *a)
{
        struct match_result best = {0};
        struct decision warns;
        uint32_t chosen = 0;

        for (uint32_t file = 0; file < a->faq->head_count; file++) {
                files_ask(a, file);
                if (a->faq->head_count == 1 || (urgent(a, &warns) && a->faq->entry[warns.entry].article == file))
                        return file;
                if (file == 0 || claim(a, file, &a->result) > claim(a, chosen, &best)) {
                        best = a->result;
                        chosen = file;
                }
        }
        a->result = best;
        return chosen;
}

void decide(struct answer *a, double threshold, enum decide_how how, struct decision *out)
{
        const struct topic *topic;
        bool on_topic;

        *out = (struct decision){.kind = ANSWER_NONE, .entry = ENGINE_NO_ENTRY};
        signs_find(a->signs, a->lexicon, &a->reading, &a->before, &a->found);
        out->file = choose_file(a);
        topic = topic_of(a, out->file);
        on_topic = !topic->anchor_count || topic_names(topic, &a->reading);
        if (how == DECIDE_AMBIENT && !on_topic)
                return;
        if (!on_topic || is_doubtful(a, topic, how))
                threshold = off_topic(a, topic, threshold);
        else if (how == DECIDE_ADDRESSED && topic->anchor_count)
                believe(&a->result);
        if (urgent(a, out))
                ;
        else if (how == DECIDE_AMBIENT)
                decide_ambient(a, threshold, out);
        else
                decide_addressed(a, threshold, how, on_topic, out);
        out->remember = out->kind > ANSWER_UNKNOWN;
        decide_words(a, out);
}

/* "Do you mean 1) Why at night, or 2) Poor sleeping posture?"; or, of one alone, "Do you mean: Why
 * at night? If so, say yes." */
static void choice_words(struct answer *a, struct decision *d)
{
        const struct article_head *head = &a->faq->head[a->faq->entry[d->choice[0]].article];
        const char *begin = d->perhaps ? head->perhaps : head->choice;
        bool alone = d->choice_count == 1;
        size_t used = 0;

        d->text = a->text;
        for (size_t i = 0; i < d->choice_count && used < sizeof a->text; i++) {
                const char *title = a->faq->entry[d->choice[i]].title;
                bool last = i + 1 == d->choice_count;
                int length = (int)strlen(title);
                char number[8] = ":";

                length -= length > 0 && title[length - 1] == '?';
                if (!alone)
                        snprintf(number, sizeof number, " %zu)", i + 1);
                used += (size_t)snprintf(a->text + used, sizeof a->text - used, "%s%s%s %.*s%s", i ? "" : begin,
                                         i && last ? " or" : "", number, length, title, last ? "?" : ",");
        }
        if (alone && head->yes && used < sizeof a->text)
                snprintf(a->text + used, sizeof a->text - used, " %s", head->yes);
}

void decide_words(struct answer *a, struct decision *d)
{
        const struct article_head *head = &a->faq->head[0];

        if (d->entry != ENGINE_NO_ENTRY) {
                const struct article_entry *entry = &a->faq->entry[d->entry];

                head = &a->faq->head[entry->article];
                d->text = entry->answer;
                d->hint = head->more; /* said only where something is left over */
        } else if (d->kind == ANSWER_UNSURE) {
                choice_words(a, d);
        } else {
                const struct article_head *of = &a->faq->head[d->file];

                d->text = d->unwell ? of->unwell : NULL;
                if (!d->text && d->kind == ANSWER_UNCOVERED)
                        d->text = of->uncovered;
                if (!d->text)
                        d->text = a->talking && head->unclear ? head->unclear : head->unknown;
        }
        if (d->kind == ANSWER_ANSWER)
                d->tail = head->disclaimer;
}
