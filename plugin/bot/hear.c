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
#include <time.h>

#include "called.h"
#include "canon.h"
#include "ctcp.h"
#include "log.h"
#include "network_own.h"

#define LINE_BYTES_LEAST 40 /* with less room nothing can be said */
#define MSGID_MAX 100       /* a longer one is not sent back */

/* -- before libircclient -------------------------------------------------- */

/* A CTCP said to the bot may be answered, one in ten seconds. */
static void hear_ctcp(struct network *network, const struct line *line)
{
        uint64_t now = uv_now(network->loop);
        struct asker asker;
        char reply[300];

        if (network->stage != STAGE_ONLINE || !line_is(line, "PRIVMSG") ||
            !self_is(&network->self, &network->isupport, line->param[0]) ||
            !asker_take(network, line, &asker))
                return;
        if (network->ctcp_at && now - network->ctcp_at < network->timing.ctcp)
                return;
        if (!ctcp_reply(line->param[1], network->config->realname, time(NULL), reply, sizeof reply))
                return;
        speak_control(network, "NOTICE %s :%s", asker.nick, reply);
        network->ctcp_at = now ? now : 1;
}

/* A "/me" goes on as talk, with a note that it was one; other CTCPs end here. */
static void sort_ctcp(struct network *network, struct line *line)
{
        char *action;

        network->action = false;
        if (!line_is(line, "PRIVMSG") || line->count < 2 || !ctcp_is(line->param[1]))
                return;
        action = ctcp_action(line->param[1]);
        if (action) {
                line->param[1] = action;
                network->action = true;
        } else {
                hear_ctcp(network, line);
        }
}

/* What the line says of the server, of ourselves and of who is where; talk says nothing of the last. */
static void learn(struct network *network, const struct line *line, bool talk)
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
        asker_learn(network, line);
        if (!talk)
                trust_learn(network, line);
}

void hear_line(struct network *network, struct line *line)
{
        bool talk = network->stage == STAGE_ONLINE && line_is(line, "PRIVMSG"); /* most lines */
        char text[CANON_MAX + 1];
        size_t length;

        if (!talk && register_line(&network->registration, &network->self, line))
                return;
        learn(network, line, talk);
        sort_ctcp(network, line);
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
                chores_run(network);
        } else if (isupport_is_channel(&network->isupport, param(event, 0))) {
                /* Forced in, or forwarded: only bot.cfg and admins say where the bot is. */
                log_quote(name, sizeof name, param(event, 0));
                log_line(LOG_WARN, network->where, "put into \"%s\", which is not in bot.cfg; "
                         "leaving", name);
                speak_control(network, "PART %.200s", param(event, 0));
        }
}

/* An answer in a channel is of no use any more to who has gone from there. */
static void hear_gone(struct network *network, const char *nick, const char *channel)
{
        char person[SELF_NICK_MAX], place[NETWORK_NAME_MAX];

        isupport_fold(&network->isupport, nick, person, sizeof person);
        isupport_fold(&network->isupport, channel, place, sizeof place);
        outbox_forget(network->outbox, person, place);
}

static void hear_part(struct network *network, const struct session_event *event)
{
        struct channel *channel = find(network, param(event, 0));
        char nick[SELF_NICK_MAX];

        if (line_source(event->origin, nick, NULL, NULL, sizeof nick))
                hear_gone(network, nick, param(event, 0));
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

        hear_gone(network, param(event, 1), param(event, 0));
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

/* 404 nick #channel :Cannot send to channel. InspIRCd says 477 where only who is logged in may talk (+M);
 * of a channel that we are not in that is about coming in. */
static void hear_refused(struct network *network, const struct session_event *event)
{
        const struct channel *channel = find(network, param(event, 1));

        if (channel && (event->numeric == 404 || channel->state == CHANNEL_IN))
                respond_refused(network, channel->name, param(event, 2));
}

/* Where a reply goes: by the channel's manner and the person's own choice. */
static void place_reply(struct network *network, struct heard *heard, const char *target,
                        const struct network_message *message)
{
        enum taste taste = tastes_get(network->tastes, heard->taste_key, uv_now(network->loop));

        heard->in_channel = message->channel && !message->manner->in_private &&
                            taste != TASTE_PRIVATE && taste != TASTE_NOTICE;
        heard->target = heard->in_channel ? target : heard->asker->nick;
        heard->notice = taste == TASTE_NOTICE ||
                        (taste != TASTE_PRIVATE && message->manner->notice);
}

/* "+draft/reply=ID" for a reply that goes where the message was said.
 * https://ircv3.net/specs/client-tags/reply */
static const char *reply_tag(const struct network *network, const struct line *line, char *out, size_t cap)
{
        char id[MSGID_MAX + 2];

        if (!(network->registration.enabled & CAP_MESSAGE_TAGS) ||
            !line_tag(line, "msgid", id, sizeof id) || !*id || strlen(id) > MSGID_MAX ||
            strpbrk(id, "; \\@"))
                return NULL;
        snprintf(out, cap, "+draft/reply=%s", id);
        return out;
}

static uint64_t taste_key(const struct network *network, const struct asker *asker, const char *account)
{
        return account ? asker_key(network, 'A', account) : asker->who;
}

/* A choice of "reply private" and so on. False: it is something else. */
static bool take_taste(struct network *network, struct heard *heard, const char *target,
                       const struct network_message *message, const char *text)
{
        enum taste taste = taste_parse(text);

        if (taste == TASTE_NONE)
                return false;
        tastes_set(network->tastes, heard->taste_key, taste, uv_now(network->loop));
        place_reply(network, heard, target, message);
        network->heard = heard;
        respond_taste(network, message, taste);
        network->heard = NULL;
        return true;
}

/* Hands a message on: the reply goes where heard says. */
static void deliver(struct network *network, struct heard *heard, struct network_message *message)
{
        message->network = network->config->name;
        message->self = network->self.nick;
        message->nick = heard->asker->nick;
        message->length = strlen(message->text);
        message->line_bytes =
                speak_line_bytes(network, heard->target, heard->asker->nick, heard->in_channel);
        if (message->line_bytes < LINE_BYTES_LEAST)
                return;
        network->heard = heard;
        network->events.message(network->events.context, network, message);
        network->heard = NULL;
}

static void hear_channel(struct network *network, const char *target, const struct asker *asker,
                         struct network_message *message, const char *tags)
{
        const char *name = isupport_channel_of(&network->isupport, target), *words;
        const struct channel *channel = name ? find(network, name) : NULL;
        struct heard heard = {.asker = asker, .source = message->source, .account = message->account,
                              .taste_key = taste_key(network, asker, message->account)};
        enum called how;

        if (!channel || !channel->config || channel->state != CHANNEL_IN)
                return;
        message->manner = &channel->config->manner;
        message->channel = name;
        if (message->manner->quiet && !message->manner->quiet_urgent)
                return;
        how = called(&network->isupport, message->text, network->self.nick, message->manner->prefix, &words);
        /* "/me asks crampbot ..." is talk about the bot, and no question to it. */
        if (network->action && how == CALLED_NOT && !message->manner->ambient)
                return;
        heard.to_us = how != CALLED_NOT;
        place_reply(network, &heard, target, message);
        heard.tags = heard.in_channel ? tags : NULL;
        if (how != CALLED || !take_taste(network, &heard, target, message, words))
                deliver(network, &heard, message);
}

/* Said to us in private, or nothing but an invitation, or news. */
static void hear_private(struct network *network, const struct asker *asker, struct network_message *message,
                         const char *tags)
{
        struct heard heard = {.asker = asker, .to_us = true, .tags = tags, .source = message->source,
                              .account = message->account, .taste_key = taste_key(network, asker, message->account)};
        bool said = !message->invite && !message->news;
        const char *words;

        message->manner = &network->config->manner;
        place_reply(network, &heard, asker->nick, message);
        called(&network->isupport, message->text, network->self.nick, message->manner->prefix, &words);
        if (!said || !take_taste(network, &heard, asker->nick, message, words))
                deliver(network, &heard, message);
}

/* What the server itself says of who sent a line. */
static void take_account(const struct network *network, const struct line *line,
                         char account[SELF_NICK_MAX], struct network_message *message)
{
        message->source = line->source;
        if (asker_account(network, line, account))
                message->account = account;
        if (network->registration.enabled & CAP_ACCOUNT_TAG)
                message->proven = message->account ? account : "";
}

static void hear_message(struct network *network, const struct session_event *event)
{
        struct network_message message = {.text = param(event, 1)};
        char account[SELF_NICK_MAX], tag[MSGID_MAX + 20];
        struct asker asker;
        const char *tags;

        if (network->stage != STAGE_ONLINE || event->count < 2 || !*param(event, 1) ||
            !asker_take(network, event->line, &asker))
                return;
        take_account(network, event->line, account, &message);
        tags = reply_tag(network, event->line, tag, sizeof tag);
        if (event->kind == SESSION_CHANNEL)
                hear_channel(network, event->line->param[0], &asker, &message, tags);
        else if (!trust_wait(network, &message, tags))
                hear_private(network, &asker, &message, tags);
}

void hear_again(struct network *network, const struct hearsay *hearsay)
{
        struct network_message message = {.source = hearsay->source, .text = hearsay->text,
                                          .proven = hearsay->proven, .invite = hearsay->invite,
                                          .news = hearsay->news};
        struct asker asker;

        if (network->stage == STAGE_ONLINE && asker_of(network, hearsay->source, &asker))
                hear_private(network, &asker, &message, hearsay->tags);
}

void hear_invite(struct network *network, const struct line *line)
{
        struct network_message message = {.text = line_param(line, 1), .invite = true};
        char account[SELF_NICK_MAX];
        struct asker asker;

        if (network->stage != STAGE_ONLINE || !asker_take(network, line, &asker))
                return;
        take_account(network, line, account, &message);
        if (!trust_wait(network, &message, NULL))
                hear_private(network, &asker, &message, NULL);
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
        case SESSION_NUMERIC:
                if (event->numeric == 303)
                        hear_ison(network, event);
                else if (event->numeric == 404 || event->numeric == 477)
                        hear_refused(network, event);
                break;
        case SESSION_OTHER: break;
        }
}
