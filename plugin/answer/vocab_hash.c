/* vocab_hash.c - a word's bytes -> 32 bits that stand for it.
 *
 * The same on every machine. It is no guard against somebody who looks for two
 * words of one hash: the tables that use it compare, or say that they guess. */
#include "vocab.h"

#include <endian.h>
#include <string.h>

/* Fewer than eight bytes. */
static uint64_t few(const char *s, size_t length)
{
        uint64_t bytes = 0;
        unsigned shift = 0;

        if (length & 4) {
                uint32_t four;

                memcpy(&four, s, sizeof four);
                bytes = le32toh(four);
                s += 4;
                shift = 32;
        }
        if (length & 2) {
                uint16_t two;

                memcpy(&two, s, sizeof two);
                bytes |= (uint64_t)le16toh(two) << shift;
                s += 2;
                shift += 16;
        }
        if (length & 1)
                bytes |= (uint64_t)(unsigned char)*s << shift;
        return bytes;
}

uint32_t vocab_hash(const char *s, size_t length)
{
        uint64_t hash = VOCAB_HASH;

        for (; length >= 8; s += 8, length -= 8) {
                uint64_t eight;

                memcpy(&eight, s, sizeof eight);
                hash = vocab_hash_on(hash, le64toh(eight));
        }
        if (length > 0)
                hash = vocab_hash_on(hash, few(s, length));
        return vocab_hash_end(hash);
}
