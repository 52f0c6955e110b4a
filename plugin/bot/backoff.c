/* backoff.c - how long to wait before the next attempt to connect.
 *
 * Only counts; it has no clock and no timer.
 */
#include "backoff.h"

#include <string.h>

enum backoff_end backoff_judge(const char *error)
{
        static const struct {
                const char *word;
                enum backoff_end end;
        } words[] = {
                {"throttl", BACKOFF_THROTTLED}, {"too fast", BACKOFF_THROTTLED},
                {"too many", BACKOFF_THROTTLED},
                {"k-line", BACKOFF_BANNED}, {"g-line", BACKOFF_BANNED},
                {"z-line", BACKOFF_BANNED}, {"d-line", BACKOFF_BANNED},
                {"klined", BACKOFF_BANNED}, {"glined", BACKOFF_BANNED},
                {"banned", BACKOFF_BANNED},
                {"shut", BACKOFF_RESTART},  {"restart", BACKOFF_RESTART},
                {"terminat", BACKOFF_RESTART}, {"going down", BACKOFF_RESTART},
        };

        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
                if (strcasestr(error, words[i].word))
                        return words[i].end;
        return BACKOFF_FAILED;
}

void backoff_init(struct backoff *backoff, uint64_t seed)
{
        backoff->wait = 0;
        backoff->soon_at = 0;
        backoff->random = seed | 1;
}

/* xorshift64 (Marsaglia, 2003): it only has to differ from bot to bot. */
static uint64_t roll(struct backoff *backoff)
{
        backoff->random ^= backoff->random << 13;
        backoff->random ^= backoff->random >> 7;
        backoff->random ^= backoff->random << 17;
        return backoff->random;
}

/* wait less up to a quarter: 10 s -> 7.5 to 10 s. */
static uint64_t jitter(struct backoff *backoff, uint64_t wait)
{
        return wait - roll(backoff) % (wait / 4 + 1);
}

uint64_t backoff_next(struct backoff *backoff, const struct timing *timing, uint64_t now,
                      uint64_t up, enum backoff_end end, bool more_servers)
{
        uint64_t wait;
        bool soon_free = backoff->soon_at == 0 || now - backoff->soon_at > timing->good;
        bool good = up > timing->good || (up > 0 && end == BACKOFF_RESTART);

        if (up >= timing->reset)
                backoff->wait = 0;
        if (more_servers && (end == BACKOFF_FAILED || end == BACKOFF_RESTART))
                return timing->retry_soon;
        if (end == BACKOFF_BANNED)
                return jitter(backoff, timing->retry_most);
        if (good && soon_free && end != BACKOFF_THROTTLED) {
                backoff->soon_at = now;
                return jitter(backoff, timing->retry_soon);
        }
        wait = backoff->wait ? backoff->wait : timing->retry_least;
        if (end == BACKOFF_THROTTLED && wait < 6 * timing->retry_least)
                wait = 6 * timing->retry_least;
        if (wait > timing->retry_most)
                wait = timing->retry_most;
        backoff->wait = wait * 2;
        return jitter(backoff, wait);
}
