/* test_sts.c - which hosts must be reached by TLS: what servers say, how long
 * it holds, the file; and what the route to a server makes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../plugin/bot/route.h"
#include "../../plugin/bot/sts.h"
#include "folder.h"

#define NOW 1000000

static char state_folder[64], file[80];

static int set_up(void **state)
{
        if (folder_make(state) < 0)
                return -1;
        snprintf(state_folder, sizeof state_folder, "%s/state", folder);
        snprintf(file, sizeof file, "%s/sts", state_folder);
        return 0;
}

static int clean(void **state)
{
        (void)state;
        unlink(file);
        rmdir(state_folder);
        return 0;
}

static void what_is_said(void **state)
{
        static const struct {
                const char *policy;
                long port;
                long long duration;
        } cases[] = {
                {"port=6697", 6697, -1},
                {"duration=300", -1, 300},
                {"port=6697,duration=300", 6697, 300},
                {"duration=0,port=1,preload", 1, 0},
                {"preload,unknown=5,port=65535", 65535, -1},
                {"port=65536", -1, -1},
                {"port=0", -1, -1},
                {"port=-1", -1, -1},
                {"port=66 97", -1, -1},
                {"port=", -1, -1},
                {"port", -1, -1},
                {"Port=6697", -1, -1},
                {"port=6697x", -1, -1},
                {"port=99999999999999999999999", -1, -1},
                {"duration=-1", -1, -1},
                {"duration=1e9", -1, -1},
                {"duration=999999999999999999", -1, 316224000},
                {",,,port=6697,,", 6697, -1},
                {"", -1, -1},
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct sts_said said = sts_parse(cases[i].policy);

                if (said.port != cases[i].port || said.duration != cases[i].duration)
                        fail_msg("%s: port %ld, duration %lld", cases[i].policy, said.port,
                                 (long long)said.duration);
        }
}

static void how_long_it_holds(void **state)
{
        char why[400] = "";
        struct sts *sts = sts_open(NULL, why, sizeof why);

        (void)state;
        assert_int_equal(sts_port(sts, "irc.test", NOW), 0);
        assert_true(sts_upgrade(sts, "irc.test", 7000));
        assert_int_equal(sts_port(sts, "IRC.Test", NOW * 100LL), 7000); /* until TLS was reached */
        sts_reached(sts, "irc.test");
        assert_int_equal(sts_port(sts, "irc.test", NOW), 0);
        assert_true(sts_keep(sts, "irc.test", 6697, 100, NOW, why, sizeof why));
        sts_reached(sts, "irc.test");
        assert_int_equal(sts_port(sts, "irc.test", NOW + 99), 6697);
        assert_int_equal(sts_port(sts, "irc.test", NOW + 100), 0);
        assert_int_equal(sts_port(sts, "irc2.test", NOW), 0);
        assert_true(sts_keep(sts, "irc.test", 6697, 100, NOW + 50, why, sizeof why)); /* begins anew */
        assert_int_equal(sts_port(sts, "irc.test", NOW + 149), 6697);
        assert_true(sts_keep(sts, "irc.test", 6697, 0, NOW, why, sizeof why));
        assert_int_equal(sts_port(sts, "irc.test", NOW), 0);
        sts_close(sts);
}

/* Far ahead and back: what a wrong clock says is over holds again. */
static void a_clock_that_jumps(void **state)
{
        char why[400] = "";
        struct sts *sts = sts_open(state_folder, why, sizeof why);

        assert_true(sts_keep(sts, "irc.test", 6697, 100, NOW, why, sizeof why));
        assert_true(sts_keep(sts, "other.test", 6697, 100, NOW + 100000000LL, why, sizeof why));
        assert_int_equal(sts_port(sts, "irc.test", NOW + 100000000LL), 0);
        assert_int_equal(sts_port(sts, "irc.test", NOW + 10), 6697);
        assert_int_equal(sts_port(sts, "irc.test", -NOW), 6697);
        sts_close(sts);
        sts = sts_open(state_folder, why, sizeof why);
        assert_int_equal(sts_port(sts, "irc.test", NOW + 10), 6697);
        sts_close(sts);
        unlink(file);
        rmdir(state_folder);
}

/* What stands in it is not known, and is not written over. */
static void a_file_that_cannot_be_read(void **state)
{
        char why[400] = "";
        struct sts *sts;

        mkdir(state_folder, 0700);
        mkdir(file, 0700);
        sts = sts_open(state_folder, why, sizeof why);
        assert_non_null(strstr(why, "cannot be read: Is a directory"));
        assert_false(sts_keep(sts, "irc.test", 6697, 100, NOW, why, sizeof why));
        assert_non_null(strstr(why, "is left as it is"));
        assert_int_equal(sts_port(sts, "irc.test", NOW), 6697); /* until the end */
        sts_close(sts);
        rmdir(file);
        rmdir(state_folder);
}

static void the_file(void **state)
{
        char why[400] = "";
        struct sts *sts = sts_open(state_folder, why, sizeof why);
        struct stat is;

        (void)state;
        assert_string_equal(why, "");
        assert_int_equal(access(state_folder, F_OK), -1); /* nothing to keep, nothing made */
        assert_true(sts_keep(sts, "irc.test", 6697, 100, NOW, why, sizeof why));
        assert_true(sts_keep(sts, "2001:db8::1", 7000, 200, NOW, why, sizeof why));
        assert_true(sts_upgrade(sts, "other.test", 7000)); /* said in plain text: not kept */
        assert_int_equal(stat(state_folder, &is), 0);
        assert_int_equal(is.st_mode & 0777, 0700);
        assert_int_equal(stat(file, &is), 0);
        assert_int_equal(is.st_mode & 0777, 0600);
        sts_close(sts);
        sts = sts_open(state_folder, why, sizeof why);
        assert_string_equal(why, "");
        assert_int_equal(sts_port(sts, "irc.test", NOW + 99), 6697);
        assert_int_equal(sts_port(sts, "irc.test", NOW + 100), 0);
        assert_int_equal(sts_port(sts, "2001:db8::1", NOW + 199), 7000);
        assert_int_equal(sts_port(sts, "other.test", NOW), 0);
        assert_true(sts_keep(sts, "irc.test", 6697, 0, NOW, why, sizeof why));
        sts_close(sts);
        sts = sts_open(state_folder, why, sizeof why);
        assert_int_equal(sts_port(sts, "irc.test", NOW), 0);
        assert_int_equal(sts_port(sts, "2001:db8::1", NOW), 7000);
        sts_close(sts);
}

/* Another `state` in bot.cfg: what is known goes along, and what comes goes there. */
static void another_folder(void **state)
{
        char why[400] = "", other[64], moved[80];
        struct sts *sts = sts_open(state_folder, why, sizeof why);

        (void)state;
        snprintf(other, sizeof other, "%s/other", folder);
        snprintf(moved, sizeof moved, "%s/sts", other);
        assert_true(sts_keep(sts, "irc.test", 6697, 100, NOW, why, sizeof why));
        unlink(file);
        assert_true(sts_move(sts, state_folder, why, sizeof why)); /* there it is already */
        assert_int_equal(access(file, F_OK), -1);
        assert_true(sts_move(sts, other, why, sizeof why));
        assert_true(sts_keep(sts, "other.test", 6698, 100, NOW, why, sizeof why));
        assert_int_equal(access(file, F_OK), -1);
        assert_false(sts_move(sts, "/proc/nowhere", why, sizeof why));
        sts_close(sts);
        sts = sts_open(other, why, sizeof why);
        assert_int_equal(sts_port(sts, "irc.test", NOW), 6697);
        assert_int_equal(sts_port(sts, "other.test", NOW), 6698);
        sts_close(sts);
        unlink(moved);
        rmdir(other);
}

static void a_file_of_nonsense(void **state)
{
        static const char text[] = "# words\n\nirc.test 6697 100 1000100\nirc.test2 0 1 1\nx y z\n"
                                   "bad_host! 6697 100 1000100\n\x01\x02\n"
                                   "a.test 99999 100 1000100\nb.test 6697 -5 1000100\n";
        char why[400] = "";
        struct sts *sts;
        FILE *out;

        (void)state;
        mkdir(state_folder, 0700);
        out = fopen(file, "w");
        fwrite(text, 1, sizeof text - 1, out);
        fclose(out);
        sts = sts_open(state_folder, why, sizeof why);
        assert_non_null(strstr(why, "6 lines"));
        assert_int_equal(sts_port(sts, "irc.test", NOW), 6697);
        assert_int_equal(sts_port(sts, "b.test", NOW), 0);
        sts_close(sts);
}

static void a_folder_that_cannot_be(void **state)
{
        char why[400] = "";
        struct sts *sts = sts_open("/proc/nowhere", why, sizeof why);

        (void)state;
        assert_non_null(sts);
        assert_false(sts_keep(sts, "irc.test", 6697, 100, NOW, why, sizeof why));
        assert_non_null(strstr(why, "`state`"));
        assert_int_equal(sts_port(sts, "irc.test", NOW), 6697); /* it holds all the same */
        sts_close(sts);
}

static void too_many_hosts(void **state)
{
        char why[400] = "", host[32];
        struct sts *sts = sts_open(NULL, why, sizeof why);

        (void)state;
        for (int i = 0; i < STS_HOSTS_MAX; i++) {
                snprintf(host, sizeof host, "h%d.test", i);
                assert_true(sts_keep(sts, host, 6697, 100, NOW, why, sizeof why));
        }
        assert_false(sts_keep(sts, "one.more", 6697, 100, NOW, why, sizeof why));
        assert_false(sts_upgrade(sts, "one.more", 6697));
        assert_true(sts_keep(sts, "one.more", 6697, 100, NOW + 100, why, sizeof why)); /* the others are over */
        sts_close(sts);
}

/* -- the route ----------------------------------------------------------- */

static struct config_server two[] = {
        {.host = "a.test", .port = 6667}, {.host = "b.test", .port = 6697, .tls = true},
};
static const struct config_network network = {
        .name = "test", .host = "a.test", .port = 6667, .server = two, .server_count = 2,
};

static void servers_in_turn(void **state)
{
        struct route route = {.at = 0};
        struct stream_way way;

        (void)state;
        route_choose(&route, &network, &way, "test");
        assert_string_equal(way.server.host, "a.test");
        assert_false(route_closed(&route, &network, false, "test"));
        route_choose(&route, &network, &way, "test");
        assert_string_equal(way.server.host, "b.test");
        assert_true(way.server.tls);
        assert_false(route_closed(&route, &network, true, "test")); /* the same again */
        route_choose(&route, &network, &way, "test");
        assert_string_equal(way.server.host, "b.test");
        assert_true(route_closed(&route, &network, false, "test")); /* a round is over */
        route_choose(&route, &network, &way, "test");
        assert_string_equal(way.server.host, "a.test");
}

static void from_plain_text_to_tls(void **state)
{
        char why[400];
        struct route route = {.sts = sts_open(NULL, why, sizeof why)};
        struct stream_way way;

        (void)state;
        route_choose(&route, &network, &way, "test");
        assert_false(way.server.tls);
        assert_false(route_policy(&route, "duration=300", "test")); /* no port: not heeded */
        assert_int_equal(sts_port(route.sts, "a.test", time(NULL)), 0);
        assert_true(route_policy(&route, "port=7000,duration=300", "test"));
        route_closed(&route, &network, true, "test");
        route_choose(&route, &network, &way, "test");
        assert_string_equal(way.server.host, "a.test");
        assert_true(way.server.tls);
        assert_int_equal(way.server.port, 7000);
        route_closed(&route, &network, true, "test"); /* TLS did not come about: never plain text */
        route_choose(&route, &network, &way, "test");
        assert_true(way.server.tls);
        route_opened(&route, "TLSv1.3", "test");
        assert_false(route_policy(&route, "port=1,duration=300", "test")); /* port= means nothing here */
        assert_int_equal(sts_port(route.sts, "a.test", time(NULL) + 290), 7000);
        assert_int_equal(sts_port(route.sts, "a.test", time(NULL) + 302), 0);
        route_closed(&route, &network, true, "test");
        route_choose(&route, &network, &way, "test");
        assert_int_equal(way.server.port, 7000);
        route_opened(&route, "TLSv1.3", "test");
        assert_false(route_policy(&route, "duration=0", "test"));
        route_closed(&route, &network, true, "test");
        route_choose(&route, &network, &way, "test");
        assert_false(way.server.tls);
        assert_int_equal(way.server.port, 6667);
        sts_close(route.sts);
}

/* The server wants TLS for now, and says nothing about later. */
static void tls_without_a_promise(void **state)
{
        char why[400];
        struct route route = {.sts = sts_open(NULL, why, sizeof why)};
        struct stream_way way;

        (void)state;
        route_choose(&route, &network, &way, "test");
        assert_true(route_policy(&route, "port=7000", "test"));
        route_closed(&route, &network, true, "test");
        route_choose(&route, &network, &way, "test");
        route_opened(&route, "TLSv1.3", "test");
        route_closed(&route, &network, true, "test");
        route_choose(&route, &network, &way, "test");
        assert_false(way.server.tls);
        sts_close(route.sts);
}

/* A long connection: the time begins anew when it ends. */
static void the_end_counts(void **state)
{
        char why[400];
        struct route route = {.sts = sts_open(NULL, why, sizeof why), .at = 1};
        struct stream_way way;

        (void)state;
        route_choose(&route, &network, &way, "test");
        route_opened(&route, "TLSv1.3", "test");
        route_policy(&route, "duration=300", "test");
        assert_true(sts_keep(route.sts, "b.test", 6697, 300, time(NULL) - 1000, why, sizeof why));
        assert_int_equal(sts_port(route.sts, "b.test", time(NULL)), 0);
        route_closed(&route, &network, false, "test");
        assert_int_equal(sts_port(route.sts, "b.test", time(NULL) + 290), 6697);
        sts_close(route.sts);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_said),
                cmocka_unit_test(how_long_it_holds),
                cmocka_unit_test(a_clock_that_jumps),
                cmocka_unit_test(a_file_that_cannot_be_read),
                cmocka_unit_test_teardown(the_file, clean),
                cmocka_unit_test_teardown(another_folder, clean),
                cmocka_unit_test_teardown(a_file_of_nonsense, clean),
                cmocka_unit_test(a_folder_that_cannot_be),
                cmocka_unit_test(too_many_hosts),
                cmocka_unit_test(servers_in_turn),
                cmocka_unit_test(from_plain_text_to_tls),
                cmocka_unit_test(tls_without_a_promise),
                cmocka_unit_test(the_end_counts),
        };

        return cmocka_run_group_tests(tests, set_up, folder_remove);
}
