/* isupport.c - what a server says of itself in numeric 005.
 *
 * Keeps only what the bot uses. Knows no channel and no nick of its own.
 */
#include "isupport.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LINELEN_LEAST 256 /* a server that claims less is not believed */

void isupport_init(struct isupport *isupport)
{
        memset(isupport, 0, sizeof *isupport);
        isupport->casemapping = CASE_RFC1459;
        strcpy(isupport->chantypes, "#&");
        strcpy(isupport->prefixes, "@+");
        strcpy(isupport->prefix_modes, "ov");
        strcpy(isupport->modes[0], "beIk");
        strcpy(isupport->modes[1], "l");
        strcpy(isupport->modes[2], "aimnpqrst");
        isupport->linelen = 512;
}

static size_t number(const char *value, size_t least, size_t most, size_t old)
{
        char *end;
        unsigned long n = strtoul(value, &end, 10);

        return end == value || *end || n < least || n > most ? old : n;
}

/* A set of signs: printable ASCII that cannot be part of a name's beginning. */
static void take_set(char *set, const char *value)
{
        size_t used = 0;

        for (; *value && used + 1 < ISUPPORT_SET_MAX; value++)
                if (strchr("#&+!~@%.$^*?-=|", *value))
                        set[used++] = *value;
        set[used] = '\0';
}

static void take_case(struct isupport *s, const char *value)
{
        if (!strcasecmp(value, "rfc1459"))
                s->casemapping = CASE_RFC1459;
        else if (!strcasecmp(value, "strict-rfc1459") || !strcasecmp(value, "rfc1459-strict"))
                s->casemapping = CASE_STRICT;
        else
                s->casemapping = CASE_ASCII; /* also what rfc7613 does to ASCII */
}

/* Letters up to end; what has no room is left out, and so unknown. */
static void take_letters(char *set, size_t cap, const char *value, const char *end)
{
        size_t used = strlen(set);

        for (; value < end && used + 1 < cap; value++)
                if ((*value >= 'a' && *value <= 'z') || (*value >= 'A' && *value <= 'Z'))
                        set[used++] = *value;
        set[used] = '\0';
}

/* "(ohv)@%+" */
static void take_prefix(struct isupport *s, const char *value)
{
        const char *close = strchr(value, ')');

        take_set(s->prefixes, close ? close + 1 : "");
        *s->prefix_modes = '\0';
        if (close && *value == '(')
                take_letters(s->prefix_modes, sizeof s->prefix_modes, value + 1, close);
}

/* "beI,k,l,imnpst": lists, always a parameter, one when set, none. */
static void take_chanmodes(struct isupport *s, const char *value)
{
        static const size_t into[] = {0, 0, 1, 2};

        memset(s->modes, 0, sizeof s->modes);
        for (size_t i = 0; i < sizeof into / sizeof into[0] && *value; i++) {
                const char *end = value + strcspn(value, ",");

                take_letters(s->modes[into[i]], ISUPPORT_MODES_MAX, value, end);
                value = *end ? end + 1 : end;
        }
}

enum isupport_mode isupport_mode(const struct isupport *isupport, char letter)
{
        static const enum isupport_mode means[] = {MODE_ALWAYS, MODE_WHEN_SET, MODE_PLAIN};

        if (letter && strchr(isupport->prefix_modes, letter))
                return MODE_MEMBER;
        for (size_t i = 0; letter && i < 3; i++)
                if (strchr(isupport->modes[i], letter))
                        return means[i];
        return MODE_UNKNOWN;
}

static void take_targmax(struct isupport *s, const char *value)
{
        const char *join = strstr(value, "JOIN:");

        while (join && join != value && join[-1] != ',')
                join = strstr(join + 1, "JOIN:");
        if (join)
                s->join_targets = (size_t)strtoul(join + 5, NULL, 10);
}

static void take_token(struct isupport *s, const char *key, const char *value)
{
        if (!strcmp(key, "CASEMAPPING"))
                take_case(s, value);
        else if (!strcmp(key, "CHANTYPES"))
                take_set(s->chantypes, value);
        else if (!strcmp(key, "STATUSMSG"))
                take_set(s->statusmsg, value);
        else if (!strcmp(key, "PREFIX"))
                take_prefix(s, value);
        else if (!strcmp(key, "CHANMODES"))
                take_chanmodes(s, value);
        else if (!strcmp(key, "TARGMAX"))
                take_targmax(s, value);
        else if (!strcmp(key, "MAXTARGETS"))
                s->max_targets = number(value, 1, 1000, s->max_targets);
        else if (!strcmp(key, "MONITOR"))
                s->monitor = strcmp(value, "0") != 0;
        else if (!strcmp(key, "-MONITOR"))
                s->monitor = false;
        else if (!strcmp(key, "NICKLEN"))
                s->nicklen = number(value, 1, 200, s->nicklen);
        else if (!strcmp(key, "LINELEN"))
                s->linelen = number(value, LINELEN_LEAST, 512, s->linelen);
        else if (!strcmp(key, "USERLEN"))
                s->userlen = number(value, 1, 64, s->userlen);
        else if (!strcmp(key, "HOSTLEN"))
                s->hostlen = number(value, 1, 255, s->hostlen);
        else if (!strcmp(key, "BOT") && strlen(value) == 1 &&
                 ((*value >= 'a' && *value <= 'z') || (*value >= 'A' && *value <= 'Z')))
                s->bot[0] = *value;
}

void isupport_take(struct isupport *isupport, const struct line *line)
{
        /* The first parameter is the nick, the last one "are supported ...". */
        for (size_t i = 1; i + 1 < line->count; i++) {
                char key[20];
                const char *token = line->param[i];
                size_t length = strcspn(token, "=");

                if (length == 0 || length >= sizeof key)
                        continue;
                memcpy(key, token, length);
                key[length] = '\0';
                take_token(isupport, key, token[length] ? token + length + 1 : "");
        }
}

static char fold(const struct isupport *isupport, char c)
{
        if (c >= 'A' && c <= 'Z')
                return (char)(c - 'A' + 'a');
        if (isupport->casemapping == CASE_ASCII)
                return c;
        switch (c) {
        case '[': return '{';
        case ']': return '}';
        case '\\': return '|';
        case '~': return isupport->casemapping == CASE_RFC1459 ? '^' : '~';
        default: return c;
        }
}

bool isupport_same(const struct isupport *isupport, const char *a, const char *b)
{
        while (*a && fold(isupport, *a) == fold(isupport, *b)) {
                a++;
                b++;
        }
        return !*a && !*b;
}

void isupport_fold(const struct isupport *isupport, const char *name, char *out, size_t cap)
{
        size_t used = 0;

        for (; *name && used + 1 < cap; name++)
                out[used++] = fold(isupport, *name);
        out[used] = '\0';
}

bool isupport_is_channel(const struct isupport *isupport, const char *name)
{
        return *name && strchr(isupport->chantypes, *name);
}

const char *isupport_channel_of(const struct isupport *isupport, const char *target)
{
        if (isupport_is_channel(isupport, target))
                return target;
        while (*target && (strchr(isupport->statusmsg, *target) ||
                           strchr(isupport->prefixes, *target))) {
                target++;
                if (isupport_is_channel(isupport, target))
                        return target;
        }
        return NULL;
}
