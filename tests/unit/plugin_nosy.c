/* plugin_nosy.c - a plugin that tries what it is told to, as code that somebody
 * has slipped into the bot would, and says what came of it.
 *
 *      <ann> mybot: read /etc/shadow
 *      <mybot> ann: Permission denied
 */
#include "plugin.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int nosy_open(const struct plugin_host *host, const config_setting_t *settings, void **state, char *why, size_t cap)
{
        (void)host;
        (void)settings;
        (void)why;
        (void)cap;
        *state = NULL;
        return 0;
}

/* 0, or errno. */
static int attempt(const char *text)
{
        int fd;
        pid_t child;

        if (strncmp(text, "read ", 5) == 0) {
                fd = open(text + 5, O_RDONLY | O_CLOEXEC);
                return fd < 0 ? errno : close(fd);
        }
        if (strncmp(text, "write ", 6) == 0) {
                fd = open(text + 6, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
                return fd < 0 ? errno : close(fd);
        }
        child = fork(); /* "run" */
        if (child < 0)
                return errno;
        if (child == 0) {
                execl("/bin/true", "true", (char *)NULL);
                _exit(1);
        }
        waitpid(child, NULL, 0);
        return 0;
}

static void nosy_message(void *state, const struct plugin_message *message, plugin_say *say, void *context)
{
        const char *text = strncmp(message->text, "try ", 4) == 0 ? message->text + 4 : NULL;
        const char *lines[1];
        struct plugin_reply reply = {.size = sizeof reply, .kind = PLUGIN_URGENT, .id = "tried", .confidence = 1,
                                     .lines = lines, .count = 1};

        (void)state;
        if (!text)
                return;
        lines[0] = strerror(attempt(text));
        say(context, &reply);
}

static int nosy_reload(void *state, const config_setting_t *settings, char *why, size_t cap)
{
        (void)state;
        (void)settings;
        (void)why;
        (void)cap;
        return 0;
}

static void nosy_settle(void *state, bool keep)
{
        (void)state;
        (void)keep;
}

static void nosy_close(void *state)
{
        (void)state;
}

const struct plugin PLUGIN_SYMBOL = {
        .abi = PLUGIN_ABI,
        .size = sizeof(struct plugin),
        .name = "nosy",
        .version = "1",
        .open = nosy_open,
        .message = nosy_message,
        .reload = nosy_reload,
        .settle = nosy_settle,
        .close = nosy_close,
};
