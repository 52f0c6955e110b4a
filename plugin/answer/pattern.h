/* pattern.h - patterns of words, found in a message wherever they begin.
 *
 *   "leg/foot is -/so cold"
 *   pattern --- slot       slot     slot          slot      its parts, one after the other
 *               leg foot   is       nothing so    cold      the choices of each
 *
 * Patterns are kept as they are written, not as the many phrases that they stand for, so that
 * one with a hundred thousand costs no more than its words. Each is looked up by its door: the
 * slot whose words the fewest patterns have, so that a message comes to few of those that it does
 * not hold. phrase.h is for single phrases, of which the longest counts.
 */
#ifndef ANSWER_PATTERN_H
#define ANSWER_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lexicon.h"

#define PATTERN_SKIP 3      /* words that a gap stands for at the most */
#define PATTERN_SLOTS 16    /* of one pattern */
#define PATTERN_CHOICES 256 /* of one pattern, over all slots */
#define PATTERN_SYMBOLS 512 /* likewise */

enum pattern_kind { PATTERN_WORDS, PATTERN_GAP, PATTERN_RANGE };

/* Words in a row (none: the slot may be left out), a gap, or a number from low to high. */
struct pattern_choice {
        uint32_t first;  /* in symbols: the words' stems, or low and high */
        uint16_t count;
        uint16_t kind;
};

struct pattern_slot {
        uint32_t first, count; /* in choices */
};

/* One pattern, as lexicon_pattern reads it. */
struct pattern {
        struct pattern_slot slots[PATTERN_SLOTS];
        struct pattern_choice choices[PATTERN_CHOICES];
        uint32_t symbols[PATTERN_SYMBOLS];
        size_t slot_count, choice_count, symbol_count;
};

/* What a message must hold for a pattern, by symbol % 64: most end here. All bits: anything will do. */
struct pattern_filter {
        uint64_t one, another; /* a word of each */
};

struct pattern_set {
        /* All patterns, one after the other, as pattern_code.h tells: what a search looks at
         * together lies together. */
        uint16_t *code;
        size_t code_count, code_room;
        uint32_t symbol_end; /* above all symbols; numbers are looked up under it */
        /* from pattern_seal on, for each word that a pattern's door opens to, by rising symbol,
         * those for numbers behind all: */
        uint32_t *keys;                 /* where the pattern is in code */
        struct pattern_filter *filters;
        size_t key_count;
        uint32_t *index; /* symbol -> its first key; two more: the first of the numbers, and the end */
};

void pattern_init(struct pattern_set *set);
void pattern_fini(struct pattern_set *set);

/* Copies the pattern. whole: it must not reach beyond its sentence or clause. 0, or -1 when memory
 * ran out. */
int pattern_add(struct pattern_set *set, const struct pattern *pattern, uint16_t value, bool whole);

/* After the last pattern_add, before pattern_each. 0, or -1 when memory ran out. */
int pattern_seal(struct pattern_set *set);

typedef void pattern_found(void *context, size_t at, uint16_t value);

/* Calls each for every pattern that stands somewhere in the message, with the word that it begins
 * at; some more than once, in no order. */
void pattern_each(const struct pattern_set *set, const struct reading_word *words, size_t count,
                  pattern_found *each, void *context);

#endif
