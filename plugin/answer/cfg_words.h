/* cfg_words.h - libconfig's words, followed just far enough: texts, comments and
 * brackets are told apart, and what libconfig would explain badly is told here.
 */
#ifndef ANSWER_CFG_WORDS_H
#define ANSWER_CFG_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#define CFG_BRACKETS_MAX 64

/* Where something stands. */
struct cfg_spot {
        const char *path;  /* borrowed */
        unsigned line;
        char is;           /* a bracket */
};

enum cfg_within { CFG_PLAIN, CFG_COMMENT, CFG_QUOTES };

struct cfg_words {
        enum cfg_within within;
        char before;               /* the last thing that is no blank or comment; '"' for a text */
        struct cfg_spot begun;     /* where the text or the comment begins */
        struct cfg_spot long_text; /* where the last one begins that runs over several lines; or line 0 */
        char ends;                 /* the last byte of the last text; '\0': it is empty */
        struct cfg_spot glued;     /* where a text of a list begins that goes on from the one before with no
                                    * blank or / between them: perhaps a comma was forgotten; or line 0 */
        struct cfg_spot runs_on;   /* the same outside of lists: perhaps the blank was; or line 0 */
        struct cfg_spot open[CFG_BRACKETS_MAX];
        size_t open_count;

        char wrong[160];           /* the first mistake, or "" */
        struct cfg_spot wrong_at;
};

void cfg_words_init(struct cfg_words *words);

/* Reads length bytes of the line `here`, with its LF; a NUL stands behind them. False: wrong. */
bool cfg_words_read(struct cfg_words *words, const char *bytes, size_t length, struct cfg_spot here);

/* At the end of all. False: wrong. */
bool cfg_words_end(struct cfg_words *words);

/* libconfig does not understand it: may be told here better. False: wrong. */
bool cfg_words_doubt(struct cfg_words *words);

#endif
