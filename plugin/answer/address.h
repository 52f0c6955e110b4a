/* address.h - is this line said to the bot, and what is said?
 *
 *   "crampbot: why"  "crampbot, why"  "@crampbot why"  "hi crampbot! why"
 *   "why, crampbot?" "!cramp why"     and anything in private
 *
 * Marks may be full-width ones; codes (text_code.h) and characters that nobody sees count for
 * nothing. Nicks compare without case, by RFC 1459 ({}|^ are the lower case of []\~).
 */
#ifndef ANSWER_ADDRESS_H
#define ANSWER_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

/* A byte of a nick or a channel's name in lower case, by RFC 1459. */
unsigned char address_fold(char c);

struct address {
        const char *text; /* what is said, without the address; in the caller's bytes */
        size_t length;
        bool addressed;
        bool by_prefix;   /* by the command prefix */
        bool named;       /* not addressed, but the nick stands somewhere in it */
        bool perhaps;     /* by the nick at an end without a mark: "crampbot is down" is talk about it */
};

/* self, prefix: may be NULL. In a long line a nick in the middle is talk about
 * the bot, not to it. */
void address_read(struct address *out, const char *text, size_t length,
                  const char *self, const char *prefix, bool in_private);

#endif
