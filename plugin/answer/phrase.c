/* phrase.c - a trie of phrases: building it, and finding in it (phrase_seal.c lies between).
 *
 * It compares numbers and nothing else: where they come from is the lexicon's
 * business. */
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

#include "room.h"

/* A new node's number, or 0: memory ran out, or it is the first root. */
static uint32_t add_node(struct phrase_set *set, uint32_t parent, uint32_t symbol)
{
        struct phrase_node node = { parent, symbol, 0 };
        struct phrase_node *bigger = room_for(set->nodes, &set->node_room, set->node_count + 1, sizeof *bigger);

        if (bigger == NULL)
                return 0;
        set->nodes = bigger;
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
        free(set->ranges);
        free(set->branches);
        free(set->first);
        memset(set, 0, sizeof *set);
}

uint32_t phrase_range(struct phrase_set *set, uint32_t low, uint32_t high)
{
        void *bigger;

        for (size_t i = 0; i < set->range_count; i++)
                if (set->ranges[i].low == low && set->ranges[i].high == high)
                        return PHRASE_RANGE | (uint32_t)i;
        bigger = room_for(set->ranges, &set->range_room, set->range_count + 1, sizeof *set->ranges);
        if (bigger == NULL)
                return PHRASE_GAP;
        set->ranges = bigger;
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
static uint32_t child_of(const struct phrase_set *set, uint32_t node, uint32_t symbol)
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
        if ((set->node_count + 1) * 2 <= set->index_size)
                return 0;
        return resize(set, set->index_size != 0 ? set->index_size * 2 : 128);
}

int phrase_add(struct phrase_set *set, uint32_t root, const uint32_t *symbols, size_t count,
               uint32_t value)
{
        uint32_t node = root;

        if (count == 0)
                return 0;
        for (size_t i = 0; i < count; i++) {
                uint32_t child = child_of(set, node, symbols[i]);

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
        if (set->nodes[node].end == 0)
                set->nodes[node].end = value + 1;
        return set->nodes[node].end != value + 1;
}

/* -- finding ------------------------------------------------------------- */

struct walk {
        const struct phrase_set *set;
        const struct reading_word *words;
        size_t count;
        size_t start;
        size_t length;  /* of the longest so far */
        uint32_t value;
};

static void go_on(struct walk *walk, const struct phrase_branch *branch, size_t at);

/* A branch that was reached before word `at`. */
static void go(struct walk *walk, const struct phrase_branch *to, size_t at)
{
        uint32_t end = to->end & ~PHRASE_LAST;

        if (end != 0 && at - walk->start > walk->length) {
                walk->length = at - walk->start;
                walk->value = end - 1;
        }
        if (to->first != 0 && at < walk->count)
                go_on(walk, &walk->set->branches[to->first], at);
}

static bool in_range(const struct phrase_set *set, const struct reading_word *word, uint32_t range)
{
        return word->flags & TEXT_NUMBER && word->value >= set->ranges[range].low &&
               word->value <= set->ranges[range].high;
}

/* All branches of a node that word `at` leads into. Recursion is as deep as the trie: PHRASE_LONGEST. */
static void go_on(struct walk *walk, const struct phrase_branch *branch, size_t at)
{
        const struct reading_word *word = &walk->words[at];

        for (;; branch++) {
                if (branch->symbol == PHRASE_GAP) {
                        for (size_t skip = 0; skip <= PHRASE_SKIP && at + skip < walk->count; skip++)
                                go(walk, branch, at + skip);
                } else if (branch->symbol & PHRASE_RANGE ? in_range(walk->set, word, branch->symbol & ~PHRASE_RANGE)
                                                         : branch->symbol == word->symbol) {
                        go(walk, branch, at + 1);
                }
                if (branch->end & PHRASE_LAST)
                        break;
        }
}

/* The branch of a root among first..behind, or NULL. */
static const struct phrase_branch *step(const struct phrase_set *set, uint32_t first, uint32_t behind,
                                        uint32_t root)
{
        while (first < behind) {
                uint32_t middle = first + (behind - first) / 2;

                if (set->branches[middle].symbol < root)
                        first = middle + 1;
                else if (set->branches[middle].symbol > root)
                        behind = middle;
                else
                        return &set->branches[middle];
        }
        return NULL;
}

/* The branch of a root. */
static const struct phrase_branch *enter(const struct phrase_set *set, uint32_t root, uint32_t symbol)
{
        uint32_t at = phrase_door(set, symbol);

        if (!(symbol & PHRASE_RANGE) && symbol >= set->stems)
                return NULL;
        return step(set, set->first[at], set->first[at + 1], root);
}

void phrase_fetch(const struct phrase_set *set, const struct reading_word *words, size_t count)
{
        for (size_t i = 0; i < count; i++)
                if (words[i].symbol < set->stems)
                        __builtin_prefetch(&set->first[words[i].symbol]);
        for (size_t i = 0; i < count; i++)
                if (words[i].symbol < set->stems)
                        __builtin_prefetch(&set->branches[set->first[words[i].symbol]]);
}

/* From the root through the door, if it opens. */
static void begin(struct walk *walk, uint32_t root, uint32_t symbol)
{
        const struct phrase_branch *branch = enter(walk->set, root, symbol);

        if (branch != NULL)
                go(walk, branch, walk->start + 1);
}

size_t phrase_longest(const struct phrase_set *set, uint32_t root,
                      const struct reading_word *words, size_t count, size_t at, uint32_t *value)
{
        struct walk walk = { set, words, count, at, 0, 0 };

        if (at >= count || set->first == NULL)
                return 0;
        if (words[at].symbol != LEXICON_NO_STEM)
                begin(&walk, root, words[at].symbol);
        for (uint32_t i = 0; words[at].flags & TEXT_NUMBER && i < set->range_count; i++)
                if (in_range(set, &words[at], i))
                        begin(&walk, root, PHRASE_RANGE | i);
        if (walk.length > 0 && value != NULL)
                *value = walk.value;
        return walk.length;
}
