/* cfg_open.c - opens a libconfig file and what it includes.
 *
 * libconfig's scanner ends the process when it cannot read on, so nothing but
 * regular files is ever put before it, included ones too: they are looked for
 * first. What stands in the files is cfg.c's business. */
#include "cfg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INCLUDE_DEPTH 9 /* libconfig's own limit is 10 files */

char *cfg_path(const char *folder, const char *path)
{
        size_t size = strlen(folder) + strlen(path) + 1;
        char *joined = malloc(size);

        if (joined != NULL)
                snprintf(joined, size, "%s%s", path[0] == '/' ? "" : folder, path);
        return joined;
}

/* Opens what is a readable regular file of fair size; reports the rest. */
static FILE *open_file(struct cfg_log *log, const char *path, const char *from, unsigned line)
{
        const struct answer_options *options = log->options;
        const char *reason = NULL;
        struct stat stat;
        FILE *file = NULL;
        int fd;

        if (options != NULL && options->uses_file != NULL)
                options->uses_file(options->context, path);
        /* Without O_NONBLOCK a named pipe would hold us up for good. */
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd < 0 || fstat(fd, &stat) < 0)
                reason = strerror(errno);
        else if (S_ISDIR(stat.st_mode))
                reason = "it is a folder";
        else if (!S_ISREG(stat.st_mode))
                reason = "it is not a regular file";
        else if (stat.st_size > CFG_FILE_MAX)
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
        return file;
}

FILE *cfg_stream(struct cfg *cfg, const config_setting_t *at, const char *path)
{
        char from[1024];

        cfg_file(cfg, at, from, sizeof from);
        return open_file(cfg->log, path, from, at != NULL ? at->line : 0);
}

struct includes {
        struct cfg_log *log;
        const char *folder;
        size_t count;
};

static int check_includes(struct includes *includes, FILE *file, const char *path, int depth);

/* `@include "..."` with s behind the keyword. */
static int check_include(struct includes *includes, const char *s, const char *path,
                         unsigned line, int depth)
{
        char name[1024];
        char *full;
        size_t length = 0;
        FILE *file;
        int status = -1;

        s += strspn(s, " \t");
        if (*s++ != '"')
                return 0; /* libconfig will say what is wrong */
        for (; *s != '"' && *s != '\0' && *s != '\n' && length < sizeof name - 1; s++) {
                if (*s == '\\' && (s[1] == '\\' || s[1] == '"'))
                        s++;
                name[length++] = *s;
        }
        name[length] = '\0';
        if (depth >= INCLUDE_DEPTH || ++includes->count > CFG_INCLUDES_MAX) {
                cfg_report(includes->log, path, line, ANSWER_ERROR,
                           "too many @includes, or too deep: does a file include itself?");
                return -1;
        }
        full = malloc(strlen(includes->folder) + length + 1);
        if (full == NULL) {
                cfg_report(includes->log, path, line, ANSWER_ERROR, "out of memory");
                return -1;
        }
        memcpy(full, includes->folder, strlen(includes->folder));
        memcpy(full + strlen(includes->folder), name, length + 1);
        file = open_file(includes->log, full, path, line);
        if (file != NULL) {
                status = check_includes(includes, file, full, depth + 1);
                fclose(file);
        }
        free(full);
        return status;
}

/* Looks at every file that libconfig is going to open. */
static int check_includes(struct includes *includes, FILE *file, const char *path, int depth)
{
        char part[2048];
        bool fresh = true;
        unsigned line = 1;

        while (fgets(part, sizeof part, file) != NULL) {
                const char *s = part + strspn(part, " \t");
                size_t length = strlen(part);

                if (fresh && strncmp(s, "@include", 8) == 0 &&
                    check_include(includes, s + 8, path, line, depth) < 0)
                        return -1;
                fresh = length > 0 && part[length - 1] == '\n';
                line += fresh;
        }
        if (ferror(file)) {
                cfg_report(includes->log, path, 0, ANSWER_ERROR, "cannot read it: %s",
                           strerror(errno));
                return -1;
        }
        rewind(file);
        return 0;
}

/* Some editors begin a file with a byte order mark. */
static void skip_mark(FILE *file)
{
        char mark[3];

        if (fread(mark, 1, 3, file) != 3 || memcmp(mark, "\xef\xbb\xbf", 3) != 0)
                rewind(file);
}

static const char *in_plain_words(const char *text)
{
        static const struct { const char *text, *plain; } table[] = {
                { "syntax error", "this cannot be read: look here and on the line before for a "
                                  "missing quotation mark, comma, semicolon or bracket" },
                { "duplicate setting name", "this name stands twice in one group" },
                { "mismatched element type in array",
                  "a list in [ ] holds one kind of thing: only texts, or only numbers" },
                { "cannot open include file", "cannot read the file that is to be included" },
                { "memory exhausted", "brackets are nested too deep" },
        };

        for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
                if (strcmp(table[i].text, text) == 0)
                        return table[i].plain;
        return text;
}

static int parse(struct cfg *cfg, FILE *file)
{
        const char *where, *text;
        char path[1024];

        skip_mark(file);
        config_set_include_dir(&cfg->config, cfg->folder[0] != '\0' ? cfg->folder : ".");
        if (config_read(&cfg->config, file) == CONFIG_TRUE)
                return 0;
        where = config_error_file(&cfg->config);
        text = config_error_text(&cfg->config);
        if (where != NULL)
                snprintf(path, sizeof path, "%s%s", cfg->folder, where);
        cfg_report(cfg->log, where != NULL ? path : cfg->path,
                   (unsigned)config_error_line(&cfg->config), ANSWER_ERROR, "%s",
                   in_plain_words(text != NULL ? text : "syntax error"));
        return -1;
}

int cfg_open(struct cfg *cfg, const char *path, struct cfg_log *log)
{
        const char *slash = strrchr(path, '/');
        struct includes includes = { .log = log };
        FILE *file;
        int status = -1;

        config_init(&cfg->config);
        cfg->path = path;
        cfg->log = log;
        cfg->folder = strndup(path, slash != NULL ? (size_t)(slash - path) + 1 : 0);
        if (cfg->folder == NULL) {
                cfg_report(log, path, 0, ANSWER_ERROR, "out of memory");
                return -1;
        }
        includes.folder = cfg->folder;
        file = open_file(log, path, NULL, 0);
        if (file == NULL)
                return -1;
        if (check_includes(&includes, file, path, 0) == 0)
                status = parse(cfg, file);
        fclose(file);
        return status;
}

void cfg_close(struct cfg *cfg)
{
        config_destroy(&cfg->config);
        free(cfg->folder);
        cfg->folder = NULL;
}
