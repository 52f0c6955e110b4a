/* test_hostile.c - what other people and a hostile server can do to a network.
 * After every one of these the bot must still hear and answer. */
#include "mutated.h"

#include <sys/resource.h>

/* Lines that libircclient alone does not survive, or that mean nothing; none
 * of them is answered. A case carries its reason. */
static void test_hostile_lines(void **state)
{
        static const struct {
                const char *text, *reason;
        } cases[] = {
                {"NICK x\r\n", "NICK without a prefix: libircclient crashes"},
                {"NICK\r\n", "and without anything"},
                {":irc.test 000 crampbot :x\r\n", "numeric 000: it crashes"},
                {"000\r\n", "numeric 000 alone"},
                {"\r\n", "an empty line: it goes deaf"},
                {"\n\n\r\r\n", "more of them"},
                {"@a=b;c=d :s NOTICE crampbot :x\r\n", "tags are taken for the command"},
                {"@ :s NOTICE crampbot :x\r\n", "empty tags"},
                {"@a\r\n", "nothing but tags"},
                {":s PRIVMSG\r\n", "no parameters: those of the line before are used"},
                {":s JOIN\r\n:s PART\r\n:s KICK\r\n:s TOPIC\r\n:s INVITE\r\n:s QUIT\r\n", "others"},
                {"MODE crampbot\r\n", "a NULL parameter with count 1"},
                {"NOTICE crampbot\r\n", "the same"},
                {"PRIVMSG crampbot :no prefix\r\n", "the origin is NULL"},
                {"PRIVMSG #cramps :no prefix\r\n", "the same in a channel"},
                {":s 005 a b c d e f g h i j k l m n o p q :are\r\n", "more than ten parameters"},
                {":s PRIVMSG #cramps :from a server\r\n", "no '!' in the prefix"},
                {":a.b!c@d PRIVMSG #cramps :dotted\r\n", "a server's name for a nick"},
                {":#cramps!c@d PRIVMSG crampbot :hm\r\n", "a nick that is a channel"},
                {":a,b!c@d PRIVMSG crampbot :hm\r\n", "a nick that is two targets"},
                {":,self,!c@d PRIVMSG crampbot :hm\r\n", "libircclient's own name"},
                {":a!c@d PRIVMSG ,self, :hm\r\n", "the same as a target"},
                {":,self,!c@d NICK ,self,x\r\n", "and changing it"},
                {":anna!a@b PRIVMSG crampbot :\x01\r\n", "the single byte 1"},
                {":anna!a@b PRIVMSG crampbot :\x01\x01\r\n", "an empty CTCP"},
                {":anna!a@b PRIVMSG #cramps :\x01" "ACTION waves\x01\r\n", "/me in a channel"},
                {":anna!a@b PRIVMSG crampbot :\x01" "DCC CHAT chat 2130706433 5000\x01\r\n", "DCC"},
                {":anna!a@b PRIVMSG crampbot :\x01" "DCC SEND a 1 2 3\x01\r\n", "DCC"},
                {":anna!a@b PRIVMSG crampbot :\x01" "FINGER\x01\r\n", "a buffer of 256 bytes"},
                {":anna!a@b PRIVMSG crampbot :\x01USERINFO\x01\r\n", "another that is not answered"},
                {":anna!a@b PRIVMSG #cramps :\x01VERSION\x01\r\n", "a CTCP to a channel"},
                {":anna!a@b NOTICE crampbot :hello\r\n", "a NOTICE is never answered"},
                {":anna!a@b NOTICE #cramps :crampbot: hello\r\n", "nor in a channel"},
                {":anna!a@b NOTICE crampbot :\x01PING 1\x01\r\n", "a CTCP reply"},
                {":" ME " PRIVMSG #cramps :my own\r\n", "an echo"},
                {":CRAMPBOT!x@y PRIVMSG crampbot :my own\r\n", "an echo, in private"},
                {"@bot :anna!a@b PRIVMSG crampbot :hm\r\n", "another bot"},
                {"@draft/bot=1 :anna!a@b PRIVMSG #cramps :hm\r\n", "another bot"},
                {":anna!a@b PRIVMSG crampbotty :hm\r\n", "not our nick, though it begins so"},
                {":anna!a@b PRIVMSG #other :hm\r\n", "not our channel"},
                {":anna!a@b PRIVMSG $$*.test :hm\r\n", "to everybody"},
                {":anna!a@b PRIVMSG #cramps :\r\n", "nothing said"},
                {":s KILL crampbot :x\r\nAUTHENTICATE +\r\nCAP * NEW :sasl\r\nCAP\r\n", "others"},
                {"ERRORS :x\r\nPINGS :x\r\nPIN :x\r\nFOO\r\nfoo bar\r\n", "unknown ones"},
                {":s 433\r\n:s 303\r\n:s 471\r\n:s 001\r\n:s 311\r\n:s 396\r\n:s 5\r\n", "numerics"},
                {":s 471 crampbot #cramps\r\n:s 303 crampbot\r\n", "short numerics"},
                {":\r\n: \r\n:x\r\n:x \r\n", "prefixes only"},
                {":" ME " NICK\r\n:" ME " NICK :\r\n:" ME " NICK :a b\r\n", "nonsense for a nick"},
                {":anna!a@b KICK #cramps\r\n:anna!a@b KICK\r\n", "nobody kicked"},
                {":anna!a@b INVITE crampbot #elsewhere\r\n", "nobody makes it join"},
        };
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                int before = f.messages;

                scripted_say(&f.server, cases[i].text);
                fixture_quiet(&f, "PRIVMSG");
                if (f.messages != before || f.server.accepted != 1)
                        fail_msg("%s: %d messages, %d connections", cases[i].reason,
                                 f.messages - before, f.server.accepted);
                fixture_alive(&f);
        }
        assert_null(strstr(f.server.log, "JOIN #elsewhere"));
        assert_null(strstr(f.server.log, "NOTICE"));
        fixture_end(&f);
}

/* The first thing a server says may be an empty line. */
static void test_hostile_beginning(void **state)
{
        static const char *const cases[] = {
                "\r\n", ":s 000 x\r\n", "NICK x\r\n", "\n", "MODE\r\n", "@a=b\r\n",
                ":crampbot!a@b NICK x\r\n", ":anna!a@b PRIVMSG crampbot :too early\r\n",
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct fixture f;

                fixture_begin(&f);
                fixture_start(&f);
                fixture_until(&f, &f.server.accepted, 1);
                scripted_say(&f.server, cases[i]);
                fixture_online(&f);
                fixture_alive(&f);
                assert_int_equal(f.messages, 2);
                fixture_end(&f);
        }
}

/* A nick that begins with ours changes: libircclient takes that for its own. */
static void test_prefix_nick(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        scripted_say(&f.server, ":crampbotty!x@y JOIN #cramps\r\n:crampbotty!x@y NICK zork\r\n"
                                ":crampbot2!x@y NICK cramp\r\n:crampbo!x@y NICK crampb\r\n");
        fixture_alive(&f);
        scripted_say(&f.server, ":zork!a@b PRIVMSG zork :x\r\n");
        fixture_quiet(&f, "PRIVMSG");
        fixture_end(&f);
}

/* CTCP VERSION and PING are answered by NOTICE, but not twice in ten seconds. */
static void test_ctcp(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :\x01VERSION\x01\r\n");
        assert_non_null(strstr(fixture_expect(&f, "NOTICE"), "NOTICE anna :\x01VERSION crampbot "));
        for (int i = 0; i < 5; i++)
                scripted_say(&f.server, ":bert!a@b PRIVMSG crampbot :\x01VERSION\x01\r\n");
        fixture_quiet(&f, "NOTICE");
        f.network->ctcp_at -= 10000;
        scripted_say(&f.server, ":bert!a@b PRIVMSG crampbot :\x01PING 12345 67\x01\r\n");
        assert_string_equal(fixture_expect(&f, "NOTICE"), "NOTICE bert :\x01PING 12345 67\x01");
        assert_int_equal(f.messages, 0);
        fixture_alive(&f);
        fixture_end(&f);
}

static void test_history(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        scripted_say(&f.server, "@time=2020-05-01T12:30:00.000Z :s NOTICE crampbot :now\r\n"
                                "@time=2020-05-01T12:00:00.000Z :anna!a@b PRIVMSG #cramps :old\r\n"
                                "@time=2020-05-01T12:28:00.000Z :anna!a@b PRIVMSG crampbot :old\r\n");
        fixture_quiet(&f, "PRIVMSG");
        assert_int_equal(f.messages, 0);
        /* Its clock is years off, which does no harm. */
        scripted_say(&f.server, "@time=2020-05-01T12:29:59.000Z :anna!a@b PRIVMSG crampbot :new\r\n");
        fixture_expect(&f, "PRIVMSG anna :heard 3");
        fixture_alive(&f);
        fixture_end(&f);
}

/* A server's clock that is put back, or named a year once that is far off, makes nobody deaf for long. */
static void test_clock_put_back(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        scripted_say(&f.server, "@time=9999-05-01T12:30:00.000Z :s NOTICE crampbot :now\r\n"
                                "@time=2026-05-01T12:00:00.000Z :anna!a@b PRIVMSG crampbot :old\r\n");
        fixture_quiet(&f, "PRIVMSG");
        f.network->clock.doubted_at -= 61000; /* a minute later */
        scripted_say(&f.server, "@time=2026-05-01T12:01:00.000Z :anna!a@b PRIVMSG crampbot :new\r\n"
                                "@time=2026-05-01T11:59:00.000Z :anna!a@b PRIVMSG crampbot :replayed\r\n");
        fixture_expect(&f, "PRIVMSG anna :heard 3");
        fixture_quiet(&f, "PRIVMSG");
        fixture_end(&f);
}

/* A source of the network that is ahead makes nobody else old, and replays a minute apart make nothing new. */
static void test_clock_ahead(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        scripted_say(&f.server, "@time=2026-05-01T11:00:00.000Z :s NOTICE crampbot :a replay, perhaps\r\n"
                                "@time=2026-05-01T12:00:00.000Z :s 318 crampbot crampbot :End\r\n"
                                "@time=2026-05-01T12:01:10.000Z :fast!a@b PRIVMSG crampbot :why\r\n");
        fixture_expect(&f, "PRIVMSG fast :heard 3");
        scripted_say(&f.server, "@time=2026-05-01T12:00:00.000Z :anna!a@b PRIVMSG crampbot :why\r\n");
        fixture_expect(&f, "PRIVMSG anna :heard 3");
        scripted_say(&f.server, "@time=2026-05-01T10:00:00.000Z :bert!a@b PRIVMSG crampbot :why\r\n");
        fixture_quiet(&f, "PRIVMSG");
        f.network->clock.doubted_at -= 61000;
        scripted_say(&f.server, "@time=2026-05-01T10:05:00.000Z :bert!a@b PRIVMSG crampbot :why\r\n");
        fixture_quiet(&f, "PRIVMSG");
        fixture_end(&f);
}

/* Long lines are cut, endless ones skipped; neither makes it deaf or grow. */
static void test_long_lines(void **state)
{
        static char flood[1 << 20], text[9000];
        struct rusage before, after;
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        for (size_t length = 900; length < 8000; length += 97) {
                snprintf(text, sizeof text, ":anna!a@b PRIVMSG #cramps :%0*d\r\n", (int)length, 1);
                scripted_say(&f.server, text);
                fixture_expect(&f, "PRIVMSG #cramps :anna: heard 9");
                assert_in_range(strlen(f.text), 900, 1000);
        }
        memset(flood, 'x', sizeof flood);
        getrusage(RUSAGE_SELF, &before);
        for (int i = 0; i < 32; i++) {
                scripted_send(&f.server, flood, sizeof flood);
                scripted_run(&f.loop, 2);
        }
        scripted_say(&f.server, "\r\n");
        fixture_alive(&f);
        getrusage(RUSAGE_SELF, &after);
        assert_true(after.ru_maxrss - before.ru_maxrss < 64 * 1024);
        fixture_end(&f);
}

/* Names as long as a line leave no room to answer, and do no harm. */
static void test_long_names(void **state)
{
        static char text[8000];
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        for (int length = 1; length < 1200; length += 37) {
                snprintf(text, sizeof text, ":n%0*d!u@h PRIVMSG crampbot :x\r\n"
                         ":n!%0*d@h PRIVMSG #cramps :x\r\n:%0*d NOTICE crampbot :x\r\n"
                         ":op!o@p KICK #%0*d x :y\r\n", length, 1, length, 1, length, 1, length, 1);
                scripted_say(&f.server, text);
        }
        scripted_run(&f.loop, 50);
        fixture_quiet(&f, "QUIT");
        fixture_alive(&f);
        snprintf(text, sizeof text, ":crampbot!u@%0700d JOIN #cramps\r\n", 1);
        scripted_say(&f.server, text);
        scripted_say(&f.server, ":anna!a@b PRIVMSG #cramps :no room for an answer\r\n");
        fixture_quiet(&f, "PRIVMSG");
        scripted_say(&f.server, ":" ME " JOIN #cramps\r\n");
        fixture_alive(&f);
        fixture_end(&f);
}

/* Ten thousand questions: bounded, and afterwards all is as before. */
static void test_flood(void **state)
{
        char text[100];
        struct fixture f;

        fixture_begin(&f);
        f.config.flood = (struct config_flood){4, 50, 2000}; /* a busy machine, too, finds the queue full still */
        fixture_start(&f);
        fixture_online(&f);
        for (int i = 0; i < 10000; i++) {
                snprintf(text, sizeof text, ":p%d!a@b PRIVMSG #cramps :why?\r\n", i % 100);
                scripted_say(&f.server, text);
        }
        fixture_until(&f, &f.messages, 10000);
        assert_true(outbox_count(f.network->outbox) <= OUTBOX_REPLIES_MAX);
        assert_false(f.replied);
        f.urgent = true;
        scripted_say(&f.server, ":anna!a@b PRIVMSG #cramps :warning sign\r\n");
        fixture_expect(&f, "PRIVMSG #cramps :anna: heard 12"); /* past the full queue */
        assert_true(outbox_count(f.network->outbox) > 0);
        outbox_limit(f.network->outbox, 4, 2, 2000);
        fixture_drain(&f);
        fixture_alive(&f);
        fixture_end(&f);
}

/* Nothing that was said, and no password, is in the log. */
static void test_log_is_discreet(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        f.config.password = "hunter2";
        f.reply[0] = "the-answer";
        f.reply_count = 1;
        fixture_start(&f);
        fixture_online(&f);
        scripted_say(&f.server, ":anna!a@b PRIVMSG #cramps :secret-thing\r\n"
                                ":anna!a@b PRIVMSG crampbot :secret-thing\r\n"
                                ":anna!a@b NOTICE crampbot :secret-thing\r\n"
                                ":anna!a@b PRIVMSG crampbot :\x01VERSION secret-thing\x01\r\n"
                                ":anna!a@b PART #cramps :secret-thing\r\n"
                                ":op!a@b KICK #cramps crampbot :secret-thing\r\n"
                                ":anna!a@b PRIVMSG @#cramps :secret-thing\r\n");
        fixture_expect(&f, "the-answer");
        scripted_run(&f.loop, 20);
        scripted_drop(&f.server);
        fixture_until(&f, &f.server.accepted, 2);
        assert_null(strstr(logged, "secret-thing"));
        assert_null(strstr(logged, "the-answer"));
        assert_null(strstr(logged, "hunter2"));
        assert_null(strstr(logged, "anna"));
        fixture_end(&f);
}

/* Mutated lines with a fixed seed; whatever they do, the bot hears and answers
 * afterwards. tests/soak/soak_wire.c does it for longer. */
static void test_mutated_lines(void **state)
{
        struct fixture f;
        struct mutated m;

        fixture_begin(&f);
        mutated_prepare(&m, &f, 2463534242);
        fixture_start(&f);
        mutated_feed(&m, 20000);
        fixture_end(&f);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_hostile_lines), cmocka_unit_test(test_hostile_beginning),
                cmocka_unit_test(test_prefix_nick), cmocka_unit_test(test_ctcp),
                cmocka_unit_test(test_history), cmocka_unit_test(test_clock_put_back), cmocka_unit_test(test_clock_ahead), cmocka_unit_test(test_long_lines),
                cmocka_unit_test(test_long_names), cmocka_unit_test(test_flood),
                cmocka_unit_test(test_log_is_discreet), cmocka_unit_test(test_mutated_lines),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
