/* cluster.c - each text joins the likest of those that lead, or leads itself. */
#include "cluster.h"

#include <stdlib.h>
#include <string.h>

struct row {
        size_t count;
        struct answer_stem stem[CLUSTER_STEMS];
};

/* Both are sorted by stem. Texts that say nothing are like nothing. */
static float alike(const struct row *a, const struct row *b)
{
        float both = 0, either = 0;
        size_t i = 0, j = 0;

        while (i < a->count || j < b->count) {
                if (j == b->count || (i < a->count && a->stem[i].stem < b->stem[j].stem)) {
                        either += a->stem[i++].weight;
                } else if (i == a->count || b->stem[j].stem < a->stem[i].stem) {
                        either += b->stem[j++].weight;
                } else {
                        both += a->stem[i].weight;
                        either += a->stem[i++].weight;
                        j++;
                }
        }
        return either > 0 ? both / either : 0;
}

int cluster(struct answer *answer, const char *const *text, size_t count, size_t *leader)
{
        struct row *leads = malloc((count + 1) * sizeof *leads);
        size_t *who = malloc((count + 1) * sizeof *who);
        size_t led = 0;

        for (size_t i = 0; leads && who && i < count; i++) {
                struct row *row = &leads[led];
                float best = CLUSTER_ALIKE;

                row->count = answer_stems(answer, text[i], strlen(text[i]), row->stem, CLUSTER_STEMS);
                leader[i] = i;
                for (size_t k = 0; k < led; k++) {
                        float likeness = alike(row, &leads[k]);

                        if (likeness >= best) {
                                best = likeness + 1e-6f; /* of equals the first */
                                leader[i] = who[k];
                        }
                }
                if (leader[i] == i)
                        who[led++] = i;
        }
        free(leads);
        free(who);
        return leads && who ? 0 : -1;
}
