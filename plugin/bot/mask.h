/* mask.h - does a person fit a mask like "*!*@*.bots.example"?
 *
 *   *  any number of characters      ?  one character
 *
 * A mask without '!' and '@' is a nick. Compared as the network compares
 * names (RFC 1459, 2.2 and 005 CASEMAPPING). Linear in the text for each '*'
 * at the worst, so that no mask can stop the bot.
 */
#ifndef BOT_MASK_H
#define BOT_MASK_H

#include <stdbool.h>

#include "isupport.h"

/* source: "nick!user@host". */
bool mask_fits(const struct isupport *isupport, const char *mask, const char *source);

#endif
