/* clean_flat.h - any bytes -> text in which a word is easily seen.
 *
 * Formatting codes go with what belongs to them, and so do accents, characters nobody
 * sees, and bytes that are no UTF-8, but for the marks of Windows-1252. What is neither a letter nor
 * ASCII becomes a blank. So each byte from 0x80 on is part of a letter.
 */
#ifndef INBOX_CLEAN_FLAT_H
#define INBOX_CLEAN_FLAT_H

#include <stddef.h>

#define CLEAN_FLAT_BYTES 1024 /* with the NUL; what is more is left out */

void clean_flat(char out[CLEAN_FLAT_BYTES], const char *bytes, size_t length);

/* Makes the letters of a flat text small; each stays where it is. */
void clean_lower(char flat[CLEAN_FLAT_BYTES]);

#endif
