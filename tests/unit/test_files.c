/* A FAQ of two files: one whose asks all name its topic, and a small one beside it that has none. */
#include "answer_fixture.h"

#define CLUB "As the club has it."

#define HEAD(LEXICON) "article = { id = \"rules\"; title = \"The rules of the club\"; language = \"english\";" LEXICON \
        "  disclaimer = \"" CLUB "\"; source = \"The club's own.\"; reviewed = \"2026-01-01\"; };\n"
#define PASSAGES "passages = (\n" \
        "  { id = \"german\"; title = \"German\"; answer = \"English alone.\";\n" \
        "    asks = [ \"may I write in german\", \"is german allowed\", \"can I speak german here\", \"german ok\" ]; },\n" \
        "  { id = \"ban\"; title = \"Bans\"; answer = \"A ban lasts a week.\"; more = \"Two weeks if it was the second.\";\n" \
        "    asks = [ \"how long does a ban last\", \"why was I banned\", \"when does my ban end\", \"lift my ban\" ]; },\n" \
        "  { id = \"photos\"; title = \"Photos\"; answer = \"No photos of a cup.\";\n" \
        "    asks = [ \"may I post a photo of my cup for ten dollars\", \"are photos allowed\", \"post a picture\" ]; } );\n"

static const char rules[] = HEAD("")
        "says = { help = \"Ask me about tea or the rules.\"; unknown = \"I know tea and the rules.\"; };\n" PASSAGES;
static const char rules_first[] = HEAD("lexicon = \"tea.lexicon\";")
        "says = { help = \"h\"; unknown = \"u\"; uncovered = \"c\"; choice = \"Do you mean\"; more = \"Say more.\";\n"
        "  no_more = \"That is all.\"; no_topic = \"No such topic.\"; };\n" PASSAGES;

static int open_all(void **state)
{
        if (fixture_open(state) < 0)
                return -1;
        write_file("rules.cfg", rules);
        write_file("rules_first.cfg", rules_first);
        return 0;
}

static struct answer *open_both(const char *first, const char *second)
{
        const char *const files[] = {path_of(first), path_of(second)};
        const struct answer_options options = {.size = sizeof options, .files = files, .file_count = 2};
        char why[256] = "";
        struct answer *answer = answer_open(&options, why, sizeof why);

        if (!answer)
                fail_msg("%s", why);
        return answer;
}

/* In either order each is asked, and answers with its own disclaimer. */
static void test_each_is_asked(void **state)
{
        static const struct { const char *ask, *id, *disclaimer; } row[] = {
                { "how long does tea steep", "Steep.time", DISCLAIMER },
                { "tell me where tea comes from please", "origin", DISCLAIMER },
                { "may i write in german please", "german", CLUB },
                { "hi, how long does a ban last", "ban", CLUB },
                { "topic ban", "ban", CLUB },
                { "topic origin", "origin", DISCLAIMER },
        };

        (void)state;
        for (size_t turned = 0; turned < 2; turned++) {
                struct answer *answer = turned ? open_both("rules_first.cfg", "tea.cfg")
                                               : open_both("tea.cfg", "rules.cfg");

                for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
                        struct answer_message m = message_of(row[i].ask);
                        struct heard h;

                        m.nick = NULL;
                        h = ask(answer, &m);
                        if (strcmp(h.id, row[i].id) != 0 || !strstr(h.all, row[i].disclaimer))
                                fail_msg("\"%s\" gets %s: %s", row[i].ask, h.id, h.all);
                }
                answer_close(answer);
        }
}

/* What the first answers does not depend on the second. */
static void test_as_if_alone(void **state)
{
        static const char *const said[] = {
                "how long does tea steep", "tea", "milk in tea", "price of tea", "is it from china",
                "what is the capital of france", "my hand is scalded", "black", "green tea", "tea and biscuits",
        };
        struct answer *alone = open_faq(path_of("tea.cfg")), *both = open_both("tea.cfg", "rules.cfg");

        (void)state;
        for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
                struct answer_message m = message_of(said[i]);
                struct heard a, b;

                m.nick = NULL;
                a = ask(alone, &m);
                b = ask(both, &m);
                if (a.kind != b.kind || strcmp(a.id, b.id) != 0 ||
                    (a.kind > ANSWER_UNKNOWN && a.confidence != b.confidence))
                        fail_msg("\"%s\": %d %s %f, %d %s %f", said[i], a.kind, a.id, a.confidence, b.kind, b.id,
                                 b.confidence);
        }
        answer_close(alone);
        answer_close(both);
}

/* What is said for both is said by the last that says it; no word of it is needed twice. */
static void test_what_both_say(void **state)
{
        struct answer *answer = open_both("tea.cfg", "rules.cfg");

        (void)state;
        assert_string_equal(say(answer, "help").all, "Ask me about tea or the rules.");
        assert_string_equal(say(answer, "what is the capital of france").all, "I know tea and the rules.");
        assert_string_equal(say(answer, "topic xyzzy").all, "No such topic.");
        assert_string_equal(say(answer, "price of tea").all, "The book names no price of tea.");
        assert_string_equal(say(answer, "topics").all, "Steep.time, origin, black, milk-first, milk-warm, german, ban, photos");
        answer_close(answer);
}

/* Signs of what tea's file does not cover say nothing of a question to the other one. */
static void test_not_covered_there(void **state)
{
        struct answer *answer = open_both("tea.cfg", "rules.cfg");

        (void)state;
        assert_string_equal(say(answer, "may i post a photo of my cup for ten dollars").id, "photos");
        assert_string_equal(say(answer, "how many dollars is a cup of tea").id, "price");
        answer_close(answer);
}

/* Behind the prefix, and in a conversation, a question goes to the file that it is about. */
static void test_conversation(void **state)
{
        struct answer *answer = open_both("tea.cfg", "rules.cfg");
        struct answer_message m = message_of("!cramp how long does a ban last"), n = message_of("!cramp can you post it");
        struct heard h;

        (void)state;
        m.channel = n.channel = "#club";
        m.nick = n.nick = NULL;
        assert_string_equal(ask(answer, &m).id, "ban");
        assert_string_equal(ask(answer, &n).id, "photos"); /* not: milk goes into the tea cup */
        assert_string_equal(say(answer, "how long does a ban last").id, "ban");
        assert_string_equal(say(answer, "source").all, "The club's own. " CLUB);
        assert_string_equal(say(answer, "disclaimer").all, CLUB);
        assert_string_equal(say(answer, "more").all, "Two weeks if it was the second. " CLUB);
        h = say(answer, "and how long?"); /* not: how long does tea steep */
        assert_string_not_equal(h.id, "Steep.time");
        assert_string_equal(say(answer, "where does tea come from").id, "origin");
        assert_string_equal(say(answer, "source").all, "All of it is from a book. " DISCLAIMER);
        assert_string_equal(say(answer, "and how long to steep?").id, "Steep.time");
        answer_close(answer);
}

/* In talk that is for nobody the file without a topic must be asked nearly word for word. */
static void test_talk(void **state)
{
        static const struct { const char *text; enum answer_kind kind; } row[] = {
                { "ok", ANSWER_NONE }, { "is it ok", ANSWER_NONE }, { "a ban on plastic", ANSWER_NONE },
                { "they banned him last year", ANSWER_NONE },
                { "how long does a ban last", ANSWER_ANSWER }, { "how long does tea steep", ANSWER_ANSWER },
        };
        struct answer *answer = open_both("tea.cfg", "rules.cfg");

        (void)state;
        for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
                struct answer_message m = message_of(row[i].text);

                m.channel = "#club";
                m.ambient = true;
                m.nick = NULL;
                if (ask(answer, &m).kind != row[i].kind)
                        fail_msg("\"%s\"", row[i].text);
        }
        answer_close(answer);
}

static void test_a_warning_goes_first(void **state)
{
        struct answer *answer = open_both("rules_first.cfg", "tea.cfg");

        (void)state;
        assert_string_equal(say(answer, "why was i banned, my hand is scalded").id, "scald");
        answer_close(answer);
}

struct seen {
        double last;
        char ids[200];
};

static void note(void *context, const char *id, double score)
{
        struct seen *seen = context;

        assert_true(score <= seen->last);
        seen->last = score;
        strcat(strcat(seen->ids, id), " ");
}

/* Ranked are all entries of all files. */
static void test_ranking(void **state)
{
        struct answer *answer = open_both("tea.cfg", "rules.cfg");
        struct seen seen = {2, ""};
        const char *question = "how long does a ban last";

        (void)state;
        assert_int_equal(answer_rank(answer, question, strlen(question), ANSWER_RANK_MATCH, 4, note, &seen), 4);
        assert_true(strncmp(seen.ids, "ban ", 4) == 0 && strstr(seen.ids, "Steep.time "));
        seen.last = 2;
        seen.ids[0] = '\0';
        assert_int_equal(answer_rank(answer, question, strlen(question), ANSWER_RANK_MATCH, 99, note, &seen), 11);
        answer_close(answer);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_each_is_asked), cmocka_unit_test(test_as_if_alone),
                cmocka_unit_test(test_what_both_say), cmocka_unit_test(test_not_covered_there),
                cmocka_unit_test(test_conversation), cmocka_unit_test(test_talk),
                cmocka_unit_test(test_a_warning_goes_first), cmocka_unit_test(test_ranking),
        };

        return cmocka_run_group_tests(tests, open_all, folder_remove);
}
