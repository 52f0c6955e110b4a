/* match.c - adds up what the model has ready for each word of a question.
 *
 * Knows entries by number alone. Sums run in a fixed order and in fixed point
 * or float, so that one question gets one answer on every machine.
 */
#include "match.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match_parts.h"
#include "sums.h"

/* S(e) */
#define W_LIKEST 5.800f
#define W_MANY 0.667f
#define W_DECISION 14.960f

#define ALIKE_LEAST 0.35f
#define ALIKE_MOST 4

struct match {
        const struct article_faq *faq;
        struct model model;
        int32_t *sum;         /* slots: cosine, not yet divided by the question's length */
        float *decision;      /* entries */
        float *gram_score;    /* stems; all 0 between calls */
        struct match_one *one;/* entries */
};

struct match *match_open(const struct article_faq *faq, struct lexicon *lexicon,
                         char *why, size_t cap)
{
        struct match *m = calloc(1, sizeof *m);

        if (!m) {
                snprintf(why, cap, "not enough memory");
                return NULL;
        }
        m->faq = faq;
        if (model_open(&m->model, faq, lexicon, why, cap) < 0) {
                free(m);
                return NULL;
        }
        m->sum = calloc(m->model.slots + 1, sizeof *m->sum);
        m->decision = calloc(m->model.stride + 1, sizeof *m->decision);
        m->gram_score = calloc(m->model.stems + 1, sizeof *m->gram_score);
        m->one = calloc(m->model.entries + 1, sizeof *m->one);
        if (!m->sum || !m->decision || !m->gram_score || !m->one) {
                snprintf(why, cap, "not enough memory");
                match_close(m);
                return NULL;
        }
        return m;
}

void match_close(struct match *m)
{
        if (!m)
                return;
        free(m->one);
        free(m->gram_score);
        free(m->decision);
        free(m->sum);
        model_close(&m->model);
        free(m);
}

const struct model *match_model(const struct match *m)
{
        return &m->model;
}

void match_forget_asks(struct match *m)
{
        model_forget_asks(&m->model);
}

static float weight(const struct model *model, const struct reading_term *term)
{
        return match_known(model, term) ? model->stem[term->stem].weight : model->max_weight;
}

static void add_decision(struct match *m, uint32_t row, float scale)
{
        sums_decision(m->decision, m->model.row + row, m->model.stride, scale);
}

static void add_stem(struct match *m, uint32_t stem, float scale)
{
        const struct model_stem *s = &m->model.stem[stem];
        int32_t step = (int32_t)(s->step * scale * SUMS_ONE + 0.5f);

        if (s->dense != MODEL_NONE)
                sums_row(m->sum, m->model.dense + s->dense * m->model.slots, m->model.slots, step);
        else
                sums_postings(m->sum, m->model.posting + s->first, m->model.posting + s[1].first, step);
        add_decision(m, s->row, scale);
}

/* A word that the FAQ lacks counts through the stems that look like it: as
 * their grams would, without their 0.7 for being the very stem. */
static void add_foreign(struct match *m, const char *text)
{
        struct grams_like like[ALIKE_MOST];
        size_t n = grams_alike(m->model.grams, text, ALIKE_LEAST, m->gram_score, like, ALIKE_MOST);

        for (size_t i = 0; i < n; i++) {
                float w = m->model.stem[like[i].stem].weight; /* 0: in the lexicon alone */

                if (w > 0)
                        add_stem(m, like[i].stem, like[i].like * m->model.max_weight /
                                 (w * (1 + MODEL_STEM_WEIGHT * MODEL_STEM_WEIGHT)));
        }
}

static void add_pair(struct match *m, const struct model_pair *pair, float scale)
{
        const struct model *model = &m->model;

        if (!pair)
                return;
        sums_pair(m->sum, model->pair_slot + pair->first, model->pair_slot + pair[1].first, model->norm,
                  (uint32_t)(scale * scale * MODEL_SCALE + 0.5f));
        if (pair->row != MODEL_NONE)
                add_decision(m, pair->row, scale);
}

/* A term's pair with the next, and what stands near behind it. */
struct pairs_of {
        const struct model_pair *next, *near[MODEL_NEAR];
};

/* Looks the pairs up, and asks the memory for what they will add. */
static void find_pairs(const struct match *m, const struct reading *r, size_t t, struct pairs_of *out)
{
        const struct model *model = &m->model;

        *out = (struct pairs_of){0};
        if (t >= r->term_count || !match_known(model, &r->term[t]))
                return;
        for (size_t k = 1; k <= MODEL_NEAR && t + k < r->term_count; k++) {
                if (!match_known(model, &r->term[t + k]))
                        continue;
                if (k == 1)
                        out->next = model_pair(model, r->term[t].stem, r->term[t + 1].stem);
                out->near[k - 1] = model_near(model, r->term[t].stem, r->term[t + k].stem);
                if (out->near[k - 1])
                        __builtin_prefetch(model->row + out->near[k - 1]->row);
        }
        if (out->next) {
                __builtin_prefetch(model->pair_slot + out->next->first);
                if (out->next->row != MODEL_NONE)
                        __builtin_prefetch(model->row + out->next->row);
        }
}

static void add_pairs(struct match *m, const struct reading *r, size_t t, const struct pairs_of *found)
{
        const struct model *model = &m->model;
        float w = weight(model, &r->term[t]);

        for (size_t k = 1; k <= MODEL_NEAR && t + k < r->term_count; k++) {
                float other = weight(model, &r->term[t + k]);
                float both = other < w ? other : w;

                if (k == 1)
                        add_pair(m, found->next, MODEL_PAIR_WEIGHT * both);
                add_pair(m, found->near[k - 1], MODEL_NEAR_WEIGHT * both);
        }
}

static void clear(struct match *m)
{
        memset(m->sum, 0, m->model.slots * sizeof *m->sum);
        memset(m->decision, 0, m->model.stride * sizeof *m->decision);
}

/* The length of the question's vector. */
static float measure(const struct match *m, const struct reading *r)
{
        const struct model *model = &m->model;
        float square = 0;

        for (size_t t = 0; t < r->term_count; t++) {
                float w = weight(model, &r->term[t]);

                /* standing n times it counts n * n */
                square += w * w * (1 + MODEL_STEM_WEIGHT * MODEL_STEM_WEIGHT) *
                          (float)(2 * match_before(r, t) + 1);
                if (t + 1 == r->term_count)
                        continue;
                float next = weight(model, &r->term[t + 1]);
                float p = MODEL_PAIR_WEIGHT * (w < next ? w : next);

                square += p * p;
        }
        return sqrtf(square);
}

/* Asks the memory for what lies far apart: after a pause, waiting for it takes longer than all else. */
static void fetch(const struct match *m, const struct reading *r)
{
        const struct model *model = &m->model;

        for (size_t t = 0; t < r->term_count; t++)
                if (r->term[t].stem < model->stems) {
                        __builtin_prefetch(&model->stem[r->term[t].stem]);
                        for (size_t k = 1; k <= MODEL_NEAR && t + k < r->term_count; k++)
                                model_fetch(model, r->term[t].stem, r->term[t + k].stem, k == 1);
                }
        for (size_t t = 0; t < r->term_count; t++) {
                if (!match_known(model, &r->term[t]))
                        continue;
                __builtin_prefetch(model->row + model->stem[r->term[t].stem].row);
                if (model->stem[r->term[t].stem].dense == MODEL_NONE)
                        __builtin_prefetch(model->posting + model->stem[r->term[t].stem].first);
        }
}

/* Adds up the whole question. */
static void add_terms(struct match *m, const struct reading *r)
{
        struct pairs_of found[2];

        fetch(m, r);
        clear(m);
        find_pairs(m, r, 0, &found[0]);
        for (size_t t = 0; t < r->term_count; t++) {
                find_pairs(m, r, t + 1, &found[(t + 1) % 2]);
                if (match_known(&m->model, &r->term[t]))
                        add_stem(m, r->term[t].stem, 1);
                else
                        add_foreign(m, r->term[t].s);
                add_pairs(m, r, t, &found[t % 2]);
        }
}

static void score(struct match *m, float length)
{
        float scale = length > 0 ? 1 / (length * MODEL_SCALE) : 0;
        float per = length > 0 ? 1 / length : 0;

        sums_entries(m->sum, m->model.slot_first, m->model.entries, scale, m->one);
        for (uint32_t e = 0; e < m->model.entries; e++) {
                struct match_one *one = &m->one[e];
                float d = m->decision[e] * per + m->model.bias[e];

                one->entry = e;
                d = d < -9 ? -9 : d > 9 ? 9 : d;
                one->decision = d;
                one->many = logf(one->many);
                one->score = W_LIKEST * one->likest + W_MANY * one->many + W_DECISION * d / 4;
        }
}

void match_tell(const struct match *m, struct match_one *one)
{
        int32_t a = 0, b = 0, c = 0;
        uint32_t from = m->model.slot_first[one->entry], first = m->model.entry_first[one->entry];
        uint32_t asks = m->model.entry_first[one->entry + 1] - first;
        float scale = 0;

        one->ask = first;
        for (uint32_t i = 0; i < asks; i++) {
                int32_t sum = m->sum[from + i];

                if (sum > a) {
                        c = b, b = a, a = sum;
                        one->ask = first + i;
                } else if (sum > b) {
                        c = b, b = sum;
                } else if (sum > c) {
                        c = sum;
                }
        }
        if (a > 0)
                scale = one->likest / (float)a;
        one->likest3 = asks ? ((float)a + (float)b + (float)c) * scale / (float)(asks < 3 ? asks : 3) : 0;
}

/* The best MATCH_BEST, best first; of equal ones the earlier entry. */
static void pick(const struct match *m, struct match_result *out)
{
        out->count = 0;
        for (uint32_t e = 0; e < m->model.entries; e++) {
                size_t at = out->count < MATCH_BEST ? out->count++ : MATCH_BEST;

                if (at == MATCH_BEST) {
                        if (m->one[e].score <= out->best[MATCH_BEST - 1].score)
                                continue;
                        at--;
                }
                for (; at > 0 && out->best[at - 1].score < m->one[e].score; at--)
                        out->best[at] = out->best[at - 1];
                out->best[at] = m->one[e];
        }
}

static void weigh(struct match *m, struct match_result *out)
{
        float top = out->nothing_score, sum;

        for (uint32_t e = 0; e < m->model.entries; e++)
                if (m->one[e].score > top)
                        top = m->one[e].score;
        sum = expf(out->nothing_score - top);
        out->nothing = sum;
        memset(out->mass, 0, sizeof out->mass);
        for (uint32_t e = 0; e < m->model.entries; e++) {
                m->one[e].confidence = expf(m->one[e].score - top);
                sum += m->one[e].confidence;
        }
        for (uint32_t e = 0; e < m->model.entries; e++) {
                m->one[e].confidence /= sum;
                out->mass[m->faq->entry[e].kind] += m->one[e].confidence;
        }
        out->nothing /= sum;
}

const struct match_one *match_all(struct match *m, const struct reading *r, struct match_result *out,
                                  size_t *count)
{
        add_terms(m, r);
        score(m, measure(m, r));
        out->nothing_score = match_none(&m->model, r);
        weigh(m, out);
        *count = m->model.entries;
        return m->one;
}

void match_ask(struct match *m, const struct reading *r, struct match_result *out)
{
        size_t count;

        match_all(m, r, out, &count);
        pick(m, out);
}

void match_part(struct match *m, const struct reading *r, size_t t, const struct match_one *one,
                float *likeness, float *decision)
{
        float length = measure(m, r);
        uint32_t slot = m->model.slot_first[one->entry] + one->ask - m->model.entry_first[one->entry];

        clear(m);
        if (match_known(&m->model, &r->term[t]))
                add_stem(m, r->term[t].stem, 1);
        else
                add_foreign(m, r->term[t].s);
        *likeness = length > 0 ? (float)m->sum[slot] / (length * MODEL_SCALE) : 0;
        *decision = length > 0 ? m->decision[one->entry] / length : 0;
}
