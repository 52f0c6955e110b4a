/* keep.c - files of the bot's own, written whole or not at all.
 *
 * The new file beside the old one, then in its place: never half a file. It
 * refuses to know what stands in it.
 */
#include "keep.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 4400

bool keep_write(const char *folder, const char *name, bool (*write)(FILE *file, const void *context),
                const void *context, char *why, size_t cap)
{
        char path[PATH_BYTES], fresh[PATH_BYTES + 4];
        FILE *file = NULL;
        bool fine = false;
        int fd = -1;

        snprintf(path, sizeof path, "%s/%s", folder, name);
        snprintf(fresh, sizeof fresh, "%s.new", path);
        if (mkdir(folder, 0700) < 0 && errno != EEXIST)
                goto out;
        unlink(fresh);
        fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        file = fd < 0 ? NULL : fdopen(fd, "w");
        if (!file)
                goto out;
        fine = write(file, context) && fflush(file) == 0 && fsync(fd) == 0;
        fine = fclose(file) == 0 && fine;
        fd = -1;
        fine = fine && rename(fresh, path) == 0;
out:
        if (!fine) {
                snprintf(why, cap, "\"%.200s\" cannot be written: %s; see `state` in bot.cfg", path,
                         strerror(errno));
                unlink(fresh);
        }
        if (fd >= 0)
                close(fd);
        return fine;
}

int keep_hold(const char *folder)
{
        int fd, error;

        mkdir(folder, 0700);
        fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0) {
                error = errno;
                close(fd);
                errno = error;
                return -1;
        }
        return fd;
}
