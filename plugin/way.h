/* way.h - the way of a question, fetched before it is walked.
 *
 * By the time that somebody asks, a processor that has slept remembers neither code nor data, and
 * to stumble over each line of code by itself takes longer than to answer. So what a question
 * passes through stands in a section of its own (ON_THE_WAY in the Makefile), which is read from
 * end to end beforehand: after 20 ms of sleep that makes a reply 11 us faster, of 90, though the
 * reading is a part of them. A plain read: on a line whose page is not at hand, either,
 * __builtin_prefetch does nothing. */
#ifndef CRAMPBOT_WAY_H
#define CRAMPBOT_WAY_H

#include <stdint.h>

#define WAY_SLEEP 2 /* ms: after a shorter one it is still remembered */
#define WAY_LINE 64 /* bytes */

/* The section's ends, which the linker names; 0 where it was given no such section (-flto). Each shared
 * object has its own. */
extern const char way_begin[] __asm__("__start_on_the_way") __attribute__((weak, visibility("hidden")));
extern const char way_end[] __asm__("__stop_on_the_way") __attribute__((weak, visibility("hidden")));

/* To be called when a question comes, after so many milliseconds of silence. */
static inline void way_fetch(uint64_t silence)
{
        const volatile char *code = way_begin;
        uintptr_t bytes = (uintptr_t)way_end - (uintptr_t)way_begin;

        for (uintptr_t at = 0; silence >= WAY_SLEEP && at < bytes; at += WAY_LINE)
                (void)code[at];
}

#endif
