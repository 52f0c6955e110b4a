/* turns.c - whose turn it is to be answered.
 *
 * Numbers only. It refuses to know what waits, and for how long.
 */
#include "turns.h"

#include <stddef.h>

#include "fnv.h"

/* Two people with one number would only share a turn. */
static uint64_t number_of(const char *person)
{
        return fnv_text(FNV_BASIS, person);
}

uint64_t turns_next(const struct turns *turns, const char *person)
{
        uint64_t number = number_of(person);

        for (size_t i = 0; i < TURNS_MAX; i++)
                if (turns->had[i].person == number && turns->had[i].turn >= turns->now)
                        return turns->had[i].turn + 1;
        return turns->now;
}

void turns_take(struct turns *turns, const char *person, uint64_t turn)
{
        uint64_t number = number_of(person);
        size_t place = TURNS_MAX;

        turns->now = turn;
        for (size_t i = 0; i < TURNS_MAX; i++) {
                if (turns->had[i].person == number) {
                        place = i;
                        break;
                }
                if (place == TURNS_MAX && (!turns->had[i].person || turns->had[i].turn < turn))
                        place = i;
        }
        if (place < TURNS_MAX) {
                turns->had[place].person = number;
                turns->had[place].turn = turn;
        }
}
