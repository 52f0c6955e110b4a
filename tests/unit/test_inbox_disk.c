/* test_inbox_disk.c - the inbox on a disk that fails: each call of SQLite's that writes, or makes
 * sure of it, fails in turn, or only that one. What was acknowledged stays, the file is whole, the
 * reason is told once, and what waited is written when the disk is well.
 *
 * The calls here stand before the C library's.
 */
#include <dlfcn.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../plugin/inbox/inbox.h"

#define TODAY 20000

static unsigned nth, seen;   /* nth 0: none fails */
static bool behind;          /* and all behind it */
static int number;           /* errno */
static char folder[] = "/tmp/test_inbox_disk.XXXXXX", path[64], told[4000];

/* A full disk fails only what writes. */
static bool fails(bool writes)
{
        if (!nth || (number == ENOSPC && !writes) || (behind ? ++seen < nth : ++seen != nth))
                return false;
        errno = number;
        return true;
}

#define BEHIND(name, type) \
        static type next; \
        if (!next) \
                *(void **)&next = dlsym(RTLD_NEXT, name)

typedef ssize_t pwrite_type(int fd, const void *bytes, size_t count, off_t at);
typedef int fd_type(int fd);
typedef int path_type(const char *path);
typedef int truncate_type(int fd, off_t length);

/* Half of it, and then no more: as a disk that gets full. */
ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at)
{
        BEHIND("pwrite64", pwrite_type *);
        if (!fails(true))
                return next(fd, bytes, count, at);
        if (number == ENOSPC && count > 1)
                return next(fd, bytes, count / 2, at);
        return -1;
}

/* What they would make sure of need not be sure here. */
int fsync(int fd)
{
        (void)fd;
        return fails(false) ? -1 : 0;
}

int fdatasync(int fd)
{
        (void)fd;
        return fails(false) ? -1 : 0;
}

int ftruncate64(int fd, off_t length)
{
        BEHIND("ftruncate64", truncate_type *);
        return fails(false) ? -1 : next(fd, length);
}

int unlink(const char *name)
{
        BEHIND("unlink", path_type *);
        return fails(false) ? -1 : next(name);
}

static void on_tell(void *context, enum inbox_level level, const char *line)
{
        size_t used = strlen(told);

        (void)context;
        snprintf(told + used, sizeof told - used, "%d %s\n", (int)level, line);
}

static void on_question(void *context, const struct inbox_question *question)
{
        char *out = context;

        snprintf(out + strlen(out), 4000 - strlen(out), "%s:%d ", question->words, (int)question->count);
}

/* "WORDS:TIMES " of each, the most asked first. */
static const char *stored(struct inbox *inbox)
{
        static char out[4000];
        char why[256];

        *out = '\0';
        if (!inbox_list(inbox, &(struct inbox_wanted){.most = 50}, on_question, out, why, sizeof why))
                fail_msg("%s; told: %s", why, told);
        return out;
}

static void note(struct inbox *inbox, const char *words)
{
        inbox_note(inbox, &(struct inbox_note){.kind = INBOX_UNKNOWN, .words = words}, TODAY);
}

static void clean(void)
{
        static const char *const tails[] = {"", "-wal", "-shm", "-journal", ".broken"};
        char name[80];

        for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
                snprintf(name, sizeof name, "%s%s", path, tails[i]);
                remove(name);
        }
}

static struct inbox *opened(void)
{
        struct inbox *inbox = inbox_open(&(struct inbox_options){.file = path, .tell = on_tell});

        assert_non_null(inbox);
        return inbox;
}

/* One life of a bot, in which something fails from the start, or once there is a file. */
static bool live(unsigned at, bool all, int with, bool fresh)
{
        struct inbox *inbox;
        char why[256] = "", broken[80];
        bool flushed, reached;

        clean();
        *told = '\0';
        inbox = opened();
        note(inbox, "first");
        if (!fresh)
                assert_true(inbox_flush(inbox, TODAY, why, sizeof why));
        seen = 0;
        behind = all;
        number = with;
        nth = at;
        note(inbox, "second");
        inbox_vote(inbox, "night", true, TODAY);
        flushed = inbox_flush(inbox, TODAY, why, sizeof why);
        reached = seen >= at;
        if (!flushed && (!*why || !*told))
                fail_msg("call %u failed, and nobody was told: \"%s\" \"%s\"", at, why, told);
        inbox_close(inbox, TODAY); /* it fails here, too */
        nth = 0;
        inbox = opened();
        snprintf(broken, sizeof broken, "%s.broken", path);
        if (access(broken, F_OK) == 0 || strstr(told, "damaged"))
                fail_msg("call %u failed, and the file is damaged: %s", at, told);
        if (!fresh && !strstr(stored(inbox), "first:1"))
                fail_msg("call %u failed, and what was acknowledged is gone", at);
        if (flushed && !strstr(stored(inbox), "second:1"))
                fail_msg("call %u failed, and what was acknowledged then is gone", at);
        inbox_close(inbox, TODAY);
        return reached;
}

static void test_each_call_failing(void **state)
{
        static const int numbers[] = {EIO, ENOSPC};

        (void)state;
        for (int way = 0; way < 8; way++) {
                unsigned at = 1;

                while (live(at, way & 1, numbers[way >> 1 & 1], way & 4))
                        at++;
                assert_true(at > 2);
        }
}

/* What waits while the disk is full is there when it is not: nothing twice, nothing missing. */
static void test_the_disk_is_well_again(void **state)
{
        struct inbox *inbox;
        char why[256];

        (void)state;
        clean();
        *told = '\0';
        inbox = opened();
        note(inbox, "first");
        assert_true(inbox_flush(inbox, TODAY, why, sizeof why));
        seen = 0;
        behind = true;
        number = ENOSPC;
        nth = 1;
        for (uint64_t now = 1000; now < 200000; now += 1000) {
                if (now % 50000 == 0)
                        note(inbox, "second");
                inbox_idle(inbox, now, TODAY);
        }
        if (!strstr(told, "make room on its disk"))
                fail_msg("told: %s", told);
        assert_null(strstr(strstr(told, "make room") + 1, "make room")); /* once */
        nth = 0;
        inbox_idle(inbox, 300000, TODAY);
        assert_non_null(strstr(told, "can be used again"));
        assert_string_equal(stored(inbox), "second:3 first:1 ");
        inbox_close(inbox, TODAY);
        clean();
}

static int set_up(void **state)
{
        (void)state;
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof path, "%s/inbox.db", folder);
        return 0;
}

static int tear_down(void **state)
{
        (void)state;
        clean();
        return rmdir(folder);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_each_call_failing), cmocka_unit_test(test_the_disk_is_well_again),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
