/* test_answer_memory.c - asking allocates nothing; an answer_open that cannot
 * have its memory says so and leaks nothing (the sanitizers look), whichever
 * allocation fails. */
#include "answer_fixture.h"
#include "failing.h"

static void drop(void *context, const struct answer_reply *reply)
{
        (void)reply;
        ++*(size_t *)context;
}

static void test_asking_does_not_allocate(void **state)
{
        static const char *const texts[] = {
                "why do my legs cramp at night?", "more", "more", "explain", "topics", "topic night", "help",
                "leg crmap cald weathr", "my calf is swollen and hot", "and in winter?", "2", "who won?",
                "what about old people", "source", "disclaimer", "thanks", "", "\x02\xff\xfe\x1f 4,5",
        };
        struct answer *shipped = open_faq(SHIPPED), *index_only;
        const char *path = SHIPPED;
        const struct answer_options options = {.size = sizeof options, .files = &path, .file_count = 1,
                                               .index_only = true};
        char why[256];
        size_t said = 0;

        (void)state;
        index_only = answer_open(&options, why, sizeof why);
        assert_non_null(index_only);
        failing_count();
        for (int round = 0; round < 40; round++)
                for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
                        struct answer_message m = message_of(texts[i]);
                        char nick[16];

                        snprintf(nick, sizeof nick, "nick%d", round);
                        m.nick = nick;
                        m.channel = round % 2 ? "#cramps" : NULL;
                        m.ambient = round % 3 == 0;
                        m.line_bytes = 40 + (size_t)round * 20;
                        answer_ask(shipped, &m, drop, &said);
                        answer_ask(index_only, &m, drop, &said);
                }
        assert_int_equal(failing_counted(), 0);
        assert_int_equal(said, 2 * 40 * sizeof texts / sizeof *texts);
        answer_close(shipped);
        answer_close(index_only);
}

/* Opens with every allocation failing in turn, until none did. */
static void fail_each(bool behind, bool index_only)
{
        const char *path = path_of("tiny.cfg");
        const struct answer_options options = {.size = sizeof options, .files = &path, .file_count = 1,
                                               .index_only = index_only};
        struct answer *answer = NULL;
        size_t failed = 0;

        for (size_t n = 1; ; n++) {
                char why[256] = "";
                bool reached;

                failing_from(n, behind);
                answer = answer_open(&options, why, sizeof why);
                reached = failing_stop();
                if (!reached)
                        break;
                if (!answer && !*why)
                        fail_msg("allocation %zu failed without a reason", n);
                if (answer)      /* it could do without: then it answers */
                        assert_string_equal(say(answer, "where does tea come from?").id, "origin");
                failed += !answer;
                answer_close(answer);
        }
        assert_non_null(answer);
        assert_true(failed > 20);
        answer_close(answer);
}

static const char tiny[] = "passages = (\n"
        "  { id = \"origin\"; title = \"Where tea comes from\"; answer = \"Tea comes from China.\";\n"
        "    asks = [ \"where does tea come from\", \"origin of tea\" ]; },\n"
        "  { id = \"black\"; title = \"Black tea\"; answer = \"It is brown.\";\n"
        "    asks = [ \"what is black tea\", \"why is tea black\" ]; } );\n";

static void test_each_allocation_failing(void **state)
{
        (void)state;
        write_tea("tiny.cfg", tiny);
        for (int i = 0; i < 4; i++)
                fail_each(i & 1, i & 2);
}

/* A reload without memory keeps the old, which still answers and remembers. */
static void test_reload_without_memory(void **state)
{
        const char *path;
        struct answer_options options = {.size = sizeof options, .file_count = 1};
        struct answer *answer;
        char why[256];
        int status = -1;

        (void)state;
        write_tea("tiny.cfg", tiny);
        path = path_of("tiny.cfg");
        options.files = &path;
        answer = open_faq(path_of("tea.cfg"));
        for (size_t n = 1; status < 0; n += 7) {
                assert_string_equal(say(answer, "what is black tea?").id, "black");
                assert_non_null(strstr(say(answer, "more").all, "Assam"));
                failing_from(n, false);
                status = answer_reload(answer, &options, why, sizeof why);
                failing_stop();
        }
        assert_string_equal(say(answer, "what is black tea?").all, "It is brown. " DISCLAIMER);
        answer_close(answer);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_asking_does_not_allocate), cmocka_unit_test(test_each_allocation_failing),
                cmocka_unit_test(test_reload_without_memory),
        };

        return cmocka_run_group_tests(tests, fixture_open, folder_remove);
}
