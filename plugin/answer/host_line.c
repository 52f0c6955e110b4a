/* host_line.c - what a line of the network says: who, where, what (RFC 1459, 2.3.1).
 *
 * For bots that hand their plugins whole lines. It refuses to know what a nick, a channel or a
 * text may be; host.c does.
 */
#include "host_own.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define HEARD "PRIVMSG"
#define REPLAYED 300 /* seconds: clocks differ, and none of a bot's and a server's by so much */

/* The next word of a line, cut off; NULL: there is none. */
static char *cut_word(char **rest)
{
        char *word = strsep(rest, " ");

        if (*rest)
                *rest += strspn(*rest, " ");
        return word;
}

/* IRCv3 server-time: time=2026-01-02T03:04:05.678Z among the tags. 0: there is none. */
static int64_t said_at(const char *tags, size_t length)
{
        struct tm tm = {0};

        for (const char *at = tags; at < tags + length; at += strcspn(at, "; "), at++) {
                if (strncmp(at, "time=", 5) != 0)
                        continue;
                if (sscanf(at + 5, "%4d-%2d-%2dT%2d:%2d:%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
                           &tm.tm_min, &tm.tm_sec) != 6)
                        return 0;
                tm.tm_year -= 1900;
                tm.tm_mon--;
                return timegm(&tm);
        }
        return 0;
}

bool host_read(struct answer_host_message *m, char words[HOST_LINE_MAX])
{
        const char *line = m->line;
        char *rest = words, *nick, *command, *target;

        if (*line == '@') { /* IRCv3 message-tags */
                size_t length = strcspn(line, " ");
                int64_t said = said_at(line + 1, length - 1);

                if (said && m->wall - said >= REPLAYED)
                        return false;
                line += length + strspn(line + length, " ");
        }
        snprintf(words, HOST_LINE_MAX, "%.*s", (int)strcspn(line, "\r\n"), line);
        nick = cut_word(&rest);
        command = cut_word(&rest);
        target = cut_word(&rest);
        if (*nick != ':' || !rest || strlen(command) != strlen(HEARD) || !host_same(command, HEARD, strlen(HEARD)))
                return false;
        m->nick = strsep(&nick, "!") + 1;
        m->from = nick;
        m->channel = target;
        m->text = rest + (*rest == ':');
        return true;
}
