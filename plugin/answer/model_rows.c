/* model_rows.c - packs decisions: most words speak for or against a few entries alone. Knows
 * rows of bytes, and nothing of what they decide. */
#include <endian.h>
#include <string.h>

#include "model_parts.h"
#include "room.h"

#define FULL 24 /* with so many entries of a word that are not 0, all are kept: see sums_decision */

/* A bit for each of eight bytes: is it not 0? Each byte's bits fall into its lowest one, and a product
 * that carries nothing puts those into the highest byte. */
static uint64_t not_0(const int8_t *bytes)
{
        uint64_t eight;

        memcpy(&eight, bytes, sizeof eight);
        eight = le64toh(eight);
        eight |= eight >> 4;
        eight |= eight >> 2;
        eight |= eight >> 1;
        return (eight & 0x0101010101010101u) * 0x0102040810204080u >> 56;
}

/* Which of a word's entries are kept. */
static uint64_t kept(const int8_t *row)
{
        uint64_t bits = 0;

        for (unsigned e = 0; e < MODEL_WORD; e += 8)
                bits |= not_0(row + e) << e;
        return __builtin_popcountll(bits) < FULL ? bits : UINT64_MAX;
}

int model_pack(struct model *m, size_t *room, const int8_t *row, float step, uint32_t *at)
{
        size_t words = m->stride / MODEL_WORD;
        size_t head = sizeof step + words * sizeof(uint64_t);
        uint8_t *into, *value;

        if (m->row_bytes >= UINT32_MAX - head - m->stride)
                return -1;
        into = room_for(m->row, room, m->row_bytes + head + m->stride, 1);
        if (into == NULL)
                return -1;
        m->row = into;
        *at = (uint32_t)m->row_bytes;
        into += m->row_bytes;
        value = into + head;
        memcpy(into, &step, sizeof step);
        into += sizeof step;
        for (size_t w = 0; w < words; w++, row += MODEL_WORD, into += sizeof(uint64_t)) {
                uint64_t bits = kept(row);

                memcpy(into, &bits, sizeof bits);
                for (; bits != 0; bits &= bits - 1)
                        *value++ = (uint8_t)row[__builtin_ctzll(bits)];
        }
        m->row_bytes = (size_t)(value - m->row);
        return 0;
}
