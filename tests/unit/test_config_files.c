/* test_config_files.c - the files that bot.cfg is: their bytes, what they include, and paths in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config_fixture.h"

static void bytes_that_cannot_be_read(void **state)
{
        static const struct config_case cases[] = {
                {TEXT("log = {\n level = \"info\"\n"), 1, "the { in this line is never closed", NULL},
                {TEXT("log = {\n level = \"info\"; ) ;\n"), 2, ") does not close the { of line 1", NULL},
                {TEXT("log = { };\n};\n"), 2, "} closes nothing", NULL},
                {TEXT("a = ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((\n"), 1, "too many brackets", NULL},
                {TEXT("log = { };\n\"info\";\n"), 2, "a text in quotes cannot stand here", NULL},
                {TEXT("log = { level \"info\"; };\n"), 1, "a text in quotes cannot stand here", NULL},
                {TEXT("log = { a = 1, \"info\"; };\n"), 1, "a text in quotes cannot stand here", NULL},
                {TEXT("log = 5\nnetworks\n"), 3, "cannot be understood", NULL},
                {TEXT("networks = ( { name = } );\n"), 1, "behind the = a value is missing", NULL},
                {TEXT(NET("quit = \"open;\n")), 4, "runs over several lines; is its closing", NULL},
                {TEXT("log = { };\nlog = \"open;\n"), 2, "a text begins here and never ends", NULL},
                {TEXT("log = { };\n/* no end\n" NET("")), 2, "a comment begins here and never ends", NULL},
                {TEXT("log = { };\n\0\n" NET("")), 2, "byte 0x00 cannot stand here", NULL},
                {TEXT(NET("quit = \"a\0b\";")), 4, "byte 0x00 cannot stand in a text", NULL},
                {TEXT(NET("quit = \"a\033[1mb\";")), 4, "byte 0x1b cannot stand in a text", NULL},
                {TEXT("log = [1, \"a\"];\n"), 1, "a list in [ ] holds one kind of thing", NULL},
                {TEXT("\x7F" "ELF\x02\x01\x01"), 1, "byte 0x7f cannot stand here", NULL},
                {TEXT(""), 1, "networks is missing", NULL},
        };

        for (size_t i = 0; i + 1 < sizeof(cases) / sizeof(*cases); i++)
                expect_mistake(&cases[i]);
        struct reports reports;
        assert_null(open_text("", 0, &reports)); /* both lists are missing */
        assert_int_equal(reports.count, 2);
}

/* What people are used to elsewhere, and what phones and office programs make of a quotation mark. */
static void slips(void **state)
{
        static const struct config_case cases[] = {
                {TEXT(NET("nick = hello;")), 4, "a text stands in quotes; \"hello\" would be right", NULL},
                {TEXT(NET("tls = yes;")), 4, "yes is not known here; true would be right", NULL},
                {TEXT(NET("ssl = no;")), 4, "no is not known here; false would be right, and tls for ssl", NULL},
                {TEXT(NET("\nprivate: Off;")), 5, "Off is not known here; false would be right", NULL},
                {TEXT(NET("alternatives = [ a ];")), 4, "\"a\" would be right", NULL},
                {TEXT(NET("quit = \xE2\x80\x9C" "Bye\xE2\x80\x9D;")), 4, "does not begin or end a text; a plain \" would", NULL},
                {TEXT(NET("quit = 'Bye';")), 4, "' does not begin or end a text; a plain \" would be right", NULL},
                {TEXT(NET("quit =\xC2\xA0\"Bye\";")), 4, "a plain blank would be right", NULL},
                {TEXT(NET("gr\xC3\xBC\xC3\x9F" "e = 3;")), 4, "cannot stand outside of a text in quotes", NULL},
                {TEXT(NET("lines = 1,5;")), 4, "a number has a point, not a comma; 1.5 would be right", NULL},
                {TEXT(NET("flood = { interval = 2s; };")), 4, "a number stands without a unit; 2 would be right", NULL},
                {TEXT(NET("flood = { interval = 2000ms; };")), 4, "without a unit; 2000 would be right", NULL},
                {TEXT(NET("alternatives = [ \"a\",\n];")), 5, "behind the last comma something is missing", NULL},
                {TEXT(NET("channels = ( { name = \"#a\"; }, );")), 4, "no comma before the ) would be right", NULL},
                {TEXT("@include \"sub/fine.cfg\";\n" NET("")), 1, "stands alone in its line; without the ; would be right", NULL},
        };
        struct reports reports;
        struct config *config;

        put("sub/fine.cfg", TEXT("watch = true;\n"));
        ALL(cases);
        /* What is right stays so. */
        config = open_text(TEXT(NET("private = FALSE, lines: 2, flood = { burst = 0x4, bytes = 2000L, }; "
                                    "quit = \"it's \xE2\x80\x9Cme\xE2\x80\x9D \" \"2s\"")), &reports);
        assert_non_null(config);
        assert_int_equal(reports.count, 0);
        config_close(config);
}

/* libconfig makes one text of two. */
static void a_comma_that_is_missing(void **state)
{
        struct reports reports;
        struct config *config = open_text(TEXT(NET("quit = \"see \" \"you\"; alternatives = [ \"a\"\n\"b\" ];")), &reports);

        assert_non_null(config);
        assert_int_equal(reports.count, 1);
        assert_int_equal(reports.at[0].line, 5);
        assert_string_equal(reports.at[0].what, "two texts without a comma between them are one; a comma before this one would be right");
        config_close(config);
}

static void included_files(void **state)
{
        static const struct config_case cases[] = {
                {TEXT("@include \"no.cfg\"\n"), 1, "/no.cfg\" cannot be opened: No such file", NULL},
                {TEXT("\n@include \"sub\"\n"), 2, "/sub\" is a folder; a plain file would be right", NULL},
                {TEXT("@include \"fifo\"\n"), 1, "/fifo\" is not a plain file", NULL},
                {TEXT("@include \"huge\"\n"), 1, "at most 1048576 would be right", NULL},
                {TEXT("@include \"a\\b\"\n"), 1, "a name without \\ would be right", NULL},
                {TEXT("@include no.cfg\n"), 1, "@include \"other.cfg\" would be right", NULL},
                {TEXT("\n@include \"no.cfg\n\";"), 2, "@include \"other.cfg\" would be right", NULL},
                {TEXT("@include"), 1, "cannot be understood", NULL},
                {TEXT("\n@include \"bot.cfg\"\n"), 2, "/bot.cfg\" includes itself in the end; leaving out", NULL},
                {TEXT("@include \"sub/back.cfg\"\n"), 3, "sub/../bot.cfg\" includes itself", "sub/back.cfg"},
                {TEXT("@include \"sub/1.cfg\"\n"), 1, "nested too deep; at most 8 files", "sub/8.cfg"},
                {TEXT("@include \"sub/wrong.cfg\"\n" NET("")), 2, "level: \"loud\" will not do", "sub/wrong.cfg"},
                {TEXT("@include \"sub/syntax.cfg\"\n" NET("")), 2, "cannot be understood", "sub/syntax.cfg"},
                {TEXT("@include \"sub/number.cfg\"\n" NET("")), 1, "is too big a number", "sub/number.cfg"},
                {TEXT("@include \"sub/fine.cfg\"\n" NET("hots = 1;")), 5, "hots: unknown here", NULL},
                {TEXT("@include \"sub/fine.cfg\" @include \"sub/fine.cfg\"\n" NET("")), 4, "is there twice in one group",
                 "sub/fine.cfg"},
                {TEXT("@include \"sub/open.cfg\"\n" NET("")), 1, "the { in this line is never closed", "sub/open.cfg"},
                {TEXT(NAMED "} );\n@include \"sub/plugins.cfg\"\n"), 1, "sub/none.so\" cannot be opened", "sub/plugins.cfg"},
                {TEXT("@include \"sub/deep.cfg\"\n" NET("")), 2, "level: \"loud\" will not do", "sub/wrong.cfg"},
                {TEXT("@include \"sub/lost.cfg\"\n" NET("")), 2, "sub/sub/wrong.cfg\" cannot be opened", "sub/lost.cfg"},
        };

        put("sub/wrong.cfg", TEXT("\nlog = { level = \"loud\"; };\n"));
        put("sub/syntax.cfg", TEXT("log = { };\n;"));
        put("sub/number.cfg", TEXT("log = { level = 99999999999; };\n"));
        put("sub/plugins.cfg", TEXT("plugins = ( { path = \"none.so\"; } );\n"));
        put("sub/fine.cfg", TEXT("\n/* @include \"no.cfg\"\n@include \"no.cfg\" */\nlog = { }; # no line end"));
        put("sub/open.cfg", TEXT("log = {\n"));
        put("sub/back.cfg", TEXT("\n\n@include \"../bot.cfg\"\n"));
        put("sub/deep.cfg", TEXT("# beside this file\n@include \"wrong.cfg\"\n"));
        put("sub/lost.cfg", TEXT("\n@include \"sub/wrong.cfg\"\n"));
        for (int i = 1; i < 10; i++) {
                char name[] = "sub/0.cfg", text[] = "@include \"0.cfg\"\n";

                name[4] += i;
                text[10] += i + 1;
                put(name, TEXT(text));
        }
        ALL(cases);
}

/* What libconfig could not do, and people do write. */
static void included_all_the_same(void **state)
{
        static const char *const texts[] = {
                "@include \"sub/comment.cfg\"\n" NET(""),
                "@include \"sub/mark.cfg\"\n" NET(""),
                "@include \"sub/empty.cfg\"@include \"sub/empty.cfg\"" NET(""),
                "  @include\t\"sub/mark.cfg\" # why\n" NET("quit = \"a\n@include \\\"no.cfg\\\"\";") "// @include \"no.cfg\"\n",
                NAMED "@include \"sub/manner.cfg\"\n} );\n" PLUGINS,
        };
        struct reports reports;

        put("sub/comment.cfg", TEXT("# no line end"));
        put("sub/mark.cfg", TEXT("\xEF\xBB\xBFlog = { };\r\n"));
        put("sub/empty.cfg", TEXT(""));
        put("sub/manner.cfg", TEXT("private = true;"));
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
                struct config *config = open_text(texts[i], strlen(texts[i]), &reports);

                if (i == 3) { /* the text holds a line end, and that alone is wrong */
                        assert_int_equal(reports.count, 1);
                        assert_int_equal(reports.at[0].line, 5);
                        assert_non_null(strstr(reports.at[0].what, "quit: "));
                        continue;
                }
                if (!config)
                        print_error("%s:%u: %s\n", reports.at[0].file, reports.at[0].line, reports.at[0].what);
                assert_non_null(config);
                config_close(config);
        }
}

/* Files that are not text files at all, and none of them blocks. */
static void files_that_are_none(void **state)
{
        static const struct {
                const char *name, *reason;
        } cases[] = {
                {"nowhere.cfg", "cannot be opened: No such file"},
                {"sub", "is a folder; a plain file would be right"},
                {"fifo", "is not a plain file"},
                {"huge", "at most 1048576 would be right"},
        };
        struct reports reports;

        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
                const char *path = path_of(cases[i].name);

                reports.count = 0;
                assert_null(config_open(path, NULL, note, &reports));
                assert_int_equal(reports.count, 1);
                assert_int_equal(reports.at[0].line, 0);
                assert_string_equal(reports.at[0].file, path);
                assert_non_null(strstr(reports.at[0].what, cases[i].reason));
        }
        reports.count = 0;
        assert_null(config_open("/dev/zero", NULL, note, &reports));
        assert_int_equal(reports.count, 1);
}

/* Paths are relative to the file that names them, wherever the process is. */
static void paths_of_included_files(void **state)
{
        struct reports reports;
        struct config *config;

        put("sub/right.cfg", TEXT("plugins = ( { path = \"q.so\"; }, { path = \"../p.so\"; } );\n"));
        config = open_text(TEXT(NAMED "} );\n@include \"sub/right.cfg\"\n"), &reports);
        assert_non_null(config);
        assert_string_equal(config->plugin[0].path, path_of("sub/q.so"));
        assert_string_equal(config->plugin[1].path, path_of("sub/../p.so"));
        assert_string_equal(config_setting_source_file(config->plugin[0].settings), path_of("sub/right.cfg"));
        config_close(config);
}

static void paths_without_a_folder(void **state)
{
        struct reports reports = {.count = 0};
        char here[PATH_MAX];
        struct config *config;

        assert_non_null(getcwd(here, sizeof here));
        put("bot.cfg", TEXT(NAMED "} );\n@include \"sub/right.cfg\"\n"));
        put("sub/right.cfg", TEXT("plugins = ( { path = \"q.so\"; } );\n"));
        assert_int_equal(chdir(folder), 0);
        config = config_open("bot.cfg", NULL, note, &reports);
        assert_int_equal(chdir(here), 0);
        assert_non_null(config);
        assert_string_equal(config->plugin[0].path, "sub/q.so");
        config_close(config);
}

/* Every single byte of a right file is changed: no crash, no silence. */
static void changed_bytes(void **state)
{
        static const char text[] = "log = { level = \"info\"; };\n@include \"sub/x.cfg\"\n" NET("port = 0x1A29; # c\n/* d */");
        char changed[sizeof text];
        struct reports reports;
        unsigned seed = 1;

        put("sub/x.cfg", TEXT("\n"));
        for (int i = 0; i < 3000; i++) {
                struct config *config;

                memcpy(changed, text, sizeof text);
                for (int k = 0; k < 1 + i % 3; k++) {
                        seed = seed * 1103515245 + 12345;
                        changed[(seed >> 8) % (sizeof text - 1)] = (char)(seed >> 20);
                }
                config = open_text(changed, sizeof text - 1, &reports);
                assert_true(config ? reports.count == 0 : reports.count > 0);
                config_close(config);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(bytes_that_cannot_be_read),
                cmocka_unit_test(slips),
                cmocka_unit_test(a_comma_that_is_missing),
                cmocka_unit_test(included_files),
                cmocka_unit_test(included_all_the_same),
                cmocka_unit_test(files_that_are_none),
                cmocka_unit_test(paths_of_included_files),
                cmocka_unit_test(paths_without_a_folder),
                cmocka_unit_test(changed_bytes),
        };

        return cmocka_run_group_tests(tests, config_make, folder_remove);
}
