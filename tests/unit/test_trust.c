/* test_trust.c - who somebody is: accounts by tag and by WHOIS, operators, and
 * everything that somebody may try in order to be taken for somebody else.
 */
#include "network_fixture.h"
#include "../../plugin/bot/operators.h"

static char heard[8000]; /* "nick/account/text, " of every message; account "?": not known */
static size_t asked;

/* As the bot does it: words that could be a command are looked into. */
static void hear(void *context, struct network *network, const struct network_message *message)
{
        (void)context;
        if (!message->channel && !message->proven && strncmp(message->text, "status", 6) == 0 &&
            network_identify(network, message, strcmp(message->nick, "known") == 0)) {
                asked++;
                return;
        }
        snprintf(heard + strlen(heard), sizeof heard - strlen(heard), "%s/%s/%s%s, ", message->nick,
                 message->proven ? message->proven : "?", message->invite ? "invite " : "", message->text);
        if (strcmp(message->text, "tell") == 0)
                network_tell(network, message->nick, "one two three");
}

static void begin(struct fixture *f)
{
        fixture_begin(f);
        f->events.message = hear;
        heard[0] = '\0';
        asked = 0;
}

static void start(struct fixture *f)
{
        begin(f);
        fixture_start(f);
        fixture_online(f);
}

static void start_with_tags(struct fixture *f)
{
        begin(f);
        fixture_start(f);
        fixture_account_tag(f);
        fixture_online(f);
}

static void say(struct fixture *f, const char *text)
{
        scripted_say(&f->server, text);
        fixture_quiet(f, "QUIT");
}

#define expect_heard(wanted) \
        do { \
                assert_string_equal(heard, wanted); \
                heard[0] = '\0'; \
        } while (0)

#define WHOIS(nick, user, host, account) \
        ":s 311 crampbot " nick " " user " " host " * :real\r\n" \
        ":s 330 crampbot " nick " " account " :is logged in as\r\n" \
        ":s 318 crampbot " nick " :End\r\n"

/* -- accounts by tag --------------------------------------------------------- */

static void tags_prove(void **state)
{
        struct fixture f;

        start_with_tags(&f);
        say(&f, "@account=boss :anna!a@b PRIVMSG crampbot :status\r\n");
        expect_heard("anna/boss/status, ");
        say(&f, ":anna!a@b PRIVMSG crampbot :status\r\n");
        expect_heard("anna//status, ");
        assert_int_equal(asked, 0); /* the server has said all there is */
        /* Of two the last one counts for all; a "+" is a client's, and words are words. */
        say(&f, "@+account=boss :anna!a@b PRIVMSG crampbot :status\r\n"
                ":anna!a@b PRIVMSG crampbot :@account=boss status\r\n"
                "@x=account=boss :anna!a@b PRIVMSG crampbot :status\r\n"
                "@account= :anna!a@b PRIVMSG crampbot :status\r\n"
                "@account=* :anna!a@b PRIVMSG crampbot :status\r\n"
                "@account=bo\\sss :anna!a@b PRIVMSG crampbot :status\r\n");
        expect_heard("anna//status, anna//@account=boss status, anna//status, anna//status, anna//status, anna//status, ");
        fixture_end(&f);
}

/* Logged in and out, renamed and gone within one read of the socket. */
static void tags_in_one_batch(void **state)
{
        struct fixture f;

        start_with_tags(&f);
        say(&f, "@account=boss :anna!a@b PRIVMSG crampbot :one\r\n"
                ":anna!a@b ACCOUNT *\r\n"
                ":anna!a@b PRIVMSG crampbot :two\r\n"
                ":anna!a@b ACCOUNT boss\r\n"
                ":anna!a@b NICK bert\r\n"
                ":carl!c@d NICK anna\r\n"
                ":anna!c@d PRIVMSG crampbot :three\r\n"
                ":anna!c@d QUIT :x\r\n"
                ":bert!a@b NICK anna\r\n"
                "@account=boss :anna!a@b PRIVMSG crampbot :four\r\n");
        expect_heard("anna/boss/one, anna//two, anna//three, anna/boss/four, ");
        fixture_end(&f);
}

static void a_capability_that_goes_away(void **state)
{
        struct fixture f;

        start_with_tags(&f);
        say(&f, "CAP crampbot DEL :account-tag\r\n@account=boss :anna!a@b PRIVMSG crampbot :hello\r\n");
        expect_heard("anna/?/hello, ");
        fixture_end(&f);
}

/* -- WHOIS -------------------------------------------------------------------- */

/* Who waited in vain is heard by the timer, and not in the middle of what is being done just
 * then: their words may change the very configuration that is being looked at. */
static void in_vain(void **state)
{
        struct fixture f;

        start(&f);
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :status\r\n");
        fixture_expect(&f, "WHOIS");
        f.loop.time += 11000; /* the timer is due, and has not been called yet */
        network_change(f.network, &f.config);
        expect_heard("");
        fixture_end(&f);
}

static void whois_proves_once(void **state)
{
        struct fixture f;

        start(&f);
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :status\r\n");
        assert_string_equal(fixture_expect(&f, "WHOIS"), "WHOIS anna");
        expect_heard("");
        say(&f, WHOIS("anna", "a", "b", "boss"));
        expect_heard("anna/boss/status, ");
        /* What was learned is not kept: neither for words nor for another command. */
        say(&f, ":anna!a@b PRIVMSG crampbot :hello\r\n");
        expect_heard("anna/?/hello, ");
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :status\r\n");
        fixture_expect(&f, "WHOIS anna");
        say(&f, ":s 311 crampbot anna a b * :real\r\n:s 318 crampbot anna :End\r\n");
        expect_heard("anna//status, ");
        /* A WHOIS that nobody asked for says nothing. */
        say(&f, WHOIS("anna", "a", "b", "boss") ":anna!a@b PRIVMSG crampbot :hello\r\n");
        expect_heard("anna/?/hello, ");
        fixture_end(&f);
}

/* The nick is somebody else's by the time of the answer. */
static void whois_of_another(void **state)
{
        static const char *const answers[] = {
                WHOIS("anna", "a", "elsewhere", "boss"),
                WHOIS("anna", "x", "b", "boss"),
                ":s 330 crampbot anna boss :is logged in as\r\n:s 318 crampbot anna :End\r\n",
                ":s 401 crampbot anna :No such nick\r\n:s 318 crampbot anna :End\r\n",
                ":anna!a@b NICK bert\r\n" WHOIS("anna", "a", "b", "boss"),
                ":anna!a@b QUIT :gone\r\n" WHOIS("anna", "a", "b", "boss"),
                ":Anna!a@b QUIT :gone\r\n:anna!a@b JOIN #cramps\r\n" WHOIS("anna", "a", "b", "boss"),
                ":anna!a@b ACCOUNT *\r\n" WHOIS("anna", "a", "b", "boss"),
                ":anna!a@b ACCOUNT boss\r\n" WHOIS("anna", "a", "b", "boss"),
                ":anna!a@b CHGHOST a c\r\n" WHOIS("anna", "a", "b", "boss"),
                (":anna!a@b NICK bert\r\n:carl!a@b NICK anna\r\n:anna!a@b ACCOUNT boss\r\n"
                 WHOIS("anna", "a", "b", "boss")),
                (":s 311 crampbot bert a b * :x\r\n:s 330 crampbot bert boss :x\r\n:s 318 crampbot bert :x\r\n"
                 ":s 318 crampbot anna :End\r\n"),
        };
        struct fixture f;

        for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
                start(&f);
                scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :status\r\n");
                fixture_expect(&f, "WHOIS anna");
                say(&f, answers[i]);
                if (strcmp(heard, "anna//status, ") != 0)
                        fail_msg("%zu: %s", i, heard);
                fixture_end(&f);
        }
}

/* An answer that comes late belongs to the old question. */
static void whois_that_is_stale(void **state)
{
        struct fixture f;

        start(&f);
        /* The admin asks and goes; somebody at the same address takes the nick. */
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :status 1\r\n:anna!a@b QUIT :x\r\n"
                                ":anna!a@b PRIVMSG crampbot :status 2\r\n");
        fixture_expect(&f, "WHOIS anna");
        fixture_expect(&f, "WHOIS anna");
        say(&f, WHOIS("anna", "a", "b", "boss"));
        expect_heard("anna//status 1, "); /* the first answer is the first question's */
        say(&f, ":s 311 crampbot anna a b * :x\r\n:s 318 crampbot anna :End\r\n");
        expect_heard("anna//status 2, ");
        fixture_end(&f);
}

/* Nobody is overtaken by themselves: what they say meanwhile comes right behind. */
static void whois_keeps_the_order(void **state)
{
        struct fixture f;

        start(&f);
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :status 1\r\n:anna!a@b PRIVMSG crampbot :hello\r\n"
                                ":anna!a@b PRIVMSG crampbot :reply private\r\n"
                                ":anna!a@b INVITE crampbot #new\r\n:anna!a@b PRIVMSG crampbot :status 2\r\n"
                                ":anna!x@y PRIVMSG crampbot :another anna\r\n:bert!a@b PRIVMSG crampbot :me\r\n"
                                ":anna!a@b PRIVMSG #cramps :all\r\n");
        fixture_expect(&f, "WHOIS anna");
        fixture_quiet(&f, "WHOIS"); /* one will do */
        expect_heard("anna/?/another anna, bert/?/me, anna/?/all, ");
        say(&f, WHOIS("anna", "a", "b", "boss"));
        expect_heard("anna/boss/status 1, anna/boss/hello, anna/boss/invite #new, anna/boss/status 2, ");
        say(&f, ":anna!a@b PRIVMSG crampbot :hello\r\n");
        expect_heard("anna/?/hello, ");
        /* Who leaves is nobody, with all that they said. */
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :status 1\r\n:anna!a@b PRIVMSG crampbot :hello\r\n"
                                ":anna!a@b QUIT :x\r\n:anna!a@b PRIVMSG crampbot :is back\r\n");
        fixture_expect(&f, "WHOIS anna");
        say(&f, WHOIS("anna", "a", "b", "boss"));
        expect_heard("anna//status 1, anna//hello, anna/?/is back, ");
        fixture_end(&f);
}

/* More than has room: what was said before goes before, unproven. */
static void whois_of_a_crowd(void **state)
{
        char line[200], wanted[400] = "";
        struct fixture f;

        start(&f);
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :status\r\n");
        fixture_expect(&f, "WHOIS anna");
        for (int i = 1; i < TRUST_LOOKUPS_MAX; i++) {
                snprintf(line, sizeof line, ":anna!a@b PRIVMSG crampbot :%d\r\n", i);
                say(&f, line);
                sprintf(wanted + strlen(wanted), "anna//%d, ", i);
        }
        expect_heard("");
        say(&f, ":anna!a@b PRIVMSG crampbot :last\r\n");
        snprintf(line, sizeof line, "anna//status, %sanna/?/last, ", wanted);
        expect_heard(line);
        /* Nobody answers: the timer hands on all of it. */
        say(&f, ":bert!a@b PRIVMSG crampbot :status\r\n:bert!a@b PRIVMSG crampbot :hello\r\n");
        expect_heard("");
        f.loop.time += 11000;
        trust_expire(f.network, uv_now(&f.loop));
        expect_heard("bert//status, bert//hello, ");
        fixture_end(&f);
}

static void whois_compares_as_the_network(void **state)
{
        struct fixture f;

        start(&f);
        scripted_say(&f.server, ":[x]!a@b PRIVMSG crampbot :status\r\n");
        fixture_expect(&f, "WHOIS [x]");
        say(&f, WHOIS("{X}", "a", "b", "boss"));
        expect_heard("[x]/boss/status, ");
        fixture_end(&f);
        start(&f);
        scripted_say(&f.server, ":s 005 crampbot CASEMAPPING=ascii :are\r\n:[x]!a@b PRIVMSG crampbot :status\r\n");
        fixture_expect(&f, "WHOIS [x]");
        say(&f, WHOIS("{x}", "a", "b", "boss") ":s 318 crampbot [x] :End\r\n");
        expect_heard("[x]//status, ");
        fixture_end(&f);
}

/* However often strangers say such words, the bot asks seldom and keeps little. */
static void whois_is_seldom(void **state)
{
        char line[200];
        struct fixture f;

        start(&f);
        for (int i = 0; i < 50; i++)
                say(&f, ":anna!a@b PRIVMSG crampbot :status\r\n:s 318 crampbot anna :End\r\n");
        assert_int_equal(asked, 3);
        heard[0] = '\0';
        for (int i = 0; i < 50; i++) {
                snprintf(line, sizeof line, ":x%d!a@b PRIVMSG crampbot :status\r\n:s 318 crampbot x%d :End\r\n", i, i);
                say(&f, line);
        }
        assert_int_equal(asked, 10);
        assert_non_null(strstr(heard, "x0//status, "));  /* looked up in vain */
        assert_non_null(strstr(heard, "x49/?/status, ")); /* not looked up: heard all the same */
        for (int i = 0; i < 50; i++)
                say(&f, ":known!a@b PRIVMSG crampbot :status\r\n:s 318 crampbot known :End\r\n");
        assert_int_equal(asked, 20); /* whom the crowd does not keep out */
        fixture_end(&f);
        /* Without answers no more than so many wait. */
        start(&f);
        for (int i = 0; i < 20; i++) {
                snprintf(line, sizeof line, ":x%d!a@b PRIVMSG crampbot :status\r\n", i);
                say(&f, line);
        }
        assert_int_equal(asked, TRUST_LOOKUPS_MAX);
        fixture_end(&f); /* and what waits is freed */
}

static void whois_after_the_connection(void **state)
{
        struct fixture f;

        start(&f);
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :status\r\n");
        fixture_expect(&f, "WHOIS anna");
        scripted_drop(&f.server);
        fixture_expect(&f, "USER ");
        fixture_welcome(&f, "crampbot");
        fixture_expect(&f, "JOIN #cramps");
        scripted_say(&f.server, ":" ME " JOIN #cramps\r\n" WHOIS("anna", "a", "b", "boss"));
        fixture_quiet(&f, "QUIT");
        expect_heard("");
        fixture_end(&f);
}

/* -- invitations ---------------------------------------------------------------- */

static void invitations(void **state)
{
        struct fixture f;

        start_with_tags(&f);
        say(&f, "@account=boss :anna!a@b INVITE crampbot #new\r\n:bert!a@b INVITE crampbot #new\r\n"
                "@account=boss :anna!a@b INVITE somebody #new\r\n:s INVITE crampbot #new\r\n");
        expect_heard("anna/boss/invite #new, bert//invite #new, ");
        say(&f, "@account=boss :anna!a@b INVITE crampbot #cramps\r\n"); /* is there */
        expect_heard("");
        say(&f, ":op!o@p KICK #cramps crampbot :out\r\n@account=boss :anna!a@b INVITE crampbot #Cramps\r\n");
        expect_heard("anna/boss/invite #Cramps, ");
        fixture_end(&f);
}

/* -- what goes out --------------------------------------------------------------- */

static void what_waits_for_somebody_who_left(void **state)
{
        struct fixture f;

        begin(&f);
        f.config.flood = (struct config_flood){1, 60000, 20000};
        fixture_start(&f);
        fixture_online(&f);
        scripted_say(&f.server, ":anna!a@b PRIVMSG crampbot :tell\r\n");
        fixture_quiet(&f, "one two");
        assert_int_equal(outbox_count(f.network->outbox), 1);
        say(&f, ":Anna!a@b NICK other\r\n");
        assert_int_equal(outbox_count(f.network->outbox), 0);
        fixture_end(&f);
}

static void long_lines_are_broken(void **state)
{
        char text[2000] = "", got[2000] = "";
        struct fixture f;

        start(&f);
        for (int i = 0; i < 200; i++)
                sprintf(text + strlen(text), "%d\xC3\xA9\x02 ", i);
        assert_true(network_tell(f.network, "anna", text));
        for (int i = 0; i < 3; i++) {
                const char *line = fixture_expect(&f, "PRIVMSG anna :");

                assert_true(strlen(line) <= 510 - strlen(":" ME " "));
                strcat(strcat(got, *got ? " " : ""), line + strlen("PRIVMSG anna :"));
        }
        for (char *from = text, *to = text;; from++) {
                if (*from != 2)
                        *to++ = *from;
                if (!*from)
                        break;
        }
        text[strlen(text) - 1] = '\0'; /* the last space */
        while (strlen(got) && got[strlen(got) - 1] == ' ')
                got[strlen(got) - 1] = '\0';
        assert_string_equal(got, text);
        assert_true(network_tell(f.network, "anna", "x\r\nQUIT :y"));
        assert_string_equal(fixture_expect(&f, "PRIVMSG anna"), "PRIVMSG anna :xQUIT :y");
        for (int i = 0; i < 1000; i++)
                network_tell(f.network, "anna", "flood");
        assert_true(outbox_count(f.network->outbox) <= OUTBOX_LOW_MAX);
        fixture_end(&f);
}

/* -- operators -------------------------------------------------------------------- */

static void start_operators(struct fixture *f)
{
        begin(f);
        f->channel[0].manner.operators = true;
        fixture_start(f);
        fixture_online(f);
        say(f, ":s 353 crampbot = #cramps :@anna +bert %carl @+dora crampbot\r\n:s 366 crampbot #cramps :End\r\n");
}

static bool is_operator(struct fixture *f, const char *nick)
{
        return network_is_operator(f->network, "#CRAMPS", nick);
}

static void operators_by_names(void **state)
{
        struct fixture f;

        start_operators(&f);
        assert_true(is_operator(&f, "anna"));
        assert_true(is_operator(&f, "ANNA"));
        assert_true(is_operator(&f, "dora"));
        assert_false(is_operator(&f, "bert"));
        assert_false(is_operator(&f, "carl"));
        assert_false(is_operator(&f, "nobody"));
        assert_false(network_is_operator(f.network, "#other", "anna"));
        assert_string_equal(network_operated(f.network, "dora"), "#cramps");
        assert_null(network_operated(f.network, "bert"));
        fixture_end(&f);
}

static void operators_are_kept_true(void **state)
{
        static const struct { const char *line, *nick; bool is; } cases[] = {
                {":s MODE #cramps -o anna", "anna", false},
                {":dora!d@h MODE #Cramps +o bert", "bert", true},
                {":s MODE #cramps -v+o anna anna", "anna", true},
                {":s MODE #cramps +lo-o 5 bert anna", "bert", true},
                {":s MODE #cramps +lo-o 5 bert anna", "anna", false},
                {":s MODE #cramps -l+k-o key anna", "anna", false},
                {":s MODE #cramps +b-o *!*@anna anna", "anna", false},
                {":s MODE #other -o anna", "anna", true},
                {":s MODE crampbot -o anna", "anna", true},
                {":anna!a@b NICK hanna", "anna", false},
                {":anna!a@b NICK hanna", "hanna", true},
                {":anna!a@b NICK hanna\r\n:bert!b@h NICK anna", "anna", false},
                {":anna!a@b PART #cramps", "anna", false},
                {":anna!a@b PART #other", "anna", true},
                {":s KICK #cramps anna :out", "anna", false},
                {":anna!a@b QUIT :x", "anna", false},
                {":anna!a@b QUIT :x\r\n:anna!e@vil JOIN #cramps", "anna", false},
                {":anna!e@vil JOIN #cramps", "anna", false},
                {":bert!b@h PRIVMSG #cramps :MODE #cramps +o bert", "bert", false},
                {":s 353 crampbot = #cramps :bert @bert2", "bert", false},
                {":s 353 crampbot = #cramps :anna", "anna", false},
                /* In doubt nobody is: an unknown mode may have taken a parameter. */
                {":s MODE #cramps +Zo x bert", "bert", false},
                {":s MODE #cramps +Zo x bert", "anna", false},
                {":s MODE #cramps -o", "anna", false},
                {":s 005 crampbot PREFIX=(qaohv)~&@%+ CHANMODES=beI,k,l,imnpst :are\r\n:s MODE #cramps +q bert", "bert", true},
                {":s 005 crampbot PREFIX=(qaohv)~&@%+ CHANMODES=beI,k,l,imnpst :are\r\n:s MODE #cramps +h bert", "bert", false},
                {":s 005 crampbot PREFIX=(qaohv)~&@%+ :are\r\n:s 353 crampbot = #cramps :~&bert", "bert", true},
                {":s 005 crampbot CHANMODES=beIo,k,l,imnpst PREFIX= :are\r\n:s MODE #cramps +o bert", "bert", false},
                {":s 005 crampbot CASEMAPPING=ascii :are\r\n:s MODE #cramps +o [x]", "{x}", false},
        };
        char text[400];
        struct fixture f;

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                start_operators(&f);
                snprintf(text, sizeof text, "%s\r\n", cases[i].line);
                say(&f, text);
                if (is_operator(&f, cases[i].nick) != cases[i].is)
                        fail_msg("%s: is %s an operator?", cases[i].line, cases[i].nick);
                fixture_end(&f);
        }
}

static void operators_in_doubt_are_asked_for(void **state)
{
        struct fixture f;

        start_operators(&f);
        scripted_say(&f.server, ":s MODE #cramps +Z x\r\n");
        fixture_expect(&f, "NAMES #cramps");
        assert_false(is_operator(&f, "anna"));
        say(&f, ":s 353 crampbot = #cramps :@anna bert\r\n:s MODE #cramps +Z x\r\n");
        assert_false(is_operator(&f, "anna")); /* again in doubt, and not asked for so soon */
        fixture_quiet(&f, "NAMES");
        fixture_end(&f);
        /* Switched on while the bot is there. */
        begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        say(&f, ":s 353 crampbot = #cramps :@anna bert\r\n");
        assert_false(is_operator(&f, "anna"));
        f.channel[0].manner.operators = true;
        network_adjust(f.network, &f.config);
        fixture_expect(&f, "NAMES #cramps");
        say(&f, ":s 353 crampbot = #cramps :@anna bert\r\n");
        assert_true(is_operator(&f, "anna"));
        /* Out of the channel nobody is one, and back in it the list is a new one. */
        say(&f, ":s KICK #cramps crampbot :out\r\n");
        assert_false(is_operator(&f, "anna"));
        say(&f, ":" ME " JOIN #cramps\r\n");
        assert_false(is_operator(&f, "anna"));
        f.channel[0].manner.operators = false;
        say(&f, ":s 353 crampbot = #cramps :@anna bert\r\n");
        assert_false(is_operator(&f, "anna"));
        fixture_end(&f);
}

static void operators_are_bounded(void **state)
{
        struct operators operators = {.count = 0};
        char text[64];
        struct isupport isupport;
        struct line line;

        isupport_init(&isupport);
        for (int i = 0; i < 5000; i++) {
                snprintf(text, sizeof text, ":s 353 me = #c :@a%d @b%d", i, i);
                assert_true(line_parse(&line, text));
                operators_line(&operators, &isupport, &line);
        }
        assert_int_equal(operators.count, OPERATORS_MAX);
        operators_fini(&operators);
}

/* -- joining ----------------------------------------------------------------------- */

static void given_up_until_wanted(void **state)
{
        struct fixture f;

        start(&f);
        f.timing.rejoin[0] = f.timing.rejoin[1] = 1;
        network_set_timing(f.network, &f.timing);
        for (int i = 0; i < 3; i++) {
                scripted_say(&f.server, ":op!o@p KICK #cramps crampbot :out\r\n");
                if (i < 2) {
                        fixture_expect(&f, "JOIN #cramps");
                        scripted_say(&f.server, ":" ME " JOIN #cramps\r\n");
                }
        }
        fixture_quiet(&f, "JOIN");
        network_adjust(f.network, &f.config);
        fixture_quiet(&f, "JOIN");
        network_rejoin(f.network, "#cramps");
        fixture_expect(&f, "JOIN #cramps");
        fixture_end(&f);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tags_prove),
                cmocka_unit_test(tags_in_one_batch),
                cmocka_unit_test(a_capability_that_goes_away),
                cmocka_unit_test(in_vain), cmocka_unit_test(whois_proves_once),
                cmocka_unit_test(whois_of_another),
                cmocka_unit_test(whois_that_is_stale), cmocka_unit_test(whois_keeps_the_order), cmocka_unit_test(whois_of_a_crowd),
                cmocka_unit_test(whois_compares_as_the_network),
                cmocka_unit_test(whois_is_seldom),
                cmocka_unit_test(whois_after_the_connection),
                cmocka_unit_test(invitations),
                cmocka_unit_test(what_waits_for_somebody_who_left),
                cmocka_unit_test(long_lines_are_broken),
                cmocka_unit_test(operators_by_names),
                cmocka_unit_test(operators_are_kept_true),
                cmocka_unit_test(operators_in_doubt_are_asked_for),
                cmocka_unit_test(operators_are_bounded),
                cmocka_unit_test(given_up_until_wanted),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
