/* concat.h - words behind each other, as snprintf puts them with "%s%s%s".
 *
 * For what is done with every message: printf's code is large, and after a
 * pause it has to be fetched from far before it begins.
 */
#ifndef BOT_CONCAT_H
#define BOT_CONCAT_H

#include <stddef.h>

/* Copies words, up to a NULL, into out and cuts them to cap - 1 bytes (cap is
 * not 0). Returns the bytes of all words together, as they are.
 *
 *   concat(out, sizeof out, (const char *const[]){nick, ": ", text, NULL})
 */
size_t concat(char *out, size_t cap, const char *const *words);

#endif
