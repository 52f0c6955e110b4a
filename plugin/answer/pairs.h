/* pairs.h - which stems stand side by side in the FAQ, and how often.
 *
 * "leg cramps", "cramps in the leg"... Order does not count, so (leg, cramp)
 * and (cramp, leg) are one pair.
 */
#ifndef ANSWER_PAIRS_H
#define ANSWER_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAIRS_MOST 65536 /* different pairs */

struct pair {
        uint32_t low, high; /* stems */
        uint32_t count;     /* 0: a free place */
};

struct pairs {
        struct pair *slot;
        size_t size;
        size_t used;
        bool full;          /* PAIRS_MOST was reached: nothing is counted any more */
};

void pairs_fini(struct pairs *pairs);

/* Counts a pair, unless the table is full: a FAQ that large shows its pairs early. 0, or -1
 * when memory ran out. */
int pairs_add(struct pairs *pairs, uint32_t a, uint32_t b);

uint32_t pairs_count(const struct pairs *pairs, uint32_t a, uint32_t b);

/* Forgets the pairs seen less than `least` times and gives their room back.
 * 0, or -1 when memory ran out (nothing is lost then). */
int pairs_trim(struct pairs *pairs, uint32_t least);

#endif
