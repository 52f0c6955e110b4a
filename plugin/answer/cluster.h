/* cluster.h - which questions are one question in other words.
 *
 * Two texts are alike by the weight of the stems that both have, over that of the stems
 * that either has (Jaccard, weighted); from CLUSTER_ALIKE on they belong together. The
 * first of a row leads, so a caller puts what is asked most first.
 *
 *   does quinine help leg cramps   quinine 9.4, help 0.5
 *   is quinine good for cramps     quinine 9.4, good 1.0     9.4 / 10.9 = 0.86: alike
 */
#ifndef ANSWER_CLUSTER_H
#define ANSWER_CLUSTER_H

#include "answer.h"

#define CLUSTER_ALIKE 0.5f
#define CLUSTER_STEMS 16 /* of a text are looked at */

/* Puts into leader[i] the index of the text that text i belongs to: its own, or a smaller
 * one. 0, or -1: no memory. */
int cluster(struct answer *answer, const char *const *text, size_t count, size_t *leader);

#endif
