/* match.h - a reading -> entries with confidences.
 *
 *   S(e)  how well entry e fits: its likest ask, all its asks, its classifier
 *   S0    how well "none of them" fits: how much of the question is foreign
 *   P(e) = exp S(e) / (exp S0 + sum exp S)       a conditional logit
 *
 * The constants were fitted over many FAQs and chatter, not over one; they
 * stand at the head of match.c.
 */
#ifndef ANSWER_MATCH_H
#define ANSWER_MATCH_H

#include "lexicon.h"
#include "model.h"

#define MATCH_BEST 8

struct match_one {
        uint32_t entry;
        float confidence;   /* P(e) */
        float score;        /* S(e) */
        float likest;       /* cosine with its likest ask */
        float many;         /* ln(1 + sum of e^6c over the cosines with all its asks) */
        float decision;     /* of its classifier */
        float likest3;      /* by match_tell: mean cosine with its three likest asks */
        uint32_t ask;       /* by match_tell: the likest ask */
};

struct match_result {
        size_t count;
        struct match_one best[MATCH_BEST];  /* best first */
        float nothing;      /* P(none of them) */
        float nothing_score;
        float mass[3];      /* sums of P over enum article_kind */
};

struct match;

/* NULL with the reason in why. faq and lexicon are borrowed until close. */
struct match *match_open(const struct article_faq *faq, struct lexicon *lexicon,
                         char *why, size_t cap);
void match_close(struct match *match);

/* Reads the terms of a reading. Does not allocate, cannot fail. */
void match_ask(struct match *match, const struct reading *reading, struct match_result *out);

/* The same without out->best: all entries, *count of them, in their own order. */
const struct match_one *match_all(struct match *match, const struct reading *reading,
                                  struct match_result *out, size_t *count);

const struct model *match_model(const struct match *match);
/* See model_forget_asks. */
void match_forget_asks(struct match *match);

/* Fills in what is only there for people to read. After match_ask or match_all and
 * before the next match_part. */
void match_tell(const struct match *match, struct match_one *one);

/* What term t adds to the score of an entry: its part of the likest ask's
 * cosine (*likeness) and of the classifier's decision (*decision). */
void match_part(struct match *match, const struct reading *reading, size_t t,
                const struct match_one *one, float *likeness, float *decision);

#endif
