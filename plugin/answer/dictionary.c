/* dictionary.c - is this a word at all?
 *
 * Keeps fingerprints, not words: it can say yes or no, never "did you mean".
 * Possessives (cat's) are left out: text and lexicon split them. */
#include "dictionary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"
#include "vocab.h"

void dictionary_fini(struct dictionary *dictionary)
{
        free(dictionary->slot);
        dictionary->slot = NULL;
        dictionary->size = 0;
        dictionary->used = 0;
}

static uint32_t print_of(const char *s, size_t length)
{
        uint32_t hash = vocab_hash(s, length);

        return hash != 0 ? hash : 1;
}

static uint32_t *find(const struct dictionary *dictionary, uint32_t print)
{
        size_t at = (size_t)((uint64_t)(print * 2654435769u) * dictionary->size >> 32);

        while (dictionary->slot[at] != 0 && dictionary->slot[at] != print)
                at = at + 1 < dictionary->size ? at + 1 : 0;
        return &dictionary->slot[at];
}

bool dictionary_has(const struct dictionary *dictionary, const char *s, size_t length)
{
        return dictionary->size != 0 && *find(dictionary, print_of(s, length)) != 0;
}

/* A table that is nearly full takes no more: a look-up must find an end. */
static void add(struct dictionary *dictionary, const char *s, size_t length)
{
        uint32_t print = print_of(s, length);
        uint32_t *place = find(dictionary, print);

        if (*place != 0 || dictionary->used >= dictionary->size / 8 * 7)
                return;
        *place = print;
        dictionary->used++;
}

/* A line: ASCII letters go the short way, the rest through text_read. */
static void add_line(struct dictionary *dictionary, const char *s, size_t length,
                     struct text *text)
{
        char lower[TEXT_WORD_BYTES];
        size_t i;

        if (length == 0 || length > sizeof lower)
                return;
        for (i = 0; i < length; i++) {
                unsigned char c = (unsigned char)s[i];

                if (c == '\'')
                        return;
                if ((c | 32) < 'a' || (c | 32) > 'z')
                        break;
                lower[i] = (char)(c | 32);
        }
        if (i == length) {
                add(dictionary, lower, length);
                return;
        }
        text_read(text, s, length);
        for (i = 0; i < text->count; i++)
                add(dictionary, text->word[i].s, text->word[i].length);
}

static int fill(struct dictionary *dictionary, const char *bytes, size_t length)
{
        struct text *text;
        size_t lines = 1;
        size_t size;

        for (size_t i = 0; i < length; i++)
                if (bytes[i] == '\n' && (i < 2 || bytes[i - 2] != '\''))
                        lines++;
        /* A line with blanks or hyphens may hold several words: room for some more. */
        size = lines + lines / 3 + 64;
        text = malloc(sizeof *text);
        dictionary->slot = calloc(size, sizeof *dictionary->slot);
        dictionary->size = size;
        if (text == NULL || dictionary->slot == NULL) {
                free(text);
                return -1;
        }
        for (size_t at = 0; at < length;) {
                const char *end = memchr(bytes + at, '\n', length - at);
                size_t count = end != NULL ? (size_t)(end - bytes) - at : length - at;

                add_line(dictionary, bytes + at, count, text);
                at += count + 1;
        }
        free(text);
        return 0;
}

/* The packages that bring the usual lists. */
static const char *package_of(const char *path)
{
        static const struct { const char *file, *package; } known[] = {
                { "american-english", "wamerican" }, { "british-english", "wbritish" },
                { "words", "wamerican" },            { "ngerman", "wngerman" },
                { "french", "wfrench" },             { "spanish", "wspanish" },
                { "italian", "witalian" },           { "dutch", "wdutch" },
        };
        const char *name = strrchr(path, '/');

        name = name != NULL ? name + 1 : path;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
                if (strcmp(known[i].file, name) == 0)
                        return known[i].package;
        return NULL;
}

static int fail(const char *path, const char *reason, char *why, size_t cap)
{
        const char *package = package_of(path);

        snprintf(why, cap, "cannot read the dictionary %s: %s%s%s%s", path, reason,
                 package != NULL ? " (Debian's package " : "", package != NULL ? package : "",
                 package != NULL ? " has it)" : "");
        return -1;
}

static int read_all(int fd, char *bytes, size_t length)
{
        size_t at = 0;

        while (at < length) {
                ssize_t got = read(fd, bytes + at, length - at);

                if (got < 0 && errno == EINTR)
                        continue;
                if (got <= 0) {
                        errno = got == 0 ? EIO : errno;
                        return -1;
                }
                at += (size_t)got;
        }
        return 0;
}

int dictionary_init(struct dictionary *dictionary, const char *path, char *why, size_t cap)
{
        struct stat stat;
        char *bytes = NULL;
        int status = -1;
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

        memset(dictionary, 0, sizeof *dictionary);
        if (fd < 0 || fstat(fd, &stat) < 0) {
                fail(path, strerror(errno), why, cap);
                goto out;
        }
        if (!S_ISREG(stat.st_mode) || stat.st_size == 0 ||
            (uintmax_t)stat.st_size > DICTIONARY_BYTES_MAX) {
                fail(path, !S_ISREG(stat.st_mode) ? "not a file"
                           : stat.st_size == 0 ? "it is empty" : "it is over 64 MiB", why, cap);
                goto out;
        }
        bytes = malloc((size_t)stat.st_size);
        if (bytes == NULL || read_all(fd, bytes, (size_t)stat.st_size) < 0) {
                fail(path, strerror(errno), why, cap);
                goto out;
        }
        status = fill(dictionary, bytes, (size_t)stat.st_size);
        if (status < 0)
                snprintf(why, cap, "out of memory");
out:
        free(bytes);
        if (fd >= 0)
                close(fd);
        return status;
}
