/* bot_run.c - what goes on beside the talk, once a second or less often.
 *
 *   every second       plugins' idle time, when nothing was asked
 *   every 15 seconds   figures into a file; a line for systemd
 *   at half its time   a sign of life for systemd's watchdog
 *
 * One timer for all of it, so that a bot that has nothing to do sleeps.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot_own.h"
#include "control.h"
#include "log.h"
#include "notify.h"

#define TICK 1000         /* ms */
#define FIGURES 15000     /* ms */
#define IDLE_LATEST 10000 /* ms: plugins get their time at the latest after so long */

struct bot_run {
        uv_timer_t timer;
        uint64_t tick;                             /* ms */
        uint64_t watchdog;                         /* ms between two signs of life; 0: none */
        uint64_t idle_at, figures_at, watchdog_at; /* the last of each */
        uint64_t asked;                            /* messages until then */
        char metrics_why[300];                     /* what was said last of the metrics file */
        struct control *control;                   /* NULL: nobody can ask */
        char *folder;                              /* where it is */
};

static uint64_t messages(const struct bot *bot)
{
        uint64_t sum = 0;

        for (size_t i = 0; i < BOT_KINDS; i++)
                sum += bot->tally.kind[i];
        return sum;
}

static size_t online(const struct bot *bot)
{
        size_t count = 0;

        for (const struct member *member = bot->members; member; member = member->next)
                count += !member->leaving && strcmp(network_state(member->network), "online") == 0;
        return count;
}

static void give_figures(struct bot *bot)
{
        const char *path = bot->held->config->metrics;
        char why[300] = "";

        if (path && !bot_metrics(bot, path, why, sizeof why) && strcmp(why, bot->run->metrics_why) != 0)
                log_line(LOG_WARN, NULL, "metrics: %s", why);
        strcpy(bot->run->metrics_why, why);
        notify_say("STATUS=online on %zu of %zu networks; %llu replies since the start", online(bot),
                   bot->held->config->network_count, (unsigned long long)bot->tally.latency.count);
}

/* Is it time, though the next tick is a whole one away? */
static bool is_due(const struct bot_run *run, uint64_t *at, uint64_t every, uint64_t now)
{
        if (now - *at + run->tick <= every)
                return false;
        *at = now;
        return true;
}

static void on_tick(uv_timer_t *timer)
{
        struct bot *bot = timer->data;
        struct bot_run *run = bot->run;
        uint64_t now = uv_now(bot->loop), asked = messages(bot);

        if (run->watchdog && is_due(run, &run->watchdog_at, run->watchdog, now))
                notify_say("WATCHDOG=1");
        if (is_due(run, &run->idle_at, asked == run->asked ? TICK : IDLE_LATEST, now))
                plugins_idle(bot->plugins, now);
        run->asked = asked;
        if (is_due(run, &run->figures_at, FIGURES, now))
                give_figures(bot);
}

/* ---- who asks on this machine ---- */

static void tell(void *context, control_print *print, void *print_context)
{
        bot_status(context, print, print_context);
}

static void listen_in(struct bot *bot, const char *folder)
{
        struct bot_run *run = bot->run;
        char why[300];

        if (run->control && run->folder && strcmp(run->folder, folder) == 0)
                return;
        control_close(run->control);
        free(run->folder);
        run->folder = strdup(folder);
        run->control = control_open(bot->loop, folder, tell, bot, why, sizeof why);
        if (!run->control)
                log_line(LOG_WARN, NULL, "--status will not reach this bot: \"%s\": %s", folder, why);
}

/* systemd's RuntimeDirectory=, the first if there are several; else `state`. */
static void follow_folder(struct bot *bot)
{
        const char *given = getenv("RUNTIME_DIRECTORY");
        char folder[4096];

        snprintf(folder, sizeof folder, "%.*s", given ? (int)strcspn(given, ":") : 0, given ? given : "");
        listen_in(bot, *folder == '/' ? folder : bot->held->config->state);
}

/* ---- the whole ---- */

int bot_run_start(struct bot *bot)
{
        struct bot_run *run = calloc(1, sizeof *run);
        uint64_t now = uv_now(bot->loop);

        if (!run)
                return -1;
        bot->run = run;
        run->watchdog = notify_interval();
        run->tick = run->watchdog && run->watchdog < TICK ? run->watchdog : TICK;
        run->idle_at = run->watchdog_at = run->figures_at = now;
        uv_timer_init(bot->loop, &run->timer);
        run->timer.data = bot;
        uv_timer_start(&run->timer, on_tick, run->tick, run->tick);
        follow_folder(bot);
        give_figures(bot);
        bot_edits_follow(bot);
        return 0;
}

void bot_run_changed(struct bot *bot)
{
        if (!bot->run)
                return;
        follow_folder(bot);
        give_figures(bot);
}

static void on_closed(uv_handle_t *handle)
{
        free((char *)handle - offsetof(struct bot_run, timer));
}

void bot_run_stop(struct bot *bot)
{
        struct bot_run *run = bot->run;

        if (!run)
                return;
        bot_edits_stop(bot);
        bot->run = NULL;
        control_close(run->control);
        free(run->folder);
        uv_close((uv_handle_t *)&run->timer, on_closed);
}
