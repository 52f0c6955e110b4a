/* pattern_build.c - lays patterns out one after the other, and gives each its door.
 *
 * It compares numbers and nothing else: where they come from is the lexicon's business.
 */
#include "pattern_code.h"
#include "room.h"

#include <stdlib.h>
#include <string.h>

void pattern_init(struct pattern_set *set)
{
        memset(set, 0, sizeof *set);
}

void pattern_fini(struct pattern_set *set)
{
        free(set->code);
        free(set->keys);
        free(set->filters);
        free(set->index);
        memset(set, 0, sizeof *set);
}

/* -- adding --------------------------------------------------------------- */

static int make_room(struct pattern_set *set, const struct pattern *p)
{
        size_t wanted = set->code_count + PATTERN_HEAD + p->slot_count * PATTERN_SLOT_HEAD + p->choice_count +
                        p->symbol_count * 2 + 1;
        uint16_t *bigger = wanted <= UINT32_MAX ? room_for(set->code, &set->code_room, wanted, sizeof *bigger) : NULL;

        if (bigger == NULL)
                return -1;
        set->code = bigger;
        return 0;
}

/* The words that a slot's choices begin with. PATTERN_ANY: it takes other things than words. */
static uint64_t slot_words(const struct pattern *p, size_t slot, bool *optional)
{
        uint64_t may = 0;

        *optional = false;
        for (size_t i = 0; i < p->slots[slot].count; i++) {
                const struct pattern_choice *choice = &p->choices[p->slots[slot].first + i];

                if (choice->kind != PATTERN_WORDS)
                        may = PATTERN_ANY;
                else if (choice->count == 0)
                        *optional = true;
                else
                        may |= pattern_bit(p->symbols[choice->first]);
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
        return optional ? PATTERN_ANY : may; /* at the end anything may follow */
}

static void put(struct pattern_set *set, size_t half)
{
        set->code[set->code_count++] = (uint16_t)half;
}

static void put_bytes(struct pattern_set *set, const void *bytes, size_t size)
{
        memcpy(set->code + set->code_count, bytes, size);
        set->code_count += size / sizeof *set->code;
}

static bool is_one(const struct pattern *p, const struct pattern_choice *choice)
{
        return choice->kind == PATTERN_WORDS && choice->count == 1 && p->symbols[choice->first] < PATTERN_ONE;
}

static bool is_word(const struct pattern *p, size_t slot)
{
        return p->slots[slot].count == 1 && is_one(p, &p->choices[p->slots[slot].first]);
}

static void put_choice(struct pattern_set *set, const struct pattern *p, const struct pattern_choice *choice)
{
        const uint32_t *symbol = p->symbols + choice->first;

        if (is_one(p, choice)) {
                put(set, PATTERN_ONE | *symbol);
        } else {
                put(set, (size_t)choice->kind << PATTERN_KIND | choice->count);
                put_bytes(set, symbol, choice->count * sizeof *symbol);
        }
        for (size_t k = 0; k < choice->count && choice->kind == PATTERN_WORDS; k++)
                if (symbol[k] >= set->symbol_end)
                        set->symbol_end = symbol[k] + 1;
}

static void put_slot(struct pattern_set *set, const struct pattern *p, size_t slot)
{
        size_t head = set->code_count;
        uint64_t may = first_words(p, slot);

        put(set, 0);
        if (!is_word(p, slot))
                put_bytes(set, &may, sizeof may);
        for (size_t i = 0; i < p->slots[slot].count; i++)
                put_choice(set, p, &p->choices[p->slots[slot].first + i]);
        set->code[head] = (uint16_t)(set->code_count - head);
}

int pattern_add(struct pattern_set *set, const struct pattern *p, uint16_t value, bool whole)
{
        if (make_room(set, p) < 0)
                return -1;
        put(set, value);
        put(set, whole);
        for (size_t i = PATTERN_DOOR; i < PATTERN_HEAD; i++)
                put(set, 0); /* open_door */
        for (size_t i = 0; i < p->slot_count; i++)
                put_slot(set, p, i);
        put(set, 0);
        return 0;
}

/* -- what was added ------------------------------------------------------- */

static const uint16_t *next_pattern(const uint16_t *pattern)
{
        const uint16_t *slot = pattern + PATTERN_HEAD;

        while (*slot != 0)
                slot = pattern_next_slot(slot);
        return slot + 1;
}

/* -- doors ---------------------------------------------------------------- */

/* What a choice of a door is looked up by. */
static uint32_t key_of(const struct pattern_set *set, const uint16_t *choice)
{
        return pattern_kind_of(choice) == PATTERN_RANGE ? set->symbol_end : pattern_first_of(choice);
}

/* May it be a door: must a word or a number stand here, no gap and not nothing? */
static bool is_firm(const uint16_t *slot)
{
        for (const uint16_t *choice = pattern_choices(slot); choice < pattern_next_slot(slot);
             choice = pattern_next_choice(choice))
                if (pattern_count_of(choice) == 0)
                        return false;
        return true;
}

/* Counts in crowd[key] how many slots of all patterns might be found by it. */
static void count_keys(const struct pattern_set *set, uint32_t *crowd)
{
        const uint16_t *end = set->code + set->code_count;

        for (const uint16_t *pattern = set->code; pattern < end; pattern = next_pattern(pattern))
                for (const uint16_t *slot = pattern + PATTERN_HEAD; *slot != 0; slot = pattern_next_slot(slot))
                        for (const uint16_t *choice = pattern_choices(slot);
                             choice < pattern_next_slot(slot) && is_firm(slot); choice = pattern_next_choice(choice))
                                crowd[key_of(set, choice)]++;
}

static uint64_t crowd_of(const struct pattern_set *set, const uint16_t *slot, const uint32_t *crowd)
{
        uint64_t sum = 0;

        for (const uint16_t *choice = pattern_choices(slot); choice < pattern_next_slot(slot);
             choice = pattern_next_choice(choice))
                sum += crowd[key_of(set, choice)];
        return sum;
}

/* The firm slot that the fewest patterns share; the first slot is firm. */
static const uint16_t *door_of(const struct pattern_set *set, const uint16_t *pattern, const uint32_t *crowd)
{
        const uint16_t *best = pattern + PATTERN_HEAD;
        uint64_t least = crowd_of(set, best, crowd);

        for (const uint16_t *slot = pattern_next_slot(best); *slot != 0; slot = pattern_next_slot(slot)) {
                uint64_t own = is_firm(slot) ? crowd_of(set, slot, crowd) : UINT64_MAX;

                if (own < least) {
                        best = slot;
                        least = own;
                }
        }
        return best;
}

/* The fewest and the most words that a slot takes. */
static void measure(const uint16_t *slot, uint32_t *least, uint32_t *most)
{
        *least = UINT32_MAX;
        *most = 0;
        for (const uint16_t *choice = pattern_choices(slot); choice < pattern_next_slot(slot);
             choice = pattern_next_choice(choice)) {
                uint32_t kind = pattern_kind_of(choice);
                uint32_t low = kind == PATTERN_WORDS ? pattern_count_of(choice) : kind == PATTERN_RANGE;
                uint32_t high = kind == PATTERN_GAP ? PATTERN_SKIP : low;

                *least = low < *least ? low : *least;
                *most = high > *most ? high : *most;
        }
}

/* Notes in the pattern where its door is. Returns how many keys it has. */
static size_t open_door(const struct pattern_set *set, uint16_t *pattern, const uint32_t *crowd)
{
        const uint16_t *door = door_of(set, pattern, crowd);
        uint32_t before = 0, most_before = 0;
        size_t keys = 0;

        for (const uint16_t *slot = pattern + PATTERN_HEAD; slot < door; slot = pattern_next_slot(slot)) {
                uint32_t least, most;

                measure(slot, &least, &most);
                before += least;
                most_before += most;
        }
        pattern[PATTERN_DOOR] = (uint16_t)(door - pattern);
        pattern[PATTERN_LEAST] = (uint16_t)before;
        pattern[PATTERN_MOST] = (uint16_t)most_before;
        for (const uint16_t *choice = pattern_choices(door); choice < pattern_next_slot(door);
             choice = pattern_next_choice(choice))
                keys++;
        return keys;
}

/* The words of the two firm slots that let the fewest through, but the door, which is open. */
static struct pattern_filter filter_of(const uint16_t *pattern)
{
        struct pattern_filter filter = {PATTERN_ANY, PATTERN_ANY};

        for (const uint16_t *slot = pattern + PATTERN_HEAD; *slot != 0; slot = pattern_next_slot(slot)) {
                uint64_t may = pattern_may_begin(slot);

                if (slot == pattern + pattern[PATTERN_DOOR] || !is_firm(slot))
                        continue;
                if (__builtin_popcountll(may) < __builtin_popcountll(filter.one)) {
                        filter.another = filter.one;
                        filter.one = may;
                } else if (__builtin_popcountll(may) < __builtin_popcountll(filter.another)) {
                        filter.another = may;
                }
        }
        return filter;
}

/* Counts next[symbol] up for each key, and puts into keys, if there are any yet, what was there before. */
static void walk_keys(const struct pattern_set *set, uint32_t *next, uint32_t *keys)
{
        const uint16_t *end = set->code + set->code_count;

        for (const uint16_t *pattern = set->code; pattern < end; pattern = next_pattern(pattern)) {
                const uint16_t *door = pattern + pattern[PATTERN_DOOR];

                for (const uint16_t *choice = pattern_choices(door); choice < pattern_next_slot(door);
                     choice = pattern_next_choice(choice)) {
                        uint32_t at = next[key_of(set, choice)]++;

                        if (keys != NULL)
                                keys[at] = (uint32_t)(pattern - set->code);
                }
        }
}

/* By symbol, then in the order of the patterns: a counting sort, at whose end next[symbol] is where those of
 * symbol + 1 begin. */
static void fill_keys(struct pattern_set *set)
{
        uint32_t *next = set->index + 1, begin = 0;

        walk_keys(set, next, NULL);
        for (uint32_t symbol = 0; symbol <= set->symbol_end; symbol++) {
                uint32_t count = next[symbol];

                next[symbol] = begin;
                begin += count;
        }
        walk_keys(set, next, set->keys);
        for (size_t i = 0; i < set->key_count; i++)
                set->filters[i] = filter_of(set->code + set->keys[i]);
}

int pattern_seal(struct pattern_set *set)
{
        uint32_t *crowd;
        uint16_t *end;

        if (set->code_count == 0)
                return 0;
        set->code = room_fit(set->code, set->code_count, sizeof *set->code);
        set->code_room = set->code_count;
        crowd = calloc((size_t)set->symbol_end + 1, sizeof *crowd);
        if (crowd == NULL)
                return -1;
        count_keys(set, crowd);
        end = set->code + set->code_count;
        for (uint16_t *pattern = set->code; pattern < end; pattern += next_pattern(pattern) - pattern)
                set->key_count += open_door(set, pattern, crowd);
        free(crowd);
        set->keys = calloc(set->key_count, sizeof *set->keys);
        set->filters = malloc(set->key_count * sizeof *set->filters);
        set->index = calloc((size_t)set->symbol_end + 2, sizeof *set->index);
        if (set->keys == NULL || set->filters == NULL || set->index == NULL)
                return -1;
        fill_keys(set);
        return 0;
}
