/* bot_runtime.c - what admins have set while the bot runs, over what bot.cfg says.
 *
 *   a changed copy -> config_over -> written, if that can be -> in use     or else: dropped
 *
 * bot.cfg is not read again for that: what its admin is editing just now is
 * none of a command's business.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bot_own.h"
#include "keep.h"
#include "log.h"

#define EXPIRY_MOST 3600000u  /* ms: the clock may be set meanwhile */
#define EXPIRY_AGAIN 60000u   /* after it did not work */

bool bot_open_runtime(struct bot *bot, const struct config *config)
{
        char why[700];

        bot->runtime = runtime_open(config->state, why, sizeof why);
        if (bot->runtime)
                runtime_expire(bot->runtime, time(NULL));
        if (*why)
                bot_report(bot, CONFIG_WARNING, config->state, 0, why);
        return bot->runtime != NULL;
}

/* Of bot.cfg's own warnings nobody need hear twice. */
static void report_errors(void *context, enum config_severity severity, const char *file, unsigned line,
                          const char *what)
{
        if (severity == CONFIG_ERROR)
                bot_report(context, severity, file, line, what);
}

static void report_as_warning(void *context, enum config_severity severity, const char *file, unsigned line,
                              const char *what)
{
        if (severity == CONFIG_ERROR)
                bot_report(context, CONFIG_WARNING, file, line, what);
}

struct config *bot_lay_over(struct bot *bot, struct config *config)
{
        struct config *over = config ? config_over(config, runtime_root(bot->runtime), report_errors, bot) : NULL;

        config_close(config);
        return over;
}

struct config *bot_lay_over_or_drop(struct bot *bot, struct config *config)
{
        struct config *over = config_over(config, runtime_root(bot->runtime), report_as_warning, bot);

        if (!over) {
                runtime_drop(bot->runtime);
                return config;
        }
        config_close(config);
        return over;
}

static void schedule(struct bot *bot, uint64_t least);

/* fresh is the bot's from here on, or freed. It holds though it cannot be written, as on a full disk:
 * a bot that is to be quiet has to be. *why is "", or says that. */
static bool take(struct bot *bot, struct runtime *fresh, config_report *also, void *context, char *why, size_t cap)
{
        struct held *held;

        *why = '\0';
        runtime_tidy(fresh);
        held = bot_hold(config_over(bot->held->config, runtime_root(fresh), also, context));
        if (!held) {
                runtime_close(fresh);
                return false;
        }
        if (!runtime_write(fresh, bot->held->config->state, why, cap))
                log_line(LOG_WARN, NULL, "what admins have set holds, but will not outlive a restart: %s", why);
        runtime_close(bot->runtime);
        bot->runtime = fresh;
        bot_swap(bot, held, network_adjust);
        schedule(bot, 0);
        return true;
}

bool bot_adopt(struct bot *bot, struct runtime *fresh, config_report *also, void *context)
{
        char why[400] = "not enough memory", what[500];

        if (fresh && !take(bot, fresh, also, context, why, sizeof why))
                return false;
        snprintf(what, sizeof what, "%s%s", fresh ? "done, but it will not outlive a restart: " : "", why);
        if (*why)
                also(context, CONFIG_ERROR, "", 0, what);
        return fresh != NULL;
}

/* -- whose it is -------------------------------------------------------------- */

/* Is the folder the one that is held? */
static bool is_claimed(int claim, const char *folder)
{
        struct stat held, is;

        return claim >= 0 && fstat(claim, &held) == 0 && stat(folder, &is) == 0 && held.st_dev == is.st_dev &&
               held.st_ino == is.st_ino;
}

bool bot_claim_for(struct bot *bot, const struct config *config, char *why, size_t cap)
{
        int fd;

        if (is_claimed(bot->claim, config->state))
                return true;
        fd = keep_hold(config->state);
        if (fd < 0 && errno == EWOULDBLOCK) {
                snprintf(why, cap, "another bot runs with \"%s\" as its `state`: end that one first, or give this one "
                         "a `state` of its own in bot.cfg", config->state);
                return false;
        }
        if (bot->claim >= 0)
                close(bot->claim);
        bot->claim = fd;
        return true;
}

bool bot_claim(struct bot *bot, char *why, size_t cap)
{
        return bot_claim_for(bot, bot->held->config, why, cap);
}

/* -- what is over ----------------------------------------------------------- */

static void note(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        (void)context;
        (void)line;
        (void)file;
        if (severity == CONFIG_ERROR)
                log_line(LOG_ERROR, NULL, "when an `ignore` or `quiet` was over: %s", what);
}

/* What is over is over, whether that can be written or not: the file says when. */
static void on_expiry(uv_timer_t *timer)
{
        struct bot *bot = timer->data;
        struct runtime *fresh = runtime_copy(bot->runtime);
        char why[400];

        if (!fresh || !runtime_expire(fresh, time(NULL))) {
                runtime_close(fresh);
                schedule(bot, 1000);
                return;
        }
        log_line(LOG_INFO, NULL, "the time of an `ignore` or `quiet` is over");
        if (!take(bot, fresh, note, NULL, why, sizeof why))
                schedule(bot, EXPIRY_AGAIN);
}

static void schedule(struct bot *bot, uint64_t least)
{
        int64_t next = runtime_next(bot->runtime), now = time(NULL);
        uint64_t ms = next <= now ? 0 : (uint64_t)(next - now) * 1000;

        if (!bot->expiry)
                return;
        if (ms < least)
                ms = least;
        if (next)
                uv_timer_start(bot->expiry, on_expiry, ms < EXPIRY_MOST ? ms : EXPIRY_MOST, 0);
        else
                uv_timer_stop(bot->expiry);
}

void bot_start_runtime(struct bot *bot)
{
        if (runtime_set_aside(bot->runtime, bot->held->config->state))
                log_line(LOG_WARN, NULL, "what admins had set cannot be used and is now in %s/runtime.cfg.broken",
                         bot->held->config->state);
        bot->expiry = malloc(sizeof *bot->expiry);
        if (!bot->expiry)
                return; /* nothing ends by itself, then */
        uv_timer_init(bot->loop, bot->expiry);
        uv_unref((uv_handle_t *)bot->expiry);
        bot->expiry->data = bot;
        schedule(bot, 0);
}

static void on_closed(uv_handle_t *handle)
{
        free(handle);
}

void bot_stop_runtime(struct bot *bot)
{
        if (bot->expiry)
                uv_close((uv_handle_t *)bot->expiry, on_closed);
        bot->expiry = NULL;
}

void bot_move_runtime(struct bot *bot, const char *old)
{
        char why[400];

        if (strcmp(old, bot->held->config->state) != 0 &&
            !runtime_write(bot->runtime, bot->held->config->state, why, sizeof why))
                log_line(LOG_WARN, NULL, "what admins have set: %s", why);
}
