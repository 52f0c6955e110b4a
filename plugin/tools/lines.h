/* lines.h - a file's lines, split at LF only.
 *
 * Every other byte belongs to the line, NUL and CR too; a last line without LF
 * counts. Of a line longer than LINES_MAX only that many bytes are given. One
 * buffer, no allocation a line.
 */
#ifndef TOOLS_LINES_H
#define TOOLS_LINES_H

#include <stdbool.h>
#include <stddef.h>

#define LINES_MAX (1u << 20)

struct lines {
        int fd;
        bool owned;        /* fd is closed by lines_fini */
        bool ended;        /* nothing more comes from fd */
        bool skipping;     /* the rest of a line that was too long */
        bool before_read;  /* standard output is flushed before waiting for more */
        char *buffer;      /* LINES_MAX + 1 bytes */
        size_t start, end; /* what is left in it */
        size_t number;     /* of the line last given, from 1 */
};

/* path NULL or "-": standard input. 0, or -1 with one line in why. */
int lines_init(struct lines *lines, const char *path, char *why, size_t cap);
void lines_fini(struct lines *lines);

/* The next line, without its LF but with a NUL behind it; borrowed until the
 * next call. 1, 0 at the end, -1 with one line in why. */
int lines_next(struct lines *lines, char **line, size_t *length, char *why, size_t cap);

#endif
