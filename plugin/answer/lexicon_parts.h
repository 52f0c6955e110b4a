/* lexicon_parts.h - the inside of a lexicon; for lexicon*.c alone.
 *
 *   lexicon.c       opening, learning, sealing, looking up
 *   lexicon_file.c  faq/english.cfg -> struct lexicon
 *   lexicon_talk.c  faq/english.words -> struct talk
 *   lexicon_read.c  a message -> its words, split and corrected
 *   lexicon_terms.c words -> terms
 *   lexicon_phrase.c a phrase -> elements for phrase.h, or a pattern
 */
#ifndef ANSWER_LEXICON_PARTS_H
#define ANSWER_LEXICON_PARTS_H

#include "cfg.h"
#include "lexicon.h"
#include "pairs.h"
#include "phrase.h"
#include "spell.h"
#include "vocab.h"

/* Roots in the phrase set, behind those of enum lexicon_list. */
enum lexicon_root {
        ROOT_SYNONYM = LEXICON_LISTS,
        ROOT_NEGATOR,
        ROOT_NEGATION_END,
        ROOT_NEGATION_GOES_ON,
        ROOT_EMPTY,
        ROOTS
};

#define LEXICON_SUFFIXES 32
#define LEXICON_SPLIT_MAX 8    /* words that one word or phrase may stand for */
#define LEXICON_REACH 3        /* words that a negator reaches */
#define LEXICON_WAYS 2000      /* phrases that one with choices may stand for */
#define LEXICON_SEEN 3         /* how often a pair must stand in the FAQ to speak for a word */

/* A row of words in lexicon.pool: what a word, suffix or phrase stands for. */
struct lexicon_row {
        uint32_t first, count;
};

struct lexicon_suffix {
        const char *s;
        size_t length;
        struct lexicon_row row;
};

struct lexicon {
        struct vocab vocab;
        struct phrase_set phrases;
        struct prints known;       /* words of everyday talk and of the dictionary */
        struct pairs pairs;
        struct spell *spell;       /* NULL before lexicon_seal */
        struct reading *scratch;   /* of lexicon_phrase, until lexicon_seal; or NULL */
        uint32_t *pool;            /* words */
        size_t pool_count;
        struct lexicon_row *rows;  /* 0 is unused */
        size_t row_count;
        struct lexicon_suffix suffixes[LEXICON_SUFFIXES];
        size_t suffix_count;
};

/* Reads text as the FAQ's own and puts its words into a row; 0: memory ran out. `scratch` is
 * anybody's. */
uint32_t lexicon_row(struct lexicon *lexicon, const char *text, struct reading *scratch);

/* From now on spelling may correct to this word. */
void lexicon_claim(struct lexicon *lexicon, uint32_t word);

/* Makes the words the FAQ's own: spelling may correct to them, and their stems get ids. 0, or -1:
 * memory ran out. */
int lexicon_own(struct lexicon *lexicon, struct reading *out);

/* Adds a phrase under a root of lexicon->phrases; one with choices (see lexicon_pattern) as each
 * phrase that it stands for, at most LEXICON_WAYS. 0; 1 where one of them is there with another
 * value; -1 with the reason in why. */
int lexicon_phrase(struct lexicon *lexicon, const char *phrase, uint32_t root, uint32_t value,
                   char *why, size_t cap);

/* Reads path into a lexicon that has its stemmer and roots. 0, or -1 with every
 * mistake in log. */
int lexicon_file_read(struct lexicon *lexicon, const char *path, const char *language,
                      struct cfg_log *log);

/* Reads the list of words and how often each comes up that the setting names (NULL: there is
 * none) and adds the words to known. `scratch` is anybody's. */
void lexicon_read_talk(struct lexicon *lexicon, struct cfg *cfg, const config_setting_t *setting,
                       struct prints_list *known, struct text *scratch);

/* Splits and looks up the words of out->text. enter: unknown ones enter the vocabulary, else
 * their spelling is seen to. 0, or -1: memory ran out (only where enter). */
int lexicon_words(struct lexicon *lexicon, struct reading *out, bool enter);

/* The words' flags, then phrases and terms. */
void lexicon_terms(struct lexicon *lexicon, struct reading *out);

#endif
