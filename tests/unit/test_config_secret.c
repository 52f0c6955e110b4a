/* test_config_secret.c - passwords and keys: where they may stand, who may read
 * them, and that no mistake says what they are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "folder.h"

#define TOLD_MAX 8

struct told {
        enum config_severity severity;
        unsigned line;
        char what[700];
};

static struct {
        struct told at[TOLD_MAX];
        size_t count;
} told;

static void put(const char *name, const char *text, mode_t mode)
{
        FILE *out = fopen(path_of(name), "w");

        assert_non_null(out);
        fputs(text, out);
        assert_int_equal(fclose(out), 0);
        assert_int_equal(chmod(path_of(name), mode), 0);
}

static void note(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        assert_true(told.count < TOLD_MAX);
        told.at[told.count].severity = severity;
        told.at[told.count].line = line;
        snprintf(told.at[told.count++].what, sizeof told.at[0].what, "%s", what);
        assert_null(strstr(what, "hunter2"));
}

/* What stands in the network begins with line 2, what stands in its channel with line 3. */
static struct config *open_with(const char *network, const char *channel, mode_t mode)
{
        char text[2000];

        snprintf(text, sizeof text, "networks = ( { name = \"a\"; host = \"h\"; nick = \"n\"; realname = \"r\";\n%s\n"
                 "channels = ( { name = \"#a\"; %s } ); } );\nplugins = ( { path = \"p.so\"; } );\n", network, channel);
        put("bot.cfg", text, mode);
        told.count = 0;
        return config_open(path_of("bot.cfg"), NULL, note, NULL);
}

static void three_ways(void **state)
{
        static const struct {
                const char *network, *channel, *password, *key, *proxy;
        } cases[] = {
                {"", "", NULL, NULL, NULL},
                {"password = \"hunter2\";", "key = \"hunter2\";", "hunter2", "hunter2", NULL},
                {"password_file = \"one\";", "key_file = \"two\";", "one hunter2", "hunter2", NULL},
                {"password_env = \"TEST_SECRET\";", "key_env = \"TEST_SECRET\";", "from,env", NULL, NULL},
                {"proxy = { type = \"http\"; host = \"p\"; user = \"u\"; password_file = \"one\"; };", "", NULL, NULL,
                 "one hunter2"},
                {"proxy = { type = \"http\"; host = \"p\"; user = \"u\"; password_env = \"TEST_SECRET\"; };", "", NULL,
                 NULL, "from,env"},
        };

        setenv("TEST_SECRET", "from,env", 1);
        put("one", "one hunter2\n", 0600);
        put("two", "hunter2", 0640);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct config *config = open_with(cases[i].network, i == 3 ? "" : cases[i].channel, 0640);
                const struct config_network *n;

                assert_non_null(config);
                assert_int_equal(told.count, 0);
                n = &config->network[0];
                assert_true(cases[i].password ? !strcmp(n->password, cases[i].password) : !n->password);
                assert_true(cases[i].key ? !strcmp(n->channel[0].key, cases[i].key) : !n->channel[0].key);
                assert_true(cases[i].proxy ? !strcmp(n->proxy.password, cases[i].proxy) : !n->proxy.password);
                config_close(config);
        }
}

static void secrets_that_will_not_do(void **state)
{
        static const struct {
                const char *network, *channel;
                unsigned line;
                const char *reason;
        } cases[] = {
                {"password = \"hunter2\"; password_file = \"one\";", "", 1, "password: it is there in 2 ways; one of password, "},
                {"", "key = \"hunter2\"; key_env = \"TEST_SECRET\";", 3, "key: it is there in 2 ways; one of key, key_file"},
                {"password_file = \"no\";", "", 2, "/no\" cannot be opened: No such file"},
                {"password_file = \".\";", "", 2, "is not a plain file"},
                {"password_file = \"open\";", "", 2, "can be read by others (mode 0644); chmod 600 would be right"},
                {"", "key_file = \"open\";", 3, "can be read by others"},
                {"password_file = \"empty\";", "", 2, "password_file: the password is empty"},
                {"password_file = \"lines\";", "", 2, "holds more than one line"},
                {"password_file = \"long\";", "", 2, "too long"},
                {"password_file = \"codes\";", "", 2, "password_file: 1 to 255 bytes without control codes would be right"},
                {"", "key_file = \"one\";", 3, "key_file: 1 to 64 bytes without spaces and commas"},
                {"", "key_env = \"TEST_SECRET\";", 3, "key_env: 1 to 64 bytes without spaces and commas"},
                {"password_env = \"TEST_NO_SUCH\";", "", 2, "the environment variable TEST_NO_SUCH is not set"},
                {"password_env = \"no name\";", "", 2, "the name of an environment variable"},
                {"password_file = 5;", "", 2, "password_file: must be a text"},
                {"pasword_file = \"one\";", "", 2, "password_file would be right"},
                {"proxy = { type = \"http\"; host = \"p\"; user = \"u\"; password_file = \"open\"; };", "", 2, "read by others"},
                {"sasl = { account = \"a\"; password_file = \"open\"; };", "", 2, "read by others"},
                {"sasl = { account = \"a\"; password = \"hunter2\"; password_env = \"TEST_SECRET\"; };", "", 2, "in 2 ways"},
                {"nickserv = { password_file = \"no\"; };", "", 2, "cannot be opened"},
        };

        setenv("TEST_SECRET", "from,env", 1);
        put("one", "one hunter2\n", 0600);
        put("open", "hunter2\n", 0644);
        put("empty", "\n", 0600);
        put("lines", "hunter2\nhunter2\n", 0600);
        put("codes", "hunter2\x02\n", 0600);
        put("long", "", 0600);
        assert_int_equal(truncate(path_of("long"), 5000), 0);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct config *config = open_with(cases[i].network, cases[i].channel, 0600);

                if (config || told.count != 1 || told.at[0].line != cases[i].line ||
                    !strstr(told.at[0].what, cases[i].reason))
                        fail_msg("%s %s: got %zu, %u: %s", cases[i].network, cases[i].channel, told.count,
                                 told.at[0].line, told.at[0].what);
        }
}

/* A secret in a file that others can read is a warning: the bot starts. */
static void open_files(void **state)
{
        static const char *const networks[] = {
                "password = \"hunter2\";",
                "sasl = { account = \"a\"; password = \"hunter2\"; };",
                "nickserv = { password = \"hunter2\"; };",
                "proxy = { type = \"http\"; host = \"p\"; user = \"u\"; password = \"hunter2\"; };",
                "@include \"more.cfg\"",
        };
        struct config *config;

        put("more.cfg", "password = \"hunter2\";", 0604);
        for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
                config = open_with(networks[i], "", i == 4 ? 0600 : 0644);
                assert_non_null(config);
                assert_int_equal(told.count, 1);
                assert_int_equal(told.at[0].severity, CONFIG_WARNING);
                assert_int_equal(told.at[0].line, i == 4 ? 1 : 2);
                assert_non_null(strstr(told.at[0].what, "password: everybody on this machine can read it here; chmod 640"));
                config_close(config);
        }
        config = open_with("", "key = \"hunter2\";", 0644);
        assert_int_equal(told.count, 1);
        assert_non_null(strstr(told.at[0].what, "key: everybody on this machine can read it here"));
        config_close(config);
        setenv("TEST_SECRET", "from,env", 1); /* not PATH, which may be too long for a password */
        config = open_with("password_env = \"TEST_SECRET\";", "", 0644);
        assert_int_equal(told.count, 0);
        config_close(config);
}

static void files_that_anybody_can_change(void **state)
{
        struct config *config = open_with("", "", 0666);

        assert_non_null(config);
        assert_int_equal(told.count, 1);
        assert_int_equal(told.at[0].severity, CONFIG_WARNING);
        assert_string_equal(told.at[0].what, "everybody on this machine can change this file; chmod o-w would be right");
        config_close(config);
        put("p.so", "x", 0666);
        config = open_with("", "", 0644);
        put("p.so", "x", 0644);
        assert_int_equal(told.count, 1);
        assert_int_equal(told.at[0].severity, CONFIG_WARNING);
        assert_non_null(strstr(told.at[0].what, "and so what the bot does; chmod o-w would be right"));
        config_close(config);
        /* Or can put another one there. */
        chmod(folder, 0777);
        config = open_with("", "", 0644);
        chmod(folder, 01777); /* as /tmp: not another's */
        assert_int_equal(told.count, 2);
        assert_string_equal(told.at[0].what, "everybody on this machine can put another file in this one's place; "
                            "chmod o-w of its folder would be right");
        assert_non_null(strstr(told.at[1].what, "\" in its folder, and so what the bot does; chmod o-w would be right"));
        config_close(config);
        config = open_with("", "", 0644);
        chmod(folder, 0700);
        assert_int_equal(told.count, 0);
        config_close(config);
}

/* A key that `join` was given holds, in whatever way bot.cfg says another. */
static void a_key_by_command(void **state)
{
        static const char *const ways[] = {"", "key = \"old\";", "key_file = \"two\";", "key_env = \"TEST_SECRET\";"};

        setenv("TEST_SECRET", "old", 1);
        put("two", "old", 0600);
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
                struct config *config;
                char text[600];

                snprintf(text, sizeof text, "networks = ( { name = \"a\"; host = \"h\"; nick = \"n\"; realname = \"r\"; "
                         "channels = ( { name = \"#a\"; %s } ); } );\nplugins = ( { path = \"p.so\"; } );\n"
                         "overrides = ( { network = \"a\"; channel = \"#a\"; key = \"new\"; } );\n", ways[i]);
                put("bot.cfg", text, 0600);
                told.count = 0;
                config = config_open(path_of("bot.cfg"), NULL, note, NULL);
                if (!config)
                        fail_msg("%s: %s", ways[i], told.at[0].what);
                assert_string_equal(config->network[0].channel[0].key, "new");
                config_close(config);
        }
}

static int set_up(void **state)
{
        if (!mkdtemp(folder))
                return -1;
        put("p.so", "x", 0644);
        return 0;
}

static int tear_down(void **state)
{
        static const char *const names[] = {"bot.cfg", "more.cfg", "p.so", "one", "two", "open", "empty", "lines",
                                            "codes", "long"};

        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
                unlink(path_of(names[i]));
        return rmdir(folder);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(three_ways),
                cmocka_unit_test(secrets_that_will_not_do),
                cmocka_unit_test(open_files),
                cmocka_unit_test(files_that_anybody_can_change),
                cmocka_unit_test(a_key_by_command),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
