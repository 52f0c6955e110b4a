/* reply.h - a text and its disclaimer -> lines within a byte budget.
 *
 * The tail (the disclaimer) is reserved before the text is placed, and is
 * never cut: a reply holds all of it or is not made.
 */
#ifndef ANSWER_REPLY_H
#define ANSWER_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#define REPLY_LINES 8
#define REPLY_BYTES 4096

struct reply {
        const char *line[REPLY_LINES];
        size_t count;
        size_t used;   /* bytes of text that were placed; the rest is for "more" */
        char bytes[REPLY_BYTES];
};

/* Lays out text, then hint if text is left over and the hint fits, then tail
 * (both may be NULL), in the first of these ways that works:
 *   1. all in one line
 *   2. all in at most line_count lines, broken at blanks
 *   3. as much text as fits line_count lines, cut at a blank, with "..." ; at
 *      least 60 bytes of it
 *   4. all in as many lines as it takes, REPLY_LINES at the most
 *   5. as 3, but in REPLY_LINES lines: a shortened warning is better than silence
 * Never breaks inside a UTF-8 character; a word longer than a line is broken
 * between characters. CR, LF, NUL and control codes in the texts become
 * blanks. line_bytes is at least ANSWER_LINE_MIN. False: not even 5 works, and
 * nothing is to be said. */
bool reply_lay_out(struct reply *out, const char *text, const char *hint, const char *tail,
                   size_t line_bytes, size_t line_count);

#endif
