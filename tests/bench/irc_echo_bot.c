/* irc_echo_bot.c - the floor: a bare libircclient bot that says a channel's
 * words back. No checks, no pace, no TLS: what crampbot's round trip is held
 * against. libircclient keeps about a kilobyte that is to be sent and refuses
 * the rest, so what it refuses waits here. usage: irc_echo_bot HOST PORT NICK CHANNEL */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/select.h>
#include <sys/socket.h>

#include <libircclient.h>

#define ECHOES_MAX 256

static char echo[ECHOES_MAX][512]; /* a ring */
static unsigned first, waiting;

/* Without it the kernel waits for an ACK that the server delays by 40 ms. */
static void no_delay(irc_session_t *session)
{
        fd_set in, out;
        int most = 0, on = 1;

        FD_ZERO(&in);
        FD_ZERO(&out);
        if (irc_add_select_descriptors(session, &in, &out, &most) == 0 && most > 0)
                setsockopt(most, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void on_connect(irc_session_t *session, const char *event, const char *origin,
                       const char **params, unsigned count)
{
        (void)event, (void)origin, (void)params, (void)count;
        no_delay(session);
        irc_cmd_join(session, irc_get_ctx(session), NULL);
}

static void on_channel(irc_session_t *session, const char *event, const char *origin,
                       const char **params, unsigned count)
{
        (void)session, (void)event, (void)origin;
        if (count >= 2 && strncmp(params[1], "echo: ", 6) == 0 && waiting < ECHOES_MAX)
                snprintf(echo[(first + waiting++) % ECHOES_MAX], sizeof echo[0], "%s", params[1] + 6);
}

/* Until the connection ends. */
static void run(irc_session_t *session)
{
        while (irc_is_connected(session)) {
                fd_set in, out;
                int most = 0;

                while (waiting && irc_cmd_msg(session, irc_get_ctx(session), echo[first % ECHOES_MAX]) == 0)
                        first++, waiting--;
                FD_ZERO(&in);
                FD_ZERO(&out);
                if (irc_add_select_descriptors(session, &in, &out, &most) != 0 ||
                    select(most + 1, &in, &out, NULL, NULL) < 0 ||
                    irc_process_select_descriptors(session, &in, &out) != 0)
                        return;
        }
}

int main(int argc, char **argv)
{
        irc_callbacks_t callbacks;
        irc_session_t *session;

        if (argc != 5)
                return 64;
        memset(&callbacks, 0, sizeof callbacks);
        callbacks.event_connect = on_connect;
        callbacks.event_channel = on_channel;
        session = irc_create_session(&callbacks);
        if (!session)
                return 70;
        irc_set_ctx(session, argv[4]);
        if (irc_connect(session, argv[1], (unsigned short)atoi(argv[2]), NULL, argv[3], "echo", "echo")) {
                fprintf(stderr, "irc_echo_bot: %s\n", irc_strerror(irc_errno(session)));
                return 71;
        }
        run(session);
        irc_destroy_session(session);
        return 0;
}
