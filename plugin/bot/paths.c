/* paths.c - a list of files' names. Short ones: it is searched from the front. */
#include "paths.h"

#include <stdlib.h>
#include <string.h>

void paths_add(struct paths *paths, const char *path)
{
        char **more;

        for (size_t i = 0; i < paths->count; i++)
                if (strcmp(paths->path[i], path) == 0)
                        return;
        if (paths->count == PATHS_MAX || !(more = realloc(paths->path, (paths->count + 1) * sizeof *more)))
                return;
        paths->path = more;
        if ((more[paths->count] = strdup(path)))
                paths->count++;
}

void paths_fini(struct paths *paths)
{
        while (paths->count)
                free(paths->path[--paths->count]);
        free(paths->path);
        *paths = (struct paths){0};
}
