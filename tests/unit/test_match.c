/* test_match.c - what comes out of a question: sums that are sums, the same
 * bytes every time, no memory asked for. */
#include "model_fixture.h"
#include "failing.h"

#include "../../plugin/answer/match_parts.h"

static struct made_faq made;
static struct reading reading;

static const char *const questions[] = {
        "how does a leg cramp with bolta", "morvcora stampb", "grundc", "zzz qqq xxx", "", "bolltaik grundumc ?",
        "leg leg leg leg leg leg leg leg leg", "what is this about flinkd and morveest today",
};
enum { QUESTIONS = sizeof questions / sizeof *questions };

static struct match *open_match(struct lexicon **lexicon)
{
        char why[200];
        struct match *match;

        *lexicon = bare_lexicon();
        match = match_open(&made.faq, *lexicon, why, sizeof why);
        assert_non_null(match);
        assert_int_equal(lexicon_seal(*lexicon), 0);
        return match;
}

static void ask(struct match *match, struct lexicon *lexicon, const char *text, struct match_result *out)
{
        memset(out, 0, sizeof *out);
        lexicon_read(lexicon, text, strlen(text), &reading);
        match_ask(match, &reading, out);
}

static void test_sums(void **state)
{
        struct lexicon *lexicon;
        struct match *match = open_match(&lexicon);

        (void)state;
        for (size_t q = 0; q < QUESTIONS; q++) {
                struct match_result r, again;
                size_t count;
                const struct match_one *all;
                float sum, mass[3] = {0};

                ask(match, lexicon, questions[q], &r);
                all = match_all(match, &reading, &again, &count);
                assert_int_equal(count, ENTRIES);
                assert_int_equal(r.count, MATCH_BEST);
                sum = r.nothing;
                for (size_t e = 0; e < count; e++) {
                        assert_int_equal(all[e].entry, e);
                        assert_true(all[e].confidence >= 0 && all[e].confidence <= 1);
                        assert_true(all[e].likest >= 0 && all[e].likest < 1.3f);
                        struct match_one told = all[e];

                        match_tell(match, &told);
                        assert_true(told.likest3 <= told.likest + 1e-5f);
                        assert_true(all[e].confidence <= r.best[0].confidence);
                        sum += all[e].confidence;
                        mass[made.entry[e].kind] += all[e].confidence;
                }
                assert_true(fabsf(sum - 1) < 1e-4f);
                for (int k = 0; k < 3; k++)
                        assert_true(fabsf(mass[k] - r.mass[k]) < 1e-5f);
                for (size_t i = 1; i < r.count; i++)
                        assert_true(r.best[i - 1].score >= r.best[i].score);
                assert_memory_equal(&r.best[0], &all[r.best[0].entry], sizeof *all);
        }
        match_close(match);
        lexicon_close(lexicon);
}

/* An ask, asked, is like itself. */
static void test_own_asks(void **state)
{
        struct lexicon *lexicon;
        struct match *match = open_match(&lexicon);
        const struct model *model = match_model(match);
        size_t right = 0;

        (void)state;
        for (uint32_t a = 0; a < model->asks; a++) {
                uint32_t entry = model->ask_entry[a], i = a - model->entry_first[entry];
                struct match_result r;
                size_t count;

                if (i >= made.entry[entry].asks.count)
                        continue;
                ask(match, lexicon, made.ask[entry][i], &r);
                assert_true(match_all(match, &reading, &r, &count)[entry].likest > 0.98f);
                for (size_t t = 0; t < reading.term_count; t++)
                        assert_true(match_known(model, &reading.term[t]));
                right += r.best[0].entry == entry;
        }
        assert_true(right * 10 >= model->asks * 8);
        match_close(match);
        lexicon_close(lexicon);
}

static void test_parts(void **state)
{
        struct lexicon *lexicon;
        struct match *match = open_match(&lexicon);
        struct match_result r;
        float likeness = 0, decision = 0, whole;

        (void)state;
        ask(match, lexicon, "grundc", &r);
        whole = match_model(match)->bias[r.best[0].entry];
        match_tell(match, &r.best[0]);
        match_part(match, &reading, 0, &r.best[0], &likeness, &decision);
        assert_true(fabsf(likeness - r.best[0].likest) < 1e-4f);
        assert_true(fabsf(whole + decision - r.best[0].decision) < 1e-4f);
        match_close(match);
        lexicon_close(lexicon);
}

static void test_same_bytes(void **state)
{
        struct lexicon *one, *two;
        struct match *a, *b;

        (void)state;
        srand(3);
        a = open_match(&one);
        srand(8);
        b = open_match(&two);
        for (size_t q = 0; q < QUESTIONS; q++) {
                struct match_result first, again, other;

                ask(a, one, questions[q], &first);
                ask(a, one, questions[(q + 3) % QUESTIONS], &again);
                ask(a, one, questions[q], &again);
                ask(b, two, questions[q], &other);
                assert_memory_equal(&first, &again, sizeof first);
                assert_memory_equal(&first, &other, sizeof first);
        }
        match_close(a);
        match_close(b);
        lexicon_close(one);
        lexicon_close(two);
}

static void test_asking_takes_no_memory(void **state)
{
        struct lexicon *lexicon;
        struct match *match = open_match(&lexicon);

        (void)state;
        failing_count();
        for (size_t q = 0; q < QUESTIONS; q++) {
                struct match_result r;

                ask(match, lexicon, questions[q], &r);
        }
        assert_int_equal(failing_counted(), 0);
        match_close(match);
        lexicon_close(lexicon);
}

/* Whichever allocation fails: a reason, and nothing left behind. */
static void test_each_allocation_failing(void **state)
{
        struct match *match = NULL;

        (void)state;
        for (size_t n = 1; !match && n < 5000; n++) {
                struct lexicon *lexicon = bare_lexicon();
                char why[200] = "";

                failing_from(n, true);
                match = match_open(&made.faq, lexicon, why, sizeof why);
                failing_stop();
                assert_true(match || strstr(why, "memory"));
                match_close(match);
                lexicon_close(lexicon);
        }
        assert_non_null(match);
}

static void test_no_entries(void **state)
{
        struct article_faq none = {0};
        struct lexicon *lexicon = bare_lexicon();
        char why[200];
        struct match_result r;
        struct match *match = match_open(&none, lexicon, why, sizeof why);

        (void)state;
        assert_non_null(match);
        assert_int_equal(lexicon_seal(lexicon), 0);
        ask(match, lexicon, "how does a leg cramp", &r);
        assert_int_equal(r.count, 0);
        assert_true(r.nothing == 1);
        match_close(match);
        lexicon_close(lexicon);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_sums), cmocka_unit_test(test_own_asks), cmocka_unit_test(test_parts),
                cmocka_unit_test(test_same_bytes), cmocka_unit_test(test_asking_takes_no_memory),
                cmocka_unit_test(test_each_allocation_failing), cmocka_unit_test(test_no_entries),
        };

        make_faq(&made);
        return cmocka_run_group_tests(tests, NULL, NULL);
}
