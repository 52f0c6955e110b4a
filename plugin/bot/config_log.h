/* config_log.h - the group `log` of bot.cfg -> struct log_settings.
 */
#ifndef BOT_CONFIG_LOG_H
#define BOT_CONFIG_LOG_H

#include "check.h"

/* What holds where bot.cfg says nothing. */
void config_log_init(struct log_settings *log);

/* log = { level = "info"; levels = { wire = "debug"; }; format = "json"; file = "bot.log"; }
 * The file's name is log's, for config_log_fini to free. */
void config_log_take(struct check *check, const config_setting_t *group, struct log_settings *log);
/* Reports it if path, which `at` names, is not there and cannot be made, or cannot be written.
 * device: it may be one, as /dev/null. */
void config_log_check_file(struct check *check, const config_setting_t *at, const char *path, bool device);
void config_log_fini(struct log_settings *log);

#endif
