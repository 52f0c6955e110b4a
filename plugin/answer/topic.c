/* topic.c - what a FAQ is about: a few rare words of which nearly every ask holds
 * one. Found from the asks alone; it refuses to know what they mean.
 */
#include <stdlib.h>
#include <string.h>

#include "engine.h"

#define ANCHOR_INFO 9.5     /* how rare in everyday talk a word of the topic is */
#define ANCHOR_COVERS 0.90  /* of all asks for passages */

/* The rare stems of the passages' asks, ask after ask. */
struct rare {
        uint32_t *stem;
        size_t count, room;
        size_t *end;      /* of each ask */
        bool *covered;    /* does an anchor stand in it? */
        size_t asks;
};

static int add_ask(struct answer *a, struct rare *rare, const char *ask)
{
        const struct reading *r = &a->reading;

        lexicon_read(a->lexicon, ask, strlen(ask), &a->reading);
        if (!rare->stem || rare->count + r->term_count > rare->room) {
                size_t room = rare->room * 2 + TEXT_WORDS;
                uint32_t *stem = realloc(rare->stem, room * sizeof *stem);

                if (!stem)
                        return -1;
                rare->stem = stem;
                rare->room = room;
        }
        for (size_t t = 0; t < r->term_count; t++)
                if (r->term[t].info >= ANCHOR_INFO && r->term[t].stem != LEXICON_NO_STEM)
                        rare->stem[rare->count++] = r->term[t].stem;
        rare->end[rare->asks++] = rare->count;
        return 0;
}

static int read_asks(struct answer *a, struct rare *rare)
{
        const struct article_faq *faq = a->faq;
        size_t most = 0;

        for (size_t e = 0; e < faq->entry_count; e++)
                most += faq->entry[e].asks.count;
        rare->end = malloc((most + 1) * sizeof *rare->end);
        rare->covered = calloc(most + 1, sizeof *rare->covered);
        if (!rare->end || !rare->covered)
                return -1;
        for (size_t e = 0; e < faq->entry_count; e++)
                for (size_t i = 0; faq->entry[e].kind == ARTICLE_PASSAGE && i < faq->entry[e].asks.count; i++)
                        if (add_ask(a, rare, faq->entry[e].asks.item[i]) < 0)
                                return -1;
        return 0;
}

/* Counts, for each rare stem, the asks that hold it and no anchor yet. */
static void count_held(const struct rare *rare, uint32_t *held, size_t stems)
{
        memset(held, 0, (stems + 1) * sizeof *held);
        for (size_t ask = 0, i = 0; ask < rare->asks; ask++)
                for (; i < rare->end[ask]; i++)
                        held[rare->stem[i]] += !rare->covered[ask];
}

/* The asks that hold an anchor, now that there is one more. */
static size_t cover(struct rare *rare, uint32_t anchor)
{
        size_t covered = 0;

        for (size_t ask = 0, i = 0; ask < rare->asks; ask++) {
                for (; i < rare->end[ask]; i++)
                        rare->covered[ask] |= rare->stem[i] == anchor;
                covered += rare->covered[ask];
        }
        return covered;
}

/* Greedily, the rare stems that most asks hold; all in vain (no gate) if a
 * few of them don't cover nearly every ask. */
static void choose_anchors(struct answer *a, struct rare *rare, uint32_t *held)
{
        size_t stems = lexicon_stems(a->lexicon), covered = 0;

        while (covered < rare->asks && a->anchor_count < ENGINE_ANCHORS) {
                uint32_t best = 0;

                count_held(rare, held, stems);
                for (uint32_t s = 1; s < stems; s++)
                        if (held[s] > held[best])
                                best = s;
                if (held[best] * 50 < rare->asks)
                        break; /* not worth a place */
                a->anchor[a->anchor_count++] = best;
                covered = cover(rare, best);
        }
        if ((double)covered < ANCHOR_COVERS * (double)rare->asks)
                a->anchor_count = 0;
}

static int find_anchors(struct answer *a)
{
        struct rare rare = {0};
        uint32_t *held = calloc(lexicon_stems(a->lexicon) + 1, sizeof *held);
        int status = held ? read_asks(a, &rare) : -1;

        if (status == 0)
                choose_anchors(a, &rare, held);
        free(rare.covered);
        free(rare.end);
        free(rare.stem);
        free(held);
        return status;
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
