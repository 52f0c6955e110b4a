/* lexicon_phrase.c - a phrase as somebody wrote it -> a pattern, or elements for phrase.h.
 *
 * Words are read as a message's are, contractions split; "60..120" is a range of
 * numbers and ".." a gap. It does not know what a phrase is for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lexicon_parts.h"
#include "pattern.h"

#define GAPS_MAX 3 /* in one phrase: each multiplies the ways to match */

static const char too_long[] = "it is too long: make several of it";
static const char no_word[] = "it holds no word";

static bool is_gap(const char *s, size_t length)
{
        return length == 2 && s[0] == '.' && s[1] == '.';
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
        if (*end != '\0' || a > 999999999 || b > 999999999)
                return false;
        *low = (uint32_t)a;
        *high = (uint32_t)b;
        return true;
}

/* Nearly all choices are: text_read finds a word where a letter begins, unless it is a URL or far too long. */
static bool is_plain(const char *s, size_t length)
{
        return (s[0] | 32) >= 'a' && (s[0] | 32) <= 'z' && length <= TEXT_WORD_BYTES && memchr(s, '.', length) == NULL;
}

static bool holds_word(const char *s, size_t length)
{
        struct text text;

        text_read(&text, s, length);
        return text.count > 0;
}

/* What stands between two blanks: "leg/foot/-". */
struct token {
        size_t choices;
        bool nothing, gap;  /* one of the choices is */
};

static const char *choice_fault(const char *s, size_t length, struct token *token)
{
        uint32_t low, high;

        token->choices++;
        if (length == 0)
                return "\"/\" must stand between words";
        if (is_plain(s, length))
                return NULL;
        if (length == 1 && s[0] == '-')
                token->nothing = true;
        else if (is_gap(s, length))
                token->gap = true;
        else if (is_range(s, length, &low, &high))
                return low > high ? "the range of numbers is upside down" : NULL;
        else if (!holds_word(s, length))
                return no_word;
        return NULL;
}

/* Reads a token; *at: the choice that is wrong. */
static const char *token_fault(const char *s, size_t length, struct token *token, const char **at)
{
        const char *fault = NULL, *end = s + length;

        *token = (struct token){ 0 };
        while (s <= end && fault == NULL) {
                const char *slash = memchr(s, '/', (size_t)(end - s));
                size_t n = (size_t)((slash != NULL ? slash : end) - s);

                fault = choice_fault(s, n, token);
                *at = n > 0 ? s : *at;
                s += n + 1;
        }
        return fault;
}

const char *lexicon_phrase_fault(const char *phrase, const char **at)
{
        size_t tokens = 0, gaps = 0, choices = 0;
        bool open = true; /* at the start, or behind a ".." */

        *at = phrase;
        for (const char *s = phrase + strspn(phrase, " \t"); *s != '\0';) {
                size_t length = strcspn(s, " \t");
                size_t rest = length + strspn(s + length, " \t");
                bool last = s[rest] == '\0' || is_gap(s + rest, strcspn(s + rest, " \t"));
                struct token token;
                const char *fault = token_fault(s, length, &token, at);

                if (fault != NULL)
                        return fault;
                *at = s;
                if (token.gap && token.choices > 1)
                        return "\"..\" must not stand among choices";
                if (token.gap && (open || last || ++gaps > GAPS_MAX))
                        return "\"..\" must stand between words, at most three times";
                if (token.nothing && (tokens == 0 || s[rest] == '\0'))
                        return "\"-\" (no word) must not stand first or last";
                choices += token.choices;
                if (++tokens > PATTERN_SLOTS || choices > PATTERN_CHOICES)
                        return too_long;
                open = token.gap;
                s += rest;
        }
        return tokens == 0 ? no_word : NULL;
}

static const char *push(struct pattern *p, uint32_t symbol)
{
        if (p->symbol_count >= PATTERN_SYMBOLS)
                return too_long;
        p->symbols[p->symbol_count++] = symbol;
        p->choices[p->choice_count - 1].count++;
        return NULL;
}

/* Reads the words of a choice. Most are a single one that is known, and need no more than that. */
static int read_choice(struct lexicon *lexicon, const char *s, size_t length)
{
        struct reading *scratch = lexicon->scratch;
        uint32_t number = vocab_find(&lexicon->vocab, s, length);
        const struct vocab_word *word = number != VOCAB_NONE ? &lexicon->vocab.words[number] : NULL;

        if (word == NULL || !word->plain || word->split != 0) {
                text_read(&scratch->text, s, length);
                return lexicon_words(lexicon, scratch, true);
        }
        scratch->word[0].number = number;
        scratch->word[0].symbol = word->stem;
        scratch->word_count = 1;
        return 0;
}

/* Adds the words to the last choice. own: they become the FAQ's. */
static const char *add_words(struct lexicon *lexicon, struct pattern *p, const char *s,
                             size_t length, bool own)
{
        struct reading *scratch = lexicon->scratch;
        const char *fault = NULL;

        if (read_choice(lexicon, s, length) < 0 || (own && lexicon_own(lexicon, scratch) < 0))
                return "out of memory";
        if (scratch->word_count == 0)
                return no_word; /* a contraction may stand for none */
        for (size_t i = 0; i < scratch->word_count && fault == NULL; i++)
                fault = push(p, scratch->word[i].symbol);
        return fault;
}

static const char *add_choice(struct lexicon *lexicon, struct pattern *p, const char *s,
                              size_t length, bool own)
{
        struct pattern_choice *choice = &p->choices[p->choice_count++];
        uint32_t low, high;

        *choice = (struct pattern_choice){(uint32_t)p->symbol_count, 0, PATTERN_WORDS};
        if (length == 1 && s[0] == '-')
                return NULL;
        if (is_gap(s, length)) {
                choice->kind = PATTERN_GAP;
                return NULL;
        }
        if (!is_range(s, length, &low, &high))
                return add_words(lexicon, p, s, length, own);
        choice->kind = PATTERN_RANGE;
        push(p, low);
        return push(p, high);
}

/* Drops the last choice where the slot has it already: "hurt/hurts/hurting" is one stem. */
static void drop_twin(struct pattern *p, const struct pattern_slot *slot)
{
        const struct pattern_choice *last = &p->choices[p->choice_count - 1];

        for (const struct pattern_choice *other = &p->choices[slot->first]; other < last; other++)
                if (other->kind == last->kind && other->count == last->count &&
                    !memcmp(&p->symbols[other->first], &p->symbols[last->first], last->count * sizeof *p->symbols)) {
                        p->symbol_count = last->first;
                        p->choice_count--;
                        return;
                }
}

/* "leg/foot" */
static const char *add_slot(struct lexicon *lexicon, struct pattern *p, const char *s,
                            size_t length, bool own)
{
        struct pattern_slot *slot = &p->slots[p->slot_count++];
        const char *fault = NULL;

        slot->first = (uint32_t)p->choice_count;
        for (size_t at = 0; at <= length && fault == NULL;) {
                const char *slash = memchr(s + at, '/', length - at);
                size_t n = slash != NULL ? (size_t)(slash - s) - at : length - at;

                fault = add_choice(lexicon, p, s + at, n, own);
                drop_twin(p, slot);
                at += n + 1;
        }
        slot->count = (uint32_t)p->choice_count - slot->first;
        return fault;
}

/* What is wrong with it, or NULL. */
static const char *parse(struct lexicon *lexicon, const char *phrase, bool own, struct pattern *p)
{
        const char *at, *fault = lexicon_phrase_fault(phrase, &at);

        p->slot_count = p->choice_count = p->symbol_count = 0;
        if (lexicon->scratch == NULL)
                lexicon->scratch = malloc(sizeof *lexicon->scratch);
        if (lexicon->scratch == NULL)
                fault = "out of memory";
        for (const char *s = phrase + strspn(phrase, " \t"); *s != '\0' && fault == NULL;) {
                size_t length = strcspn(s, " \t");

                fault = add_slot(lexicon, p, s, length, own);
                s += length + strspn(s + length, " \t");
        }
        return fault;
}

static int refuse(const char *phrase, const char *fault, char *why, size_t cap)
{
        snprintf(why, cap, "the phrase \"%s\" cannot be used: %s", phrase, fault);
        return -1;
}

int lexicon_pattern(struct lexicon *lexicon, const char *phrase, struct pattern_set *set,
                    uint16_t value, bool whole, char *why, size_t cap)
{
        struct pattern pattern;
        const char *fault = parse(lexicon, phrase, true, &pattern);

        if (fault == NULL && pattern_add(set, &pattern, value, whole) < 0)
                fault = "out of memory";
        return fault == NULL ? 0 : refuse(phrase, fault, why, cap);
}

/* Every phrase that a pattern stands for. */
struct ways {
        struct lexicon *lexicon;
        const struct pattern *pattern;
        uint32_t root, value;
        uint32_t row[PHRASE_LONGEST];
        size_t left;  /* so many more, and it is enough */
        bool again;   /* one is there with another value */
};

static const char *add_row(struct ways *ways, size_t length)
{
        struct lexicon *lexicon = ways->lexicon;
        int status = phrase_add(&lexicon->phrases, ways->root, ways->row, length, ways->value);

        if (ways->left-- == 0)
                return "it stands for too many phrases: make several of it";
        if (status < 0)
                return "out of memory";
        ways->again |= status > 0;
        if (!(ways->row[0] & PHRASE_RANGE))
                lexicon->vocab.stems[ways->row[0]].starts |= 1u << ways->root & 0x7fffffffu;
        return NULL;
}

/* Puts the elements of a choice into the row from *length on. */
static const char *put_elements(struct ways *ways, const struct pattern_choice *choice, size_t *length)
{
        const uint32_t *symbol = ways->pattern->symbols + choice->first;
        uint32_t *into = ways->row + *length;
        size_t count = choice->kind == PATTERN_WORDS ? choice->count : 1;

        *length += count;
        if (*length > PHRASE_LONGEST)
                return too_long;
        if (choice->kind == PATTERN_WORDS)
                memcpy(into, symbol, count * sizeof *symbol);
        else if (choice->kind == PATTERN_GAP)
                *into = PHRASE_GAP;
        else if ((*into = phrase_range(&ways->lexicon->phrases, symbol[0], symbol[1])) == PHRASE_GAP)
                return "out of memory";
        return NULL;
}

/* Every row that begins with the `length` elements there are and takes a choice of each slot from
 * `slot` on. As deep as there are slots. */
static const char *add_rows(struct ways *ways, size_t slot, size_t length)
{
        const struct pattern *p = ways->pattern;
        const char *fault = NULL;

        if (slot == p->slot_count)
                return add_row(ways, length);
        for (size_t i = 0; i < p->slots[slot].count && fault == NULL; i++) {
                size_t end = length;

                fault = put_elements(ways, &p->choices[p->slots[slot].first + i], &end);
                if (fault == NULL)
                        fault = add_rows(ways, slot + 1, end);
        }
        return fault;
}

int lexicon_phrase(struct lexicon *lexicon, const char *phrase, uint32_t root, uint32_t value,
                   char *why, size_t cap)
{
        struct pattern pattern;
        struct ways ways = {.lexicon = lexicon, .pattern = &pattern, .root = root, .value = value,
                            .left = LEXICON_WAYS};
        const char *fault = parse(lexicon, phrase, false, &pattern);

        if (fault == NULL)
                fault = add_rows(&ways, 0, 0);
        return fault == NULL ? ways.again : refuse(phrase, fault, why, cap);
}
