/* test_config.c - bot.cfg: what is right is taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config_fixture.h"
#include "rule.h"

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

static void names_that_servers_take_for_one(void **state)
{
        assert_true(rule_same_name("#Ab[]\\^", "#aB{}|~"));
        assert_false(rule_same_name("#a", "#ab"));
        assert_false(rule_same_name("#ab", "#a"));
        assert_true(rule_same_name("", ""));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_defaults),
                cmocka_unit_test(everything_set),
                cmocka_unit_test(the_shipped_one),
                cmocka_unit_test(names_that_servers_take_for_one),
        };

        return cmocka_run_group_tests(tests, config_make, folder_remove);
}
