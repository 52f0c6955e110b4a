/* lines.c - one buffer between a file and whoever reads its lines.
 *
 * It refuses to know what a line means.
 */
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crampfaq.h"

int lines_init(struct lines *lines, const char *path, char *why, size_t cap)
{
        memset(lines, 0, sizeof *lines);
        if (path && strcmp(path, "-") != 0) {
                lines->fd = open(path, O_RDONLY | O_CLOEXEC);
                lines->owned = true;
        }
        if (lines->fd < 0) {
                snprintf(why, cap, "%s: %s", path, strerror(errno));
                return -1;
        }
        lines->buffer = malloc(LINES_MAX + 1);
        if (lines->buffer)
                return 0;
        lines_fini(lines);
        snprintf(why, cap, "no memory");
        return -1;
}

void lines_fini(struct lines *lines)
{
        if (lines->owned && lines->fd >= 0)
                close(lines->fd);
        free(lines->buffer);
        memset(lines, 0, sizeof *lines);
}

/* Adds to the buffer; -1 with one line in why. */
static int read_more(struct lines *lines, char *why, size_t cap)
{
        ssize_t n;

        if (lines->before_read && !crampfaq_flush(why, cap))
                return -1;
        if (lines->start > 0) {
                memmove(lines->buffer, lines->buffer + lines->start, lines->end - lines->start);
                lines->end -= lines->start;
                lines->start = 0;
        }
        do
                n = read(lines->fd, lines->buffer + lines->end, LINES_MAX - lines->end);
        while (n < 0 && errno == EINTR);
        if (n < 0) {
                snprintf(why, cap, "the input cannot be read: %s", strerror(errno));
                return -1;
        }
        lines->ended = n == 0;
        lines->end += (size_t)n;
        return 0;
}

/* Gives what stands from start to `to`, and goes on behind `next`. */
static int give(struct lines *lines, size_t to, size_t next, char **line, size_t *length)
{
        *line = lines->buffer + lines->start;
        *length = to - lines->start;
        lines->buffer[to] = '\0';
        lines->start = next;
        lines->number++;
        return 1;
}

int lines_next(struct lines *lines, char **line, size_t *length, char *why, size_t cap)
{
        size_t seen = 0; /* bytes from start that hold no LF */

        for (;;) {
                size_t have = lines->end - lines->start;
                char *from = lines->buffer + lines->start;
                char *lf = memchr(from + seen, '\n', have - seen);

                if (lf && lines->skipping) {
                        lines->skipping = false;
                        lines->start = (size_t)(lf + 1 - lines->buffer);
                        seen = 0;
                        continue;
                }
                if (lf)
                        return give(lines, (size_t)(lf - lines->buffer),
                                    (size_t)(lf + 1 - lines->buffer), line, length);
                if (lines->skipping)
                        lines->start = lines->end;
                seen = lines->end - lines->start;
                if (lines->ended)
                        return seen ? give(lines, lines->end, lines->end, line, length) : 0;
                if (seen == LINES_MAX) {
                        lines->skipping = true;
                        return give(lines, lines->end, lines->end, line, length);
                }
                if (read_more(lines, why, cap) < 0)
                        return -1;
        }
}
