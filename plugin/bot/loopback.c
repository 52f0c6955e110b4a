/* loopback.c - libircclient's socket, with us at the other end.
 *
 * Only makes the pair; what goes over it is not its business.
 */
#include "loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

/* libircclient uses select: a descriptor of FD_SETSIZE or more would write past
 * its sets. Some room is left for what other threads may open meanwhile. */
#define DESCRIPTOR_MOST (FD_SETSIZE - 64)

static int fail(char *why, size_t cap, const char *what)
{
        snprintf(why, cap, "%s: %s", what, strerror(errno));
        return -1;
}

static int listen_on(struct sockaddr_in *address)
{
        socklen_t size = sizeof *address;
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

        memset(address, 0, sizeof *address);
        address->sin_family = AF_INET;
        address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (fd >= 0 && bind(fd, (struct sockaddr *)address, size) == 0 && listen(fd, 8) == 0 &&
            getsockname(fd, (struct sockaddr *)address, &size) == 0)
                return fd;
        if (fd >= 0)
                close(fd);
        return -1;
}

/* Would the library's next descriptor be small enough? */
static int check_descriptors(char *why, size_t cap)
{
        int probe = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);

        if (probe < 0)
                probe = open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (probe < 0)
                return fail(why, cap, "no descriptor to be had");
        close(probe);
        if (probe < DESCRIPTOR_MOST)
                return 0;
        snprintf(why, cap, "too many open files: libircclient cannot use descriptor %d "
                 "(%d is the most); run fewer networks in one process", probe,
                 DESCRIPTOR_MOST - 1);
        return -1;
}

/* The descriptor that irc_connect opened; -1: it has none. */
static int find_descriptor(irc_session_t *session)
{
        fd_set in, out;
        int most = -1;

        FD_ZERO(&in);
        FD_ZERO(&out);
        if (irc_add_select_descriptors(session, &in, &out, &most) != 0)
                return -1;
        return most >= 0 && FD_ISSET(most, &out) ? most : -1;
}

/* The library's descriptor becomes one end of a pair; *ours is the other. */
static int replace(int library, int *ours)
{
        int pair[2], status;

        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0)
                return -1;
        status = dup3(pair[0], library, O_CLOEXEC);
        close(pair[0]);
        if (status < 0)
                close(pair[1]);
        else
                *ours = pair[1];
        return status < 0 ? -1 : 0;
}

int loopback_connect(irc_session_t *session, const char *nick, int *library, int *ours,
                     char *why, size_t cap)
{
        struct sockaddr_in address;
        int listener = listen_on(&address), status = -1;

        if (listener < 0)
                return fail(why, cap, "no listener on 127.0.0.1");
        if (check_descriptors(why, cap) < 0)
                goto out;
        if (irc_connect(session, "127.0.0.1", ntohs(address.sin_port), NULL, nick, "bot", "bot") ||
            (*library = find_descriptor(session)) < 0) {
                snprintf(why, cap, "libircclient: %s", irc_strerror(irc_errno(session)));
                goto out;
        }
        if (replace(*library, ours) < 0) {
                fail(why, cap, "no pair of sockets to be had");
                goto out;
        }
        status = 0;
out:
        close(listener);
        return status;
}
