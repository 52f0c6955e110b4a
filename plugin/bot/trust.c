/* trust.c - what one network knows of who somebody is, beyond what a line says.
 *
 *   message without account-tag -> WHOIS -> 311 330 318 -> the same message again
 *   what the same person says meanwhile -> waits for that WHOIS -> comes right behind
 *   NAMES, MODE ...             -> operators of channels that ask for it
 *
 * What a WHOIS says holds for that very nick, user and host, and for what came from
 * there before it was answered; nothing is kept: who says something next has to be asked about anew. Who
 * changes their nick, account or host or leaves meanwhile is nobody. A stranger must not be able
 * to make the bot ask often, since every WHOIS takes a line from the answers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "network_own.h"

#define ANSWER_MS 10000   /* for a WHOIS; then the message is a stranger's */
#define FORGET_MS 300000  /* a late answer is still recognised as the old one's */
#define PERSON_MOST 3     /* WHOIS in a minute about one person */
#define ALL_MOST 10       /* and about everybody; about known ones apart */
#define PAUSE_MS 20000    /* after too many */
#define NAMES_MS 30000    /* between two NAMES of a channel */
#define TEXT_MAX 512

/* One WHOIS that was asked for; in the order of asking. */
struct lookup {
        struct lookup *next;
        char nick[SELF_NICK_MAX];
        char source[TEXT_MAX], text[TEXT_MAX], tags[TEXT_MAX];
        char account[SELF_NICK_MAX];
        bool invite, news;
        bool fits;      /* 311 named this very user and host */
        bool done;      /* the message was handed on; the answer is still to come */
        const struct lookup *behind; /* waits for the WHOIS of that one; NULL: has its own */
        uint64_t since;
};

/* -- lookups -------------------------------------------------------------- */

/* The one that the server is answering now. */
static struct lookup *find(const struct network *network, const char *nick)
{
        struct lookup *lookup = network->lookups;

        while (lookup && (lookup->behind || !isupport_same(&network->isupport, lookup->nick, nick)))
                lookup = lookup->next;
        return lookup;
}

static void drop(struct network *network, struct lookup *lookup)
{
        struct lookup **link = &network->lookups;

        while (*link && *link != lookup)
                link = &(*link)->next;
        if (*link)
                *link = lookup->next;
        free(lookup);
}

/* Hands the message on, with what is known of who said it. */
static void hand_on(struct network *network, struct lookup *lookup, const char *account)
{
        struct hearsay hearsay = {
                .source = lookup->source, .text = lookup->text, .proven = account, .invite = lookup->invite,
                .news = lookup->news,
                .tags = *lookup->tags ? lookup->tags : NULL,
        };

        if (lookup->done)
                return;
        lookup->done = true;
        if (lookup->news && !lookup->fits)
                return;
        hear_again(network, &hearsay);
}

static struct lookup *next_behind(const struct network *network, const struct lookup *first)
{
        struct lookup *lookup = network->lookups;

        while (lookup && lookup->behind != first)
                lookup = lookup->next;
        return lookup;
}

/* Hands on all that has waited for this one WHOIS, in the order in which it was said. */
static void settle(struct network *network, struct lookup *first, const char *account)
{
        struct lookup *lookup;

        hand_on(network, first, account);
        while ((lookup = next_behind(network, first))) {
                hand_on(network, lookup, account);
                drop(network, lookup);
        }
}

static bool passes(struct network *network, char what, const char *name, unsigned most)
{
        return quota_ask(network->quota, quota_key(network->quota, what, name), most, PAUSE_MS, uv_now(network->loop)) ==
               QUOTA_PASS;
}

static bool may_ask(struct network *network, uint64_t who, bool known)
{
        char name[32];

        snprintf(name, sizeof name, "%llx", (unsigned long long)who);
        return (known || passes(network, 'L', name, PERSON_MOST)) && passes(network, 'l', known ? "known" : "", ALL_MOST);
}

/* One more at the end. NULL: there are too many, or memory ran out. */
static struct lookup *add(struct network *network, const char *source, const char *text)
{
        struct lookup *lookup, **link = &network->lookups;
        size_t count = 0;

        for (; *link; link = &(*link)->next)
                count++;
        if (network->stage != STAGE_ONLINE || count >= TRUST_LOOKUPS_MAX || strlen(text) >= TEXT_MAX)
                return NULL;
        lookup = calloc(1, sizeof *lookup);
        if (!lookup)
                return NULL;
        snprintf(lookup->source, sizeof lookup->source, "%s", source);
        snprintf(lookup->nick, sizeof lookup->nick, "%.*s", (int)strcspn(source, "!"), source);
        snprintf(lookup->text, sizeof lookup->text, "%s", text);
        lookup->since = uv_now(network->loop);
        *link = lookup;
        return lookup;
}

static struct lookup *ask(struct network *network, const char *source, const char *text)
{
        struct lookup *lookup = add(network, source, text);

        if (!lookup)
                return NULL;
        speak_control(network, "WHOIS %s", lookup->nick);
        chores_run(network);
        return lookup;
}

static void keep_tags(struct lookup *lookup, const char *tags)
{
        snprintf(lookup->tags, sizeof lookup->tags, "%s", tags ? tags : "");
}

bool network_identify(struct network *network, const struct network_message *message, bool known)
{
        struct lookup *lookup;

        if (!network->heard || message->channel || message->proven ||
            !may_ask(network, network->heard->asker->who, known))
                return false;
        lookup = ask(network, message->source, message->text);
        if (!lookup)
                return false;
        keep_tags(lookup, network->heard->tags);
        lookup->invite = message->invite;
        return true;
}

bool trust_wait(struct network *network, const struct network_message *message, const char *tags)
{
        struct lookup *first = network->lookups, *lookup;

        while (first && (first->behind || first->done || first->news || strcmp(first->source, message->source) != 0))
                first = first->next;
        if (!first)
                return false;
        lookup = message->proven ? NULL : add(network, message->source, message->text);
        if (!lookup) { /* what was said before goes before */
                settle(network, first, "");
                return false;
        }
        keep_tags(lookup, tags);
        lookup->behind = first;
        lookup->invite = message->invite;
        return true;
}

bool network_confirm(struct network *network, const char *who, const char *text)
{
        char nick[SELF_NICK_MAX];
        struct lookup *lookup = NULL;

        snprintf(nick, sizeof nick, "%.*s", (int)strcspn(who, "!"), who);
        if (self_nick_ok(nick))
                lookup = ask(network, who, text);
        if (lookup)
                lookup->news = true;
        speak_pump(network);
        return lookup != NULL;
}

bool network_names_accounts(const struct network *network)
{
        return network->registration.enabled & CAP_ACCOUNT_TAG;
}

/* 311 me nick user host * :...: the very person who spoke? Of news it may be
 * anybody who has that nick. */
static void take_user(struct lookup *lookup, const struct line *line)
{
        char user[TEXT_MAX], host[TEXT_MAX];

        if (lookup->news && !strchr(lookup->source, '!'))
                snprintf(lookup->source, sizeof lookup->source, "%.100s!%.100s@%.250s", line_param(line, 1),
                         line_param(line, 2), line_param(line, 3));
        lookup->fits = line_source(lookup->source, NULL, user, host, sizeof user) &&
                       strcmp(line_param(line, 2), user) == 0 && strcmp(line_param(line, 3), host) == 0;
}

static void take_whois(struct network *network, const struct line *line)
{
        struct lookup *lookup = find(network, line_param(line, 1));

        if (!lookup)
                return;
        if (line->numeric == 311) {
                take_user(lookup, line);
        } else if (line->numeric == 330 && self_nick_ok(line_param(line, 2))) {
                snprintf(lookup->account, sizeof lookup->account, "%s", line_param(line, 2));
        } else if (line->numeric == 318) {
                settle(network, lookup, lookup->fits ? lookup->account : "");
                drop(network, lookup);
        }
}

static void take_leave(struct network *network, const char *nick)
{
        for (struct lookup *lookup = network->lookups; lookup; lookup = lookup->next)
                if (isupport_same(&network->isupport, lookup->nick, nick))
                        settle(network, lookup, "");
}

static uint64_t end_of(const struct lookup *lookup)
{
        return lookup->since + (lookup->done ? FORGET_MS : ANSWER_MS);
}

void trust_expire(struct network *network, uint64_t now)
{
        for (struct lookup *lookup = network->lookups, *next; lookup; lookup = next) {
                if (now >= end_of(lookup) && !lookup->done) {
                        log_line(LOG_DEBUG, network->where, "no answer to a WHOIS");
                        settle(network, lookup, ""); /* what is behind it is younger, and gone now */
                }
                next = lookup->next; /* perhaps one that this has led to */
                if (now >= end_of(lookup))
                        drop(network, lookup);
        }
}

static uint64_t lookups_due(const struct network *network)
{
        uint64_t due = UINT64_MAX;

        for (const struct lookup *lookup = network->lookups; lookup; lookup = lookup->next)
                due = end_of(lookup) < due ? end_of(lookup) : due;
        return due;
}

/* -- operators ------------------------------------------------------------- */

static bool wanted(const struct channel *channel)
{
        return channel->state == CHANNEL_IN && channel->config && channel->config->manner.operators;
}

static bool about_channels(const struct line *line)
{
        return line->numeric == 353 || line_is(line, "MODE") || line_is(line, "JOIN") || line_is(line, "PART") ||
               line_is(line, "KICK");
}

static void take_membership(struct network *network, const struct line *line)
{
        const char *name = line_param(line, line->numeric == 353 ? 2 : 0);
        struct channel *channel = about_channels(line) ? channels_find(&network->channels, &network->isupport, name) : NULL;

        if (!channel || !wanted(channel))
                return;
        operators_line(&channel->operators, &network->isupport, line);
        if (channel->operators.doubtful)
                chores_run(network);
}

static void take_name(struct network *network, const struct line *line)
{
        const char *to = line_is(line, "NICK") ? line_param(line, 0) : NULL;
        char nick[SELF_NICK_MAX], folded[SELF_NICK_MAX];

        if (!line_source(line->source ? line->source : "", nick, NULL, NULL, sizeof nick))
                return;
        for (size_t i = 0; i < network->channels.count; i++)
                if (wanted(&network->channels.channel[i]))
                        operators_rename(&network->channels.channel[i].operators, &network->isupport, nick, to);
        take_leave(network, nick);
        isupport_fold(&network->isupport, nick, folded, sizeof folded);
        if (!to) /* of a new nick asker.c tells it */
                outbox_forget(network->outbox, folded, NULL);
}

/* Logged in or out, or of another host, since they said what is being asked about. */
static void take_change(struct network *network, const struct line *line)
{
        char nick[SELF_NICK_MAX];

        if (line_source(line->source ? line->source : "", nick, NULL, NULL, sizeof nick))
                take_leave(network, nick);
}

/* Asks for the lists that are in doubt. */
static uint64_t run_operators(struct network *network, uint64_t now)
{
        uint64_t due = UINT64_MAX;

        for (size_t i = 0; i < network->channels.count; i++) {
                struct channel *channel = &network->channels.channel[i];
                struct operators *operators = &channel->operators;
                uint64_t at = operators->asked_at ? operators->asked_at + NAMES_MS : now;

                if (!wanted(channel)) {
                        operators_fini(operators);
                        operators->doubtful = true; /* of use once they may command the bot */
                } else if (operators->doubtful && now >= at && outbox_has_control_room(network->outbox) &&
                           speak_control(network, "NAMES %s", channel->name)) {
                        operators->doubtful = false;
                        operators->asked_at = now ? now : 1;
                        operators_clear(operators);
                } else if (operators->doubtful) {
                        at = at > now ? at : now + ROOM_MS;
                        due = at < due ? at : due;
                }
        }
        return due;
}

bool network_is_operator(const struct network *network, const char *channel, const char *nick)
{
        for (size_t i = 0; i < network->channels.count; i++) {
                const struct channel *c = &network->channels.channel[i];

                if (wanted(c) && (!channel || isupport_same(&network->isupport, c->name, channel)) &&
                    operators_has(&c->operators, &network->isupport, nick))
                        return true;
        }
        return false;
}

const char *network_operated(const struct network *network, const char *nick)
{
        for (size_t i = 0; i < network->channels.count; i++)
                if (network_is_operator(network, network->channels.channel[i].name, nick))
                        return network->channels.channel[i].name;
        return NULL;
}

/* -- the network's ---------------------------------------------------------- */

void trust_learn(struct network *network, const struct line *line)
{
        if (line->numeric == 311 || line->numeric == 330 || line->numeric == 318)
                take_whois(network, line);
        else if (line_is(line, "NICK") || line_is(line, "QUIT"))
                take_name(network, line);
        else if (line_is(line, "ACCOUNT") || line_is(line, "CHGHOST"))
                take_change(network, line);
        else
                take_membership(network, line);
}

uint64_t trust_run(struct network *network, uint64_t now)
{
        uint64_t lookups = lookups_due(network), operators = run_operators(network, now);

        return lookups < operators ? lookups : operators;
}

void trust_reset(struct network *network)
{
        while (network->lookups)
                drop(network, network->lookups);
}
