/* index_search.c - postings -> the best entries.
 *
 * Term by term within windows of entries, with MaxScore: lists that cannot lift
 * an entry over the worst of the best k so far, even all together, are only
 * looked up for entries that other lists bring. Bounds are those of the blocks
 * that lie in the window (block-max).
 *
 *   lists by bound:   the | my | at || night | cramp      bounds 1 3 6 | 30 70
 *                     looked up     || gone through       worst of the best: 8
 *
 * Turtle and Flood, "Query evaluation: strategies and optimizations", 1995;
 * Ding and Suel, "Faster top-k document retrieval using block-max indexes",
 * SIGIR 2011. All scores are whole numbers, so sums have no order. It knows no
 * words and no texts. */
#include <math.h>
#include <string.h>

#include "index_parts.h"

#define STEP (1.0 / ((double)INDEX_IMPACT * INDEX_IDF)) /* of a score */

static uint32_t factor_of(const struct postings_list *list, uint32_t entries)
{
        double n = list->count;

        return (uint32_t)lround(INDEX_IDF * log1p((entries - n + 0.5) / (n + 0.5)));
}

/* The rarest of the walks is at the end. */
static void add_walk(struct index_room *room, const struct postings_list *list, uint32_t entries)
{
        struct index_walk **order = room->order;
        struct index_walk *walk;
        uint32_t factor = factor_of(list, entries);
        size_t at;

        for (size_t i = 0; i < room->count; i++) {
                if (order[i]->list != list)
                        continue;
                order[i]->factor += factor; /* a reading has too few terms to overflow */
                return;
        }
        if (room->count == INDEX_TERMS) {
                if (list->count >= order[0]->list->count)
                        return;
                walk = order[0];
                memmove(order, order + 1, --room->count * sizeof *order);
        } else {
                walk = &room->walk[room->count];
        }
        for (at = room->count; at > 0 && order[at - 1]->list->count < list->count; at--)
                order[at] = order[at - 1];
        order[at] = walk;
        room->count++;
        walk->list = list;
        walk->factor = factor;
        walk->block = list->first;
        walk->end = list->dense ? 0 : list->first + postings_blocks(list);
        walk->at = 0;
        walk->unpacked = false;
}

static void begin(const struct index *index, const struct reading *reading)
{
        const struct postings *postings = &index->postings;

        index->room->count = 0;
        for (size_t t = 0; t < reading->term_count; t++) {
                uint32_t stem = reading->term[t].stem;

                if (stem < postings->list_count && postings->list[stem].count)
                        add_walk(index->room, &postings->list[stem], postings->entries);
        }
}

/* A score that k entries are sure to reach, less one: a single stem's. */
static uint32_t sure(const struct index_room *room, size_t k)
{
        uint32_t best = 0;

        for (size_t i = 0; k <= POSTINGS_TOP && i < room->count; i++) {
                const struct postings_list *list = room->walk[i].list;
                uint32_t score = room->walk[i].factor * (k == 1 ? list->best : list->tenth);

                if (score > best)
                        best = score;
        }
        return best ? best - 1 : 0;
}

/* The best impact of the window [from, to); leaves blocks before it behind. */
static uint8_t best_within(const struct postings *postings, struct index_walk *walk,
                           uint32_t from, uint32_t to)
{
        const struct postings_block *block = postings->block;
        uint8_t best = 0;

        if (walk->list->dense)
                return postings_dense_best(postings, walk->list)[from / POSTINGS_WINDOW];
        while (walk->block < walk->end && block[walk->block].last < from) {
                walk->block++;
                walk->unpacked = false;
        }
        for (size_t b = walk->block; b < walk->end; b++) {
                if (block[b].best > best)
                        best = block[b].best;
                if (block[b].last >= to - 1)
                        break;
        }
        /* The block ahead may begin behind the window. */
        if (walk->unpacked && walk->entry[walk->at] >= to)
                return 0;
        return best;
}

/* Orders the walks by what they may add in the window. Returns the first whose
 * list is to be gone through; room->count: none can reach more than least. */
static size_t bound(const struct postings *postings, struct index_room *room,
                    uint32_t from, uint32_t to, uint32_t least)
{
        uint32_t sum = 0;
        size_t first = room->count;

        for (size_t i = 0; i < room->count; i++) {
                struct index_walk *walk = room->order[i];
                size_t at = i;

                walk->most = walk->factor * best_within(postings, walk, from, to);
                for (; at > 0 && room->order[at - 1]->most > walk->most; at--)
                        room->order[at] = room->order[at - 1];
                room->order[at] = walk;
        }
        for (size_t i = 0; i < room->count; i++) {
                room->order[i]->most_below = sum;
                sum += room->order[i]->most;
                if (sum > least && first == room->count)
                        first = i;
        }
        return first;
}

static void unpack(const struct postings *postings, struct index_walk *walk)
{
        const struct postings_block *block = &postings->block[walk->block];

        postings_unpack(postings, block, walk->block > walk->list->first ? block[-1].last : UINT32_MAX,
                        walk->entry);
        walk->unpacked = true;
        walk->at = 0;
}

static void touch(struct index_room *room, uint32_t at, uint32_t score)
{
        room->sum[at] += score;
        room->touched[at / 64] |= (uint64_t)1 << at % 64;
}

/* Adds all of a list that lies in the window. */
static void go_through(const struct postings *postings, struct index_room *room,
                       struct index_walk *walk, uint32_t from, uint32_t to)
{
        if (walk->list->dense) {
                const uint8_t *impact = postings_dense(postings, walk->list) + from;

                for (uint32_t i = 0; i < to - from; i++)
                        if (impact[i])
                                touch(room, i, walk->factor * impact[i]);
                return;
        }
        for (; walk->block < walk->end; walk->block++, walk->unpacked = false) {
                const struct postings_block *block = &postings->block[walk->block];
                const uint8_t *impact = postings_impacts(postings, block);
                size_t i;

                if (!walk->unpacked)
                        unpack(postings, walk);
                for (i = walk->at; i < block->count && walk->entry[i] < from; i++)
                        ;
                for (; i < block->count && walk->entry[i] < to; i++)
                        touch(room, walk->entry[i] - from, walk->factor * impact[i]);
                walk->at = i;
                if (i < block->count)
                        return;
        }
}

/* What a list adds to an entry; it may say 0 where that is less than enough.
 * Entries must come in rising order. */
static uint32_t look_up(const struct postings *postings, struct index_walk *walk, uint32_t entry,
                        uint32_t enough)
{
        const struct postings_block *block = &postings->block[walk->block];
        size_t i;

        if (walk->list->dense)
                return walk->factor * postings_dense(postings, walk->list)[entry];
        for (; walk->block < walk->end && block->last < entry; block++, walk->block++)
                walk->unpacked = false;
        if (walk->block == walk->end || walk->factor * block->best < enough)
                return 0;
        if (!walk->unpacked)
                unpack(postings, walk);
        for (i = walk->at; walk->entry[i] < entry; i++)
                ;
        walk->at = i;
        return walk->entry[i] == entry ? walk->factor * postings_impacts(postings, block)[i] : 0;
}

/* The best so far, a heap with the worst on top. */
struct best {
        struct index_hit *hit;
        size_t count, k;
        uint32_t least; /* only more than that gets in */
};

static bool worse(const struct index_hit *a, const struct index_hit *b)
{
        return a->score < b->score || (a->score <= b->score && a->entry > b->entry);
}

static void sift_down(struct index_hit *hit, size_t count, size_t at, struct index_hit down)
{
        for (size_t child; (child = 2 * at + 1) < count; at = child) {
                if (child + 1 < count && worse(&hit[child + 1], &hit[child]))
                        child++;
                if (!worse(&hit[child], &down))
                        break;
                hit[at] = hit[child];
        }
        hit[at] = down;
}

static void put(struct best *best, uint32_t entry, uint32_t score)
{
        struct index_hit hit = { entry, score };
        size_t at;

        if (best->count == best->k) {
                sift_down(best->hit, best->count, 0, hit);
        } else {
                for (at = best->count++; at > 0 && worse(&hit, &best->hit[(at - 1) / 2]);
                     at = (at - 1) / 2)
                        best->hit[at] = best->hit[(at - 1) / 2];
                best->hit[at] = hit;
        }
        if (best->count == best->k && (uint32_t)best->hit[0].score > best->least)
                best->least = (uint32_t)best->hit[0].score;
}

/* Adds what a list gives to the batch, keeps the entries that can still get in,
 * and returns how many. Most can't, and which ones is anybody's guess: so no
 * branch asks. */
static size_t weed(const struct postings *postings, struct index_room *room, size_t batch,
                   struct index_walk *walk, uint32_t least)
{
        uint32_t *entry = room->entry, *score = room->score;
        uint32_t needed = least > walk->most_below ? least - walk->most_below : 0;
        size_t kept = 0;

        if (walk->list->dense) {
                const uint8_t *impact = postings_dense(postings, walk->list);

                for (size_t i = 0; i < batch; i++) {
                        uint32_t sum = score[i] + walk->factor * impact[entry[i]];

                        entry[kept] = entry[i];
                        score[kept] = sum;
                        kept += sum > needed;
                }
        } else {
                for (size_t i = 0; i < batch; i++) {
                        uint32_t enough = needed >= score[i] ? needed - score[i] + 1 : 0;
                        uint32_t sum = score[i] + look_up(postings, walk, entry[i], enough);

                        entry[kept] = entry[i];
                        score[kept] = sum;
                        kept += sum > needed;
                }
        }
        return kept;
}

/* The batch holds what the lists gone through give: adds what the first `lists`
 * of the others give, the largest first, as long as anybody has a chance. */
static void judge(const struct postings *postings, struct index_room *room, size_t batch,
                  struct best *best, size_t lists)
{
        while (lists-- > 0 && batch)
                batch = weed(postings, room, batch, room->order[lists], best->least);
        for (size_t i = 0; i < batch; i++)
                if (room->score[i] > best->least)
                        put(best, room->entry[i], room->score[i]);
}

static void search_window(const struct postings *postings, struct index_room *room,
                          struct best *best, uint32_t from, uint32_t to)
{
        size_t first = bound(postings, room, from, to, best->least);
        size_t batch = 0;
        uint32_t others;

        if (first == room->count)
                return;
        others = room->order[first]->most_below;
        for (size_t i = first; i < room->count; i++)
                if (room->order[i]->most)
                        go_through(postings, room, room->order[i], from, to);
        for (uint32_t word = 0; word * 64 < to - from; word++) {
                for (uint64_t left = room->touched[word]; left; left &= left - 1) {
                        uint32_t at = word * 64 + (uint32_t)__builtin_ctzll(left);

                        room->entry[batch] = from + at;
                        room->score[batch] = room->sum[at];
                        batch += room->sum[at] + others > best->least;
                        room->sum[at] = 0;
                        if (batch == INDEX_BATCH) {
                                judge(postings, room, batch, best, first);
                                batch = 0;
                        }
                }
                room->touched[word] = 0;
        }
        judge(postings, room, batch, best, first);
}

size_t index_search(const struct index *index, const struct reading *reading, size_t k,
                    struct index_hit *out)
{
        const struct postings *postings = &index->postings;
        struct best best = { .hit = out, .k = k };

        begin(index, reading);
        if (k == 0 || index->room->count == 0)
                return 0;
        best.least = sure(index->room, k);
        for (uint32_t from = 0; from < postings->entries; from += POSTINGS_WINDOW) {
                uint32_t left = postings->entries - from;

                search_window(postings, index->room, &best, from,
                              from + (left < POSTINGS_WINDOW ? left : POSTINGS_WINDOW));
        }
        for (size_t i = best.count; i-- > 1; ) {
                struct index_hit last = out[i];

                out[i] = out[0];
                sift_down(out, i, 0, last);
        }
        for (size_t i = 0; i < best.count; i++)
                out[i].score *= STEP;
        return best.count;
}

double index_most(const struct index *index, const struct reading *reading)
{
        const struct postings *postings = &index->postings;
        static const struct postings_list none;
        double most = 0;

        for (size_t t = 0; t < reading->term_count; t++) {
                uint32_t stem = reading->term[t].stem;
                const struct postings_list *list = stem < postings->list_count ? &postings->list[stem] : &none;

                most += factor_of(list, postings->entries) / (double)INDEX_IDF;
        }
        return most;
}
