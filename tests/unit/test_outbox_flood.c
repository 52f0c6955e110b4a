/* test_outbox_flood.c - 10,000 questions of 100 people, on a clock of our own: what servers that
 * read as real ones do make of it, and who gets an answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/bot/outbox.h"

#define PEOPLE 100
#define QUESTIONS 10000
#define TEXT_BYTES 400

/* How a server reads: `burst` lines at once, then one every `interval` ms; who
 * has more than so many lines or bytes unread is killed. By shared measurements
 * of InspIRCd 3.15 and ngircd 26.1 as they come, Solanum's and OFTC's settings. */
struct server {
        const char *name;
        unsigned burst, interval;
        size_t most_lines, most_bytes;
        unsigned our_burst, our_interval, our_bytes; /* config_manner.c's presets */
        size_t bytes[64], unread, unread_bytes;      /* not read yet, oldest first */
        double credit;
        uint64_t at;
        bool killed;
        int waiting[PEOPLE], answered[PEOPLE], sent, last[PEOPLE], longest;
};

static void server_reads(struct server *s, uint64_t now)
{
        s->credit += (double)(now - s->at) / s->interval;
        s->at = now;
        if (s->credit > s->burst)
                s->credit = s->burst;
        while (s->unread > 0 && s->credit >= 1) {
                s->unread_bytes -= s->bytes[0];
                memmove(s->bytes, s->bytes + 1, --s->unread * sizeof s->bytes[0]);
                s->credit--;
        }
}

static uint64_t clock_now;

static bool flood_send(void *context, const char *tags, const char *command, const char *target,
                       const char *text)
{
        struct server *s = context;
        int person = atoi(text);

        server_reads(s, clock_now);
        s->bytes[s->unread++] = strlen(text) + 20;
        s->unread_bytes += strlen(text) + 20;
        server_reads(s, clock_now);
        s->killed = s->killed || s->unread > s->most_lines || s->unread_bytes > s->most_bytes;
        s->sent++;
        s->waiting[person]--;
        s->answered[person]++;
        if (s->sent - s->last[person] > s->longest)
                s->longest = s->sent - s->last[person];
        s->last[person] = s->sent;
        return true;
}

static bool flood_fits(void *context, const struct outbox_reply *reply, size_t length)
{
        return true;
}

static bool flood_ask(struct outbox *outbox, struct server *s, int person)
{
        char name[16], text[TEXT_BYTES + 1];
        const char *line = text;
        struct outbox_reply reply = {.person = name, .command = "PRIVMSG", .target = "#c",
                                     .lines = &line, .count = 1};

        snprintf(name, sizeof name, "p%d", person);
        memset(text, 'x', TEXT_BYTES);
        text[snprintf(text, sizeof text, "%d", person)] = ' ';
        text[TEXT_BYTES] = '\0';
        if (!outbox_put(outbox, &reply))
                return false;
        s->waiting[person]++;
        return true;
}

static const struct server flood_servers[] = {
        {"InspIRCd, oftc", 10, 1000, 64, 8192, 4, 1000, 2000, .credit = 10},
        {"InspIRCd, default", 10, 1000, 64, 8192, 4, 2000, 2000, .credit = 10},
        {"ngircd", 3, 400, 64, 8192, 4, 1000, 2000, .credit = 3},
        {"Libera", 5, 2000, 20, 8192, 4, 2000, 2000, .credit = 5},
        {"OFTC", 5, 1000, 64, 2560, 4, 1000, 2000, .credit = 5},
        /* A server that reads no faster than we ever write, and no burst at all. */
        {"slow", 1, 2000, 64, 2048, 4, 2000, 2000, .credit = 1},
        /* One that lets the bot talk freely but is behind, with 5,120 bytes unread: as speak.c has it. */
        {"UnrealIRCd, trusted", 64, 50, 64, 8000 - 5120, 30, 50, 2800, .credit = 0},
};

/* Everybody asks on as soon as they are answered: nothing is lost, everybody
 * waits for one turn of all others, and no server has a reason to kill. */
static void test_flood(void **state)
{
        for (size_t k = 0; k < sizeof flood_servers / sizeof flood_servers[0]; k++) {
                struct server s = flood_servers[k];
                struct outbox_events events = {.send = flood_send, .fits = flood_fits, .context = &s};
                struct outbox *outbox;
                int asked = 0;

                outbox = outbox_open(&events);
                outbox_limit(outbox, s.our_burst, s.our_interval, s.our_bytes);
                for (clock_now = 1; s.sent < QUESTIONS && !s.killed; clock_now += s.our_interval / 2) {
                        for (int i = 0; i < PEOPLE; i++)
                                if (s.waiting[i] == 0 && asked < QUESTIONS) {
                                        assert_true(flood_ask(outbox, &s, i));
                                        asked++;
                                }
                        outbox_pump(outbox, clock_now);
                }
                if (s.killed)
                        fail_msg("%s kills after %d lines", s.name, s.sent);
                assert_int_equal(s.sent, QUESTIONS);
                for (int i = 0; i < PEOPLE; i++)
                        assert_int_equal(s.answered[i], QUESTIONS / PEOPLE);
                assert_true(s.longest <= 2 * PEOPLE);
                outbox_close(outbox);
        }
}

/* Far more than can be said, a tenth of them by one person: what is refused is
 * refused at once, and what is said is shared evenly. */
static void test_overload(void **state)
{
        struct server s = flood_servers[0];
        struct outbox_events events = {.send = flood_send, .fits = flood_fits, .context = &s};
        struct outbox *outbox = outbox_open(&events);
        int refused = 0, taken = 0, least = QUESTIONS, most = 0;
        uint64_t dice = 42;

        outbox_limit(outbox, s.our_burst, s.our_interval, s.our_bytes);
        for (clock_now = 1; clock_now < 2000000; clock_now += 500) {
                for (int i = 0; i < 22; i++) {
                        int person;

                        dice = dice * 6364136223846793005u + 1442695040888963407u;
                        person = (dice >> 33) % 10 == 0 ? 0 : (int)((dice >> 40) % PEOPLE);
                        if (flood_ask(outbox, &s, person))
                                taken++;
                        else
                                refused++;
                }
                outbox_pump(outbox, clock_now);
        }
        while (outbox_count(outbox) > 0 && clock_now < 4000000)
                outbox_pump(outbox, clock_now += 500);
        assert_false(s.killed);
        assert_true(refused > 50000);
        assert_int_equal(s.sent, taken);
        for (int i = 0; i < PEOPLE; i++) {
                least = s.answered[i] < least ? s.answered[i] : least;
                most = s.answered[i] > most ? s.answered[i] : most;
        }
        if (most > least + 2)
                fail_msg("one got %d answers and another %d", most, least);
        outbox_close(outbox);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_flood), cmocka_unit_test(test_overload)};

        return cmocka_run_group_tests(tests, NULL, NULL);
}
