/* rank.h - a reading -> ranked entries: by the model (match.h), or by the index
 * alone (index.h) where a FAQ is too large for a model.
 *
 * Without a model a candidate's confidence is its share of the best score that
 * any entry could reach. It orders answers well; it is no probability.
 */
#ifndef ANSWER_RANK_H
#define ANSWER_RANK_H

#include "index.h"
#include "match.h"

#define RANK_MODEL_ENTRIES 2000  /* above, classifiers cost more than they bring */

struct rank {
        const struct article_faq *faq;
        struct match *match;   /* one of these two; the other is NULL */
        struct index *index;
};

/* Teaches the lexicon all asks, or all texts (the caller seals it afterwards).
 * 0, or -1 with the reason in why and nothing to close. */
int rank_open(struct rank *rank, const struct article_faq *faq, struct lexicon *lexicon,
              bool index_only, char *why, size_t cap);
void rank_close(struct rank *rank);

/* Does not allocate, cannot fail. */
void rank_ask(struct rank *rank, const struct reading *reading, struct match_result *out);

/* The best k of all; may allocate. Returns the number of hits. */
size_t rank_all(struct rank *rank, const struct reading *reading, size_t k,
                void (*hit)(void *context, const char *id, double score), void *context);

#endif
