/* pattern_code.h - how a set of patterns is laid out, for pattern_build.c, which writes it, and
 * pattern.c, which reads it. In halves of a word, as nearly all is words with small numbers:
 *
 *   pattern   value, whole, where its door is, the fewest words before that, the most, slot, slot ..., 0
 *   slot      its halves, which words may stand here (64 bits), choice ...
 *             where it is one word and no other may: 2, choice
 *   choice    PATTERN_ONE | symbol, if it is one word, as most are; or kind << PATTERN_KIND | its symbols,
 *             symbol ... (two halves each)
 */
#ifndef ANSWER_PATTERN_CODE_H
#define ANSWER_PATTERN_CODE_H

#include <string.h>

#include "pattern.h"

#define PATTERN_ANY UINT64_MAX /* bits of words: any, and what is no word, too */
#define PATTERN_HEAD 5      /* halves before the slots */
#define PATTERN_SLOT_HEAD 5 /* and before the choices */
#define PATTERN_ONE 0x8000u /* and so many symbols are small enough for it */
#define PATTERN_KIND 13

enum { PATTERN_VALUE, PATTERN_WHOLE, PATTERN_DOOR, PATTERN_LEAST, PATTERN_MOST };

/* A word's bit among 64. */
static inline uint64_t pattern_bit(uint32_t symbol)
{
        return (uint64_t)1 << symbol % 64;
}

static inline bool pattern_is_one(const uint16_t *choice)
{
        return *choice & PATTERN_ONE;
}

static inline uint32_t pattern_kind_of(const uint16_t *choice)
{
        return pattern_is_one(choice) ? (uint32_t)PATTERN_WORDS : *choice >> PATTERN_KIND;
}

static inline uint32_t pattern_count_of(const uint16_t *choice)
{
        return pattern_is_one(choice) ? 1 : *choice & ((1u << PATTERN_KIND) - 1);
}

/* A symbol of a choice that is not one word. */
static inline uint32_t pattern_symbol(const uint16_t *choice, size_t i)
{
        uint32_t symbol;

        memcpy(&symbol, choice + 1 + 2 * i, sizeof symbol);
        return symbol;
}

static inline uint32_t pattern_first_of(const uint16_t *choice)
{
        return pattern_is_one(choice) ? *choice & ~PATTERN_ONE : pattern_symbol(choice, 0);
}

static inline const uint16_t *pattern_next_choice(const uint16_t *choice)
{
        return choice + 1 + (pattern_is_one(choice) ? 0 : pattern_count_of(choice) * 2);
}

/* Behind the last one is the 0. */
static inline const uint16_t *pattern_next_slot(const uint16_t *slot)
{
        return slot + *slot;
}

/* One word alone? It says itself which word may stand here. */
static inline bool pattern_is_word(const uint16_t *slot)
{
        return *slot == 2;
}

static inline const uint16_t *pattern_choices(const uint16_t *slot)
{
        return slot + (pattern_is_word(slot) ? 1 : PATTERN_SLOT_HEAD);
}

/* The bits of the words that may stand first from this slot on. */
static inline uint64_t pattern_may_begin(const uint16_t *slot)
{
        uint64_t may;

        if (pattern_is_word(slot))
                return pattern_bit(pattern_first_of(slot + 1));
        memcpy(&may, slot + 1, sizeof may);
        return may;
}

#endif
