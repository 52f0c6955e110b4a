/* test_config.c - bot.cfg: what is right is taken, what is wrong is told.
 *
 * The tables hold one mistake a case, with the file, the line and a part of
 * the reason that a person must read. A case fails too when anything else is
 * reported beside it.
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
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "rule.h"
#include "source.h"

#define REPORTS_MAX 64

struct report {
        char file[PATH_MAX];
        unsigned line;
        char what[700];
};

struct reports {
        struct report at[REPORTS_MAX];
        size_t count;
};

struct config_case {
        const char *text;
        size_t length;
        unsigned line;
        const char *reason;
        const char *file; /* NULL: bot.cfg */
};

/* Lines 1 to 3 are given; `more` begins on line 4 and stands in a network. */
#define NAMED "networks = (\n{\nname = \"a\"; host = \"h\"; nick = \"n\"; realname = \"r\";\n"
#define PLUGINS "plugins = ( { path = \"p.so\"; } );\n"
#define NET(more) NAMED more "\n} );\n" PLUGINS
#define CHANNEL(more) NET("channels = (\n{ name = \"#a\"; " more " } );")
#define TEXT(text) text, sizeof(text) - 1

static char folder[] = "/tmp/test_config_XXXXXX";

static void path_in(char out[PATH_MAX], const char *name)
{
        snprintf(out, PATH_MAX, "%s/%s", folder, name);
}

static void put(const char *name, const char *text, size_t length)
{
        char path[PATH_MAX];
        FILE *out;

        path_in(path, name);
        out = fopen(path, "w");
        assert_non_null(out);
        assert_int_equal(fwrite(text, 1, length, out), length);
        assert_int_equal(fclose(out), 0);
}

static void note(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        struct reports *reports = context;
        struct report *at = &reports->at[reports->count];

        assert_true(reports->count++ < REPORTS_MAX);
        snprintf(at->file, sizeof at->file, "%s", file);
        at->line = line;
        snprintf(at->what, sizeof at->what, "%s", what);
        assert_null(strpbrk(what, "\r\n"));
}

static struct config *open_text(const char *text, size_t length, struct reports *reports)
{
        char path[PATH_MAX];

        put("bot.cfg", text, length);
        path_in(path, "bot.cfg");
        reports->count = 0;
        return config_open(path, note, reports);
}

static void expect_mistake(const struct config_case *c)
{
        struct reports reports;
        struct config *config = open_text(c->text, c->length, &reports);
        char path[PATH_MAX];
        bool as_told = !config && reports.count == 1 && reports.at[0].line == c->line &&
                       strstr(reports.at[0].what, c->reason);

        path_in(path, c->file ? c->file : "bot.cfg");
        as_told = as_told && strcmp(reports.at[0].file, path) == 0;
        if (!as_told) {
                print_error("%s\nwanted %s:%u: %s\n", c->text, path, c->line, c->reason);
                for (size_t i = 0; i < reports.count; i++)
                        print_error("got    %s:%u: %s\n", reports.at[i].file, reports.at[i].line, reports.at[i].what);
        }
        config_close(config);
        assert_true(as_told);
}

static void expect_all(const struct config_case *cases, size_t count)
{
        for (size_t i = 0; i < count; i++)
                expect_mistake(&cases[i]);
}

#define ALL(cases) expect_all(cases, sizeof(cases) / sizeof(*(cases)))

/* ---- what is wrong ---- */

static void keys_that_are_unknown(void **state)
{
        static const struct config_case cases[] = {
                {TEXT(NET("hots = \"x\";")), 4, "hots: unknown here; host would be right", NULL},
                {TEXT(NET("prot = 1;")), 4, "prot: unknown here; port would be right", NULL},
                {TEXT(NET("qqqqqqq = 1;")), 4, "one of name, host, port", NULL},
                {TEXT(NET("Nick = \"b\";")), 4, "Nick: unknown here; nick would be right", NULL},
                {TEXT(NET("") "netwroks = ();\n"), 7, "netwroks: unknown here; networks would be right", NULL},
                {TEXT(NET("flood = { bust = 3; };")), 4, "bust: unknown here; burst would be right", NULL},
                {TEXT(CHANNEL("privat = true;")), 5, "privat: unknown here; private would be right", NULL},
                {TEXT(CHANNEL("port = 1;")), 5, "port: unknown here", NULL},
                {TEXT("log = {\nlevle = \"info\"; };\n" NET("")), 2, "levle: unknown here; level would be right", NULL},
                {TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa = 1;\n" NET("")), 1,
                 "unknown here; one of log, networks, plugins", NULL},
        };

        ALL(cases);
}

static void types_that_are_wrong(void **state)
{
        static const struct config_case cases[] = {
                {TEXT(NET("port = \"6667\";")), 4, "port: must be a whole number; port = 6697 would be right", NULL},
                {TEXT(NET("port = 66.67;")), 4, "port: must be a whole number", NULL},
                {TEXT(NET("port = true;")), 4, "port: must be a whole number", NULL},
                {TEXT(NET("user = 5;")), 4, "user: must be a text in quotes", NULL},
                {TEXT(NET("quit = [ \"a\" ];")), 4, "quit: must be a text in quotes; quit = \"Goodbye.\"", NULL},
                {TEXT(NET("password = 12345;")), 4, "password: must be a text in quotes", NULL},
                {TEXT(NET("private = 1;")), 4, "private: must be true or false; private = false", NULL},
                {TEXT(NET("ambient = \"yes\";")), 4, "ambient: must be true or false", NULL},
                {TEXT(NET("lines = \"2\";")), 4, "lines: must be a whole number", NULL},
                {TEXT(NET("prefix = false;")), 4, "prefix: must be a text in quotes", NULL},
                {TEXT(NET("reply = 1;")), 4, "reply: must be a text in quotes; reply = \"privmsg\"", NULL},
                {TEXT(NET("alternatives = \"b\";")), 4, "alternatives: must be texts in [ ]", NULL},
                {TEXT(NET("alternatives =\n[ 1 ];")), 5, "alternatives: must be texts in [ ]", NULL},
                {TEXT(NET("flood = 4;")), 4, "flood: must be a group in { }", NULL},
                {TEXT(NET("flood = ( 4 );")), 4, "flood: must be a group in { }", NULL},
                {TEXT(NET("flood = { burst = \"4\"; };")), 4, "burst: must be a whole number", NULL},
                {TEXT(NET("channels = \"#a\";")), 4, "channels: must be a list of groups in ( )", NULL},
                {TEXT(NET("channels = [ \"#a\" ];")), 4, "channels: must be a list of groups in ( )", NULL},
                {TEXT(NET("channels = (\n\"#a\" );")), 5, "channels: each must be a group; { name = \"#help\"; }", NULL},
                {TEXT(CHANNEL("key = 5;")), 5, "key: must be a text in quotes", NULL},
                {TEXT("networks = { };\n" PLUGINS), 1, "networks: must be a list of groups in ( )", NULL},
                {TEXT("networks = (\n5 );\n" PLUGINS), 2, "networks: each must be a group", NULL},
                {TEXT(NAMED "} );\nplugins = \"p.so\";\n"), 5, "plugins: must be a list of groups in ( )", NULL},
                {TEXT(NAMED "} );\nplugins = (\n\"p.so\" );\n"), 6, "plugins: each must be a group", NULL},
                {TEXT("log = \"info\";\n" NET("")), 1, "log: must be a group in { }", NULL},
                {TEXT("log = { level = 3; };\n" NET("")), 1, "level: must be a text in quotes", NULL},
        };

        ALL(cases);
}

static void numbers_out_of_range(void **state)
{
        static const struct config_case cases[] = {
                {TEXT(NET("port = 0;")), 4, "port: 0 is out of range; 1 to 65535 would be right", NULL},
                {TEXT(NET("port = 70000;")), 4, "port: 70000 is out of range; 1 to 65535 would be right", NULL},
                {TEXT(NET("port = -1;")), 4, "port: -1 is out of range", NULL},
                {TEXT(NET("port = 4294973963L;")), 4, "port: 4294973963 is out of range", NULL},
                /* 2^32 + 6667 and 2^64 + 6667 wrap to 6667 in libconfig 1.5 */
                {TEXT(NET("port = 4294973963;")), 4, "4294973963 is too big a number; at most 2147483647", NULL},
                {TEXT(NET("port = 18446744073709558283;")), 4, "is too big a number", NULL},
                {TEXT(NET("port = 18446744073709558283L;")), 4, "is too big a number; at most 9223372036854775807", NULL},
                {TEXT(NET("port = 0x100001A0B;")), 4, "0x100001A0B is too big a number", NULL},
                {TEXT(NET("port = -9999999999;")), 4, "-9999999999 is too big a number", NULL},
                {TEXT(NET("lines = 0;")), 4, "lines: 0 is out of range; 1 to 5 would be right", NULL},
                {TEXT(NET("lines = 6;")), 4, "lines: 6 is out of range", NULL},
                {TEXT(CHANNEL("lines = 9;")), 5, "lines: 9 is out of range", NULL},
                {TEXT(NET("flood = { burst = 0; };")), 4, "burst: 0 is out of range; 1 to 100", NULL},
                {TEXT(NET("flood = {\ninterval = 60001; };")), 5, "interval: 60001 is out of range; 1 to 60000", NULL},
                {TEXT(NET("flood = { interval = 0; };")), 4, "interval: 0 is out of range", NULL},
                {TEXT(NET("flood = { bytes = 100; };")), 4, "bytes: 100 is out of range; 512 to 100000", NULL},
        };

        ALL(cases);
}

static void texts_that_will_not_do(void **state)
{
        static const struct config_case cases[] = {
                {TEXT(NET("user = \"a b\";")), 4, "user: \"a b\" will not do; 1 to 16 letters", NULL},
                {TEXT(NET("user = \"a@b\";")), 4, "user: \"a@b\" will not do", NULL},
                {TEXT(NET("user = \"\";")), 4, "user: is empty", NULL},
                {TEXT(NET("password = \"\";")), 4, "password: 1 to 255 bytes", NULL},
                {TEXT(NET("password = \"a\\r\\nQUIT\";")), 4, "password: 1 to 255 bytes without control codes", NULL},
                {TEXT(NET("quit = \"bye\\r\\nJOIN #x\";")), 4, "quit: \"bye\\r\\nJOIN #x\" will not do", NULL},
                {TEXT(NET("quit = \"a\\x07\";")), 4, "quit: \"a\\x07\" will not do", NULL},
                {TEXT(NET("quit = \"two\nlines\";\n")), 4, "quit: \"two\\nlines\" will not do", NULL},
                {TEXT(NET("quit = \"\xC3(\";")), 4, "quit: \"\\xc3(\" will not do; 1 to 200 bytes of UTF-8", NULL},
                {TEXT(NET("quit = \"\xED\xA0\x80\";")), 4, "will not do", NULL},
                {TEXT(NET("quit = \"a\xC2\x85z\";")), 4, "quit: \"a\\u0085z\" will not do", NULL},
                {TEXT(NET("prefix = \"a b\";")), 4, "prefix: \"a b\" will not do", NULL},
                {TEXT(NET("prefix = \"!23456789012345678901234567890123\";")), 4, "at most 32 bytes", NULL},
                {TEXT(NET("reply = \"shout\";")), 4, "reply: \"shout\" will not do; \"privmsg\" or \"notice\"", NULL},
                {TEXT("log = {\nlevel = \"loud\"; };\n" NET("")), 2, "level: \"loud\" will not do; \"error\", \"warn\"", NULL},
                {TEXT(NET("alternatives = [ \"b\",\n\"9c\" ];")), 5, "alternatives: \"9c\" will not do", NULL},
                {TEXT(NET("channels = ( { name = \"a\"; } );")), 4, "name: \"a\" will not do; # and a name", NULL},
                {TEXT(NET("channels = ( { name = \"#\"; } );")), 4, "name: \"#\" will not do", NULL},
                {TEXT(NET("channels = ( { name = \"#a,#b\"; } );")), 4, "name: \"#a,#b\" will not do", NULL},
                {TEXT(NET("channels = ( { name = \"#a b\"; } );")), 4, "without spaces and commas", NULL},
                {TEXT(NET("channels = ( { name = \"#a\\x07\"; } );")), 4, "name: \"#a\\x07\" will not do", NULL},
                {TEXT(CHANNEL("key = \"a,b\";")), 5, "key: 1 to 64 bytes without spaces", NULL},
                {TEXT(CHANNEL("key = \":a\";")), 5, "no colon in front", NULL},
                {TEXT(CHANNEL("reply = \"PRIVMSG\";")), 5, "reply: \"PRIVMSG\" will not do", NULL},
        };

        ALL(cases);
}

/* name, host, nick and realname, each in a network that is otherwise right */
static void required_texts_that_will_not_do(void **state)
{
#define FOUR(name, host, nick, realname) \
        TEXT("networks = ( {\nname = \"" name "\";\nhost = \"" host "\";\nnick = \"" nick "\";\nrealname = \"" realname \
             "\"; } );\n" PLUGINS)
        static const struct config_case cases[] = {
                {FOUR("", "h", "n", "r"), 2, "name: is empty; 1 to 32 letters", NULL},
                {FOUR("my net", "h", "n", "r"), 2, "name: \"my net\" will not do", NULL},
                {FOUR("a", "", "n", "r"), 3, "host: is empty", NULL},
                {FOUR("a", "irc.example.org:6667", "n", "r"), 3, "an IPv6 address such as", NULL},
                {FOUR("a", "127.0.0.300", "n", "r"), 3, "host: \"127.0.0.300\" will not do; an IPv4 address", NULL},
                {FOUR("a", "127.0.0", "n", "r"), 3, "an IPv4 address", NULL},
                {FOUR("a", "-h", "n", "r"), 3, "host: \"-h\" will not do", NULL},
                {FOUR("a", "a..b", "n", "r"), 3, "a host name such as", NULL},
                {FOUR("a", "a b", "n", "r"), 3, "host: \"a b\" will not do", NULL},
                {FOUR("a", "h\\x00x", "n", "r"), 3, "\\x00 cannot stand in a text", NULL},
                {FOUR("a", "h", "", "r"), 4, "nick: is empty", NULL},
                {FOUR("a", "h", "9lives", "r"), 4, "nick: \"9lives\" will not do; 1 to 30 letters", NULL},
                {FOUR("a", "h", "two words", "r"), 4, "nick: \"two words\" will not do", NULL},
                {FOUR("a", "h", "n%s\\n", "r"), 4, "nick: \"n%s\\n\" will not do", NULL},
                {FOUR("a", "h", "a234567890123456789012345678901", "r"), 4, "1 to 30 letters", NULL},
                {FOUR("a", "h", "caf\xC3\xA9", "r"), 4, "nick: \"caf\xC3\xA9\" will not do", NULL},
                {FOUR("a", "h", "n", ""), 5, "realname: is empty", NULL},
                {FOUR("a", "h", "n", "\\x02" "bold"), 5, "realname: \"\\x02bold\" will not do", NULL},
        };

        ALL(cases);
}

static void what_is_missing(void **state)
{
        static const struct config_case cases[] = {
                {TEXT("networks = (\n{\nhost = \"h\"; nick = \"n\"; realname = \"r\"; } );\n" PLUGINS), 2, "name is missing; name = ", NULL},
                {TEXT("networks = (\n{ name = \"a\"; nick = \"n\"; realname = \"r\"; } );\n" PLUGINS), 2, "host is missing; host = ", NULL},
                {TEXT("networks = (\n{ name = \"a\"; host = \"h\"; realname = \"r\"; } );\n" PLUGINS), 2, "nick is missing; nick = ", NULL},
                {TEXT("networks = (\n{ name = \"a\"; host = \"h\"; nick = \"n\"; } );\n" PLUGINS), 2, "realname is missing; realname = ", NULL},
                {TEXT(NET("channels = (\n{ key = \"k\"; } );")), 5, "name is missing; name = \"#help\"", NULL},
                {TEXT(PLUGINS), 1, "networks is missing; networks = (", NULL},
                {TEXT(NAMED "} );\n"), 1, "plugins is missing; plugins = (", NULL},
                {TEXT("\nnetworks = ( );\n" PLUGINS), 2, "networks: there are 0; 1 to 200 would be right", NULL},
                {TEXT(NAMED "} );\nplugins = ( );\n"), 5, "plugins: there are 0; 1 to 32 would be right", NULL},
                {TEXT(NAMED "} );\nplugins = ( {\nfaq = 1; } );\n"), 5, "path is missing; path = ", NULL},
                {TEXT(NAMED "} );\nplugins = ( {\npath = \"no.so\"; } );\n"), 6, "No such file", NULL},
                {TEXT(NAMED "} );\nplugins = ( {\npath = \".\"; } );\n"), 6, "is not a plain file", NULL},
                {TEXT(NAMED "} );\nplugins = ( {\npath = \"fifo\"; } );\n"), 6, "is not a plain file", NULL},
                {TEXT(NAMED "} );\nplugins = ( {\npath = \"empty\"; } );\n"), 6, "with something in it", NULL},
                {TEXT(NAMED "} );\nplugins = ( {\npath = \"\"; } );\n"), 6, "path: is empty", NULL},
                {TEXT(NAMED "} );\nplugins = ( { path = \"p.so\";\nname = \"a b\"; } );\n"), 6, "name: \"a b\" will not do", NULL},
        };

        ALL(cases);
}

static void what_is_there_twice(void **state)
{
        static const struct config_case cases[] = {
                {TEXT(NET("port = 1;\nport = 2;")), 5, "is there twice in one group", NULL},
                {TEXT(NET("alternatives = [ \"b\",\n\"B\" ];")), 5, "alternatives: \"B\" is there twice", NULL},
                {TEXT(NET("alternatives = [ \"N\" ];")), 4, "alternatives: \"N\" is there twice", NULL},
                {TEXT(NET("channels = ( { name = \"#a[\"; },\n{ name = \"#A{\"; } );")), 5, "channels: \"#A{\" is there twice", NULL},
                {TEXT(NAMED "},\n{\nname = \"A\"; host = \"g\"; nick = \"n\"; realname = \"r\"; } );\n" PLUGINS), 5,
                 "networks: \"A\" is there twice", NULL},
                {TEXT(NAMED "},\n{ name = \"b\"; host = \"H\"; nick = \"N\"; realname = \"r\"; } );\n" PLUGINS), 5,
                 "networks: \"a\" and \"b\" are one nick on one server", NULL},
                {TEXT(NAMED "} );\nplugins = ( { path = \"p.so\"; },\n{ path = \"p.so\"; } );\n"), 6,
                 "is there twice; a different `name` for each", NULL},
                {TEXT(NET("alternatives = [ \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\" ];")), 4, "8 nicks are too many; at most 7", NULL},
        };

        ALL(cases);
}

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
                {TEXT("networks = ( { name = } );\n"), 1, "cannot be understood", NULL},
                {TEXT(NET("nick2 = hello;")), 4, "cannot be understood", NULL},
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
        char path[PATH_MAX];

        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
                path_in(path, cases[i].name);
                reports.count = 0;
                assert_null(config_open(path, note, &reports));
                assert_int_equal(reports.count, 1);
                assert_int_equal(reports.at[0].line, 0);
                assert_string_equal(reports.at[0].file, path);
                assert_non_null(strstr(reports.at[0].what, cases[i].reason));
        }
        reports.count = 0;
        assert_null(config_open("/dev/zero", note, &reports));
        assert_int_equal(reports.count, 1);
}

static void all_mistakes_in_one_run(void **state)
{
        static const char text[] =
                "log = { level = 1; };\n"
                "networks = ( { nick = \"1\";\n port = 99999999999;\n hots = \"h\";\n"
                " channels = ( { name = \"x\"; }, { } );\n flood = { burst = 0; }; } );\n"
                "plugins = ( { path = \"no.so\"; } );\nextra = 1;\n";
        static const unsigned lines[] = {3, 8, 1, 2, 2, 4, 2, 2, 6, 5, 5, 7};
        struct reports reports;
        size_t found = 0;

        assert_null(open_text(text, sizeof text - 1, &reports));
        for (size_t i = 0; i < reports.count; i++)
                for (size_t k = 0; k < sizeof(lines) / sizeof(*lines); k++)
                        if (reports.at[i].line == lines[k]) {
                                found++;
                                break;
                        }
        assert_int_equal(found, reports.count);
        assert_int_equal(reports.count, sizeof(lines) / sizeof(*lines) - 0);
}

/* ---- what is right ---- */

static void the_defaults(void **state)
{
        struct reports reports;
        struct config *config = open_text(TEXT(NET("")), &reports);
        const struct config_network *n;

        assert_non_null(config);
        assert_int_equal(reports.count, 0);
        assert_int_equal(config->log.level, LOG_INFO);
        assert_int_equal(config->network_count, 1);
        n = &config->network[0];
        assert_int_equal(n->port, 6697);
        assert_int_equal(n->server_count, 1);
        assert_true(n->server[0].tls);
        assert_null(n->server[0].ca_file);
        assert_null(n->certificate);
        assert_null(n->bind);
        assert_int_equal(n->proxy.type, PROXY_NONE);
        assert_null(n->password);
        assert_int_equal(n->nick_count, 1);
        assert_string_equal(n->nick[0], "n");
        assert_int_equal(n->flood.burst, 4);
        assert_int_equal(n->flood.interval, 2000);
        assert_int_equal(n->flood.bytes, 2000);
        assert_false(n->manner.notice || n->manner.in_private || n->manner.ambient);
        assert_null(n->manner.prefix);
        assert_int_equal(n->channel_count, 0);
        assert_int_equal(config->plugin_count, 1);
        assert_null(config->plugin[0].name);
        assert_int_equal(config->plugin[0].line, 6);
        config_close(config);
        config_close(NULL);
}

static void everything_set(void **state)
{
        static const char text[] =
                "\xEF\xBB\xBF# a comment\r\nlog = { level = \"debug\"; };\r\n"
                "networks = ( { name = \"a.b-c_1\"; host = \"2001:db8::1\"; port = 65535; password = \"p w:%s\";\r\n"
                "nick = \"b\\\\[]`_^{|}-9\"; alternatives = [ \"c\", \"d\" ]; user = \"u.-_\"; realname = \"r\xC3\xA9\";\n"
                "quit = \"q\"; flood = { burst = 100; interval = 1; bytes = 512; };\n"
                "reply = \"notice\"; private = true; ambient = true; prefix = \"!x\"; lines = 5;\n"
                "channels = ( { name = \"#a\"; key = \"k\"; },\n"
                "  { name = \"&b:c\"; reply = \"privmsg\"; private = false; ambient = false; prefix = \"\"; lines = 1; } ); },\n"
                "{ name = \"two\"; host = \"irc.example.org.\"; nick = \"n\"; realname = \"r\"; } );\n"
                "plugins = ( { path = \"p.so\"; name = \"one\"; port = \"its own\"; }, { path = \"p.so\"; } ); // end";
        struct reports reports;
        struct config *config = open_text(TEXT(text), &reports);
        const struct config_network *n;
        const struct config_channel *c;

        assert_non_null(config);
        assert_int_equal(config->log.level, LOG_DEBUG);
        n = &config->network[0];
        assert_int_equal(n->port, 65535);
        assert_int_equal(n->nick_count, 3);
        assert_string_equal(n->nick[2], "d");
        assert_int_equal(n->flood.interval, 1);
        assert_string_equal(n->password, "p w:%s");
        c = n->channel;
        assert_int_equal(n->channel_count, 2);
        assert_string_equal(c[0].key, "k");
        assert_true(c[0].manner.notice && c[0].manner.in_private && c[0].manner.ambient);
        assert_string_equal(c[0].manner.prefix, "!x");
        assert_int_equal(c[0].manner.lines, 5);
        assert_false(c[1].manner.notice || c[1].manner.in_private || c[1].manner.ambient);
        assert_null(c[1].manner.prefix);
        assert_int_equal(c[1].manner.lines, 1);
        assert_string_equal(config->plugin[0].name, "one");
        assert_int_equal(config->plugin_count, 2);
        config_close(config);
}

/* Paths are relative to the file that names them, wherever the process is. */
static void paths_of_included_files(void **state)
{
        struct reports reports;
        struct config *config;
        char path[PATH_MAX];

        put("sub/right.cfg", TEXT("plugins = ( { path = \"q.so\"; }, { path = \"../p.so\"; } );\n"));
        config = open_text(TEXT(NAMED "} );\n@include \"sub/right.cfg\"\n"), &reports);
        assert_non_null(config);
        path_in(path, "sub/q.so");
        assert_string_equal(config->plugin[0].path, path);
        path_in(path, "sub/../p.so");
        assert_string_equal(config->plugin[1].path, path);
        path_in(path, "sub/right.cfg");
        assert_string_equal(config_setting_source_file(config->plugin[0].settings), path);
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
        config = config_open("bot.cfg", note, &reports);
        assert_int_equal(chdir(here), 0);
        assert_non_null(config);
        assert_string_equal(config->plugin[0].path, "sub/q.so");
        config_close(config);
}

/* Every single byte of a right file is changed: no crash, no silence. */
static void changed_bytes(void **state)
{
        static const char text[] = "log = { level = \"info\"; };\n@include \"sub/x.cfg\"\n" NET("port = 0x1A0B; # c\n/* d */");
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

static void the_shipped_one(void **state)
{
        /* The plugin need not be built: a file of ours stands for it, named in as many bytes. */
        static const char plugin[] = "build/cramp_faq.so", there[sizeof plugin] = "./././././././p.so";
        char text[40000];
        struct reports reports;
        struct config *config;
        FILE *in = fopen("bot.cfg", "r");
        size_t length;
        char *at;

        assert_non_null(in);
        length = fread(text, 1, sizeof text - 1, in);
        fclose(in);
        text[length] = '\0';
        at = strstr(text, plugin);
        assert_non_null(at);
        memcpy(at, there, sizeof there - 1);
        config = open_text(text, length, &reports);
        assert_int_equal(reports.count, 0);
        assert_non_null(config);
        assert_string_equal(config->network[0].host, "127.0.0.1");
        assert_string_equal(config->network[0].nick[0], "crampbot");
        assert_string_equal(config->network[0].manner.prefix, "!cramp");
        assert_string_equal(config->network[0].channel[0].name, "#cramps");
        config_close(config);
}

/* Two mistakes end in exit code 2 and in two lines a person can go to. */
static void the_program_says_so(void **state)
{
        const char *build = getenv("BUILD");
        char program[PATH_MAX], command[3 * PATH_MAX], path[PATH_MAX], line[1000], wanted[PATH_MAX + 20];
        size_t found = 0;
        FILE *out;

        snprintf(program, sizeof program, "%s/crampbot", build ? build : "build");
        assert_int_equal(access(program, X_OK), 0);
        put("bot.cfg", TEXT(NET("port = 0;\nlines = 9;")));
        path_in(path, "bot.cfg");
        snprintf(command, sizeof command, "%s --check -c %s 2>&1", program, path);
        snprintf(wanted, sizeof wanted, "%s:", path);
        out = popen(command, "r");
        assert_non_null(out);
        while (fgets(line, sizeof line, out))
                if (strncmp(line, wanted, strlen(wanted)) == 0 &&
                    (strncmp(line + strlen(wanted), "4: port:", 8) == 0 || strncmp(line + strlen(wanted), "5: lines:", 9) == 0))
                        found++;
        assert_int_equal(WEXITSTATUS(pclose(out)), 2);
        assert_int_equal(found, 2);
}

static void names_that_servers_take_for_one(void **state)
{
        assert_true(rule_same_name("#Ab[]\\^", "#aB{}|~"));
        assert_false(rule_same_name("#a", "#ab"));
        assert_false(rule_same_name("#ab", "#a"));
        assert_true(rule_same_name("", ""));
}

/* ---- the folder all of it happens in ---- */

static int make_folder(void **state)
{
        char path[PATH_MAX];

        umask(077); /* what is secret is not open to all */
        if (!mkdtemp(folder))
                return -1;
        path_in(path, "sub");
        if (mkdir(path, 0700) < 0)
                return -1;
        path_in(path, "fifo");
        if (mkfifo(path, 0600) < 0)
                return -1;
        put("p.so", TEXT("something"));
        put("sub/q.so", TEXT("something"));
        put("empty", TEXT(""));
        put("huge", TEXT("#"));
        path_in(path, "huge");
        return truncate(path, SOURCE_BYTES_MAX + 1);
}

static int remove_folder(void **state)
{
        char command[sizeof folder + 20];

        snprintf(command, sizeof command, "rm -rf %s", folder);
        return system(command);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(keys_that_are_unknown),
                cmocka_unit_test(types_that_are_wrong),
                cmocka_unit_test(numbers_out_of_range),
                cmocka_unit_test(texts_that_will_not_do),
                cmocka_unit_test(required_texts_that_will_not_do),
                cmocka_unit_test(what_is_missing),
                cmocka_unit_test(what_is_there_twice),
                cmocka_unit_test(bytes_that_cannot_be_read),
                cmocka_unit_test(included_files),
                cmocka_unit_test(included_all_the_same),
                cmocka_unit_test(files_that_are_none),
                cmocka_unit_test(all_mistakes_in_one_run),
                cmocka_unit_test(the_defaults),
                cmocka_unit_test(everything_set),
                cmocka_unit_test(paths_of_included_files),
                cmocka_unit_test(paths_without_a_folder),
                cmocka_unit_test(changed_bytes),
                cmocka_unit_test(the_shipped_one),
                cmocka_unit_test(the_program_says_so),
                cmocka_unit_test(names_that_servers_take_for_one),
        };

        return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
