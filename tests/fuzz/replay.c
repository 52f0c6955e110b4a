/* replay.c - runs a fuzz target without a fuzzer: all of its corpus, then inputs
 * made of it by chance, with a fixed seed. So each target is built and kept by
 * `make test`, and what once broke it is tried again.
 *
 * An input that breaks it is left in $BUILD/NAME.input (build/ where that is not set).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

#define CORPUS_MAX 400
#define INPUT_MAX 8192
#define MADE 400    /* inputs at the most, */
#define MADE_CPU 1  /* and seconds of the processor's time */

extern int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));
/* Of the sanitizers, where there are any. */
extern void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static char name[64], left[PATH_MAX];
static struct input {
        uint8_t *bytes;
        size_t size;
} corpus[CORPUS_MAX];
static size_t count;
static const uint8_t *now;
static size_t now_size;

/* The target has died; async-signal-safe. */
static void keep_input(void)
{
        int fd = open(left, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        static const char said[] = "the input that did it: ";

        if (fd >= 0 && write(fd, now, now_size) >= 0 && write(STDERR_FILENO, said, sizeof said - 1) >= 0 &&
            write(STDERR_FILENO, left, strlen(left)) >= 0 && write(STDERR_FILENO, "\n", 1) >= 0)
                close(fd);
}

static void on_signal(int number)
{
        keep_input();
        signal(number, SIG_DFL);
        raise(number);
}

/* In each test, as cmocka puts its own in their place before. */
static void catch_signals(void)
{
        if (__sanitizer_set_death_callback)
                __sanitizer_set_death_callback(keep_input);
        else
                signal(SIGSEGV, on_signal);
        signal(SIGABRT, on_signal);
}

static void run(const uint8_t *bytes, size_t size)
{
        uint8_t *exactly = malloc(size ? size : 1); /* so that a byte too far is noticed */

        assert_non_null(exactly);
        memcpy(exactly, bytes, size);
        now = exactly;
        now_size = size;
        LLVMFuzzerTestOneInput(exactly, size);
        free(exactly);
}

static void load(const char *folder, const char *file)
{
        char path[PATH_MAX + 300];
        struct stat is;
        FILE *stream;

        snprintf(path, sizeof path, "%s/%s", folder, file);
        stream = fopen(path, "rb");
        assert_non_null(stream);
        assert_int_equal(fstat(fileno(stream), &is), 0);
        assert_true(count < CORPUS_MAX);
        corpus[count].size = (size_t)is.st_size;
        corpus[count].bytes = malloc(corpus[count].size + 1);
        assert_non_null(corpus[count].bytes);
        assert_int_equal(fread(corpus[count].bytes, 1, corpus[count].size, stream), corpus[count].size);
        fclose(stream);
        count++;
}

static int not_hidden(const struct dirent *entry)
{
        return entry->d_name[0] != '.';
}

static void corpus_holds(void **state)
{
        char folder[PATH_MAX];
        struct dirent **list;
        int files;

        catch_signals();
        snprintf(folder, sizeof folder, "tests/fuzz/%s", name);
        files = scandir(folder, &list, not_hidden, alphasort);
        for (int i = 0; i < files; i++) {
                load(folder, list[i]->d_name);
                free(list[i]);
        }
        if (files >= 0)
                free(list);
        run((const uint8_t *)"", 0);
        for (size_t i = 0; i < count; i++)
                run(corpus[i].bytes, corpus[i].size);
}

static uint64_t chance = 0x9E3779B97F4A7C15;

static size_t roll(size_t below)
{
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        return (size_t)(chance >> 20) % below;
}

/* One change somewhere in bytes[INPUT_MAX]; the new size. */
static size_t change(uint8_t *bytes, size_t size)
{
        static const uint8_t special[] = " :!@#,;=\\\r\n\0\"{}()\x01\x7f\xc3\xff~+-*09";
        size_t at = roll(size + 1), most = size - at, n = roll(most + 1);
        const struct input *other = count ? &corpus[roll(count)] : NULL;

        switch (roll(6)) {
        case 0: /* another byte, or one more */
        case 1:
                if (at == INPUT_MAX)
                        return size;
                bytes[at] = roll(2) ? (uint8_t)roll(256) : special[roll(sizeof special - 1)];
                return at == size ? size + 1 : size;
        case 2: /* something is missing */
                memmove(bytes + at, bytes + at + n, most - n);
                return size - n;
        case 3: /* something is there twice */
                n = size + n <= INPUT_MAX ? n : INPUT_MAX - size;
                memmove(bytes + at + n, bytes + at, most);
                return size + n;
        default: /* it goes on as another one */
                if (!other || !other->size)
                        return size;
                n = roll(other->size);
                most = other->size - n < INPUT_MAX - at ? other->size - n : INPUT_MAX - at;
                memcpy(bytes + at, other->bytes + n, most);
                return at + most;
        }
}

static void made_inputs_hold(void **state)
{
        static uint8_t bytes[INPUT_MAX];
        clock_t begun = clock();

        catch_signals();
        for (int i = 0; i < MADE && clock() - begun < MADE_CPU * CLOCKS_PER_SEC; i++) {
                const struct input *from = count ? &corpus[roll(count)] : NULL;
                size_t size = !from ? 0 : from->size < INPUT_MAX ? from->size : INPUT_MAX;

                if (from)
                        memcpy(bytes, from->bytes, size);
                for (size_t changes = 1 + roll(from ? 4 : 400); changes > 0; changes--)
                        size = change(bytes, size);
                run(bytes, size);
        }
        while (count)
                free(corpus[--count].bytes);
}

int main(int argc, char **argv)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(corpus_holds), cmocka_unit_test(made_inputs_hold)};
        const char *own = strstr(argv[0], "test_fuzz_"), *build = getenv("BUILD");

        snprintf(name, sizeof name, "%s", own ? own + strlen("test_fuzz_") : "");
        snprintf(left, sizeof left, "%s/%s.input", build ? build : "build", name);
        if (LLVMFuzzerInitialize)
                LLVMFuzzerInitialize(&argc, &argv);
        return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}
