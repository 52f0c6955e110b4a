/* line.c - one line of IRC, taken apart in place.
 *
 * Knows the grammar and the escapes of tags. Does not know what any command
 * means, who the bot is, or where the line came from. Every line is taken to
 * be hostile: what does not fit the grammar is refused, never guessed at.
 */
#include "line.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Cuts the word at p off and returns where the next one begins. */
static char *word_end(char *p)
{
        p += strcspn(p, " ");
        while (*p == ' ')
                *p++ = '\0';
        return p;
}

static bool take_command(struct line *line)
{
        char *c = line->command;
        size_t length = strlen(c);

        line->numeric = 0;
        if (length == 3 && strspn(c, "0123456789") == 3) {
                line->numeric = (unsigned)(c[0] - '0') * 100 + (unsigned)(c[1] - '0') * 10 +
                                (unsigned)(c[2] - '0');
                return line->numeric > 0;
        }
        if (length == 0 || length > LINE_COMMAND_MAX)
                return false;
        for (; *c; c++) {
                if (*c >= 'a' && *c <= 'z')
                        *c = (char)(*c - 'a' + 'A');
                if (*c < 'A' || *c > 'Z')
                        return false;
        }
        return true;
}

bool line_parse(struct line *line, char *text)
{
        char *p = text;

        memset(line, 0, sizeof *line);
        while (*p == ' ')
                p++;
        if (*p == '@') {
                line->tags = p + 1;
                p = word_end(p);
        }
        if (*p == ':') {
                line->source = p + 1;
                p = word_end(p);
                if (!*line->source)
                        line->source = NULL;
        }
        line->command = p;
        p = word_end(p);
        if (!take_command(line))
                return false;
        while (*p && line->count < LINE_PARAMS_MAX) {
                bool last = *p == ':' || line->count == LINE_PARAMS_MAX - 1;

                line->param[line->count++] = *p == ':' ? p + 1 : p;
                if (last)
                        break;
                p = word_end(p);
        }
        return true;
}

bool line_is(const struct line *line, const char *command)
{
        return line->numeric == 0 && strcmp(line->command, command) == 0;
}

const char *line_param(const struct line *line, size_t index)
{
        return index < line->count ? line->param[index] : "";
}

/* One escape of a tag's value: "\:" is ';', "\s" a space, "\r" and "\n" would
 * be line ends, which no caller wants: they become spaces. */
static char unescape(char c)
{
        switch (c) {
        case ':': return ';';
        case 's':
        case 'r':
        case 'n': return ' ';
        default: return c;
        }
}

static void copy_value(const char *p, const char *end, char *out, size_t cap)
{
        size_t used = 0;

        for (; p < end && used + 1 < cap; p++) {
                if (*p != '\\')
                        out[used++] = *p;
                else if (++p < end)
                        out[used++] = unescape(*p);
        }
        out[used] = '\0';
}

bool line_tag(const struct line *line, const char *key, char *out, size_t cap)
{
        const char *p = line->tags;
        size_t length = strlen(key);
        bool found = false;

        out[0] = '\0';
        /* Of two tags with one key the last one counts. */
        while (p && *p) {
                const char *end = p + strcspn(p, ";");
                const char *equals = memchr(p, '=', (size_t)(end - p));
                const char *stop = equals ? equals : end;

                if ((size_t)(stop - p) == length && memcmp(p, key, length) == 0) {
                        found = true;
                        copy_value(equals ? equals + 1 : end, end, out, cap);
                }
                p = *end ? end + 1 : end;
        }
        return found;
}

bool line_time(const struct line *line, int64_t *ms)
{
        char value[40];
        struct tm tm = {0};
        unsigned fraction = 0;
        int got;

        if (!line_tag(line, "time", value, sizeof value))
                return false;
        got = sscanf(value, "%4d-%2d-%2dT%2d:%2d:%2d.%3u", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
                     &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &fraction);
        if (got < 6 || tm.tm_year < 1970 || tm.tm_mon < 1 || tm.tm_mon > 12 || tm.tm_mday < 1 ||
            tm.tm_mday > 31 || tm.tm_hour < 0 || tm.tm_hour > 23 || tm.tm_min < 0 ||
            tm.tm_min > 59 || tm.tm_sec < 0 || tm.tm_sec > 60)
                return false;
        tm.tm_year -= 1900;
        tm.tm_mon -= 1;
        *ms = (int64_t)timegm(&tm) * 1000 + fraction;
        return true;
}

static bool copy_part(char *out, const char *from, const char *end, size_t cap)
{
        size_t length = (size_t)(end - from);

        if (length == 0)
                return false;
        if (!out)
                return true;
        if (length > cap - 1)
                length = cap - 1;
        memcpy(out, from, length);
        out[length] = '\0';
        return true;
}

bool line_source(const char *source, char *nick, char *user, char *host, size_t cap)
{
        const char *bang = source ? strchr(source, '!') : NULL;
        const char *at = bang ? strrchr(bang, '@') : NULL;

        return at && copy_part(nick, source, bang, cap) && copy_part(user, bang + 1, at, cap) &&
               copy_part(host, at + 1, at + strlen(at), cap);
}

size_t line_cut(const char *text, size_t length, size_t most)
{
        size_t keep = most, back = 0;

        if (length <= most)
                return length;
        /* Step back over continuation bytes to what begins the character that
         * lies across the cut; a character has at most three of them. */
        while (back < 3 && keep > 0 && ((unsigned char)text[keep] & 0xC0) == 0x80) {
                keep--;
                back++;
        }
        if (((unsigned char)text[keep] & 0xC0) != 0xC0 && back > 0)
                return most;
        return keep;
}
