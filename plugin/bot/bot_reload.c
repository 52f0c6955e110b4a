/* bot_reload.c - the configuration in use, and another in its place.
 *
 *   bot.cfg -> checked -> plugins build beside what is in use -> swap, or drop
 *
 * All of it happens between two messages. What a network or a plugin makes of
 * its new settings is theirs.
 */
#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "bot_own.h"
#include "fnv.h"
#include "log.h"
#include "notify.h"

/* What one mistake adds to what is known of this reload. */
static void count(struct bot *bot, const char *file, const char *place, const char *what)
{
        if (!bot->errors++)
                snprintf(bot->tally.last_why, sizeof bot->tally.last_why, "%s%s: %s", file, place, what);
        bot->trouble = fnv_text(fnv_text(fnv_text(bot->trouble, file), place), what);
        paths_add(&bot->named, file);
        bot->denied = bot->denied || strstr(what, strerror(EACCES));
}

void bot_report(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        struct bot *bot = context;
        enum log_level level = severity == CONFIG_ERROR ? LOG_ERROR : LOG_WARN;
        char place[20] = "";

        if (line)
                snprintf(place, sizeof place, ":%u", line);
        if (severity == CONFIG_ERROR)
                count(bot, file, place, what);
        if (bot->also)
                bot->also(bot->also_context, severity, file, line, what);
        if (bot->report && (severity == CONFIG_ERROR || !bot->held)) /* until there is a log to say it in */
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

/* Pages of code that nobody has written to: who runs into one gets it again. */
static int give_back_code(struct dl_phdr_info *info, size_t size, void *context)
{
        uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

        (void)size;
        (void)context;
        for (unsigned i = 0; i < info->dlpi_phnum; i++) {
                const ElfW(Phdr) *part = &info->dlpi_phdr[i];
                uintptr_t from = (info->dlpi_addr + part->p_vaddr) & ~(page - 1);
                uintptr_t to = (info->dlpi_addr + part->p_vaddr + part->p_memsz) & ~(page - 1);

                if (part->p_type == PT_LOAD && !(part->p_flags & PF_W) && to > from)
                        /* The loader tells addresses as numbers. NOLINTNEXTLINE(performance-no-int-to-ptr) */
                        madvise((void *)from, to - from, MADV_DONTNEED);
        }
        return 0;
}

void bot_give_back(void)
{
#ifdef __GLIBC__
        malloc_trim(0);
#endif
        dl_iterate_phdr(give_back_code, NULL);
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

/* May the bot have the folder that it is to keep things in? */
static bool claim(struct bot *bot, const struct config *config)
{
        char why[4400];

        if (bot_claim_for(bot, config, why, sizeof why))
                return true;
        bot_report(bot, CONFIG_ERROR, bot->path, 0, why);
        return false;
}

/* All that bot.cfg asks for, built beside what is in use. NULL: there are mistakes. */
static struct held *prepare(struct bot *bot, bool forced)
{
        struct held *fresh = bot_hold(bot_lay_over(bot, config_open(bot->path, &bot->named, bot_report, bot)));

        if (fresh && plugins_prepare(bot->plugins, fresh->config, forced) == 0 && bot_confine_allows(bot, fresh->config) &&
            bot_files_allow(bot->plugins, fresh->config, bot_report, bot) && claim(bot, fresh->config))
                return fresh;
        bot_confine_explain(bot);
        plugins_sought(bot->plugins, &bot->named);
        if (fresh)
                plugins_settle(bot->plugins, false);
        bot_release(fresh);
        return NULL;
}

/* Nothing was taken over. Admins on IRC hear of it, unless it was one of them who
 * asked for it, or they have heard of the very same. */
static void refuse(struct bot *bot, bool heard)
{
        char line[500], more[60] = "";

        bot->tally.refused++;
        log_line(LOG_ERROR, NULL, "%s was not reloaded: the old one stays in use", bot->path);
        if (bot->errors > 1)
                snprintf(more, sizeof more, " (and %zu more, in the log)", bot->errors - 1);
        snprintf(line, sizeof line, "%s was not reloaded, and the old one stays in use: %s%s", bot->path,
                 bot->tally.last_why, more);
        if (!heard && bot->trouble != bot->told)
                bot_tell_admins(bot, line);
        bot->worried = bot->worried || !heard;
        bot->told = bot->trouble;
}

/* Admins who have heard of mistakes hear that they are gone. */
static void reassure(struct bot *bot)
{
        char line[300];

        snprintf(line, sizeof line, "%s was reloaded: what was wrong is mended.", bot->path);
        if (bot->worried)
                bot_tell_admins(bot, line);
        bot->worried = false;
        bot->told = 0;
}

static void take_over(struct bot *bot, struct held *fresh)
{
        struct held *old = bot->held;

        plugins_settle(bot->plugins, true);
        bot->failed = 0;
        bot_set_log(fresh->config);
        old->users++;
        bot_swap(bot, fresh, network_change);
        move_sts(bot);
        bot_move_runtime(bot, old->config->state);
        bot_release(old);
        bot->tally.reloaded++;
        reassure(bot);
}

bool bot_reload(struct bot *bot, bool forced, config_report *also, void *context)
{
        struct held *fresh;

        notify_reloading();
        bot_edits_look(bot);
        bot->errors = 0;
        bot->trouble = 0;
        bot->denied = false;
        *bot->tally.last_why = '\0';
        bot->tally.last_reload = time(NULL);
        bot->also = also;
        bot->also_context = context;
        fresh = prepare(bot, forced);
        bot->also = NULL;
        if (fresh)
                take_over(bot, fresh);
        else
                refuse(bot, also != NULL);
        bot_give_back();
        bot_edits_follow(bot);
        bot_run_changed(bot);
        notify_say("READY=1");
        if (fresh)
                log_line(LOG_INFO, NULL, "%s was reloaded", bot->path);
        return fresh != NULL;
}
