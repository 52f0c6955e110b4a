/* admin_ignore.c - who is never answered: ignore, unignore, ignores. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "admin_own.h"
#include "mask.h"

#define ACCOUNT "account:"

/* "libera/MASK" -> the network and the mask; without a network, the one here. */
static const char *split(const struct order *order, const char *word, char network[33])
{
        size_t slash = strcspn(word, "/");
        char name[33];

        snprintf(name, sizeof name, "%.*s", slash < sizeof name ? (int)slash : 0, word);
        if (word[slash] && admin_network_of(order->bot->held->config, name)) {
                snprintf(network, 33, "%s", name);
                return word + slash + 1;
        }
        snprintf(network, 33, "%s", order->message->network);
        return word;
}

/* Nobody locks themselves out. */
static bool is_oneself(const struct order *order, const char *mask)
{
        const struct isupport *isupport = network_isupport(order->network);

        if (strncmp(mask, ACCOUNT, strlen(ACCOUNT)) == 0)
                return order->message->proven && isupport_same(isupport, mask + strlen(ACCOUNT), order->message->proven);
        return mask_fits(isupport, mask, order->message->source);
}

void admin_ignore(struct order *order)
{
        const char *word = order->count > 1 ? order->word[1] : NULL;
        int64_t seconds = word ? admin_duration(word) : 0;
        struct runtime *fresh;
        char network[33], left[60];
        const char *mask = split(order, order->word[0], network), *wrong = config_manner_mask(mask);

        if (*mask == '#' || *mask == '&') {
                admin_say(order, "%s is a channel, and no person; `quiet %s` has me say nothing there.", mask, order->word[0]);
                return;
        }
        if (wrong || (word && !seconds)) {
                admin_say(order, "\"%s\" will not do; %s would be right.", wrong ? mask : word,
                          wrong ? wrong : "a time as 30m, 2h or 1d");
                return;
        }
        if (strcmp(network, order->message->network) == 0 && is_oneself(order, mask)) {
                admin_say(order, "That would be yourself.");
                return;
        }
        fresh = runtime_copy(order->bot->runtime);
        if (!fresh || !runtime_ignore(fresh, network, mask, seconds ? time(NULL) + seconds : 0, order->by)) {
                admin_say(order, "There are too many (or memory ran out): `unignore` some; one mask may fit many.");
                runtime_close(fresh);
                return;
        }
        if (!bot_adopt(order->bot, fresh, admin_report, order))
                return;
        bot_time_words(seconds, left, sizeof left);
        admin_log(order, "ignore %s on %s%s%s", mask, network, seconds ? " for " : "", seconds ? left : "");
        admin_say(order, "Ignoring %s on %s%s%s.", mask, network, seconds ? " for " : "", seconds ? left : " until `unignore`");
        if (strncmp(mask, ACCOUNT, strlen(ACCOUNT)) == 0 && strcmp(network, order->message->network) == 0 &&
            !network_names_accounts(order->network))
                admin_say(order, "But this network does not tell the account of who speaks: only a mask works here.");
}

void admin_unignore(struct order *order)
{
        struct runtime *fresh = runtime_copy(order->bot->runtime);
        char network[33];
        const char *mask = split(order, order->word[0], network);

        if (!fresh || !runtime_unignore(fresh, network, mask)) {
                admin_say(order, "%s is not ignored by command on %s; `ignores` lists who is, and `ignore` in bot.cfg is for "
                          "a person to edit.", mask, network);
                runtime_close(fresh);
                return;
        }
        if (!bot_adopt(order->bot, fresh, admin_report, order))
                return;
        admin_log(order, "unignore %s on %s", mask, network);
        admin_say(order, "%s on %s is answered again.", mask, network);
}

void admin_ignores(struct order *order)
{
        const config_setting_t *list = config_setting_get_member(runtime_root(order->bot->runtime), "ignores");
        int count = list ? config_setting_length(list) : 0;
        int64_t now = time(NULL);

        for (int i = 0; i < count; i++) {
                const config_setting_t *at = config_setting_get_elem(list, (unsigned)i);
                const config_setting_t *end = config_setting_get_member(at, "until");
                const char *network = "", *mask = "", *by = "somebody";
                int64_t until = end ? config_setting_get_int64(end) : 0;
                char left[60];

                config_setting_lookup_string(at, "network", &network);
                config_setting_lookup_string(at, "mask", &mask);
                config_setting_lookup_string(at, "by", &by);
                bot_time_words(until > now ? until - now : 0, left, sizeof left);
                admin_say(order, "%s/%s, %s%s, by %s", network, mask, until ? "for another " : "for good",
                          until ? left : "", by);
        }
        if (!count)
                admin_say(order, "Nobody is ignored by command; who is by bot.cfg stands there as `ignore`.");
}
