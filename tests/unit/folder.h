/* folder.h - a folder of a test's own, and files in it.
 *
 * To be included by one file of a program.
 */
#ifndef TEST_FOLDER_H
#define TEST_FOLDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char folder[] = "/tmp/crampbot-test.XXXXXX";

/* Valid until the fourth call from now. */
static inline const char *path_of(const char *name)
{
        static char path[4][256];
        static unsigned turn;

        turn = (turn + 1) % 4;
        snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
        return path[turn];
}

static inline void write_file(const char *name, const char *text)
{
        FILE *file = fopen(path_of(name), "w");

        assert_non_null(file);
        assert_true(fputs(text, file) >= 0);
        assert_int_equal(fclose(file), 0);
}

/* A new one each time. 0 or -1, as cmocka wants it of fixtures. */
static inline int folder_make(void **state)
{
        (void)state;
        memset(folder + sizeof folder - 7, 'X', 6); /* what mkdtemp(3) asks for at the end */
        return mkdtemp(folder) ? 0 : -1;
}

static inline int folder_remove(void **state)
{
        char command[128];

        (void)state;
        snprintf(command, sizeof command, "rm -r '%s'", folder);
        return system(command) == 0 ? 0 : -1;
}

#endif
