/* hear.c - what one network hears.
 *
 *   the wire's line -> registering, who we are, CTCP -> libircclient -> event
 *   event -> our channels, the wanted nick, messages for the bot
 *
 * Decides what is a message for the bot, and refuses to look into it. Nothing
 * that was said is ever logged.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "canon.h"
#include "log.h"
#include "network_own.h"

#ifndef CRAMPBOT_VERSION
#define CRAMPBOT_VERSION "0.1.0"
#endif

#define HISTORY_MS 60000    /* what was said longer ago is being replayed */
#define LINE_BYTES_LEAST 40 /* with less room nothing can be said */

/* -- before libircclient -------------------------------------------------- */

/* Is this a line of the past? Ages are counted from the newest time that this
 * server has named, so that a wrong clock, here or there, does no harm. */
static bool is_history(struct network *network, const struct line *line)
{
        int64_t ms, offset;

        if (!line_time(line, &ms))
                return false;
        offset = ms - (int64_t)uv_now(network->loop);
        if (!network->newest_known || offset > network->newest)
                network->newest = offset;
        network->newest_known = true;
        return network->newest - offset > HISTORY_MS;
}

static bool from_bot(const struct line *line)
{
        char value[8];

        return line_tag(line, "bot", value, sizeof value) ||
               line_tag(line, "draft/bot", value, sizeof value) ||
               line_tag(line, "inspircd.org/bot", value, sizeof value);
}

/* The nick of a person who may be answered. */
static bool take_asker(struct network *network, const struct line *line, const char *origin,
                       char *nick)
{
        return line_source(origin, nick, NULL, NULL, SELF_NICK_MAX) && self_nick_ok(nick) &&
               !self_is(&network->self, &network->isupport, nick) &&
               !isupport_channel_of(&network->isupport, nick) && !from_bot(line) &&
               !is_history(network, line);
}

static bool is_ctcp(const struct line *line)
{
        return line_is(line, "PRIVMSG") && line->count > 1 && line->param[1][0] == '\x01';
}

/* VERSION and PING said to the bot are answered, one in ten seconds; /me is
 * talk about somebody; DCC and all else would only cost. */
static void hear_ctcp(struct network *network, const struct line *line)
{
        const char *text = line->param[1] + 1;
        size_t length = strcspn(text, " \x01");
        uint64_t now = uv_now(network->loop);
        char nick[SELF_NICK_MAX], cookie[40] = "";

        if (network->stage != STAGE_ONLINE ||
            !self_is(&network->self, &network->isupport, line->param[0]) ||
            !take_asker(network, line, line->source, nick))
                return;
        if (network->ctcp_at && now - network->ctcp_at < network->timing.ctcp)
                return;
        if (length == 7 && strncasecmp(text, "VERSION", 7) == 0) {
                speak_control(network, "NOTICE %s :\x01VERSION crampbot " CRAMPBOT_VERSION "\x01",
                              nick);
        } else if (length == 4 && strncasecmp(text, "PING", 4) == 0) {
                for (size_t i = 0; text[4] == ' ' && i + 1 < sizeof cookie &&
                                   (unsigned char)text[5 + i] >= ' ' && text[5 + i] < 0x7F; i++)
                        cookie[i] = text[5 + i];
                speak_control(network, "NOTICE %s :\x01PING %s\x01", nick, cookie);
        } else {
                return;
        }
        network->ctcp_at = now ? now : 1;
}

/* What the line says of the server and of ourselves. */
static void learn(struct network *network, const struct line *line)
{
        char before[SELF_NICK_MAX];

        strcpy(before, network->self.nick);
        if (line->numeric == 5)
                isupport_take(&network->isupport, line);
        self_learn(&network->self, &network->isupport, line);
        if (strcmp(before, network->self.nick) != 0)
                log_line(LOG_INFO, network->where, "now known as %s", network->self.nick);
        if (line->numeric == 376 || line->numeric == 422)
                network_online(network);
        (void)is_history(network, line);
}

void hear_line(struct network *network, struct line *line)
{
        char text[CANON_MAX + 1];
        size_t length;

        if (register_line(&network->registration, &network->self, line))
                return;
        learn(network, line);
        if (is_ctcp(line))
                hear_ctcp(network, line);
        length = canon_write(line, &network->self, &network->isupport, network->config->host, text);
        if (length > 0 && !session_feed(network->session, text, length, line)) {
                network->stage = STAGE_ENDING;
                wire_close(network->wire, "libircclient does not take a line");
                return;
        }
        speak_pump(network);
}

/* -- after libircclient --------------------------------------------------- */

static const char *param(const struct session_event *event, size_t i)
{
        return i < event->count ? event->param[i] : "";
}

static bool by_self(const struct network *network, const struct session_event *event)
{
        return self_said(&network->self, &network->isupport, event->line);
}

static struct channel *find(struct network *network, const char *name)
{
        return channels_find(&network->channels, &network->isupport, name);
}

static void hear_join(struct network *network, const struct session_event *event)
{
        struct channel *channel = find(network, param(event, 0));
        char name[220];

        if (!by_self(network, event))
                return;
        if (channel) {
                channel_joined(channel);
                log_line(LOG_INFO, network->where, "joined %s", channel->name);
        } else if (isupport_is_channel(&network->isupport, param(event, 0))) {
                /* Forced in, or forwarded: bot.cfg alone says where the bot is. */
                log_quote(name, sizeof name, param(event, 0));
                log_line(LOG_WARN, network->where, "put into \"%s\", which is not in bot.cfg; "
                         "leaving", name);
                speak_control(network, "PART %.200s", param(event, 0));
        }
}

static void hear_part(struct network *network, const struct session_event *event)
{
        struct channel *channel = find(network, param(event, 0));

        if (!channel || !by_self(network, event))
                return;
        channel_refused(channel, &network->timing, uv_now(network->loop));
        log_line(LOG_WARN, network->where, "made to leave %s", channel->name);
        chores_run(network);
}

static void hear_kick(struct network *network, const struct session_event *event)
{
        struct channel *channel = find(network, param(event, 0));
        bool again;

        if (!channel || !self_is(&network->self, &network->isupport, param(event, 1)))
                return;
        again = channel_kicked(channel, &network->timing, uv_now(network->loop));
        log_line(LOG_WARN, network->where, "kicked from %s (%u of %d); %s", channel->name,
                 channel->kicks, CHANNELS_KICKS_MAX,
                 again ? "coming back later" : "staying out until bot.cfg is loaded again");
        chores_run(network);
}

/* Somebody gave up a nick: the one we want? */
static void hear_nick_given_up(struct network *network, const struct session_event *event)
{
        char nick[SELF_NICK_MAX];

        if (line_source(event->origin, nick, NULL, NULL, sizeof nick) &&
            network->config->nick_count &&
            isupport_same(&network->isupport, nick, network->config->nick[0]))
                chores_nick_free(network);
}

/* 303 :nick nick - those of ISON that are online. */
static void hear_ison(struct network *network, const struct session_event *event)
{
        char list[300], *save = NULL;

        if (event->count < 2 || !network->config->nick_count)
                return;
        snprintf(list, sizeof list, "%s", param(event, event->count - 1));
        for (char *nick = strtok_r(list, " ", &save); nick; nick = strtok_r(NULL, " ", &save))
                if (isupport_same(&network->isupport, nick, network->config->nick[0]))
                        return;
        chores_nick_free(network);
}

static void hear_numeric(struct network *network, const struct session_event *event)
{
        static const unsigned refusals[] = {403, 405, 437, 470, 471, 473, 474, 475, 476, 477, 489};
        struct channel *channel = find(network, param(event, 1));
        char quoted[200];

        if (event->numeric == 303)
                hear_ison(network, event);
        if (!channel || channel->state != CHANNEL_ASKED)
                return;
        for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
                if (event->numeric != refusals[i])
                        continue;
                channel_refused(channel, &network->timing, uv_now(network->loop));
                log_quote(quoted, sizeof quoted, param(event, event->count - 1));
                log_line(LOG_WARN, network->where, "cannot join %s: %u \"%s\"; trying again later",
                         channel->name, event->numeric, quoted);
                chores_run(network);
        }
}

static void hear_message(struct network *network, const struct session_event *event)
{
        char nick[SELF_NICK_MAX], account[SELF_NICK_MAX];
        const char *target = event->line->param[0], *name = NULL;
        struct network_message message = {.manner = &network->config->manner};
        struct channel *channel = NULL;
        bool in_channel;

        if (network->stage != STAGE_ONLINE || event->count < 2 ||
            !take_asker(network, event->line, event->origin, nick))
                return;
        if (event->kind == SESSION_CHANNEL) {
                name = isupport_channel_of(&network->isupport, target);
                channel = name ? find(network, name) : NULL;
                if (!channel || !channel->config || channel->state != CHANNEL_IN)
                        return;
                message.manner = &channel->config->manner;
                message.channel = name;
        }
        in_channel = channel && !message.manner->in_private;
        message.network = network->config->name;
        message.nick = nick;
        if (line_tag(event->line, "account", account, sizeof account) && self_nick_ok(account))
                message.account = account;
        message.self = network->self.nick;
        message.text = param(event, 1);
        message.length = strlen(message.text);
        message.line_bytes = speak_line_bytes(network, in_channel ? target : nick, nick,
                                              in_channel);
        if (message.length == 0 || message.line_bytes < LINE_BYTES_LEAST)
                return;
        network->heard_target = in_channel ? target : NULL;
        network->events.message(network->events.context, network, &message);
        network->heard_target = NULL;
}

void hear_event(struct network *network, const struct session_event *event)
{
        switch (event->kind) {
        case SESSION_PRIVATE:
        case SESSION_CHANNEL: hear_message(network, event); break;
        case SESSION_JOIN: hear_join(network, event); break;
        case SESSION_PART: hear_part(network, event); break;
        case SESSION_KICK: hear_kick(network, event); break;
        case SESSION_NICK:
        case SESSION_QUIT: hear_nick_given_up(network, event); break;
        case SESSION_NUMERIC: hear_numeric(network, event); break;
        case SESSION_OTHER: break;
        }
}
