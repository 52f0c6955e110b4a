/* pattern_code.h - how a set of patterns is laid out, for pattern_build.c, which writes it, and
 * pattern.c, which reads it.
 *
 *   pattern   value | whole << 16, where its door is, the fewest words before that | the most << 16,
 *             slot, slot ..., 0
 *   slot      its words | its choices << 16, which words may stand here (two words), choice ...
 *   choice    kind << 16 | its symbols, symbol ...
 */
#ifndef ANSWER_PATTERN_CODE_H
#define ANSWER_PATTERN_CODE_H

#include "pattern.h"

#define PATTERN_ANY UINT64_MAX /* bits of words: any, and what is no word, too */
#define PATTERN_HEAD 3      /* words before the slots */
#define PATTERN_SLOT_HEAD 3 /* and before the choices */
#define PATTERN_HALF 0xffffu

/* A word's bit among 64. */
static inline uint64_t pattern_bit(uint32_t symbol)
{
        return (uint64_t)1 << symbol % 64;
}

/* Behind the last one is the 0. */
static inline const uint32_t *pattern_next_slot(const uint32_t *slot)
{
        return slot + (*slot & PATTERN_HALF);
}

/* The bits of the words that may stand first from this slot on. */
static inline uint64_t pattern_may_begin(const uint32_t *slot)
{
        return slot[1] | (uint64_t)slot[2] << 32;
}

#endif
