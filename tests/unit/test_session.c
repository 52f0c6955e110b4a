/* test_session.c - libircclient behind its loopback pair, line by line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../plugin/bot/canon.h"
#include "../../plugin/bot/session.h"
#include "scripted.h"

struct library {
        int events, closed, outputs, ready, failed;
        enum session_kind kind;
        char origin[128], last[1200], output[1200];
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
        /* Called from here nothing may be sent, and nothing may break. */
        assert_true(session_is_inside(library->session));
        assert_false(session_send(library->session, "NICK x"));
}

static void on_output(void *context, const char *line, size_t length)
{
        struct library *library = context;

        library->outputs++;
        snprintf(library->output, sizeof library->output, "%.*s", (int)length, line);
}

static void on_ready(void *context)
{
        ((struct library *)context)->ready++;
}

static void on_failed(void *context, const char *why)
{
        ((struct library *)context)->failed++;
}

static void on_session_closed(void *context)
{
        ((struct library *)context)->closed++;
}

static struct session_events session_events(struct library *library)
{
        return (struct session_events){on_event, on_output, on_ready, on_failed,
                                       on_session_closed, library};
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
        struct library library = {0};
        struct session_events events = session_events(&library);
        struct isupport isupport;
        struct self self;
        uv_loop_t loop;
        char why[200], text[CANON_MAX + 1], room[512];

        uv_loop_init(&loop);
        isupport_init(&isupport);
        self_init(&self, "bot");
        library.session = session_open(&loop, &events, why, sizeof why);
        if (!library.session)
                fail_msg("%s", why);
        for (int round = 0; round < 20; round++) {
                for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                        int before = library.events;
                        struct line line;
                        size_t length;

                        strcpy(room, cases[i].line);
                        assert_true(line_parse(&line, room));
                        length = canon_write(&line, &self, &isupport, "s", text);
                        if (session_feed(library.session, text, length, &line) == SESSION_BUSY)
                                assert_true(scripted_until(&loop, &library.ready,
                                                           library.ready + 1));
                        if (library.events != before + 1 || library.kind != cases[i].kind ||
                            library.count != cases[i].count || strcmp(library.last, cases[i].last))
                                fail_msg("%s: %d events, kind %d, %zu parameters, last \"%s\"",
                                         cases[i].line, library.events - before, library.kind,
                                         library.count, library.last);
                }
                assert_true(session_send(library.session, "PRIVMSG #d :100 %s %n of it"));
                assert_string_equal(library.output, "PRIVMSG #d :100 %s %n of it");
        }
        assert_int_equal(library.outputs, 20); /* and none of the library's own */
        session_close(library.session);
        session_close(library.session);
        assert_true(scripted_until(&loop, &library.closed, 1));
        uv_run(&loop, UV_RUN_DEFAULT);
        assert_int_equal(uv_loop_close(&loop), 0);
        assert_int_equal(library.failed, 0);
}

static void test_session_long(void **state)
{
        struct library library = {0};
        struct session_events events = session_events(&library);
        struct line line = {0};
        uv_loop_t loop;
        char why[200], text[CANON_MAX + 1], out[511];

        uv_loop_init(&loop);
        library.session = session_open(&loop, &events, why, sizeof why);
        assert_non_null(library.session);
        memset(out, 'x', 510);
        out[510] = '\0';
        for (int i = 0; i < 200; i++) {
                int length = snprintf(text, sizeof text, ":a!b@c PRIVMSG #d :%0*d\r\n",
                                      CANON_MAX - 21, i);

                assert_int_equal(length, CANON_MAX);
                if (session_feed(library.session, text, (size_t)length, &line) == SESSION_BUSY)
                        assert_true(scripted_until(&loop, &library.ready, library.ready + 1));
                assert_int_equal(library.events, i + 1);
                assert_true(session_send(library.session, out));
                assert_string_equal(library.output, out);
        }
        session_close(library.session);
        uv_run(&loop, UV_RUN_DEFAULT);
        assert_int_equal(uv_loop_close(&loop), 0);
}

/* libircclient cannot use descriptors of 1024 and more: said, not crashed. */
static void test_descriptors(void **state)
{
        struct library library = {0};
        struct session_events events = session_events(&library);
        struct rlimit old, more = {2048, 2048};
        int fds[1100], count = 0;
        uv_loop_t loop;
        char why[200] = "";

        uv_loop_init(&loop);
        getrlimit(RLIMIT_NOFILE, &old);
        more.rlim_max = old.rlim_max;
        if (old.rlim_cur < 1024)
                setrlimit(RLIMIT_NOFILE, &more);
        while (count < 1100 && (fds[count] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0 &&
               fds[count] < 1030)
                count++;
        assert_null(session_open(&loop, &events, why, sizeof why));
        assert_non_null(strstr(why, count > 900 && fds[count] >= 0 ? "too many open files" : ""));
        if (fds[count] >= 0)
                close(fds[count]);
        while (count > 0)
                close(fds[--count]);
        library.session = session_open(&loop, &events, why, sizeof why);
        assert_non_null(library.session);
        session_close(library.session);
        uv_run(&loop, UV_RUN_DEFAULT);
        assert_int_equal(uv_loop_close(&loop), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_session), cmocka_unit_test(test_session_long),
                cmocka_unit_test(test_descriptors),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
