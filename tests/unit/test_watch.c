/* test_watch.c - the wanted nick and the channels, as a server lets us have
 * them: MONITOR, NickServ, forced changes, refusals, forwards, invitations. */
#include "network_fixture.h"

static void begin(struct fixture *f)
{
        fixture_begin(f);
        f->config.nickserv.nick = "NickServ";
}

static void online_as(struct fixture *f, const char *nick, const char *isupport)
{
        char text[400];

        fixture_expect(f, "USER ");
        snprintf(text, sizeof text, ":s 001 %s :Welcome\r\n:s 005 %s %s :are supported\r\n:s 376 %s :End\r\n",
                 nick, nick, isupport, nick);
        scripted_say(&f->server, text);
}

static void test_monitor(void **state)
{
        struct fixture f;

        begin(&f);
        f.timing.recover = 24;
        fixture_start(&f);
        online_as(&f, "crampbot_", "MONITOR=30");
        assert_string_equal(fixture_expect(&f, "MONITOR"), "MONITOR + crampbot");
        scripted_say(&f.server, ":s 730 crampbot_ :crampbot!a@b\r\n:s 731 crampbot_ :crampbotty,other!a@b\r\n");
        scripted_run(&f.loop, 60);
        fixture_quiet(&f, "NICK");
        scripted_say(&f.server, ":s 731 crampbot_ :other,CrampBot!*@*\r\n");
        assert_string_equal(fixture_expect(&f, "NICK"), "NICK crampbot");
        scripted_say(&f.server, ":crampbot_!c@d NICK :crampbot\r\n");
        assert_string_equal(fixture_expect(&f, "MONITOR"), "MONITOR - crampbot");
        scripted_run(&f.loop, 60);
        fixture_quiet(&f, "MONITOR");
        assert_null(strstr(f.server.log, "ISON"));
        fixture_end(&f);
        /* A list that is full: asked instead. */
        begin(&f);
        f.timing.recover = 24;
        fixture_start(&f);
        online_as(&f, "crampbot_", "MONITOR=1");
        fixture_expect(&f, "MONITOR +");
        scripted_say(&f.server, ":s 734 crampbot_ 1 crampbot :Monitor list is full.\r\n");
        fixture_expect(&f, "ISON crampbot");
        fixture_end(&f);
}

/* Services that force another nick on us are not fought: each time the wait doubles. */
static void test_forced(void **state)
{
        uint64_t before = 0, took[4];
        struct fixture f;

        begin(&f);
        f.timing.recover = 240; /* 20 ms between two attempts at the least */
        fixture_start(&f);
        online_as(&f, "crampbot", "MONITOR=30");
        fixture_expect(&f, "WHOIS");
        for (int i = 0; i < 4; i++) {
                before = uv_hrtime();
                scripted_say(&f.server, ":crampbot!c@d NICK Guest1\r\n");
                do
                        scripted_say(&f.server, ":s 731 Guest1 :crampbot\r\n");
                while (!scripted_wait(&f.server, "NICK crampbot", 2));
                took[i] = (uv_hrtime() - before) / 1000000;
                scripted_say(&f.server, ":Guest1!c@d NICK crampbot\r\n");
                scripted_run(&f.loop, 5);
        }
        assert_true(took[0] >= 38 && took[1] >= 75 && took[2] >= 150 && took[3] >= 300);
        fixture_end(&f);
}

/* MONITOR says once that it is free. When that is too soon to ask for it, it is asked for later. */
static void test_free_too_soon(void **state)
{
        struct fixture f;

        begin(&f);
        f.timing.recover = 1200; /* 200 ms after it was taken once */
        fixture_start(&f);
        online_as(&f, "crampbot", "MONITOR=30");
        fixture_expect(&f, "WHOIS");
        scripted_run(&f.loop, 1150); /* it looks for its nick soon */
        scripted_say(&f.server, ":crampbot!c@d NICK Guest1\r\n");
        assert_string_equal(fixture_expect(&f, "MONITOR"), "MONITOR + crampbot");
        scripted_say(&f.server, ":s 730 Guest1 :crampbot!a@b\r\n:s 731 Guest1 :crampbot\r\n");
        assert_string_equal(fixture_expect(&f, "NICK"), "NICK crampbot");
        scripted_say(&f.server, ":s 433 Guest1 crampbot :in use\r\n");
        scripted_run(&f.loop, 500);
        fixture_quiet(&f, "NICK"); /* not again and again */
        fixture_end(&f);
}

/* A nick that nobody has, but that the server does not give away yet: it is asked for again, each time
 * later. One that somebody has is not. */
static void test_nick_refused(void **state)
{
        uint64_t before, took[4];
        struct fixture f;

        begin(&f);
        f.timing.recover = 240;
        fixture_start(&f);
        online_as(&f, "Guest1", "MONITOR=30");
        fixture_expect(&f, "MONITOR + crampbot");
        scripted_say(&f.server, ":s 731 Guest1 :crampbot\r\n");
        assert_string_equal(fixture_expect(&f, "NICK"), "NICK crampbot");
        for (int i = 0; i < 4; i++) {
                before = uv_hrtime();
                scripted_say(&f.server, i % 2 ? ":s 432 Guest1 crampbot :Erroneous\r\n"
                                              : ":s 437 Guest1 CrampBot :temporarily unavailable\r\n");
                assert_string_equal(fixture_expect(&f, "NICK"), "NICK crampbot");
                took[i] = (uv_hrtime() - before) / 1000000;
        }
        assert_true(took[0] >= 30 && took[1] >= 70 && took[2] >= 150 && took[3] >= 300);
        scripted_say(&f.server, ":s 437 Guest1 #other :temporarily unavailable\r\n:s 433 Guest1 crampbot :in use\r\n");
        scripted_run(&f.loop, 800);
        fixture_quiet(&f, "NICK");
        fixture_end(&f);
}

static void test_recover(void **state)
{
        static const enum config_recover ways[] = {RECOVER_REGAIN, RECOVER_GHOST};
        static const char *const words[] = {"PRIVMSG NickServ :REGAIN crampbot hush",
                                            "PRIVMSG NickServ :GHOST crampbot hush"};

        for (int i = 0; i < 2; i++) {
                struct fixture f;

                begin(&f);
                f.timing.recover = 20;
                f.config.nickserv = (struct config_nickserv){.wanted = true, .nick = "NickServ", .recover = ways[i],
                                                             .without_tls = true, .password = {.text = "hush"}};
                fixture_start(&f);
                online_as(&f, "crampbot_", "X");
                assert_string_equal(fixture_expect(&f, "PRIVMSG"), "PRIVMSG NickServ :IDENTIFY hush");
                scripted_say(&f.server, ":NickServ!n@s NOTICE crampbot_ :ok\r\n");
                assert_string_equal(fixture_expect(&f, "PRIVMSG"), words[i]);
                scripted_run(&f.loop, 80);
                fixture_quiet(&f, "PRIVMSG"); /* not again and again */
                assert_null(strstr(logged, "hush"));
                fixture_end(&f);
        }
}

/* What each refusal means and what to do is in the log; the wait doubles. */
static void test_refusals(void **state)
{
        static const struct {
                unsigned numeric;
                const char *words;
        } cases[] = {
                {403, "check its name"}, {405, "take some out of bot.cfg"}, {437, "wait"}, {470, "forward = true"},
                {471, "full (+l)"}, {473, "invited (+i)"}, {474, "banned (+b)"}, {475, "wrong (+k)"},
                {477, "registered nicks (+r)"}, {489, "tls = true"},
                {448, "does not let us in"}, {500, "does not let us in"}, {926, "does not let us in"}, /* not known by heart */
        };
        struct fixture f;
        char text[100];

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                begin(&f);
                fixture_start(&f);
                online_as(&f, "crampbot", "X");
                fixture_expect(&f, "JOIN #cramps");
                snprintf(text, sizeof text, ":s %u crampbot #CRAMPS :no\r\n", cases[i].numeric);
                scripted_say(&f.server, text);
                fixture_quiet(&f, "JOIN");
                if (!strstr(logged, cases[i].words) || !strstr(logged, "trying again in 300 s"))
                        fail_msg("%u: %s", cases[i].numeric, logged);
                assert_null(strstr(logged, "trying again later")); /* said once */
                fixture_end(&f);
        }
        begin(&f);
        f.timing.retry_join = 1000;
        fixture_start(&f);
        online_as(&f, "crampbot", "X");
        fixture_expect(&f, "JOIN #cramps");
        for (int i = 0; i < 6; i++) {
                struct channel *channel = &f.network->channels.channel[0];

                channel->state = CHANNEL_ASKED;
                channel_refused(channel, &f.timing, 0);
                assert_int_equal(channel->due, i < 4 ? 1000 << i : 12000);
        }
        fixture_end(&f);
}

static void test_forward(void **state)
{
        struct fixture f;

        for (int follow = 0; follow < 2; follow++) {
                begin(&f);
                f.channel[0].forward = follow;
                f.timing.retry_join = f.timing.rejoin[0] = 20;
                fixture_start(&f);
                online_as(&f, "crampbot", "X");
                fixture_expect(&f, "JOIN #cramps");
                scripted_say(&f.server, ":s 470 crampbot #cramps ##overflow :Forwarding\r\n:" ME " JOIN ##overflow\r\n");
                if (!follow) {
                        fixture_expect(&f, "PART ##overflow");
                        fixture_expect(&f, "JOIN #cramps");
                        fixture_end(&f);
                        continue;
                }
                scripted_say(&f.server, ":anna!a@b PRIVMSG ##Overflow :why\r\n");
                assert_string_equal(fixture_expect(&f, "PRIVMSG"), "PRIVMSG ##Overflow :anna: heard 3");
                /* bot.cfg is loaded again: it stays where it is. */
                network_change(f.network, &f.config);
                fixture_quiet(&f, "JOIN");
                scripted_say(&f.server, ":op!o@p KICK ##overflow crampbot :out\r\n");
                assert_string_equal(fixture_expect(&f, "JOIN"), "JOIN #cramps");
                /* Elsewhere, or where another is already: not followed. */
                scripted_say(&f.server, ":s 470 crampbot #cramps #CRAMPS :Forwarding\r\n");
                assert_string_equal(fixture_expect(&f, "JOIN"), "JOIN #cramps");
                fixture_end(&f);
        }
}

/* Where it was forwarded to becomes a channel of bot.cfg's: it is there already. */
static void test_forwarded_home(void **state)
{
        struct config_network other;
        struct fixture f;

        for (size_t first = 0; first < 2; first++) { /* beside the other one, or in its place */
                begin(&f);
                f.channel[0].forward = true;
                fixture_start(&f);
                online_as(&f, "crampbot", "X");
                fixture_expect(&f, "JOIN #cramps");
                scripted_say(&f.server, ":s 470 crampbot #cramps ##overflow :Forwarding\r\n:" ME " JOIN ##overflow\r\n");
                fixture_quiet(&f, "PART");
                f.channel[1] = (struct config_channel){.name = "##Overflow", .manner = {.lines = 5, .notice = true}};
                other = f.config;
                other.channel = &f.channel[first];
                other.channel_count = 2 - first;
                network_change(f.network, &other);
                if (first == 0) {
                        assert_string_equal(fixture_expect(&f, "JOIN"), "JOIN #cramps");
                        scripted_say(&f.server, ":s 470 crampbot #cramps ##overflow :Forwarding\r\n");
                }
                scripted_say(&f.server, ":anna!a@b PRIVMSG ##overflow :why\r\n");
                assert_string_equal(fixture_expect(&f, "NOTICE"), "NOTICE ##overflow :anna: heard 3");
                fixture_quiet(&f, "JOIN");
                assert_null(strstr(f.server.log, "PART"));
                assert_null(strstr(f.server.log, "JOIN ##"));
                fixture_end(&f);
        }
}

static void test_invite(void **state)
{
        struct fixture f;

        begin(&f);
        fixture_start(&f);
        online_as(&f, "crampbot", "X");
        fixture_expect(&f, "JOIN #cramps");
        scripted_say(&f.server, ":s 473 crampbot #cramps :+i\r\n:op!o@p INVITE crampbot #other\r\n"
                                ":op!o@p INVITE somebody #cramps\r\n:op!o@p INVITE\r\n");
        fixture_quiet(&f, "JOIN");
        scripted_say(&f.server, ":op!o@p INVITE crampbot :#Cramps\r\n");
        fixture_expect(&f, "JOIN #cramps");
        scripted_say(&f.server, ":s 473 crampbot #cramps :+i\r\n:op!o@p INVITE crampbot #cramps\r\n");
        fixture_quiet(&f, "JOIN"); /* once a minute */
        fixture_end(&f);
        /* Who was kicked out does not come back by an invitation. */
        begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        scripted_say(&f.server, ":op!o@p KICK #cramps crampbot :out\r\n:op!o@p INVITE crampbot #cramps\r\n");
        fixture_quiet(&f, "JOIN");
        fixture_end(&f);
}

/* +r opens once services know us; a JOIN that nobody answers is not forgotten. */
static void test_registered_later(void **state)
{
        struct fixture f;

        begin(&f);
        fixture_start(&f);
        online_as(&f, "crampbot", "BOT=B");
        assert_string_equal(fixture_expect(&f, "MODE"), "MODE crampbot +B");
        fixture_expect(&f, "JOIN #cramps");
        scripted_say(&f.server, ":s 477 crampbot #cramps :+r\r\n");
        fixture_quiet(&f, "JOIN");
        scripted_say(&f.server, ":s 900 crampbot crampbot!c@d cramp :You are now logged in as cramp\r\n");
        fixture_expect(&f, "JOIN #cramps");
        assert_int_equal(f.network->channels.channel[0].state, CHANNEL_ASKED);
        assert_in_range(f.network->channels.channel[0].due - uv_now(&f.loop), 50000, 60000);
        fixture_end(&f);
}

/* Names compare as the server says: {}|^ are []\~ in rfc1459, not in ascii, and
 * in strict-rfc1459 ^ is not ~. */
static void test_casemapping(void **state)
{
        static const struct {
                const char *mapping, *said;
                bool same;
        } cases[] = {
                {"rfc1459", "#A{}|^", true}, {"rfc1459", "#a[]\\~", true}, {"ascii", "#A{}|^", false},
                {"ascii", "#A[]\\~", true}, {"strict-rfc1459", "#A{}|^", false}, {"strict-rfc1459", "#A{}|~", true},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct fixture f;
                char text[200];

                begin(&f);
                f.channel[0].name = "#a[]\\~";
                fixture_start(&f);
                snprintf(text, sizeof text, "CASEMAPPING=%s", cases[i].mapping);
                online_as(&f, "crampbot", text);
                fixture_expect(&f, "JOIN #a[]");
                snprintf(text, sizeof text, ":" ME " JOIN %s\r\n", cases[i].said);
                scripted_say(&f.server, text);
                if (cases[i].same)
                        fixture_quiet(&f, "PART");
                else
                        fixture_expect(&f, "PART #A{");
                fixture_end(&f);
        }
}

static void test_targmax(void **state)
{
        static const struct {
                const char *isupport;
                size_t targets;
        } cases[] = {
                {"TARGMAX=NAMES:1,JOIN:2,KICK:1", 2}, {"TARGMAX=XJOIN:1,JOIN:,KICK:1", 0}, {"TARGMAX=JOIN:3", 3},
                {"TARGMAX=PRIVMSG:4 MAXTARGETS=2", 0},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                char text[200];
                struct isupport isupport;
                struct line line;

                isupport_init(&isupport);
                snprintf(text, sizeof text, ":s 005 crampbot %s :are supported", cases[i].isupport);
                assert_true(line_parse(&line, text));
                isupport_take(&isupport, &line);
                assert_int_equal(isupport.join_targets, cases[i].targets);
                assert_int_equal(isupport.max_targets, i == 3 ? 2 : 0);
        }
}

static struct config_channel many[OUTBOX_CONTROL_MAX + 6];

static void expect_of_each(struct fixture *f, const char *command)
{
        char wanted[60];

        for (size_t i = 0; i < sizeof many / sizeof many[0]; i++) {
                snprintf(wanted, sizeof wanted, "%s %s", command, many[i].name);
                assert_string_equal(fixture_expect(f, command), wanted);
        }
}

/* More lines than the queue has room for: none is lost, none is said twice. */
static void test_many_channels(void **state)
{
        static char names[sizeof many / sizeof many[0]][20];
        struct config_network other;
        struct fixture f;
        char line[100];

        begin(&f);
        f.config.channel = many;
        f.config.channel_count = sizeof many / sizeof many[0];
        f.config.flood = (struct config_flood){20, 1, 20000};
        for (size_t i = 0; i < f.config.channel_count; i++) {
                snprintf(names[i], sizeof names[i], "#c%03zu", i);
                many[i] = (struct config_channel){.name = names[i], .manner.lines = 5};
        }
        fixture_start(&f);
        online_as(&f, "crampbot", "TARGMAX=JOIN:1");
        expect_of_each(&f, "JOIN");
        scripted_run(&f.loop, 1100);
        for (size_t i = 0; i < f.config.channel_count; i++) {
                many[i].manner.operators = true;
                snprintf(line, sizeof line, ":" ME " JOIN %s\r\n", many[i].name);
                scripted_say(&f.server, line);
        }
        fixture_quiet(&f, "NAMES"); /* the server has named them unasked */
        for (size_t i = 0; i < f.config.channel_count; i++)
                f.network->channels.channel[i].operators.doubtful = true;
        other = f.config;
        network_change(f.network, &other);
        expect_of_each(&f, "NAMES");
        other.channel_count = 0;
        network_change(f.network, &other);
        expect_of_each(&f, "PART");
        fixture_end(&f);
}

/* Who is a bot is asked in each channel, but nobody waits for an answer until that is over. */
static void test_bots_in_many_channels(void **state)
{
        static char names[sizeof many / sizeof many[0]][20];
        struct fixture f;
        char line[100];
        size_t asked = 0;

        begin(&f);
        f.config.channel = many;
        f.config.channel_count = 12;
        for (size_t i = 0; i < f.config.channel_count; i++) {
                snprintf(names[i], sizeof names[i], "#c%03zu", i);
                many[i] = (struct config_channel){.name = names[i], .manner.lines = 5};
        }
        f.config.flood = (struct config_flood){1, 20, 2000};
        fixture_start(&f);
        online_as(&f, "crampbot", "BOT=B");
        fixture_expect(&f, "JOIN");
        for (size_t i = 0; i < f.config.channel_count; i++) {
                snprintf(line, sizeof line, ":" ME " JOIN %s\r\n", many[i].name);
                scripted_say(&f.server, line);
        }
        fixture_expect(&f, "WHO #c000");
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :why?\r\n");
        fixture_expect(&f, "PRIVMSG anna :heard 4");
        for (const char *at = f.server.log; (at = strstr(at, "WHO #")); at++)
                asked++;
        assert_true(asked < 5);
        for (size_t i = asked; i < f.config.channel_count; i++) {
                snprintf(line, sizeof line, "WHO %s", many[i].name);
                assert_string_equal(fixture_expect(&f, "WHO #"), line);
        }
        scripted_run(&f.loop, 600);
        fixture_quiet(&f, "WHO #");
        fixture_end(&f);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_monitor), cmocka_unit_test(test_forced), cmocka_unit_test(test_free_too_soon),
                cmocka_unit_test(test_nick_refused), cmocka_unit_test(test_recover),
                cmocka_unit_test(test_refusals), cmocka_unit_test(test_forward), cmocka_unit_test(test_forwarded_home), cmocka_unit_test(test_invite),
                cmocka_unit_test(test_registered_later), cmocka_unit_test(test_casemapping),
                cmocka_unit_test(test_targmax), cmocka_unit_test(test_many_channels), cmocka_unit_test(test_bots_in_many_channels),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
