/* config_state.c - where a bot.cfg says that the bot keeps things, whatever else
 * is wrong in it: for who looks for a bot that runs.
 */
#include "config.h"

#include "source.h"

static void ignore(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        (void)context;
        (void)severity;
        (void)file;
        (void)line;
        (void)what;
}

char *config_state(const char *path)
{
        struct check check = {.report = ignore};
        struct source source;
        config_t file;
        const config_setting_t *at = NULL;
        char *folder;

        config_init(&file);
        if (source_init(&source, &check, path) && source_parse(&source, &check, &file))
                at = check_member(config_root_setting(&file), "state", CHECK_TEXT);
        if (at && !rule_path(config_setting_get_string(at)))
                folder = source_resolve(config_setting_source_file(at), config_setting_get_string(at));
        else
                folder = source_resolve(path, CONFIG_STATE_FOLDER);
        config_destroy(&file);
        source_fini(&source);
        return folder;
}
