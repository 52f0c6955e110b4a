/* lookup.c - a host's addresses, by the C library's resolver in libuv's threads.
 *
 * A resolver that hangs cannot be called off: who waited goes, this stays until
 * it comes back, and then only tidies up.
 */
#include "lookup.h"

#include <stdio.h>
#include <stdlib.h>

struct lookup {
        uv_getaddrinfo_t request;
        lookup_found *found; /* NULL: nobody waits any more */
        void *context;
};

static void on_found(uv_getaddrinfo_t *request, int status, struct addrinfo *found)
{
        struct lookup *lookup = request->data;

        if (lookup->found)
                lookup->found(lookup->context, status, found);
        else if (status == 0)
                uv_freeaddrinfo(found);
        free(lookup);
}

struct lookup *lookup_begin(uv_loop_t *loop, const char *host, unsigned port,
                            lookup_found *found, void *context)
{
        struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
        struct lookup *lookup = calloc(1, sizeof *lookup);
        char service[16];

        if (!lookup)
                return NULL;
        *lookup = (struct lookup){.found = found, .context = context};
        lookup->request.data = lookup;
        snprintf(service, sizeof service, "%u", port);
        if (uv_getaddrinfo(loop, &lookup->request, on_found, host, service, &hints) == 0)
                return lookup;
        free(lookup);
        return NULL;
}

void lookup_forget(struct lookup *lookup)
{
        lookup->found = NULL;
        uv_cancel((uv_req_t *)&lookup->request);
}
