/* latency.c - how long something took: counted by buckets, never kept. */
#include "latency.h"

#include <math.h>

#define LEAST 1e-5 /* s */

double latency_bound(size_t i)
{
        return LEAST * exp2((double)i / LATENCY_OCTAVE);
}

void latency_add(struct latency *latency, double seconds)
{
        double at = seconds > LEAST ? ceil(LATENCY_OCTAVE * log2(seconds / LEAST)) : 0;

        latency->bucket[at < LATENCY_BUCKETS ? (size_t)at : LATENCY_BUCKETS]++;
        latency->count++;
        latency->sum += seconds;
}

double latency_quantile(const struct latency *latency, double share)
{
        double wanted = ceil(share * (double)latency->count), seen = 0;

        if (!latency->count)
                return 0;
        for (size_t i = 0; i < LATENCY_BUCKETS; i++)
                if ((seen += (double)latency->bucket[i]) >= wanted)
                        return latency_bound(i);
        return latency_bound(LATENCY_BUCKETS - 1);
}
