/* called.c - is a message said to the bot?
 *
 * Looks at the two ends of a text. It refuses to know what is asked.
 */
#include "called.h"

#include <stdbool.h>
#include <string.h>

#define NAME_MAX_BYTES 128

/* Is what stands at text (at least `length` bytes are there) this name? */
static bool same(const struct isupport *isupport, const char *text, const char *name, size_t length)
{
        char word[NAME_MAX_BYTES];

        if (length == 0 || length >= sizeof word)
                return false;
        memcpy(word, text, length);
        word[length] = '\0';
        return isupport_same(isupport, word, name);
}

/* A byte that would make it another nick: "crampbotty", "crampbot_". */
static bool goes_on(char c)
{
        return c && !strchr(" ,.:;!?()\"'", c);
}

static bool ends_with(const struct isupport *isupport, const char *text, const char *name)
{
        size_t end = strlen(text), length = strlen(name);

        while (end > 0 && strchr(" ,.:;!?)", text[end - 1]))
                end--;
        return end >= length && same(isupport, text + end - length, name, length) &&
               (end == length || text[end - length - 1] == '@' ||
                !goes_on(text[end - length - 1]));
}

enum called called(const struct isupport *isupport, const char *text, const char *self,
                   const char *prefix, const char **rest)
{
        const char *at = text + strspn(text, " ");
        size_t length = prefix ? strlen(prefix) : 0;

        *rest = text;
        if (length && strlen(at) > length && at[length] == ' ' &&
            same(isupport, at, prefix, length)) {
                *rest = at + length + strspn(at + length, " ");
                return CALLED;
        }
        at += *at == '@';
        length = strlen(self);
        if (strlen(at) < length || !same(isupport, at, self, length) || goes_on(at[length]))
                return ends_with(isupport, text, self) ? CALLED_NAMED : CALLED_NOT;
        if (at[length] != ':' && at[length] != ',')
                return CALLED_NAMED;
        *rest = at + length + 1 + strspn(at + length + 1, " ");
        return CALLED;
}
