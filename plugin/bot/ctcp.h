/* ctcp.h - the questions of one client to another.
 *
 *   \x01VERSION\x01 -> \x01VERSION crampbot 1.0\x01
 *
 * Source: https://modern.ircdocs.horse/ctcp.html. Answered are VERSION, PING,
 * TIME, SOURCE and CLIENTINFO; DCC and all else would only cost. ACTION ("/me")
 * is talk, not a question.
 */
#ifndef BOT_CTCP_H
#define BOT_CTCP_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/* Does this text begin as a CTCP does? */
bool ctcp_is(const char *text);

/* "\x01" "ACTION waves\x01" -> "waves", in place; NULL: another CTCP. */
char *ctcp_action(char *text);

/* Writes the reply, with its \x01 at both ends, into out. who: how to reach
 * those who run the bot, said for SOURCE. False: there is no reply to this. */
bool ctcp_reply(const char *text, const char *who, time_t now, char *out, size_t cap);

#endif
