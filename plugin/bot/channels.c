/* channels.c - the channels of one network.
 *
 * Remembers and counts; sends nothing. Only the configuration, which bot.cfg and
 * admins make, puts a channel on the list: no server and nobody else can.
 */
#include "channels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES 200
#define LIST_BYTES_MAX 400 /* of a list of channels in one JOIN or PART */
#define ASKED_MS 60000     /* a JOIN without an answer */
#define UNASKED_MS 1000    /* one that did not get out */
#define INVITE_MS 60000    /* between two invitations that are followed */
#define INVITE_KICK_MS 3600000 /* none is followed for so long after a kick */
#define REFUSAL_MOST 12    /* times retry_join */
#define WRONG_KEY 475      /* which another configuration may mend */

/* By the name in bot.cfg alone. */
static struct channel *find_home(struct channels *channels, const struct isupport *isupport,
                                 const char *name)
{
        for (size_t i = 0; i < channels->count; i++) {
                const struct channel *c = &channels->channel[i];

                if (isupport_same(isupport, c->home ? c->home : c->name, name))
                        return &channels->channel[i];
        }
        return NULL;
}

struct channel *channels_find(struct channels *channels, const struct isupport *isupport,
                              const char *name)
{
        for (size_t i = 0; i < channels->count; i++)
                if (isupport_same(isupport, channels->channel[i].name, name))
                        return &channels->channel[i];
        return find_home(channels, isupport, name);
}

/* NULL: no memory. */
static struct channel *add_channel(struct channels *channels, const char *name, uint64_t now)
{
        char *copy = strdup(name);
        struct channel *bigger = copy ? realloc(channels->channel, (channels->count + 1) * sizeof *bigger) : NULL;

        if (!bigger) {
                free(copy);
                return NULL;
        }
        channels->channel = bigger;
        bigger += channels->count++;
        memset(bigger, 0, sizeof *bigger);
        bigger->name = copy;
        bigger->due = now;
        return bigger;
}

void channel_wanted(struct channel *channel, uint64_t now)
{
        if (channel->state != CHANNEL_GIVEN_UP && channel->state != CHANNEL_OUT)
                return;
        channel->state = CHANNEL_OUT;
        channel->kicks = channel->refusals = 0;
        channel->due = now;
}

/* Out of where it was forwarded to: it has its own name again. */
static void go_home(struct channel *channel)
{
        if (!channel->home)
                return;
        free(channel->name);
        channel->name = channel->home;
        channel->home = NULL;
}

/* One that another one was forwarded to gets a place of its own: it is there already. */
static void take_over(struct channels *channels, const struct isupport *isupport, struct channel *fresh)
{
        for (size_t i = 0; i < channels->count; i++) {
                struct channel *c = &channels->channel[i];
                uint64_t now = fresh->due;

                if (!c->home || !isupport_same(isupport, c->name, fresh->name))
                        continue;
                fresh->state = c->state == CHANNEL_IN ? CHANNEL_IN : CHANNEL_ASKED;
                fresh->due = c->due;
                fresh->unlooked = c->unlooked;
                fresh->operators = c->operators;
                c->operators = (struct operators){.count = 0};
                go_home(c);
                c->state = CHANNEL_OUT;
                c->due = now;
        }
}

/* Longer than one line can carry: no server has such a channel. */
static bool too_long(const struct config_channel *config)
{
        return strlen(config->name) > NAME_MAX_BYTES ||
               (config->key && strlen(config->key) > NAME_MAX_BYTES);
}

static bool take_list(struct channels *channels, const struct isupport *isupport,
                      const struct config_network *config, uint64_t now, bool forgive)
{
        bool fine = true;

        for (size_t i = 0; i < channels->count; i++)
                channels->channel[i].config = NULL;
        for (size_t i = 0; i < config->channel_count; i++) {
                struct channel *known = find_home(channels, isupport, config->channel[i].name);

                if (!known && (known = add_channel(channels, config->channel[i].name, now)))
                        take_over(channels, isupport, known);
                if (!known) {
                        fine = false;
                        continue;
                }
                known->config = &config->channel[i];
                if (forgive && (known->state == CHANNEL_GIVEN_UP || known->refused_by == WRONG_KEY))
                        channel_wanted(known, now);
                if (too_long(&config->channel[i]))
                        known->state = CHANNEL_GIVEN_UP;
        }
        return fine;
}

bool channels_set(struct channels *channels, const struct isupport *isupport,
                  const struct config_network *config, uint64_t now)
{
        return take_list(channels, isupport, config, now, true);
}

bool channels_adjust(struct channels *channels, const struct isupport *isupport,
                     const struct config_network *config, uint64_t now)
{
        return take_list(channels, isupport, config, now, false);
}

static void forget(struct channel *channel)
{
        operators_fini(&channel->operators);
        free(channel->name);
        free(channel->home);
}

static bool to_leave(const struct channel *channel)
{
        return !channel->config && (channel->state == CHANNEL_IN || channel->state == CHANNEL_ASKED);
}

/* Of one JOIN or PART. */
static size_t most_targets(const struct isupport *isupport)
{
        return isupport->join_targets ? isupport->join_targets :
               isupport->max_targets ? isupport->max_targets : SIZE_MAX;
}

size_t channels_part(const struct channels *channels, const struct isupport *isupport, char *line, size_t cap)
{
        size_t most = most_targets(isupport), count = 0, used = (size_t)snprintf(line, cap, "PART ");

        for (size_t i = 0; i < channels->count && count < most; i++) {
                const char *name = channels->channel[i].name;

                if (!to_leave(&channels->channel[i]))
                        continue;
                if (count && used + strlen(name) > LIST_BYTES_MAX)
                        break;
                used += (size_t)snprintf(line + used, cap - used, "%s%s", count ? "," : "", name);
                count++;
        }
        return count;
}

void channels_left(struct channels *channels, size_t count)
{
        for (size_t i = 0; i < channels->count && count > 0; i++)
                if (to_leave(&channels->channel[i])) {
                        channels->channel[i].state = CHANNEL_OUT;
                        count--;
                }
}

void channels_sweep(struct channels *channels)
{
        size_t kept = 0;

        for (size_t i = 0; i < channels->count; i++) {
                if (channels->channel[i].config || to_leave(&channels->channel[i]))
                        channels->channel[kept++] = channels->channel[i];
                else
                        forget(&channels->channel[i]);
        }
        channels->count = kept;
}

void channels_fini(struct channels *channels)
{
        for (size_t i = 0; i < channels->count; i++)
                forget(&channels->channel[i]);
        free(channels->channel);
        channels->channel = NULL;
        channels->count = 0;
}

void channels_lost(struct channels *channels, uint64_t now)
{
        for (size_t i = 0; i < channels->count; i++) {
                struct channel *channel = &channels->channel[i];

                go_home(channel);
                if (channel->state == CHANNEL_GIVEN_UP)
                        continue;
                if (channel->state != CHANNEL_OUT || channel->kicks == 0)
                        channel->due = now;
                channel->state = CHANNEL_OUT;
        }
}

static bool is_due(const struct channel *channel, uint64_t now)
{
        return channel->state != CHANNEL_IN && channel->state != CHANNEL_GIVEN_UP &&
               channel->config && channel->due <= now;
}

/* Adds a channel and its key; false: the line is full. */
static bool add(char *names, char *keys, const struct channel *channel)
{
        const char *key = channel->config->key;
        size_t more = strlen(channel->name) + (key ? strlen(key) : 0) + 2;

        if (*names && strlen(names) + strlen(keys) + more > LIST_BYTES_MAX)
                return false;
        if (*names)
                strcat(names, ",");
        strcat(names, channel->name);
        if (key) {
                if (*keys)
                        strcat(keys, ",");
                strcat(keys, key);
        }
        return true;
}

bool channels_join(struct channels *channels, const struct isupport *isupport, uint64_t now,
                   char *line, size_t cap)
{
        char names[512] = "", keys[512] = "";
        size_t most = most_targets(isupport), count = 0;

        /* Keys belong to the first channels of the line, so those with keys come first. */
        for (int keyed = 1; keyed >= 0; keyed--) {
                for (size_t i = 0; i < channels->count && count < most; i++) {
                        struct channel *channel = &channels->channel[i];

                        if (is_due(channel, now))
                                go_home(channel);
                        if (!is_due(channel, now) || (channel->config->key != NULL) != keyed ||
                            !add(names, keys, channel))
                                continue;
                        channel->state = CHANNEL_ASKED;
                        channel->due = now + ASKED_MS;
                        count++;
                }
        }
        snprintf(line, cap, "JOIN %s%s%s", names, *keys ? " " : "", keys);
        return count > 0;
}

void channels_unasked(struct channels *channels, uint64_t now)
{
        for (size_t i = 0; i < channels->count; i++)
                if (channels->channel[i].state == CHANNEL_ASKED && channels->channel[i].due == now + ASKED_MS)
                        channels->channel[i].due = now + UNASKED_MS;
}

uint64_t channels_due(const struct channels *channels)
{
        uint64_t due = UINT64_MAX;

        for (size_t i = 0; i < channels->count; i++)
                if (is_due(&channels->channel[i], channels->channel[i].due) &&
                    channels->channel[i].due < due)
                        due = channels->channel[i].due;
        return due;
}

void channel_joined(struct channel *channel)
{
        channel->state = CHANNEL_IN;
        channel->refusals = channel->refused_by = 0;
        channel->unlooked = true;
        operators_clear(&channel->operators); /* NAMES follows by itself, and is heard if they matter */
        channel->operators.doubtful = !channel->config || !channel->config->manner.operators;
}

void channel_refused(struct channel *channel, const struct timing *timing, uint64_t now)
{
        unsigned times;

        go_home(channel);
        if (channel->state == CHANNEL_GIVEN_UP)
                return;
        times = channel->refusals < 4 ? 1U << channel->refusals : REFUSAL_MOST;
        if (channel->refusals < 4)
                channel->refusals++;
        channel->state = CHANNEL_OUT;
        channel->due = now + timing->retry_join * times;
}

bool channel_forwarded(struct channels *channels, const struct isupport *isupport,
                       struct channel *channel, const char *to)
{
        char *name;

        if (!isupport_is_channel(isupport, to) || strlen(to) > NAME_MAX_BYTES ||
            strpbrk(to, ", ") || channels_find(channels, isupport, to) || channel->home)
                return false;
        name = strdup(to);
        if (!name)
                return false;
        channel->home = channel->name;
        channel->name = name;
        channel->state = CHANNEL_FORWARDED;
        return true;
}

bool channel_invited(struct channel *channel, uint64_t now)
{
        if (channel->state != CHANNEL_OUT || !channel->config ||
            (channel->kicks > 0 && now - channel->kicked_at < INVITE_KICK_MS) ||
            (channel->invited_at && now - channel->invited_at < INVITE_MS))
                return false;
        channel->invited_at = now ? now : 1;
        channel->due = now;
        return true;
}

void channels_retry(struct channels *channels, unsigned numeric, uint64_t now)
{
        for (size_t i = 0; i < channels->count; i++) {
                struct channel *channel = &channels->channel[i];

                if (channel->state == CHANNEL_OUT && channel->refused_by == numeric)
                        channel->due = now;
        }
}

bool channel_kicked(struct channel *channel, const struct timing *timing, uint64_t now)
{
        if (channel->kicks > 0 && now - channel->kicked_at > timing->forgive)
                channel->kicks = 0;
        channel->kicked_at = now;
        go_home(channel);
        if (++channel->kicks >= CHANNELS_KICKS_MAX) {
                channel->state = CHANNEL_GIVEN_UP;
                return false;
        }
        channel->state = CHANNEL_OUT;
        channel->due = now + timing->rejoin[channel->kicks - 1];
        return true;
}
