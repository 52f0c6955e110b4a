/* watch.c - refusals, forwards, invitations, and news of the wanted nick.
 *
 * Understands numerics and puts them into words for the log. What is done
 * about them, and when, is for channels.c and chores.c.
 */
#include "watch.h"

#include <stdio.h>
#include <string.h>

#include "log.h"
#include "network_own.h"

static const struct {
        unsigned numeric;
        const char *what;
        const char *todo;
} refusals[] = {
        {403, "there is no such channel", "check its name in bot.cfg"},
        {405, "the server lets us into no more channels", "take some out of bot.cfg"},
        {407, "the server does not take its name", "check it in bot.cfg"},
        {437, "the server holds it back for a while", "nothing to do but wait"},
        {470, "it forwards to another channel", "forward = true in bot.cfg would follow"},
        {471, "it is full (+l)", "an operator of the channel can raise the limit"},
        {473, "it is for the invited (+i)", "an operator of the channel can invite the bot"},
        {474, "we are banned (+b)", "ask its operators, and until then take it out of bot.cfg"},
        {475, "the key is missing or wrong (+k)", "check `key` in bot.cfg"},
        {476, "the server does not take its name", "check it in bot.cfg"},
        {477, "it is for registered nicks (+r)", "let the bot log in: sasl or nickserv in bot.cfg"},
        {479, "the server does not take its name", "check it in bot.cfg"},
        {480, "the server holds us off", "it may let in only connections with TLS, or be throttled"},
        {489, "it is for connections with TLS", "tls = true in bot.cfg"},
        {495, "it is too soon after a kick", "nothing to do but wait"},
        {519, "it is for the network's staff", "take it out of bot.cfg"},
        {520, "it is for the network's staff", "take it out of bot.cfg"},
        {0, "the server does not let us in", "what it says may tell why"}, /* any other, as 448 and 926 */
};

/* 470 nick #here #there: true, we go along. */
static bool follow(struct network *network, struct channel *channel, const struct line *line)
{
        char quoted[220];

        if (line->numeric != 470 || !channel->config || !channel->config->forward ||
            !channel_forwarded(&network->channels, &network->isupport, channel, line_param(line, 2)))
                return false;
        log_quote(quoted, sizeof quoted, channel->name);
        log_line(LOG_INFO, network->where, "%s forwards to \"%s\"", channel->home, quoted);
        return true;
}

/* What is said of a channel that we have asked to be let into; 404 and 442 are about talk and leaving. */
static void hear_refusal(struct network *network, const struct line *line)
{
        struct channel *channel = channels_find(&network->channels, &network->isupport,
                                                line_param(line, 1));
        uint64_t now = uv_now(network->loop);
        char quoted[200];
        size_t i = 0;

        if (!channel || channel->state != CHANNEL_ASKED || line->numeric == 404 || line->numeric == 442 ||
            follow(network, channel, line))
                return;
        while (refusals[i].numeric && refusals[i].numeric != line->numeric)
                i++;
        channel->refused_by = line->numeric;
        channel_refused(channel, &network->timing, now);
        log_quote(quoted, sizeof quoted, line_param(line, line->count - 1));
        log_line(LOG_WARN, network->where,
                 "cannot join %s: %s; %s; trying again in %.0f s (%u \"%s\")", channel->name,
                 refusals[i].what, refusals[i].todo, (double)(channel->due - now) / 1000,
                 line->numeric, quoted);
        chores_run(network);
}

/* Where the bot goes is for its admins to say; to a channel that it has been told
 * of, anybody's invitation says when, but for where it was kicked from. */
static void take_invite(struct network *network, const struct line *line)
{
        struct channel *channel = channels_find(&network->channels, &network->isupport,
                                                line_param(line, 1));

        if (!self_is(&network->self, &network->isupport, line_param(line, 0)))
                return;
        if (channel && channel_invited(channel, uv_now(network->loop))) {
                log_line(LOG_INFO, network->where, "invited to %s", channel->name);
                chores_run(network);
        } else if (!channel || channel->state == CHANNEL_OUT || channel->state == CHANNEL_GIVEN_UP) {
                hear_invite(network, line);
        }
}

static bool is_wanted(const struct network *network, const char *nick)
{
        return network->config->nick_count &&
               isupport_same(&network->isupport, nick, network->config->nick[0]);
}

/* The wanted nick is nobody's, and the server does not give it away now: it is not well formed
 * here, a channel's ban is in the way, it is held back after a split, or it is too soon. */
static bool is_refused_nick(const struct network *network, const struct line *line)
{
        return (line->numeric == 432 || line->numeric == 435 || line->numeric == 437 || line->numeric == 438) &&
               is_wanted(network, line_param(line, 1));
}

/* 731 nick :target!user@host,target - those that are not there. */
static void hear_offline(struct network *network, const struct line *line)
{
        const char *list = line_param(line, 1);

        while (*list) {
                size_t length = strcspn(list, ",");
                char nick[SELF_NICK_MAX];

                snprintf(nick, sizeof nick, "%.*s",
                         (int)(strcspn(list, "!,") < sizeof nick ? strcspn(list, "!,") : 0), list);
                if (is_wanted(network, nick))
                        chores_nick_free(network);
                list += length + (list[length] == ',');
        }
}

/* Ours, and not by our wish: from the wanted nick to another. */
static void hear_nick(struct network *network, const struct line *line)
{
        if (!self_said(&network->self, &network->isupport, line))
                return;
        if (is_wanted(network, network->self.nick) && !is_wanted(network, line_param(line, 0)))
                chores_nick_lost(network);
}

void watch_line(void *context, const struct line *line)
{
        struct network *network = context;

        if (network->stage != STAGE_ONLINE)
                return;
        if (line->numeric == 731) {
                hear_offline(network, line);
        } else if (line->numeric == 734) { /* the list is full: ask instead */
                network->isupport.monitor = false;
                network->registration.services.monitored[0] = '\0';
        } else if (is_refused_nick(network, line)) {
                chores_nick_refused(network);
        } else if (line->numeric >= 400) {
                hear_refusal(network, line);
                services_hear(network, line);
        } else if (line_is(line, "INVITE")) {
                take_invite(network, line);
        } else if (line_is(line, "NICK")) {
                hear_nick(network, line);
        } else if (line_is(line, "NOTICE")) {
                services_hear(network, line);
        }
}
