/* speak.c - what one network says, and when.
 *
 * Works out what fits and lets the outbox decide when. Does not know why
 * something is said (respond.c does). No text is ever logged.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "concat.h"
#include "log.h"
#include "network_own.h"

/* The outbox counts by the clock what the server has read; one that has too much to do reads slower.
 * UnrealIRCd ends a link with 8000 bytes that it has not read; a pump says no more than flood.bytes, at
 * most 2800 unless somebody sets more. */
#define UNREAD_ASKED 3072
#define UNREAD_MOST 5120
#define UNREAD_LOOK 1000 /* ms: does it no longer answer? */

static void on_pump(uv_timer_t *timer)
{
        speak_pump(timer->data);
}

void speak_pump(struct network *network)
{
        uint64_t next;
        size_t asked;

        if (network->stage != STAGE_ONLINE || !network->wire)
                return;
        asked = wire_ask(network->wire, UNREAD_ASKED);
        if (asked > 0)
                outbox_account(network->outbox, asked, uv_now(network->loop));
        next = wire_unread(network->wire) < UNREAD_MOST ?
                       outbox_pump(network->outbox, uv_now(network->loop)) : UNREAD_LOOK;
        if (next > 0)
                uv_timer_start(&network->pump, on_pump, next, 0);
        else
                uv_timer_stop(&network->pump);
}

bool speak_control(struct network *network, const char *format, ...)
{
        char line[WIRE_SEND_MAX + 2];
        va_list list;
        int length;

        va_start(list, format);
        length = vsnprintf(line, sizeof line, format, list);
        va_end(list);
        if (length >= 0 && length <= WIRE_SEND_MAX && outbox_control(network->outbox, line))
                return true;
        log_line(LOG_WARN, network->where, "a command could not be queued");
        return false;
}

/* -- the outbox's events ------------------------------------------------- */

/* A line that cannot go now never will: the connection is at its end. */
static void send_now(struct network *network, const char *line, size_t length)
{
        if (!network->wire || !wire_send(network->wire, line, length))
                log_line(LOG_WARN, network->where, "a line of %zu bytes could not be sent", length);
}

static bool send_line(void *context, const char *tags, const char *command, const char *target,
                      const char *text)
{
        struct network *network = context;
        const char *const words[] = {command, " ", target, " :", text, NULL};
        const char *const tagged[] = {"@", tags, " ", command, " ", target, " :", text, NULL};
        char line[WIRE_SEND_MAX + 1];
        size_t length;

        if (network->stage != STAGE_ONLINE)
                return false;
        /* Tags have room only in front of a line that leaves it. */
        length = command && tags ? concat(line, sizeof line, tagged) : 0;
        if (command && (length == 0 || length > WIRE_SEND_MAX))
                length = concat(line, sizeof line, words);
        if (command)
                send_now(network, line, length);
        else
                send_now(network, text, strlen(text));
        return true;
}

/* What an admin has wished since it was queued: to be quiet there, or to ignore them. */
static bool is_unwanted(const struct network *network, const struct outbox_reply *reply, const struct channel *channel)
{
        const struct config_manner *manner = channel && channel->config ? &channel->config->manner : NULL;

        return (manner && manner->quiet && !(reply->urgent && manner->quiet_urgent)) ||
               (reply->source && asker_ignored(network, reply->source, reply->account));
}

/* A prefix that has grown since, or a channel that was left: no reply then. */
static bool fits(void *context, const struct outbox_reply *reply, size_t length)
{
        struct network *network = context;
        const char *name = isupport_channel_of(&network->isupport, reply->target);
        const struct channel *channel =
                name ? channels_find(&network->channels, &network->isupport, name) : NULL;
        const char *why = NULL;

        if (is_unwanted(network, reply, channel))
                return false;
        if (name && (!channel || channel->state != CHANNEL_IN))
                why = "the bot is no longer in the channel";
        else if (length > self_line_bytes(&network->self, &network->isupport, reply->target))
                why = "the bot's name has grown and it would be cut";
        if (why)
                log_line(LOG_WARN, network->where, "dropped a reply: %s", why);
        return !why;
}

static void sent(void *context, uint64_t who)
{
        struct network *network = context;

        quota_sent(network->quota, who, uv_now(network->loop));
}

static void unsaid(void *context, uint64_t said)
{
        const struct network *network = context;

        quota_forget(network->quota, said);
}

struct outbox *speak_open(struct network *network)
{
        struct outbox_events events = {
                .send = send_line, .fits = fits, .done = sent, .unsaid = unsaid, .context = network,
        };

        return outbox_open(&events);
}

/* -- replies ------------------------------------------------------------- */

size_t speak_line_bytes(const struct network *network, const char *target, const char *nick,
                        bool in_channel)
{
        size_t bytes = self_line_bytes(&network->self, &network->isupport, target);
        size_t front = in_channel ? strlen(nick) + 2 : 0;

        return bytes > front ? bytes - front : 0;
}
