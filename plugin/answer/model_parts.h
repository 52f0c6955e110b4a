/* model_parts.h - what is only needed while the model is built.
 *
 *   model.c         reads the asks, counts, weighs
 *   model_pairs.c   which stems stand together
 *   model_tables.c  postings: what a stem adds to each ask, and which asks hold a pair
 *   model_learn.c   decisions: what it adds to each entry's classifier
 *   model_rows.c    packs them
 */
#ifndef ANSWER_MODEL_PARTS_H
#define ANSWER_MODEL_PARTS_H

#include "model.h"

struct model_build {
        float *weights;         /* of the classifiers, while they are learned */
        struct model *m;
        const struct article_faq *faq;
        struct lexicon *lexicon;
        struct reading *reading;
        uint32_t *stem_of;      /* stems of all asks, one after the other */
        size_t stem_count, stem_cap;
        uint32_t *ask_first;    /* ask -> its first stem; asks + 1 long */
        uint32_t *ask_count;    /* stem -> asks that hold it */
        uint32_t *entry_count;  /* stem -> entries that hold it */
        uint32_t *total;        /* stem -> how often in all */
        float *norm;            /* ask -> 1 / length of its vector */
        uint32_t pair_rows;
        struct grams_like *alike; /* stems that look like a stem, itself first; like: the product
                                   * of their vectors */
        size_t *alike_first;      /* stem -> its first; stems + 1 long */
};

float model_pair_weight(const struct model *model, uint32_t stem, uint32_t next);

/* Fills pair and pairs, and numbers those that have a decision; their slots are not there yet. 0 or -1. */
int model_find_pairs(struct model_build *build);
/* Fills norm, stem[].step..dense, posting, dense, the pairs and their slots. 0 or -1. */
int model_tabulate(struct model_build *build);
/* Fills the decisions. 0 or -1. */
int model_learn(struct model_build *build);

/* Packs a row of decisions, `stride` steps; *at: where it is from now on. *room is of model->row.
 * 0, or -1 when memory ran out. */
int model_pack(struct model *model, size_t *room, const int8_t *row, float step, uint32_t *at);

#endif
