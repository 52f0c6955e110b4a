/* scan.h - the bytes of a configuration file, before libconfig sees them.
 *
 * libconfig 1.5 ends the process when it is told to include a folder, blocks
 * on a FIFO, lets numbers beyond 32 bits wrap around in silence, drops "\\x00",
 * reads to the end of the file for a comment that nobody closed, loses memory
 * over a text in the wrong place, and says of a forgotten bracket no more than
 * "syntax error". All of that is found here.
 */
#ifndef BOT_SCAN_H
#define BOT_SCAN_H

#include "source.h"

struct scan;

/* Looks at the text of file, and at all files that it includes, which are
 * added to source. text: length bytes and then a NUL; a byte order mark in the
 * first file is made blank. from: the file that includes this one, or NULL.
 * file must live as long as check. False: libconfig must not read it; then,
 * and perhaps otherwise too, mistakes were reported. */
bool scan_text(struct source *source, struct check *check, const struct scan *from, const char *file,
               char *text, size_t length);

#endif
