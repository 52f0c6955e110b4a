/* link: -lssl -lcrypto */
/* test_config_server.c - how a network's servers are reached, as bot.cfg says
 * it: what is right, and what every mistake is told as. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../plugin/bot/config.h"
#include "folder.h"
#include "tls_peer.h"

#define PIN "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"

static struct identity ca, bot;

static int set_up(void **state)
{
        identity_make(&ca, "Test Authority", NULL, NULL, -10, 100);
        identity_make(&bot, "bot", "DNS:bot", NULL, -1, 10);
        if (folder_make(state) < 0)
                return -1;
        umask(077);
        identity_write(path_of("ca.pem"), &ca, 1, 0);
        identity_write(path_of("bot.pem"), &bot, 1, 0);
        identity_write(path_of("bot.key"), &bot, 0, 1);
        identity_write(path_of("both.pem"), &bot, 1, 1);
        identity_write(path_of("open.key"), &bot, 0, 1);
        chmod(path_of("open.key"), 0604);
        write_file("plugin.so", "x");
        return 0;
}

static int tear_down(void **state)
{
        identity_free(&ca);
        identity_free(&bot);
        return folder_remove(state);
}

struct told {
        int count;
        unsigned line;
        char what[700];
};

static void note(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        struct told *told = context;

        (void)file;
        if (!told->count++) {
                told->line = line;
                snprintf(told->what, sizeof told->what, "%s", what);
        }
}

/* way stands in line 2 and following of bot.cfg. */
static struct config *open_way(const char *way, struct told *told)
{
        FILE *out = fopen(path_of("bot.cfg"), "w");

        fprintf(out, "networks = ( { name = \"n\"; nick = \"n\"; realname = \"r\"; channels = ();\n%s\n} );\n"
                "plugins = ( { path = \"plugin.so\"; } );\n", way);
        fclose(out);
        memset(told, 0, sizeof *told);
        return config_open(path_of("bot.cfg"), NULL, note, told);
}

static void mistakes(void **state)
{
        static const struct {
                const char *way, *what;
        } cases[] = {
                {"", "host is missing"},
                {"servers = ( );", "there are 0; 1 to 16"},
                {"servers = ( { port = 1; } );", "host is missing"},
                {"servers = ( { host = \"a\"; nick = \"x\"; } );", "nick: unknown here"},
                {"servers = ( \"a\" );", "each must be a group"},
                {"servers = [ \"a\" ];", "a list of groups"},
                {"host = \"a\"; servers = ( { host = \"b\"; } );", "the network has a host besides"},
                {"servers = ( { host = \"bad host\"; } );", "a host name such as"},
                {"host = \"a\"; tls = 1;", "true or false"},
                {"host = \"a\"; tls = \"yes\";", "true or false"},
                {"host = \"a\"; pins = \"" PIN "\";", "texts in [ ]"},
                {"host = \"a\"; pins = [ \"12:34\" ];", "a certificate's SHA-256 fingerprint"},
                {"host = \"a\"; pins = [ \"" PIN "0\" ];", "a certificate's SHA-256 fingerprint"},
                {"host = \"a\"; pins = [ 5 ];", "must be texts"},
                {"host = \"a\"; pins = [ \"" PIN "\", \"" PIN "\", \"" PIN "\", \"" PIN "\", \"" PIN "\", \"" PIN
                 "\", \"" PIN "\", \"" PIN "\", \"" PIN "\" ];", "9 are too many"},
                {"host = \"a\"; ca_file = \"ca.pem\"; pins = [ \"" PIN "\" ];", "one of the two"},
                {"host = \"a\"; ca_file = \"nowhere.pem\";", "nowhere.pem\" cannot be used"},
                {"host = \"a\"; ca_file = \"bot.key\";", "cannot be used"},
                {"servers = ( { host = \"a\"; ca_file = \"nowhere.pem\"; } );", "cannot be used"},
                {"host = \"a\"; ca_file = \"\";", "is empty"},
                {"host = \"a\"; certificate = \"nowhere.pem\";", "cannot be used"},
                {"host = \"a\"; certificate = \"bot.pem\";", "cannot be used"},
                {"host = \"a\"; certificate = \"ca.pem\"; certificate_key = \"bot.key\";", "cannot be used"},
                {"host = \"a\"; certificate_key = \"bot.key\";", "the certificate is missing"},
                {"host = \"a\"; certificate = \"bot.pem\"; certificate_key = \"open.key\";", "chmod 600"},
                {"host = \"a\"; bind = \"eth0\";", "an address such as"},
                {"host = \"a\"; proxy = \"socks5\";", "a group in { }"},
                {"host = \"a\"; proxy = { type = \"socks4\"; host = \"p\"; };", "\"socks5\" or \"http\""},
                {"host = \"a\"; proxy = { type = \"http\"; };", "host is missing"},
                {"host = \"a\"; proxy = { host = \"p\"; };", "type is missing"},
                {"host = \"a\"; proxy = { type = \"http\"; host = \"p\"; port = 0; };", "0 is out of range"},
                {"host = \"a\"; proxy = { type = \"http\"; host = \"p\"; password = \"x\"; };", "user is missing"},
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct told told;
                struct config *config = open_way(cases[i].way, &told);

                if (config || told.count != 1 || !strstr(told.what, cases[i].what))
                        fail_msg("%s: %d mistakes, the first: %s", cases[i].way, told.count, told.what);
        }
}

/* What can be used, but hardly works. */
static void doubts(void **state)
{
#define PLAIN "sasl = { account = \"a\"; password = \"x\"; mechanisms = [ \"PLAIN\" ]; "
        static const struct {
                const char *way, *what;
        } cases[] = {
                {"host = \"a\"; tls = false; " PLAIN "};", "by PLAIN where there is no TLS"},
                {"host = \"localhost\"; " PLAIN "};", "by PLAIN where there is no TLS"},
                {"host = \"localhost\"; " PLAIN "plain_without_tls = true; };", NULL},
                {"host = \"a\"; " PLAIN "};", NULL},
                {"servers = ( { host = \"a\"; tls = false; }, { host = \"b\"; } ); " PLAIN "};", NULL},
                {"host = \"a\"; tls = false; sasl = { account = \"a\"; password = \"x\"; };", NULL},
                {"host = \"a\"; tls = false; nickserv = { password = \"x\"; };", "by TLS only"},
                {"host = \"a\"; tls = false; nickserv = { password = \"x\"; without_tls = true; };", NULL},
                {"host = \"a\"; tls = false; nickserv = { recover = \"ghost\"; };", NULL},
                {"host = \"a\"; tls = false; pins = [ \"" PIN "\" ];", "without TLS a shows no certificate"},
                {"host = \"::1\"; pins = [ \"" PIN "\" ];", "tls = true would be right"},
                {"host = \"a\"; port = 6667;", "port = 6697 would be right, or tls = false"},
                {"host = \"a\"; tls = false; port = 6697;", "tls = true would be right, or port = 6667"},
                {"host = \"::1\"; port = 6667;", NULL},
                {"host = \"a\"; flood = { interval = 2; };", "2 milliseconds are too fast"},
                {"host = \"a\"; flood = { preset = \"trusted\"; };", NULL},
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct told told;
                struct config *config = open_way(cases[i].way, &told);

                if (!config || told.count != (cases[i].what != NULL) || (cases[i].what && !strstr(told.what, cases[i].what)))
                        fail_msg("%s: %d, the first: %s", cases[i].way, told.count, told.what);
                config_close(config);
        }
}

/* A password that is wrong does not stand in the mistake. */
static void secrets_are_not_told(void **state)
{
        struct told told;

        (void)state;
        assert_null(open_way("host = \"a\"; proxy = { type = \"http\"; host = \"p\"; user = \"u\"; "
                             "password = \"sec\\x01ret\"; };", &told));
        assert_null(strstr(told.what, "sec"));
}

static void ports_and_tls(void **state)
{
        static const struct {
                const char *way;
                unsigned port;
                bool tls;
        } cases[] = {
                {"host = \"irc.test\";", 6697, true},
                {"host = \"irc.test\"; port = 6667;", 6667, true},
                {"host = \"irc.test\"; tls = false;", 6667, false},
                {"host = \"irc.test\"; tls = false; port = 6697;", 6697, false},
                {"host = \"127.0.0.1\";", 6667, false},
                {"host = \"127.9.9.9\";", 6667, false},
                {"host = \"::1\";", 6667, false},
                {"host = \"localhost\";", 6667, false},
                {"host = \"localhost\"; tls = true;", 6697, true},
                {"host = \"localhost.example.org\";", 6697, true},
                {"host = \"10.0.0.1\";", 6697, true},
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct told told;
                struct config *config = open_way(cases[i].way, &told);

                if (!config)
                        fail_msg("%s: %s", cases[i].way, told.what);
                if (config->network[0].server[0].port != cases[i].port ||
                    config->network[0].server[0].tls != cases[i].tls)
                        fail_msg("%s: port %u, tls %d", cases[i].way, config->network[0].server[0].port,
                                 config->network[0].server[0].tls);
                config_close(config);
        }
}

static void all_of_it(void **state)
{
        struct told told;
        struct config *config = open_way(
                "port = 7000; tls = true; ca_file = \"ca.pem\"; certificate = \"bot.pem\"; certificate_key = \"bot.key\";\n"
                "bind = \"2001:db8::1\"; proxy = { type = \"socks5\"; host = \"p\"; user = \"u\"; };\n"
                "servers = ( { host = \"a.test\"; }, { host = \"b.test\"; tls = false; port = 1; },\n"
                "{ host = \"c.test\"; pins = [ \"" PIN "\", \"SHA256:" PIN "\" ]; } );", &told);
        const struct config_network *n;
        char path[100];

        (void)state;
        if (!config)
                fail_msg("%s", told.what);
        n = &config->network[0];
        snprintf(path, sizeof path, "%s", path_of("ca.pem"));
        assert_int_equal(n->server_count, 3);
        assert_string_equal(n->host, "a.test");
        assert_int_equal(n->port, 7000);
        assert_true(n->server[0].tls);
        assert_string_equal(n->server[0].ca_file, path);
        assert_false(n->server[1].tls);
        assert_int_equal(n->server[1].port, 1);
        assert_int_equal(n->server[2].pin_count, 2);
        assert_string_equal(n->server[2].pin[0], PIN);
        assert_int_equal(n->server[2].port, 7000);
        assert_string_equal(n->certificate, path_of("bot.pem"));
        assert_string_equal(n->certificate_key, path_of("bot.key"));
        assert_string_equal(n->bind, "2001:db8::1");
        assert_int_equal(n->proxy.type, PROXY_SOCKS5);
        assert_int_equal(n->proxy.port, 1080);
        assert_string_equal(config->state, path_of("state"));
        config_close(config);
        config = open_way("host = \"a\"; certificate = \"both.pem\"; proxy = { type = \"http\"; host = \"p\"; };", &told);
        assert_non_null(config);
        assert_null(config->network[0].certificate_key);
        assert_int_equal(config->network[0].proxy.port, 8080);
        config_close(config);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(mistakes), cmocka_unit_test(doubts),
                cmocka_unit_test(secrets_are_not_told),
                cmocka_unit_test(ports_and_tls),
                cmocka_unit_test(all_of_it),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
