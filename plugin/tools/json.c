/* json.c - texts as JSON has them. */
#include "json.h"

#include <stdio.h>

#include <utf8proc.h>

void json_print(const char *text)
{
        const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;

        putchar('"');
        while (*at) {
                utf8proc_int32_t c;
                utf8proc_ssize_t n = utf8proc_iterate(at, -1, &c);

                if (n <= 0) {
                        fputs("\\ufffd", stdout);
                        n = 1;
                } else if (c == '"' || c == '\\') {
                        printf("\\%c", (char)c);
                } else if (c < 0x20 || c == 0x7f) {
                        printf("\\u%04x", (unsigned)c);
                } else {
                        fwrite(at, 1, (size_t)n, stdout);
                }
                at += n;
        }
        putchar('"');
}
