/* runtime.h - what admins have set while the bot runs, kept across restarts.
 *
 *   FOLDER/runtime.cfg <-> overrides, quiet, ignores --config_over--> struct config
 *
 * A change is made in a copy, tried, and only then takes the place of what was. The
 * lists and their bounds are config_overlay.h's. All times are seconds of time(2).
 */
#ifndef BOT_RUNTIME_H
#define BOT_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libconfig.h>

struct runtime;

/* Reads what is kept in folder; a file that is not there is fine. One with a
 * mistake counts as empty, and why says what is wrong; *why is "" if all is
 * well. NULL: no memory. */
struct runtime *runtime_open(const char *folder, char *why, size_t cap);
struct runtime *runtime_copy(const struct runtime *runtime);
void runtime_close(struct runtime *runtime); /* NULL is fine */

/* For config_over; and for config_write. */
const config_setting_t *runtime_root(const struct runtime *runtime);
const config_t *runtime_tree(const struct runtime *runtime);

/* Counts as empty from here on, as one with a mistake. */
void runtime_drop(struct runtime *runtime);

/* Renames a file that had a mistake to runtime.cfg.broken, if there is one.
 * True: it did. */
bool runtime_set_aside(struct runtime *runtime, const char *folder);

/* False with one line in why: nothing was written. */
bool runtime_write(const struct runtime *runtime, const char *folder, char *why, size_t cap);

/* The overrides of a network, or of one of its channels. make: an empty one if
 * there is none. NULL: none, no memory, or too many. */
config_setting_t *runtime_override(struct runtime *runtime, const char *network, const char *channel, bool make);

/* Nothing but overrides: those of list (NULL: none), and over them those of
 * runtime. NULL: no memory, or too many. */
struct runtime *runtime_merge(const config_setting_t *list, const struct runtime *runtime);

/* Takes out overrides that say nothing any more. */
void runtime_tidy(struct runtime *runtime);
void runtime_forget_overrides(struct runtime *runtime);

/* quiet or not, until then (0: for good). False: too many, or no memory. */
bool runtime_quiet(struct runtime *runtime, const char *network, const char *channel, bool quiet, int64_t until,
                   const char *by);
/* Neither: as bot.cfg has it. */
void runtime_unquiet(struct runtime *runtime, const char *network, const char *channel);
bool runtime_ignore(struct runtime *runtime, const char *network, const char *mask, int64_t until, const char *by);
/* False: it is not there. */
bool runtime_unignore(struct runtime *runtime, const char *network, const char *mask);

/* Takes out what is over. True: something was. */
bool runtime_expire(struct runtime *runtime, int64_t now);
/* When the next thing is over; 0: nothing will be. */
int64_t runtime_next(const struct runtime *runtime);

#endif
