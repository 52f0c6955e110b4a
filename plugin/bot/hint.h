/* hint.h - settings that people write where bot.cfg has them by another name, or elsewhere.
 */
#ifndef BOT_HINT_H
#define BOT_HINT_H

/* What others call a setting -> what it is called here, as "ssl" -> "tls". NULL: not known. */
const char *hint_alias(const char *name);

/* Where the setting of that name stands: "at the top of bot.cfg, outside of every { }".
 * NULL: in none of the groups, or in many, or it
 * may be meant otherwise, as the nick of an admin. */
const char *hint_place(const char *name);

#endif
