/* called.h - is a message said to the bot, as far as the bot itself must know?
 *
 * Plugins decide for themselves what they answer. The bot needs this for three
 * things that no plugin can do: a person's "reply private", which of two
 * people to tell about a limit (nobody who did not ask), and a "/me" that
 * names it. So it is kept to what is beyond doubt.
 */
#ifndef BOT_CALLED_H
#define BOT_CALLED_H

#include "isupport.h"

enum called {
        CALLED_NOT,
        CALLED_NAMED, /* the nick stands at the beginning or the end */
        CALLED        /* "nick: words", "nick, words" or "!prefix words" */
};

/* rest: where the words begin; for CALLED_NAMED and CALLED_NOT all of text. prefix may be NULL. */
enum called called(const struct isupport *isupport, const char *text, const char *self,
                   const char *prefix, const char **rest);

#endif
