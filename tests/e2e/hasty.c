/* hasty.c - the bot's times, a hundred times shorter where it waits for servers,
 * and for channels to come back; linked into a bot for tests in timing.c's place.
 */
#include "../../plugin/bot/backoff.h"

#ifndef TIMES
#define TIMES 1 /* how long it waits for an answer; more where the bot itself is slow */
#endif

const struct timing timing_default = {
        .connect = 1500 * TIMES, .registration = 60000, .settle = 5000,
        .silence = 2000 * TIMES, .grace = 1000 * TIMES,
        .retry_soon = 10, .retry_least = 20, .retry_most = 60,
        .good = 600000, .reset = 3600000,
        .recover = 600, .whois = 9000,
        .rejoin = {100, 600}, .retry_join = 300, .forgive = 3600000,
        .ctcp = 100, .quit = 1000,
};
