/* prints.h - a set of words, as fingerprints.
 *
 *   hash --upper bits--> bucket --> the next 16 bits of each hash in it
 *
 * It takes less than two and a half bytes a word and can say yes or no, never which words there
 * are. One word in 10,000 that is not in the set is taken for one that is (in a set of more than
 * 400,000, one in (4 thousand million / its size)).
 */
#ifndef ANSWER_PRINTS_H
#define ANSWER_PRINTS_H

#include <stddef.h>
#include <stdint.h>

#define PRINTS_NONE SIZE_MAX

struct prints {
        uint32_t *start;  /* where every 16th bucket begins; all else is in this block */
        uint8_t *held;    /* rests in each bucket */
        uint16_t *rest;   /* bucket after bucket */
        size_t count;
        unsigned bits;    /* 1 << bits buckets */
};

/* Hashes to make a set of; one of zero bytes is empty. */
struct prints_list {
        uint32_t *hash;
        size_t count, room;
};

/* 0, or -1 when memory ran out. */
int prints_add(struct prints_list *list, uint32_t hash);
void prints_drop(struct prints_list *list);

/* A set of zero bytes is empty. 0, or -1 when memory ran out; the list is not changed. */
int prints_init(struct prints *prints, const struct prints_list *list);
void prints_fini(struct prints *prints);

/* The place of a hash among the `count`, or PRINTS_NONE: it is not in the set. */
size_t prints_find(const struct prints *prints, uint32_t hash);

#endif
