/* speak.c - what one network says: replies, and lines of the bot's own.
 *
 * Works out what fits, puts "nick: " in front, takes control codes out, and
 * lets the outbox decide when. Does not know why something is said. No text is
 * ever logged.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "network_own.h"

static void on_pump(uv_timer_t *timer)
{
        speak_pump(timer->data);
}

void speak_pump(struct network *network)
{
        uint64_t next;

        /* From within a callback of libircclient: hear_line pumps after it. */
        if (network->stage != STAGE_ONLINE || !network->session ||
            session_is_inside(network->session))
                return;
        next = outbox_pump(network->outbox, uv_now(network->loop));
        if (next > 0)
                uv_timer_start(&network->pump, on_pump, next, 0);
        else
                uv_timer_stop(&network->pump);
}

void speak_output(struct network *network, const char *line, size_t length)
{
        if (network->wire && !wire_send(network->wire, line, length))
                log_line(LOG_WARN, network->where, "a line of %zu bytes could not be sent", length);
}

void speak_control(struct network *network, const char *format, ...)
{
        char line[WIRE_SEND_MAX + 2];
        va_list list;
        int length;

        va_start(list, format);
        length = vsnprintf(line, sizeof line, format, list);
        va_end(list);
        if (length < 0 || length > WIRE_SEND_MAX || !outbox_control(network->outbox, line))
                log_line(LOG_WARN, network->where, "a command could not be queued");
}

/* -- the outbox's events ------------------------------------------------- */

static bool send_line(void *context, const char *command, const char *target, const char *text)
{
        struct network *network = context;
        char line[WIRE_SEND_MAX + 2];
        int length;

        if (network->stage != STAGE_ONLINE || !network->session)
                return false;
        if (command)
                length = snprintf(line, sizeof line, "%s %s :%s", command, target, text);
        else
                length = snprintf(line, sizeof line, "%s", text);
        if (length > 0 && length <= WIRE_SEND_MAX && session_send(network->session, line))
                return true;
        network->stage = STAGE_ENDING;
        wire_close(network->wire, "libircclient does not take a line");
        return false;
}

/* A prefix that has grown since, or a channel that was left: no reply then. */
static bool fits(void *context, const char *target, size_t length)
{
        struct network *network = context;
        const char *name = isupport_channel_of(&network->isupport, target);
        const struct channel *channel =
                name ? channels_find(&network->channels, &network->isupport, name) : NULL;
        const char *why = NULL;

        if (name && (!channel || channel->state != CHANNEL_IN))
                why = "the bot is no longer in the channel";
        else if (length > self_line_bytes(&network->self, &network->isupport, target))
                why = "the bot's name has grown and it would be cut";
        if (why)
                log_line(LOG_WARN, network->where, "dropped a reply: %s", why);
        return !why;
}

struct outbox *speak_open(struct network *network)
{
        struct outbox_events events = {.send = send_line, .fits = fits, .context = network};

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

/* "nick: " and the text without control codes. False: nothing is left to say. */
static bool compose(char *out, size_t cap, const char *nick, const char *text)
{
        size_t used = nick ? (size_t)snprintf(out, cap, "%s: ", nick) : 0, front = used;

        for (; *text && used + 1 < cap; text++)
                if ((unsigned char)*text >= ' ' && *text != 0x7F)
                        out[used++] = *text;
        out[used] = '\0';
        return used > front;
}

bool network_reply(struct network *network, const struct network_message *to, bool urgent,
                   const char *const *lines, size_t count)
{
        bool in_channel = to->channel && !to->manner->in_private;
        const char *target = !in_channel ? to->nick
                             : network->heard_target ? network->heard_target : to->channel;
        size_t most = speak_line_bytes(network, target, to->nick, in_channel);
        char text[OUTBOX_LINES_MAX][WIRE_SEND_MAX + 2], person[SELF_NICK_MAX];
        const char *composed[OUTBOX_LINES_MAX];
        struct outbox_reply reply = {
                .person = person, .command = to->manner->notice ? "NOTICE" : "PRIVMSG",
                .target = target, .urgent = urgent, .lines = composed, .count = count,
        };

        if (network->stage != STAGE_ONLINE || count > OUTBOX_LINES_MAX)
                return false;
        for (size_t i = 0; i < count; i++) {
                if (strlen(lines[i]) > most ||
                    !compose(text[i], sizeof text[i], in_channel ? to->nick : NULL, lines[i])) {
                        log_line(LOG_WARN, network->where,
                                 "refused a reply: line %zu has %zu bytes, %zu fit", i + 1,
                                 strlen(lines[i]), most);
                        return false;
                }
                composed[i] = text[i];
        }
        isupport_fold(&network->isupport, to->nick, person, sizeof person);
        return outbox_put(network->outbox, &reply);
}
