/* trial.c - finds where asks begin, and opens a FAQ that has one more.
 */
#include "trial.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../answer/cfg.h"

#define PATH_BYTES 4096

/* -- where ------------------------------------------------------------------- */

static const config_setting_t *find_asks(const config_t *config, const char *id)
{
        static const char *const lists[] = { "passages", "uncovered", "warnings" };

        for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
                const config_setting_t *list = config_lookup(config, lists[l]);

                for (size_t i = 0; i < cfg_count(list); i++) {
                        const config_setting_t *entry = cfg_item(list, i);
                        const char *name = NULL;

                        if (config_setting_is_group(entry) && config_setting_lookup_string(entry, "id", &name) &&
                            strcmp(name, id) == 0)
                                return config_setting_get_member(entry, "asks");
                }
        }
        return NULL;
}

/* From line `line` on, which names asks: the bracket that follows. */
static bool find_bracket(struct trial_place *place, unsigned line)
{
        FILE *file = fopen(place->file, "r");
        char *text = NULL, *at, *rest;
        size_t room = 0;
        bool found = false;

        for (unsigned n = 1; file && !found && n < line + 5 && getline(&text, &room, file) > 0; n++) {
                at = n == line ? strstr(text, "asks") : text;
                at = n >= line && at ? strpbrk(at, "[(") : NULL;
                if (!at)
                        continue;
                rest = at + 1 + strspn(at + 1, " \t\r\n");
                place->line = n;
                place->column = *rest && *rest != '#' ? (unsigned)(at + 1 - text) : 0;
                found = true;
        }
        free(text);
        if (file)
                fclose(file);
        return found;
}

bool trial_find(const struct settings *settings, const char *id, struct trial_place *out)
{
        for (size_t i = 0; i < settings->file_count; i++) {
                struct cfg_log silent = { .options = NULL };
                const config_setting_t *asks = NULL;
                struct cfg cfg;
                unsigned line = 0;

                if (cfg_open(&cfg, settings->file[i], &silent) == 0)
                        asks = find_asks(&cfg.config, id);
                if (asks) {
                        snprintf(out->file, sizeof out->file, "%s", cfg_file(&cfg, asks));
                        line = asks->line;
                }
                cfg_close(&cfg);
                if (line)
                        return find_bracket(out, line);
        }
        return false;
}

/* -- a copy of the folder ---------------------------------------------------- */

static const char *name_of(const char *path)
{
        const char *slash = strrchr(path, '/');

        return slash ? slash + 1 : path;
}

static bool same_folder(const char *a, const char *b)
{
        size_t length = (size_t)(name_of(a) - a);

        return length == (size_t)(name_of(b) - b) && memcmp(a, b, length) == 0;
}

static bool write_copy(const char *to, const struct trial_place *place, const char *text)
{
        FILE *in = fopen(place->file, "r"), *out = fopen(to, "w");
        bool fine = in && out;
        char *line = NULL;
        size_t room = 0;
        ssize_t length;

        for (unsigned n = 1; fine && (length = getline(&line, &room, in)) > 0; n++) {
                size_t cut = n == place->line && place->column < (size_t)length ? place->column : 0;

                fine = fwrite(line, 1, cut, out) == cut;
                if (n == place->line && place->column)
                        fine = fine && fputs(text, out) >= 0;
                fine = fine && fwrite(line + cut, 1, (size_t)length - cut, out) == (size_t)length - cut;
                if (n == place->line && !place->column)
                        fine = fine && fprintf(out, "%s\n", text) > 0;
        }
        free(line);
        if (in)
                fclose(in);
        if (out && fclose(out) != 0)
                fine = false;
        return fine;
}

/* Links to all else that stands in the file's folder. */
static bool link_others(const char *folder, const char *file)
{
        char parent[PATH_BYTES], from[PATH_BYTES + 300], to[PATH_BYTES + 300];
        struct dirent *entry;
        char *real;
        DIR *all;

        snprintf(parent, sizeof parent, "%.*s", (int)(name_of(file) - file), file);
        real = realpath(*parent ? parent : ".", NULL);
        all = real ? opendir(real) : NULL;
        while (all && (entry = readdir(all))) {
                if (*entry->d_name == '.' || strcmp(entry->d_name, name_of(file)) == 0)
                        continue;
                snprintf(from, sizeof from, "%s/%s", real, entry->d_name);
                snprintf(to, sizeof to, "%s/%s", folder, entry->d_name);
                if (symlink(from, to) < 0)
                        break;
        }
        free(real);
        if (all)
                closedir(all);
        return all;
}

static void remove_folder(const char *folder)
{
        char path[PATH_BYTES + 300];
        DIR *all = opendir(folder);
        struct dirent *entry;

        while (all && (entry = readdir(all)))
                if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
                        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
                        unlink(path);
                }
        if (all)
                closedir(all);
        rmdir(folder);
}

static struct answer *open_there(const struct settings *settings, const char *folder, const char *file, char *why,
                                 size_t cap)
{
        char path[SETTINGS_FILES_MAX][PATH_BYTES];
        struct settings own = *settings;
        const struct source silent = { .config = NULL };
        bool mirrored = false;

        for (size_t i = 0; i < settings->file_count; i++) {
                bool here = same_folder(settings->file[i], file);

                mirrored = mirrored || here;
                if (!here)
                        continue;
                snprintf(path[i], sizeof path[i], "%s/%s", folder, name_of(settings->file[i]));
                own.file[i] = path[i];
        }
        if (mirrored)
                return source_build(&silent, &own, why, cap);
        snprintf(why, cap, "%s is included from another folder", file);
        return NULL;
}

bool trial_open(struct trial *trial, const struct settings *settings, const struct trial_place *place,
                const char *text, char *why, size_t cap)
{
        const char *where = getenv("TMPDIR");
        char copy[2 * PATH_BYTES];

        trial->answer = NULL;
        snprintf(trial->folder, sizeof trial->folder, "%s/crampfaq.XXXXXX", where && *where ? where : "/tmp");
        if (!mkdtemp(trial->folder)) {
                snprintf(why, cap, "no folder for a copy can be made: %s", strerror(errno));
                return false;
        }
        snprintf(copy, sizeof copy, "%s/%s", trial->folder, name_of(place->file));
        if (write_copy(copy, place, text) && link_others(trial->folder, place->file))
                trial->answer = open_there(settings, trial->folder, place->file, why, cap);
        else
                snprintf(why, cap, "%s cannot be copied: %s", place->file, strerror(errno));
        if (!trial->answer)
                remove_folder(trial->folder);
        return trial->answer;
}

void trial_close(struct trial *trial)
{
        answer_close(trial->answer);
        remove_folder(trial->folder);
}
