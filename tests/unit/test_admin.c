/* test_admin.c - who may command the bot, and what those can do who may not. What the commands do is
 * test_admin_commands.c's, how an account is proven test_trust.c's.
 */
#include "admin_fixture.h"

/* -- who ---------------------------------------------------------------------- */

static void who_may(void **state)
{
        static const struct { struct who who; bool may; } cases[] = {
                {{"anna!a@b", "boss["}, true},
                {{"anna!a@b", "BOSS{"}, true}, /* the same name on such a network */
                {{"boss[!boss@boss", ""}, false}, /* a nick is nothing */
                {{"boss{!boss@boss", NULL}, false},
                {{"anna!a@b", "boss"}, false},
                {{"anna!a@b", "boss[[" }, false},
                {{"anna!a@b", ""}, false},
                {{"x!root@pc.home.example", ""}, true},
                {{"x!root@pc.home.example", NULL}, true},
                {{"x!root@home.example", ""}, false},
                {{"x!root@pc.home.example.evil.example", ""}, false},
                {{"root!x@pc.home.example", ""}, false},
                {{"x!y!root@pc.home.example", ""}, true}, /* no server lets such a one be */
                {{"x!a@office.example", "both"}, true},
                {{"x!a@office.example", ""}, false},
                {{"x!a@elsewhere", "both"}, false},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                start();
                say(&cases[i].who, "status");
                if ((*told != '\0') != cases[i].may)
                        fail_msg("%zu: %s as %s: %s", i, cases[i].who.source, cases[i].who.proven, told);
                stop();
        }
}

/* Two names that another network takes for one. */
static void who_may_by_casemapping(void **state)
{
        const struct who lower = {"x!y@z", "boss{"}, upper = {"x!y@z", "BOSS["};

        start();
        fake_ascii = true;
        say(&lower, "status");
        assert_string_equal(told, "");
        say(&upper, "status");
        assert_string_not_equal(told, "");
        stop();
}

static void admins_of_another_network(void **state)
{
        const struct who both = {"x!a@office.example", "both"};

        start();
        hear("b", &boss, NULL, "status", false);
        assert_string_equal(told, "");
        hear("b", &both, NULL, "status", false);
        assert_string_not_equal(told, "");
        stop();
}

/* A stranger's words go to the plugins as ever, commands or not; nothing is told,
 * looked up, changed. */
static void strangers_see_nothing(void **state)
{
        static const char *const words[] = {
                "status", "help", "help set", "admin help", "admin", "set", "set #one prefix !x", "quit", "quit now", "reload",
                "reload force", "reload plugin", "ignore anna", "ignores", "quiet #one", "speak #one", "join #evil", "part #one",
                "save", "counted", "repeat 3 x", "log level debug", "more", "networks", "unset #one", "unignore x",
                "@account=boss[ status", "account boss[", ":boss[!a@b PRIVMSG bot :quit",
        };
        struct stat is;

        start();
        may_identify = true; /* it would be asked, if there were anything to ask */
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
                say(&stranger, words[i]);
                hear("a", &boss, "#one", words[i], false); /* in a channel nobody commands */
        }
        hear("a", &stranger, NULL, "#evil", true);
        assert_string_equal(told, "");
        assert_string_equal(said, "reply That is 1 word., "); /* "counted", as the plugin hears it */
        said[0] = '\0';
        assert_int_equal(identified, 0);
        assert_int_equal(stat(path_of("state/runtime.cfg"), &is), -1);
        hear("a", &stranger, NULL, "count help me", false); /* the plugin's own word */
        assert_string_equal(said, "reply That is 2 words., ");
        stop();
}

/* Where the server does not name accounts, it is asked, but for words only that
 * are a command's for sure. */
static void asked_about(void **state)
{
        const struct who unknown = {"anna!a@b", NULL};
        static const struct { const char *text; bool asked; } cases[] = {
                {"status", true}, {"STATUS", true}, {"status of my leg", false}, {"help", false}, {"help set", false},
                {"admin help", true}, {"set in an hour ago, my calf is swollen", false}, {"set", true}, {"set #one prefix !x", true},
                {"set a/#one", true}, {"set lines 2", true}, {"admin set in", true}, {"quit", true},
                {"quit smoking, does it help?", false}, {"admin quit bye", true}, {"counted", false}, {"admin counted", true}, {"repeat 2 x", false}, {"more", false},
                {"hello", false}, {"admin hello", false}, {"status\x02", false}, {"status\xFF", false}, {"", false}, {" ", false},
        };

        start();
        may_identify = true;
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                size_t before = identified;

                say(&unknown, cases[i].text);
                if ((identified > before) != cases[i].asked)
                        fail_msg("\"%s\"", cases[i].text);
        }
        assert_string_equal(told, "");
        assert_int_equal(identified_known, 0);
        say(&boss, "status"); /* from the same host, and proven */
        say(&(struct who){boss.source, NULL}, "status");
        assert_int_equal(identified_known, 1);
        told[0] = '\0';
        hear("b", &unknown, NULL, "status", false); /* nobody there is an admin by account alone */
        assert_string_equal(told, "");
        /* Asked too often already: as any words. */
        may_identify = false;
        said[0] = '\0';
        hear("a", &unknown, NULL, "count one", false);
        assert_string_equal(said, "reply That is 1 word., ");
        stop();
}

/* An entry with both asks about those only whom the mask fits. */
static void asked_about_by_mask(void **state)
{
        const struct who office = {"x!a@office.example", NULL}, other = {"x!a@elsewhere", NULL};

        start();
        may_identify = true;
        hear("b", &other, NULL, "status", false);
        assert_int_equal(identified, 0);
        hear("b", &office, NULL, "status", false);
        assert_int_equal(identified, 1);
        stop();
}

/* -- operators -------------------------------------------------------------------- */

static void operators_command_their_channel(void **state)
{
        static const char *const others[] = {"status", "save", "join #x", "ignore x", "reload", "quit", "networks", "log level debug",
                                             "help", "counted", "part #one", "admin status", "admin repeat 2 x"};

        start();
        operators = "#one olga";
        for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
                say(&operator, others[i]);
                if (*told)
                        fail_msg("%s: %s", others[i], told);
        }
        hear("a", &operator, NULL, "#evil", true);
        assert_string_equal(told, "");
        say(&operator, "quiet #one 1h");
        assert_non_null(strstr(told, "Quiet in #one"));
        say(&operator, "speak"); /* there is one channel only that they can mean */
        assert_non_null(strstr(told, "Speaking in #one"));
        say(&operator, "set #one prefix !op");
        assert_string_equal(on("a")->config->channel[0].manner.prefix, "!op");
        say(&operator, "set lines 2");
        assert_int_equal(on("a")->config->channel[0].manner.lines, 2);
        say(&operator, "quiet #two");
        assert_non_null(strstr(told, "an operator, and in no other"));
        say(&operator, "set #two prefix x");
        assert_non_null(strstr(told, "and in no other"));
        say(&operator, "set a prefix x");
        assert_non_null(strstr(told, "and in no other"));
        say(&operator, "set b/#one prefix x");
        assert_non_null(strstr(told, "and in no other"));
        assert_null(on("a")->config->channel[1].manner.prefix);
        say(&operator, "set #one operators false");
        assert_non_null(strstr(told, "for the bot's admins"));
        say(&operator, "set #one busy I am an evil bot");
        assert_non_null(strstr(told, "for the bot's admins"));
        stop();
}

static void operators_fresh_and_seldom(void **state)
{
        int done_so_far = 0;

        start();
        operators = "#one olga";
        say(&operator, "admin counted");
        assert_string_equal(told, "olga<0 times, says one of #one\n");
        say(&operator, "admin help");
        assert_non_null(strstr(told, "Commands: quiet speak set unset more help counted\n"));
        operators = NULL; /* deopped */
        say(&operator, "quiet #one");
        assert_string_equal(told, "");
        operators = "#one olga";
        for (int i = 0; i < 30; i++) {
                say(&operator, i % 2 ? "speak #one" : "quiet #one");
                done_so_far += *told != '\0';
        }
        assert_in_range(done_so_far, 1, 12);
        stop();
}

/* -- attacks ------------------------------------------------------------------------ */

/* Control codes and broken UTF-8 in every place: no command, no trace. */
static void control_codes(void **state)
{
        static const char *const texts[] = {
                "join #a\x01", "set #one prefix \x02!", "ignore a\x1f!*@*", "log level \x03info", "quiet #one\x07", "help \x1b[31m",
                "save\xC0\x80", "join #\xFF", "part \x7F#one", "unset \xE2\x80\xA8", "quit bye\x0FQUIT",
        };

        start();
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
                say(&boss, texts[i]);
                assert_string_equal(told, "");
        }
        assert_string_equal(said, "");
        assert_int_equal(quits, 0);
        /* As text of a setting, quotes and backslashes survive the file. */
        expect_told("set a busy a\"; }; host = \"evil\\x00", "busy = ");
        stop();
        start_again();
        assert_string_equal(on("a")->config->manner.busy, "a\"; }; host = \"evil\\x00");
        assert_string_equal(on("a")->config->host, "a");
        stop();
}

static void bounded(void **state)
{
        char text[100];
        struct stat is;

        start();
        for (int i = 0; i < 3000; i++) {
                snprintf(text, sizeof text, "ignore n%d!*@host%d.example", i, i);
                say(&boss, text);
        }
        assert_non_null(strstr(told, "There are too many"));
        for (int i = 0; i < 1000; i++) {
                snprintf(text, sizeof text, "join #c%d", i);
                say(&boss, text);
        }
        assert_non_null(strstr(told, "too many"));
        assert_int_equal(on("a")->config->channel_count, CONFIG_CHANNELS_MAX);
        assert_int_equal(stat(path_of("state/runtime.cfg"), &is), 0);
        assert_true(is.st_size < 200000);
        assert_int_equal(is.st_mode & 077, 0);
        stop();
        start_again();
        assert_int_equal(on("a")->config->channel_count, CONFIG_CHANNELS_MAX);
        stop();
}

/* -- news ------------------------------------------------------------------------------ */

static void news(void **state)
{
        struct network_message message = {.network = "a", .nick = "anna", .source = "anna!a@b.example", .proven = "boss[",
                                          .self = "bot", .text = "It is broken.", .length = 13, .line_bytes = 400, .news = true};
        start();
        say(&boss, "status");
        bot_tell_admins(bot, "It is broken.");
        /* Who was here, and who may be by the account's name; each is looked up. */
        assert_string_equal(confirmed, "a/anna!a@b.example<It is broken.\na/boss[<It is broken.\n"
                                       "a/both<It is broken.\nb/both<It is broken.\n");
        told[0] = '\0';
        message.manner = &on("a")->config->manner;
        on("a")->events.message(on("a")->events.context, on("a"), &message);
        assert_string_equal(told, "anna<It is broken.\n");
        told[0] = '\0';
        message.proven = "other"; /* somebody else by now */
        on("a")->events.message(on("a")->events.context, on("a"), &message);
        assert_string_equal(told, "");
        stop();
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(who_may), TEST(who_may_by_casemapping), TEST(admins_of_another_network), TEST(strangers_see_nothing),
                TEST(asked_about), TEST(asked_about_by_mask), TEST(operators_command_their_channel),
                TEST(operators_fresh_and_seldom), TEST(control_codes), TEST(bounded), TEST(news),
        };

        return cmocka_run_group_tests(tests, set_up, take_down);
}
