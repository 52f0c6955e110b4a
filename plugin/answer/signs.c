/* signs.c - warning signs, and what is not covered, by the FAQ's own rules. Knows no score and no
 * confidence: a sign is described or it is not. */
#include "signs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pattern.h"

struct signs {
        const struct article_faq *faq;
        struct pattern_set patterns; /* the values are concepts */
};

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
                                if (signs_holds(faq->entry[e].signs[i].said, concept))
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
        for (size_t c = 0; c < faq->concept_count; c++)
                if (add_concept(s, lexicon, c, why, cap) < 0) {
                        signs_close(s);
                        return NULL;
                }
        if (pattern_seal(&s->patterns) < 0) {
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
        free(s);
}

/* Is the word said of somebody who is no person? Whoever was named last before
 * it decides. */
static bool of_others(const struct lexicon *lexicon, const struct reading *r, size_t at)
{
        bool others = false;

        for (size_t i = 0; i < at;) {
                size_t n = lexicon_match(lexicon, LEXICON_OTHERS, r, i);

                if (n) {
                        others = true;
                        i += n;
                        continue;
                }
                if (lexicon_match(lexicon, LEXICON_PERSON, r, i))
                        others = false;
                i++;
        }
        return others;
}

bool signs_empty(const uint64_t set[ARTICLE_SETS])
{
        for (size_t i = 0; i < ARTICLE_SETS; i++)
                if (set[i])
                        return false;
        return true;
}

static void put_in(uint64_t set[ARTICLE_SETS], size_t concept)
{
        set[concept / 64] |= (uint64_t)1 << concept % 64;
}

struct search {
        const struct signs *signs;
        const struct lexicon *lexicon;
        const struct reading *reading;
        size_t at;
        struct signs_found *out;
};

/* Notes the concept of a pattern that begins at word `at`. */
static void note(void *context, uint16_t concept)
{
        struct search *search = context;
        struct signs_found *out = search->out;
        bool denied = search->reading->word[search->at].flags & READING_NEGATED &&
                      !search->signs->faq->concept[concept].place;

        if (signs_holds(out->said, concept))
                return;
        put_in(denied || of_others(search->lexicon, search->reading, search->at) ? out->denied : out->said,
               concept);
}

/* Is something said that must not be? */
static bool ruled_out(const struct article_sign *sign, const uint64_t said[ARTICLE_SETS])
{
        for (size_t w = 0; w < ARTICLE_SETS; w++)
                if (sign->unsaid[w] & said[w])
                        return true;
        return false;
}

static bool described(const struct article_sign *signs, size_t count, const uint64_t said[ARTICLE_SETS])
{
        for (size_t i = 0; i < count; i++) {
                uint64_t missing = 0;

                for (size_t w = 0; w < ARTICLE_SETS; w++)
                        missing |= signs[i].said[w] & ~said[w];
                if (!missing && !ruled_out(&signs[i], said))
                        return true;
        }
        return false;
}

bool signs_hint(const struct signs *s, const struct signs_found *found, uint32_t entry)
{
        const struct article_entry *e = &s->faq->entry[entry];

        for (size_t i = 0; i < e->sign_count; i++)
                for (size_t c = 0; c < s->faq->concept_count; c++)
                        if (signs_holds(e->signs[i].said, c) && signs_holds(found->said, c) &&
                            !s->faq->concept[c].place && !ruled_out(&e->signs[i], found->said))
                                return true;
        return false;
}

void signs_find(const struct signs *s, const struct lexicon *lexicon, const struct reading *r,
                struct signs_found *out)
{
        struct search search = {s, lexicon, r, 0, out};

        *out = (struct signs_found){.warning = SIGNS_NONE, .uncovered = SIGNS_NONE};
        for (; search.at < r->word_count; search.at++)
                pattern_each(&s->patterns, r->word, r->word_count, search.at, note, &search);
        for (size_t w = 0; w < ARTICLE_SETS; w++)
                out->denied[w] &= ~out->said[w];
        if (signs_empty(out->said))
                return;
        for (size_t h = 0; h < s->faq->head_count; h++) {
                const struct article_head *head = &s->faq->head[h];

                out->topic |= described(head->topic, head->topic_count, out->said);
                out->beside |= described(head->beside, head->beside_count, out->said);
        }
        for (uint32_t e = (uint32_t)s->faq->entry_count; e-- > 0;)
                if (described(s->faq->entry[e].signs, s->faq->entry[e].sign_count, out->said))
                        *(s->faq->entry[e].kind == ARTICLE_WARNING ? &out->warning : &out->uncovered) = e;
}
