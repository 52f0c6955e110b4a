/* test_config_manner.c - how the bot talks, as bot.cfg says it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../plugin/bot/config.h"

static char reported[4000];

static void report(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        snprintf(reported + strlen(reported), sizeof reported - strlen(reported), "%u: %s\n", line,
                 what);
}

/* One network with these settings; each begins a line, the first is line 2. */
static struct config *open_with(const char *settings)
{
        char path[] = "/tmp/test_config_manner_XXXXXX";
        int fd = mkstemp(path);
        FILE *file = fdopen(fd, "w");
        struct config *config;

        assert_non_null(file);
        fprintf(file, "networks = ( { name = \"n\"; host = \"h\"; nick = \"b\"; realname = \"r\";\n"
                "%s } );\nplugins = ( { path = \"%s\"; } );\n", settings, path);
        fclose(file);
        reported[0] = '\0';
        config = config_open(path, NULL, report, NULL);
        unlink(path);
        return config;
}

static void test_defaults(void **state)
{
        struct config *config = open_with("channels = ( { name = \"#c\"; } );");
        const struct config_manner *manner;

        assert_non_null(config);
        manner = &config->network[0].channel[0].manner;
        assert_int_equal(manner->limits.questions, 6);
        assert_int_equal(manner->limits.channel, 20);
        assert_int_equal(manner->limits.cool_down, 60);
        assert_int_equal(manner->limits.repeat, 30);
        assert_int_equal(manner->limits.loop, 5);
        assert_int_equal(manner->lines, 1);
        assert_false(manner->offer_private);
        assert_true(strlen(manner->busy) > 10 && strlen(manner->slow_down) > 10 &&
                    strlen(manner->see_above) > 10);
        assert_int_equal(config->network[0].ignore_count, 0);
        assert_false(config->network[0].talk_to_bots);
        config_close(config);
}

static void test_presets(void **state)
{
        static const struct { const char *text; unsigned burst, interval, bytes; } cases[] = {
                {"", 4, 2000, 2000},
                {"flood = { preset = \"default\"; };", 4, 2000, 2000},
                {"flood = { preset = \"libera\"; };", 4, 2000, 2000},
                {"flood = { preset = \"oftc\"; };", 4, 1000, 2000},
                {"flood = { preset = \"trusted\"; };", 30, 50, 2800},
                {"flood = { burst = 2; preset = \"oftc\"; bytes = 600; };", 2, 1000, 600},
                {"flood = { interval = 7; };", 4, 7, 2000},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct config *config = open_with(cases[i].text);

                assert_non_null(config);
                assert_int_equal(config->network[0].flood.burst, cases[i].burst);
                assert_int_equal(config->network[0].flood.interval, cases[i].interval);
                assert_int_equal(config->network[0].flood.bytes, cases[i].bytes);
                config_close(config);
        }
}

static void test_settings(void **state)
{
        struct config *config = open_with(
                "limits = { questions = 0; repeat = 5; }; busy = \"\"; offer_private = true;\n"
                "ignore = [ \"otherbot\", \"*!*@bots.example\" ]; talk_to_bots = true;\n"
                "channels = ( { name = \"#a\"; limits = { channel = 3; }; see_above = \"up there\"; },\n"
                "{ name = \"#b\"; offer_private = false; busy = \"later\"; } );");
        const struct config_network *network;

        assert_non_null(config);
        network = &config->network[0];
        assert_int_equal(network->manner.limits.questions, 0);
        assert_int_equal(network->manner.limits.channel, 20);
        assert_string_equal(network->manner.busy, "");
        assert_true(network->talk_to_bots);
        assert_int_equal(network->ignore_count, 2);
        assert_string_equal(network->ignore[1], "*!*@bots.example");
        assert_int_equal(network->channel[0].manner.limits.questions, 0);
        assert_int_equal(network->channel[0].manner.limits.channel, 3);
        assert_int_equal(network->channel[0].manner.limits.repeat, 5);
        assert_string_equal(network->channel[0].manner.see_above, "up there");
        assert_true(network->channel[0].manner.offer_private);
        assert_false(network->channel[1].manner.offer_private);
        assert_string_equal(network->channel[1].manner.busy, "later");
        config_close(config);
}

static void test_mistakes(void **state)
{
        static const struct { const char *text, *report; } cases[] = {
                {"flood = { preset = \"freenode\"; };", "2: preset: "},
                {"flood = \"libera\";", "2: flood: "},
                {"limits = { questions = -1; };", "2: questions: "},
                {"limits = { cool_down = 0; };", "2: cool_down: 0 is out of range; 1 to 3600"},
                {"limits = { question = 3; };", "2: question: unknown here; questions"},
                {"limits = 6;", "2: limits: "},
                {"channels = ( { name = \"#c\"; limits = { loop = 1000; }; } );", "2: loop: 1000"},
                {"busy = \"a\\nb\";", "2: busy: "},
                {"busy = 5;", "2: busy: "},
                {"ignore = \"bot\";", "2: ignore: "},
                {"ignore = [ \"*\" ];", "2: ignore: "},
                {"ignore = [ \"*!*@*\" ];", "2: ignore: "},
                {"ignore = [ \"a b\" ];", "2: ignore: "},
                {"ignore = [ 5 ];", "2: ignore: must be texts"},
                {"talk_to_bots = \"no\";", "2: talk_to_bots: "},
        };
        char longest[400] = "see_above = \"";

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct config *config = open_with(cases[i].text);

                if (config || strncmp(reported, cases[i].report, strlen(cases[i].report)) != 0)
                        fail_msg("%s\n%s", cases[i].text, reported);
        }
        memset(longest + strlen(longest), 'x', 201);
        strcat(longest, "\";");
        assert_null(open_with(longest));
}

/* A list without end is refused by its own line. */
static void test_too_many_to_ignore(void **state)
{
        char text[8000] = "ignore = [ \"last\"";
        struct config *config;

        for (int i = 1; i < 500; i++)
                snprintf(text + strlen(text), sizeof text - strlen(text), ", \"a%d\"", i);
        strcat(text, " ];");
        config = open_with(text);
        assert_non_null(config);
        assert_int_equal(config->network[0].ignore_count, 500);
        config_close(config);
        strcpy(text + strlen(text) - 3, ", \"b\" ];");
        assert_null(open_with(text));
        assert_non_null(strstr(reported, "2: ignore: 501 are too many; at most 500 would be right\n"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_defaults), cmocka_unit_test(test_presets),
                cmocka_unit_test(test_settings), cmocka_unit_test(test_mistakes),
                cmocka_unit_test(test_too_many_to_ignore),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
