/* soak_wire.c - one network, fed a million mutated lines with a fixed seed: no
 * crash, no deafness, no growth.
 *
 *     soak_wire [LINES [SEED]]
 *
 * From a twentieth of the lines on memory in use may not grow, nor may open
 * files. Figures go to build/soak/wire.json.
 */
#include <dirent.h>
#include <malloc.h>

#include "../unit/mutated.h"

#define LINES 1000000
#define SEED UINT64_C(88172645463325252)
#define GROWTH_MAX 65536 /* bytes: hash tables that fill up, another line buffered */

static long lines = LINES;
static uint64_t seed = SEED;

static int open_files(void)
{
        DIR *folder = opendir("/proc/self/fd");
        int count = 0;

        while (folder && readdir(folder))
                count++;
        closedir(folder);
        return count;
}

static void report(const struct mutated *m, size_t before, size_t after, double seconds)
{
        const char *build = getenv("BUILD");
        char path[300];
        FILE *file;

        snprintf(path, sizeof path, "%s/soak/wire.json", build ? build : "build");
        file = fopen(path, "w");
        if (!file)
                fail_msg("%s cannot be written", path);
        fprintf(file, "{\n  \"lines\": %ld,\n  \"connections\": %d,\n  \"ended_by_the_bot\": %d,\n"
                "  \"messages\": %d,\n  \"bytes_in_use\": [%zu, %zu],\n  \"seconds\": %.1f\n}\n", m->lines,
                m->connections, m->ends, m->f->messages, before, after, seconds);
        fclose(file);
        fprintf(stderr, "wire: %ld lines on %d connections, %d ended by the bot, %d messages heard, "
                "%zu -> %zu bytes in use, %.1f s\n", m->lines, m->connections, m->ends, m->f->messages,
                before, after, seconds);
}

static void soak(void **state)
{
        uint64_t start = uv_hrtime();
        size_t before, after;
        struct fixture f;
        struct mutated m;
        int files;

        (void)state;
        fixture_begin(&f);
        mutated_prepare(&m, &f, seed);
        fixture_start(&f);
        mutated_feed(&m, lines / 20);
        before = mallinfo2().uordblks;
        files = open_files();
        mutated_feed(&m, lines - lines / 20);
        after = mallinfo2().uordblks;
        report(&m, before, after, (double)(uv_hrtime() - start) / 1e9);
        assert_int_equal(open_files(), files);
        if (after > before + GROWTH_MAX)
                fail_msg("it grew from %zu to %zu bytes", before, after);
        fixture_end(&f);
}

int main(int argc, char **argv)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(soak)};

        if (argc > 1)
                lines = atol(argv[1]);
        if (argc > 2)
                seed = strtoull(argv[2], NULL, 10) | 1;
        return cmocka_run_group_tests_name("soak_wire", tests, NULL, NULL);
}
