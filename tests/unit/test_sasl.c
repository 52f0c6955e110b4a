/* test_sasl.c - logging in while registering, against servers that are honest or broken. SCRAM is
 * test_sasl_scram.c's; what needs no network, test_sasl_keys.c's. */
#include "sasl_fixture.h"
#include "../../plugin/bot/sasl.h"

static void test_plain(void **state)
{
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        fixture_start(&f);
        assert_string_equal(offer(&f, "EXTERNAL,PLAIN"), "AUTHENTICATE PLAIN");
        scripted_say(&f.server, "AUTHENTICATE +\r\n");
        /* cramp NUL cramp NUL correct horse */
        assert_string_equal(fixture_expect(&f, ""), "AUTHENTICATE Y3JhbXAAY3JhbXAAY29ycmVjdCBob3JzZQ==");
        success(&f);
        welcomed(&f);
        assert_non_null(strstr(logged, "logged in by PLAIN"));
        nothing_secret(&f);
        fixture_end(&f);
}

static void test_external(void **state)
{
        struct fixture f;

        begin(&f, MECHANISM_EXTERNAL, -1);
        fixture_start(&f);
        /* The wire of this test is plain text: no certificate was shown. */
        fixture_expect(&f, "USER ");
        scripted_say(&f.server, "CAP * LS :sasl=EXTERNAL\r\n");
        scripted_say(&f.server, ":s CAP * ACK :sasl\r\n");
        left(&f, "EXTERNAL needs TLS");
        fixture_end(&f);
}

/* A mechanism that is not listed, PLAIN without TLS, and a server without any. */
static void test_not_tried(void **state)
{
        static const struct {
                enum config_mechanism first;
                int second;
                const char *offered;
                bool safe;
                const char *why;
        } cases[] = {
                {MECHANISM_PLAIN, -1, "EXTERNAL,SCRAM-SHA-256", true, "PLAIN is not offered"},
                {MECHANISM_SCRAM_SHA_256, -1, "PLAIN", true, "SCRAM-SHA-256 is not offered"},
                {MECHANISM_SCRAM_SHA_256, -1, "SCRAM-SHA-2567", true, "SCRAM-SHA-256 is not offered"},
                {MECHANISM_PLAIN, -1, "PLAIN", false, "PLAIN would show the password without TLS"},
                {MECHANISM_PLAIN, -1, "", false, "PLAIN would show the password without TLS"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct fixture f;

                begin(&f, cases[i].first, cases[i].second);
                f.config.sasl.plain_without_tls = cases[i].safe;
                f.timing.retry_least = f.timing.retry_most = 40;
                fixture_start(&f);
                fixture_expect(&f, "USER ");
                scripted_say(&f.server, *cases[i].offered ? "CAP * LS :sasl=" : "CAP * LS :sasl");
                scripted_say(&f.server, cases[i].offered);
                scripted_say(&f.server, "\r\n:s CAP * ACK :sasl\r\n");
                left(&f, cases[i].why);
                assert_null(strstr(f.server.log, "AUTHENTICATE"));
                fixture_end(&f);
        }
}

/* Servers that have no SASL: what happens is bot.cfg's to say. */
static void test_no_sasl(void **state)
{
        static const char *const servers[] = {
                "CAP * LS :server-time\r\nCAP * ACK :server-time\r\n", ":s 421 * CAP :Unknown command\r\n",
                "CAP * LS :\r\n", "CAP * LS :sasl=PLAIN\r\n:s CAP * NAK :sasl\r\n",
        };

        for (size_t i = 0; i < 2 * sizeof servers / sizeof servers[0]; i++) {
                struct fixture f;
                bool stop = i % 2;

                begin(&f, MECHANISM_PLAIN, -1);
                f.config.sasl.on_failure = stop ? FAILURE_STOP : FAILURE_GO_ON;
                fixture_start(&f);
                fixture_expect(&f, "USER ");
                scripted_say(&f.server, servers[i / 2]);
                scripted_run(&f.loop, 5);
                if (f.server.accepted == 1)
                        fixture_welcome(&f, "crampbot");
                if (stop)
                        left(&f, "not logged in");
                else
                        fixture_expect(&f, "JOIN #cramps");
                assert_non_null(strstr(logged, stop ? "leaving (sasl.on_failure)" : "going on without"));
                assert_null(strstr(f.server.log, "AUTHENTICATE"));
                fixture_end(&f);
        }
}

/* Services go while they are asked: no answer is to come. */
static void test_sasl_goes(void **state)
{
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        f.config.sasl.on_failure = FAILURE_GO_ON;
        fixture_start(&f);
        offer(&f, "PLAIN");
        scripted_say(&f.server, ":s CAP * DEL :chghost\r\n");
        fixture_quiet(&f, "CAP END");
        scripted_say(&f.server, ":s CAP * DEL :sasl\r\n");
        welcomed(&f);
        assert_non_null(strstr(logged, "no longer offers SASL; going on without"));
        /* They are back: a chance to log in. */
        scripted_say(&f.server, ":s CAP crampbot NEW :sasl=PLAIN\r\n");
        assert_string_equal(fixture_expect(&f, "CAP"), "CAP REQ :sasl");
        scripted_say(&f.server, ":s CAP crampbot ACK :sasl\r\n");
        assert_string_equal(fixture_expect(&f, "AUTHENTICATE"), "AUTHENTICATE PLAIN");
        fixture_end(&f);
}

static void test_wrong_password(void **state)
{
        static const char *const refusals[] = {
                ":s 904 * :SASL authentication failed\r\n", ":s 902 * :You must use a nick assigned to you\r\n",
                ":s 905 * :SASL message too long\r\n", ":s 906 * :SASL authentication aborted\r\n",
                ":s 907 * :You have already authenticated using SASL\r\n",
                ":s 908 * EXTERNAL :are available SASL mechanisms\r\n:s 904 * :failed\r\n",
        };

        for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
                struct fixture f;

                begin(&f, MECHANISM_PLAIN, MECHANISM_SCRAM_SHA_256);
                fixture_start(&f);
                assert_string_equal(offer(&f, ""), "AUTHENTICATE PLAIN");
                scripted_say(&f.server, "AUTHENTICATE +\r\n");
                fixture_expect(&f, "AUTHENTICATE");
                scripted_say(&f.server, refusals[i]);
                if (i < 5) { /* the second of bot.cfg, in its turn */
                        assert_string_equal(fixture_expect(&f, ""), "AUTHENTICATE SCRAM-SHA-256");
                        scripted_say(&f.server, refusals[i]);
                }
                left(&f, i < 5 ? "SCRAM-SHA-256 was refused" : "SCRAM-SHA-256 is not offered");
                fixture_end(&f);
        }
}

/* It is corrected in its file while the bot waits to try again: then it need not wait. */
static void test_a_corrected_password(void **state)
{
        struct config_network other;
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        f.timing.retry_soon = f.timing.retry_least = f.timing.retry_most = 600000;
        fixture_start(&f);
        offer(&f, "PLAIN");
        scripted_say(&f.server, "AUTHENTICATE +\r\n");
        fixture_expect(&f, "AUTHENTICATE");
        scripted_say(&f.server, ":s 904 * :SASL authentication failed\r\n");
        while (f.network->stage != STAGE_WAITING)
                uv_run(&f.loop, UV_RUN_ONCE);
        other = f.config;
        network_change(f.network, &other); /* a reload for another reason */
        scripted_run(&f.loop, 20);
        assert_int_equal(f.server.accepted, 1);
        f.config.sasl.password.sum++;
        network_change(f.network, &f.config);
        fixture_until(&f, &f.server.accepted, 2);
        fixture_end(&f);
}

/* PLAIN with long passwords: base64 of 396, 400, 404, 800 and 1200 bytes. */
static void test_long_passwords(void **state)
{
        static const size_t sizes[] = {396, 400, 404, 800, 1200};
        char password[1000];

        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
                size_t got = 0, lines = 0;
                struct fixture f;

                memset(password, 'p', sizeof password);
                password[sizes[i] / 4 * 3 - 12] = '\0'; /* "cramp\0cramp\0" are 12 bytes */
                begin(&f, MECHANISM_PLAIN, -1);
                f.config.sasl.password.text = password;
                fixture_start(&f);
                offer(&f, "PLAIN");
                scripted_say(&f.server, "AUTHENTICATE +\r\n");
                for (;;) {
                        const char *piece = payload_of(&f);

                        lines++;
                        if (strcmp(piece, "+") != 0)
                                got += strlen(piece);
                        if (strlen(piece) < 400)
                                break;
                }
                assert_int_equal(got, sizes[i]);
                assert_int_equal(lines, sizes[i] / 400 + 1);
                success(&f);
                welcomed(&f);
                assert_null(strstr(logged, "ppp"));
                fixture_end(&f);
        }
}

/* A server that says nothing more is not waited for again and again. */
static void test_silent(void **state)
{
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        f.config.sasl.on_failure = FAILURE_GO_ON;
        f.timing.registration = 400;
        fixture_start(&f);
        for (int i = 0; i < 2; i++)
                assert_string_equal(offer(&f, "PLAIN"), "AUTHENTICATE PLAIN");
        f.network->timing.registration = timing_default.registration; /* from the next connection on */
        fixture_expect(&f, "USER ");
        scripted_say(&f.server, "CAP * LS :sasl=PLAIN\r\n:s CAP * ACK :sasl\r\n");
        fixture_expect(&f, "CAP END");
        fixture_welcome(&f, "crampbot");
        fixture_expect(&f, "JOIN #cramps");
        fixture_end(&f);
}

/* Services come and go while the bot is online. */
static void test_new_and_del(void **state)
{
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        f.config.sasl.on_failure = FAILURE_GO_ON;
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        scripted_say(&f.server, "CAP * LS :chghost\r\n");
        scripted_say(&f.server, ":s CAP * ACK :chghost\r\n");
        fixture_expect(&f, "CAP END");
        fixture_welcome(&f, "crampbot");
        fixture_expect(&f, "JOIN #cramps");
        scripted_say(&f.server, ":s CAP crampbot NEW :setname\r\n");
        assert_string_equal(fixture_expect(&f, "CAP"), "CAP REQ :setname");
        scripted_say(&f.server, ":s CAP crampbot ACK :setname\r\n");
        fixture_quiet(&f, "AUTHENTICATE");
        for (int i = 0; i < 2; i++) {
                scripted_say(&f.server, ":s CAP crampbot NEW :sasl=PLAIN\r\n");
                assert_string_equal(fixture_expect(&f, "CAP"), "CAP REQ :sasl");
                scripted_say(&f.server, ":s CAP crampbot ACK :sasl\r\n");
                if (i == 0) {
                        assert_string_equal(fixture_expect(&f, "AUTH"), "AUTHENTICATE PLAIN");
                        scripted_say(&f.server, "AUTHENTICATE +\r\n");
                        fixture_expect(&f, "AUTHENTICATE Y3");
                        success(&f);
                } else {
                        fixture_quiet(&f, "AUTHENTICATE"); /* still logged in */
                }
                fixture_quiet(&f, "CAP END");
                scripted_say(&f.server, ":s CAP crampbot DEL :sasl chghost\r\n");
                fixture_quiet(&f, "CAP");
                assert_int_equal(f.network->registration.enabled, CAP_SETNAME);
        }
        assert_non_null(strstr(logged, "logged in as \"cramp\""));
        /* Logged out by services that went: back when they are. */
        scripted_say(&f.server, ":s 901 crampbot crampbot!c@d :You are now logged out\r\n");
        scripted_say(&f.server, ":s CAP crampbot NEW :sasl=PLAIN\r\n");
        fixture_expect(&f, "CAP REQ :sasl");
        scripted_say(&f.server, ":s CAP crampbot ACK :sasl\r\n");
        fixture_expect(&f, "AUTHENTICATE PLAIN");
        scripted_say(&f.server, "AUTHENTICATE +\r\n");
        fixture_expect(&f, "AUTHENTICATE Y3");
        scripted_say(&f.server, ":s 904 crampbot :no\r\n");
        fixture_quiet(&f, "QUIT"); /* online it stays */
        assert_string_equal(network_state(f.network), "online");
        fixture_end(&f);
}

/* Capabilities in many lines, and refused ones one by one. */
static void test_caps(void **state)
{
        static const char *const all = "CAP REQ :message-tags account-tag server-time chghost account-notify "
                                       "extended-join batch multi-prefix setname";
        static const char *const each[] = {"message-tags", "account-tag", "server-time", "chghost", "account-notify",
                                           "extended-join", "batch", "multi-prefix", "setname"};
        struct fixture f;
        char text[300];

        fixture_begin(&f);
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        scripted_say(&f.server, "CAP * LS * :message-tags account-tag=1 server-time echo-message\r\n");
        scripted_say(&f.server, "CAP * LS * :  chghost account-notify  \r\nCAP * LS * :\r\n");
        fixture_quiet(&f, "CAP");
        scripted_say(&f.server, "CAP * LS :extended-join batch multi-prefix setname sasl=PLAIN away-notify\r\n");
        assert_string_equal(fixture_expect(&f, "CAP"), all);
        scripted_say(&f.server, ":s CAP * NAK :all of it\r\n");
        for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
                snprintf(text, sizeof text, "CAP REQ :%s", each[i]);
                assert_string_equal(fixture_expect(&f, "CAP"), text);
                snprintf(text, sizeof text, ":s CAP * %s :%s\r\n", i == 2 ? "NAK" : "ACK", each[i]);
                scripted_say(&f.server, text);
        }
        assert_string_equal(fixture_expect(&f, "CAP"), "CAP END");
        fixture_welcome(&f, "crampbot");
        fixture_expect(&f, "JOIN #cramps");
        assert_int_equal(f.network->registration.enabled, 511 & ~CAP_SERVER_TIME);
        fixture_end(&f);
}

/* Services that do not answer are asked again now and then. */
static void test_retry(void **state)
{
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        f.config.sasl.on_failure = FAILURE_GO_ON;
        f.timing.whois = 200; /* a busy machine has answered by then */
        fixture_start(&f);
        offer(&f, "PLAIN");
        scripted_say(&f.server, ":s 906 * :SASL authentication aborted\r\n");
        welcomed(&f);
        fixture_expect(&f, "AUTHENTICATE PLAIN"); /* and no answer: */
        fixture_expect(&f, "AUTHENTICATE *");
        fixture_expect(&f, "AUTHENTICATE PLAIN");
        scripted_say(&f.server, "AUTHENTICATE +\r\n");
        fixture_expect(&f, "AUTHENTICATE Y3");
        success(&f);
        fixture_logged(&f, "logged in by PLAIN");
        f.server.looked_at = f.server.used;
        scripted_run(&f.loop, 450);
        fixture_quiet(&f, "AUTHENTICATE");
        fixture_end(&f);
}

/* SASL fails, and NickServ is asked; joins wait for it. */
static void test_nickserv(void **state)
{
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        f.config.sasl.on_failure = FAILURE_NICKSERV;
        f.config.nickserv = (struct config_nickserv){.wanted = true, .nick = "NickServ@services.test",
                                                     .account = "cramp", .without_tls = true,
                                                     .password = {.text = PASSWORD}};
        fixture_start(&f);
        offer(&f, "PLAIN");
        scripted_say(&f.server, "AUTHENTICATE +\r\n");
        fixture_expect(&f, "AUTHENTICATE");
        scripted_say(&f.server, ":s 904 * :no\r\n");
        assert_string_equal(fixture_expect(&f, ""), "CAP END");
        fixture_welcome(&f, "crampbot");
        assert_string_equal(fixture_expect(&f, "PRIVMSG"), "PRIVMSG NickServ@services.test :IDENTIFY cramp " PASSWORD);
        fixture_quiet(&f, "JOIN");
        scripted_say(&f.server, ":mallory!m@m NOTICE crampbot :You are now identified\r\n");
        fixture_quiet(&f, "JOIN");
        scripted_say(&f.server, ":nickserv!services@services.test NOTICE crampbot :You are now identified\r\n");
        fixture_expect(&f, "JOIN #cramps");
        nothing_secret(&f);
        fixture_end(&f);
        /* Without TLS the password is not said. */
        begin(&f, MECHANISM_PLAIN, -1);
        f.config.sasl.mechanism_count = 0;
        f.config.nickserv = (struct config_nickserv){.wanted = true, .nick = "NickServ",
                                                     .password = {.text = PASSWORD}};
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        fixture_welcome(&f, "crampbot");
        fixture_expect(&f, "JOIN #cramps");
        fixture_quiet(&f, "PRIVMSG");
        assert_non_null(strstr(logged, "nickserv.without_tls"));
        fixture_end(&f);
}

/* Services that are down are asked again later, and nothing waits for them. */
static void test_nickserv_is_away(void **state)
{
        static const char *const words[] = {":s 401 crampbot NickServ :No such nick\r\n",
                                            ":s 440 crampbot NickServ :Services are currently down\r\n"};
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        f.config.sasl.mechanism_count = 0;
        f.config.nickserv = (struct config_nickserv){.wanted = true, .nick = "NickServ@services.test",
                                                     .without_tls = true, .password = {.text = PASSWORD}};
        f.timing.whois = 300;
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        fixture_welcome(&f, "crampbot");
        for (size_t i = 0; i < 2; i++) {
                uint64_t begun = uv_hrtime();

                fixture_expect(&f, "PRIVMSG NickServ@services.test :IDENTIFY " PASSWORD);
                assert_true(!i || uv_hrtime() - begun >= 200000000);
                scripted_say(&f.server, words[i]);
                if (!i)
                        fixture_expect(&f, "JOIN #cramps");
        }
        fixture_expect(&f, "PRIVMSG NickServ@services.test :IDENTIFY " PASSWORD);
        scripted_say(&f.server, ":NickServ!services@services.test NOTICE crampbot :You are now identified\r\n"
                                ":s 401 crampbot anna :No such nick\r\n");
        scripted_run(&f.loop, 700);
        fixture_quiet(&f, "IDENTIFY");
        nothing_secret(&f);
        fixture_end(&f);
}

/* What the log says to do about a channel for registered nicks is of use at once. */
static void test_nickserv_of_another_bot_cfg(void **state)
{
        struct config_network other;
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        f.config.sasl.mechanism_count = 0;
        fixture_start(&f);
        fixture_online(&f);
        other = f.config;
        other.nickserv = (struct config_nickserv){.wanted = true, .nick = "NickServ", .password = {.text = "wrong"}};
        network_change(f.network, &other);
        fixture_quiet(&f, "PRIVMSG");
        assert_non_null(strstr(logged, "nickserv.without_tls"));
        f.config.nickserv = other.nickserv;
        f.config.nickserv.without_tls = true;
        network_change(f.network, &f.config);
        fixture_expect(&f, "PRIVMSG NickServ :IDENTIFY wrong");
        other = f.config;
        other.nickserv.password.text = PASSWORD;
        network_change(f.network, &other);
        fixture_expect(&f, "PRIVMSG NickServ :IDENTIFY " PASSWORD);
        f.config.nickserv = other.nickserv;
        network_change(f.network, &f.config); /* the same again */
        fixture_quiet(&f, "PRIVMSG");
        wire_close(f.network->wire, "at its end");
        logged[0] = '\0';
        other.nickserv.password.text = "the third";
        network_change(f.network, &other);
        assert_non_null(strstr(logged, "not asked: the connection is at its end"));
        f.config.nickserv.password.text = "";
        network_change(f.network, &f.config);
        assert_non_null(strstr(logged, "not asked: the password is empty"));
        fixture_end(&f);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_plain), cmocka_unit_test(test_external),
                cmocka_unit_test(test_not_tried), cmocka_unit_test(test_no_sasl),
                cmocka_unit_test(test_sasl_goes), cmocka_unit_test(test_wrong_password),
                cmocka_unit_test(test_a_corrected_password), cmocka_unit_test(test_long_passwords),
                cmocka_unit_test(test_silent), cmocka_unit_test(test_new_and_del),
                cmocka_unit_test(test_caps), cmocka_unit_test(test_retry), cmocka_unit_test(test_nickserv),
                cmocka_unit_test(test_nickserv_is_away), cmocka_unit_test(test_nickserv_of_another_bot_cfg),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
