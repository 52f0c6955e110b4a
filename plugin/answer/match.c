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

/* S(e) */
#define W_LIKEST 6.432f
#define W_LIKEST3 6.648f
#define W_DECISION 11.133f
#define W_SIGMOID -1.241f
/* S0 */
#define N_BIAS 0.501f
#define N_LLR -0.270f
#define N_WORDS -0.229f
#define N_FOREIGN 0.244f
#define N_TOTAL -0.908f
#define N_ANCHOR -1.529f
#define N_COVERED 1.185f
#define N_ENTRIES 1.838f

#define ALIKE_LEAST 0.35f
#define ALIKE_MOST 4

struct match {
        const struct article_faq *faq;
        struct model model;
        int32_t *ask_sum;     /* asks: cosine, not yet divided by the question's length */
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
        m->ask_sum = calloc(m->model.asks + 1, sizeof *m->ask_sum);
        m->decision = calloc(m->model.stride + 1, sizeof *m->decision);
        m->gram_score = calloc(m->model.stems + 1, sizeof *m->gram_score);
        m->one = calloc(m->model.entries + 1, sizeof *m->one);
        if (!m->ask_sum || !m->decision || !m->gram_score || !m->one) {
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
        free(m->ask_sum);
        model_close(&m->model);
        free(m);
}

const struct model *match_model(const struct match *m)
{
        return &m->model;
}

static bool known(const struct model *model, const struct reading_term *term)
{
        return term->stem < model->stems && model->stem[term->stem].weight > 0;
}

static bool same(const struct reading_term *a, const struct reading_term *b)
{
        return a->stem == b->stem && (a->stem != LEXICON_NO_STEM || strcmp(a->s, b->s) == 0);
}

static uint32_t count_in(const struct reading *r, size_t t)
{
        uint32_t count = 0;

        for (size_t i = 0; i < r->term_count; i++)
                count += same(&r->term[i], &r->term[t]);
        return count;
}

static float weight(const struct model *model, const struct reading_term *term)
{
        return known(model, term) ? model->stem[term->stem].weight : model->max_weight;
}

static void add_postings(struct match *m, uint32_t first, uint32_t end, int32_t scale)
{
        const struct model_posting *p = m->model.posting + first, *last = m->model.posting + end;

        for (; p < last; p++)
                m->ask_sum[p->ask] += p->value * scale >> 8;
}

static void add_decision(struct match *m, const float *row, float scale)
{
        float *into = m->decision;

        for (size_t e = 0; e < m->model.stride; e++)
                into[e] += scale * row[e];
}

static void add_stem(struct match *m, uint32_t stem, float scale)
{
        const struct model_stem *s = &m->model.stem[stem];

        add_postings(m, s->first, s->end, (int32_t)(scale * 256 + 0.5f));
        add_decision(m, m->model.stem_decision + stem * m->model.stride, scale);
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

/* Adds up the whole question; returns the square of its vector's length. */
static float add_terms(struct match *m, const struct reading *r)
{
        const struct model *model = &m->model;
        float square = 0;

        memset(m->ask_sum, 0, model->asks * sizeof *m->ask_sum);
        memset(m->decision, 0, model->stride * sizeof *m->decision);
        for (size_t t = 0; t < r->term_count; t++) {
                float w = weight(model, &r->term[t]);

                square += w * w * (1 + MODEL_STEM_WEIGHT * MODEL_STEM_WEIGHT) * (float)count_in(r, t);
                if (known(model, &r->term[t]))
                        add_stem(m, r->term[t].stem, 1);
                else
                        add_foreign(m, r->term[t].s);
                if (t + 1 == r->term_count)
                        continue;
                float next = weight(model, &r->term[t + 1]);
                float p = MODEL_PAIR_WEIGHT * (w < next ? w : next);

                square += p * p;
                if (!known(model, &r->term[t]) || !known(model, &r->term[t + 1]))
                        continue;
                const struct model_pair *pair = model_pair(model, r->term[t].stem, r->term[t + 1].stem);

                if (!pair)
                        continue;
                add_postings(m, pair->first, pair->end, 256);
                if (pair->decision != MODEL_NO_PAIR)
                        add_decision(m, model->pair_decision + pair->decision * model->stride, p);
        }
        return square;
}

/* The three likest asks of an entry. */
static void likest(const struct match *m, uint32_t entry, float scale, struct match_one *one)
{
        int32_t a = 0, b = 0, c = 0;
        uint32_t first = m->model.entry_first[entry], end = m->model.entry_first[entry + 1];

        one->ask = first;
        for (uint32_t i = first; i < end; i++) {
                int32_t sum = m->ask_sum[i];

                if (sum <= c)
                        continue;
                if (sum > a) {
                        c = b, b = a, a = sum;
                        one->ask = i;
                } else if (sum > b) {
                        c = b, b = sum;
                } else {
                        c = sum;
                }
        }
        uint32_t held = end - first < 3 ? end - first : 3;

        one->likest = (float)a * scale;
        one->likest3 = held ? (float)(a + b + c) * scale / (float)held : 0;
}

static void score(struct match *m, float length)
{
        float scale = length > 0 ? 1 / (length * MODEL_SCALE) : 0;
        float per = length > 0 ? 1 / length : 0;

        for (uint32_t e = 0; e < m->model.entries; e++) {
                struct match_one *one = &m->one[e];
                float d = m->decision[e] * per + m->model.bias[e];

                one->entry = e;
                likest(m, e, scale, one);
                d = d < -9 ? -9 : d > 9 ? 9 : d;
                one->decision = d;
                one->score = W_LIKEST * one->likest + W_LIKEST3 * one->likest3 +
                             W_DECISION * d / 4 + W_SIGMOID / (1 + expf(-d));
        }
}

/* How surprising the terms are in everyday talk, and how many are foreign. */
struct sum {
        float distinct, total, foreign, foreign_count, known_ratio, known_count, anchor, covered;
};

static bool repeated(const struct reading *r, size_t t)
{
        for (size_t i = 0; i < t; i++)
                if (same(&r->term[i], &r->term[t]))
                        return true;
        return false;
}

static void sum_anchor(const struct model_stem *stem, float info, struct sum *s)
{
        float p = 8 * expf(-info);
        float anchor = stem->covered >= 0.3f
                ? logf(stem->covered / (p < 1e-6f ? 1e-6f : p > 0.9f ? 0.9f : p)) : 0;

        if (anchor > s->anchor)
                s->anchor = anchor;
        if (anchor > 3 && stem->covered > s->covered)
                s->covered = stem->covered;
}

static struct sum sum_terms(const struct match *m, const struct reading *r, size_t *known_terms)
{
        struct sum s = {0};

        for (size_t t = 0; t < r->term_count; t++) {
                const struct reading_term *term = &r->term[t];
                float info = term->info, rare = info - 3.5f > 0.05f ? info - 3.5f : 0.05f;
                bool held = known(&m->model, term), first = !repeated(r, t);

                if (held) {
                        s.known_ratio += logf(0.8f * m->model.stem[term->stem].share) + info;
                        s.known_count++;
                }
                if (!first)
                        continue;
                s.distinct++;
                s.total += rare;
                if (held) {
                        sum_anchor(&m->model.stem[term->stem], info, &s);
                } else {
                        s.foreign += rare;
                        s.foreign_count++;
                }
        }
        *known_terms = (size_t)s.known_count;
        return s;
}

static float nothing_score(const struct match *m, const struct reading *r, size_t *known_terms)
{
        struct sum s = sum_terms(m, r, known_terms);
        float tokens = s.known_count + s.foreign_count;
        float llr = tokens > 0 ? (s.known_ratio - 1.5f * s.foreign_count) / tokens : -1.5f;

        return N_BIAS + N_LLR * llr + N_WORDS * logf(1 + s.distinct) +
               N_FOREIGN * (s.foreign < 40 ? s.foreign : 40) / 10 +
               N_TOTAL * (s.total < 60 ? s.total : 60) / 20 +
               N_ANCHOR * s.anchor / 5 + N_COVERED * s.covered +
               N_ENTRIES * logf((float)m->model.entries);
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
        double top = out->nothing_score, sum;

        for (uint32_t e = 0; e < m->model.entries; e++)
                if (m->one[e].score > top)
                        top = m->one[e].score;
        sum = exp(out->nothing_score - top);
        out->nothing = (float)sum;
        memset(out->mass, 0, sizeof out->mass);
        for (uint32_t e = 0; e < m->model.entries; e++) {
                m->one[e].confidence = (float)exp(m->one[e].score - top);
                sum += m->one[e].confidence;
        }
        for (uint32_t e = 0; e < m->model.entries; e++) {
                m->one[e].confidence /= (float)sum;
                out->mass[m->faq->entry[e].kind] += m->one[e].confidence;
        }
        out->nothing /= (float)sum;
}

void match_ask(struct match *m, const struct reading *r, struct match_result *out)
{
        float square = add_terms(m, r);

        score(m, sqrtf(square));
        out->nothing_score = nothing_score(m, r, &out->known);
        weigh(m, out);
        pick(m, out);
}

const struct match_one *match_all(const struct match *m, size_t *count)
{
        *count = m->model.entries;
        return m->one;
}

void match_part(struct match *m, const struct reading *r, size_t t, const struct match_one *one,
                float *likeness, float *decision)
{
        float length = sqrtf(add_terms(m, r));

        memset(m->ask_sum, 0, m->model.asks * sizeof *m->ask_sum);
        memset(m->decision, 0, m->model.stride * sizeof *m->decision);
        if (known(&m->model, &r->term[t]))
                add_stem(m, r->term[t].stem, 1);
        else
                add_foreign(m, r->term[t].s);
        *likeness = length > 0 ? (float)m->ask_sum[one->ask] / (length * MODEL_SCALE) : 0;
        *decision = length > 0 ? m->decision[one->entry] / length : 0;
}
