/* lookup.h - a host's addresses, without blocking. */
#ifndef BOT_LOOKUP_H
#define BOT_LOOKUP_H

#include <uv.h>

struct lookup;

/* status 0: found is the caller's, for uv_freeaddrinfo. Otherwise libuv's error. */
typedef void lookup_found(void *context, int status, struct addrinfo *found);

/* NULL: this name cannot be looked up, or no memory. Calls back once, later,
 * and is gone then. */
struct lookup *lookup_begin(uv_loop_t *loop, const char *host, unsigned port,
                            lookup_found *found, void *context);

/* Nobody waits for it any more: no call. */
void lookup_forget(struct lookup *lookup);

#endif
