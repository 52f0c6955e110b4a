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

#include "talk.h"

#define VOCAB_NONE UINT32_MAX
#define VOCAB_SPLIT_MAX ((uint32_t)0x3fffff)

struct vocab_word {           /* 16 bytes: there may be many */
        uint32_t at;          /* for vocab_text */
        uint32_t stem;
        uint32_t count;       /* in the FAQ's texts */
        unsigned split : 22;  /* the lexicon's: what it stands for; 0 is itself */
        unsigned ours : 1;    /* a word of the FAQ: spelling may correct to it */
        unsigned plain : 1;   /* of ASCII letters alone */
        unsigned length : 8;
};

struct vocab_stem {
        uint32_t at;
        uint32_t id;          /* LEXICON_NO_STEM: the FAQ lacks it */
        unsigned starts : 31; /* bit r: a phrase under root r begins with it */
        unsigned ours : 1;    /* of a word that is */
        float info;           /* see lexicon_info */
};

struct vocab_index {      /* an open hash table of numbers from 0 */
        uint32_t *slot;   /* number + 1; 0 is free */
        size_t size;
};

struct sb_stemmer;

struct vocab {
        struct talk talk;
        struct sb_stemmer *stemmer;
        struct sb_stemmer *ascii; /* the same, quicker, for words of ASCII alone; or NULL */
        char **block;             /* texts, NUL-terminated; they never move */
        size_t block_count, block_used;
        size_t our_words;
        struct vocab_word *words;
        size_t word_count, word_room;
        struct vocab_index word_index;
        struct vocab_stem *stems;
        size_t stem_count, stem_room;
        struct vocab_index stem_index;
        uint32_t *ids;    /* id -> stem */
        size_t id_count, id_room;
};

/* A hash, eight bytes at a time, the first one lowest and the last ones filled up with zeros:
 * begun with VOCAB_HASH, gone on with, ended. The multiplier is 2^64 by the golden ratio
 * (Knuth, 6.4). */
#define VOCAB_HASH UINT64_C(0x2545f4914f6cdd1d)

static inline uint64_t vocab_hash_on(uint64_t hash, uint64_t bytes)
{
        hash = (hash ^ bytes) * UINT64_C(0x9e3779b97f4a7c15);
        return hash ^ hash >> 32;
}

static inline uint32_t vocab_hash_end(uint64_t hash)
{
        return (uint32_t)(hash ^ hash >> 15);
}

uint32_t vocab_hash(const char *s, size_t length);

/* Is there a stemmer for this language? */
bool vocab_speaks(const char *language);

/* A vocab of zero bytes is to be begun with the language's stemmer. 0, or -1 when memory
 * ran out or vocab_speaks not. vocab_fini is called in either case. */
int vocab_init(struct vocab *vocab, const char *language);
void vocab_fini(struct vocab *vocab);

/* Keeps a text as long as the vocab lives; VOCAB_NONE: memory ran out, or length is over
 * VOCAB_TEXT_MAX. */
#define VOCAB_TEXT_MAX 1024
uint32_t vocab_keep(struct vocab *vocab, const char *s, size_t length);
const char *vocab_text(const struct vocab *vocab, uint32_t at);

/* The number of a word or a stem, or VOCAB_NONE: not there. */
uint32_t vocab_find(const struct vocab *vocab, const char *s, size_t length);
uint32_t vocab_find_stem(const struct vocab *vocab, const char *s, size_t length);

/* Asks the memory for what is known of these words: they will be looked up soon. */
struct text_word;
void vocab_fetch(const struct vocab *vocab, const struct text_word *words, size_t count);

/* The number of a word, which is entered with its stem where it was not there; VOCAB_NONE: memory
 * ran out. */
uint32_t vocab_enter(struct vocab *vocab, const char *s, size_t length);

/* Gives the stem an id if it has none. 0, or -1 when memory ran out. */
int vocab_own(struct vocab *vocab, uint32_t stem);

/* The stem of a clean word: borrowed until the next call. Does not allocate. */
const char *vocab_stem(struct vocab *vocab, const char *s, size_t length, size_t *stem_length);

/* Once vocab->talk is there: looks up the info of the stems that came before it. */
void vocab_inform(struct vocab *vocab);

/* Gives back the room that was kept for more words. */
void vocab_fit(struct vocab *vocab);

#endif
