/* host_line.c - what a line of the network says: who, where, what (RFC 1459, 2.3.1).
 *
 * For bots that hand their plugins whole lines. It refuses to know what a nick, a channel or a
 * text may be; host.c does.
 */
#include "host_own.h"

#include <stdio.h>
#include <string.h>

#define HEARD "PRIVMSG"

/* The next word of a line, cut off; NULL: there is none. */
static char *cut_word(char **rest)
{
        char *word = strsep(rest, " ");

        if (*rest)
                *rest += strspn(*rest, " ");
        return word;
}

bool host_read(const char *line, char words[HOST_LINE_MAX], struct answer_host_message *m)
{
        char *rest = words, *nick, *command, *target;

        if (*line == '@') { /* tags: IRCv3 message-tags */
                line += strcspn(line, " ");
                line += strspn(line, " ");
        }
        snprintf(words, HOST_LINE_MAX, "%.*s", (int)strcspn(line, "\r\n"), line);
        nick = cut_word(&rest);
        command = cut_word(&rest);
        target = cut_word(&rest);
        if (*nick != ':' || !rest || strlen(command) != strlen(HEARD) || !host_same(command, HEARD, strlen(HEARD)))
                return false;
        m->nick = strsep(&nick, "!") + 1;
        m->channel = target;
        m->text = rest + (*rest == ':');
        return true;
}
