/* lexicon_read.c - a message -> struct reading.
 *
 * Splits contractions, corrects spelling, then reads phrases; everything in the
 * caller's struct reading, nothing allocated. It does not know where the words
 * of the vocabulary came from.
 *
 * A word that is no word at all is corrected to the nearest one of the FAQ. A
 * real but rare word is corrected only where its neighbours speak for it: "leg
 * crams" is "leg cramps" where the FAQ often has leg beside cramps, and "crams"
 * anywhere else stays. */
#include <string.h>

#include "lexicon_parts.h"

#define RARE 11.4931231f /* talk_reckon(10), ten in a million: only a rarer word may be a slip for another */
#define NEAR 2           /* words */

struct reader {
        struct lexicon *lexicon;
        struct reading *out;
        bool enter;
        bool failed;
        unsigned flags; /* of the next word */
};

/* A copy in the reading's own room; NULL: it is full. */
static char *keep(struct reading *out, const char *s, size_t length)
{
        char *copy = out->bytes + out->used;

        if (length + 1 > sizeof out->bytes - out->used)
                return NULL;
        memcpy(copy, s, length);
        copy[length] = '\0';
        out->used += length + 1;
        return copy;
}

static struct reading_word *add(struct reader *reader, const struct text_word *from)
{
        struct reading_word *word;

        if (reader->out->word_count >= TEXT_WORDS)
                return NULL;
        word = &reader->out->word[reader->out->word_count++];
        memset(word, 0, sizeof *word);
        word->written = from->s;
        word->value = from->value;
        word->flags = (uint16_t)reader->flags;
        reader->flags = 0;
        return word;
}

static void fill(struct reader *reader, struct reading_word *word, uint32_t number)
{
        const struct vocab *vocab = &reader->lexicon->vocab;
        const struct vocab_word *known = &vocab->words[number];
        const struct vocab_stem *stem = &vocab->stems[known->stem];

        word->s = vocab_text(vocab, known->at);
        word->root = vocab_text(vocab, stem->at);
        word->stem = stem->id;
        word->symbol = known->stem;
        word->number = number;
        word->info = stem->info;
}

static void add_row(struct reader *reader, const struct text_word *from, struct lexicon_row row)
{
        for (uint32_t i = 0; i < row.count; i++) {
                struct reading_word *word = add(reader, from);

                if (word != NULL)
                        fill(reader, word, reader->lexicon->pool[row.first + i]);
        }
}

static bool is_known(const struct lexicon *lexicon, const char *s, size_t length)
{
        return vocab_find(&lexicon->vocab, s, length) != VOCAB_NONE ||
               prints_find(&lexicon->known, vocab_hash(s, length)) != PRINTS_NONE;
}

/* The places where a letter stands twice, at most four. */
static size_t doubles(const char *s, size_t length, size_t at[4])
{
        size_t count = 0;

        for (size_t i = 1; i < length && count < 4; i++)
                if (s[i] == s[i - 1])
                        at[count++] = i;
        return count;
}

/* Without some of the doubled letters: "crampp", "soo", "colld feeett". Of the
 * forms that are words, one of the FAQ's first, then the longest. What begins
 * double ("ssh", "tty") is no stammer unless the FAQ has that word. */
static size_t undouble(const struct lexicon *lexicon, const char *s, size_t length,
                       char best[TEXT_WORD_BYTES + 1])
{
        size_t at[4];
        size_t count = doubles(s, length, at);
        size_t best_length = 0;
        bool best_ours = length > 1 && s[0] == s[1];

        for (unsigned drop = 1; length > 2 && drop < 1u << count; drop++) {
                char form[TEXT_WORD_BYTES + 1];
                size_t n = 0;
                uint32_t number;
                bool ours;

                for (size_t i = 0, d = 0; i < length; i++) {
                        if (d < count && at[d] == i && (drop >> d++ & 1))
                                continue;
                        form[n++] = s[i];
                }
                form[n] = '\0';
                number = vocab_find(&lexicon->vocab, form, n);
                ours = number != VOCAB_NONE && lexicon->vocab.words[number].ours;
                if (!ours && (best_ours || !is_known(lexicon, form, n)))
                        continue;
                if ((ours && !best_ours) || n > best_length) { /* 0 before the first */
                        memcpy(best, form, n + 1);
                        best_length = n;
                        best_ours = ours;
                }
        }
        return best_length;
}

static bool is_plain(const char *s, size_t length)
{
        for (size_t i = 0; i < length; i++)
                if (s[i] < 'a' || s[i] > 'z')
                        return false;
        return true;
}

/* A word that the vocabulary lacks, as it stands. Returns whether its stem is known: "calfs" is
 * another form of a known word. */
static bool fill_unknown(struct reader *reader, struct reading_word *word, const char *s,
                         size_t length)
{
        struct vocab *vocab = &reader->lexicon->vocab;
        size_t stem_length;
        const char *stem = vocab_stem(vocab, s, length, &stem_length);
        bool known;

        word->s = s;
        word->number = LEXICON_NO_STEM;
        word->symbol = vocab_find_stem(vocab, stem, stem_length);
        word->stem = LEXICON_NO_STEM;
        if (word->symbol != VOCAB_NONE) {
                word->stem = vocab->stems[word->symbol].id;
                word->root = vocab_text(vocab, vocab->stems[word->symbol].at);
                word->info = vocab->stems[word->symbol].info;
                return true;
        }
        word->symbol = LEXICON_NO_STEM;
        word->info = talk_info(&vocab->talk, vocab_hash(stem, stem_length), &known);
        word->root = keep(reader->out, stem, stem_length);
        if (word->root == NULL)
                word->root = s;
        return known;
}

static void correct(struct reader *reader, struct reading_word *word, const char *s,
                    size_t length)
{
        const struct lexicon *lexicon = reader->lexicon;
        char form[TEXT_WORD_BYTES + 1];
        size_t form_length;
        uint32_t number = VOCAB_NONE, split;
        const char *copy;

        if (lexicon->known.count == 0 || !is_plain(s, length) || /* without a list of words: no */
            prints_find(&lexicon->known, vocab_hash(s, length)) != PRINTS_NONE)
                return;
        form_length = undouble(lexicon, s, length, form);
        if (form_length > 0) {
                number = vocab_find(&lexicon->vocab, form, form_length);
                copy = number == VOCAB_NONE ? keep(reader->out, form, form_length) : NULL;
                if (copy != NULL) {
                        fill_unknown(reader, word, copy, form_length);
                        word->flags |= READING_CORRECTED;
                }
        } else if (lexicon->spell != NULL) {
                number = spell_find(lexicon->spell, s, length);
        }
        if (number == VOCAB_NONE)
                return;
        split = lexicon->vocab.words[number].split;
        if (split != 0 && lexicon->rows[split].count == 1) /* "swoolen": swolen, swollen */
                number = lexicon->pool[lexicon->rows[split].first];
        fill(reader, word, number);
        word->flags |= READING_CORRECTED;
}

/* A word without apostrophe, or one whose apostrophe means nothing to us. */
static void add_word(struct reader *reader, const struct text_word *from, const char *s,
                     size_t length)
{
        struct lexicon *lexicon = reader->lexicon;
        uint32_t number = vocab_find(&lexicon->vocab, s, length);
        struct reading_word *word;

        if (number == VOCAB_NONE && reader->enter) {
                number = vocab_enter(&lexicon->vocab, s, length);
                reader->failed |= number == VOCAB_NONE;
        }
        if (number != VOCAB_NONE && lexicon->vocab.words[number].split != 0) {
                add_row(reader, from, lexicon->rows[lexicon->vocab.words[number].split]);
                return;
        }
        word = add(reader, from);
        if (word == NULL)
                return;
        if (number != VOCAB_NONE) {
                fill(reader, word, number);
        } else {
                if (!fill_unknown(reader, word, s, length) && !reader->enter)
                        correct(reader, word, s, length);
        }
        if (from->flags & TEXT_NUMBER)
                word->flags |= TEXT_NUMBER;
}

/* "b4", "2nite": two words to text.c, but one to the lexicon's lists. */
static bool add_joined(struct reader *reader, const struct text_word *from)
{
        const struct lexicon *lexicon = reader->lexicon;
        char both[TEXT_WORD_BYTES * 2];
        size_t length = (size_t)from[0].length + from[1].length;
        uint32_t number;

        memcpy(both, from[0].s, from[0].length);
        memcpy(both + from[0].length, from[1].s, from[1].length);
        number = vocab_find(&lexicon->vocab, both, length);
        if (number == VOCAB_NONE || lexicon->vocab.words[number].split == 0)
                return false;
        add_row(reader, from, lexicon->rows[lexicon->vocab.words[number].split]);
        return true;
}

/* The longest suffix that the word ends in, or NULL. */
static const struct lexicon_suffix *suffix_of(const struct lexicon *lexicon, const char *s,
                                              size_t length)
{
        const struct lexicon_suffix *best = NULL;

        for (size_t i = 0; i < lexicon->suffix_count; i++) {
                const struct lexicon_suffix *suffix = &lexicon->suffixes[i];

                if (suffix->length < length && (best == NULL || suffix->length > best->length) &&
                    memcmp(s + length - suffix->length, suffix->s, suffix->length) == 0)
                        best = suffix;
        }
        return best;
}

/* Without a lexicon's word on contractions: what's -> what s, l'eau -> l eau. */
static void add_halves(struct reader *reader, const struct text_word *from)
{
        const char *mark = memchr(from->s, '\'', from->length);
        size_t first = (size_t)(mark - from->s), rest = from->length - first - 1;
        const char *half = keep(reader->out, from->s, first);

        if (half != NULL && first > 0)
                add_word(reader, from, half, first);
        if (half != NULL && rest > 0)
                add_word(reader, from, mark + 1, rest);
}

/* Takes contractions apart: can't, they're. */
static void add_apostrophe(struct reader *reader, const struct text_word *from)
{
        const struct lexicon *lexicon = reader->lexicon;
        uint32_t number = vocab_find(&lexicon->vocab, from->s, from->length);
        const struct lexicon_suffix *suffix = NULL;
        const char *base;
        size_t length;

        if (number == VOCAB_NONE || lexicon->vocab.words[number].split == 0)
                suffix = suffix_of(lexicon, from->s, from->length);
        if (suffix == NULL) {
                if (lexicon->suffix_count == 0)
                        add_halves(reader, from);
                else
                        add_word(reader, from, from->s, from->length);
                return;
        }
        length = from->length - suffix->length;
        base = keep(reader->out, from->s, length);
        if (base == NULL)
                return;
        add_word(reader, from, base, length);
        add_row(reader, from, suffix->row);
}

/* Which FAQ word a real word may be a slip for: the one whose pairs with the
 * neighbours are seen most. */
struct slip {
        const struct lexicon *lexicon;
        const struct reading *reading;
        size_t at;
        uint32_t best; /* word */
        uint32_t seen;
        uint32_t count;
};

/* Does the word speak for its neighbours? A common one says nothing. */
static bool is_telling(const struct lexicon *lexicon, const struct reading_word *word)
{
        const struct vocab *vocab = &lexicon->vocab;
        size_t length;
        uint32_t hash;

        if (word->flags & READING_CORRECTED || word->symbol == LEXICON_NO_STEM ||
            !vocab->stems[word->symbol].ours)
                return false;
        length = strlen(word->s);
        hash = vocab_hash(word->s, length);
        return length > 2 && !talk_has_common(&vocab->talk, hash) &&
               (word->number != LEXICON_NO_STEM ||
                prints_find(&lexicon->known, hash) != PRINTS_NONE);
}

static void weigh(void *context, uint32_t id, uint32_t count)
{
        struct slip *slip = context;
        const struct lexicon *lexicon = slip->lexicon;
        const struct reading *reading = slip->reading;
        uint32_t seen = 0;
        size_t from = slip->at > NEAR ? slip->at - NEAR : 0;

        for (size_t i = from; i < reading->word_count && i <= slip->at + NEAR; i++)
                if (i != slip->at && is_telling(lexicon, &reading->word[i]))
                        seen += pairs_count(&lexicon->pairs, reading->word[i].symbol,
                                            lexicon->vocab.words[id].stem);
        if (seen >= LEXICON_SEEN && (seen > slip->seen || (seen == slip->seen && count > slip->count))) {
                slip->best = id;
                slip->seen = seen;
                slip->count = count;
        }
}

/* Real words that are slips all the same. */
static void correct_slips(struct reader *reader)
{
        const struct lexicon *lexicon = reader->lexicon;
        const struct vocab *vocab = &lexicon->vocab;
        struct reading *out = reader->out;

        for (size_t i = 0; i < out->word_count && lexicon->spell != NULL; i++) {
                struct reading_word *word = &out->word[i];
                struct slip slip = { lexicon, out, i, VOCAB_NONE, 0, 0 };
                size_t length;

                if (word->flags & (READING_CORRECTED | TEXT_NUMBER) ||
                    word->info <= RARE ||
                    (word->symbol != LEXICON_NO_STEM && vocab->stems[word->symbol].ours))
                        continue;
                length = strlen(word->s);
                if (length < 4)
                        continue;
                spell_slips(lexicon->spell, word->s, length, weigh, &slip);
                if (slip.best == VOCAB_NONE)
                        continue;
                fill(reader, word, slip.best);
                word->flags |= READING_CORRECTED;
        }
}

int lexicon_words(struct lexicon *lexicon, struct reading *out, bool enter)
{
        struct reader reader = { lexicon, out, enter, false, 0 };

        out->word_count = 0;
        out->used = 0;
        if (!enter)
                vocab_fetch(&lexicon->vocab, out->text.word, out->text.count);
        for (size_t i = 0; i < out->text.count; i++) {
                const struct text_word *word = &out->text.word[i];

                reader.flags |= word->flags & TEXT_BREAK;
                if (i + 1 < out->text.count && word[1].flags & TEXT_JOINED &&
                    add_joined(&reader, word))
                        word = &out->text.word[++i];
                else if (!(word->flags & TEXT_NUMBER) &&
                    memchr(word->s, '\'', word->length) != NULL)
                        add_apostrophe(&reader, word);
                else
                        add_word(&reader, word, word->s, word->length);
                if (word->flags & TEXT_ASKED && out->word_count > 0)
                        out->word[out->word_count - 1].flags |= TEXT_ASKED;
        }
        if (!enter)
                correct_slips(&reader);
        return reader.failed ? -1 : 0;
}
