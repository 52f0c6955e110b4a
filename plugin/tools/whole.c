/* whole.c - reads a file once, and cuts it up where it lies.
 */
#include "whole.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOO_LARGE "it is over 1 GiB"

/* Why a file is not read at all, or NULL. A pipe and a terminal end when somebody says so. */
static const char *fault_of(FILE *file)
{
        struct stat is;

        if (fstat(fileno(file), &is) < 0)
                return strerror(errno);
        if (S_ISDIR(is.st_mode))
                return "it is a folder";
        if (S_ISREG(is.st_mode))
                return (uintmax_t)is.st_size > WHOLE_MAX ? TOO_LARGE : NULL;
        return S_ISFIFO(is.st_mode) || S_ISSOCK(is.st_mode) || isatty(fileno(file)) ? NULL
                       : "it is not a regular file";
}

/* Makes room for more; why that cannot be, or NULL. */
static const char *grow(struct whole *whole, size_t *room)
{
        size_t want = *room ? *room * 2 : (size_t)1 << 16;
        char *bytes;

        if (want > WHOLE_MAX)
                return TOO_LARGE;
        bytes = realloc(whole->bytes, want + 1);
        if (!bytes)
                return "no memory";
        whole->bytes = bytes;
        *room = want;
        return NULL;
}

/* Ends the bytes. Some editors begin a file with a mark (a BOM), which is none of its text. */
static void skip_mark(struct whole *whole)
{
        whole->bytes[whole->length] = '\0';
        whole->at = strncmp(whole->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

int whole_read(struct whole *whole, const char *path, char *why, size_t cap)
{
        bool input = strcmp(path, "-") == 0;
        FILE *file = input ? stdin : fopen(path, "rbe");
        size_t room = 0, n = 1;
        const char *fault;
        int status = 0;

        memset(whole, 0, sizeof *whole);
        if (!file) {
                snprintf(why, cap, "%s: %s", path, strerror(errno));
                return errno == ENOENT ? 1 : -1;
        }
        if ((fault = fault_of(file))) {
                snprintf(why, cap, "%s: %s", path, fault);
                status = -1;
        }
        while (status == 0 && n > 0) {
                if (whole->length == room && (fault = grow(whole, &room))) {
                        snprintf(why, cap, "%s: %s", path, fault);
                        status = -1;
                        break;
                }
                n = fread(whole->bytes + whole->length, 1, room - whole->length, file);
                whole->length += n;
        }
        if (status == 0 && ferror(file)) {
                snprintf(why, cap, "%s: cannot be read: %s", path, strerror(errno));
                status = -1;
        }
        if (!input)
                fclose(file);
        if (status < 0)
                whole_free(whole);
        else
                skip_mark(whole);
        return status;
}

void whole_free(struct whole *whole)
{
        free(whole->bytes);
        memset(whole, 0, sizeof *whole);
}

size_t whole_row(struct whole *whole, struct whole_field *field, size_t fields)
{
        char *at = whole->bytes + whole->at;
        char *end = whole->bytes + whole->length;
        char *lf;
        size_t count = 0;

        if (at == end)
                return 0;
        lf = memchr(at, '\n', (size_t)(end - at));
        whole->at = lf ? (size_t)(lf + 1 - whole->bytes) : whole->length;
        whole->line++;
        if (lf)
                end = lf;
        *end = '\0';
        for (size_t i = 0; i < fields; i++) {
                char *tab = i + 1 < fields ? memchr(at, '\t', (size_t)(end - at)) : NULL;
                char *stop = tab ? tab : end;

                field[i] = (struct whole_field){ at, (size_t)(stop - at) };
                count++;
                if (!tab) {
                        for (size_t j = i + 1; j < fields; j++)
                                field[j] = (struct whole_field){ end, 0 };
                        break;
                }
                *tab = '\0';
                at = tab + 1;
        }
        return count;
}
