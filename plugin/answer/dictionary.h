/* dictionary.h - is this a word at all?
 *
 * Reads a system dictionary (a word a line, such as
 * /usr/share/dict/american-english), for a set of its words (prints.h): 170 KB
 * for 70,000 of them.
 */
#ifndef ANSWER_DICTIONARY_H
#define ANSWER_DICTIONARY_H

#include <stddef.h>

#include "prints.h"

#define DICTIONARY_BYTES_MAX ((size_t)64 << 20) /* of the file */

/* Adds the hashes (vocab_hash) of the words, cleaned as text.h does, to list. 0, or -1 with the
 * reason in why. */
int dictionary_read(struct prints_list *list, const char *path, char *why, size_t cap);

#endif
