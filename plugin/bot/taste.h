/* taste.h - how each person of one network would like to be answered.
 *
 *   "crampbot: reply private"   a message to them alone
 *   "crampbot: reply notice"    a notice to them alone
 *   "crampbot: reply channel"   where they ask: what everybody gets at first
 *
 * These words are the bot's own, not a plugin's: where a reply goes is no
 * plugin's business, and the choice holds for all plugins. Kept in memory for
 * 30 days after it was last of use, for so many people; nothing but a number
 * made of their name is kept.
 */
#ifndef BOT_TASTE_H
#define BOT_TASTE_H

#include <stdint.h>

#define TASTES_MAX 512
#define TASTE_LIFE_MS (30 * 24 * 3600 * UINT64_C(1000))

enum taste { TASTE_NONE, TASTE_PRIVATE, TASTE_NOTICE, TASTE_CHANNEL };

struct tastes;

/* NULL: out of memory. */
struct tastes *tastes_open(void);
void tastes_close(struct tastes *tastes);

/* The choice that text makes, if it is one and nothing else; else TASTE_NONE. */
enum taste taste_parse(const char *text);

/* key: of a person, as quota_key makes it. TASTE_NONE or TASTE_CHANNEL: as
 * everybody. When all places are taken, who has not been heard for longest
 * loses theirs. */
void tastes_set(struct tastes *tastes, uint64_t key, enum taste taste, uint64_t now);
enum taste tastes_get(struct tastes *tastes, uint64_t key, uint64_t now);

/* One name becomes another. */
void tastes_rename(struct tastes *tastes, uint64_t from, uint64_t to);

/* What the bot says to it, one line. */
const char *taste_words(enum taste taste);

#endif
