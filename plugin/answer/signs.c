/* signs.c - warning signs, and what is not covered, by the FAQ's own rules. Knows no score and no
 * confidence: a sign is described or it is not. */
#include "signs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pattern.h"

/* What a sign stands for, if not for an entry. */
#define TOPIC (UINT32_MAX - 1)
#define BESIDE (UINT32_MAX - 2)
#define IMPLIED (UINT32_MAX - 3)
#define TAKEN_BACK (UINT32_MAX - 4)
#define ENTRIES_END TAKEN_BACK /* entries are below */

struct rule {
        const struct article_sign *sign;
        uint32_t of;
};

struct signs {
        const struct article_faq *faq;
        struct pattern_set patterns; /* the values are concepts */
        struct rule *rules;
        uint16_t *needs;   /* of each rule: one concept of those that it needs, a rare one; most are
                            * done with here */
        size_t rule_count;
        uint64_t common[ARTICLE_SETS]; /* concepts */
        uint64_t again[ARTICLE_SETS];
};

static void put_in(uint64_t *set, size_t member)
{
        set[member / 64] |= (uint64_t)1 << member % 64;
}

bool signs_holds(const uint64_t set[ARTICLE_SETS], size_t concept)
{
        return set[concept / 64] >> concept % 64 & 1;
}

/* Is the concept one of a warning's? Those are found across commas and full stops, too: "my leg
 * is ... cold, and numb". */
static bool warns(const struct article_faq *faq, size_t concept)
{
        for (size_t e = 0; e < faq->entry_count; e++)
                if (faq->entry[e].kind == ARTICLE_WARNING)
                        for (size_t i = 0; i < faq->entry[e].sign_count; i++)
                                if (signs_holds(faq->entry[e].signs[i].said, concept) ||
                                    signs_holds(faq->entry[e].signs[i].unsaid, concept))
                                        return true;
        return false;
}

static int add_concept(struct signs *s, struct lexicon *lexicon, size_t concept, char *why, size_t cap)
{
        const struct article_list *says = &s->faq->concept[concept].says;
        bool whole = !warns(s->faq, concept);

        for (size_t i = 0; i < says->count; i++)
                if (lexicon_pattern(lexicon, says->item[i], &s->patterns, (uint16_t)concept, whole, why, cap) < 0)
                        return -1;
        return 0;
}

#define NEEDS_NOTHING UINT16_MAX

static void add_rules(struct signs *s, const struct article_sign *signs, size_t count, uint32_t of)
{
        for (size_t i = 0; i < count; i++)
                s->rules[s->rule_count++] = (struct rule){&signs[i], of};
}

/* The concept that the fewest rules need. */
static uint16_t rarest(const struct article_sign *sign, const size_t needed[ARTICLE_CONCEPTS_MAX])
{
        uint16_t best = NEEDS_NOTHING;

        for (uint16_t c = 0; c < ARTICLE_CONCEPTS_MAX; c++)
                if (signs_holds(sign->said, c) && (best == NEEDS_NOTHING || needed[c] < needed[best]))
                        best = c;
        return best;
}

static int make_rules(struct signs *s)
{
        const struct article_faq *faq = s->faq;
        size_t most = 0, needed[ARTICLE_CONCEPTS_MAX] = {0};

        for (size_t e = 0; e < faq->entry_count; e++)
                most += faq->entry[e].sign_count;
        for (size_t h = 0; h < faq->head_count; h++)
                most += faq->head[h].topic_count + faq->head[h].beside_count + faq->head[h].implied_count +
                        faq->head[h].taken_back_count;
        s->rules = malloc((most + 1) * sizeof *s->rules);
        s->needs = malloc((most + 1) * sizeof *s->needs);
        if (!s->rules || !s->needs)
                return -1;
        s->rule_count = 0;
        for (size_t h = 0; h < faq->head_count; h++) {
                add_rules(s, faq->head[h].topic, faq->head[h].topic_count, TOPIC);
                add_rules(s, faq->head[h].beside, faq->head[h].beside_count, BESIDE);
                add_rules(s, faq->head[h].implied, faq->head[h].implied_count, IMPLIED);
                add_rules(s, faq->head[h].taken_back, faq->head[h].taken_back_count, TAKEN_BACK);
        }
        for (uint32_t e = 0; e < faq->entry_count; e++)
                add_rules(s, faq->entry[e].signs, faq->entry[e].sign_count, e);
        for (size_t i = 0; i < s->rule_count; i++)
                for (size_t c = 0; c < ARTICLE_CONCEPTS_MAX; c++)
                        needed[c] += signs_holds(s->rules[i].sign->said, c);
        for (size_t i = 0; i < s->rule_count; i++)
                s->needs[i] = rarest(s->rules[i].sign, needed);
        return 0;
}

struct signs *signs_open(const struct article_faq *faq, struct lexicon *lexicon,
                         char *why, size_t cap)
{
        struct signs *s = calloc(1, sizeof *s);

        if (!s) {
                snprintf(why, cap, "not enough memory for the warning signs");
                return NULL;
        }
        s->faq = faq;
        pattern_init(&s->patterns);
        for (size_t c = 0; c < faq->concept_count; c++) {
                if (faq->concept[c].common)
                        put_in(s->common, c);
                if (faq->concept[c].again)
                        put_in(s->again, c);
        }
        for (size_t c = 0; c < faq->concept_count; c++)
                if (add_concept(s, lexicon, c, why, cap) < 0) {
                        signs_close(s);
                        return NULL;
                }
        if (pattern_seal(&s->patterns) < 0 || make_rules(s) < 0) {
                snprintf(why, cap, "not enough memory for the warning signs");
                signs_close(s);
                return NULL;
        }
        return s;
}

void signs_close(struct signs *s)
{
        if (!s)
                return;
        pattern_fini(&s->patterns);
        free(s->rules);
        free(s->needs);
        free(s);
}

#define WORDS_SET (TEXT_WORDS / 64 + 1)
#define BRIEF 2 /* words of a clause that goes on with the one before */

struct search {
        const struct signs *signs;
        const struct lexicon *lexicon;
        const struct reading *reading;
        size_t heard;  /* as far as this word it is known of whom */
        size_t named;  /* before this word somebody was named who is no person, with whom the clause begins */
        uint64_t others[WORDS_SET]; /* the words that are said of others */
        uint64_t over[WORDS_SET];   /* where what says that it is long past begins; and that it lasts */
        uint64_t lasts[WORDS_SET];
        uint64_t past[WORDS_SET];   /* the words of clauses that are long past */
        struct signs_found *out;
};

/* Does a clause begin here that leaves those who are no people? It does not where it points back, is but a word
 * or two ("hot, puffy leg"), or follows their mere name ("my dog, his leg ..."). "I fed the dog, my calf is hot"
 * and "the dog sleeps, one calf is hot" are of no dog. */
static bool leaves_others(const struct search *search, size_t at)
{
        const struct reading *r = search->reading;
        size_t end = at;

        if (!(r->word[at].flags & TEXT_BREAK) || at == search->named)
                return false;
        do
                if (lexicon_match(search->lexicon, LEXICON_PERSON, r, end))
                        return true;
                else if (lexicon_match(search->lexicon, LEXICON_POINTING, r, end))
                        return false;
        while (++end < r->word_count && !(r->word[end].flags & TEXT_BREAK));
        return end - at > BRIEF;
}

/* Is the word said of somebody who is no person? Whoever was named last before it decides. */
static bool of_others(struct search *search, size_t at)
{
        while (search->heard < at) {
                size_t n = lexicon_match(search->lexicon, LEXICON_OTHERS, search->reading, search->heard);
                bool others = n || (signs_holds(search->others, search->heard) && !leaves_others(search, search->heard) &&
                                    !lexicon_match(search->lexicon, LEXICON_PERSON, search->reading, search->heard));

                if (n && (search->heard == 0 || search->reading->word[search->heard].flags & TEXT_BREAK))
                        search->named = search->heard + n;
                for (size_t left = n ? n : 1; left > 0; left--) {
                        search->heard++;
                        if (others)
                                put_in(search->others, search->heard);
                }
        }
        return signs_holds(search->others, at) && !leaves_others(search, at);
}

bool signs_empty(const uint64_t set[ARTICLE_SETS])
{
        for (size_t i = 0; i < ARTICLE_SETS; i++)
                if (set[i])
                        return false;
        return true;
}

/* Notes the concept of a pattern that begins at word `at`. */
static void note(void *context, size_t at, uint16_t concept)
{
        struct search *search = context;
        struct signs_found *out = search->out;
        const struct article_concept *found = &search->signs->faq->concept[concept];
        bool denied = search->reading->word[at].flags & READING_NEGATED && !found->place;

        if (found->over)
                put_in(search->over, at);
        if (found->lasts)
                put_in(search->lasts, at);
        if (signs_holds(out->said, concept) || (!found->place && signs_holds(search->past, at)))
                return;
        put_in(denied || of_others(search, at) ? out->denied : out->said, concept);
}

/* Finds what is long past: all of a clause that begins with it ("last summer i fainted at a concert"), or the
 * words before it ("fainted at a concert last summer"). False: there is nothing. */
static bool find_past(struct search *search)
{
        const struct reading *r = search->reading;
        bool any = false;

        for (size_t from = 0, end; from < r->word_count; from = end) {
                size_t last = from; /* word that is long past, and one more */
                bool lasts = false;

                for (end = from; end < r->word_count && (end == from || !(r->word[end].flags & TEXT_BREAK)); end++) {
                        last = signs_holds(search->over, end) ? end : last;
                        lasts |= signs_holds(search->lasts, end);
                }
                if (signs_holds(search->over, from))
                        last = end;
                for (size_t at = from; !lasts && at < last; at++)
                        put_in(search->past, at);
                any |= last > from && !lasts;
        }
        return any;
}

static bool shares(const uint64_t one[ARTICLE_SETS], const uint64_t other[ARTICLE_SETS])
{
        for (size_t w = 0; w < ARTICLE_SETS; w++)
                if (one[w] & other[w])
                        return true;
        return false;
}

/* Which concepts are said, and which only denied; those of a clause that is long past are neither. */
static void read_concepts(struct search *search)
{
        const struct signs *s = search->signs;
        const struct reading *r = search->reading;
        struct signs_found *out = search->out;

        pattern_each(&s->patterns, r->word, r->word_count, note, search);
        if (!shares(out->said, s->again) && find_past(search)) {
                memset(out->said, 0, sizeof out->said);
                memset(out->denied, 0, sizeof out->denied);
                pattern_each(&s->patterns, r->word, r->word_count, note, search);
        }
        for (size_t w = 0; w < ARTICLE_SETS; w++)
                out->denied[w] &= ~out->said[w];
}

/* Is something said that must not be? */
static bool ruled_out(const struct article_sign *sign, const uint64_t said[ARTICLE_SETS])
{
        for (size_t w = 0; w < ARTICLE_SETS; w++)
                if (sign->unsaid[w] & said[w])
                        return true;
        return false;
}

/* Is all said that must be? */
static bool complete_in(const struct article_sign *sign, const uint64_t said[ARTICLE_SETS])
{
        uint64_t missing = 0;

        for (size_t w = 0; w < ARTICLE_SETS; w++)
                missing |= sign->said[w] & ~said[w];
        return !missing;
}

static bool described(const struct article_sign *sign, const uint64_t said[ARTICLE_SETS])
{
        return complete_in(sign, said) && !ruled_out(sign, said);
}

/* Of several entries described the first one counts. */
static void settle_on(const struct signs *s, uint32_t of, struct signs_found *out)
{
        uint32_t *entry;

        if (of == TOPIC) {
                out->topic = true;
        } else if (of == BESIDE) {
                out->beside = true;
        } else if (of == IMPLIED) {
                out->implied = true;
        } else if (of == TAKEN_BACK) {
                out->taken_back = true;
        } else {
                entry = s->faq->entry[of].kind == ARTICLE_WARNING ? &out->warning : &out->uncovered;
                *entry = of < *entry ? of : *entry;
        }
}

bool signs_hint(const struct signs *s, const struct signs_found *found, uint32_t entry)
{
        const struct article_entry *e = &s->faq->entry[entry];

        for (size_t i = 0; i < e->sign_count; i++)
                if (complete_in(&e->signs[i], found->said) && ruled_out(&e->signs[i], found->said))
                        return false;
        for (size_t i = 0; i < e->sign_count; i++)
                for (size_t c = 0; c < s->faq->concept_count; c++)
                        if (signs_holds(e->signs[i].said, c) && signs_holds(found->said, c) &&
                            !s->faq->concept[c].place && !ruled_out(&e->signs[i], found->said))
                                return true;
        return false;
}

/* Warnings that are described by this message together with those before. A leg alone adds nothing: it
 * is spoken of in nearly every message, and the red nose of the last one was none of its signs. */
static void complete(const struct signs *s, const struct signs_before *before, struct signs_found *out)
{
        uint64_t all[ARTICLE_SETS], news[ARTICLE_SETS];

        for (size_t w = 0; w < ARTICLE_SETS; w++) {
                news[w] = out->said[w] & ~before->said[w] & ~s->common[w];
                all[w] = (before->said[w] & ~out->denied[w]) | out->said[w];
        }
        if (signs_empty(before->said) || signs_empty(news))
                return;
        for (size_t i = 0; i < s->rule_count; i++) {
                const struct rule *rule = &s->rules[i];

                if (rule->of < ENTRIES_END && rule->of != before->warned && s->faq->entry[rule->of].kind == ARTICLE_WARNING &&
                    shares(rule->sign->said, news) && described(rule->sign, all))
                        settle_on(s, rule->of, out);
        }
}

void signs_find(const struct signs *s, const struct lexicon *lexicon, const struct reading *r,
                const struct signs_before *before, struct signs_found *out)
{
        struct search search = {.signs = s, .lexicon = lexicon, .reading = r, .out = out};

        *out = (struct signs_found){.warning = SIGNS_NONE, .uncovered = SIGNS_NONE};
        read_concepts(&search);
        if (signs_empty(out->said))
                return;
        for (size_t i = 0; i < s->rule_count; i++)
                if ((s->needs[i] == NEEDS_NOTHING || signs_holds(out->said, s->needs[i])) &&
                    described(s->rules[i].sign, out->said))
                        settle_on(s, s->rules[i].of, out);
        if (out->warning == SIGNS_NONE)
                complete(s, before, out);
}
