/* sums.c - where a question's time goes: adding up rows. Knows numbers alone.
 *
 * Each slot and each entry is added up in the order of the question's words, so
 * that one question gets one answer on every machine. */
#include "sums.h"

#include <string.h>

#include "vector.h"

void sums_postings(int32_t *sum, const struct model_posting *from, const struct model_posting *end,
                   int32_t step)
{
        for (; from < end; from++) {
                sum += from->gap;
                *sum += from->value * step >> 8;
        }
}

static VECTOR_INLINE void add_row_body(int32_t *restrict sum, const uint8_t *restrict row, size_t slots,
                                       int32_t step)
{
        for (size_t i = 0; i < slots; i += VECTOR_SHORTS)
                for (size_t lane = 0; lane < VECTOR_SHORTS; lane++)
                        sum[i + lane] += row[i + lane] * step >> 8;
}

VECTOR_BOTH(add_row, (int32_t *sum, const uint8_t *row, size_t slots, int32_t step), (sum, row, slots, step))

void sums_row(int32_t *sum, const uint8_t *row, size_t slots, int32_t step)
{
        add_row(sum, row, slots, step);
}

void sums_pair(int32_t *sum, const uint16_t *from, const uint16_t *end, const uint16_t *norm, uint32_t value)
{
        for (; from < end; from++)
                sum[*from] += (int32_t)(value * norm[*from] >> MODEL_NORM_BITS);
}

static VECTOR_INLINE void add_word_body(float *restrict into, const int8_t *restrict value, float scale)
{
        for (size_t e = 0; e < MODEL_WORD; e += VECTOR_BYTES)
                for (size_t lane = 0; lane < VECTOR_BYTES; lane++)
                        into[e + lane] += scale * value[e + lane];
}

VECTOR_BOTH(add_word, (float *into, const int8_t *value, float scale), (into, value, scale))

void sums_decision(float *into, const uint8_t *row, size_t entries, float scale)
{
        const uint8_t *bits_at = row + sizeof scale;
        const int8_t *value = (const int8_t *)bits_at + entries / MODEL_WORD * sizeof(uint64_t);
        uint64_t bits;
        float step;

        memcpy(&step, row, sizeof step);
        scale *= step;
        for (; entries > 0; entries -= MODEL_WORD, into += MODEL_WORD, bits_at += sizeof bits) {
                memcpy(&bits, bits_at, sizeof bits);
                if (bits == UINT64_MAX) {
                        add_word(into, value, scale);
                        value += MODEL_WORD;
                        continue;
                }
                for (; bits != 0; bits &= bits - 1)
                        into[__builtin_ctzll(bits)] += scale * *value++;
        }
}

static VECTOR_INLINE void weigh_entry(const int32_t *sum, size_t slots, float scale, struct match_one *one)
{
        float top[VECTOR_FLOATS] = {0}, total[VECTOR_FLOATS] = {0};

        for (size_t i = 0; i < slots; i += VECTOR_FLOATS)
                for (size_t lane = 0; lane < VECTOR_FLOATS; lane++) {
                        float x = (float)sum[i + lane] * scale, y = 1 + 0.375f * x;

                        top[lane] = x > top[lane] ? x : top[lane];
                        y *= y, y *= y, y *= y, y *= y;
                        total[lane] += y - 1;
                }
        for (size_t lane = 1; lane < VECTOR_FLOATS; lane++) {
                top[0] = top[lane] > top[0] ? top[lane] : top[0];
                total[0] += total[lane];
        }
        one->likest = top[0];
        one->many = 1 + total[0];
}

static VECTOR_INLINE void weigh_entries_body(const int32_t *sum, const uint32_t *first, size_t entries,
                                             float scale, struct match_one *one)
{
        for (size_t e = 0; e < entries; e++)
                weigh_entry(sum + first[e], first[e + 1] - first[e], scale, &one[e]);
}

VECTOR_BOTH(weigh_entries, (const int32_t *sum, const uint32_t *first, size_t entries, float scale,
                            struct match_one *one), (sum, first, entries, scale, one))

void sums_entries(const int32_t *sum, const uint32_t *first, size_t entries, float scale,
                  struct match_one *one)
{
        weigh_entries(sum, first, entries, scale, one);
}
