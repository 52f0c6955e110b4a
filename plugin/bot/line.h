/* line.h - one line of IRC, taken apart.
 *
 *   [@tags SPACE] [:source SPACE] COMMAND {SPACE param} [SPACE :param]
 *
 * Sources: RFC 1459 2.3.1, RFC 2812 2.3.1, https://ircv3.net/specs/extensions/message-tags
 * and server-time. A struct line points into the text it was made from and
 * lives as long as that text.
 */
#ifndef BOT_LINE_H
#define BOT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINE_PARAMS_MAX 40 /* more than any server sends; the rest stays in the last */
#define LINE_COMMAND_MAX 32

struct line {
        char *tags;       /* as sent, without the '@'; NULL: none */
        char *source;     /* without the ':'; NULL: none */
        char *command;    /* letters in upper case, or three digits */
        unsigned numeric; /* 1..999; 0: the command is a word */
        char *param[LINE_PARAMS_MAX];
        size_t count;
};

/* Takes text apart in place; text ends in NUL and holds neither CR nor LF.
 * False: not a line anybody can use (empty, no command, a bad command, 000). */
bool line_parse(struct line *line, char *text);

/* Is this the command? command is in upper case. */
bool line_is(const struct line *line, const char *command);

/* A parameter, or "" when there are not as many. */
const char *line_param(const struct line *line, size_t index);

/* The value of a tag, unescaped and cut to cap - 1 bytes, "" when it has none.
 * False: no such tag; out is then "". */
bool line_tag(const struct line *line, const char *key, char *out, size_t cap);

/* The `time` tag in milliseconds since 1970. False: none, or nonsense. */
bool line_time(const struct line *line, int64_t *ms);

/* "nick!user@host" -> its parts, each cut to cap - 1 bytes. False: no '!' or
 * no '@' after it, or an empty part: a server, or nobody. user and host may be NULL. */
bool line_source(const char *source, char *nick, char *user, char *host, size_t cap);

/* How many of the first `most` bytes of text can be kept without cutting a
 * UTF-8 character in two. Bytes that are no UTF-8 count as one each. */
size_t line_cut(const char *text, size_t length, size_t most);

#endif
