/* proxy.h - asking a proxy for a connection: SOCKS5 (RFC 1928, RFC 1929) or
 * HTTP CONNECT (RFC 9110 9.3.6, Basic by RFC 7617).
 *
 * The proxy looks the name up, so that nobody near us sees it. Knows no socket.
 */
#ifndef BOT_PROXY_H
#define BOT_PROXY_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"

enum proxy_step {
        PROXY_MORE,  /* hand it more bytes */
        PROXY_UP,    /* what comes now is the server */
        PROXY_FAILED /* see why */
};

/* Takes bytes for the proxy, all or (false) none. */
typedef bool proxy_send(void *context, const char *bytes, size_t length);

struct proxy;

/* Everything is copied. NULL: no memory. */
struct proxy *proxy_open(const struct config_proxy *config, const char *host, unsigned port,
                         proxy_send *send, void *context);
void proxy_close(struct proxy *proxy); /* wipes the password; NULL is fine */

/* Says the first word on a new connection. */
enum proxy_step proxy_begin(struct proxy *proxy, char *why, size_t cap);

/* Takes bytes of the proxy; *used says how many: those behind are the server's. */
enum proxy_step proxy_take(struct proxy *proxy, const char *bytes, size_t length, size_t *used,
                           char *why, size_t cap);

#endif
