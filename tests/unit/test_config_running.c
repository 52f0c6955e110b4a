/* test_config_running.c - how the process runs, as bot.cfg says it: its log.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"

static char folder[] = "/tmp/test_config_running_XXXXXX";
static char config_path[PATH_MAX], plugin_path[PATH_MAX];
static char told[2000]; /* "LINE: what\n" for each mistake */

static void note(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        assert_string_equal(file, config_path);
        snprintf(told + strlen(told), sizeof told - strlen(told), "%u: %s\n", line, what);
}

/* A bot.cfg with text as its beginning. */
static struct config *read_config(const char *text)
{
        FILE *file = fopen(config_path, "w");

        assert_non_null(file);
        fprintf(file, "%s\nnetworks = ( { name = \"a\"; host = \"h\"; nick = \"n\"; realname = \"r\"; } );\n"
                      "plugins = ( { path = \"p.so\"; } );\n", text);
        fclose(file);
        told[0] = '\0';
        return config_open(config_path, NULL, note, NULL);
}

static void what_holds_without_a_word(void **state)
{
        struct config *config = read_config("");

        assert_non_null(config);
        assert_int_equal(config->log.level, LOG_INFO);
        assert_int_equal(config->log.format, LOG_LOGFMT);
        assert_null(config->log.file);
        assert_null(config->metrics);
        assert_true(config->watch);
        assert_true(config->sandbox);
        assert_false(config->core_dumps);
        for (size_t i = 0; i < LOG_MODULES; i++)
                assert_int_equal(config->log.levels[i], -1);
        config_close(config);
}

static void everything_set(void **state)
{
        struct config *config = read_config("log = { level = \"warn\"; levels = { wire = \"debug\"; admin = \"error\"; };\n"
                                            "format = \"json\"; file = \"bot.log\"; };\n"
                                            "metrics = \"x.prom\"; watch = false; sandbox = false;\n"
                                            "core_dumps = true;\n");
        char path[PATH_MAX], metrics[PATH_MAX];

        assert_non_null(config);
        assert_int_equal(config->log.level, LOG_WARN);
        assert_int_equal(config->log.format, LOG_JSON);
        snprintf(path, sizeof path, "%s/bot.log", folder);
        assert_string_equal(config->log.file, path);
        snprintf(metrics, sizeof metrics, "%s/x.prom", folder);
        assert_string_equal(config->metrics, metrics);
        assert_false(config->watch);
        assert_false(config->sandbox);
        assert_true(config->core_dumps);
        for (size_t i = 0; i < LOG_MODULES; i++)
                assert_int_equal(config->log.levels[i], strcmp(log_module_name(i), "wire") == 0 ? LOG_DEBUG :
                                 strcmp(log_module_name(i), "admin") == 0 ? LOG_ERROR : -1);
        config_close(config);
        assert_int_equal(access(path, F_OK), -1); /* reading makes no file */
}

static void mistakes(void **state)
{
        static const struct {
                const char *text, *said;
        } cases[] = {
                {"log = 1;", "1: log: must be a group in { }; log = { level = \"info\"; } would be right\n"},
                {"log = {\nlevel = 3; };", "2: level: must be a text in quotes; level = \"info\" would be right\n"},
                {"log = {\nlevel = \"loud\"; };",
                 "2: level: \"loud\" will not do; \"error\", \"warn\", \"info\" or \"debug\" would be right\n"},
                {"log = {\nlevels = \"debug\"; };",
                 "2: levels: must be a group in { }; levels = { wire = \"debug\"; } would be right\n"},
                {"log = { levels = {\nwire = \"debug\";\nwier = \"debug\"; }; };", "3: wier: unknown here; wire would be right\n"},
                {"log = { levels = {\nxyzzyx = \"debug\"; }; };",
                 "2: xyzzyx: unknown here; one of admin, bot, config, login, network, plugins, talk, wire would be right\n"},
                {"log = { levels = {\nwire = \"all\"; login = 2; }; };",
                 "2: wire: \"all\" will not do; \"error\", \"warn\", \"info\" or \"debug\" would be right\n"
                 "2: login: must be a text in quotes; wire = \"debug\" would be right\n"},
                {"log = {\nformat = \"xml\"; };", "2: format: \"xml\" will not do; \"logfmt\" or \"json\" would be right\n"},
                {"log = {\nformat = true; };", "2: format: must be a text in quotes; format = \"json\" would be right\n"},
                {"log = {\nfile = 1; };", "2: file: must be a text in quotes; file = \"/var/log/crampbot.log\" would be right\n"},
                {"log = {\nfile = \"\"; };", "2: file: is empty; "},
                {"log = {\nfile = \"/nowhere/x.log\"; };", "2: file: \"/nowhere/x.log\" cannot be written: No such file"},
                {"log = {\nfile = \"/\"; };", "2: file: \"/\" is not a plain file; "},
                {"log = {\nfile = \"bot.cfg/x\"; };", "cannot be written: Not a directory; "},
                {"sandbox = \"off\";", "1: sandbox: must be true or false; sandbox = true would be right\n"},
                {"core_dumps = 0;", "1: core_dumps: must be true or false; core_dumps = false would be right\n"},
                {"\nwatch = 1;", "2: watch: must be true or false; watch = true would be right\n"},
                {"\nmetrics = 5;", "2: metrics: must be a text in quotes; "},
                {"metrics = \"/dev/null\";", "1: metrics: \"/dev/null\" is not a plain file; metrics = \"crampbot.prom\" would be right\n"},
                {"metrics = \"/nowhere/x.prom\";", "1: metrics: \"/nowhere/x.prom\" cannot be written: No such file"},
                {"log = {\nfiel = \"x\"; };", "2: fiel: unknown here; file would be right\n"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                assert_null(read_config(cases[i].text));
                if (!strstr(told, cases[i].said))
                        fail_msg("%s\ngot %s", cases[i].text, told);
        }
}

static int make_files(void **state)
{
        FILE *file;

        if (!mkdtemp(folder))
                return -1;
        snprintf(config_path, sizeof config_path, "%s/bot.cfg", folder);
        snprintf(plugin_path, sizeof plugin_path, "%s/p.so", folder);
        file = fopen(plugin_path, "w");
        return !file || fputs("x", file) < 0 || fclose(file);
}

static int remove_files(void **state)
{
        return unlink(config_path) || unlink(plugin_path) || rmdir(folder);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_holds_without_a_word),
                cmocka_unit_test(everything_set),
                cmocka_unit_test(mistakes),
        };

        return cmocka_run_group_tests(tests, make_files, remove_files);
}
