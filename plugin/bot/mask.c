/* mask.c - does a person fit a mask?
 *
 * Compares two texts. It refuses to know what follows from it.
 */
#include "mask.h"

#include <string.h>

#define MASK_MAX 512

/* Goes back to the last star only: an earlier one could not do better. */
static bool fits(const char *mask, const char *text)
{
        const char *star = NULL, *from = NULL;

        while (*text) {
                if (*mask == '*') {
                        star = mask++;
                        from = text;
                } else if (*mask == '?' || *mask == *text) {
                        mask++;
                        text++;
                } else if (star) {
                        mask = star + 1;
                        text = ++from;
                } else {
                        return false;
                }
        }
        while (*mask == '*')
                mask++;
        return *mask == '\0';
}

bool mask_fits(const struct isupport *isupport, const char *mask, const char *source)
{
        char folded[MASK_MAX], text[MASK_MAX];

        isupport_fold(isupport, mask, folded, sizeof folded);
        isupport_fold(isupport, source, text, sizeof text);
        if (!strpbrk(folded, "!@"))
                text[strcspn(text, "!")] = '\0';
        return fits(folded, text);
}
