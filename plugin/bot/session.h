/* session.h - libircclient, fed with clean lines only.
 *
 *   wire -> canon -> [our end ~~pair~~ libircclient] -> events.event
 *   wire <---------- [our end ~~pair~~ libircclient] <- session_send
 *
 * libircclient wants a socket to a server. It gets one end of a pair of sockets;
 * the other end is ours. One line goes in at a time, and the next only after
 * its callback, so that a line's tags and its event belong together. One line
 * goes out at a time, since the library's buffer holds 1024 bytes.
 */
#ifndef BOT_SESSION_H
#define BOT_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "line.h"

enum session_kind {
        SESSION_PRIVATE, /* PRIVMSG to the bot: param[1] is the text */
        SESSION_CHANNEL, /* PRIVMSG to anything else: param[0] is to what */
        SESSION_JOIN,    /* param[0]: the channel */
        SESSION_PART,
        SESSION_KICK,    /* param[0], param[1]: who */
        SESSION_NICK,    /* of somebody else; param[0]: the new one */
        SESSION_QUIT,
        SESSION_NUMERIC,
        SESSION_OTHER    /* nothing that the bot acts upon */
};

struct session_event {
        enum session_kind kind;
        unsigned numeric;
        const char *origin;        /* "nick!user@host", or a server's name */
        const char *const *param;
        size_t count;
        const struct line *line;   /* the server's line with its tags */
};

struct session_events {
        /* libircclient made this of the line that was fed. Everything is valid
         * during the call only. Do not call session_feed or session_send here. */
        void (*event)(void *context, const struct session_event *event);
        /* A line that libircclient sends to the server, without CR LF. */
        void (*output)(void *context, const char *line, size_t length);
        /* The line that made session_feed say BUSY is done: the next may come. */
        void (*ready)(void *context);
        /* It cannot go on; close it. */
        void (*failed)(void *context, const char *why);
        /* Closed: the session frees itself after this call. */
        void (*closed)(void *context);
        void *context;
};

struct session;

/* A session, registered with nobody. NULL with a line in why[cap]. It takes a
 * millisecond or less; it waits for the pair for half a second at the most. */
struct session *session_open(uv_loop_t *loop, const struct session_events *events,
                             char *why, size_t cap);

enum session_feed { SESSION_DONE, SESSION_BUSY, SESSION_FAILED };

/* Hands one line to libircclient: text[length] as canon_write made it of line.
 * After BUSY line must stay valid until events.ready. After FAILED: close. */
enum session_feed session_feed(struct session *session, const char *text, size_t length,
                               const struct line *line);

/* Says a line through libircclient; events.output gets it, as a rule before
 * this returns. False: the library did not take it. */
bool session_send(struct session *session, const char *line);

/* Is this called from within events.event? Then nothing can be sent. */
bool session_is_inside(const struct session *session);

/* May be called from any event. Then only events.closed follows. */
void session_close(struct session *session);

#endif
