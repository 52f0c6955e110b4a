/* scan.h - the bytes of a configuration file, before libconfig sees them.
 *
 * libconfig 1.5 ends the process when it is told to include a folder, blocks
 * on a FIFO, lets numbers beyond 32 bits wrap around in silence, drops "\\x00",
 * reads to the end of the file for a comment that nobody closed, loses memory
 * over a text in the wrong place, and says of a forgotten bracket no more than
 * "syntax error". All of that is found here, and the files of @include are put
 * where they are included.
 */
#ifndef BOT_SCAN_H
#define BOT_SCAN_H

#include "source.h"

struct scan;

/* Reads a file and all that it includes, and adds their lines to source's text
 * and the included files' names to its list; file must be on it. A byte order
 * mark is made blank. from: the file that includes this one, or NULL. False:
 * libconfig must not read it; then, and perhaps otherwise too, mistakes were
 * reported. */
bool scan_file(struct source *source, struct check *check, const struct scan *from, const char *file);

#endif
