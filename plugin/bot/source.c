/* source.c - the files of a configuration: reading them, and what they are called.
 *
 * It refuses to know what stands in them: scan.c looks at that.
 */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scan.h"

char *source_resolve(const char *file, const char *name)
{
        const char *slash = file ? strrchr(file, '/') : NULL;
        char *path = NULL;

        if (*name == '/' || !slash)
                return strdup(name);
        if (asprintf(&path, "%.*s/%s", (int)(slash - file), file, name) < 0)
                return NULL;
        return path;
}

const char *source_name(const struct source *source, const char *file)
{
        char *path;
        const char *found = file;

        if (!file)
                return source->file[0];
        path = source_resolve(source->file[0], file);
        for (size_t i = 0; path && i < source->count; i++)
                if (strcmp(source->file[i], path) == 0)
                        found = source->file[i];
        free(path);
        return found;
}

char *source_read(const char *file, size_t *length, char *why, size_t cap)
{
        int fd = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        char *text = NULL;
        struct stat is;
        ssize_t got = 0;

        *length = 0;
        if (fd < 0 || fstat(fd, &is) < 0) {
                snprintf(why, cap, "cannot be opened: %s", strerror(errno));
        } else if (!S_ISREG(is.st_mode)) {
                snprintf(why, cap, "is %s; a plain file would be right",
                         S_ISDIR(is.st_mode) ? "a folder" : "not a plain file");
        } else if (is.st_size > SOURCE_BYTES_MAX) {
                snprintf(why, cap, "is %lld bytes long; at most %d would be right", (long long)is.st_size,
                         SOURCE_BYTES_MAX);
        } else if (!(text = malloc(SOURCE_BYTES_MAX + 2))) {
                snprintf(why, cap, "cannot be read: not enough memory");
        } else {
                while (*length < SOURCE_BYTES_MAX &&
                       (got = read(fd, text + *length, SOURCE_BYTES_MAX - *length)) > 0)
                        *length += (size_t)got;
                if (got < 0) {
                        snprintf(why, cap, "cannot be read: %s", strerror(errno));
                        free(text);
                        text = NULL;
                } else {
                        memcpy(text + *length, "\n", 2);
                }
        }
        if (fd >= 0)
                close(fd);
        return text;
}

bool source_init(struct source *source, struct check *check, const char *path)
{
        const char *slash = strrchr(path, '/');
        char why[200];

        *source = (struct source){0};
        source->file[0] = strdup(path);
        source->folder = !slash ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
        source->count = source->file[0] ? 1 : 0;
        if (!source->file[0] || !source->folder) {
                check_mistake_at(check, path, 0, "cannot be read: not enough memory");
                return false;
        }
        source->text = source_read(path, &source->length, why, sizeof why);
        if (!source->text) {
                check_mistake_at(check, path, 0, "%s", why);
                return false;
        }
        if (!source->length || source->text[source->length - 1] != '\n')
                source->length++; /* an LF stands there; the other files libconfig reads from the disk */
        return scan_text(source, check, NULL, source->file[0], source->text, source->length);
}

/* Every setting gets the name of its file as everybody else calls it. */
static void name_files(const struct source *source, config_setting_t *at)
{
        int count = config_setting_is_aggregate(at) ? config_setting_length(at) : 0;

        at->file = source_name(source, at->file);
        for (int i = 0; i < count; i++)
                name_files(source, config_setting_get_elem(at, (unsigned)i));
}

bool source_parse(struct source *source, struct check *check, config_t *into)
{
        FILE *in = fmemopen(source->text, source->length, "r");
        bool fine;

        if (!in) {
                check_mistake_at(check, source->file[0], 0, "cannot be read: %s", strerror(errno));
                return false;
        }
        config_set_include_dir(into, source->folder);
        fine = config_read(into, in) == CONFIG_TRUE;
        fclose(in);
        free(source->text); /* libconfig has taken all of it in */
        source->text = NULL;
        if (fine)
                name_files(source, config_root_setting(into));
        else if (strcmp(config_error_text(into), "syntax error") == 0)
                check_mistake_at(check, source_name(source, config_error_file(into)), (unsigned)config_error_line(into),
                                 "cannot be understood; a quote, bracket, = or ; may be missing here or just before");
        else
                check_mistake_at(check, source_name(source, config_error_file(into)), (unsigned)config_error_line(into),
                                 "%s", config_error_text(into));
        return fine;
}

void source_fini(struct source *source)
{
        for (size_t i = 0; i < source->count; i++)
                free(source->file[i]);
        free(source->folder);
        free(source->text);
        *source = (struct source){0};
}
