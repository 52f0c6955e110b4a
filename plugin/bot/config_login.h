/* config_login.h - how a network is logged in to: the groups sasl and nickserv
 * of a network in bot.cfg.
 */
#ifndef BOT_CONFIG_LOGIN_H
#define BOT_CONFIG_LOGIN_H

#include "check.h"

#define CONFIG_LOGIN_KEYS \
        {.name = "sasl", .type = CHECK_GROUP, .offset = CHECK_NOWHERE, \
         .example = "sasl = { account = \"mybot\"; password_file = \"mybot.password\"; }"}, \
        {.name = "nickserv", .type = CHECK_GROUP, .offset = CHECK_NOWHERE, \
         .example = "nickserv = { password_file = \"mybot.password\"; recover = \"regain\"; }"}

/* After config_server_init (EXTERNAL needs the network's certificate). Files
 * with passwords have to be there and be private, variables have to be set. */
void config_login_init(struct check *check, const config_setting_t *group, struct config_network *network);

/* Frees paths, and wipes the passwords that stood in bot.cfg itself. */
void config_login_fini(struct config_network *network);

#endif
