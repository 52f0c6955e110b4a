/* session.c - libircclient, fed with clean lines only.
 *
 * Calls libircclient and is called by it; nothing else in the bot does. Knows
 * no network, no channel and no plugin. It trusts canon.c for what goes in.
 */
#include "session.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libircclient.h>

#include "canon.h"
#include "loopback.h"

#define STUCK_MS 5000 /* a line that libircclient never calls back for */
#define HANDLES 3
#define START_TRIES 50
#define START_WAIT_MS 10

struct session {
        struct session_events events;
        irc_session_t *library;
        int library_fd, fd;      /* its end, our end */
        uv_poll_t library_poll;  /* active only while a line is pending */
        uv_poll_t poll;          /* our end: what the library sends */
        uv_timer_t timer;
        uv_handle_t *handle[HANDLES];
        int handles;             /* not closed yet */
        int inside;              /* in a call of the library */
        bool pending;            /* a line was handed over and not called back */
        bool registered;         /* the library's own NICK and USER were swallowed */
        bool closing;
        const struct line *line; /* the one that is pending */
        char out[CANON_MAX + 100];
        size_t out_used;
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
        if (!session->closing)
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

static bool is_ready(int fd, short what, int wait)
{
        struct pollfd p = {.fd = fd, .events = what};

        return poll(&p, 1, wait) == 1 && (p.revents & what);
}

/* Lets the library read or write, which it must be told to only when it can:
 * it spins on EAGAIN otherwise. */
static bool run(struct session *session, bool read, bool write)
{
        fd_set in, out;
        int status;

        FD_ZERO(&in);
        FD_ZERO(&out);
        if (read)
                FD_SET(session->library_fd, &in);
        if (write)
                FD_SET(session->library_fd, &out);
        session->inside++;
        status = irc_process_select_descriptors(session->library, &in, &out);
        session->inside--;
        return status == 0;
}

static void fail(struct session *session, const char *why)
{
        if (!session->closing)
                session->events.failed(session->events.context, why);
}

/* -- out: from the library to the server --------------------------------- */

/* One line of the library's. Its own registration is not for the server. */
static void take_output(struct session *session, const char *line, size_t length)
{
        if (session->registered)
                session->events.output(session->events.context, line, length);
        else if (length >= 5 && memcmp(line, "USER ", 5) == 0)
                session->registered = true;
}

/* Reads what the library has sent. False: its end is gone. */
static bool drain(struct session *session)
{
        for (;;) {
                ssize_t got = recv(session->fd, session->out + session->out_used,
                                   sizeof session->out - session->out_used, 0);
                char *from = session->out, *end;

                if (got <= 0)
                        return got < 0 && (errno == EAGAIN || errno == EINTR);
                session->out_used += (size_t)got;
                while ((end = memchr(from, '\n', session->out_used - (size_t)(from - session->out)))) {
                        size_t length = (size_t)(end - from);

                        if (length > 0 && from[length - 1] == '\r')
                                length--;
                        take_output(session, from, length);
                        if (session->closing)
                                return true;
                        from = end + 1;
                }
                session->out_used -= (size_t)(from - session->out);
                memmove(session->out, from, session->out_used);
                if (session->out_used == sizeof session->out)
                        return false;
                if (session->out_used == 0)
                        return true; /* were there more, the loop would say so */
        }
}

bool session_send(struct session *session, const char *line)
{
        if (session->closing || session->inside || strlen(line) > 510 ||
            irc_send_raw(session->library, "%s", line) != 0)
                return false;
        return is_ready(session->library_fd, POLLOUT, 0) && run(session, false, true) &&
               drain(session);
}

bool session_is_inside(const struct session *session)
{
        return session->inside > 0;
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
        struct session *session = poll->data;

        (void)events;
        if (status < 0 || !drain(session))
                fail(session, "libircclient closed its connection");
}

/* -- in: from the server to the library ---------------------------------- */

static void on_library_poll(uv_poll_t *poll, int status, int events)
{
        struct session *session = poll->data;

        (void)events;
        if (status >= 0 && !is_ready(session->library_fd, POLLIN, 0))
                return;
        if (status < 0 || !run(session, true, false)) {
                fail(session, "libircclient gave up its connection");
                return;
        }
        if (session->closing || session->pending)
                return;
        uv_poll_stop(poll);
        uv_timer_stop(&session->timer);
        session->events.ready(session->events.context);
}

static void on_stuck(uv_timer_t *timer)
{
        fail(timer->data, "libircclient does not react to a line");
}

enum session_feed session_feed(struct session *session, const char *text, size_t length,
                               const struct line *line)
{
        if (session->closing || session->pending || session->inside ||
            send(session->fd, text, length, MSG_NOSIGNAL) != (ssize_t)length)
                return SESSION_FAILED;
        session->line = line;
        session->pending = true;
        if (is_ready(session->library_fd, POLLIN, 0) && !run(session, true, false))
                return SESSION_FAILED;
        if (!session->pending)
                return SESSION_DONE;
        if (uv_poll_start(&session->library_poll, UV_READABLE, on_library_poll) < 0)
                return SESSION_FAILED;
        uv_timer_start(&session->timer, on_stuck, STUCK_MS, 0);
        return SESSION_BUSY;
}

/* -- open and close ------------------------------------------------------ */

static void handle_closed(uv_handle_t *handle)
{
        struct session *session = handle->data;

        if (--session->handles > 0)
                return;
        irc_destroy_session(session->library);
        close(session->fd);
        session->events.closed(session->events.context);
        free(session);
}

static void close_handles(struct session *session)
{
        int opened = session->handles;

        session->closing = true;
        for (int i = 0; i < opened; i++)
                uv_close(session->handle[i], handle_closed);
}

void session_close(struct session *session)
{
        if (!session->closing)
                close_handles(session);
}

/* The library's registration goes out and is swallowed. */
static bool start(struct session *session)
{
        bool fine = is_ready(session->library_fd, POLLOUT, START_TRIES * START_WAIT_MS) &&
                    run(session, false, true);

        for (int i = 0; fine && !session->registered && i < START_TRIES; i++) {
                if (is_ready(session->library_fd, POLLOUT, 0))
                        fine = run(session, false, true);
                if (fine && is_ready(session->fd, POLLIN, START_WAIT_MS))
                        fine = drain(session);
        }
        return fine && session->registered;
}

static void nobody_told(void *context)
{
        (void)context;
}

/* From here on the loop holds handles, and only their closing frees the session. */
static bool watch(struct session *session, uv_loop_t *loop)
{
        uv_timer_init(loop, &session->timer);
        session->handle[session->handles++] = (uv_handle_t *)&session->timer;
        if (uv_poll_init(loop, &session->poll, session->fd) == 0)
                session->handle[session->handles++] = (uv_handle_t *)&session->poll;
        if (uv_poll_init(loop, &session->library_poll, session->library_fd) == 0)
                session->handle[session->handles++] = (uv_handle_t *)&session->library_poll;
        for (int i = 0; i < session->handles; i++)
                session->handle[i]->data = session;
        if (session->handles == HANDLES &&
            uv_poll_start(&session->poll, UV_READABLE, on_poll) == 0)
                return true;
        session->events.closed = nobody_told;
        close_handles(session);
        return false;
}

struct session *session_open(uv_loop_t *loop, const struct session_events *events,
                             char *why, size_t cap)
{
        struct session *session = calloc(1, sizeof *session);
        irc_callbacks_t copy = callbacks;

        if (!session || !(session->library = irc_create_session(&copy))) {
                snprintf(why, cap, "out of memory");
                goto failed;
        }
        session->events = *events;
        session->fd = -1;
        irc_set_ctx(session->library, session);
        if (loopback_connect(session->library, CANON_NICK, &session->library_fd, &session->fd,
                             why, cap) < 0)
                goto failed;
        if (!start(session)) {
                snprintf(why, cap, "libircclient does not start: %s",
                         irc_strerror(irc_errno(session->library)));
                goto failed;
        }
        if (watch(session, loop))
                return session;
        snprintf(why, cap, "the loop cannot watch libircclient");
        return NULL;
failed:
        if (session && session->library)
                irc_destroy_session(session->library);
        if (session && session->fd >= 0)
                close(session->fd);
        free(session);
        return NULL;
}
