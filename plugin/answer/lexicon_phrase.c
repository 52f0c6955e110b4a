/* lexicon_phrase.c - a phrase as somebody wrote it -> rows of elements for phrase.h.
 *
 *   "leg/foot is -/so cold"   slots:   leg|foot   is   nothing|so   cold
 *                             rows:    leg is cold, leg is so cold, foot is cold, foot is so cold
 *
 * Words are read as a message's are, contractions split; "60..120" is a range of
 * numbers and ".." a gap. It does not know what a phrase is for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lexicon_parts.h"

#define GAPS_MAX 3      /* in one phrase: each multiplies the ways to match */
#define CHOICES_MAX 128 /* in one phrase, over all slots */
#define SYMBOLS_MAX 256

struct choice {
        uint16_t first, count; /* in symbols */
};

struct parse {
        struct lexicon *lexicon;
        struct phrase_set *set;
        uint32_t root, value;
        struct reading *scratch;
        uint32_t symbols[SYMBOLS_MAX];
        size_t symbol_count;
        struct choice choices[CHOICES_MAX];
        size_t choice_count;
        struct choice slots[PHRASE_LONGEST]; /* in choices */
        size_t slot_count;
        uint32_t row[PHRASE_LONGEST];
        bool again;  /* a row is there with another value */
        const char *fault;
};

static bool is_gap(const char *s, size_t length)
{
        return length == 2 && s[0] == '.' && s[1] == '.';
}

/* The number of choices of a token ("leg/foot/-": 3), and whether one of them is nothing; 0: one
 * of them is empty. */
static size_t count_choices(const char *s, size_t length, bool *nothing)
{
        size_t count = 0;

        *nothing = false;
        for (size_t at = 0; at <= length; count++) {
                const char *slash = memchr(s + at, '/', length - at);
                size_t n = slash != NULL ? (size_t)(slash - s) - at : length - at;

                if (n == 0)
                        return 0;
                *nothing |= n == 1 && s[at] == '-';
                at += n + 1;
        }
        return count;
}

const char *lexicon_phrase_fault(const char *phrase)
{
        size_t tokens = 0, gaps = 0, choices = 0, ways = 1;
        bool open = true; /* at the start, or behind a ".." */

        for (const char *s = phrase + strspn(phrase, " \t"); *s != '\0';) {
                size_t length = strcspn(s, " \t");
                size_t rest = length + strspn(s + length, " \t");
                bool gap = is_gap(s, length), nothing;
                bool last = s[rest] == '\0' || is_gap(s + rest, strcspn(s + rest, " \t"));
                size_t count = count_choices(s, length, &nothing);

                if (gap && (open || last || ++gaps > GAPS_MAX))
                        return "\"..\" must stand between words, at most three times";
                if (count == 0)
                        return "\"/\" must stand between words";
                if (nothing && (open || last))
                        return "\"-\" (no word) must not stand first, last or beside \"..\"";
                if (++tokens > PHRASE_LONGEST)
                        return "it is too long";
                choices += count;
                ways *= count;
                if (choices > CHOICES_MAX || ways > LEXICON_WAYS)
                        return "it stands for too many phrases: make several of it";
                open = gap;
                s += rest;
        }
        return tokens == 0 ? "it holds no word" : NULL;
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

static void push(struct parse *parse, uint32_t symbol)
{
        if (parse->symbol_count >= SYMBOLS_MAX)
                parse->fault = "it is too long";
        else
                parse->symbols[parse->symbol_count++] = symbol;
}

static void add_words(struct parse *parse, const char *s, size_t length)
{
        struct reading *scratch = parse->scratch;

        text_read(&scratch->text, s, length);
        if (lexicon_words(parse->lexicon, scratch, true) < 0) {
                parse->fault = "out of memory";
                return;
        }
        if (scratch->word_count == 0)
                parse->fault = "it holds no word";
        for (size_t i = 0; i < scratch->word_count && parse->fault == NULL; i++)
                push(parse, scratch->word[i].symbol);
        if (parse->set != &parse->lexicon->phrases && lexicon_own(parse->lexicon, scratch) < 0)
                parse->fault = "out of memory";
}

static void add_choice(struct parse *parse, const char *s, size_t length)
{
        struct choice *choice = &parse->choices[parse->choice_count++];
        uint32_t low, high;

        choice->first = (uint16_t)parse->symbol_count;
        if (is_gap(s, length)) {
                push(parse, PHRASE_GAP);
        } else if (is_range(s, length, &low, &high)) {
                if (low > high)
                        parse->fault = "the range of numbers is upside down";
                push(parse, phrase_range(parse->set, low, high));
        } else if (length != 1 || s[0] != '-') {
                add_words(parse, s, length);
        }
        choice->count = (uint16_t)(parse->symbol_count - choice->first);
}

/* "leg/foot" */
static void add_slot(struct parse *parse, const char *s, size_t length)
{
        struct choice *slot = &parse->slots[parse->slot_count++];

        slot->first = (uint16_t)parse->choice_count;
        for (size_t at = 0; at <= length && parse->fault == NULL;) {
                const char *slash = memchr(s + at, '/', length - at);
                size_t n = slash != NULL ? (size_t)(slash - s) - at : length - at;

                add_choice(parse, s + at, n);
                at += n + 1;
        }
        slot->count = (uint16_t)(parse->choice_count - slot->first);
}

static void add_row(struct parse *parse, size_t length)
{
        struct lexicon *lexicon = parse->lexicon;
        int status = phrase_add(parse->set, parse->root, parse->row, length, parse->value);

        if (status < 0)
                parse->fault = "out of memory";
        parse->again |= status > 0;
        if (parse->set != &lexicon->phrases) {
                if (lexicon_pairs(lexicon, parse->row, length) < 0)
                        parse->fault = "out of memory";
        } else if (!(parse->row[0] & PHRASE_RANGE)) {
                lexicon->vocab.stems[parse->row[0]].starts |= 1u << parse->root & 0x7fffffffu;
        }
}

/* Every row that begins with the `length` elements there are and takes a choice of each slot from
 * `slot` on. As deep as there are slots: PHRASE_LONGEST. */
static void add_rows(struct parse *parse, size_t slot, size_t length)
{
        if (slot == parse->slot_count) {
                add_row(parse, length);
                return;
        }
        for (size_t i = 0; i < parse->slots[slot].count && parse->fault == NULL; i++) {
                const struct choice *choice = &parse->choices[parse->slots[slot].first + i];

                if (length + choice->count > PHRASE_LONGEST) {
                        parse->fault = "it is too long";
                        return;
                }
                memcpy(parse->row + length, parse->symbols + choice->first,
                       choice->count * sizeof *parse->row);
                add_rows(parse, slot + 1, length + choice->count);
        }
}

int lexicon_phrase(struct lexicon *lexicon, const char *phrase, struct phrase_set *set,
                   uint32_t root, uint32_t value, char *why, size_t cap)
{
        struct parse parse;

        parse.lexicon = lexicon;
        parse.set = set;
        parse.root = root;
        parse.value = value;
        parse.symbol_count = parse.choice_count = parse.slot_count = 0;
        parse.again = false;
        parse.fault = lexicon_phrase_fault(phrase);
        if (lexicon->scratch == NULL)
                lexicon->scratch = malloc(sizeof *lexicon->scratch);
        parse.scratch = lexicon->scratch;
        if (parse.scratch == NULL)
                parse.fault = "out of memory";
        for (const char *s = phrase + strspn(phrase, " \t"); *s != '\0' && parse.fault == NULL;) {
                size_t length = strcspn(s, " \t");

                add_slot(&parse, s, length);
                s += length + strspn(s + length, " \t");
        }
        if (parse.fault == NULL)
                add_rows(&parse, 0, 0);
        if (parse.fault == NULL)
                return parse.again;
        snprintf(why, cap, "the phrase \"%s\" cannot be used: %s", phrase, parse.fault);
        return -1;
}
