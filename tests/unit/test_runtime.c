/* test_runtime.c - admins in bot.cfg, settings laid over it, and what is kept. */
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
#include "config_admin.h"
#include "config_overlay.h"
#include "runtime.h"

static char folder[] = "/tmp/test_runtime_XXXXXX", path[PATH_MAX], reported[4000];

static const char networks[] =
        "networks = (\n"
        "{ name = \"a\"; host = \"h\"; nick = \"n\"; realname = \"r\"; prefix = \"!a\"; password = \"hunter2\";\n"
        "limits = { questions = 2; channel = 9; }; ignore = [ \"bot\" ];\n"
        "channels = ( { name = \"#one\"; prefix = \"!one\"; }, { name = \"#two[\"; } ); },\n"
        "{ name = \"b\"; host = \"i\"; nick = \"n\"; realname = \"r\"; } );\n"
        "plugins = ( { path = \"p.so\"; } );\n";

static void note(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        const char *slash = strrchr(file, '/');

        (void)context;
        snprintf(reported + strlen(reported), sizeof reported - strlen(reported), "%s:%u: %s\n",
                 slash ? slash + 1 : file, line, what);
}

static void put(const char *name, const char *text)
{
        char at[PATH_MAX];
        FILE *out;

        snprintf(at, sizeof at, "%s/%s", folder, name);
        out = fopen(at, "w");
        assert_non_null(out);
        fputs(text, out);
        fclose(out);
}

static struct config *open_with(const char *more)
{
        char text[8000];

        snprintf(text, sizeof text, "%s%s", networks, more);
        put("bot.cfg", text);
        reported[0] = '\0';
        return config_open(path, NULL, note, NULL);
}

static void expect_mistake(const char *more, const char *wanted)
{
        struct config *config = open_with(more);

        if (config || !strstr(reported, wanted))
                fail_msg("%s\nwanted %s\ngot    %s", more, wanted, reported);
}

/* -- admins ---------------------------------------------------------------- */

static void admins_that_are_right(void **state)
{
        struct config *config = open_with("admins = ( { account = \"anna\"; networks = [ \"a\" ]; },\n"
                                          "{ hostmask = \"*!*@home.example\"; networks = [ \"a\", \"b\" ]; account = \"x\"; } );");

        assert_non_null(config);
        assert_int_equal(config->admin_count, 2);
        assert_string_equal(config->admin[0].account, "anna");
        assert_null(config->admin[0].hostmask);
        assert_true(config_admin_on(&config->admin[0], "a"));
        assert_false(config_admin_on(&config->admin[0], "b"));
        assert_false(config_admin_on(&config->admin[0], "A"));
        assert_true(config_admin_on(&config->admin[1], "b"));
        assert_string_equal(config->admin[1].hostmask, "*!*@home.example");
        config_close(config);
}

static void admins_that_anybody_could_be(void **state)
{
        static const struct { const char *text, *report; } cases[] = {
                {"{ account = \"anna\"; }", "networks is missing; there are several networks"},
                {"{ account = \"anna\"; networks = [ \"c\" ]; }", "networks: there is no network \"c\""},
                {"{ account = \"anna\"; networks = [ ]; }", "networks: is empty"},
                {"{ account = \"*\"; networks = [ \"a\" ]; }", "account: \"*\" will not do"},
                {"{ account = \"\"; networks = [ \"a\" ]; }", "account: is empty"},
                {"{ account = \"an na\"; networks = [ \"a\" ]; }", "account: \"an na\" will not do"},
                {"{ nick = \"anna\"; networks = [ \"a\" ]; }", "nick: unknown here"},
                {"{ networks = [ \"a\" ]; }", "admins: says nobody"},
                {"{ hostmask = \"anna\"; networks = [ \"a\" ]; }", "anybody can take a nick"},
                {"{ hostmask = \"anna!*@*\"; networks = [ \"a\" ]; }", "anybody can take a nick"},
                {"{ hostmask = \"anna!anna@*.*\"; networks = [ \"a\" ]; }", "anybody can take a nick"},
                {"{ hostmask = \"*!*@*\"; networks = [ \"a\" ]; }", "anybody can take a nick"},
                {"{ hostmask = \"*!*@*.de\"; networks = [ \"a\" ]; }", "anybody can take a nick"},
                {"{ hostmask = \"*!*@*.com\"; networks = [ \"a\" ]; }", "anybody can take a nick"},
                {"{ hostmask = \"*!*@*.*.museum\"; networks = [ \"a\" ]; }", "anybody can take a nick"},
                {"{ hostmask = \"a@b!home.example\"; networks = [ \"a\" ]; }", "anybody can take a nick"},
                {"{ hostmask = 5; networks = [ \"a\" ]; }", "hostmask: must be a text"},
                {"\"anna\"", "admins: each must be a group"},
                {"{ account = \"anna\"; networks = \"a\"; }", "networks: must be texts in [ ]"},
                {"{ account = \"anna\"; networks = [ 5 ]; }", "networks: must be texts in [ ]"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                char more[300], wanted[300];

                snprintf(more, sizeof more, "\nadmins = (\n%s );\n", cases[i].text);
                snprintf(wanted, sizeof wanted, "bot.cfg:9: %s", cases[i].report);
                expect_mistake(more, cases[i].report);
                assert_non_null(strstr(reported, "bot.cfg:9: "));
        }
        expect_mistake("admins = \"anna\";", "admins: must be a list of groups");
}

/* Can be used, with a word of warning. */
static void admins_that_are_weak(void **state)
{
        static const struct { const char *admin, *warning; } cases[] = {
                {"{ account = \"anna\"; networks = [ \"b\" ]; }", NULL},
                {"{ account = \"anna\"; networks = [ \"a\" ]; }", "\"a\" is reached without TLS at irc.example"},
                {"{ hostmask = \"*!*@home.example\"; networks = [ \"b\" ]; }", "\"*!*@home.example\" is weaker than an account"},
                {"{ hostmask = \"*!*@home.example\"; account = \"x\"; networks = [ \"b\" ]; }", NULL},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                char text[2000];
                struct config *config;

                snprintf(text, sizeof text,
                         "networks = ( { name = \"a\"; host = \"irc.example\"; tls = false; nick = \"n\"; realname = \"r\"; },\n"
                         "{ name = \"b\"; host = \"irc.example\"; nick = \"m\"; realname = \"r\"; } );\n"
                         "plugins = ( { path = \"p.so\"; } );\nadmins = (\n%s );\n", cases[i].admin);
                put("bot.cfg", text);
                reported[0] = '\0';
                config = config_open(path, NULL, note, NULL);
                assert_non_null(config);
                config_close(config);
                if (cases[i].warning ? !strstr(reported, cases[i].warning) || !strstr(reported, "bot.cfg:5: ") : *reported)
                        fail_msg("%s\n%s", cases[i].admin, reported);
        }
}

/* -- overrides ------------------------------------------------------------- */

static void overrides_lie_over_all(void **state)
{
        struct config *config = open_with(
                "overrides = ( { network = \"a\"; limits = { questions = 5; }; lines = 3; },\n"
                "{ network = \"a\"; channel = \"#TWO{\"; prefix = \"\"; limits = { repeat = 1; }; },\n"
                "{ network = \"a\"; channel = \"#new\"; joined = true; key = \"sesame\"; ambient = true; },\n"
                "{ network = \"a\"; channel = \"#idle\"; ambient = true; },\n"
                "{ network = \"a\"; channel = \"#one\"; joined = false; },\n"
                "{ network = \"b\"; channel = \"#b\"; joined = true; },\n"
                "{ network = \"gone\"; channel = \"#b\"; joined = true; prefix = \"!x\"; } );");
        const struct config_network *a;

        assert_non_null(config);
        a = &config->network[0];
        assert_int_equal(a->channel_count, 2);
        assert_string_equal(a->channel[0].name, "#two[");
        assert_null(a->channel[0].manner.prefix);
        assert_int_equal(a->channel[0].manner.lines, 3);
        assert_int_equal(a->channel[0].manner.limits.questions, 5);
        assert_int_equal(a->channel[0].manner.limits.channel, 9);
        assert_int_equal(a->channel[0].manner.limits.repeat, 1);
        assert_int_equal(a->manner.limits.repeat, 30);
        assert_string_equal(a->channel[1].name, "#new");
        assert_string_equal(a->channel[1].key, "sesame");
        assert_true(a->channel[1].manner.ambient);
        assert_string_equal(a->channel[1].manner.prefix, "!a");
        assert_string_equal(config->network[1].channel[0].name, "#b");
        assert_non_null(strstr(reported, "bot.cfg:13: network: there is no network \"gone\", so this does nothing; the `name` "
                                         "of one in `networks` would be right\n"));
        config_close(config);
}

static void overrides_with_mistakes(void **state)
{
        static const struct { const char *text, *report; } cases[] = {
                {"{ prefix = \"!x\"; }", "network is missing"},
                {"{ network = \"a\"; host = \"evil\"; }", "host: unknown here"},
                {"{ network = \"a\"; password = \"x\"; }", "password: unknown here"},
                {"{ network = \"a\"; lines = 9; }", "lines: 9 is out of range; 1 to 5"},
                {"{ network = \"a\"; limits = { loops = 1; }; }", "loops: unknown here; loop would be right"},
                {"{ network = \"a\"; channel = \"one\"; }", "channel: \"one\" will not do"},
                {"5", "overrides: each must be a group"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                char more[300], wanted[300];

                snprintf(more, sizeof more, "overrides = (\n%s );\n", cases[i].text);
                snprintf(wanted, sizeof wanted, "bot.cfg:8: %s", cases[i].report);
                expect_mistake(more, wanted);
        }
}

/* One file: the admin's. Another: what `save` wrote. */
static void where_overrides_stand(void **state)
{
        struct config *config = open_with("");
        const char *file;
        bool alone;

        assert_null(config_overrides(config, &file, &alone));
        config_close(config);
        config = open_with("overrides = ( );");
        assert_non_null(config_overrides(config, &file, &alone));
        assert_string_equal(file, "");
        config_close(config);
        put("saved.cfg", "overrides = ( { network = \"a\"; prefix = \"!s\"; } );\n");
        config = open_with("@include \"saved.cfg\"\n");
        assert_non_null(config_overrides(config, &file, &alone));
        assert_non_null(strstr(file, "/saved.cfg"));
        assert_true(alone);
        assert_string_equal(config->network[0].manner.prefix, "!s");
        config_close(config);
        put("saved.cfg", "log = { level = \"warn\"; };\noverrides = ( );\n");
        config = open_with("@include \"saved.cfg\"\n");
        assert_non_null(config_overrides(config, &file, &alone));
        assert_false(alone);
        config_close(config);
}

/* -- what is kept ----------------------------------------------------------- */

static void set_text(config_setting_t *group, const char *name, const char *text)
{
        config_setting_set_string(config_setting_add(group, name, CONFIG_TYPE_STRING), text);
}

static void kept_and_read_again(void **state)
{
        struct config *config = open_with(""), *over;
        char why[400];
        struct runtime *runtime = runtime_open(folder, why, sizeof why), *copy;
        config_setting_t *group;

        assert_non_null(runtime);
        assert_string_equal(why, "");
        assert_null(runtime_override(runtime, "a", "#one", false));
        group = runtime_override(runtime, "a", "#one", true);
        set_text(group, "prefix", "!\"\\kept");
        assert_ptr_equal(runtime_override(runtime, "a", "#ONE", true), group);
        assert_true(runtime_quiet(runtime, "a", "#two[", true, 5000, "anna"));
        assert_true(runtime_ignore(runtime, "a", "*!*@spam.example", 4000, "anna"));
        assert_true(runtime_ignore(runtime, "a", "account:troll", 0, "anna"));
        assert_int_equal(runtime_next(runtime), 4000);
        assert_true(runtime_write(runtime, folder, why, sizeof why));
        runtime_close(runtime);

        runtime = runtime_open(folder, why, sizeof why);
        assert_string_equal(why, "");
        copy = runtime_copy(runtime);
        runtime_close(runtime);
        over = config_over(config, runtime_root(copy), note, NULL);
        config_close(config);
        assert_non_null(over);
        assert_string_equal(over->network[0].channel[0].manner.prefix, "!\"\\kept");
        assert_true(over->network[0].channel[1].manner.quiet);
        assert_int_equal(over->network[0].ignore_count, 3);
        assert_string_equal(over->network[0].ignore[2], "account:troll");
        assert_false(runtime_expire(copy, 3999));
        assert_true(runtime_expire(copy, 4000));
        assert_int_equal(runtime_next(copy), 5000);
        assert_true(runtime_unignore(copy, "a", "account:TROLL"));
        assert_false(runtime_unignore(copy, "a", "account:troll"));
        config = config_over(over, runtime_root(copy), note, NULL); /* the first layer is not in it */
        config_close(over);
        assert_int_equal(config->network[0].ignore_count, 1);
        config_setting_remove(runtime_override(copy, "a", "#one", false), "prefix");
        runtime_tidy(copy);
        assert_null(runtime_override(copy, "a", "#one", false));
        runtime_close(copy);
        config_close(config);
}

static void a_broken_file_is_set_aside(void **state)
{
        static const char *const texts[] = {
                "\x01\x02", "overrides = (", "overrides = ( { network = \"a\"; lines = 9; } );", "what = 5;",
                "ignores = ( { network = \"a\"; mask = \"*\"; } );", "@include \"/etc/passwd\"\n",
                "quiet = ( { network = \"a\"; channel = \"#x\"; until = -1; } );", "ignores = 5;",
        };
        char why[400], at[PATH_MAX];

        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
                struct runtime *runtime;

                put("runtime.cfg", texts[i]);
                runtime = runtime_open(folder, why, sizeof why);
                assert_non_null(runtime);
                if (!strstr(why, "runtime.cfg:") && !strstr(why, "/etc/passwd:1:"))
                        fail_msg("%s: \"%s\"", texts[i], why);
                assert_int_equal(config_setting_length(config_setting_get_member(runtime_root(runtime), "ignores")), 0);
                snprintf(at, sizeof at, "%s/runtime.cfg", folder);
                assert_int_equal(access(at, F_OK), 0); /* looking alone moves nothing */
                assert_true(runtime_set_aside(runtime, folder));
                assert_false(runtime_set_aside(runtime, folder));
                assert_int_equal(access(at, F_OK), -1);
                runtime_close(runtime);
        }
        assert_int_equal(mkdir(at, 0700), 0);
        runtime_close(runtime_open(folder, why, sizeof why));
        assert_non_null(strstr(why, "runtime.cfg: is a folder")); /* no line of it is to blame */
        rmdir(at);
}

static void bounded(void **state)
{
        char why[400], name[40];
        struct runtime *runtime = runtime_open(folder, why, sizeof why);
        unsigned overrides = 0, quiet = 0, ignores = 0;

        for (int i = 0; i < 3000; i++) {
                snprintf(name, sizeof name, "#c%d", i);
                overrides += runtime_override(runtime, "a", name, true) != NULL;
                quiet += runtime_quiet(runtime, "a", name, true, 0, "me");
                ignores += runtime_ignore(runtime, "a", name + 1, 0, "me");
        }
        assert_int_equal(overrides, OVERLAY_OVERRIDES_MAX);
        assert_int_equal(quiet, OVERLAY_QUIET_MAX);
        assert_int_equal(ignores, OVERLAY_IGNORES_MAX);
        runtime_close(runtime);
}

static void a_folder_that_cannot_be(void **state)
{
        char why[400];
        struct runtime *runtime = runtime_open("/dev/null/state", why, sizeof why);

        assert_string_equal(why, "");
        assert_false(runtime_write(runtime, "/dev/null/state", why, sizeof why));
        assert_non_null(strstr(why, "cannot be written"));
        runtime_close(runtime);
}

static int set_up(void **state)
{
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof path, "%s/bot.cfg", folder);
        put("p.so", "x");
        return 0;
}

static int take_down(void **state)
{
        static const char *const names[] = {"p.so", "bot.cfg", "saved.cfg", "runtime.cfg", "runtime.cfg.broken"};

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
                char at[PATH_MAX];

                snprintf(at, sizeof at, "%s/%s", folder, names[i]);
                unlink(at);
        }
        return rmdir(folder);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(admins_that_are_right),
                cmocka_unit_test(admins_that_anybody_could_be),
                cmocka_unit_test(admins_that_are_weak),
                cmocka_unit_test(overrides_lie_over_all),
                cmocka_unit_test(overrides_with_mistakes),
                cmocka_unit_test(where_overrides_stand),
                cmocka_unit_test(kept_and_read_again),
                cmocka_unit_test(a_broken_file_is_set_aside),
                cmocka_unit_test(bounded),
                cmocka_unit_test(a_folder_that_cannot_be),
        };

        return cmocka_run_group_tests(tests, set_up, take_down);
}
