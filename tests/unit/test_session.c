/* test_session.c - libircclient, fed line by line; and recv as everybody else knows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../plugin/bot/canon.h"
#include "../../plugin/bot/session.h"

struct library {
        int events;
        enum session_kind kind;
        char origin[128], last[1200];
        size_t count;
        struct session *session;
};

static void on_event(void *context, const struct session_event *event)
{
        struct library *library = context;

        library->events++;
        library->kind = event->kind;
        library->count = event->count;
        snprintf(library->origin, sizeof library->origin, "%s", event->origin);
        snprintf(library->last, sizeof library->last, "%s",
                 event->count ? event->param[event->count - 1] : "");
        /* Called from here nothing may be fed, and nothing may break. */
        assert_false(session_feed(library->session, "x\r\n", 3, event->line));
}

static struct session *begin(struct library *library)
{
        struct session_events events = {on_event, NULL};
        char why[200] = "";

        *library = (struct library){0};
        events.context = library;
        library->session = session_open(&events, why, sizeof why);
        if (!library->session)
                fail_msg("%s", why);
        return library->session;
}

/* Every line that canon.c lets through comes back as exactly one event. */
static void test_session(void **state)
{
        static const struct {
                const char *line;
                enum session_kind kind;
                size_t count;
                const char *last;
        } cases[] = {
                {":a!b@c PRIVMSG bot :hi there", SESSION_PRIVATE, 2, "hi there"},
                {":a!b@c PRIVMSG botty :hi", SESSION_CHANNEL, 2, "hi"},
                {":a!b@c PRIVMSG #d :", SESSION_CHANNEL, 2, ""},
                {":botty!b@c NICK bottle", SESSION_NICK, 1, "bottle"},
                {":a!b@c PRIVMSG bot :still private", SESSION_PRIVATE, 2, "still private"},
                {":a!b@c QUIT", SESSION_QUIT, 1, ""},
                {":a!b@c JOIN #d", SESSION_JOIN, 1, "#d"},
                {":a!b@c PART #d", SESSION_PART, 2, ""},
                {":a!b@c KICK #d bot", SESSION_KICK, 3, ""},
                {":s MODE bot +i", SESSION_OTHER, 1, "+i"},
                {":s MODE #d +o bot", SESSION_OTHER, 3, "bot"},
                {":s TOPIC #d", SESSION_OTHER, 2, ""},
                {":s INVITE bot #d", SESSION_OTHER, 2, "#d"},
                {"NOTICE bot :x", SESSION_OTHER, 2, "x"},
                {"NOTICE #d :x", SESSION_OTHER, 2, "x"},
                {":s WALLOPS", SESSION_OTHER, 1, ""},
                {":s 001 bot :welcome", SESSION_NUMERIC, 2, "welcome"},
                {":s 376 bot :end", SESSION_NUMERIC, 2, "end"},
                {":s 422 bot :none", SESSION_NUMERIC, 2, "none"},
                {":s 999 bot a b c d e f g h i j k l m n", SESSION_NUMERIC, 10, "i"},
                {":s ACCOUNT anna", SESSION_OTHER, 1, "anna"},
        };
        struct library library;
        struct session *session = begin(&library);
        struct isupport isupport;
        struct self self;
        char text[CANON_MAX + 1], room[512];

        isupport_init(&isupport);
        self_init(&self, "bot");
        for (int round = 0; round < 20; round++) {
                for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                        int before = library.events;
                        struct line line;
                        size_t length;

                        strcpy(room, cases[i].line);
                        assert_true(line_parse(&line, room));
                        length = canon_write(&line, &self, &isupport, "s", text);
                        assert_true(session_feed(session, text, length, &line));
                        if (library.events != before + 1 || library.kind != cases[i].kind ||
                            library.count != cases[i].count || strcmp(library.last, cases[i].last) != 0)
                                fail_msg("%s: %d events, kind %d, %zu parameters, last \"%s\"",
                                         cases[i].line, library.events - before, library.kind,
                                         library.count, library.last);
                }
        }
        session_close(session);
}

static void test_session_long(void **state)
{
        struct library library;
        struct session *session = begin(&library);
        struct line line = {0};
        char text[CANON_MAX + 1];

        for (int i = 0; i < 200; i++) {
                int length = snprintf(text, sizeof text, ":a!b@c PRIVMSG #d :%0*d\r\n",
                                      CANON_MAX - 21, i);

                assert_int_equal(length, CANON_MAX);
                assert_true(session_feed(session, text, (size_t)length, &line));
                assert_int_equal(library.events, i + 1);
        }
        session_close(session);
}

/* Should a line get through that the library has no callback for, that is said. */
static void test_no_callback(void **state)
{
        struct library library;
        struct session *session = begin(&library);
        struct line line = {0};

        assert_false(session_feed(session, ":s KILL bot :x\r\n", 16, &line));
        assert_int_equal(library.events, 0);
        session_close(session);
        session_close(NULL);
}

/* A line is fed to one session alone, and what is no session's is read as ever. */
static void test_recv(void **state)
{
        struct library one, two;
        struct session *first = begin(&one), *second = begin(&two);
        struct line line = {0};
        char got[8] = "";
        int pair[2];

        assert_true(session_feed(first, ":s PART #one\r\n", 14, &line));
        assert_true(session_feed(second, ":s PART #two\r\n", 14, &line));
        assert_int_equal(one.events, 1);
        assert_int_equal(two.events, 1);
        session_close(second);
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0); /* takes the descriptors over */
        for (int i = 0; i < 2; i++) {
                assert_int_equal(send(pair[i], "abc", 3, 0), 3);
                assert_int_equal(recv(pair[!i], got, 2, MSG_PEEK), 2);
                assert_int_equal(recv(pair[!i], got, sizeof got, 0), 3);
                assert_string_equal(got, "abc");
                assert_int_equal(recv(pair[!i], got, sizeof got, MSG_DONTWAIT), -1);
                assert_int_equal(errno, EAGAIN);
        }
        assert_int_equal(recv(-1, got, sizeof got, 0), -1);
        assert_int_equal(errno, EBADF);
        close(pair[0]);
        close(pair[1]);
        assert_true(session_feed(first, ":s PART #one\r\n", 14, &line));
        session_close(first);
}

/* libircclient cannot use descriptors of 1024 and more: said, not crashed. */
static void test_descriptors(void **state)
{
        struct library library;
        struct session_events events = {on_event, &library};
        struct rlimit old, more;
        int fds[1100], count = 0;
        char why[200] = "";

        getrlimit(RLIMIT_NOFILE, &old);
        more = old;
        if (old.rlim_cur < 1100 && old.rlim_max >= 1100) {
                more.rlim_cur = 1100;
                setrlimit(RLIMIT_NOFILE, &more);
        }
        while (count < 1100 && (fds[count] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0 &&
               fds[count] < 1030)
                count++;
        assert_null(session_open(&events, why, sizeof why));
        assert_true(strstr(why, "too many open files") || more.rlim_cur < 1100);
        if (count < 1100 && fds[count] >= 0)
                close(fds[count]);
        while (count > 0)
                close(fds[--count]);
        session_close(begin(&library));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_session), cmocka_unit_test(test_session_long),
                cmocka_unit_test(test_no_callback), cmocka_unit_test(test_recv), cmocka_unit_test(test_descriptors),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
