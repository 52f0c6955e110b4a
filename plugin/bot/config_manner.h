/* config_manner.h - how the bot talks: what a network and a channel of bot.cfg
 * may say of that, the groups `flood` and `limits`, and the list `ignore`.
 */
#ifndef BOT_CONFIG_MANNER_H
#define BOT_CONFIG_MANNER_H

#include "check.h"

/* A word of the bot's own; "" for silence. */
#define CONFIG_WORD_KEY(owner, at, key, sample) \
        {.name = #key, .type = CHECK_TEXT, .rule = config_manner_word, .offset = offsetof(owner, at key), \
         .example = #key " = \"" sample "\""}

#define CONFIG_FLAG_KEY(owner, at, key, member) \
        {.name = #key, .type = CHECK_FLAG, .offset = offsetof(owner, at member), .example = #key " = false"}

/* What a network says once and a channel may say otherwise. `at` is where in
 * owner the struct config_manner is: "manner." or nothing. `reply` becomes
 * notice and an empty prefix none: see config_manner_take. */
#define CONFIG_MANNER_KEYS(owner, at) \
        {.name = "prefix", .type = CHECK_TEXT, .rule = rule_prefix, .offset = offsetof(owner, at prefix), \
         .example = "prefix = \"!ask\""}, \
        {.name = "reply", .type = CHECK_TEXT, .rule = rule_reply, .offset = CHECK_NOWHERE, \
         .example = "reply = \"privmsg\""}, \
        CONFIG_FLAG_KEY(owner, at, private, in_private), \
        CONFIG_FLAG_KEY(owner, at, ambient, ambient), \
        {.name = "lines", .type = CHECK_NUMBER, .min = 1, .max = 5, .offset = offsetof(owner, at lines), \
         .example = "lines = 2"}, \
        CONFIG_FLAG_KEY(owner, at, offer_private, offer_private), \
        CONFIG_FLAG_KEY(owner, at, quiet, quiet), \
        CONFIG_FLAG_KEY(owner, at, quiet_urgent, quiet_urgent), \
        CONFIG_FLAG_KEY(owner, at, operators, operators), \
        {.name = "limits", .type = CHECK_GROUP, .offset = CHECK_NOWHERE, \
         .example = "limits = { questions = 6; channel = 20; }"}, \
        CONFIG_WORD_KEY(owner, at, busy, "Please ask again in a minute."), \
        CONFIG_WORD_KEY(owner, at, slow_down, "Please wait a little, then ask again."), \
        CONFIG_WORD_KEY(owner, at, see_above, "Please see what I have just said.")

/* The same keys for a struct config_manner alone, and those of `limits`. */
#define CONFIG_MANNER_COUNT 13
#define CONFIG_LIMITS_COUNT 5
extern const struct check_key config_manner_keys[CONFIG_MANNER_COUNT];
extern const struct check_key config_limits_keys[CONFIG_LIMITS_COUNT];

/* What holds where bot.cfg says nothing. */
extern const struct config_manner config_manner_default;
extern const struct config_flood config_flood_default;

/* A word of the bot's own: "" or 1 to 200 bytes of text. */
const char *config_manner_word(const char *text);

/* Who is ignored: "nick", "*!*@bots.example" or "account:name". */
const char *config_manner_mask(const char *text);

/* flood = { preset = "libera"; burst = 3; }: the preset, then what differs. */
void config_manner_flood(struct check *check, const config_setting_t *group, struct config_flood *flood);

/* After check_group has been through group with these keys: the rest of them. */
void config_manner_take(struct check *check, const config_setting_t *group, struct config_manner *manner);

/* ignore = [ "*!*@bots.example" ]. The list is the network's, for config_network_fini to free. */
void config_manner_ignore(struct check *check, const config_setting_t *list, struct config_network *network);

#endif
