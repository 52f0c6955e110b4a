/* edition.c - which state of its files something was made of. */
#include "edition.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* FNV-1a, 32 bits: tells editions apart, and is no proof of anything. */
#define FNV_BASIS 2166136261U
#define FNV_PRIME 16777619U

static void take(const char *path, uint32_t *sum, time_t *newest)
{
        int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        unsigned char bytes[8192];
        struct stat is;
        ssize_t got;

        if (fd < 0)
                return;
        if (fstat(fd, &is) == 0 && S_ISREG(is.st_mode)) {
                while ((got = read(fd, bytes, sizeof bytes)) > 0)
                        for (ssize_t i = 0; i < got; i++)
                                *sum = (*sum ^ bytes[i]) * FNV_PRIME;
                *newest = is.st_mtime > *newest ? is.st_mtime : *newest;
        }
        close(fd);
}

void edition_of(const struct paths *files, char out[EDITION_BYTES])
{
        uint32_t sum = FNV_BASIS;
        time_t newest = 0;
        char stamp[sizeof "2026-11-22T13:40:01Z"] = "-";
        struct tm utc;

        *out = '\0';
        if (!files->count)
                return;
        for (size_t i = 0; i < files->count; i++)
                take(files->path[i], &sum, &newest);
        if (gmtime_r(&newest, &utc) && !strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &utc))
                stamp[0] = '\0';
        snprintf(out, EDITION_BYTES, "%08x of %s", sum, stamp);
}
