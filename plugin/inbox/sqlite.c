/* sqlite.c - finds the library and what it has. Knows no database.
 *
 * SQLite starts no thread and leaves nothing with the process (no atexit, no signal
 * handler), so that it can be unloaded.
 */
#include "sqlite.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static const struct {
        const char *name;
        size_t offset;
} calls[] = {
#define SQLITE_CALL(name) { "sqlite3_" #name, offsetof(struct sqlite, name) },
        SQLITE_CALLS(SQLITE_CALL)
#undef SQLITE_CALL
};

bool sqlite_load(struct sqlite *sqlite, const char *file, char *why, size_t cap)
{
        if (sqlite->library)
                return true;
        file = file ? file : SQLITE_FILE;
        sqlite->library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
        if (!sqlite->library) {
                const char *said = dlerror();

                snprintf(why, cap, "%s; Debian's package %s has this library", said ? said : file, SQLITE_PACKAGE);
                return false;
        }
        for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
                void *at = dlsym(sqlite->library, calls[i].name);

                if (!at) {
                        snprintf(why, cap, "the library %s has no %s", file, calls[i].name);
                        sqlite_drop(sqlite);
                        return false;
                }
                memcpy((char *)sqlite + calls[i].offset, &at, sizeof at);
        }
        return true;
}

void sqlite_drop(struct sqlite *sqlite)
{
        if (sqlite->library)
                dlclose(sqlite->library);
        memset(sqlite, 0, sizeof *sqlite);
}
