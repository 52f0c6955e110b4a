/* secret.c - reads a password and wipes it.
 *
 * Knows three places where one may stand. Refuses to know what it is for, and
 * puts no byte of it anywhere but into the caller's struct.
 */
#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Others may not read it; nor may the group write it. */
#define MODE_WRONG (S_IRWXO | S_IWGRP)

bool secret_is_set(const struct config_secret *where)
{
        return where->text || where->file || where->env;
}

void secret_wipe(struct secret *secret)
{
        explicit_bzero(secret->text, sizeof secret->text);
}

/* 0, or -1 with a line in why. */
static int open_private(const char *path, char *why, size_t cap)
{
        int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        struct stat is;

        if (fd < 0 || fstat(fd, &is) < 0) {
                snprintf(why, cap, "\"%s\" cannot be opened: %s", path, strerror(errno));
        } else if (!S_ISREG(is.st_mode)) {
                snprintf(why, cap, "\"%s\" is not a plain file", path);
        } else if (is.st_mode & MODE_WRONG) {
                snprintf(why, cap, "\"%s\" can be read by others (mode %04o); chmod 600 would be right",
                         path, (unsigned)(is.st_mode & 07777));
        } else {
                return fd;
        }
        if (fd >= 0)
                close(fd);
        return -1;
}

static bool read_file(const char *path, struct secret *secret, char *why, size_t cap)
{
        int fd = open_private(path, why, cap);
        ssize_t got = 0;
        size_t used = 0;

        if (fd < 0)
                return false;
        while (used < SECRET_MAX - 1 &&
               (got = read(fd, secret->text + used, SECRET_MAX - 1 - used)) > 0)
                used += (size_t)got;
        close(fd);
        secret->text[used] = '\0';
        if (used > 0 && secret->text[used - 1] == '\n')
                secret->text[--used] = '\0';
        if (used > 0 && secret->text[used - 1] == '\r')
                secret->text[--used] = '\0';
        if (got < 0)
                snprintf(why, cap, "\"%s\" cannot be read: %s", path, strerror(errno));
        else if (used == SECRET_MAX - 1)
                snprintf(why, cap, "\"%s\" is too long for a password; less than %d bytes would be right",
                         path, SECRET_MAX - 1);
        else if (strlen(secret->text) != used || strpbrk(secret->text, "\r\n"))
                snprintf(why, cap, "\"%s\" holds more than one line", path);
        else
                return true;
        return false;
}

static void copy(const char *from, const char *name, struct secret *secret, char *why, size_t cap)
{
        if (!from)
                snprintf(why, cap, "the environment variable %s is not set", name);
        else if (strlen(from) >= sizeof secret->text)
                snprintf(why, cap, "the password is too long");
        else if (strpbrk(from, "\r\n"))
                snprintf(why, cap, "the password has more than one line");
        else
                strcpy(secret->text, from);
}

bool secret_read(const struct config_secret *where, struct secret *secret, char *why, size_t cap)
{
        bool fine = true;

        secret_wipe(secret);
        snprintf(why, cap, "the password is empty");
        if (where->file)
                fine = read_file(where->file, secret, why, cap);
        else if (where->env)
                copy(getenv(where->env), where->env, secret, why, cap);
        else if (where->text)
                copy(where->text, "", secret, why, cap);
        else
                snprintf(why, cap, "there is no password in bot.cfg");
        if (fine && *secret->text)
                return true;
        secret_wipe(secret);
        return false;
}
