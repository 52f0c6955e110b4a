/* counted.c - the bot's sandbox with one folder more, in which gcov's counts are kept
 * when it ends: linked into the bots of `make coverage` in front of the real one.
 */
#include "../../plugin/bot/sandbox.h"

void __real_sandbox_enter(const struct paths *read, const struct paths *write, char *lacks, size_t cap);
void __wrap_sandbox_enter(const struct paths *read, const struct paths *write, char *lacks, size_t cap);

void __wrap_sandbox_enter(const struct paths *read, const struct paths *write, char *lacks, size_t cap)
{
        struct paths more = {0};

        for (size_t i = 0; i < write->count; i++)
                paths_add(&more, write->path[i]);
        paths_add(&more, COUNTS);
        __real_sandbox_enter(read, &more, lacks, cap);
        paths_fini(&more);
}
