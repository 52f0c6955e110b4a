/* spell.h - the word that somebody meant.
 *
 * Distances are optimal string alignment (Damerau 1964, without overlapping
 * edits): a letter left out, added, replaced, or two neighbours swapped cost 1
 * each. crmap -> cramp: 1.
 *
 * A word is corrected
 *   below 3 letters   never
 *   of 3 letters      by a swap only (lge -> leg)
 *   of 4 letters      at distance 1, but never to a shorter word
 *   of 5 or 6         at distance 1
 *   of 7 and more     at distance 1, or 2 where the first and the last letter are the same
 *                     and the lengths differ by 1 at the most (crampons is not cramps)
 * and of several candidates the nearest wins, then the same first letter, then
 * a swap, then the more frequent word, then the alphabet.
 *
 * Only words of ASCII letters are looked at. A vocabulary of more than
 * SPELL_LARGE words is corrected at distance 1 alone and to words seen at least
 * twice, and of these only the SPELL_WORDS most frequent, so that a huge FAQ
 * costs neither memory nor time.
 */
#ifndef ANSWER_SPELL_H
#define ANSWER_SPELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPELL_LARGE 8192
#define SPELL_WORDS 8192
#define SPELL_NONE UINT32_MAX

/* The distance of two byte strings of at most 64 bytes; max + 1 where it is
 * more than max. */
size_t spell_distance(const char *a, size_t a_length, const char *b, size_t b_length,
                      size_t max);

/* The name that somebody may have meant, of a NULL-terminated table whose
 * entries are `stride` bytes apart and begin with a const char *; NULL if none
 * is near. For messages on mistakes in files. */
const char *spell_nearest(const char *name, const void *names, size_t count, size_t stride);

struct spell_word {
        const char *s;
        uint32_t id;      /* the caller's own */
        uint32_t count;   /* how often the FAQ has it */
};

struct spell;

/* Sorts words as it goes, and keeps their ids alone: look gives back the word of one for as long
 * as the spell lives. NULL when memory ran out. */
typedef struct spell_word spell_look(const void *context, uint32_t id);
struct spell *spell_open(struct spell_word *words, size_t count, spell_look *look,
                         const void *context);
void spell_close(struct spell *spell);

/* The id of the word to put in place, or SPELL_NONE. Never allocates. */
uint32_t spell_find(const struct spell *spell, const char *s, size_t length);

/* Calls each for every word that is one slip of the finger away: a letter too
 * few, one too many, or two swapped; not one replaced by another. */
void spell_slips(const struct spell *spell, const char *s, size_t length,
                 void (*each)(void *context, uint32_t id, uint32_t count), void *context);

#endif
