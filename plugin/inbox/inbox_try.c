/* inbox_try.c - could the inbox be kept in this file? Looks, and makes or changes nothing.
 *
 * SQLite is not asked: it may write where it only opens. A database's first bytes say whose
 * it is (sqlite.org/fileformat2.html).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store.h"

#define HEADER 100
#define PAGES 28
#define VERSION 60
#define APPLICATION 68
#define PATH_BYTES 4096

static uint32_t number_at(const unsigned char *at)
{
        return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Why it is not ours to write; NULL: it is, or an empty one, or a page of zeros, which is replaced. */
static const char *whose(const unsigned char *head, ssize_t got)
{
        static const unsigned char zeros[HEADER];

        if (got == 0 || (got == HEADER && memcmp(head, zeros, HEADER) == 0))
                return NULL;
        if (got < HEADER || memcmp(head, "SQLite format 3", 16) != 0)
                return "it is no database of ours";
        if (number_at(head + APPLICATION) == STORE_APPLICATION)
                return number_at(head + VERSION) > STORE_VERSION ? "it was written by a newer version of this program" : NULL;
        return number_at(head + APPLICATION) || number_at(head + VERSION) || number_at(head + PAGES) > 1
                       ? "it is another program's database" : NULL;
}

static bool try_file(const char *path, const struct stat *is, char *why, size_t cap)
{
        unsigned char head[HEADER] = {0};
        int fd = S_ISREG(is->st_mode) && is->st_size <= STORE_BYTES_MAX
                         ? open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) : -1;
        ssize_t got = fd < 0 ? -1 : read(fd, head, sizeof head);
        const char *what = !S_ISREG(is->st_mode) ? "it is no plain file" :
                           is->st_size > STORE_BYTES_MAX ? "it is larger than an inbox gets" :
                           got < 0 ? strerror(errno) : whose(head, got);

        if (fd >= 0)
                close(fd);
        if (what)
                snprintf(why, cap, "%s", what);
        return !what;
}

/* The folder that the last part of path is in: "." where it has but one. */
static const char *folder_of(const char *path, char *out, size_t cap)
{
        const char *slash = strrchr(path, '/');

        snprintf(out, cap, "%.*s", slash ? (int)(slash - path) + (slash == path) : 1, slash ? path : ".");
        return out;
}

bool inbox_try(const char *file, char *why, size_t cap)
{
        char folder[PATH_BYTES], parent[PATH_BYTES];
        struct stat is;

        if (stat(file, &is) == 0)
                return try_file(file, &is, why, cap);
        if (errno == ENOENT && (access(folder_of(file, folder, sizeof folder), W_OK | X_OK) == 0 ||
                                (errno == ENOENT && access(folder_of(folder, parent, sizeof parent), W_OK | X_OK) == 0)))
                return true;
        snprintf(why, cap, "it cannot be made: %s", strerror(errno));
        return false;
}
