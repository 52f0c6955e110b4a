/* network_fixture.h - a network against a scripted server, and a log that can
 * be looked into. For test_network.c, test_outages.c and test_hostile.c.
 */
#ifndef TEST_NETWORK_FIXTURE_H
#define TEST_NETWORK_FIXTURE_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../plugin/bot/log.h"
#include "../../plugin/bot/network_own.h"
#include "scripted.h"

#define ME "crampbot!cramp@bot.example"

/* Everything that was logged; in place of log.c. */
static char logged[1 << 18];

void log_set_level(enum log_level level)
{
        (void)level;
}

int log_level_parse(const char *name)
{
        (void)name;
        return -1;
}

void log_say(const char *file, enum log_level level, const char *where, const char *format, ...)
{
        size_t used = strlen(logged);
        va_list list;

        (void)file;
        (void)level;
        va_start(list, format);
        if (used + 1000 < sizeof logged) {
                used += (size_t)sprintf(logged + used, "%s ", where ? where : "-");
                vsnprintf(logged + used, 900, format, list);
                strcat(logged, "\n");
        }
        va_end(list);
}

struct fixture {
        uv_loop_t loop;
        struct scripted server;
        struct network *network;
        struct config_network config;
        struct config_channel channel[4];
        struct network_events events;
        struct timing timing;
        int messages, closed;
        bool silent;            /* replies to nothing */
        bool identify;          /* looks up who says something in private, and tells them news */
        bool urgent;
        bool once;
        const char *id;         /* of what is said once; NULL: "id" */
        const char *reply[OUTBOX_LINES_MAX];
        size_t reply_count;     /* 0: "heard LENGTH" */
        bool replied;
        const struct config_network *change; /* to, in the next message */
        char text[1200], nick[160], channel_name[300], account[160], self[160];
        size_t line_bytes;
};

static void fixture_message(void *context, struct network *network,
                            const struct network_message *message)
{
        struct fixture *f = context;
        char heard[40];
        const char *line = heard;

        if (f->identify && message->news)
                network_tell(network, message->nick, message->text);
        if (message->invite || message->news) /* nobody has said anything */
                return;
        if (f->identify && !message->channel && !network_operated(network, message->nick) &&
            (network_confirm(network, message->source, "news"), network_identify(network, message, false)))
                return;
        f->messages++;
        snprintf(f->text, sizeof f->text, "%s", message->text);
        snprintf(f->nick, sizeof f->nick, "%s", message->nick);
        snprintf(f->self, sizeof f->self, "%s", message->self);
        snprintf(f->channel_name, sizeof f->channel_name, "%s",
                 message->channel ? message->channel : "");
        snprintf(f->account, sizeof f->account, "%s", message->account ? message->account : "");
        f->line_bytes = message->line_bytes;
        assert_int_equal(strlen(message->text), message->length);
        if (f->change)
                network_change(network, f->change);
        f->change = NULL;
        if (f->silent)
                return;
        snprintf(heard, sizeof heard, "heard %zu", message->length);
        f->replied = network_reply(network, message, f->urgent, f->once ? f->id ? f->id : "id" : NULL,
                                   f->reply_count ? f->reply : &line,
                                   f->reply_count ? f->reply_count : 1);
}

static void fixture_closed(void *context, struct network *network)
{
        struct fixture *f = context;

        f->closed++;
        network_free(network);
        f->network = NULL;
}

/* A configuration with one channel and no waiting. */
static inline void fixture_config(struct fixture *f)
{
        f->config = (struct config_network){
                .name = "test", .host = "127.0.0.1", .port = f->server.port,
                .nick = {"crampbot", "crampbot_"}, .nick_count = 2, .user = "cramp",
                .realname = "a bot", .quit = "bye", .flood = {32, 1, 20000},
                .manner = {.lines = 5}, .channel = f->channel, .channel_count = 1,
        };
        f->channel[0] = (struct config_channel){.name = "#cramps", .manner = {.lines = 5}};
}

static inline void fixture_begin(struct fixture *f)
{
        signal(SIGPIPE, SIG_IGN); /* as main.c does */
        memset(f, 0, sizeof *f);
        logged[0] = '\0';
        uv_loop_init(&f->loop);
        scripted_open(&f->server, &f->loop);
        fixture_config(f);
        f->events = (struct network_events){.message = fixture_message, .closed = fixture_closed, .context = f};
        f->timing = timing_default;
        f->timing.retry_soon = 10;
        f->timing.retry_least = 20;
        f->timing.retry_most = 80;
        f->timing.quit = 100;
}

static inline void fixture_start(struct fixture *f)
{
        f->network = network_open(&f->loop, &f->config, &f->events);
        assert_non_null(f->network);
        network_set_timing(f->network, &f->timing);
}

static inline const char *fixture_expect(struct fixture *f, const char *needle)
{
        const char *line = scripted_wait(&f->server, needle, SCRIPTED_GUARD_MS);

        if (!line)
                fail_msg("\"%s\" was not sent; the log:\n%s", needle, logged);
        return line ? line : "";
}

/* Until it has logged that. */
static inline void fixture_logged(struct fixture *f, const char *text)
{
        scripted_guard_start(&f->loop, SCRIPTED_GUARD_MS);
        while (!strstr(logged, text) && scripted_turn(&f->loop))
                ;
        scripted_guard_stop(&f->loop);
        if (!strstr(logged, text))
                fail_msg("\"%s\" was not logged:\n%s", text, logged);
}

/* Until all that was said is heard, and all that was sent before is here. */
static inline void fixture_sync(struct fixture *f)
{
        static unsigned count;
        char sync[40], wanted[40];

        snprintf(sync, sizeof sync, "PING :sync%u\r\n", ++count);
        snprintf(wanted, sizeof wanted, "PONG :sync%u", count);
        scripted_say(&f->server, sync);
        fixture_expect(f, wanted);
}

/* Until nothing waits to be sent. */
static inline void fixture_drain(struct fixture *f)
{
        scripted_guard_start(&f->loop, SCRIPTED_GUARD_MS);
        while (outbox_count(f->network->outbox) && scripted_turn(&f->loop))
                ;
        scripted_guard_stop(&f->loop);
        assert_int_equal(outbox_count(f->network->outbox), 0);
        fixture_sync(f);
}

/* What is sent next, up to now: does it hold needle? */
static inline void fixture_quiet(struct fixture *f, const char *needle)
{
        size_t from = f->server.looked_at;
        const char *found;

        /* The replies to what was said before go out before this PONG, but for
         * those that wait for a token. */
        scripted_run(&f->loop, 10);
        fixture_sync(f);
        found = strstr(f->server.log + from, needle);
        if (found)
                fail_msg("\"%.100s\" was sent", found);
}

static inline void fixture_welcome(struct fixture *f, const char *nick)
{
        char text[300];

        snprintf(text, sizeof text, ":irc.test 001 %s :Welcome\r\n:irc.test 376 %s :End\r\n", nick,
                 nick);
        scripted_say(&f->server, text);
}

/* Online, and in #cramps, whose JOIN says who we are. */
static inline void fixture_online(struct fixture *f)
{
        fixture_expect(f, "USER ");
        fixture_welcome(f, "crampbot");
        fixture_expect(f, "JOIN #cramps");
        scripted_say(&f->server, ":" ME " JOIN #cramps\r\n");
        fixture_quiet(f, "PRIVMSG");
}

/* The server promises to say what account everybody has. After fixture_start. */
static inline void fixture_account_tag(struct fixture *f)
{
        fixture_expect(f, "USER ");
        scripted_say(&f->server, ":s CAP * LS :account-tag\r\n");
        fixture_expect(f, "CAP REQ");
        scripted_say(&f->server, ":s CAP * ACK :account-tag\r\n");
        f->server.looked_at = 0; /* for fixture_online */
}

/* It still answers. */
static inline void fixture_alive(struct fixture *f)
{
        scripted_say(&f->server, ":anna!a@b PRIVMSG #cramps :alive?\r\n");
        assert_string_equal(fixture_expect(f, "PRIVMSG"), "PRIVMSG #cramps :anna: heard 6");
        scripted_say(&f->server, ":anna!a@b PRIVMSG crampbot :alive?\r\n");
        assert_string_equal(fixture_expect(f, "PRIVMSG"), "PRIVMSG anna :heard 6");
}

static inline void fixture_until(struct fixture *f, const int *what, int least)
{
        if (!scripted_until(&f->loop, what, least))
                fail_msg("it did not happen in time; the log:\n%s", logged);
}

static inline void fixture_end(struct fixture *f)
{
        if (f->network) {
                network_quit(f->network, "done");
                fixture_until(f, &f->closed, 1);
        }
        assert_int_equal(f->closed, 1);
        scripted_close(&f->server);
        uv_run(&f->loop, UV_RUN_DEFAULT);
        assert_int_equal(uv_loop_close(&f->loop), 0);
}

#endif
