/* model.c - reads the asks, counts and weighs their stems.
 *
 * Knows stems and entries by number; what is done with the tables is match.c's.
 * All loops of model*.c are linear in the number of stems in asks but
 * for alike stems (a few for each) and training (rows * what stands in a row *
 * entries).
 */
#include "model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model_parts.h"
#include "room.h"

#define ALIKE_LEAST 0.15f  /* less alike stems add nothing to each other */
#define ALIKE_MOST 48

static bool taken(const struct model_build *b, uint32_t stem)
{
        for (size_t i = b->ask_first[b->m->asks]; i < b->stem_count; i++)
                if (b->stem_of[i] == stem)
                        return true;
        return false;
}

/* Takes one ask's stems into the build; `once`: each of them a single time. */
static int add_ask(struct model_build *b, const char *text, size_t length, bool once)
{
        struct model *m = b->m;
        uint32_t *stem_of;

        if (lexicon_learn(b->lexicon, text, length, b->reading) < 0)
                return -1;
        stem_of = room_for(b->stem_of, &b->stem_cap, b->stem_count + b->reading->term_count,
                             sizeof *stem_of);
        if (!stem_of)
                return -1;
        b->stem_of = stem_of;
        for (size_t i = 0; i < b->reading->term_count; i++)
                if (b->reading->term[i].stem != LEXICON_NO_STEM &&
                    !(once && taken(b, b->reading->term[i].stem)))
                        stem_of[b->stem_count++] = b->reading->term[i].stem;
        if (b->stem_count == b->ask_first[m->asks])
                return 0; /* nothing in it that counts */
        b->ask_first[++m->asks] = (uint32_t)b->stem_count;
        return 0;
}

/* An entry's asks, then, from *title on, its title and its keywords as one ask each. */
static int add_entry(struct model_build *b, const struct article_entry *entry, uint32_t *title)
{
        char keywords[TEXT_BYTES];
        size_t used = 0;

        for (size_t i = 0; i < entry->asks.count; i++)
                if (add_ask(b, entry->asks.item[i], strlen(entry->asks.item[i]), false) < 0)
                        return -1;
        *title = (uint32_t)b->m->asks;
        if (entry->title && add_ask(b, entry->title, strlen(entry->title), false) < 0)
                return -1;
        for (size_t i = 0; i < entry->keywords.count; i++) {
                size_t length = strlen(entry->keywords.item[i]);

                if (used + length + 2 > sizeof keywords)
                        break;
                memcpy(keywords + used, entry->keywords.item[i], length);
                used += length;
                keywords[used++] = '\n'; /* keywords are no neighbours of each other */
        }
        return used ? add_ask(b, keywords, used, true) : 0;
}

static size_t count_asks(const struct article_faq *faq)
{
        size_t most = 0;

        for (size_t e = 0; e < faq->entry_count; e++)
                most += faq->entry[e].asks.count + 2;
        return most;
}

/* Warnings at the end that have no asks are told by their signs alone. */
static size_t count_entries(const struct article_faq *faq)
{
        size_t count = faq->entry_count;

        while (count > 0 && faq->entry[count - 1].kind == ARTICLE_WARNING && faq->entry[count - 1].asks.count == 0)
                count--;
        return count;
}

static int read_asks(struct model_build *b)
{
        struct model *m = b->m;
        size_t most = count_asks(b->faq);

        m->entries = count_entries(b->faq);
        m->ask_entry = malloc((most + 1) * sizeof *m->ask_entry);
        m->entry_first = malloc((m->entries + 1) * sizeof *m->entry_first);
        m->entry_title = malloc((m->entries + 1) * sizeof *m->entry_title);
        m->slot_first = malloc((m->entries + 1) * sizeof *m->slot_first);
        b->ask_first = calloc(most + 1, sizeof *b->ask_first);
        if (!m->ask_entry || !m->entry_first || !m->entry_title || !m->slot_first || !b->ask_first)
                return -1;
        for (size_t e = 0; e < m->entries; e++) {
                m->entry_first[e] = (uint32_t)m->asks;
                if (add_entry(b, &b->faq->entry[e], &m->entry_title[e]) < 0)
                        return -1;
                for (size_t a = m->entry_first[e]; a < m->asks; a++)
                        m->ask_entry[a] = (uint32_t)e;
        }
        m->entry_first[m->entries] = (uint32_t)m->asks;
        for (size_t e = 0; e < m->entries; e++) {
                size_t own = m->entry_first[e + 1] - m->entry_first[e];

                m->slot_first[e] = (uint32_t)m->slots;
                m->slots += (own + VECTOR_FLOATS - 1) / VECTOR_FLOATS * VECTOR_FLOATS;
        }
        m->slot_first[m->entries] = (uint32_t)m->slots;
        m->slots = (m->slots + VECTOR_SHORTS - 1) / VECTOR_SHORTS * VECTOR_SHORTS;
        m->stems = lexicon_stems(b->lexicon);
        return 0;
}

static int count_stems(struct model_build *b)
{
        struct model *m = b->m;
        uint32_t *last_ask = calloc(m->stems + 1, sizeof *last_ask);
        uint32_t *last_entry = calloc(m->stems + 1, sizeof *last_entry);

        b->ask_count = calloc(m->stems + 1, sizeof *b->ask_count);
        b->entry_count = calloc(m->stems + 1, sizeof *b->entry_count);
        b->total = calloc(m->stems + 1, sizeof *b->total);
        m->stem = calloc(m->stems + 1, sizeof *m->stem);
        int failed = !last_ask || !last_entry || !b->ask_count || !b->entry_count || !b->total || !m->stem;

        for (uint32_t a = 0; !failed && a < m->asks; a++)
                for (uint32_t i = b->ask_first[a]; i < b->ask_first[a + 1]; i++) {
                        uint32_t s = b->stem_of[i];

                        b->total[s]++;
                        b->ask_count[s] += last_ask[s] != a + 1;
                        b->entry_count[s] += last_entry[s] != m->ask_entry[a] + 1;
                        last_ask[s] = a + 1;
                        last_entry[s] = m->ask_entry[a] + 1;
                }
        free(last_ask);
        free(last_entry);
        return failed ? -1 : 0;
}

/* In double and rounded once: machines whose libm differs in the last place
 * still agree. */
static float weight_of(float entries, uint32_t held)
{
        return (float)log((1 + (double)entries) / (1 + (double)held)) + 2;
}

static void weigh_stems(struct model_build *b)
{
        struct model *m = b->m;
        float entries = (float)m->entries;

        m->max_weight = weight_of(entries, 0);
        for (size_t s = 0; s < m->stems; s++) {
                m->stem[s].dense = MODEL_NONE;
                if (!b->total[s])
                        continue;
                m->stem[s].weight = weight_of(entries, b->entry_count[s]);
                m->stem[s].share = (float)log((double)b->total[s] / (double)b->stem_count);
                m->stem[s].covered = ((float)b->entry_count[s] + 0.3f) / (entries + 1);
        }
}

/* The product of two stems' vectors; like: that of their grams. */
static float product(const struct model *m, uint32_t a, uint32_t b, float like)
{
        return m->stem[a].weight * m->stem[b].weight *
               (like + (a == b ? MODEL_STEM_WEIGHT * MODEL_STEM_WEIGHT : 0));
}

float model_pair_weight(const struct model *m, uint32_t s, uint32_t next)
{
        float a = m->stem[s].weight, b = m->stem[next].weight;

        return MODEL_PAIR_WEIGHT * (a < b ? a : b);
}

/* How often the stem at i stands in its ask. */
static uint32_t count_in(const struct model_build *b, size_t ask, uint32_t i)
{
        uint32_t count = 0;

        for (uint32_t k = b->ask_first[ask]; k < b->ask_first[ask + 1]; k++)
                count += b->stem_of[k] == b->stem_of[i];
        return count;
}

/* 1 / length of each ask's vector. Grams that different stems share are left
 * out of the length, in questions too. */
static int measure_asks(struct model_build *b)
{
        struct model *m = b->m;

        b->norm = malloc((m->asks + 1) * sizeof *b->norm);
        if (!b->norm)
                return -1;
        for (size_t a = 0; a < m->asks; a++) {
                float square = 0;

                for (uint32_t i = b->ask_first[a]; i < b->ask_first[a + 1]; i++) {
                        float w = m->stem[b->stem_of[i]].weight;

                        square += w * w * (1 + MODEL_STEM_WEIGHT * MODEL_STEM_WEIGHT) *
                                  (float)count_in(b, a, i);
                        if (i + 1 < b->ask_first[a + 1]) {
                                float p = model_pair_weight(m, b->stem_of[i], b->stem_of[i + 1]);

                                square += p * p;
                        }
                }
                b->norm[a] = 1 / sqrtf(square);
        }
        return 0;
}

static int open_grams(struct model_build *b)
{
        struct model *m = b->m;
        const char **text = malloc((m->stems + 1) * sizeof *text);

        if (!text)
                return -1;
        for (uint32_t s = 0; s < m->stems; s++)
                text[s] = lexicon_stem(b->lexicon, s);
        m->grams = grams_open(text, b->ask_count, m->stems, m->asks);
        free(text);
        return m->grams ? 0 : -1;
}

/* Which stems look like each stem of the asks, and the products of their vectors. */
static int find_alike(struct model_build *b)
{
        struct model *m = b->m;
        size_t used = 0, cap = 0;
        float *score = calloc(m->stems + 1, sizeof *score);
        int status;

        b->alike_first = calloc(m->stems + 1, sizeof *b->alike_first);
        status = score && b->alike_first ? 0 : -1;
        for (uint32_t s = 0; status == 0 && s < m->stems; s++) {
                struct grams_like *alike = room_for(b->alike, &cap, used + ALIKE_MOST, sizeof *alike);

                b->alike_first[s] = used;
                if (!alike) {
                        status = -1;
                        break;
                }
                b->alike = alike;
                if (m->stem[s].weight == 0)
                        continue;
                used += grams_alike(m->grams, lexicon_stem(b->lexicon, s), ALIKE_LEAST, score,
                                    b->alike + used, ALIKE_MOST);
                for (size_t i = b->alike_first[s]; i < used; i++)
                        b->alike[i].like = product(m, s, b->alike[i].stem, b->alike[i].like);
        }
        if (status == 0)
                b->alike_first[m->stems] = used;
        free(score);
        return status;
}

static int build(struct model_build *b)
{
        if (read_asks(b) < 0 || count_stems(b) < 0)
                return -1;
        weigh_stems(b);
        if (measure_asks(b) < 0 || open_grams(b) < 0 || find_alike(b) < 0 ||
            model_tabulate(b) < 0 || model_learn(b) < 0)
                return -1;
        return 0;
}

int model_open(struct model *m, const struct article_faq *faq, struct lexicon *lexicon,
               char *why, size_t cap)
{
        struct model_build b = {.m = m, .faq = faq, .lexicon = lexicon};
        int status = -1;

        memset(m, 0, sizeof *m);
        if (count_asks(faq) + faq->entry_count * (VECTOR_FLOATS - 1) > MODEL_SLOTS_MAX) {
                snprintf(why, cap, "%zu asks are too many for a model", count_asks(faq));
                return -1;
        }
        b.reading = malloc(sizeof *b.reading);
        if (b.reading)
                status = build(&b);
        m->ask_first = b.ask_first;
        m->stem_of = b.stem_of;
        if (status < 0) {
                snprintf(why, cap, "not enough memory for %zu entries", faq->entry_count);
                model_close(m);
        }
        free(b.alike_first);
        free(b.alike);
        free(b.norm);
        free(b.total);
        free(b.entry_count);
        free(b.ask_count);
        free(b.reading);
        return status;
}

void model_forget_asks(struct model *m)
{
        free(m->entry_title);
        free(m->ask_first);
        free(m->stem_of);
        m->entry_title = m->ask_first = m->stem_of = NULL;
}

void model_close(struct model *m)
{
        model_forget_asks(m);
        grams_close(m->grams);
        free(m->bias);
        free(m->row);
        free(m->pair_slot);
        free(m->pair);
        free(m->dense);
        free(m->posting);
        free(m->stem);
        free(m->norm);
        free(m->slot_first);
        free(m->entry_first);
        free(m->ask_entry);
        memset(m, 0, sizeof *m);
}
