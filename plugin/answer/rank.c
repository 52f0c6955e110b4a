/* rank.c - chooses between model and index, and speaks for both. */
#include "rank.h"

#include <stdlib.h>
#include <string.h>

int rank_open(struct rank *rank, const struct article_faq *faq, struct lexicon *lexicon,
              bool index_only, char *why, size_t cap)
{
        *rank = (struct rank){.faq = faq};
        if (index_only || faq->entry_count > RANK_MODEL_ENTRIES)
                rank->index = index_open(faq, lexicon, why, cap);
        else
                rank->match = match_open(faq, lexicon, why, cap);
        return rank->index || rank->match ? 0 : -1;
}

void rank_close(struct rank *rank)
{
        match_close(rank->match);
        if (rank->index)
                index_close(rank->index);
        *rank = (struct rank){0};
}

void rank_ask(struct rank *rank, const struct reading *reading, struct match_result *out)
{
        struct index_hit hit[MATCH_BEST];
        double most;

        if (rank->match) {
                match_ask(rank->match, reading, out);
                return;
        }
        memset(out, 0, sizeof *out);
        most = index_most(rank->index, reading);
        out->count = index_search(rank->index, reading, MATCH_BEST, hit);
        for (size_t i = 0; i < out->count; i++) {
                struct match_one *one = &out->best[i];

                one->entry = hit[i].entry;
                one->score = (float)hit[i].score;
                one->confidence = one->likest = most > 0 ? (float)(hit[i].score / most) : 0;
                if (one->confidence > out->mass[rank->faq->entry[one->entry].kind])
                        out->mass[rank->faq->entry[one->entry].kind] = one->confidence;
        }
        out->nothing = out->count ? 1 - out->best[0].confidence : 1;
}

/* The best k by score, best first; of equal ones the earlier entry. */
static size_t choose(const struct match_one *one, size_t entries, size_t k, uint32_t *best)
{
        size_t count = 0;

        for (uint32_t e = 0; e < entries; e++) {
                size_t at = count;

                if (count == k && one[e].score <= one[best[k - 1]].score)
                        continue;
                while (at > 0 && one[best[at - 1]].score < one[e].score)
                        at--;
                count += count < k;
                memmove(best + at + 1, best + at, (count - at - 1) * sizeof *best);
                best[at] = e;
        }
        return count;
}

static size_t all_by_model(struct rank *rank, const struct reading *reading, size_t k,
                           void (*hit)(void *context, const char *id, double score), void *context)
{
        struct match_result result;
        size_t entries;
        const struct match_one *one;
        uint32_t *best = malloc((k + 1) * sizeof *best);

        if (!best)
                return 0;
        one = match_all(rank->match, reading, &result, &entries);
        k = k ? choose(one, entries, k, best) : 0;
        for (size_t i = 0; i < k; i++)
                hit(context, rank->faq->entry[best[i]].id, (double)one[best[i]].confidence);
        free(best);
        return k;
}

size_t rank_all(struct rank *rank, const struct reading *reading, size_t k,
                void (*hit)(void *context, const char *id, double score), void *context)
{
        struct index_hit *hits;

        k = k < rank->faq->entry_count ? k : rank->faq->entry_count;
        if (rank->match)
                return all_by_model(rank, reading, k, hit, context);
        hits = malloc((k + 1) * sizeof *hits);
        if (!hits)
                return 0;
        k = index_search(rank->index, reading, k, hits);
        for (size_t i = 0; i < k; i++)
                hit(context, rank->faq->entry[hits[i].entry].id, hits[i].score);
        free(hits);
        return k;
}
