/* vocab.h - every word that is known, each once, with its stem.
 *
 *   word "cramps"  --.
 *   word "cramping" --+--> stem "cramp" --> id 17 (if a text of the FAQ has it)
 *   word "cramp"   --'
 *
 * One look-up takes a written word to all that is known of it, so that the
 * stemmer runs for unknown words only. Words and stems are numbered from 0 in
 * the order in which they came; ids of the FAQ's own stems, too.
 */
#ifndef ANSWER_VOCAB_H
#define ANSWER_VOCAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

#define VOCAB_NONE UINT32_MAX

enum vocab_flag {
        VOCAB_OURS = 1,  /* a word of the FAQ: spelling may correct to it */
        VOCAB_PLAIN = 2  /* of ASCII letters alone */
};

struct vocab_word {
        const char *s;    /* lives as long as the vocab */
        uint32_t hash;
        uint32_t stem;
        uint32_t count;   /* in the FAQ's texts */
        uint32_t split;   /* the lexicon's: what it stands for; 0 is itself */
        float share;      /* occurrences per million in everyday talk */
        uint16_t length;
        uint16_t flags;
};

struct vocab_stem {
        const char *s;
        uint32_t hash;
        uint32_t id;      /* LEXICON_NO_STEM: the FAQ lacks it */
        uint32_t starts;  /* bit r: a phrase under root r begins with it */
        float share;      /* summed over its words */
        float info;       /* see lexicon_info */
        bool ours;        /* of a word that is VOCAB_OURS */
};

struct vocab_index {      /* an open hash table of numbers from 0 */
        uint32_t *slot;   /* number + 1; 0 is free */
        size_t size;      /* a power of two */
};

struct sb_stemmer;

struct vocab {
        struct arena arena;
        struct sb_stemmer *stemmer;
        struct vocab_word *words;
        size_t word_count, word_room;
        struct vocab_index word_index;
        struct vocab_stem *stems;
        size_t stem_count, stem_room;
        struct vocab_index stem_index;
        uint32_t *ids;    /* id -> stem */
        size_t id_count, id_room;
};

/* Is there a stemmer for this language? */
bool vocab_speaks(const char *language);

/* A vocab of zero bytes is to be begun with the language's stemmer. 0, or -1 when memory
 * ran out or vocab_speaks not. vocab_fini is called in either case. */
int vocab_init(struct vocab *vocab, const char *language);
void vocab_fini(struct vocab *vocab);

/* FNV-1a. */
uint32_t vocab_hash(const char *s, size_t length);

/* The number of a word or a stem, or VOCAB_NONE: not there. */
uint32_t vocab_find(const struct vocab *vocab, const char *s, size_t length);
uint32_t vocab_find_stem(const struct vocab *vocab, const char *s, size_t length);

/* The same, entered where it was not there; VOCAB_NONE: memory ran out. */
uint32_t vocab_enter(struct vocab *vocab, const char *s, size_t length);
uint32_t vocab_enter_stem(struct vocab *vocab, const char *s, size_t length);

/* Gives the stem an id if it has none. 0, or -1 when memory ran out. */
int vocab_own(struct vocab *vocab, uint32_t stem);

/* The stem of a clean word: borrowed until the next call. Does not allocate
 * after vocab_settle. */
const char *vocab_stem(struct vocab *vocab, const char *s, size_t length, size_t *stem_length);

/* Grows the stemmer's own buffer to what it will ever need, and reckons info. */
void vocab_settle(struct vocab *vocab);

#endif
