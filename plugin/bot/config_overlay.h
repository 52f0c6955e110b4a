/* config_overlay.h - settings that lie over those of bot.cfg's networks.
 *
 *   overrides = ( { network = "libera"; prefix = "!c"; },
 *                 { network = "libera"; channel = "#cramps"; limits = { questions = 3; }; },
 *                 { network = "libera"; channel = "#new"; joined = true; key = "secret"; },
 *                 { network = "libera"; channel = "#old"; joined = false; } );
 *   quiet     = ( { network = "libera"; channel = "#cramps"; quiet = true; until = 1790000000L; } );
 *   ignores   = ( { network = "libera"; mask = "*!*@bots.example"; until = 0L; } );
 *
 * They become part of the tree that config.c then looks at, as if bot.cfg said
 * so itself. `overrides` may stand in a file that bot.cfg includes; all three
 * stand in what runtime.c keeps. What is said of a network or channel that
 * bot.cfg does not have lies idle; bot.cfg's own gets a warning for such a network.
 */
#ifndef BOT_CONFIG_OVERLAY_H
#define BOT_CONFIG_OVERLAY_H

#include "check.h"

#define OVERLAY_OVERRIDES_MAX 500
#define OVERLAY_QUIET_MAX 200
#define OVERLAY_IGNORES_MAX 250

/* Reports what is wrong with the three lists, as far as root has them. */
void config_overlay_check(struct check *check, const config_setting_t *root);

/* Lays them over the networks of tree, which must be another tree than the one
 * that holds them. They must have been checked. False: not enough memory. */
bool config_overlay_apply(config_setting_t *tree, const config_setting_t *root);

/* Copies what one group, list or array holds, with files and lines, into an
 * empty one. False: not enough memory. */
bool config_overlay_copy(config_setting_t *to, const config_setting_t *from);

/* Puts one setting into group; a group's members into the group of that name. */
bool config_overlay_merge(config_setting_t *group, const config_setting_t *from);

#endif
