/* host_own.h - what host*.c share: the host itself. */
#ifndef ANSWER_HOST_OWN_H
#define ANSWER_HOST_OWN_H

#include "host.h"

#define HOST_FILES_MAX 64
#define HOST_VALUE_MAX 4096
#define HOST_LINE_MAX (2 * ANSWER_MESSAGE_MAX) /* of a line without its tags; 512 is what IRC allows */
#define HOST_MISTAKES_TOLD 8 /* of one reload: the owner may read on IRC */

enum host_setting {
        HOST_FAQ, HOST_THRESHOLD, HOST_THRESHOLD_PRIVATE, HOST_THRESHOLD_AMBIENT,
        HOST_PREFIX, HOST_AMBIENT, HOST_LINES, HOST_REPLY, HOST_CHANNELS, HOST_IN_PRIVATE, HOST_INBOX,
        HOST_SETTINGS
};

/* What is looked at to see that a file has changed; zero: it is not there. */
struct host_stamp {
        uint64_t device, inode, size;
        int64_t seconds, nanoseconds;
};

struct host_file {
        char *path;               /* owned */
        struct host_stamp loaded; /* as it was at the last reload */
        struct host_stamp seen;   /* as it was at the last poll */
};

struct answer_host {
        struct answer *answer;    /* NULL until the first load that went well */
        struct answer_host_events events;
        void *learned;            /* of events.learning; NULL: there is none */
        char *value[HOST_SETTINGS];
        struct host_file file[HOST_FILES_MAX];
        size_t file_count;
        bool stale;               /* to be read at the next poll: a setting of the FAQ has changed */
        bool blind;               /* there was no memory to remember one of the files */
        unsigned mistakes;        /* of the reload under way */
        bool worse;               /* they are answers that got worse */
        uint64_t polled;
        unsigned long reloads, count[ANSWER_URGENT + 1];
        char why[512];            /* the last reload failed; "" if it did not */
        void (*line)(void *context, const char *text); /* while a command is carried out */
        void *line_context;
};

/* Whether the first length letters are the same to a server (RFC 1459, 2.2). */
bool host_same(const char *one, const char *other, size_t length);

/* Reads the line of a message into its channel, nick and text, which then point into words.
 * False: it is no PRIVMSG, of nobody, or a replay. */
bool host_read(struct answer_host_message *message, char words[HOST_LINE_MAX]);

/* To who gave the command under way, or else to the bot's owner. */
__attribute__((format(printf, 2, 3)))
void host_tell(const struct answer_host *host, const char *format, ...);

/* Builds the FAQ anew and swaps it in; tells about it, every mistake with file and
 * line. -1: the old one, if there was one, goes on answering. forced: worse answers are
 * no reason to refuse it. */
int host_reload(struct answer_host *host, bool forced);

/* After a reload: memory, and pages of code, that only loading needed. */
void host_give_back(void);

bool host_value_ok(enum host_setting setting, const char *value, char *why, size_t cap);

#endif
