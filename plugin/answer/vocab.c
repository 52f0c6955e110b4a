/* vocab.c - every word that is known, each once, with its stem.
 *
 * Two hash tables with linear probing, over arrays that only grow. It does not
 * read texts, correct or split: it keeps what the lexicon tells it. */
#include "vocab.h"

#include <stdlib.h>
#include <string.h>

#include <libstemmer.h>

#include "lexicon.h"
#include "room.h"

#define BLOCK 1024
#define FETCH 32 /* words */

bool vocab_speaks(const char *language)
{
        const char **names = sb_stemmer_list();

        for (; *names != NULL; names++)
                if (strcmp(*names, language) == 0)
                        return true;
        return false;
}

static bool is_ascii(const char *s, size_t length)
{
        unsigned char all = 0;

        for (size_t i = 0; i < length; i++)
                all |= (unsigned char)s[i];
        return all < 0x80;
}

/* By one of the two stemmers; NULL: it has nothing to say. */
static const char *stem_by(struct sb_stemmer *stemmer, const char *s, size_t length,
                           size_t *stem_length)
{
        const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)s, (int)length);

        if (stem == NULL || sb_stemmer_length(stemmer) <= 0)
                return NULL;
        *stem_length = (size_t)sb_stemmer_length(stemmer);
        return (const char *)stem;
}

/* Grows the stemmer's own buffer to what it will ever need. */
static void stretch(struct sb_stemmer *stemmer)
{
        char longest[TEXT_WORD_BYTES];
        size_t length;

        memset(longest, 'y', sizeof longest);
        memcpy(longest + TEXT_WORD_BYTES - 10, "izationals", 10);
        stem_by(stemmer, longest, sizeof longest, &length);
}

int vocab_init(struct vocab *vocab, const char *language)
{
        memset(vocab, 0, sizeof *vocab);
        if (!vocab_speaks(language))
                return -1;
        vocab->stemmer = sb_stemmer_new(language, "UTF_8");
        if (vocab->stemmer == NULL)
                return -1;
        stretch(vocab->stemmer);
        vocab->ascii = sb_stemmer_new(language, "ISO_8859_1");
        if (vocab->ascii != NULL)
                stretch(vocab->ascii);
        return 0;
}

void vocab_fini(struct vocab *vocab)
{
        sb_stemmer_delete(vocab->stemmer);
        sb_stemmer_delete(vocab->ascii);
        free(vocab->words);
        free(vocab->word_index.slot);
        free(vocab->stems);
        free(vocab->stem_index.slot);
        free(vocab->ids);
        for (size_t i = 0; i < vocab->block_count; i++)
                free(vocab->block[i]);
        free(vocab->block);
        talk_fini(&vocab->talk);
        memset(vocab, 0, sizeof *vocab);
}

uint32_t vocab_keep(struct vocab *vocab, const char *s, size_t length)
{
        char *text;

        if (length > VOCAB_TEXT_MAX || vocab->block_count >= UINT32_MAX / BLOCK - 1)
                return VOCAB_NONE;
        if (vocab->block_count == 0 || length + 1 > BLOCK - vocab->block_used) {
                char **bigger = realloc(vocab->block, (vocab->block_count + 1) * sizeof *bigger);

                if (bigger == NULL)
                        return VOCAB_NONE;
                vocab->block = bigger;
                vocab->block[vocab->block_count] = malloc(BLOCK);
                if (vocab->block[vocab->block_count] == NULL)
                        return VOCAB_NONE;
                vocab->block_count++;
                vocab->block_used = 0;
        }
        text = vocab->block[vocab->block_count - 1] + vocab->block_used;
        memcpy(text, s, length);
        text[length] = '\0';
        vocab->block_used += length + 1;
        return (uint32_t)((vocab->block_count - 1) * BLOCK + vocab->block_used - length - 1);
}

const char *vocab_text(const struct vocab *vocab, uint32_t at)
{
        return vocab->block[at / BLOCK] + at % BLOCK;
}

/* Where a hash is looked for first, and where next. */
static size_t begin(const struct vocab_index *index, uint32_t hash)
{
        return (size_t)((uint64_t)(hash * 2654435769u) * index->size >> 32);
}

static size_t next(const struct vocab_index *index, size_t at)
{
        return at + 1 < index->size ? at + 1 : 0;
}

static void put(struct vocab_index *index, uint32_t hash, uint32_t number)
{
        size_t at = begin(index, hash);

        while (index->slot[at] != 0)
                at = next(index, at);
        index->slot[at] = number + 1;
}

static uint32_t hash_of(const struct vocab *vocab, uint32_t at)
{
        const char *s = vocab_text(vocab, at);

        return vocab_hash(s, strlen(s));
}

/* A table of that size for `count` elements of `stride` bytes that begin with their text's
 * place. */
static int resize(const struct vocab *vocab, struct vocab_index *index, size_t size, size_t count,
                  const void *elements, size_t stride)
{
        struct vocab_index other = { calloc(size, sizeof *other.slot), size };

        if (other.slot == NULL)
                return -1;
        for (size_t i = 0; i < count; i++) {
                uint32_t at;

                memcpy(&at, (const char *)elements + i * stride, sizeof at);
                put(&other, hash_of(vocab, at), (uint32_t)i);
        }
        free(index->slot);
        *index = other;
        return 0;
}

/* Room for one more. */
static int widen(const struct vocab *vocab, struct vocab_index *index, size_t count,
                 const void *elements, size_t stride)
{
        if ((count + 1) * 2 <= index->size)
                return 0;
        return resize(vocab, index, index->size != 0 ? index->size * 2 : 512, count, elements,
                      stride);
}

static uint32_t find_word(const struct vocab *vocab, const char *s, size_t length, uint32_t hash)
{
        const struct vocab_index *index = &vocab->word_index;

        if (index->size == 0)
                return VOCAB_NONE;
        for (size_t at = begin(index, hash); index->slot[at] != 0; at = next(index, at)) {
                const struct vocab_word *word = &vocab->words[index->slot[at] - 1];

                if (word->length == length && memcmp(vocab_text(vocab, word->at), s, length) == 0)
                        return index->slot[at] - 1;
        }
        return VOCAB_NONE;
}

static uint32_t find_stem(const struct vocab *vocab, const char *s, size_t length, uint32_t hash)
{
        const struct vocab_index *index = &vocab->stem_index;

        if (index->size == 0)
                return VOCAB_NONE;
        for (size_t at = begin(index, hash); index->slot[at] != 0; at = next(index, at)) {
                const char *other = vocab_text(vocab, vocab->stems[index->slot[at] - 1].at);

                if (strncmp(other, s, length) == 0 && other[length] == '\0')
                        return index->slot[at] - 1;
        }
        return VOCAB_NONE;
}

/* In rounds, so that what lies far apart is waited for together. */
void vocab_fetch(const struct vocab *vocab, const struct text_word *words, size_t count)
{
        const struct vocab_index *index = &vocab->word_index;
        uint32_t at[FETCH];

        if (index->size == 0)
                return;
        count = count < FETCH ? count : FETCH;
        for (size_t i = 0; i < count; i++) {
                at[i] = (uint32_t)begin(index, vocab_hash(words[i].s, words[i].length));
                __builtin_prefetch(&index->slot[at[i]]);
        }
        for (size_t i = 0; i < count; i++) {
                at[i] = index->slot[at[i]];
                if (at[i] != 0)
                        __builtin_prefetch(&vocab->words[--at[i]]);
                else
                        at[i] = VOCAB_NONE;
        }
        for (size_t i = 0; i < count; i++)
                if (at[i] != VOCAB_NONE) {
                        __builtin_prefetch(&vocab->stems[vocab->words[at[i]].stem]);
                        __builtin_prefetch(vocab_text(vocab, vocab->words[at[i]].at));
                }
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
        const char *stem;

        *stem_length = length;
        if (length > TEXT_WORD_BYTES || (s[0] >= '0' && s[0] <= '9'))
                return s;
        if (vocab->ascii != NULL && is_ascii(s, length)) {
                stem = stem_by(vocab->ascii, s, length, stem_length);
                if (stem != NULL && is_ascii(stem, *stem_length))
                        return stem;
                *stem_length = length;
        }
        stem = stem_by(vocab->stemmer, s, length, stem_length);
        return stem != NULL ? stem : s;
}

static uint32_t enter_stem(struct vocab *vocab, const char *s, size_t length)
{
        uint32_t hash = vocab_hash(s, length);
        uint32_t found = find_stem(vocab, s, length, hash);
        struct vocab_stem stem = { .id = LEXICON_NO_STEM };
        struct vocab_stem *bigger;

        if (found != VOCAB_NONE)
                return found;
        bigger = room_for(vocab->stems, &vocab->stem_room, vocab->stem_count + 1, sizeof stem);
        if (bigger == NULL)
                return VOCAB_NONE;
        vocab->stems = bigger;
        if (widen(vocab, &vocab->stem_index, vocab->stem_count, vocab->stems, sizeof stem) < 0)
                return VOCAB_NONE;
        stem.at = vocab_keep(vocab, s, length);
        if (stem.at == VOCAB_NONE)
                return VOCAB_NONE;
        stem.info = talk_info(&vocab->talk, hash, NULL);
        vocab->stems[vocab->stem_count] = stem;
        put(&vocab->stem_index, hash, (uint32_t)vocab->stem_count);
        return (uint32_t)vocab->stem_count++;
}

static bool is_plain(const char *s, size_t length)
{
        for (size_t i = 0; i < length; i++)
                if (s[i] < 'a' || s[i] > 'z')
                        return false;
        return true;
}

uint32_t vocab_enter(struct vocab *vocab, const char *s, size_t length)
{
        uint32_t hash = vocab_hash(s, length);
        uint32_t number = find_word(vocab, s, length, hash);
        struct vocab_word word = { .length = (uint8_t)length, .plain = is_plain(s, length) };
        const char *stem;
        size_t stem_length;
        struct vocab_word *bigger;

        if (number != VOCAB_NONE)
                return number;
        bigger = length <= UINT8_MAX
                         ? room_for(vocab->words, &vocab->word_room, vocab->word_count + 1, sizeof word) : NULL;
        if (bigger == NULL)
                return VOCAB_NONE;
        vocab->words = bigger;
        if (widen(vocab, &vocab->word_index, vocab->word_count, vocab->words, sizeof word) < 0)
                return VOCAB_NONE;
        stem = vocab_stem(vocab, s, length, &stem_length);
        word.stem = enter_stem(vocab, stem, stem_length);
        if (word.stem == VOCAB_NONE)
                return VOCAB_NONE;
        /* Most words are their own stems: one copy does for both. */
        word.at = vocab->stems[word.stem].at;
        if (stem_length != length || memcmp(vocab_text(vocab, word.at), s, length) != 0)
                word.at = vocab_keep(vocab, s, length);
        if (word.at == VOCAB_NONE)
                return VOCAB_NONE;
        vocab->words[vocab->word_count] = word;
        put(&vocab->word_index, hash, (uint32_t)vocab->word_count);
        return (uint32_t)vocab->word_count++;
}

int vocab_own(struct vocab *vocab, uint32_t stem)
{
        uint32_t *bigger;

        if (vocab->stems[stem].id != LEXICON_NO_STEM)
                return 0;
        bigger = room_for(vocab->ids, &vocab->id_room, vocab->id_count + 1, sizeof *bigger);
        if (bigger == NULL)
                return -1;
        vocab->ids = bigger;
        vocab->ids[vocab->id_count] = stem;
        vocab->stems[stem].id = (uint32_t)vocab->id_count++;
        return 0;
}

void vocab_inform(struct vocab *vocab)
{
        for (size_t i = 0; i < vocab->stem_count; i++)
                vocab->stems[i].info = talk_info(&vocab->talk,
                                                 hash_of(vocab, vocab->stems[i].at), NULL);
}

void vocab_fit(struct vocab *vocab)
{
        /* Without memory for smaller tables, the larger ones stay. */
        resize(vocab, &vocab->word_index, vocab->word_count / 2 * 3 + 16, vocab->word_count,
               vocab->words, sizeof *vocab->words);
        resize(vocab, &vocab->stem_index, vocab->stem_count / 2 * 3 + 16, vocab->stem_count,
               vocab->stems, sizeof *vocab->stems);
        vocab->words = room_fit(vocab->words, vocab->word_count, sizeof *vocab->words);
        vocab->word_room = vocab->word_count;
        vocab->stems = room_fit(vocab->stems, vocab->stem_count, sizeof *vocab->stems);
        vocab->stem_room = vocab->stem_count;
        vocab->ids = room_fit(vocab->ids, vocab->id_count, sizeof *vocab->ids);
        vocab->id_room = vocab->id_count;
}
