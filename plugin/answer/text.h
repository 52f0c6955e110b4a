/* text.h - any bytes in, clean words out.
 *
 * What IRC carries (mIRC formatting codes, invalid UTF-8, curly quotes,
 * full-width and accented letters, emoji, smileys, URLs, shouting, "soooo") becomes a
 * row of words in lower case, without accents, each one letters and inner
 * apostrophes, or digits alone: "It's 3am!!" -> it's | 3 | am.
 *
 * The same clean words are made of questions and of the FAQ's own texts.
 */
#ifndef ANSWER_TEXT_H
#define ANSWER_TEXT_H

#include <stddef.h>
#include <stdint.h>

#define TEXT_WORDS 320      /* what lies behind is not read */
#define TEXT_BYTES 4096
#define TEXT_WORD_BYTES 64  /* a longer word is dropped: nobody's word */

enum text_flag {
        TEXT_BREAK = 1,  /* a sentence or clause ends before this word (. ! ? ; : , newline, or "...") */
        TEXT_NUMBER = 2, /* digits alone; value holds it */
        TEXT_ASKED = 4,  /* a question mark follows before the next word */
        TEXT_JOINED = 8  /* nothing stood between this word and the last: the yo of 70yo */
};

struct text_word {
        const char *s;   /* NUL-terminated, in the text's own bytes */
        uint16_t length;
        uint16_t flags;
        uint32_t value;  /* of a number, at most 999999999 */
};

struct text {
        size_t count;
        struct text_word word[TEXT_WORDS];
        size_t used;
        char bytes[TEXT_BYTES];
};

/* Reads at most `length` bytes; any bytes at all. Cannot fail. */
void text_read(struct text *text, const char *bytes, size_t length);

/* The next words of a text that is longer than a struct text holds, at most `words` of them (at
 * least 1): reads from bytes + *at, moves *at on. Returns how many; 0 at the end. */
size_t text_read_some(struct text *text, const char *bytes, size_t length, size_t *at,
                      size_t words);

#endif
