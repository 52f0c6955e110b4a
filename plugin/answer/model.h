/* model.h - all that can be computed before anybody asks.
 *
 *   entry --- asks --- stems (and pairs of neighbouring stems)
 *
 * An ask is a unit vector: for each of its stems w * (the stem's grams, scaled
 * to length 1) and 0.7 w for the stem itself; 0.7 min(w, w') for each pair of
 * neighbours; w = ln((1 + entries) / (1 + entries that hold the stem)) + 1.
 *
 * A question is a sum over its words, so what each known stem adds to the
 * likeness with every ask, and to the decision value of every entry's
 * classifier, stands here ready to be added up:
 *
 *   stem s --> (ask, v_s . ask), ...        only what is worth adding
 *          `-> decision[s][entry]           v_s . w_entry
 *   pair p --> (ask, value), ...
 *          `-> decision[p][entry]           only pairs that two asks hold
 */
#ifndef ANSWER_MODEL_H
#define ANSWER_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "article.h"
#include "grams.h"
#include "lexicon.h"

#define MODEL_PAIR_WEIGHT 0.7f
#define MODEL_STEM_WEIGHT 0.7f
#define MODEL_SCALE 2048           /* fixed point of model_posting.value */
#define MODEL_NO_PAIR UINT32_MAX

/* Beyond this many asks or entries there is no model: ranking is by bm25. */
#define MODEL_ASKS_MAX 60000
#define MODEL_CELLS_MAX 60000000   /* features times entries, while training */

struct model_posting {
        uint16_t ask;
        int16_t value;
};

struct model_stem {
        float weight;         /* w; 0 for a stem that no ask holds */
        float share;          /* of all stems in all asks */
        float covered;        /* (entries that hold it + 0.3) / (entries + 1) */
        uint32_t first, end;  /* its postings */
};

struct model_pair {
        uint64_t key;         /* stem << 32 | next stem; UINT64_MAX: free slot */
        uint32_t first, end;
        uint32_t decision;    /* row, or MODEL_NO_PAIR */
};

struct model {
        size_t entries, asks, stems;
        float max_weight;            /* w of a stem that no entry holds */
        uint32_t *ask_entry;         /* ask -> entry */
        uint32_t *entry_first;       /* entry -> its first ask; entries + 1 long */
        struct model_stem *stem;
        struct model_posting *posting;
        struct model_pair *pair;     /* hash table, pair_mask + 1 slots */
        size_t pair_mask;
        size_t stride;               /* floats in a row of decisions */
        float *stem_decision;        /* [stems][stride] */
        float *pair_decision;        /* [pairs that have one][stride] */
        float *bias;                 /* [stride] */
        struct grams *grams;
};

/* Teaches the lexicon all asks of faq (the caller seals it afterwards) and
 * builds the model. 0, or -1 with the reason in why. */
int model_open(struct model *model, const struct article_faq *faq, struct lexicon *lexicon,
               char *why, size_t cap);
void model_close(struct model *model);

/* The pair's slot, or NULL. */
const struct model_pair *model_pair(const struct model *model, uint32_t stem, uint32_t next);

#endif
