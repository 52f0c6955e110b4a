/* host_memory.c - gives back what only loading needed.
 *
 * A bot that somebody already runs should not grow by more than what answers. Of a shared
 * object's pages, those that nobody writes to come back from its file when they are run into
 * again: a few microseconds, once. What is given back so are this code's own and those of the
 * libraries that read files and words and reckon; the bot's own are left alone.
 */
#include <malloc.h>
#include <string.h>
#include <unistd.h>

#include <link.h>
#include <sys/mman.h>

#include "host_own.h"

static const char *const libraries[] = {"/libconfig.so", "/libutf8proc.so", "/libstemmer.so", "/libm.so"};

static bool is_ours(const struct dl_phdr_info *object)
{
        uintptr_t here = (uintptr_t)host_give_back - object->dlpi_addr;

        for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
                if (object->dlpi_name && strstr(object->dlpi_name, libraries[i]))
                        return true;
        for (unsigned i = 0; i < object->dlpi_phnum; i++)
                if (object->dlpi_phdr[i].p_type == PT_LOAD && here >= object->dlpi_phdr[i].p_vaddr &&
                    here - object->dlpi_phdr[i].p_vaddr < object->dlpi_phdr[i].p_memsz)
                        return true;
        return false;
}

static int give_back_pages(struct dl_phdr_info *object, size_t size, void *context)
{
        uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

        (void)size;
        (void)context;
        if (!is_ours(object))
                return 0;
        for (unsigned i = 0; i < object->dlpi_phnum; i++) {
                const ElfW(Phdr) *part = &object->dlpi_phdr[i];
                uintptr_t from = (object->dlpi_addr + part->p_vaddr) & ~(page - 1);
                uintptr_t to = (object->dlpi_addr + part->p_vaddr + part->p_memsz) & ~(page - 1);

                if (part->p_type == PT_LOAD && !(part->p_flags & PF_W) && to > from)
                        /* The loader tells addresses as numbers. NOLINTNEXTLINE(performance-no-int-to-ptr) */
                        madvise((void *)from, to - from, MADV_DONTNEED);
        }
        return 0;
}

void host_give_back(void)
{
#ifdef __GLIBC__
        malloc_trim(0); /* building takes more than what stays */
#endif
        dl_iterate_phdr(give_back_pages, NULL);
}
