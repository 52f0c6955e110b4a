/* text_code.h - the formatting codes that IRC carries: bold, colours and the like.
 *
 * By https://modern.ircdocs.horse/formatting.html: 02 bold, 03 colour, 04 hex colour, 0f off,
 * 11 fixed width, 16 reverse, 1d italic, 1e struck, 1f underlined. 01, CTCP's quote, is one
 * here, too: nobody sees it. */
#ifndef ANSWER_TEXT_CODE_H
#define ANSWER_TEXT_CODE_H

#include <stddef.h>

/* How many bytes the code at s (before end) takes with what belongs to it, or 0: it is none.
 *
 *   03[N[N][,N[N]]]       N: 0 to 9; a comma belongs to it only between two colours
 *   04[RRGGBB[,RRGGBB]]   six hex digits, or none: "\x04" "face" is a word */
size_t irc_code(const char *s, const char *end);

#endif
