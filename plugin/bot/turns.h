/* turns.h - whose turn it is to be answered (outbox.h says how turns go).
 *
 * Remembers who had a turn that is not over yet: a person answered in this
 * turn comes back in the next, or those whose replies have a later turn would
 * wait for as long as others keep asking.
 */
#ifndef BOT_TURNS_H
#define BOT_TURNS_H

#include <stdint.h>

#define TURNS_MAX 256 /* people; beyond that somebody may have a turn twice */

struct turns {
        uint64_t now;
        struct {
                uint64_t person, turn; /* a number made of the name; of no use once turn < now */
        } had[TURNS_MAX];
};

/* The first turn that this person may have. */
uint64_t turns_next(const struct turns *turns, const char *person);

/* This person is answered in this turn, which is the present one from here on. */
void turns_take(struct turns *turns, const char *person, uint64_t turn);

#endif
