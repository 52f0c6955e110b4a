/* test_cramp_faq.c - the plugin as a host sees it: settings checked with file
 * and line, replies handed over whole, reloads that keep the old on failure.
 *
 * It loads build/cramp_faq.so as the bot does, with a small FAQ of its own.
 */
#include <sys/stat.h>

#include "plugin_fixture.h"

static void test_struct(void **state)
{
        (void)state;
        assert_int_equal(plugin->abi, PLUGIN_ABI);
        assert_int_equal(plugin->size, sizeof *plugin);
        assert_string_equal(plugin->name, "cramp_faq");
        assert_true(plugin->version && *plugin->version);
        assert_true(plugin->open && plugin->message && plugin->reload && plugin->settle && plugin->close);
}

static void test_messages(void **unused)
{
        struct host host;
        struct heard heard;
        void *state;
        char why[256];

        (void)unused;
        if (open_plugin(&host, "path = \"x\"; name = \"y\"; faq = [ \"tea.cfg\" ]; threshold = 0.2;", &state,
                        why, sizeof why) < 0)
                fail_msg("%s", why);
        assert_string_equal(host.reports, "");
        assert_true(host.files > 0);
        heard = say(state, "#c", "teabot: how long does tea steep?");
        assert_int_equal(heard.calls, 1);
        assert_int_equal(heard.kind, PLUGIN_ANSWER);
        assert_string_equal(heard.id, "steep");
        assert_string_equal(heard.line, "Three minutes. " DISCLAIMER);
        assert_true(heard.confidence > 0.2 && heard.confidence <= 1);
        assert_int_equal(say(state, "#c", "!tea how long does tea steep?").kind, PLUGIN_ANSWER);
        assert_int_equal(say(state, NULL, "how long does tea steep?").kind, PLUGIN_ANSWER);
        assert_int_equal(say(state, "#c", "how long does tea steep?").calls, 0);
        assert_int_equal(say(state, "#c", "").calls, 0);
        plugin->close(state);
}

static void test_reload(void **unused)
{
        struct host host;
        void *state;
        char why[256];

        (void)unused;
        assert_int_equal(open_plugin(&host, "faq = [ \"tea.cfg\" ];", &state, why, sizeof why), 0);
        assert_int_equal(reload_plugin(state, "faq = [ \"other.cfg\" ];", why, sizeof why), 0);
        assert_non_null(strstr(say(state, "#c", "teabot: how long does tea steep?").line, "Three"));
        plugin->settle(state, true);
        assert_non_null(strstr(say(state, "#c", "teabot: how long does tea steep?").line, "Four"));
        assert_int_equal(reload_plugin(state, "faq = [ \"tea.cfg\" ];", why, sizeof why), 0);
        plugin->settle(state, false);
        assert_non_null(strstr(say(state, "#c", "teabot: how long does tea steep?").line, "Four"));
        assert_int_equal(reload_plugin(state, "faq = [ \"broken.cfg\" ];", why, sizeof why), -1);
        assert_non_null(strstr(why, "broken.cfg:1: "));
        assert_non_null(strstr(host.reports, "broken.cfg:1:0: "));
        assert_null(strstr(host.reports, "everybody on this machine"));
        assert_int_equal(chmod(path_of("other.cfg"), 0666), 0);
        assert_int_equal(reload_plugin(state, "faq = [ \"other.cfg\" ];", why, sizeof why), 0);
        plugin->settle(state, true);
        assert_non_null(strstr(host.reports, "everybody on this machine can change this file"));
        assert_int_equal(chmod(path_of("other.cfg"), 0644), 0);
        assert_int_equal(reload_plugin(state, "fag = [ \"tea.cfg\" ];", why, sizeof why), -1);
        assert_non_null(strstr(say(state, "#c", "teabot: how long does tea steep?").line, "Four"));
        /* closed between reload and settle */
        assert_int_equal(reload_plugin(state, "faq = [ \"tea.cfg\" ];", why, sizeof why), 0);
        plugin->close(state);
}

static const struct {
        const char *group;
        const char *reports; /* each of these lines, in this order, as far as written here */
} mistakes[] = {
        { "", "bot.cfg:1:0: faq is missing" },
        { "faq = 5;", "bot.cfg:2:0: faq is no list of files" },
        { "faq = [ ];", "bot.cfg:2:0: faq is empty" },
        { "faq = [ 1, 2 ];", "bot.cfg:2:0: faq holds something that is no file" },
        { "faq = ( \"tea.cfg\", 1.5 );", "bot.cfg:2:0: faq holds something that is no file" },
        { "faq = [ \"\" ];", "bot.cfg:2:0: faq holds something that is no file" },
        { "faq = [ \"tea.cfg\", \"tea.cfg\" ];", "bot.cfg:2:0: faq names tea.cfg twice" },
        { "faq = { a = 1; };", "bot.cfg:2:0: faq is no list of files" },
        { "faq = [ \"tea.cfg\" ];\nthreshold = 0;", "bot.cfg:3:0: threshold: 0 is out of range" },
        { "faq = [ \"tea.cfg\" ];\nthreshold = 1.01;", "bot.cfg:3:0: threshold: 1.01 is out of range" },
        { "faq = [ \"tea.cfg\" ];\nthreshold = -0.5;", "bot.cfg:3:0: threshold: -0.5 is out of range" },
        { "faq = [ \"tea.cfg\" ];\nthreshold_private = \"0.4\";", "bot.cfg:3:0: threshold_private is no number" },
        { "faq = [ \"tea.cfg\" ];\nthreshold_ambient = [ 0.4 ];", "bot.cfg:3:0: threshold_ambient is no number" },
        { "faq = [ \"tea.cfg\" ];\ntreshold = 0.4;", "bot.cfg:3:0: there is no setting \"treshold\"; threshold would" },
        { "faq = [ \"tea.cfg\" ];\nFAQ = 1;", "bot.cfg:3:0: there is no setting \"FAQ\"" },
        { "faq = [ \"tea.cfg\" ];\nthreshold_privat = 0.4;",
          "bot.cfg:3:0: there is no setting \"threshold_privat\"; threshold_private would" },
        { "faq = [ \"tea.cfg\" ];\ncolour = 0.4;", "bot.cfg:3:0: there is no setting \"colour\"; this plugin knows" },
        { "faq = [ \"tea.cfg\" ];\ninbox = 3;", "bot.cfg:3:0: inbox is neither a group nor false" },
        { "faq = [ \"tea.cfg\" ];\ninbox = \"x\";", "bot.cfg:3:0: inbox is neither a group nor false" },
        { "faq = [ \"tea.cfg\" ];\ninbox = { file = 3; };", "bot.cfg:3:0: file is no path" },
        { "faq = [ \"tea.cfg\" ];\ninbox = { file = \"\"; };", "bot.cfg:3:0: file is no path" },
        { "faq = [ \"tea.cfg\" ];\ninbox = { fle = \"x\"; };", "bot.cfg:3:0: there is no setting \"fle\"; file would" },
        { "faq = [ \"tea.cfg\" ];\ninbox = { colour = 1; };", "\"colour\"; an inbox has file, keep, show_from and rows" },
        { "faq = [ \"tea.cfg\" ];\ninbox = { keep = -1; };", "bot.cfg:3:0: keep: -1 is out of range; 0 to 36500" },
        { "faq = [ \"tea.cfg\" ];\ninbox = { keep = \"x\"; };", "bot.cfg:3:0: keep is no whole number" },
        { "faq = [ \"tea.cfg\" ];\ninbox = { show_from = 0; };", "bot.cfg:3:0: show_from: 0 is out of range; 1 to 1000" },
        { "faq = [ \"tea.cfg\" ];\ninbox = { rows = 99999999999L; };", "bot.cfg:3:0: rows: 99999999999 is out of range" },
        { "faq = [ \"tea.cfg\" ];\ninbox = { rows = 1.5; };", "bot.cfg:3:0: rows is no whole number" },
        { "threshold = 2;\nthreshold_ambient = 3;", "bot.cfg:1:0: faq is missing" },
        { "threshold = 2;\nthreshold_ambient = 3;", "bot.cfg:2:0: threshold: 2" },
        { "threshold = 2;\nthreshold_ambient = 3;", "bot.cfg:3:0: threshold_ambient: 3" },
        { "faq = [ \"absent.cfg\" ];", "absent.cfg:0:0: " },
        { "faq = [ \"broken.cfg\" ];", "broken.cfg:1:0: " },
};

static void test_mistakes(void **unused)
{
        (void)unused;
        for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
                struct host host;
                void *state = &host;
                char why[256];

                if (open_plugin(&host, mistakes[i].group, &state, why, sizeof why) == 0)
                        fail_msg("%s: taken", mistakes[i].group);
                assert_null(state);
                if (!strstr(host.reports, mistakes[i].reports) || !*why)
                        fail_msg("%s: reported \"%s\", why \"%s\"", mistakes[i].group, host.reports, why);
        }
}

static void test_fine(void **unused)
{
        static const char *const groups[] = {
                "faq = \"tea.cfg\";", "faq = ( \"tea.cfg\" );",
                "faq = [ \"tea.cfg\" ]; threshold = 0.99; threshold_private = 0.1; threshold_ambient = 0.99;",
                "faq = \"tea.cfg\"; inbox = false;", "faq = \"tea.cfg\"; inbox = true;", "faq = \"tea.cfg\"; inbox = { };",
                "faq = \"tea.cfg\"; inbox = { file = \"/no/where\"; keep = 0; show_from = 1; rows = 20000; };",
        };
        struct host host;
        void *state;
        char why[256], group[300];

        (void)unused;
        for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
                if (open_plugin(&host, groups[i], &state, why, sizeof why) < 0)
                        fail_msg("%s: %s", groups[i], why);
                assert_string_equal(host.reports, "");
                plugin->close(state);
        }
        snprintf(group, sizeof group, "faq = [ \"%s/tea.cfg\" ];", folder);
        assert_int_equal(open_plugin(&host, group, &state, why, sizeof why), 0);
        plugin->close(state);
}

static void test_doubtful_settings(void **unused)
{
        static const struct { const char *group, *says; } cases[] = {
                { "threshold = 0.5;\nthreshold_ambient = 0.3;", "bot.cfg:3:1: threshold_ambient (0.3) is below threshold (0.5)" },
                { "threshold_ambient = 0.3;", "bot.cfg:2:1: threshold_ambient (0.3) is below threshold (0.5)" },
                { "\nthreshold = 0.7;", "bot.cfg:3:1: threshold_ambient (0.6) is below threshold (0.7)" },
                { "threshold = 0.9; threshold_ambient = 0.9;\nthreshold_private = 1;", "bot.cfg:3:1: threshold_private: 1 is so high" },
                { "threshold_ambient = 1.0;", "bot.cfg:2:1: threshold_ambient: 1 is so high" },
                { "threshold = 0.05;", "bot.cfg:2:1: threshold: 0.05 is so low" },
        };
        struct host host;
        char group[200], why[256];
        void *state;

        (void)unused;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                snprintf(group, sizeof group, "faq = \"tea.cfg\"; %s", cases[i].group);
                assert_int_equal(open_plugin(&host, group, &state, why, sizeof why), 0);
                if (!strstr(host.reports, cases[i].says))
                        fail_msg("%s: wanted %s, got %s", group, cases[i].says, host.reports);
                plugin->close(state);
        }
}

static void test_hosts(void **unused)
{
        struct host host;
        config_t config;
        const config_setting_t *settings = read_settings(&config, "faq = [ \"tea.cfg\" ];");
        void *state = &host;
        char why[256] = "";

        (void)unused;
        init_host(&host);
        host.services.abi = PLUGIN_ABI + 1;
        assert_int_equal(plugin->open(&host.services, settings, &state, why, sizeof why), -1);
        assert_null(state);
        assert_true(*why);
        init_host(&host); /* an older bot: what has been added since is not there */
        host.services.size = offsetof(struct plugin_host, forced);
        assert_int_equal(plugin->open(&host.services, settings, &state, why, sizeof why), 0);
        plugin->close(state);
        state = &host;
        init_host(&host); /* and a newer one */
        host.services.size = 4096;
        assert_int_equal(plugin->open(&host.services, settings, &state, why, sizeof why), 0);
        plugin->close(state);
        init_host(&host);
        host.services.size = offsetof(struct plugin_host, uses_file);
        assert_int_equal(plugin->open(&host.services, settings, &state, why, sizeof why), -1);
        init_host(&host);
        host.services.size = 8;
        assert_int_equal(plugin->open(&host.services, settings, &state, why, sizeof why), -1);
        init_host(&host);
        host.services.report = NULL;
        assert_int_equal(plugin->open(&host.services, settings, &state, why, sizeof why), -1);
        init_host(&host);
        assert_int_equal(plugin->open(&host.services, NULL, &state, why, sizeof why), -1);
        assert_int_equal(plugin->open(&host.services, NULL, &state, why, 0), -1);
        plugin->close(NULL);
        config_destroy(&config);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_struct), cmocka_unit_test(test_messages), cmocka_unit_test(test_reload),
                cmocka_unit_test(test_mistakes), cmocka_unit_test(test_fine),
                cmocka_unit_test(test_doubtful_settings), cmocka_unit_test(test_hosts),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
