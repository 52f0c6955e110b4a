/* session.h - libircclient, fed with clean lines only.
 *
 *   wire -> canon -> session_feed -> recv, which libircclient calls -> events.event
 *   wire <------------------------------------------------ the outbox's lines
 *
 * libircclient wants a socket to a server. It gets one end of a pair of sockets,
 * and says to the other, which is ours, who it is. From then on it reads what
 * is fed, without a system call: session.c defines recv for the whole program,
 * and passes on to the kernel what is not libircclient's. One line goes in at a
 * time, and its callback comes before the next, so that a line's tags and its
 * event belong together. What the bot says does not pass here: the library would
 * only copy it, and cut or drop what its 1024 bytes do not hold.
 */
#ifndef BOT_SESSION_H
#define BOT_SESSION_H

#include <stdbool.h>
#include <stddef.h>

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
        /* libircclient made this of the line that was fed: one event a line.
         * All of it is valid during the call only. From here nothing can be
         * fed, and the session must not be closed. */
        void (*event)(void *context, const struct session_event *event);
        void *context;
};

struct session;

/* A session, registered with nobody. NULL with a line in why[cap]. */
struct session *session_open(const struct session_events *events, char *why, size_t cap);

/* Hands one line to libircclient: text[length] as canon_write made it of line.
 * events.event is called before this returns. False: the library did not take
 * it, or did not call back; the session is of no more use. */
bool session_feed(struct session *session, const char *text, size_t length,
                  const struct line *line);

/* NULL is fine. */
void session_close(struct session *session);

#endif
