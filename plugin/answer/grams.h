/* grams.h - how alike two stems look: for words that the FAQ has not got.
 *
 * A stem with a blank at both ends (" cramp ") is cut into its 3- and 4-byte
 * grams. Each weighs (1 + ln count) * idf, the whole is scaled to length 1; the
 * product of two such vectors is their likeness, 0..1.
 *
 *      gram ----> which stems hold it, and how often
 */
#ifndef ANSWER_GRAMS_H
#define ANSWER_GRAMS_H

#include <stddef.h>
#include <stdint.h>

struct grams;

struct grams_like {
        uint32_t stem;
        float like;
};

struct gram {
        uint32_t id;
        float weight;
};

#define GRAMS_OF_STEM 128  /* a stem is at most 64 bytes */

/* stems: texts; ask_count[s] asks hold stem s, of `asks` in all. NULL: no
 * memory, or 2^25 stems or more. */
struct grams *grams_open(const char *const *stems, const uint32_t *ask_count, size_t count,
                         size_t asks);
void grams_close(struct grams *grams);

size_t grams_count(const struct grams *grams);

/* The grams of a text, scaled to length 1; returns their number. Grams that no
 * stem holds are left out, but count in the length. */
size_t grams_of(const struct grams *grams, const char *text, struct gram out[GRAMS_OF_STEM]);

/* Stems that are at least `least` like text, likest first, at most cap. score
 * is room for one float for each stem, all 0 before and after. */
size_t grams_alike(const struct grams *grams, const char *text, float least, float *score,
                   struct grams_like *out, size_t cap);

#endif
