/* test_host.c - the host of answer/: what an adapter hands in, and what it gets to send. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "host.h"

#define FAQ "faq/calf-cramps.cfg"
#define DISCLAIMER "not medical advice"
#define QUESTION "why do my legs cramp at night?"

struct heard {
        char told[8000];
        char raw[1600], target[300], line[1200];
        unsigned how, lines;
        size_t longest; /* raw line */
};

static void on_tell(void *context, const char *line)
{
        struct heard *h = context;
        size_t used = strlen(h->told);

        snprintf(h->told + used, sizeof h->told - used, "%s\n", line);
}

static void on_send(void *context, const struct answer_host_line *line)
{
        struct heard *h = context;

        snprintf(h->raw, sizeof h->raw, "%s %s :%s", line->how & ANSWER_HOST_NOTICE ? "NOTICE" : "PRIVMSG",
                 line->target, line->text);
        assert_string_equal(line->raw, h->raw);
        snprintf(h->target, sizeof h->target, "%s", line->target);
        snprintf(h->line, sizeof h->line, "%s", line->text);
        h->how = line->how;
        h->lines++;
        h->longest = strlen(line->raw) > h->longest ? strlen(line->raw) : h->longest;
}

static struct answer_host *open_host(struct heard *h, const char *faq)
{
        struct answer_host *host = answer_host_open(ANSWER_ABI, &(struct answer_host_events){
                .size = sizeof(struct answer_host_events), .tell = on_tell, .send = on_send, .context = h});

        memset(h, 0, sizeof *h);
        assert_non_null(host);
        assert_int_equal(answer_host_set(host, "faq", faq), 0);
        return host;
}

static void on_line(void *context, const char *line)
{
        assert_true(*line);
        on_tell(context, line);
}

/* What comes of a command; nothing of it is told besides. */
static const char *command(struct answer_host *host, const char *text)
{
        static struct heard said;

        memset(&said, 0, sizeof said);
        answer_host_command(host, text, on_line, &said);
        return said.told;
}

static enum answer_kind ask(struct answer_host *host, struct heard *h, struct answer_host_message m)
{
        m.size = sizeof m;
        m.context = h;
        m.nick = m.nick ? m.nick : "joe";
        m.self = m.self ? m.self : "bot";
        m.network = "test";
        h->lines = 0;
        h->longest = 0;
        *h->line = '\0';
        return answer_host_ask(host, &m);
}

static void test_another_abi(void **state)
{
        struct heard h = {.lines = 0};
        char wanted[80];

        assert_null(answer_host_open(ANSWER_ABI + 1, &(struct answer_host_events){
                .size = sizeof(struct answer_host_events), .tell = on_tell, .context = &h}));
        snprintf(wanted, sizeof wanted, "ABI %d of answer/, and this is %d", ANSWER_ABI + 1, ANSWER_ABI);
        assert_non_null(strstr(h.told, wanted));
}

static void test_answers(void **state)
{
        struct heard h;
        struct answer_host *host = open_host(&h, FAQ);

        /* Loaded by itself, since a setting has changed. */
        assert_int_equal(ask(host, &h, (struct answer_host_message){.text = QUESTION}), ANSWER_ANSWER);
        assert_string_equal(h.target, "joe");
        assert_non_null(strstr(h.line, DISCLAIMER));
        assert_int_equal(ask(host, &h, (struct answer_host_message){
                .text = "!cramp " QUESTION, .channel = "#c"}), ANSWER_ANSWER);
        assert_string_equal(h.target, "#c");
        assert_memory_equal(h.line, "joe: ", 5);
        assert_int_equal(ask(host, &h, (struct answer_host_message){.text = QUESTION, .channel = "BOT"}), ANSWER_ANSWER);
        assert_string_equal(h.target, "joe");
        assert_int_equal(ask(host, &h, (struct answer_host_message){
                .line = ":ann!a@b PRIVMSG bot :" QUESTION, .text = "no", .channel = "#c"}), ANSWER_ANSWER);
        assert_string_equal(h.target, "ann");
        assert_int_equal(ask(host, &h, (struct answer_host_message){.line = "PING :bot", .text = QUESTION}), ANSWER_NONE);
        assert_int_equal(ask(host, &h, (struct answer_host_message){
                .text = "!cramp " QUESTION, .channel = "#c"}), ANSWER_ANSWER);
        assert_non_null(strstr(h.line, DISCLAIMER));
        assert_int_equal(ask(host, &h, (struct answer_host_message){
                .text = "my leg is swollen, hot and red", .channel = "#c", .prefix = "", .reply = "notice"}),
                ANSWER_NONE);
        assert_int_equal(ask(host, &h, (struct answer_host_message){
                .text = "bot: my leg is swollen, hot and red", .channel = "#c", .reply = "notice"}), ANSWER_URGENT);
        assert_int_equal(h.how, ANSWER_HOST_NOTICE | ANSWER_HOST_URGENT);
        answer_host_close(host);
}

/* Every line and what surrounds it on the network fits 512 bytes. */
/* Where somebody comes from is said, or stands in the line; who has left is forgotten. */
static void test_who_is_who(void **state)
{
        struct heard h;
        struct answer_host *host = open_host(&h, FAQ);
        char nothing[1200];

        (void)state;
        answer_host_moved(host, "test", "ann", NULL); /* there is no FAQ yet */
        ask(host, &h, (struct answer_host_message){.text = "why this answer", .nick = "ann"});
        snprintf(nothing, sizeof nothing, "%s", h.line);
        ask(host, &h, (struct answer_host_message){.line = ":ann!a@b PRIVMSG bot :" QUESTION});
        ask(host, &h, (struct answer_host_message){.line = ":ann!e@evil PRIVMSG bot :why this answer"});
        assert_string_equal(h.line, nothing);
        ask(host, &h, (struct answer_host_message){.text = "why this answer", .nick = "ann", .from = "a@b"});
        assert_string_not_equal(h.line, nothing);
        answer_host_moved(host, "test", "ann", "ann_afk");
        ask(host, &h, (struct answer_host_message){.text = "why this answer", .nick = "ann_afk", .from = "a@b"});
        assert_string_not_equal(h.line, nothing);
        answer_host_moved(host, "test", "ann_afk", NULL);
        ask(host, &h, (struct answer_host_message){.text = "why this answer", .nick = "ann_afk", .from = "a@b"});
        assert_string_equal(h.line, nothing);
        answer_host_close(host);
}

static void test_budget(void **state)
{
        struct heard h;
        struct answer_host *host = open_host(&h, FAQ);
        char address[400];

        for (size_t length = 10; length < 300; length += 7) {
                snprintf(address, sizeof address, "~u@%0*d", (int)length, 0);
                ask(host, &h, (struct answer_host_message){
                        .text = "bot: " QUESTION, .channel = "#channel", .address = address, .lines = "5"});
                assert_true(h.lines > 0);
                assert_true(strlen(address) + h.longest + strlen(":bot! \r\n") <= 512);
        }
        answer_host_close(host);
}

static void test_not_for_us(void **state)
{
        static const struct answer_host_message none[] = {
                {.text = "\x01" "ACTION " QUESTION "\x01"},
                {.text = QUESTION, .nick = "BOT"},            /* its own line */
                {.text = QUESTION, .nick = "irc.server.test"},
                {.text = QUESTION, .nick = "two words"},
                {.text = QUESTION, .nick = "joe\r\nQUIT"},
                {.text = QUESTION, .nick = ":joe"},
                {.text = QUESTION, .nick = "a,b"},
                {.text = "bot: " QUESTION, .channel = "#c x"},
                {.text = "bot: " QUESTION, .channel = "#other"},
                {.text = QUESTION, .channel = "joe"},         /* to somebody else */
                {.text = "bot: " QUESTION, .channel = "@#c"},
                {.text = "bot: " QUESTION, .channel = "$*"},
                {.text = QUESTION, .channel = "#c"},
                {.text = NULL},
        };
        struct heard h;
        struct answer_host *host = open_host(&h, FAQ);

        assert_int_equal(answer_host_set(host, "channels", "#a, #C"), 0);
        for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
                assert_int_equal(ask(host, &h, none[i]), ANSWER_NONE);
                assert_int_equal(h.lines, 0);
        }
        assert_int_equal(ask(host, &h, (struct answer_host_message){.text = "bot: " QUESTION, .channel = "#c"}),
                         ANSWER_ANSWER);
        assert_int_equal(ask(host, &h, (struct answer_host_message){
                .text = QUESTION, .channel = "#c", .ambient = "#C"}), ANSWER_ANSWER);
        assert_int_equal(answer_host_set(host, "channels", "none"), 0);
        assert_int_equal(ask(host, &h, (struct answer_host_message){.text = "bot: " QUESTION, .channel = "#c"}),
                         ANSWER_NONE);
        assert_int_equal(ask(host, &h, (struct answer_host_message){.text = QUESTION}), ANSWER_ANSWER);
        assert_int_equal(answer_host_set(host, "in_private", "off"), 0);
        assert_int_equal(ask(host, &h, (struct answer_host_message){.text = QUESTION}), ANSWER_NONE);
        answer_host_close(host);
}

/* What the bot has a command for is left to it, unless the FAQ knows what is meant. */
static void test_commands_of_the_bot(void **state)
{
        static const struct { const char *text; enum answer_kind kind, command; } cases[] = {
                {"weather in london", ANSWER_UNKNOWN, ANSWER_NONE}, {"help", ANSWER_UNKNOWN, ANSWER_NONE},
                {QUESTION, ANSWER_ANSWER, ANSWER_ANSWER}, {"my leg is swollen, hot and red", ANSWER_URGENT, ANSWER_URGENT},
        };
        struct heard h;
        struct answer_host *host = open_host(&h, FAQ);

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                assert_int_equal(ask(host, &h, (struct answer_host_message){.text = cases[i].text}), cases[i].kind);
                assert_true(h.lines > 0);
                assert_int_equal(ask(host, &h, (struct answer_host_message){.text = cases[i].text, .command = true}),
                                 cases[i].command);
                assert_int_equal(h.lines > 0, cases[i].command != ANSWER_NONE);
        }
        assert_non_null(strstr(command(host, "status"), "2 answers, 2 warning signs, 0 choices, 0 not covered, 2 unknown, 2 lines"));
        answer_host_close(host);
}

static void test_settings(void **state)
{
        static const struct { const char *name, *value; int status; } cases[] = {
                {"threshold", "0.4", 0}, {"threshold", "1", 0}, {"threshold", "", 0}, {"threshold", ".5", 0},
                {"threshold", "0", -1}, {"threshold", "1.1", -1}, {"threshold", "0,4", -1},
                {"threshold", "0.4.4", -1}, {"threshold", "-0.4", -1}, {"threshold", "nan", -1},
                {"threshold", "1e-1", -1}, {"threshold", ".", -1},
                {"lines", "1", 0}, {"lines", "5", 0}, {"lines", "0", -1}, {"lines", "6", -1}, {"lines", "", -1},
                {"reply", "notice", 0}, {"reply", "shout", -1},
                {"ambient", "on", 0}, {"ambient", "#a,#b", 0}, {"ambient", "", -1}, {"ambient", "yes", -1},
                {"channels", "", 0}, {"channels", "a", -1}, {"channels", "none", 0},
                {"ambient", "none", -1}, {"in_private", "off", 0}, {"in_private", "", -1}, {"prefix", "", 0}, {"nothing", "1", -1},
        };
        struct heard h;
        struct answer_host *host = open_host(&h, FAQ);

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                *h.told = '\0';
                if (answer_host_set(host, cases[i].name, cases[i].value) != cases[i].status)
                        fail_msg("%s = %s", cases[i].name, cases[i].value);
                assert_int_equal(*h.told != '\0', cases[i].status < 0);
        }
        /* One line, which is UTF-8 though the value was cut in the middle of a letter. */
        *h.told = '\0';
        assert_int_equal(answer_host_set(host, "lines", "\r\nQUIT\x1b[2J 34567890 234567890 234567890 234567890 234567890\xc3\xa9"), -1);
        assert_string_equal(h.told, "lines: \"??QUIT?[2J 34567890 234567890 234567890 234567890 234567890?\" is not right; "
                            "a number from 1 to 5 would be\n");
        answer_host_close(host);
}

static void write_file(const char *path, const char *text)
{
        FILE *file = fopen(path, "w");

        assert_non_null(file);
        fputs(text, file);
        fclose(file);
}

static void test_reload_keeps_the_old(void **state)
{
        char folder[] = "/tmp/test_host.XXXXXX", path[100], faq[300];
        struct heard h;
        struct answer_host *host;
        uint64_t now = 1;

        assert_non_null(mkdtemp(folder));
        snprintf(path, sizeof path, "%s/broken.cfg", folder);
        host = open_host(&h, FAQ);
        answer_host_poll(host, now);
        assert_non_null(strstr(h.told, "were loaded"));
        snprintf(faq, sizeof faq, " %s , %s", FAQ, path);
        assert_int_equal(answer_host_set(host, "faq", faq), 0);
        assert_non_null(strstr(command(host, "reload"), "broken.cfg: cannot read it")); /* no line of it is to blame */
        write_file(path, "article = 3;\n");
        *h.told = '\0';
        assert_non_null(strstr(command(host, "reload"), "broken.cfg:1:"));
        assert_non_null(strstr(command(host, "reload"), "the old answers stay"));
        assert_non_null(strstr(command(host, "status"), "still gives the answers that it had"));
        assert_null(strstr(command(host, "status"), "answers from")); /* not from the broken one */
        assert_non_null(strstr(command(host, "status"), "The last reload failed"));
        assert_string_equal(h.told, "");
        assert_int_equal(ask(host, &h, (struct answer_host_message){.text = QUESTION, .now = now}), ANSWER_ANSWER);
        /* Nothing has changed since: it is not tried again; then it changes and keeps still. */
        *h.told = '\0';
        answer_host_poll(host, now += 2000);
        assert_string_equal(h.told, "");
        write_file(path, "article = 33;\n");
        answer_host_poll(host, now += 2000);
        assert_string_equal(h.told, "");
        answer_host_poll(host, now += 2000);
        assert_non_null(strstr(h.told, "not reloaded"));
        answer_host_close(host);
        unlink(path);
        rmdir(folder);
}

/* A file that makes golden questions fail is not taken over, unless the owner wants it. */
static void test_worse_answers(void **state)
{
        static const char head[] =
                "article = { id = \"tea\"; title = \"Tea\"; language = \"english\"; golden = \"tea.golden\";\n"
                "  disclaimer = \"No.\"; source = \"A book.\"; reviewed = \"2026-01-01\"; };\n"
                "says = { help = \"A\"; unknown = \"B\"; uncovered = \"C\"; choice = \"D\"; more = \"E\";\n"
                "  no_more = \"F\"; no_topic = \"G\"; };\n"
                "passages = ( { id = \"origin\"; title = \"Where\"; answer = \"From China.\";\n"
                "    asks = [ \"where does tea come from\", \"which country grew tea first\" ]; }%s );\n";
        char folder[] = "/tmp/test_host.XXXXXX", path[100], golden[100], text[8000];
        struct answer_host *host;
        struct heard h;

        assert_non_null(mkdtemp(folder));
        snprintf(path, sizeof path, "%s/tea.cfg", folder);
        snprintf(golden, sizeof golden, "%s/tea.golden", folder);
        write_file(golden, "how long does tea steep\tsteep\n");
        snprintf(text, sizeof text, head, ",\n { id = \"steep\"; title = \"How long\"; answer = \"Three minutes.\";\n"
                 "  asks = [ \"how long does tea steep\", \"how many minutes in the pot\" ]; }");
        write_file(path, text);
        host = open_host(&h, path);
        assert_non_null(strstr(command(host, "reload"), "were loaded"));
        snprintf(text, sizeof text, head, "");
        write_file(path, text);
        snprintf(text, sizeof text, "%s", command(host, "reload"));
        assert_non_null(strstr(text, "tea.golden:1: \"how long does tea steep\" got answer steep and would now get "));
        assert_non_null(strstr(text, "the old answers stay: golden questions would get worse answers; reload force"));
        assert_non_null(strstr(command(host, "status"), "The last reload failed: golden questions"));
        assert_non_null(strstr(command(host, "why how long does tea steep"), "decision: answer steep"));
        assert_non_null(strstr(command(host, "reload force"), "were reloaded"));
        assert_null(strstr(command(host, "why how long does tea steep"), "decision: answer steep"));
        write_file(golden, "half a li");
        assert_non_null(strstr(command(host, "reload"), "tea.golden:1: "));
        assert_non_null(strstr(command(host, "reload"), "see the mistakes above"));
        answer_host_close(host);
        unlink(path);
        unlink(golden);
        rmdir(folder);
}

static void test_commands(void **state)
{
        static const struct { const char *words, *said; } cases[] = {
                {"", "answers from " FAQ}, {"status", "answers from"}, {"  STATUS ", "So far: 1 answers"},
                {"reload", "were reloaded"}, {"why " QUESTION, "cramp"}, {"why", "what is the question?"},
                {"settings", "prefix !cramp - a word"}, {"settings", "channels \"\" - the only"},
                {"help", "cramp_faq why QUESTION - "}, {"restart", "cramp_faq reload force - "}, {"wh", "cramp_faq why"},
                {"reload now", "nothing else may stand there"}, {"  Reload force", "were reloaded"}, {"reload force x", "nothing else"}, {"reload forced", "nothing else"}, {"unanswered", "the setting inbox names no file"},
                {"dismiss 1", "the setting inbox names no file"},
        };
        struct heard h;
        struct answer_host *host = open_host(&h, "nothing.cfg");

        assert_non_null(strstr(command(host, "why " QUESTION), "No answers are loaded"));
        assert_non_null(strstr(command(host, "status"), "no answers are loaded"));
        answer_host_poll(host, 1);
        assert_non_null(strstr(h.told, "nothing.cfg"));
        assert_int_equal(answer_host_set(host, "faq", FAQ), 0);
        assert_non_null(strstr(command(host, "reload"), "were loaded"));
        assert_int_equal(ask(host, &h, (struct answer_host_message){.text = QUESTION, .now = 1}), ANSWER_ANSWER);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                if (!strstr(command(host, cases[i].words), cases[i].said))
                        fail_msg("%s: %s", cases[i].words, command(host, cases[i].words));
        answer_host_close(host);
}

/* As the owner of this bot writes it. */
static void test_help_of_this_bot(void **state)
{
        struct heard h;
        struct answer_host *host = answer_host_open(ANSWER_ABI, &(struct answer_host_events){
                .size = sizeof(struct answer_host_events), .tell = on_tell, .send = on_send, .context = &h,
                .command = ".crampfaq", .setting = "set cramp_faq(*)"});

        assert_non_null(strstr(command(host, "settings"), "set cramp_faq(lines) 2 - "));
        assert_non_null(strstr(command(host, "help"), ".crampfaq status - "));
        answer_host_close(host);
}

/* What it is at first: in a client where a person speaks, it answers nowhere. */
static void test_at_first(void **state)
{
        static const struct answer_host_events one = {.size = sizeof one, .tell = on_tell},
                other = {.size = sizeof other, .tell = on_tell, .faq = "a.cfg", .personal = true};
        struct answer_host *bot = answer_host_open(ANSWER_ABI, &one), *person = answer_host_open(ANSWER_ABI, &other);
        struct answer_host_setting of_bot, of_person;
        size_t i;

        for (i = 0; answer_host_setting(bot, i, &of_bot); i++) {
                assert_true(answer_host_setting(person, i, &of_person));
                assert_true(*of_bot.name && *of_bot.help);
                assert_string_equal(of_bot.name, of_person.name);
                if (strcmp(of_bot.name, "faq") == 0)
                        assert_string_equal(of_person.value, "a.cfg");
                else if (strcmp(of_bot.name, "channels") == 0)
                        assert_string_equal(of_person.value, "none");
                else if (strcmp(of_bot.name, "in_private") == 0)
                        assert_string_equal(of_person.value, "off");
                else
                        assert_string_equal(of_bot.value, of_person.value);
        }
        assert_int_equal(i, 11);
        assert_false(answer_host_setting(person, i, &of_person));
        answer_host_close(bot);
        answer_host_close(person);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_another_abi),
                cmocka_unit_test(test_answers),
                cmocka_unit_test(test_who_is_who), cmocka_unit_test(test_budget),
                cmocka_unit_test(test_not_for_us),
                cmocka_unit_test(test_commands_of_the_bot),
                cmocka_unit_test(test_settings),
                cmocka_unit_test(test_reload_keeps_the_old), cmocka_unit_test(test_worse_answers),
                cmocka_unit_test(test_commands),
                cmocka_unit_test(test_help_of_this_bot), cmocka_unit_test(test_at_first),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
