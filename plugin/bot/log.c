/* log.c - which lines are written, and what they look like.
 *
 * A line is put together whole and made safe whole. It refuses to know what it
 * is told: what may be said is the caller's to decide.
 */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "log_out.h"

#define TEXT_MAX 1200
#define WHERE_MAX 512
#define LINE_MAX_BYTES 2800
#define END_JSON "\"}\n"

enum { HEAD_TIME, HEAD_LEVEL, HEAD_MODULE, HEADS };

static const char *const head_name[HEADS] = {"time", "level", "module"};

static const char *const level_name[] = {"error", "warn", "info", "debug"};
static const char *const format_name[] = {[LOG_LOGFMT] = "logfmt", [LOG_JSON] = "json"};
/* sd-daemon(3), of syslog(3). */
static const char journal_level[] = {[LOG_ERROR] = '3', [LOG_WARN] = '4', [LOG_INFO] = '6', [LOG_DEBUG] = '7'};

/* The one setting of the process that every module's log lines share. */
static struct {
        enum log_format format;
        enum log_level shown[LOG_MODULES], most; /* most: of any module */
        int journal; /* do lines go there; -1: not looked yet */
} set = {
        .shown = {LOG_INFO, LOG_INFO, LOG_INFO, LOG_INFO, LOG_INFO, LOG_INFO, LOG_INFO, LOG_INFO},
        .most = LOG_INFO,
        .journal = -1,
};

static int find(const char *name, const char *const *names, size_t count)
{
        for (size_t i = 0; name && i < count; i++)
                if (strcmp(name, names[i]) == 0)
                        return (int)i;
        return -1;
}

int log_level_parse(const char *name)
{
        return find(name, level_name, sizeof level_name / sizeof *level_name);
}

int log_format_parse(const char *name)
{
        return find(name, format_name, sizeof format_name / sizeof *format_name);
}

/* The levels of all modules: one, but where there is another of its own. */
static void show(enum log_level level, const int own[LOG_MODULES])
{
        set.most = LOG_ERROR;
        for (size_t i = 0; i < LOG_MODULES; i++) {
                set.shown[i] = own && own[i] >= 0 ? (enum log_level)own[i] : level;
                set.most = set.shown[i] > set.most ? set.shown[i] : set.most;
        }
}

void log_set_level(enum log_level level)
{
        show(level, NULL);
}

bool log_set_module_level(const char *module, enum log_level level)
{
        int at = -1;

        for (size_t i = 0; i < LOG_MODULES; i++)
                if (strcmp(log_module_name(i), module) == 0)
                        at = (int)i;
        if (at < 0)
                return false;
        set.shown[at] = level;
        set.most = level > set.most ? level : set.most;
        return true;
}

bool log_configure(const struct log_settings *settings, char *why, size_t cap)
{
        const char *old = log_out_file();
        bool same = settings->file && old ? strcmp(settings->file, old) == 0 : settings->file == old;

        *why = '\0';
        if (!same && !log_out_open(settings->file, why, cap))
                return false;
        set.format = settings->format;
        set.journal = -1;
        show(settings->level, settings->levels);
        return true;
}

bool log_reopen(char *why, size_t cap)
{
        *why = '\0';
        return !log_out_file() || log_out_open(log_out_file(), why, cap);
}

/* ---- a line ---- */

struct line {
        size_t used;
        char text[LINE_MAX_BYTES];
};

/* All of it, or nothing if it does not fit; room for the line's end is left. */
static void put(struct line *line, const char *bytes, size_t length)
{
        if (length > sizeof line->text - sizeof END_JSON - line->used)
                return;
        memcpy(line->text + line->used, bytes, length);
        line->used += length;
}

static void put_text(struct line *line, const char *text)
{
        put(line, text, strlen(text));
}

/* log_quote's escapes are JSON's but for \xNN, which stands for a control code
 * below 80, and for a byte that is no UTF-8 from there on. */
static void put_escaped(struct line *line, const char *quoted, size_t length)
{
        for (size_t i = 0; i < length;) {
                const char *at = quoted + i;
                char unicode[] = "\\ufffd";
                size_t run = strcspn(at, "\\");

                if (run) {
                        run = run < length - i ? run : length - i;
                        put(line, at, run);
                        i += run;
                } else if (i + 1 == length || at[1] != 'x') {
                        put(line, at, i + 1 == length ? 0 : 2);
                        i += 2;
                } else {
                        if (strchr("01234567", at[2]))
                                memcpy(unicode, (const char[]){'\\', 'u', '0', '0', at[2], at[3]}, 6);
                        put_text(line, unicode);
                        i += 4;
                }
        }
}

/* One of the pairs key=value, or key="value"; how many bytes it took. */
static size_t put_pair(struct line *line, const char *pair)
{
        size_t key = strcspn(pair, "= "), end;
        const char *value = pair + key + (pair[key] == '=');
        bool quoted = *value == '"';

        value += quoted;
        for (end = 0; value[end] && value[end] != (quoted ? '"' : ' '); end++)
                end += value[end] == '\\' && value[end + 1];
        put_text(line, ",\"");
        put(line, pair, key);
        put_text(line, "\":\"");
        put_escaped(line, value, end);
        put_text(line, "\"");
        value += end + (quoted && value[end]);
        return (size_t)(value - pair) + strspn(value, " ");
}

static void end_with(struct line *line, const char *end)
{
        memcpy(line->text + line->used, end, strlen(end));
        line->used += strlen(end);
}

static void put_logfmt(struct line *line, const char *const head[HEADS], const char *where, const char *quoted)
{
        for (int i = 0; i < HEADS; i++) {
                if (!*head[i])
                        continue;
                put_text(line, head_name[i]);
                put_text(line, "=");
                put_text(line, head[i]);
                put_text(line, " ");
        }
        put_text(line, where);
        put_text(line, *where ? " msg=\"" : "msg=\"");
        put_text(line, quoted);
        end_with(line, "\"\n");
}

static void put_json(struct line *line, const char *const head[HEADS], const char *where, const char *quoted)
{
        const char *before = "{\"";

        for (int i = 0; i < HEADS; i++) {
                if (!*head[i])
                        continue;
                put_text(line, before);
                put_text(line, head_name[i]);
                put_text(line, "\":\"");
                put_text(line, head[i]);
                before = "\",\"";
        }
        put_text(line, "\"");
        while (*where)
                where += put_pair(line, where);
        put_text(line, ",\"msg\":\"");
        put_escaped(line, quoted, strlen(quoted));
        end_with(line, END_JSON);
}

static bool write_line(enum log_level level, size_t module, const char *where, const char *text)
{
        char quoted[TEXT_MAX + TEXT_MAX / 4], pairs[WHERE_MAX], stamp[sizeof "2026-11-22T13:40:01Z"] = "";
        const char *head[HEADS] = {stamp, level_name[level], log_module_name(module)};
        struct timespec now = {0};
        struct line line = {.used = 0};
        struct tm utc;

        if (set.journal < 0)
                set.journal = log_out_is_journal();
        if (set.journal)
                put(&line, (const char[]){'<', journal_level[level], '>'}, 3);
        else if (clock_gettime(CLOCK_REALTIME, &now) < 0 || !gmtime_r(&now.tv_sec, &utc) ||
                 !strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &utc))
                strcpy(stamp, "-");
        log_quote(quoted, sizeof quoted, text);
        log_clean(pairs, sizeof pairs, where);
        (set.format == LOG_JSON ? put_json : put_logfmt)(&line, head, pairs, quoted);
        return log_out_write(line.text, line.used);
}

bool log_is_wanted(const char *file, enum log_level level)
{
        return level <= set.most && level <= set.shown[log_module_of(file)];
}

void log_say(const char *file, enum log_level level, const char *where, const char *format, ...)
{
        size_t module;
        char text[TEXT_MAX];
        unsigned long lost;
        va_list args;

        if (!log_is_wanted(file, level))
                return;
        module = log_module_of(file);
        va_start(args, format);
        vsnprintf(text, sizeof text, format, args);
        va_end(args);
        if (write_line(level, module, where, text) && (lost = log_out_lost())) {
                snprintf(text, sizeof text, "%lu lines before this one could not be written, and are lost", lost);
                /* The line that tells of them is not one of them. */
                log_out_told(write_line(LOG_WARN, log_module_of("log.c"), NULL, text) ? lost : 1);
        }
}
