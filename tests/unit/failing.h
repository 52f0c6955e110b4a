/* failing.h - allocations that fail when a test wants it, in this program and in all that it
 * loads: the functions here stand before those of the C library, and of a sanitizer.
 *
 *      for (size_t n = 1, more = 1; more; n++) {
 *              failing_from(n, false);
 *              ...
 *              more = failing_stop();
 *      }
 *
 * To be included by one file of a program.
 */
#ifndef TEST_FAILING_H
#define TEST_FAILING_H

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A sanitizer allocates before it is ready to look at us. */
#define UNSEEN __attribute__((no_sanitize("address", "undefined")))

static atomic_size_t failing_seen;    /* allocations since failing_from */
static atomic_size_t failing_nth;     /* the one that fails; 0: none */
static atomic_bool failing_behind;    /* and all those behind it */

/* The nth allocation from now on fails; with behind all that follow, too. */
static inline void failing_from(size_t nth, bool behind)
{
        failing_nth = 0;
        failing_seen = 0;
        failing_behind = behind;
        failing_nth = nth;
}

/* None fails any more. Was there one that did? */
static inline bool failing_stop(void)
{
        size_t nth = failing_nth;

        failing_nth = 0;
        return nth && failing_seen >= nth;
}

/* Counts the allocations from now on; none fails. */
static inline void failing_count(void)
{
        failing_from(SIZE_MAX, false);
}

static inline size_t failing_counted(void)
{
        size_t seen = failing_seen;

        failing_stop();
        return seen;
}

/* libconfig 1.5 and libircclient 1.9 trust that they get what they ask for, and crash if not; those
 * who call them see to it beforehand that there is enough. glibc 2.36, which had no memory in the middle
 * of a dlopen, finds that library's symbols no more. So these are always given theirs here. */
UNSEEN static inline bool failing_spares(void *caller)
{
        static const char *const spared[] = {"libconfig", "ld-linux", "libircclient"};
        Dl_info library;

        if (dladdr(caller, &library) && library.dli_fname)
                for (size_t i = 0; i < sizeof spared / sizeof *spared; i++)
                        if (strstr(library.dli_fname, spared[i]))
                                return true;
        return false;
}

UNSEEN static inline bool failing_now(void *caller)
{
        size_t nth = failing_nth, seen;

        if (!nth || failing_spares(caller))
                return false;
        seen = ++failing_seen;
        return failing_behind ? seen >= nth : seen == nth;
}

/* The function of that name behind ours. Looking for it allocates nothing. */
#define BEHIND(name) \
        static __typeof__(&name) next; \
        if (!next) \
                *(void **)&next = dlsym(RTLD_NEXT, #name)
#define FAILS failing_now(__builtin_return_address(0))

UNSEEN void *malloc(size_t size)
{
        BEHIND(malloc);
        return FAILS ? NULL : next(size);
}

UNSEEN void *calloc(size_t count, size_t size)
{
        BEHIND(calloc);
        return FAILS ? NULL : next(count, size);
}

UNSEEN void *realloc(void *old, size_t size)
{
        BEHIND(realloc);
        return FAILS ? NULL : next(old, size);
}

/* The C library's own allocate by the above; but a sanitizer's do not. */
UNSEEN static inline char *failing_copy(const char *s, size_t length, bool now)
{
        BEHIND(malloc);
        char *copy = now ? NULL : next(length + 1);

        if (!copy)
                return NULL;
        copy[length] = '\0';
        return memcpy(copy, s, length);
}

UNSEEN char *strdup(const char *s)
{
        return failing_copy(s, strlen(s), FAILS);
}

char *__strdup(const char *s); /* by which libconfig calls it */
UNSEEN char *__strdup(const char *s)
{
        return failing_copy(s, strlen(s), FAILS);
}

UNSEEN char *strndup(const char *s, size_t most)
{
        return failing_copy(s, strnlen(s, most), FAILS);
}

#endif
