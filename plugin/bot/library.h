/* library.h - the code of one plugin: a shared object, loaded from a copy.
 *
 *   file --copy--> memory file --dlopen--> symbol --checks--> struct plugin
 *
 * The copy lives as long as the code: dlopen knows libraries by name and by
 * inode, so neither may be used again while the old code is still mapped. The
 * admin may overwrite, replace or remove the file at any time.
 */
#ifndef BOT_LIBRARY_H
#define BOT_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "../plugin.h"

struct library {
        void *handle;               /* dlopen's */
        int copy;                   /* descriptor of the copy, or -1 */
        const struct plugin *plugin;
        struct stat is;             /* the file at the time it was copied */
};

/* Loads path and checks all of what plugin.h demands. Nothing of the plugin's
 * is called (but what its constructors do by themselves). 0, or -1 with one
 * line in why and nothing left behind. */
int library_init(struct library *library, const char *path, char *why, size_t cap);
void library_fini(struct library *library);

/* The file at path is no longer the one that was loaded. */
bool library_is_stale(const struct library *library, const char *path);

#endif
