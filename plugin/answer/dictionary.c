/* dictionary.c - is this a word at all?
 *
 * Reads the file and hashes its words; what is made of the hashes is the
 * lexicon's business. Possessives (cat's) are left out: text and lexicon split
 * them. */
#include "dictionary.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"
#include "vocab.h"

#define CHUNK 65536 /* bytes read at a time */

struct fill {
        struct prints_list *list;
        struct text text;
        bool skip; /* the rest of a line that is longer than a chunk */
        size_t held;
        char bytes[CHUNK + 8]; /* letters() reads eight at a time */
};

/* A line that is not letters of ASCII alone. Possessives are left out. */
static int add_text(struct fill *fill, const char *s, size_t length)
{
        if (length > TEXT_WORD_BYTES)
                return 0;
        text_read(&fill->text, s, length);
        for (size_t i = 0; i < fill->text.count; i++)
                if (prints_add(fill->list, vocab_hash(fill->text.word[i].s,
                                                       fill->text.word[i].length)) < 0)
                        return -1;
        return 0;
}

/* The letters of ASCII at s, made lower case; what is behind the last of them is 0. At most
 * eight; *count says how many. Eight bytes can be read. */
static uint64_t letters(const char *s, unsigned *count)
{
        const uint64_t ones = UINT64_C(0x0101010101010101);
        uint64_t bytes, low, other;

        memcpy(&bytes, s, sizeof bytes);
        bytes = le64toh(bytes) | ones * 0x20;
        /* The upper bit of each byte that is no letter: none is carried to the next byte. */
        low = bytes & ones * 0x7f;
        other = (~(low + ones * (0x80 - 'a')) | (low + ones * (0x7f - 'z')) | bytes) & ones * 0x80;
        *count = 8;
        if (other == 0)
                return bytes;
        *count = (unsigned)__builtin_ctzll(other) / 8;
        return bytes & ((UINT64_C(1) << 8 * *count) - 1);
}

/* A line that ends in a newline; returns what lies behind it, or NULL: memory ran out. */
static const char *add_line(struct fill *fill, const char *s)
{
        const char *start = s, *end;
        uint64_t hash = VOCAB_HASH, bytes;
        unsigned count;

        /* This is where the time goes: most lines are letters alone. */
        do {
                bytes = letters(s, &count);
                if (count > 0)
                        hash = vocab_hash_on(hash, bytes);
                s += count;
        } while (count == 8);
        if (*s == '\n') {
                if (s != start && s - start <= TEXT_WORD_BYTES &&
                    prints_add(fill->list, vocab_hash_end(hash)) < 0)
                        return NULL;
                return s + 1;
        }
        end = memchr(s, '\n', (size_t)(fill->bytes + sizeof fill->bytes - s));
        if (*s != '\'' && add_text(fill, start, (size_t)(end - start)) < 0)
                return NULL;
        return end + 1;
}

/* Adds the whole lines among the bytes held and keeps the rest for the next time. */
static int add_lines(struct fill *fill)
{
        const char *end = memrchr(fill->bytes, '\n', fill->held);
        const char *s = fill->bytes;

        if (end == NULL) {
                fill->skip |= fill->held == CHUNK;
                fill->held = fill->held == CHUNK ? 0 : fill->held;
                return 0;
        }
        if (fill->skip)
                s = (const char *)memchr(s, '\n', fill->held) + 1;
        fill->skip = false;
        while (s != NULL && s <= end)
                s = add_line(fill, s);
        if (s == NULL)
                return -1;
        fill->held -= (size_t)(s - fill->bytes);
        memmove(fill->bytes, s, fill->held);
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

/* 0; 1 with errno: it cannot be read; -1: memory ran out. */
static int read_all(struct fill *fill, int fd)
{
        size_t total = 0;
        ssize_t got;

        while (total <= DICTIONARY_BYTES_MAX) {
                got = read(fd, fill->bytes + fill->held, CHUNK - fill->held);
                if (got < 0 && errno == EINTR)
                        continue;
                if (got < 0)
                        return 1;
                if (got == 0)
                        break;
                fill->held += (size_t)got;
                total += (size_t)got;
                if (add_lines(fill) < 0)
                        return -1;
        }
        if (fill->held > 0 && !fill->skip) { /* the last line may lack its newline */
                fill->bytes[fill->held++] = '\n';
                return add_lines(fill);
        }
        return 0;
}

int dictionary_read(struct prints_list *list, const char *path, char *why, size_t cap)
{
        struct stat stat;
        struct fill *fill = NULL;
        int status = 1;
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

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
        fill = calloc(1, sizeof *fill);
        if (fill != NULL)
                fill->list = list;
        status = fill != NULL ? read_all(fill, fd) : -1;
        if (status > 0)
                fail(path, strerror(errno), why, cap);
        if (status < 0)
                snprintf(why, cap, "out of memory");
out:
        free(fill);
        if (fd >= 0)
                close(fd);
        return status == 0 ? 0 : -1;
}
