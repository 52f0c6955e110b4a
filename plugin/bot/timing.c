/* timing.c - how long everything on the network side takes.
 *
 * Alone in its file, so that a test can link another in its place: users have
 * no setting for these.
 */
#include "backoff.h"

const struct timing timing_default = {
        .connect = 20000, .registration = 60000, .settle = 5000,
        .silence = 90000, .grace = 30000,
        .retry_soon = 2000, .retry_least = 10000, .retry_most = 300000,
        .good = 600000, .reset = 3600000,
        .recover = 60000, .whois = 900000,
        .rejoin = {10000, 60000}, .retry_join = 300000, .forgive = 3600000,
        .ctcp = 10000, .quit = 1000,
};
