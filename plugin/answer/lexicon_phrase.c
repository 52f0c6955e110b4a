/* lexicon_phrase.c - a phrase as somebody wrote it -> elements for phrase.h.
 *
 * Words are read as a message's are, contractions split; "60..120" is a range of
 * numbers and ".." a gap. It does not know what a phrase is for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lexicon_parts.h"

#define GAPS_MAX 3 /* in one phrase: each multiplies the ways to match */

struct parse {
        struct lexicon *lexicon;
        struct phrase_set *set;
        struct reading *scratch;
        uint32_t symbols[PHRASE_LONGEST];
        size_t count;
        size_t gaps;
        const char *fault;
};

static void push(struct parse *parse, uint32_t symbol)
{
        if (parse->count >= PHRASE_LONGEST)
                parse->fault = "it is too long";
        else
                parse->symbols[parse->count++] = symbol;
}

/* "60..120" */
static bool is_range(const char *s, size_t length, uint32_t *low, uint32_t *high)
{
        char copy[32];
        char *end;
        unsigned long a, b;

        if (length < 4 || length >= sizeof copy || s[0] < '0' || s[0] > '9')
                return false;
        memcpy(copy, s, length);
        copy[length] = '\0';
        a = strtoul(copy, &end, 10);
        if (end[0] != '.' || end[1] != '.' || end[2] < '0' || end[2] > '9')
                return false;
        b = strtoul(end + 2, &end, 10);
        if (*end != '\0' || b > 999999999)
                return false;
        *low = (uint32_t)a;
        *high = (uint32_t)b;
        return true;
}

static void add_words(struct parse *parse, const char *s, size_t length)
{
        struct reading *scratch = parse->scratch;

        text_read(&scratch->text, s, length);
        if (lexicon_words(parse->lexicon, scratch, true) < 0) {
                parse->fault = "out of memory";
                return;
        }
        for (size_t i = 0; i < scratch->word_count && parse->fault == NULL; i++) {
                const struct reading_word *word = &scratch->word[i];

                push(parse, word->symbol);
        }
}

static void add_token(struct parse *parse, const char *s, size_t length)
{
        uint32_t low, high;

        if (length == 2 && memcmp(s, "..", 2) == 0) {
                if (parse->count == 0 || parse->symbols[parse->count - 1] == PHRASE_GAP ||
                    ++parse->gaps > GAPS_MAX)
                        parse->fault = "\"..\" must stand between words, at most three times";
                push(parse, PHRASE_GAP);
        } else if (is_range(s, length, &low, &high)) {
                if (low > high)
                        parse->fault = "the range of numbers is upside down";
                push(parse, phrase_range(parse->set, low, high));
        } else {
                add_words(parse, s, length);
        }
}

int lexicon_phrase(struct lexicon *lexicon, const char *phrase, struct phrase_set *set,
                   uint32_t root, uint32_t value, char *why, size_t cap)
{
        struct parse parse = { .lexicon = lexicon, .set = set };
        int status = -1;

        if (lexicon->scratch == NULL)
                lexicon->scratch = malloc(sizeof *lexicon->scratch);
        parse.scratch = lexicon->scratch;
        if (parse.scratch == NULL)
                parse.fault = "out of memory";
        for (const char *s = phrase; *s != '\0' && parse.fault == NULL;) {
                size_t length = strcspn(s, " \t");

                if (length > 0)
                        add_token(&parse, s, length);
                s += length + strspn(s + length, " \t");
        }
        if (parse.fault == NULL && parse.count == 0)
                parse.fault = "it holds no word";
        if (parse.fault == NULL && parse.symbols[parse.count - 1] == PHRASE_GAP)
                parse.fault = "\"..\" must stand between words, at most three times";
        if (parse.fault == NULL)
                status = phrase_add(set, root, parse.symbols, parse.count, value);
        if (status < 0)
                snprintf(why, cap, "the phrase \"%s\" cannot be used: %s", phrase,
                         parse.fault != NULL ? parse.fault : "out of memory");
        else if (set == &lexicon->phrases && !(parse.symbols[0] & PHRASE_RANGE))
                lexicon->vocab.stems[parse.symbols[0]].starts |= 1u << root & 0x7fffffffu;
        return status;
}
