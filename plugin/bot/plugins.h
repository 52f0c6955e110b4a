/* plugins.h - load, check, ask, reload and unload plugins.
 *
 * A plugin's file is loaded from a private copy: a second dlopen of one path
 * would return the old code, and overwriting a mapped file crashes (mmap(2)).
 */
#ifndef BOT_PLUGINS_H
#define BOT_PLUGINS_H

#include "../plugin.h"
#include "config.h"

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

#endif
