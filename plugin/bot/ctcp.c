/* ctcp.c - the questions of one client to another.
 *
 * Writes replies. It refuses to know who asks, how often, and where the reply
 * goes. Nothing but printable ASCII of what was asked comes back.
 */
#include "ctcp.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define COOKIE_MAX 40

bool ctcp_is(const char *text)
{
        return text[0] == '\x01';
}

char *ctcp_action(char *text)
{
        size_t length;

        if (strncasecmp(text, "\x01" "ACTION ", 8) != 0)
                return NULL;
        text += 8;
        length = strcspn(text, "\x01");
        text[length] = '\0';
        return text;
}

static bool is(const char *text, size_t length, const char *word)
{
        return length == strlen(word) && strncasecmp(text, word, length) == 0;
}

static void write_ping(const char *cookie, char *out, size_t cap)
{
        char copy[COOKIE_MAX] = "";

        for (size_t i = 0; i + 1 < sizeof copy && cookie[i] >= ' ' && cookie[i] < 0x7F; i++) {
                copy[i] = cookie[i];
                copy[i + 1] = '\0';
        }
        snprintf(out, cap, "\x01PING %s\x01", copy);
}

bool ctcp_reply(const char *text, const char *who, time_t now, char *out, size_t cap)
{
        size_t length;
        struct tm tm;
        char when[40];

        if (!ctcp_is(text))
                return false;
        text++;
        length = strcspn(text, " \x01");
        if (is(text, length, "VERSION")) {
                snprintf(out, cap, "\x01VERSION crampbot " CRAMPBOT_VERSION "\x01");
        } else if (is(text, length, "PING")) {
                write_ping(text[length] == ' ' ? text + length + 1 : "", out, cap);
        } else if (is(text, length, "TIME") && gmtime_r(&now, &tm)) {
                strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S UTC", &tm);
                snprintf(out, cap, "\x01TIME %s\x01", when);
        } else if (is(text, length, "SOURCE")) {
                snprintf(out, cap, "\x01SOURCE crampbot; ask who runs it: %.160s\x01", who);
        } else if (is(text, length, "CLIENTINFO")) {
                snprintf(out, cap, "\x01" "CLIENTINFO ACTION CLIENTINFO PING SOURCE TIME VERSION\x01");
        } else {
                return false;
        }
        return true;
}
