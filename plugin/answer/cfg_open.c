/* cfg_open.c - opens a libconfig file and what it includes.
 *
 * Nothing but regular files is ever read. cfg_scan.c puts them together; what
 * stands in them is cfg.c's business. */
#include "cfg_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *cfg_beside(const char *file, const char *path)
{
        const char *slash = strrchr(file, '/');
        size_t folder = slash != NULL && path[0] != '/' ? (size_t)(slash + 1 - file) : 0;
        size_t length = strlen(path);
        char *joined = malloc(folder + length + 1);

        if (joined != NULL) {
                memcpy(joined, file, folder);
                memcpy(joined + folder, path, length + 1);
        }
        return joined;
}

char *cfg_path(const struct cfg *cfg, const config_setting_t *setting)
{
        return cfg_beside(cfg_file(cfg, setting), setting->value.sval);
}

/* Told by a bot that runs, too: it costs nothing. Of the folders the first is enough. */
static void doubt_open(struct cfg_log *log, const char *path, const struct stat *is)
{
        char *folder = cfg_beside(path, ".");
        struct stat around;

        if (is->st_mode & S_IWOTH)
                cfg_report(log, path, 0, ANSWER_DOUBT, "everybody on this machine can change this "
                           "file; chmod o-w would be right");
        else if (folder != NULL && !log->open_folder && stat(folder, &around) == 0 &&
                 (around.st_mode & (S_IWOTH | S_ISVTX)) == S_IWOTH) { /* /tmp is sticky */
                cfg_report(log, path, 0, ANSWER_DOUBT, "everybody on this machine can put another file in this "
                           "one's place; chmod o-w of its folder would be right");
                log->open_folder = true;
        }
        free(folder);
}

FILE *cfg_file_open(struct cfg_log *log, const char *path, const char *from, unsigned line,
                    struct stat *stat)
{
        const struct answer_options *options = log->options;
        const char *reason = NULL;
        FILE *file = NULL;
        int fd;

        if (options != NULL && options->uses_file != NULL)
                options->uses_file(options->context, path);
        /* Without O_NONBLOCK a named pipe would hold us up for good. */
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd < 0 || fstat(fd, stat) < 0)
                reason = strerror(errno);
        else if (S_ISDIR(stat->st_mode))
                reason = "it is a folder";
        else if (!S_ISREG(stat->st_mode))
                reason = "it is not a regular file";
        else if (stat->st_size > CFG_FILE_MAX)
                reason = "it is over 1 GiB";
        else if ((file = fdopen(fd, "r")) == NULL)
                reason = strerror(errno);
        if (reason != NULL) {
                if (fd >= 0)
                        close(fd);
                if (from != NULL)
                        cfg_report(log, from, line, ANSWER_ERROR, "cannot read %s: %s", path,
                                   reason);
                else
                        cfg_report(log, path, 0, ANSWER_ERROR, "cannot read it: %s", reason);
        }
        if (file != NULL)
                doubt_open(log, path, stat);
        return file;
}

FILE *cfg_stream(struct cfg *cfg, const config_setting_t *at, const char *path)
{
        struct stat stat;

        return cfg_file_open(cfg->log, path, cfg_file(cfg, at), at != NULL ? at->line : 0, &stat);
}

void cfg_look(struct cfg *cfg, const config_setting_t *at, const char *path)
{
        struct stat is;
        FILE *file;

        if (stat(path, &is) == 0 && S_ISREG(is.st_mode) && access(path, R_OK) == 0)
                return;
        file = cfg_stream(cfg, at, path); /* says why not */
        if (file != NULL)
                fclose(file);
}

static const char *in_plain_words(const char *text)
{
        static const struct { const char *text, *plain; } table[] = {
                { "syntax error", "this cannot be read: look here and on the line before for a "
                                  "missing quotation mark, comma, semicolon or bracket" },
                { "duplicate setting name", "this name stands twice in one group" },
                { "mismatched element type in array",
                  "a list in [ ] holds one kind of thing: only texts, or only numbers" },
                { "memory exhausted", "brackets are nested too deep" },
        };

        for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
                if (strcmp(table[i].text, text) == 0)
                        return table[i].plain;
        return text;
}

/* The place of a line of the whole. */
static const struct cfg_place *place_of(const struct cfg *cfg, unsigned line)
{
        size_t low = 0, high = cfg->place_count;

        while (high - low > 1) {
                size_t middle = low + (high - low) / 2;

                if (cfg->place[middle].first <= line)
                        low = middle;
                else
                        high = middle;
        }
        return &cfg->place[low];
}

static void place_all(const struct cfg *cfg, config_setting_t *setting)
{
        const struct cfg_place *place = place_of(cfg, setting->line);

        setting->file = place->path;
        if (setting->line > 0)
                setting->line += place->line - place->first;
        for (size_t i = 0; i < cfg_count(setting); i++)
                place_all(cfg, setting->value.list->elements[i]);
}

static int parse(struct cfg *cfg)
{
        struct cfg_scan *scan;
        FILE *stream = cfg_scan_open(cfg, &scan);
        const char *text;
        bool read;

        if (stream == NULL)
                return -1;
        read = config_read(&cfg->config, stream) == CONFIG_TRUE;
        fclose(stream);
        if (!cfg_scan_close(scan, !read))
                return -1;
        if (!read) {
                unsigned line = (unsigned)config_error_line(&cfg->config);
                const struct cfg_place *place = place_of(cfg, line);

                text = config_error_text(&cfg->config);
                cfg_report(cfg->log, place->path, line + place->line - place->first, ANSWER_ERROR, "%s",
                           in_plain_words(text != NULL ? text : "syntax error"));
                return -1;
        }
        if (cfg->place_count > 0)
                place_all(cfg, config_root_setting(&cfg->config));
        return 0;
}

int cfg_open(struct cfg *cfg, const char *path, struct cfg_log *log)
{
        void *volatile root = malloc(2 * sizeof(config_setting_t)); /* config_init crashes without */

        memset(cfg, 0, sizeof *cfg);
        free(root);
        if (root == NULL) {
                cfg_report(log, path, 0, ANSWER_ERROR, "out of memory");
                return -1;
        }
        config_init(&cfg->config);
        cfg->path = path;
        cfg->log = log;
        return parse(cfg);
}

void cfg_close(struct cfg *cfg)
{
        config_destroy(&cfg->config);
        for (size_t i = 0; i < cfg->file_count; i++)
                free(cfg->file[i]);
        free(cfg->place);
        cfg->file_count = cfg->place_count = 0;
        cfg->place = NULL;
}
