/* paths.h - a list of files' names, each once.
 */
#ifndef BOT_PATHS_H
#define BOT_PATHS_H

#include <stddef.h>

#define PATHS_MAX 512

/* {0}: empty. Owned; the order is that of adding. */
struct paths {
        char **path;
        size_t count;
};

/* Adds a copy, unless it is there, PATHS_MAX are, or memory ran out. */
void paths_add(struct paths *paths, const char *path);

/* Empty again. */
void paths_fini(struct paths *paths);

#endif
