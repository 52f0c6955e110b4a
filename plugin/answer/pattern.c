/* pattern.c - finds patterns by their doors, then tries slot after slot.
 *
 * It compares numbers and nothing else: where they come from is the lexicon's business.
 */
#include "pattern_code.h"

#define FILTERS 4 /* in a cache line */

struct walk {
        const struct reading_word *words;
        size_t count, start;
        bool whole;
};

static bool matches(const struct walk *walk, const uint16_t *slot, size_t at);

/* Does a clause begin with this word, beyond which the pattern must not reach? */
static bool is_beyond(const struct walk *walk, size_t at)
{
        return walk->whole && at > walk->start && walk->words[at].flags & TEXT_BREAK;
}

/* Does this choice, which is not one word, stand at word `at`, and the rest of the pattern behind it? */
static bool stands(const struct walk *walk, const uint16_t *choice, const uint16_t *next, size_t at)
{
        const struct reading_word *word = walk->words + at;
        uint32_t kind = pattern_kind_of(choice);
        size_t count = pattern_count_of(choice);

        if (kind == PATTERN_GAP) {
                for (size_t skip = 0; skip <= PATTERN_SKIP && at + skip < walk->count &&
                                      !is_beyond(walk, at + skip); skip++)
                        if (matches(walk, next, at + skip))
                                return true;
                return false;
        }
        if (kind == PATTERN_RANGE)
                return at < walk->count && word->flags & TEXT_NUMBER && word->value >= pattern_symbol(choice, 0) &&
                       word->value <= pattern_symbol(choice, 1) && matches(walk, next, at + 1);
        if (count > walk->count - at)
                return false;
        for (size_t i = 0; i < count; i++)
                if (word[i].symbol != pattern_symbol(choice, i) || is_beyond(walk, at + i))
                        return false;
        return matches(walk, next, at + count);
}

/* From this slot on. Recursion is as deep as the pattern has slots. */
static bool matches(const struct walk *walk, const uint16_t *slot, size_t at)
{
        const uint16_t *next = pattern_next_slot(slot), *choice = pattern_choices(slot);
        uint64_t may;

        if (*slot == 0)
                return true;
        may = pattern_may_begin(slot);
        if (at >= walk->count || is_beyond(walk, at) ||
            (may != PATTERN_ANY && !(may & pattern_bit(walk->words[at].symbol))))
                return false;
        for (; choice < next; choice = pattern_next_choice(choice)) {
                /* This is where the time goes: nearly every choice is another word. */
                if (pattern_is_one(choice) && pattern_first_of(choice) != walk->words[at].symbol)
                        continue;
                if (pattern_is_one(choice) ? matches(walk, next, at + 1) : stands(walk, choice, next, at))
                        return true;
        }
        return false;
}

/* Patterns that may stand are tried some at a time, so that the memory brings what they compare
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
        struct { uint32_t at, key; } tried[TRIED]; /* its door at that word */
};

/* Tries a pattern from all words where it may begin, if its door is at word `door`. */
static void try_pattern(const struct search *search, const uint16_t *pattern, size_t door)
{
        for (size_t back = pattern[PATTERN_LEAST]; back <= pattern[PATTERN_MOST] && back <= door; back++) {
                struct walk walk = {search->words, search->count, door - back, pattern[PATTERN_WHOLE]};

                if (matches(&walk, pattern + PATTERN_HEAD, door - back))
                        search->each(search->context, door - back, pattern[PATTERN_VALUE]);
        }
}

static void try_waiting(struct search *search)
{
        const struct pattern_set *set = search->set;

        for (size_t i = 0; i < search->waiting; i++)
                __builtin_prefetch(set->code + set->keys[search->tried[i].key]);
        for (size_t i = 0; i < search->waiting; i++)
                try_pattern(search, set->code + set->keys[search->tried[i].key], search->tried[i].at);
        search->waiting = 0;
}

/* Those of these patterns that the words let through. */
static void try_keys(struct search *search, size_t at, uint32_t from, uint32_t end)
{
        for (; from < end; from++) {
                const struct pattern_filter *filter = &search->set->filters[from];

                if (!(filter->one & search->all) || !(filter->another & search->all))
                        continue;
                if (search->waiting == TRIED)
                        try_waiting(search);
                __builtin_prefetch(&search->set->keys[from]);
                search->tried[search->waiting].at = (uint32_t)at;
                search->tried[search->waiting++].key = from;
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
        uint32_t numbers = set->symbol_end;

        if (set->key_count == 0)
                return;
        fetch(set, words, count);
        for (size_t at = 0; at < count; at++)
                search.all |= pattern_bit(words[at].symbol);
        for (size_t at = 0; at < count; at++) {
                if (words[at].symbol < numbers)
                        try_keys(&search, at, set->index[words[at].symbol], set->index[words[at].symbol + 1]);
                if (words[at].flags & TEXT_NUMBER)
                        try_keys(&search, at, set->index[numbers], set->index[numbers + 1]);
        }
        try_waiting(&search);
}
