/* runtime.c - what admins have set while the bot runs, and its file.
 *
 * Three lists of a libconfig tree. It refuses to know who may change them and
 * what the settings mean; config_overlay.c says what may stand there.
 */
#include "runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config_overlay.h"
#include "keep.h"
#include "source.h"

#define FILE_NAME "runtime.cfg"
#define PATH_BYTES 4200
#define HEAD \
        "# What admins have set by `set`, `join`, `part`, `quiet` and `ignore`. The bot\n" \
        "# writes this file; do not edit it while the bot runs. Deleting it undoes all.\n"

enum list { OVERRIDES, QUIET, IGNORES, LISTS };

static const struct {
        const char *name;
        int most;
} lists[LISTS] = {
        [OVERRIDES] = {"overrides", OVERLAY_OVERRIDES_MAX},
        [QUIET] = {"quiet", OVERLAY_QUIET_MAX}, [IGNORES] = {"ignores", OVERLAY_IGNORES_MAX},
};

struct runtime {
        config_t tree;
        bool broken; /* the file that was read */
};

static config_setting_t *list_of(const struct runtime *runtime, enum list which)
{
        return config_setting_get_member(config_root_setting(&runtime->tree), lists[which].name);
}

static int count_of(const config_setting_t *list)
{
        return list ? config_setting_length(list) : 0;
}

static const char *text_of(const config_setting_t *group, const char *name)
{
        const char *text = "";

        config_setting_lookup_string(group, name, &text);
        return text;
}

static void forget_all(config_setting_t *list)
{
        while (count_of(list))
                config_setting_remove_elem(list, 0);
}

/* -- open, copy, close ---------------------------------------------------- */

static struct runtime *empty(void)
{
        struct runtime *runtime = calloc(1, sizeof *runtime);

        if (runtime)
                config_init(&runtime->tree);
        return runtime;
}

void runtime_close(struct runtime *runtime)
{
        if (!runtime)
                return;
        config_destroy(&runtime->tree);
        free(runtime);
}

/* Every list is there, so that what follows need not ask. */
static bool complete(struct runtime *runtime)
{
        for (enum list which = 0; which < LISTS; which++)
                if (!list_of(runtime, which) &&
                    !config_setting_add(config_root_setting(&runtime->tree), lists[which].name, CONFIG_TYPE_LIST))
                        return false;
        return true;
}

void runtime_drop(struct runtime *runtime)
{
        for (enum list which = 0; which < LISTS; which++)
                forget_all(list_of(runtime, which));
        runtime->broken = true;
}

struct runtime *runtime_copy(const struct runtime *runtime)
{
        struct runtime *copy = empty();

        if (copy && config_overlay_copy(config_root_setting(&copy->tree), config_root_setting(&runtime->tree)))
                return copy;
        runtime_close(copy);
        return NULL;
}

const config_setting_t *runtime_root(const struct runtime *runtime)
{
        return config_root_setting(&runtime->tree);
}

/* -- the file ------------------------------------------------------------- */

struct first_mistake {
        char *why;
        size_t cap;
};

static void note(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        const struct first_mistake *first = context;
        char place[20] = "";

        if (line)
                snprintf(place, sizeof place, ":%u", line);
        if (severity == CONFIG_ERROR && !*first->why)
                snprintf(first->why, first->cap, "%s%s: %s", file, place, what);
}

static const struct check_key keys[] = {
        {.name = "overrides", .type = CHECK_LIST, .offset = CHECK_NOWHERE, .example = "overrides = ( )"},
        {.name = "quiet", .type = CHECK_LIST, .offset = CHECK_NOWHERE, .example = "quiet = ( )"},
        {.name = "ignores", .type = CHECK_LIST, .offset = CHECK_NOWHERE, .example = "ignores = ( )"},
};

/* The names of files in the tree would not outlive `source`. */
static void forget_files(config_setting_t *at)
{
        int count = config_setting_is_aggregate(at) ? config_setting_length(at) : 0;

        at->file = FILE_NAME;
        for (int i = 0; i < count; i++)
                forget_files(config_setting_get_elem(at, (unsigned)i));
}

static void read_file(struct runtime *runtime, const char *path, char *why, size_t cap)
{
        struct first_mistake first = {why, cap};
        struct check check = {.report = note, .context = &first};
        struct source source;

        if (source_init(&source, &check, path) && source_parse(&source, &check, &runtime->tree) && !check.mistakes) {
                check_group(&check, config_root_setting(&runtime->tree), keys, CHECK_COUNT(keys), false, NULL);
                config_overlay_check(&check, config_root_setting(&runtime->tree));
        }
        runtime->broken = check.mistakes > 0;
        forget_files(config_root_setting(&runtime->tree));
        source_fini(&source);
}

struct runtime *runtime_open(const char *folder, char *why, size_t cap)
{
        struct runtime *runtime = empty();
        char path[PATH_BYTES];
        bool broken;

        *why = '\0';
        snprintf(path, sizeof path, "%s/" FILE_NAME, folder);
        if (runtime && access(path, F_OK) == 0)
                read_file(runtime, path, why, cap);
        broken = runtime && runtime->broken;
        if (broken) {
                runtime_close(runtime);
                runtime = empty();
        }
        if (runtime && !complete(runtime)) {
                runtime_close(runtime);
                runtime = NULL;
        }
        if (runtime)
                runtime->broken = broken;
        return runtime;
}

bool runtime_set_aside(struct runtime *runtime, const char *folder)
{
        char path[PATH_BYTES], aside[PATH_BYTES + 8];

        if (!runtime->broken)
                return false;
        runtime->broken = false;
        snprintf(path, sizeof path, "%s/" FILE_NAME, folder);
        snprintf(aside, sizeof aside, "%s.broken", path);
        return rename(path, aside) == 0;
}

static bool write_tree(FILE *file, const void *context)
{
        const struct runtime *runtime = context;

        fputs(HEAD, file);
        config_write(&runtime->tree, file);
        return !ferror(file);
}

bool runtime_write(const struct runtime *runtime, const char *folder, char *why, size_t cap)
{
        return keep_write(folder, FILE_NAME, write_tree, runtime, why, cap);
}

/* -- the lists ------------------------------------------------------------ */

static bool names(const config_setting_t *group, const char *network, const char *channel)
{
        return strcmp(text_of(group, "network"), network) == 0 &&
               rule_same_name(text_of(group, "channel"), channel ? channel : "");
}

static bool add_text(config_setting_t *group, const char *name, const char *text)
{
        config_setting_t *at = config_setting_add(group, name, CONFIG_TYPE_STRING);

        return at && config_setting_set_string(at, text);
}

/* A new group in one of the lists. */
static config_setting_t *add(struct runtime *runtime, enum list which, const char *network)
{
        config_setting_t *list = list_of(runtime, which), *group;

        if (count_of(list) >= lists[which].most)
                return NULL;
        group = config_setting_add(list, NULL, CONFIG_TYPE_GROUP);
        return group && add_text(group, "network", network) ? group : NULL;
}

config_setting_t *runtime_override(struct runtime *runtime, const char *network, const char *channel, bool make)
{
        config_setting_t *list = list_of(runtime, OVERRIDES), *group;

        for (int i = 0; i < count_of(list); i++)
                if (names(config_setting_get_elem(list, (unsigned)i), network, channel))
                        return config_setting_get_elem(list, (unsigned)i);
        group = make ? add(runtime, OVERRIDES, network) : NULL;
        return group && (!channel || add_text(group, "channel", channel)) ? group : NULL;
}

static bool merge_entry(struct runtime *merged, const config_setting_t *entry)
{
        const char *channel = text_of(entry, "channel");
        config_setting_t *group = runtime_override(merged, text_of(entry, "network"), *channel ? channel : NULL, true);
        bool fine = group != NULL;

        for (int i = 0; fine && i < config_setting_length(entry); i++) {
                const config_setting_t *at = config_setting_get_elem(entry, (unsigned)i);

                if (strcmp(config_setting_name(at), "network") != 0 && strcmp(config_setting_name(at), "channel") != 0)
                        fine = config_overlay_merge(group, at);
        }
        return fine;
}

struct runtime *runtime_merge(const config_setting_t *list, const struct runtime *runtime)
{
        const config_setting_t *from[] = {list, list_of(runtime, OVERRIDES)};
        struct runtime *merged = empty();
        bool fine = merged && config_setting_add(config_root_setting(&merged->tree), lists[OVERRIDES].name, CONFIG_TYPE_LIST);

        for (size_t k = 0; fine && k < 2; k++)
                for (int i = 0; fine && i < count_of(from[k]); i++)
                        fine = merge_entry(merged, config_setting_get_elem(from[k], (unsigned)i));
        if (fine)
                return merged;
        runtime_close(merged);
        return NULL;
}

const config_t *runtime_tree(const struct runtime *runtime)
{
        return &runtime->tree;
}

void runtime_tidy(struct runtime *runtime)
{
        config_setting_t *list = list_of(runtime, OVERRIDES);

        for (int i = count_of(list) - 1; i >= 0; i--) {
                config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
                config_setting_t *limits = config_setting_get_member(group, "limits");

                if (limits && !config_setting_length(limits))
                        config_setting_remove(group, "limits");
                if (config_setting_length(group) <= (config_setting_get_member(group, "channel") ? 2 : 1))
                        config_setting_remove_elem(list, (unsigned)i);
        }
}

void runtime_forget_overrides(struct runtime *runtime)
{
        forget_all(list_of(runtime, OVERRIDES));
}

static bool finish(config_setting_t *group, int64_t until, const char *by)
{
        config_setting_t *at = config_setting_add(group, "until", CONFIG_TYPE_INT64);

        return at && config_setting_set_int64(at, until) && add_text(group, "by", by);
}

void runtime_unquiet(struct runtime *runtime, const char *network, const char *channel)
{
        config_setting_t *list = list_of(runtime, QUIET);

        for (int i = count_of(list) - 1; i >= 0; i--)
                if (names(config_setting_get_elem(list, (unsigned)i), network, channel))
                        config_setting_remove_elem(list, (unsigned)i);
}

bool runtime_quiet(struct runtime *runtime, const char *network, const char *channel, bool quiet, int64_t until,
                   const char *by)
{
        config_setting_t *group, *at;

        runtime_unquiet(runtime, network, channel);
        group = add(runtime, QUIET, network);
        at = group && add_text(group, "channel", channel) ? config_setting_add(group, "quiet", CONFIG_TYPE_BOOL) : NULL;
        return at && config_setting_set_bool(at, quiet) && finish(group, until, by);
}

bool runtime_unignore(struct runtime *runtime, const char *network, const char *mask)
{
        config_setting_t *list = list_of(runtime, IGNORES);
        bool found = false;

        for (int i = count_of(list) - 1; i >= 0; i--) {
                const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);

                if (strcmp(text_of(group, "network"), network) != 0 || !rule_same_name(text_of(group, "mask"), mask))
                        continue;
                config_setting_remove_elem(list, (unsigned)i);
                found = true;
        }
        return found;
}

bool runtime_ignore(struct runtime *runtime, const char *network, const char *mask, int64_t until, const char *by)
{
        config_setting_t *group;

        runtime_unignore(runtime, network, mask);
        group = add(runtime, IGNORES, network);
        return group && add_text(group, "mask", mask) && finish(group, until, by);
}

/* -- time ----------------------------------------------------------------- */

static int64_t until_of(const config_setting_t *group)
{
        const config_setting_t *at = config_setting_get_member(group, "until");

        return at ? config_setting_get_int64(at) : 0;
}

bool runtime_expire(struct runtime *runtime, int64_t now)
{
        bool any = false;

        for (enum list which = QUIET; which < LISTS; which++) {
                config_setting_t *list = list_of(runtime, which);

                for (int i = count_of(list) - 1; i >= 0; i--) {
                        int64_t until = until_of(config_setting_get_elem(list, (unsigned)i));

                        if (until == 0 || until > now)
                                continue;
                        config_setting_remove_elem(list, (unsigned)i);
                        any = true;
                }
        }
        return any;
}

int64_t runtime_next(const struct runtime *runtime)
{
        int64_t next = 0;

        for (enum list which = QUIET; which < LISTS; which++) {
                const config_setting_t *list = list_of(runtime, which);

                for (int i = 0; i < count_of(list); i++) {
                        int64_t until = until_of(config_setting_get_elem(list, (unsigned)i));

                        if (until && (!next || until < next))
                                next = until;
                }
        }
        return next;
}
