/* main.c - signals and exit codes of crampbot.
 *
 * The only file that prints and that ends the process. It refuses to know what
 * a network or a plugin is: it opens a bot, lets the loop run, and takes it
 * down in good order.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "../plugin.h"
#include "bot.h"
#include "control.h"
#include "log.h"
#include "notify.h"
#include "options.h"
#include "sandbox.h"
#include "told.h"

#define PATIENCE 950 /* ms for all networks to close, so that a second is enough */
#define SIGNALS 4
#define INSTALLED "/etc/crampbot/bot.cfg"
#define LOCAL "/usr/local" INSTALLED /* make install without PREFIX */

/* As in sysexits.h; options_help lists them. */
enum { FINE = 0, MISTAKES = 2, NOT_RUNNING = 3, USAGE = 64, INTERNAL = 70, OS = 71 };

struct run {
        struct bot *bot;
        uv_loop_t loop;
        uv_signal_t signal[SIGNALS];
        uv_timer_t timer; /* until the reload that is wished for; then, of quitting, the patience */
        bool quitting;
        bool in_time; /* all networks closed before patience ended */
};

struct tally {
        bool json; /* on standard output */
        size_t mistakes, warnings;
};

/* "file:line: what" on standard error; counts. */
static void print_mistake(void *context, enum config_severity severity, const char *file, unsigned line,
                          const char *what)
{
        struct tally *tally = context;
        char told[TOLD_BYTES];

        ++*(severity == CONFIG_ERROR ? &tally->mistakes : &tally->warnings);
        told_line(told, tally->json, severity, file, line, what);
        fputs(told, tally->json ? stdout : stderr);
}

/* The exit code, if what was printed has gone where it should. */
static int printed(int code)
{
        if (fflush(stdout) == 0 && !ferror(stdout))
                return code;
        fputs("crampbot: what it prints cannot be written; is the disk full, or the reader gone?\n", stderr);
        return OS;
}

static const char *plural(size_t count)
{
        return count == 1 ? "" : "s";
}

/* 0, 1 and 2 are open, so that no socket becomes standard error. */
static int guard_standard_files(void)
{
        int fd = open("/dev/null", O_RDWR);

        while (fd >= 0 && fd <= STDERR_FILENO)
                fd = dup(fd);
        return fd < 0 ? -1 : close(fd);
}

/* ---- running ---- */

/* What is wished by a signal before all is up waits until then; untold, it would be the end. */
static void hold_wishes(int how)
{
        sigset_t wishes;

        sigemptyset(&wishes);
        sigaddset(&wishes, SIGHUP);
        sigaddset(&wishes, SIGUSR1);
        sigprocmask(how, &wishes, NULL);
}

/* The signals are heard to the very end: without its handler the second SIGTERM
 * of somebody impatient would be the end at once, and not a good one. */
static void on_done(void *context)
{
        struct run *run = context;

        run->in_time = true;
        for (int i = 0; i < SIGNALS; i++)
                uv_unref((uv_handle_t *)&run->signal[i]);
        uv_unref((uv_handle_t *)&run->timer);
}

static void on_patience(uv_timer_t *timer)
{
        const struct run *run = timer->data;

        if (!run->in_time)
                log_line(LOG_WARN, NULL, "a network did not close in time");
        uv_stop(timer->loop);
}

static void reopen_log(void)
{
        char why[300];

        if (!log_reopen(why, sizeof why))
                log_line(LOG_ERROR, NULL, "log.file: %s; the log goes on in the old file", why);
}

static void quit(struct run *run, const char *why)
{
        run->quitting = true;
        log_line(LOG_INFO, NULL, "quitting: %s", why);
        notify_say("STOPPING=1\nSTATUS=saying goodbye");
        uv_timer_start(&run->timer, on_patience, PATIENCE, 0);
        bot_quit(run->bot, on_done, run);
}

/* However many signals have come while the last one went on. */
static void on_reload(uv_timer_t *timer)
{
        const struct run *run = timer->data;

        bot_reload(run->bot, false, NULL, NULL);
}

static void on_signal(uv_signal_t *handle, int number)
{
        struct run *run = handle->data;

        if (number == SIGUSR1)
                reopen_log();
        else if (number == SIGHUP && !run->quitting)
                uv_timer_start(&run->timer, on_reload, 0, 0);
        else if (number != SIGHUP && run->quitting) /* asked twice: at once, then */
                uv_stop(&run->loop);
        else if (number != SIGHUP)
                quit(run, number == SIGINT ? "interrupted" : "told to stop");
}

static void on_command(void *context)
{
        struct run *run = context;

        if (!run->quitting)
                quit(run, "an admin said so");
}

static int watch_signals(struct run *run)
{
        static const int numbers[SIGNALS] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};

        for (int i = 0; i < SIGNALS; i++) {
                run->signal[i].data = run;
                if (uv_signal_init(&run->loop, &run->signal[i]) ||
                    uv_signal_start(&run->signal[i], on_signal, numbers[i]))
                        return -1;
        }
        run->timer.data = run;
        return uv_timer_init(&run->loop, &run->timer);
}

static int run_bot(struct bot *bot)
{
        static struct run place; /* a signal may still be noted in it when all is over */
        struct run *run = &place;
        int unfinished;

        if (uv_loop_init(&run->loop) || watch_signals(run)) {
                fprintf(stderr, "crampbot: the event loop cannot be started\n");
                return OS;
        }
        run->bot = bot;
        bot_on_quit(bot, on_command, run);
        bot_confine(bot);
        if (bot_start(bot, &run->loop) < 0) {
                fprintf(stderr, "crampbot: not enough memory\n");
                return OS;
        }
        notify_say("READY=1");
        hold_wishes(SIG_UNBLOCK);
        unfinished = uv_run(&run->loop, UV_RUN_DEFAULT);
        if (!run->in_time) /* no time, or no way, to take down the loop in good order */
                _exit(run->quitting ? FINE : INTERNAL);
        bot_close(bot);
        if (unfinished) /* a host that is looked up for ever: its thread would be waited for */
                _exit(FINE);
        return FINE;
}

/* ---- starting ---- */

static int check(const char *path, bool json)
{
        struct tally tally = {.json = json};
        struct bot_counts counts;

        if (!bot_check(path, print_mistake, &tally, &counts)) {
                fprintf(stderr, "crampbot: not enough memory\n");
                return OS;
        }
        if (json)
                ;
        else if (tally.mistakes)
                fprintf(stderr, "%s: %zu mistake%s, %zu warning%s\n", path, tally.mistakes, plural(tally.mistakes),
                        tally.warnings, plural(tally.warnings));
        else
                printf("%s: %s: %zu network%s, %zu channel%s, %zu plugin%s, %zu warning%s\n", path,
                       tally.warnings ? "can be used" : "fine", counts.networks, plural(counts.networks),
                       counts.channels, plural(counts.channels), counts.plugins, plural(counts.plugins),
                       tally.warnings, plural(tally.warnings));
        return printed(tally.mistakes ? MISTAKES : FINE);
}

static int start(const char *path)
{
        struct bot_counts counts;
        struct tally tally = {0};
        char why[4400];
        struct bot *bot;

        hold_wishes(SIG_BLOCK);
        sandbox_secrets(true); /* until bot.cfg says otherwise */
        bot = bot_open(path, print_mistake, &tally);
        if (!bot) {
                fprintf(stderr, "%s: %zu mistake%s; nothing was started\n", path, tally.mistakes,
                        plural(tally.mistakes));
                return tally.mistakes ? MISTAKES : OS;
        }
        if (!bot_claim(bot, why, sizeof why)) {
                fprintf(stderr, "%s: %s\n", path, why);
                bot_close(bot);
                return OS;
        }
        bot_count(bot, &counts);
        if (!counts.plugins) {
                fprintf(stderr, "%s: %zu mistake%s; no plugin is left, so there is nothing to say\n", path,
                        tally.mistakes, plural(tally.mistakes));
                bot_close(bot);
                return MISTAKES;
        }
        log_line(LOG_INFO, NULL, "crampbot %s: %zu network%s, %zu channel%s, %zu plugin%s", CRAMPBOT_VERSION,
                 counts.networks, plural(counts.networks), counts.channels, plural(counts.channels),
                 counts.plugins, plural(counts.plugins));
        return run_bot(bot);
}

/* ---- asking the one that runs ---- */

static void print_line(void *context, const char *line)
{
        (void)context;
        puts(line);
}

/* Where the bot with this configuration may listen: first where systemd says, if
 * it says so to us too; then `state`; then where systemd's unit has it. */
static int ask(const char *path)
{
        char *state = config_state(path), why[300] = "";
        const char *given = getenv("RUNTIME_DIRECTORY");
        const char *const folders[] = {given && *given == '/' && !strchr(given, ':') ? given : NULL, state,
                                       strcmp(path, INSTALLED) == 0 ? "/run/crampbot" : NULL};
        enum control_answer answer = CONTROL_NOBODY;

        if (access(path, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR)) { /* whose bot would it be? */
                fprintf(stderr, "%s: there is no such file; -c FILE names the configuration that the bot runs with\n", path);
                free(state);
                return MISTAKES;
        }
        for (size_t i = 0; i < sizeof folders / sizeof *folders && answer == CONTROL_NOBODY; i++)
                if (folders[i])
                        answer = control_ask(folders[i], print_line, NULL, why, sizeof why);
        if (answer == CONTROL_NOBODY)
                fprintf(stderr, "%s: no bot runs with it on this machine\n", path);
        else if (answer == CONTROL_DENIED)
                fprintf(stderr, "%s: a bot may run with it; only the user it runs as, and root, may ask: %s\n", path, why);
        else if (answer == CONTROL_BROKEN)
                fprintf(stderr, "%s: the bot could not be asked: %s\n", path, why);
        free(state);
        if (answer == CONTROL_FINE)
                return printed(FINE);
        return answer == CONTROL_NOBODY ? NOT_RUNNING : OS;
}

/* ---- choosing ---- */

static const char *find_config(void)
{
        static const char *const places[] = {"bot.cfg", INSTALLED, LOCAL};

        for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
                if (access(places[i], F_OK) == 0)
                        return places[i];
        return NULL;
}

int main(int argc, char **argv)
{
        struct options options;
        char why[300];

        if (guard_standard_files() < 0)
                return OS;
        umask(077);
        signal(SIGPIPE, SIG_IGN); /* what is written tells */
        signal(SIGXFSZ, SIG_IGN);
        if (!options_read(argc, argv, &options, why, sizeof why)) {
                fprintf(stderr, "crampbot: %s\n", why);
                return USAGE;
        }
        if (options.task == OPTIONS_VERSION)
                printf("crampbot %s (plugin ABI %d)\n", CRAMPBOT_VERSION, PLUGIN_ABI);
        else if (options.task == OPTIONS_HELP)
                fputs(options_help, stdout);
        if (options.task == OPTIONS_VERSION || options.task == OPTIONS_HELP)
                return printed(FINE);
        if (!options.path && !(options.path = find_config())) {
                fputs("crampbot: there is no bot.cfg here, no " INSTALLED " and no " LOCAL "; -c FILE tells where it is\n",
                      stderr);
                return MISTAKES;
        }
        return options.task == OPTIONS_CHECK ? check(options.path, options.json)
               : options.task == OPTIONS_STATUS ? ask(options.path) : start(options.path);
}
