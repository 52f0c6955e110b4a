/* text_code.c - how long a formatting code is. */
#include "text_code.h"

#include <stdbool.h>

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
        return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/* The bytes of a colour at s: one or two digits, or six of hex; else 0. */
static size_t colour(const char *s, const char *end, bool hex)
{
        size_t most = hex ? 6 : 2, n = 0;

        while (n < most && s + n < end && (hex ? is_hex(s[n]) : is_digit(s[n])))
                n++;
        return hex && n < most ? 0 : n;
}

size_t irc_code(const char *s, const char *end)
{
        size_t first, second = 0;
        bool hex = *s == 0x04;

        switch (*s) {
        case 0x01: case 0x02: case 0x0f: case 0x11: case 0x16: case 0x1d: case 0x1e: case 0x1f:
                return 1;
        case 0x03: case 0x04:
                first = colour(s + 1, end, hex);
                if (first && end - s > (ptrdiff_t)first + 1 && s[1 + first] == ',')
                        second = colour(s + first + 2, end, hex);
                return 1 + first + (second ? 1 + second : 0);
        default:
                return 0;
        }
}
