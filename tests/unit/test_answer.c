/* test_answer.c - the public functions of answer.h: the six decisions, who is
 * spoken to, thresholds, reloads, callers old and careless, sameness.
 *
 * Over a small FAQ of its own, and where it says so over the shipped one. */
#include "answer_fixture.h"

#include <locale.h>

#include "../../plugin/answer/engine.h"

static struct answer *tea, *shipped;

static int open_both(void **state)
{
        if (fixture_open(state) < 0)
                return -1;
        tea = open_faq(path_of("tea.cfg"));
        shipped = open_faq(SHIPPED);
        return 0;
}

static int close_both(void **state)
{
        answer_close(tea);
        answer_close(shipped);
        return folder_remove(state);
}

/* What is said to nobody by name: nobody is remembered. */
static struct answer_message stranger(const char *text)
{
        struct answer_message m = message_of(text);

        m.nick = NULL;
        return m;
}

struct decided {
        const char *text;
        enum answer_kind kind;
        const char *id;
        const char *holds; /* the lines hold this, or NULL */
};

static void decide_all(struct answer *answer, const struct decided *cases, size_t count, const char *tail)
{
        for (size_t i = 0; i < count; i++) {
                struct answer_message m = stranger(cases[i].text);
                struct heard h = ask(answer, &m);

                if (h.kind != cases[i].kind || (cases[i].id && strcmp(h.id, cases[i].id) != 0))
                        fail_msg("\"%s\": %s %s", cases[i].text, answer_kind_name(h.kind), h.id);
                if (cases[i].holds && !strstr(h.all, cases[i].holds))
                        fail_msg("\"%s\": \"%s\"", cases[i].text, h.all);
                assert_true(h.confidence >= 0 && h.confidence <= 1);
                if (strstr(h.all, tail) ? h.kind != ANSWER_ANSWER : h.kind == ANSWER_ANSWER)
                        fail_msg("\"%s\": the disclaimer goes with answers: \"%s\"", cases[i].text, h.all);
        }
}

static void test_six_decisions(void **state)
{
        static const struct decided cases[] = {
                {"I can't breathe!", ANSWER_URGENT, "choking", "Call for help at once"},
                {"is tea from China? my hand is scalded", ANSWER_URGENT, "scald", "Cool it"},
                {"how long does tea steep?", ANSWER_ANSWER, "Steep.time", "Tea steeps for three minutes. " DISCLAIMER},
                {"WHERE DOES TEA COME FROM", ANSWER_ANSWER, "origin", "China"},
                {"what does tea cost?", ANSWER_UNCOVERED, "price", "no price"},
                {"does tea have zebras", ANSWER_UNCOVERED, "", "The book is silent on that."},
                {"who won the football?", ANSWER_UNKNOWN, "", "I know tea alone."},
                {"", ANSWER_UNKNOWN, "", "Ask me about tea."},
                {"thank you", ANSWER_NONE, "", NULL},
        };

        (void)state;
        decide_all(tea, cases, sizeof cases / sizeof *cases, DISCLAIMER);
}

static void test_shipped(void **state)
{
        static const struct decided cases[] = {
                {"why do my legs cramp at night?", ANSWER_ANSWER, "night", NULL},
                {"what is a leg cramp?", ANSWER_ANSWER, "what", NULL},
                {"my leg is swollen, hot and red", ANSWER_URGENT, "clot", NULL},
                {"how do i treat a leg cramp?", ANSWER_UNCOVERED, NULL, NULL},
                {"how do I install a printer driver on linux?", ANSWER_UNKNOWN, "", NULL},
                {"help", ANSWER_UNKNOWN, "", NULL},
                {"circulation", ANSWER_ANSWER, "circulation", NULL},
                {"what", ANSWER_UNKNOWN, "", NULL}, /* an id, but an everyday word */
                {"calcium?", ANSWER_ANSWER, "calcium-myth", NULL},
                {"menopause?", ANSWER_ANSWER, "cause-calcium", NULL},
                {"calcium", ANSWER_ANSWER, "calcium-myth", NULL}, /* help names it */
                {"cold", ANSWER_ANSWER, "cause-cold", NULL},
                {"winter", ANSWER_UNKNOWN, "", NULL}, /* a word that asks nothing */
                {"lilo?", ANSWER_UNKNOWN, "", NULL},   /* no misspelt "lolo" */
                {"what?", ANSWER_UNKNOWN, "", NULL},
                {"is it from tight sheets", ANSWER_ANSWER, "cause-posture", NULL}, /* the FAQ's words alone */
                {"is there a lab test for this", ANSWER_ANSWER, "tests", NULL},
                {"is there a lab test for this lol", ANSWER_ANSWER, "tests", NULL}, /* a word that says nothing */
                {"why do my legs cramp at night? xD", ANSWER_ANSWER, "night", NULL},
        };

        (void)state;
        decide_all(shipped, cases, sizeof cases / sizeof *cases, shipped->faq->head[0].disclaimer);
}

/* Idioms are no signs; what is a sign may be put in a joke. */
static void test_signs_in_jest(void **state)
{
        static const struct decided cases[] = {
                {"red card for my right calf, straight off the pitch", ANSWER_UNKNOWN, "", NULL},
                {"my calf blew up at me this morning, rude", ANSWER_UNKNOWN, "", NULL},
                {"my calf blew up overnight", ANSWER_URGENT, "clot", NULL},
                {"my leg is dead to me", ANSWER_UNKNOWN, "", NULL},
                {"collapsed in a heap of giggles, calf cramp made me do it", ANSWER_UNCOVERED, NULL, NULL},
                {"i passed out from the pain of a leg cramp", ANSWER_URGENT, "chest", NULL},
                {"delirious with joy, no leg cramp for a week!", ANSWER_UNCOVERED, NULL, NULL},
                {"he's delirious and his legs cramp", ANSWER_URGENT, "heat-stroke", NULL},
                {"lmao my leg is literally blue", ANSWER_URGENT, "limb", NULL},
                {"foot is like an ice block n kinda grey, other one's fine", ANSWER_URGENT, "limb", NULL},
                {"my bed is like an ice block and my left calf cramps", ANSWER_ANSWER, "cause-cold", NULL},
                {"her leg just lies there, icy too", ANSWER_URGENT, "limb", NULL},
                {"he hasn't moved his right leg since lunch, it feels cold", ANSWER_URGENT, "limb", NULL},
                {"my husband crapped himself and never felt it, sciatica", ANSWER_URGENT, "cauda", NULL},
                {"lost the feeling round my backside, calves crampy", ANSWER_URGENT, "cauda", NULL},
                {"33w belly goes hard like a cramp every 5 min", ANSWER_URGENT, "pregnancy-bleeding", NULL},
                {"35+2, belly cramps so strong i can't talk", ANSWER_URGENT, "pregnancy-bleeding", NULL},
                {"33w and my calf cramps every night", ANSWER_ANSWER, "night", NULL},
                {"pregnant, tummy cramps and blood on the tissue", ANSWER_URGENT, "pregnancy-bleeding", NULL},
        };

        (void)state;
        decide_all(shipped, cases, sizeof cases / sizeof *cases, shipped->faq->head[0].disclaimer);
}

/* Not of the leg, but nobody who says it is told that the bot only knows about cramps. */
static void test_beyond_legs(void **state)
{
        static const struct decided cases[] = {
                {"its so painful i wanna kill myself", ANSWER_URGENT, "despair", NULL},
                {"I don't want to live like this any more", ANSWER_URGENT, "despair", NULL},
                {"these cramps make me suicidal", ANSWER_URGENT, "despair", NULL},
                {"what is the point of living with this pain", ANSWER_URGENT, "despair", NULL},
                {"no i don't want to kill myself, just stop the cramps", ANSWER_UNCOVERED, NULL, NULL},
                {"is it suicide to run with a calf cramp", ANSWER_UNCOVERED, NULL, NULL},
                {"this cramp is killing me", ANSWER_ANSWER, "pain", NULL},
                {"i want to die", ANSWER_URGENT, "despair", NULL},
                {"this cramp makes me want to die", ANSWER_ANSWER, "causes-overview", NULL},
                {"gonna shoot myself haha", ANSWER_UNKNOWN, "", NULL},
                {"swallowed like 40 paracetamol an hour ago", ANSWER_URGENT, "overdose", NULL},
                {"i took 2 paracetamol", ANSWER_UNCOVERED, "medicines", NULL},
                {"i ended it all with my boyfriend", ANSWER_UNKNOWN, "", NULL},
                {"i took too many pills for the cramp", ANSWER_URGENT, "overdose", NULL},
                {"my daughter swallowed all my cramp pills", ANSWER_URGENT, "overdose", NULL},
                {"i overdosed on quinine", ANSWER_URGENT, "overdose", NULL},
                {"can you overdose on magnesium", ANSWER_UNCOVERED, "supplements", NULL},
                {"i took a whole pack of biscuits to bed", ANSWER_UNKNOWN, "", NULL},
        };

        (void)state;
        decide_all(shipped, cases, sizeof cases / sizeof *cases, shipped->faq->head[0].disclaimer);
}

/* Cramps are named in one message and asked about in the next. */
static void test_in_two_messages(void **state)
{
        struct answer_message first = message_of("i keep getting cramp"), then = message_of("but why?");

        (void)state;
        first.nick = then.nick = "somebody new";
        assert_int_equal(ask(shipped, &then).kind, ANSWER_UNKNOWN);
        assert_int_equal(ask(shipped, &first).kind, ANSWER_UNCOVERED);
        assert_string_equal(ask(shipped, &then).id, "causes-overview");
        assert_int_equal(say(shipped, "i keep getting cramp").kind, ANSWER_UNCOVERED);
        assert_string_equal(say(shipped, "why").id, "causes-overview");
        assert_string_equal(say(shipped, "can a thin quilt cause cramps").id, "cause-cold");
        assert_string_equal(say(shipped, "so that's why?").id, "cause-cold");
}

/* What one person says, message by message, ends in the entry named; "" is one that warns of nothing. */
static void test_conversations(void **state)
{
        static const struct {
                const char *said[4], *id;
        } cases[] = {
                { { "my calf hurts", "it's been swollen since tuesday" }, "clot" },
                { { "so i've got this leg thing", "the right one", "gone all puffy" }, "clot" },
                { { "cramps in the calf since i came off the plane", "and it's swelling" }, "clot" },
                { { "i'm pregnant", "is bleeding normal" }, "pregnancy-bleeding" },
                { { "leg cramps in the sun", "he's confused" }, "heat-stroke" },
                { { "cramps since i started the statins", "pee looks like tea" }, "dark-urine" },
                { { "stepped on a rusty nail last week", "my jaw's gone tight" }, "tetanus" },
                { { "dad has leg cramps, he's 70", "today he's slurring" }, "stroke" },
                { { "calf cramp in the night", "couldn't catch my breath after" }, "chest" },
                { { "since my back went i get cramp in both legs", "i can't feel when i wipe" }, "cauda" },
                { { "my calf is swollen and red", "is it just a cramp" }, "clot" },
                { { "my calf is swollen and red", "no", "is it just a cramp" }, "clot" },
                { { "my calf is swollen and red", "is it just a cramp", "false alarm, i was joking", "tell me more" }, "" },
                { { "my calf is swollen and red", "thanks", "can it wait til monday" }, "clot" },
                { { "my calf is swollen and red", "what tests would they do" }, "clot" },
                { { "my leg is white and numb", "he is 81", "is it the cold" }, "limb" },
                { { "my calf is swollen and red", "it started on the way home and still hurts" }, "clot" },
                { { "my calf is swollen and red", "my daughter is ringing the surgery now" }, "" },
                { { "my calf is swollen and red", "mum would kill me if i called an ambulance" }, "clot" },
                { { "my calf is swollen and red", "should i have called someone" }, "clot" },
                { { "my calf is swollen and red", "i called an ambulance" }, "" },
                { { "my calf hurts, is it a clot", "not swollen, same size as the other and not red",
                    "so just a calf cramp then? what causes those" }, "causes-overview" },
                { { "my calf hurts, is it a clot", "not swollen", "so just a calf cramp then?" }, "clot" },
                { { "hot take: calf cramps are worse than taxes", "what makes them so sore" }, "" },
                { { "numb between my legs since my back went", "is it sciatica" }, "cauda" },
                { { "my calf is swollen and red", "why do calves cramp at night" }, "night" },
                { { "my calf is swollen and red", "why do calves cramp at night", "and old people?" }, "elderly" },
                { { "what causes calf cramps", "the third one" }, "cause-calcium" },
                { { "what causes calf cramps", "the last one", "2" }, "cause-fatigue" },
                { { "why do my legs cramp at night", "is it the cold room" }, "cause-cold" },
                { { "my calf cramps when i sit", "my room is hot", "my face is red" }, "" },
                { { "my legs cramp at night", "i was sick of it", "my jaw dropped" }, "" },
                { { "should i stretch when my calf cramps", "hold it how many seconds" }, "treatment" },
                { { "does massage help leg cramps", "up towards the knee or down" }, "treatment" },
                { { "is potassium good for leg cramps", "with or without food" }, "other" },
                { { "why do older women get leg cramps", "but im only 29" }, "other" },
                { { "my toddler gets leg cramps", "shes 3" }, "children" },
                { { "water pill making my legs cramp?", "furosemide" }, "side-effects" },
                { { "is there a test for leg cramps", "do they prick the finger" }, "test-details" },
                { { "calf cramps only in the daytime never when i sleep, why" }, "causes-overview" },
                { { "calf cramps when baby sleeps on me and i dont dare move for 2 hours" }, "circulation" },
                { { "my son caught a cold, can that give him leg cramps" }, "infections-vaccines" },
                { { "what causes leg cramps and how do i stop them", "just the first bit then" }, "causes-overview" },
                { { "what causes leg cramps and how do i stop them", "and the second one" }, "treatment" },
                { { "lol just testing. why do calves cramp" }, "causes-overview" },
                { { "cut myself shaving, no big deal. why do i get cramps at night" }, "night" },
                { { "sorry phone. why do I get leg cramps" }, "causes-overview" },
                { { "sorry. the phone rang. why do muscles cramp" }, "causes-overview" },
                { { "why do calves cramp", "restless legs is that the same thing? can kids get growing pains in the calf" }, "children" },
                { { "can i go to work with this", "calf cramp i mean" }, "sport" },
                { { "does it hurt", "what are cramps" }, "what" }, /* asks by itself */
                { { "go on, which is it, resting or not resting", "for cramps" }, "cause-fatigue" },
                { { "i got a cramp", "had the same one last night. cause?" }, "causes-overview" },
                { { "is it always calcium", "does cheese help" }, "home-remedies" },
                { { "is it always calcium", "would calcium fix it" }, "supplements" },
                { { "my toddler gets leg cramps", "for grown ups the same?" }, "causes-overview" },
                { { "what tests are there for leg cramps", "and wot does it show" }, "test-details" },
                { { "why do calves cramp", "explain your fourth reason" }, "cause-posture" },
                { { "my gran swears its calcium", "so is she right or not" }, "calcium-myth" },
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct heard h = {0};
                char nick[16];

                snprintf(nick, sizeof nick, "talker%zu", i);
                for (size_t j = 0; j < 4 && cases[i].said[j]; j++) {
                        struct answer_message m = message_of(cases[i].said[j]);

                        m.nick = nick;
                        h = ask(shipped, &m);
                }
                if (*cases[i].id ? strcmp(h.id, cases[i].id) != 0 : h.kind == ANSWER_URGENT)
                        fail_msg("\"%s\" ... gets \"%s\", not \"%s\"", cases[i].said[0], h.id, cases[i].id);
        }
}

/* What a warned person says next, and what whoever has their nick gets told of it. */
static struct heard says(const char *nick, const char *channel, const char *from, const char *text)
{
        struct answer_message m = message_of(text);

        m.nick = nick;
        m.channel = channel;
        m.from = from;
        m.addressed = true;
        return ask(shipped, &m);
}

#define WARNING "one of my legs is swollen, hot and red"

static void test_another_nick_is_the_same_person(void **state)
{
        (void)state;
        assert_string_equal(says("anna", "#c", "a@b", WARNING).id, "clot");
        assert_string_equal(says("anna", NULL, "a@b", WARNING).id, "clot");
        answer_moved(shipped, "net", "ANNA", "anna_afk");
        assert_string_equal(says("anna_afk", "#c", "a@b", "is it just a cramp?").id, "clot");
        assert_string_equal(says("anna_afk", NULL, "a@b", "is it just a cramp?").id, "clot");
        assert_int_equal(says("anna", "#c", "a@b", "more").kind, ANSWER_UNKNOWN);
        answer_moved(shipped, "net", "anna_afk", "Anna_AFK");
        assert_string_equal(says("Anna_AFK", "#c", "a@b", "is it just a cramp?").id, "clot");
        answer_moved(shipped, "other", "anna_afk", NULL); /* that is another network's */
        assert_string_equal(says("anna_afk", "#c", "a@b", "is it just a cramp?").id, "clot");
        assert_string_equal(says("bert", "#c", "b@b", "what causes calf cramps").id, "causes-overview");
        answer_moved(shipped, "net", "anna_afk", "bert");
        assert_string_equal(says("bert", "#c", "a@b", "is it just a cramp?").id, "clot");
}

static void test_another_person_under_the_nick(void **state)
{
        static const char *const channels[] = {NULL, "#c"};

        (void)state;
        for (size_t i = 0; i < 2; i++) {
                const char *channel = channels[i];
                struct heard fresh = says("nobody", channel, "a@b", "why this answer");

                assert_string_equal(says("carla", channel, "a@b", WARNING).id, "clot");
                assert_string_not_equal(says("carla", channel, "a@b", "why this answer").all, fresh.all);
                answer_moved(shipped, "net", "carla", NULL);
                assert_string_equal(says("carla", channel, "a@b", "why this answer").all, fresh.all);
        }
        /* Nobody saw her leave. */
        assert_string_equal(says("carla", NULL, "a@b", WARNING).id, "clot");
        assert_string_equal(says("carla", NULL, "e@evil", "why this answer").all,
                            says("nobody", NULL, "e@evil", "why this answer").all);
        assert_string_equal(says("carla", NULL, "a@b", "is it just a cramp?").id, "clot");
}

/* Close passages are a choice; "also" names them, best first. */
static void test_unsure(void **state)
{
        const char *path = path_of("tea.cfg");
        const struct answer_options options = {.size = sizeof options, .files = &path, .file_count = 1,
                                               .in_private = 0.95};
        char why[256];
        struct answer *strict = answer_open(&options, why, sizeof why);
        struct answer_message m = stranger("milk in tea");
        struct heard h;

        (void)state;
        assert_non_null(strict);
        h = ask(strict, &m);
        assert_int_equal(h.kind, ANSWER_UNSURE);
        assert_string_equal(h.id, "");
        assert_string_equal(h.all, "Do you mean 1) Milk first, or 2) Warm milk?");
        assert_int_equal(h.also_count, 2);
        assert_string_equal(h.also[0], "milk-first");
        assert_string_equal(h.also[1], "milk-warm");
        m.channel = "#tea"; /* the other threshold */
        m.addressed = true;
        assert_int_equal(ask(strict, &m).kind, ANSWER_ANSWER);
        answer_close(strict);
}

/* Read as it stands and with the topic's name a question may be two choices: the words are those of
 * the one that its numbers pick from. Such questions are rare, and which ones they are changes with
 * the FAQ: hence several. */
static void test_words_of_a_choice(void **state)
{
        static const char *const texts[] = {
                "winter sit blood still calf test", "leg acid sit leg leg too?", "diagnosis then calf quilt walk acid?",
                "menopause quilt does then leg maybe?", "vein tired after why leg sit?", "bed calf vein cold in blood?",
        };
        const char *path = SHIPPED;
        const struct answer_options options = {.size = sizeof options, .files = &path, .file_count = 1,
                                               .in_private = 0.8};
        struct answer_entry first = {.size = sizeof first};
        char why[256], line[128];
        struct answer *strict = answer_open(&options, why, sizeof why);
        size_t choices = 0;

        (void)state;
        assert_non_null(strict);
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
                struct heard h = say(strict, "what is a leg cramp?");

                h = say(strict, texts[i]);
                if (h.kind != ANSWER_UNSURE || h.also_count < 2)
                        continue;
                choices++;
                assert_true(answer_entry(strict, h.also[0], &first));
                snprintf(line, sizeof line, "Do you mean 1) %.*s", (int)strcspn(first.title, "?"), first.title);
                if (strncmp(h.all, line, strlen(line)) != 0)
                        fail_msg("\"%s\" is to begin with \"%s\"", h.all, line);
                assert_string_equal(say(strict, "1").id, h.also[0]);
        }
        assert_true(choices >= 2);
        answer_close(strict);
}

struct spoken {
        const char *text, *channel;
        bool addressed, ambient;
        enum answer_kind kind;
};

/* Each by a stranger, of the tea. */
static void ask_all(const struct spoken *cases, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                struct answer_message m = stranger(cases[i].text);

                m.channel = cases[i].channel;
                m.addressed = cases[i].addressed;
                m.ambient = cases[i].ambient;
                struct heard h = ask(tea, &m);

                if (h.kind != cases[i].kind)
                        fail_msg("%zu \"%s\": %s", i, cases[i].text, answer_kind_name(h.kind));
        }
}

/* What may be the topic is offered, not given; and never without being asked. */
static void test_beside(void **state)
{
        static const struct spoken cases[] = {
                {"they grew this drink in which country", NULL, false, false, ANSWER_UNKNOWN},
                {"they grew this hot drink in which glove country", NULL, false, false, ANSWER_UNKNOWN},
                {"they grew this hot drink in which country", "#tea", false, true, ANSWER_NONE},
        };
        struct heard h = say(tea, "they grew this hot drink in which country");

        (void)state;
        assert_int_equal(h.kind, ANSWER_UNSURE);
        assert_string_equal(h.all, "If it is tea: Where tea comes from?");
        h = say(tea, "1");
        assert_int_equal(h.kind, ANSWER_ANSWER);
        assert_string_equal(h.id, "origin");
        ask_all(cases, sizeof cases / sizeof *cases);
}

/* Who speaks to the bot may leave the topic's name out; but not with a word that is strange to the
 * FAQ, and not in talk among others. */
static void test_implied(void **state)
{
        static const struct spoken cases[] = {
                {"steep them minutes", NULL, false, false, ANSWER_UNKNOWN},
                {"steep it minutes, the potato", NULL, false, false, ANSWER_UNKNOWN},
                {"steep it minutes", "#tea", false, true, ANSWER_NONE},
        };
        struct answer_message m = stranger("steep it minutes");
        struct heard h = ask(tea, &m);

        (void)state;
        assert_int_equal(h.kind, ANSWER_ANSWER);
        assert_string_equal(h.id, "Steep.time");
        ask_all(cases, sizeof cases / sizeof *cases);
}

/* The topic's name alone asks for nothing: where the book begins is offered. */
static void test_the_name_alone(void **state)
{
        static const struct decided cases[] = {
                {"calf cramps", ANSWER_UNSURE, "", "1) What a calf cramp is"},
                {"leg cramp?!", ANSWER_UNSURE, "", "1) What a calf cramp is"},
        };

        (void)state;
        decide_all(shipped, cases, sizeof cases / sizeof *cases, shipped->faq->head[0].disclaimer);
}

static void test_who_is_spoken_to(void **state)
{
        static const struct spoken cases[] = {
                {"how long does tea steep?", NULL, false, false, ANSWER_ANSWER},
                {"how long does tea steep?", "#tea", false, false, ANSWER_NONE},
                {"how long does tea steep?", "#tea", true, false, ANSWER_ANSWER},
                {"how long does tea steep?", "#tea", false, true, ANSWER_ANSWER},
                {"CrampBot: how long does tea steep?", "#tea", false, false, ANSWER_ANSWER},
                {"how long does tea steep, crampbot?", "#tea", false, false, ANSWER_ANSWER},
                {"\x02!Cramp\x02 how long does tea steep?", "#tea", false, false, ANSWER_ANSWER},
                {"!crampy how long does tea steep?", "#tea", false, false, ANSWER_NONE},
                {"somebody: how long does tea steep?", "#tea", false, false, ANSWER_NONE},
                {"help", "#tea", false, true, ANSWER_NONE},
                {"how long steep?", NULL, false, false, ANSWER_ANSWER},
                {"how long steep?", "#tea", false, true, ANSWER_NONE}, /* of tea? who knows */
                {"my hand is scalded by tea", "#tea", false, true, ANSWER_URGENT},
                {"what does tea cost?", "#tea", false, true, ANSWER_NONE},
                {"who won the football?", "#tea", false, true, ANSWER_NONE},
                {"crampbot", "#tea", false, false, ANSWER_UNKNOWN},
                {"crampbot who won the football", "#tea", false, false, ANSWER_NONE}, /* said of it, perhaps */
                {"crampbot is down again", "#tea", false, false, ANSWER_NONE},
                {"bob: who runs crampbot?", "#tea", false, false, ANSWER_NONE},
                {"who won the football, crampbot?", "#tea", false, false, ANSWER_UNKNOWN},
                {"@crampbot who won the football", "#tea", false, false, ANSWER_UNKNOWN},
                {"crampbot how long does tea steep", "#tea", false, false, ANSWER_ANSWER},
                {"how long does tea steep crampbot?", "#tea", false, false, ANSWER_ANSWER},
                {"crampbot help", "#tea", false, false, ANSWER_UNKNOWN},
                {"my hand is scalded by tea crampbot", "#tea", false, false, ANSWER_URGENT}, /* that cannot wait for a comma */
                {"please crampbot my hand is scalded", "#tea", false, false, ANSWER_URGENT},
                {"my hand is scalded by tea", "#tea", false, false, ANSWER_NONE},
                {"my hand is scalded by a crampbots", "#tea", false, false, ANSWER_NONE},
                {"they say crampbot knows how long tea steeps", "#tea", false, false, ANSWER_NONE},
                {"crampbot: never mind", "#tea", false, false, ANSWER_NONE},
                {"crampbot is down again", "#tea", true, false, ANSWER_UNKNOWN}, /* its host knows better */
                {"crampbot: ?", "#tea", false, false, ANSWER_UNKNOWN},
                {"crampbot: :)", "#tea", false, false, ANSWER_NONE}, /* a smile asks for nothing */
                {"crampbot: ...", "#tea", false, false, ANSWER_NONE},
                {":)", NULL, false, false, ANSWER_UNKNOWN}, /* somebody new looks in */
        };

        (void)state;
        ask_all(cases, sizeof cases / sizeof *cases);
}

/* Who uses the prefix speaks of the topic, whatever case and codes they type. */
static void test_prefix_names_topic(void **state)
{
        static const char *const texts[] = {"!cramp and black", "\x02!CRAMP\x02 and black", "  !cramp\u00a0and black"};
        struct answer_message bare = stranger("and black");

        (void)state;
        assert_int_equal(ask(tea, &bare).kind, ANSWER_UNKNOWN);
        for (size_t i = 0; i < 3; i++) {
                struct answer_message m = stranger(texts[i]);

                m.channel = "#tea";
                if (strcmp(ask(tea, &m).id, "black") != 0)
                        fail_msg("\"%s\"", texts[i]);
        }
}

/* The same confidence is enough at one threshold and too little at the next. */
static void test_thresholds(void **state)
{
        struct answer_message m = stranger("milk in tea");
        double confidence = ask(tea, &m).confidence;
        const char *path = path_of("tea.cfg");
        struct answer_options options = {.size = sizeof options, .files = &path, .file_count = 1};
        char why[256];

        (void)state;
        assert_true(confidence > 0.5 && confidence < 0.95);
        m.channel = "#tea";
        for (int i = 0; i < 6; i++) {
                double least = i % 2 ? 0.99 : 0.3;

                options.addressed = i / 2 == 0 ? least : 0.5;
                options.in_private = i / 2 == 1 ? least : 0.5;
                options.ambient = i / 2 == 2 ? least : 0.5;
                m.channel = i / 2 == 1 ? NULL : "#tea";
                m.addressed = i / 2 == 0;
                m.ambient = i / 2 == 2;
                struct answer *answer = answer_open(&options, why, sizeof why);

                assert_non_null(answer);
                assert_int_equal(ask(answer, &m).kind == ANSWER_ANSWER, i % 2 == 0);
                answer_close(answer);
        }
}

static void test_reload(void **state)
{
        struct answer *answer = open_faq(path_of("tea.cfg"));
        const char *broken = path_of("broken.cfg"), *missing = path_of("no such file.cfg");
        struct answer_options options = {.size = sizeof options, .file_count = 1};
        char why[256] = "";

        (void)state;
        write_file("broken.cfg", "article = {\n  id = \"tea\";\n  oops\n};\n");
        options.files = &broken;
        assert_int_equal(answer_reload(answer, &options, why, sizeof why), -1);
        if (!strstr(why, "broken.cfg:"))
                fail_msg("%s", why);
        options.files = &missing;
        assert_int_equal(answer_reload(answer, &options, why, sizeof why), -1);
        assert_non_null(strstr(why, "no such file.cfg"));
        assert_string_equal(say(answer, "where does tea come from?").id, "origin");
        answer_close(answer);
}

static const char reordered[] =
        "passages = (\n"
        "  { id = \"green\"; title = \"Green tea\"; answer = \"It is green.\"; asks = [ \"what is green tea\" ]; },\n"
        "  { id = \"black\"; title = \"Black tea\"; answer = \"Shorter.\"; more = \"And longer.\";\n"
        "    asks = [ \"what is black tea\" ]; },\n"
        "  { id = \"milk-warm\"; title = \"Warm milk\"; answer = \"Warm it.\"; asks = [ \"warm milk in tea\" ]; } );\n";

/* People go on where they were, by id: entries have moved, some are gone. */
static void test_adopt(void **state)
{
        const char *first = path_of("tea.cfg");
        struct answer_options options = {.size = sizeof options, .files = &first, .file_count = 1,
                                         .in_private = 0.95};
        char why[256];
        struct answer *answer = answer_open(&options, why, sizeof why);
        struct answer_message ann = message_of("what is black tea?"), bob = message_of("where does tea come from?"),
                              cid = message_of("milk in tea");

        (void)state;
        assert_non_null(answer);
        bob.nick = "bob";
        cid.nick = "cid";
        assert_string_equal(ask(answer, &ann).id, "black");
        assert_string_equal(ask(answer, &bob).id, "origin");
        assert_int_equal(ask(answer, &cid).kind, ANSWER_UNSURE);
        write_tea("moved.cfg", reordered);
        options.files = (const char *const[]){path_of("moved.cfg")};
        if (answer_reload(answer, &options, why, sizeof why) < 0)
                fail_msg("%s", why);
        ann = message_of("more");
        assert_string_equal(ask(answer, &ann).all, "And longer. " DISCLAIMER);
        bob.text = "more";
        bob.length = 4;
        assert_string_equal(ask(answer, &bob).all, "That is all.");
        cid.text = "1"; /* gone since */
        cid.length = 1;
        assert_string_equal(ask(answer, &cid).all, "Ask me about tea.");
        cid.text = "2";
        assert_string_equal(ask(answer, &cid).id, "milk-warm");
        answer_close(answer);
}

/* A warning's id may be a passage's in the new file: that is no warning to repeat. */
static void test_adopt_by_kind(void **state)
{
        const char *path = path_of("burnt.cfg");
        struct answer_options options = {.size = sizeof options, .files = &path, .file_count = 1};
        char why[256], text[16384];
        struct answer *answer;

        (void)state;
        snprintf(text, sizeof text, "%s%s%s", tea_head, tea_passages, tea_rest);
        memcpy(strstr(text, "\"scald\""), "\"green\"", strlen("\"green\""));
        write_file("burnt.cfg", text);
        answer = answer_open(&options, why, sizeof why);
        assert_non_null(answer);
        assert_string_equal(say(answer, "my hand is scalded").id, "green");
        assert_int_equal(say(answer, "is it bad").kind, ANSWER_URGENT);
        write_tea("moved.cfg", reordered);
        options.files = (const char *const[]){path_of("moved.cfg")};
        if (answer_reload(answer, &options, why, sizeof why) < 0)
                fail_msg("%s", why);
        assert_int_not_equal(say(answer, "is it bad").kind, ANSWER_URGENT);
        answer_close(answer);
}

/* Callers compiled when the structs were smaller: what they lack counts as 0. */
static void test_older_callers(void **state)
{
        const char *path = path_of("tea.cfg");
        struct answer_options options = {.file_count = 1, .files = &path, .in_private = 7,
                                         .report = (answer_report *)1, .index_only = true};
        struct answer_message m = message_of("how long does tea steep?");
        char why[256];
        struct answer *answer;

        (void)state;
        options.size = offsetof(struct answer_options, addressed);
        answer = answer_open(&options, why, sizeof why);
        assert_non_null(answer);
        assert_true(answer->in_private > 0 && answer->in_private < 1 && !answer->file[0].rank.index);
        m.line_count = 1u << 20;
        m.size = offsetof(struct answer_message, line_count);
        assert_int_equal(ask(answer, &m).count, 1);
        m.size = offsetof(struct answer_message, line_bytes); /* no budget: silence */
        assert_int_equal(ask(answer, &m).kind, ANSWER_NONE);
        m.size = 0;
        assert_int_equal(ask(answer, &m).kind, ANSWER_NONE);
        m = message_of("how long does tea steep?");
        m.size = sizeof m + 64; /* a newer caller */
        union { struct answer_message m; char room[sizeof m + 64]; } newer = {.m = m};
        assert_int_equal(ask(answer, &newer.m).kind, ANSWER_ANSWER);
        answer_close(answer);
}

static void test_careless_callers(void **state)
{
        struct answer_message m = message_of("how long does tea steep?");

        (void)state;
        assert_int_equal(answer_abi(), ANSWER_ABI);
        assert_int_equal(answer_ask(tea, &m, NULL, NULL), ANSWER_ANSWER);
        for (size_t bytes = 0; bytes < ANSWER_LINE_MIN; bytes++) {
                m.line_bytes = bytes;
                struct heard h = ask(tea, &m);

                assert_int_equal(h.kind, ANSWER_NONE);
                assert_string_equal(h.id, "");
        }
        m.line_bytes = ANSWER_LINE_MIN;
        assert_int_equal(ask(tea, &m).kind, ANSWER_ANSWER);
        m = (struct answer_message){.size = sizeof m, .line_bytes = 400};
        assert_string_equal(ask(tea, &m).all, "Ask me about tea.");
        m.length = 1000; /* but no text */
        assert_string_equal(ask(tea, &m).all, "Ask me about tea.");
        for (int k = ANSWER_NONE; k <= ANSWER_URGENT; k++)
                assert_true(*answer_kind_name((enum answer_kind)k));
        assert_string_equal(answer_kind_name((enum answer_kind)99), "none");
        assert_string_equal(answer_kind_name(ANSWER_URGENT), "urgent");
}

/* A warning that fits no line is broken and, at worst, shortened; never silence. */
static void test_urgent_is_never_silent(void **state)
{
        struct answer_message m = message_of("I can't breathe");

        (void)state;
        for (size_t bytes = ANSWER_LINE_MIN; bytes < 400; bytes++) {
                m.line_bytes = bytes;
                struct heard h = ask(tea, &m);

                assert_int_equal(h.kind, ANSWER_URGENT);
                assert_non_null(strstr(h.all, "Call for help at once"));
                for (size_t i = 0; i < h.count; i++)
                        assert_true(strlen(h.line[i]) <= bytes);
        }
}

static const char *const questions[] = {
        "why do my legs cramp at night?", "what causes it", "and in winter?", "more", "explain", "topics",
        "my calf is swollen and red", "who won the cup", "leg crmap wen cold", "cramp", "is it calcium, 70 year old mum",
};

static void run_all(struct answer *answer, char *out, size_t cap)
{
        size_t used = 0;

        for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
                struct heard h = say(answer, questions[i]);
                int n = snprintf(out + used, cap - used, "%d %s %a %s", (int)h.kind, h.id, h.confidence, h.all);

                assert_true(n > 0 && (size_t)n < cap - used);
                used += (size_t)n;
                for (size_t k = 0; k < h.also_count; k++)
                        used += (size_t)snprintf(out + used, cap - used, " %s", h.also[k]);
        }
}

static void test_same_bytes(void **state)
{
        static char first[65536], second[65536];
        struct answer *a, *b;
        char command[128], faq[128];

        (void)state;
        /* a copy, so that somebody who edits the FAQ meanwhile is not the difference */
        snprintf(command, sizeof command, "cp -r faq '%s/faq'", folder);
        assert_int_equal(system(command), 0);
        snprintf(faq, sizeof faq, "%s/" SHIPPED, folder);
        srand(1);
        a = open_faq(faq);
        srand(4711);
        assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
        b = open_faq(faq);
        run_all(b, second, sizeof second);
        assert_non_null(setlocale(LC_ALL, "C"));
        run_all(a, first, sizeof first);
        assert_string_equal(first, second);
        answer_close(a);
        answer_close(b);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_six_decisions), cmocka_unit_test(test_shipped),
                cmocka_unit_test(test_signs_in_jest), cmocka_unit_test(test_beyond_legs),
                cmocka_unit_test(test_in_two_messages), cmocka_unit_test(test_conversations),
                cmocka_unit_test(test_another_nick_is_the_same_person),
                cmocka_unit_test(test_another_person_under_the_nick),
                cmocka_unit_test(test_unsure), cmocka_unit_test(test_words_of_a_choice),
                cmocka_unit_test(test_beside), cmocka_unit_test(test_implied),
                cmocka_unit_test(test_the_name_alone), cmocka_unit_test(test_who_is_spoken_to),
                cmocka_unit_test(test_prefix_names_topic), cmocka_unit_test(test_thresholds),
                cmocka_unit_test(test_reload), cmocka_unit_test(test_adopt), cmocka_unit_test(test_adopt_by_kind),
                cmocka_unit_test(test_older_callers), cmocka_unit_test(test_careless_callers),
                cmocka_unit_test(test_urgent_is_never_silent), cmocka_unit_test(test_same_bytes),
        };

        return cmocka_run_group_tests(tests, open_both, close_both);
}
