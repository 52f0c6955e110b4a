/* text_smile.h - smileys that look like words: ":D", "xD", "T_T", "<3". */
#ifndef ANSWER_TEXT_SMILE_H
#define ANSWER_TEXT_SMILE_H

#include <stddef.h>

/* How many bytes the smiley at in + at takes, or 0: there is none. It stands between blanks, or
 * behind a mark ("why?:D"), and one mark or more may follow it ("xD!").
 *
 *   :D ;-P =3 >:O :'D :DDD  eyes, a nose or a tear, a mouth, held
 *   xD XDDD  T_T o_O x.x  <3 </3  \o/ o/
 *
 * "D:" and "8)" are left alone: "vitamin D: how much", "(from 7 to 8)". What has no letters or
 * digits, ":)" or "^_^", is no word by itself. */
size_t text_smile(const unsigned char *in, size_t at, size_t length);

#endif
