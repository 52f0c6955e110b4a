/* test_channels.c - when to come back: to a server, and to its channels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/bot/backoff.h"
#include "../../plugin/bot/channels.h"

/* What users are promised of the times that they cannot set. */
static void test_timing(void **state)
{
        const struct timing *t = &timing_default;

        assert_true(t->silence + t->grace <= 120000); /* a dead link is found within two minutes */
        assert_int_equal(t->retry_least, 10000);
        assert_int_equal(t->retry_most, 300000);
        assert_int_equal(t->reset, 3600000);
        assert_true(t->rejoin[0] >= 10000 && t->rejoin[1] > t->rejoin[0]);
        assert_true(t->quit <= 1000);
}

static void test_backoff(void **state)
{
        struct backoff b;
        uint64_t now = 1000, expected = 10000;

        backoff_init(&b, 42);
        for (int i = 0; i < 20; i++) {
                uint64_t wait = backoff_next(&b, &timing_default, now, 0, BACKOFF_FAILED, false);

                if (wait > expected || wait < expected * 3 / 4)
                        fail_msg("attempt %d waits %lu, not about %lu", i, wait, expected);
                now += wait;
                expected = expected * 2 > 300000 ? 300000 : expected * 2;
        }
        /* A good hour: quickly back, and from the beginning. */
        assert_in_range(backoff_next(&b, &timing_default, now, 3600000, BACKOFF_FAILED, false), 1500, 2000);
        assert_in_range(backoff_next(&b, &timing_default, now, 0, BACKOFF_FAILED, false), 7500, 10000);
        /* A server that goes down over and over is not hammered. */
        backoff_init(&b, 43);
        assert_in_range(backoff_next(&b, &timing_default, now, 5000, BACKOFF_RESTART, false), 1500, 2000);
        assert_in_range(backoff_next(&b, &timing_default, now + 9000, 5000, BACKOFF_RESTART, false),
                        7500, 10000);
        assert_in_range(backoff_next(&b, &timing_default, now, 0, BACKOFF_BANNED, false), 225000, 300000);
        assert_in_range(backoff_next(&b, &timing_default, now, 9999999, BACKOFF_THROTTLED, false),
                        45000, 60000);
        /* Another server is tried soon, and a good hour counts all the same. */
        backoff_init(&b, 44);
        backoff_next(&b, &timing_default, now, 0, BACKOFF_FAILED, false);
        assert_int_equal(backoff_next(&b, &timing_default, now, 0, BACKOFF_FAILED, true), 2000);
        assert_int_equal(b.wait, 20000);
        assert_int_equal(backoff_next(&b, &timing_default, now, 3600000, BACKOFF_FAILED, true), 2000);
        assert_in_range(backoff_next(&b, &timing_default, now, 0, BACKOFF_FAILED, false), 7500, 10000);
        assert_int_equal(backoff_judge("Closing link: (K-Lined: spam)"), BACKOFF_BANNED);
        assert_int_equal(backoff_judge("Closing Link: x (*** Banned: spam)"), BACKOFF_BANNED);
        assert_int_equal(backoff_judge("Trying to reconnect too fast."), BACKOFF_THROTTLED);
        assert_int_equal(backoff_judge("Closing Link: bot (Ping timeout)"), BACKOFF_FAILED);
        assert_int_equal(backoff_judge("Server going down"), BACKOFF_RESTART);
}

static void test_channels(void **state)
{
        struct config_channel list[] = {
                {.name = "#one"}, {.name = "#Two", .key = "k2"}, {.name = "#three"},
                {.name = "#four", .key = "k4"},
        };
        struct config_network config = {.channel = list, .channel_count = 4};
        struct channels channels = {0};
        struct isupport s;
        struct channel *c;
        char line[512];

        isupport_init(&s);
        assert_true(channels_set(&channels, &s, &config, 100));
        assert_int_equal(channels_due(&channels), 100);
        assert_false(channels_join(&channels, &s, 99, line, sizeof line));
        assert_true(channels_join(&channels, &s, 100, line, sizeof line));
        assert_string_equal(line, "JOIN #Two,#four,#one,#three k2,k4");
        assert_false(channels_join(&channels, &s, 100, line, sizeof line));
        c = channels_find(&channels, &s, "#TWO");
        channel_joined(c);
        assert_true(channel_kicked(c, &timing_default, 1000));
        assert_int_equal(channels_due(&channels), 11000);
        channels_lost(&channels, 2000);
        assert_int_equal(c->due, 11000); /* a new connection is no way round a kick */
        assert_int_equal(channels_due(&channels), 2000);
        assert_true(channel_kicked(c, &timing_default, 20000));
        assert_int_equal(c->due, 80000);
        assert_false(channel_kicked(c, &timing_default, 90000));
        channels_lost(&channels, 90001);
        assert_int_equal(c->state, CHANNEL_GIVEN_UP);
        config.channel_count = 2;
        assert_true(channels_set(&channels, &s, &config, 95000));
        c = channels_find(&channels, &s, "#two");
        assert_int_equal(c->state, CHANNEL_OUT); /* bot.cfg was loaded again */
        channels_sweep(&channels);
        assert_int_equal(channels.count, 2);
        assert_null(channels_find(&channels, &s, "#four"));
        /* Kicks of long ago are forgotten. */
        c = channels_find(&channels, &s, "#one");
        channel_kicked(c, &timing_default, 1);
        channel_kicked(c, &timing_default, 2);
        assert_true(channel_kicked(c, &timing_default, 5000000));
        channels_fini(&channels);
}

static void test_many_channels(void **state)
{
        static struct config_channel list[200];
        static char names[200][40];
        struct config_network config = {.channel = list, .channel_count = 200};
        struct channels channels = {0};
        struct isupport s;
        char line[512];
        size_t lines = 0;

        isupport_init(&s);
        for (int i = 0; i < 200; i++) {
                snprintf(names[i], sizeof names[i], "#a-channel-with-a-name-%d", i);
                list[i].name = names[i];
        }
        assert_true(channels_set(&channels, &s, &config, 0));
        while (channels_join(&channels, &s, 0, line, sizeof line)) {
                assert_true(strlen(line) <= 450);
                lines++;
        }
        assert_in_range(lines, 12, 15);
        channels_lost(&channels, 0);
        s.join_targets = 4;
        for (lines = 0; channels_join(&channels, &s, 0, line, sizeof line); lines++)
                ;
        assert_int_equal(lines, 50);
        channels_fini(&channels);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_timing), cmocka_unit_test(test_backoff),
                cmocka_unit_test(test_channels),
                cmocka_unit_test(test_many_channels),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
