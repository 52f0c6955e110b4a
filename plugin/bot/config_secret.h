/* config_secret.h - what is secret in bot.cfg: NAME, NAME_file or NAME_env.
 *
 * Whatever goes wrong, no byte of a secret stands in a mistake.
 */
#ifndef BOT_CONFIG_SECRET_H
#define BOT_CONFIG_SECRET_H

#include "check.h"

/* The three keys, for a table of keys; config_secret_take takes what they say. */
#define CONFIG_SECRET_KEYS(key, what, sample) \
        {.name = key, .type = CHECK_TEXT, .rule = what, .offset = CHECK_NOWHERE, .example = key " = \"" sample "\""}, \
        {.name = key "_file", .type = CHECK_TEXT, .rule = rule_path, .offset = CHECK_NOWHERE, \
         .example = key "_file = \"network." key "\""}, \
        {.name = key "_env", .type = CHECK_TEXT, .rule = rule_variable, .offset = CHECK_NOWHERE, \
         .example = key "_env = \"BOT_SECRET\""}

/* Takes what group says of `key`, and reports more than one way to say it, what
 * cannot be read, and files that others can read. Ends in config_secret_fini. */
void config_secret_take(struct check *check, const config_setting_t *group, const char *key,
                        struct config_secret *secret);

/* Frees the path; wipes a text that stood in bot.cfg itself. */
void config_secret_fini(struct config_secret *secret);

/* The secret itself, for what is compared when bot.cfg is read again: it is the
 * network's until config_secret_forget. NULL: there is none, or none that the
 * rule lets through, which was reported. */
const char *config_secret_text(struct check *check, const config_setting_t *group, const char *key, rule_fn *rule,
                               struct config_network *network);
/* Adds the files that these were read from. */
void config_secret_files(const struct config_network *network, struct paths *files);
void config_secret_forget(struct config_network *network);

/* Reports that others can read the file that `at` names; NULL: it names none. */
void config_secret_private(struct check *check, const config_setting_t *at, const char *path);

#endif
