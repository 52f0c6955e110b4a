/* phrase.c - a trie of phrases.
 *
 * It compares numbers and nothing else: where they come from is the lexicon's
 * business. */
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
        free(set->ranges);
        free(set->branches);
        free(set->first);
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

/* -- sealing ------------------------------------------------------------- */

/* Which place among first[] leads to a branch of a root. */
static uint32_t door(const struct phrase_set *set, uint32_t symbol)
{
        return symbol & PHRASE_RANGE ? set->stems + (symbol & ~PHRASE_RANGE) : symbol;
}

static uint32_t count_stems(const struct phrase_set *set)
{
        uint32_t stems = 0;

        for (size_t i = set->roots; i < set->node_count; i++)
                if (set->nodes[i].parent < set->roots && !(set->nodes[i].symbol & PHRASE_RANGE) &&
                    set->nodes[i].symbol >= stems)
                        stems = set->nodes[i].symbol + 1;
        return stems;
}

/* A node on its way: groups of branches come in the order of what they lead on from. */
struct placed {
        uint64_t key;   /* the group, then the symbol: qsort is faster with eight bytes than with two times four */
        uint32_t node;
};

static uint32_t group_of(const struct placed *placed)
{
        return (uint32_t)(placed->key >> 32);
}

static int by_key(const void *a, const void *b)
{
        const struct placed *x = a, *y = b;

        return x->key < y->key ? -1 : x->key > y->key;
}

/* All nodes but the roots: first those behind a root, by their door, then those behind others. */
static void sort(const struct phrase_set *set, struct placed *placed)
{
        uint32_t doors = set->stems + (uint32_t)set->range_count;

        for (uint32_t i = (uint32_t)set->roots; i < set->node_count; i++) {
                const struct phrase_node *node = &set->nodes[i];
                bool outer = node->parent < set->roots;

                uint64_t group = outer ? door(set, node->symbol) : doors + node->parent;

                *placed++ = (struct placed){group << 32 | (outer ? node->parent : node->symbol), i};
        }
        qsort(placed - (set->node_count - set->roots), set->node_count - set->roots, sizeof *placed, by_key);
}

/* Room of phrase_seal, an element for each node. */
struct sealing {
        struct placed *placed;  /* all nodes but the roots */
        uint32_t *group_at;     /* node -> where the placed begin that lead on from it; `count`: nowhere */
        uint32_t *same;         /* node -> the one that stands for all from which the same can follow */
        uint32_t *laid;         /* such a node -> where its branches lie; 0: nowhere yet */
        uint32_t *table;        /* an open hash of such nodes; 0 is free */
        uint32_t *target;       /* branch -> the node that it leads to */
        size_t table_size;
        uint32_t count, doors;
};

static bool leads_on(const struct sealing *s, uint32_t node, uint32_t at)
{
        return at < s->count && group_of(&s->placed[at]) == s->doors + node;
}

static uint32_t symbol_at(const struct sealing *s, uint32_t at)
{
        return (uint32_t)s->placed[at].key;
}

static bool alike(const struct phrase_set *set, const struct sealing *s, uint32_t one, uint32_t other)
{
        uint32_t i = s->group_at[one], j = s->group_at[other];

        if (set->nodes[one].end != set->nodes[other].end)
                return false;
        for (; leads_on(s, one, i) && leads_on(s, other, j); i++, j++)
                if (symbol_at(s, i) != symbol_at(s, j) || s->same[s->placed[i].node] != s->same[s->placed[j].node])
                        return false;
        return !leads_on(s, one, i) && !leads_on(s, other, j);
}

static uint32_t mix(uint32_t hash, uint32_t value)
{
        hash = (hash ^ value) * 2654435769u;
        return hash ^ hash >> 15;
}

/* "hog/hogs/steal the covers/quilt": from many nodes the very same can follow. One of them will do for
 * all. What follows a node was made after it, so the last go first. */
static void find_same(const struct phrase_set *set, struct sealing *s)
{
        for (uint32_t node = (uint32_t)set->node_count; node-- > set->roots;) {
                uint32_t hash = mix(0, set->nodes[node].end), *at;

                for (uint32_t i = s->group_at[node]; leads_on(s, node, i); i++)
                        hash = mix(mix(hash, symbol_at(s, i)), s->same[s->placed[i].node]);
                at = &s->table[hash & (s->table_size - 1)];
                while (*at != 0 && !alike(set, s, *at, node))
                        at = at + 1 < s->table + s->table_size ? at + 1 : s->table;
                if (*at == 0)
                        *at = node;
                s->same[node] = *at;
        }
}

static void add_branch(struct phrase_set *set, struct sealing *s, uint32_t at, uint32_t from)
{
        uint32_t node = s->placed[from].node;

        set->branches[at] = (struct phrase_branch){.symbol = symbol_at(s, from), .end = set->nodes[node].end};
        s->target[at] = s->same[node];
}

/* Fills branches and first; returns how many branches. Each one's own come behind those of all before. */
static uint32_t lay_out(struct phrase_set *set, struct sealing *s)
{
        uint32_t end = 0;

        for (uint32_t d = 0; d <= s->doors; d++) {
                while (end < s->count && group_of(&s->placed[end]) < d) {
                        add_branch(set, s, end, end);
                        end++;
                }
                set->first[d] = end;
        }
        for (uint32_t at = 0; at < end; at++) {
                uint32_t node = s->target[at], i = s->group_at[node];

                if (s->laid[node] == 0 && leads_on(s, node, i)) {
                        s->laid[node] = end;
                        for (; leads_on(s, node, i); i++)
                                add_branch(set, s, end++, i);
                        set->branches[end - 1].end |= PHRASE_LAST;
                }
                set->branches[at].first = s->laid[node];
        }
        return end;
}

static void drop_room(struct sealing *s)
{
        free(s->placed);
        free(s->group_at);
        free(s->same);
        free(s->laid);
        free(s->table);
        free(s->target);
}

static int make_room(const struct phrase_set *set, struct sealing *s)
{
        size_t nodes = set->node_count + 1;

        s->count = (uint32_t)(set->node_count - set->roots);
        s->doors = set->stems + (uint32_t)set->range_count;
        for (s->table_size = 64; s->table_size < nodes * 2;)
                s->table_size *= 2;
        s->placed = malloc((s->count + 1) * sizeof *s->placed);
        s->group_at = malloc(nodes * sizeof *s->group_at);
        s->same = calloc(nodes, sizeof *s->same);
        s->laid = calloc(nodes, sizeof *s->laid);
        s->table = calloc(s->table_size, sizeof *s->table);
        s->target = malloc(nodes * sizeof *s->target);
        return s->placed && s->group_at && s->same && s->laid && s->table && s->target ? 0 : -1;
}

static void seal(struct phrase_set *set, struct sealing *s)
{
        uint32_t i = s->count, end;
        struct phrase_branch *fitting;

        sort(set, s->placed);
        for (size_t node = 0; node <= set->node_count; node++)
                s->group_at[node] = s->count;
        while (i-- > 0 && group_of(&s->placed[i]) >= s->doors)
                s->group_at[group_of(&s->placed[i]) - s->doors] = i;
        find_same(set, s);
        end = lay_out(set, s);
        fitting = realloc(set->branches, (end + 1) * sizeof *fitting);
        if (fitting != NULL)
                set->branches = fitting;
        free(set->nodes);
        free(set->index);
        set->nodes = NULL;
        set->index = NULL;
}

int phrase_seal(struct phrase_set *set)
{
        struct sealing s = {0};
        int status = -1;

        set->stems = count_stems(set);
        set->branches = malloc((set->node_count + 1) * sizeof *set->branches);
        set->first = malloc((set->stems + set->range_count + 1) * sizeof *set->first);
        if (make_room(set, &s) == 0 && set->branches != NULL && set->first != NULL) {
                seal(set, &s);
                status = 0;
        }
        drop_room(&s);
        return status;
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
        uint32_t at = door(set, symbol);

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
