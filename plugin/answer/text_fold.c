/* text_fold.c - one character that is not ASCII -> what it stands for.
 *
 * utf8proc decodes, folds case and decomposes (NFKD, marks stripped, ignorable
 * characters dropped). Invalid bytes are nothing, except for the marks among
 * those of Windows-1252. It knows characters, not words. */
#include "text_fold.h"

#include <utf8proc.h>

/* What decomposition does not bring down to ASCII, but means the same. */
static int32_t plain(int32_t c)
{
        switch (c) {
        case 0x2018: case 0x2019: case 0x201a: case 0x201b: case 0x2032: case 0x02b9:
        case 0x02bc: case 0x00b4:
                return '\'';
        case 0x3001: case 0x3002: case 0x0964: case 0x06d4: case 0x060c: case 0x061b:
        case 0x2014: /* a dash between clauses */
        case 0x2028: case 0x2029: case 0x00bf: case 0x00a1:
                return '.';
        case 0x061f:
                return '?';
        case 0x2120: case 0x2122: /* not the letters sm and tm */
                return ' ';
        default:
                return c;
        }
}

/* Puts one decomposed character behind the others, if it is anything. */
static void add(int32_t c, int32_t *out, size_t *count)
{
        c = plain(c);
        if (c < 0x80) {
                out[(*count)++] = c;
                return;
        }
        switch (utf8proc_category(c)) {
        case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_NL:
                out[(*count)++] = c;
                break;
        case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME:
        case UTF8PROC_CATEGORY_CF:
                break;
        default:
                out[(*count)++] = ' ';
        }
}

/* What a byte stands for that is no UTF-8, as Windows-1252 has it
 * (encoding.spec.whatwg.org); 0: nothing. */
static int32_t stray(unsigned char byte)
{
        switch (byte) {
        case 0x91: case 0x92: /* curly quotes */
                return '\'';
        case 0x85: case 0x97: /* three dots, a dash between clauses */
                return '.';
        case 0x96: case 0xa0: /* a dash inside, a hard blank */
                return ' ';
        default:
                return 0;
        }
}

size_t text_fold(const unsigned char *bytes, size_t length, int32_t out[TEXT_FOLD_MAX],
                 size_t *count)
{
        utf8proc_int32_t parts[TEXT_FOLD_MAX];
        utf8proc_int32_t c;
        utf8proc_ssize_t read = utf8proc_iterate(bytes, (utf8proc_ssize_t)length, &c);
        utf8proc_ssize_t n;
        int last_class = 0;

        *count = 0;
        if (read <= 0) {
                out[0] = stray(bytes[0]);
                *count = out[0] != 0;
                return 1;
        }
        if (plain(c) != c) {
                out[(*count)++] = plain(c);
                return (size_t)read;
        }
        n = utf8proc_decompose_char(c, parts, TEXT_FOLD_MAX,
                                    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                                    UTF8PROC_IGNORE | UTF8PROC_STRIPMARK, &last_class);
        for (utf8proc_ssize_t i = 0; i < n && i < TEXT_FOLD_MAX; i++)
                add(parts[i], out, count);
        return (size_t)read;
}
