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

static struct talk_sum *place(const struct talk_count *count, uint32_t key)
{
        size_t at = (key * 2654435769u) & (count->size - 1);

        while (count->stem[at].hash != 0 && count->stem[at].hash != key)
                at = (at + 1) & (count->size - 1);
        return &count->stem[at];
}

static int widen(struct talk_count *count)
{
        struct talk_sum *old = count->stem;
        size_t old_size = count->size, size = old_size != 0 ? old_size * 2 : 4096;
        struct talk_sum *stem = calloc(size, sizeof *stem);

        if (stem == NULL)
                return -1;
        count->stem = stem;
        count->size = size;
        for (size_t i = 0; i < old_size; i++)
                if (old[i].hash != 0)
                        *place(count, old[i].hash) = old[i];
        free(old);
        return 0;
}

int talk_add(struct talk_count *count, uint32_t word, uint32_t stem, float share)
{
        struct talk_sum *sum;

        if (share >= TALK_COMMON && prints_add(&count->common, word) < 0)
                return -1;
        if ((count->used + 1) * 4 > count->size * 3 && widen(count) < 0)
                return -1;
        sum = place(count, key_of(stem));
        if (sum->hash == 0) {
                sum->hash = key_of(stem);
                count->used++;
        }
        sum->share += share;
        return 0;
}

void talk_drop(struct talk_count *count)
{
        prints_drop(&count->common);
        free(count->stem);
        memset(count, 0, sizeof *count);
}

void talk_fini(struct talk *talk)
{
        prints_fini(&talk->common);
        prints_fini(&talk->stems);
        free(talk->info);
        memset(talk, 0, sizeof *talk);
}

int talk_init(struct talk *talk, const struct talk_count *count)
{
        struct prints_list stems = { NULL, 0, 0 };
        int status = -1;

        talk_fini(talk);
        for (size_t i = 0; i < count->size; i++)
                if (count->stem[i].hash != 0 && prints_add(&stems, count->stem[i].hash) < 0)
                        goto out;
        if (prints_init(&talk->stems, &stems) < 0 || prints_init(&talk->common, &count->common) < 0)
                goto out;
        talk->info = malloc((talk->stems.count + 1) * sizeof *talk->info);
        if (talk->info == NULL)
                goto out;
        for (size_t i = 0; i < count->size; i++)
                if (count->stem[i].hash != 0) {
                        size_t at = prints_find(&talk->stems, count->stem[i].hash);

                        if (at != PRINTS_NONE)
                                talk->info[at] = talk_reckon(count->stem[i].share);
                }
        status = 0;
out:
        prints_drop(&stems);
        return status;
}

bool talk_has_common(const struct talk *talk, uint32_t word)
{
        return prints_find(&talk->common, word) != PRINTS_NONE;
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
