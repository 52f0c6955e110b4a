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
 *
 * While it is built the trie is a hash table. Sealed, the branches of a node lie
 * side by side, and those of all roots are found by their stem, so that a step
 * looks into one place of the memory:
 *
 *   first[stem] --> [root 0 |..] [root 4 |..]     branches --> [horse|..] [..|..]
 *
 * Where the same can follow, it is kept once: "hog/steal the covers/quilt" needs five branches,
 * not eight.
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
#define PHRASE_LAST 0x80000000u  /* the last branch of a node */

struct phrase_node {
        uint32_t parent, symbol; /* what leads here; of a root: nothing */
        uint32_t end;            /* value + 1 of the phrase that ends here, or 0 */
};

struct phrase_branch {
        uint32_t symbol;         /* what leads here; the root, of those that first[] leads to */
        uint32_t end;            /* as above; | PHRASE_LAST */
        uint32_t first;          /* of its own branches, by rising symbol up to the last; several may share
                                  * them. 0: it has none */
};

struct phrase_set {
        size_t roots;
        struct { uint32_t low, high; } *ranges;
        size_t range_count, range_room;
        /* until phrase_seal: */
        struct phrase_node *nodes; /* the roots first */
        size_t node_count, node_room;
        uint32_t *index;           /* open hash of nodes by parent and symbol; 0 is free */
        size_t index_size;
        /* from then on: */
        struct phrase_branch *branches;
        uint32_t *first;           /* stem -> its first branch; ranges behind the last stem */
        uint32_t stems;
};

/* Which place among first[] leads to the branches of the roots. */
static inline uint32_t phrase_door(const struct phrase_set *set, uint32_t symbol)
{
        return symbol & PHRASE_RANGE ? set->stems + (symbol & ~PHRASE_RANGE) : symbol;
}

/* The nodes 0..roots-1 become roots. 0, or -1 when memory ran out; phrase_fini
 * is called in either case. */
int phrase_init(struct phrase_set *set, uint32_t roots);
void phrase_fini(struct phrase_set *set);

/* The element for a range of numbers; PHRASE_GAP when memory ran out. */
uint32_t phrase_range(struct phrase_set *set, uint32_t low, uint32_t high);

/* 0; 1: the phrase is already there with another value, which stays; -1: memory ran out. */
int phrase_add(struct phrase_set *set, uint32_t root, const uint32_t *symbols, size_t count,
               uint32_t value);

/* After the last phrase_add and before the first phrase_longest. 0, or -1 when memory ran out. */
int phrase_seal(struct phrase_set *set);

/* Asks the memory for what begins with these words: it will be looked at soon. */
void phrase_fetch(const struct phrase_set *set, const struct reading_word *words, size_t count);

/* The number of words of the longest phrase under root that begins at word
 * `at`, and its value; 0: none. */
size_t phrase_longest(const struct phrase_set *set, uint32_t root,
                      const struct reading_word *words, size_t count, size_t at,
                      uint32_t *value);

#endif
