/* network.h - one IRC network: connect, register, join, stay.
 *
 *   server -> wire -> session (libircclient) -> network -> events.message
 *      ^                                           |
 *      `----- wire <---------- outbox <------------' network_reply
 *
 * A network looks after itself: connection lost, nick taken, kicked and so on
 * are its own business. All calls from the loop's thread. Nothing here knows
 * plugins or what is being talked about.
 */
#ifndef BOT_NETWORK_H
#define BOT_NETWORK_H

#include <uv.h>

#include "config.h"

struct isupport;
struct network;

struct network_message {
        const char *network;
        const char *channel;  /* as this network writes it; NULL: in private */
        const char *nick;     /* who says it */
        const char *account;  /* services account, or NULL */
        const char *source;   /* nick!user@host */
        const char *proven;   /* the account that the server names for this very message, or
                                 "": none. NULL: it has not said; network_identify finds out */
        bool invite;          /* nothing was said: the bot is invited into the channel `text` */
        bool news;            /* nothing was said: network_confirm has found out who it is */
        const char *self;     /* the bot's nick at the moment */
        const char *text;     /* one line, no CR or LF; any other byte but NUL */
        size_t length;
        const struct config_manner *manner; /* of that channel, or in private */
        size_t line_bytes;    /* what a line of a reply may hold, the "nick: " in front taken off */
};

struct network_events {
        /* Somebody said something (PRIVMSG, not CTCP, not the bot itself). */
        void (*message)(void *context, struct network *network, const struct network_message *message);
        /* Somebody whom the bot sees is called `to` from now on; NULL: has left the network.
         * May be NULL. */
        void (*moved)(void *context, struct network *network, const char *nick, const char *to);
        /* The network is closed after network_quit: it may be freed now. */
        void (*closed)(void *context, struct network *network);
        void *context;
};

/* Starts connecting. config is borrowed until network_change gives another or
 * the network is closed. NULL when memory ran out. */
struct network *network_open(uv_loop_t *loop, const struct config_network *config,
                             const struct network_events *events);

struct sts;

/* Which hosts must be reached by TLS; shared by all networks and borrowed for
 * the network's life. Before the loop runs. Without it STS is not heeded. */
void network_set_sts(struct network *network, struct sts *sts);

/* Takes a new configuration of the same name: joins and leaves channels, and
 * reconnects only if the servers, the way to them, password, user or realname differ. */
void network_change(struct network *network, const struct config_network *config);

/* In a message event: replies to it. All lines are queued or none; urgent goes
 * ahead of what waits and past every limit. id: of an answer, which is not said again in
 * the same channel soon, but pointed to; NULL: may be said again. False: it is
 * not said, for want of room or by a limit; one line that says so may be. */
bool network_reply(struct network *network, const struct network_message *to, bool urgent,
                   const char *id, const char *const *lines, size_t count);

/* In a message event, of one said in private whose `proven` is NULL: asks the
 * server who that is. Later the same message comes again, with proven set. known: it
 * was worth asking about that source before; no crowd of strangers uses up its share.
 * False: not now, it was asked too often. */
bool network_identify(struct network *network, const struct network_message *message, bool known);

/* Asks the server who this is, nick!user@host or a nick, to tell them text: a
 * message event with `news` follows, if they are there. False: not now. */
bool network_confirm(struct network *network, const char *who, const char *text);

/* Does the server name the account of whoever speaks (account-tag)? */
bool network_names_accounts(const struct network *network);

/* Is that nick an operator of the channel (NULL: of any) at this moment? Only of
 * channels whose operators may command the bot; see `operators` in config.h. */
bool network_is_operator(const struct network *network, const char *channel, const char *nick);
/* The first such channel; or NULL. Valid until network_change. */
const char *network_operated(const struct network *network, const char *nick);

/* Says text in private, in as many lines as it takes, after what is more
 * urgent. False: no room, or not online; what had room is said. */
bool network_tell(struct network *network, const char *nick, const char *text);

/* As network_change, for settings that were changed by command: a channel that
 * the bot was kicked from too often stays given up. */
void network_adjust(struct network *network, const struct config_network *config);

/* Somebody who may say so wants the bot in this channel of its configuration: it
 * knocks now, whatever was. */
void network_rejoin(struct network *network, const char *channel);

/* Says QUIT, closes within a second, then events.closed. */
void network_quit(struct network *network, const char *reason);
void network_free(struct network *network);

/* For status. Texts are borrowed until the next call on this network. */
struct network_figures {
        const char *state;   /* as network_state */
        const char *nick;    /* "" if not online */
        const char *host;    /* the server of now, or the last one; "" */
        unsigned port;
        bool tls;
        size_t wanted, in;   /* channels of bot.cfg, and those we are in */
        size_t waiting;      /* replies in the queue */
        int64_t lag;         /* ms from PING to PONG; -1: not known */
        uint64_t online_for; /* ms; 0: not online */
        unsigned long reconnects;
};

void network_figures(const struct network *network, struct network_figures *figures);

/* For status: a word ("connecting", "registering", "online", "waiting"). */
const char *network_state(const struct network *network);
/* A line or more: nick, server, and each channel with how it is there. */
void network_describe(const struct network *network, void (*print)(void *context, const char *line), void *context);
const struct isupport *network_isupport(const struct network *network);
const struct config_network *network_config(const struct network *network);

#endif
