/* respond.c - what is said to a message: a plugin's reply, or why there is none.
 *
 *   reply -> too many? -> talking in circles? -> said just now? -> outbox
 *           "slow down"        silence            "see above"      "busy"
 *
 * Puts "nick: " in front and takes control codes out. It refuses to know what
 * a reply is about: what has one id and begins alike is alike, and urgent passes it all but
 * circles. No text is kept or logged.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "concat.h"
#include "log.h"
#include "network_own.h"

#define ECHO_LEAST 40          /* bytes: shorter words anybody may use */
#define BUSY_MS 60000          /* "busy" to one person */
#define OFFER_MS 3600000       /* "reply private" to one person */
#define REFUSED_MS 3600000     /* "lets us say nothing" of one channel */
#define SAID_BYTES 100         /* no two parts of one answer begin alike for so long */
#define OFFER "(If you would rather have this in private, say to me: reply private)"

/* "nick: " and the text without control codes. False: nothing is left to say. */
static bool compose(char *out, size_t cap, const char *nick, const char *text)
{
        size_t used = nick ? concat(out, cap, (const char *const[]){nick, ": ", NULL}) : 0, front = used;

        for (; *text && used + 1 < cap; text++) {
                out[used] = *text;
                used += (unsigned char)*text >= ' ' && *text != 0x7F;
        }
        out[used] = '\0';
        return used > front;
}

/* The channel that is answered in, or "". */
static const char *place_of(const struct network *network)
{
        const char *channel = isupport_channel_of(&network->isupport, network->heard->target);

        return channel ? channel : "";
}

/* Composes the lines and queues them, as `reply` says what the caller knows of them. */
static bool put(struct network *network, const struct outbox_reply *reply, const char *const *lines,
                size_t count)
{
        const struct heard *heard = network->heard;
        size_t most = speak_line_bytes(network, heard->target, heard->asker->nick,
                                       heard->in_channel);
        char text[OUTBOX_LINES_MAX][WIRE_SEND_MAX + 2], place[NETWORK_NAME_MAX];
        const char *composed[OUTBOX_LINES_MAX];
        struct outbox_reply whole = *reply;

        if (network->stage != STAGE_ONLINE || count > OUTBOX_LINES_MAX)
                return false;
        for (size_t i = 0; i < count; i++) {
                if (strlen(lines[i]) > most ||
                    !compose(text[i], sizeof text[i],
                             heard->in_channel ? heard->asker->nick : NULL, lines[i])) {
                        log_line(LOG_WARN, network->where,
                                 "refused a reply: line %zu has %zu bytes, %zu fit", i + 1,
                                 strlen(lines[i]), most);
                        return false;
                }
                composed[i] = text[i];
        }
        whole.person = heard->asker->person;
        whole.command = heard->notice ? "NOTICE" : "PRIVMSG";
        whole.target = heard->target;
        isupport_fold(&network->isupport, place_of(network), place, sizeof place);
        whole.place = heard->in_channel ? place : NULL;
        whole.source = heard->source;
        whole.account = heard->account;
        whole.tags = heard->tags;
        whole.lines = composed;
        whole.count = count;
        return outbox_put(network->outbox, &whole);
}

/* One line that says why there is no reply; to nobody who did not ask. */
static void put_word(struct network *network, const char *word, struct outbox_reply *reply)
{
        if (word && *word && network->heard->to_us)
                put(network, reply, &word, 1);
}

/* Noted within ms? If not, it is now. */
static bool lately(struct network *network, char what, uint64_t ms)
{
        uint64_t now = uv_now(network->loop);
        uint64_t key = quota_key(network->quota, what, network->heard->asker->person);

        if (quota_recent(network->quota, key, ms, now))
                return true;
        quota_note(network->quota, key, now);
        return false;
}

/* Do we answer our own words? Another bot that says what we are about to say
 * has said it already; nobody who asks says a whole answer. */
static bool is_echo(const struct network_message *to, const char *line)
{
        size_t length = strlen(line);

        return length >= ECHO_LEAST && length <= to->length && strstr(to->text, line);
}

/* Circles are counted apart for urgent replies, so that nobody whose questions
 * came too fast goes without one. */
static bool in_circles(struct network *network, const struct config_limits *limits, uint64_t who)
{
        bool circles = !quota_round(network->quota, who, limits->loop,
                                     (uint64_t)limits->cool_down * 1000, uv_now(network->loop));

        if (circles)
                log_line(LOG_DEBUG, network->where, "silent: talking in circles with somebody");
        return circles;
}

/* May this person, in this channel, have one more answer? */
static bool within_limits(struct network *network, const struct network_message *to)
{
        const struct config_limits *limits = &to->manner->limits;
        uint64_t pause = (uint64_t)limits->cool_down * 1000, now = uv_now(network->loop);
        enum quota_verdict verdict =
                quota_ask(network->quota, network->heard->asker->who, limits->questions, pause, now);
        struct outbox_reply word = {.brief = true};

        if (verdict == QUOTA_PASS && to->channel)
                verdict = quota_ask(network->quota, asker_key(network, 'c', to->channel), limits->channel, pause, now);
        if (verdict == QUOTA_TELL)
                put_word(network, to->manner->slow_down, &word);
        return verdict == QUOTA_PASS;
}

/* "my", "I" ...: a question about oneself. */
static bool is_personal(const char *text)
{
        static const char *const words[] = {"i", "my", "me", "mine", "i'm", "i've", "myself"};

        for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
                size_t length = strcspn(text, " ");
                size_t bare = length;

                while (bare > 0 && strchr(".,;:!?", text[bare - 1]))
                        bare--;
                for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
                        if (strlen(words[i]) == bare && strncasecmp(text, words[i], bare) == 0)
                                return true;
                text += length;
        }
        return false;
}

/* Once an hour a person who asks about themselves where all can read it. */
static void offer_private(struct network *network, const struct network_message *to)
{
        struct outbox_reply reply = {0};
        const char *line = OFFER;

        if (to->manner->offer_private && network->heard->in_channel && network->heard->to_us &&
            is_personal(to->text) && !lately(network, 'o', OFFER_MS))
                put(network, &reply, &line, 1);
}

/* The queue is full, or was: one word for one person in a minute. */
static void say_busy(struct network *network, const struct network_message *to)
{
        struct outbox_reply word = {.brief = true};

        if (!lately(network, 'b', BUSY_MS))
                put_word(network, to->manner->busy, &word);
}

/* The number for an answer, or a part of it, where it is said, since the server last refused to say something
 * there. Not all of it counts: where it is cut hangs on how long the asker's nick is. 0: none. */
static uint64_t said_key(const struct network *network, const char *id, const char *line)
{
        char start[SAID_BYTES + 1];
        uint64_t refused, said;

        if (!network->heard->in_channel)
                return 0;
        refused = quota_noted(network->quota, asker_key(network, 'r', place_of(network)));
        concat(start, sizeof start, (const char *const[]){line, NULL});
        said = asker_key(network, 'a', network->heard->target) ^ quota_key(network->quota, 'i', id) ^
               quota_key(network->quota, 's', start) ^ network->online_since ^ refused << 32;
        return said ? said : 1;
}

void respond_refused(struct network *network, const char *channel, const char *why)
{
        uint64_t now = uv_now(network->loop), told = asker_key(network, 'm', channel);
        char quoted[200];

        quota_note(network->quota, asker_key(network, 'r', channel), now);
        if (quota_recent(network->quota, told, REFUSED_MS, now))
                return;
        quota_note(network->quota, told, now);
        log_quote(quoted, sizeof quoted, why);
        log_line(LOG_WARN, network->where, "the server lets us say nothing in %s (\"%s\"); an operator of the channel "
                 "can give the bot voice (+v), or lift what quiets it", channel, quoted);
}

/* Said in a channel where the bot is told to be silent. */
static bool is_quiet(const struct network_message *to)
{
        return to->channel && to->manner->quiet;
}

bool network_reply(struct network *network, const struct network_message *to, bool urgent,
                   const char *id, const char *const *lines, size_t count)
{
        const struct config_limits *limits = &to->manner->limits;
        uint64_t now = uv_now(network->loop), said, who;
        struct outbox_reply reply = {.urgent = urgent};

        if (!network->heard || count == 0 || is_echo(to, lines[0]) || (!urgent && is_quiet(to)))
                return false;
        who = network->heard->asker->who;
        if (urgent)
                who ^= 1;
        reply.who = who;
        /* In this order, so that a person in a hurry is told, and a bot is not. */
        if ((!urgent && !within_limits(network, to)) || in_circles(network, limits, who))
                return false;
        said = urgent || !id ? 0 : said_key(network, id, lines[0]);
        if (said && quota_recent(network->quota, said, (uint64_t)limits->repeat * 1000, now)) {
                struct outbox_reply word = {.behind = said, .who = who};

                put_word(network, to->manner->see_above, &word);
                return false;
        }
        reply.said = said;
        if (!put(network, &reply, lines, count)) {
                if (!urgent)
                        say_busy(network, to);
                return false;
        }
        if (said)
                quota_note(network->quota, said, now);
        if (!urgent && id)
                offer_private(network, to);
        speak_pump(network); /* before all that is only kept of it */
        return true;
}

void respond_taste(struct network *network, const struct network_message *to, enum taste taste)
{
        struct outbox_reply reply = {0};
        const char *line = taste_words(taste);

        if (!is_quiet(to) && within_limits(network, to))
                put(network, &reply, &line, 1);
}

/* How much of text goes into a line of so many bytes: up to a space, if there is one. */
static size_t piece(const char *text, size_t most)
{
        size_t length = strlen(text), cut = line_cut(text, length, most), at = cut;

        if (cut == length)
                return cut;
        while (at > cut / 2 && text[at] != ' ')
                at--;
        return text[at] == ' ' && at ? at : cut;
}

bool network_tell(struct network *network, const char *nick, const char *text)
{
        size_t most = speak_line_bytes(network, nick, nick, false);
        char person[SELF_NICK_MAX], part[WIRE_SEND_MAX + 2], line[WIRE_SEND_MAX + 2];
        const char *lines[] = {line};
        struct outbox_reply reply = {.person = person, .target = nick, .low = true, .lines = lines, .count = 1,
                                     .command = network->config->manner.notice ? "NOTICE" : "PRIVMSG"};

        if (network->stage != STAGE_ONLINE || most < 40)
                return false;
        isupport_fold(&network->isupport, nick, person, sizeof person);
        while (*text) {
                size_t cut = piece(text, most < WIRE_SEND_MAX ? most : WIRE_SEND_MAX);

                snprintf(part, sizeof part, "%.*s", (int)cut, text);
                if (compose(line, sizeof line, NULL, part) && !outbox_put(network->outbox, &reply))
                        return false;
                text += cut;
                text += strspn(text, " ");
        }
        speak_pump(network);
        return true;
}
