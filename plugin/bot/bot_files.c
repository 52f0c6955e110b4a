/* bot_files.c - the files that a configuration has the bot read, and whether one
 * that it is to write is among them: a slip in bot.cfg must not cost anybody a file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bot_own.h"
#include "config_secret.h"
#include "source.h"

static void add(struct paths *paths, const char *path)
{
        if (path)
                paths_add(paths, path);
}

static void add_network(struct paths *read, const struct config_network *network)
{
        for (size_t i = 0; i < network->path_count; i++) /* certificates, keys, authorities */
                add(read, network->path[i]);
        config_secret_files(network, read);
        add(read, network->sasl.password.file);
        add(read, network->sasl.key_file);
        add(read, network->nickserv.password.file);
}

void bot_files_read(const struct plugins *plugins, const struct config *config, struct paths *read)
{
        config_files(config, read);
        plugins_files(plugins, read);
        for (size_t i = 0; i < config->plugin_count; i++)
                add(read, config->plugin[i].path);
        for (size_t i = 0; i < config->network_count; i++)
                add_network(read, &config->network[i]);
}

/* What is kept in the folder `state` whatever bot.cfg says. */
static void add_kept(const struct config *config, struct paths *kept)
{
        static const char *const names[] = {"runtime.cfg", "saved.cfg", "sts", "control"};
        char path[4400];

        for (size_t i = 0; config->state && i < sizeof names / sizeof *names; i++) {
                snprintf(path, sizeof path, "%s/%s", config->state, names[i]);
                add(kept, path);
        }
}

/* Which file a name means; of one that is not there yet, the folder and the name in it. */
struct identity {
        dev_t device;
        ino_t inode;
        const char *name; /* "": it is there */
};

static struct identity identify(const char *path)
{
        const char *slash = strrchr(path, '/');
        char *folder = source_resolve(path, ".");
        struct identity identity = {.name = path};
        struct stat is;

        if (stat(path, &is) == 0)
                identity = (struct identity){is.st_dev, is.st_ino, ""};
        else if (stat(folder ? folder : ".", &is) == 0)
                identity = (struct identity){is.st_dev, is.st_ino, slash ? slash + 1 : path};
        free(folder);
        return identity;
}

static bool is_among(const char *path, const struct paths *files)
{
        struct identity mine = identify(path);
        struct stat is;

        if (stat(path, &is) == 0 && S_ISCHR(is.st_mode)) /* /dev/null takes what it gets */
                return false;
        for (size_t i = 0; i < files->count; i++) {
                struct identity other = identify(files->path[i]);

                if (mine.device == other.device && mine.inode == other.inode && strcmp(mine.name, other.name) == 0)
                        return true;
        }
        return false;
}

struct judge {
        const struct config *config;
        struct paths read, written;
        config_report *report;
        void *context;
        bool fine;
};

/* path, which `at` names, is to be written, and by nobody else; at may be NULL. */
static void judge(struct judge *judge, const config_setting_t *at, const char *path)
{
        bool read = path && is_among(path, &judge->read);
        const char *file = at ? config_setting_source_file(at) : NULL, *name = at ? config_setting_name(at) : NULL;
        char what[700];

        if (!read && !(path && is_among(path, &judge->written)))
                return;
        snprintf(what, sizeof what, "%s: \"%.400s\" %s; a file of its own would be right", name ? name : "plugins", path,
                 read ? "is a file that the bot reads, and would be written over" : "is written for something else, too");
        judge->report(judge->context, CONFIG_ERROR, file ? file : "bot.cfg", at ? config_setting_source_line(at) : 0, what);
        judge->fine = false;
}

/* The text in a plugin's settings that names this file; or NULL. */
static const config_setting_t *find_text(const config_setting_t *at, const char *path)
{
        const char *text = config_setting_type(at) == CONFIG_TYPE_STRING ? config_setting_get_string(at) : NULL;
        char *whole = text ? source_resolve(config_setting_source_file(at), text) : NULL;
        const config_setting_t *found = whole && strcmp(whole, path) == 0 ? at : NULL;
        int count = config_setting_is_aggregate(at) ? config_setting_length(at) : 0;

        free(whole);
        for (int i = 0; i < count && !found; i++)
                found = find_text(config_setting_get_elem(at, (unsigned)i), path);
        return found;
}

static void judge_plugins(struct judge *judged, const struct paths *files)
{
        for (size_t i = 0; i < files->count; i++) {
                const config_setting_t *at = NULL;

                for (size_t k = 0; k < judged->config->plugin_count && !at; k++)
                        at = find_text(judged->config->plugin[k].settings, files->path[i]);
                judge(judged, at ? at : judged->config->plugin_count ? judged->config->plugin[0].settings : NULL,
                      files->path[i]);
        }
}

bool bot_files_allow(const struct plugins *plugins, const struct config *config, config_report *report, void *context)
{
        struct judge judged = {.config = config, .report = report, .context = context, .fine = true};
        struct paths files = {0};

        bot_files_read(plugins, config, &judged.read);
        add_kept(config, &judged.written);
        plugins_written(plugins, &files);
        judge_plugins(&judged, &files); /* two plugins may share one */
        for (size_t i = 0; i < files.count; i++)
                add(&judged.written, files.path[i]);
        judge(&judged, config_at(config, "log.file"), config->log.file);
        add(&judged.written, config->log.file);
        judge(&judged, config_at(config, "metrics"), config->metrics);
        paths_fini(&files);
        paths_fini(&judged.read);
        paths_fini(&judged.written);
        return judged.fine;
}
