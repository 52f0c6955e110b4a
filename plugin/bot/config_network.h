/* config_network.h - one group of `networks` in bot.cfg -> struct config_network.
 */
#ifndef BOT_CONFIG_NETWORK_H
#define BOT_CONFIG_NETWORK_H

#include "check.h"

/* Fills *network with defaults and with what the group says, and reports every
 * mistake in it. Texts belong to the group. Ends in config_network_fini. */
void config_network_init(struct check *check, const config_setting_t *group, struct config_network *network);
void config_network_fini(struct config_network *network);

#endif
