/* vocab.c - every word that is known, each once, with its stem.
 *
 * Two hash tables with linear probing, over arrays that only grow. It does not
 * read texts, correct or split: it keeps what the lexicon tells it. */
#include "vocab.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <libstemmer.h>

#include "lexicon.h"

bool vocab_speaks(const char *language)
{
        const char **names = sb_stemmer_list();

        for (; *names != NULL; names++)
                if (strcmp(*names, language) == 0)
                        return true;
        return false;
}

int vocab_init(struct vocab *vocab, const char *language)
{
        memset(vocab, 0, sizeof *vocab);
        if (!vocab_speaks(language))
                return -1;
        vocab->stemmer = sb_stemmer_new(language, "UTF_8");
        return vocab->stemmer != NULL ? 0 : -1;
}

void vocab_fini(struct vocab *vocab)
{
        sb_stemmer_delete(vocab->stemmer);
        free(vocab->words);
        free(vocab->word_index.slot);
        free(vocab->stems);
        free(vocab->stem_index.slot);
        free(vocab->ids);
        arena_fini(&vocab->arena);
        memset(vocab, 0, sizeof *vocab);
}

uint32_t vocab_hash(const char *s, size_t length)
{
        uint32_t hash = 2166136261u;

        for (size_t i = 0; i < length; i++)
                hash = (hash ^ (unsigned char)s[i]) * 16777619u;
        return hash ^ hash >> 15;
}

/* Room for one more element in an array; 0 or -1. */
static int grow(void **array, size_t *room, size_t count, size_t size)
{
        size_t more = *room != 0 ? *room * 2 : 256;
        void *bigger;

        if (count < *room)
                return 0;
        if (more > UINT32_MAX / 2)
                return -1;
        bigger = realloc(*array, more * size);
        if (bigger == NULL)
                return -1;
        *array = bigger;
        *room = more;
        return 0;
}

static void put(struct vocab_index *index, uint32_t hash, uint32_t number)
{
        size_t at = hash & (index->size - 1);

        while (index->slot[at] != 0)
                at = (at + 1) & (index->size - 1);
        index->slot[at] = number + 1;
}

/* A table twice as large for `count` elements whose hashes stand `stride` bytes
 * apart, from `hashes` on. */
static int widen(struct vocab_index *index, size_t count, const void *hashes, size_t stride)
{
        struct vocab_index wider = { NULL, index->size != 0 ? index->size * 2 : 512 };

        if ((count + 1) * 3 <= index->size * 2)
                return 0;
        wider.slot = calloc(wider.size, sizeof *wider.slot);
        if (wider.slot == NULL)
                return -1;
        for (size_t i = 0; i < count; i++) {
                uint32_t hash;

                memcpy(&hash, (const char *)hashes + i * stride, sizeof hash);
                put(&wider, hash, (uint32_t)i);
        }
        free(index->slot);
        *index = wider;
        return 0;
}

static uint32_t find_word(const struct vocab *vocab, const char *s, size_t length, uint32_t hash)
{
        const struct vocab_index *index = &vocab->word_index;

        if (index->size == 0)
                return VOCAB_NONE;
        for (size_t at = hash & (index->size - 1); index->slot[at] != 0;
             at = (at + 1) & (index->size - 1)) {
                const struct vocab_word *word = &vocab->words[index->slot[at] - 1];

                if (word->hash == hash && word->length == length &&
                    memcmp(word->s, s, length) == 0)
                        return index->slot[at] - 1;
        }
        return VOCAB_NONE;
}

static uint32_t find_stem(const struct vocab *vocab, const char *s, size_t length, uint32_t hash)
{
        const struct vocab_index *index = &vocab->stem_index;

        if (index->size == 0)
                return VOCAB_NONE;
        for (size_t at = hash & (index->size - 1); index->slot[at] != 0;
             at = (at + 1) & (index->size - 1)) {
                const struct vocab_stem *stem = &vocab->stems[index->slot[at] - 1];

                if (stem->hash == hash && strncmp(stem->s, s, length) == 0 &&
                    stem->s[length] == '\0')
                        return index->slot[at] - 1;
        }
        return VOCAB_NONE;
}

uint32_t vocab_find(const struct vocab *vocab, const char *s, size_t length)
{
        return find_word(vocab, s, length, vocab_hash(s, length));
}

uint32_t vocab_find_stem(const struct vocab *vocab, const char *s, size_t length)
{
        return find_stem(vocab, s, length, vocab_hash(s, length));
}

const char *vocab_stem(struct vocab *vocab, const char *s, size_t length, size_t *stem_length)
{
        const sb_symbol *stem;

        *stem_length = length;
        if (length > TEXT_WORD_BYTES || (s[0] >= '0' && s[0] <= '9'))
                return s;
        stem = sb_stemmer_stem(vocab->stemmer, (const sb_symbol *)s, (int)length);
        if (stem == NULL || sb_stemmer_length(vocab->stemmer) <= 0)
                return s;
        *stem_length = (size_t)sb_stemmer_length(vocab->stemmer);
        return (const char *)stem;
}

static float info_of(float share)
{
        return (float)-log((double)share * 1e-6 + 2e-7);
}

uint32_t vocab_enter_stem(struct vocab *vocab, const char *s, size_t length)
{
        uint32_t hash = vocab_hash(s, length);
        uint32_t found = find_stem(vocab, s, length, hash);
        struct vocab_stem *stem;
        void *array = vocab->stems;

        if (found != VOCAB_NONE)
                return found;
        if (grow(&array, &vocab->stem_room, vocab->stem_count, sizeof *stem) < 0)
                return VOCAB_NONE;
        vocab->stems = array;
        if (widen(&vocab->stem_index, vocab->stem_count, &vocab->stems->hash,
                  sizeof *vocab->stems) < 0)
                return VOCAB_NONE;
        stem = &vocab->stems[vocab->stem_count];
        memset(stem, 0, sizeof *stem);
        stem->s = arena_text(&vocab->arena, s, length);
        if (stem->s == NULL)
                return VOCAB_NONE;
        stem->hash = hash;
        stem->id = LEXICON_NO_STEM;
        stem->info = info_of(0);
        put(&vocab->stem_index, hash, (uint32_t)vocab->stem_count);
        return (uint32_t)vocab->stem_count++;
}

static uint16_t flags_of(const char *s, size_t length)
{
        for (size_t i = 0; i < length; i++)
                if (s[i] < 'a' || s[i] > 'z')
                        return 0;
        return VOCAB_PLAIN;
}

uint32_t vocab_enter(struct vocab *vocab, const char *s, size_t length)
{
        uint32_t hash = vocab_hash(s, length);
        uint32_t number = find_word(vocab, s, length, hash);
        struct vocab_word word = { .hash = hash, .length = (uint16_t)length };
        const char *stem;
        size_t stem_length;
        void *array = vocab->words;

        if (number != VOCAB_NONE)
                return number;
        if (grow(&array, &vocab->word_room, vocab->word_count, sizeof word) < 0)
                return VOCAB_NONE;
        vocab->words = array;
        if (widen(&vocab->word_index, vocab->word_count, &vocab->words->hash,
                  sizeof word) < 0)
                return VOCAB_NONE;
        stem = vocab_stem(vocab, s, length, &stem_length);
        word.stem = vocab_enter_stem(vocab, stem, stem_length);
        if (word.stem == VOCAB_NONE)
                return VOCAB_NONE;
        /* Most words are their own stems: one copy does for both. */
        word.s = vocab->stems[word.stem].s;
        if (stem_length != length || memcmp(word.s, s, length) != 0)
                word.s = arena_text(&vocab->arena, s, length);
        if (word.s == NULL)
                return VOCAB_NONE;
        word.flags = flags_of(s, length);
        vocab->words[vocab->word_count] = word;
        put(&vocab->word_index, hash, (uint32_t)vocab->word_count);
        return (uint32_t)vocab->word_count++;
}

int vocab_own(struct vocab *vocab, uint32_t stem)
{
        void *array = vocab->ids;

        if (vocab->stems[stem].id != LEXICON_NO_STEM)
                return 0;
        if (grow(&array, &vocab->id_room, vocab->id_count, sizeof *vocab->ids) < 0)
                return -1;
        vocab->ids = array;
        vocab->ids[vocab->id_count] = stem;
        vocab->stems[stem].id = (uint32_t)vocab->id_count++;
        return 0;
}

void vocab_settle(struct vocab *vocab)
{
        char longest[TEXT_WORD_BYTES + 1];
        size_t length;

        memset(longest, 'y', sizeof longest);
        memcpy(longest + TEXT_WORD_BYTES - 10, "izationals", 10);
        vocab_stem(vocab, longest, TEXT_WORD_BYTES, &length);
        for (size_t i = 0; i < vocab->stem_count; i++)
                vocab->stems[i].info = info_of(vocab->stems[i].share);
}
