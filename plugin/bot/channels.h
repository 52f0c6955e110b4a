/* channels.h - the channels of one network: which are wanted, in which the bot
 * is, and when to knock again.
 *
 *   OUT --join--> ASKED --JOIN echo--> IN --kick--> OUT (due later) ... GIVEN_UP
 *                   |                                       after the third kick
 *                   `--refused--> OUT (due later)
 */
#ifndef BOT_CHANNELS_H
#define BOT_CHANNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "backoff.h"
#include "config.h"
#include "isupport.h"
#include "operators.h"

#define CHANNELS_KICKS_MAX 3

enum channel_state {
        CHANNEL_OUT,
        CHANNEL_ASKED,
        CHANNEL_FORWARDED, /* to another one, whose JOIN is to come */
        CHANNEL_IN,
        CHANNEL_GIVEN_UP
};

struct channel {
        char *name;                          /* as bot.cfg writes it; or where it forwards to */
        char *home;                          /* forwarded: as bot.cfg writes it; or NULL */
        const struct config_channel *config; /* borrowed; NULL: to be left and forgotten */
        enum channel_state state;
        uint64_t due;                        /* when to join, or to ask again */
        uint64_t invited_at;                 /* 0: never */
        unsigned refusals;                   /* in a row */
        unsigned refused_by;                 /* the last numeric, or 0 */
        uint64_t kicked_at;
        unsigned kicks;
        bool unlooked;                       /* who in it is a bot was not asked yet */
        struct operators operators;          /* empty unless they may command the bot */
};

struct channels {
        struct channel *channel;
        size_t count;
};

/* Takes over a new list: known channels keep their state (one that was given
 * up, or whose key was wrong, gets a new chance), new ones are due at once, and those that are gone
 * have config NULL until they are left and swept. False: out of memory for some of the new
 * ones, which are left out. */
bool channels_set(struct channels *channels, const struct isupport *isupport,
                  const struct config_network *config, uint64_t now);
/* The same, but what was given up stays so. */
bool channels_adjust(struct channels *channels, const struct isupport *isupport,
                     const struct config_network *config, uint64_t now);
/* Writes a PART of those that the bot is in, or on its way into, and should not be, into line: of
 * how many. 0: of none is left to be said. */
size_t channels_part(const struct channels *channels, const struct isupport *isupport, char *line, size_t cap);
/* It was said. */
void channels_left(struct channels *channels, size_t count);
/* Forgets those that are gone from the list, but for what is still to be left. */
void channels_sweep(struct channels *channels);
void channels_fini(struct channels *channels);

/* NULL: not one of ours. Valid until channels_set or channels_sweep. */
struct channel *channels_find(struct channels *channels, const struct isupport *isupport,
                              const char *name);

/* The connection is gone: all are out, and due now, unless a kick says later. */
void channels_lost(struct channels *channels, uint64_t now);

/* Writes the next JOIN of channels that are due into line (without CR LF, at
 * most cap - 1 bytes) and marks them ASKED. False: none is due. */
bool channels_join(struct channels *channels, const struct isupport *isupport, uint64_t now,
                   char *line, size_t cap);

/* The JOIN that was written just now found no memory: it is due again in a second, as are those
 * written at the same moment, which servers do not mind. */
void channels_unasked(struct channels *channels, uint64_t now);

/* When the next one is due; UINT64_MAX: never. */
uint64_t channels_due(const struct channels *channels);

void channel_joined(struct channel *channel);
/* Refused (banned, full, invite only ...) or left: knock again later, after
 * retry_join and then twice as long each time, up to 12 times that. */
void channel_refused(struct channel *channel, const struct timing *timing, uint64_t now);
/* The server puts us into another channel instead, which is to count as this
 * one until we are out of it. False: another one on the list has that name, or
 * memory ran out. */
bool channel_forwarded(struct channels *channels, const struct isupport *isupport,
                       struct channel *channel, const char *to);
/* Somebody invited us, which may open a door that was closed: knock now. False:
 * not if kicked, given up, in there already, or invited within a minute. */
bool channel_invited(struct channel *channel, uint64_t now);
/* What refused us with that numeric may be gone: knock now. */
void channels_retry(struct channels *channels, unsigned numeric, uint64_t now);
/* Somebody who may say so wants us there: whatever was, knock now. */
void channel_wanted(struct channel *channel, uint64_t now);
/* Kicked. False: that was once too often. */
bool channel_kicked(struct channel *channel, const struct timing *timing, uint64_t now);

#endif
