/* dictionary.h - is this a word at all?
 *
 * A system dictionary (a word a line, such as /usr/share/dict/american-english)
 * as a set of fingerprints (prints.h): 170 KB for 70,000 words. One unknown
 * word in 10,000 is taken for a known one.
 */
#ifndef ANSWER_DICTIONARY_H
#define ANSWER_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>

#include "prints.h"

#define DICTIONARY_BYTES_MAX ((size_t)64 << 20) /* of the file */

struct dictionary {
        struct prints words;
};

/* 0, or -1 with the reason in why. dictionary_fini is called in either case. */
int dictionary_init(struct dictionary *dictionary, const char *path, char *why, size_t cap);
void dictionary_fini(struct dictionary *dictionary);

/* Of a clean word. */
bool dictionary_has(const struct dictionary *dictionary, const char *s, size_t length);

#endif
