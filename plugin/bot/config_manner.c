/* config_manner.c - how the bot talks: manners, flood, limits, ignore.
 *
 * The tables below are the whole of what these groups may say. It refuses to
 * know how any of it is kept to.
 */
#include "config_manner.h"

#include <stdlib.h>
#include <string.h>

#include "outbox.h"

#define IGNORE_MAX 500
#define MASK_BYTES_MAX 200
#define WORD_BYTES_MAX 200
#define INTERVAL_LEAST 100 /* ms; less was meant as seconds, or */
#define BURST_OWN 30       /* for a server of one's own, by who has that go at once */

/* What each network is known to bear, less one line for a PONG. default and
 * libera: a line every 2 s (https://libera.chat/guides/faq). oftc: its ircd
 * takes a line a second and ends a link with 2560 bytes unread. trusted: a
 * server of one's own, or one that exempts the bot from its pace. It still ends
 * a link with too much unread (UnrealIRCd with 8000 bytes, InspIRCd with 8192),
 * so that what goes at once is what fits beside UNREAD_MOST of speak.c. */
static const struct {
        const char *name;
        struct config_flood flood;
} presets[] = {
        {"default", {.burst = 4, .interval = 2000, .bytes = 2000}},
        {"libera", {.burst = 4, .interval = 2000, .bytes = 2000}},
        {"oftc", {.burst = 4, .interval = 1000, .bytes = 2000}},
        {"trusted", {.burst = 30, .interval = 50, .bytes = 2800}},
};

const struct config_flood config_flood_default = {.burst = 4, .interval = 2000, .bytes = 2000};

const struct config_manner config_manner_default = {
        .lines = 1,
        .limits = {.questions = 6, .channel = 20, .cool_down = 60, .repeat = 30, .loop = 5},
        .busy = "I am busy just now; please ask again in a minute.",
        .slow_down = "There were a lot of questions at once; please wait a little, then ask again.",
        .see_above = "Please see what I have just said here: it answers that too. Or ask me in private.",
};

static const char *rule_preset(const char *text)
{
        for (size_t i = 0; i < sizeof presets / sizeof presets[0]; i++)
                if (strcmp(presets[i].name, text) == 0)
                        return NULL;
        return "\"default\", \"libera\", \"oftc\" or \"trusted\"";
}

#define NUMBER_KEY(owner, key, least, most, sample) \
        {.name = #key, .type = CHECK_NUMBER, .min = least, .max = most, \
         .offset = offsetof(struct owner, key), .example = #key " = " sample}

static const struct check_key flood_keys[] = {
        {.name = "preset", .type = CHECK_TEXT, .rule = rule_preset, .offset = CHECK_NOWHERE,
         .example = "preset = \"libera\""},
        NUMBER_KEY(config_flood, burst, 1, OUTBOX_BURST_MAX, "4"),
        NUMBER_KEY(config_flood, interval, 1, 60000, "2000"),
        NUMBER_KEY(config_flood, bytes, 512, 100000, "2000"),
};

const struct check_key config_manner_keys[] = {CONFIG_MANNER_KEYS(struct config_manner, )};

const struct check_key config_limits_keys[] = {
        NUMBER_KEY(config_limits, questions, 0, 1000, "6"),
        NUMBER_KEY(config_limits, channel, 0, 10000, "20"),
        NUMBER_KEY(config_limits, cool_down, 1, 3600, "60"),
        NUMBER_KEY(config_limits, repeat, 0, 3600, "30"),
        NUMBER_KEY(config_limits, loop, 0, 100, "5"),
};

const char *config_manner_word(const char *text)
{
        if (!*text)
                return NULL;
        return rule_text(text) || strlen(text) > WORD_BYTES_MAX
                       ? "\"\" or 1 to 200 bytes of UTF-8 text without control codes" : NULL;
}

void config_manner_flood(struct check *check, const config_setting_t *group, struct config_flood *flood)
{
        const config_setting_t *name = check_member(group, "preset", CHECK_TEXT), *at;

        for (size_t i = 0; name && i < sizeof presets / sizeof presets[0]; i++)
                if (strcmp(presets[i].name, config_setting_get_string(name)) == 0)
                        *flood = presets[i].flood;
        check_group(check, group, flood_keys, CHECK_COUNT(flood_keys), false, flood);
        at = check_member(group, "interval", CHECK_NUMBER);
        if (at && flood->interval < INTERVAL_LEAST && flood->burst < BURST_OWN)
                check_doubt(check, at, "interval: %u milliseconds are too fast for most servers, which end the connection; "
                            "interval = 2000 would be right", flood->interval);
}

void config_manner_take(struct check *check, const config_setting_t *group, struct config_manner *manner)
{
        const config_setting_t *reply = check_member(group, "reply", CHECK_TEXT);
        const config_setting_t *limits = check_member(group, "limits", CHECK_GROUP);

        if (limits)
                check_group(check, limits, config_limits_keys, CONFIG_LIMITS_COUNT, false, &manner->limits);
        if (reply)
                manner->notice = strcmp(config_setting_get_string(reply), "notice") == 0;
        if (manner->prefix && !*manner->prefix)
                manner->prefix = NULL;
}

const char *config_manner_mask(const char *text)
{
        const char *name = strncmp(text, "account:", 8) == 0 ? text + 8 : text;

        if (rule_text(text) || strchr(text, ' ') || strlen(text) > MASK_BYTES_MAX ||
            strspn(name, "*!@?") == strlen(name) || (name != text && strpbrk(name, "*!@?")))
                return "a nick, a mask as \"*!*@bots.example\" that does not fit everybody, or \"account:name\"";
        return NULL;
}

void config_manner_ignore(struct check *check, const config_setting_t *list, struct config_network *network)
{
        int count = config_setting_length(list);

        if (count > IGNORE_MAX) {
                check_mistake(check, list, "ignore: %d are too many; at most %d would be right", count, IGNORE_MAX);
                return;
        }
        network->ignore = count ? calloc((size_t)count, sizeof(*network->ignore)) : NULL;
        if (count && !network->ignore) {
                check_mistake(check, list, "ignore: not enough memory");
                return;
        }
        for (int i = 0; i < count; i++) {
                const config_setting_t *at = config_setting_get_elem(list, (unsigned)i);
                const char *mask = config_setting_get_string(at);

                if (!mask)
                        check_mistake(check, at, "ignore: must be texts in [ ]; "
                                      "ignore = [ \"otherbot\", \"*!*@bots.example\" ] would be right");
                else if (check_text(check, at, "ignore", config_manner_mask, mask))
                        network->ignore[network->ignore_count++] = mask;
        }
}
