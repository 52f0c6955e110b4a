/* model_tables.c - what each stem adds to the likeness with each ask, and which asks hold each pair. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "model_parts.h"
#include "room.h"

#define POSTING_LEAST 0.01f /* of likeness: less is not worth adding */
#define DENSE 4            /* what has a posting in every 4th slot has a row */
#define WORD 64            /* slots that one word of bits is for */

/* Room while the tables grow. */
struct filling {
        uint32_t *held_first, *held; /* stem -> its asks, with repeats */
        uint32_t *slot;              /* ask -> slot */
        float *line;                 /* slots; all 0 between stems */
        uint64_t *touched;           /* which slots the line holds; likewise */
        size_t postings, posting_cap, dense, dense_cap;
};

/* Where each stem stands: held[held_first[s]..] are its asks. */
static int invert(const struct model_build *b, struct filling *f)
{
        const struct model *m = b->m;
        uint32_t *first = f->held_first = calloc(m->stems + 2, sizeof *first);

        f->held = malloc((b->stem_count + 1) * sizeof *f->held);
        f->slot = calloc(m->asks + 1, sizeof *f->slot);
        f->line = calloc(m->slots + 1, sizeof *f->line);
        f->touched = calloc(m->slots / WORD + 1, sizeof *f->touched);
        if (!first || !f->held || !f->slot || !f->line || !f->touched)
                return -1;
        for (size_t i = 0; i < b->stem_count; i++)
                first[b->stem_of[i] + 2]++;
        for (size_t s = 2; s < m->stems + 2; s++)
                first[s] += first[s - 1];
        for (uint32_t a = 0; a < m->asks; a++) {
                uint32_t entry = m->ask_entry[a];

                f->slot[a] = m->slot_first[entry] + a - m->entry_first[entry];
                for (uint32_t i = b->ask_first[a]; i < b->ask_first[a + 1]; i++)
                        f->held[first[b->stem_of[i] + 1]++] = a;
        }
        return 0;
}

/* A weight is 2 or more, so an ask's vector is longer than 1. */
static int fill_norms(const struct model_build *b, const struct filling *f)
{
        struct model *m = b->m;

        m->norm = calloc(m->slots + 1, sizeof *m->norm);
        if (!m->norm)
                return -1;
        for (size_t a = 0; a < m->asks; a++)
                m->norm[f->slot[a]] = (uint16_t)(b->norm[a] * (1 << MODEL_NORM_BITS) + 0.5f);
        return 0;
}

/* What a stem adds to the likeness with the asks. */
struct spread {
        size_t count; /* of slots */
        float most;
};

/* Adds to the line what stem s adds to the likeness with each ask that holds an alike stem. */
static struct spread spread(const struct model_build *b, uint32_t s, struct filling *f)
{
        struct spread out = {0, 0};

        for (size_t i = b->alike_first[s]; i < b->alike_first[s + 1]; i++) {
                uint32_t t = b->alike[i].stem;
                float value = b->alike[i].like;

                for (uint32_t h = f->held_first[t]; h < f->held_first[t + 1]; h++) {
                        uint32_t slot = f->slot[f->held[h]];

                        out.count += f->line[slot] == 0;
                        f->touched[slot / WORD] |= (uint64_t)1 << slot % WORD;
                        f->line[slot] += value * b->norm[f->held[h]];
                        out.most = f->line[slot] > out.most ? f->line[slot] : out.most;
                }
        }
        return out;
}

/* Room for so many postings. 0 or -1. */
static int make_room(struct model *m, struct filling *f, size_t postings)
{
        struct model_posting *posting = room_for(m->posting, &f->posting_cap, postings, sizeof *posting);

        if (!posting)
                return -1;
        m->posting = posting;
        return 0;
}

/* A new row, all 0; NULL when memory ran out. */
static uint8_t *add_row(struct model *m, struct filling *f, uint32_t *number)
{
        uint8_t *row = room_for(m->dense, &f->dense_cap, (f->dense + 1) * m->slots, sizeof *row);

        if (!row)
                return NULL;
        m->dense = row;
        row += f->dense * m->slots;
        memset(row, 0, m->slots);
        *number = (uint32_t)f->dense++;
        return row;
}

/* *last: the slot of the posting before. */
static void post(struct model *m, struct filling *f, uint32_t *last, uint32_t slot, uint8_t value)
{
        for (; slot - *last > UINT8_MAX; *last += UINT8_MAX)
                m->posting[f->postings++] = (struct model_posting){UINT8_MAX, 0};
        m->posting[f->postings++] = (struct model_posting){(uint8_t)(slot - *last), value};
        *last = slot;
}

/* The line becomes a stem's row of values, or its postings. */
static int keep(struct model *m, struct model_stem *stem, struct filling *f, struct spread spread)
{
        float step = spread.most / UINT8_MAX;
        bool dense = spread.count > m->slots / DENSE;
        uint8_t *row = dense ? add_row(m, f, &stem->dense) : NULL;
        uint32_t last = 0;

        if (dense ? !row : make_room(m, f, f->postings + spread.count + m->slots / UINT8_MAX) < 0)
                return -1;
        stem->step = step * MODEL_SCALE;
        for (size_t w = 0; w <= m->slots / WORD; w++)
                for (; f->touched[w]; f->touched[w] &= f->touched[w] - 1) {
                        uint32_t slot = (uint32_t)(w * WORD) + (uint32_t)__builtin_ctzll(f->touched[w]);
                        float likeness = f->line[slot];
                        uint8_t value = (uint8_t)(likeness / step + 0.5f);

                        f->line[slot] = 0;
                        if (likeness < POSTING_LEAST || !value)
                                continue;
                        if (dense)
                                row[slot] = value;
                        else
                                post(m, f, &last, slot, value);
                }
        return 0;
}

static int fill_stems(struct model_build *b, struct filling *f)
{
        struct model *m = b->m;

        for (uint32_t s = 0; s < m->stems; s++) {
                m->stem[s].first = (uint32_t)f->postings;
                if (m->stem[s].weight > 0 && keep(m, &m->stem[s], f, spread(b, s, f)) < 0)
                        return -1;
        }
        m->stem[m->stems].first = (uint32_t)f->postings;
        return 0;
}

static int fill_pairs(struct model_build *b, const struct filling *f)
{
        struct model *m = b->m;
        uint32_t *filled = calloc(m->pairs + 1, sizeof *filled);

        m->pair_slot = malloc((m->pair[m->pairs].first + 1) * sizeof *m->pair_slot);
        if (!filled || !m->pair_slot) {
                free(filled);
                return -1;
        }
        for (uint32_t a = 0; a < m->asks; a++)
                for (uint32_t i = b->ask_first[a]; i + 1 < b->ask_first[a + 1]; i++) {
                        const struct model_pair *pair = model_pair(m, b->stem_of[i], b->stem_of[i + 1]);

                        m->pair_slot[pair->first + filled[pair - m->pair]++] = (uint16_t)f->slot[a];
                }
        free(filled);
        return 0;
}

/* Gives back what was room for more. */
static void fit(struct model *m, const struct filling *f)
{
        m->posting = room_fit(m->posting, f->postings + 1, sizeof *m->posting);
        m->dense = room_fit(m->dense, f->dense * m->slots + 1, sizeof *m->dense);
        m->pair = room_fit(m->pair, m->pairs + 1, sizeof *m->pair);
}

int model_tabulate(struct model_build *b)
{
        struct filling f = {0};
        int status = -1;

        if (invert(b, &f) == 0 && fill_norms(b, &f) == 0 && fill_stems(b, &f) == 0 && model_find_pairs(b) == 0 &&
            fill_pairs(b, &f) == 0)
                status = 0;
        if (status == 0)
                fit(b->m, &f);
        free(f.touched);
        free(f.line);
        free(f.slot);
        free(f.held);
        free(f.held_first);
        return status;
}
