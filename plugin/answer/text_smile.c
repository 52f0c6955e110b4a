/* text_smile.c - how long a smiley is. Knows shapes, and no word. */
#include "text_smile.h"

#include <stdbool.h>
#include <string.h>

/* Is the byte there, and one of these? */
static bool is_of(const unsigned char *s, const unsigned char *end, const char *these)
{
        return s < end && *s && strchr(these, *s);
}

/* :D ;-P =3 >:O :'D, the mouth once or held: where it ends, or NULL. */
static const unsigned char *face(const unsigned char *s, const unsigned char *end)
{
        const unsigned char *mouth;

        s += is_of(s, end, ">");
        if (!is_of(s, end, ":;="))
                return NULL;
        s++;
        s += is_of(s, end, "-'");
        if (!is_of(s, end, "DdPpOoSsXxCcBbLlVvQq3"))
                return NULL;
        for (mouth = s; s < end && *s == *mouth;)
                s++;
        return s;
}

/* T_T o_O x.x: the same letter on both sides. A nought may stand for one o of them. */
static const unsigned char *eyes(const unsigned char *s, const unsigned char *end)
{
        unsigned char first = *s, left = first == '0' ? 'o' : first | 32, right;

        if (!strchr("toxuqvny", left) || !is_of(s + 1, end, "_."))
                return NULL;
        s += 2;
        while (s < end && s[-1] == '_' && *s == '_')
                s++;
        if (s == end || (first == '0' && *s == '0')) /* 0.0 */
                return NULL;
        right = *s == '0' ? 'o' : *s | 32;
        return left == right ? s + 1 : NULL;
}

/* Where the smiley at s ends, whatever follows; NULL: there is none. */
static const unsigned char *shape(const unsigned char *s, const unsigned char *end)
{
        static const char *const whole[] = { "<3", "</3", "\\o/", "o/", "\\o" };
        const unsigned char *behind;

        if (s[0] == 'x' || s[0] == 'X') {
                for (behind = s + 1; is_of(behind, end, "dD");)
                        behind++;
                if (behind > s + 1)
                        return behind;
        }
        for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
                size_t length = strlen(whole[i]);

                if ((size_t)(end - s) >= length && memcmp(s, whole[i], length) == 0)
                        return s + length;
        }
        behind = face(s, end);
        return behind ? behind : eyes(s, end);
}

size_t text_smile(const unsigned char *in, size_t at, size_t length)
{
        const unsigned char *s = in + at, *end = in + length, *behind, *after;
        bool letter = (*s | 32) >= 'a' && (*s | 32) <= 'z';

        if (length - at < 2 || !strchr(letter ? "_./dD" : ":;=<>\\0", letter ? s[1] : *s))
                return 0;
        if (at > 0 && s[-1] > ' ' && !strchr(letter ? "!?)" : "!?).", s[-1]))
                return 0;
        behind = shape(s, end);
        if (!behind)
                return 0;
        for (after = behind; is_of(after, end, ".,!?)");)
                after++;
        return after == end || *after <= ' ' ? (size_t)(behind - s) : 0;
}
