/* match_none.c - how well "none of the entries" fits a question: how much of it
 * is foreign to the FAQ, and how surprising it is in everyday talk. Knows no
 * entry. */
#include <math.h>
#include <string.h>

#include "match_parts.h"

/* S0 */
#define N_BIAS 9.169f
#define N_LLR -0.200f
#define N_WORDS -0.810f
#define N_FOREIGN 0.800f
#define N_TOTAL -1.440f
#define N_ANCHOR -1.720f
#define N_COVERED 1.600f
#define N_ENTRIES 0.400f
#define LN_08 -0.22314355f /* of what is said to an FAQ, so much is in its words */

static bool same(const struct reading_term *a, const struct reading_term *b)
{
        return a->stem == b->stem && (a->stem != LEXICON_NO_STEM || strcmp(a->s, b->s) == 0);
}

/* How often the term stands before. */
uint32_t match_before(const struct reading *r, size_t t)
{
        uint32_t count = 0;

        for (size_t i = 0; i < t; i++)
                count += same(&r->term[i], &r->term[t]);
        return count;
}

/* How surprising the terms are in everyday talk, and how many are foreign. */
struct sum {
        float distinct, total, foreign, foreign_count, known_ratio, known_count, anchor, covered;
};

static void sum_anchor(const struct model_stem *stem, float info, struct sum *s)
{
        if (stem->covered < 0.3f)
                return;
        float p = 8 * expf(-info);
        float anchor = logf(stem->covered / (p < 1e-6f ? 1e-6f : p > 0.9f ? 0.9f : p));

        if (anchor > s->anchor)
                s->anchor = anchor;
        if (anchor > 3 && stem->covered > s->covered)
                s->covered = stem->covered;
}

static struct sum sum_terms(const struct model *m, const struct reading *r)
{
        struct sum s = {0};

        for (size_t t = 0; t < r->term_count; t++) {
                const struct reading_term *term = &r->term[t];
                float info = term->info, rare = info - 3.5f > 0.05f ? info - 3.5f : 0.05f;
                bool held = match_known(m, term);

                if (held) {
                        s.known_ratio += LN_08 + m->stem[term->stem].share + info;
                        s.known_count++;
                }
                if (match_before(r, t))
                        continue;
                s.distinct++;
                s.total += rare;
                if (held) {
                        sum_anchor(&m->stem[term->stem], info, &s);
                } else if (!(term->flags & READING_EMPTY)) { /* "lol" speaks of nothing else */
                        s.foreign += rare;
                        s.foreign_count++;
                }
        }
        return s;
}

float match_none(const struct model *m, const struct reading *r)
{
        struct sum s = sum_terms(m, r);
        float tokens = s.known_count + s.foreign_count;
        float llr = tokens > 0 ? (s.known_ratio - 1.5f * s.foreign_count) / tokens : -1.5f;

        return N_BIAS + N_LLR * llr + N_WORDS * logf(1 + s.distinct) +
               N_FOREIGN * (s.foreign < 40 ? s.foreign : 40) / 10 +
               N_TOTAL * (s.total < 60 ? s.total : 60) / 20 +
               N_ANCHOR * s.anchor / 5 + N_COVERED * s.covered + N_ENTRIES * logf(m->entries ? (float)m->entries : 1);
}
