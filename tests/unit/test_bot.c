/* test_bot.c - messages to plugins and replies back, and what a reload moves.
 *
 * The networks here are made of nothing (fake_network.h).
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
#include <unistd.h>

#include "bot.h"
#include "fake_network.h"

static char folder[] = "/tmp/test_bot_XXXXXX", config_path[PATH_MAX];
static size_t mistakes;

/* Somebody says text on the first network. */
static void hear(const char *channel, const char *text)
{
        struct network_message message = {
                .network = live[0]->config->name, .channel = channel, .nick = "annemarie", .self = "bot", .text = text,
                .length = strlen(text), .manner = &live[0]->config->manner, .line_bytes = 400};

        live[0]->events.message(live[0]->events.context, live[0], &message);
}

static void note(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        mistakes++;
}

#define NET(name) "{ name = \"" name "\"; host = \"" name "\"; nick = \"n\"; realname = \"r\"; quit = \"bye " name "\"; }"

static void write_config(const char *networks, const char *plugin)
{
        const char *build = getenv("BUILD");
        char here[PATH_MAX];
        FILE *file = fopen(config_path, "w");

        build = build ? build : BUILD;
        assert_non_null(getcwd(here, sizeof here));
        assert_non_null(file);
        fprintf(file, "log = { level = \"error\"; };\nnetworks = ( %s );\nplugins = ( { path = \"%s%s%s/tests/%s } );\n", networks,
                *build == '/' ? "" : here, *build == '/' ? "" : "/", build, plugin);
        fclose(file);
}

#define EXAMPLE "plugin_example.so\";"
#define REPLY "plugin_bad_reply.so\";"

static struct bot *start(uv_loop_t *loop, const char *networks, const char *plugin)
{
        struct bot *bot;

        said[0] = '\0';
        slow = full = false;
        mistakes = 0;
        write_config(networks, plugin);
        bot = bot_open(config_path, note, NULL);
        assert_non_null(bot);
        assert_int_equal(bot_start(bot, loop), 0);
        return bot;
}

static bool is_done;

static void done(void *context)
{
        assert_false(is_done);
        is_done = true;
}

static void stop(struct bot *bot)
{
        is_done = false;
        bot_quit(bot, done, NULL);
        close_all();
        assert_true(is_done);
        bot_close(bot);
}

static void a_reply_goes_back(void **state)
{
        struct bot *bot = start(*state, NET("a"), EXAMPLE);

        expect_said("open a, ");
        hear("#c", "bot: count one two");
        expect_said("reply That is 2 words., ");
        hear(NULL, "count one");
        expect_said("reply That is 1 word., ");
        hear("#c", "count one");
        expect_said("");
        full = true; /* a full queue is no reason to stumble */
        hear(NULL, "count one");
        stop(bot);
        expect_said("reply That is 1 word., quit bye a, free a, ");
}

static void urgent_is_urgent(void **state)
{
        struct bot *bot = start(*state, NET("a"), REPLY " kind = 5;");

        expect_said("open a, ");
        hear("#c", "anything");
        expect_said("urgent one|two, ");
        hear("#c", "crlf");
        expect_said("");
        stop(bot);
}

static void networks_come_and_go(void **state)
{
        struct bot *bot = start(*state, NET("a") "," NET("b"), EXAMPLE);
        struct bot_counts counts;

        expect_said("open a, open b, ");
        write_config(NET("b") "," NET("c"), EXAMPLE);
        assert_true(bot_reload(bot, false, NULL, NULL));
        expect_said("change b, quit bye a, free a, open c, ");
        bot_count(bot, &counts);
        assert_int_equal(counts.networks, 2);
        assert_int_equal(counts.plugins, 1);
        write_config(NET("b") "," NET("c"), EXAMPLE);
        assert_true(bot_reload(bot, false, NULL, NULL));
        stop(bot);
}

static void slow_networks_keep_their_configuration(void **state)
{
        struct bot *bot;

        bot = start(*state, NET("z"), EXAMPLE);
        slow = true;
        write_config(NET("a") "," NET("b"), EXAMPLE);
        assert_true(bot_reload(bot, false, NULL, NULL)); /* z has gone, a and b are slow to leave */
        write_config(NET("b"), EXAMPLE);
        assert_true(bot_reload(bot, false, NULL, NULL));
        said[0] = '\0';
        write_config(NET("a") "," NET("b"), EXAMPLE); /* a comes back while the old a still leaves */
        assert_true(bot_reload(bot, false, NULL, NULL));
        expect_said("change b, open a, ");
        stop(bot); /* reads each one's configuration: a sanitizer sees it if that is gone */
}

static void nothing_changes_on_a_mistake(void **state)
{
        struct bot *bot = start(*state, NET("a"), EXAMPLE " word = \"tell\";");

        said[0] = '\0';
        write_config("{ name = 5; }", EXAMPLE);
        assert_false(bot_reload(bot, false, NULL, NULL));
        write_config(NET("b"), EXAMPLE " word = 5;"); /* the plugin's own mistake */
        assert_false(bot_reload(bot, false, NULL, NULL));
        write_config(NET("b"), "plugin_bad_abi.so\";");
        assert_false(bot_reload(bot, false, NULL, NULL));
        unlink(config_path);
        assert_false(bot_reload(bot, false, NULL, NULL));
        expect_said("");
        hear(NULL, "tell me");
        expect_said("reply That is 1 word., ");
        stop(bot);
}

static void what_cannot_start(void **state)
{
        struct bot_counts counts;
        struct bot *bot;

        mistakes = 0;
        write_config("{ name = 5; }", EXAMPLE);
        assert_null(bot_open(config_path, note, NULL));
        assert_int_equal(mistakes, 4);
        mistakes = 0;
        write_config(NET("a"), "plugin_bad_abi.so\";");
        bot = bot_open(config_path, note, NULL);
        assert_non_null(bot);
        assert_int_equal(mistakes, 1);
        bot_count(bot, &counts);
        assert_int_equal(counts.plugins, 0);
        assert_int_equal(counts.failed, 1);
        bot_close(bot);
        bot_close(NULL);
}

static void quitting_waits_for_all(void **state)
{
        struct bot *bot;

        bot = start(*state, NET("x"), EXAMPLE);
        slow = true;
        write_config(NET("a") "," NET("b"), EXAMPLE);
        assert_true(bot_reload(bot, false, NULL, NULL));
        is_done = false;
        bot_quit(bot, done, NULL);
        assert_false(is_done);
        close_all();
        assert_true(is_done);
        bot_close(bot);
}

static char status[4000];

static void add_status(void *context, const char *line)
{
        snprintf(status + strlen(status), sizeof status - strlen(status), "%s\n", line);
}

static void status_has_figures_only(void **state)
{
        struct bot *bot = start(*state, NET("a") "," NET("b"), EXAMPLE);

        hear("#c", "bot: count unmistakable words");
        hear("#c", "count none");
        full = true;
        hear("#c", "bot: count one");
        write_config("{ name = 5; }", EXAMPLE);
        assert_false(bot_reload(bot, false, NULL, NULL));
        status[0] = '\0';
        bot_status(bot, add_status, NULL);
        assert_memory_equal(status, "crampbot ", 9);
        assert_non_null(strstr(status, "\nnetwork a: online as n for 5 s; h port 1; 1 of 2 channels; lag 0.03 s; "
                                       "1 reconnect; 0 replies waiting\n"));
        assert_non_null(strstr(status, "\nnetwork b: "));
        assert_non_null(strstr(status, "\nmessages: 0 urgent, 2 answer, 0 unsure, 0 uncovered, 0 unknown, "
                                       "1 not for the bot; 1 reply held back by a limit\n"));
        assert_non_null(strstr(status, " ms for 99 of 100 (of 2)\n"));
        assert_non_null(strstr(status, "\nreloads: 0 taken over, 1 refused; the last, on 20"));
        assert_non_null(strstr(status, " was refused: /tmp/test_bot_"));
        assert_non_null(strstr(status, "bot.cfg:2: name: must be a text in quotes; "));
        assert_non_null(strstr(status, "\nplugin example 1; counted 2; idles 0\n"));
        assert_null(strstr(status, "unmistakable"));
        assert_null(strstr(status, "annemarie"));
        stop(bot);
}

static int set_up(void **state)
{
        static uv_loop_t loop;

        *state = &loop;
        if (!mkdtemp(folder))
                return -1;
        snprintf(config_path, sizeof config_path, "%s/bot.cfg", folder);
        return uv_loop_init(&loop);
}

static int take_down(void **state)
{
        char path[PATH_MAX + 10];

        unlink(config_path);
        snprintf(path, sizeof path, "%s/state", folder);
        uv_run(*state, UV_RUN_DEFAULT); /* what was closed goes */
        return rmdir(path) || rmdir(folder) || uv_loop_close(*state);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_reply_goes_back),
                cmocka_unit_test(urgent_is_urgent),
                cmocka_unit_test(networks_come_and_go),
                cmocka_unit_test(slow_networks_keep_their_configuration),
                cmocka_unit_test(nothing_changes_on_a_mistake),
                cmocka_unit_test(what_cannot_start),
                cmocka_unit_test(quitting_waits_for_all),
                cmocka_unit_test(status_has_figures_only),
        };

        return cmocka_run_group_tests(tests, set_up, take_down);
}
