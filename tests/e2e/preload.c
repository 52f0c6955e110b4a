/* preload.c - a machine that lets the bot down, as a test wants it to: loaded before the C
 * library (LD_PRELOAD), told what to do by a file that is mapped here and in the test
 * (tests/e2e/faults.py), so that a bot that runs can be failed from any moment on.
 *
 *   memory   the nth allocation from now on fails, or all from there on
 *   clock    the time of day is another one; the clock that never goes back is let be
 *   names    looking up a host hangs, fails, or says what the test says
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* faults.py knows these places. */
struct told {
        _Atomic uint64_t nth;       /* 0: no allocation fails */
        _Atomic uint64_t seen;      /* allocations since */
        _Atomic uint64_t behind;    /* not only the nth */
        _Atomic int64_t later;      /* seconds by which the time of day is wrong */
        _Atomic int64_t names;      /* 0: as they are; 1: hang; 2: what stands in addresses; else an EAI_ code */
        _Atomic uint64_t asked;     /* how often names were looked up */
        char addresses[4000];       /* with blanks between them */
};

static struct told nothing, *told = &nothing;

/* A crash says where. */
static void on_crash(int number)
{
        void *at[40];

        told->nth = 0;
        backtrace_symbols_fd(at, backtrace(at, 40), STDERR_FILENO);
        raise(number);
}

__attribute__((constructor)) static void begin(void)
{
        const struct sigaction crash = {.sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND};
        void *here;
        const char *path = getenv("CRAMPBOT_FAULTS");
        int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
        void *at = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

        backtrace(&here, 1); /* it loads a library the first time */
        sigaction(SIGSEGV, &crash, NULL);
        sigaction(SIGABRT, &crash, NULL);
        if (at != MAP_FAILED)
                told = at;
        if (fd >= 0)
                close(fd);
}

/* -- memory ---------------------------------------------------------------- */

/* They crash by themselves when they get none; see tests/unit/failing.h. */
static bool is_spared(void *caller)
{
        static const char *const spared[] = {"libconfig", "ld-linux", "libircclient"};
        Dl_info library;

        if (dladdr(caller, &library) && library.dli_fname)
                for (size_t i = 0; i < sizeof spared / sizeof *spared; i++)
                        if (strstr(library.dli_fname, spared[i]))
                                return true;
        return false;
}

static bool fails(void *caller)
{
        uint64_t nth = told->nth, seen;

        if (!nth || is_spared(caller))
                return false;
        seen = atomic_fetch_add(&told->seen, 1) + 1;
        if (told->behind ? seen < nth : seen != nth)
                return false;
        errno = ENOMEM;
        return true;
}

#define FAILS fails(__builtin_return_address(0))
#define BEHIND(name) \
        static __typeof__(&name) next; \
        if (!next) \
                *(void **)&next = dlsym(RTLD_NEXT, #name)

void *malloc(size_t size)
{
        BEHIND(malloc);
        return FAILS ? NULL : next(size);
}

void *calloc(size_t count, size_t size)
{
        BEHIND(calloc);
        return FAILS ? NULL : next(count, size);
}

void *realloc(void *old, size_t size)
{
        BEHIND(realloc);
        return FAILS ? NULL : next(old, size);
}

/* Else it is the C library who asks, on behalf of whoever it is. */
static char *copy_of(const char *s, bool failing)
{
        BEHIND(malloc);
        size_t size = strlen(s) + 1;
        char *copy = failing ? NULL : next(size);

        return copy ? memcpy(copy, s, size) : NULL;
}

char *strdup(const char *s)
{
        return copy_of(s, FAILS);
}

char *__strdup(const char *s);
char *__strdup(const char *s)
{
        return copy_of(s, FAILS);
}

/* -- clock ----------------------------------------------------------------- */

int clock_gettime(clockid_t clock, struct timespec *out)
{
        BEHIND(clock_gettime);
        int status = next(clock, out);

        if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
                out->tv_sec += told->later;
        return status;
}

time_t time(time_t *out)
{
        struct timespec now = {0, 0};

        clock_gettime(CLOCK_REALTIME, &now);
        if (out)
                *out = now.tv_sec;
        return now.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
        struct timespec now = {0, 0};

        (void)zone;
        clock_gettime(CLOCK_REALTIME, &now);
        out->tv_sec = now.tv_sec;
        out->tv_usec = now.tv_nsec / 1000;
        return 0;
}

/* -- names ----------------------------------------------------------------- */

static int look_up(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **out)
{
        BEHIND(getaddrinfo);
        return next(node, service, hints, out);
}

/* All of addresses, one behind the other; the C library's lists are freed one by one. */
static int say_addresses(const char *service, const struct addrinfo *hints, struct addrinfo **out)
{
        struct addrinfo numeric = hints ? *hints : (struct addrinfo){0}, **end = out;
        char list[sizeof told->addresses], *save = NULL;

        memcpy(list, told->addresses, sizeof list);
        list[sizeof list - 1] = '\0';
        numeric.ai_flags |= AI_NUMERICHOST;
        *out = NULL;
        for (char *at = strtok_r(list, " ", &save); at; at = strtok_r(NULL, " ", &save))
                if (look_up(at, service, &numeric, end) == 0)
                        while (*end)
                                end = &(*end)->ai_next;
        return *out ? 0 : EAI_NONAME;
}

int getaddrinfo(const char *restrict node, const char *restrict service, const struct addrinfo *restrict hints,
                struct addrinfo **restrict out)
{
        atomic_fetch_add(&told->asked, 1);
        while (told->names == 1)
                nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
        if (told->names == 2)
                return say_addresses(service, hints, out);
        return told->names ? (int)told->names : look_up(node, service, hints, out);
}
