/* bench.h - what the search benchmarks share: tab-separated files, a clock, and
 * the little protocol by which search.py runs them side by side.
 *
 * A program reads passages and questions, prints
 *
 *   loaded SECONDS KILOBYTES PEAK   processor time it took, the resident size gained, and
 *                                   the most that it was meanwhile
 *
 * and then obeys lines on standard input:
 *
 *   time N  asks N questions, spread over all, once:    time SECONDS
 *   each N  asks them a few times, each by itself, and keeps each one's least time: what is
 *           left is the question, not the machine's other work:  each P50 P90 P99 MOST
 *   run N   prints a TREC run of them, qid Q0 id rank score tag, and a line "end"
 *
 * For C and C++. Programs that measure may end where they stand on any error. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BENCH_TOP 10
#define BENCH_FIELDS 3
#define BENCH_TIMES 5 /* that "each" asks */

/* The rows of a file; missing fields are "". */
struct bench_table {
        char *bytes;
        char *(*row)[BENCH_FIELDS];
        size_t count;
};

static inline void bench_fail(const char *what, const char *more)
{
        fprintf(stderr, "%s: %s\n", what, more ? more : "");
        exit(2);
}

/* Seconds that this thread has had of a processor: what others do on the machine
 * at the same time does not count. Nothing here waits for a disk. */
static inline double bench_now(void)
{
        struct timespec t;

        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* A line of /proc/self/status, in kilobytes: "VmRSS:" or "VmHWM:". */
static inline long bench_memory(const char *name)
{
        FILE *file = fopen("/proc/self/status", "r");
        char line[256];
        long kilobytes = 0;

        while (file && fgets(line, sizeof line, file))
                if (strncmp(line, name, strlen(name)) == 0)
                        kilobytes = atol(line + strlen(name));
        if (file)
                fclose(file);
        return kilobytes;
}

/* Resident kilobytes. */
static inline long bench_resident(void)
{
        return bench_memory("VmRSS:");
}

/* After loading, which began at `from` with `resident` kilobytes. */
static inline void bench_loaded(double from, long resident)
{
        printf("loaded %.6f %ld %ld\n", bench_now() - from, bench_resident() - resident,
               bench_memory("VmHWM:") - resident);
        fflush(stdout);
}

static inline char *bench_file(const char *path)
{
        FILE *file = fopen(path, "rb");
        size_t used = 0, room = 1 << 16;
        char *bytes = (char *)malloc(room);

        if (!file)
                bench_fail("cannot read", path);
        while (bytes) {
                size_t got = fread(bytes + used, 1, room - used - 1, file);

                if (got == 0)
                        break;
                used += got;
                if (used + 1 == room) {
                        char *more = (char *)realloc(bytes, room *= 2);

                        if (!more)
                                free(bytes);
                        bytes = more;
                }
        }
        fclose(file);
        if (!bytes)
                bench_fail("no memory for", path);
        bytes[used] = '\0';
        return bytes;
}

static inline struct bench_table bench_rows(const char *path)
{
        struct bench_table rows = { bench_file(path), NULL, 0 };
        size_t room = 0;

        for (char *line = rows.bytes, *next; *line; line = next) {
                next = line + strcspn(line, "\n");
                if (*next)
                        *next++ = '\0';
                if (rows.count == room) {
                        room = room ? room * 2 : 1024;
                        rows.row = (char *(*)[BENCH_FIELDS])realloc(rows.row, room * sizeof *rows.row);
                        if (!rows.row)
                                bench_fail("no memory for", path);
                }
                for (size_t f = 0; f < BENCH_FIELDS; f++) {
                        size_t length = strcspn(line, "\t");

                        rows.row[rows.count][f] = line;
                        line += length;
                        if (*line)
                                *line++ = '\0';
                }
                rows.count++;
        }
        return rows;
}

/* The next word of ASCII letters and digits (and bytes above them) from *at on;
 * its length, or 0 at the end. */
static inline size_t bench_word(const char **at)
{
        size_t length = 0;

        while (**at && !(((**at | 32) >= 'a' && (**at | 32) <= 'z') || (**at >= '0' && **at <= '9') ||
                         (unsigned char)**at >= 0x80))
                ++*at;
        for (const char *s = *at;
             ((s[length] | 32) >= 'a' && (s[length] | 32) <= 'z') ||
             (s[length] >= '0' && s[length] <= '9') || (unsigned char)s[length] >= 0x80; )
                length++;
        return length;
}

static inline void bench_print(const char *qid, const char *id, unsigned rank, double score,
                               const char *tag)
{
        printf("%s Q0 %s %u %.9g %s\n", qid, id, rank, score, tag);
}

/* Asks one question; prints its hits where qid is given. */
typedef void bench_ask(void *context, const char *qid, const char *question);

static inline int bench_compare(const void *a, const void *b)
{
        double x = *(const double *)a, y = *(const double *)b;

        return (x > y) - (x < y);
}

/* By the wall's clock: asking the thread's costs as much as a short question. */
static inline double bench_wall(void)
{
        struct timespec t;

        clock_gettime(CLOCK_MONOTONIC, &t);
        return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline void bench_each(const struct bench_table *questions, size_t count, bench_ask *ask, void *context)
{
        double *least = (double *)calloc(count, sizeof *least);

        if (!least)
                bench_fail("no memory", NULL);
        for (int times = 0; times < BENCH_TIMES; times++)
                for (size_t n = 0; n < count; n++) {
                        const char *question = questions->row[n * questions->count / count][1];
                        double from = bench_wall(), took;

                        ask(context, NULL, question);
                        took = bench_wall() - from;
                        if (times == 0 || took < least[n])
                                least[n] = took;
                }
        qsort(least, count, sizeof *least, bench_compare);
        printf("each %.9f %.9f %.9f %.9f\n", least[count / 2], least[count * 9 / 10], least[count * 99 / 100],
               least[count - 1]);
        free(least);
}

static inline int bench_serve(const struct bench_table *questions, bench_ask *ask, void *context)
{
        char line[64];

        while (fgets(line, sizeof line, stdin)) {
                bool print = strncmp(line, "run", 3) == 0;
                size_t count = strtoul(line + strcspn(line, " \n"), NULL, 10);
                double from = bench_now();

                if (count == 0 || count > questions->count)
                        count = questions->count;
                if (strncmp(line, "each", 4) == 0) {
                        bench_each(questions, count, ask, context);
                        fflush(stdout);
                        continue;
                }
                for (size_t n = 0; n < count; n++) {
                        char *const *row = questions->row[n * questions->count / count];

                        ask(context, print ? row[0] : NULL, row[1]);
                }
                if (print)
                        puts("end");
                else
                        printf("time %.9f\n", bench_now() - from);
                fflush(stdout);
        }
        return 0;
}

#endif
