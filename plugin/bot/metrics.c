/* metrics.c - Prometheus' text format, written beside the file and moved into
 * its place, so that nobody ever reads half of it.
 */
#include "metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "utf8.h"

struct metrics {
        char *path, *fresh;
        FILE *file;
        const char *name; /* of the family */
};

static void let_go(struct metrics *metrics)
{
        if (metrics->file)
                fclose(metrics->file);
        free(metrics->path);
        free(metrics->fresh);
        free(metrics);
}

struct metrics *metrics_begin(const char *path, char *why, size_t cap)
{
        struct metrics *metrics = calloc(1, sizeof *metrics);
        int fd;

        if (!metrics || !(metrics->path = strdup(path)) || asprintf(&metrics->fresh, "%s.new", path) < 0) {
                snprintf(why, cap, "not enough memory");
                if (metrics)
                        let_go(metrics);
                return NULL;
        }
        unlink(metrics->fresh);
        fd = open(metrics->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0644);
        metrics->file = fd < 0 ? NULL : fdopen(fd, "w");
        if (metrics->file) {
                fchmod(fd, 0644); /* the exporter is another user, and nothing in it is secret */
                return metrics;
        }
        snprintf(why, cap, "\"%.200s\" cannot be written: %s", path, strerror(errno));
        if (fd >= 0)
                close(fd);
        let_go(metrics);
        return NULL;
}

void metrics_family(struct metrics *metrics, const char *name, const char *type, const char *help)
{
        metrics->name = name;
        fprintf(metrics->file, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* Backslash, quote and LF are escaped; what is no UTF-8 is left out. */
static void put_label(FILE *file, const char *value)
{
        for (size_t length = strlen(value), bytes; length; value += bytes ? bytes : 1, length -= bytes ? bytes : 1) {
                bytes = utf8_char(value, length);
                if (*value == '\n')
                        fputs("\\n", file);
                else if (bytes)
                        fprintf(file, "%s%.*s", strchr("\\\"", *value) ? "\\" : "", (int)bytes, value);
        }
}

void metrics_value(struct metrics *metrics, const char *suffix, const char *const *labels, double value)
{
        const char *before = "{";

        fprintf(metrics->file, "%s%s", metrics->name, suffix);
        for (; labels && labels[0]; labels += 2) {
                fprintf(metrics->file, "%s%s=\"", before, labels[0]);
                put_label(metrics->file, labels[1]);
                fputs("\"", metrics->file);
                before = ",";
        }
        fputs(*before == ',' ? "} " : " ", metrics->file);
        if (isnan(value))
                fputs("NaN\n", metrics->file);
        else if (isinf(value))
                fputs(value > 0 ? "+Inf\n" : "-Inf\n", metrics->file);
        else
                fprintf(metrics->file, "%.17g\n", value);
}

bool metrics_end(struct metrics *metrics, char *why, size_t cap)
{
        bool fine = !ferror(metrics->file);

        fine = fclose(metrics->file) == 0 && fine;
        metrics->file = NULL;
        fine = fine && rename(metrics->fresh, metrics->path) == 0;
        if (!fine) {
                snprintf(why, cap, "\"%.200s\" cannot be written: %s", metrics->path, strerror(errno));
                unlink(metrics->fresh);
        }
        let_go(metrics);
        return fine;
}
