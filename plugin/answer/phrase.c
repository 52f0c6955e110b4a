/* phrase.c - a trie of phrases.
 *
 * All nodes stand in one hash table keyed by parent and element, so that a step
 * costs one look-up. It compares numbers and nothing else: where they come from
 * is the lexicon's business. */
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

static int grow(void **array, size_t *room, size_t count, size_t size)
{
        size_t more = *room != 0 ? *room * 2 : 64;
        void *bigger;

        if (count < *room)
                return 0;
        bigger = realloc(*array, more * size);
        if (bigger == NULL)
                return -1;
        *array = bigger;
        *room = more;
        return 0;
}

/* A new node's number, or 0: memory ran out, or it is the first root. */
static uint32_t add_node(struct phrase_set *set, uint32_t parent, uint32_t symbol)
{
        struct phrase_node node = { parent, symbol, 0 };
        void *array = set->nodes;

        if (grow(&array, &set->node_room, set->node_count, sizeof *set->nodes) < 0)
                return 0;
        set->nodes = array;
        set->nodes[set->node_count] = node;
        return (uint32_t)set->node_count++;
}

int phrase_init(struct phrase_set *set, uint32_t roots)
{
        memset(set, 0, sizeof *set);
        for (uint32_t i = 0; i < roots; i++)
                if (add_node(set, 0, 0) == 0 && set->node_count == 0)
                        return -1;
        set->roots = roots;
        return set->node_count == roots ? 0 : -1;
}

void phrase_fini(struct phrase_set *set)
{
        free(set->nodes);
        free(set->index);
        free(set->values);
        free(set->ranges);
        memset(set, 0, sizeof *set);
}

uint32_t phrase_range(struct phrase_set *set, uint32_t low, uint32_t high)
{
        void *array = set->ranges;

        for (size_t i = 0; i < set->range_count; i++)
                if (set->ranges[i].low == low && set->ranges[i].high == high)
                        return PHRASE_RANGE | (uint32_t)i;
        if (grow(&array, &set->range_room, set->range_count, sizeof *set->ranges) < 0)
                return PHRASE_GAP;
        set->ranges = array;
        set->ranges[set->range_count].low = low;
        set->ranges[set->range_count].high = high;
        return PHRASE_RANGE | (uint32_t)set->range_count++;
}

/* Where the node behind symbol stands in an index, or the free place for it. */
static size_t place(const struct phrase_set *set, const uint32_t *index, size_t size,
                    uint32_t parent, uint32_t symbol)
{
        uint32_t hash = parent * 2654435769u ^ symbol * 2246822519u;
        size_t at = (size_t)((uint64_t)((hash ^ hash >> 15) * 2654435769u) * size >> 32);

        while (index[at] != 0 && (set->nodes[index[at]].parent != parent ||
                                  set->nodes[index[at]].symbol != symbol))
                at = at + 1 < size ? at + 1 : 0;
        return at;
}

/* The node behind symbol, or 0. */
static uint32_t step(const struct phrase_set *set, uint32_t node, uint32_t symbol)
{
        return set->index_size != 0
                       ? set->index[place(set, set->index, set->index_size, node, symbol)] : 0;
}

static int resize(struct phrase_set *set, size_t size)
{
        uint32_t *index = calloc(size, sizeof *index);

        if (index == NULL)
                return -1;
        for (size_t i = set->roots; i < set->node_count; i++)
                index[place(set, index, size, set->nodes[i].parent, set->nodes[i].symbol)] =
                        (uint32_t)i;
        free(set->index);
        set->index = index;
        set->index_size = size;
        return 0;
}

/* Room for one more node. */
static int widen(struct phrase_set *set)
{
        if ((set->node_count + 1) * 3 <= set->index_size * 2)
                return 0;
        return resize(set, set->index_size != 0 ? set->index_size * 2 : 128);
}

/* A new element of values; its number + 1, or 0: memory ran out. */
static uint32_t push(struct phrase_set *set, uint32_t value)
{
        struct phrase_value element = { value, 0 };
        void *array = set->values;

        if (grow(&array, &set->value_room, set->value_count, sizeof *set->values) < 0)
                return 0;
        set->values = array;
        set->values[set->value_count] = element;
        return (uint32_t)++set->value_count;
}

static int add_value(struct phrase_set *set, uint32_t node, uint32_t value)
{
        uint32_t end = set->nodes[node].end;
        uint32_t last = 0, added;

        if (end == 0 && value < PHRASE_MANY - 1) {
                set->nodes[node].end = value + 1;
                return 0;
        }
        if (end != 0 && !(end & PHRASE_MANY)) {
                if (end - 1 == value)
                        return 0;
                added = push(set, end - 1);
                if (added == 0)
                        return -1;
                set->nodes[node].end = end = PHRASE_MANY | added;
        }
        for (uint32_t i = end & ~PHRASE_MANY; i != 0; i = set->values[i - 1].next) {
                if (set->values[i - 1].value == value)
                        return last != 0;
                last = i;
        }
        added = push(set, value);
        if (added == 0)
                return -1;
        if (last != 0)
                set->values[last - 1].next = added;
        else
                set->nodes[node].end = PHRASE_MANY | added;
        return last != 0;
}

int phrase_add(struct phrase_set *set, uint32_t root, const uint32_t *symbols, size_t count,
               uint32_t value)
{
        uint32_t node = root;

        if (count == 0)
                return 0;
        for (size_t i = 0; i < count; i++) {
                uint32_t child = step(set, node, symbols[i]);

                if (child == 0) {
                        if (widen(set) < 0)
                                return -1;
                        child = add_node(set, node, symbols[i]);
                        if (child == 0)
                                return -1;
                        set->index[place(set, set->index, set->index_size, node, symbols[i])] =
                                child;
                }
                node = child;
        }
        return add_value(set, node, value);
}

/* Where there is no memory for less, the room stays. */
static void *fit(void *array, size_t *room, size_t count, size_t size)
{
        void *smaller = count > 0 && count < *room ? realloc(array, count * size) : NULL;

        if (smaller == NULL)
                return array;
        *room = count;
        return smaller;
}

void phrase_fit(struct phrase_set *set)
{
        resize(set, set->node_count / 2 * 3 + 16);
        set->nodes = fit(set->nodes, &set->node_room, set->node_count, sizeof *set->nodes);
        set->values = fit(set->values, &set->value_room, set->value_count, sizeof *set->values);
}

struct walk {
        const struct phrase_set *set;
        const struct reading_word *words;
        size_t count;
        size_t start;
        void (*each)(void *context, uint32_t value, size_t length);
        void *context;
};

/* From a node that was reached before word `at`. Recursion is as deep as the
 * trie: PHRASE_LONGEST. */
static void go(const struct walk *walk, uint32_t node, size_t at)
{
        const struct phrase_set *set = walk->set;
        const struct reading_word *word = &walk->words[at];
        uint32_t end = set->nodes[node].end;
        uint32_t child;

        if (end & PHRASE_MANY)
                for (uint32_t i = end & ~PHRASE_MANY; i != 0; i = set->values[i - 1].next)
                        walk->each(walk->context, set->values[i - 1].value, at - walk->start);
        else if (end != 0)
                walk->each(walk->context, end - 1, at - walk->start);
        if (at >= walk->count)
                return;
        if (word->symbol != LEXICON_NO_STEM) {
                child = step(set, node, word->symbol);
                if (child != 0)
                        go(walk, child, at + 1);
        }
        if (word->flags & TEXT_NUMBER)
                for (uint32_t i = 0; i < set->range_count; i++) {
                        if (word->value < set->ranges[i].low || word->value > set->ranges[i].high)
                                continue;
                        child = step(set, node, PHRASE_RANGE | i);
                        if (child != 0)
                                go(walk, child, at + 1);
                }
        child = step(set, node, PHRASE_GAP);
        for (size_t skip = 0; child != 0 && skip <= PHRASE_SKIP; skip++)
                if (at + skip < walk->count)
                        go(walk, child, at + skip);
}

void phrase_each(const struct phrase_set *set, uint32_t root, const struct reading_word *words,
                 size_t count, size_t at,
                 void (*each)(void *context, uint32_t value, size_t length), void *context)
{
        struct walk walk = { set, words, count, at, each, context };

        if (at < count)
                go(&walk, root, at);
}

struct longest {
        size_t length;
        uint32_t value;
};

static void keep_longest(void *context, uint32_t value, size_t length)
{
        struct longest *longest = context;

        if (length > longest->length) {
                longest->length = length;
                longest->value = value;
        }
}

size_t phrase_longest(const struct phrase_set *set, uint32_t root,
                      const struct reading_word *words, size_t count, size_t at, uint32_t *value)
{
        struct longest longest = { 0, 0 };

        phrase_each(set, root, words, count, at, keep_longest, &longest);
        if (longest.length > 0 && value != NULL)
                *value = longest.value;
        return longest.length;
}
