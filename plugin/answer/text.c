/* text.c - any bytes in, clean words out.
 *
 * One pass, no allocation. ASCII goes through one small table; what lies above
 * is brought down to it by text_fold, a character at a time.
 *
 * It knows characters and nothing of any language: no stems, no spelling, no
 * list of words. */
#include "text.h"

#include <stdbool.h>
#include <string.h>

#include <utf8proc.h>

#include "text_code.h"
#include "text_fold.h"
#include "text_smile.h"

enum class {
        SPACE, /* parts words, says nothing */
        LETTER,
        DIGIT,
        POINT, /* ends a clause */
        QUOTE, /* an apostrophe, if letters stand on both sides */
        CODE   /* formatting (text_code.h): as if it were not there */
};

static const unsigned char class_of[128] = {
        [0x01] = CODE, [0x02] = CODE, [0x03] = CODE, [0x04] = CODE, ['\n'] = POINT,
        ['\r'] = POINT, [0x0f] = CODE, [0x11] = CODE, [0x16] = CODE, [0x1d] = CODE,
        [0x1e] = CODE, [0x1f] = CODE, ['!'] = POINT, ['\''] = QUOTE, [','] = POINT,
        ['.'] = POINT, [':'] = POINT, [';'] = POINT, ['?'] = POINT, ['`'] = QUOTE,
        ['0'] = DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT,
        ['A'] = LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,
        LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,
        LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,
        ['a'] = LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,
        LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,
        LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,
};

/* The word under construction stands at text->bytes + text->used. */
struct scan {
        struct text *text;
        const unsigned char *in;
        size_t length;
        size_t at;       /* the byte being read */
        size_t from;     /* where the word began, in bytes */
        size_t after;    /* just behind the last word that was kept */
        size_t limit;    /* words wanted */
        size_t size;     /* bytes of the word; TEXT_WORD_BYTES + 1: too long */
        int32_t last;    /* its last character */
        unsigned run;    /* how often that stands there in a row */
        unsigned flags;  /* of the word to come */
        bool number;     /* it is digits */
        bool quote;      /* an apostrophe waits for the next letter */
        bool full;
};

static uint32_t value_of(const char *digits, size_t count)
{
        uint32_t value = 0;

        for (size_t i = 0; i < count; i++) {
                if (value > 99999999)
                        return 999999999;
                value = value * 10 + (uint32_t)(digits[i] - '0');
        }
        return value;
}

static void end_word(struct scan *scan)
{
        struct text *text = scan->text;
        struct text_word *word;
        char *s = text->bytes + text->used;

        scan->quote = false;
        if (scan->size == 0)
                return;
        if (scan->size <= TEXT_WORD_BYTES) {
                s[scan->size] = '\0';
                word = &text->word[text->count++];
                word->s = s;
                word->length = (uint16_t)scan->size;
                word->flags = (uint16_t)(scan->flags | (scan->number ? TEXT_NUMBER : 0));
                word->value = scan->number ? value_of(s, scan->size) : 0;
                text->used += scan->size + 1;
                scan->flags = 0;
                scan->after = scan->at;
        }
        scan->size = 0;
        scan->run = 0;
        scan->last = 0;
}

/* Room for one more word of any length? */
static bool begin_word(struct scan *scan)
{
        scan->full = scan->text->count >= scan->limit ||
                     scan->text->used + TEXT_WORD_BYTES + 1 > TEXT_BYTES;
        scan->from = scan->at;
        if (scan->text->count > 0 && scan->at == scan->after)
                scan->flags |= TEXT_JOINED;
        return !scan->full;
}

static void put(struct scan *scan, const char *bytes, size_t count)
{
        if (scan->size + count > TEXT_WORD_BYTES) {
                scan->size = TEXT_WORD_BYTES + 1;
                return;
        }
        memcpy(scan->text->bytes + scan->text->used + scan->size, bytes, count);
        scan->size += count;
}

static void letter(struct scan *scan, int32_t c)
{
        char utf8[4];

        if (scan->number)
                end_word(scan);
        if (scan->size == 0 && !begin_word(scan))
                return;
        scan->number = false;
        if (scan->quote) {
                put(scan, "'", 1);
                scan->quote = false;
                scan->run = 0;
        }
        scan->run = c == scan->last ? scan->run + 1 : 1;
        scan->last = c;
        if (scan->run > 2) /* soooo -> soo */
                return;
        if (c < 0x80) {
                utf8[0] = (char)c;
                put(scan, utf8, 1);
        } else {
                put(scan, utf8, (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)utf8));
        }
}

static void digit(struct scan *scan, int32_t c)
{
        char byte = (char)c;

        if (scan->size != 0 && !scan->number)
                end_word(scan);
        if (scan->size == 0 && !begin_word(scan))
                return;
        scan->number = true;
        put(scan, &byte, 1);
}

static unsigned char class_at(const struct scan *scan, size_t at)
{
        return at < scan->length && scan->in[at] < 0x80 ? class_of[scan->in[at]] : SPACE;
}

/* A dot between single letters: a.m., e.g. */
static bool is_abbreviation(const struct scan *scan)
{
        return !scan->number && scan->size != 0 && scan->at > 0 &&
               class_at(scan, scan->at - 1) == LETTER &&
               (scan->at < 2 || class_at(scan, scan->at - 2) != LETTER) &&
               class_at(scan, scan->at + 1) == LETTER && class_at(scan, scan->at + 2) != LETTER;
}

/* "http:" before "//", or "www" before a dot and a letter: drops that word and all that
 * follows it up to a blank. */
static bool skip_url(struct scan *scan, unsigned char c)
{
        const unsigned char *in = scan->in;
        size_t at = scan->at;
        bool scheme = c == ':' && at + 2 < scan->length && in[at + 1] == '/' && in[at + 2] == '/';
        bool host = c == '.' && at - scan->from == 3 && (in[at - 1] | 32) == 'w' &&
                    (in[at - 2] | 32) == 'w' && (in[at - 3] | 32) == 'w';

        if (scan->size == 0 || (!scheme && !host))
                return false;
        while (at < scan->length && in[at] > ' ')
                at++;
        scan->size = 0;
        scan->run = 0;
        scan->last = 0;
        scan->quote = false;
        scan->at = at - 1;
        scan->flags |= TEXT_BREAK;
        if (in[at - 1] == '?' && scan->text->count > 0)
                scan->text->word[scan->text->count - 1].flags |= TEXT_ASKED;
        return true;
}

static void point(struct scan *scan, int32_t c)
{
        bool digits;

        if (c == '.' && is_abbreviation(scan))
                return;
        if ((c == ':' || c == '.') && skip_url(scan, (unsigned char)c))
                return;
        /* 3.5, 3:30, 1,000: parts the digits, but no clause ends. */
        digits = scan->size != 0 && scan->number && class_at(scan, scan->at + 1) == DIGIT;
        end_word(scan);
        if (digits)
                return;
        scan->flags |= TEXT_BREAK;
        if (c == '?' && scan->text->count > 0)
                scan->text->word[scan->text->count - 1].flags |= TEXT_ASKED;
}

static bool is_letter(unsigned c)
{
        return (c | 32) - 'a' < 26;
}

/* Where a word may begin: a smiley is none, and people end clauses with it. */
static bool skip_smile(struct scan *scan, unsigned char c)
{
        unsigned char next = scan->at + 1 < scan->length ? scan->in[scan->at + 1] : ' ';
        size_t n;

        if (scan->size != 0 || (is_letter(c) && is_letter(next) && (next | 32) != 'd')) /* nearly all */
                return false;
        n = text_smile(scan->in, scan->at, scan->length);
        if (n > 0)
                scan->flags |= TEXT_BREAK;
        scan->at += n;
        return n > 0;
}

static void ascii(struct scan *scan, unsigned char c)
{
        switch (class_of[c]) {
        case LETTER:
                letter(scan, c | 32);
                break;
        case DIGIT:
                digit(scan, c);
                break;
        case POINT:
                point(scan, c);
                break;
        case QUOTE:
                if (scan->size != 0 && !scan->number && !scan->quote)
                        scan->quote = true;
                else
                        end_word(scan);
                break;
        case CODE: /* moves on to its last byte */
                scan->at += irc_code((const char *)scan->in + scan->at,
                                     (const char *)scan->in + scan->length) - 1;
                break;
        default:
                end_word(scan);
        }
}

/* The character at scan->at; moves on to its last byte. */
static void high(struct scan *scan)
{
        int32_t out[TEXT_FOLD_MAX];
        size_t count, at = scan->at;
        size_t bytes = text_fold(scan->in + scan->at, scan->length - scan->at, out, &count);

        for (size_t i = 0; i < count && !scan->full; i++) {
                if (out[i] >= 0x80)
                        letter(scan, out[i]);
                else if (out[i] >= ' ' || out[i] == '\n') /* codes count only as they are */
                        ascii(scan, (unsigned char)out[i]);
        }
        if (scan->at == at) /* it was no point of a URL, which moves on by itself */
                scan->at += bytes - 1;
}

/* A run of ASCII letters, which most texts are made of; letter() does the rest.
 * Returns whether it went on. */
static bool letters(struct scan *scan)
{
        char *word = scan->text->bytes + scan->text->used;
        size_t at = scan->at;
        size_t size = scan->size;

        if (scan->number || scan->quote)
                return false;
        if (size == 0 && !begin_word(scan))
                return false;
        for (; size < TEXT_WORD_BYTES && class_at(scan, at) == LETTER; at++) {
                char c = (char)(scan->in[at] | 32);

                if (size < 2 || word[size - 1] != c || word[size - 2] != c)
                        word[size++] = c;
        }
        if (at == scan->at)
                return false;
        scan->at = at;
        scan->last = (unsigned char)word[size - 1];
        scan->run = size > 1 && word[size - 2] == word[size - 1] ? 2 : 1;
        scan->size = size;
        return true;
}

static size_t read_words(struct text *text, const char *bytes, size_t length, size_t *at,
                         size_t limit)
{
        struct scan scan = { .text = text, .in = (const unsigned char *)bytes,
                             .length = length, .at = *at, .after = *at, .limit = limit };

        text->count = 0;
        text->used = 0;
        while (scan.at < length && !scan.full) {
                unsigned char c = scan.in[scan.at];

                if (c > ' ' && skip_smile(&scan, c))
                        continue;
                if (c >= 0x80)
                        high(&scan);
                else if (class_of[c] == LETTER && letters(&scan))
                        continue;
                else if (!scan.full)
                        ascii(&scan, c);
                scan.at++;
        }
        if (!scan.full)
                end_word(&scan);
        *at = scan.full ? scan.after : length;
        return text->count;
}

void text_read(struct text *text, const char *bytes, size_t length)
{
        size_t at = 0;

        read_words(text, bytes, length, &at, TEXT_WORDS);
}

size_t text_read_some(struct text *text, const char *bytes, size_t length, size_t *at,
                      size_t words)
{
        return read_words(text, bytes, length, at, words < TEXT_WORDS ? words : TEXT_WORDS);
}
