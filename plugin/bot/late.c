/* late.c - loads a shared library by name, and looks up what it has.
 *
 * Knows no library. It is never unloaded: libraries below it may not bear that.
 */
#include "late.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

bool late_load(const char *file, const struct late_symbol *symbols, size_t count, void *into,
               char *why, size_t cap)
{
        void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

        if (!library) {
                snprintf(why, cap, "the library %s is not there; Debian has it", file);
                return false;
        }
        for (size_t i = 0; i < count; i++) {
                void *at = dlsym(library, symbols[i].name);

                if (!at) {
                        snprintf(why, cap, "the library %s has no %s", file, symbols[i].name);
                        return false;
                }
                memcpy((char *)into + symbols[i].offset, &at, sizeof at);
        }
        return true;
}
