/* plugins_command.c - the commands that plugins bring with them.
 *
 * Finds and passes on. Who may give which is the caller's to know.
 */
#include <string.h>

#include "plugins_own.h"

/* A command that plugin.h would not let through is none. */
static bool is_right(const struct plugin_command *command)
{
        return command->name && *command->name && command->usage && command->help &&
               strspn(command->name, "abcdefghijklmnopqrstuvwxyz") == strlen(command->name);
}

static size_t count_of(const struct entry *entry)
{
        const struct plugin *plugin = entry->library.plugin;

        return PLUGIN_HAS(plugin, commands) && PLUGIN_HAS(plugin, command_count) && PLUGIN_HAS(plugin, command)
                       ? plugin->command_count : 0;
}

/* The first of that name; owner: whose it is. */
static const struct plugin_command *find(const struct plugins *plugins, const char *name, struct entry **owner)
{
        for (size_t i = 0; i < plugins->now_count; i++)
                for (size_t k = 0; k < count_of(plugins->now[i]); k++) {
                        const struct plugin_command *command = &plugins->now[i]->library.plugin->commands[k];

                        *owner = plugins->now[i];
                        if (is_right(command) && strcmp(command->name, name) == 0)
                                return command;
                }
        return NULL;
}

const struct plugin_command *plugins_command(const struct plugins *plugins, const char *name)
{
        struct entry *owner;

        return find(plugins, name, &owner);
}

const struct plugin_command *plugins_command_at(const struct plugins *plugins, size_t index)
{
        for (size_t i = 0; i < plugins->now_count; i++)
                for (size_t k = 0; k < count_of(plugins->now[i]); k++) {
                        const struct plugin_command *command = &plugins->now[i]->library.plugin->commands[k];

                        if (is_right(command) && plugins_command(plugins, command->name) == command && index-- == 0)
                                return command;
                }
        return NULL;
}

bool plugins_order(struct plugins *plugins, const struct plugin_order *order, plugin_print *print, void *context)
{
        struct entry *owner;

        return find(plugins, order->name, &owner) &&
               owner->library.plugin->command(owner->state, order, print, context) == 0;
}

bool plugins_renew(struct plugins *plugins, const char *name)
{
        bool found = false;

        for (size_t i = 0; i < plugins->now_count; i++)
                if (!name || strcmp(plugins_name(plugins->now[i]), name) == 0)
                        found = plugins->now[i]->renew = true;
        return found;
}
