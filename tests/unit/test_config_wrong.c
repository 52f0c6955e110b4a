/* test_config_wrong.c - what is wrong in bot.cfg is told.
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

#include <sys/wait.h>

#include "config_fixture.h"

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
                {TEXT(CHANNEL("port = 1;")), 5, "port: unknown here; it belongs into a network, in networks", NULL},
                {TEXT(NET("ssl = true;")), 4, "ssl: unknown here; tls would be right", NULL},
                {TEXT(NET("pass = \"x\";")), 4, "pass: unknown here; password would be right", NULL},
                {TEXT(NET("rate = 3;")), 4, "rate: unknown here; flood would be right", NULL},
                {TEXT(NET("fate = 3;")), 4, "fate: unknown here; one of name", NULL},
                {TEXT(NET("admins = ( );")), 4, "admins: unknown here; it belongs at the top of bot.cfg, outside", NULL},
                {TEXT(NET("plugins = ( );")), 4, "plugins: unknown here; it belongs at the top", NULL},
                {TEXT(NET("interval = 3;")), 4, "interval: unknown here; it belongs into flood = { }", NULL},
                {TEXT(NET("") "realname = \"n\";\n"), 7, "realname: unknown here; it belongs into a network", NULL},
                {TEXT(NET("") "admins = ( { account = \"a\"; nick = \"b\"; } );\n"), 7, "nick: unknown here; one of account, hostmask", NULL},
                {TEXT("log = {\nlevle = \"info\"; };\n" NET("")), 2, "levle: unknown here; level would be right", NULL},
                {TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa = 1;\n" NET("")), 1,
                 "unknown here; one of log, networks, plugins", NULL},
        };

        ALL(cases);
}

static void types_that_are_wrong(void **state)
{
        static const struct config_case cases[] = {
                {TEXT(NET("port = \"6667\";")), 4, "port: must be a whole number; port = 6667 would be right", NULL},
                {TEXT(NET("port = \"66670\";")), 4, "port: must be a whole number; port = 6697 would be right", NULL},
                {TEXT(NET("port = \"06667\";")), 4, "port: must be a whole number; port = 6697 would be right", NULL},
                {TEXT(NET("port = \"\";")), 4, "port: must be a whole number; port = 6697 would be right", NULL},
                {TEXT(NET("port = \"6667 \";")), 4, "port: must be a whole number; port = 6697 would be right", NULL},
                {TEXT(NET("private = \"true\";")), 4, "private: must be true or false; private = true would be right", NULL},
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
                {FOUR("a", "2001:db8::x", "n", "r"), 3, "an IPv6 address such as", NULL},
                {FOUR("a", "127.0.0.300", "n", "r"), 3, "host: \"127.0.0.300\" will not do; an IPv4 address", NULL},
                {FOUR("a", "127.0.0", "n", "r"), 3, "an IPv4 address", NULL},
                {FOUR("a", "irc.libera.chat:6697", "n", "r"), 3, "will not do; the name or address alone, with its port in `port`", NULL},
                {FOUR("a", "irc://irc.libera.chat", "n", "r"), 3, "the name or address alone", NULL},
                {FOUR("a", "[::1]:6667", "n", "r"), 3, "the name or address alone", NULL},
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

/* Two mistakes end in exit code 2 and in two lines a person can go to. */
static void the_program_says_so(void **state)
{
        const char *build = getenv("BUILD");
        char program[PATH_MAX], command[2 * PATH_MAX], line[1000], wanted[PATH_MAX];
        size_t found = 0;
        FILE *out;

        snprintf(program, sizeof program, "%s/crampbot", build ? build : "build");
        assert_int_equal(access(program, X_OK), 0);
        put("bot.cfg", TEXT(NET("port = 0;\nlines = 9;")));
        snprintf(command, sizeof command, "%s --check -c %s 2>&1", program, path_of("bot.cfg"));
        snprintf(wanted, sizeof wanted, "%s:", path_of("bot.cfg"));
        out = popen(command, "r");
        assert_non_null(out);
        while (fgets(line, sizeof line, out))
                if (strncmp(line, wanted, strlen(wanted)) == 0 &&
                    (strncmp(line + strlen(wanted), "4: port:", 8) == 0 || strncmp(line + strlen(wanted), "5: lines:", 9) == 0))
                        found++;
        assert_int_equal(WEXITSTATUS(pclose(out)), 2);
        assert_int_equal(found, 2);
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
                cmocka_unit_test(all_mistakes_in_one_run),
                cmocka_unit_test(the_program_says_so),
        };

        return cmocka_run_group_tests(tests, config_make, folder_remove);
}
