/* pattern.c - finds patterns by their first words, then tries slot after slot.
 *
 * It compares numbers and nothing else: where they come from is the lexicon's business. */
#include "pattern.h"

#include <stdlib.h>
#include <string.h>

#define ANY UINT64_MAX

void pattern_init(struct pattern_set *set)
{
        memset(set, 0, sizeof *set);
}

void pattern_fini(struct pattern_set *set)
{
        free(set->ones);
        free(set->slots);
        free(set->choices);
        free(set->symbols);
        free(set->starts);
        free(set->index);
        memset(set, 0, sizeof *set);
}

static int grow(void **array, size_t *room, size_t wanted, size_t size)
{
        size_t more = *room != 0 ? *room : 64;
        void *bigger;

        if (wanted <= *room)
                return 0;
        while (more < wanted)
                more *= 2;
        bigger = realloc(*array, more * size);
        if (bigger == NULL)
                return -1;
        *array = bigger;
        *room = more;
        return 0;
}

static int make_room(struct pattern_set *set, const struct pattern *p)
{
        void *ones = set->ones, *slots = set->slots, *choices = set->choices;
        void *symbols = set->symbols, *starts = set->starts;
        int status = grow(&ones, &set->one_room, set->one_count + 1, sizeof *set->ones) |
                     grow(&slots, &set->slot_room, set->slot_count + p->slot_count, sizeof *set->slots) |
                     grow(&choices, &set->choice_room, set->choice_count + p->choice_count,
                          sizeof *set->choices) |
                     grow(&symbols, &set->symbol_room, set->symbol_count + p->symbol_count,
                          sizeof *set->symbols) |
                     grow(&starts, &set->start_room, set->start_count + p->slots[0].count,
                          sizeof *set->starts);

        set->ones = ones;
        set->slots = slots;
        set->choices = choices;
        set->symbols = symbols;
        set->starts = starts;
        return status;
}

static uint64_t bit(uint32_t symbol)
{
        return (uint64_t)1 << symbol % 64;
}

/* The words that may come first from this slot on. */
static uint64_t first_words(const struct pattern *p, size_t slot)
{
        uint64_t may = 0;
        bool optional = true;

        for (; optional && slot < p->slot_count; slot++) {
                optional = false;
                for (size_t i = 0; i < p->slots[slot].count; i++) {
                        const struct pattern_choice *choice = &p->choices[p->slots[slot].first + i];

                        if (choice->kind != PATTERN_WORDS)
                                return ANY;
                        if (choice->count == 0)
                                optional = true;
                        else
                                may |= bit(p->symbols[choice->first]);
                }
        }
        return optional ? ANY : may; /* at the end anything may follow */
}

/* The words behind the first one of this choice of the first slot. */
static uint64_t second_words(const struct pattern *p, const struct pattern_choice *choice)
{
        if (choice->kind == PATTERN_WORDS && choice->count > 1)
                return bit(p->symbols[choice->first + 1]);
        return first_words(p, 1);
}

int pattern_add(struct pattern_set *set, const struct pattern *p, uint16_t value, bool whole)
{
        if (make_room(set, p) < 0)
                return -1;
        for (size_t i = 0; i < p->slots[0].count; i++) {
                const struct pattern_choice *choice = &p->choices[p->slots[0].first + i];

                set->starts[set->start_count++] = (struct pattern_start){
                        second_words(p, choice),
                        choice->kind == PATTERN_WORDS ? p->symbols[choice->first] : LEXICON_NO_STEM,
                        (uint32_t)set->one_count};
        }
        set->ones[set->one_count++] = (struct pattern_one){
                (uint32_t)set->slot_count, (uint16_t)p->slot_count, value, whole};
        for (size_t i = 0; i < p->slot_count; i++)
                set->slots[set->slot_count++] = (struct pattern_slot){
                        p->slots[i].first + (uint32_t)set->choice_count, p->slots[i].count,
                        first_words(p, i)};
        for (size_t i = 0; i < p->choice_count; i++) {
                struct pattern_choice choice = p->choices[i];

                choice.first += (uint32_t)set->symbol_count;
                set->choices[set->choice_count++] = choice;
        }
        memcpy(set->symbols + set->symbol_count, p->symbols, p->symbol_count * sizeof *p->symbols);
        set->symbol_count += p->symbol_count;
        return 0;
}

/* By symbol, then in the order of the patterns. */
static int compare(const void *a, const void *b)
{
        const struct pattern_start *x = a, *y = b;

        if (x->symbol != y->symbol)
                return x->symbol < y->symbol ? -1 : 1;
        return x->pattern < y->pattern ? -1 : x->pattern > y->pattern;
}

int pattern_seal(struct pattern_set *set)
{
        size_t at = 0;

        if (set->start_count == 0)
                return 0;
        qsort(set->starts, set->start_count, sizeof *set->starts, compare);
        for (size_t i = 0; i < set->start_count; i++)
                if (set->starts[i].symbol != LEXICON_NO_STEM)
                        set->symbol_end = set->starts[i].symbol + 1;
        set->index = malloc(((size_t)set->symbol_end + 1) * sizeof *set->index);
        if (set->index == NULL)
                return -1;
        for (uint32_t symbol = 0; symbol <= set->symbol_end; symbol++) {
                while (at < set->start_count && set->starts[at].symbol < symbol)
                        at++;
                set->index[symbol] = (uint32_t)at;
        }
        return 0;
}

struct walk {
        const struct pattern_set *set;
        const struct reading_word *words;
        size_t count;
        size_t start;
        bool whole;
};

static bool matches(const struct walk *walk, uint32_t slot, uint32_t end, size_t at);

/* Does this choice stand at word `at`, and the rest of the pattern behind it? */
static bool stands(const struct walk *walk, const struct pattern_choice *choice, uint32_t slot,
                   uint32_t end, size_t at)
{
        const uint32_t *symbol = walk->set->symbols + choice->first;
        const struct reading_word *word = walk->words + at;

        if (choice->kind == PATTERN_GAP) {
                for (size_t skip = 0; skip <= PATTERN_SKIP && at + skip < walk->count; skip++)
                        if (matches(walk, slot + 1, end, at + skip))
                                return true;
                return false;
        }
        if (choice->kind == PATTERN_RANGE)
                return at < walk->count && word->flags & TEXT_NUMBER && word->value >= symbol[0] &&
                       word->value <= symbol[1] && matches(walk, slot + 1, end, at + 1);
        if (choice->count > walk->count - at)
                return false;
        for (size_t i = 0; i < choice->count; i++)
                if (word[i].symbol != symbol[i])
                        return false;
        return matches(walk, slot + 1, end, at + choice->count);
}

/* Recursion is as deep as the pattern has slots. */
static bool matches(const struct walk *walk, uint32_t slot, uint32_t end, size_t at)
{
        const struct pattern_slot *s = &walk->set->slots[slot];

        if (slot == end)
                return true;
        if (at >= walk->count ||
            (walk->whole && at > walk->start && walk->words[at].flags & TEXT_BREAK) ||
            (s->may != ANY && !(s->may & bit(walk->words[at].symbol))))
                return false;
        for (uint32_t i = 0; i < s->count; i++)
                if (stands(walk, &walk->set->choices[s->first + i], slot, end, at))
                        return true;
        return false;
}

static void try_starts(struct walk *walk, uint32_t from, uint32_t end,
                       void (*each)(void *context, uint16_t value), void *context)
{
        size_t at = walk->start;
        uint64_t next = at + 1 < walk->count ? bit(walk->words[at + 1].symbol) : 0;

        for (uint32_t i = from; i < end; i++) {
                const struct pattern_start *start = &walk->set->starts[i];
                const struct pattern_one *one = &walk->set->ones[start->pattern];

                walk->whole = one->whole;
                if ((start->may == ANY || start->may & next) &&
                    matches(walk, one->first, one->first + one->count, at))
                        each(context, one->value);
        }
}

void pattern_each(const struct pattern_set *set, const struct reading_word *words, size_t count,
                  size_t at, void (*each)(void *context, uint16_t value), void *context)
{
        struct walk walk = {set, words, count, at, false};

        if (at >= count)
                return;
        if (words[at].symbol < set->symbol_end)
                try_starts(&walk, set->index[words[at].symbol], set->index[words[at].symbol + 1], each,
                           context);
        if (words[at].flags & TEXT_NUMBER && set->start_count > 0)
                try_starts(&walk, set->index[set->symbol_end], (uint32_t)set->start_count, each, context);
}
