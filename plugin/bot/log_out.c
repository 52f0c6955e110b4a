/* log_out.c - standard error, systemd's journal behind it, or a file. */
#include "log_out.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE 100 /* ms */

/* The one log of the process. */
static struct {
        int fd;     /* -1: standard error */
        char *file; /* NULL: standard error */
        bool half;  /* the end of the last line is missing */
        unsigned long lost;
} out = {.fd = -1};

static int open_file(const char *file, char *why, size_t cap)
{
        int fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);

        if (fd < 0)
                snprintf(why, cap, "\"%.200s\" cannot be opened: %s", file, strerror(errno));
        return fd;
}

bool log_out_open(const char *file, char *why, size_t cap)
{
        char *copy = file ? strdup(file) : NULL;
        int fd = -1;

        *why = '\0';
        if (file && !copy)
                snprintf(why, cap, "not enough memory");
        else if (file)
                fd = open_file(file, why, cap);
        if (*why) {
                free(copy);
                return false;
        }
        if (out.fd >= 0)
                close(out.fd);
        free(out.file);
        out.fd = fd;
        out.file = copy;
        out.half = false;
        return true;
}

const char *log_out_file(void)
{
        return out.file;
}

/* JOURNAL_STREAM is "device:inode" of the stream that systemd has given us. */
bool log_out_is_journal(void)
{
        const char *stream = getenv("JOURNAL_STREAM");
        unsigned long long device, inode;
        struct stat is;

        return out.fd < 0 && stream && sscanf(stream, "%20llu:%20llu", &device, &inode) == 2 &&
               fstat(STDERR_FILENO, &is) == 0 && is.st_dev == device && is.st_ino == inode;
}

/* Would a line be taken at once? A reader of standard error who has stopped (a pager, a
 * terminal after Ctrl-S) is waited for once, not line by line. Whoever else writes there may
 * count on it to block, so it is not made O_NONBLOCK. */
static bool is_ready(void)
{
        struct pollfd end = {.fd = STDERR_FILENO, .events = POLLOUT};

        return out.fd >= 0 || poll(&end, 1, out.lost ? 0 : PATIENCE) > 0;
}

bool log_out_write(const char *line, size_t length)
{
        int fd = out.fd < 0 ? STDERR_FILENO : out.fd;
        ssize_t put;

        if (!is_ready() || (out.half && write(fd, "\n", 1) != 1))
                put = -1;
        else
                put = write(fd, line, length);
        if (put > 0)
                out.half = (size_t)put < length;
        if (put == (ssize_t)length)
                return true;
        out.lost++;
        return false;
}

unsigned long log_out_lost(void)
{
        return out.lost;
}

void log_out_told(unsigned long lost)
{
        out.lost -= lost;
}
