/* library.c - shared objects, checked as far as they can be before they run.
 *
 * A shared object is code and may do anything: these checks are against
 * mistakes (a half-copied file, an old build, another kind of file), not
 * against malice. It refuses to know what a plugin is for.
 */
#include "library.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "rule.h"

#define LIBRARY_BYTES_MAX (64 * 1024 * 1024)

/* The members that ABI 1 began with; more may be appended. */
#define LIBRARY_SIZE_MIN (offsetof(struct plugin, close) + sizeof(((struct plugin *)0)->close))

static int copy_bytes(int in, int out, off_t *length)
{
        char bytes[65536];
        ssize_t got;

        *length = 0;
        while ((got = read(in, bytes, sizeof bytes)) > 0) {
                *length += got;
                if (*length > LIBRARY_BYTES_MAX) {
                        errno = EFBIG;
                        return -1;
                }
                for (ssize_t done = 0, put; done < got; done += put)
                        if ((put = write(out, bytes + done, (size_t)(got - done))) < 0)
                                return -1;
        }
        return got < 0 ? -1 : 0;
}

/* A file that has no name: in memory, or else one that is removed at once. */
static int nameless_file(void)
{
        char name[] = "/tmp/bot-plugin-XXXXXX";
        int fd = memfd_create("plugin", MFD_CLOEXEC);

        if (fd < 0 && (fd = mkostemp(name, O_CLOEXEC)) >= 0)
                unlink(name);
        return fd;
}

static int copy_file(const char *path, struct stat *is, off_t *length, char *why, size_t cap)
{
        int in = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY), out = -1, status = -1;

        if (in < 0 || fstat(in, is) < 0)
                snprintf(why, cap, "cannot be opened: %s", strerror(errno));
        else if (!S_ISREG(is->st_mode))
                snprintf(why, cap, "is not a plain file");
        else if ((out = nameless_file()) < 0)
                snprintf(why, cap, "cannot be copied: %s", strerror(errno));
        else if ((status = copy_bytes(in, out, length)) < 0)
                snprintf(why, cap, "cannot be copied: %s", strerror(errno));
        if (in >= 0)
                close(in);
        if (status < 0 && out >= 0) {
                close(out);
                out = -1;
        }
        return out;
}

static bool within(uint64_t offset, uint64_t bytes, off_t length)
{
        return offset <= (uint64_t)length && bytes <= (uint64_t)length - offset;
}

/* Everything the file says it holds is there. dlopen maps a file that was cut
 * short without a word, and the process dies of SIGBUS when it looks. */
static bool is_whole(int fd, off_t length)
{
        ElfW(Ehdr) head;
        ElfW(Phdr) part;

        if (pread(fd, &head, sizeof head, 0) != (ssize_t)sizeof head || memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
            head.e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32) || head.e_type != ET_DYN ||
            head.e_phentsize != sizeof part ||
            !within(head.e_shoff, (uint64_t)head.e_shnum * head.e_shentsize, length))
                return false;
        for (unsigned i = 0; i < head.e_phnum; i++) {
                if (pread(fd, &part, sizeof part, (off_t)(head.e_phoff + i * sizeof part)) != (ssize_t)sizeof part)
                        return false;
                if (part.p_type == PT_LOAD && !within(part.p_offset, part.p_filesz, length))
                        return false;
        }
        return head.e_phnum > 0;
}

/* Bytes that the symbol at address has in its file, or 0. */
static size_t symbol_bytes(const void *address)
{
        Dl_info info;
        void *extra = NULL;
        const ElfW(Sym) *symbol;

        if (!dladdr1(address, &info, &extra, RTLD_DL_SYMENT) || !extra || info.dli_saddr != address)
                return 0;
        symbol = extra;
        return symbol->st_size;
}

static int check_plugin(const struct plugin *plugin, char *why, size_t cap)
{
        size_t bytes = symbol_bytes(plugin);

        if (bytes < offsetof(struct plugin, name))
                snprintf(why, cap, "its %s is no struct plugin", PLUGIN_SYMBOL_NAME);
        else if (plugin->abi != PLUGIN_ABI)
                snprintf(why, cap, "it was built for plugin ABI %u; %d would be right", plugin->abi, PLUGIN_ABI);
        else if (plugin->size < LIBRARY_SIZE_MIN)
                snprintf(why, cap, "its struct plugin says it has %u bytes; %zu or more would be right", plugin->size,
                         LIBRARY_SIZE_MIN);
        else if (bytes < plugin->size)
                snprintf(why, cap, "its struct plugin says it has %u bytes, but has %zu", plugin->size, bytes);
        else if (!plugin->name || rule_word(plugin->name))
                snprintf(why, cap, "it has no usable name; %s would be right", rule_word(""));
        else if (!plugin->version || rule_text(plugin->version))
                snprintf(why, cap, "it has no usable version; %s would be right", rule_text(""));
        else if (!plugin->open || !plugin->message || !plugin->reload || !plugin->settle || !plugin->close)
                snprintf(why, cap, "its function %s is missing",
                         !plugin->open ? "open" : !plugin->message ? "message" : !plugin->reload ? "reload" :
                         !plugin->settle ? "settle" : "close");
        else
                return 0;
        return -1;
}

/* dlerror names the copy, which means nothing to the reader. */
static void say_error(const char *name, char *why, size_t cap)
{
        const char *error = dlerror();

        error = error ? error : "no reason given";
        if (strncmp(error, name, strlen(name)) == 0 && error[strlen(name)] == ':')
                error += strlen(name) + 1 + (error[strlen(name) + 1] == ' ');
        snprintf(why, cap, "cannot be loaded: %s", error);
}

int library_init(struct library *library, const char *path, char *why, size_t cap)
{
        char name[40];
        off_t length = 0;

        *library = (struct library){.copy = -1};
        library->copy = copy_file(path, &library->is, &length, why, cap);
        if (library->copy < 0)
                return -1;
        if (!is_whole(library->copy, length)) {
                snprintf(why, cap, "is no shared object for this machine, or is cut short");
                goto fail;
        }
        snprintf(name, sizeof name, "/proc/self/fd/%d", library->copy);
        library->handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
        if (!library->handle) {
                say_error(name, why, cap);
                goto fail;
        }
        library->plugin = dlsym(library->handle, PLUGIN_SYMBOL_NAME);
        if (!library->plugin) {
                snprintf(why, cap, "it exports no %s", PLUGIN_SYMBOL_NAME);
                goto fail;
        }
        if (check_plugin(library->plugin, why, cap) == 0)
                return 0;
fail:
        library_fini(library);
        return -1;
}

void library_fini(struct library *library)
{
        char name[40];
        void *still = NULL;

        snprintf(name, sizeof name, "/proc/self/fd/%d", library->copy);
        if (library->handle) {
                dlclose(library->handle);
                still = dlopen(name, RTLD_LAZY | RTLD_NOLOAD);
        }
        if (still) /* it refuses to go: its name must not be given to another */
                dlclose(still);
        else if (library->copy >= 0)
                close(library->copy);
        *library = (struct library){.copy = -1};
}

bool library_is_stale(const struct library *library, const char *path)
{
        const struct stat *was = &library->is;
        struct stat is;

        return stat(path, &is) < 0 || is.st_dev != was->st_dev || is.st_ino != was->st_ino ||
               is.st_size != was->st_size || is.st_mtim.tv_sec != was->st_mtim.tv_sec ||
               is.st_mtim.tv_nsec != was->st_mtim.tv_nsec;
}
