/* test_outages.c - a network loses its server, its nick or its channels, and
 * comes back by itself. */
#include "../../plugin/bot/sts.h"
#include "network_fixture.h"

static void test_nick_taken(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        scripted_say(&f.server, ":s 433 * crampbot :in use\r\n");
        assert_string_equal(fixture_expect(&f, "NICK"), "NICK crampbot_");
        scripted_say(&f.server, ":s 432 * crampbot_ :bad\r\n");
        assert_string_equal(fixture_expect(&f, "NICK"), "NICK crampbot1");
        scripted_say(&f.server, ":s 436 * crampbot1 :collision\r\n");
        assert_string_equal(fixture_expect(&f, "NICK"), "NICK crampbot2");
        fixture_welcome(&f, "crampbot2");
        fixture_expect(&f, "JOIN");
        scripted_say(&f.server, ":crampbot2!c@d JOIN #cramps\r\n:anna!a@b PRIVMSG crampbot2 :x\r\n");
        fixture_expect(&f, "PRIVMSG anna :heard 1");
        assert_string_equal(f.self, "crampbot2");
        /* Not ours any more: another's message to that nick is none of ours. */
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :x\r\n");
        fixture_quiet(&f, "PRIVMSG");
        /* Its owner leaves, so it is taken back; and that works. */
        scripted_say(&f.server, ":crampbot!x@y QUIT :bye\r\n");
        assert_string_equal(fixture_expect(&f, "NICK"), "NICK crampbot");
        scripted_say(&f.server, ":crampbot2!c@d NICK :crampbot\r\n:anna!a@b PRIVMSG crampbot :x\r\n");
        fixture_expect(&f, "PRIVMSG anna :heard 1");
        assert_string_equal(f.self, "crampbot");
        fixture_end(&f);
}

static void test_nick_recovered_by_ison(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        f.timing.recover = 24;
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        fixture_welcome(&f, "Guest42"); /* the server gave us another */
        assert_string_equal(fixture_expect(&f, "ISON"), "ISON crampbot");
        scripted_say(&f.server, ":s 303 Guest42 :CrampBot \r\n");
        assert_string_equal(fixture_expect(&f, "ISON"), "ISON crampbot");
        scripted_say(&f.server, ":s 303 Guest42 :\r\n");
        assert_string_equal(fixture_expect(&f, "NICK"), "NICK crampbot");
        scripted_say(&f.server, ":s 433 Guest42 crampbot :in use\r\n");
        fixture_quiet(&f, "NICK"); /* it does not ask at once again */
        scripted_say(&f.server, ":crampbot!x@y NICK other\r\n");
        assert_string_equal(fixture_expect(&f, "NICK"), "NICK crampbot");
        scripted_say(&f.server, ":Guest42!c@d NICK crampbot\r\n");
        fixture_quiet(&f, "QUIT"); /* it has heard that */
        f.server.looked_at = f.server.used;
        scripted_run(&f.loop, 60);
        fixture_quiet(&f, "ISON"); /* no need any more */
        fixture_end(&f);
}

static void test_no_nick_free(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        for (int i = 0; i < 40; i++)
                scripted_say(&f.server, ":s 433 * x :in use\r\n");
        fixture_until(&f, &f.server.accepted, 2); /* it comes back later */
        assert_non_null(strstr(logged, "takes none of"));
        fixture_end(&f);
}

static void test_kicked(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        f.timing.rejoin[0] = 20;
        f.timing.rejoin[1] = 60;
        fixture_start(&f);
        fixture_online(&f);
        for (int i = 0; i < 2; i++) {
                uint64_t then = uv_now(&f.loop);

                scripted_say(&f.server, ":op!o@p KICK #cramps CRAMPBOT :out\r\n");
                fixture_expect(&f, "JOIN #cramps");
                uv_update_time(&f.loop);
                assert_true(uv_now(&f.loop) - then >= f.timing.rejoin[i]);
                scripted_say(&f.server, ":" ME " JOIN #cramps\r\n");
        }
        scripted_say(&f.server, ":op!o@p KICK #cramps crampbot :out\r\n");
        scripted_run(&f.loop, 150);
        fixture_quiet(&f, "JOIN");
        /* Not in the channel, no answer to it. */
        scripted_say(&f.server, ":anna!a@b PRIVMSG #cramps :x\r\n");
        fixture_quiet(&f, "PRIVMSG");
        assert_int_equal(f.messages, 0);
        fixture_end(&f);
}

static void test_join_refused(void **state)
{
        static const char *const refusals[] = {
                ":s 471 crampbot #cramps :+l\r\n", ":s 473 crampbot #cramps :+i\r\n",
                ":s 474 crampbot #cramps :+b\r\n", ":s 475 crampbot #cramps :+k\r\n",
                ":s 477 crampbot #cramps :+r\r\n", ":s 437 crampbot #cramps :split\r\n",
                ":s 470 crampbot #cramps ##other :forwarded\r\n:" ME " JOIN ##other\r\n",
        };
        struct fixture f;

        fixture_begin(&f);
        f.timing.retry_join = 20;
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        fixture_welcome(&f, "crampbot");
        for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
                fixture_expect(&f, "JOIN #cramps");
                scripted_say(&f.server, refusals[i]);
        }
        fixture_expect(&f, "PART ##other");
        fixture_expect(&f, "JOIN #cramps");
        fixture_end(&f);
}

/* What the log says to do about a wrong key is of use at once, and not within an hour. */
static void test_key_mended(void **state)
{
        struct config_network other;
        struct config_channel mended;
        struct fixture f;

        fixture_begin(&f);
        f.channel[0].key = "old";
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        fixture_welcome(&f, "crampbot");
        assert_string_equal(fixture_expect(&f, "JOIN"), "JOIN #cramps old");
        scripted_say(&f.server, ":s 475 crampbot #cramps :+k\r\n");
        fixture_quiet(&f, "JOIN");
        mended = f.channel[0];
        mended.key = "new";
        other = f.config;
        other.channel = &mended;
        network_change(f.network, &other);
        assert_string_equal(fixture_expect(&f, "JOIN"), "JOIN #cramps new");
        fixture_end(&f);
}

/* Two reloads, one right behind the other, each with another realname: the second costs no pause. */
static void test_moved_twice(void **state)
{
        struct config_network other[3];
        struct fixture f;

        for (int online = 0; online < 2; online++) {
                fixture_begin(&f);
                f.timing.retry_soon = f.timing.retry_least = f.timing.retry_most = 600000;
                fixture_start(&f);
                if (online)
                        fixture_online(&f);
                while (!online && f.network->stage != STAGE_CONNECTING)
                        uv_run(&f.loop, UV_RUN_NOWAIT);
                for (int i = 0; i < 3; i++) {
                        static const char *const names[] = {"one", "two", "three"};

                        other[i] = f.config;
                        other[i].realname = names[i];
                        network_change(f.network, &other[i]);
                }
                f.server.looked_at = f.server.used;
                fixture_expect(&f, "USER cramp 0 * :three");
                assert_int_equal(f.network->route.at, 0);
                fixture_end(&f);
        }
}

static void take_line(void *context, const char *line)
{
        char *all = context;

        strcat(all, line);
        strcat(all, "|");
}

/* What `networks` says of each channel: one let in, one kicked, one refused, one that is quiet. */
static void test_channels_in_words(void **state)
{
        char all[2000] = "";
        struct fixture f;

        fixture_begin(&f);
        f.channel[1] = f.channel[2] = f.channel[3] = f.channel[0];
        f.channel[0].name = "#cramps";
        f.channel[1].name = "#kicked";
        f.channel[2].name = "#refused";
        f.channel[3].name = "#quiet";
        f.channel[3].manner.quiet = true;
        f.config.channel_count = 4;
        f.timing.retry_join = f.timing.rejoin[0] = 60000;
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        network_describe(f.network, take_line, all);
        assert_non_null(strstr(all, "#cramps (not in it yet)"));
        fixture_welcome(&f, "crampbot");
        fixture_expect(&f, "JOIN ");
        scripted_say(&f.server, ":" ME " JOIN #cramps\r\n:" ME " JOIN #kicked\r\n:" ME " JOIN #quiet\r\n"
                     ":s 474 crampbot #refused :+b\r\n:op!a@b KICK #kicked crampbot :out\r\n");
        fixture_alive(&f);
        all[0] = '\0';
        network_describe(f.network, take_line, all);
        assert_non_null(strstr(all, "; #cramps, #kicked (kicked; coming back later), #refused (not let in; trying again later), "
                                    "#quiet (quiet)|"));
        fixture_end(&f);
}

/* Back by itself: after an end without a word, after ERROR, in mid-line. */
static void test_comes_back(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        for (int i = 1; i <= 12; i++) {
                fixture_until(&f, &f.server.accepted, i);
                fixture_online(&f);
                fixture_alive(&f);
                if (i % 3 == 0)
                        scripted_say(&f.server, "ERROR :Server going down\r\n");
                scripted_say(&f.server, ":anna!a@b PRIVMSG #cramps :half a l");
                if (i % 3 == 1)
                        scripted_run(&f.loop, 3);
                scripted_drop(&f.server);
        }
        fixture_until(&f, &f.server.accepted, 13);
        fixture_online(&f);
        fixture_alive(&f);
        fixture_end(&f);
}

/* A ban is one, whether its numeric or its ERROR is heard first. */
static void test_banned(void **state)
{
        static const char *const words[] = {
                ":s 465 crampbot :You are not welcome\r\nERROR :Closing Link: (no more)\r\n",
                "ERROR :Closing Link: (K-Lined)\r\n",
        };

        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
                struct fixture f;
                const char *next;

                fixture_begin(&f);
                f.timing.retry_most = 60000;
                fixture_start(&f);
                fixture_expect(&f, "USER ");
                scripted_say(&f.server, words[i]);
                fixture_logged(&f, "next attempt in");
                next = strstr(logged, "next attempt in");
                assert_in_range(atoi(next + strlen("next attempt in ")), 45, 60);
                fixture_end(&f);
        }
}

static void test_registration_time_out(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        f.timing.registration = 30;
        fixture_start(&f);
        fixture_until(&f, &f.server.accepted, 3);
        assert_non_null(strstr(logged, "registering took too long"));
        fixture_end(&f);
}

/* A byte now and then is no sign of life. */
static void test_registration_byte_by_byte(void **state)
{
        static const char burst[] = ":irc.test 001 crampbot :Welcome to a server that takes its time\r\n";
        struct fixture f;
        size_t at = 0;

        fixture_begin(&f);
        f.timing.registration = 300;
        f.timing.silence = f.timing.grace = 5000;
        fixture_start(&f);
        fixture_until(&f, &f.server.accepted, 1);
        while (f.server.accepted < 2 && at < sizeof burst - 5) {
                const char byte[] = {burst[at++], '\0'};

                if (f.server.client)
                        scripted_say(&f.server, byte);
                scripted_run(&f.loop, 20);
        }
        assert_int_equal(f.server.accepted, 2);
        assert_non_null(strstr(logged, "registering took too long"));
        fixture_end(&f);
}

static void test_dead_link(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        f.timing.silence = 30;
        f.timing.grace = 30;
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        fixture_welcome(&f, "crampbot");
        fixture_expect(&f, "PING :");
        fixture_until(&f, &f.server.accepted, 2);
        assert_non_null(strstr(logged, "nothing heard"));
        fixture_end(&f);
}

/* Whatever a server does to each connection, the attempts grow rarer. */
static void test_never_hammers(void **state)
{
        static const char *const greetings[] = {
                "", "ERROR :Closing Link: (Throttled)\r\n", "ERROR :Server shutting down\r\n",
                ":s 001 crampbot :Welcome\r\n:s 376 crampbot :End\r\n",
                ":s 001 crampbot :Welcome\r\n:s 376 crampbot :End\r\nERROR :Restarting\r\n",
                ":s 001 crampbot :Welcome\r\n:s 376 crampbot :End\r\nERROR :Killed (op (go away))\r\n",
                ":s CAP * LS :sts=port=PORT,duration=1000\r\n:s 001 crampbot :Welcome\r\n",
                ":s CAP * LS :sts=port=PORT\r\n", "\x15\x03\x01\r\n", "\r\n\r\n",
        };

        for (size_t i = 0; i < sizeof greetings / sizeof greetings[0]; i++) {
                struct fixture f;
                struct sts *sts;
                char text[300], why[300];
                const char *port = strstr(greetings[i], "PORT");
                int seen = 0;
                size_t used = 0;

                fixture_begin(&f);
                sts = sts_open(NULL, why, sizeof why);
                fixture_start(&f);
                network_set_sts(f.network, sts);
                if (port)
                        snprintf(text, sizeof text, "%.*s%u%s", (int)(port - greetings[i]), greetings[i], f.server.port,
                                 port + strlen("PORT"));
                else
                        snprintf(text, sizeof text, "%s", greetings[i]);
                scripted_guard_start(&f.loop, 500); /* 20 + 40 + 80 + 80 ..., less up to a quarter */
                while (scripted_turn(&f.loop)) {
                        if (f.server.accepted == seen || f.server.used == used)
                                continue; /* until it has said something */
                        seen = f.server.accepted;
                        used = f.server.used;
                        scripted_say(&f.server, text);
                        scripted_drop(&f.server);
                }
                scripted_guard_stop(&f.loop);
                if (seen < 3 || seen > 12)
                        fail_msg("%d attempts after \"%s\"; the log:\n%s", seen, text, logged);
                fixture_end(&f);
                sts_close(sts);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_nick_taken),
                cmocka_unit_test(test_nick_recovered_by_ison),
                cmocka_unit_test(test_no_nick_free),
                cmocka_unit_test(test_kicked),
                cmocka_unit_test(test_join_refused), cmocka_unit_test(test_key_mended), cmocka_unit_test(test_moved_twice),
                cmocka_unit_test(test_channels_in_words),
                cmocka_unit_test(test_comes_back), cmocka_unit_test(test_banned),
                cmocka_unit_test(test_registration_time_out),
                cmocka_unit_test(test_registration_byte_by_byte),
                cmocka_unit_test(test_dead_link),
                cmocka_unit_test(test_never_hammers),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
