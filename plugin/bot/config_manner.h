/* config_manner.h - how the bot talks: the groups `flood` and `limits` of a
 * network or channel of bot.cfg, and the list `ignore`.
 */
#ifndef BOT_CONFIG_MANNER_H
#define BOT_CONFIG_MANNER_H

#include "check.h"

/* What holds where bot.cfg says nothing. */
extern const struct config_manner config_manner_default;
extern const struct config_flood config_flood_default;

/* A word of the bot's own: "" or 1 to 200 bytes of text. */
const char *config_manner_word(const char *text);

/* flood = { preset = "libera"; burst = 3; }: the preset, then what differs. */
void config_manner_flood(struct check *check, const config_setting_t *group, struct config_flood *flood);

/* limits = { questions = 6; ... } */
void config_manner_limits(struct check *check, const config_setting_t *group, struct config_limits *limits);

/* ignore = [ "*!*@bots.example" ]. The list is the network's, for config_network_fini to free. */
void config_manner_ignore(struct check *check, const config_setting_t *list, struct config_network *network);

#endif
