/* fake_library.h - plugins that a fuzzer makes up, in place of what dlopen finds.
 *
 *   file --library.c--> copy --dlopen, dlsym, dladdr1, as library.c sees them--> a struct of the fuzzer's
 *
 * library.c is compiled here with these in place of the C library's. A mutated shared
 * object is nothing to hand to the real dlopen: it is code, and is trusted to be.
 */
#ifndef FUZZ_FAKE_LIBRARY_H
#define FUZZ_FAKE_LIBRARY_H

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include "../../plugin/plugin.h"
#include "fuzz.h"

struct fake_library {
        struct plugin *plugin; /* exactly `bytes` of it; or NULL: no such symbol */
        size_t bytes;
        struct fake_library *next;
        void *own;             /* the fuzzer's */
};

static struct fake_library *fake_libraries;

/* The fuzzer's: makes one, or NULL: it does not load. */
static struct fake_library *fake_load(void);
/* Frees it, plugin and all. */
static void fake_unload(struct fake_library *library);

static inline void *fake_dlopen(const char *name, int flags)
{
        struct fake_library *library;

        must_of(strncmp(name, "/proc/self/fd/", strlen("/proc/self/fd/")) == 0, "no copy", name);
        if (flags & RTLD_NOLOAD)
                return NULL; /* they all go when they are told to */
        if ((library = fake_load())) {
                library->next = fake_libraries;
                fake_libraries = library;
        }
        return library;
}

static inline void *fake_dlsym(void *handle, const char *name)
{
        must_of(strcmp(name, PLUGIN_SYMBOL_NAME) == 0, "another symbol", name);
        return ((struct fake_library *)handle)->plugin;
}

static inline int fake_dlclose(void *handle)
{
        struct fake_library **at = &fake_libraries, *library = handle;

        while (*at && *at != library)
                at = &(*at)->next;
        must(*at != NULL, "closed twice");
        *at = library->next;
        fake_unload(library);
        return 0;
}

static inline int fake_dladdr1(const void *address, Dl_info *info, void **extra, int flags)
{
        static ElfW(Sym) symbol;

        (void)flags;
        for (struct fake_library *at = fake_libraries; at; at = at->next)
                if (at->plugin == address) {
                        *info = (Dl_info){.dli_saddr = at->plugin};
                        symbol.st_size = at->bytes;
                        *extra = &symbol;
                        return 1;
                }
        return 0;
}

#define dlopen fake_dlopen
#define dlsym fake_dlsym
#define dlclose fake_dlclose
#define dladdr1 fake_dladdr1
#include "../../plugin/bot/library.c"
#undef dlopen
#undef dlsym
#undef dlclose
#undef dladdr1

/* A shared object of one part, which library.c takes for whole. */
#define FAKE_ELF_BYTES (sizeof(ElfW(Ehdr)) + sizeof(ElfW(Phdr)))

static inline void fake_elf(unsigned char out[FAKE_ELF_BYTES])
{
        ElfW(Ehdr) head = {.e_ident = {0x7f, 'E', 'L', 'F', sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32}, .e_type = ET_DYN,
                           .e_phoff = sizeof head, .e_phentsize = sizeof(ElfW(Phdr)), .e_phnum = 1};
        ElfW(Phdr) part = {.p_type = PT_LOAD, .p_filesz = FAKE_ELF_BYTES};

        memcpy(out, &head, sizeof head);
        memcpy(out + sizeof head, &part, sizeof part);
}

#endif
