/* utf8.h - one well-formed UTF-8 character (RFC 3629, table 3-7 of Unicode).
 */
#ifndef BOT_UTF8_H
#define BOT_UTF8_H

#include <stddef.h>

/* Bytes of the character at the start of text[0..length), 1 to 4; 0 when what
 * stands there is not UTF-8: overlong, a surrogate, beyond U+10FFFF, cut. */
static inline size_t utf8_char(const char *text, size_t length)
{
        const unsigned char *s = (const unsigned char *)text;
        unsigned char low = 0x80, high = 0xBF;
        size_t need;

        if (!length)
                return 0;
        if (s[0] < 0x80)
                return 1;
        if (s[0] < 0xC2 || s[0] > 0xF4)
                return 0;
        need = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
        if (length < need)
                return 0;
        if (s[0] == 0xE0)
                low = 0xA0;
        else if (s[0] == 0xED)
                high = 0x9F;
        else if (s[0] == 0xF0)
                low = 0x90;
        else if (s[0] == 0xF4)
                high = 0x8F;
        if (s[1] < low || s[1] > high)
                return 0;
        for (size_t i = 2; i < need; i++)
                if ((s[i] & 0xC0) != 0x80)
                        return 0;
        return need;
}

/* The well-formed character is a control code: C0, DEL, C1 (U+0080..U+009F)
 * or one of U+2028 and U+2029, which some programs take for line ends. */
static inline int utf8_is_control(const char *text, size_t bytes)
{
        const unsigned char *s = (const unsigned char *)text;

        if (bytes == 1)
                return s[0] < 0x20 || s[0] == 0x7F;
        if (bytes == 2)
                return s[0] == 0xC2 && s[1] < 0xA0;
        return bytes == 3 && s[0] == 0xE2 && s[1] == 0x80 && (s[2] == 0xA8 || s[2] == 0xA9);
}

#endif
