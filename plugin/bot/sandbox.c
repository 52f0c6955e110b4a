/* sandbox.c - what the process gives up: privileges, core dumps, files. */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/landlock.h, which older systems do not have, or not all of it. */
struct ruleset {
        uint64_t fs;
};
struct beneath {
        uint64_t allowed;
        int32_t folder;
} __attribute__((packed));

enum { CREATE = 444, ADD_RULE = 445, RESTRICT = 446 }; /* system calls, alike on all machines */
enum { ASK_VERSION = 1, PATH_BENEATH = 1 };

#define EXECUTE (1ULL << 0)
#define WRITE_FILE (1ULL << 1)
#define READ_FILE (1ULL << 2)
#define READ_DIR (1ULL << 3)
#define REMOVE_DIR (1ULL << 4)
#define REMOVE_FILE (1ULL << 5)
#define MAKE_DIR (1ULL << 7)
#define MAKE_REG (1ULL << 8)
#define MAKE_SOCK (1ULL << 9)
#define TRUNCATE (1ULL << 14)

#define READ (READ_FILE | READ_DIR)
#define WRITE (READ | WRITE_FILE | TRUNCATE | REMOVE_FILE | REMOVE_DIR | MAKE_DIR | MAKE_REG | MAKE_SOCK)
#define OF_A_FILE (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE)

/* All rights that versions 1, 2 ... know; what a kernel does not know it refuses. */
static const uint64_t known[] = {0x1FFF, 0x3FFF, 0x7FFF, 0x7FFF, 0xFFFF};

/* What programs read besides: resolv.conf may lead to /run, the number of
 * processors stands in /sys. */
static const char *const common[] = {
        "/etc", "/usr", "/lib", "/lib64", "/lib32", "/opt", "/dev/null", "/dev/zero", "/dev/random", "/dev/urandom",
        "/proc/self", "/proc/sys/vm", "/sys/devices/system/cpu",
        "/run/systemd", "/run/resolvconf", "/run/NetworkManager", "/run/nscd", "/run/dnsmasq", "/var/lib/nscd",
        "/var/run/nscd",
};

void sandbox_secrets(bool keep)
{
        struct rlimit core;

        if (getrlimit(RLIMIT_CORE, &core) == 0) {
                core.rlim_cur = keep ? 0 : core.rlim_max;
                setrlimit(RLIMIT_CORE, &core);
        }
        prctl(PR_SET_DUMPABLE, keep ? 0 : 1, 0, 0, 0);
}

/* ---- files ---- */

struct rules {
        int set;
        uint64_t handled;
};

static void allow(const struct rules *rules, const char *path, uint64_t rights)
{
        struct beneath rule = {.allowed = rights & rules->handled, .folder = open(path, O_PATH | O_CLOEXEC)};
        struct stat is;

        if (rule.folder < 0)
                return;
        if (fstat(rule.folder, &is) == 0 && !S_ISDIR(is.st_mode))
                rule.allowed &= OF_A_FILE;
        syscall(ADD_RULE, rules->set, PATH_BENEATH, &rule, 0);
        close(rule.folder);
}

static void allow_folder_of(const struct rules *rules, const char *path, uint64_t rights)
{
        const char *slash = strrchr(path, '/');
        char *folder = !slash ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));

        if (folder)
                allow(rules, folder, rights);
        free(folder);
}

/* A file's folder, since editors put another file in its place; where a link leads
 * to as well. A folder stands for itself. */
static void allow_path(const struct rules *rules, const char *path, uint64_t rights)
{
        char *real = realpath(path, NULL);
        struct stat is;

        if (stat(path, &is) == 0 && S_ISDIR(is.st_mode)) {
                allow(rules, path, rights);
        } else {
                allow_folder_of(rules, path, rights);
                if (real)
                        allow_folder_of(rules, real, rights);
        }
        free(real);
}

/* Where a library in use is, its next version will be, and those that it needs. */
static int allow_library(struct dl_phdr_info *info, size_t size, void *rules)
{
        (void)size;
        if (info->dlpi_name[0] == '/')
                allow_path(rules, info->dlpi_name, READ);
        return 0;
}

/* False: errno tells. */
static bool restrict_files(const struct paths *read, const struct paths *write)
{
        long version = syscall(CREATE, NULL, 0, ASK_VERSION);
        long newest = sizeof known / sizeof *known;
        struct rules rules = {.set = -1};
        bool fine;

        if (version < 1)
                return false;
        rules.handled = known[(version < newest ? version : newest) - 1];
        rules.set = (int)syscall(CREATE, &(struct ruleset){.fs = rules.handled}, sizeof(struct ruleset), 0);
        if (rules.set < 0)
                return false;
        for (size_t i = 0; i < sizeof common / sizeof *common; i++)
                allow(&rules, common[i], READ);
        allow(&rules, "/dev/null", READ | WRITE_FILE);
        dl_iterate_phdr(allow_library, &rules);
        for (size_t i = 0; i < read->count; i++)
                allow_path(&rules, read->path[i], READ);
        for (size_t i = 0; i < write->count; i++)
                allow_path(&rules, write->path[i], WRITE);
        fine = syscall(RESTRICT, rules.set, 0) == 0;
        close(rules.set);
        return fine;
}

/* ---- the whole ---- */

static void add_lack(char *lacks, size_t cap, const char *what)
{
        size_t used = strlen(lacks);

        snprintf(lacks + used, cap - used, "%s%s (%s)", used ? ", " : "", what, strerror(errno));
}

void sandbox_enter(const struct paths *read, const struct paths *write, char *lacks, size_t cap)
{
        *lacks = '\0';
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
                add_lack(lacks, cap, "new privileges are not given up");
        if (!restrict_files(read, write))
                add_lack(lacks, cap, "files are not restricted by Landlock");
        if (!sandbox_calls())
                add_lack(lacks, cap, "system calls are not restricted by seccomp");
}
