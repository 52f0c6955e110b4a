/* test_log.c - one line stays one line, whatever is in it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

static char got[8192];

/* Standard error goes into a pipe while `say` runs; what came is in got. */
static void capture(void (*say)(void))
{
        int ends[2], old = dup(STDERR_FILENO);
        ssize_t length;

        assert_int_equal(pipe(ends), 0);
        dup2(ends[1], STDERR_FILENO);
        say();
        dup2(old, STDERR_FILENO);
        close(old);
        close(ends[1]);
        length = read(ends[0], got, sizeof got - 1);
        close(ends[0]);
        got[length > 0 ? length : 0] = '\0';
}

static void quoting(void **state)
{
        static const struct {
                const char *text, *quoted, *cleaned;
        } cases[] = {
                {"plain", "plain", "plain"},
                {"", "", ""},
                {"a\"b\\c", "a\\\"b\\\\c", "a\"b\\c"},
                {"a\r\nb\tc", "a\\r\\nb\\tc", "a\\r\\nb\\tc"},
                {"\x01\x7f\x1b[1m", "\\x01\\x7f\\x1b[1m", "\\x01\\x7f\\x1b[1m"},
                {"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\xA6\xB5", "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\xA6\xB5",
                 "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\xA6\xB5"},
                {"caf\xE9", "caf\\xe9", "caf\\xe9"},
                {"\xC2\x85\xE2\x80\xA8", "\\u0085\\u2028", "\\u0085\\u2028"},
                {"\xED\xA0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80"}, /* a surrogate */
                {"\xC0\xAF", "\\xc0\\xaf", "\\xc0\\xaf"},               /* overlong */
                {"\xF4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "\\xf4\\x90\\x80\\x80"}, /* beyond U+10FFFF */
                {"\xE2\x82", "\\xe2\\x82", "\\xe2\\x82"},               /* cut */
        };
        char out[100];

        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
                assert_string_equal(log_quote(out, sizeof out, cases[i].text), cases[i].quoted);
                assert_string_equal(log_clean(out, sizeof out, cases[i].text), cases[i].cleaned);
        }
        assert_string_equal(log_quote(out, sizeof out, NULL), "");
}

static void quoting_in_little_room(void **state)
{
        char out[8];

        memset(out, '#', sizeof out);
        assert_string_equal(log_quote(out, 4, "abcdef"), "abc");
        assert_int_equal(out[4], '#');
        assert_string_equal(log_quote(out, 4, "ab\n"), "ab"); /* no half escape */
        assert_string_equal(log_quote(out, 4, "ab\xE2\x82\xAC"), "ab"); /* no half character */
        assert_string_equal(log_quote(out, 1, "abc"), "");
        assert_string_equal(log_quote(out, 0, "abc"), "");
}

static void levels(void **state)
{
        assert_int_equal(log_level_parse("error"), LOG_ERROR);
        assert_int_equal(log_level_parse("warn"), LOG_WARN);
        assert_int_equal(log_level_parse("info"), LOG_INFO);
        assert_int_equal(log_level_parse("debug"), LOG_DEBUG);
        assert_int_equal(log_level_parse("Debug"), -1);
        assert_int_equal(log_level_parse(""), -1);
        assert_int_equal(log_level_parse(NULL), -1);
}

static void say_a_line(void)
{
        log_line(LOG_INFO, "network=libera", "joined channel=%s", "#cramps");
}

static void say_something_hostile(void)
{
        log_line(LOG_WARN, NULL, "%s", "a\r\nb\033[2J\xff");
}

static void say_too_much(void)
{
        char long_text[5000];

        memset(long_text, 'x', sizeof long_text - 1);
        long_text[sizeof long_text - 1] = '\0';
        log_line(LOG_ERROR, "a=b", "%s", long_text);
}

static void say_at_all_levels(void)
{
        log_line(LOG_ERROR, NULL, "e");
        log_line(LOG_WARN, NULL, "w");
        log_line(LOG_INFO, NULL, "i");
        log_line(LOG_DEBUG, NULL, "d");
}

static void set(enum log_format format, const char *file)
{
        struct log_settings settings = {.level = LOG_INFO, .format = format, .file = file};
        char why[300] = "unset";

        for (size_t i = 0; i < LOG_MODULES; i++)
                settings.levels[i] = -1;
        assert_true(log_configure(&settings, why, sizeof why));
        assert_string_equal(why, "");
}

static void one_line(void **state)
{
        unsigned year;
        char rest[100];

        capture(say_a_line);
        assert_int_equal(sscanf(got, "time=%4u-%*2u-%*2uT%*2u:%*2u:%*2uZ %99[^\n]", &year, rest), 2);
        assert_string_equal(rest, "level=info module=network network=libera msg=\"joined channel=#cramps\"");
        assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);

        capture(say_something_hostile);
        assert_non_null(strstr(got, " level=warn module=network msg=\"a\\r\\nb\\x1b[2J\\xff\"\n"));
        assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);

        capture(say_too_much);
        assert_true(strlen(got) < 1400);
        assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);
        assert_string_equal(got + strlen(got) - 3, "x\"\n");
}

static void say_pairs(void)
{
        log_say("wire.c", LOG_ERROR, "network=a id=\"b \\\"c\\\" \\xff\" x=y", "say \"%s\" \\ \x01\xC2\x85\xff", "hi");
}

/* Every byte that could end the text early, twice as long as it may get. */
static void say_too_many_escapes(void)
{
        char text[3000];

        for (size_t i = 0; i < sizeof text - 1; i++)
                text[i] = "\"\\\x01\xff\n"[i % 5];
        text[sizeof text - 1] = '\0';
        log_line(LOG_ERROR, "network=libera", "%s", text);
}

static void json(void **state)
{
        size_t slashes = 0;

        set(LOG_JSON, NULL);
        capture(say_a_line);
        assert_memory_equal(got, "{\"time\":\"20", 11);
        assert_non_null(strstr(got, "Z\",\"level\":\"info\",\"module\":\"network\",\"network\":\"libera\","
                               "\"msg\":\"joined channel=#cramps\"}\n"));
        capture(say_pairs);
        assert_non_null(strstr(got, "\"module\":\"wire\",\"network\":\"a\",\"id\":\"b \\\"c\\\" \\ufffd\",\"x\":\"y\","
                               "\"msg\":\"say \\\"hi\\\" \\\\ \\u0001\\u0085\\ufffd\"}\n"));
        capture(say_too_many_escapes);
        assert_true(strlen(got) < 3000);
        assert_string_equal(got + strlen(got) - 3, "\"}\n");
        for (const char *at = got + strlen(got) - 4; *at == '\\'; at--)
                slashes++;
        assert_int_equal(slashes % 2, 0); /* the quote at the end is one */
        set(LOG_LOGFMT, NULL);
}

static void say_by_module(void)
{
        log_say("wire.c", LOG_DEBUG, NULL, "wire");
        log_say("stream_connect.c", LOG_DEBUG, NULL, "stream");
        log_say("sasl.c", LOG_INFO, NULL, "login");
        log_say("plugins.c", LOG_WARN, NULL, "plugins");
        log_say("something_new.c", LOG_DEBUG, NULL, "network");
}

static void levels_of_modules(void **state)
{
        struct log_settings settings = {.level = LOG_ERROR};
        char why[300];

        for (size_t i = 0; i < LOG_MODULES; i++)
                settings.levels[i] = strcmp(log_module_name(i), "wire") == 0 ? LOG_DEBUG : -1;
        assert_null(log_module_name(LOG_MODULES));
        assert_true(log_configure(&settings, why, sizeof why));
        capture(say_by_module);
        assert_non_null(strstr(got, "module=wire msg=\"wire\""));
        assert_non_null(strstr(got, "module=wire msg=\"stream\""));
        assert_null(strstr(got, "login"));
        assert_null(strstr(got, "plugins"));
        assert_null(strstr(got, "network"));
        assert_true(log_set_module_level("login", LOG_INFO));
        assert_true(log_set_module_level("wire", LOG_ERROR));
        assert_false(log_set_module_level("nonsense", LOG_ERROR));
        capture(say_by_module);
        assert_non_null(strstr(got, "module=login msg=\"login\""));
        assert_null(strstr(got, "wire"));
        log_set_level(LOG_DEBUG);
        capture(say_by_module);
        assert_non_null(strstr(got, "module=network msg=\"network\""));
        assert_non_null(strstr(got, "module=plugins msg=\"plugins\""));
        set(LOG_LOGFMT, NULL);
}

/* ---- where to ---- */

static char folder[] = "/tmp/test_log_XXXXXX";

static void read_file(const char *path)
{
        FILE *file = fopen(path, "r");
        size_t length;

        assert_non_null(file);
        length = fread(got, 1, sizeof got - 1, file);
        got[length] = '\0';
        fclose(file);
}

static void a_file(void **state)
{
        char path[100], moved[100], why[300];
        struct log_settings bad = {.level = LOG_INFO, .file = "/nowhere/at/all.log"};

        snprintf(path, sizeof path, "%s/bot.log", folder);
        snprintf(moved, sizeof moved, "%s/bot.log.1", folder);
        set(LOG_LOGFMT, path);
        capture(say_a_line);
        assert_string_equal(got, ""); /* nothing on standard error */
        assert_int_equal(rename(path, moved), 0);
        say_a_line();
        assert_true(log_reopen(why, sizeof why));
        log_line(LOG_INFO, NULL, "after");
        read_file(moved);
        assert_int_equal(strstr(strstr(got, "joined") + 1, "joined") != NULL, 1);
        assert_null(strstr(got, "after"));
        read_file(path);
        assert_non_null(strstr(got, "msg=\"after\""));
        assert_false(log_configure(&bad, why, sizeof why));
        assert_non_null(strstr(why, "\"/nowhere/at/all.log\" cannot be opened: No such file or directory"));
        log_line(LOG_INFO, NULL, "still there");
        read_file(path);
        assert_non_null(strstr(got, "still there"));
        set(LOG_LOGFMT, NULL);
        assert_true(log_reopen(why, sizeof why));
        unlink(path);
        unlink(moved);
}

/* A file that may not grow is as good as a full disk. */
static void a_full_disk(void **state)
{
        struct rlimit old, least;
        char path[100];
        size_t whole;

        snprintf(path, sizeof path, "%s/full.log", folder);
        set(LOG_LOGFMT, path);
        say_a_line();
        read_file(path);
        whole = strlen(got);
        signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
        least = old;
        least.rlim_cur = whole + 20; /* in the middle of the second line */
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &least), 0);
        say_a_line();
        say_a_line();
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
        log_line(LOG_INFO, NULL, "room again");
        read_file(path);
        assert_int_equal(got[whole + 20], '\n'); /* half a line is a line of its own */
        assert_non_null(strstr(got, "msg=\"room again\"\n"));
        assert_non_null(strstr(got, "level=warn module=bot msg=\"2 lines before this one could not be written, and are lost\"\n"));
        set(LOG_LOGFMT, NULL);
        unlink(path);
}

/* A pipe that nobody reads takes what fits, and the bot goes on. */
static void a_pipe_nobody_reads(void **state)
{
        static char all[1 << 20];
        int ends[2], old = dup(STDERR_FILENO);
        ssize_t length;

        set(LOG_LOGFMT, NULL);
        assert_int_equal(pipe(ends), 0);
        dup2(ends[1], STDERR_FILENO);
        alarm(20); /* in vain would be for ever */
        for (int i = 0; i < 2000; i++)
                log_line(LOG_INFO, NULL, "line %d", i);
        alarm(0);
        length = read(ends[0], all, sizeof all);
        log_line(LOG_INFO, NULL, "read again");
        dup2(old, STDERR_FILENO);
        close(old);
        close(ends[1]);
        assert_true(length > 4096 && all[length - 1] == '\n'); /* whole lines */
        length = read(ends[0], got, sizeof got - 1);
        close(ends[0]);
        got[length > 0 ? length : 0] = '\0';
        assert_non_null(strstr(got, "msg=\"read again\""));
        assert_non_null(strstr(got, "lines before this one could not be written"));
}

/* One who reads too slowly misses lines, and is told of every one. */
static void a_slow_reader(void **state)
{
        static char all[1 << 20];
        int ends[2], old = dup(STDERR_FILENO);
        char where[500] = "where=", quotes[1190];
        size_t used = 0, heard = 0, said = 0;

        set(LOG_LOGFMT, NULL);
        assert_int_equal(pipe(ends), 0);
        assert_true(fcntl(ends[1], F_SETPIPE_SZ, 8192) > 0);
        fcntl(ends[0], F_SETFL, O_NONBLOCK);
        dup2(ends[1], STDERR_FILENO);
        memset(where + 6, 'x', sizeof where - 7); /* with it, a line takes a whole page of the pipe */
        where[sizeof where - 1] = '\0';
        memset(quotes, '"', sizeof quotes - 1);
        quotes[sizeof quotes - 1] = '\0';
        for (size_t turn = 0; turn < 50; turn++) {
                size_t most = turn < 48 ? 4096 : sizeof all - 1; /* all of it, in the end */
                ssize_t length;

                for (size_t i = 0; i < (turn < 48 ? turn : 1); i++, said++)
                        log_line(LOG_INFO, turn % 4 > 1 ? NULL : where, "line %s", turn % 4 > 1 ? "" : quotes);
                length = read(ends[0], all + used, most - (turn < 48 ? 0 : used));
                used += length > 0 ? (size_t)length : 0;
        }
        dup2(old, STDERR_FILENO);
        close(old);
        close(ends[1]);
        close(ends[0]);
        for (const char *at = all; (at = strstr(at, "msg=\"")); at++) {
                unsigned long lost = 1;

                assert_true(strncmp(at, "msg=\"line", 9) == 0 || sscanf(at, "msg=\"%lu lines before this one", &lost) == 1);
                heard += lost;
        }
        assert_int_equal(heard, said);
}

/* systemd tells by JOURNAL_STREAM that standard error leads to its journal. */
static void say_to_the_journal(void)
{
        char stream[60];
        struct stat is;

        assert_int_equal(fstat(STDERR_FILENO, &is), 0);
        snprintf(stream, sizeof stream, "%llu:%llu", (unsigned long long)is.st_dev, (unsigned long long)is.st_ino);
        setenv("JOURNAL_STREAM", stream, 1);
        set(LOG_LOGFMT, NULL);
        say_at_all_levels();
}

static void say_elsewhere(void)
{
        setenv("JOURNAL_STREAM", "1:2", 1);
        set(LOG_LOGFMT, NULL);
        say_a_line();
}

static void the_journal(void **state)
{
        capture(say_to_the_journal);
        assert_string_equal(got, "<3>level=error module=network msg=\"e\"\n<4>level=warn module=network msg=\"w\"\n"
                                 "<6>level=info module=network msg=\"i\"\n");
        capture(say_elsewhere);
        assert_memory_equal(got, "time=20", 7);
        unsetenv("JOURNAL_STREAM");
        set(LOG_LOGFMT, NULL);
}

static int make_folder(void **state)
{
        return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
        return rmdir(folder);
}

static void what_is_shown(void **state)
{
        static const size_t lines[] = {1, 2, 3, 4};

        for (int level = LOG_ERROR; level <= LOG_DEBUG; level++) {
                size_t count = 0;

                log_set_level((enum log_level)level);
                capture(say_at_all_levels);
                for (const char *at = got; (at = strchr(at, '\n')); at++)
                        count++;
                assert_int_equal(count, lines[level]);
        }
        log_set_level(LOG_INFO);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(quoting),   cmocka_unit_test(quoting_in_little_room),
                cmocka_unit_test(levels),    cmocka_unit_test(one_line),
                cmocka_unit_test(json),      cmocka_unit_test(levels_of_modules),
                cmocka_unit_test(a_file),    cmocka_unit_test(a_full_disk),
                cmocka_unit_test(a_pipe_nobody_reads), cmocka_unit_test(a_slow_reader),
                cmocka_unit_test(the_journal), cmocka_unit_test(what_is_shown),
        };

        return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
