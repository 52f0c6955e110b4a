/* pattern_code.h - how a set of patterns is laid out, for pattern_build.c, which writes it, and
 * pattern.c, which reads it.
 *
 *   pattern   value | whole << 16, where its door is, the fewest words before that | the most << 16,
 *             slot, slot ..., 0
 *   slot      its words | its choices << 16, which words may stand here (two words), choice ...
 *             where it is one word and no other may: 2 | 1 << 16, choice
 *   choice    PATTERN_ONE | symbol, if it is one word, as most are; or kind << 16 | its symbols, symbol ...
 */
#ifndef ANSWER_PATTERN_CODE_H
#define ANSWER_PATTERN_CODE_H

#include "pattern.h"

#define PATTERN_ANY UINT64_MAX /* bits of words: any, and what is no word, too */
#define PATTERN_HEAD 3      /* words before the slots */
#define PATTERN_SLOT_HEAD 3 /* and before the choices */
#define PATTERN_HALF 0xffffu
#define PATTERN_ONE 0x80000000u

/* A word's bit among 64. */
static inline uint64_t pattern_bit(uint32_t symbol)
{
        return (uint64_t)1 << symbol % 64;
}

static inline uint32_t pattern_kind_of(const uint32_t *choice)
{
        return *choice & PATTERN_ONE ? (uint32_t)PATTERN_WORDS : *choice >> 16;
}

/* Its symbols, and the first of them. */
static inline uint32_t pattern_count_of(const uint32_t *choice)
{
        return *choice & PATTERN_ONE ? 1 : *choice & PATTERN_HALF;
}

static inline uint32_t pattern_first_of(const uint32_t *choice)
{
        return *choice & PATTERN_ONE ? *choice & ~PATTERN_ONE : choice[1];
}

static inline const uint32_t *pattern_next_choice(const uint32_t *choice)
{
        return choice + 1 + (*choice & PATTERN_ONE ? 0 : *choice & PATTERN_HALF);
}

/* Behind the last one is the 0. */
static inline const uint32_t *pattern_next_slot(const uint32_t *slot)
{
        return slot + (*slot & PATTERN_HALF);
}

/* One word alone? It says itself which word may stand here. */
static inline bool pattern_is_word(const uint32_t *slot)
{
        return (*slot & PATTERN_HALF) == 2;
}

static inline const uint32_t *pattern_choices(const uint32_t *slot)
{
        return slot + (pattern_is_word(slot) ? 1 : PATTERN_SLOT_HEAD);
}

/* The bits of the words that may stand first from this slot on. */
static inline uint64_t pattern_may_begin(const uint32_t *slot)
{
        return pattern_is_word(slot) ? pattern_bit(pattern_first_of(slot + 1)) : slot[1] | (uint64_t)slot[2] << 32;
}

#endif
