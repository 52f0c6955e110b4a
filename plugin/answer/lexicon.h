/* lexicon.h - clean words -> what they stand for.
 *
 * A lexicon is a file of the language (faq/english.cfg) and the vocabulary of
 * the FAQ that is loaded with it. Reading a message goes:
 *
 *   bytes -> text -> contractions split   can't -> can not
 *                 -> spelling             crmap -> cramp      (reading.word)
 *                 -> stems                cramping -> cramp
 *                 -> phrases              charley horse -> cramp   (reading.term)
 *
 * The longest phrase wins, from left to right. A phrase matches by stems, so
 * "locks up" and "locked up" are one. In a phrase, "60..120" stands for any
 * number in that range.
 */
#ifndef ANSWER_LEXICON_H
#define ANSWER_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer.h"
#include "text.h"

#define LEXICON_NO_STEM UINT32_MAX

enum reading_flag {          /* besides those of enum text_flag */
        READING_CORRECTED = 16, /* spelling was corrected; `written` holds what stood there */
        READING_NEGATED = 32,   /* within reach of a negator ("no swelling") */
        READING_EMPTY = 64      /* an everyday word or politeness that says nothing */
};

struct reading_word {
        const char *s;       /* corrected word, NUL-terminated */
        const char *written; /* as it stood in the message (after text_read) */
        uint32_t stem;       /* id in the vocabulary, or LEXICON_NO_STEM: the FAQ lacks it */
        uint32_t value;      /* of a number */
        uint16_t flags;
        const char *root;    /* its stem, NUL-terminated */
        uint32_t symbol;     /* the stem's number in the lexicon, for phrase.h, or LEXICON_NO_STEM:
                              * neither the FAQ nor the lexicon's lists have it */
        uint32_t number;     /* the word's own number there, or LEXICON_NO_STEM */
        float info;          /* of its stem, see lexicon_info */
};

/* What counts for matching: canonical words' stems. */
struct reading_term {
        const char *s;    /* the stem, NUL-terminated */
        uint32_t stem;    /* id, or LEXICON_NO_STEM */
        uint16_t first;   /* the words it came from: first..last */
        uint16_t last;
        uint16_t flags;
        float info;       /* -ln of the background probability, see lexicon_info */
        uint32_t symbol;  /* as in struct reading_word */
};

struct reading {
        struct text text;
        size_t word_count;
        struct reading_word word[TEXT_WORDS];
        size_t term_count;
        struct reading_term term[TEXT_WORDS];
        size_t used;             /* room for split and stemmed words */
        char bytes[TEXT_BYTES * 2];
};

struct lexicon;

/* Reads the lexicon file. language is libstemmer's name ("english"). path NULL:
 * a bare lexicon with stemmer alone, for FAQs that name none. Every mistake
 * goes to report (may be NULL); NULL after the first one, with it in why. */
struct lexicon *lexicon_open(const char *path, const char *language,
                             const struct answer_options *options, char *why, size_t cap);
void lexicon_close(struct lexicon *lexicon);

/* Reads a text of the FAQ itself: its words enter the vocabulary (ids count
 * from 0), spelling is taken as it stands. 0, or -1 when memory ran out. */
int lexicon_learn(struct lexicon *lexicon, const char *bytes, size_t length, struct reading *out);

/* After the last lexicon_learn: builds what spelling needs. 0 or -1. */
int lexicon_seal(struct lexicon *lexicon);

/* Reads a message. Does not allocate, cannot fail. */
void lexicon_read(struct lexicon *lexicon, const char *bytes, size_t length, struct reading *out);

/* Stems in the vocabulary; the text of one. */
size_t lexicon_stems(const struct lexicon *lexicon);
const char *lexicon_stem(const struct lexicon *lexicon, uint32_t stem);
/* lexicon_info of one. */
float lexicon_stem_info(const struct lexicon *lexicon, uint32_t stem);

/* info(s) = -ln(p(s) + 2e-7), with p the stem's share of everyday talk (the
 * lexicon's word list, summed over the words of that stem). */
double lexicon_info(const struct lexicon *lexicon, const char *stem);

/* Lists of phrases that the lexicon file names, matched against a reading from
 * word `at`: the number of words matched, or 0. */
enum lexicon_list {
        LEXICON_HELP, LEXICON_TOPICS, LEXICON_TOPIC, LEXICON_MORE, LEXICON_SOURCE,
        LEXICON_DISCLAIMER, LEXICON_WHY, LEXICON_THANKS, LEXICON_WRONG,
        LEXICON_LEAVE,     /* "never mind", "go away": wants no answer */
        LEXICON_FIRST, LEXICON_SECOND, LEXICON_THIRD, LEXICON_FOURTH,
        LEXICON_LAST,
        LEXICON_YES,       /* picks where there is one thing to pick */
        LEXICON_GREETING,  /* "hi", "excuse me": skipped at the start */
        LEXICON_POLITE,    /* "please", "thanks in advance" */
        LEXICON_FOLLOW,    /* "and", "what about": begins a follow-up */
        LEXICON_PRONOUN,   /* "it", "that", "so", "the others" */
        LEXICON_POINTING,  /* "it", "that": those that stand for one thing that was spoken of */
        LEXICON_GOING,     /* "calling them now": who was warned does as they were told */
        LEXICON_UNDECIDED, /* "if i called", "not calling": or does not yet */
        LEXICON_ASKING,    /* "does", "which": begins a question */
        LEXICON_OTHERS,    /* "my dog", "horse": not a person */
        LEXICON_PERSON,    /* "i", "my", "dad": a person */
        LEXICON_LISTS
};
size_t lexicon_match(const struct lexicon *lexicon, enum lexicon_list list,
                     const struct reading *reading, size_t at);

/* Adds a pattern to a set of the caller's own (pattern.h), to be matched against reading.word. What
 * its words, parted by blanks, may be:
 *   feel             that stem; can't is can not
 *   ..               up to PATTERN_SKIP words of any kind; not first or last, nor in a choice
 *   60..120          a number from 60 to 120
 *   leg/foot         any one of these
 *   -/so/very        likewise, or no word at all; not first or last
 *   can_not/never    in a choice, _ stands for the blank
 * Before lexicon_seal. Its words become the FAQ's own: spelling may correct to them. 0, or -1 with
 * the reason in why: it is no pattern, or memory ran out. whole: see pattern_add. */
struct pattern_set;
int lexicon_pattern(struct lexicon *lexicon, const char *phrase, struct pattern_set *set,
                    uint16_t value, bool whole, char *why, size_t cap);

/* What is wrong with a pattern or a phrase of the lexicon's, and *at: the part of it that is. NULL:
 * nothing; then it can only fail where it has hundreds of words, or a contraction drops them all. */
const char *lexicon_phrase_fault(const char *phrase, const char **at);

/* Like lexicon_learn, for a text that may be longer than a struct reading holds: learns from
 * bytes + *at on and moves *at. Call until it returns 0: the number of words read; -1 when
 * memory ran out. */
int lexicon_learn_on(struct lexicon *lexicon, const char *bytes, size_t length, size_t *at,
                     struct reading *out);

#endif
