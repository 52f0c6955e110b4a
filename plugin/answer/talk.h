/* talk.h - how common words are in everyday talk.
 *
 *   word "cramps"   0.31 a million --.
 *   word "cramp"    0.52 a million --+--> stem "cramp" 0.83 a million: info 13.8
 *
 * Of a list of words and how often each comes up. Stems and common words are kept as
 * fingerprints (prints.h), with the info of each stem beside its own.
 */
#ifndef ANSWER_TALK_H
#define ANSWER_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prints.h"

#define TALK_COMMON 100.0f /* per million: from here on a word is common */

struct talk {
        struct prints common; /* words */
        struct prints stems;
        float *info;          /* of each of the stems */
};

struct talk_sum {
        uint32_t hash;        /* 0: a free place */
        float share;
};

/* What is to become a struct talk; one of zero bytes is empty. */
struct talk_count {
        struct prints_list common;
        struct talk_sum *stem; /* an open hash table */
        size_t size, used;     /* size: a power of two, or 0 */
};

/* A word that comes up `share` times in a million, and its stem; hashes are vocab_hash's. 0, or
 * -1 when memory ran out. */
int talk_add(struct talk_count *count, uint32_t word, uint32_t stem, float share);
void talk_drop(struct talk_count *count);

/* Takes the place of what talk held. 0, or -1 when memory ran out. A talk of zero bytes knows
 * nothing. */
int talk_init(struct talk *talk, const struct talk_count *count);
void talk_fini(struct talk *talk);

bool talk_has_common(const struct talk *talk, uint32_t word);

/* -ln(share / a million + 2e-7), see lexicon_info. */
float talk_reckon(float share);

/* The same of a stem; *known says whether it is in the list (NULL: nobody asks). */
float talk_info(const struct talk *talk, uint32_t stem, bool *known);

#endif
