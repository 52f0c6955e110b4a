/* host.c - the FAQ inside somebody else's bot: what is heard goes in, lines to
 * send come out.
 *
 * Settings and files are host_files.c's. It refuses to know which bot it is
 * in, how a line gets to the network, and what time it is.
 */
#include "host.h"

#include <string.h>

#include "address.h"
#include "host_own.h"

#define LINE_BYTES 510    /* of a line on the network without CR LF (RFC 1459, 2.3) */
#define FRAME_BYTES 12    /* ":" prefix " PRIVMSG " target " :" */
#define USER_USUAL 11     /* "~" and ten letters, where the bot's own is not known */
#define HOST_USUAL 63
#define NICK_MAX 64
#define CHANNEL_MAX 200

bool host_same(const char *one, const char *other, size_t length)
{
        for (size_t i = 0; i < length; i++)
                if (address_fold(one[i]) != address_fold(other[i]))
                        return false;
        return true;
}

/* Is the channel one of "#a, #b"? */
static bool lists(const char *list, const char *channel)
{
        size_t length = strlen(channel);

        for (const char *at = list; *at;) {
                at += strspn(at, ", ");
                size_t word = strcspn(at, ", ");

                if (word == length && word > 0 && host_same(at, channel, length))
                        return true;
                at += word;
        }
        return false;
}

static bool is_on(const char *value, const char *channel)
{
        return strcmp(value, "on") == 0 || lists(value, channel);
}

/* A name that stands in a line of its own: no blank, no control code, and not
 * the start of a parameter that may hold blanks. A person's is no server's or mask either. */
static bool is_name(const char *name, size_t most, bool person)
{
        size_t length = 0;

        if (!name || *name == ':')
                return false;
        for (const unsigned char *at = (const unsigned char *)name; *at; at++, length++)
                if (length == most || *at <= ' ' || *at == 0x7F || *at == ',' ||
                    (person && (*at == '.' || *at == '!' || *at == '@')))
                        return false;
        return length > 0;
}

/* The same nick or channel. */
static bool same(const char *one, const char *other)
{
        return one && other && strlen(one) == strlen(other) && host_same(one, other, strlen(one));
}

/* What is left of a line for the answer's own words; with "nick: " in front in
 * a channel. */
static size_t room(const struct answer_host_message *m)
{
        size_t address = m->address && strchr(m->address, '@') ? strlen(m->address) : USER_USUAL + 1 + HOST_USUAL;
        size_t target = m->channel ? strlen(m->channel) + strlen(m->nick) + 2 : strlen(m->nick);
        size_t taken = FRAME_BYTES + strlen(m->self) + 1 + address + target;

        return taken < LINE_BYTES ? LINE_BYTES - taken : 0;
}

/* Puts text behind what is used of a line; returns what is used then. */
static size_t put(char line[LINE_BYTES + 1], size_t used, const char *text)
{
        size_t length = strnlen(text, LINE_BYTES - used);

        memcpy(line + used, text, length);
        line[used + length] = '\0';
        return used + length;
}

struct speaker {
        const struct answer_host *host;
        const struct answer_host_message *message;
        unsigned how;
        bool left; /* to the bot's own commands */
};

static void on_reply(void *context, const struct answer_reply *reply)
{
        struct speaker *s = context;
        const struct answer_host_events *events = &s->host->events;
        const struct answer_host_message *m = s->message;
        char raw[LINE_BYTES + 1];
        struct answer_host_line line = {
                .raw = raw, .target = m->channel ? m->channel : m->nick,
                .how = s->how | (reply->kind == ANSWER_URGENT ? ANSWER_HOST_URGENT : 0),
        };
        size_t front = put(raw, 0, s->how ? "NOTICE " : "PRIVMSG "), behind;

        s->left = m->command && reply->kind == ANSWER_UNKNOWN;
        if (s->left)
                return;
        front = behind = put(raw, put(raw, front, line.target), " :");
        if (m->channel)
                behind = put(raw, put(raw, front, m->nick), ": ");
        line.text = raw + front;
        for (size_t i = 0; i < reply->count; i++) {
                put(raw, behind, reply->lines[i]);
                events->send(m->context, &line);
        }
        if (s->host->learned)
                events->learning->heard(s->host->learned, m, reply);
}

static bool may_answer(const struct answer_host *h, const struct answer_host_message *m)
{
        const char *channels = h->value[HOST_CHANNELS];

        if (!h->answer || !m->text || *m->text == '\x01' || !is_name(m->self, NICK_MAX, true) ||
            !is_name(m->nick, NICK_MAX, true) || same(m->nick, m->self))
                return false;
        if (!m->channel)
                return strcmp(h->value[HOST_IN_PRIVATE], "on") == 0;
        return strchr("#&+!", *m->channel) && is_name(m->channel, CHANNEL_MAX, false) &&
               (!*channels || lists(channels, m->channel));
}

/* As set, unless the message brings a valid value of its own. */
static const char *manner(const struct answer_host *h, enum host_setting setting, const char *own)
{
        char why[100];

        return own && host_value_ok(setting, own, why, sizeof why) ? own : h->value[setting];
}

enum answer_kind answer_host_ask(struct answer_host *h, const struct answer_host_message *message)
{
        struct answer_host_message m = {0};
        struct speaker speaker = {.host = h, .message = &m};
        enum answer_kind kind;
        char words[HOST_LINE_MAX];

        memcpy(&m, message, message->size < sizeof m ? message->size : sizeof m);
        if (m.line && !host_read(&m, words))
                return ANSWER_NONE;
        if (same(m.channel, m.self))
                m.channel = NULL;
        answer_host_poll(h, m.now);
        if (!may_answer(h, &m))
                return ANSWER_NONE;
        if (strcmp(manner(h, HOST_REPLY, m.reply), "notice") == 0)
                speaker.how = ANSWER_HOST_NOTICE;
        kind = answer_ask(h->answer, &(struct answer_message){
                .size = sizeof(struct answer_message),
                .network = m.network, .channel = m.channel, .nick = m.nick, .account = m.account, .from = m.from,
                .self = m.self, .prefix = manner(h, HOST_PREFIX, m.prefix),
                .text = m.text, .length = strlen(m.text), .now = m.now,
                .ambient = m.channel && is_on(manner(h, HOST_AMBIENT, m.ambient), m.channel),
                .line_bytes = room(&m),
                .line_count = (size_t)(*manner(h, HOST_LINES, m.lines) - '0'), /* one digit */
        }, on_reply, &speaker);
        if (speaker.left)
                kind = ANSWER_NONE;
        h->count[kind]++;
        return kind;
}

void answer_host_moved(struct answer_host *h, const char *network, const char *nick, const char *to)
{
        if (h->answer)
                answer_moved(h->answer, network, nick, to);
}
