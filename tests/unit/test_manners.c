/* test_manners.c - one network's manners: who is answered, how often, and where. */
#include "network_fixture.h"

#define NIGHT "@time=2026-01-01T12:00:00.000Z "

static void begin(struct fixture *f)
{
        fixture_begin(f);
        f->once = true;
        f->channel[0].manner.see_above = "see above";
        f->channel[0].manner.slow_down = "slow down";
        f->channel[0].manner.busy = "busy";
        f->channel[0].manner.prefix = "!ask";
        f->config.manner = f->channel[0].manner;
}

static void say(struct fixture *f, const char *line)
{
        char text[1000];

        snprintf(text, sizeof text, "%s\r\n", line);
        scripted_say(&f->server, text);
}

static void expect(struct fixture *f, const char *line, const char *reply)
{
        say(f, line);
        assert_string_equal(fixture_expect(f, "heard"), reply);
}

/* Says it, and nothing must come back. */
static void expect_silence(struct fixture *f, const char *line)
{
        int before = f->messages;

        say(f, line);
        fixture_quiet(f, "PRIVMSG");
        assert_int_equal(f->messages, before);
}

static void expect_next(struct fixture *f, const char *line, const char *needle, const char *reply)
{
        say(f, line);
        assert_string_equal(fixture_expect(f, needle), reply);
}

/* -- who is answered ------------------------------------------------------- */

static void test_ignored(void **state)
{
        static const char *masks[] = {"otherbot", "*!*@bots.example", "account:spam[er"};
        struct fixture f;

        begin(&f);
        f.config.ignore = masks;
        f.config.ignore_count = 3;
        fixture_start(&f);
        fixture_account_tag(&f);
        fixture_online(&f);
        expect_silence(&f, "@account=Spam{er :y!a@b PRIVMSG #cramps :why?");
        expect(&f, "@+account=spam{er :y!a@b PRIVMSG #cramps :why?", "PRIVMSG #cramps :y: heard 4");
        expect_silence(&f, ":OtherBot!a@b PRIVMSG #cramps :why?");
        expect_silence(&f, ":x!a@bots.example PRIVMSG crampbot :why?");
        expect_silence(&f, ":ChanServ!ChanServ@services.libera.chat PRIVMSG crampbot :why?");
        expect_silence(&f, ":NickServ!services@services PRIVMSG crampbot :why?");
        expect_silence(&f, "@inspircd.org/bot :x!a@b PRIVMSG crampbot :why?");
        expect_silence(&f, "@batch=1 :x!a@b PRIVMSG #cramps :replayed");
        expect_silence(&f, NIGHT ":x!a@b NOTICE crampbot :now");
        expect_silence(&f, "@time=2026-01-01T11:58:59.000Z :x!a@b PRIVMSG #cramps :a minute ago");
        expect(&f, "@msgid=x :otherbot2!a@b PRIVMSG crampbot :why?", "PRIVMSG otherbot2 :heard 4");
        fixture_end(&f);
}

/* WHO and WHOIS say who is a bot where messages do not. */
static void test_marked_bots(void **state)
{
        struct fixture f;

        begin(&f);
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        say(&f, ":irc.test 001 crampbot :Welcome\r\n:irc.test 005 crampbot BOT=B :are supported\r\n"
                ":irc.test 376 crampbot :End");
        fixture_expect(&f, "JOIN #cramps");
        say(&f, ":" ME " JOIN #cramps");
        assert_string_equal(fixture_expect(&f, "WHO #"), "WHO #cramps");
        say(&f, ":irc.test 352 crampbot #cramps u h irc.test Robo HB@ :0 r\r\n"
                ":irc.test 352 crampbot #cramps u h irc.test anna H@ :0 r\r\n"
                ":irc.test 335 crampbot whobot :is a bot");
        expect_silence(&f, ":robo!u@h PRIVMSG #cramps :why?");
        expect_silence(&f, ":whobot!u@h PRIVMSG crampbot :why?");
        expect(&f, ":anna!u@h PRIVMSG #cramps :why?", "PRIVMSG #cramps :anna: heard 4");
        /* The nick is free again, and somebody else's. */
        say(&f, ":robo!u@h QUIT :gone");
        expect(&f, ":robo!x@y PRIVMSG #cramps :why?", "PRIVMSG #cramps :robo: heard 4");
        f.config.talk_to_bots = true;
        network_change(f.network, &f.config);
        expect(&f, ":whobot!u@h PRIVMSG #cramps :why?", "PRIVMSG #cramps :whobot: heard 4");
        fixture_end(&f);
}

/* Where no letter says "a bot", 335 is about anything. */
static void test_unmarked(void **state)
{
        struct fixture f;

        begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        say(&f, ":irc.test 335 crampbot anna :is using a modern client");
        expect(&f, ":anna!u@h PRIVMSG #cramps :why?", "PRIVMSG #cramps :anna: heard 4");
        fixture_end(&f);
}

static void test_actions(void **state)
{
        struct fixture f;

        begin(&f);
        f.channel[1] = (struct config_channel){.name = "#open", .manner = {.lines = 5, .ambient = true}};
        f.config.channel_count = 2;
        fixture_start(&f);
        fixture_online(&f);
        say(&f, ":" ME " JOIN #open");
        expect_silence(&f, ":anna!a@b PRIVMSG #cramps :\x01" "ACTION asks crampbot why\x01");
        expect_silence(&f, ":anna!a@b PRIVMSG #cramps :\x01" "ACTION waves\x01");
        expect(&f, ":anna!a@b PRIVMSG #cramps :\x01" "ACTION crampbot: why?\x01",
               "PRIVMSG #cramps :anna: heard 14");
        assert_string_equal(f.text, "crampbot: why?");
        expect(&f, ":anna!a@b PRIVMSG #cramps :\x01" "ACTION wonders why, crampbot\x01",
               "PRIVMSG #cramps :anna: heard 21");
        expect(&f, ":anna!a@b PRIVMSG #open :\x01" "ACTION asks why\x01",
               "PRIVMSG #open :anna: heard 8");
        expect(&f, ":anna!a@b PRIVMSG crampbot :\x01" "ACTION asks why\x01",
               "PRIVMSG anna :heard 8");
        expect_silence(&f, ":anna!a@b PRIVMSG crampbot :\x01" "ACTION \x01");
        fixture_end(&f);
}

static void test_ctcp(void **state)
{
        struct fixture f;

        begin(&f);
        f.timing.ctcp = 1;
        fixture_start(&f);
        fixture_online(&f);
        expect_next(&f, ":anna!a@b PRIVMSG crampbot :\x01" "CLIENTINFO\x01", "NOTICE",
                    "NOTICE anna :\x01" "CLIENTINFO ACTION CLIENTINFO PING SOURCE TIME VERSION\x01");
        scripted_run(&f.loop, 5);
        expect_next(&f, ":anna!a@b PRIVMSG crampbot :\x01SOURCE\x01", "NOTICE",
                    "NOTICE anna :\x01SOURCE crampbot; ask who runs it: a bot\x01");
        scripted_run(&f.loop, 5);
        say(&f, ":anna!a@b PRIVMSG #cramps :\x01VERSION\x01\r\n"
                ":anna!a@b NOTICE crampbot :\x01VERSION\x01\r\n"
                "@bot :anna!a@b PRIVMSG crampbot :\x01VERSION\x01\r\n"
                ":anna!a@b PRIVMSG crampbot :\x01" "DCC CHAT chat 2130706433 1\x01");
        fixture_quiet(&f, "NOTICE");
        fixture_end(&f);
}

/* -- how often ------------------------------------------------------------- */

static void test_questions(void **state)
{
        struct fixture f;

        begin(&f);
        f.once = false;
        f.channel[0].manner.limits = (struct config_limits){.questions = 2, .cool_down = 3600};
        f.config.manner.limits = f.channel[0].manner.limits;
        fixture_start(&f);
        fixture_online(&f);
        expect(&f, ":anna!a@b PRIVMSG #cramps :1", "PRIVMSG #cramps :anna: heard 1");
        expect(&f, ":ANNA!a@b PRIVMSG crampbot :2", "PRIVMSG ANNA :heard 1");
        /* Nobody is told who did not ask the bot; then once. */
        say(&f, ":bert!a@b PRIVMSG #cramps :1\r\n:bert!a@b PRIVMSG #cramps :2\r\n"
                ":bert!a@b PRIVMSG #cramps :3");
        fixture_expect(&f, "bert: heard");
        fixture_expect(&f, "bert: heard");
        fixture_quiet(&f, "slow down");
        expect_next(&f, ":anna!a@b PRIVMSG #cramps :crampbot: 3", "PRIVMSG",
                    "PRIVMSG #cramps :anna: slow down");
        say(&f, ":anna!a@b PRIVMSG #cramps :crampbot: 4\r\n:anna!a@b PRIVMSG crampbot :5");
        fixture_quiet(&f, "PRIVMSG");
        /* Another nick is no way around it; a warning sign is. */
        say(&f, ":anna!a@b NICK :hanna\r\n:hanna!a@b PRIVMSG crampbot :6");
        fixture_quiet(&f, "PRIVMSG");
        f.urgent = true;
        for (int i = 0; i < 4; i++)
                expect(&f, ":hanna!a@b PRIVMSG crampbot :help", "PRIVMSG hanna :heard 4");
        f.urgent = false;
        expect(&f, ":carl!a@b PRIVMSG crampbot :1", "PRIVMSG carl :heard 1");
        fixture_end(&f);
}

static void test_channel_limit(void **state)
{
        struct fixture f;

        begin(&f);
        f.once = false;
        f.channel[0].manner.limits = (struct config_limits){.channel = 2, .cool_down = 3600};
        fixture_start(&f);
        fixture_online(&f);
        expect(&f, ":anna!a@b PRIVMSG #cramps :1", "PRIVMSG #cramps :anna: heard 1");
        expect(&f, ":bert!a@b PRIVMSG #CRAMPS :1", "PRIVMSG #CRAMPS :bert: heard 1");
        expect_next(&f, ":carl!a@b PRIVMSG #cramps :!ask 1", "PRIVMSG",
                    "PRIVMSG #cramps :carl: slow down");
        say(&f, ":dora!a@b PRIVMSG #cramps :!ask 1");
        fixture_quiet(&f, "PRIVMSG");
        expect(&f, ":dora!a@b PRIVMSG crampbot :1", "PRIVMSG dora :heard 1");
        f.urgent = true;
        expect(&f, ":dora!a@b PRIVMSG #cramps :help", "PRIVMSG #cramps :dora: heard 4");
        fixture_end(&f);
}

static void test_repeats(void **state)
{
        struct fixture f;

        begin(&f);
        f.channel[0].manner.limits.repeat = 3600;
        f.config.manner.limits.repeat = 3600;
        fixture_start(&f);
        fixture_online(&f);
        say(&f, ":irc.test 005 crampbot STATUSMSG=@+ :are supported");
        expect(&f, ":anna!a@b PRIVMSG #cramps :crampbot: 1", "PRIVMSG #cramps :anna: heard 11");
        expect_next(&f, ":bert!a@b PRIVMSG #cramps :crampbot: 2", "PRIVMSG",
                    "PRIVMSG #cramps :bert: see above");
        /* Unasked it is silent. */
        say(&f, ":bert!a@b PRIVMSG #cramps :12345678901");
        fixture_quiet(&f, "PRIVMSG");
        /* Not in private, not where others read it, not another answer, not urgent. */
        expect(&f, ":bert!a@b PRIVMSG crampbot :1", "PRIVMSG bert :heard 1");
        expect(&f, ":bert!a@b PRIVMSG crampbot :1", "PRIVMSG bert :heard 1");
        expect(&f, ":bert!a@b PRIVMSG @#cramps :crampbot: 1", "PRIVMSG @#cramps :bert: heard 11");
        f.urgent = true;
        expect(&f, ":bert!a@b PRIVMSG #cramps :crampbot: 1", "PRIVMSG #cramps :bert: heard 11");
        f.urgent = false;
        expect(&f, ":bert!a@b PRIVMSG #cramps :crampbot: 22", "PRIVMSG #cramps :bert: heard 12");
        f.once = false;
        expect(&f, ":bert!a@b PRIVMSG #cramps :crampbot: 1", "PRIVMSG #cramps :bert: heard 11");
        fixture_end(&f);
}

static void test_repeats_end(void **state)
{
        struct fixture f;

        begin(&f);
        f.channel[0].manner.limits.repeat = 1;
        fixture_start(&f);
        fixture_online(&f);
        expect(&f, ":anna!a@b PRIVMSG #cramps :crampbot: 1", "PRIVMSG #cramps :anna: heard 11");
        scripted_run(&f.loop, 1010);
        expect(&f, ":bert!a@b PRIVMSG #cramps :crampbot: 1", "PRIVMSG #cramps :bert: heard 11");
        fixture_end(&f);
}

/* The queue is full: the newest hear of it, once. */
static void test_busy(void **state)
{
        struct fixture f;
        const char *found;

        begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        outbox_reset(f.network->outbox); /* gives back what joining took */
        outbox_limit(f.network->outbox, 1, 100, 2000);
        for (int i = 0; i < OUTBOX_PERSON_MAX + 4; i++)
                say(&f, ":anna!a@b PRIVMSG #cramps :crampbot: why");
        assert_string_equal(fixture_expect(&f, "anna"), "PRIVMSG #cramps :anna: heard 13");
        assert_string_equal(fixture_expect(&f, "anna"), "PRIVMSG #cramps :anna: busy");
        for (int i = 0; i < OUTBOX_PERSON_MAX + 4; i++)
                say(&f, ":anna!a@b PRIVMSG #cramps :crampbot: why");
        fixture_drain(&f);
        found = strstr(f.server.log, "busy");
        assert_non_null(found);
        assert_null(strstr(found + 1, "busy"));
        fixture_end(&f);
}

/* -- what waits -------------------------------------------------------------- */

/* From here on a line goes out in so many ms, and the first of them has gone. */
static void hold(struct fixture *f, unsigned ms)
{
        outbox_reset(f->network->outbox); /* gives back what joining took */
        outbox_limit(f->network->outbox, 1, ms, 2000);
        expect(f, ":zoe!z@z PRIVMSG #cramps :first", "PRIVMSG #cramps :zoe: heard 5");
        f->server.looked_at = f->server.used;
}

/* All that is said from now on, until nothing waits: that it holds one needle, and not the other. */
static void release(struct fixture *f, const char *needle, const char *other)
{
        const char *from = f->server.log + f->server.looked_at;

        fixture_sync(f);
        network_adjust(f->network, &f->config); /* with its own pace */
        fixture_drain(f);
        if (needle ? !strstr(from, needle) : strstr(from, "PRIVMSG") != NULL)
                fail_msg("not \"%s\": %s", needle ? needle : "nothing", from);
        if (other && strstr(from, other))
                fail_msg("\"%s\": %s", other, from);
        f->server.looked_at = f->server.used;
}

static void test_who_has_gone(void **state)
{
        static const struct {
                const char *gone, *said, *unsaid;
        } cases[] = {
                {":Anna!a@b QUIT :bye", NULL, "anna"},
                {":anna!a@b PART #Cramps", "PRIVMSG anna :heard 7", "#cramps"},
                {":op!o@p KICK #cramps Anna :out", "PRIVMSG anna :heard 7", "#cramps"},
                {":bert!a@b QUIT :bye", "#cramps :anna: heard 10", NULL},
                {":anna!a@b PART #other", "#cramps :anna: heard 10", NULL},
                {":anna!a@b NICK Nora\r\n:eve!e@f NICK anna", "PRIVMSG Nora :heard 7", "PRIVMSG anna"},
                {":anna!a@b NICK Anna", "PRIVMSG Anna :heard 7", NULL},
                {":anna!a@b NICK nora\r\n:nora!a@b QUIT", NULL, "heard"},
        };
        struct fixture f;

        begin(&f);
        f.once = false;
        fixture_start(&f);
        fixture_online(&f);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                hold(&f, 60000);
                say(&f, ":anna!a@b PRIVMSG #cramps :in channel\r\n:anna!a@b PRIVMSG crampbot :private");
                fixture_sync(&f);
                assert_int_equal(outbox_count(f.network->outbox), 2);
                say(&f, cases[i].gone);
                release(&f, cases[i].said, cases[i].unsaid);
        }
        fixture_end(&f);
}

/* What an admin does not want any more is not said: that it was to be, or to whom, does not matter. */
static void test_not_wanted_any_more(void **state)
{
        static const char *masks[] = {"*!*@b", "account:x"};
        struct fixture f;

        begin(&f);
        f.once = false;
        fixture_start(&f);
        fixture_online(&f);
        for (int i = 0; i < 4; i++) {
                f.channel[0].manner.quiet = f.channel[0].manner.quiet_urgent = false;
                f.config.ignore_count = 0;
                hold(&f, 60000);
                f.urgent = i == 1 || i == 2;
                say(&f, ":anna!a@b PRIVMSG #cramps :in channel\r\n:carl!a@c PRIVMSG crampbot :private");
                fixture_sync(&f);
                f.urgent = false;
                assert_int_equal(outbox_count(f.network->outbox), 2);
                network_tell(f.network, "boss", "done");
                f.channel[0].manner.quiet = i < 3;
                f.channel[0].manner.quiet_urgent = i == 1;
                f.config.ignore = masks;
                f.config.ignore_count = i == 3 ? 2 : 0;
                network_adjust(f.network, &f.config);
                release(&f, i == 1 ? "anna: heard 10" : "carl :heard 7", i == 1 ? NULL : "anna");
        }
        fixture_end(&f);
}

/* Being told to be quiet is not answered behind what nobody wants to hear. */
static void test_quiet_is_answered_first(void **state)
{
        struct fixture f;

        begin(&f);
        f.once = false;
        fixture_start(&f);
        fixture_online(&f);
        hold(&f, 100);
        network_tell(f.network, "boss", "Something else.");
        fixture_expect(&f, "PRIVMSG boss"); /* so that others would have their turn */
        say(&f, ":anna!a@b PRIVMSG #cramps :1\r\n:bert!a@b PRIVMSG #cramps :1\r\n:carl!a@b PRIVMSG #cramps :1");
        fixture_sync(&f);
        assert_int_equal(outbox_count(f.network->outbox), 3);
        network_tell(f.network, "boss", "Quiet now.");
        f.channel[0].manner.quiet = true;
        network_adjust(f.network, &f.config);
        assert_string_equal(fixture_expect(&f, "PRIVMSG"), "PRIVMSG boss :Quiet now.");
        fixture_end(&f);
}

/* What was queued and dropped, or refused by the server, was not said. */
static void test_not_said_after_all(void **state)
{
        struct fixture f;
        const char *warned;

        begin(&f);
        f.channel[0].manner.limits.repeat = 3600;
        fixture_start(&f);
        fixture_online(&f);
        hold(&f, 60000);
        say(&f, ":anna!a@b PRIVMSG #cramps :crampbot: 22");
        fixture_sync(&f);
        say(&f, ":op!o@p KICK #cramps crampbot :out");
        release(&f, NULL, NULL);
        say(&f, ":" ME " JOIN #cramps");
        expect(&f, ":bert!a@b PRIVMSG #cramps :crampbot: 22", "PRIVMSG #cramps :bert: heard 12");
        say(&f, ":s 404 crampbot #Cramps :Cannot send to channel");
        expect(&f, ":carl!a@b PRIVMSG #cramps :crampbot: 22", "PRIVMSG #cramps :carl: heard 12");
        expect_next(&f, ":dora!a@b PRIVMSG #cramps :crampbot: 22", "PRIVMSG", "PRIVMSG #cramps :dora: see above");
        scripted_run(&f.loop, 5);
        say(&f, ":s 404 crampbot #cramps :Cannot send to channel\r\n:s 404 crampbot #other :Cannot send to channel");
        expect(&f, ":carl!a@b PRIVMSG #cramps :crampbot: 22", "PRIVMSG #cramps :carl: heard 12");
        warned = strstr(logged, "voice");
        assert_non_null(warned);
        assert_null(strstr(warned + 1, "voice"));
        /* InspIRCd's +M: for who is not logged in. */
        expect_next(&f, ":dora!a@b PRIVMSG #cramps :crampbot: 22", "PRIVMSG", "PRIVMSG #cramps :dora: see above");
        scripted_run(&f.loop, 5);
        say(&f, ":s 477 crampbot #cramps :You need to be identified to a registered account to message this channel");
        expect(&f, ":dora!a@b PRIVMSG #cramps :crampbot: 22", "PRIVMSG #cramps :dora: heard 12");
        fixture_end(&f);
}

/* How much of an answer has room hangs on the nick; the next part of one is another one. */
static void test_what_is_the_same(void **state)
{
        struct fixture f;
        char text[300], other[300];

        begin(&f);
        f.channel[0].manner.limits.repeat = 3600;
        fixture_start(&f);
        fixture_online(&f);
        memset(text, 'x', sizeof text);
        memcpy(other, text, sizeof other);
        text[299] = other[250] = '\0';
        f.reply_count = 1;
        f.reply[0] = text;
        say(&f, ":anna!a@b PRIVMSG #cramps :crampbot: 1");
        fixture_expect(&f, "PRIVMSG #cramps :anna: xxx");
        f.reply[0] = other;
        expect_next(&f, ":a_longer_nick!a@b PRIVMSG #cramps :crampbot: 1", "PRIVMSG",
                    "PRIVMSG #cramps :a_longer_nick: see above");
        f.reply[0] = "the rest of it";
        expect_next(&f, ":anna!a@b PRIVMSG #cramps :crampbot: more", "PRIVMSG", "PRIVMSG #cramps :anna: the rest of it");
        f.reply[0] = other;
        f.id = "another"; /* though it begins alike */
        say(&f, ":anna!a@b PRIVMSG #cramps :crampbot: 2");
        fixture_expect(&f, "PRIVMSG #cramps :anna: xxx");
        fixture_end(&f);
}

/* Another bot that answers each answer, and one that says what we say. */
static void test_circles(void **state)
{
        struct fixture f;
        int answered = 0;

        begin(&f);
        f.once = false;
        f.channel[0].manner.limits = (struct config_limits){.loop = 5, .cool_down = 3600};
        f.config.manner.limits = f.channel[0].manner.limits;
        fixture_start(&f);
        fixture_online(&f);
        for (int i = 0; i < 12; i++) {
                say(&f, ":robo!a@b PRIVMSG #cramps :and now?");
                fixture_until(&f, &f.messages, i + 1);
                answered += f.replied;
        }
        assert_int_equal(answered, 6);
        /* Even circles of urgent replies end, but no question cuts one off. */
        f.urgent = true;
        answered = 0;
        for (int i = 0; i < 12; i++) {
                say(&f, ":robo!a@b PRIVMSG crampbot :it hurts");
                fixture_until(&f, &f.messages, 12 + i + 1);
                answered += f.replied;
        }
        assert_int_equal(answered, 6);
        f.server.looked_at = f.server.used;
        f.reply[0] = "An answer that is long enough to be nobody's own words, and more.";
        f.reply_count = 1;
        say(&f, ":bert!a@b PRIVMSG #cramps :anna: An answer that is long enough to be nobody's "
                "own words, and more. Not advice.");
        fixture_quiet(&f, "PRIVMSG");
        assert_false(f.replied);
        fixture_end(&f);
}

/* -- where ----------------------------------------------------------------- */

/* A tag that the server has not promised may be anybody's. */
static void test_account_unasked(void **state)
{
        struct fixture f;

        begin(&f);
        fixture_start(&f);
        fixture_online(&f);
        expect(&f, "@account=boss :anna!a@b PRIVMSG crampbot :why?", "PRIVMSG anna :heard 4");
        assert_string_equal(f.account, "");
        fixture_end(&f);
}

/* Silent in a channel, but for what is urgent where bot.cfg says so. */
static void test_quiet(void **state)
{
        struct fixture f;

        begin(&f);
        f.channel[0].manner.quiet = true;
        fixture_start(&f);
        fixture_online(&f);
        f.urgent = true;
        expect_silence(&f, ":anna!a@b PRIVMSG #cramps :why?");
        expect_silence(&f, ":anna!a@b PRIVMSG #cramps :crampbot: reply private");
        expect(&f, ":anna!a@b PRIVMSG crampbot :why?", "PRIVMSG anna :heard 4");
        f.channel[0].manner.quiet_urgent = true;
        expect(&f, ":anna!a@b PRIVMSG #cramps :why?", "PRIVMSG #cramps :anna: heard 4");
        say(&f, ":anna!a@b PRIVMSG #cramps :crampbot: reply private");
        fixture_quiet(&f, "PRIVMSG");
        f.urgent = false;
        say(&f, ":bert!a@b PRIVMSG #cramps :why?");
        fixture_quiet(&f, "PRIVMSG");
        fixture_end(&f);
}

static void test_tastes(void **state)
{
        struct fixture f;
        int before;

        begin(&f);
        fixture_start(&f);
        fixture_account_tag(&f);
        fixture_online(&f);
        before = f.messages;
        expect_next(&f, ":anna!a@b PRIVMSG #cramps :crampbot: reply private", "PRIVMSG",
                    "PRIVMSG anna :From now on I answer you in private. "
                    "\"reply channel\" takes that back.");
        assert_int_equal(f.messages, before); /* no plugin heard of it */
        expect(&f, ":anna!a@b PRIVMSG #cramps :why?", "PRIVMSG anna :heard 4");
        assert_string_equal(f.channel_name, "#cramps");
        expect(&f, ":bert!a@b PRIVMSG #cramps :why?", "PRIVMSG #cramps :bert: heard 4");
        expect(&f, ":anna!a@elsewhere PRIVMSG #cramps :why?", "PRIVMSG #cramps :anna: heard 4");
        say(&f, ":anna!a@b NICK hanna");
        expect(&f, ":hanna!a@b PRIVMSG #cramps :why?", "PRIVMSG hanna :heard 4");
        expect_next(&f, ":hanna!a@b PRIVMSG crampbot :Reply Notice", "NOTICE",
                    "NOTICE hanna :From now on I answer you by notices that only you see. "
                    "\"reply channel\" takes that back.");
        expect(&f, ":hanna!a@b PRIVMSG #cramps :why?", "NOTICE hanna :heard 4");
        expect(&f, ":hanna!a@b PRIVMSG crampbot :why?", "NOTICE hanna :heard 4");
        expect_next(&f, ":hanna!a@b PRIVMSG #cramps :!ask reply channel", "PRIVMSG",
                    "PRIVMSG #cramps :hanna: From now on I answer you where you ask, as I do for everybody.");
        expect(&f, ":hanna!a@b PRIVMSG #cramps :why?", "PRIVMSG #cramps :hanna: heard 4");
        /* Talk among people is not for the bot. */
        expect(&f, ":bert!a@b PRIVMSG #cramps :reply private", "PRIVMSG #cramps :bert: heard 13");
        /* With an account it goes with the person. */
        say(&f, "@account=Dora :dora!a@b PRIVMSG #cramps :crampbot, reply private");
        fixture_expect(&f, "From now on");
        expect(&f, "@account=dora :other!c@d PRIVMSG #cramps :why?", "PRIVMSG other :heard 4");
        expect(&f, ":dora!a@b PRIVMSG #cramps :why?", "PRIVMSG #cramps :dora: heard 4");
        fixture_end(&f);
}

static void test_offer(void **state)
{
        struct fixture f;

        begin(&f);
        f.channel[0].manner.offer_private = true;
        fixture_start(&f);
        fixture_online(&f);
        expect(&f, ":anna!a@b PRIVMSG #cramps :crampbot: why do legs cramp",
               "PRIVMSG #cramps :anna: heard 27");
        fixture_quiet(&f, "reply private");
        expect(&f, ":anna!a@b PRIVMSG #cramps :crampbot: why does MY leg cramp",
               "PRIVMSG #cramps :anna: heard 31");
        assert_string_equal(fixture_expect(&f, "PRIVMSG"),
                            "PRIVMSG #cramps :anna: (If you would rather have this in private, "
                            "say to me: reply private)");
        expect(&f, ":anna!a@b PRIVMSG #cramps :crampbot: why me?", "PRIVMSG #cramps :anna: heard 17");
        fixture_quiet(&f, "reply private"); /* once an hour */
        fixture_end(&f);
}

/* The reply names the message it replies to, where the network can do that. */
static void test_reply_tag(void **state)
{
        struct fixture f;
        char long_text[600];

        begin(&f);
        f.channel[0].manner.limits.repeat = 0;
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        say(&f, "CAP * LS :message-tags");
        fixture_expect(&f, "CAP REQ");
        say(&f, ":s CAP * ACK :message-tags");
        fixture_expect(&f, "CAP END");
        fixture_welcome(&f, "crampbot");
        fixture_expect(&f, "JOIN #cramps");
        say(&f, ":" ME " JOIN #cramps");
        expect(&f, "@msgid=a-1:x :anna!a@b PRIVMSG #cramps :why?",
               "@+draft/reply=a-1:x PRIVMSG #cramps :anna: heard 4");
        expect(&f, "@msgid=b :anna!a@b PRIVMSG crampbot :why?",
               "@+draft/reply=b PRIVMSG anna :heard 4");
        expect(&f, ":anna!a@b PRIVMSG #cramps :why?", "PRIVMSG #cramps :anna: heard 4");
        expect(&f, "@msgid= :anna!a@b PRIVMSG #cramps :why?", "PRIVMSG #cramps :anna: heard 4");
        expect(&f, "@msgid=a\\:b\\sc :anna!a@b PRIVMSG #cramps :why?",
               "PRIVMSG #cramps :anna: heard 4");
        snprintf(long_text, sizeof long_text, "@msgid=%0200d :anna!a@b PRIVMSG #cramps :why?", 1);
        expect(&f, long_text, "PRIVMSG #cramps :anna: heard 4");
        /* Somewhere else it would point to nothing. */
        say(&f, ":anna!a@b PRIVMSG #cramps :crampbot: reply private");
        fixture_expect(&f, "From now on");
        expect(&f, "@msgid=c :anna!a@b PRIVMSG #cramps :why?", "PRIVMSG anna :heard 4");
        fixture_end(&f);
}

/* Names compare as this network says. */
static void test_casemapping(void **state)
{
        struct fixture f;

        begin(&f);
        f.once = false;
        f.channel[0].manner.limits = (struct config_limits){.questions = 1, .cool_down = 3600};
        fixture_start(&f);
        fixture_online(&f);
        expect(&f, ":anna[]!a@b PRIVMSG #cramps :1", "PRIVMSG #cramps :anna[]: heard 1");
        say(&f, ":ANNA{}!a@b PRIVMSG #cramps :2");
        fixture_quiet(&f, "PRIVMSG");
        say(&f, ":irc.test 005 crampbot CASEMAPPING=ascii :are supported");
        expect(&f, ":bert[]!a@b PRIVMSG #cramps :1", "PRIVMSG #cramps :bert[]: heard 1");
        expect(&f, ":bert{}!a@b PRIVMSG #cramps :1", "PRIVMSG #cramps :bert{}: heard 1");
        fixture_end(&f);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_who_has_gone), cmocka_unit_test(test_not_wanted_any_more),
                cmocka_unit_test(test_quiet_is_answered_first), cmocka_unit_test(test_not_said_after_all),
                cmocka_unit_test(test_what_is_the_same),
                cmocka_unit_test(test_ignored), cmocka_unit_test(test_marked_bots), cmocka_unit_test(test_unmarked),
                cmocka_unit_test(test_actions), cmocka_unit_test(test_ctcp),
                cmocka_unit_test(test_questions), cmocka_unit_test(test_channel_limit),
                cmocka_unit_test(test_repeats), cmocka_unit_test(test_repeats_end),
                cmocka_unit_test(test_busy), cmocka_unit_test(test_circles),
                cmocka_unit_test(test_account_unasked),
                cmocka_unit_test(test_quiet),
                cmocka_unit_test(test_tastes), cmocka_unit_test(test_offer),
                cmocka_unit_test(test_reply_tag), cmocka_unit_test(test_casemapping),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
