/* operators.h - who is an operator of a channel, as far as the server has said.
 *
 *   NAMES -> the list, whole     MODE +o -o, NICK, PART, KICK, QUIT -> kept true
 *
 * Kept only for channels whose operators may command the bot. Whenever it is in
 * doubt, somebody is no operator: a MODE that cannot be understood empties the
 * list, and the server is asked anew.
 * Sources: RFC 2812 3.2.3 and 3.2.5; https://modern.ircdocs.horse/#chanmodes-parameter
 */
#ifndef BOT_OPERATORS_H
#define BOT_OPERATORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "isupport.h"
#include "line.h"

#define OPERATORS_MAX 200 /* a channel; further ones are not known */

struct operators {
        char **nick;       /* as they compare */
        size_t count;
        bool doubtful;     /* the list has to be asked for */
        uint64_t asked_at; /* 0: never */
};

void operators_clear(struct operators *operators);
void operators_fini(struct operators *operators);

bool operators_has(const struct operators *operators, const struct isupport *isupport, const char *nick);

/* Takes in a line about this channel: 353, MODE, JOIN, PART, KICK. */
void operators_line(struct operators *operators, const struct isupport *isupport, const struct line *line);

/* Somebody is called otherwise (to), or has gone (NULL). */
void operators_rename(struct operators *operators, const struct isupport *isupport, const char *from, const char *to);

#endif
