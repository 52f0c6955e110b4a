/* bot_edits.c - reloading by itself when somebody has edited a file: bot.cfg, what
 * it includes, plugins' code, and what the plugins read.
 */
#include "bot_own.h"
#include "log.h"

static void on_changed(void *context)
{
        log_line(LOG_INFO, NULL, "files have changed");
        bot_reload(context, false, NULL, NULL);
}

void bot_edits_look(struct bot *bot)
{
        if (bot->edits)
                edits_look(bot->edits);
        paths_fini(&bot->named);
}

/* Those too that are not in use, for mistakes in them or as they are not there: mending them is a change. */
static void follow(struct bot *bot)
{
        struct paths files = {0};

        paths_add(&files, bot->path);
        config_files(bot->held->config, &files);
        plugins_files(bot->plugins, &files);
        for (size_t i = 0; i < bot->named.count; i++)
                paths_add(&files, bot->named.path[i]);
        if (!edits_follow(bot->edits, &files) && !bot->edits_slow) {
                log_line(LOG_WARN, NULL, "not all folders can be watched (inotify(7)): "
                         "what is edited there is noticed within 10 seconds");
                bot->edits_slow = true;
        }
        paths_fini(&files);
}

void bot_edits_follow(struct bot *bot)
{
        if (!bot->held->config->watch)
                bot_edits_stop(bot);
        else if (bot->edits || (bot->run && (bot->edits = edits_open(bot->loop, on_changed, bot))))
                follow(bot);
}

void bot_edits_stop(struct bot *bot)
{
        edits_close(bot->edits);
        bot->edits = NULL;
}
