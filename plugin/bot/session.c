/* session.c - libircclient, fed with clean lines only.
 *
 * Calls libircclient and is called by it; nothing else in the bot does. Knows
 * no network, no channel and no plugin. It trusts canon.c for what goes in.
 */
#include "session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libircclient.h>

#include "canon.h"
#include "loopback.h"

#define START_TURNS 4 /* connected, then its registration is written */
#define START_BYTES 1024 /* the library's buffer is no larger */

enum way { READ, WRITE };

struct session {
        struct session_events events;
        irc_session_t *library;
        int library_fd, fd;      /* its end of the pair, our end */
        int inside;              /* in a call of the library */
        bool pending;            /* a line was handed over and not called back */
        const struct line *line; /* the one that is pending */
};

/* -- libircclient's callbacks ------------------------------------------- */

static void deliver(irc_session_t *library, enum session_kind kind, unsigned numeric,
                    const char *origin, const char **params, unsigned count)
{
        struct session *session = irc_get_ctx(library);
        struct session_event event = {
                .kind = kind, .numeric = numeric, .origin = origin ? origin : "",
                .param = params, .count = 0, .line = session->line,
        };

        if (!session->pending)
                return;
        session->pending = false;
        while (event.count < count && params[event.count])
                event.count++;
        session->events.event(session->events.context, &event);
}

#define ON(name, kind)                                                                          \
        static void name(irc_session_t *library, const char *event, const char *origin,         \
                         const char **params, unsigned count)                                   \
        {                                                                                       \
                (void)event;                                                                    \
                deliver(library, kind, 0, origin, params, count);                               \
        }

ON(on_private, SESSION_PRIVATE)
ON(on_channel, SESSION_CHANNEL)
ON(on_join, SESSION_JOIN)
ON(on_part, SESSION_PART)
ON(on_kick, SESSION_KICK)
ON(on_nick, SESSION_NICK)
ON(on_quit, SESSION_QUIT)
ON(on_other, SESSION_OTHER)

static void on_numeric(irc_session_t *library, unsigned numeric, const char *origin,
                       const char **params, unsigned count)
{
        deliver(library, SESSION_NUMERIC, numeric, origin, params, count);
}

/* No connect event, which comes beside a numeric; no DCC, which would open
 * sockets for strangers. CTCP does not come this far; the callback is set all
 * the same, because the library would otherwise answer by itself. */
static const irc_callbacks_t callbacks = {
        .event_privmsg = on_private, .event_channel = on_channel,
        .event_join = on_join, .event_part = on_part, .event_kick = on_kick,
        .event_nick = on_nick, .event_quit = on_quit,
        .event_mode = on_other, .event_umode = on_other, .event_topic = on_other,
        .event_notice = on_other, .event_channel_notice = on_other,
        .event_invite = on_other, .event_unknown = on_other,
        .event_ctcp_req = on_other, .event_ctcp_rep = on_other, .event_ctcp_action = on_other,
        .event_numeric = on_numeric,
};

/* -- calling libircclient ------------------------------------------------ */

/* Lets the library read or write. It may be told to only when it can, since it
 * spins on EAGAIN otherwise: read what was just sent to it, whole; write into an
 * empty pair. */
static bool run(struct session *session, enum way way)
{
        fd_set in, out;
        int status;

        FD_ZERO(&in);
        FD_ZERO(&out);
        FD_SET(session->library_fd, way == READ ? &in : &out);
        session->inside++;
        status = irc_process_select_descriptors(session->library, &in, &out);
        session->inside--;
        return status == 0;
}

/* -- in: from the server to the library ---------------------------------- */

/* The line that the library is about to read. */
static _Thread_local struct {
        int fd; /* its end; -1: nobody is to read */
        const char *text;
        size_t length;
} fed = {.fd = -1};

/* libircclient has no call that takes a line: it reads its socket. The linker finds this recv before
 * the C library's, for libircclient as for everybody; what is not fed is read as ever. Through the
 * pair a line took ten times as long, and busy channels are mostly lines. The C library's headers may
 * have a recv of their own, so here it has another name. */
ssize_t session_recv(int fd, void *room, size_t size, int flags) __asm__("recv");

ssize_t session_recv(int fd, void *room, size_t size, int flags)
{
        if (fd < 0 || fd != fed.fd)
                return recvfrom(fd, room, size, flags, NULL, NULL);
        size = size < fed.length ? size : fed.length;
        memcpy(room, fed.text, size);
        fed.text += size;
        fed.length -= size;
        return (ssize_t)size;
}

/* The library copies nicks, but not those of who talks, and crashes if there is no memory for that.
 * What was to be had in one piece, larger than those that malloc keeps aside by their size, it gets
 * too. */
static bool has_room(const struct line *line)
{
        bool talk = line->command && line_is(line, "PRIVMSG");
        void *volatile room = talk ? NULL : malloc(4096);

        free(room);
        return talk || room != NULL;
}

bool session_feed(struct session *session, const char *text, size_t length,
                  const struct line *line)
{
        bool taken;

        if (session->inside || !has_room(line))
                return false;
        session->line = line;
        session->pending = true;
        fed.fd = session->library_fd;
        fed.text = text;
        fed.length = length;
        taken = run(session, READ) && fed.length == 0;
        fed.fd = -1;
        return taken && !session->pending;
}

/* -- open and close ------------------------------------------------------ */

void session_close(struct session *session)
{
        if (!session)
                return;
        if (session->library)
                irc_destroy_session(session->library);
        if (session->fd >= 0)
                close(session->fd);
        free(session);
}

/* The library finds itself connected and says who it is, which is not for the server. */
static bool start(struct session *session)
{
        char said[START_BYTES + 1] = "";
        size_t used = 0;

        for (int i = 0; i < START_TURNS && !strstr(said, "\nUSER "); i++) {
                ssize_t got;

                if (!run(session, WRITE))
                        return false;
                got = recv(session->fd, said + used, START_BYTES - used, 0);
                if (got < 0 && errno != EAGAIN)
                        return false;
                used += got > 0 ? (size_t)got : 0;
                said[used] = '\0';
        }
        return used > 0 && said[used - 1] == '\n' && strstr(said, "\nUSER ");
}

struct session *session_open(const struct session_events *events, char *why, size_t cap)
{
        struct session *session = calloc(1, sizeof *session);
        irc_callbacks_t copy = callbacks;

        if (session)
                session->fd = -1;
        if (!session || !(session->library = irc_create_session(&copy))) {
                snprintf(why, cap, "out of memory");
                goto failed;
        }
        session->events = *events;
        irc_set_ctx(session->library, session);
        if (loopback_connect(session->library, CANON_NICK, &session->library_fd, &session->fd,
                             why, cap) < 0)
                goto failed;
        if (start(session))
                return session;
        snprintf(why, cap, "libircclient does not start: %s",
                 irc_strerror(irc_errno(session->library)));
failed:
        session_close(session);
        return NULL;
}
