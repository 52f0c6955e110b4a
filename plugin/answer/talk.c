/* talk.c - how common words are in everyday talk.
 *
 * Adds shares up by hash, then keeps what readings ask for. It knows neither
 * words nor stems nor the file that they come from. */
#include "talk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNKNOWN_INFO 15.4249484f /* -ln 2e-7 */

/* 0 marks a free place. */
static uint32_t key_of(uint32_t hash)
{
        return hash != 0 ? hash : 1;
}

static struct talk_sum *place(const struct talk_tally *tally, uint32_t key)
{
        size_t at = (key * 2654435769u) & (tally->size - 1);

        while (tally->slot[at].hash != 0 && tally->slot[at].hash != key)
                at = (at + 1) & (tally->size - 1);
        return &tally->slot[at];
}

static int widen(struct talk_tally *tally)
{
        struct talk_tally wider = { NULL, tally->size != 0 ? tally->size * 2 : 1024, tally->used };

        wider.slot = calloc(wider.size, sizeof *wider.slot);
        if (wider.slot == NULL)
                return -1;
        for (size_t i = 0; i < tally->size; i++)
                if (tally->slot[i].hash != 0)
                        *place(&wider, tally->slot[i].hash) = tally->slot[i];
        free(tally->slot);
        *tally = wider;
        return 0;
}

static int add(struct talk_tally *tally, uint32_t hash, float share)
{
        struct talk_sum *sum;

        if ((tally->used + 1) * 4 > tally->size * 3 && widen(tally) < 0)
                return -1;
        sum = place(tally, key_of(hash));
        if (sum->hash == 0) {
                sum->hash = key_of(hash);
                tally->used++;
        }
        sum->share += share;
        return 0;
}

int talk_add(struct talk_count *count, uint32_t word, uint32_t stem, float share)
{
        return add(&count->words, word, share) < 0 || add(&count->stems, stem, share) < 0 ? -1 : 0;
}

void talk_drop(struct talk_count *count)
{
        free(count->words.slot);
        free(count->stems.slot);
        memset(count, 0, sizeof *count);
}

void talk_fini(struct talk *talk)
{
        prints_fini(&talk->common);
        prints_fini(&talk->stems);
        free(talk->info);
        memset(talk, 0, sizeof *talk);
}

/* Those of `least` and more. */
static int keep(struct prints *prints, const struct talk_tally *tally, float least)
{
        struct prints_list list = { NULL, 0, 0 };
        int status = 0;

        for (size_t i = 0; i < tally->size && status == 0; i++)
                if (tally->slot[i].hash != 0 && tally->slot[i].share >= least)
                        status = prints_add(&list, tally->slot[i].hash);
        if (status == 0)
                status = prints_init(prints, &list);
        prints_drop(&list);
        return status;
}

int talk_init(struct talk *talk, const struct talk_count *count)
{
        const struct talk_tally *stems = &count->stems;

        talk_fini(talk);
        if (keep(&talk->common, &count->words, TALK_COMMON) < 0 ||
            keep(&talk->stems, stems, 0) < 0)
                return -1;
        talk->info = malloc((talk->stems.count + 1) * sizeof *talk->info);
        if (talk->info == NULL)
                return -1;
        for (size_t i = 0; i < stems->size; i++) {
                size_t at = prints_find(&talk->stems, stems->slot[i].hash);

                if (stems->slot[i].hash != 0 && at != PRINTS_NONE)
                        talk->info[at] = talk_reckon(stems->slot[i].share);
        }
        return 0;
}

bool talk_has_common(const struct talk *talk, uint32_t word)
{
        return prints_find(&talk->common, key_of(word)) != PRINTS_NONE;
}

float talk_reckon(float share)
{
        return (float)-log((double)share * 1e-6 + 2e-7);
}

float talk_info(const struct talk *talk, uint32_t stem, bool *known)
{
        size_t at = talk->info != NULL ? prints_find(&talk->stems, key_of(stem)) : PRINTS_NONE;

        if (known != NULL)
                *known = at != PRINTS_NONE;
        return at != PRINTS_NONE ? talk->info[at] : UNKNOWN_INFO;
}
