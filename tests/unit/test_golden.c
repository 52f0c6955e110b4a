/* test_golden.c - golden questions, what is worse between two FAQs, and which questions
 * are one in other words. */
#include "answer_fixture.h"

#include "../../plugin/answer/cluster.h"
#include "../../plugin/answer/golden.h"

struct told {
        char text[4096]; /* VERDICT question, a line each; then mistakes */
};

static void on_result(void *context, const struct golden_result *r)
{
        static const char *const names[] = { "fine", "better", "changed", "fails", "worse" };
        struct told *told = context;
        size_t used = strlen(told->text);
        char before[100], now[100];

        assert_true((r->file == NULL) == (r->expected == NULL));
        snprintf(told->text + used, sizeof told->text - used, "%s %u %s: %s -> %s\n", names[r->verdict], r->line,
                 r->question, golden_text(&r->before, before, sizeof before), golden_text(&r->now, now, sizeof now));
}

static void on_mistake(void *context, const char *file, unsigned line, enum answer_severity severity, const char *what)
{
        struct told *told = context;
        size_t used = strlen(told->text);

        snprintf(told->text + used, sizeof told->text - used, "%s %s:%u %s\n",
                 severity == ANSWER_ERROR ? "mistake" : "doubt", strrchr(file, '/') + 1, line, what);
}

/* The tea with golden questions, of some passages alone. */
static struct answer *open_with(const char *name, const char *passages)
{
        static char text[16384];
        char head[2048];
        const char *at = strstr(tea_head, "beside");

        assert_non_null(at);
        snprintf(head, sizeof head, "%.*sgolden = \"tea.golden\"; %s", (int)(at - tea_head), tea_head, at);
        snprintf(text, sizeof text, "%s%s%s", head, passages, tea_rest);
        write_file(name, text);
        return open_faq(path_of(name));
}

static const char steep_alone[] =
        "passages = ( { id = \"Steep.time\"; title = \"How long tea steeps\"; answer = \"Tea steeps for three minutes.\";\n"
        "    asks = [ \"how long does tea steep\", \"how long should I leave the tea bag in\" ]; } );\n";

static void hold_against(struct golden_run *run, struct answer *before, struct answer *now)
{
        run->before = before;
        run->now = now;
        golden_run(run);
}

static void test_verdicts(void **state)
{
        static const struct golden_stored stored[] = {
                { "where does tea come from", false }, { "is tea from China", true }, { "how long does tea steep", false },
                { "zebra crossing in paris", false },
        };
        struct told told = { "" };
        struct answer *all, *few;

        (void)state;
        write_file("tea.golden", "\xef\xbb\xbf# comment\nwhere does tea come from\torigin\n\nhow long does tea steep\tSteep.time\n"
                   "price of tea\tblack|price\ni am choking on tea\turgent\nzebra in paris\tblack\nwhat is black tea\tblack\r\n");
        all = open_with("all.cfg", tea_passages);
        few = open_with("few.cfg", steep_alone);
        struct golden_run run = { .now = all, .each = on_result, .report = on_mistake, .context = &told };

        golden_run(&run);
        assert_string_equal(told.text,
                "fine 2 where does tea come from: none -> answer origin\n"
                "fine 4 how long does tea steep: none -> answer Steep.time\n"
                "fine 5 price of tea: none -> uncovered price\n"
                "fine 6 i am choking on tea: none -> urgent choking\n"
                "fails 7 zebra in paris: none -> unknown\n"
                "fine 8 what is black tea: none -> answer black\n");
        assert_true(run.golden == 6 && run.fails == 1 && !run.worse && !run.mistakes && !run.skipped);

        *told.text = '\0';
        run.stored = stored;
        run.stored_count = 4;
        hold_against(&run, all, few);
        if (!strstr(told.text, "worse 2 where does tea come from: answer origin -> ") ||
            !strstr(told.text, "fine 4 how long") || !strstr(told.text, "fails 7 zebra in paris: unknown -> unknown\n") ||
            !strstr(told.text, "worse 8 what is black tea: answer black -> ") ||
            !strstr(told.text, "worse 0 where does tea come from: answer origin -> ") ||
            !strstr(told.text, "changed 0 is tea from China: answer origin -> ") || /* called wrong */
            !strstr(told.text, "fine 0 how long") || !strstr(told.text, "fine 0 zebra"))
                fail_msg("%s", told.text);
        assert_int_equal(run.worse, 3);
        assert_int_equal(run.changed, 1);
        assert_int_equal(run.stored_asked, 4);

        *told.text = '\0'; /* and back: all of it is better */
        hold_against(&run, few, all);
        assert_int_equal(run.worse, 0);
        assert_int_equal(run.better, 2);
        assert_non_null(strstr(told.text, "better 8 what is black tea: "));
        answer_close(all);
        answer_close(few);
}

/* A warning sign is never lost without a word. */
static void test_warnings(void **state)
{
        static const struct golden_stored stored[] = { { "i am choking on tea", true }, { "hot tea on my skin hurts", true } };
        static char text[16384];
        struct told told = { "" };
        struct answer *with, *without;

        (void)state;
        with = open_faq(path_of("tea.cfg"));
        snprintf(text, sizeof text, "%s%s%s", tea_head, tea_passages, tea_rest);
        *strstr(text, "warnings = (") = '\0'; /* the last list */
        write_file("calm.cfg", text);
        without = open_faq(path_of("calm.cfg"));
        struct golden_run run = { .stored = stored, .stored_count = 2, .each = on_result, .context = &told };

        hold_against(&run, with, without);
        assert_int_equal(run.worse, 2);
        hold_against(&run, without, with);
        assert_int_equal(run.worse, 0);
        assert_int_equal(run.changed, 2);
        answer_close(without);
        snprintf(text, sizeof text, "%s%s%s", tea_head, tea_passages, tea_rest);
        memcpy(strstr(text, "\"scald\""), "\"burns\"", 7); /* another warning's line is a warning, too */
        write_file("calm.cfg", text);
        without = open_faq(path_of("calm.cfg"));
        hold_against(&run, with, without);
        assert_int_equal(run.worse, 0);
        assert_int_equal(run.changed, 1);
        answer_close(with);
        answer_close(without);
}

static void test_mistakes(void **state)
{
        static const struct { const char *file, *told; } cases[] = {
                { "no tab here\n", "mistake tea.golden:1 \"no tab here\" is no golden question; a question, a tab" },
                { "# x\n\tblack\n", "mistake tea.golden:2 \"?black\" is no golden question" },
                { "\x1b[2J\xe9 \x02 x\n", "mistake tea.golden:1 \"?[2J? ? x\" is no golden question" },
                { "what\t\n", "mistake tea.golden:1 behind the tab must stand one id or kind, as \"Steep.time\"" },
                { "what\tblack\tmore\n", "mistake tea.golden:1 behind the tab must stand one id" },
                { "half a li", "mistake tea.golden:1 " },
                { "what is black tea\tnobody\n", "doubt tea.golden:1 there is no id or kind \"nobody\"\n"
                  "fails 1 what is black tea: none -> answer black\n" },
                { "what is black tea\tblac\n", "doubt tea.golden:1 there is no id or kind \"blac\"; is \"black\" meant?\n"
                  "fails 1 " },
                { "what is black tea\tblack2|black\n", "doubt tea.golden:1 there is no id or kind \"black2\"; is \"black\" "
                  "meant?\nfine 1 " },
                { "\nwhat is black tea\tAnswer\n", "doubt tea.golden:2 there is no id or kind \"Answer\"; is \"answer\" meant?\n" },
                { "what is black tea\t||\n", "doubt tea.golden:1 \"||\" must be an id or a kind, or several with nothing but |" },
                { "what is black tea\tblack | price\n", "doubt tea.golden:1 \"black | price\" must be an id or a kind, or" },
                { "what is black tea\tblack,price\n", "doubt tea.golden:1 \"black,price\" must be" },
                { "what is black tea\tblack # note\n", "doubt tea.golden:1 \"black # note\" must be" },
                { "", "doubt tea.golden:0 there is no question in it; a question, a tab, and the id" },
                { "\xef\xbb\xbf# where does tea come from\torigin\n\n \t\r\n", "doubt tea.golden:0 there is no question in it" },
                { "what is black tea\t unknown|black \t\r\n", "fine 1 what is black tea: " },
                { "what is black tea\tanswer\n", "fine 1 what is black tea: " },
                { "\xff\xfe\x01 any bytes\tunknown\n", "fine 1 ??? any bytes: " }, /* may be shown anywhere */
                { "any bytes\t\x1b[2J\n", "doubt tea.golden:1 \"?[2J\" must be" },
        };
        struct answer *tea;

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct told told = { "" };
                struct golden_run run = { .each = on_result, .report = on_mistake, .context = &told };

                write_file("tea.golden", cases[i].file);
                tea = open_with("all.cfg", tea_passages);
                run.now = tea;
                golden_run(&run);
                if (strncmp(told.text, cases[i].told, strlen(cases[i].told)) != 0)
                        fail_msg("\"%s\": told \"%s\"", cases[i].file, told.text);
                answer_close(tea);
        }
}

/* What is no file, or far too large, is no reason to hang or to eat memory. */
static void test_odd_files(void **state)
{
        static const char *const makes[] = { "rm ", "mkdir ", "mkfifo ", "truncate -s 2M " };
        char command[200];

        (void)state;
        for (size_t i = 0; i < sizeof makes / sizeof *makes; i++) {
                struct told told = { "" };
                struct answer *tea = open_with("all.cfg", tea_passages);
                struct golden_run run = { .now = tea, .each = on_result, .report = on_mistake, .context = &told };

                snprintf(command, sizeof command, "rm -rf %s", path_of("tea.golden"));
                assert_int_equal(system(command), 0);
                snprintf(command, sizeof command, "%s%s", makes[i], path_of("tea.golden"));
                assert_int_equal(i ? system(command) : 0, 0);
                golden_run(&run);
                if (strncmp(told.text, "mistake tea.golden:0 cannot read it: ", 37) != 0)
                        fail_msg("%s: %s", makes[i], told.text);
                assert_int_equal(run.mistakes, 1);
                answer_close(tea);
        }
        snprintf(command, sizeof command, "rm -rf %s", path_of("tea.golden"));
        assert_int_equal(system(command), 0);
}

/* Nothing behind a NUL is lost in silence. */
static void test_a_nul(void **state)
{
        struct told told = { "" };
        struct answer *tea = open_with("all.cfg", tea_passages);
        struct golden_run run = { .now = tea, .each = on_result, .report = on_mistake, .context = &told };
        static const char bytes[] = "what\0is\nwhat is black tea\tmilk-first";
        FILE *file = fopen(path_of("tea.golden"), "w");

        (void)state;
        assert_non_null(file);
        assert_int_equal(fwrite(bytes, 1, sizeof bytes - 1, file), sizeof bytes - 1);
        assert_int_equal(fclose(file), 0);
        golden_run(&run);
        assert_string_equal(told.text, "mistake tea.golden:1 a NUL byte stands in it; plain text would be right\n"
                            "fails 2 what is black tea: none -> answer black\n");
        answer_close(tea);
        assert_int_equal(remove(path_of("tea.golden")), 0);
}

static bool twice(void *context)
{
        struct told *told = context;
        size_t lines = 0;

        for (const char *at = told->text; *at; at++)
                lines += *at == '\n';
        return lines < 2;
}

static void test_enough(void **state)
{
        static const struct golden_stored stored[] = { { "one", false }, { "two", false } };
        struct told told = { "" };
        struct answer *tea;

        (void)state;
        write_file("tea.golden", "where does tea come from\torigin\nhow long does tea steep\tblack\nwhat is tea\tblack\n");
        tea = open_with("all.cfg", tea_passages);
        struct golden_run run = { .now = tea, .before = tea, .stored = stored, .stored_count = 2, .each = on_result,
                                  .go_on = twice, .context = &told };

        golden_run(&run);
        assert_true(run.golden == 2 && run.skipped == 3 && run.stored_asked == 0);
        answer_close(tea);
}

/* Nobody's dialogue is touched, and the answer in use goes on as before. */
static void test_leaves_no_trace(void **state)
{
        struct answer *tea;
        uint32_t number;

        (void)state;
        write_file("tea.golden", "what is black tea\tblack\n");
        tea = open_with("all.cfg", tea_passages);
        struct golden_run run = { .now = tea, .before = tea };

        number = say(tea, "where does tea come from").number;
        golden_run(&run);
        assert_string_equal(say(tea, "wrong").voted_id, "origin");
        assert_true(say(tea, "where does tea come from").number > number);
        answer_close(tea);
}

/* -- clusters ---------------------------------------------------------------- */

static void test_clusters(void **state)
{
        static const char *const texts[] = {
                "does quinine help leg cramps", "can i drink milk with cramps", "is quinine any good against cramps",
                "quinine", "what about milk", "milk and leg cramps?", "", "", "leg cramps", "knitting for beginners",
                "quinines", "does milk with quinine help",
        };
        static const size_t leads[] = { 0, 1, 0, 0, 1, 1, 6, 7, 8, 9, 0 };
        size_t leader[12];
        struct answer *cramps;

        (void)state;
        cramps = open_faq(SHIPPED);
        assert_int_equal(cluster(cramps, texts, 12, leader), 0);
        for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
                if (leader[i] != leads[i])
                        fail_msg("\"%s\" went to \"%s\"", texts[i], texts[leader[i]]);
        assert_int_equal(cluster(cramps, texts, 0, leader), 0);
        answer_close(cramps);
}

static void test_stems(void **state)
{
        struct answer_stem stems[4];
        struct answer *tea = open_faq(path_of("tea.cfg"));

        (void)state;
        assert_int_equal(answer_stems(tea, "zebra zebras Zebra", 18, stems, 4), 1);
        assert_true(stems[0].weight > 5);
        assert_int_equal(answer_stems(tea, "one two three four five six seven", 33, stems, 4), 4);
        assert_true(stems[0].stem < stems[1].stem && stems[1].stem < stems[2].stem && stems[2].stem < stems[3].stem);
        assert_int_equal(answer_stems(tea, "it is to the zebra and you", 26, stems, 4), 1);
        assert_int_equal(answer_stems(tea, "", 0, stems, 4), 0);
        assert_int_equal(answer_stems(tea, "zebra", 5, stems, 0), 0);
        answer_close(tea);
}

static void test_about(void **state)
{
        struct answer_about about = { .size = sizeof about }, older = { .size = offsetof(struct answer_about, passages) };
        struct answer_entry entry = { .size = sizeof entry };
        struct answer *tea = open_faq(path_of("tea.cfg"));

        (void)state;
        answer_about(tea, &about);
        assert_true(about.articles == 1 && about.passages == 5 && about.uncovered == 1 && about.warnings == 2);
        assert_string_equal(about.title, "Tea");
        assert_string_equal(about.reviewed, "2026-01-01");
        older.passages = 77;
        answer_about(tea, &older);
        assert_true(older.articles == 1 && older.passages == 77);
        assert_true(answer_entry(tea, "scald", &entry) && entry.kind == ANSWER_URGENT && entry.line > 1);
        assert_string_equal(entry.title, "A scald");
        assert_true(answer_entry(tea, "origin", &entry) && entry.kind == ANSWER_ANSWER);
        assert_false(answer_entry(tea, "origi", &entry));
        answer_close(tea);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_verdicts), cmocka_unit_test(test_warnings), cmocka_unit_test(test_mistakes),
                cmocka_unit_test(test_odd_files), cmocka_unit_test(test_a_nul), cmocka_unit_test(test_enough), cmocka_unit_test(test_leaves_no_trace),
                cmocka_unit_test(test_clusters), cmocka_unit_test(test_stems), cmocka_unit_test(test_about),
        };

        return cmocka_run_group_tests(tests, fixture_open, folder_remove);
}
