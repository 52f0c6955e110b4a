/* test_outbox.c - who may speak, and when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/bot/outbox.h"

/* What was sent, joined by '|'. */
struct sent {
        char text[20000], tags[200], target[40]; /* the last one */
        size_t count, bytes, room;
        uint64_t done, unsaid;
        bool refuse;
};

static bool on_send(void *context, const char *tags, const char *command, const char *target,
                    const char *text)
{
        struct sent *sent = context;

        if (sent->refuse)
                return false;
        snprintf(sent->target, sizeof sent->target, "%s", target ? target : "");
        if (strlen(sent->text) + strlen(text) + 2 < sizeof sent->text) {
                strcat(sent->text, text);
                strcat(sent->text, "|");
        }
        snprintf(sent->tags + strlen(sent->tags), sizeof sent->tags - strlen(sent->tags), "%s|",
                 tags ? tags : "-");
        sent->count++;
        sent->bytes += command ? strlen(command) + strlen(target) + strlen(text) + 5
                               : strlen(text) + 2;
        return true;
}

static bool on_fits(void *context, const struct outbox_reply *reply, size_t length)
{
        const struct sent *sent = context;

        return sent->room == 0 || length <= sent->room;
}

static void on_done(void *context, uint64_t who)
{
        struct sent *sent = context;

        sent->done = sent->done * 10 + who;
}

static void on_unsaid(void *context, uint64_t said)
{
        struct sent *sent = context;

        sent->unsaid = sent->unsaid * 10 + said;
}

static struct outbox *make(struct sent *sent)
{
        struct outbox_events events = {
                .send = on_send, .fits = on_fits, .done = on_done, .unsaid = on_unsaid, .context = sent,
        };

        memset(sent, 0, sizeof *sent);
        return outbox_open(&events);
}

static bool put(struct outbox *outbox, const char *person, bool urgent, const char *text,
                size_t count)
{
        const char *lines[OUTBOX_LINES_MAX + 1];
        struct outbox_reply reply = {.person = person, .command = "PRIVMSG", .target = "#c",
                                     .urgent = urgent, .lines = lines, .count = count};

        for (size_t i = 0; i <= OUTBOX_LINES_MAX; i++)
                lines[i] = text;
        return outbox_put(outbox, &reply);
}

/* Pumps as a loop would, until nothing waits; returns when that was. */
static uint64_t drain(struct outbox *outbox, uint64_t now)
{
        uint64_t next;

        while ((next = outbox_pump(outbox, now)) > 0)
                now += next;
        return now;
}

static void test_burst(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);

        outbox_limit(outbox, 4, 2000, 2000);
        for (int i = 0; i < 5; i++)
                assert_true(put(outbox, "anna", false, "x", 1));
        for (int i = 0; i < 5; i++)
                assert_true(put(outbox, "bert", false, "x", 1));
        assert_int_equal(outbox_pump(outbox, 1000), 2000);
        assert_int_equal(sent.count, 4);
        assert_int_equal(outbox_pump(outbox, 2999), 1);
        assert_int_equal(sent.count, 4);
        assert_int_equal(outbox_pump(outbox, 3000), 2000);
        assert_int_equal(sent.count, 5);
        assert_int_equal(outbox_pump(outbox, 4000), 1000);
        assert_int_equal(sent.count, 5);
        assert_int_equal(drain(outbox, 5000), 13000);
        assert_int_equal(sent.count, 10);
        assert_int_equal(outbox_pump(outbox, 14000), 0);
        /* After a long rest the whole burst is there again, and no more. */
        for (int i = 0; i < 5; i++)
                put(outbox, "anna", false, "x", 1);
        outbox_pump(outbox, 1000000);
        assert_int_equal(sent.count, 14);
        outbox_close(outbox);
}

/* The most that bot.cfg lets somebody ask for is what goes out. */
static void test_the_largest_burst(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        char name[16];

        outbox_limit(outbox, OUTBOX_BURST_MAX, 2000, 100000);
        for (int i = 0; i < 101; i++) {
                snprintf(name, sizeof name, "p%d", i);
                assert_true(put(outbox, name, false, "x", 1));
        }
        outbox_pump(outbox, 1000);
        assert_int_equal(sent.count, 100);
        outbox_close(outbox);
}

static void test_bytes(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        char text[401];

        memset(text, 'x', 400);
        text[400] = '\0';
        outbox_limit(outbox, 4, 2000, 1000);
        for (int i = 0; i < 4; i++)
                put(outbox, "anna", false, text, 1);
        outbox_pump(outbox, 1);
        assert_int_equal(sent.count, 2); /* a third would make 1242 bytes */
        outbox_pump(outbox, 2001);
        assert_int_equal(sent.count, 3);
        /* A line above the limit goes, but alone. */
        outbox_reset(outbox);
        outbox_limit(outbox, 4, 2000, 100);
        put(outbox, "anna", false, text, 2);
        outbox_pump(outbox, 10000);
        assert_int_equal(sent.count, 4);
        outbox_pump(outbox, 12000);
        assert_int_equal(sent.count, 5);
        outbox_close(outbox);
}

static void test_turns(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);

        outbox_limit(outbox, 1, 100, 2000);
        put(outbox, "anna", false, "a1", 1);
        put(outbox, "anna", false, "a2", 1);
        put(outbox, "anna", false, "a3", 1);
        put(outbox, "bert", false, "b1", 1);
        put(outbox, "bert", false, "b2", 1);
        put(outbox, "carl", false, "c1", 1);
        drain(outbox, 1);
        assert_string_equal(sent.text, "a1|b1|c1|a2|b2|a3|");
        outbox_close(outbox);
}

/* Somebody who asks again and again does not push others back. */
static void test_no_starving(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        uint64_t now = 1;

        outbox_limit(outbox, 1, 100, 2000);
        for (int i = 0; i < 5; i++)
                put(outbox, "anna", false, "a", 1);
        outbox_pump(outbox, now);
        put(outbox, "bert", false, "b", 1);
        for (int i = 0; i < 3; i++) {
                put(outbox, "anna", false, "a", 1);
                outbox_pump(outbox, now += 100);
        }
        assert_string_equal(sent.text, "a|b|a|a|");
        outbox_close(outbox);
}

/* Who asks on as soon as they were answered comes behind what waits for others. */
static void test_asking_on(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        uint64_t now = 1;

        outbox_limit(outbox, 1, 100, 2000);
        put(outbox, "anna", false, "a", 1);
        outbox_pump(outbox, now);
        put(outbox, "bert", false, "b1", 1);
        put(outbox, "bert", false, "b2", 1);
        for (int i = 0; i < 3; i++) {
                put(outbox, "anna", false, "a", 1);
                outbox_pump(outbox, now += 100);
        }
        assert_string_equal(sent.text, "a|b1|b2|a|");
        outbox_close(outbox);
}

/* However long others have been talking: who comes new waits behind who came before. */
static void test_newcomers(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        uint64_t now;

        outbox_limit(outbox, 1, 100, 2000);
        for (int i = 0; i < 4; i++)
                put(outbox, "anna", false, "a", 1);
        put(outbox, "bert", false, "b", 1);
        now = drain(outbox, 1);
        sent.text[0] = '\0';
        put(outbox, "bert", false, "b", 1);
        put(outbox, "carl", false, "c", 1);
        drain(outbox, now);
        assert_string_equal(sent.text, "b|c|");
        outbox_close(outbox);
}

static void test_control_in_order(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        uint64_t now = 1;

        outbox_limit(outbox, 1, 100, 2000);
        outbox_control(outbox, "1");
        outbox_control(outbox, "2");
        outbox_pump(outbox, now);
        outbox_control(outbox, "3");
        assert_false(outbox_is_idle(outbox));
        now = drain(outbox, now);
        assert_string_equal(sent.text, "1|2|3|");
        assert_true(outbox_is_idle(outbox));
        /* What was to be said to a server that is gone is not said to the next. */
        outbox_control(outbox, "4");
        outbox_control(outbox, "5");
        outbox_reset(outbox);
        outbox_control(outbox, "6");
        drain(outbox, now + 1000);
        assert_string_equal(sent.text, "1|2|3|6|");
        outbox_close(outbox);
}

static void test_urgent(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);

        outbox_limit(outbox, 1, 100, 2000);
        put(outbox, "anna", false, "a", 3);
        outbox_pump(outbox, 1);
        outbox_control(outbox, "JOIN #c");
        put(outbox, "bert", true, "B", 2);
        put(outbox, "carl", true, "C", 2);
        put(outbox, "bert", true, "B2", 1);
        drain(outbox, 1);
        assert_string_equal(sent.text, "a|B|B|C|C|B2|JOIN #c|a|a|");
        outbox_close(outbox);
}

static void test_together(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);

        outbox_limit(outbox, 1, 100, 2000);
        put(outbox, "anna", false, "a", 1);
        put(outbox, "anna", false, "A", 3);
        put(outbox, "bert", false, "b", 2);
        outbox_pump(outbox, 1);
        outbox_pump(outbox, 101);
        put(outbox, "carl", false, "c", 1);
        drain(outbox, 101);
        assert_string_equal(sent.text, "a|b|b|c|A|A|A|");
        /* Nor does an urgent one cut another urgent one in two. */
        sent.text[0] = '\0';
        put(outbox, "bert", true, "B", 1);
        put(outbox, "bert", true, "BB", 2);
        outbox_pump(outbox, 5000);
        outbox_pump(outbox, 5100);
        put(outbox, "carl", true, "C", 1);
        drain(outbox, 5200);
        assert_string_equal(sent.text, "B|BB|BB|C|");
        outbox_close(outbox);
}

static void test_bounds(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        char person[16], big[400];
        int taken = 0;

        for (int i = 0; i < 100; i++)
                taken += put(outbox, "anna", false, "x", 1);
        assert_int_equal(taken, OUTBOX_PERSON_MAX);
        for (int i = 0; i < 200; i++) {
                snprintf(person, sizeof person, "p%d", i);
                taken += put(outbox, person, false, "x", 1);
        }
        assert_int_equal(taken, OUTBOX_REPLIES_MAX);
        assert_int_equal(outbox_count(outbox), OUTBOX_REPLIES_MAX);
        assert_false(put(outbox, "new", false, "x", 1));
        assert_true(put(outbox, "new", true, "x", 1)); /* urgent passes that */
        assert_false(put(outbox, "x", true, "x", OUTBOX_LINES_MAX + 1));
        assert_false(put(outbox, "x", true, "x", 0));
        outbox_reset(outbox);
        assert_int_equal(outbox_count(outbox), 0);
        memset(big, 'x', sizeof big - 1);
        big[sizeof big - 1] = '\0';
        taken = 0;
        for (int i = 0; i < OUTBOX_REPLIES_MAX; i++) {
                snprintf(person, sizeof person, "p%d", i);
                taken += put(outbox, person, false, big, 5);
        }
        assert_true(taken > 10 && taken * 5 * 400 < OUTBOX_BYTES_MAX);
        for (int i = 0; i < 200; i++)
                outbox_control(outbox, "WHOIS x");
        assert_false(outbox_control(outbox, "WHOIS x"));
        outbox_close(outbox);
}

static void test_fits(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);

        outbox_limit(outbox, 1, 100, 2000);
        put(outbox, "anna", false, "short", 1);
        put(outbox, "bert", false, "much longer", 2);
        put(outbox, "carl", false, "fine", 1);
        outbox_pump(outbox, 1);
        sent.room = 6; /* the prefix has grown */
        drain(outbox, 1);
        assert_string_equal(sent.text, "short|fine|");
        outbox_close(outbox);
}

/* What does not fit may be the last line: then the first is not said either. */
static void test_fits_to_the_end(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        const char *lines[] = {"fits", "does not fit"};
        struct outbox_reply reply = {.person = "anna", .command = "PRIVMSG", .target = "#c", .lines = lines, .count = 2};

        sent.room = 6;
        assert_true(outbox_put(outbox, &reply));
        drain(outbox, 1);
        assert_string_equal(sent.text, "");
        assert_int_equal(outbox_count(outbox), 0);
        outbox_close(outbox);
}

static void test_refused_is_kept(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);

        put(outbox, "anna", false, "x", 2);
        outbox_control(outbox, "c");
        sent.refuse = true;
        assert_true(outbox_pump(outbox, 1) > 0);
        sent.refuse = false;
        assert_int_equal(outbox_pump(outbox, 2), 0);
        assert_string_equal(sent.text, "c|x|x|");
        outbox_close(outbox);
}

static void test_account(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);

        outbox_limit(outbox, 4, 2000, 2000);
        for (int i = 0; i < 6; i++)
                outbox_account(outbox, 20, 1);
        put(outbox, "anna", false, "x", 1);
        assert_int_equal(outbox_pump(outbox, 1), 2000);
        outbox_pump(outbox, 4001);
        assert_int_equal(sent.count, 0);
        outbox_pump(outbox, 6001);
        assert_int_equal(sent.count, 1);
        outbox_close(outbox);
}

/* A word on why there is no reply goes soon, but most lines are replies. */
static void test_brief(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        const char *word = "w";
        struct outbox_reply brief = {.person = "zoe", .command = "PRIVMSG", .target = "#c",
                                     .brief = true, .lines = &word, .count = 1};
        char person[16];
        int taken = 0;

        outbox_limit(outbox, 1, 100, 2000);
        for (int i = 0; i < 200; i++) {
                snprintf(person, sizeof person, "p%d", i);
                put(outbox, person, false, "r", i ? 1 : 2);
        }
        for (int i = 0; i < 20; i++) {
                snprintf(person, sizeof person, "q%d", i);
                brief.person = person;
                taken += outbox_put(outbox, &brief);
                assert_false(outbox_put(outbox, &brief)); /* one a person */
        }
        assert_int_equal(taken, OUTBOX_BRIEF_MAX);
        for (int i = 0; i < 12; i++)
                outbox_pump(outbox, 1 + 100 * (uint64_t)i);
        assert_string_equal(sent.text, "w|r|r|r|w|r|r|r|w|r|r|r|");
        drain(outbox, 2000);
        assert_int_equal(sent.count, OUTBOX_REPLIES_MAX + 1 + OUTBOX_BRIEF_MAX);
        outbox_close(outbox);
}

/* What an admin is told waits behind answers, but not for ever, and is bounded. */
static void test_low(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        const char *word = "low";
        struct outbox_reply low = {.person = "boss", .command = "PRIVMSG", .target = "boss", .low = true, .lines = &word,
                                   .count = 1};
        size_t taken = 0;

        outbox_limit(outbox, 1, 1000, 2000);
        for (int i = 0; i < 2; i++)
                assert_true(outbox_put(outbox, &low));
        for (int i = 0; i < 4; i++)
                assert_true(put(outbox, "anna", false, "x", 1));
        drain(outbox, 1000);
        assert_string_equal(sent.text, "low|x|x|x|low|x|"); /* the first is the one that never waits */
        sent.text[0] = '\0';
        for (int i = 0; i < 1000; i++)
                taken += outbox_put(outbox, &low);
        assert_int_equal(taken, OUTBOX_LOW_MAX);
        assert_true(put(outbox, "anna", true, "urgent", 1)); /* and takes nobody's room */
        assert_true(put(outbox, "anna", false, "plain", 1));
        outbox_forget(outbox, "somebody", NULL);
        assert_int_equal(outbox_count(outbox), OUTBOX_LOW_MAX + 2);
        outbox_forget(outbox, "boss", NULL);
        drain(outbox, 100000);
        assert_string_equal(sent.text, "urgent|plain|");
        outbox_close(outbox);
}

/* What goes between others' lines has one line. */
static void test_brief_has_one_line(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        const char *lines[] = {"one", "two"};
        struct outbox_reply reply = {.person = "anna", .command = "PRIVMSG", .target = "#c",
                                     .brief = true, .lines = lines, .count = 2};

        assert_false(outbox_put(outbox, &reply));
        reply.brief = false;
        reply.low = true;
        assert_false(outbox_put(outbox, &reply));
        reply.count = 1;
        assert_true(outbox_put(outbox, &reply));
        outbox_close(outbox);
}

/* From half full on there is a place for each person, and no second one. */
static void test_crowded(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        char person[16];

        for (int i = 0; i < OUTBOX_CROWDED; i++) {
                snprintf(person, sizeof person, "p%d", i);
                assert_true(put(outbox, person, false, "x", 1));
        }
        assert_false(put(outbox, "p0", false, "x", 1));
        assert_true(put(outbox, "new", false, "x", 1));
        for (int i = 0; i < OUTBOX_CROWDED; i++) { /* but who is in need may say so twice */
                snprintf(person, sizeof person, "p%d", i);
                assert_true(put(outbox, person, true, "x", 1));
        }
        assert_true(put(outbox, "p0", true, "x", 1));
        outbox_close(outbox);
}

/* "See above" is not said before what it points to. */
static void test_behind(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        const char *text = "answer", *word = "see above";
        struct outbox_reply first = {.person = "anna", .command = "PRIVMSG", .target = "#c",
                                     .said = 5, .lines = &text, .count = 1, .who = 1};
        struct outbox_reply second = {.person = "bert", .command = "PRIVMSG", .target = "#c",
                                      .behind = 5, .lines = &word, .count = 1, .who = 2};

        outbox_limit(outbox, 1, 100, 2000);
        put(outbox, "anna", false, "1", 1);
        put(outbox, "anna", false, "2", 1);
        assert_true(outbox_put(outbox, &first));
        assert_true(outbox_put(outbox, &second));
        second.behind = 6; /* nothing is waited for */
        second.person = "carl";
        second.who = 3;
        assert_true(outbox_put(outbox, &second));
        drain(outbox, 1);
        assert_string_equal(sent.text, "1|see above|2|answer|see above|");
        assert_int_equal(sent.done, 312);
        outbox_close(outbox);
}

/* Five replies wait: in #c a plain and an urgent one, in #d a plain one, and two in private. */
static struct outbox *make_waiting(struct sent *sent)
{
        struct outbox *outbox = make(sent);
        const char *text[] = {"c", "urgent", "d", "private", "warning"};

        outbox_limit(outbox, 1, 100, 2000);
        put(outbox, "zoe", true, "first", 1);
        outbox_pump(outbox, 1);
        for (unsigned i = 0; i < 5; i++) {
                struct outbox_reply reply = {.person = "anna", .command = "PRIVMSG", .lines = &text[i], .count = 1,
                                             .target = i < 2 ? "#C" : i == 2 ? "#D" : "Anna", .said = i + 1,
                                             .place = i < 2 ? "#c" : i == 2 ? "#d" : NULL, .urgent = i == 1 || i == 4};

                assert_true(outbox_put(outbox, &reply));
        }
        sent->text[0] = '\0';
        return outbox;
}

static void test_who_has_gone(void **state)
{
        static const struct {
                const char *person, *place, *text;
                uint64_t unsaid;
        } cases[] = {
                {"bert", NULL, "urgent|warning|c|d|private|", 0},
                {"anna", "#c", "urgent|warning|d|private|", 1},
                {"anna", "#e", "urgent|warning|c|d|private|", 0},
                {"anna", NULL, "urgent|", 1345},
        };
        struct sent sent;

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct outbox *outbox = make_waiting(&sent);

                outbox_forget(outbox, cases[i].person, cases[i].place);
                drain(outbox, 1000);
                assert_string_equal(sent.text, cases[i].text);
                assert_int_equal(sent.unsaid, cases[i].unsaid);
                outbox_close(outbox);
        }
}

/* What others are pointed to is said to them, too. */
static void test_who_has_gone_from_above(void **state)
{
        struct sent sent;
        struct outbox *outbox = make_waiting(&sent);
        const char *word = "see above";
        struct outbox_reply reply = {.person = "bert", .command = "PRIVMSG", .target = "#c", .place = "#c",
                                     .behind = 1, .lines = &word, .count = 1};

        assert_true(outbox_put(outbox, &reply));
        outbox_forget(outbox, "anna", NULL);
        drain(outbox, 1000);
        assert_string_equal(sent.text, "urgent|c|see above|");
        outbox_close(outbox);
}

static void test_another_nick(void **state)
{
        struct sent sent;
        struct outbox *outbox = make_waiting(&sent);
        const char *word = "low", *twice[] = {"1", "2"};
        struct outbox_reply low = {.person = "anna", .command = "PRIVMSG", .target = "Anna", .low = true,
                                   .lines = &word, .count = 1};

        assert_true(outbox_put(outbox, &low));
        outbox_rename(outbox, "anna", "nora", "Nora", "Nora!u@h");
        outbox_forget(outbox, "anna", NULL); /* who has that nick now has nothing to do with it */
        outbox_forget(outbox, "nora", "#d");
        drain(outbox, 1000);
        assert_string_equal(sent.text, "urgent|warning|c|private|");
        assert_string_equal(sent.target, "Nora");
        assert_int_equal(sent.unsaid, 3);
        /* One that has begun goes on. */
        low = (struct outbox_reply){.person = "anna", .command = "PRIVMSG", .target = "Anna", .lines = twice, .count = 2};
        assert_true(outbox_put(outbox, &low));
        outbox_pump(outbox, 5000);
        outbox_rename(outbox, "anna", "nora", "Nora", "Nora!u@h");
        drain(outbox, 5100);
        assert_string_equal(sent.text, "urgent|warning|c|private|1|2|");
        outbox_close(outbox);
}

static void test_tags(void **state)
{
        struct sent sent;
        struct outbox *outbox = make(&sent);
        const char *lines[] = {"a", "b"};
        struct outbox_reply reply = {.person = "anna", .command = "PRIVMSG", .target = "#c",
                                     .tags = "+draft/reply=x", .lines = lines, .count = 2};

        outbox_put(outbox, &reply);
        outbox_control(outbox, "c");
        drain(outbox, 1);
        assert_string_equal(sent.text, "c|a|b|");
        assert_string_equal(sent.tags, "-|+draft/reply=x|-|");
        outbox_close(outbox);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_burst), cmocka_unit_test(test_the_largest_burst), cmocka_unit_test(test_bytes),
                cmocka_unit_test(test_turns), cmocka_unit_test(test_no_starving),
                cmocka_unit_test(test_asking_on), cmocka_unit_test(test_newcomers), cmocka_unit_test(test_control_in_order),
                cmocka_unit_test(test_urgent), cmocka_unit_test(test_together),
                cmocka_unit_test(test_bounds), cmocka_unit_test(test_fits),
                cmocka_unit_test(test_fits_to_the_end),
                cmocka_unit_test(test_refused_is_kept), cmocka_unit_test(test_account),
                cmocka_unit_test(test_brief), cmocka_unit_test(test_low), cmocka_unit_test(test_brief_has_one_line), cmocka_unit_test(test_crowded),
                cmocka_unit_test(test_behind), cmocka_unit_test(test_tags),
                cmocka_unit_test(test_who_has_gone), cmocka_unit_test(test_who_has_gone_from_above),
                cmocka_unit_test(test_another_nick),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
