/* sandbox.h - gives up, for good, what the process has no use for once it runs:
 *
 *   new privileges       PR_SET_NO_NEW_PRIVS
 *   other files          Landlock, https://docs.kernel.org/userspace-api/landlock.html
 *   other system calls   seccomp(2): no programs, no processes, no tracing, no mounting;
 *                        what is left out fails with EPERM, or ENOSYS if it is newer
 *                        than this list, so that libraries take the older way
 *
 * The C library still finds hosts (NSS, DNS), and shared libraries are still loaded
 * from where those in use came from.
 */
#ifndef BOT_SANDBOX_H
#define BOT_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "paths.h"

/* No core dumps, and nobody but root may look into the process; or all that again. */
void sandbox_secrets(bool keep);

/* From now on only what lies in the folders of `read` and `write`, besides what
 * every program reads (/etc, /usr ...), can be opened. What is not there is left
 * out. In threads to come too, so it is called before there is one. lacks: what
 * this kernel cannot do, as a phrase; or "". */
void sandbox_enter(const struct paths *read, const struct paths *write, char *lacks, size_t cap);

/* sandbox_calls.c: the part with system calls. False: errno tells. */
bool sandbox_calls(void);

#endif
