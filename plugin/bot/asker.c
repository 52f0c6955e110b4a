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
#define SOURCE_MAX 512
#define ACCOUNT "account:"     /* in front of a mask: not a mask at all */

/* Is this a line of the past? Ages are counted from the newest time that this
 * server has named, so that a wrong clock, here or there, does no harm; nor one that is
 * put back: where all has been old for a minute, that is the time now. */
static bool is_old(struct network *network, const struct line *line)
{
        uint64_t now = uv_now(network->loop);
        int64_t ms, offset;

        if (!line_time(line, &ms))
                return false;
        offset = ms - (int64_t)now;
        if (!network->newest_known || offset > network->newest || now - network->newest_at > HISTORY_MS)
                network->newest = offset;
        network->newest_known = true;
        if (network->newest - offset > HISTORY_MS)
                return true;
        network->newest_at = now;
        return false;
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

static uint64_t nick_key(const struct network *network, const char *nick)
{
        char folded[SELF_NICK_MAX];

        isupport_fold(&network->isupport, nick, folded, sizeof folded);
        return quota_key(network->quota, 'B', folded);
}

static bool is_bot(const struct network *network, const struct line *line, const char *nick)
{
        return has_bot_tag(line) || quota_recent(network->quota, nick_key(network, nick), BOT_MS,
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

static uint64_t source_key(const struct network *network, const char *source)
{
        char folded[SOURCE_MAX];

        isupport_fold(&network->isupport, source, folded, sizeof folded);
        return quota_key(network->quota, 'w', folded);
}

bool asker_of(const struct network *network, const char *source, struct asker *asker)
{
        if (!source || strlen(source) >= SOURCE_MAX ||
            !line_source(source, asker->nick, NULL, NULL, sizeof asker->nick) || !self_nick_ok(asker->nick))
                return false;
        isupport_fold(&network->isupport, asker->nick, asker->person, sizeof asker->person);
        asker->who = source_key(network, source);
        return true;
}

bool asker_take(struct network *network, const struct line *line, struct asker *asker)
{
        char host[SOURCE_MAX];

        if (!asker_of(network, line->source, asker) ||
            !line_source(line->source, NULL, NULL, host, sizeof host) ||
            self_is(&network->self, &network->isupport, asker->nick) ||
            isupport_channel_of(&network->isupport, asker->nick))
                return false;
        return !is_old(network, line) && !is_replayed(line) && !is_service(host) &&
               (network->config->talk_to_bots || !is_bot(network, line, asker->nick)) &&
               !is_ignored(network, line);
}

/* 352 me channel user host server nick flags :...; the letter of BOT says it. */
static void learn_bot(struct network *network, const struct line *line)
{
        const char *nick = NULL;

        if (line->numeric == 335)
                nick = line_param(line, 1);
        else if (line->numeric == 352 && network->isupport.bot[0] &&
                 strchr(line_param(line, 6), network->isupport.bot[0]))
                nick = line_param(line, 5);
        if (nick && *nick)
                quota_note(network->quota, nick_key(network, nick), uv_now(network->loop));
}

/* The limits and the choice of who changes their nick go along with them. */
static void learn_nick(struct network *network, const struct line *line)
{
        uint64_t from = source_key(network, line->source), to, now = uv_now(network->loop);
        char source[SOURCE_MAX];
        const char *rest = strchr(line->source, '!');
        struct asker before, after;

        if (!rest || strlen(line_param(line, 0)) + strlen(rest) >= sizeof source)
                return;
        strcpy(source, line_param(line, 0));
        strcat(source, rest);
        to = source_key(network, source);
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
        quota_forget(network->quota, nick_key(network, nick));
        if (line_is(line, "NICK"))
                learn_nick(network, line);
}
