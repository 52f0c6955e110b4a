/* test_sandbox.c - what can still be done once it was given up: nothing.
 *
 * Each case runs in a process of its own, once outside and once in the sandbox.
 */
/* link: -ldl */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folder.h"
#include "sandbox.h"

static void put(const char *name)
{
        int fd = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

        assert_true(fd >= 0 && write(fd, "text", 4) == 4);
        close(fd);
}

/* ---- what is tried: 0, or errno ---- */

static int done(long result)
{
        return result < 0 ? errno : 0;
}

static int opening(const char *path, int how)
{
        int fd = open(path, how | O_CLOEXEC, 0600);

        return done(fd < 0 ? -1 : close(fd));
}

static int read_allowed(void) { return opening(path_of("read/a.cfg"), O_RDONLY); }
static int read_new(void) { put("read/../written/new"); return opening(path_of("written/new"), O_RDONLY); }
static int read_other(void) { return opening(path_of("other/secret"), O_RDONLY); }
static int read_above(void) { return opening(path_of("read/../other/secret"), O_RDONLY); }
static int read_by_link(void) { return opening(path_of("read/link"), O_RDONLY); }
static int read_etc(void) { return opening("/etc/passwd", O_RDONLY); }
static int read_self(void) { return opening("/proc/self/statm", O_RDONLY); }
static int read_parent(void)
{
        char path[40];

        snprintf(path, sizeof path, "/proc/%d/environ", getppid());
        return opening(path, O_RDONLY);
}

static int read_home(void) { return opening("/root", O_RDONLY | O_DIRECTORY); }
static int write_allowed(void) { return opening(path_of("written/log"), O_WRONLY | O_CREAT | O_APPEND); }
static int write_config(void) { return opening(path_of("read/a.cfg"), O_WRONLY); }
static int empty_config(void) { return done(truncate(path_of("read/a.cfg"), 0)); }
static int remove_config(void) { return done(unlink(path_of("read/a.cfg"))); }
static int make_beside(void) { return opening(path_of("read/b.cfg"), O_WRONLY | O_CREAT); }
static int write_other(void) { return opening(path_of("other/new"), O_WRONLY | O_CREAT); }
static int move_out(void) { put("written/x"); return done(rename(path_of("written/x"), path_of("other/x"))); }
static int replace(void) { put("written/x"); return done(rename(path_of("written/x"), path_of("written/y"))); }
static int link_in(void) { return done(link(path_of("other/secret"), path_of("written/mine"))); }
static int make_folder(void) { return done(mkdir(path_of("written/folder"), 0700)) || done(rmdir(path_of("written/folder"))); }
static int mode_of(void) { return done(chmod(path_of("written"), 0700)); }

static int make_socket(void)
{
        struct sockaddr_un at = {.sun_family = AF_UNIX};
        int fd = socket(AF_UNIX, SOCK_STREAM, 0), failed;

        snprintf(at.sun_path, sizeof at.sun_path, "%.80s/written/control", folder);
        failed = done(bind(fd, (struct sockaddr *)&at, sizeof at));
        unlink(at.sun_path);
        close(fd);
        return failed;
}

static int a_program(void)
{
        pid_t child = vfork();

        if (child == 0)
                _exit(execl("/bin/true", "true", (char *)NULL) ? 127 : 0);
        return done(child);
}

static int in_place(void) { return done(execl("/bin/true", "true", (char *)NULL)); }
static int a_fork(void) { pid_t child = fork(); if (child == 0) _exit(0); return done(child); }
static int a_namespace(void) { return done(unshare(CLONE_NEWUSER)); }
static int another_root(void) { return done(chroot(folder)); }
static int a_mount(void) { return done(mount("none", path_of("written"), "tmpfs", MS_REMOUNT, NULL)); }
static int tracing(void) { return done(ptrace(PTRACE_TRACEME, 0, NULL, NULL)); }
static int killing(void) { return done(kill(getppid(), 0)); }
static int a_key(void) { return done(syscall(SYS_keyctl, 0, 0, 0, 0, 0)); }
static int bpf(void) { return done(syscall(SYS_bpf, 0, NULL, 0)) == EPERM ? EPERM : 0; }
static int ring(void) { return done(syscall(SYS_io_uring_setup, 0, NULL)) == EPERM ? EPERM : 0; }
static int raw_packets(void) { int fd = socket(AF_PACKET, SOCK_RAW, 0); return done(fd); }
static int typing(void) { return done(ioctl(0, TIOCSTI, "x")) == EPERM ? EPERM : 0; }
static int own_user(void) { return done(setuid(getuid())); }
static int newest(void) { errno = 0; return done(syscall(9999)); }

static void *nothing(void *context)
{
        return context;
}

static int a_thread(void)
{
        pthread_t thread;

        return pthread_create(&thread, NULL, nothing, NULL) || pthread_join(thread, NULL);
}

static int a_library(void)
{
        return dlopen("libz.so.1", RTLD_NOW) || dlopen("libsqlite3.so.0", RTLD_NOW) ? 0 : ELIBACC;
}

/* As library.c loads a plugin's code from a copy. */
static int a_memory_file(void)
{
        char name[40];
        int fd = memfd_create("x", MFD_CLOEXEC), failed = done(fd);

        if (failed || write(fd, "x", 1) != 1)
                return failed;
        snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
        failed = opening(name, O_RDONLY);
        if (!failed && mmap(NULL, 1, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) == MAP_FAILED)
                failed = errno;
        close(fd);
        return failed;
}

static int a_host(void)
{
        struct addrinfo *found = NULL;
        int failed = getaddrinfo("localhost", "6667", NULL, &found);

        if (!failed)
                freeaddrinfo(found);
        return failed;
}

static int connections(void)
{
        for (size_t i = 0; i < 3; i++) {
                int fd = socket((const int[]){AF_INET, AF_INET6, AF_UNIX}[i], SOCK_STREAM, 0);

                if (fd < 0 && errno != EAFNOSUPPORT)
                        return errno;
                close(fd);
        }
        return 0;
}

static int still_here(void) { return 0; }

static const struct attempt {
        const char *name;
        int (*try)(void);
        int then; /* in the sandbox */
        bool rare; /* fails outside too, but for some users or kernels */
} attempts[] = {
        {"a file that is read", read_allowed, 0, false},
        {"a file that is new", read_new, 0, false},
        {"another file", read_other, EACCES, false},
        {"another by ..", read_above, EACCES, false},
        {"another by a link", read_by_link, EACCES, false},
        {"/etc/passwd", read_etc, 0, false},
        {"/proc/self/statm", read_self, 0, false},
        {"another process's environment", read_parent, EACCES, false},
        {"somebody's home", read_home, EACCES, true},
        {"a file that is written", write_allowed, 0, false},
        {"writing what is read", write_config, EACCES, false},
        {"emptying what is read", empty_config, EACCES, false},
        {"removing what is read", remove_config, EACCES, false},
        {"a file beside it", make_beside, EACCES, false},
        {"a file elsewhere", write_other, EACCES, false},
        {"moving out", move_out, EACCES, false},
        {"replacing", replace, 0, false},
        {"a link to another file", link_in, EPERM, true},
        {"a folder", make_folder, 0, false},
        {"a folder's mode", mode_of, 0, false},
        {"a socket's name", make_socket, 0, false},
        {"a program", a_program, EPERM, false},
        {"a program in place", in_place, EPERM, false},
        {"a process", a_fork, EPERM, false},
        {"a namespace", a_namespace, EPERM, true},
        {"another root", another_root, EPERM, true},
        {"mounting", a_mount, EPERM, true},
        {"tracing", tracing, EPERM, false},
        {"signals to others", killing, EPERM, false},
        {"keys", a_key, EPERM, true},
        {"bpf", bpf, EPERM, true},
        {"io_uring", ring, EPERM, true},
        {"raw packets", raw_packets, EAFNOSUPPORT, true},
        {"typing into the terminal", typing, EPERM, true},
        {"another user", own_user, EPERM, false},
        {"a call of the future", newest, ENOSYS, true},
        {"a thread", a_thread, 0, false},
        {"a library", a_library, 0, false},
        {"a memory file", a_memory_file, 0, false},
        {"a host", a_host, 0, false},
        {"connections", connections, 0, false},
        {"the end", still_here, 0, false},
};

static void enter(char *lacks, size_t cap)
{
        struct paths read = {0}, written = {0};

        paths_add(&read, path_of("read/a.cfg"));
        paths_add(&read, path_of("no/such/file"));
        paths_add(&written, path_of("written"));
        sandbox_enter(&read, &written, lacks, cap);
        paths_fini(&read);
        paths_fini(&written);
}

/* What an attempt comes to in a process of its own. */
static int outcome(const struct attempt *attempt, bool inside)
{
        char lacks[300] = "";
        pid_t child;
        int status;

        fflush(NULL);
        child = fork();
        assert_true(child >= 0);
        if (child == 0) {
                if (inside)
                        enter(lacks, sizeof lacks);
                _exit(*lacks ? 255 : attempt->try());
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status))
                fail_msg("%s: ended by signal %d", attempt->name, WTERMSIG(status));
        return WEXITSTATUS(status);
}

#if defined(__SANITIZE_ADDRESS__)
#define MAY_TRACE 1 /* the sanitizer needs processes of its own */
#else
#define MAY_TRACE 0
#endif

static void everything(void **state)
{
        for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
                const struct attempt *attempt = &attempts[i];
                int inside = outcome(attempt, true);

                if (inside == 255)
                        skip(); /* a kernel without Landlock or seccomp: nothing to test */
                if (MAY_TRACE && (attempt->try == a_fork || attempt->try == tracing || attempt->try == killing))
                        continue;
                if (inside != attempt->then)
                        fail_msg("%s: %s, not %s", attempt->name, strerror(inside), strerror(attempt->then));
                /* Outside it can be done, or the case shows nothing. */
                if (!attempt->rare && outcome(attempt, false) != 0)
                        fail_msg("%s: fails outside, too", attempt->name);
                put("read/a.cfg");
        }
}

static void secrets(void **state)
{
        struct rlimit core;

        sandbox_secrets(true);
        assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
        getrlimit(RLIMIT_CORE, &core);
        assert_int_equal(core.rlim_cur, 0);
        sandbox_secrets(false);
        assert_int_equal(prctl(PR_GET_DUMPABLE), 1);
        getrlimit(RLIMIT_CORE, &core);
        assert_int_equal(core.rlim_cur, core.rlim_max);
}

static int set_up(void **state)
{
        if (!mkdtemp(folder) || mkdir(path_of("read"), 0700) < 0 || mkdir(path_of("written"), 0700) < 0 || mkdir(path_of("other"), 0700) < 0)
                return -1;
        put("read/a.cfg");
        put("other/secret");
        return symlink("../other/secret", path_of("read/link"));
}

static int take_down(void **state)
{
        static const char *const files[] = {"read/a.cfg", "read/b.cfg", "read/link", "written/log", "written/new", "written/x",
                                            "written/y", "written/mine", "other/x", "other/new", "other/secret"};

        for (size_t i = 0; i < sizeof files / sizeof *files; i++)
                unlink(path_of(files[i]));
        return rmdir(path_of("read")) || rmdir(path_of("written")) || rmdir(path_of("other")) || rmdir(folder);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(everything),
                cmocka_unit_test(secrets),
        };

        return cmocka_run_group_tests(tests, set_up, take_down);
}
