/* phrase_seal.c - lays a finished trie out for finding, what can follow in the same way once.
 *
 * It compares numbers and nothing else: where they come from is the lexicon's business.
 */
#include "phrase.h"

#include <stdlib.h>

#include "room.h"

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

                uint64_t group = outer ? phrase_door(set, node->symbol) : doors + node->parent;

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

        sort(set, s->placed);
        for (size_t node = 0; node <= set->node_count; node++)
                s->group_at[node] = s->count;
        while (i-- > 0 && group_of(&s->placed[i]) >= s->doors)
                s->group_at[group_of(&s->placed[i]) - s->doors] = i;
        find_same(set, s);
        end = lay_out(set, s);
        set->branches = room_fit(set->branches, end + 1, sizeof *set->branches);
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
