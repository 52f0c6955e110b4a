/* latency.h - how long something took: a histogram of a fixed size.
 *
 *   bucket i counts what took at most latency_bound(i) seconds: 10 us times
 *   2^(i/4), so that what is read from it is at most 19 % too high; the last
 *   bucket has all that took longer (167 s)
 */
#ifndef BOT_LATENCY_H
#define BOT_LATENCY_H

#include <stddef.h>
#include <stdint.h>

#define LATENCY_BUCKETS 97
#define LATENCY_OCTAVE 4 /* buckets from one time to its double */

/* {0}: nothing yet. */
struct latency {
        uint64_t bucket[LATENCY_BUCKETS + 1];
        uint64_t count;
        double sum; /* s */
};

void latency_add(struct latency *latency, double seconds);

/* Seconds; i below LATENCY_BUCKETS. */
double latency_bound(size_t i);

/* The time that a share (0.5, 0.99) of all took at most; 0 if there are none. */
double latency_quantile(const struct latency *latency, double share);

#endif
