/* signs.c - warning signs, and what is not covered, by the FAQ's own rules. Knows no score and no
 * confidence: a sign is described or it is not. */
#include "signs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GAP (LEXICON_NO_STEM - 1)  /* ".." in a phrase */
#define GAP_WORDS 3

struct phrase {
        uint32_t first;     /* index of its first element */
        uint16_t count;
        uint16_t concept;
        uint32_t next;      /* another phrase that begins alike, + 1 */
};

struct signs {
        const struct article_faq *faq;
        struct phrase *phrase;
        size_t phrase_count;
        uint32_t *element;  /* stems and gaps of all phrases */
        size_t element_count;
        uint32_t *starts;   /* stem -> first phrase of it alone, or of it and a gap, + 1 */
        uint32_t *pairs;    /* hash of two stems -> first phrase that begins with such, + 1 */
        size_t pair_mask;
        size_t stems;
};

static size_t count_phrases(const struct article_faq *faq, size_t *elements)
{
        size_t phrases = 0;

        *elements = 0;
        for (size_t c = 0; c < faq->concept_count; c++)
                for (size_t i = 0; i < faq->concept[c].says.count; i++) {
                        phrases++;
                        *elements += 2 * strlen(faq->concept[c].says.item[i]) + 2;
                }
        return phrases;
}

/* Adds the words of one piece of a phrase (what stands between two ".."). */
static int add_piece(struct signs *s, struct lexicon *lexicon, struct reading *reading,
                     const char *text, size_t length)
{
        if (lexicon_learn(lexicon, text, length, reading) < 0)
                return -1;
        for (size_t w = 0; w < reading->word_count; w++)
                s->element[s->element_count++] = reading->word[w].stem;
        return 0;
}

static int add_phrase(struct signs *s, struct lexicon *lexicon, struct reading *reading,
                      const char *text, size_t concept)
{
        struct phrase *phrase = &s->phrase[s->phrase_count];

        *phrase = (struct phrase){.first = (uint32_t)s->element_count, .concept = (uint16_t)concept};
        for (const char *gap; (gap = strstr(text, "..")); text = gap + strspn(gap, ".")) {
                if (add_piece(s, lexicon, reading, text, (size_t)(gap - text)) < 0)
                        return -1;
                if (s->element_count > phrase->first)
                        s->element[s->element_count++] = GAP;
        }
        if (add_piece(s, lexicon, reading, text, strlen(text)) < 0)
                return -1;
        while (s->element_count > phrase->first && s->element[s->element_count - 1] == GAP)
                s->element_count--;
        phrase->count = (uint16_t)(s->element_count - phrase->first);
        if (phrase->count)
                s->phrase_count++;
        return 0;
}

/* Many phrases begin with the same word, few with the same two. Others may
 * share the place. */
static uint32_t *pair_start(const struct signs *s, uint32_t first, uint32_t second)
{
        return &s->pairs[((first * 2654435761u) ^ (second * 2246822519u)) >> 7 & s->pair_mask];
}

static int add_all(struct signs *s, struct lexicon *lexicon, struct reading *reading)
{
        for (size_t c = 0; c < s->faq->concept_count; c++)
                for (size_t i = 0; i < s->faq->concept[c].says.count; i++)
                        if (add_phrase(s, lexicon, reading, s->faq->concept[c].says.item[i], c) < 0)
                                return -1;
        /* The room was for the longest thinkable phrases. */
        uint32_t *fitting = realloc(s->element, (s->element_count + 1) * sizeof *fitting);

        if (fitting)
                s->element = fitting;
        s->stems = lexicon_stems(lexicon);
        s->starts = calloc(s->stems + 1, sizeof *s->starts);
        for (s->pair_mask = 15; s->pair_mask < s->phrase_count; s->pair_mask = s->pair_mask * 2 + 1)
                ;
        s->pairs = calloc(s->pair_mask + 1, sizeof *s->pairs);
        if (!s->starts || !s->pairs)
                return -1;
        for (size_t i = 0; i < s->phrase_count; i++) {
                struct phrase *phrase = &s->phrase[i];
                const uint32_t *element = &s->element[phrase->first];
                uint32_t *start;

                if (element[0] >= s->stems)
                        continue;
                start = phrase->count > 1 && element[1] != GAP ? pair_start(s, element[0], element[1])
                                                               : &s->starts[element[0]];
                phrase->next = *start;
                *start = (uint32_t)i + 1;
        }
        return 0;
}

struct signs *signs_open(const struct article_faq *faq, struct lexicon *lexicon,
                         char *why, size_t cap)
{
        struct signs *s = calloc(1, sizeof *s);
        struct reading *reading = malloc(sizeof *reading);
        size_t elements, phrases = count_phrases(faq, &elements);

        if (s) {
                s->faq = faq;
                s->phrase = calloc(phrases + 1, sizeof *s->phrase);
                s->element = calloc(elements + 1, sizeof *s->element);
        }
        if (!s || !reading || !s->phrase || !s->element || add_all(s, lexicon, reading) < 0) {
                snprintf(why, cap, "not enough memory for the warning signs");
                signs_close(s);
                s = NULL;
        }
        free(reading);
        return s;
}

void signs_close(struct signs *s)
{
        if (!s)
                return;
        free(s->pairs);
        free(s->starts);
        free(s->element);
        free(s->phrase);
        free(s);
}

/* Do the elements match from word `at` on? Returns the index behind the last
 * word, or 0. A gap takes as few words as it can. */
static size_t matches(const uint32_t *element, size_t count, const struct reading *r, size_t at)
{
        for (size_t i = 0; i < count; i++) {
                if (element[i] == GAP) {
                        for (size_t skip = 0; skip <= GAP_WORDS; skip++) {
                                size_t end = matches(element + i + 1, count - i - 1, r, at + skip);

                                if (end)
                                        return end;
                        }
                        return 0;
                }
                if (at >= r->word_count || r->word[at].stem != element[i])
                        return 0;
                at++;
        }
        return at;
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

bool signs_holds(const uint64_t set[ARTICLE_SETS], size_t concept)
{
        return set[concept / 64] >> concept % 64 & 1;
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

/* Notes each concept of a chain of phrases that begins at word `at`. */
static void find_at(const struct signs *s, const struct lexicon *lexicon, const struct reading *r,
                    size_t at, uint32_t chain, struct signs_found *out)
{
        for (uint32_t i = chain; i; i = s->phrase[i - 1].next) {
                const struct phrase *p = &s->phrase[i - 1];

                if (signs_holds(out->said, p->concept) ||
                    !matches(s->element + p->first, p->count, r, at))
                        continue;
                bool no = r->word[at].flags & READING_NEGATED && !s->faq->concept[p->concept].place;

                put_in(no || of_others(lexicon, r, at) ? out->denied : out->said, p->concept);
        }
}

static bool described(const struct article_sign *signs, size_t count, const uint64_t said[ARTICLE_SETS])
{
        for (size_t i = 0; i < count; i++) {
                uint64_t wrong = 0;

                for (size_t w = 0; w < ARTICLE_SETS; w++)
                        wrong |= (signs[i].said[w] & ~said[w]) | (signs[i].unsaid[w] & said[w]);
                if (!wrong)
                        return true;
        }
        return false;
}

void signs_find(const struct signs *s, const struct lexicon *lexicon, const struct reading *r,
                struct signs_found *out)
{
        *out = (struct signs_found){.warning = SIGNS_NONE, .uncovered = SIGNS_NONE};
        for (size_t at = 0; at < r->word_count; at++)
                if (r->word[at].stem < s->stems) {
                        find_at(s, lexicon, r, at, s->starts[r->word[at].stem], out);
                        if (at + 1 < r->word_count)
                                find_at(s, lexicon, r, at,
                                        *pair_start(s, r->word[at].stem, r->word[at + 1].stem), out);
                }
        for (size_t w = 0; w < ARTICLE_SETS; w++)
                out->denied[w] &= ~out->said[w];
        if (signs_empty(out->said))
                return;
        for (size_t h = 0; h < s->faq->head_count; h++)
                out->topic |= described(s->faq->head[h].topic, s->faq->head[h].topic_count, out->said);
        for (uint32_t e = (uint32_t)s->faq->entry_count; e-- > 0;)
                if (described(s->faq->entry[e].signs, s->faq->entry[e].sign_count, out->said))
                        *(s->faq->entry[e].kind == ARTICLE_WARNING ? &out->warning : &out->uncovered) = e;
}
