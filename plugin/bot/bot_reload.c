/* bot_reload.c - the configuration in use, and another in its place.
 *
 *   bot.cfg -> checked -> plugins build beside what is in use -> swap, or drop
 *
 * All of it happens between two messages. What a network or a plugin makes of
 * its new settings is theirs.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bot_own.h"
#include "log.h"
#include "notify.h"

void bot_report(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        struct bot *bot = context;
        enum log_level level = severity == CONFIG_ERROR ? LOG_ERROR : LOG_WARN;
        char place[20] = "";

        if (line)
                snprintf(place, sizeof place, ":%u", line);
        if (severity == CONFIG_ERROR && !*bot->tally.last_why)
                snprintf(bot->tally.last_why, sizeof bot->tally.last_why, "%s%s: %s", file, place, what);
        if (bot->also)
                bot->also(bot->also_context, severity, file, line, what);
        if (bot->report)
                bot->report(bot->report_context, severity, file, line, what);
        else
                log_line(level, NULL, "%s%s: %s", file, place, what);
}

struct held *bot_hold(struct config *config)
{
        struct held *held = config ? malloc(sizeof(*held)) : NULL;

        if (held)
                *held = (struct held){.config = config, .users = 1};
        else
                config_close(config);
        return held;
}

void bot_release(struct held *held)
{
        if (held && --held->users == 0) {
                config_close(held->config);
                free(held);
        }
}

void bot_give_back(void)
{
#ifdef __GLIBC__
        malloc_trim(0);
#endif
}

void bot_set_log(const struct config *config)
{
        char why[300];

        if (!log_configure(&config->log, why, sizeof why))
                log_line(LOG_ERROR, NULL, "log.file: %s; the log goes on as before", why);
}

/* Another folder in bot.cfg. */
static void move_sts(struct bot *bot)
{
        char why[400];

        if (!sts_move(bot->sts, bot->held->config->state, why, sizeof why))
                log_line(LOG_WARN, NULL, "which hosts want TLS: %s", why);
}

/* All that bot.cfg asks for, built beside what is in use. NULL: there are mistakes. */
static struct held *prepare(struct bot *bot, bool forced)
{
        struct held *fresh = bot_hold(bot_lay_over(bot, config_open(bot->path, bot_report, bot)));

        if (fresh && plugins_prepare(bot->plugins, fresh->config, forced) > 0) {
                plugins_settle(bot->plugins, false);
                bot_release(fresh);
                fresh = NULL;
        }
        return fresh;
}

bool bot_reload(struct bot *bot, bool forced, config_report *also, void *context)
{
        struct held *fresh, *old = bot->held;

        notify_reloading();
        bot->also = also;
        bot->also_context = context;
        *bot->tally.last_why = '\0';
        bot->tally.last_reload = time(NULL);
        fresh = prepare(bot, forced);
        bot->also = NULL;
        if (!fresh) {
                bot_give_back();
                bot->tally.refused++;
                notify_say("READY=1");
                log_line(LOG_ERROR, NULL, "%s was not reloaded: the old one stays in use", bot->path);
                return false;
        }
        plugins_settle(bot->plugins, true);
        bot->failed = 0;
        bot_set_log(fresh->config);
        old->users++;
        bot_swap(bot, fresh, network_change);
        move_sts(bot);
        bot_move_runtime(bot, old->config->state);
        bot_release(old);
        bot_give_back();
        bot->tally.reloaded++;
        bot_run_changed(bot);
        notify_say("READY=1");
        log_line(LOG_INFO, NULL, "%s was reloaded", bot->path);
        return true;
}
