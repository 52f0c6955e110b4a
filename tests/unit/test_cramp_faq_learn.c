/* link: -lsqlite3 */
/* test_cramp_faq_learn.c - the plugin as a host sees it: what it keeps of questions that
 * found no answer, thanks and wrong, its commands and figures, and reloads that would
 * make answers worse.
 */
#include "plugin_fixture.h"

#include <sqlite3.h>
#include <time.h>

#define LEXICON "lexicon = \"tea.lexicon\";"
#define GOLDEN LEXICON " golden = \"tea.golden\";"
#define GROUP "faq = [ \"tea.cfg\" ]; inbox = { file = \"box/inbox.db\"; show_from = 2; };"

struct printed {
        char text[16384]; /* the lines of a command */
};

static void on_print(void *context, const char *line)
{
        struct printed *out = context;
        size_t used = strlen(out->text);

        snprintf(out->text + used, sizeof out->text - used, "%s\n", line);
}

static const char *order(void *state, bool admin, const char *name, const char *arguments, int expected)
{
        static struct printed out;
        struct plugin_order o = { .size = sizeof o, .name = name, .arguments = arguments, .admin = admin,
                                  .network = "net", .channel = admin ? NULL : "#c", .now = 1000 };

        *out.text = '\0';
        if (plugin->command(state, &o, on_print, &out) != expected)
                fail_msg("%s %s: %s", name, arguments, out.text);
        assert_true(*out.text);
        return out.text;
}

static void must_open(struct host *host, const char *group, void **state)
{
        char why[256];

        if (open_plugin(host, group, state, why, sizeof why) < 0)
                fail_msg("%s", why);
}

static void must_hold(const char *text, const char *part)
{
        if (!strstr(text, part))
                fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void must_lack(const char *text, const char *part)
{
        if (strstr(text, part))
                fail_msg("\"%s\" is in:\n%s", part, text);
}

static void sql(const char *statement)
{
        sqlite3 *db;

        assert_int_equal(sqlite3_open(path_of("box/inbox.db"), &db), SQLITE_OK);
        if (sqlite3_exec(db, statement, NULL, NULL, NULL) != SQLITE_OK)
                fail_msg("%s", sqlite3_errmsg(db));
        sqlite3_close(db);
}

static int clean(void **state)
{
        char command[128];

        (void)state;
        write_file("tea.lexicon", "language = \"english\"; empty = [ \"is\", \"of\", \"my\" ]; lists = { help = [ \"help\" ];\n"
                   "thanks = [ \"thanks\" ]; wrong = [ \"wrong\" ]; };\n");
        write_faq_with("tea.cfg", "Three minutes.", LEXICON);
        snprintf(command, sizeof command, "rm -rf %s/box", folder);
        return system(command);
}

/* -- what is kept ------------------------------------------------------------ */

static void test_keeps_what_found_nothing(void **unused)
{
        struct host host;
        const char *all;
        void *state;

        (void)unused;
        must_open(&host, GROUP, &state);
        say(state, "#c", "teabot: how long does tea steep?"); /* answered */
        say(state, "#c", "teabot: is ann's goldfish fond of jazz");
        say(state, "#c", "teabot: IS ann's Goldfish fond of Jazz!");
        say(state, NULL, "goldfish jazz ann@example.org");
        say(state, "#c", "my goldfish loves rock"); /* to nobody: none of the bot's business */
        say(state, "#c", "teabot: help");
        say(state, "#c", "teabot: thanks");
        assert_int_not_equal(access(path_of("box"), F_OK), 0); /* nothing is written yet */
        plugin->idle(state, 2000);
        assert_int_equal(access(path_of("box/inbox.db"), F_OK), 0);
        all = order(state, true, "unanswered", "", 0);
        must_hold(all, "1: \"is goldfish fond of jazz\" (3 times, with 1 like it, last 20");
        must_lack(all, "steep");
        must_lack(all, "rock");
        must_lack(all, "help");
        must_hold(order(state, true, "unanswered", "5", 0), "unknown");
        plugin->close(state);
        assert_string_equal(host.reports, "");
        assert_string_equal(host.logged, "");
}

/* No nick, no channel, no network: in no byte of the file. */
static void test_keeps_nobody(void **unused)
{
        static const char *const texts[] = { "what would secretnick say of jazz", "teabot: ask secretnick_ about jazz",
                                             "jazz at secrethost.example or 192.0.2.99", "i am secretaccount, jazz" };
        static char bytes[1 << 18];
        struct host host;
        void *state;
        FILE *file;
        size_t length;

        (void)unused;
        must_open(&host, GROUP, &state);
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
                struct plugin_message message = {
                        .size = sizeof message, .network = "secretnetwork", .channel = i == 1 ? "#secretchannel" : NULL,
                        .nick = "secretnick", .account = "secretaccount", .self = "teabot", .prefix = "!tea",
                        .text = texts[i], .length = strlen(texts[i]), .now = 1000, .line_bytes = 400, .line_count = 1,
                        .ambient = true,
                };
                struct heard heard = { .calls = 0 };

                plugin->message(state, &message, hear, &heard);
        }
        plugin->close(state);
        file = fopen(path_of("box/inbox.db"), "r");
        assert_non_null(file);
        length = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        assert_true(length > 0 && length < sizeof bytes);
        assert_non_null(memmem(bytes, length, "jazz", 4));
        assert_null(memmem(bytes, length, "secret", 6));
        assert_null(memmem(bytes, length, "192.0", 5));
        must_open(&host, GROUP, &state);
        must_hold(order(state, true, "unanswered", "", 0), "i am jazz");
        must_hold(order(state, true, "unanswered", "", 0), "ask about jazz");
        plugin->close(state);
}

static void test_votes(void **unused)
{
        struct host host;
        const char *all;
        void *state;

        (void)unused;
        must_open(&host, GROUP, &state);
        say(state, "#c", "teabot: how long does tea steep?");
        assert_string_equal(say(state, "#c", "teabot: wrong").line, "Sorry.");
        say(state, NULL, "where does tea come from?");
        assert_string_equal(say(state, NULL, "thanks").line, "My pleasure.");
        say(state, "#c", "teabot: how long does tea steep?");
        assert_int_equal(say(state, "#c", "teabot: thanks!").calls, 0);
        all = order(state, true, "stats", "", 0);
        must_hold(all, "Votes (thanks and wrong): steep +1 -1, origin +1 -0");
        must_hold(all, "Inbox: 1 question ");
        must_hold(all, "Tea, looked through on 2026-01-01: 2 passages");
        must_hold(all, "3 answers");
        must_hold(order(state, true, "unanswered", "", 0),
                  "\"how long does tea steep?\" (once, last ");
        must_hold(order(state, true, "unanswered", "", 0), "wrong, 1 said that steep was wrong");
        /* after five minutes the words are gone, and nothing can be marked with them */
        say(state, "#c", "teabot: where does tea come from?");
        plugin->idle(state, 1000 + 300001);
        say(state, "#c", "teabot: wrong");
        must_lack(order(state, true, "unanswered", "", 0), "where does tea come from");
        must_hold(order(state, true, "stats", "", 0), "origin +1 -1");
        plugin->close(state);
        must_open(&host, GROUP, &state);
        must_hold(order(state, true, "stats", "", 0), "steep +1 -1");
        plugin->close(state);
}

/* A vote never falls on a question of somebody else's. */
static void test_whose_vote(void **unused)
{
        struct host host;
        void *state;
        char why[256], text[64];

        (void)unused;
        must_open(&host, GROUP, &state);
        say(state, "#c", "teabot: how long does tea steep?");
        assert_int_equal(reload_plugin(state, GROUP, why, sizeof why), 0);
        plugin->settle(state, true);
        say(state, "#d", "teabot: where does tea come from?");
        assert_string_equal(say(state, "#c", "teabot: wrong").line, "Sorry."); /* it is still known what was said */
        must_hold(order(state, true, "unanswered", "", 0), "how long does tea steep");
        must_lack(order(state, true, "unanswered", "", 0), "where does tea");
        say(state, "#c", "teabot: where does tea come from?");
        for (int i = 0; i < 64; i++) { /* so many that its words are gone */
                snprintf(text, sizeof text, "teabot: how long does tea steep, number %d", i);
                say(state, "#d", text);
        }
        say(state, "#c", "teabot: wrong");
        must_hold(order(state, true, "stats", "", 0), "Inbox: 1 question ");
        must_hold(order(state, true, "stats", "", 0), "origin +0 -1");
        plugin->close(state);
}

/* Whoever gets a choice and says wrong has asked once. */
static void test_asked_once(void **unused)
{
        struct host host;
        void *state;

        (void)unused;
        must_open(&host, "faq = [ \"tea.cfg\" ]; threshold = 0.9; inbox = { file = \"box/inbox.db\"; };", &state);
        assert_int_equal(say(state, "#c", "teabot: tea from the steep country").kind, PLUGIN_UNSURE);
        assert_string_equal(say(state, "#c", "teabot: wrong").line, "Sorry.");
        must_hold(order(state, true, "unanswered", "", 0), "(once, last 20");
        must_hold(order(state, true, "unanswered", "", 0), "1 said that the choice was wrong");
        plugin->close(state);
}

static void test_off(void **unused)
{
        struct host host;
        void *state;

        (void)unused;
        must_open(&host, "faq = [ \"tea.cfg\" ]; inbox = false;", &state);
        say(state, "#c", "teabot: is my goldfish fond of jazz");
        say(state, "#c", "teabot: how long does tea steep?");
        say(state, "#c", "teabot: wrong");
        must_hold(order(state, true, "unanswered", "", -1), "inbox is off");
        must_hold(order(state, true, "dismiss", "1", -1), "inbox is off");
        must_hold(order(state, true, "stats", "", 0), "wrong 1 since the start");
        plugin->idle(state, 2000);
        plugin->close(state);
        assert_int_not_equal(access(path_of("box"), F_OK), 0);
        assert_int_not_equal(access(path_of("state"), F_OK), 0);
}

/* -- commands ----------------------------------------------------------------- */

static void test_operators(void **unused)
{
        struct host host;
        void *state;

        (void)unused;
        must_open(&host, GROUP, &state);
        say(state, "#c", "teabot: does anybody grow bananas");
        say(state, "#c", "teabot: does anybody grow bananas");
        say(state, "#c", "teabot: what of my goldfish");
        must_hold(order(state, false, "unanswered", "", 0), "Nothing has gone unanswered on 2 different days");
        sql("UPDATE question SET last = last - 1, first = first - 1 WHERE words LIKE '%bananas'");
        say(state, "#c", "teabot: does anybody grow bananas");
        must_hold(order(state, false, "unanswered", "", 0), "bananas");
        must_lack(order(state, false, "unanswered", "", 0), "goldfish");
        must_hold(order(state, true, "unanswered", "", 0), "goldfish");
        must_hold(order(state, false, "why", "how long does tea steep", -1), "no such command");
        must_hold(order(state, false, "dismiss", "1", -1), "no such command");
        must_hold(order(state, false, "stats", "", -1), "no such command");
        must_hold(order(state, true, "sing", "", -1), "no such command");
        plugin->close(state);
}

static void test_commands(void **unused)
{
        struct host host;
        void *state;
        char text[64];

        (void)unused;
        must_open(&host, GROUP, &state);
        assert_int_equal(plugin->command_count, 4);
        for (size_t i = 0; i < plugin->command_count; i++) {
                assert_true(strspn(plugin->commands[i].name, "abcdefghijklmnopqrstuvwxyz") ==
                            strlen(plugin->commands[i].name));
                assert_true(strncmp(plugin->commands[i].usage, plugin->commands[i].name,
                                    strlen(plugin->commands[i].name)) == 0);
                assert_true(*plugin->commands[i].help);
        }
        must_hold(order(state, true, "unanswered", "", 0), "Nothing has gone unanswered.");
        must_hold(order(state, true, "why", "how long does tea steep", 0), "decision: answer steep");
        must_hold(order(state, true, "why", "", -1), "what is the question?");
        for (int i = 0; i < 12; i++) { /* words without anything in common */
                snprintf(text, sizeof text, "teabot: qx%czq%cvx%ckj", 'a' + i, 'b' + i, 'c' + i);
                say(state, "#c", text);
        }
        must_hold(order(state, true, "unanswered", "", 0), "... and 2 more; unanswered 20 shows more");
        must_hold(order(state, true, "unanswered", "1", 0), "... and 11 more; unanswered 2 ");
        must_lack(order(state, true, "unanswered", "12", 0), "more");
        must_hold(order(state, true, "unanswered", "0", -1), "from 1 to 50");
        must_hold(order(state, true, "unanswered", "all", -1), "from 1 to 50");
        must_hold(order(state, true, "dismiss", "3", 0), "not listed any more");
        must_lack(order(state, true, "unanswered", "20", 0), "\n3: ");
        must_hold(order(state, true, "dismiss", "9999", -1), "no question of that number");
        for (int i = 0; i < 60; i++) {
                snprintf(text, sizeof text, "teabot: %c%c%czq%cvx%ckj", 'b' + i % 20, 'z' - i / 3, 'b' + i / 20, 'c' + i / 20, 'd' + i % 20);
                say(state, "#c", text);
        }
        must_lack(order(state, true, "unanswered", "50", 0), "shows more"); /* it would not */
        must_hold(order(state, true, "unanswered", "50", 0), " more in the inbox");
        must_hold(order(state, true, "dismiss", "x", -1), "no question of that number");
        plugin->close(state);
}

static void on_figure(void *context, const char *name, double value)
{
        char *out = context;
        size_t used = strlen(out);

        assert_true(strspn(name, "abcdefghijklmnopqrstuvwxyz_") == strlen(name));
        snprintf(out + used, 2048 - used, "%s %.0f\n", name, value);
}

static void test_figures(void **unused)
{
        char text[2048] = "";
        struct host host;
        void *state;

        (void)unused;
        must_open(&host, GROUP, &state);
        say(state, "#c", "teabot: how long does tea steep?");
        say(state, "#c", "teabot: wrong");
        say(state, "#c", "teabot: what of my goldfish");
        plugin->figures(state, on_figure, text);
        must_hold(text, "passages 2\n");
        must_hold(text, "messages_answer 1\n");
        must_hold(text, "messages_unknown 2\n"); /* one of them "Sorry." */
        must_hold(text, "wrong 1\n");
        must_hold(text, "inbox_waiting 3\n");
        must_lack(text, "inbox_questions");
        plugin->idle(state, 2000);
        *text = '\0';
        plugin->figures(state, on_figure, text);
        must_hold(text, "inbox_questions 2\n");
        must_hold(text, "inbox_waiting 0\n");
        plugin->close(state);
}

/* The file cannot be used: the answers go on, and the log says why, once. */
static void test_trouble(void **unused)
{
        struct host host;
        void *state;

        (void)unused;
        must_open(&host, "faq = [ \"tea.cfg\" ]; inbox = { file = \"tea.cfg\"; };", &state);
        for (int i = 0; i < 200; i++) {
                say(state, "#c", "teabot: what of my goldfish");
                plugin->idle(state, 1000 + (uint64_t)i * 1000);
        }
        assert_int_equal(say(state, "#c", "teabot: how long does tea steep?").kind, PLUGIN_ANSWER);
        must_hold(order(state, true, "unanswered", "", -1), "The inbox cannot be read: it is no database of ours");
        plugin->close(state);
        must_hold(host.logged, "0: the inbox ");
        assert_ptr_equal(strchr(host.logged, '\n'), host.logged + strlen(host.logged) - 1);
        must_open(&host, GROUP, &state); /* and the file is what it was */
        plugin->close(state);
}

/* -- reloads ------------------------------------------------------------------ */

static int reload(void *state, char *why, size_t cap)
{
        int status = reload_plugin(state, GROUP, why, cap);

        if (status == 0)
                plugin->settle(state, true);
        return status;
}

static void test_golden_at_start(void **unused)
{
        struct host host;
        void *state;

        (void)unused;
        write_faq_with("tea.cfg", "Three minutes.", GOLDEN);
        write_file("tea.golden", "# what must be\n\nhow long does tea steep?\tsteep\r\n"
                   "where does tea come from?\tsteep\nwhat is tea\n  \nmoon\tunknown|answer\ttoo much\n"
                   "what of my goldfish\torigin|unknown\n");
        must_open(&host, GROUP, &state);
        assert_string_equal(host.reports,
                            "tea.golden:4:1: \"where does tea come from?\" should get steep and gets answer origin\n"
                            "tea.golden:5:1: \"what is tea\" is no golden question; a question, a tab, and the id or "
                            "kind of its answer would be right\n"
                            "tea.golden:7:1: behind the tab must stand one id or kind, as \"steep\"\n");
        must_hold(order(state, true, "stats", "", 0), "Golden questions: 3, of which 1 are not");
        plugin->close(state);
        unlink(path_of("tea.golden"));
        must_open(&host, GROUP, &state);
        must_hold(host.reports, "tea.golden:0:1: cannot read it: No such file");
        plugin->close(state);
}

static void test_golden_at_reload(void **unused)
{
        struct host host;
        char why[256];
        void *state;

        (void)unused;
        write_faq_with("tea.cfg", "Three minutes.", GOLDEN);
        write_file("tea.golden", "how long does tea steep?\tsteep\nwhere does tea come from?\tsteep\n");
        must_open(&host, GROUP, &state);
        *host.reports = '\0';
        assert_int_equal(reload(state, why, sizeof why), 0); /* what failed before does not hinder */
        assert_string_equal(host.reports,
                            "tea.golden:2:1: \"where does tea come from?\" should get steep and gets answer origin\n");
        *host.reports = '\0';
        write_file("tea.golden", "# one line down\nhow long does tea steep?\torigin|unsure\n");
        assert_int_equal(reload(state, why, sizeof why), 0); /* neither does an expectation that is new */
        write_file("tea.golden", "# one line down\nhow long does tea steep?\tsteep\n");
        write_faq_with("tea.cfg", "Boil it.\"; more = \"no", GOLDEN);
        *host.reports = '\0';
        assert_int_equal(reload(state, why, sizeof why), 0);
        /* the passage is gone */
        write_file("tea.cfg", "article = { id = \"tea\"; title = \"Tea\"; language = \"english\"; " GOLDEN "\n"
                   "  disclaimer = \"No.\"; source = \"A book.\"; reviewed = \"2026-01-01\"; };\n"
                   "says = { help = \"A\"; unknown = \"B\"; uncovered = \"C\"; choice = \"D\"; more = \"E\";\n"
                   "  no_more = \"F\"; no_topic = \"G\"; };\n"
                   "passages = ( { id = \"origin\"; title = \"Where\"; answer = \"From China.\";\n"
                   "    asks = [ \"where does tea come from\", \"which country grew tea first\" ]; } );\n");
        *host.reports = '\0';
        assert_int_equal(reload(state, why, sizeof why), -1);
        must_hold(why, "1 answers would be worse than before");
        must_hold(host.reports, "tea.golden:2:0: \"how long does tea steep?\" got answer steep and would now get ");
        assert_non_null(strstr(say(state, "#c", "teabot: how long does tea steep?").line, "Boil it."));
        *host.reports = '\0';
        host.services.forced = true;
        host.services.size = offsetof(struct plugin_host, forced); /* an older bot has no such thing */
        assert_int_equal(reload(state, why, sizeof why), -1);
        host.services.size = sizeof host.services;
        *host.reports = '\0';
        assert_int_equal(reload(state, why, sizeof why), 0);
        must_hold(host.reports, "tea.golden:2:1: ");
        host.services.forced = false;
        assert_string_not_equal(say(state, "#c", "teabot: how long does tea steep?").id, "steep");
        *host.reports = '\0'; /* half a file */
        write_file("tea.golden", "how long does te");
        assert_int_equal(reload(state, why, sizeof why), -1);
        assert_string_equal(why, "mistakes in the golden questions");
        must_hold(host.reports, "tea.golden:1:0: ");
        *host.reports = '\0'; /* a slip in an id is told, and hinders nothing */
        write_file("tea.golden", "where does tea come from?\torigon\n");
        assert_int_equal(reload(state, why, sizeof why), 0);
        must_hold(host.reports, "tea.golden:1:1: there is no id or kind \"origon\"; is \"origin\" meant?\n");
        *host.reports = '\0';
        write_file("tea.golden", "");
        assert_int_equal(reload(state, why, sizeof why), 0);
        must_hold(host.reports, "tea.golden:0:1: there is no question in it; ");
        plugin->close(state);
}

/* What people asked counts too: a stored question that has got a passage keeps it. */
static void test_stored_at_reload(void **unused)
{
        static const char with_price[] =
                "article = { id = \"tea\"; title = \"Tea\"; language = \"english\"; " LEXICON "\n"
                "  disclaimer = \"No.\"; source = \"A book.\"; reviewed = \"2026-01-01\"; };\n"
                "says = { help = \"A\"; unknown = \"B\"; uncovered = \"C\"; choice = \"D\"; more = \"E\";\n"
                "  no_more = \"F\"; no_topic = \"G\"; };\n"
                "passages = ( { id = \"origin\"; title = \"Where\"; answer = \"From China.\";\n"
                "    asks = [ \"where does tea come from\", \"which country grew tea first\" ]; },\n"
                "  { id = \"price\"; title = \"Price\"; answer = \"Two pence.\";\n"
                "    asks = [ \"how expensive is a pound of it\", \"price of a pound\" ]; } );\n";
        struct host host;
        char why[256];
        void *state;

        (void)unused;
        must_open(&host, GROUP, &state);
        assert_int_not_equal(say(state, "#c", "teabot: how expensive is a pound").kind, PLUGIN_ANSWER);
        plugin->idle(state, 2000);
        write_file("tea.cfg", with_price);
        assert_int_equal(reload(state, why, sizeof why), 0); /* what found nothing gets a passage: good */
        assert_string_equal(say(state, "#c", "teabot: how expensive is a pound").id, "price");
        write_faq_with("tea.cfg", "Three minutes.", LEXICON);
        *host.reports = '\0';
        assert_int_equal(reload(state, why, sizeof why), -1);
        must_hold(host.reports, "inbox.db:0:0: \"how expensive is a pound\" got answer price and would now get ");
        say(state, "#c", "teabot: wrong"); /* somebody did not like it */
        plugin->idle(state, 4000);
        *host.reports = '\0';
        assert_int_equal(reload(state, why, sizeof why), 0);
        assert_string_equal(host.reports, "");
        plugin->close(state);
}

/* Another file: what waits goes to the old one. */
static void test_where_it_is(void **unused)
{
        static const struct { const char *group, *path; } cases[] = {
                { "faq = [ \"tea.cfg\" ];", "state/inbox.db" },
                { "faq = [ \"tea.cfg\" ]; inbox = { keep = 1; };", "state/inbox.db" },
                { "faq = [ \"tea.cfg\" ]; inbox = true; } ); state = \"memory\"; more = ( {", "memory/inbox.db" },
                { "faq = [ \"tea.cfg\" ]; } ); state = 5; more = ( {", "state/inbox.db" },
                { "faq = [ \"tea.cfg\" ]; inbox = { file = \"box/x\"; }; } ); state = \"memory\"; more = ( {", "box/x" },
        };
        struct host host;
        void *state;

        (void)unused;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                char command[200];

                must_open(&host, cases[i].group, &state);
                say(state, "#c", "teabot: what of my goldfish");
                plugin->close(state);
                if (access(path_of(cases[i].path), F_OK) != 0)
                        fail_msg("%s: %s is not there", cases[i].group, cases[i].path);
                snprintf(command, sizeof command, "cd %s && rm -r %.*s", folder, (int)strcspn(cases[i].path, "/"),
                         cases[i].path);
                assert_int_equal(system(command), 0);
        }
}

static void test_inbox_moves(void **unused)
{
        struct host host;
        char why[256];
        void *state;

        (void)unused;
        must_open(&host, GROUP, &state);
        say(state, "#c", "teabot: what of my goldfish");
        assert_int_equal(reload_plugin(state, "faq = \"tea.cfg\"; inbox = { file = \"box/two.db\"; };", why, sizeof why), 0);
        plugin->settle(state, false);
        say(state, "#c", "teabot: what of my goldfish");
        assert_int_equal(reload_plugin(state, "faq = \"tea.cfg\"; inbox = { file = \"box/two.db\"; };", why, sizeof why), 0);
        plugin->settle(state, true);
        assert_int_equal(access(path_of("box/inbox.db"), F_OK), 0);
        must_hold(order(state, true, "unanswered", "", 0), "Nothing");
        say(state, "#c", "teabot: what of my canary");
        must_hold(order(state, true, "unanswered", "", 0), "canary");
        assert_int_equal(reload_plugin(state, "faq = \"tea.cfg\"; inbox = false;", why, sizeof why), 0);
        plugin->settle(state, true);
        must_hold(order(state, true, "unanswered", "", -1), "off");
        assert_int_equal(reload(state, why, sizeof why), 0);
        must_hold(order(state, true, "unanswered", "", 0), "goldfish\" (2 times");
        plugin->close(state);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, clean)
        const struct CMUnitTest tests[] = {
                TEST(test_keeps_what_found_nothing), TEST(test_keeps_nobody), TEST(test_votes), TEST(test_whose_vote),
                TEST(test_asked_once), TEST(test_off),
                TEST(test_operators), TEST(test_commands), TEST(test_figures), TEST(test_trouble),
                TEST(test_golden_at_start), TEST(test_golden_at_reload), TEST(test_stored_at_reload),
                TEST(test_where_it_is), TEST(test_inbox_moves),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
