/* squeeze.h - texts without their blanks: what is left of a text however it was
 * broken into lines. */
#ifndef FUZZ_SQUEEZE_H
#define FUZZ_SQUEEZE_H

#include "fuzz.h"

#define SQUEEZED_MAX 65536

struct squeezed {
        size_t used;
        char text[SQUEEZED_MAX];
};

static inline bool squeeze_blank(utf8proc_int32_t c)
{
        return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
               (c >= 0x2066 && c <= 0x2069);
}

/* Adds the first length bytes; what is no UTF-8 as U+FFFD, byte by byte. */
static inline void squeeze(struct squeezed *to, const char *from, size_t length)
{
        for (size_t i = 0; i < length && to->used + 5 < SQUEEZED_MAX;) {
                utf8proc_int32_t c;
                utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)from + i, -1, &c);

                if (n <= 0)
                        c = 0xfffd;
                i += n > 0 ? (size_t)n : 1;
                if (!squeeze_blank(c))
                        to->used += (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)to->text + to->used);
        }
        to->text[to->used] = '\0';
}

/* One of its lines, with what came before. */
static inline void squeeze_text(struct squeezed *to, const char *from)
{
        squeeze(to, from, strlen(from));
}

#endif
