/* sums.h - the sums over all asks and all entries that a question is made of.
 *
 * Slots and entries are counted with those that only fill up: multiples of
 * VECTOR_SHORTS and MODEL_WORD, and each entry's slots are one of
 * VECTOR_FLOATS. Likeness with an ask is a whole number, in steps that the
 * model decides on.
 */
#ifndef ANSWER_SUMS_H
#define ANSWER_SUMS_H

#include <stddef.h>
#include <stdint.h>

#include "match.h"

#define SUMS_ONE 256 /* a step of 1 */

/* sum[slot] += value * step, of the postings from..end. */
void sums_postings(int32_t *sum, const struct model_posting *from, const struct model_posting *end,
                   int32_t step);

/* sum[i] += row[i] * step. */
void sums_row(int32_t *sum, const uint8_t *row, size_t slots, int32_t step);

/* sum[slot] += value * norm[slot], of the slots from..end. */
void sums_pair(int32_t *sum, const uint16_t *from, const uint16_t *end, const uint16_t *norm, uint32_t value);

/* into[e] += row[e] * scale, of a packed row (model.h). */
void sums_decision(float *into, const uint8_t *row, size_t entries, float scale);

/* Of each entry the likest of its asks; and 1 + a sum over all of them in which
 * likeness counts by its (1 + 3/8 x)^16 - 1, which is about e^6x - 1 without a
 * libm: into likest and many. x is sum * scale; entry e's slots are
 * first[e]..first[e + 1]. */
void sums_entries(const int32_t *sum, const uint32_t *first, size_t entries, float scale,
                  struct match_one *one);

#endif
