/* clean_flat.c - any bytes -> letters, digits and marks. Knows characters, no words. */
#include "clean_flat.h"

#include <stdbool.h>

#include <utf8proc.h>

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
        return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/* How many bytes the formatting code at s takes with what belongs to it; 0: it is none
 * (modern.ircdocs.horse/formatting). As answer/text_code.h has it, which the inbox does not need to
 * be there: test_clean.c sees that they agree. */
static size_t code_length(const char *s, size_t length)
{
        size_t at = 1, digits;

        if (*s != 0x03 && *s != 0x04)
                return *s == 0x01 || *s == 0x02 || *s == 0x0f || *s == 0x11 || *s == 0x16 ||
                       (*s >= 0x1d && *s <= 0x1f);
        for (int half = 0; half < 2; half++) {
                size_t most = *s == 0x03 ? 2 : 6, from = at + (size_t)half;

                if (half && (at == 1 || at >= length || s[at] != ','))
                        break;
                for (digits = 0; digits < most && from + digits < length &&
                                 (*s == 0x03 ? is_digit(s[from + digits]) : is_hex(s[from + digits]));)
                        digits++;
                if (*s == 0x04 && digits < 6)
                        digits = 0;
                if (digits)
                        at = from + digits;
        }
        return at;
}

/* A byte that is no UTF-8, as Windows-1252 has it: an apostrophe, a blank for dots, a dash or a hard
 * blank, or 0: nothing. */
static utf8proc_int32_t stray(unsigned char byte)
{
        switch (byte) {
        case 0x91: case 0x92:
                return '\'';
        case 0x85: case 0x96: case 0x97: case 0xa0:
                return ' ';
        default:
                return 0;
        }
}

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
                n = code_length(bytes + at, length - at);
                if (n)
                        continue;
                read = utf8proc_iterate((const utf8proc_uint8_t *)bytes + at,
                                        (utf8proc_ssize_t)(length - at), &character);
                n = read > 0 ? (size_t)read : 1;
                if (read <= 0 && !(character = stray((unsigned char)bytes[at])))
                        continue;
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
