/* config.c - bot.cfg as a whole: the file, its networks and its plugins.
 *
 * Reads bytes (source), lets libconfig parse them, and walks the result with
 * tables of keys (check, config_network). It refuses to know what a plugin's
 * own settings mean: those are handed on as they are. Nothing is used, opened
 * or changed here, so that a file with mistakes costs nothing but the report.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "config_admin.h"
#include "config_log.h"
#include "config_network.h"
#include "config_overlay.h"
#include "source.h"

/* What was read; all that is made of it shares it. */
struct parsed {
        config_t file;
        struct source source;
        size_t users;
};

struct own {
        struct parsed *parsed;
        config_t tree; /* parsed->file with what is laid over it */
};

static const struct check_key root_keys[] = {
        {.name = "log", .type = CHECK_GROUP, .offset = CHECK_NOWHERE, .example = "log = { level = \"info\"; }"},
        {.name = "networks", .type = CHECK_LIST, .required = true, .offset = CHECK_NOWHERE,
         .example = "networks = ( { name = \"libera\"; host = \"irc.libera.chat\"; ... } )"},
        {.name = "plugins", .type = CHECK_LIST, .required = true, .offset = CHECK_NOWHERE,
         .example = "plugins = ( { path = \"build/plugin.so\"; ... } )"},
        {.name = "state", .type = CHECK_TEXT, .rule = rule_path, .offset = CHECK_NOWHERE,
         .example = "state = \"/var/lib/crampbot\""},
        {.name = "metrics", .type = CHECK_TEXT, .rule = rule_path, .offset = CHECK_NOWHERE,
         .example = "metrics = \"/var/lib/prometheus/node-exporter/crampbot.prom\""},
        {.name = "watch", .type = CHECK_FLAG, .offset = offsetof(struct config, watch), .example = "watch = true"},
        {.name = "sandbox", .type = CHECK_FLAG, .offset = offsetof(struct config, sandbox), .example = "sandbox = true"},
        {.name = "core_dumps", .type = CHECK_FLAG, .offset = offsetof(struct config, core_dumps),
         .example = "core_dumps = false"},
        {.name = "admins", .type = CHECK_LIST, .offset = CHECK_NOWHERE,
         .example = "admins = ( { account = \"anna\"; networks = [ \"libera\" ]; } )"},
        {.name = "overrides", .type = CHECK_LIST, .offset = CHECK_NOWHERE,
         .example = "overrides = ( { network = \"libera\"; prefix = \"!c\"; } )"},
};

static const struct check_key plugin_keys[] = {
        {.name = "path", .type = CHECK_TEXT, .rule = rule_text, .required = true,
         .offset = offsetof(struct config_plugin, path), .example = "path = \"build/plugin.so\""},
        {.name = "name", .type = CHECK_TEXT, .rule = rule_word, .offset = offsetof(struct config_plugin, name),
         .example = "name = \"faq\""},
};

/* May everybody put another file in the place of this one? Not in /tmp, which is sticky. */
static bool is_open_folder(const char *path)
{
        const char *slash = strrchr(path, '/');
        char folder[PATH_MAX];
        struct stat is;

        snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path + 1) : 1, slash ? path : ".");
        return stat(folder, &is) == 0 && (is.st_mode & (S_IWOTH | S_ISVTX)) == S_IWOTH;
}

/* The plugin's file is there and can be read. */
static bool check_file(struct check *check, const config_setting_t *at, const char *path)
{
        size_t before = check->mistakes;
        int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        struct stat is;

        if (fd < 0 || fstat(fd, &is) < 0)
                check_mistake(check, at, "path: \"%s\" cannot be opened: %s; a plugin's .so file would be right",
                              path, strerror(errno));
        else if (!S_ISREG(is.st_mode) || !is.st_size)
                check_mistake(check, at, "path: \"%s\" is not a plain file with something in it; "
                              "a plugin's .so file would be right", path);
        else if (is.st_mode & S_IWOTH || is_open_folder(path))
                check_doubt(check, at, "path: everybody on this machine can change \"%s\"%s, and so what the bot does; "
                            "chmod o-w would be right", path, is.st_mode & S_IWOTH ? "" : " in its folder");
        if (fd >= 0)
                close(fd);
        return check->mistakes == before;
}

static bool same_plugin(const struct config_plugin *a, const struct config_plugin *b)
{
        return strcmp(a->path, b->path) == 0 && strcmp(a->name ? a->name : "", b->name ? b->name : "") == 0;
}

static void take_plugin(struct check *check, const config_setting_t *at, struct config *config)
{
        struct config_plugin *plugin = &config->plugin[config->plugin_count];
        const config_setting_t *path;

        if (!config_setting_is_group(at)) {
                check_mistake(check, at, "plugins: each must be a group; "
                              "{ path = \"build/plugin.so\"; } would be right");
                return;
        }
        *plugin = (struct config_plugin){.settings = at, .line = config_setting_source_line(at)};
        check_group(check, at, plugin_keys, CHECK_COUNT(plugin_keys), true, plugin);
        if (!plugin->path)
                return;
        path = config_setting_get_member(at, "path");
        plugin->path = source_resolve(config_setting_source_file(path), plugin->path);
        if (!plugin->path) {
                check_mistake(check, at, "plugins: not enough memory");
                return;
        }
        check_names(check, plugin->path);
        if (!check_file(check, path, plugin->path)) {
                free((char *)plugin->path);
                return;
        }
        config->plugin_count++; /* the path is config_close's from here on */
        for (size_t k = 0; k + 1 < config->plugin_count; k++)
                if (same_plugin(&config->plugin[k], plugin))
                        check_mistake(check, at, "plugins: \"%s\" is there twice; "
                                      "a different `name` for each would be right", plugin->path);
}

static void take_plugins(struct check *check, const config_setting_t *list, struct config *config)
{
        int count = config_setting_length(list);

        if (count < 1 || count > CONFIG_PLUGINS_MAX) {
                check_mistake(check, list, "plugins: there are %d; 1 to %d would be right", count,
                              CONFIG_PLUGINS_MAX);
                return;
        }
        config->plugin = calloc((size_t)count, sizeof(*config->plugin));
        if (!config->plugin) {
                check_mistake(check, list, "plugins: not enough memory");
                return;
        }
        for (int i = 0; i < count; i++)
                take_plugin(check, config_setting_get_elem(list, (unsigned)i), config);
}

/* Two networks that would be one, or that would fight for one nick. */
static void compare_networks(struct check *check, const config_setting_t *at, const struct config *config)
{
        const struct config_network *mine = &config->network[config->network_count - 1];

        for (size_t k = 0; k + 1 < config->network_count; k++) {
                const struct config_network *other = &config->network[k];

                if (mine->name && other->name && strcasecmp(mine->name, other->name) == 0)
                        check_mistake(check, at, "networks: \"%s\" is there twice; another name would be right",
                                      mine->name);
                else if (mine->host && other->host && mine->nick[0] && other->nick[0] &&
                         strcasecmp(mine->host, other->host) == 0 && mine->port == other->port &&
                         rule_same_name(mine->nick[0], other->nick[0]))
                        check_mistake(check, at, "networks: \"%s\" and \"%s\" are one nick on one server; "
                                      "another nick would be right",
                                      other->name ? other->name : "?", mine->name ? mine->name : "?");
        }
}

static void take_networks(struct check *check, const config_setting_t *list, struct config *config)
{
        int count = config_setting_length(list);

        if (count < 1 || count > CONFIG_NETWORKS_MAX) {
                check_mistake(check, list, "networks: there are %d; 1 to %d would be right", count,
                              CONFIG_NETWORKS_MAX);
                return;
        }
        config->network = calloc((size_t)count, sizeof(*config->network));
        if (!config->network) {
                check_mistake(check, list, "networks: not enough memory");
                return;
        }
        for (int i = 0; i < count; i++) {
                const config_setting_t *at = config_setting_get_elem(list, (unsigned)i);

                if (!config_setting_is_group(at)) {
                        check_mistake(check, at, "networks: each must be a group in { }; "
                                      "{ name = \"libera\"; ... } would be right");
                        continue;
                }
                config_network_init(check, at, &config->network[config->network_count++]);
                compare_networks(check, at, config);
        }
}

static void take_root(struct check *check, const struct own *own, struct config *config)
{
        const config_setting_t *root = config_root_setting(&own->tree);
        const config_setting_t *at;

        check_group(check, root, root_keys, CHECK_COUNT(root_keys), false, config);
        if ((at = check_member(root, "log", CHECK_GROUP)))
                config_log_take(check, at, &config->log);
        at = check_member(root, "state", CHECK_TEXT);
        config->state = at ? source_resolve(config_setting_source_file(at), config_setting_get_string(at))
                           : source_resolve(own->parsed->source.file[0], CONFIG_STATE_FOLDER);
        if (!config->state)
                check_mistake(check, root, "state: not enough memory");
        if ((at = check_member(root, "metrics", CHECK_TEXT)) && !rule_path(config_setting_get_string(at))) {
                config->metrics = source_resolve(config_setting_source_file(at), config_setting_get_string(at));
                if (config->metrics)
                        config_log_check_file(check, at, config->metrics, false); /* another is put in its place */
        }
        if ((at = check_member(root, "networks", CHECK_LIST)))
                take_networks(check, at, config);
        if ((at = check_member(root, "admins", CHECK_LIST)))
                config_admin_take(check, at, config);
        if ((at = check_member(root, "plugins", CHECK_LIST)))
                take_plugins(check, at, config);
}

/* ---- the whole ---- */

/* Some of the texts are passwords. */
static void wipe(config_setting_t *at)
{
        int count = config_setting_is_aggregate(at) ? config_setting_length(at) : 0;

        if (config_setting_type(at) == CONFIG_TYPE_STRING && config_setting_get_string(at))
                explicit_bzero((char *)config_setting_get_string(at), strlen(config_setting_get_string(at)));
        for (int i = 0; i < count; i++)
                wipe(config_setting_get_elem(at, (unsigned)i));
}

static void let_go(struct parsed *parsed)
{
        if (!parsed || --parsed->users)
                return;
        wipe(config_root_setting(&parsed->file));
        config_destroy(&parsed->file);
        source_fini(&parsed->source);
        free(parsed);
}

static struct parsed *parse(struct check *check, const char *path)
{
        struct parsed *parsed = calloc(1, sizeof(*parsed));

        if (!parsed) {
                check_mistake_at(check, path, 0, "cannot be read: not enough memory");
                return NULL;
        }
        parsed->users = 1;
        config_init(&parsed->file);
        if (source_init(&parsed->source, check, path) && source_parse(&parsed->source, check, &parsed->file))
                return parsed;
        let_go(parsed);
        return NULL;
}

/* own->tree: the file, its own `overrides`, and what else is laid over it. */
static void grow_tree(struct check *check, struct own *own, const config_setting_t *over)
{
        const config_setting_t *root = config_root_setting(&own->parsed->file);
        config_setting_t *tree = config_root_setting(&own->tree);
        size_t before = check->mistakes;
        bool fine = config_overlay_copy(tree, root);

        tree->file = root->file;
        tree->line = root->line;
        config_overlay_check(check, root);
        if (over)
                config_overlay_check(check, over);
        if (check->mistakes == before)
                fine = fine && config_overlay_apply(tree, root) && (!over || config_overlay_apply(tree, over));
        if (!fine)
                check_mistake_at(check, own->parsed->source.file[0], 0, "cannot be read: not enough memory");
}

/* Makes a configuration of what was read, which it takes over; with mistakes in it if it is only looked at. */
static struct config *make(struct check *check, struct parsed *parsed, const config_setting_t *over, bool look)
{
        struct config *config = calloc(1, sizeof(*config));
        struct own *own = calloc(1, sizeof(*own));

        if (!config || !own) {
                check_mistake_at(check, parsed->source.file[0], 0, "cannot be read: not enough memory");
                free(config);
                free(own);
                let_go(parsed);
                return NULL;
        }
        config->own = own;
        config_log_init(&config->log);
        config->watch = config->sandbox = true;
        own->parsed = parsed;
        config_init(&own->tree);
        grow_tree(check, own, over);
        take_root(check, own, config);
        if (look || !check->mistakes)
                return config;
        config_close(config);
        return NULL;
}

static struct config *read_all(const char *path, struct paths *named, config_report *report, void *context, bool look)
{
        struct check check = {.report = report, .context = context, .named = named};
        struct parsed *parsed = parse(&check, path);

        if (parsed && is_open_folder(path))
                check_doubt_at(&check, path, 0, "everybody on this machine can put another file in this one's place; "
                               "chmod o-w of its folder would be right");
        return parsed ? make(&check, parsed, NULL, look) : NULL;
}

struct config *config_open(const char *path, struct paths *named, config_report *report, void *context)
{
        return read_all(path, named, report, context, false);
}

struct config *config_look(const char *path, config_report *report, void *context)
{
        return read_all(path, NULL, report, context, true);
}

struct config *config_over(const struct config *config, const config_setting_t *over, config_report *report,
                           void *context)
{
        struct check check = {.report = report, .context = context};
        const struct own *own = config->own;

        own->parsed->users++;
        return make(&check, own->parsed, over, false);
}

void config_files(const struct config *config, struct paths *files)
{
        const struct own *own = config->own;

        for (size_t i = 0; i < own->parsed->source.count; i++)
                paths_add(files, own->parsed->source.file[i]);
}

const config_setting_t *config_at(const struct config *config, const char *name)
{
        const struct own *own = config->own;

        return config_lookup(&own->tree, name);
}

const config_setting_t *config_overrides(const struct config *config, const char **file, bool *alone)
{
        const struct own *own = config->own;
        const config_setting_t *root = config_root_setting(&own->parsed->file);
        const config_setting_t *overrides = config_setting_get_member(root, "overrides");
        int count = config_setting_length(root);

        *alone = true;
        if (!overrides)
                return NULL;
        for (int i = 0; i < count; i++) {
                const config_setting_t *at = config_setting_get_elem(root, (unsigned)i);

                *alone = *alone && (at == overrides || at->file != overrides->file);
        }
        *file = overrides->file == own->parsed->source.file[0] ? "" : overrides->file;
        return overrides;
}

void config_close(struct config *config)
{
        struct own *own;

        if (!config)
                return;
        own = config->own;
        for (size_t i = 0; i < config->network_count; i++)
                config_network_fini(&config->network[i]);
        for (size_t i = 0; i < config->plugin_count; i++)
                free((char *)config->plugin[i].path);
        free((char *)config->state);
        free((char *)config->metrics);
        config_log_fini(&config->log);
        free(config->network);
        free(config->plugin);
        free(config->admin);
        config_destroy(&own->tree);
        let_go(own->parsed);
        free(own);
        free(config);
}
