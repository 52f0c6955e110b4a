/* index.c - entries -> postings with BM25F impacts.
 *
 *   texts --learn--> terms of all entries, in a row --weigh--> tf, entry by entry
 *         --scatter--> (entry, impact), stem by stem --> postings
 *
 * All of it in time and memory linear in the texts. It knows no question; those
 * are index_search.c's. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "index_parts.h"

#define LARGE ((size_t)1 << 20) /* bytes of an index */

enum field { TITLE, ASKS, KEYWORDS, BODY, FIELDS };

static const double field_weight[FIELDS] = { INDEX_TITLE, 1, 1, 1 };

struct build {
        uint32_t *term;       /* stems of all entries, field after field */
        size_t terms, room;
        uint32_t (*length)[FIELDS]; /* of each entry: terms in each field */
        double mean[FIELDS];
        size_t stems;
        float *weight;        /* of each stem: its tf in the entry at hand */
        uint32_t *touched;    /* stems with a weight */
        size_t touched_count;
        size_t *start;        /* of each stem: its first place in entry[], impact[] */
        uint32_t *entry;
        uint8_t *impact;
        struct reading *reading;
};

static void build_fini(struct build *build)
{
        free(build->term);
        free(build->length);
        free(build->weight);
        free(build->touched);
        free(build->start);
        free(build->entry);
        free(build->impact);
        free(build->reading);
}

static int add_terms(struct build *build, uint32_t *length)
{
        const struct reading *reading = build->reading;

        if (build->terms + reading->term_count > build->room) {
                size_t room = build->room / 2 * 3 + 4096;
                uint32_t *term = realloc(build->term, room * sizeof *term);

                if (!term)
                        return -1;
                build->term = term;
                build->room = room;
        }
        for (size_t t = 0; t < reading->term_count; t++) {
                if (reading->term[t].stem == LEXICON_NO_STEM)
                        continue;
                build->term[build->terms++] = reading->term[t].stem;
                ++*length;
        }
        return 0;
}

/* text may be NULL. */
static int learn_text(struct build *build, struct lexicon *lexicon, const char *text,
                      uint32_t *length)
{
        size_t bytes = text ? strlen(text) : 0;
        size_t at = 0;
        int words;

        while (at < bytes &&
               (words = lexicon_learn_on(lexicon, text, bytes, &at, build->reading)) != 0)
                if (words < 0 || add_terms(build, length) < 0)
                        return -1;
        return 0;
}

static int learn_list(struct build *build, struct lexicon *lexicon,
                      const struct article_list *list, const char *title, uint32_t *length)
{
        for (size_t i = 0; i < list->count; i++)
                if (strcmp(list->item[i], title) != 0 &&
                    learn_text(build, lexicon, list->item[i], length) < 0)
                        return -1;
        return 0;
}

/* Does text begin with answer (up to "...")? Then it is not to count twice. */
static bool repeats(const char *text, const char *answer)
{
        size_t length = answer ? strlen(answer) : 0;

        if (length >= 3 && strcmp(answer + length - 3, "...") == 0)
                length -= 3;
        return text && strncmp(text, answer ? answer : "", length) == 0;
}

static int learn_entry(struct build *build, struct lexicon *lexicon,
                       const struct article_entry *entry, uint32_t length[FIELDS])
{
        const char *title = entry->title ? entry->title : "";
        const char *answer = entry->answer ? entry->answer : "";

        if (learn_text(build, lexicon, title, &length[TITLE]) < 0 ||
            learn_list(build, lexicon, &entry->asks, title, &length[ASKS]) < 0 ||
            learn_list(build, lexicon, &entry->keywords, title, &length[KEYWORDS]) < 0)
                return -1;
        if (!repeats(entry->text, answer) && strcmp(answer, title) != 0 &&
            learn_text(build, lexicon, answer, &length[BODY]) < 0)
                return -1;
        return learn_text(build, lexicon, entry->text, &length[BODY]);
}

static int learn(struct build *build, struct lexicon *lexicon, const struct article_faq *faq)
{
        size_t having[FIELDS] = {0};

        for (size_t e = 0; e < faq->entry_count; e++) {
                uint32_t *length = build->length[e];

                if (learn_entry(build, lexicon, &faq->entry[e], length) < 0)
                        return -1;
                for (size_t f = 0; f < FIELDS; f++) {
                        build->mean[f] += length[f];
                        having[f] += length[f] > 0;
                }
        }
        for (size_t f = 0; f < FIELDS; f++)
                build->mean[f] /= having[f] ? (double)having[f] : 1;
        build->stems = lexicon_stems(lexicon);
        return 0;
}

/* Sums up tf of the entry whose terms begin at term; returns where the next
 * entry's begin. */
static const uint32_t *weigh(struct build *build, const uint32_t *term,
                             const uint32_t length[FIELDS])
{
        build->touched_count = 0;
        for (size_t f = 0; f < FIELDS; f++) {
                float each = (float)(field_weight[f] /
                                     (1 - INDEX_B + INDEX_B * length[f] / build->mean[f]));

                for (uint32_t i = 0; i < length[f]; i++, term++) {
                        if (build->weight[*term] == 0)
                                build->touched[build->touched_count++] = *term;
                        build->weight[*term] += each;
                }
        }
        return term;
}

/* 1 .. INDEX_IMPACT */
static uint8_t impact_of(float tf)
{
        long impact = lround(INDEX_IMPACT * (double)tf / (INDEX_K1 + (double)tf));

        return (uint8_t)(impact < 1 ? 1 : impact);
}

/* After it start[s] is where the next stem's begin: the end of its own. */
static void scatter(struct build *build, size_t entries)
{
        const uint32_t *term = build->term;

        for (size_t e = 0; e < entries; e++) {
                term = weigh(build, term, build->length[e]);
                for (size_t i = 0; i < build->touched_count; i++) {
                        uint32_t stem = build->touched[i];
                        size_t place = build->start[stem]++;

                        build->entry[place] = (uint32_t)e;
                        build->impact[place] = impact_of(build->weight[stem]);
                        build->weight[stem] = 0;
                }
        }
}

/* Counts into start[s + 1] the entries that hold s, then adds them up. Returns
 * the sum over all stems. */
static size_t find_starts(struct build *build, size_t entries)
{
        const uint32_t *term = build->term;

        for (size_t e = 0; e < entries; e++) {
                term = weigh(build, term, build->length[e]);
                for (size_t i = 0; i < build->touched_count; i++) {
                        build->start[build->touched[i] + 1]++;
                        build->weight[build->touched[i]] = 0;
                }
        }
        for (size_t s = 0; s < build->stems; s++)
                build->start[s + 1] += build->start[s];
        return build->start[build->stems];
}

static int fill(struct build *build, struct postings *postings, size_t entries)
{
        size_t count, from = 0;

        build->weight = calloc(build->stems + 1, sizeof *build->weight);
        build->touched = malloc((build->stems + 1) * sizeof *build->touched);
        build->start = calloc(build->stems + 2, sizeof *build->start);
        if (!build->weight || !build->touched || !build->start)
                return -1;
        count = find_starts(build, entries);
        build->entry = malloc((count + 1) * sizeof *build->entry);
        build->impact = malloc(count + 1);
        if (!build->entry || !build->impact ||
            postings_init(postings, build->stems, (uint32_t)entries) < 0)
                return -1;
        scatter(build, entries);
        for (size_t s = 0; s < build->stems; from = build->start[s++])
                if (postings_fill(postings, s, build->entry + from, build->impact + from,
                                  build->start[s] - from) < 0)
                        return -1;
        postings_settle(postings);
        return 0;
}

/* Building a large index leaves many times its size in free memory, and so did
 * reading the files before it; glibc keeps that unless it is asked. */
static void give_back(const struct index *index)
{
#ifdef __GLIBC__
        if (index_size(index) > LARGE)
                malloc_trim(0);
#else
        (void)index;
#endif
}

struct index *index_open(const struct article_faq *faq, struct lexicon *lexicon,
                         char *why, size_t cap)
{
        struct build build = {0};
        struct index *index = calloc(1, sizeof *index);
        int status = -1;

        if (faq->entry_count > INT32_MAX / FIELDS) {
                snprintf(why, cap, "%zu passages are too many", faq->entry_count);
                goto out;
        }
        snprintf(why, cap, "out of memory");
        build.length = calloc(faq->entry_count + 1, sizeof *build.length);
        build.reading = malloc(sizeof *build.reading);
        if (!index || !build.length || !build.reading || learn(&build, lexicon, faq) < 0)
                goto out;
        index->room = calloc(1, sizeof *index->room);
        if (!index->room || fill(&build, &index->postings, faq->entry_count) < 0)
                goto out;
        status = 0;
        if (cap > 0)
                why[0] = '\0';
out:
        build_fini(&build);
        if (status < 0) {
                index_close(index);
                return NULL;
        }
        give_back(index);
        return index;
}

void index_close(struct index *index)
{
        if (!index)
                return;
        postings_fini(&index->postings);
        free(index->room);
        free(index);
}

size_t index_size(const struct index *index)
{
        return sizeof *index + sizeof *index->room + postings_size(&index->postings);
}
