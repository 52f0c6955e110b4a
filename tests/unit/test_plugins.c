/* test_plugins.c - loading, asking, reloading and refusing plugins.
 *
 * The plugins are real shared objects (plugin_example.c, plugin_bad.c), copied
 * into a folder of their own so that they can be overwritten while in use.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "folder.h"
#include "log.h"
#include "plugins.h"

/* What was reported last, and how often. */
static struct {
        char text[20][800];
        size_t count;
} told;

/* What was said last. */
static struct {
        enum plugin_kind kind;
        double confidence;
        size_t count;
        char first[200], id[100], speaker[64];
        unsigned times;
} heard;

static struct plugins *asked;

static void path_in(char out[PATH_MAX], const char *name)
{
        snprintf(out, PATH_MAX, "%s", path_of(name));
}

static void note(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        const char *slash = strrchr(file, '/');

        assert_true(told.count < 20);
        snprintf(told.text[told.count++], sizeof told.text[0], "%s:%u: %s", slash ? slash + 1 : file, line, what);
}

static void hear(void *context, const struct plugin_reply *reply)
{
        heard.times++;
        heard.kind = reply->kind;
        heard.confidence = reply->confidence;
        heard.count = reply->count;
        snprintf(heard.first, sizeof heard.first, "%s", reply->lines[0]);
        snprintf(heard.id, sizeof heard.id, "%s", reply->id);
        snprintf(heard.speaker, sizeof heard.speaker, "%s", plugins_speaker(asked));
}

/* Bytes of a built plugin -> a file of the folder; keep: how many of them. */
static void place_part(const char *built, const char *name, long keep)
{
        const char *build = getenv("BUILD");
        char from[PATH_MAX], to[PATH_MAX];
        static char bytes[4 * 1024 * 1024];
        size_t length;
        FILE *file;

        snprintf(from, sizeof from, "%s/tests/%s.so", build ? build : BUILD, built);
        path_in(to, name);
        file = fopen(from, "rb");
        if (!file)
                fail_msg("%s is not built", from);
        length = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        assert_true(length > 1000 && length < sizeof bytes);
        if (keep >= 0)
                length = (size_t)keep < length ? (size_t)keep : length - 1;
        file = fopen(to, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(bytes, 1, length, file), length);
        fclose(file);
}

static void place(const char *built, const char *name)
{
        place_part(built, name, -1);
}

static struct config *read_config(const char *list)
{
        char path[PATH_MAX];
        struct config *config;
        FILE *file;

        path_in(path, "bot.cfg");
        file = fopen(path, "w");
        assert_non_null(file);
        fprintf(file, "networks = ( { name = \"a\"; host = \"h\"; nick = \"n\"; realname = \"r\"; } );\nplugins = (\n%s\n);\n", list);
        fclose(file);
        told.count = 0;
        config = config_open(path, NULL, note, NULL);
        for (size_t i = 0; i < told.count; i++)
                print_error("%s\n", told.text[i]);
        assert_non_null(config);
        return config;
}

/* prepare and settle; returns what prepare returns. */
static size_t load(struct plugins *plugins, const char *list, bool keep)
{
        struct config *config = read_config(list);
        size_t failed = plugins_prepare(plugins, config, false);

        config_close(config); /* nothing may look at it from here on */
        plugins_settle(plugins, keep);
        return failed;
}

static unsigned ask(struct plugins *plugins, const char *text)
{
        struct plugin_message message = {.size = sizeof message, .network = "net", .nick = "ann", .self = "bot",
                                         .text = text, .length = strlen(text), .line_bytes = 400, .line_count = 2};

        memset(&heard, 0, sizeof heard);
        asked = plugins;
        plugins_message(plugins, &message, hear, NULL);
        assert_string_equal(plugins_speaker(plugins), "");
        return heard.times;
}

#define EXAMPLE "{ path = \"example.so\"; }"

static void a_plugin_answers(void **state)
{
        struct plugins *plugins = plugins_open(note, NULL);

        assert_int_equal(load(plugins, EXAMPLE, true), 0);
        assert_int_equal(plugins_count(plugins), 1);
        assert_int_equal(ask(plugins, "count one two  three"), 1);
        assert_string_equal(heard.first, "That is 3 words.");
        assert_string_equal(heard.id, "count");
        assert_string_equal(heard.speaker, "example");
        assert_int_equal(heard.kind, PLUGIN_ANSWER);
        assert_int_equal(ask(plugins, "something else"), 0);
        plugins_close(plugins);
        plugins_close(NULL);
}

static size_t count_entries(const char *path)
{
        DIR *dir = opendir(path);
        size_t count = 0;

        assert_non_null(dir);
        while (readdir(dir))
                count++;
        closedir(dir);
        return count;
}

static size_t count_maps(void)
{
        FILE *file = fopen("/proc/self/maps", "r");
        char line[1000];
        size_t count = 0;

        while (fgets(line, sizeof line, file))
                count += strstr(line, "memfd:plugin") != NULL;
        fclose(file);
        return count;
}

/* Each is refused with a reason at its line, nothing of it stays, and another goes on. */
static void plugins_that_are_refused(void **state)
{
        static const struct {
                const char *built, *reason;
        } cases[] = {
                {"plugin_bad_abi", "it was built for plugin ABI 2; 1 would be right"},
                {"plugin_bad_short", "or more would be right"},
                {"plugin_bad_lie", "bytes, but has"},
                {"plugin_bad_null", "its function settle is missing"},
                {"plugin_bad_open", "does not start: xxxx"},
                {"plugin_bad_symbol", "it exports no crampbot_plugin"},
                {"plugin_bad_name", "it has no usable name"},
        };

        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
                struct plugins *plugins = plugins_open(note, NULL);
                size_t files, maps;

                assert_int_equal(load(plugins, EXAMPLE, true), 0);
                files = count_entries("/proc/self/fd");
                maps = count_maps();
                place(cases[i].built, "bad.so");
                assert_int_equal(load(plugins, "{ path = \"example.so\"; },\n{ path = \"bad.so\"; }", true), 1);
                assert_int_equal(count_entries("/proc/self/fd"), files);
                assert_int_equal(count_maps(), maps);
                assert_int_equal(told.count, 1);
                if (!strstr(told.text[0], cases[i].reason) || strncmp(told.text[0], "bot.cfg:4: ", 11) != 0)
                        fail_msg("%s: got %s", cases[i].built, told.text[0]);
                assert_int_equal(plugins_count(plugins), 1);
                assert_int_equal(ask(plugins, "count x"), 1);
                plugins_close(plugins);
        }
}

static void files_that_are_no_plugins(void **state)
{
        static const char *const texts[] = {"hello", "\177ELF", "\177ELF\002\001\001", "#!/bin/sh\n"};
        char path[PATH_MAX];

        path_in(path, "none.so");
        for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
                struct plugins *plugins = plugins_open(note, NULL);
                FILE *file = fopen(path, "wb");

                fputs(texts[i], file);
                fclose(file);
                assert_int_equal(load(plugins, "{ path = \"none.so\"; }", true), 1);
                assert_non_null(strstr(told.text[0], "is no shared object for this machine, or is cut short"));
                assert_int_equal(plugins_count(plugins), 0);
                assert_int_equal(ask(plugins, "count x"), 0);
                plugins_close(plugins);
        }
}

/* A file that is still being copied must not end the process (SIGBUS). */
static void files_that_are_cut_short(void **state)
{
        struct plugins *plugins = plugins_open(note, NULL);

        for (long keep = 1; keep < 400000; keep = keep * 9 / 7 + 1) {
                place_part("plugin_example", "cut.so", keep);
                assert_int_equal(load(plugins, "{ path = \"cut.so\"; }", true), 1);
                assert_non_null(strstr(told.text[0], "cut short"));
        }
        plugins_close(plugins);
}

static void mistakes_in_settings(void **state)
{
        struct plugins *plugins = plugins_open(note, NULL);

        assert_int_equal(load(plugins, "{ path = \"example.so\";\nwort = \"x\"; }", true), 1);
        assert_int_equal(told.count, 2);
        assert_string_equal(told.text[0], "bot.cfg:4: only `word` with 1 to 30 bytes would be right");
        assert_non_null(strstr(told.text[1], "bot.cfg:3: plugin"));
        assert_non_null(strstr(told.text[1], "see the mistakes above"));
        assert_int_equal(plugins_count(plugins), 0);
        plugins_close(plugins);
}

#define REPLY "{ path = \"reply.so\"; }"

static void replies_that_are_dropped(void **state)
{
        static const char *const cases[] = {
                "crlf",  "lf",   "colour",  "del",     "c1",   "latin1",  "surrogate", "overlong", "long", "null",
                "empty", "nothing", "nowhere", "many", "endless", "kind", "below", "none", "sure", "nan", "short", "id",
                "no reply", "silence", "later"};
        struct plugins *plugins = plugins_open(note, NULL);

        place("plugin_bad_reply", "reply.so");
        assert_int_equal(load(plugins, REPLY "," EXAMPLE, true), 0);
        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
                if (ask(plugins, cases[i]))
                        fail_msg("%s was not dropped", cases[i]);
                assert_int_equal(ask(plugins, "a good one"), 1);
        }
        assert_int_equal(heard.count, 2);
        assert_string_equal(heard.speaker, "bad");
        assert_int_equal(ask(plugins, "noid"), 1);
        assert_string_equal(heard.id, "");
        assert_int_equal(ask(plugins, "twice"), 1);
        assert_int_equal(heard.kind, PLUGIN_ANSWER); /* the first of the two */
        plugins_close(plugins); /* "later" says something while it is closed */
}

static void the_strongest_reply_wins(void **state)
{
        static const struct {
                int kind[3];
                double confidence[3];
                const char *winner; /* "" when nothing is said */
        } cases[] = {
                {{PLUGIN_UNKNOWN, PLUGIN_ANSWER, PLUGIN_UNSURE}, {1, 0.1, 1}, "b"},
                {{PLUGIN_ANSWER, PLUGIN_ANSWER, PLUGIN_ANSWER}, {0.5, 0.4, 0.6}, "c"},
                {{PLUGIN_ANSWER, PLUGIN_ANSWER, PLUGIN_ANSWER}, {0.5, 0.5, 0.5}, "a"},
                {{PLUGIN_ANSWER, PLUGIN_URGENT, PLUGIN_ANSWER}, {1, 0, 1}, "b"},
                {{PLUGIN_NONE, PLUGIN_UNKNOWN, PLUGIN_NONE}, {1, 0, 1}, "b"},
                {{PLUGIN_NONE, PLUGIN_NONE, PLUGIN_NONE}, {1, 1, 1}, ""},
                {{77, PLUGIN_UNCOVERED, -1}, {1, 0.2, 1}, "b"},
                {{PLUGIN_UNCOVERED, PLUGIN_UNSURE, PLUGIN_UNCOVERED}, {1, 0.2, 1}, "b"},
        };

        place("plugin_bad_reply", "reply.so");
        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
                struct plugins *plugins = plugins_open(note, NULL);
                char list[1000] = "";

                for (int k = 0; k < 3; k++)
                        snprintf(list + strlen(list), sizeof list - strlen(list),
                                 "%s{ path = \"reply.so\"; name = \"%c\"; kind = %d; confidence = %.1f; }", k ? ",\n" : "", 'a' + k,
                                 cases[i].kind[k], cases[i].confidence[k]);
                assert_int_equal(load(plugins, list, true), 0);
                assert_int_equal(plugins_count(plugins), 3);
                assert_int_equal(ask(plugins, "good"), *cases[i].winner ? 1 : 0);
                assert_string_equal(heard.speaker, cases[i].winner);
                plugins_close(plugins);
        }
}

static void keep_line(void *context, const char *line)
{
        snprintf(context, 40, "%s", line);
}

/* Each once, though a plugin or two have it twice. */
static void commands_that_are_none(void **state)
{
        struct plugins *plugins = plugins_open(note, NULL);
        struct plugin_order order = {.size = sizeof order, .name = "twice", .arguments = "", .network = "net"};
        char printed[40] = "";

        place("plugin_bad_reply", "one.so");
        place("plugin_bad_reply", "two.so");
        assert_int_equal(load(plugins, "{ path = \"one.so\"; }, { path = \"two.so\"; name = \"second\"; }", true), 0);
        assert_string_equal(plugins_command_at(plugins, 0)->help, "the first one");
        assert_string_equal(plugins_command_at(plugins, 1)->name, "good");
        assert_null(plugins_command_at(plugins, 2));
        assert_ptr_equal(plugins_command(plugins, "twice"), plugins_command_at(plugins, 0));
        assert_null(plugins_command(plugins, "useless"));
        assert_true(plugins_order(plugins, &order, keep_line, printed));
        assert_string_equal(printed, "twice");
        order.name = "Upper";
        assert_false(plugins_order(plugins, &order, keep_line, printed));
        plugins_close(plugins);
}

static void settings_are_reloaded_or_not(void **state)
{
        struct plugins *plugins = plugins_open(note, NULL);

        assert_int_equal(load(plugins, EXAMPLE, true), 0);
        assert_int_equal(load(plugins, "{ path = \"example.so\"; word = \"tell\"; }", false), 0); /* dropped */
        assert_int_equal(ask(plugins, "count x"), 1);
        assert_int_equal(ask(plugins, "tell x"), 0);
        assert_int_equal(load(plugins, "{ path = \"example.so\"; word = \"tell\"; }", true), 0); /* kept */
        assert_int_equal(ask(plugins, "count x"), 0);
        assert_int_equal(ask(plugins, "tell x"), 1);
        assert_int_equal(load(plugins, "{ path = \"example.so\"; word = 5; }", false), 1); /* wrong */
        assert_int_equal(ask(plugins, "tell x"), 1);
        assert_int_equal(load(plugins, "{ path = \"example.so\"; word = 5; }", true), 1); /* wrong, kept all the same */
        assert_int_equal(ask(plugins, "tell x"), 1);
        plugins_close(plugins);
}

static void plugins_come_and_go(void **state)
{
        struct plugins *plugins = plugins_open(note, NULL);

        place("plugin_bad_reply", "reply.so");
        assert_int_equal(load(plugins, EXAMPLE, true), 0);
        assert_int_equal(load(plugins, EXAMPLE "," REPLY, false), 0);
        assert_int_equal(plugins_count(plugins), 1);
        assert_int_equal(load(plugins, EXAMPLE "," REPLY, true), 0);
        assert_int_equal(plugins_count(plugins), 2);
        assert_int_equal(load(plugins, REPLY, false), 0);
        assert_int_equal(plugins_count(plugins), 2);
        assert_int_equal(load(plugins, REPLY, true), 0);
        assert_int_equal(plugins_count(plugins), 1);
        assert_int_equal(ask(plugins, "good"), 1);
        assert_string_equal(heard.speaker, "bad");
        assert_int_equal(load(plugins, REPLY "," EXAMPLE, true), 0);
        assert_int_equal(ask(plugins, "count x"), 1);
        assert_string_equal(heard.speaker, "example"); /* surer */
        plugins_close(plugins);
}

/* New code under the old name, written over the file that is in use. */
static void code_is_replaced(void **state)
{
        struct plugins *plugins = plugins_open(note, NULL);
        char from[PATH_MAX], to[PATH_MAX];

        place("plugin_example", "code.so");
        assert_int_equal(load(plugins, "{ path = \"code.so\"; }", true), 0);
        place("plugin_bad_reply", "code.so");
        assert_int_equal(ask(plugins, "count x"), 1); /* the old code, unharmed */
        assert_string_equal(heard.speaker, "example");
        assert_int_equal(load(plugins, "{ path = \"code.so\"; }", false), 0);
        assert_int_equal(ask(plugins, "count x"), 1);
        assert_string_equal(heard.speaker, "example");
        assert_int_equal(load(plugins, "{ path = \"code.so\"; }", true), 0);
        assert_int_equal(ask(plugins, "good"), 1);
        assert_string_equal(heard.speaker, "bad");

        place("plugin_example", "fresh.so"); /* by rename, as make does */
        path_in(from, "fresh.so");
        path_in(to, "code.so");
        assert_int_equal(rename(from, to), 0);
        assert_int_equal(load(plugins, "{ path = \"code.so\"; }", true), 0);
        assert_int_equal(ask(plugins, "count x"), 1);
        assert_string_equal(heard.speaker, "example");

        place_part("plugin_example", "code.so", 9000); /* half of it */
        assert_int_equal(load(plugins, "{ path = \"code.so\"; }", false), 1);
        assert_int_equal(ask(plugins, "count x"), 1);
        place("plugin_bad_abi", "code.so"); /* of another time */
        assert_int_equal(load(plugins, "{ path = \"code.so\"; }", true), 1);
        assert_int_equal(ask(plugins, "count x"), 1);
        assert_int_equal(plugins_count(plugins), 1);
        plugins_close(plugins);
}

/* A thousand reloads, of settings and of code in turn, leave nothing behind. */
static void nothing_is_left_behind(void **state)
{
        struct plugins *plugins = plugins_open(note, NULL);
        size_t files = count_entries("/proc/self/fd");
        size_t maps;

        place("plugin_example", "often.so");
        assert_int_equal(load(plugins, "{ path = \"often.so\"; }", true), 0);
        maps = count_maps();
        assert_true(maps > 0);
        for (int i = 0; i < 1000; i++) {
                if (i % 10 == 0)
                        place("plugin_example", "often.so");
                assert_int_equal(load(plugins, "{ path = \"often.so\"; }", i % 3 != 0), 0);
        }
        assert_int_equal(ask(plugins, "count x"), 1);
        assert_int_equal(count_entries("/proc/self/fd"), files + 1);
        assert_int_equal(count_maps(), maps);
        plugins_close(plugins);
        assert_int_equal(count_entries("/proc/self/fd"), files);
        assert_int_equal(count_maps(), 0);
}

static char figures[400]; /* "example.counted=1 " */

static void note_figure(void *context, const char *plugin, const char *name, double value)
{
        snprintf(figures + strlen(figures), sizeof figures - strlen(figures), "%s.%s=%g ", plugin, name, value);
}

static void note_version(void *context, const char *plugin, const char *version, const char *edition)
{
        snprintf(figures + strlen(figures), sizeof figures - strlen(figures), "%s %s '%s' ", plugin, version, edition);
}

static void idling_and_figures(void **state)
{
        struct plugins *plugins = plugins_open(note, NULL);
        struct paths files = {0};

        place("plugin_example", "figures.so");
        place("plugin_bad_reply", "quiet.so"); /* has neither */
        assert_int_equal(load(plugins, "{ path = \"figures.so\"; }, { path = \"quiet.so\"; }", true), 0);
        ask(plugins, "count x");
        ask(plugins, "count x");
        plugins_idle(plugins, 1);
        figures[0] = '\0';
        plugins_figures(plugins, note_figure, NULL);
        plugins_versions(plugins, note_version, NULL);
        assert_string_equal(figures, "example.counted=2 example.idles=1 example 1 '' bad 1 '' ");
        plugins_files(plugins, &files);
        assert_int_equal(files.count, 2);
        assert_non_null(strstr(files.path[0], "/figures.so"));
        paths_fini(&files);
        plugins_close(plugins);
}

static int make_folder(void **state)
{
        log_set_level(LOG_ERROR);
        if (folder_make(state) < 0)
                return -1;
        place("plugin_example", "example.so");
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_plugin_answers),
                cmocka_unit_test(plugins_that_are_refused),
                cmocka_unit_test(files_that_are_no_plugins),
                cmocka_unit_test(files_that_are_cut_short),
                cmocka_unit_test(mistakes_in_settings),
                cmocka_unit_test(replies_that_are_dropped),
                cmocka_unit_test(the_strongest_reply_wins),
                cmocka_unit_test(commands_that_are_none),
                cmocka_unit_test(settings_are_reloaded_or_not),
                cmocka_unit_test(plugins_come_and_go),
                cmocka_unit_test(code_is_replaced),
                cmocka_unit_test(idling_and_figures),
                cmocka_unit_test(nothing_is_left_behind),
        };

        return cmocka_run_group_tests(tests, make_folder, folder_remove);
}
