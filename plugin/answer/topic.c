/* topic.c - what each file of a FAQ is about: a few rare words of which nearly every ask for its
 * passages holds one. A file that has them has a gate: who asks has to name its topic, or be much
 * surer. Found from the asks alone; it refuses to know what they mean.
 */
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "room.h"

#define ANCHOR_INFO 9.5     /* how rare in everyday talk a word of the topic is */
#define ANCHOR_COVERS 0.90  /* of all asks for passages */
#define FIRST_COVERS 0.40   /* by the first alone: three passages have a word each, and no topic */

/* The rare stems of the passages' asks, ask after ask. */
struct rare {
        uint32_t *stem;
        size_t count, room;
        size_t *end;      /* of each ask */
        bool *covered;    /* does an anchor stand in it? */
        size_t asks;
};

/* One that holds nothing is none. */
static int add_ask(struct rare *rare, const struct lexicon *lexicon, const uint32_t *stem, size_t count)
{
        uint32_t *bigger = room_for(rare->stem, &rare->room, rare->count + count, sizeof *bigger);

        if (!bigger)
                return -1;
        rare->stem = bigger;
        for (size_t i = 0; i < count; i++)
                if (lexicon_stem_info(lexicon, stem[i]) >= ANCHOR_INFO)
                        rare->stem[rare->count++] = stem[i];
        if (count)
                rare->end[rare->asks++] = rare->count;
        return 0;
}

/* As the model has read them. */
static int take_asks(struct rare *rare, const struct answer *a, const struct model *m, size_t e)
{
        for (size_t ask = m->entry_first[e]; ask < m->entry_title[e]; ask++) {
                uint32_t first = m->ask_first[ask], end = m->ask_first[ask + 1];

                if (add_ask(rare, a->lexicon, m->stem_of + first, end - first) < 0)
                        return -1;
        }
        return 0;
}

static int read_asks(struct rare *rare, struct answer *a, const struct article_list *asks)
{
        const struct reading *r = &a->reading;
        uint32_t stem[TEXT_WORDS];

        for (size_t i = 0; i < asks->count; i++) {
                size_t count = 0;

                lexicon_read(a->lexicon, asks->item[i], strlen(asks->item[i]), &a->reading);
                for (size_t t = 0; t < r->term_count; t++)
                        if (r->term[t].stem != LEXICON_NO_STEM)
                                stem[count++] = r->term[t].stem;
                if (add_ask(rare, a->lexicon, stem, count) < 0)
                        return -1;
        }
        return 0;
}

/* Those of a file's passages. */
static int add_all(struct answer *a, struct rare *rare, const struct engine_file *file)
{
        const struct model *model = file->rank.match ? match_model(file->rank.match) : NULL;

        rare->count = rare->asks = 0;
        for (size_t e = 0; e < file->faq.entry_count; e++)
                if (file->faq.entry[e].kind == ARTICLE_PASSAGE &&
                    (model ? take_asks(rare, a, model, e) : read_asks(rare, a, &file->faq.entry[e].asks)) < 0)
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
static void choose_anchors(struct topic *topic, struct rare *rare, uint32_t *held, size_t stems)
{
        size_t covered = 0;

        memset(rare->covered, 0, rare->asks * sizeof *rare->covered);
        while (covered < rare->asks && topic->anchor_count < ENGINE_ANCHORS) {
                uint32_t best = 0;

                count_held(rare, held, stems);
                for (uint32_t s = 1; s < stems; s++)
                        if (held[s] > held[best])
                                best = s;
                if (held[best] * 50 < rare->asks)
                        break; /* not worth a place */
                topic->anchor[topic->anchor_count++] = best;
                covered = cover(rare, best);
                if ((double)covered < FIRST_COVERS * (double)rare->asks)
                        break;
        }
        if ((double)covered < ANCHOR_COVERS * (double)rare->asks)
                topic->anchor_count = 0;
}

/* The stems of its title. */
static void find_stems(struct answer *a, struct topic *topic, const char *title)
{
        lexicon_read(a->lexicon, title, strlen(title), &a->reading);
        for (size_t t = 0; t < a->reading.term_count && topic->stem_count < ENGINE_ANCHORS; t++)
                if (a->reading.term[t].stem != LEXICON_NO_STEM)
                        topic->stem[topic->stem_count++] = a->reading.term[t].stem;
}

static int find_all(struct answer *a, struct rare *rare, uint32_t *held)
{
        for (size_t f = a->faq->head_count; f-- > 0;) {
                struct topic *topic = &a->file[f].topic;

                if (add_all(a, rare, &a->file[f]) < 0)
                        return -1;
                choose_anchors(topic, rare, held, lexicon_stems(a->lexicon));
                if (topic->anchor_count) {
                        a->gated = (uint32_t)f;
                        a->any_gate = true;
                }
        }
        for (size_t f = 0; f < a->faq->head_count; f++) /* beside one with a gate, no other title is left out */
                if (a->file[f].topic.anchor_count || !a->any_gate)
                        find_stems(a, &a->file[f].topic, a->faq->head[f].title);
        return 0;
}

int topic_find(struct answer *a)
{
        struct rare rare = {0};
        size_t most = 0;
        uint32_t *held = calloc(lexicon_stems(a->lexicon) + 1, sizeof *held);
        int status = -1;

        for (size_t e = 0; e < a->faq->entry_count; e++)
                most += a->faq->entry[e].asks.count;
        rare.end = malloc((most + 1) * sizeof *rare.end);
        rare.covered = malloc((most + 1) * sizeof *rare.covered);
        if (held && rare.end && rare.covered)
                status = find_all(a, &rare, held);
        free(rare.covered);
        free(rare.end);
        free(rare.stem);
        free(held);
        return status;
}

static bool is_anchor(const struct topic *topic, uint32_t stem)
{
        for (size_t i = 0; i < topic->anchor_count; i++)
                if (stem == topic->anchor[i])
                        return true;
        return false;
}

bool topic_holds(const struct topic *topic, uint32_t stem)
{
        for (size_t i = 0; i < topic->stem_count; i++)
                if (stem == topic->stem[i])
                        return true;
        return is_anchor(topic, stem);
}

bool topic_names(const struct topic *topic, const struct reading *r)
{
        for (size_t t = 0; t < r->term_count; t++)
                if (is_anchor(topic, r->term[t].stem))
                        return true;
        return false;
}

bool topic_is_named(const struct answer *a, const struct reading *r)
{
        for (size_t f = 0; f < a->faq->head_count; f++)
                if (topic_names(&a->file[f].topic, r))
                        return true;
        return !a->any_gate;
}

size_t topic_foreign(const struct reading *r)
{
        size_t count = 0;

        for (size_t t = 0; t < r->term_count; t++)
                count += r->term[t].stem == LEXICON_NO_STEM &&
                         !(r->term[t].flags & (TEXT_NUMBER | READING_EMPTY));
        return count;
}

void topic_name(struct answer *a)
{
        const struct topic *topic = &a->file[a->about].topic;
        struct reading *r = &a->reading;

        for (size_t i = 0; i < topic->stem_count && r->term_count < TEXT_WORDS; i++) {
                const char *stem = lexicon_stem(a->lexicon, topic->stem[i]);

                r->term[r->term_count++] = (struct reading_term){
                        .s = stem, .stem = topic->stem[i], .info = (float)lexicon_info(a->lexicon, stem)};
        }
}
