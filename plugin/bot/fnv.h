/* fnv.h - a number for texts: FNV-1a, 64 bits (Fowler, Noll, Vo). It tells them apart, and proves nothing.
 *
 *   fnv_text(fnv_text(FNV_BASIS, "one"), "two")
 */
#ifndef BOT_FNV_H
#define BOT_FNV_H

#include <stdint.h>

#define FNV_BASIS 0xCBF29CE484222325U

static inline uint64_t fnv_on(uint64_t hash, unsigned byte)
{
        return (hash ^ byte) * 0x100000001B3U;
}

static inline uint64_t fnv_text(uint64_t hash, const char *text)
{
        for (; *text; text++)
                hash = fnv_on(hash, (unsigned char)*text);
        return hash;
}

#endif
