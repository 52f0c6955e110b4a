/* test_cramp_faq.c - the plugin as a host sees it: settings checked with file
 * and line, replies handed over whole, reloads that keep the old on failure.
 *
 * It loads build/cramp_faq.so as the bot does, with a small FAQ of its own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "../../plugin/plugin.h"

#ifndef BUILD
#define BUILD "build"
#endif
#define DISCLAIMER "This is not advice."

struct host {
        struct plugin_host services;
        char reports[4096];  /* FILE:LINE:LEVEL: what, a line each; FILE without folders */
        unsigned files;
};

struct heard {
        unsigned calls;
        enum plugin_kind kind;
        char id[64], line[1100];
        size_t count;
        double confidence;
};

static char folder[] = "/tmp/test_cramp_faq.XXXXXX";
static void *library;
static const struct plugin *plugin;

static const char *base(const char *path)
{
        const char *slash = strrchr(path, '/');

        return slash ? slash + 1 : path;
}

static void on_log(void *context, enum plugin_level level, const char *line)
{
        (void)context;
        (void)level;
        (void)line;
}

static void on_report(void *context, const char *file, unsigned line, enum plugin_level level,
                      const char *what)
{
        struct host *host = context;
        size_t used = strlen(host->reports);

        snprintf(host->reports + used, sizeof host->reports - used, "%s:%u:%d: %s\n", base(file), line,
                 (int)level, what);
}

static void on_file(void *context, const char *path)
{
        struct host *host = context;

        assert_non_null(path);
        host->files++;
}

static void init_host(struct host *host)
{
        memset(host, 0, sizeof *host);
        host->services = (struct plugin_host){ .size = sizeof host->services, .abi = PLUGIN_ABI,
                                               .context = host, .log = on_log, .report = on_report,
                                               .uses_file = on_file };
}

static void write_file(const char *name, const char *text)
{
        char path[256];
        FILE *file;

        snprintf(path, sizeof path, "%s/%s", folder, name);
        file = fopen(path, "w");
        assert_non_null(file);
        fputs(text, file);
        assert_int_equal(fclose(file), 0);
}

static void write_faq(const char *name, const char *answer)
{
        char text[2048];

        snprintf(text, sizeof text,
                 "article = { id = \"tea\"; title = \"Tea\"; language = \"english\";\n"
                 "  disclaimer = \"" DISCLAIMER "\"; source = \"A book.\"; reviewed = \"2026-01-01\"; };\n"
                 "says = { help = \"Ask about tea.\"; unknown = \"I know tea alone.\";\n"
                 "  uncovered = \"The book is silent.\"; choice = \"Do you mean\"; more = \"Say more.\";\n"
                 "  no_more = \"That is all.\"; no_topic = \"No such topic.\"; };\n"
                 "passages = ( { id = \"steep\"; title = \"How long tea steeps\"; answer = \"%s\";\n"
                 "    asks = [ \"how long does tea steep\", \"how long should I leave the tea bag in\" ]; },\n"
                 "  { id = \"origin\"; title = \"Where tea comes from\"; answer = \"From China.\";\n"
                 "    asks = [ \"where does tea come from\", \"which country grew tea first\" ]; } );\n", answer);
        write_file(name, text);
}

/* Settings from a bot.cfg of this text; its first line is the group's. */
static const config_setting_t *read_settings(config_t *config, const char *group)
{
        char path[256], text[2048];

        snprintf(text, sizeof text, "plugins = ( {\n%s\n} );\n", group);
        write_file("bot.cfg", text);
        snprintf(path, sizeof path, "%s/bot.cfg", folder);
        config_init(config);
        if (!config_read_file(config, path))
                fail_msg("bot.cfg:%d: %s", config_error_line(config), config_error_text(config));
        return config_setting_get_elem(config_lookup(config, "plugins"), 0);
}

static int open_plugin(struct host *host, const char *group, void **state, char *why, size_t cap)
{
        config_t config;
        int status;

        init_host(host);
        *why = '\0';
        status = plugin->open(&host->services, read_settings(&config, group), state, why, cap);
        config_destroy(&config); /* the plugin keeps nothing of it */
        return status;
}

static int reload_plugin(void *state, const char *group, char *why, size_t cap)
{
        config_t config;
        int status;

        *why = '\0';
        status = plugin->reload(state, read_settings(&config, group), why, cap);
        config_destroy(&config);
        return status;
}

static void hear(void *context, const struct plugin_reply *reply)
{
        struct heard *heard = context;

        heard->calls++;
        assert_int_equal(reply->size, sizeof *reply);
        assert_true(reply->count > 0);
        heard->kind = reply->kind;
        heard->count = reply->count;
        heard->confidence = reply->confidence;
        snprintf(heard->id, sizeof heard->id, "%s", reply->id);
        for (size_t i = 0; i < reply->count; i++)
                strncat(heard->line, reply->lines[i], sizeof heard->line - strlen(heard->line) - 1);
}

static struct heard say(void *state, const char *channel, const char *text)
{
        struct plugin_message message = {
                .size = sizeof message, .network = "net", .channel = channel, .nick = "ann",
                .self = "teabot", .prefix = "!tea", .text = text, .length = strlen(text),
                .now = 1000, .line_bytes = 400, .line_count = 1,
        };
        struct heard heard = { .calls = 0 };

        plugin->message(state, &message, hear, &heard);
        return heard;
}

static int set_up(void **state)
{
        (void)state;
        if (!mkdtemp(folder))
                return -1;
        library = dlopen(BUILD "/cramp_faq.so", RTLD_NOW | RTLD_LOCAL);
        if (!library) {
                fprintf(stderr, "%s\n", dlerror());
                return -1;
        }
        plugin = dlsym(library, PLUGIN_SYMBOL_NAME);
        write_faq("tea.cfg", "Three minutes.");
        write_faq("other.cfg", "Four minutes.");
        write_file("broken.cfg", "article = { id = ;\n");
        return plugin ? 0 : -1;
}

static int tear_down(void **state)
{
        char command[128];

        (void)state;
        dlclose(library);
        snprintf(command, sizeof command, "rm -r %s", folder);
        return system(command);
}

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
                { "threshold_ambient = 0.3;", "bot.cfg:2:1: threshold_ambient (0.3) is below threshold (0.35)" },
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
