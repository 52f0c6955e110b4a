/* plugins.h - load, check, ask, reload and unload plugins.
 *
 * A plugin's file is loaded from a private copy: a second dlopen of one path
 * would return the old code, and overwriting a mapped file crashes (mmap(2)).
 */
#ifndef BOT_PLUGINS_H
#define BOT_PLUGINS_H

#include "../plugin.h"
#include "config.h"
#include "paths.h"

#define PLUGINS_FIGURE_BYTES 40 /* of a figure's name */

struct plugins;

struct plugins *plugins_open(config_report *report, void *context);
void plugins_close(struct plugins *plugins);

/* From now on plugins are opened to be checked only: host->thorough in plugin.h. */
void plugins_be_thorough(struct plugins *plugins);

/* Loads every plugin of config that is not loaded yet, reloads the others,
 * prepares to drop those that config no longer names; all beside what is in
 * use. forced: as host->forced in plugin.h. Returns the number of plugins that
 * failed; each is reported. */
size_t plugins_prepare(struct plugins *plugins, const struct config *config, bool forced);

/* keep: what plugins_prepare built takes over (failed plugins are left out on
 * the first load; on a reload the caller keeps nothing when one failed). */
void plugins_settle(struct plugins *plugins, bool keep);

/* Asks all plugins; say gets the strongest reply, at most once. A reply that
 * does not keep plugin.h's promises is dropped, with a line in the log. */
void plugins_message(struct plugins *plugins, const struct plugin_message *message,
                     plugin_say *say, void *context);

/* In say: the name of the plugin whose reply it is. Otherwise "". */
const char *plugins_speaker(const struct plugins *plugins);

size_t plugins_count(const struct plugins *plugins);

/* The command of that name, of the first plugin that has it; or NULL. */
const struct plugin_command *plugins_command(const struct plugins *plugins, const char *name);
/* All of them, in turn; NULL: no more. */
const struct plugin_command *plugins_command_at(const struct plugins *plugins, size_t index);

/* Gives it; order->name says which. False: it did not go well, or there is none. */
bool plugins_order(struct plugins *plugins, const struct plugin_order *order, plugin_print *print, void *context);

/* The next plugins_prepare loads all code anew, or that of one plugin. False:
 * there is none of that name. */
bool plugins_renew(struct plugins *plugins, const char *name);

/* Adds every file that the plugins in use are made of: code, and what it read; between
 * prepare and settle, would be made of then. */
void plugins_files(const struct plugins *plugins, struct paths *files);

/* Adds every file that was read, or was to be, since plugins_prepare began: by those, too, that failed. */
void plugins_sought(const struct plugins *plugins, struct paths *files);

/* Adds every file that they write; between prepare and settle, would write then. */
void plugins_written(const struct plugins *plugins, struct paths *files);

/* Tells each who is called what from now on: see moved in plugin.h. */
void plugins_moved(struct plugins *plugins, const char *network, const char *nick, const char *to);

/* Gives each its time to write what waits: see idle in plugin.h. */
void plugins_idle(struct plugins *plugins, uint64_t now);

/* name: [a-z_]+, at most PLUGINS_FIGURE_BYTES. */
typedef void plugins_figure(void *context, const char *plugin, const char *name, double value);
void plugins_figures(const struct plugins *plugins, plugins_figure *figure, void *context);

/* edition: of the files that it has read, as edition.h makes it. */
typedef void plugins_version(void *context, const char *plugin, const char *version, const char *edition);
void plugins_versions(const struct plugins *plugins, plugins_version *version, void *context);

#endif
