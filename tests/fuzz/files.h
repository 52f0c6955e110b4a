/* files.h - an input that is a few files.
 *
 *   the first one ...
 *   %other.cfg
 *   the one that is called so ...
 *
 * They lie in a folder of this process's own, in memory, where nothing waits for a
 * disk; nothing but them is written.
 */
#ifndef FUZZ_FILES_H
#define FUZZ_FILES_H

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

#define FILES_NAME_MAX 24

static char files_folder[] = "/dev/shm/fuzz.XXXXXX";
static pid_t files_owner;

static inline int files_take_away(const char *path, const struct stat *is, int what, struct FTW *at)
{
        return what == FTW_DP ? (at->level ? rmdir(path) : 0) : unlink(path);
}

/* The folder is empty again. */
static inline void files_remove(void)
{
        nftw(files_folder, files_take_away, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void files_end(void)
{
        if (getpid() != files_owner)
                return;
        files_remove();
        rmdir(files_folder);
}

static inline void files_begin(void)
{
        must(mkdtemp(files_folder) != NULL, "no folder");
        files_owner = getpid();
        atexit(files_end);
}

/* The name of a file there, until the fourth call from here. */
static inline const char *files_path(const char *name)
{
        static char paths[4][sizeof files_folder + FILES_NAME_MAX + 1];
        static unsigned turn;
        char *path = paths[turn++ % 4];

        snprintf(path, sizeof paths[0], "%s/%.*s", files_folder, FILES_NAME_MAX, name);
        return path;
}

static inline void files_write(const char *name, const void *bytes, size_t length)
{
        FILE *file = fopen(files_path(name), "w");

        must(file != NULL && fwrite(bytes, 1, length, file) == length, "a file cannot be written");
        fclose(file);
}

/* "%NAME\n" at text: how long it is, the name into name. 0: it is none. */
static inline size_t files_head(const char *text, size_t length, char name[FILES_NAME_MAX + 1])
{
        size_t n = 0;

        if (!length || *text != '%')
                return 0;
        while (1 + n < length && n < FILES_NAME_MAX && ((text[1 + n] >= 'a' && text[1 + n] <= 'z') || (n && text[1 + n] == '.')))
                n++;
        if (!n || 1 + n >= length || text[1 + n] != '\n')
                return 0;
        memcpy(name, text + 1, n);
        name[n] = '\0';
        return n + 2;
}

/* Writes them all; the first one is called `first`. */
static inline void files_put(const uint8_t *data, size_t size, const char *first)
{
        const char *text = (const char *)data, *from = text, *end = text + size;
        char name[FILES_NAME_MAX + 1], next[FILES_NAME_MAX + 1];

        snprintf(name, sizeof name, "%s", first);
        for (const char *at = text; at < end;) {
                const char *line_end = memchr(at, '\n', (size_t)(end - at));
                size_t head = files_head(at, (size_t)(end - at), next);

                if (head) {
                        files_write(name, from, (size_t)(at - from));
                        memcpy(name, next, sizeof name);
                        from = at + head;
                }
                at = head ? from : line_end ? line_end + 1 : end;
        }
        files_write(name, from, (size_t)(end - from));
}

/* All of one, as a text; "" if it is not there. The caller frees it. */
static inline char *files_read(const char *name)
{
        FILE *file = fopen(files_path(name), "r");
        char *text = calloc(1, 1 << 16);

        must(text != NULL, "no memory");
        if (file) {
                text[fread(text, 1, (1 << 16) - 1, file)] = '\0';
                fclose(file);
        }
        return text;
}

#endif
