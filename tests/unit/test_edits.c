/* test_edits.c - whatever way somebody saves a file, it is noticed, once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edits.h"
#include "folder.h"

static uv_loop_t loop;
static struct edits *edits;
static unsigned changes;
static uint64_t last_run; /* ms: when run_until returned */
static bool stalled;      /* a run took so much longer that what was one save is two */

static void on_change(void *context)
{
        assert_ptr_equal(context, &changes);
        changes++;
        edits_look(edits); /* as who reads them does */
}

static void on_time(uv_timer_t *timer)
{
        *(bool *)timer->data = true;
}

static uint64_t now_ms(void)
{
        return uv_hrtime() / 1000000;
}

/* Runs the loop until there are so many changes, or for ms; closes the timer. */
static void run_until(unsigned wanted, uint64_t ms)
{
        static uv_timer_t timer;
        bool over = false;

        uv_timer_init(&loop, &timer);
        timer.data = &over;
        uv_update_time(&loop); /* a timer begins at what the loop takes for now */
        uv_timer_start(&timer, on_time, ms, 0);
        while (!over && changes < wanted)
                uv_run(&loop, UV_RUN_ONCE);
        uv_close((uv_handle_t *)&timer, NULL);
        uv_run(&loop, UV_RUN_NOWAIT);
        /* Half of the half second and of the three seconds that edits.h asks for. */
        if (now_ms() - last_run > ms + (ms < 250 ? 250 : 1500))
                stalled = true;
        last_run = now_ms();
}

/* Exactly one change comes of what was done, within the time that is promised. */
static void expect_one(const char *what)
{
        run_until(1, 5000);
        if (changes != 1)
                fail_msg("%s: noticed %u times", what, changes);
        run_until(2, 550); /* and no second one */
        if (changes != 1)
                fail_msg("%s: noticed more than once", what);
        changes = 0;
}

static void expect_none(const char *what)
{
        run_until(1, 600);
        if (changes)
                fail_msg("%s: noticed", what);
}

static void follow(const char *const *names)
{
        struct paths paths = {0};

        for (; *names; names++)
                paths_add(&paths, path_of(*names));
        assert_true(edits_follow(edits, &paths));
        paths_fini(&paths);
}

/* ---- ways to save ---- */

static void in_place(void)
{
        write_file("a.cfg", "in place, longer");
}

static void one_byte(void)
{
        int fd = open(path_of("a.cfg"), O_WRONLY);

        assert_int_equal(pwrite(fd, "X", 1, 0), 1); /* of the same size */
        close(fd);
}

static void by_rename(void)
{
        write_file("a.cfg.tmp", "new");
        rename(path_of("a.cfg.tmp"), path_of("a.cfg"));
}

/* As vi does with a backup: the old one goes away first. */
static void by_backup(void)
{
        rename(path_of("a.cfg"), path_of("a.cfg~"));
        run_until(1, 20);
        write_file("a.cfg", "another one");
        unlink(path_of("a.cfg~"));
}

static void by_removal(void)
{
        unlink(path_of("a.cfg"));
        run_until(1, 1000); /* longer than it takes to be quiet */
        write_file("a.cfg", "again");
}

/* Emptied, and filled after a while; its first step is heard of late, when the wait for
 * what is empty (every half second) looks again. */
static void in_steps(void)
{
        int fd = open(path_of("a.cfg"), O_WRONLY | O_TRUNC);

        run_until(1, 900);
        assert_int_equal(write(fd, "a step\n", 7), 7);
        uv_sleep(150);
        for (int i = 0; i < 5; i++) {
                assert_int_equal(write(fd, "a step\n", 7), 7);
                run_until(1, 20);
        }
        close(fd);
}

static void both_files(void)
{
        write_file("a.cfg", "one of two");
        run_until(1, 20);
        write_file("sub/b.cfg", "two of two");
}

static void the_folder(void)
{
        mkdir(path_of("other"), 0700);
        write_file("other/b.cfg", "in another folder");
        rename(path_of("sub"), path_of("old"));
        rename(path_of("other"), path_of("sub"));
        write_file("sub/b.cfg", "and now this");
        unlink(path_of("old/b.cfg"));
        rmdir(path_of("old"));
}

/* Saves; and once more if this process was kept from running between two steps. */
static void without_a_stall(void (*save)(void))
{
        for (int tries = 0; tries < 20; tries++) {
                last_run = now_ms();
                stalled = false;
                save();
                run_until(1, 1); /* it has heard of the last step */
                if (!stalled)
                        return;
                run_until(UINT_MAX, 1500); /* whatever came of it has come */
                changes = 0;
        }
        fail_msg("this machine is too busy to save a file at once");
}

static void ways_to_save(void **state)
{
        static const char *const names[] = {"a.cfg", "sub/b.cfg", NULL};
        static const struct {
                const char *name;
                void (*save)(void);
        } ways[] = {
                {"in place", in_place},     {"one byte", one_byte},     {"by rename", by_rename},
                {"by backup", by_backup},   {"by removal", by_removal}, {"in steps", in_steps},
                {"both files", both_files}, {"the folder", the_folder}, {"in place again", in_place},
        };

        write_file("a.cfg", "a");
        write_file("sub/b.cfg", "b");
        follow(names);
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
                without_a_stall(ways[i].save);
                expect_one(ways[i].name);
        }
}

static void links(void **state)
{
        static const char *const names[] = {"link.cfg", NULL};

        write_file("one.cfg", "1");
        write_file("two.cfg", "22");
        assert_int_equal(symlink("one.cfg", path_of("link.cfg")), 0);
        follow(names);
        write_file("one.cfg", "what it leads to");
        expect_one("what a link leads to");
        assert_int_equal(symlink("two.cfg", path_of("link.new")), 0);
        rename(path_of("link.new"), path_of("link.cfg"));
        expect_one("another link");
}

static void what_is_no_edit(void **state)
{
        static const char *const names[] = {"a.cfg", NULL}, *const none[] = {NULL};

        write_file("a.cfg", "a");
        follow(names);
        write_file("bot.log", "x");
        write_file("bot.log", "other files of the folder change all the time");
        expect_none("another file");
        close(open(path_of("a.cfg"), O_RDONLY));
        expect_none("reading");
        write_file("a.cfg", "this is known by now");
        edits_look(edits);
        expect_none("what is known");
        write_file("a.cfg", "and this is nobody's business");
        follow(none);
        expect_none("what is no longer watched");
}

/* A file that stays away is a change too, after a while. */
static void away_for_good(void **state)
{
        static const char *const names[] = {"a.cfg", NULL};

        write_file("a.cfg", "a");
        follow(names);
        unlink(path_of("a.cfg"));
        run_until(1, 2000);
        assert_int_equal(changes, 0);
        expect_one("a file that is gone");
        write_file("a.cfg", "back");
        expect_one("a file that is back");
}

/* One that was not there when it was first asked for. */
static void not_there_yet(void **state)
{
        static const char *const names[] = {"a.cfg", "later.cfg", NULL};

        write_file("a.cfg", "a");
        follow(names);
        write_file("later.cfg", "here");
        expect_one("a new file");
}

/* One that came after the look, when nothing knew yet that it would be asked for. */
static void between_look_and_follow(void **state)
{
        write_file("a.cfg", "a");
        follow((const char *const[]){"a.cfg", NULL});
        write_file("later.cfg", "here");
        run_until(1, 30); /* that was before */
        edits_look(edits);
        follow((const char *const[]){"a.cfg", "later.cfg", NULL});
        expect_none("what was there already");
        unlink(path_of("later.cfg"));
        follow((const char *const[]){"a.cfg", NULL});
        edits_look(edits);
        write_file("later.cfg", "here");
        follow((const char *const[]){"a.cfg", "later.cfg", NULL});
        expect_one("a file that came while the others were read");
        follow((const char *const[]){"a.cfg", "later.cfg", NULL});
        expect_none("what is known");
}

static int set_up(void **state)
{
        changes = 0;
        if (folder_make(state) || mkdir(path_of("sub"), 0700) < 0 || uv_loop_init(&loop))
                return -1;
        edits = edits_open(&loop, on_change, &changes);
        return edits ? 0 : -1;
}

static int take_down(void **state)
{
        edits_close(edits);
        uv_run(&loop, UV_RUN_DEFAULT);
        return folder_remove(state) || uv_loop_close(&loop);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, take_down)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(ways_to_save),  TEST(links),         TEST(what_is_no_edit),
                TEST(away_for_good), TEST(not_there_yet), TEST(between_look_and_follow),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
