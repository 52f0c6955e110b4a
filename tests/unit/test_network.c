/* test_network.c - the life of a network: registering, replying, changing,
 * leaving. What is lost and found again: test_outages.c. */
#include "network_fixture.h"

static void test_register(void **state)
{
        struct fixture f;
        const char *line;

        fixture_begin(&f);
        f.config.password = "pass %s word";
        f.channel[1] = (struct config_channel){.name = "#keyed", .key = "k%n"};
        f.config.channel_count = 2;
        fixture_start(&f);
        assert_string_equal(fixture_expect(&f, ""), "CAP LS 302");
        assert_string_equal(fixture_expect(&f, ""), "PASS :pass %s word");
        assert_string_equal(fixture_expect(&f, ""), "NICK crampbot");
        assert_string_equal(fixture_expect(&f, ""), "USER cramp 0 * :a bot");
        scripted_say(&f.server, "CAP * LS * :multi-prefix sasl=PLAIN server-time\r\n"
                                "CAP * LS :account-tag message-tags=x invite-notify\r\n");
        assert_string_equal(fixture_expect(&f, ""),
                            "CAP REQ :message-tags account-tag server-time multi-prefix");
        scripted_say(&f.server, ":s CAP * ACK :message-tags account-tag server-time multi-prefix\r\n");
        assert_string_equal(fixture_expect(&f, ""), "CAP END");
        assert_string_equal(network_state(f.network), "registering");
        fixture_welcome(&f, "crampbot");
        line = fixture_expect(&f, "");
        assert_string_equal(line, "JOIN #keyed,#cramps k%n");
        assert_string_equal(fixture_expect(&f, ""), "WHOIS crampbot");
        assert_string_equal(network_state(f.network), "online");
        assert_null(strstr(logged, "word")); /* the password */
        fixture_end(&f);
}

/* What is NEW behind CAP END is asked for behind 001. */
static void test_late_cap(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        scripted_say(&f.server, "CAP * LS :server-time\r\n:s CAP * ACK :server-time\r\n");
        fixture_expect(&f, "CAP END");
        scripted_say(&f.server, ":s CAP * NEW :chghost\r\n");
        fixture_quiet(&f, "CAP");
        fixture_welcome(&f, "crampbot");
        assert_string_equal(fixture_expect(&f, "CAP"), "CAP REQ :chghost");
        scripted_say(&f.server, ":s CAP crampbot ACK :chghost\r\n");
        fixture_quiet(&f, "CAP");
        assert_true(f.network->registration.enabled & CAP_CHGHOST);
        fixture_end(&f);
}

/* Servers that know no CAP, or have nothing of use, or refuse. */
static void test_no_cap(void **state)
{
        static const char *const answers[] = {
                ":s 421 * CAP :Unknown command\r\n", ":s 451 * :Not registered\r\n", "",
                "CAP * LS :\r\n", "CAP * LS :nothing of use\r\n", "CAP\r\nCAP *\r\nCAP * LS\r\n",
                "CAP * LS :server-time\r\nCAP * NAK :server-time\r\n",
        };

        for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
                struct fixture f;

                fixture_begin(&f);
                fixture_start(&f);
                fixture_expect(&f, "USER ");
                scripted_say(&f.server, answers[i]);
                if (i >= 3 && i != 5)
                        fixture_expect(&f, "CAP END");
                fixture_welcome(&f, "crampbot");
                fixture_expect(&f, "JOIN #cramps");
                fixture_end(&f);
        }
}

static void test_no_motd_end(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        f.timing.settle = 30;
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        scripted_say(&f.server, ":irc.test 001 crampbot :Welcome\r\n");
        fixture_expect(&f, "JOIN #cramps");
        fixture_end(&f);
}

static void test_replies(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        f.channel[1] = (struct config_channel){.name = "#quiet",
                                               .manner = {.notice = true, .lines = 5}};
        f.channel[2] = (struct config_channel){.name = "#shy",
                                               .manner = {.in_private = true, .lines = 5}};
        f.config.channel_count = 3;
        fixture_start(&f);
        fixture_account_tag(&f);
        fixture_online(&f);
        scripted_say(&f.server, ":" ME " JOIN #quiet\r\n:" ME " JOIN #shy\r\n");
        scripted_say(&f.server, ":anna!a@b PRIVMSG #Cramps :why?\r\n");
        assert_string_equal(fixture_expect(&f, "heard"), "PRIVMSG #Cramps :anna: heard 4");
        assert_string_equal(f.text, "why?");
        assert_string_equal(f.channel_name, "#Cramps");
        assert_string_equal(f.self, "crampbot");
        scripted_say(&f.server, "@account=Anna :anna!a@b PRIVMSG #quiet :why?\r\n");
        assert_string_equal(fixture_expect(&f, "heard"), "NOTICE #quiet :anna: heard 4");
        assert_string_equal(f.account, "Anna");
        scripted_say(&f.server, ":anna!a@b PRIVMSG #shy :why?\r\n");
        assert_string_equal(fixture_expect(&f, "heard"), "PRIVMSG anna :heard 4");
        assert_string_equal(f.account, "");
        scripted_say(&f.server, ":anna!a@b PRIVMSG CRAMPBOT :why?\r\n");
        assert_string_equal(fixture_expect(&f, "heard"), "PRIVMSG anna :heard 4");
        assert_string_equal(f.channel_name, "");
        scripted_say(&f.server, ":irc.test 005 crampbot STATUSMSG=@+ :are supported\r\n"
                                ":anna!a@b PRIVMSG @#cramps :for operators\r\n");
        assert_string_equal(fixture_expect(&f, "heard"), "PRIVMSG @#cramps :anna: heard 13");
        assert_string_equal(f.channel_name, "#cramps");
        fixture_end(&f);
}

/* Every line fits what the server relays, to the byte; longer ones are refused. */
static void test_line_bytes(void **state)
{
        static const char *const prefixes[] = {
                ME, "crampbot!~c@a-very-long-host-name.that-goes-on-and-on.example.org",
                "crampbot!u@h",
        };
        static const char *const targets[] = {"#cramps", "crampbot"};
        char text[512], say[700];
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        f.reply[0] = text;
        f.reply_count = 1;
        for (size_t i = 0; i < 6; i++) {
                const char *prefix = prefixes[i / 2], *line;

                snprintf(say, sizeof say, ":%s JOIN #cramps\r\n:anna!a@b PRIVMSG %s :x\r\n",
                         prefix, targets[i % 2]);
                f.silent = true;
                f.messages = 0;
                scripted_say(&f.server, say);
                fixture_until(&f, &f.messages, 1);
                f.silent = false;
                memset(text, 'y', sizeof text);
                text[f.line_bytes] = '\0';
                scripted_say(&f.server, say);
                line = fixture_expect(&f, "yyy");
                /* ":prefix " + line + CR LF */
                assert_int_equal(1 + strlen(prefix) + 1 + strlen(line) + 2, 512);
                text[f.line_bytes] = 'y';
                text[f.line_bytes + 1] = '\0';
                scripted_say(&f.server, say);
                fixture_quiet(&f, "yyy");
                assert_false(f.replied);
        }
        fixture_end(&f);
}

/* The prefix grows by a byte while a reply waits: the whole reply is dropped, not cut. */
static void test_prefix_grows(void **state)
{
        char text[512];
        struct fixture f;

        fixture_begin(&f);
        f.config.flood = (struct config_flood){1, 60, 2000};
        fixture_start(&f);
        fixture_online(&f);
        f.silent = true;
        scripted_say(&f.server, ":anna!a@b PRIVMSG #cramps :x\r\n");
        fixture_until(&f, &f.messages, 1);
        memset(text, 'y', sizeof text);
        text[f.line_bytes] = '\0';
        f.silent = false;
        f.reply[0] = "short";
        f.reply[1] = text;
        f.reply_count = 1;
        scripted_say(&f.server, ":anna!a@b PRIVMSG #cramps :one\r\n");
        fixture_until(&f, &f.messages, 2);
        f.reply[0] = text;
        scripted_say(&f.server, ":anna!a@b PRIVMSG #cramps :two\r\n");
        fixture_until(&f, &f.messages, 3);
        assert_true(f.replied);
        scripted_say(&f.server, ":" ME " CHGHOST cramp bots.example\r\n");
        fixture_expect(&f, "short");
        fixture_logged(&f, "dropped a reply");
        fixture_quiet(&f, "yyy");
        fixture_end(&f);
}

/* The bot is thrown out while a reply waits: it is not said into a channel that the bot is not in. */
static void test_thrown_out(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        f.config.flood = (struct config_flood){1, 60, 2000};
        fixture_start(&f);
        fixture_online(&f);
        scripted_say(&f.server, ":anna!a@b PRIVMSG #cramps :one\r\n:anna!a@b PRIVMSG #cramps :three\r\n"
                                ":op!o@p KICK #cramps crampbot :out\r\n:bert!b@c PRIVMSG crampbot :hello\r\n");
        fixture_expect(&f, "PRIVMSG bert :heard 5");
        assert_null(strstr(f.server.log, "anna: heard 5"));
        assert_non_null(strstr(logged, "dropped a reply: the bot is no longer in the channel"));
        fixture_end(&f);
}

/* What a plugin says cannot become a command, a CTCP or a colour. */
static void test_injection(void **state)
{
        struct fixture f;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        f.reply[0] = "a\r\nQUIT :x\x02\x03" "4red\x0f\x7f";
        f.reply[1] = "\x01VERSION\x01";
        f.reply_count = 2;
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :x\r\n");
        assert_string_equal(fixture_expect(&f, "QUIT"), "PRIVMSG anna :aQUIT :x4red");
        assert_string_equal(fixture_expect(&f, "VERSION"), "PRIVMSG anna :VERSION");
        f.reply[0] = "\x01\x02";
        f.reply_count = 1;
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :x\r\n");
        fixture_quiet(&f, "PRIVMSG");
        fixture_end(&f);
}

static void test_quit(void **state)
{
        struct fixture f;
        uint64_t then;

        fixture_begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        network_quit(f.network, "see you\r\nNICK x");
        network_quit(f.network, "twice");
        then = uv_now(&f.loop);
        fixture_until(&f, &f.closed, 1); /* nobody closes: after timing.quit */
        assert_in_range(uv_now(&f.loop) - then, 90, 900);
        assert_null(strstr(f.server.log, "NICK x"));
        fixture_end(&f);
        fixture_begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        network_quit(f.network, "see you");
        assert_string_equal(fixture_expect(&f, "QUIT"), "QUIT :see you");
        scripted_say(&f.server, "ERROR :Closing link\r\n");
        scripted_drop(&f.server);
        fixture_until(&f, &f.closed, 1);
        fixture_end(&f);
        /* At any moment. */
        for (int turns = 0; turns < 12; turns++) {
                fixture_begin(&f);
                fixture_start(&f);
                for (int i = 0; i < turns; i++)
                        uv_run(&f.loop, UV_RUN_NOWAIT);
                network_quit(f.network, "at once");
                fixture_until(&f, &f.closed, 1);
                fixture_end(&f);
        }
}

static void test_change(void **state)
{
        struct fixture f;
        struct config_network other;
        struct config_channel channels[2] = {{.name = "#new"}, {.name = "#CRAMPS"}};

        fixture_begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        other = f.config;
        other.channel = channels;
        other.channel_count = 2;
        network_change(f.network, &other);
        assert_string_equal(fixture_expect(&f, "JOIN"), "JOIN #new");
        scripted_say(&f.server, ":" ME " JOIN #new\r\n");
        fixture_alive(&f); /* still in #cramps, whatever its case */
        assert_ptr_equal(network_config(f.network), &other);
        /* From within a message, as an admin's command would. */
        f.config.channel_count = 0;
        f.config.nick[0] = "newnick";
        f.change = &f.config;
        f.silent = true;
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :reload\r\n");
        assert_string_equal(fixture_expect(&f, "PART"), "PART #cramps,#new");
        assert_string_equal(fixture_expect(&f, "NICK"), "NICK newnick");
        assert_int_equal(f.server.accepted, 1);
        other.realname = "another";
        network_change(f.network, &other);
        fixture_expect(&f, "QUIT :bye");
        fixture_expect(&f, "USER cramp 0 * :another");
        assert_int_equal(f.server.accepted, 2);
        fixture_end(&f);
}

/* Two networks in one loop; one of them has no server. */
static void test_two_networks(void **state)
{
        struct fixture f, g;
        struct network *bad;

        fixture_begin(&g); /* only for its counters and a port where nobody listens */
        scripted_close(&g.server);
        uv_run(&g.loop, UV_RUN_DEFAULT);
        fixture_begin(&f);
        g.config.port = g.server.port;
        bad = network_open(&f.loop, &g.config, &g.events);
        network_set_timing(bad, &f.timing);
        fixture_start(&f);
        fixture_online(&f);
        fixture_alive(&f);
        fixture_logged(&f, "could not connect");
        fixture_alive(&f);
        network_quit(bad, "x");
        fixture_until(&f, &g.closed, 1);
        fixture_alive(&f);
        fixture_end(&f);
        assert_int_equal(uv_loop_close(&g.loop), 0);
}

static int count(const char *text, const char *needle)
{
        int found = 0;

        for (; (text = strstr(text, needle)); text++)
                found++;
        return found;
}

/* So many new people ask, each gets 400 bytes; how many of those came? */
static int ask_at_length(struct fixture *f, int people)
{
        static int number;
        char text[100];
        int before = count(f->server.log, "PRIVMSG p");

        while (people-- > 0) {
                snprintf(text, sizeof text, ":p%d!a@b PRIVMSG crampbot :why?\r\n", number++);
                scripted_say(&f->server, text);
        }
        fixture_quiet(f, "QUIT"); /* until all of it was heard, and what came of it received */
        return count(f->server.log, "PRIVMSG p") - before;
}

/* A server that reads slower than it promised: no more is said than it has room for. */
static void test_waits_for_a_slow_reader(void **state)
{
        static char long_line[401];
        struct fixture f;

        (void)state;
        memset(long_line, 'x', sizeof long_line - 1);
        fixture_begin(&f);
        f.reply[0] = long_line;
        f.reply_count = 1;
        fixture_start(&f);
        fixture_online(&f);
        assert_int_equal(ask_at_length(&f, 20), 20); /* does it answer PINGs at all? */
        assert_int_equal(count(f.server.log, "PING :crampbot"), 1);
        scripted_say(&f.server, ":s PONG s :crampbot\r\n");
        scripted_run(&f.loop, 5);
        assert_in_range(ask_at_length(&f, 20), 1, 13); /* 5120 bytes, and what was said since the PING */
        assert_int_equal(ask_at_length(&f, 5), 0);
        assert_int_equal(count(f.server.log, "PING :crampbot"), 2);
        scripted_say(&f.server, ":s PONG s :crampbot\r\n");
        fixture_expect(&f, "PRIVMSG p"); /* at once: nothing else would make it go on so soon */
        fixture_end(&f);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_register), cmocka_unit_test(test_late_cap), cmocka_unit_test(test_no_cap),
                cmocka_unit_test(test_no_motd_end), cmocka_unit_test(test_replies),
                cmocka_unit_test(test_line_bytes), cmocka_unit_test(test_prefix_grows),
                cmocka_unit_test(test_thrown_out), cmocka_unit_test(test_injection),
                cmocka_unit_test(test_quit), cmocka_unit_test(test_change),
                cmocka_unit_test(test_two_networks),
                cmocka_unit_test(test_waits_for_a_slow_reader),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
