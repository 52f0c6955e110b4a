/* test_admin_commands.c - what the bot's commands do, what they keep, and what they say when they cannot. */
#include "admin_fixture.h"

static void helping(void **state)
{
        static const char *const names[] = {
                "status", "networks", "join", "part", "quiet", "speak", "set", "unset", "save", "ignore", "unignore", "ignores",
                "reload", "log", "quit", "more", "help", "counted", "repeat",
        };
        char text[100];

        start();
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
                expect_told("help", names[i]);
                snprintf(text, sizeof text, "help %s", names[i]);
                expect_told(text, names[i]);
                assert_non_null(strstr(told, " - "));
        }
        expect_told("help nonsense", "There is no command \"nonsense\"");
        expect_told("Help SET", "set [WHERE]");
        expect_told("admin help set", "set [WHERE]");
        expect_told("ignore", "ignore [NETWORK/]WHOM"); /* too few words: how it goes */
        say(&boss, "ignore me please dear bot"); /* a sentence */
        assert_string_equal(told, "");
        expect_told("admin ignore a b c", "ignore [NETWORK/]WHOM");
        say(&boss, "set in an hour ago, my leg is swollen");
        assert_string_equal(told, "");
        say(&boss, "quit smoking, would that help?");
        assert_string_equal(told, "");
        say(&boss, "help my leg");
        assert_string_equal(told, "");
        say(&boss, "save my leg, please");
        assert_string_equal(told, "");
        say(&boss, "quiet #one for how long?");
        assert_string_equal(told, "");
        assert_int_equal(quits, 0);
        /* A word too many. */
        expect_told("quiet #one 2 hours", "quiet [NETWORK/]#CHANNEL [DURATION] - ");
        expect_told("part a/#one bye and thanks", "part [NETWORK/]#CHANNEL - ");
        expect_told("save now", "save - ");
        assert_false(on("a")->config->channel[0].manner.quiet);
        assert_int_equal(on("a")->config->channel_count, 2);
        expect_told("status", "network ");
        expect_told("networks", "anna<a\nanna<b\n");
        stop();
}

static void channels_that_are_none(void **state)
{
        start();
        expect_told("join #three #four", "one channel at a time");
        assert_int_equal(on("a")->config->channel_count, 2);
        expect_told("ignore #one", "#one is a channel, and no person; `quiet #one`");
        expect_told("ignore a/#one 1h", "`quiet a/#one`");
        assert_int_equal(on("a")->config->ignore_count, 0);
        stop();
}

static void setting(void **state)
{
        start();
        expect_told("set", "Nothing has been set");
        expect_told("set #one prefix !x", "#one on a: prefix = \"!x\"");
        assert_string_equal(said, "adjust b, adjust a, ");
        assert_string_equal(on("a")->config->channel[0].manner.prefix, "!x");
        expect_told("set #ONE", "prefix \"!x\"");
        expect_told("set #one limits.questions", "limits.questions = 6");
        expect_told("set a/#one limits.questions 3", "limits.questions = 3");
        assert_int_equal(on("a")->config->channel[0].manner.limits.questions, 3);
        assert_int_equal(on("a")->config->channel[1].manner.limits.questions, 6);
        expect_told("set b ambient on", "b: ambient = true");
        assert_true(on("b")->config->manner.ambient);
        expect_told("set reply notice", "a: reply = \"notice\"");
        assert_true(on("a")->config->channel[1].manner.notice);
        expect_told("set a reply", "reply = notice");
        expect_told("set busy Come back \"soon\", please", "busy = ");
        assert_string_equal(on("a")->config->manner.busy, "Come back \"soon\", please");
        expect_told("set a busy \"\"", "busy = \"\"");
        assert_string_equal(on("a")->config->manner.busy, "");
        expect_told("set", "a/#one: prefix \"!x\", limits.questions 3");
        /* What will not do changes nothing. */
        expect_told("set #one lines 9", "lines: 9 is out of range; 1 to 5");
        expect_told("set #one lines many", "lines: 1 to 5 would be right");
        expect_told("set #one lines 99999999999999999999", "would be right");
        expect_told("set #one ambient perhaps", "true or false");
        expect_told("set #one reply loudly", "reply: \"loudly\" will not do");
        expect_told("set #one limits.loops 1", "There is no key \"limits.loops\"; there are: prefix");
        expect_told("set #one limits 1", "There is no key");
        expect_told("set #one host evil.example", "There is no key \"host\"");
        expect_told("set #none prefix x", "no channel of mine");
        expect_told("set nowhere prefix x", "no key, channel or network");
        assert_int_equal(on("a")->config->channel[0].manner.lines, 1);
        stop();
        start_again(); /* it outlives the process */
        assert_string_equal(on("a")->config->channel[0].manner.prefix, "!x");
        assert_string_equal(on("a")->config->manner.busy, "");
        expect_told("unset #one limits.questions", "limits.questions as bot.cfg has it");
        assert_int_equal(on("a")->config->channel[0].manner.limits.questions, 6);
        expect_told("unset #one limits.questions", "nothing of that");
        expect_told("unset #one", "all as bot.cfg has it");
        assert_null(on("a")->config->channel[0].manner.prefix);
        expect_told("unset b", "as bot.cfg has it");
        expect_told("unset a", "as bot.cfg has it");
        expect_told("set", "Nothing has been set");
        stop();
}

static void channels_come_and_go(void **state)
{
        start();
        expect_told("join #new sesame", "Joining #new on a");
        assert_string_equal(said, "adjust b, adjust a, rejoin #new, ");
        assert_string_equal(on("a")->config->channel[2].name, "#new");
        assert_string_equal(on("a")->config->channel[2].key, "sesame");
        expect_told("set", "a/#new: joined true, key (secret)");
        expect_told("join b/#b", "Joining #b on b");
        assert_string_equal(on("b")->config->channel[0].name, "#b");
        expect_told("part #one", "Left #one on a");
        assert_int_equal(on("a")->config->channel_count, 2);
        expect_told("part #one", "no channel of mine");
        expect_told("join nonsense", "Which channel?");
        expect_told("join #a,#b", "Which channel?");
        stop();
        start_again();
        assert_int_equal(on("a")->config->channel_count, 2);
        assert_string_equal(on("a")->config->channel[1].name, "#new");
        /* bot.cfg's channel is bot.cfg's again, and nothing is kept of it. */
        expect_told("join #one", "Joining #one on a");
        assert_int_equal(on("a")->config->channel_count, 3);
        expect_told("part #new", "Left #new on a");
        expect_told("part b/#b", "Left #b on b");
        expect_told("set", "Nothing has been set");
        assert_null(strstr(get("state/runtime.cfg"), "sesame"));
        /* Invited by an admin. */
        told[0] = '\0';
        hear("a", &boss, NULL, "#party", true);
        assert_non_null(strstr(told, "Joining #party on a"));
        hear("a", &boss, NULL, "no channel", true);
        hear("a", &boss, NULL, "#x\x02,y", true);
        assert_int_equal(on("a")->config->channel_count, 3);
        stop();
}

static void being_quiet(void **state)
{
        start();
        expect_told("quiet #one 2h", "Quiet in #one on a for 2 h 0 min");
        assert_true(on("a")->config->channel[0].manner.quiet);
        expect_told("quiet #two", "Quiet in #two on a until `speak`");
        stop();
        start_again();
        assert_true(on("a")->config->channel[0].manner.quiet);
        assert_true(on("a")->config->channel[1].manner.quiet);
        expect_told("speak #one", "Speaking in #one on a again");
        expect_told("speak #one", "I am not quiet");
        expect_told("speak #two", "Speaking in #two");
        assert_false(on("a")->config->channel[1].manner.quiet);
        expect_told("quiet", "Which channel?");
        expect_told("quiet #one soon", "\"soon\" is no time");
        expect_told("quiet #one 2", "is no time");
        expect_told("quiet #one 99999999999w", "is no time");
        expect_told("set #two quiet true", "quiet = true");
        expect_told("speak #two", "Speaking in #two");
        stop();
        /* Where bot.cfg itself says so, speak holds against it. */
        write_config(NETWORK("a", "channels = ( { name = \"#one\"; quiet = true; } ); ") "," NETWORK("b", ""), "");
        start_again();
        expect_told("speak #one", "Speaking in #one");
        assert_false(on("a")->config->channel[0].manner.quiet);
        stop();
}

static void ignoring(void **state)
{
        start();
        expect_told("ignore *!*@spam.example 1d", "Ignoring *!*@spam.example on a for 1 d 0 h");
        expect_told("ignore account:troll", "Ignoring account:troll on a until `unignore`");
        assert_non_null(strstr(told, "does not tell the account"));
        names_accounts = true;
        expect_told("ignore account:troll", "Ignoring");
        assert_null(strstr(told, "does not tell"));
        expect_told("ignore b/bad*!*@*/slash", "Ignoring bad*!*@*/slash on b");
        assert_int_equal(on("a")->config->ignore_count, 2);
        assert_string_equal(on("b")->config->ignore[0], "bad*!*@*/slash");
        expect_told("ignores", "b/bad*!*@*/slash, for good, by account Boss{");
        expect_told("ignore anna", "That would be yourself");
        expect_told("ignore *!*@b.example", "That would be yourself");
        expect_told("ignore account:BOSS[", "That would be yourself");
        expect_told("ignore *", "will not do");
        expect_told("ignore x forever", "\"forever\" will not do");
        expect_told("unignore nobody", "not ignored by command");
        expect_told("unignore account:Troll", "answered again");
        expect_told("unignore b/BAD*!*@*/slash", "answered again");
        assert_int_equal(on("a")->config->ignore_count, 1);
        stop();
        start_again();
        assert_int_equal(on("a")->config->ignore_count, 1);
        hear("a", &(struct who){"an\xE9!root@\xFF.home.example", ""}, NULL, "ignore y!*@spam.example", false);
        assert_int_equal(on("a")->config->ignore_count, 2);
        stop();
        start_again(); /* a name that is no UTF-8 does not break the file */
        assert_int_equal(on("a")->config->ignore_count, 2);
        stop();
}

static void on_turn(uv_timer_t *timer)
{
        uv_stop(timer->loop);
        uv_close((uv_handle_t *)timer, NULL);
}

static void run_a_little(void)
{
        static uv_timer_t timer;

        uv_timer_init(&loop, &timer);
        uv_timer_start(&timer, on_turn, 50, 0);
        uv_run(&loop, UV_RUN_DEFAULT);
}

static void what_is_over_ends(void **state)
{
        start();
        expect_told("ignore x!*@spam.example 1s", "for 1 s");
        expect_told("quiet #one 1s", "for 1 s");
        assert_int_equal(on("a")->config->ignore_count, 1);
        for (time_t end = time(NULL) + 10; on("a")->config->ignore_count && time(NULL) < end;)
                run_a_little();
        assert_int_equal(on("a")->config->ignore_count, 0);
        assert_false(on("a")->config->channel[0].manner.quiet);
        assert_null(strstr(get("state/runtime.cfg"), "spam"));
        /* Also when that cannot be written. */
        expect_told("ignore x!*@spam.example 1s", "for 1 s");
        assert_int_equal(rename(path_of("state"), path_of("away")), 0);
        write_file("state", ""); /* a file in the folder's place, which stops root, too */
        for (time_t end = time(NULL) + 10; on("a")->config->ignore_count && time(NULL) < end;)
                run_a_little();
        assert_int_equal(unlink(path_of("state")) || rename(path_of("away"), path_of("state")), 0);
        assert_int_equal(on("a")->config->ignore_count, 0);
        stop();
}

static void reloading(void **state)
{
        start();
        expect_told("set #one prefix !x", "prefix");
        expect_told("reload", "Reloaded.");
        assert_string_equal(on("a")->config->channel[0].manner.prefix, "!x"); /* still over it */
        expect_told("reload plugin", "with the plugins' code");
        expect_told("reload plugin example", "with the plugins' code");
        expect_told("reload plugin other", "There is no plugin \"other\"");
        expect_told("reload harder", "reload [force | plugin [NAME]]");
        write_file("bot.cfg", "networks = 5;\nplugins = ();\n");
        expect_told("reload force", "bot.cfg:1: networks: must be a list");
        assert_non_null(strstr(told, "Not reloaded"));
        /* A command has nothing to do with what somebody is editing just now. */
        expect_told("set #one prefix !y", "prefix = \"!y\"");
        assert_string_equal(on("a")->config->channel[0].manner.prefix, "!y");
        /* bot.cfg without the channel, then without the network: what was set lies idle. */
        write_config(NETWORK("a", "") "," NETWORK("b", ""), "");
        expect_told("reload", "Reloaded.");
        assert_int_equal(on("a")->config->channel_count, 0);
        write_config(NETWORK("a", CHANNELS) "," NETWORK("b", ""), "");
        expect_told("reload", "Reloaded.");
        assert_string_equal(on("a")->config->channel[0].manner.prefix, "!y");
        stop();
}

static void saving(void **state)
{
        char wanted[200];

        start();
        expect_told("save", "Nothing has been set");
        expect_told("set #one prefix !x", "prefix");
        /* What cannot be read may be anybody's: here a link that leads nowhere but to itself. */
        assert_int_equal(symlink("saved.cfg", path_of("state/saved.cfg")), 0);
        expect_told("save", "somebody's own");
        unlink(path_of("state/saved.cfg"));
        expect_told("save", "@include \"state/saved.cfg\"");
        assert_non_null(strstr(get("state/saved.cfg"), "prefix = \"!x\""));
        write_config(NETWORK("a", CHANNELS) "," NETWORK("b", ""), "@include \"state/saved.cfg\"");
        expect_told("reload", "Reloaded.");
        expect_told("set #one limits.loop 7", "loop");
        expect_told("part #two", "Left");
        expect_told("save", "Saved into \"");
        assert_null(strstr(told, "@include"));
        snprintf(wanted, sizeof wanted, "%s", get("state/saved.cfg"));
        assert_non_null(strstr(get("state/saved.cfg"), "loop = 7"));
        assert_non_null(strstr(get("state/saved.cfg"), "!x"));
        assert_null(strstr(get("state/runtime.cfg"), "!x"));
        assert_string_equal(on("a")->config->channel[0].manner.prefix, "!x");
        assert_int_equal(on("a")->config->channel[0].manner.limits.loop, 7);
        assert_int_equal(on("a")->config->channel_count, 1);
        expect_told("set", "Nothing has been set");
        expect_told("join #two", "Joining"); /* against what was saved */
        assert_int_equal(on("a")->config->channel_count, 2);
        /* An empty file that bot.cfg includes already needs no further line. */
        stop();
        unlink(path_of("state/runtime.cfg"));
        write_file("state/saved.cfg", "");
        start_again();
        expect_told("part #two", "Left");
        expect_told("save", "Saved into \"");
        assert_null(strstr(told, "@include"));
        expect_told("join #two", "Joining");
        stop();
        start_again();
        assert_int_equal(on("a")->config->channel_count, 2);
        /* An admin's own file stays as it is, to the byte. */
        write_file("mine.cfg", "# my own words\noverrides = ( );\n");
        write_config(NETWORK("a", CHANNELS) "," NETWORK("b", ""), "@include \"mine.cfg\"");
        expect_told("reload", "Reloaded.");
        expect_told("save", "somebody's own");
        assert_string_equal(get("mine.cfg"), "# my own words\noverrides = ( );\n");
        write_config(NETWORK("a", CHANNELS) "," NETWORK("b", ""), "overrides = ( );");
        expect_told("reload", "Reloaded.");
        expect_told("save", "bot.cfg itself has `overrides`");
        stop();
        }

static void quitting_and_logging(void **state)
{
        start();
        expect_told("log level warn", "The log's level is warn");
        expect_told("log level wire error", "for wire");
        expect_told("log level nothing error", "no such module");
        expect_told("log level loud", "LEVEL is error, warn");
        expect_told("log volume error", "LEVEL is");
        log_set_level(LOG_ERROR);
        expect_told("quit smoking helps", "`admin quit MESSAGE`"); /* it may be talk */
        assert_int_equal(quits, 0);
        say(&boss, "admin quit Back soon");
        assert_int_equal(quits, 1);
        said[0] = '\0';
        stop();
        assert_non_null(strstr(said, "quit Back soon"));
}

static void long_output_waits_for_more(void **state)
{
        const struct who other = {"x!root@pc.home.example", ""};
        size_t lines = 0;

        start();
        expect_told("repeat 50 hello world", "(30 more lines: say `more`)");
        for (const char *at = told; (at = strchr(at, '\n')); at++)
                lines++;
        assert_int_equal(lines, 21);
        say(&other, "more"); /* somebody else's, though an admin */
        assert_string_equal(told, "");
        expect_told("more", "(10 more lines");
        expect_told("more", "hello world");
        assert_null(strstr(told, "more line"));
        say(&boss, "more");
        assert_string_equal(told, "");
        expect_told("repeat 1000000 x", "(300 more lines"); /* and no more than that are kept */
        expect_told("repeat 0 x", "That did not work");
        stop();
}

static void a_broken_file(void **state)
{
        write_config(NETWORK("a", CHANNELS) "," NETWORK("b", ""), "");
        write_file("state/runtime.cfg", "overrides = ( { network = \"a\"; channel = \"#one\"; lines = 77; } );\n");
        start_again();
        assert_int_equal(on("a")->config->channel[0].manner.lines, 1);
        assert_string_equal(get("state/runtime.cfg"), "");
        assert_non_null(strstr(get("state/runtime.cfg.broken"), "77"));
        expect_told("set #one lines 2", "lines = 2");
        stop();
}

static void a_disk_that_is_full(void **state)
{
        start();
        /* A file where the folder should be: nothing can be written, whoever we are. */
        write_file("state/x", "");
        write_config(NETWORK("a", CHANNELS) "," NETWORK("b", ""), "state = \"state/x\";");
        expect_told("reload", "Reloaded.");
        /* It holds all the same: who has a bot be quiet needs it now. */
        expect_told("quiet #one", "done, but it will not outlive a restart: \"");
        assert_non_null(strstr(told, "cannot be written: Not a directory; see `state` in bot.cfg"));
        assert_non_null(strstr(told, "Quiet in #one"));
        assert_true(on("a")->config->channel[0].manner.quiet);
        expect_told("set #one prefix !x", "will not outlive");
        assert_string_equal(on("a")->config->channel[0].manner.prefix, "!x");
        expect_told("ignore x!*@y.example", "will not outlive");
        assert_int_equal(on("a")->config->ignore_count, 1);
        expect_told("part #two", "will not outlive");
        assert_int_equal(on("a")->config->channel_count, 1);
        expect_told("join #three", "will not outlive");
        assert_int_equal(on("a")->config->channel_count, 2);
        expect_told("reload", "Reloaded.");
        assert_true(on("a")->config->channel[0].manner.quiet);
        expect_told("set #one lines 77", "out of range"); /* what is wrong does not */
        stop();
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(helping), TEST(channels_that_are_none), TEST(setting), TEST(channels_come_and_go), TEST(being_quiet), TEST(ignoring),
                TEST(what_is_over_ends), TEST(reloading), TEST(saving), TEST(quitting_and_logging),
                TEST(long_output_waits_for_more), TEST(a_broken_file), TEST(a_disk_that_is_full),
        };

        return cmocka_run_group_tests(tests, set_up, take_down);
}
