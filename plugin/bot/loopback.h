/* loopback.h - libircclient's socket, with us at the other end.
 *
 * The library insists on connecting to a server by TCP. A listener on
 * 127.0.0.1 lives for that one call and accepts nobody; then the library's
 * descriptor is replaced by one end of a socket pair, which nobody else can
 * reach, and which delivers at once what the library says at its start.
 */
#ifndef BOT_LOOPBACK_H
#define BOT_LOOPBACK_H

#include <stddef.h>

#include <libircclient.h>

/* Connects session; *library is its descriptor, owned by it; *ours is the other
 * end, owned by the caller, not blocking. 0, or -1 with a line in why. */
int loopback_connect(irc_session_t *session, const char *nick, int *library, int *ours,
                     char *why, size_t cap);

#endif
