/* notify.c - datagrams to systemd.
 *
 * One socket for each: there are few, and none is left open. What cannot be
 * said is not said: the bot does not depend on who listens.
 */
#include "notify.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define MESSAGE_BYTES 400

void notify_say(const char *format, ...)
{
        const char *name = getenv("NOTIFY_SOCKET");
        struct sockaddr_un to = {.sun_family = AF_UNIX};
        size_t length = name ? strlen(name) : 0;
        char message[MESSAGE_BYTES];
        va_list args;
        int fd;

        if (!length || length >= sizeof to.sun_path || (*name != '/' && *name != '@'))
                return;
        memcpy(to.sun_path, name, length);
        if (*name == '@')
                to.sun_path[0] = '\0';
        va_start(args, format);
        vsnprintf(message, sizeof message, format, args);
        va_end(args);
        fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0)
                return;
        sendto(fd, message, strlen(message), MSG_NOSIGNAL, (const struct sockaddr *)&to,
               (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
        close(fd);
}

/* A decimal number that stands alone; 0: something else. */
static uint64_t number(const char *text)
{
        char *end = NULL;
        unsigned long long value;

        if (!text || *text < '0' || *text > '9')
                return 0;
        errno = 0;
        value = strtoull(text, &end, 10);
        return errno || *end ? 0 : value;
}

uint64_t notify_interval(void)
{
        const char *process = getenv("WATCHDOG_PID");
        uint64_t half = number(getenv("WATCHDOG_USEC")) / 2 / 1000;

        if (process && number(process) != (uint64_t)getpid())
                return 0;
        return half;
}

void notify_reloading(void)
{
        struct timespec now = {0};

        clock_gettime(CLOCK_MONOTONIC, &now);
        notify_say("RELOADING=1\nMONOTONIC_USEC=%llu",
                   (unsigned long long)now.tv_sec * 1000000 + (unsigned long long)now.tv_nsec / 1000);
}
