/* whole.h - a whole file in memory, taken apart into rows and fields.
 *
 * Rows end at LF only, fields at tab; every other byte is content. For sets and
 * collections that fit memory; lines.h is for streams.
 */
#ifndef TOOLS_WHOLE_H
#define TOOLS_WHOLE_H

#include <stdbool.h>
#include <stddef.h>

#define WHOLE_MAX ((size_t)1 << 30) /* bytes: what a FAQ file may have, too */
#define WHOLE_FIELDS 4

struct whole {
        char *bytes;       /* owned, with a NUL behind the last */
        size_t length;
        size_t at;         /* where the next row begins */
        size_t line;       /* of the row last given, from 1 */
};

struct whole_field {
        char *at;          /* in the file's own bytes, NUL-terminated */
        size_t length;
};

/* path "-": standard input. 0; 1 where there is no such file; -1 with one line
 * in why (then and for 1). Neither folders nor devices are read, and no more than WHOLE_MAX. */
int whole_read(struct whole *whole, const char *path, char *why, size_t cap);
void whole_free(struct whole *whole);

/* The next row in at most `fields` fields; the last one takes what is left, tabs
 * and all, and missing ones are empty. Returns how many there were, 0 at the end. */
size_t whole_row(struct whole *whole, struct whole_field *field, size_t fields);

#endif
