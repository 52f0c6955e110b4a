/* asker.c - who says something, and may they be answered?
 *
 * Never the bot itself, a server, a service, another bot, who is on bot.cfg's
 * list, or the past that a server replays. It refuses to know what is said.
 */
#include <string.h>
#include <strings.h>

#include "mask.h"
#include "network_own.h"

#define HISTORY_MS 60000     /* what was said longer ago is being replayed */
#define BOT_MS 3600000       /* how long a nick is remembered as a bot's */
#define ACCOUNT "account:"     /* in front of a mask: not a mask at all */

static bool near(int64_t a, int64_t b)
{
        return a - b <= HISTORY_MS && b - a <= HISTORY_MS;
}

/* Is this a line of the past? Ages are counted from the server's own clock, so that a wrong
 * one, here or there, does no harm: from what it numbers, which is never replayed, or else
 * from its first line. One that is put right is believed when for a minute all lines have
 * agreed on it; so neither a source that is ahead nor a late replay is. */
static bool is_old(struct network *network, const struct line *line)
{
        uint64_t now = uv_now(network->loop);
        struct server_clock *clock = &network->clock;
        int64_t ms, offset;

        if (!line_time(line, &ms))
                return false;
        offset = ms - (int64_t)now;
        if (!clock->known || line->numeric)
                *clock = (struct server_clock){.known = true, .offset = offset};
        if (near(offset, clock->offset)) {
                clock->doubted_at = 0;
        } else if (!clock->doubted_at || !near(offset, clock->doubt)) {
                clock->doubt = offset;
                clock->doubted_at = now ? now : 1;
        } else if (now - clock->doubted_at > HISTORY_MS) {
                clock->offset = offset;
        }
        return clock->offset - offset > HISTORY_MS;
}

/* What somebody says comes within a batch only when it is replayed (chathistory,
 * znc.in/playback): the bot asks for no other kind that holds messages.
 * https://ircv3.net/specs/extensions/batch */
static bool is_replayed(const struct line *line)
{
        char value[8];

        return line_tag(line, "batch", value, sizeof value) ||
               line_tag(line, "znc.in/playback", value, sizeof value);
}

/* https://ircv3.net/specs/extensions/bot-mode */
static bool has_bot_tag(const struct line *line)
{
        char value[8];

        return line_tag(line, "bot", value, sizeof value) ||
               line_tag(line, "draft/bot", value, sizeof value) ||
               line_tag(line, "inspircd.org/bot", value, sizeof value);
}

uint64_t asker_key(const struct network *network, char what, const char *name)
{
        char folded[NETWORK_NAME_MAX];

        isupport_fold(&network->isupport, name, folded, sizeof folded);
        return quota_key(network->quota, what, folded);
}

static bool is_bot(const struct network *network, const struct line *line, const char *nick)
{
        return has_bot_tag(line) || quota_recent(network->quota, asker_key(network, 'B', nick), BOT_MS,
                                                  uv_now(network->loop));
}

/* ChanServ and the like tell; they do not ask. */
static bool is_service(const char *host)
{
        return strncasecmp(host, "services.", 9) == 0 || strcasecmp(host, "services") == 0;
}

bool asker_account(const struct network *network, const struct line *line, char account[SELF_NICK_MAX])
{
        return (network->registration.enabled & CAP_ACCOUNT_TAG) &&
               line_tag(line, "account", account, SELF_NICK_MAX) && self_nick_ok(account);
}

bool asker_ignored(const struct network *network, const char *source, const char *account)
{
        for (size_t i = 0; i < network->config->ignore_count; i++) {
                const char *mask = network->config->ignore[i];

                if (strncmp(mask, ACCOUNT, strlen(ACCOUNT)) != 0 ? mask_fits(&network->isupport, mask, source)
                    : account && isupport_same(&network->isupport, mask + strlen(ACCOUNT), account))
                        return true;
        }
        return false;
}

static bool is_ignored(const struct network *network, const struct line *line)
{
        char account[SELF_NICK_MAX];

        return asker_ignored(network, line->source, asker_account(network, line, account) ? account : NULL);
}

bool asker_of(const struct network *network, const char *source, struct asker *asker)
{
        if (!source || strlen(source) >= NETWORK_NAME_MAX ||
            !line_source(source, asker->nick, NULL, NULL, sizeof asker->nick) || !self_nick_ok(asker->nick))
                return false;
        isupport_fold(&network->isupport, asker->nick, asker->person, sizeof asker->person);
        asker->who = asker_key(network, 'w', source);
        return true;
}

bool asker_take(struct network *network, const struct line *line, struct asker *asker)
{
        char host[NETWORK_NAME_MAX];

        if (!asker_of(network, line->source, asker) ||
            !line_source(line->source, NULL, NULL, host, sizeof host) ||
            self_is(&network->self, &network->isupport, asker->nick) ||
            isupport_channel_of(&network->isupport, asker->nick))
                return false;
        return !is_old(network, line) && !is_replayed(line) && !is_service(host) &&
               (network->config->talk_to_bots || !is_bot(network, line, asker->nick)) &&
               !is_ignored(network, line);
}

/* 335 me nick :..., or 352 me channel user host server nick flags :... with the letter
 * of BOT. Without BOT 335 is another thing (RPL_WHOISTEXT of Hybrid): of anybody at all.
 * https://ircv3.net/specs/extensions/bot-mode */
static void learn_bot(struct network *network, const struct line *line)
{
        const char *nick = NULL;

        if (!network->isupport.bot[0])
                return;
        if (line->numeric == 335)
                nick = line_param(line, 1);
        else if (line->numeric == 352 && strchr(line_param(line, 6), network->isupport.bot[0]))
                nick = line_param(line, 5);
        if (nick && *nick)
                quota_note(network->quota, asker_key(network, 'B', nick), uv_now(network->loop));
}

/* The limits and the choice of who changes their nick go along with them. */
static void learn_nick(struct network *network, const struct line *line)
{
        uint64_t from = asker_key(network, 'w', line->source), to, now = uv_now(network->loop);
        char source[NETWORK_NAME_MAX];
        const char *rest = strchr(line->source, '!');
        struct asker before, after;

        if (!rest || strlen(line_param(line, 0)) + strlen(rest) >= sizeof source)
                return;
        strcpy(source, line_param(line, 0));
        strcat(source, rest);
        to = asker_key(network, 'w', source);
        quota_rename(network->quota, from, to, now);
        tastes_rename(network->tastes, from, to);
        if (asker_of(network, line->source, &before) && asker_of(network, source, &after))
                outbox_rename(network->outbox, before.person, after.person, after.nick, source);
}

void asker_learn(struct network *network, const struct line *line)
{
        const char *to = line_is(line, "NICK") && self_nick_ok(line_param(line, 0)) ? line_param(line, 0) : NULL;
        char nick[SELF_NICK_MAX];

        (void)is_old(network, line);
        if (line->numeric)
                learn_bot(network, line);
        if (!line->source || (!line_is(line, "NICK") && !line_is(line, "QUIT")) ||
            !line_source(line->source, nick, NULL, NULL, sizeof nick))
                return;
        if (network->events.moved)
                network->events.moved(network->events.context, network, nick, to);
        quota_forget(network->quota, asker_key(network, 'B', nick));
        if (line_is(line, "NICK"))
                learn_nick(network, line);
}
