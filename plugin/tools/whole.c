/* whole.c - reads a file once, and cuts it up where it lies.
 */
#include "whole.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for more; false where there is no memory or the file is too big. */
static bool grow(struct whole *whole, size_t *room)
{
        size_t want = *room ? *room * 2 : (size_t)1 << 16;
        char *bytes;

        if (want > WHOLE_MAX)
                return false;
        bytes = realloc(whole->bytes, want + 1);
        if (!bytes)
                return false;
        whole->bytes = bytes;
        *room = want;
        return true;
}

int whole_read(struct whole *whole, const char *path, char *why, size_t cap)
{
        bool input = strcmp(path, "-") == 0;
        FILE *file = input ? stdin : fopen(path, "rbe");
        size_t room = 0, n = 1;
        int status = 0;

        memset(whole, 0, sizeof *whole);
        if (!file) {
                snprintf(why, cap, "%s: %s", path, strerror(errno));
                return errno == ENOENT ? 1 : -1;
        }
        while (status == 0 && n > 0) {
                if (whole->length == room && !grow(whole, &room)) {
                        snprintf(why, cap, "%s: too large", path);
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
                whole->bytes[whole->length] = '\0';
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
