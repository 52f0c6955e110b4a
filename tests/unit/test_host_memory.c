/* test_host_memory.c - a host of answer/ whose allocations fail one after the other, in load,
 * ask and reload: its owner is told, the old FAQ answers on, and with memory again all is well. */
#include "failing.h"

#include "answer_fixture.h"
#include "../../plugin/answer/host.h"

struct owner {
        char told[4096], line[600];
};

static void on_tell(void *context, const char *line)
{
        struct owner *owner = context;
        size_t used = strlen(owner->told);

        snprintf(owner->told + used, sizeof owner->told - used, "%s\n", line);
}

static void on_send(void *context, const struct answer_host_line *line)
{
        struct owner *owner = context;

        snprintf(owner->line, sizeof owner->line, "%s", line->text);
}

static void on_line(void *context, const char *line)
{
        on_tell(context, line);
}

static struct answer_host *open_host(struct owner *owner)
{
        return answer_host_open(ANSWER_ABI, &(struct answer_host_events){
                .size = sizeof(struct answer_host_events), .tell = on_tell, .send = on_send, .context = owner});
}

static const char *say_to(struct answer_host *host, struct owner *owner, const char *text, uint64_t now)
{
        struct answer_host_message m = {.size = sizeof m, .network = "net", .nick = "ann", .self = "bot",
                                        .text = text, .now = now, .context = owner};

        *owner->line = '\0';
        answer_host_ask(host, &m);
        return owner->line;
}

static void write_answer(const char *text)
{
        char passages[500];

        snprintf(passages, sizeof passages,
                 "passages = ( { id = \"origin\"; title = \"Where tea comes from\"; answer = \"%s\";\n"
                 "    asks = [ \"where does tea come from\", \"origin of tea\" ]; },\n"
                 "  { id = \"black\"; title = \"Black tea\"; answer = \"It is brown.\";\n"
                 "    asks = [ \"what is black tea\", \"why is tea black\" ]; } );\n", text);
        write_tea("small.cfg", passages);
}

#define ASKS "where does tea come from?"

/* Until a file that was edited is in use: a second to be seen, one to keep still. */
static bool comes(struct answer_host *host, struct owner *owner, const char *wanted, uint64_t *now)
{
        for (int i = 0; i < 5; i++) {
                *now += 1001;
                answer_host_poll(host, *now);
                if (strstr(say_to(host, owner, ASKS, *now), wanted))
                        return true;
        }
        return false;
}

/* A file that the FAQ needs is edited: is the FAQ loaded anew? */
static bool follows_lexicon(struct answer_host *host, struct owner *owner, size_t n, uint64_t *now)
{
        char text[sizeof tea_lexicon + 40];

        snprintf(text, sizeof text, "%s# %zu\n", tea_lexicon, n);
        write_file("tea.lexicon", text);
        *owner->told = '\0';
        for (int i = 0; i < 3; i++)
                answer_host_poll(host, *now += 1001);
        return strstr(owner->told, "reloaded");
}

/* From nothing to the first answer. What could not be loaded is so when it is asked for again,
 * and files that are in use are watched, whatever failed. */
static void load(bool behind)
{
        bool reached = true;

        for (size_t n = 1; reached; n++) {
                struct owner owner = {.told = ""};
                struct answer_host *host;
                uint64_t now = 1000;
                int set = -1;

                write_answer("From China.");
                failing_from(n, behind);
                host = open_host(&owner);
                if (host)
                        set = answer_host_set(host, "faq", path_of("small.cfg"));
                if (set == 0)
                        answer_host_poll(host, now);
                reached = failing_stop();
                if ((!host || set < 0 || !strstr(say_to(host, &owner, ASKS, now), "China")) && !*owner.told)
                        fail_msg("allocation %zu failed, and nobody was told", n);
                if (host && set < 0)
                        assert_int_equal(answer_host_set(host, "faq", path_of("small.cfg")), 0);
                else if (host && !*owner.line)
                        answer_host_command(host, "reload", on_line, &owner);
                if (host && !comes(host, &owner, "China", &now))
                        fail_msg("allocation %zu failed, and it never answered: %s", n, owner.told);
                if (host && !follows_lexicon(host, &owner, n, &now))
                        fail_msg("allocation %zu failed, and the lexicon's edit was not seen: %s", n, owner.told);
                write_answer("From Yunnan in China.");
                if (host && !comes(host, &owner, "Yunnan", &now))
                        fail_msg("allocation %zu failed, and an edit was not seen: %s", n, owner.told);
                answer_host_close(host);
        }
}

static void test_load(void **state)
{
        load(false);
        load(true);
}

static void reload(bool behind)
{
        struct owner owner = {.told = ""};
        struct answer_host *host = open_host(&owner);
        uint64_t now = 1000;
        bool reached = true;

        write_answer("From 0.");
        assert_int_equal(answer_host_set(host, "faq", path_of("small.cfg")), 0);
        assert_true(comes(host, &owner, "From 0.", &now));
        for (size_t n = 1; reached; n++) {
                char before[40], after[40];

                snprintf(before, sizeof before, "From %zu.", n - 1);
                snprintf(after, sizeof after, "From %zu.", n);
                write_answer(after);
                answer_host_poll(host, now += 1001); /* seen */
                *owner.told = '\0';
                failing_from(n, behind);
                answer_host_poll(host, now += 1001); /* kept still */
                reached = failing_stop();
                if (!strstr(say_to(host, &owner, ASKS, now), after)) {
                        assert_non_null(strstr(owner.line, before));
                        if (!*owner.told)
                                fail_msg("allocation %zu failed, and nobody was told", n);
                        answer_host_command(host, "reload", on_line, &owner);
                }
                if (!comes(host, &owner, after, &now))
                        fail_msg("allocation %zu failed, and what was edited never came: %s", n, owner.told);
        }
        answer_host_close(host);
}

static void test_reload(void **state)
{
        reload(false);
        reload(true);
}

/* Asking does without; commands say so. */
static void test_asking(void **state)
{
        static const char *const commands[] = {"status", "why where does tea come from?", "settings", "help", "nonsense"};
        struct owner owner = {.told = ""};
        struct answer_host *host = open_host(&owner);
        uint64_t now = 1000;

        write_answer("From China.");
        assert_int_equal(answer_host_set(host, "faq", path_of("small.cfg")), 0);
        assert_true(comes(host, &owner, "China", &now));
        failing_from(1, true);
        assert_non_null(strstr(say_to(host, &owner, ASKS, now), "China"));
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
                *owner.told = '\0';
                answer_host_command(host, commands[i], on_line, &owner);
                assert_string_not_equal(owner.told, "");
        }
        *owner.told = '\0';
        assert_int_equal(answer_host_set(host, "prefix", "!tea"), -1);
        assert_non_null(strstr(owner.told, "memory"));
        failing_stop();
        assert_int_equal(answer_host_set(host, "prefix", "!tea"), 0);
        answer_host_close(host);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_load), cmocka_unit_test(test_reload), cmocka_unit_test(test_asking),
        };

        return cmocka_run_group_tests(tests, fixture_open, folder_remove);
}
