/* config_admin.h - who may command the bot: the list `admins` of bot.cfg.
 *
 *   admins = ( { account = "anna"; networks = [ "libera" ]; },
 *              { hostmask = "*!*@home.example.org"; networks = [ "local" ]; } );
 */
#ifndef BOT_CONFIG_ADMIN_H
#define BOT_CONFIG_ADMIN_H

#include "check.h"

/* Looks at the whole list, after the networks. */
void config_admin_take(struct check *check, const config_setting_t *list, struct config *config);

/* Does it hold on that network? */
bool config_admin_on(const struct config_admin *admin, const char *network);

#endif
