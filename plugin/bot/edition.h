/* edition.h - which state of its files something was made of, in a few words:
 *
 *   "3fa9c1d2 of 2026-11-25T12:57:00Z"    a sum over all bytes; the newest file's time
 */
#ifndef BOT_EDITION_H
#define BOT_EDITION_H

#include "paths.h"

#define EDITION_BYTES 48

/* Reads the files; one that is not there counts as an empty one. No files: "". */
void edition_of(const struct paths *files, char out[EDITION_BYTES]);

#endif
