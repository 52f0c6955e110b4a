/* pattern.c - finds patterns by their first words, then tries slot after slot.
 *
 * It compares numbers and nothing else: where they come from is the lexicon's business.
 *
 *   pattern   slot, slot ..., 0
 *   slot      its words | its choices << 16, which words may stand here (two words), choice ...
 *   choice    kind << 16 | its symbols, symbol ...
 */
#include "pattern.h"

#include <stdlib.h>
#include <string.h>

#define ANY UINT64_MAX
#define SLOT_HEAD 3 /* words before the choices */
#define HALF 0xffffu
#define FILTERS 4 /* in a cache line */

void pattern_init(struct pattern_set *set)
{
        memset(set, 0, sizeof *set);
}

void pattern_fini(struct pattern_set *set)
{
        free(set->code);
        free(set->entrances);
        free(set->starts);
        free(set->filters);
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
        size_t words = 1 + p->slot_count * SLOT_HEAD + p->choice_count + p->symbol_count;
        void *code = set->code, *entrances = set->entrances;
        int status = grow(&code, &set->code_room, set->code_count + words, sizeof *set->code) |
                     grow(&entrances, &set->start_room, set->start_count + p->slots[0].count,
                          sizeof *set->entrances);

        set->code = code;
        set->entrances = entrances;
        return set->code_count + words > UINT32_MAX ? -1 : status;
}

static uint64_t bit(uint32_t symbol)
{
        return (uint64_t)1 << symbol % 64;
}

/* The words that a slot's choices begin with. ANY: it takes other things than words. */
static uint64_t slot_words(const struct pattern *p, size_t slot, bool *optional)
{
        uint64_t may = 0;

        *optional = false;
        for (size_t i = 0; i < p->slots[slot].count; i++) {
                const struct pattern_choice *choice = &p->choices[p->slots[slot].first + i];

                if (choice->kind != PATTERN_WORDS)
                        may = ANY;
                else if (choice->count == 0)
                        *optional = true;
                else
                        may |= bit(p->symbols[choice->first]);
        }
        return may;
}

/* The words that may come first from this slot on. */
static uint64_t first_words(const struct pattern *p, size_t slot)
{
        uint64_t may = 0;
        bool optional = true;

        for (; optional && slot < p->slot_count; slot++)
                may |= slot_words(p, slot, &optional);
        return optional ? ANY : may; /* at the end anything may follow */
}

/* The words of which one must come somewhere behind the first slot: those of the slot that lets
 * the fewest through. */
static uint64_t later_words(const struct pattern *p)
{
        uint64_t fewest = ANY;

        for (size_t slot = 1; slot < p->slot_count; slot++) {
                bool optional;
                uint64_t may = slot_words(p, slot, &optional);

                if (!optional && __builtin_popcountll(may) < __builtin_popcountll(fewest))
                        fewest = may;
        }
        return fewest;
}

/* The words behind the first one of this choice of the first slot. */
static uint64_t second_words(const struct pattern *p, const struct pattern_choice *choice)
{
        if (choice->kind == PATTERN_WORDS && choice->count > 1)
                return bit(p->symbols[choice->first + 1]);
        return first_words(p, 1);
}

static void put(struct pattern_set *set, uint32_t word)
{
        set->code[set->code_count++] = word;
}

/* entrances: those of the pattern, where this slot is its first; or NULL. */
static void put_slot(struct pattern_set *set, const struct pattern *p, size_t slot,
                     struct pattern_entrance *entrances)
{
        const struct pattern_choice *choice = &p->choices[p->slots[slot].first];
        size_t head = set->code_count;
        uint64_t may = first_words(p, slot);

        put(set, p->slots[slot].count << 16);
        put(set, (uint32_t)may);
        put(set, (uint32_t)(may >> 32));
        for (size_t i = 0; i < p->slots[slot].count; i++, choice++) {
                if (entrances != NULL)
                        entrances[i].start.choice = (uint32_t)set->code_count;
                put(set, (uint32_t)choice->kind << 16 | choice->count);
                for (size_t k = 0; k < choice->count; k++)
                        put(set, p->symbols[choice->first + k]);
        }
        set->code[head] |= (uint32_t)(set->code_count - head);
        for (size_t i = 0; entrances != NULL && i < p->slots[slot].count; i++)
                entrances[i].start.next = (uint32_t)set->code_count;
}

int pattern_add(struct pattern_set *set, const struct pattern *p, uint16_t value, bool whole)
{
        struct pattern_entrance *first;
        uint64_t later;

        if (make_room(set, p) < 0)
                return -1;
        later = later_words(p);
        first = set->entrances + set->start_count;
        for (size_t i = 0; i < p->slots[0].count; i++) {
                const struct pattern_choice *choice = &p->choices[p->slots[0].first + i];

                set->entrances[set->start_count++] = (struct pattern_entrance){
                        .filter = {.next = second_words(p, choice), .later = later},
                        .symbol = choice->kind == PATTERN_WORDS ? p->symbols[choice->first] : LEXICON_NO_STEM,
                        .start = {.value = value, .whole = whole}};
        }
        for (size_t i = 0; i < p->slot_count; i++)
                put_slot(set, p, i, i == 0 ? first : NULL);
        put(set, 0);
        return 0;
}

/* By symbol, then in the order of the patterns. */
static int compare(const void *a, const void *b)
{
        const struct pattern_entrance *x = a, *y = b;

        if (x->symbol != y->symbol)
                return x->symbol < y->symbol ? -1 : 1;
        return x->start.choice < y->start.choice ? -1 : x->start.choice > y->start.choice;
}

/* The entrances become starts, and what was room for more is given back. */
static int settle(struct pattern_set *set)
{
        uint32_t *code;

        set->starts = malloc(set->start_count * sizeof *set->starts);
        set->filters = malloc(set->start_count * sizeof *set->filters);
        if (set->starts == NULL || set->filters == NULL)
                return -1;
        for (size_t i = 0; i < set->start_count; i++) {
                set->starts[i] = set->entrances[i].start;
                set->filters[i] = set->entrances[i].filter;
        }
        free(set->entrances);
        set->entrances = NULL;
        code = realloc(set->code, set->code_count * sizeof *code);
        set->code = code != NULL ? code : set->code;
        return 0;
}

int pattern_seal(struct pattern_set *set)
{
        const struct pattern_entrance *all = set->entrances;
        size_t at = 0;

        if (set->start_count == 0)
                return 0;
        qsort(set->entrances, set->start_count, sizeof *set->entrances, compare);
        for (size_t i = 0; i < set->start_count; i++)
                if (all[i].symbol != LEXICON_NO_STEM)
                        set->symbol_end = all[i].symbol + 1;
        set->index = malloc(((size_t)set->symbol_end + 1) * sizeof *set->index);
        if (set->index == NULL)
                return -1;
        for (uint32_t symbol = 0; symbol <= set->symbol_end; symbol++) {
                while (at < set->start_count && all[at].symbol < symbol)
                        at++;
                set->index[symbol] = (uint32_t)at;
        }
        return settle(set);
}

struct walk {
        const struct reading_word *words;
        size_t count, start;
        bool whole;
};

static bool matches(const struct walk *walk, const uint32_t *slot, size_t at);

/* Does a clause begin with this word, beyond which the pattern must not reach? */
static bool is_beyond(const struct walk *walk, size_t at)
{
        return walk->whole && at > walk->start && walk->words[at].flags & TEXT_BREAK;
}

/* Does this choice stand at word `at`, and the rest of the pattern behind it? */
static bool stands(const struct walk *walk, const uint32_t *choice, const uint32_t *next, size_t at)
{
        const uint32_t *symbol = choice + 1;
        const struct reading_word *word = walk->words + at;
        size_t count = *choice & HALF;

        if (*choice >> 16 == PATTERN_GAP) {
                for (size_t skip = 0; skip <= PATTERN_SKIP && at + skip < walk->count &&
                                      !is_beyond(walk, at + skip); skip++)
                        if (matches(walk, next, at + skip))
                                return true;
                return false;
        }
        if (*choice >> 16 == PATTERN_RANGE)
                return at < walk->count && word->flags & TEXT_NUMBER && word->value >= symbol[0] &&
                       word->value <= symbol[1] && matches(walk, next, at + 1);
        if (count > walk->count - at)
                return false;
        for (size_t i = 0; i < count; i++)
                if (word[i].symbol != symbol[i] || is_beyond(walk, at + i))
                        return false;
        return matches(walk, next, at + count);
}

/* From this slot on. Recursion is as deep as the pattern has slots. */
static bool matches(const struct walk *walk, const uint32_t *slot, size_t at)
{
        const uint32_t *next = slot + (*slot & HALF), *choice = slot + SLOT_HEAD;
        uint32_t symbol;
        uint64_t may;

        if (*slot == 0)
                return true;
        may = slot[1] | (uint64_t)slot[2] << 32;
        if (at >= walk->count || is_beyond(walk, at) ||
            (may != ANY && !(may & bit(walk->words[at].symbol))))
                return false;
        symbol = walk->words[at].symbol;
        for (size_t count; choice < next; choice += 1 + count) {
                count = *choice & HALF;
                /* This is where the time goes: nearly every choice is another word. */
                if (*choice == count && count != 0 && choice[1] != symbol)
                        continue;
                if (stands(walk, choice, next, at))
                        return true;
        }
        return false;
}

/* Starts that may match are tried some at a time, so that the memory brings what they compare
 * all at once: one after the other, waiting for it takes longer than comparing. */
#define TRIED 64

struct search {
        const struct pattern_set *set;
        const struct reading_word *words;
        size_t count;
        uint64_t all;  /* the symbols of all words */
        pattern_found *each;
        void *context;
        size_t waiting;
        struct { uint32_t at, start; } tried[TRIED];
};

static void try_waiting(struct search *search)
{
        const struct pattern_set *set = search->set;

        for (size_t i = 0; i < search->waiting; i++) {
                const struct pattern_start *start = &set->starts[search->tried[i].start];

                __builtin_prefetch(set->code + start->choice);
                __builtin_prefetch(set->code + start->next);
        }
        for (size_t i = 0; i < search->waiting; i++) {
                const struct pattern_start *start = &set->starts[search->tried[i].start];
                size_t at = search->tried[i].at;
                struct walk walk = {search->words, search->count, at, start->whole};

                if (stands(&walk, set->code + start->choice, set->code + start->next, at))
                        search->each(search->context, at, start->value);
        }
        search->waiting = 0;
}

/* Those of these starts that the words let through. */
static void try_starts(struct search *search, size_t at, uint32_t from, uint32_t end)
{
        uint64_t next = at + 1 < search->count ? bit(search->words[at + 1].symbol) : 0;

        for (; from < end; from++) {
                const struct pattern_filter *filter = &search->set->filters[from];

                if ((filter->next != ANY && !(filter->next & next)) ||
                    (filter->later != ANY && !(filter->later & search->all)))
                        continue;
                if (search->waiting == TRIED)
                        try_waiting(search);
                __builtin_prefetch(&search->set->starts[from]);
                search->tried[search->waiting].at = (uint32_t)at;
                search->tried[search->waiting++].start = from;
        }
}

static void fetch(const struct pattern_set *set, const struct reading_word *words, size_t count)
{
        for (size_t i = 0; i < count; i++)
                if (words[i].symbol < set->symbol_end)
                        __builtin_prefetch(&set->index[words[i].symbol]);
        for (size_t i = 0; i < count; i++)
                if (words[i].symbol < set->symbol_end) {
                        uint32_t from = set->index[words[i].symbol], end = set->index[words[i].symbol + 1];

                        for (; from < end; from += FILTERS)
                                __builtin_prefetch(&set->filters[from]);
                }
}

void pattern_each(const struct pattern_set *set, const struct reading_word *words, size_t count,
                  pattern_found *each, void *context)
{
        struct search search = {.set = set, .words = words, .count = count, .each = each, .context = context};

        fetch(set, words, count);
        for (size_t at = 0; at < count; at++)
                search.all |= bit(words[at].symbol);
        for (size_t at = 0; at < count; at++) {
                if (words[at].symbol < set->symbol_end)
                        try_starts(&search, at, set->index[words[at].symbol], set->index[words[at].symbol + 1]);
                if (words[at].flags & TEXT_NUMBER && set->start_count > 0)
                        try_starts(&search, at, set->index[set->symbol_end], (uint32_t)set->start_count);
        }
        try_waiting(&search);
}
