/* canon.c - a server's line, rewritten so that libircclient can bear it.
 *
 * A table says which commands need how many parameters. Only writes; nothing
 * is remembered from line to line.
 */
#include "canon.h"

#include <string.h>

#include "concat.h"

#define PARAMS_MOST 10
#define TRAILING_LEAST 16 /* room for this much of the last parameter, or no line */

enum { SOURCE = 1, TARGET = 2, NEVER = 4 };

struct rule {
        const char *command;
        size_t least;  /* with fewer parameters it means nothing */
        size_t padded; /* up to so many are filled in as "" */
        int flags;     /* SOURCE: needs one; TARGET: the first parameter may be us */
};

static const struct rule rules[] = {
        {"PRIVMSG", 2, 2, TARGET}, {"NOTICE", 2, 2, TARGET},
        {"MODE", 2, 2, TARGET},    {"INVITE", 2, 2, TARGET},
        {"JOIN", 1, 1, SOURCE},    {"PART", 1, 2, SOURCE},
        {"QUIT", 0, 1, SOURCE},    {"KICK", 2, 3, 0},
        {"NICK", 1, 1, SOURCE},    {"TOPIC", 1, 2, 0},
        /* Answered or acted upon by the wire. */
        {"PING", 0, 0, NEVER},     {"PONG", 0, 0, NEVER},
        {"ERROR", 0, 0, NEVER},    {"CAP", 0, 0, NEVER},
        {"AUTHENTICATE", 0, 0, NEVER},
        /* The library has no callback for it. */
        {"KILL", 0, 0, NEVER},
};

static const struct rule *find_rule(const struct line *line)
{
        static const struct rule numeric = {"", 1, 1, 0}, other = {"", 0, 1, 0};

        if (line->numeric)
                return &numeric;
        for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
                if (strcmp(rules[i].command, line->command) == 0)
                        return &rules[i];
        return &other;
}

static bool talk(const struct line *line)
{
        return line_is(line, "PRIVMSG") || line_is(line, "NOTICE");
}

static bool unwanted(const struct line *line, const struct rule *rule, const struct self *self,
                     const struct isupport *isupport)
{
        if ((rule->flags & NEVER) || line->count < rule->least)
                return true;
        if ((rule->flags & SOURCE) && !line->source)
                return true;
        if (line_is(line, "NICK") && self_said(self, isupport, line))
                return true;
        if (line->source && strncmp(line->source, CANON_NICK, strlen(CANON_NICK)) == 0)
                return true;
        /* The library cuts and answers CTCP by itself. */
        return talk(line) && line->param[1][0] == '\x01';
}

/* Appends a word and a space before it; false: it cannot stand in the middle. */
static bool add_middle(char *out, size_t *used, const char *word)
{
        size_t length = strlen(word);

        if (length == 0 || *word == ':' || strchr(word, ' ') ||
            strncmp(word, CANON_NICK, strlen(CANON_NICK)) == 0)
                return false;
        if (*used + 1 + length + TRAILING_LEAST > CANON_MAX)
                return false;
        out[(*used)++] = ' ';
        memcpy(out + *used, word, length);
        *used += length;
        return true;
}

static size_t add_trailing(char *out, size_t used, const char *text)
{
        size_t length = line_cut(text, strlen(text), CANON_MAX - used - 4);

        memcpy(out + used, " :", 2);
        memcpy(out + used + 2, text, length);
        used += 2 + length;
        memcpy(out + used, "\r\n", 3);
        return used + 2;
}

size_t canon_write(const struct line *line, const struct self *self,
                   const struct isupport *isupport, const char *server, char *out)
{
        const struct rule *rule = find_rule(line);
        const char *source = line->source ? line->source : server;
        size_t count = line->count < rule->padded ? rule->padded : line->count, used = 0, i = 0;

        if (unwanted(line, rule, self, isupport))
                return 0;
        if (count > PARAMS_MOST)
                count = PARAMS_MOST;
        if (strlen(source) + strlen(line->command) + 2 + TRAILING_LEAST > CANON_MAX)
                return 0;
        used = concat(out, CANON_MAX, (const char *const[]){":", source, " ", line->command, NULL});
        if ((rule->flags & TARGET) && self_is(self, isupport, line->param[0])) {
                used += concat(out + used, CANON_MAX - used, (const char *const[]){" ", CANON_NICK, NULL});
                i = 1;
        }
        for (; i + 1 < count; i++)
                if (!add_middle(out, &used, line_param(line, i)))
                        return 0;
        /* A single parameter stands last, where anything is allowed but our mark. */
        if (strncmp(line_param(line, i), CANON_NICK, strlen(CANON_NICK)) == 0 && i == 0)
                return 0;
        return add_trailing(out, used, line_param(line, i));
}
