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

const char *source_add(struct source *source, char *file)
{
        if (!file || source->count == SOURCE_FILES_MAX) {
                free(file);
                return NULL;
        }
        source->file[source->count++] = file;
        return file;
}

bool source_append(struct source *source, const char *file, unsigned from, const char *bytes, size_t length)
{
        size_t needed = source->length + length + 1; /* an LF where a file has none at its end */
        size_t begin = source->length;

        if (needed > source->room) {
                char *bigger = realloc(source->text, needed * 2);

                if (!bigger)
                        return false;
                source->text = bigger;
                source->room = needed * 2;
        }
        source->piece[source->piece_count++] = (struct source_piece){source->lines + 1, file, from};
        memcpy(source->text + source->length, bytes, length);
        source->length += length;
        if (!length || bytes[length - 1] != '\n')
                source->text[source->length++] = '\n';
        for (size_t i = begin; i < source->length; i++)
                source->lines += source->text[i] == '\n';
        return true;
}

char *source_read(const char *file, size_t *length, struct stat *is, char *why, size_t cap)
{
        int fd = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        char *text = NULL;
        ssize_t got = 0;

        *length = 0;
        if (fd < 0 || fstat(fd, is) < 0) {
                snprintf(why, cap, "cannot be opened: %s", strerror(errno));
        } else if (!S_ISREG(is->st_mode)) {
                snprintf(why, cap, "is %s; a plain file would be right",
                         S_ISDIR(is->st_mode) ? "a folder" : "not a plain file");
        } else if (is->st_size > SOURCE_BYTES_MAX) {
                snprintf(why, cap, "is %lld bytes long; at most %d would be right", (long long)is->st_size,
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
        const char *name;

        *source = (struct source){0};
        name = source_add(source, strdup(path));
        if (!name) {
                check_mistake_at(check, path, 0, "cannot be read: not enough memory");
                return false;
        }
        return scan_file(source, check, NULL, name);
}

/* The file of a line of text, and the line there. */
static const char *place(const struct source *source, unsigned *line)
{
        size_t i = source->piece_count - 1;

        while (i && source->piece[i].first > *line)
                i--;
        *line -= *line ? source->piece[i].first - source->piece[i].line : 0;
        return source->piece[i].file;
}

/* Every setting gets its file and its line there. */
static void place_all(const struct source *source, config_setting_t *at)
{
        int count = config_setting_is_aggregate(at) ? config_setting_length(at) : 0;

        at->file = place(source, &at->line);
        for (int i = 0; i < count; i++)
                place_all(source, config_setting_get_elem(at, (unsigned)i));
}

static void report_parsing(const struct source *source, struct check *check, const config_t *config)
{
        static const char *const plain[][2] = {
                {"syntax error", "cannot be understood; a quote, bracket, = or ; may be missing here or just before"},
                {"duplicate setting name", "a setting of this name is there twice in one group; once would be right"},
                {"mismatched element type in array", "a list in [ ] holds one kind of thing; only texts would be right"},
        };
        unsigned line = (unsigned)config_error_line(config);
        const char *file = place(source, &line), *text = config_error_text(config);

        for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
                if (strcmp(text, plain[i][0]) == 0)
                        text = plain[i][1];
        check_mistake_at(check, file, line, "%s", text);
}

/* libconfig crashes where it gets no memory. It takes at most 44 bytes for one of text ("1,1,1"),
 * and what it has read is copied once. */
static bool has_room(const struct source *source)
{
        void *volatile room = malloc((source->length + BUFSIZ) * 44 * 2);

        free(room);
        return room != NULL;
}

bool source_parse(struct source *source, struct check *check, config_t *into)
{
        FILE *in = !has_room(source) ? NULL : fmemopen(source->text, source->length, "r");
        bool fine;

        if (!in) {
                check_mistake_at(check, source->file[0], 0, "cannot be read: %s", strerror(errno));
                return false;
        }
        fine = config_read(into, in) == CONFIG_TRUE;
        fclose(in);
        free(source->text); /* libconfig has taken all of it in */
        source->text = NULL;
        if (fine)
                place_all(source, config_root_setting(into));
        else
                report_parsing(source, check, into);
        return fine;
}

void source_fini(struct source *source)
{
        for (size_t i = 0; i < source->count; i++)
                free(source->file[i]);
        free(source->text);
        *source = (struct source){0};
}
