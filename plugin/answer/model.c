/* model.c - from asks to tables. Knows stems and entries by number; what is
 * done with the tables is match.c's.
 *
 * Formulas: match.h names the source of the weights. All loops are linear in
 * the number of stems in asks but for alike stems (a few for each) and
 * training (rows * features of a row * entries).
 */
#include "model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "train.h"

#define COST 30.0
#define SWEEPS 8
#define ALIKE_LEAST 0.15f  /* less alike stems add nothing to each other */
#define ALIKE_MOST 48
#define POSTING_LEAST 20   /* in MODEL_SCALE units: about 0.01 */

/* What is only needed while the model is built. */
struct build {
        struct model *m;
        const struct article_faq *faq;
        struct lexicon *lexicon;
        struct reading *reading;
        uint32_t *stem_of;      /* stems of all asks, one after the other */
        size_t stem_count, stem_cap;
        uint32_t *ask_first;    /* ask -> its first stem; asks + 1 long */
        size_t ask_cap;
        uint32_t *ask_count;    /* stem -> asks that hold it */
        uint32_t *entry_count;  /* stem -> entries that hold it */
        uint32_t *total;        /* stem -> how often in all */
        float *norm;            /* ask -> 1 / length of its vector */
        uint32_t pairs, pair_rows;
        float *weights;         /* of the classifiers */
        struct gram *stem_gram; /* grams of all stems */
        uint32_t *gram_first;
};

static int grow(void **array, size_t *cap, size_t need, size_t size)
{
        if (need <= *cap)
                return 0;
        size_t next = *cap ? *cap * 2 : 1024;

        while (next < need)
                next *= 2;
        void *more = realloc(*array, next * size);

        if (!more)
                return -1;
        *array = more;
        *cap = next;
        return 0;
}

static bool taken(const struct build *b, uint32_t stem)
{
        for (size_t i = b->ask_first[b->m->asks]; i < b->stem_count; i++)
                if (b->stem_of[i] == stem)
                        return true;
        return false;
}

/* Takes one ask's stems into the build; `once`: each of them a single time. */
static int add_ask(struct build *b, const char *text, size_t length, bool once)
{
        struct model *m = b->m;

        if (lexicon_learn(b->lexicon, text, length, b->reading) < 0)
                return -1;
        if (grow((void **)&b->stem_of, &b->stem_cap, b->stem_count + b->reading->term_count,
                 sizeof *b->stem_of) < 0)
                return -1;
        for (size_t i = 0; i < b->reading->term_count; i++)
                if (b->reading->term[i].stem != LEXICON_NO_STEM &&
                    !(once && taken(b, b->reading->term[i].stem)))
                        b->stem_of[b->stem_count++] = b->reading->term[i].stem;
        if (b->stem_count == b->ask_first[m->asks])
                return 0; /* nothing in it that counts */
        b->ask_first[++m->asks] = (uint32_t)b->stem_count;
        return 0;
}

/* An entry's asks, then its title and its keywords as one ask each. */
static int add_entry(struct build *b, const struct article_entry *entry)
{
        char keywords[TEXT_BYTES];
        size_t used = 0;

        for (size_t i = 0; i < entry->asks.count; i++)
                if (add_ask(b, entry->asks.item[i], strlen(entry->asks.item[i]), false) < 0)
                        return -1;
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

static int read_asks(struct build *b)
{
        struct model *m = b->m;
        size_t most = count_asks(b->faq);

        m->entries = b->faq->entry_count;
        m->ask_entry = malloc((most + 1) * sizeof *m->ask_entry);
        m->entry_first = malloc((m->entries + 1) * sizeof *m->entry_first);
        b->ask_first = calloc(most + 1, sizeof *b->ask_first);
        if (!m->ask_entry || !m->entry_first || !b->ask_first)
                return -1;
        for (size_t e = 0; e < m->entries; e++) {
                m->entry_first[e] = (uint32_t)m->asks;
                if (add_entry(b, &b->faq->entry[e]) < 0)
                        return -1;
                for (size_t a = m->entry_first[e]; a < m->asks; a++)
                        m->ask_entry[a] = (uint32_t)e;
        }
        m->entry_first[m->entries] = (uint32_t)m->asks;
        m->stems = lexicon_stems(b->lexicon);
        return 0;
}

static int count_stems(struct build *b)
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

static void weigh_stems(struct build *b)
{
        struct model *m = b->m;
        float entries = (float)m->entries;

        m->max_weight = logf(1 + entries) + 1;
        for (size_t s = 0; s < m->stems; s++) {
                if (!b->total[s])
                        continue;
                m->stem[s].weight = logf((1 + entries) / (1 + (float)b->entry_count[s])) + 1;
                m->stem[s].share = (float)b->total[s] / (float)b->stem_count;
                m->stem[s].covered = ((float)b->entry_count[s] + 0.3f) / (entries + 1);
        }
}

static float pair_weight(const struct model *m, uint32_t s, uint32_t next)
{
        float a = m->stem[s].weight, b = m->stem[next].weight;

        return MODEL_PAIR_WEIGHT * (a < b ? a : b);
}

/* How often the stem at i stands in its ask. */
static uint32_t count_in(const struct build *b, size_t ask, uint32_t i)
{
        uint32_t count = 0;

        for (uint32_t k = b->ask_first[ask]; k < b->ask_first[ask + 1]; k++)
                count += b->stem_of[k] == b->stem_of[i];
        return count;
}

/* 1 / length of each ask's vector. Grams that different stems share are left
 * out of the length, in questions too. */
static int measure_asks(struct build *b)
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
                                float p = pair_weight(m, b->stem_of[i], b->stem_of[i + 1]);

                                square += p * p;
                        }
                }
                b->norm[a] = 1 / sqrtf(square);
        }
        return 0;
}

static struct model_pair *pair_slot(const struct model *m, uint64_t key)
{
        size_t at = (size_t)(key * 0x9e3779b97f4a7c15u >> 20) & m->pair_mask;

        while (m->pair[at].key != UINT64_MAX && m->pair[at].key != key)
                at = (at + 1) & m->pair_mask;
        return &m->pair[at];
}

const struct model_pair *model_pair(const struct model *m, uint32_t stem, uint32_t next)
{
        const struct model_pair *pair = pair_slot(m, (uint64_t)stem << 32 | next);

        return pair->key == UINT64_MAX ? NULL : pair;
}

/* Finds all pairs; `end` counts their asks until fill_pairs. */
static int find_pairs(struct build *b)
{
        struct model *m = b->m;
        size_t slots = 16;

        while (slots < 2 * b->stem_count)
                slots *= 2;
        m->pair_mask = slots - 1;
        m->pair = malloc(slots * sizeof *m->pair);
        if (!m->pair)
                return -1;
        for (size_t i = 0; i < slots; i++)
                m->pair[i] = (struct model_pair){UINT64_MAX, 0, 0, MODEL_NO_PAIR};
        for (size_t a = 0; a < m->asks; a++)
                for (uint32_t i = b->ask_first[a]; i + 1 < b->ask_first[a + 1]; i++) {
                        struct model_pair *pair =
                                pair_slot(m, (uint64_t)b->stem_of[i] << 32 | b->stem_of[i + 1]);

                        pair->key = (uint64_t)b->stem_of[i] << 32 | b->stem_of[i + 1];
                        if (++pair->end == 2)
                                pair->decision = b->pair_rows++;
                        b->pairs++;
                }
        return 0;
}

/* Adds to line[ask] what stem s adds to the likeness with each ask that holds
 * stem t: their own product by grams, and 0.7 * 0.7 where they are the same. */
static void spread(const struct build *b, uint32_t s, uint32_t t, float like, float *line,
                   const uint32_t *held_first, const uint32_t *held)
{
        const struct model *m = b->m;
        float value = m->stem[s].weight * m->stem[t].weight *
                      (like + (s == t ? MODEL_STEM_WEIGHT * MODEL_STEM_WEIGHT : 0));

        for (uint32_t h = held_first[t]; h < held_first[t + 1]; h++)
                line[held[h]] += value * b->norm[held[h]];
}

/* Where each stem stands: held[held_first[s]..] are its asks, with repeats. */
static int invert(const struct build *b, uint32_t **held_first, uint32_t **held)
{
        const struct model *m = b->m;
        uint32_t *first = calloc(m->stems + 2, sizeof *first);
        uint32_t *asks = malloc((b->stem_count + 1) * sizeof *asks);

        *held_first = first;
        *held = asks;
        if (!first || !asks)
                return -1;
        for (size_t i = 0; i < b->stem_count; i++)
                first[b->stem_of[i] + 2]++;
        for (size_t s = 2; s < m->stems + 2; s++)
                first[s] += first[s - 1];
        for (uint32_t a = 0; a < m->asks; a++)
                for (uint32_t i = b->ask_first[a]; i < b->ask_first[a + 1]; i++)
                        asks[first[b->stem_of[i] + 1]++] = a;
        return 0;
}

static int put(struct model *m, size_t *count, size_t *cap, uint32_t ask, float value)
{
        float scaled = value * MODEL_SCALE + 0.5f;

        if (scaled < POSTING_LEAST)
                return 0;
        if (grow((void **)&m->posting, cap, *count + 1, sizeof *m->posting) < 0)
                return -1;
        m->posting[(*count)++] = (struct model_posting){
                (uint16_t)ask, (int16_t)(scaled < INT16_MAX ? scaled : INT16_MAX)};
        return 0;
}

static int fill_stems(struct build *b, size_t *count, size_t *cap)
{
        struct model *m = b->m;
        uint32_t *held_first = NULL, *held = NULL;
        float *line = calloc(m->asks + 1, sizeof *line);
        float *score = calloc(m->stems + 1, sizeof *score);
        int status = invert(b, &held_first, &held);

        for (uint32_t s = 0; status == 0 && line && score && s < m->stems; s++) {
                struct grams_like like[ALIKE_MOST];
                size_t n = m->stem[s].weight > 0 ? grams_alike(m->grams, lexicon_stem(b->lexicon, s),
                                                              ALIKE_LEAST, score, like, ALIKE_MOST) : 0;

                for (size_t i = 0; i < n; i++)
                        spread(b, s, like[i].stem, like[i].like, line, held_first, held);
                m->stem[s].first = (uint32_t)*count;
                for (uint32_t a = 0; n && status == 0 && a < m->asks; a++) {
                        status = put(m, count, cap, a, line[a]);
                        line[a] = 0;
                }
                m->stem[s].end = (uint32_t)*count;
        }
        if (!line || !score)
                status = -1;
        free(score);
        free(line);
        free(held);
        free(held_first);
        return status;
}

static int fill_pairs(struct build *b, size_t *count, size_t *cap)
{
        struct model *m = b->m;

        if (grow((void **)&m->posting, cap, *count + b->pairs + 1, sizeof *m->posting) < 0)
                return -1;
        for (size_t i = 0; i <= m->pair_mask; i++) {
                struct model_pair *pair = &m->pair[i];
                uint32_t held = pair->end;

                pair->first = pair->end = (uint32_t)*count;
                *count += held;
        }
        for (uint32_t a = 0; a < m->asks; a++)
                for (uint32_t i = b->ask_first[a]; i + 1 < b->ask_first[a + 1]; i++) {
                        uint32_t s = b->stem_of[i], next = b->stem_of[i + 1];
                        struct model_pair *pair = pair_slot(m, (uint64_t)s << 32 | next);
                        float p = pair_weight(m, s, next);

                        m->posting[pair->end++] = (struct model_posting){
                                (uint16_t)a, (int16_t)(p * p * b->norm[a] * MODEL_SCALE + 0.5f)};
                }
        return 0;
}

static int cut_grams(struct build *b)
{
        struct model *m = b->m;
        size_t used = 0, cap = 0;

        b->gram_first = calloc(m->stems + 1, sizeof *b->gram_first);
        if (!b->gram_first)
                return -1;
        for (uint32_t s = 0; s < m->stems; s++) {
                if (grow((void **)&b->stem_gram, &cap, used + GRAMS_OF_STEM, sizeof *b->stem_gram) < 0)
                        return -1;
                b->gram_first[s] = (uint32_t)used;
                if (m->stem[s].weight > 0)
                        used += grams_of(m->grams, lexicon_stem(b->lexicon, s), b->stem_gram + used);
        }
        b->gram_first[m->stems] = (uint32_t)used;
        return 0;
}

/* Features of a row: [0, grams) grams, then stems, then pairs that two asks
 * hold. */
static size_t row_of(const struct build *b, size_t ask, struct train_feature *out)
{
        const struct model *m = b->m;
        uint32_t stems_at = (uint32_t)grams_count(m->grams);
        uint32_t pairs_at = stems_at + (uint32_t)m->stems;
        float norm = b->norm[ask];
        size_t n = 0;

        for (uint32_t i = b->ask_first[ask]; i < b->ask_first[ask + 1]; i++) {
                uint32_t s = b->stem_of[i];
                float w = m->stem[s].weight * norm;

                for (uint32_t g = b->gram_first[s]; g < b->gram_first[s + 1]; g++)
                        out[n++] = (struct train_feature){b->stem_gram[g].id, w * b->stem_gram[g].weight};
                out[n++] = (struct train_feature){stems_at + s, w * MODEL_STEM_WEIGHT};
                if (i + 1 == b->ask_first[ask + 1])
                        continue;
                const struct model_pair *pair = model_pair(m, s, b->stem_of[i + 1]);

                if (pair->decision != MODEL_NO_PAIR)
                        out[n++] = (struct train_feature){pairs_at + pair->decision,
                                                          pair_weight(m, s, b->stem_of[i + 1]) * norm};
        }
        return n;
}

/* Adds up what stands for the same feature; sum is all 0 before and after. */
static size_t merge(struct train_feature *feature, size_t count, float *sum)
{
        size_t n = 0;

        for (size_t i = 0; i < count; i++)
                sum[feature[i].index] += feature[i].value;
        for (size_t i = 0; i < count; i++) {
                uint32_t index = feature[i].index;

                if (sum[index] == 0)
                        continue;
                feature[n++] = (struct train_feature){index, sum[index]};
                sum[index] = 0;
        }
        return n;
}

static int train_rows(struct build *b, struct train_row *row, struct train_feature **feature,
                      float *positive, float *sum)
{
        struct model *m = b->m;
        size_t used = 0, cap = 0;

        for (size_t a = 0; a < m->asks; a++) {
                size_t most = (b->ask_first[a + 1] - b->ask_first[a]) * (GRAMS_OF_STEM + 2);

                if (grow((void **)feature, &cap, used + most, sizeof **feature) < 0)
                        return -1;
                row[a].count = (uint32_t)merge(*feature + used, row_of(b, a, *feature + used), sum);
                row[a].label = m->ask_entry[a];
                used += row[a].count;
        }
        const struct train_feature *at = *feature;

        for (size_t a = 0; a < m->asks; at += row[a].count, a++)
                row[a].feature = at;
        for (size_t e = 0; e < m->entries; e++) {
                size_t own = m->entry_first[e + 1] - m->entry_first[e];

                positive[e] = own ? (float)m->asks / (float)(m->entries * own) : 1;
        }
        return 0;
}

static int train_model(struct build *b)
{
        struct model *m = b->m;
        struct train_row *row = calloc(m->asks + 1, sizeof *row);
        float *positive = calloc(m->entries + 1, sizeof *positive);
        struct train_feature *feature = NULL;
        size_t features = grams_count(m->grams) + m->stems + b->pair_rows;
        float *sum = calloc(features + 1, sizeof *sum);
        struct train_problem problem = {
                .row = row, .rows = m->asks, .classes = m->entries, .cost = COST,
                .features = features, .positive = positive, .sweeps = SWEEPS,
        };

        if (row && positive && sum && train_rows(b, row, &feature, positive, sum) == 0)
                b->weights = train(&problem);
        free(sum);
        free(feature);
        free(positive);
        free(row);
        return b->weights ? 0 : -1;
}

static void add(float *into, const float *row, float scale, size_t stride)
{
        for (size_t c = 0; c < stride; c++)
                into[c] += scale * row[c];
}

/* Folds gram, stem and pair weights into one row for each stem and pair. */
static int fold_decisions(struct build *b)
{
        struct model *m = b->m;
        size_t grams = grams_count(m->grams), stride = train_stride(m->entries);
        const float *stems_at = b->weights + grams * stride;
        const float *pairs_at = stems_at + m->stems * stride;

        m->stride = stride;
        m->stem_decision = calloc(m->stems * stride + 1, sizeof(float));
        m->pair_decision = calloc(b->pair_rows * stride + 1, sizeof(float));
        m->bias = malloc((stride + 1) * sizeof(float));
        if (!m->stem_decision || !m->pair_decision || !m->bias)
                return -1;
        for (uint32_t s = 0; s < m->stems; s++) {
                float *row = m->stem_decision + s * stride, w = m->stem[s].weight;

                for (uint32_t g = b->gram_first[s]; g < b->gram_first[s + 1]; g++)
                        add(row, b->weights + b->stem_gram[g].id * stride, w * b->stem_gram[g].weight, stride);
                add(row, stems_at + s * stride, w * MODEL_STEM_WEIGHT, stride);
        }
        memcpy(m->pair_decision, pairs_at, b->pair_rows * stride * sizeof(float));
        memcpy(m->bias, pairs_at + b->pair_rows * stride, stride * sizeof(float));
        return 0;
}

static int open_grams(struct build *b)
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

static int build(struct build *b)
{
        size_t postings = 0, cap = 0;

        if (read_asks(b) < 0 || count_stems(b) < 0)
                return -1;
        weigh_stems(b);
        if (measure_asks(b) < 0 || open_grams(b) < 0 || find_pairs(b) < 0 || cut_grams(b) < 0 ||
            fill_stems(b, &postings, &cap) < 0 || fill_pairs(b, &postings, &cap) < 0 ||
            train_model(b) < 0 || fold_decisions(b) < 0)
                return -1;
        return 0;
}

int model_open(struct model *m, const struct article_faq *faq, struct lexicon *lexicon,
               char *why, size_t cap)
{
        struct build b = {.m = m, .faq = faq, .lexicon = lexicon};
        int status = -1;

        memset(m, 0, sizeof *m);
        b.reading = malloc(sizeof *b.reading);
        if (b.reading)
                status = build(&b);
        if (status < 0) {
                snprintf(why, cap, "not enough memory for %zu entries", faq->entry_count);
                model_close(m);
        }
        free(b.gram_first);
        free(b.stem_gram);
        free(b.weights);
        free(b.norm);
        free(b.total);
        free(b.entry_count);
        free(b.ask_count);
        free(b.ask_first);
        free(b.stem_of);
        free(b.reading);
        return status;
}

void model_close(struct model *m)
{
        grams_close(m->grams);
        free(m->bias);
        free(m->pair_decision);
        free(m->stem_decision);
        free(m->pair);
        free(m->posting);
        free(m->stem);
        free(m->entry_first);
        free(m->ask_entry);
        memset(m, 0, sizeof *m);
}
