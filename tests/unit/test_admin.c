/* test_admin.c - who may command the bot, and what the commands do.
 *
 * A bot with a real configuration and a real plugin, and networks made of
 * nothing. How an account is proven is test_trust.c's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bot.h"
#include "fake_network.h"
#include "log.h"

static char folder[] = "/tmp/test_admin_XXXXXX", config_path[PATH_MAX];
static uv_loop_t loop;
static struct bot *bot;
static int quits;

#define ADMINS \
        "admins = ( { account = \"boss[\"; networks = [ \"a\" ]; }, { hostmask = \"*!root@*.home.example\"; networks = [ \"a\" ]; },\n" \
        "{ account = \"both\"; hostmask = \"*!*@office.example\"; networks = [ \"a\", \"b\" ]; } );\n"
#define NETWORK(name, more) \
        "{ name = \"" name "\"; host = \"" name "\"; nick = \"bot\"; realname = \"r\"; " more "}"
#define CHANNELS "channels = ( { name = \"#one\"; operators = true; }, { name = \"#two\"; } ); "

static void path_in(char out[PATH_MAX], const char *name)
{
        snprintf(out, PATH_MAX, "%s/%s", folder, name);
}

static void put(const char *name, const char *text)
{
        char path[PATH_MAX];
        FILE *file;

        path_in(path, name);
        file = fopen(path, "w");
        assert_non_null(file);
        fputs(text, file);
        fclose(file);
}

static const char *get(const char *name)
{
        static char text[40000];
        char path[PATH_MAX];
        FILE *file;

        path_in(path, name);
        file = fopen(path, "r");
        text[file ? fread(text, 1, sizeof text - 1, file) : 0] = '\0';
        if (file)
                fclose(file);
        return text;
}

static void write_config(const char *networks, const char *more)
{
        const char *build = getenv("BUILD");
        char here[PATH_MAX], text[PATH_MAX + 4000];

        build = build ? build : BUILD;
        assert_non_null(getcwd(here, sizeof here));
        snprintf(text, sizeof text,
                 "log = { level = \"error\"; };\nnetworks = ( %s );\n" ADMINS "plugins = ( { path = \"%s%s%s/tests/"
                 "plugin_example.so\"; } );\n%s\n",
                 networks, *build == '/' ? "" : here, *build == '/' ? "" : "/", build, more);
        put("bot.cfg", text);
}

static void note(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        if (severity == CONFIG_ERROR)
                fail_msg("%s:%u: %s", file, line, what);
}

static void quit(void *context)
{
        quits++;
}

static void start_again(void)
{
        fake_reset();
        quits = 0;
        bot = bot_open(config_path, note, NULL);
        assert_non_null(bot);
        bot_on_quit(bot, quit, NULL);
        assert_int_equal(bot_start(bot, &loop), 0);
        said[0] = '\0';
}

static void start(void)
{
        write_config(NETWORK("a", CHANNELS) "," NETWORK("b", ""), "");
        start_again();
}

static void done(void *context)
{
}

static void stop(void)
{
        bot_quit(bot, done, NULL);
        close_all();
        bot_close(bot);
        bot = NULL;
        uv_run(&loop, UV_RUN_DEFAULT);
}

static struct network *on(const char *name)
{
        for (size_t i = 0; i < NETWORKS_MAX; i++)
                if (live[i] && strcmp(live[i]->config->name, name) == 0)
                        return live[i];
        fail_msg("no network %s", name);
        return NULL;
}

struct who {
        const char *source, *proven;
};

static const struct who boss = {"anna!a@b.example", "Boss{"}, stranger = {"eve!e@evil.example", ""},
                        operator = {"olga!o@op.example", ""};

static void hear(const char *name, const struct who *who, const char *channel, const char *text, bool invite)
{
        struct network *network = on(name);
        char nick[100], own_name[40];
        struct network_message message = {
                .network = own_name, .channel = channel, .nick = nick, .source = who->source, .proven = who->proven,
                .self = "bot", .text = text, .length = strlen(text), .manner = &network->config->manner, .line_bytes = 400,
                .invite = invite};

        snprintf(own_name, sizeof own_name, "%s", name);
        snprintf(nick, sizeof nick, "%.*s", (int)strcspn(who->source, "!"), who->source);
        network->events.message(network->events.context, network, &message);
}

static void say(const struct who *who, const char *text)
{
        told[0] = '\0';
        hear("a", who, NULL, text, false);
}

static void expect_told(const char *text, const char *wanted)
{
        say(&boss, text);
        if (!strstr(told, wanted))
                fail_msg("%s\nwanted %s\ngot    %s", text, wanted, told);
}

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
        char path[PATH_MAX];

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
        path_in(path, "state/runtime.cfg");
        assert_int_equal(stat(path, &is), -1);
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
                {"admin help", true}, {"counted", false}, {"admin counted", true}, {"repeat 2 x", false}, {"more", false},
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

/* -- the commands --------------------------------------------------------------- */

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
        expect_told("status", "network ");
        expect_told("networks", "anna<a\nanna<b\n");
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
        char path[PATH_MAX], away[PATH_MAX];

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
        path_in(path, "state");
        path_in(away, "away");
        assert_int_equal(rename(path, away), 0);
        put("state", ""); /* a file in the folder's place, which stops root, too */
        for (time_t end = time(NULL) + 10; on("a")->config->ignore_count && time(NULL) < end;)
                run_a_little();
        assert_int_equal(unlink(path) || rename(away, path), 0);
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
        put("bot.cfg", "networks = 5;\nplugins = ();\n");
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

static void unlink_state(void)
{
        char path[PATH_MAX];

        path_in(path, "state/runtime.cfg");
        unlink(path);
}

static void saving(void **state)
{
        char wanted[200];

        start();
        expect_told("save", "Nothing has been set");
        expect_told("set #one prefix !x", "prefix");
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
        unlink_state();
        put("state/saved.cfg", "");
        start_again();
        expect_told("part #two", "Left");
        expect_told("save", "Saved into \"");
        assert_null(strstr(told, "@include"));
        expect_told("join #two", "Joining");
        stop();
        start_again();
        assert_int_equal(on("a")->config->channel_count, 2);
        /* An admin's own file stays as it is, to the byte. */
        put("mine.cfg", "# my own words\noverrides = ( );\n");
        write_config(NETWORK("a", CHANNELS) "," NETWORK("b", ""), "@include \"mine.cfg\"");
        expect_told("reload", "Reloaded.");
        expect_told("save", "somebody's own");
        assert_string_equal(get("mine.cfg"), "# my own words\noverrides = ( );\n");
        write_config(NETWORK("a", CHANNELS) "," NETWORK("b", ""), "overrides = ( );");
        expect_told("reload", "Reloaded.");
        expect_told("save", "bot.cfg itself has `overrides`");
        stop();
        unlink("mine.cfg");
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
        say(&boss, "quit Back soon");
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
        char text[100], path[PATH_MAX];
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
        path_in(path, "state/runtime.cfg");
        assert_int_equal(stat(path, &is), 0);
        assert_true(is.st_size < 200000);
        assert_int_equal(is.st_mode & 077, 0);
        stop();
        start_again();
        assert_int_equal(on("a")->config->channel_count, CONFIG_CHANNELS_MAX);
        stop();
}

static void a_broken_file(void **state)
{
        write_config(NETWORK("a", CHANNELS) "," NETWORK("b", ""), "");
        put("state/runtime.cfg", "overrides = ( { network = \"a\"; channel = \"#one\"; lines = 77; } );\n");
        start_again();
        assert_int_equal(on("a")->config->channel[0].manner.lines, 1);
        assert_string_equal(get("state/runtime.cfg"), "");
        assert_non_null(strstr(get("state/runtime.cfg.broken"), "77"));
        expect_told("set #one lines 2", "lines = 2");
        stop();
}

static void a_disk_that_is_full(void **state)
{
        char path[PATH_MAX];

        start();
        path_in(path, "state");
        /* A file where the folder should be: nothing can be written, whoever we are. */
        put("state/x", "");
        write_config(NETWORK("a", CHANNELS) "," NETWORK("b", ""), "state = \"state/x\";");
        expect_told("reload", "Reloaded.");
        expect_told("set #one prefix !x", "cannot be written");
        assert_null(on("a")->config->channel[0].manner.prefix);
        expect_told("ignore x!*@y.example", "cannot be written");
        assert_int_equal(on("a")->config->ignore_count, 0);
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

static void remove_state(void)
{
        static const char *const names[] = {"state/runtime.cfg", "state/runtime.cfg.broken", "state/saved.cfg", "state/x", "mine.cfg"};
        char path[PATH_MAX];

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
                path_in(path, names[i]);
                unlink(path);
        }
}

static int before_each(void **state)
{
        remove_state();
        return 0;
}

/* A test that failed leaves its bot behind. */
static int after_each(void **state)
{
        if (bot)
                stop();
        return 0;
}

static int set_up(void **state)
{
        char path[PATH_MAX];

        if (!mkdtemp(folder))
                return -1;
        path_in(config_path, "bot.cfg");
        path_in(path, "state");
        return mkdir(path, 0700) || uv_loop_init(&loop);
}

static int take_down(void **state)
{
        char path[PATH_MAX];

        remove_state();
        unlink(config_path);
        path_in(path, "state");
        return rmdir(path) || rmdir(folder) || uv_loop_close(&loop);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, before_each, after_each)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(who_may), TEST(who_may_by_casemapping), TEST(admins_of_another_network), TEST(strangers_see_nothing),
                TEST(asked_about), TEST(asked_about_by_mask), TEST(helping), TEST(setting), TEST(channels_come_and_go),
                TEST(being_quiet), TEST(ignoring), TEST(what_is_over_ends), TEST(reloading), TEST(saving),
                TEST(quitting_and_logging), TEST(long_output_waits_for_more), TEST(operators_command_their_channel),
                TEST(operators_fresh_and_seldom), TEST(control_codes), TEST(bounded), TEST(a_broken_file),
                TEST(a_disk_that_is_full), TEST(news),
        };

        return cmocka_run_group_tests(tests, set_up, take_down);
}
