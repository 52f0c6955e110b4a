/* canon.h - a server's line, rewritten so that libircclient can bear it.
 *
 * libircclient 1.9 crashes, goes deaf or confuses people on many lines that a
 * server or another user can send. What it gets is therefore written anew:
 * a source always, a known number of parameters, at most ten of them, at most
 * CANON_MAX bytes. It is told that its nick is CANON_NICK, which no server
 * allows (a comma separates targets); the bot's real nick as a target is
 * rewritten to that, and no other word may begin so.
 */
#ifndef BOT_CANON_H
#define BOT_CANON_H

#include <stddef.h>

#include "line.h"
#include "self.h"

#define CANON_NICK ",self,"
#define CANON_MAX 1000 /* with CR LF; the library goes deaf beyond 1022 */

/* Writes the line with CR LF and NUL into out[CANON_MAX + 1]. Every line
 * written makes libircclient call back exactly once (for 001, 376 and 422 also
 * its connect event). server stands in for a source that is missing.
 * 0: not for the library, as a line without enough parameters to mean
 * anything, a CTCP, our own NICK, or what the library would act on by itself. */
size_t canon_write(const struct line *line, const struct self *self,
                   const struct isupport *isupport, const char *server, char *out);

#endif
