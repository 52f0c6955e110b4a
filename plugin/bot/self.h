/* self.h - who the bot is, as the network sees it, and what that costs.
 *
 * A server relays our line as ":nick!user@host PRIVMSG target :text" CR LF in
 * 512 bytes with CR LF; the prefix is its to choose. It is learned from our
 * own JOIN, kept current by NICK, CHGHOST, 396 and a WHOIS of ourselves; until
 * then the longest that is usual is assumed.
 */
#ifndef BOT_SELF_H
#define BOT_SELF_H

#include <stdbool.h>
#include <stddef.h>

#include "isupport.h"
#include "line.h"

#define SELF_NICK_MAX 128 /* longer names are nobody's */
#define SELF_PART_MAX 512 /* longer than a whole line: then no line fits, and none is sent */

struct self {
        char nick[SELF_NICK_MAX];
        char user[SELF_PART_MAX]; /* "": not known */
        char host[SELF_PART_MAX];
};

/* Nothing known but the nick that was asked for. */
void self_init(struct self *self, const char *nick);

/* Takes in a line of the server, if it says something about us: NICK, JOIN,
 * CHGHOST, 396, 311, and any other line of ours. */
void self_learn(struct self *self, const struct isupport *isupport, const struct line *line);

/* The nick that a server gave us. False, and nothing changed: no nick at all. */
bool self_set_nick(struct self *self, const char *nick);

bool self_is(const struct self *self, const struct isupport *isupport, const char *nick);

/* Is the source of this line ourselves? */
bool self_said(const struct self *self, const struct isupport *isupport, const struct line *line);

/* Bytes of text that a line to target may hold; 0: none.
 * 512 - 14 - len("nick!user@host") - len(target): ":" + " PRIVMSG " + " :" + CR LF are 14.
 * For example 512 - 14 - len("crampbot!cramp@bot.example") - len("#cramps") = 465. */
size_t self_line_bytes(const struct self *self, const struct isupport *isupport,
                       const char *target);

/* Could this be somebody's nick: 1..127 bytes, nothing that ends or splits a word? */
bool self_nick_ok(const char *nick);

#endif
