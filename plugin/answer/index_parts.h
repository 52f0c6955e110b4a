/* index_parts.h - the inside of an index; for index*.c alone.
 *
 *   index.c         entries -> postings
 *   index_search.c  postings -> the best entries
 */
#ifndef ANSWER_INDEX_PARTS_H
#define ANSWER_INDEX_PARTS_H

#include "index.h"
#include "postings.h"

#define INDEX_IMPACT 255 /* steps of tf / (k1 + tf) */
#define INDEX_IDF 1024   /* steps of an idf of 1 */

/* A stem of the question, as it walks along its list. */
struct index_walk {
        const struct postings_list *list;
        uint32_t factor;    /* idf, times how often the stem was asked */
        uint32_t most;      /* that it may add in this window */
        uint32_t most_below; /* and, together, all walks before it */
        size_t block, end;  /* of a list that is not dense */
        size_t at;          /* within entry[] */
        bool unpacked;
        uint32_t entry[POSTINGS_BLOCK];
};

#define INDEX_BATCH 64 /* entries judged together */

/* Room for one search. */
struct index_room {
        struct index_walk walk[INDEX_TERMS];
        struct index_walk *order[INDEX_TERMS]; /* by most, rising */
        size_t count;
        uint32_t sum[POSTINGS_WINDOW];         /* of each entry of the window, so far */
        uint64_t touched[POSTINGS_WINDOW / 64]; /* entries with a sum */
        uint32_t entry[INDEX_BATCH], score[INDEX_BATCH];
};

struct index {
        struct postings postings;
        struct index_room *room;
};

#endif
