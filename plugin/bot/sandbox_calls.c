/* sandbox_calls.c - the system calls that are left, as a program for seccomp(2).
 *
 *   another machine's calls, or x32's?         -> EPERM
 *   newer than this list?                      -> ENOSYS: libraries take the older way
 *   socket, clone, ioctl: by their arguments   -> allowed, or an error
 *   in the list                                -> allowed
 *   all others                                 -> EPERM
 *
 * By hand, since libseccomp would be 150 KiB of memory for good.
 */
#include "sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__) && !defined(__ILP32__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#endif /* elsewhere the arguments of calls lie differently */

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifdef MACHINE

/* Calls from here on are newer than this list (Linux 6.1). */
#define NEWER 451
#define NAMESPACES 0x7E020000U /* CLONE_NEW... */
/* x32's calls on an x86-64. */
#define X32 0x40000000U

static const uint16_t allowed[] = {
        /* bytes and descriptors */
        SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_pwrite64, SYS_preadv, SYS_pwritev, SYS_lseek,
        SYS_close, SYS_close_range, SYS_dup, SYS_dup3, SYS_fcntl, SYS_flock, SYS_pipe2, SYS_eventfd2,
        SYS_copy_file_range, SYS_sendfile,
        /* waiting */
        SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait, SYS_epoll_pwait2, SYS_ppoll, SYS_pselect6,
        SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday, SYS_times,
        /* the network */
        SYS_socketpair, SYS_bind, SYS_connect, SYS_listen, SYS_accept, SYS_accept4, SYS_getsockname, SYS_getpeername,
        SYS_getsockopt, SYS_setsockopt, SYS_shutdown, SYS_sendto, SYS_recvfrom, SYS_sendmsg, SYS_recvmsg,
        SYS_sendmmsg, SYS_recvmmsg,
        /* files; which ones is Landlock's affair */
        SYS_openat, SYS_openat2, SYS_newfstatat, SYS_fstat, SYS_statx, SYS_statfs, SYS_fstatfs, SYS_faccessat,
        SYS_faccessat2, SYS_readlinkat, SYS_getdents64, SYS_getcwd, SYS_mkdirat, SYS_unlinkat, SYS_renameat2,
        SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_umask, SYS_utimensat, SYS_truncate, SYS_ftruncate, SYS_fallocate,
        SYS_fsync, SYS_fdatasync, SYS_sync_file_range, SYS_fadvise64, SYS_readahead, SYS_inotify_init1,
        SYS_inotify_add_watch, SYS_inotify_rm_watch,
        /* memory: code too, or no plugin could be loaded anew */
        SYS_mmap, SYS_munmap, SYS_mprotect, SYS_mremap, SYS_madvise, SYS_brk, SYS_msync, SYS_mincore, SYS_mlock,
        SYS_munlock, SYS_memfd_create, SYS_membarrier,
        /* threads and signals of our own */
        SYS_futex, SYS_set_robust_list, SYS_get_robust_list, SYS_rseq, SYS_set_tid_address, SYS_sched_yield,
        SYS_sched_getaffinity, SYS_getcpu, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn,
        SYS_rt_sigtimedwait, SYS_rt_sigpending, SYS_sigaltstack, SYS_restart_syscall, SYS_tgkill, SYS_exit,
        SYS_exit_group,
        /* who and where we are */
        SYS_getpid, SYS_gettid, SYS_getppid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_getresuid,
        SYS_getresgid, SYS_getgroups, SYS_uname, SYS_sysinfo, SYS_getrusage, SYS_prlimit64, SYS_getrlimit,
        SYS_getrandom, SYS_prctl,
#ifdef SYS_open /* older calls, which newer machines do not have */
        SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_mkdir, SYS_rmdir, SYS_unlink, SYS_rename,
        SYS_renameat, SYS_chmod, SYS_dup2, SYS_pipe, SYS_poll, SYS_select, SYS_epoll_wait, SYS_epoll_create,
        SYS_eventfd, SYS_inotify_init, SYS_time, SYS_getdents, SYS_arch_prctl,
#endif
#ifdef SANITIZED /* which looks for leaks from a process of its own */
        SYS_ptrace, SYS_wait4, SYS_kill, SYS_process_vm_readv, SYS_clone,
#endif
};

static const uint32_t families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK}; /* the last asks for our addresses */
/* Putting words into the terminal that the bot was started from. */
static const uint32_t keyboard[] = {TIOCSTI, 0x541C /* TIOCLINUX */};

#define CALLS (sizeof allowed / sizeof *allowed)
#define STEPS (2 * CALLS + 60)

struct program {
        struct sock_filter step[STEPS];
        unsigned short length;
};

static void add(struct program *program, unsigned code, uint32_t k, unsigned yes, unsigned no)
{
        program->step[program->length++] =
                (struct sock_filter){(unsigned short)code, (unsigned char)yes, (unsigned char)no, k};
}

static void load(struct program *program, size_t at)
{
        add(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)at, 0, 0);
}

/* The lower half of an argument; the upper one does not count in those we look at. */
static void load_argument(struct program *program, unsigned which)
{
        size_t half = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0;

        load(program, offsetof(struct seccomp_data, args) + which * sizeof(uint64_t) + half);
}

static void give(struct program *program, uint32_t action)
{
        add(program, BPF_RET | BPF_K, action, 0, 0);
}

static void when(struct program *program, uint32_t value, uint32_t action)
{
        add(program, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
        give(program, action);
}

#define FAIL(error) (SECCOMP_RET_ERRNO | (error))

/* Only of some families of addresses. */
static void add_socket(struct program *program)
{
        size_t count = sizeof families / sizeof *families;

        add(program, BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, (unsigned)(2 * count + 2));
        load_argument(program, 0);
        for (size_t i = 0; i < count; i++)
                when(program, families[i], SECCOMP_RET_ALLOW);
        give(program, FAIL(EAFNOSUPPORT));
}

/* Only threads: no process, no namespace. Of clone3 the flags cannot be seen. */
static void add_clone(struct program *program)
{
        when(program, SYS_clone3, FAIL(ENOSYS));
#ifndef SANITIZED
        add(program, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 5);
        load_argument(program, 0);
        add(program, BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 2);
        add(program, BPF_JMP | BPF_JSET | BPF_K, NAMESPACES, 1, 0);
        give(program, SECCOMP_RET_ALLOW);
        give(program, FAIL(EPERM));
#endif
}

static void add_ioctl(struct program *program)
{
        size_t count = sizeof keyboard / sizeof *keyboard;

        add(program, BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, (unsigned)(2 * count + 2));
        load_argument(program, 1);
        for (size_t i = 0; i < count; i++)
                when(program, keyboard[i], FAIL(EPERM));
        give(program, SECCOMP_RET_ALLOW);
}

static void write_program(struct program *program)
{
        load(program, offsetof(struct seccomp_data, arch));
        add(program, BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0);
        give(program, FAIL(EPERM));
        load(program, offsetof(struct seccomp_data, nr));
        add(program, BPF_JMP | BPF_JGE | BPF_K, X32, 0, 1);
        give(program, FAIL(EPERM));
        for (size_t i = 0; i < CALLS; i++)
                when(program, allowed[i], SECCOMP_RET_ALLOW);
        add_socket(program);
        load(program, offsetof(struct seccomp_data, nr));
        add_clone(program);
        load(program, offsetof(struct seccomp_data, nr));
        add_ioctl(program);
        load(program, offsetof(struct seccomp_data, nr));
        add(program, BPF_JMP | BPF_JGE | BPF_K, NEWER, 0, 1);
        give(program, FAIL(ENOSYS));
        give(program, FAIL(EPERM));
}

bool sandbox_calls(void)
{
        struct program program = {.length = 0};
        struct sock_fprog filter;

        write_program(&program);
        filter = (struct sock_fprog){.len = program.length, .filter = program.step};
        return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0;
}

#else

bool sandbox_calls(void)
{
        errno = ENOTSUP;
        return false;
}

#endif
