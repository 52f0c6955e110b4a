/* admin_fixture.h - a bot with a real configuration and a real plugin, on networks made of nothing, and
 * people who say something to it. To be included by one file of a program.
 */
#ifndef TEST_ADMIN_FIXTURE_H
#define TEST_ADMIN_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bot.h"
#include "fake_network.h"
#include "folder.h"
#include "log.h"

static char config_path[PATH_MAX];
static uv_loop_t loop;
static struct bot *bot;
static int quits;

#define ADMINS \
        "admins = ( { account = \"boss[\"; networks = [ \"a\" ]; }, { hostmask = \"*!root@*.home.example\"; networks = [ \"a\" ]; },\n" \
        "{ account = \"both\"; hostmask = \"*!*@office.example\"; networks = [ \"a\", \"b\" ]; } );\n"
#define NETWORK(name, more) \
        "{ name = \"" name "\"; host = \"" name "\"; nick = \"bot\"; realname = \"r\"; " more "}"
#define CHANNELS "channels = ( { name = \"#one\"; operators = true; }, { name = \"#two\"; } ); "

/* What stands in a file there; "" if it is not there. */
static inline const char *get(const char *name)
{
        static char text[40000];
        FILE *file = fopen(path_of(name), "r");

        text[file ? fread(text, 1, sizeof text - 1, file) : 0] = '\0';
        if (file)
                fclose(file);
        return text;
}

static inline void write_config(const char *networks, const char *more)
{
        const char *build = getenv("BUILD");
        char here[PATH_MAX], text[PATH_MAX + 4000];

        build = build ? build : BUILD;
        assert_non_null(getcwd(here, sizeof here));
        snprintf(text, sizeof text,
                 "log = { level = \"error\"; };\nnetworks = ( %s );\n" ADMINS "plugins = ( { path = \"%s%s%s/tests/"
                 "plugin_example.so\"; } );\n%s\n",
                 networks, *build == '/' ? "" : here, *build == '/' ? "" : "/", build, more);
        write_file("bot.cfg", text);
}

static inline void note(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        if (severity == CONFIG_ERROR)
                fail_msg("%s:%u: %s", file, line, what);
}

static inline void quit(void *context)
{
        quits++;
}

static inline void start_again(void)
{
        fake_reset();
        quits = 0;
        bot = bot_open(config_path, note, NULL);
        assert_non_null(bot);
        bot_on_quit(bot, quit, NULL);
        assert_int_equal(bot_start(bot, &loop), 0);
        said[0] = '\0';
}

static inline void start(void)
{
        write_config(NETWORK("a", CHANNELS) "," NETWORK("b", ""), "");
        start_again();
}

static inline void done(void *context)
{
}

static inline void stop(void)
{
        bot_quit(bot, done, NULL);
        close_all();
        bot_close(bot);
        bot = NULL;
        uv_run(&loop, UV_RUN_DEFAULT);
}

static inline struct network *on(const char *name)
{
        for (size_t i = 0; i < NETWORKS_MAX; i++)
                if (live[i] && strcmp(live[i]->config->name, name) == 0)
                        return live[i];
        fail_msg("no network %s", name);
        return NULL;
}

struct who {
        const char *source, *proven;
};

static const struct who boss = {"anna!a@b.example", "Boss{"}, stranger = {"eve!e@evil.example", ""},
                        operator = {"olga!o@op.example", ""};

static inline void hear(const char *name, const struct who *who, const char *channel, const char *text, bool invite)
{
        struct network *network = on(name);
        char nick[100], own_name[40];
        struct network_message message = {
                .network = own_name, .channel = channel, .nick = nick, .source = who->source, .proven = who->proven,
                .self = "bot", .text = text, .length = strlen(text), .manner = &network->config->manner, .line_bytes = 400,
                .invite = invite};

        snprintf(own_name, sizeof own_name, "%s", name);
        snprintf(nick, sizeof nick, "%.*s", (int)strcspn(who->source, "!"), who->source);
        network->events.message(network->events.context, network, &message);
}

static inline void say(const struct who *who, const char *text)
{
        told[0] = '\0';
        hear("a", who, NULL, text, false);
}

static inline void expect_told(const char *text, const char *wanted)
{
        say(&boss, text);
        if (!strstr(told, wanted))
                fail_msg("%s\nwanted %s\ngot    %s", text, wanted, told);
}

static inline void remove_state(void)
{
        static const char *const names[] = {"state/runtime.cfg", "state/runtime.cfg.broken", "state/saved.cfg", "state/x", "mine.cfg"};

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
                unlink(path_of(names[i]));
}

static inline int before_each(void **state)
{
        remove_state();
        return 0;
}

/* A test that failed leaves its bot behind. */
static inline int after_each(void **state)
{
        if (bot)
                stop();
        return 0;
}

static inline int set_up(void **state)
{
        if (folder_make(state) < 0)
                return -1;
        snprintf(config_path, sizeof config_path, "%s", path_of("bot.cfg"));
        return mkdir(path_of("state"), 0700) || uv_loop_init(&loop);
}

static inline int take_down(void **state)
{
        remove_state();
        unlink(config_path); /* and nothing else is there */
        return rmdir(path_of("state")) || rmdir(folder) || uv_loop_close(&loop);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, before_each, after_each)

#endif
