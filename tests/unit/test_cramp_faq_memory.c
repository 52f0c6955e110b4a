/* test_cramp_faq_memory.c - the plugin whose allocations, libstemmer's and SQLite's among them,
 * fail one after the other: in open, message, idle, command, reload, settle. It says why, answers
 * on, loses no question without a word, and with memory again all is well. */
#include "failing.h"

#include "plugin_fixture.h"

#define GROUP "faq = [ \"tea.cfg\" ]; inbox = { file = \"inbox.db\"; };"
#define OTHER "faq = [ \"other.cfg\" ]; inbox = { file = \"inbox.db\"; };"
#define ASKS "teabot: how long does tea steep?"
#define MISSES "teabot: is the moon in Sheba blue?"

/* Nothing here need outlive the machine, and disks are slow. */
int fsync(int fd)
{
        return 0;
}

int fdatasync(int fd)
{
        return 0;
}

static void on_print(void *context, const char *line)
{
        char *out = context;
        size_t used = strlen(out);

        snprintf(out + used, 8192 - used, "%s\n", line);
}

static const char *unanswered(void *state)
{
        static char out[8192];
        struct plugin_order o = {.size = sizeof o, .name = "unanswered", .arguments = "", .admin = true,
                                 .network = "net", .now = 1000};

        *out = '\0';
        plugin->command(state, &o, on_print, out);
        assert_true(*out);
        return out;
}

static void must_answer(void *state, const char *answer, size_t n)
{
        struct heard heard = say(state, "#c", ASKS);

        if (heard.calls != 1 || !strstr(heard.line, answer) || !strstr(heard.line, DISCLAIMER))
                fail_msg("allocation %zu failed, and \"%s\" was answered", n, heard.line);
}

static bool exists(const char *name)
{
        return access(path_of(name), F_OK) == 0;
}

static void remove_inbox(void)
{
        static const char *const names[] = {"inbox.db", "inbox.db-wal", "inbox.db-shm"};

        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
                unlink(path_of(names[i]));
}

static void open_each(bool behind)
{
        bool reached = true;

        for (size_t n = 1; reached; n++) {
                struct host host;
                void *state = &host;
                config_t config;
                const config_setting_t *group = read_settings(&config, GROUP);
                char why[256] = "";
                int status;

                init_host(&host);
                failing_from(n, behind);
                status = plugin->open(&host.services, group, &state, why, sizeof why);
                reached = failing_stop();
                config_destroy(&config);
                if (status < 0) {
                        assert_null(state);
                        if (!*why)
                                fail_msg("allocation %zu failed without a reason", n);
                        continue;
                }
                must_answer(state, "Three", n);
                say(state, "#c", MISSES);
                if (!strstr(unanswered(state), "sheba") && !strstr(host.logged, "inbox"))
                        fail_msg("allocation %zu failed, and nobody was told of the inbox: %s", n, unanswered(state));
                plugin->close(state);
                remove_inbox();
        }
}

static void test_open(void **state)
{
        open_each(false);
        open_each(true);
}

static void *opened(struct host *host)
{
        void *state;
        char why[256];

        if (open_plugin(host, GROUP, &state, why, sizeof why) < 0)
                fail_msg("%s", why);
        return state;
}

/* Whatever the inbox could not have then, it has later. SQLite asks for a lot. */
static void ask_each(bool behind)
{
        bool reached = true;

        for (size_t n = 1; reached; n += n < 60 ? 1 : 23) {
                struct host host;
                void *state = opened(&host);
                char why[8192];

                failing_from(n, behind);
                must_answer(state, "Three", n);
                say(state, "#c", MISSES);
                plugin->idle(state, 2000);
                snprintf(why, sizeof why, "%s", unanswered(state));
                reached = failing_stop();
                must_answer(state, "Three", n);
                if (!strstr(why, "sheba") && !strstr(why, "memory") && !*host.logged)
                        fail_msg("allocation %zu failed, and nobody was told: %s", n, why);
                if (strstr(host.logged, "a question was not kept"))
                        say(state, "#c", MISSES);
                if (!strstr(unanswered(state), "sheba"))
                        fail_msg("allocation %zu failed, and a question was lost: %s%s", n, why, host.logged);
                plugin->close(state);
                assert_false(exists("inbox.db.broken"));
                remove_inbox();
        }
}

static void test_ask(void **state)
{
        ask_each(false);
        ask_each(true);
}

static void reload_each(bool behind)
{
        struct host host;
        void *state = opened(&host);
        bool reached = true, other = false;

        say(state, "#c", MISSES);
        for (size_t n = 1; reached; n++) {
                config_t config;
                const config_setting_t *group = read_settings(&config, other ? GROUP : OTHER);
                char why[256] = "";
                int status;

                *host.reports = *host.logged = '\0';
                failing_from(n, behind);
                status = plugin->reload(state, group, why, sizeof why);
                if (status == 0)
                        plugin->settle(state, true);
                reached = failing_stop();
                config_destroy(&config);
                if (status < 0 && !*why)
                        fail_msg("allocation %zu failed without a reason", n);
                other ^= status == 0;
                must_answer(state, other ? "Four" : "Three", n);
                if (!strstr(unanswered(state), "sheba"))
                        fail_msg("allocation %zu failed, and the inbox is gone: %s", n, host.logged);
        }
        plugin->close(state);
        assert_false(exists("inbox.db.broken"));
        remove_inbox();
}

static void test_reload(void **state)
{
        reload_each(false);
        reload_each(true);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_open), cmocka_unit_test(test_ask), cmocka_unit_test(test_reload),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
