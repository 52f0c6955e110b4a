/* names.c - ids in a hash table, by the letters that count. It knows no
 * commands: when an id is looked for is chat.c's to say. */
#include "names.h"

#include <stdlib.h>
#include <string.h>

static char small(char c)
{
        return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* FNV-1a (Fowler, Noll, Vo), begun with HASH. */
#define HASH 2166136261u

static uint32_t hash_on(uint32_t hash, char c)
{
        return (hash ^ (unsigned char)c) * 16777619u;
}

static const char *skip_marks(const char *id)
{
        return id + strspn(id, "-_.");
}

static uint32_t hash_of(const char *id)
{
        uint32_t hash = HASH;

        for (id = skip_marks(id); *id; id = skip_marks(id + 1))
                hash = hash_on(hash, small(*id));
        return hash;
}

static bool is_named(const struct reading *r, size_t at, const char *id)
{
        for (; at < r->word_count; at++)
                for (const char *c = r->word[at].written; *c; c++) {
                        id = skip_marks(id);
                        if (small(*id) != *c)
                                return false;
                        id++;
                }
        return *skip_marks(id) == '\0';
}

static void put(struct names *names, uint32_t entry)
{
        size_t at = hash_of(names->faq->entry[entry].id) & (names->size - 1);

        while (names->slot[at])
                at = (at + 1) & (names->size - 1);
        names->slot[at] = entry + 1;
}

int names_init(struct names *names, const struct article_faq *faq)
{
        size_t passages = 0;

        *names = (struct names){faq, NULL, 16};
        for (size_t e = 0; e < faq->entry_count; e++)
                passages += faq->entry[e].kind == ARTICLE_PASSAGE;
        while (names->size < 2 * passages)
                names->size *= 2;
        names->slot = calloc(names->size, sizeof *names->slot);
        if (!names->slot)
                return -1;
        for (uint32_t e = 0; e < faq->entry_count; e++)
                if (faq->entry[e].kind == ARTICLE_PASSAGE)
                        put(names, e);
        return 0;
}

void names_fini(struct names *names)
{
        free(names->slot);
        *names = (struct names){0};
}

/* Entries of one hash stand in their own order: the first one comes first. */
uint32_t names_find(const struct names *names, const struct reading *r, size_t at)
{
        uint32_t hash = HASH;

        if (!names->slot)
                return NAMES_NONE;
        for (size_t i = at; i < r->word_count; i++)
                for (const char *c = r->word[i].written; *c; c++)
                        hash = hash_on(hash, *c);
        for (size_t slot = hash & (names->size - 1); names->slot[slot]; slot = (slot + 1) & (names->size - 1))
                if (is_named(r, at, names->faq->entry[names->slot[slot] - 1].id))
                        return names->slot[slot] - 1;
        return NAMES_NONE;
}
