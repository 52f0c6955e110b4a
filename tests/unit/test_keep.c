/* test_keep.c - files of the bot's own are the old one or the new one, whatever fails on the way:
 * each call in turn, a disk that takes a part and no more; and it says why. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "keep.h"

/* link: -Wl,--wrap=mkdir,--wrap=open,--wrap=fdopen,--wrap=fflush,--wrap=fsync,--wrap=fclose,--wrap=rename */

enum call { NONE, MKDIR, OPEN, FDOPEN, FFLUSH, FSYNC, FCLOSE, RENAME, CALLS };

static enum call failing;
static int with;           /* errno */
static char folder[] = "/tmp/test_keep.XXXXXX", state[64], file[80];

static bool fails(enum call call)
{
        if (failing != call)
                return false;
        errno = with;
        return true;
}

int __real_mkdir(const char *path, mode_t mode);
int __real_open(const char *path, int flags, ...);
FILE *__real_fdopen(int fd, const char *mode);
int __real_fflush(FILE *stream);
int __real_fsync(int fd);
int __real_fclose(FILE *stream);
int __real_rename(const char *from, const char *to);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_open(const char *path, int flags, ...);
FILE *__wrap_fdopen(int fd, const char *mode);
int __wrap_fflush(FILE *stream);
int __wrap_fsync(int fd);
int __wrap_fclose(FILE *stream);
int __wrap_rename(const char *from, const char *to);

int __wrap_mkdir(const char *path, mode_t mode)
{
        return fails(MKDIR) ? -1 : __real_mkdir(path, mode);
}

int __wrap_open(const char *path, int flags, ...)
{
        return fails(OPEN) ? -1 : __real_open(path, flags, 0600);
}

FILE *__wrap_fdopen(int fd, const char *mode)
{
        return fails(FDOPEN) ? NULL : __real_fdopen(fd, mode);
}

int __wrap_fflush(FILE *stream)
{
        return fails(FFLUSH) ? EOF : __real_fflush(stream);
}

int __wrap_fsync(int fd)
{
        return fails(FSYNC) ? -1 : __real_fsync(fd);
}

/* It closes all the same, as close(2) does. */
int __wrap_fclose(FILE *stream)
{
        int status = __real_fclose(stream);

        return fails(FCLOSE) ? EOF : status;
}

int __wrap_rename(const char *from, const char *to)
{
        return fails(RENAME) ? -1 : __real_rename(from, to);
}

static bool put(FILE *out, const void *context)
{
        return fputs(context, out) >= 0;
}

static bool put_and_fail(FILE *out, const void *context)
{
        fputs(context, out);
        errno = ENOSPC;
        return false;
}

static void must_hold(const char *text)
{
        char found[8192];
        FILE *in = fopen(file, "r");

        assert_non_null(in);
        found[fread(found, 1, sizeof found - 1, in)] = '\0';
        __real_fclose(in);
        assert_string_equal(found, text);
}

static int descriptors(void)
{
        int fd = dup(0);

        close(fd);
        return fd; /* the lowest that is free */
}

/* Whatever fails, the old file stays, nothing lies beside it, nothing is left open. */
static void must_fail(const char *text, int number)
{
        char why[300] = "", fresh[100];
        int before = descriptors();

        assert_false(keep_write(state, "file", put, text, why, sizeof why));
        assert_int_equal(descriptors(), before);
        assert_non_null(strstr(why, file));
        if (!strstr(why, strerror(number)))
                fail_msg("\"%s\" does not say \"%s\"", why, strerror(number));
        snprintf(fresh, sizeof fresh, "%s.new", file);
        assert_int_not_equal(access(fresh, F_OK), 0);
        must_hold("old\n");
}

static void test_each_call_failing(void **unused)
{
        static const int numbers[] = {EIO, ENOSPC, EROFS, EMFILE, EACCES, EDQUOT};
        char why[300];

        assert_true(keep_write(state, "file", put, "old\n", why, sizeof why));
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
                for (failing = MKDIR; failing < CALLS; failing++) {
                        with = numbers[i];
                        must_fail("new\n", with);
                }
        failing = NONE;
        assert_false(keep_write(state, "file", put_and_fail, "new\n", why, sizeof why));
        assert_non_null(strstr(why, strerror(ENOSPC)));
        must_hold("old\n");
        assert_true(keep_write(state, "file", put, "new\n", why, sizeof why));
        must_hold("new\n");
}

/* A limit of the file's size: the disk takes a part of what is written, then no more. */
static void test_half_a_file(void **unused)
{
        static char text[6000];
        struct rlimit before;
        char why[300];

        memset(text, 'x', sizeof text - 1);
        assert_true(keep_write(state, "file", put, "old\n", why, sizeof why));
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
        signal(SIGXFSZ, SIG_IGN);
        for (rlim_t most = 0; most < sizeof text - 1; most += 499) {
                setrlimit(RLIMIT_FSIZE, &(struct rlimit){most, before.rlim_max});
                must_fail(text, EFBIG);
        }
        setrlimit(RLIMIT_FSIZE, &before);
        assert_true(keep_write(state, "file", put, text, why, sizeof why));
        must_hold(text);
}

static int set_up(void **unused)
{
        if (!mkdtemp(folder))
                return -1;
        snprintf(state, sizeof state, "%s/state", folder);
        snprintf(file, sizeof file, "%s/file", state);
        return 0;
}

static int tear_down(void **unused)
{
        unlink(file);
        rmdir(state);
        return rmdir(folder);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_each_call_failing), cmocka_unit_test(test_half_a_file),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
