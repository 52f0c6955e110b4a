/* topic.c - what a FAQ is about: a few rare words of which nearly every ask holds
 * one. Found from the asks alone; it refuses to know what they mean.
 */
#include <stdlib.h>
#include <string.h>

#include "engine.h"

#define ANCHOR_INFO 9.5     /* how rare in everyday talk a word of the topic is */
#define ANCHOR_COVERS 0.90  /* of all asks for passages */

static bool has_stem(const struct reading *r, const uint32_t *stem, size_t count)
{
        for (size_t t = 0; t < r->term_count; t++)
                for (size_t i = 0; i < count; i++)
                        if (r->term[t].stem == stem[i])
                                return true;
        return false;
}

/* Counts, for each rare stem, the passages' asks that hold it and no anchor
 * yet. Returns the number of asks that hold an anchor. */
static size_t count_uncovered(struct answer *a, uint32_t *held, size_t *asks)
{
        size_t covered = 0;

        memset(held, 0, (lexicon_stems(a->lexicon) + 1) * sizeof *held);
        *asks = 0;
        for (size_t e = 0; e < a->faq->entry_count; e++) {
                const struct article_entry *entry = &a->faq->entry[e];

                for (size_t i = 0; entry->kind == ARTICLE_PASSAGE && i < entry->asks.count; i++) {
                        ++*asks;
                        lexicon_read(a->lexicon, entry->asks.item[i], strlen(entry->asks.item[i]), &a->reading);
                        if (has_stem(&a->reading, a->anchor, a->anchor_count)) {
                                covered++;
                                continue;
                        }
                        for (size_t t = 0; t < a->reading.term_count; t++)
                                if (a->reading.term[t].info >= ANCHOR_INFO &&
                                    a->reading.term[t].stem != LEXICON_NO_STEM)
                                        held[a->reading.term[t].stem]++;
                }
        }
        return covered;
}

/* Greedily, the rare stems that most asks hold; all in vain (no gate) if a
 * few of them don't cover nearly every ask. */
static int find_anchors(struct answer *a)
{
        uint32_t *held = calloc(lexicon_stems(a->lexicon) + 1, sizeof *held);
        size_t asks, covered;

        if (!held)
                return -1;
        while ((covered = count_uncovered(a, held, &asks)) < asks && a->anchor_count < ENGINE_ANCHORS) {
                uint32_t best = 0;

                for (uint32_t s = 1; s < lexicon_stems(a->lexicon); s++)
                        if (held[s] > held[best])
                                best = s;
                if (held[best] * 50 < asks)
                        break; /* not worth a place */
                a->anchor[a->anchor_count++] = best;
        }
        if ((double)count_uncovered(a, held, &asks) < ANCHOR_COVERS * (double)asks)
                a->anchor_count = 0;
        free(held);
        return 0;
}

int topic_find(struct answer *a)
{
        const char *title = a->faq->head[0].title;

        if (find_anchors(a) < 0)
                return -1;
        lexicon_read(a->lexicon, title, strlen(title), &a->reading);
        for (size_t t = 0; t < a->reading.term_count && a->topic_count < ENGINE_ANCHORS; t++)
                if (a->reading.term[t].stem != LEXICON_NO_STEM)
                        a->topic_stem[a->topic_count++] = a->reading.term[t].stem;
        return 0;
}

void topic_name(struct answer *a)
{
        struct reading *r = &a->reading;

        for (size_t i = 0; i < a->topic_count && r->term_count < TEXT_WORDS; i++) {
                const char *stem = lexicon_stem(a->lexicon, a->topic_stem[i]);

                r->term[r->term_count++] = (struct reading_term){
                        .s = stem, .stem = a->topic_stem[i], .info = (float)lexicon_info(a->lexicon, stem)};
        }
}
