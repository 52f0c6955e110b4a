/* model.h - all that can be computed before anybody asks.
 *
 *   entry --- asks --- stems (and pairs of neighbouring stems)
 *
 * An ask is a unit vector: for each of its stems w * (the stem's grams, scaled
 * to length 1) and 0.7 w for the stem itself; 0.7 min(w, w') for each pair of
 * neighbours; w = ln((1 + entries) / (1 + entries that hold the stem)) + 2.
 * Classifiers see, besides, which stems stand near each other in whatever order.
 *
 * A question is a sum over its words, so what each known stem adds to the
 * likeness with every ask, and to the decision value of every entry's
 * classifier, stands here ready to be added up:
 *
 *   stem s --> (ask, v_s . ask), ...        only what is worth adding
 *          `-> decision[s][entry]           v_s . w_entry
 *   pair p --> ask, ...                     p^2 / the length of the ask
 *          `-> decision[p][entry]           only pairs that two asks hold
 *   near n --> decision[n][entry]           likewise
 *
 * Asks are kept in slots: each entry's begin at a multiple of VECTOR_FLOATS, so
 * that what is done for all of them is done by vectors. Free slots stay 0.
 *
 * Most decisions are 0. A row of them holds the others, in steps:
 *
 *   [float: a step][64 bits: which of entries 0..63 are here][those of 64..127] ... [a byte each]
 */
#ifndef ANSWER_MODEL_H
#define ANSWER_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article.h"
#include "grams.h"
#include "lexicon.h"
#include "vector.h"

#define MODEL_PAIR_WEIGHT 0.7f
#define MODEL_STEM_WEIGHT 0.7f
#define MODEL_SCALE 2048           /* likeness is added up in units of 1 / MODEL_SCALE */
#define MODEL_NORM_BITS 16         /* of norm, behind the point */
#define MODEL_NEAR_WEIGHT 0.6f
#define MODEL_NEAR 4               /* so many words on is still near */
#define MODEL_NONE UINT32_MAX
#define MODEL_NEAR_BIT 0x80000000u
#define MODEL_WORD 64              /* entries that one word of bits is for */
#define MODEL_SLOTS_MAX 65528      /* more asks than that are refused */

struct model_posting {        /* of a stem, by rising slot; two bytes, as most memory is theirs */
        uint8_t gap;          /* slots behind the one before, or behind slot 0 */
        uint8_t value;        /* in the stem's steps; 0 where a gap is too long for one */
};

struct model_stem {
        float weight;         /* w; 0 for a stem that no ask holds */
        float share;          /* ln of its share of all stems in all asks */
        float covered;        /* (entries that hold it + 0.3) / (entries + 1) */
        float step;           /* of its values, in units */
        uint32_t first;       /* its postings, up to the first of the next one; or, where many asks have one: */
        uint32_t dense;       /* its row of values, or MODEL_NONE */
        uint32_t row;         /* where its decisions are */
};

/* Its slots end where those of the next one in the table begin. */
struct model_pair {
        uint32_t stem;        /* MODEL_NONE: a free place */
        uint32_t other;       /* for a nearness, | MODEL_NEAR_BIT */
        uint32_t first;
        uint32_t row;         /* where its decisions are, or MODEL_NONE */
};

struct model {
        size_t entries, asks, stems;
        float max_weight;            /* w of a stem that no entry holds */
        uint32_t *ask_entry;         /* ask -> entry */
        uint32_t *entry_first;       /* entry -> its first ask; entries + 1 long */
        /* Until model_forget_asks: */
        uint32_t *entry_title;       /* entry -> behind its own asks: its title and its keywords */
        uint32_t *ask_first;         /* ask -> its first stem; asks + 1 long */
        uint32_t *stem_of;           /* stems of all asks, one after the other */
        size_t slots;                /* a multiple of VECTOR_SHORTS */
        uint32_t *slot_first;        /* entry -> its first slot; entries + 1 long */
        uint16_t *norm;              /* slot -> 1 / length of its ask's vector */
        struct model_stem *stem;     /* and one behind them */
        struct model_posting *posting;
        uint8_t *dense;              /* [rows][slots] */
        struct model_pair *pair;     /* by hash, at or behind the place that is its door; and one
                                      * free place behind all */
        size_t pairs, doors;
        uint16_t *pair_slot;         /* of the asks that hold a pair, with repeats */
        size_t stride;               /* entries in a row of decisions: a multiple of MODEL_WORD */
        uint8_t *row;                /* all rows of decisions, packed */
        size_t row_bytes;
        float *bias;                 /* [entries] */
        struct grams *grams;
};

/* Teaches the lexicon all asks of faq (the caller seals it afterwards) and
 * builds the model. 0, or -1 with the reason in why. */
int model_open(struct model *model, const struct article_faq *faq, struct lexicon *lexicon,
               char *why, size_t cap);
void model_close(struct model *model);
/* What is only good for finding the topic. */
void model_forget_asks(struct model *model);

/* Two stems one after the other; or near each other in either order. NULL: no
 * ask holds them so (or, near, only one does). */
const struct model_pair *model_pair(const struct model *model, uint32_t stem, uint32_t next);
const struct model_pair *model_near(const struct model *model, uint32_t stem, uint32_t other);
/* Asks the memory for the place of a nearness, and of the pair where one is next to the other:
 * they will be looked up soon. */
void model_fetch(const struct model *model, uint32_t stem, uint32_t other, bool next);

#endif
