/* concat.c - words behind each other. It refuses to know what they say. */
#include "concat.h"

#include <string.h>

size_t concat(char *out, size_t cap, const char *const *words)
{
        size_t used = 0, all = 0;

        for (; *words; words++) {
                size_t length = strlen(*words), fits = cap - 1 - used;

                fits = length < fits ? length : fits;
                memcpy(out + used, *words, fits);
                used += fits;
                all += length;
        }
        out[used] = '\0';
        return all;
}
