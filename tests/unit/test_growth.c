/* test_growth.c - a hundred thousand people, and a server that makes up as much as it can:
 * the bot holds no more than after the first few thousand of them.
 */
#include "network_fixture.h"

#include <malloc.h>

#define FIRST 10000
#define ALL 100000
#define BATCH 2000
#define SLACK 16384 /* bytes: what waits to be said is now more, now less */

#if defined(__SANITIZE_ADDRESS__)
size_t __sanitizer_get_current_allocated_bytes(void);

static size_t held(void)
{
        return __sanitizer_get_current_allocated_bytes();
}
#else
static size_t held(void)
{
        return mallinfo2().uordblks;
}
#endif

/* One line of these for each number; % is the number. */
static const char *const people[] = {
        ":n%!u%@h%.example PRIVMSG #cramps :why do legs cramp %",
        ":n%!u@h PRIVMSG crampbot :why do legs cramp %",
        "@account=a% :n%!u%@h PRIVMSG crampbot :status",
        ":n%!u@h PRIVMSG crampbot :reply private",
        ":n%!u@h PRIVMSG #cramps :\001ACTION asks %",
        ":n%!u@h PRIVMSG crampbot :\x01PING %\x01",
        ":n%!u@h JOIN #cramps", ":n%!u@h NICK m%", ":n%!u@h PART #cramps :%", ":n%!u@h QUIT :%",
        ":n%!u@h INVITE crampbot #c%", ":n%!u@h TOPIC #cramps :%", ":n%!u@h KICK #cramps m% :%",
        ":n%!u@h NOTICE crampbot :%", "@bot :n%!u@h PRIVMSG #cramps :beep",
        "@msgid=%;+draft/reply=x;account=a% :n%!u@h PRIVMSG #cramps :crampbot: %",
};
static const char *const server[] = {
        ":" ME " JOIN #x%", ":op!o@p KICK #x% crampbot :%", ":s 353 crampbot = #cramps :@n% @+m%",
        ":s MODE #cramps +o n%", ":s MODE #x% +o n%", ":s 005 crampbot T%=% CHANTYPES=# :are supported",
        ":s 311 crampbot n% u h * :%", ":s 330 crampbot n% a% :is logged in as", ":s 318 crampbot n% :End",
        ":s 335 crampbot n% :is a bot", ":s 352 crampbot #cramps u h s n% HB :0 r", ":s BATCH +% chathistory #cramps",
        ":s 470 crampbot #cramps #y% :forwarding", ":s 474 crampbot #z% :banned", ":s 303 crampbot :n%",
        ":s 730 crampbot :n%!u@h", ":s 332 crampbot #x% :topic", ":s 900 crampbot a!b@c a% :logged in",
        "CAP crampbot NEW :cap-%=%", ":s CAP crampbot LS * :more-%=%", ":s 396 crampbot h% :is now your host",
        ":s 401 crampbot n% :no such nick", ":s FAIL * A% :no", "AUTHENTICATE %",
};

/* Lines with the numbers from `from` on, and until the bot has read them. */
static void feed(struct fixture *f, const char *const *lines, size_t kinds, unsigned from)
{
        static char text[BATCH * 160];
        size_t used = 0;

        for (unsigned i = from; i < from + BATCH; i++) {
                for (const char *c = lines[i % kinds]; *c; c++)
                        if (*c == '%')
                                used += (size_t)sprintf(text + used, "%u", i);
                        else
                                text[used++] = *c;
                used += (size_t)sprintf(text + used, "\r\n");
        }
        f->server.used = f->server.looked_at = 0;
        scripted_say(&f->server, text);
        fixture_quiet(f, "QUIT");
}

/* What is only in use for a moment comes and goes: the most of the first lines is held against the
 * least of the last ones. */
static void expect_no_growth(const char *const *lines, size_t kinds, unsigned all)
{
        struct fixture f;
        size_t before = 0, after = SIZE_MAX;

        fixture_begin(&f);
        f.config.manner.operators = f.channel[0].manner.operators = true;
        f.identify = true;
        fixture_start(&f);
        fixture_online(&f);
        for (unsigned i = 0; i < all; i += BATCH) {
                feed(&f, lines, kinds, i);
                if (i + BATCH <= FIRST && held() > before)
                        before = held();
                if (i + FIRST >= all && held() < after)
                        after = held();
        }
        if (after > before + SLACK)
                fail_msg("%zu bytes after %d, %zu after %u", before, FIRST, after, all);
        assert_int_equal(f.server.accepted, 1);
        fixture_end(&f);
}

static void a_hundred_thousand_people(void **state)
{
        expect_no_growth(people, sizeof people / sizeof people[0], ALL);
}

static void a_server_that_makes_things_up(void **state)
{
        expect_no_growth(server, sizeof server / sizeof server[0], ALL);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_hundred_thousand_people), cmocka_unit_test(a_server_that_makes_things_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
