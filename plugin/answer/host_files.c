/* host_files.c - a host's settings and the files that they name: read, watched,
 * read again.
 *
 * It refuses to know how a question is answered. A reload builds the new FAQ
 * beside the old one; after any mistake, and where golden questions would get worse
 * answers (golden.h), the old one stays.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "golden.h"
#include "host_own.h"

#define POLL_MS 1000

static const struct {
        const char *name, *initial, *help;
        const char *personal; /* initially where a person speaks under the same nick; NULL: as above */
} settings[HOST_SETTINGS] = {
        [HOST_FAQ] = {"faq", "", "files with the answers, with commas between them", NULL},
        [HOST_THRESHOLD] = {"threshold", "", "how sure it must be to answer in a channel: above 0 "
                            "and up to 1; empty for the usual", NULL},
        [HOST_THRESHOLD_PRIVATE] = {"threshold_private", "", "the same when asked in private", NULL},
        [HOST_THRESHOLD_AMBIENT] = {"threshold_ambient", "", "the same when nobody asked it", NULL},
        [HOST_PREFIX] = {"prefix", "!cramp", "a word that asks it too, as in \"!cramp why at "
                         "night?\"; empty for none", NULL},
        [HOST_AMBIENT] = {"ambient", "off", "also answer questions nobody asked it: on, off, or "
                          "the channels where, with commas between them", NULL},
        [HOST_LINES] = {"lines", "2", "lines of one answer at the most, 1 to 5", NULL},
        [HOST_REPLY] = {"reply", "privmsg", "how it answers: privmsg or notice", NULL},
        [HOST_CHANNELS] = {"channels", "", "the only channels where it answers, with commas "
                           "between them; empty for all that the bot is in, none for none", "none"},
        [HOST_IN_PRIVATE] = {"in_private", "on", "whether it answers what it is asked in private: on or off",
                             "off"},
        [HOST_INBOX] = {"inbox", "", "a file that keeps the questions without an answer, and not who "
                        "asked; empty for none", NULL},
};

bool answer_host_setting(const struct answer_host *h, size_t i, struct answer_host_setting *out)
{
        if (i >= HOST_SETTINGS)
                return false;
        *out = (struct answer_host_setting){settings[i].name, settings[i].help, h->value[i]};
        return true;
}

static const char *initial(const struct answer_host_events *events, enum host_setting i)
{
        if (i == HOST_FAQ && events->faq)
                return events->faq;
        return events->personal && settings[i].personal ? settings[i].personal : settings[i].initial;
}

/* -- values --------------------------------------------------------------- */

/* 0.35 on every machine, whatever the locale: digits, a point, digits. -1 if
 * it is no such number above 0 and up to 1. */
static double fraction(const char *value)
{
        double number = 0, place = 1;
        size_t whole = strspn(value, "0123456789");
        size_t digits = value[whole] == '.' ? strspn(value + whole + 1, "0123456789") : 0;

        if (whole + digits > 12 || value[whole + (value[whole] == '.') + digits])
                return -1;
        for (size_t i = 0; i < whole; i++)
                number = number * 10 + (value[i] - '0');
        for (size_t i = 1; i <= digits; i++)
                number += (value[whole + i] - '0') * (place /= 10);
        return number > 0 && number <= 1 ? number : -1;
}

static bool is_channels(const char *value)
{
        if (strcmp(value, "none") == 0)
                return true;
        for (const char *at = value + strspn(value, ", "); *at; at += strspn(at, ", ")) {
                if (!strchr("#&+!", *at))
                        return false;
                at += strcspn(at, ", ");
        }
        return true;
}

bool host_value_ok(enum host_setting setting, const char *value, char *why, size_t cap)
{
        const char *right = NULL;

        switch (setting) {
        case HOST_THRESHOLD:
        case HOST_THRESHOLD_PRIVATE:
        case HOST_THRESHOLD_AMBIENT:
                if (*value && fraction(value) < 0)
                        right = "a number above 0 and up to 1, as 0.35, or nothing";
                break;
        case HOST_LINES:
                if (strlen(value) != 1 || *value < '1' || *value > '5')
                        right = "a number from 1 to 5";
                break;
        case HOST_REPLY:
                if (strcmp(value, "privmsg") != 0 && strcmp(value, "notice") != 0)
                        right = "privmsg or notice";
                break;
        case HOST_AMBIENT:
                if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0 &&
                    (!*value || !is_channels(value) || strcmp(value, "none") == 0))
                        right = "on, off, or channels as \"#one, #two\"";
                break;
        case HOST_CHANNELS:
                if (!is_channels(value))
                        right = "channels as \"#one, #two\", none, or nothing";
                break;
        case HOST_IN_PRIVATE:
                if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
                        right = "on or off";
                break;
        case HOST_PREFIX:
                if (strlen(value) > 40)
                        right = "at most 40 bytes";
                break;
        case HOST_FAQ:
        case HOST_INBOX:
        case HOST_SETTINGS:
                break;
        }
        if (!right && strlen(value) >= HOST_VALUE_MAX)
                right = "something shorter";
        if (right)
                snprintf(why, cap, "%s: \"%.60s\" is not right; %s would be", settings[setting].name,
                         value, right);
        return !right;
}

int answer_host_set(struct answer_host *h, const char *name, const char *value)
{
        char why[300] = "not enough memory", *copy;
        int i = 0;

        while (i < HOST_SETTINGS && strcmp(settings[i].name, name) != 0)
                i++;
        if (i < HOST_SETTINGS && strcmp(h->value[i], value) == 0)
                return 0;
        if (i == HOST_SETTINGS)
                snprintf(why, sizeof why, "there is no setting \"%.60s\"", name);
        else if (host_value_ok((enum host_setting)i, value, why, sizeof why) && (copy = strdup(value))) {
                free(h->value[i]);
                h->value[i] = copy;
                h->stale = h->stale || i <= HOST_THRESHOLD_AMBIENT;
                if (i == HOST_INBOX && h->learned)
                        h->events.learning->keep_in(h->learned, value);
                return 0;
        }
        host_tell(h, "%s", why);
        return -1;
}

/* -- files ---------------------------------------------------------------- */

static void stamp(struct host_stamp *out, const char *path)
{
        struct stat status;

        memset(out, 0, sizeof *out);
        if (stat(path, &status) < 0)
                return;
        out->device = (uint64_t)status.st_dev;
        out->inode = (uint64_t)status.st_ino;
        out->size = (uint64_t)status.st_size;
        out->seconds = status.st_mtim.tv_sec;
        out->nanoseconds = status.st_mtim.tv_nsec;
}

/* Remembers a file as it is now, before it is read. */
static void on_file(void *context, const char *path)
{
        struct answer_host *h = context;
        struct host_file *file = &h->file[h->file_count];

        for (size_t i = 0; i < h->file_count; i++)
                if (strcmp(h->file[i].path, path) == 0)
                        return;
        if (h->file_count == HOST_FILES_MAX)
                return;
        file->path = strdup(path);
        if (!file->path) {
                h->blind = true;
                return;
        }
        stamp(&file->loaded, path);
        file->seen = file->loaded;
        h->file_count++;
}

static void forget_files(struct answer_host *h)
{
        while (h->file_count)
                free(h->file[--h->file_count].path);
}

static void on_report(void *context, const char *file, unsigned line,
                      enum answer_severity severity, const char *what)
{
        struct answer_host *h = context;

        if (severity != ANSWER_ERROR || h->mistakes++ >= HOST_MISTAKES_TOLD)
                return;
        if (line)
                host_tell(h, "%s:%u: %s", file, line, what);
        else
                host_tell(h, "%s: %s", file, what);
}

/* Cuts "a.cfg, b.cfg" at its commas, in place. Returns how many there are. */
static size_t split(char *list, const char **files)
{
        size_t count = 0;
        char *save = NULL;

        for (char *at = strtok_r(list, ",", &save); at; at = strtok_r(NULL, ",", &save)) {
                at += strspn(at, " \t");
                for (size_t n = strlen(at); n && (at[n - 1] == ' ' || at[n - 1] == '\t');)
                        at[--n] = '\0';
                if (*at && count < HOST_FILES_MAX)
                        files[count++] = at;
        }
        return count;
}

static double threshold(const struct answer_host *h, enum host_setting setting)
{
        return *h->value[setting] ? fraction(h->value[setting]) : 0;
}

static void on_golden(void *context, const struct golden_result *r)
{
        char what[500], before[100], now[100];

        if (r->verdict != GOLDEN_WORSE)
                return;
        snprintf(what, sizeof what, "\"%.240s\" got %s and would now get %s", r->question,
                 golden_text(&r->before, before, sizeof before), golden_text(&r->now, now, sizeof now));
        on_report(context, r->file, r->line, ANSWER_ERROR, what);
}

/* Do golden questions get worse answers than from what is in use? */
static bool is_worse(struct answer_host *h, struct answer *next)
{
        struct golden_run run = { .before = h->answer, .now = next, .each = on_golden, .report = on_report,
                                  .context = h };

        golden_run(&run);
        h->worse = run.worse && !run.mistakes;
        return run.worse || run.mistakes;
}

static int build(struct answer_host *h, char *list, bool forced)
{
        struct answer *next;
        const char *files[HOST_FILES_MAX];
        struct answer_options options = {
                .size = sizeof options, .files = files, .file_count = split(list, files),
                .addressed = threshold(h, HOST_THRESHOLD),
                .in_private = threshold(h, HOST_THRESHOLD_PRIVATE),
                .ambient = threshold(h, HOST_THRESHOLD_AMBIENT),
                .report = on_report, .uses_file = on_file, .context = h,
        };

        forget_files(h);
        h->blind = false;
        for (size_t i = 0; i < options.file_count; i++)
                on_file(h, files[i]);
        if (!options.file_count) {
                snprintf(h->why, sizeof h->why, "the setting faq names no file");
                return -1;
        }
        next = answer_open(&options, h->why, sizeof h->why);
        if (next && h->blind) { /* its edits would not be seen */
                answer_close(next);
                snprintf(h->why, sizeof h->why, "not enough memory; trying again");
                h->stale = true;
                return -1;
        }
        if (next && h->answer && !forced && is_worse(h, next)) {
                answer_close(next);
                snprintf(h->why, sizeof h->why, "golden questions would get worse answers; reload force takes them");
                return -1;
        }
        if (next && h->answer)
                answer_adopt(next, h->answer);
        h->answer = next ? next : h->answer;
        return next ? 0 : -1;
}

int host_reload(struct answer_host *h, bool forced)
{
        bool had = h->answer;
        char *list = strdup(h->value[HOST_FAQ]);
        int status = -1;

        h->stale = false;
        h->mistakes = 0;
        h->worse = false;
        if (list)
                status = build(h, list, forced);
        else
                snprintf(h->why, sizeof h->why, "not enough memory");
        free(list);
        host_give_back();
        if (status < 0) {
                if (h->mistakes > HOST_MISTAKES_TOLD)
                        host_tell(h, "... and %u more", h->mistakes - HOST_MISTAKES_TOLD);
                host_tell(h, "%s: %s", had ? "not reloaded, the old answers stay" : "no answers were loaded",
                     h->mistakes && !h->worse ? "see the mistakes above" : h->why);
                return -1;
        }
        h->why[0] = '\0';
        h->reloads += had;
        host_tell(h, had ? "the answers were reloaded" : "the answers were loaded");
        return 0;
}

/* A file that is being written is left alone until it keeps still. */
void answer_host_poll(struct answer_host *h, uint64_t now)
{
        bool changed = h->stale, still = true;

        if (h->polled && now - h->polled < POLL_MS)
                return;
        h->polled = now ? now : 1;
        for (size_t i = 0; i < h->file_count; i++) {
                struct host_stamp is;

                stamp(&is, h->file[i].path);
                changed = changed || memcmp(&is, &h->file[i].loaded, sizeof is) != 0;
                still = still && memcmp(&is, &h->file[i].seen, sizeof is) == 0;
                h->file[i].seen = is;
        }
        if (changed && still)
                host_reload(h, false);
        if (h->learned)
                h->events.learning->idle(h->learned, now);
}

/* -- life ----------------------------------------------------------------- */

/* Every setting at its initial value. */
static struct answer_host *make(const struct answer_host_events *events)
{
        struct answer_host *h = calloc(1, sizeof *h);

        if (!h)
                return NULL;
        memcpy(&h->events, events, events->size < sizeof h->events ? events->size : sizeof h->events);
        for (int i = 0; i < HOST_SETTINGS; i++)
                if (!(h->value[i] = strdup(initial(&h->events, (enum host_setting)i)))) {
                        answer_host_close(h);
                        return NULL;
                }
        h->events.command = h->events.command ? h->events.command : "cramp_faq";
        h->events.setting = h->events.setting ? h->events.setting : "*";
        h->stale = *h->value[HOST_FAQ];
        return h;
}

struct answer_host *answer_host_open(unsigned abi, const struct answer_host_events *events)
{
        struct answer_host *h = abi == ANSWER_ABI ? make(events) : NULL;
        char line[100];

        if (!h) {
                snprintf(line, sizeof line, abi == ANSWER_ABI ? "cannot start: not enough memory"
                         : "cannot start: it was built for ABI %u of answer/, and this is %u", abi, ANSWER_ABI);
                events->tell(events->context, line);
        } else if (h->events.learning)
                h->learned = h->events.learning->open(&h->events);
        return h;
}

void answer_host_close(struct answer_host *h)
{
        if (!h)
                return;
        if (h->learned)
                h->events.learning->close(h->learned);
        answer_close(h->answer);
        forget_files(h);
        for (int i = 0; i < HOST_SETTINGS; i++)
                free(h->value[i]);
        free(h);
}
