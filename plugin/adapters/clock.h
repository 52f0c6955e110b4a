/* clock.h - the time for answer/host.h, which has none of its own: milliseconds on a clock
 * that never goes back. */
#ifndef ADAPTERS_CLOCK_H
#define ADAPTERS_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t clock_now(void)
{
        struct timespec t;

        clock_gettime(CLOCK_MONOTONIC, &t);
        return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

#endif
