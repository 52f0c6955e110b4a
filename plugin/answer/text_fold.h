/* text_fold.h - one character that is not ASCII -> what it stands for. */
#ifndef ANSWER_TEXT_FOLD_H
#define ANSWER_TEXT_FOLD_H

#include <stddef.h>
#include <stdint.h>

#define TEXT_FOLD_MAX 32 /* the longest decomposition of Unicode has 18 characters */

/* Reads the character at `bytes` (at least one, the first of them 80 or above)
 * and puts into out what is left of it: ASCII in lower case (letters, digits,
 * points, ' for any apostrophe, a blank for what parts words) and letters of
 * other alphabets, folded, without accents. *count is 0 for what is nothing: a
 * combining mark, a zero width, an invalid byte (but for the marks of Windows-1252).
 * Returns the bytes read. */
size_t text_fold(const unsigned char *bytes, size_t length, int32_t out[TEXT_FOLD_MAX],
                 size_t *count);

#endif
