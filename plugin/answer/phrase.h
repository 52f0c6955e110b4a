/* phrase.h - finds phrases in a row of words, by their stems.
 *
 *   root 0 --charley--> . --horse--> .          (value 3)
 *          --lock-----> . --up-----> .          (value 3)
 *          --60..120--> . --yo-----> .          (value 9)
 *   root 1 --can--> . --not--> . --..--> . --feel--> .   (value 5)
 *
 * One set holds several lists, each under a root of its own. An element of a
 * phrase is a stem's number in the vocabulary (reading_word.symbol), a range of
 * numbers, or a gap: up to PHRASE_SKIP words of any kind.
 */
#ifndef ANSWER_PHRASE_H
#define ANSWER_PHRASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lexicon.h"

#define PHRASE_SKIP 3            /* words that a gap stands for at the most */
#define PHRASE_LONGEST 16        /* elements of a phrase */
#define PHRASE_GAP 0xfffffffeu
#define PHRASE_RANGE 0x80000000u /* | the range's number */
#define PHRASE_MANY 0x80000000u

struct phrase_node {
        uint32_t parent, symbol; /* what leads here; of a root: nothing */
        uint32_t end;            /* of the phrases that end here: 0; a value + 1 where there is
                                  * one alone; PHRASE_MANY | the number + 1 of the first */
};

struct phrase_value {
        uint32_t value, next; /* next: of the same phrase, + 1 */
};

struct phrase_set {
        struct phrase_node *nodes; /* the roots first */
        size_t node_count, node_room;
        uint32_t *index;           /* open hash of nodes by parent and symbol; 0 is free */
        size_t index_size;
        size_t roots;
        struct phrase_value *values;
        size_t value_count, value_room;
        struct { uint32_t low, high; } *ranges;
        size_t range_count, range_room;
};

/* The nodes 0..roots-1 become roots. 0, or -1 when memory ran out; phrase_fini
 * is called in either case. */
int phrase_init(struct phrase_set *set, uint32_t roots);
void phrase_fini(struct phrase_set *set);

/* The element for a range of numbers; PHRASE_GAP when memory ran out. */
uint32_t phrase_range(struct phrase_set *set, uint32_t low, uint32_t high);

/* 0; 1: the phrase is already there with another value (this one is added
 * behind it); -1: memory ran out. */
int phrase_add(struct phrase_set *set, uint32_t root, const uint32_t *symbols, size_t count,
               uint32_t value);

/* Gives back the room that was kept for more phrases. */
void phrase_fit(struct phrase_set *set);

/* The number of words of the longest phrase under root that begins at word
 * `at`, and its value (of several, the one that was added first); 0: none. */
size_t phrase_longest(const struct phrase_set *set, uint32_t root,
                      const struct reading_word *words, size_t count, size_t at,
                      uint32_t *value);

/* Calls each for every phrase under root that begins at word `at`; the same one
 * may come several times where gaps can be filled in several ways. */
void phrase_each(const struct phrase_set *set, uint32_t root,
                 const struct reading_word *words, size_t count, size_t at,
                 void (*each)(void *context, uint32_t value, size_t length), void *context);

#endif
