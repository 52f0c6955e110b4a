/* cfg.c - a libconfig file, read with care.
 *
 * libconfig's scanner ends the process when it cannot read on, so nothing but
 * regular files is ever put before it, included ones too: they are looked for
 * first. It knows nothing of what the keys mean. */
#include "cfg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utf8proc.h>

#include "spell.h"

#define INCLUDE_DEPTH 9 /* libconfig's own limit is 10 files */

static void report(struct cfg_log *log, const char *file, unsigned line,
                   enum answer_severity severity, const char *format, va_list args)
{
        const struct answer_options *options = log->options;
        char what[512];

        vsnprintf(what, sizeof what, format, args);
        if (severity == ANSWER_ERROR && log->errors++ == 0 && log->cap > 0) {
                if (line > 0)
                        snprintf(log->why, log->cap, "%s:%u: %s", file, line, what);
                else
                        snprintf(log->why, log->cap, "%s: %s", file, what);
        }
        if (options != NULL && options->report != NULL)
                options->report(options->context, file, line, severity, what);
}

void cfg_report(struct cfg_log *log, const char *file, unsigned line,
                enum answer_severity severity, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        report(log, file, line, severity, format, args);
        va_end(args);
}

/* libconfig names included files from the including folder on. */
static void file_path(const struct cfg *cfg, const char *included, char *path, size_t cap)
{
        if (included != NULL)
                snprintf(path, cap, "%s%s", cfg->folder, included);
        else
                snprintf(path, cap, "%s", cfg->path);
}

void cfg_file(const struct cfg *cfg, const config_setting_t *at, char *path, size_t cap)
{
        file_path(cfg, at != NULL ? at->file : NULL, path, cap);
}

void cfg_error(struct cfg *cfg, const config_setting_t *at, const char *format, ...)
{
        va_list args;
        char file[1024];

        cfg_file(cfg, at, file, sizeof file);
        va_start(args, format);
        report(cfg->log, file, at != NULL ? at->line : 0, ANSWER_ERROR, format, args);
        va_end(args);
}

void cfg_doubt(struct cfg *cfg, const config_setting_t *at, const char *format, ...)
{
        va_list args;
        char file[1024];

        if (cfg->log->options == NULL || !cfg->log->options->doubts)
                return;
        cfg_file(cfg, at, file, sizeof file);
        va_start(args, format);
        report(cfg->log, file, at != NULL ? at->line : 0, ANSWER_DOUBT, format, args);
        va_end(args);
}

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

static int parse(struct cfg *cfg, FILE *file)
{
        const char *text;
        char where[1024];

        skip_mark(file);
        config_set_include_dir(&cfg->config, cfg->folder[0] != '\0' ? cfg->folder : ".");
        if (config_read(&cfg->config, file) == CONFIG_TRUE)
                return 0;
        text = config_error_text(&cfg->config);
        file_path(cfg, config_error_file(&cfg->config), where, sizeof where);
        if (text == NULL || strcmp(text, "syntax error") == 0)
                text = "this cannot be read: look here and on the line before for a missing "
                       "quotation mark, comma, semicolon or bracket";
        cfg_report(cfg->log, where, (unsigned)config_error_line(&cfg->config), ANSWER_ERROR,
                   "%s", text);
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

size_t cfg_count(const config_setting_t *setting)
{
        if (setting == NULL || !config_setting_is_aggregate(setting) ||
            setting->value.list == NULL)
                return 0;
        return setting->value.list->length;
}

const config_setting_t *cfg_item(const config_setting_t *setting, size_t at)
{
        return setting->value.list->elements[at];
}

static bool is_blank(const char *s)
{
        return s[strspn(s, " \t")] == '\0';
}

/* What is wrong with a text that is to be said, or NULL. */
static const char *fault_of(const char *s)
{
        size_t length = strlen(s);

        for (size_t at = 0; at < length;) {
                utf8proc_int32_t c = (unsigned char)s[at];
                utf8proc_ssize_t bytes = 1;

                if (c >= 0x80)
                        bytes = utf8proc_iterate((const utf8proc_uint8_t *)s + at,
                                                 (utf8proc_ssize_t)(length - at), &c);
                if (bytes <= 0)
                        return "is not valid UTF-8";
                if (c < 0x20 || (c >= 0x7f && c < 0xa0))
                        return "holds a control character (a line break, tab or formatting code)";
                at += (size_t)bytes;
        }
        return NULL;
}

const char *cfg_text(struct cfg *cfg, const config_setting_t *setting, const char *name,
                     size_t max)
{
        const char *s, *fault;

        if (setting == NULL)
                return NULL;
        s = setting->type == CONFIG_TYPE_STRING ? setting->value.sval : NULL;
        fault = s != NULL ? fault_of(s) : NULL;
        if (s == NULL)
                cfg_error(cfg, setting, "%s must be a text in quotation marks", name);
        else if (is_blank(s))
                cfg_error(cfg, setting, "%s is empty", name);
        else if (max > 0 && strlen(s) > max)
                cfg_error(cfg, setting, "%s has %zu bytes; at most %zu will do", name,
                          strlen(s), max);
        else if (fault != NULL)
                cfg_error(cfg, setting, "%s %s", name, fault);
        else
                return s;
        return NULL;
}

static bool is_wanted(const config_setting_t *setting, enum cfg_want want)
{
        switch (want) {
        case CFG_TEXT:
                return setting->type == CONFIG_TYPE_STRING;
        case CFG_TEXTS:
                return setting->type == CONFIG_TYPE_ARRAY || setting->type == CONFIG_TYPE_LIST;
        case CFG_GROUP:
                return setting->type == CONFIG_TYPE_GROUP;
        default:
                return setting->type == CONFIG_TYPE_LIST;
        }
}

static void check_member(struct cfg *cfg, const config_setting_t *member, const char *what,
                         const struct cfg_key *keys, size_t count, const config_setting_t **found)
{
        static const char *const kinds[] = {
                [CFG_TEXT] = "a text in quotation marks",
                [CFG_TEXTS] = "a list of texts: [ \"...\", \"...\" ]",
                [CFG_GROUP] = "a group: { ... }",
                [CFG_LIST] = "a list: ( ..., ... )",
        };
        const char *near;
        size_t i = 0;

        while (i < count && (keys[i].name == NULL || strcmp(keys[i].name, member->name) != 0))
                i++;
        if (i == count) {
                near = spell_nearest(member->name, keys, count, sizeof *keys);
                cfg_error(cfg, member, "%s knows no \"%s\"%s%s%s", what, member->name,
                          near != NULL ? "; is \"" : "", near != NULL ? near : "",
                          near != NULL ? "\" meant?" : "");
        } else if (!is_wanted(member, keys[i].want)) {
                cfg_error(cfg, member, "%s must be %s", keys[i].name, kinds[keys[i].want]);
        } else if (keys[i].want != CFG_TEXT ||
                   cfg_text(cfg, member, keys[i].name, keys[i].max) != NULL) {
                found[i] = member;
        }
}

void cfg_group(struct cfg *cfg, const config_setting_t *group, const char *what,
               const struct cfg_key *keys, size_t count, const config_setting_t **found)
{
        size_t members = cfg_count(group);

        memset(found, 0, count * sizeof *found);
        for (size_t i = 0; i < members; i++)
                check_member(cfg, cfg_item(group, i), what, keys, count, found);
        for (size_t i = 0; i < count; i++) {
                bool there = found[i] != NULL || keys[i].name == NULL || !keys[i].needed;

                /* A wrong one was reported already. */
                for (size_t j = 0; j < members && !there; j++)
                        there = strcmp(cfg_item(group, j)->name, keys[i].name) == 0;
                if (!there)
                        cfg_error(cfg, group, "%s has no \"%s\"", what, keys[i].name);
        }
}
