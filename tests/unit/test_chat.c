/* test_chat.c - talking with the bot: commands, "more", numbered choices, what
 * is remembered of whom and for how long. */
#include "answer_fixture.h"

#include "../../plugin/answer/dialog.h"

static struct answer *tea; /* so strict that "milk in tea" is a choice */

static struct answer *open_strict(const char *name)
{
        const char *path = path_of(name);
        struct answer_options options = {.size = sizeof options, .files = &path, .file_count = 1, .addressed = 0.95,
                                         .in_private = 0.95};
        char why[256];

        return answer_open(&options, why, sizeof why);
}

static int open_tea(void **state)
{
        if (fixture_open(state) < 0)
                return -1;
        tea = open_strict("tea.cfg");
        return tea ? 0 : -1;
}

static int close_tea(void **state)
{
        answer_close(tea);
        return folder_remove(state);
}

/* What one person says, line by line, and what comes back. NULL: anything. */
struct line {
        const char *text;
        enum answer_kind kind;
        const char *all;
};

static void talk_as(const char *nick, const struct line *lines, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                struct answer_message m = message_of(lines[i].text);

                m.nick = nick;
                struct heard h = ask(tea, &m);

                if (h.kind != lines[i].kind || (lines[i].all && strcmp(h.all, lines[i].all) != 0))
                        fail_msg("%s says \"%s\" and hears %s: \"%s\"", nick, lines[i].text,
                                 answer_kind_name(h.kind), h.all);
        }
}

#define TALK(nick, ...) \
        do { \
                static const struct line talk[] = {__VA_ARGS__}; \
                talk_as(nick, talk, sizeof talk / sizeof *talk); \
        } while (0)

#define ORIGIN "Tea comes from China. " DISCLAIMER
#define CHOICE "Do you mean 1) Milk first, or 2) Warm milk?"
#define FIRST "Milk goes into the tea cup first. " DISCLAIMER
#define SECOND "Warm milk goes well with tea. " DISCLAIMER
#define STEEP "Tea steeps for three minutes. " DISCLAIMER
#define SCALD "Cool it with water now and get help."
#define HELP "Ask me about tea."

static void test_commands(void **state)
{
        (void)state;
        TALK("commander",
             {"help", ANSWER_UNKNOWN, HELP}, {"HELP!", ANSWER_UNKNOWN, HELP},
             {"hi, help please", ANSWER_UNKNOWN, HELP}, {"hello", ANSWER_UNKNOWN, HELP},
             {"?!", ANSWER_UNKNOWN, HELP},
             {"topics", ANSWER_UNKNOWN, "Steep.time, origin, black, milk-first, milk-warm"},
             {"list topics please", ANSWER_UNKNOWN, NULL},
             {"source", ANSWER_ANSWER, "All of it is from a book. " DISCLAIMER},
             {"disclaimer", ANSWER_ANSWER, DISCLAIMER},
             {"more", ANSWER_UNKNOWN, "That is all."}, {"explain", ANSWER_UNKNOWN, "That is all."});
}

static void test_thanks(void **state)
{
        (void)state;
        TALK("polite", {"thanks", ANSWER_NONE, ""}, {"Thank you!", ANSWER_NONE, ""},
             {"ok thanks", ANSWER_NONE, ""}, {"thanks please thank you", ANSWER_NONE, ""},
             {"thanks, where does tea come from?", ANSWER_ANSWER, ORIGIN});
}

static struct heard say_as(const char *nick, const char *channel, const char *text, uint64_t now)
{
        struct answer_message m = message_of(text);

        m.nick = nick;
        m.channel = channel;
        m.now = now;
        m.addressed = true;
        return ask(tea, &m);
}

static void expect_vote(const struct heard *h, enum answer_vote vote, uint32_t voted, const char *id, const char *all)
{
        if (h->vote != vote || h->voted != voted || strcmp(h->voted_id, id) != 0 || strcmp(h->all, all) != 0)
                fail_msg("vote %d on %u \"%s\", and hears \"%s\"", (int)h->vote, h->voted, h->voted_id, h->all);
        assert_int_equal(h->number, 0);
}

/* Thanks and wrong mark the last answer of whoever says it: once, for five minutes. */
static void test_votes(void **state)
{
        struct heard first = say_as("voter", NULL, "where does tea come from", 1000), h;

        (void)state;
        assert_true(first.number > 0 && first.vote == ANSWER_NO_VOTE);
        assert_string_equal(first.question, "where does tea come from");
        assert_string_equal(first.nearest[0], "origin");
        h = say_as("somebody", NULL, "thanks", 1000);
        expect_vote(&h, ANSWER_NO_VOTE, 0, "", "");
        h = say_as("voter", NULL, "ok thanks", 1000);
        expect_vote(&h, ANSWER_THANKS, first.number, "origin", "My pleasure.");
        h = say_as("voter", NULL, "thanks", 1000);
        expect_vote(&h, ANSWER_NO_VOTE, 0, "", "");
        h = say_as("voter", "#tea", "what is black tea", 1000);
        assert_int_equal(h.number, first.number + 1);
        first = h;
        h = say_as("voter", "#tea", "thank you!", 1000 + DIALOG_AGE);
        expect_vote(&h, ANSWER_THANKS, first.number, "black", ""); /* silence in a channel */
        first = say_as("voter", "#tea", "what is black tea", 1000);
        h = say_as("voter", "#tea", "wrong", 1001 + DIALOG_AGE);
        assert_int_equal(h.vote, ANSWER_NO_VOTE);
        first = say_as("voter", "#tea", "what is black tea", 1000);
        h = say_as("voter", "#tea", "no!", 2000);
        expect_vote(&h, ANSWER_WRONG, first.number, "black", "Sorry.");
        h = say_as("voter", "#tea", "no!", 2000);
        assert_int_equal(h.vote, ANSWER_NO_VOTE);
        say_as("voter", "#tea", "what is black tea", 1000);
        assert_int_equal(say_as("voter", "#tea", "no thanks", 2000).vote, ANSWER_THANKS);
}

/* What "the last answer" is: through choices, "more", misses and commands. */
static void test_what_is_voted_on(void **state)
{
        struct heard asked = say_as("v2", NULL, "milk in tea", 1000), h;

        (void)state;
        h = say_as("v2", NULL, "none of them", 1000);
        expect_vote(&h, ANSWER_WRONG, asked.number, "", "Sorry.");
        asked = say_as("v2", NULL, "milk in tea", 1000);
        assert_int_equal(say_as("v2", NULL, "2", 1000).number, 0);
        h = say_as("v2", NULL, "wrong", 1000);
        expect_vote(&h, ANSWER_WRONG, asked.number, "milk-warm", "Sorry.");
        asked = say_as("v2", NULL, "what is black tea", 1000);
        say_as("v2", NULL, "more", 1000);
        h = say_as("v2", NULL, "thanks", 1000);
        expect_vote(&h, ANSWER_THANKS, asked.number, "black", "My pleasure.");
        asked = say_as("v2", NULL, "i am choking on tea", 1000);
        assert_int_equal(asked.kind, ANSWER_URGENT);
        h = say_as("v2", NULL, "wrong", 1000);
        expect_vote(&h, ANSWER_WRONG, asked.number, "choking", ""); /* it is not taken back */
        /* not the answer before the last question, though that found none */
        say_as("v2", NULL, "what is black tea", 1000);
        asked = say_as("v2", NULL, "tea insurance claim", 1000);
        assert_int_equal(asked.kind, ANSWER_UNCOVERED);
        assert_string_equal(asked.id, "");
        assert_string_equal(say_as("v2", NULL, "explain", 1000).all, "That is all.");
        h = say_as("v2", NULL, "wrong", 1000);
        expect_vote(&h, ANSWER_WRONG, asked.number, "", "Sorry.");
        say_as("v2", NULL, "what is black tea", 1000);
        assert_int_equal(say_as("v2", NULL, "zebra crossing in paris", 1000).kind, ANSWER_UNKNOWN);
        assert_int_equal(say_as("v2", NULL, "wrong", 1000).vote, ANSWER_NO_VOTE);
        say_as("v2", NULL, "topic black", 1000); /* nobody asked for it in words */
        assert_int_equal(say_as("v2", NULL, "thanks", 1000).vote, ANSWER_NO_VOTE);
}

/* A number for each question that is the bot's, and for nothing else. */
static void test_numbers(void **state)
{
        struct answer_message m = message_of("where does tea come from");
        uint32_t last = say_as("v3", NULL, "zebra crossing in paris", 1000).number;

        (void)state;
        assert_true(last > 0);
        assert_int_equal(say_as("v3", NULL, "help", 1000).number, 0);
        assert_int_equal(say_as("v3", NULL, "thanks", 1000).number, 0);
        m.channel = "#tea";
        assert_int_equal(ask(tea, &m).number, 0); /* not for the bot */
        m.ambient = true;
        assert_int_equal(ask(tea, &m).number, last + 1);
        m.text = "zebra crossing in paris";
        m.length = strlen(m.text);
        assert_int_equal(ask(tea, &m).number, 0);
        assert_string_equal(ask(tea, &m).question, "");
        m.text = "!cramp where does tea come from";
        m.length = strlen(m.text);
        assert_string_equal(ask(tea, &m).question, "where does tea come from");
}

/* Ids as people type them; a sentence is no command. */
static void test_topic(void **state)
{
        (void)state;
        TALK("topical", {"topic origin", ANSWER_ANSWER, ORIGIN}, {"TOPIC Origin", ANSWER_ANSWER, ORIGIN},
             {"  topic   origin  ", ANSWER_ANSWER, ORIGIN}, {"please topic origin", ANSWER_ANSWER, ORIGIN},
             {"topic milk-first", ANSWER_ANSWER, FIRST}, {"topic Milk First", ANSWER_ANSWER, FIRST},
             {"topic steep.time", ANSWER_ANSWER, NULL}, {"topic STEEP TIME", ANSWER_ANSWER, NULL},
             {"topic milk", ANSWER_UNKNOWN, "No such topic."}, {"topic origins", ANSWER_ANSWER, ORIGIN},
             {"topic origin zebra stripes", ANSWER_UNKNOWN, "No such topic."},
             {"topic price", ANSWER_UNKNOWN, "No such topic."},
             {"topic choking", ANSWER_URGENT, NULL}, {"topic zebra", ANSWER_UNKNOWN, "No such topic."},
             {"origin", ANSWER_ANSWER, ORIGIN}, {"Milk-First", ANSWER_ANSWER, FIRST},
             {"topic of the day is where does tea come from", ANSWER_ANSWER, ORIGIN});
        TALK("choosy", {"topic of origin", ANSWER_ANSWER, ORIGIN}, {"wrong", ANSWER_UNKNOWN, "Sorry."});
}

/* "yes" where one thing was offered; where there are two it is no pick. */
static void test_yes(void **state)
{
        (void)state;
        TALK("nodder", {"which country grew that hot drink", ANSWER_UNSURE, "If it is tea: Where tea comes from?"},
             {"yes", ANSWER_ANSWER, ORIGIN}, {"yes", ANSWER_UNKNOWN, NULL});
}

/* Nothing needs an answer; but who asks gets help, and so does who is new. */
static void test_small_talk(void **state)
{
        (void)state;
        TALK("new", {"ok", ANSWER_UNKNOWN, "Ask me about tea."});
        TALK("known", {"where does tea come from", ANSWER_ANSWER, ORIGIN}, {"ok", ANSWER_NONE, NULL},
             {":-)", ANSWER_NONE, NULL}, {"ok?", ANSWER_UNKNOWN, "Ask me about tea."},
             {"hi", ANSWER_NONE, NULL}, {"hello", ANSWER_UNKNOWN, HELP}, {"hello, please", ANSWER_NONE, NULL});
}

/* Who takes leave behind an answer hears no "I know tea alone". */
static void test_leaving(void **state)
{
        (void)state;
        TALK("stranger", {"ok zebra", ANSWER_UNKNOWN, NULL}, {"ok", ANSWER_UNKNOWN, HELP}, {"ok bye", ANSWER_NONE, NULL});
        TALK("leaver", {"where does tea come from", ANSWER_ANSWER, ORIGIN}, {"ok zebra", ANSWER_NONE, NULL},
             {"ok zebra?", ANSWER_UNKNOWN, NULL}, {"ok zebra quagga okapi", ANSWER_UNKNOWN, NULL},
             {"where does tea come from", ANSWER_ANSWER, ORIGIN},
             {"zebra quagga okapi bongo thanks", ANSWER_UNKNOWN, "My pleasure."},
             {"thanks zebra quagga", ANSWER_NONE, NULL}, {"thanks zebra quagga okapi", ANSWER_UNKNOWN, "I know tea alone."});
}

static void test_more(void **state)
{
        (void)state;
        TALK("curious", {"what is black tea?", ANSWER_ANSWER, LONG_ANSWER " " DISCLAIMER},
             {"more", ANSWER_ANSWER, LONG_MORE " " DISCLAIMER}, {"more", ANSWER_UNKNOWN, "That is all."},
             {"where does tea come from", ANSWER_ANSWER, ORIGIN}, {"more", ANSWER_UNKNOWN, "That is all."});
}

/* However narrow the lines: answer and more come whole, piece by piece, each
 * piece with the disclaimer. */
/* Where the topic was named and no passage given, it is asked of the topic; but not out of the blue,
 * nor after a passage that has nothing to add. */
static void test_more_of_the_topic(void **state)
{
        (void)state;
        TALK("blue", {"where does it come from", ANSWER_UNKNOWN, "That is all."});
        TALK("chooser of neither", {"milk in tea", ANSWER_UNSURE, CHOICE}, {"where does it come from", ANSWER_ANSWER, ORIGIN},
             {"where does it come from", ANSWER_UNKNOWN, "That is all."});
        TALK("vague", {"milk in tea", ANSWER_UNSURE, CHOICE}, {"go on", ANSWER_UNKNOWN, "That is all."});
        TALK("burnt", {"my hand is scalded", ANSWER_URGENT, SCALD}, {"where does it come from", ANSWER_URGENT, SCALD});
}

static void test_more_after_a_cut(void **state)
{
        (void)state;
        for (size_t bytes = 110; bytes <= 320; bytes++) {
                struct answer_message m = message_of("topic black");
                char said[2048] = "";
                int lines = 0;

                m.nick = "narrow";
                m.line_bytes = bytes;
                for (struct heard h = ask(tea, &m); h.kind == ANSWER_ANSWER; h = ask(tea, &m)) {
                        char *tail = strstr(h.all, " " DISCLAIMER), *cut;

                        if (!tail || tail[strlen(" " DISCLAIMER)] || h.count != 1 || strlen(h.line[0]) > bytes)
                                fail_msg("%zu bytes: \"%s\"", bytes, h.all);
                        *tail = '\0';
                        cut = strstr(h.all, "...");
                        if (cut && cut > h.all && cut[-1] == ' ')
                                cut--;
                        if (cut)
                                *cut = '\0';
                        if (lines++)
                                strcat(said, " ");
                        strcat(said, h.all);
                        m.text = "more";
                        m.length = 4;
                        assert_true(lines < 12);
                }
                assert_string_equal(said, LONG_ANSWER " " LONG_MORE);
        }
}

static void test_choice(void **state)
{
        (void)state;
        TALK("chooser", {"milk in tea", ANSWER_UNSURE, CHOICE}, {"1", ANSWER_ANSWER, FIRST},
             {"milk in tea", ANSWER_UNSURE, CHOICE}, {"the second", ANSWER_ANSWER, SECOND},
             {"milk in tea", ANSWER_UNSURE, CHOICE}, {"ok, 2 please", ANSWER_ANSWER, SECOND},
             {"1", ANSWER_ANSWER, FIRST}, /* the other one, too */
             {"milk in tea", ANSWER_UNSURE, CHOICE}, {"help", ANSWER_UNKNOWN, HELP}, {"1", ANSWER_ANSWER, FIRST});
        TALK("wanderer", {"milk in tea", ANSWER_UNSURE, CHOICE}, {"where does tea come from", ANSWER_ANSWER, ORIGIN},
             {"1", ANSWER_UNKNOWN, HELP});
}

static void test_number_out_of_range(void **state)
{
        (void)state;
        TALK("counter", {"3", ANSWER_UNKNOWN, HELP}, {"milk in tea", ANSWER_UNSURE, CHOICE},
             {"3", ANSWER_UNSURE, CHOICE}, {"the third", ANSWER_UNSURE, CHOICE}, {"2", ANSWER_ANSWER, SECOND});
}

static void test_why(void **state)
{
        struct answer *loose;
        struct heard h;
        int sure, next;
        char end;

        (void)state;
        h = say(tea, "topic black");
        assert_string_equal(say(tea, "explain").all, "I took it for \"Black tea\" (100 %).");
        h = say(tea, "milk in tea");
        assert_int_equal(h.kind, ANSWER_UNSURE);
        assert_string_equal(say(tea, "explain").all,
                            "I was not sure which of these you meant: say a number.");
        loose = open_faq(path_of("tea.cfg"));
        assert_string_equal(say(loose, "milk in tea").id, "milk-first");
        h = say(loose, "explain");
        if (sscanf(h.all, "I took it for \"Milk first\" (%d %%), next \"Warm milk\" (%d %%)%c", &sure, &next, &end) != 3 ||
            sure <= next || next < 1 || sure + next > 101 || end != '.')
                fail_msg("%s", h.all);
        answer_close(loose);
}

/* After five minutes nothing is left; another person, channel, network has
 * nothing to do with it. */
static void test_whose_and_how_long(void **state)
{
        struct answer_message m = message_of("milk in tea"), one = message_of("1");

        (void)state;
        m.nick = one.nick = "Dora[1]";
        assert_int_equal(ask(tea, &m).kind, ANSWER_UNSURE);
        one.now = m.now + DIALOG_AGE + 1;
        assert_string_equal(ask(tea, &one).all, HELP);
        one.now = m.now + DIALOG_AGE;
        one.nick = "someone";
        assert_string_equal(ask(tea, &one).all, HELP);
        one.nick = "";
        assert_string_equal(ask(tea, &one).all, HELP);
        one.nick = "dORA{1}";
        one.network = "other";
        assert_string_equal(ask(tea, &one).all, HELP);
        one.network = "net";
        one.channel = "#tea";
        one.addressed = true;
        assert_string_equal(ask(tea, &one).all, HELP);
        one.channel = NULL;
        assert_string_equal(ask(tea, &one).all, FIRST);
}

/* A follow-up is read in the light of the last question; what does not lean on
 * it is not. */
static void test_follow_ups(void **state)
{
        (void)state;
        TALK("fresh", {"and black?", ANSWER_UNKNOWN, NULL});
        TALK("follower", {"where does tea come from", ANSWER_ANSWER, ORIGIN},
             {"and how long steep?", ANSWER_ANSWER, "Tea steeps for three minutes. " DISCLAIMER},
             {"and black?", ANSWER_ANSWER, NULL}, {"who won the football", ANSWER_UNKNOWN, "I know tea alone."},
             {"buy my new laptop today", ANSWER_UNKNOWN, "I know tea alone."});
}

/* Until a question that names the topic and stands by itself, what is asked behind a warning gets
 * it again: neither a passage nor a "no" may take it back. */
static void test_after_a_warning(void **state)
{
        (void)state;
        TALK("hurt", {"my hand is scalded", ANSWER_URGENT, SCALD},
             {"more", ANSWER_URGENT, SCALD}, {"help", ANSWER_URGENT, SCALD}, {"ok", ANSWER_NONE, NULL},
             {"thanks", ANSWER_UNKNOWN, "My pleasure."}, {"it is only from tea", ANSWER_URGENT, SCALD},
             {"where does that tea come from", ANSWER_URGENT, SCALD}, {"where does tea come from", ANSWER_ANSWER, ORIGIN},
             {"who won the football", ANSWER_UNKNOWN, "I know tea alone."});
        TALK("joker", {"my hand is scalded", ANSWER_URGENT, SCALD}, {"wrong", ANSWER_NONE, NULL},
             {"is it only from tea", ANSWER_URGENT, SCALD}, {"where does tea come from", ANSWER_ANSWER, ORIGIN},
             {"price of tea", ANSWER_UNCOVERED, NULL});
        TALK("nobody", {"price of tea", ANSWER_UNCOVERED, NULL});
        TALK("stubborn", {"my hand is scalded", ANSWER_URGENT, SCALD}, {"price of tea", ANSWER_URGENT, SCALD},
             {"price of tea", ANSWER_URGENT, SCALD}, {"price of tea", ANSWER_URGENT, SCALD},
             {"price of tea", ANSWER_URGENT, SCALD}, {"price of tea", ANSWER_UNCOVERED, NULL});
        TALK("taker back", {"my hand is scalded", ANSWER_URGENT, SCALD}, {"kidding", ANSWER_NONE, NULL},
             {"price of tea", ANSWER_UNCOVERED, NULL});
        TALK("goer", {"my hand is scalded", ANSWER_URGENT, SCALD}, {"i am going now", ANSWER_NONE, NULL},
             {"am i going now?", ANSWER_URGENT, SCALD}, {"price of tea", ANSWER_URGENT, SCALD});
}

/* A warning sign that comes in pieces; each person's own, and for five minutes. */
static void test_in_pieces(void **state)
{
        struct answer_message m = message_of("my hand"), next = message_of("hot drink is boiling on it");

        (void)state;
        TALK("slow", {"my hand", ANSWER_UNKNOWN, NULL}, {"hello", ANSWER_UNKNOWN, HELP},
             {"hot drink is boiling on it", ANSWER_URGENT, SCALD}, {"is that bad", ANSWER_URGENT, SCALD});
        TALK("gloved", {"my hand, no scalded skin", ANSWER_UNKNOWN, NULL}, {"wear a glove", ANSWER_UNKNOWN, NULL},
             {"it hurts", ANSWER_UNKNOWN, NULL});
        m.nick = "late";
        assert_int_equal(ask(tea, &m).kind, ANSWER_UNKNOWN);
        next.nick = "another";
        assert_int_equal(ask(tea, &next).kind, ANSWER_UNKNOWN);
        next.nick = "late";
        next.now = m.now + DIALOG_AGE + 1;
        assert_int_equal(ask(tea, &next).kind, ANSWER_UNKNOWN);
        m.nick = next.nick = "aside"; /* said to others, it is no word to the bot */
        m.channel = next.channel = "#tea";
        m.ambient = next.addressed = true;
        assert_int_equal(ask(tea, &m).kind, ANSWER_NONE);
        next.now = m.now;
        assert_int_equal(ask(tea, &next).kind, ANSWER_UNKNOWN);
}

static void replace(char *text, size_t cap, const char *from, const char *to)
{
        char *at = strstr(text, from), *rest;

        assert_non_null(at);
        rest = strdup(at + strlen(from));
        assert_non_null(rest);
        assert_true((size_t)snprintf(at, cap - (size_t)(at - text), "%s%s", to, rest) < cap - (size_t)(at - text));
        free(rest);
}

/* What a file may say or leave out: in the middle of talk, behind one choice, after a warning; and
 * what an answer lists can be picked by number. */
static void test_what_a_file_may_say(void **state)
{
        struct answer *before = tea;
        char text[16384];

        (void)state;
        snprintf(text, sizeof text, "%s%s%s", tea_head, tea_passages, tea_rest);
        replace(text, sizeof text, "wrong = \"Sorry.\";", "wrong = \"Sorry.\"; unclear = \"Pardon?\"; "
                "yes = \"Say yes.\"; warned = \"As I said.\";");
        replace(text, sizeof text, "title = \"Black tea\";",
                "title = \"Black tea\"; parts = [ \"milk-first\", \"origin\", \"Steep.time\" ];");
        write_file("full.cfg", text);
        tea = open_faq(path_of("full.cfg"));
        TALK("full", {"zebra crossing", ANSWER_UNKNOWN, "I know tea alone."},
             {"which country grew that hot drink", ANSWER_UNSURE, "If it is tea: Where tea comes from? Say yes."},
             {"yes", ANSWER_ANSWER, ORIGIN}, {"zebra crossing", ANSWER_UNKNOWN, "Pardon?"},
             {"1", ANSWER_ANSWER, ORIGIN}, {"how is black tea made", ANSWER_ANSWER, NULL}, {"yes", ANSWER_UNKNOWN, "Pardon?"},
             {"explain", ANSWER_UNKNOWN, NULL}, {"the second", ANSWER_ANSWER, ORIGIN}, {"the first", ANSWER_ANSWER, FIRST},
             {"the last", ANSWER_ANSWER, STEEP}, {"4", ANSWER_UNSURE, NULL}, {"yes", ANSWER_UNSURE, NULL},
             {"3", ANSWER_ANSWER, STEEP}, {"my hand is scalded", ANSWER_URGENT, SCALD}, {"is that bad", ANSWER_URGENT, "As I said."},
             {"1", ANSWER_UNKNOWN, HELP});
        TALK("nothing said", {"more", ANSWER_UNKNOWN, "Pardon?"}, {"explain", ANSWER_UNKNOWN, "Pardon?"},
             {"where does tea come from", ANSWER_ANSWER, ORIGIN}, {"more", ANSWER_UNKNOWN, "That is all."});
        answer_close(tea);
        tea = before;
        TALK("end", {"the last", ANSWER_UNKNOWN, HELP}, {"milk in tea", ANSWER_UNSURE, CHOICE},
             {"the last", ANSWER_ANSWER, SECOND});
}

/* Where all of a message has no answer, the clause that has one is answered; of two questions, one of
 * them not covered, the other one, and what is picked by number then is one of the two. */
static void test_clauses(void **state)
{
        struct answer *before = tea;
        char text[16384];

        (void)state;
        snprintf(text, sizeof text, "%s", tea_lexicon);
        replace(text, sizeof text, "greeting = ", "asking = [ \"what\", \"how\", \"where\", \"does\", \"which\" ]; greeting = ");
        replace(text, sizeof text, "polite = [ ", "polite = [ \"no milk or which is first in\", ");
        write_file("clauses.lexicon", text);
        snprintf(text, sizeof text, "%s%s%s", tea_head, tea_passages, tea_rest);
        replace(text, sizeof text, "tea.lexicon", "clauses.lexicon");
        replace(text, sizeof text, "wrong = \"Sorry.\";", "wrong = \"Sorry.\"; rest = \"No word on the rest.\";");
        write_file("clauses.cfg", text);
        tea = open_strict("clauses.cfg");
        assert_non_null(tea);
        TALK("remark", {"my milk is warm and tea is first. how long does tea steep", ANSWER_ANSWER, STEEP},
             {"my milk is warm and tea is first. how long is that in tea", ANSWER_UNSURE, NULL}); /* leans on the rest */
        TALK("no comma", {"no milk or which is first in how long does tea steep", ANSWER_ANSWER, STEEP});
        TALK("two", {"what does tea cost", ANSWER_UNCOVERED, "The book names no price of tea."},
             {"where does tea come from and how many dollars is a cup", ANSWER_ANSWER,
              "Tea comes from China. No word on the rest. " DISCLAIMER},
             {"the second", ANSWER_UNCOVERED, "The book names no price of tea."}, {"the first", ANSWER_ANSWER, ORIGIN},
             {"how many dollars is a cup? where does tea come from?", ANSWER_ANSWER,
              "Tea comes from China. No word on the rest. " DISCLAIMER},
             {"where does tea come from, at three dollars a cup", ANSWER_UNCOVERED, "The book names no price of tea."});
        answer_close(tea);
        tea = before;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_clauses), cmocka_unit_test(test_commands), cmocka_unit_test(test_thanks), cmocka_unit_test(test_votes),
                cmocka_unit_test(test_what_is_voted_on), cmocka_unit_test(test_numbers), cmocka_unit_test(test_topic),
                cmocka_unit_test(test_yes), cmocka_unit_test(test_small_talk), cmocka_unit_test(test_leaving),
                cmocka_unit_test(test_more), cmocka_unit_test(test_more_of_the_topic),
                cmocka_unit_test(test_more_after_a_cut),
                cmocka_unit_test(test_choice), cmocka_unit_test(test_number_out_of_range),
                cmocka_unit_test(test_why), cmocka_unit_test(test_whose_and_how_long),
                cmocka_unit_test(test_follow_ups), cmocka_unit_test(test_after_a_warning),
                cmocka_unit_test(test_in_pieces), cmocka_unit_test(test_what_a_file_may_say),
        };

        return cmocka_run_group_tests(tests, open_tea, close_tea);
}
