/* log.c - lines to standard error.
 *
 * A line is put together whole, made safe whole and written with one write(2),
 * so that lines of two processes on one terminal do not mix. It refuses to
 * know what it is told: what may be said is the caller's to decide. A log that
 * cannot be written (a full disk, a closed pipe) never stops the bot.
 */
#include "log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "utf8.h"

#define LOG_LINE_MAX 1200

static const char *const level_name[] = {"error", "warn", "info", "debug"};

/* The one setting of the process that every module's log lines share. */
static enum log_level shown = LOG_INFO;

void log_set_level(enum log_level level)
{
        shown = level;
}

int log_level_parse(const char *name)
{
        for (size_t i = 0; name && i < sizeof(level_name) / sizeof(*level_name); i++)
                if (strcmp(name, level_name[i]) == 0)
                        return (int)i;
        return -1;
}

/* How the `bytes` at text look in a log line: themselves, or an escape. */
static const char *escape(const char *text, size_t bytes, bool quotes, char out[8])
{
        if (!bytes)
                snprintf(out, 8, "\\x%02x", (unsigned char)text[0]);
        else if (bytes == 1 && text[0] == '\n')
                strcpy(out, "\\n");
        else if (bytes == 1 && text[0] == '\r')
                strcpy(out, "\\r");
        else if (bytes == 1 && text[0] == '\t')
                strcpy(out, "\\t");
        else if (bytes == 1 && utf8_is_control(text, bytes))
                snprintf(out, 8, "\\x%02x", (unsigned char)text[0]);
        else if (utf8_is_control(text, bytes)) /* C2 80..9F, E2 80 A8..A9 */
                snprintf(out, 8, "\\u%s%02x", bytes == 2 ? "00" : "20",
                         bytes == 2 ? (unsigned char)text[1] : (unsigned char)text[2] & 0x7FU);
        else if (quotes && (text[0] == '"' || text[0] == '\\'))
                snprintf(out, 8, "\\%c", text[0]);
        else
                snprintf(out, 8, "%.*s", (int)bytes, text);
        return out;
}

static const char *copy(char *out, size_t cap, const char *text, bool quotes)
{
        size_t length = text ? strlen(text) : 0, used = 0;
        char piece[8];

        if (!cap)
                return "";
        for (size_t i = 0; i < length;) {
                size_t bytes = utf8_char(text + i, length - i);
                size_t more = strlen(escape(text + i, bytes, quotes, piece));

                if (used + more >= cap)
                        break;
                memcpy(out + used, piece, more);
                used += more;
                i += bytes ? bytes : 1;
        }
        out[used] = '\0';
        return out;
}

const char *log_quote(char *out, size_t cap, const char *text)
{
        return copy(out, cap, text, true);
}

const char *log_clean(char *out, size_t cap, const char *text)
{
        return copy(out, cap, text, false);
}

void log_line(enum log_level level, const char *where, const char *format, ...)
{
        char text[LOG_LINE_MAX], line[LOG_LINE_MAX], stamp[sizeof "2026-11-22T13:40:01Z"];
        struct timespec now = {0};
        struct tm utc;
        va_list args;
        int used;

        if (level > shown)
                return;
        clock_gettime(CLOCK_REALTIME, &now);
        if (!gmtime_r(&now.tv_sec, &utc) || !strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &utc))
                strcpy(stamp, "-");
        used = snprintf(text, sizeof text, "%s %s %s%s", stamp, level_name[level],
                        where ? where : "", where ? " " : "");
        if (used < 0 || (size_t)used >= sizeof text)
                used = (int)strlen(text);
        va_start(args, format);
        vsnprintf(text + used, sizeof text - (size_t)used, format, args);
        va_end(args);

        log_clean(line, sizeof line - 1, text);
        used = (int)strlen(line);
        line[used++] = '\n';
        if (write(STDERR_FILENO, line, (size_t)used) < 0)
                return; /* nowhere to complain */
}
