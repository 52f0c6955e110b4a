/* bot_status.c - what the bot is doing, in lines for an admin.
 *
 * Figures only: nothing of what was asked, and nobody who did.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bot_own.h"

#define LINE_BYTES 500
#define DAY 86400

/* A line in the making. */
struct line {
        size_t used;
        char text[LINE_BYTES];
};

__attribute__((format(printf, 2, 3)))
static void add(struct line *line, const char *format, ...)
{
        size_t room = sizeof line->text - line->used;
        va_list args;
        int length;

        va_start(args, format);
        length = vsnprintf(line->text + line->used, room, format, args);
        va_end(args);
        if (length > 0)
                line->used += (size_t)length < room ? (size_t)length : room - 1;
}

/* The file stays open: the kernel may forget that the sandbox allows it. */
uint64_t bot_memory(void)
{
        static int fd = -1;
        unsigned long long pages = 0;
        char text[128];
        ssize_t got;

        if (fd < 0)
                fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
        got = fd < 0 ? -1 : pread(fd, text, sizeof text - 1, 0);
        text[got > 0 ? got : 0] = '\0';
        if (sscanf(text, "%*u %20llu", &pages) != 1)
                return 0;
        return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Two steps of time at the most. */
const char *bot_time_words(int64_t seconds, char *out, size_t cap)
{
        long long s = seconds;

        if (s >= DAY)
                snprintf(out, cap, "%lld d %lld h", s / DAY, s % DAY / 3600);
        else if (s >= 3600)
                snprintf(out, cap, "%lld h %lld min", s / 3600, s % 3600 / 60);
        else if (s >= 60)
                snprintf(out, cap, "%lld min", s / 60);
        else
                snprintf(out, cap, "%lld s", s);
        return out;
}

static void add_date(struct line *line, int64_t when)
{
        char text[40] = "?";
        time_t at = (time_t)when;
        struct tm utc;

        if (gmtime_r(&at, &utc) && !strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &utc))
                text[0] = '\0';
        add(line, "%s", text);
}

static const char *plural(uint64_t count)
{
        return count == 1 ? "" : "s";
}

static void say_process(const struct bot *bot, bot_print *print, void *context)
{
        struct line line = {.used = 0};
        int64_t up = time(NULL) - bot->tally.since;
        char words[60];

        add(&line, "crampbot %s, up for %s; %.1f MiB of memory; %s", CRAMPBOT_VERSION,
            bot_time_words(up > 0 ? up : 0, words, sizeof words), (double)bot_memory() / 1048576, bot->path);
        print(context, line.text);
}

static void say_network(const struct network *network, bool leaving, bot_print *print, void *context)
{
        struct network_figures f;
        struct line line = {.used = 0};
        char words[60];

        network_figures(network, &f);
        add(&line, "network %s: %s", network_config(network)->name, leaving ? "leaving" : f.state);
        if (f.online_for)
                add(&line, " as %s for %s", f.nick, bot_time_words((int64_t)(f.online_for / 1000), words, sizeof words));
        if (*f.host)
                add(&line, "; %s port %u%s", f.host, f.port, f.tls ? " by TLS" : "");
        add(&line, "; %zu of %zu channel%s", f.in, f.wanted, plural(f.wanted));
        if (f.lag >= 0)
                add(&line, "; lag %.2f s", (double)f.lag / 1000);
        add(&line, "; %lu reconnect%s; %zu repl%s waiting", f.reconnects, plural(f.reconnects), f.waiting,
            f.waiting == 1 ? "y" : "ies");
        print(context, line.text);
}

static void say_questions(const struct bot_tally *tally, bot_print *print, void *context)
{
        struct line line = {.used = 0};

        add(&line, "messages:");
        for (size_t i = BOT_KINDS; i-- > 0;)
                add(&line, "%s %llu %s", i + 1 < BOT_KINDS ? "," : "", (unsigned long long)tally->kind[i],
                    i == PLUGIN_NONE ? "not for the bot" : bot_kind_name[i]);
        add(&line, "; %llu repl%s held back by a limit", (unsigned long long)tally->unsaid,
            tally->unsaid == 1 ? "y" : "ies");
        print(context, line.text);
        if (!tally->latency.count)
                return;
        line.used = 0;
        add(&line, "a reply takes %.2g ms to find; at most %.2g ms for 99 of 100 (of %llu)",
            latency_quantile(&tally->latency, 0.5) * 1000, latency_quantile(&tally->latency, 0.99) * 1000,
            (unsigned long long)tally->latency.count);
        print(context, line.text);
}

static void say_reloads(const struct bot_tally *tally, bot_print *print, void *context)
{
        struct line line = {.used = 0};

        add(&line, "reloads: %lu taken over, %lu refused", tally->reloaded, tally->refused);
        if (tally->last_reload) {
                add(&line, "; the last, on ");
                add_date(&line, tally->last_reload);
                add(&line, *tally->last_why ? ", was refused: %s" : ", went well", tally->last_why);
        }
        print(context, line.text);
}

struct plugin_line {
        const struct bot *bot;
        struct line line;
        const char *plugin;
        bot_print *print;
        void *context;
};

static void add_figure(void *context, const char *plugin, const char *name, double value)
{
        struct plugin_line *at = context;

        if (strcmp(plugin, at->plugin) == 0)
                add(&at->line, "; %s %.10g", name, value);
}

static void say_plugin(void *context, const char *plugin, const char *version, const char *edition)
{
        struct plugin_line *at = context;

        at->line.used = 0;
        at->plugin = plugin;
        add(&at->line, "plugin %s %s", plugin, version);
        if (*edition)
                add(&at->line, "; files %s", edition);
        plugins_figures(at->bot->plugins, add_figure, at);
        at->print(at->context, at->line.text);
}

void bot_status(struct bot *bot, bot_print *print, void *context)
{
        struct plugin_line plugin = {.bot = bot, .print = print, .context = context};

        say_process(bot, print, context);
        for (const struct member *member = bot->members; member; member = member->next)
                say_network(member->network, member->leaving, print, context);
        say_questions(&bot->tally, print, context);
        say_reloads(&bot->tally, print, context);
        plugins_versions(bot->plugins, say_plugin, &plugin);
}
