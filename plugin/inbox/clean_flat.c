/* clean_flat.c - any bytes -> letters, digits and marks. Knows characters, no words. */
#include "clean_flat.h"

#include <utf8proc.h>

#include "../answer/text_code.h"
#include "../answer/text_fold.h"

/* Returns the new length of out. */
static size_t put(char *out, size_t used, utf8proc_int32_t character)
{
        utf8proc_int32_t small = utf8proc_tolower(character);
        utf8proc_uint8_t *at = (utf8proc_uint8_t *)out + used;

        if (used + 4 >= CLEAN_FLAT_BYTES)
                return used;
        if (character == 0x2018 || character == 0x2019 || character == 0x2bc)
                character = '\'';
        if (character >= 0x80)
                switch (utf8proc_category(character)) {
                case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT:
                case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO:
                        if (utf8proc_encode_char(small, at) != utf8proc_encode_char(character, at))
                                character = small; /* which clean_lower has no room for */
                        break;
                case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_CF:
                        return used;
                default:
                        character = ' ';
                }
        else if (character < ' ' || character == 0x7f)
                character = ' ';
        return used + (size_t)utf8proc_encode_char(character, at);
}

void clean_flat(char out[CLEAN_FLAT_BYTES], const char *bytes, size_t length)
{
        utf8proc_int32_t character, part[8];
        size_t used = 0;
        int last = 0;

        for (size_t at = 0, n; at < length; at += n) {
                utf8proc_ssize_t read, parts;

                if (bytes[at] >= ' ' && bytes[at] <= '~' && used + 4 < CLEAN_FLAT_BYTES) { /* nearly all */
                        out[used++] = bytes[at];
                        n = 1;
                        continue;
                }
                n = irc_code(bytes + at, bytes + length);
                if (n)
                        continue;
                read = utf8proc_iterate((const utf8proc_uint8_t *)bytes + at,
                                        (utf8proc_ssize_t)(length - at), &character);
                n = read > 0 ? (size_t)read : 1;
                if (read <= 0 && !(character = text_stray((unsigned char)bytes[at])))
                        continue;
                if (character == '.') /* a dash or dots: they part words as their UTF-8 forms do */
                        character = ' ';
                if (n == 1) {
                        used = put(out, used, character);
                        continue;
                }
                parts = utf8proc_decompose_char(character, part, 8, UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                                UTF8PROC_IGNORE | UTF8PROC_STRIPMARK, &last);
                for (utf8proc_ssize_t i = 0; i < parts && i < 8; i++)
                        used = put(out, used, part[i]);
        }
        out[used] = '\0';
}

void clean_lower(char flat[CLEAN_FLAT_BYTES])
{
        utf8proc_uint8_t *at = (utf8proc_uint8_t *)flat;
        utf8proc_int32_t character;

        for (utf8proc_ssize_t n; *at; at += n) {
                n = utf8proc_iterate(at, -1, &character);
                if (n < 1)
                        return; /* no flat text */
                if (n > 1)
                        utf8proc_encode_char(utf8proc_tolower(character), at);
                else if (*at >= 'A' && *at <= 'Z')
                        *at |= 32;
        }
}
