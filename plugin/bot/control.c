/* control.c - the Unix socket by which a bot tells how it fares.
 *
 * A socket's name may have 107 bytes (unix(7)) and a folder's more, so the
 * folder is opened, and the socket named by way of /proc/self/fd.
 */
#include "control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define NAME "control"
#define FRESH "control.new"
#define BACKLOG 8
#define TEXT_MAX 65536
#define PATIENCE 5000 /* ms */

struct control {
        uv_poll_t poll;
        int fd, folder;
        int spare;   /* given up for a caller when the process has no descriptor left */
        ino_t inode; /* of the socket that is ours */
        void (*tell)(void *context, control_print *print, void *print_context);
        void *context;
};

static struct sockaddr_un address(int folder, const char *name)
{
        struct sockaddr_un at = {.sun_family = AF_UNIX};

        snprintf(at.sun_path, sizeof at.sun_path, "/proc/self/fd/%d/%s", folder, name);
        return at;
}

/* A connection to who listens in folder; -1 with errno. */
static int reach(int folder)
{
        struct sockaddr_un at = address(folder, NAME);
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

        if (fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof at) < 0) {
                int error = errno;

                close(fd);
                errno = error;
                return -1;
        }
        return fd;
}

/* ---- the bot's side ---- */

struct text {
        size_t used;
        char bytes[TEXT_MAX];
};

static void add_line(void *context, const char *line)
{
        struct text *text = context;
        size_t length = strlen(line);

        if (length + 1 > sizeof text->bytes - text->used)
                return;
        memcpy(text->bytes + text->used, line, length);
        text->bytes[text->used + length] = '\n';
        text->used += length + 1;
}

static bool is_welcome(int fd)
{
        struct ucred peer;
        socklen_t length = sizeof peer;

        return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 &&
               (peer.uid == 0 || peer.uid == geteuid());
}

/* The next caller; one for whom there is no descriptor is sent away, or he would
 * call for ever. */
static int take_caller(struct control *control)
{
        int fd = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

        if (fd < 0 && errno == EMFILE) {
                close(control->spare);
                close(accept4(control->fd, NULL, NULL, SOCK_CLOEXEC));
                control->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
        }
        return fd;
}

/* All that is said lies in the socket's buffer when it is closed. */
static void on_caller(uv_poll_t *poll, int status, int events)
{
        struct control *control = poll->data;
        int fd = status < 0 ? -1 : take_caller(control);
        struct text *text;

        (void)events;
        if (fd < 0)
                return;
        if (is_welcome(fd) && (text = malloc(sizeof *text))) {
                text->used = 0;
                control->tell(control->context, add_line, text);
                for (size_t done = 0; done < text->used;) {
                        ssize_t put = send(fd, text->bytes + done, text->used - done, MSG_NOSIGNAL);

                        if (put <= 0)
                                break;
                        done += (size_t)put;
                }
                free(text);
        }
        close(fd);
}

/* A socket of that name, that nobody but its owner can connect to. What a bot
 * has left behind is replaced; one that runs is not. */
static bool listen_in(struct control *control, char *why, size_t cap)
{
        struct sockaddr_un at = address(control->folder, FRESH);
        struct stat is;
        int other = reach(control->folder);

        if (other >= 0 || errno == EAGAIN) {
                snprintf(why, cap, "another bot runs there; each needs a `state` of its own");
                if (other >= 0)
                        close(other);
                return false;
        }
        unlinkat(control->folder, FRESH, 0);
        control->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (control->fd < 0 || bind(control->fd, (const struct sockaddr *)&at, sizeof at) < 0 ||
            fchmodat(control->folder, FRESH, 0600, 0) < 0 || listen(control->fd, BACKLOG) < 0 ||
            fstatat(control->folder, FRESH, &is, AT_SYMLINK_NOFOLLOW) < 0 ||
            renameat(control->folder, FRESH, control->folder, NAME) < 0) {
                snprintf(why, cap, "%s", strerror(errno));
                unlinkat(control->folder, FRESH, 0);
                return false;
        }
        control->inode = is.st_ino;
        return true;
}

static void let_go(struct control *control)
{
        if (control->fd >= 0)
                close(control->fd);
        if (control->folder >= 0)
                close(control->folder);
        if (control->spare >= 0)
                close(control->spare);
        free(control);
}

struct control *control_open(uv_loop_t *loop, const char *folder,
                             void (*tell)(void *context, control_print *print, void *print_context),
                             void *context, char *why, size_t cap)
{
        struct control *control = malloc(sizeof *control);

        if (!control) {
                snprintf(why, cap, "not enough memory");
                return NULL;
        }
        *control = (struct control){.fd = -1, .tell = tell, .context = context,
                                    .spare = open("/dev/null", O_RDONLY | O_CLOEXEC)};
        mkdir(folder, 0700);
        control->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (control->folder < 0)
                snprintf(why, cap, "%s", strerror(errno));
        else if (listen_in(control, why, cap)) {
                uv_poll_init(loop, &control->poll, control->fd);
                control->poll.data = control;
                uv_poll_start(&control->poll, UV_READABLE, on_caller);
                return control;
        }
        let_go(control);
        return NULL;
}

static void on_closed(uv_handle_t *handle)
{
        let_go(handle->data);
}

void control_close(struct control *control)
{
        struct stat is;

        if (!control)
                return;
        if (fstatat(control->folder, NAME, &is, AT_SYMLINK_NOFOLLOW) == 0 && is.st_ino == control->inode)
                unlinkat(control->folder, NAME, 0);
        uv_close((uv_handle_t *)&control->poll, on_closed);
}

/* ---- the side of who asks ---- */

/* Whole lines of text to print; what is left of the last one stays. */
static size_t print_lines(char *text, size_t length, control_print *print, void *context)
{
        char *line = text, *end;

        while ((end = memchr(line, '\n', length - (size_t)(line - text)))) {
                *end = '\0';
                print(context, line);
                line = end + 1;
        }
        memmove(text, line, length - (size_t)(line - text));
        return length - (size_t)(line - text);
}

static enum control_answer listen_to(int fd, control_print *print, void *context, char *why, size_t cap)
{
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        size_t length = 0, total = 0;
        char text[4096];
        ssize_t got = -1; /* no end yet */

        while (length < sizeof text && poll(&wait, 1, PATIENCE) > 0 &&
               (got = read(fd, text + length, sizeof text - length)) > 0) {
                total += (size_t)got;
                length = print_lines(text, length + (size_t)got, print, context);
                got = -1;
        }
        if (got == 0 && total)
                return CONTROL_FINE;
        snprintf(why, cap, "%s", got == 0 ? "the bot does not talk to this user" : "the bot does not answer");
        return got == 0 ? CONTROL_DENIED : CONTROL_BROKEN;
}

enum control_answer control_ask(const char *folder, control_print *print, void *context, char *why, size_t cap)
{
        int at = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC), fd = at < 0 ? -1 : reach(at);
        enum control_answer answer = CONTROL_NOBODY;

        snprintf(why, cap, "%s", fd < 0 ? strerror(errno) : "");
        if (fd >= 0)
                answer = listen_to(fd, print, context, why, cap);
        else if (errno == EACCES || errno == EPERM)
                answer = CONTROL_DENIED;
        else if (errno != ENOENT && errno != ENOTDIR && errno != ECONNREFUSED)
                answer = CONTROL_BROKEN;
        if (fd >= 0)
                close(fd);
        if (at >= 0)
                close(at);
        return answer;
}
