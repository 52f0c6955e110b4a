/* lexicon.c - clean words -> what they stand for.
 *
 * Opening, learning, sealing and looking up; the reading itself is in
 * lexicon_read.c and lexicon_terms.c, the file in lexicon_file.c. It knows no
 * passage: texts come in one by one, and only their words are kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lexicon_parts.h"

struct lexicon *lexicon_open(const char *path, const char *language,
                             const struct answer_options *options, char *why, size_t cap)
{
        struct cfg_log log = { .options = options, .why = why, .cap = cap };
        struct lexicon *lexicon = calloc(1, sizeof *lexicon);
        int status = -1;

        if (cap > 0)
                why[0] = '\0';
        if (lexicon == NULL) {
                snprintf(why, cap, "out of memory");
                return NULL;
        }
        if (vocab_init(&lexicon->vocab, language) < 0)
                cfg_report(&log, path != NULL ? path : "lexicon", 0, ANSWER_ERROR,
                           "there is no stemmer for the language \"%s\"", language);
        else if (phrase_init(&lexicon->phrases, ROOTS) < 0)
                cfg_report(&log, path != NULL ? path : "lexicon", 0, ANSWER_ERROR,
                           "out of memory");
        else
                status = path != NULL ? lexicon_file_read(lexicon, path, language, &log) : 0;
        if (status == 0 && phrase_seal(&lexicon->phrases) < 0) {
                cfg_report(&log, path != NULL ? path : "lexicon", 0, ANSWER_ERROR, "out of memory");
                status = -1;
        }
        if (status < 0) {
                lexicon_close(lexicon);
                return NULL;
        }
        return lexicon;
}

void lexicon_close(struct lexicon *lexicon)
{
        if (lexicon == NULL)
                return;
        vocab_fini(&lexicon->vocab);
        phrase_fini(&lexicon->phrases);
        prints_fini(&lexicon->known);
        pairs_fini(&lexicon->pairs);
        spell_close(lexicon->spell);
        free(lexicon->scratch);
        free(lexicon->pool);
        free(lexicon->rows);
        free(lexicon);
}

void lexicon_claim(struct lexicon *lexicon, uint32_t number)
{
        struct vocab_word *word = &lexicon->vocab.words[number];

        lexicon->vocab.our_words += !word->ours;
        word->ours = 1;
        if (word->count < UINT32_MAX)
                word->count++;
        lexicon->vocab.stems[word->stem].ours = 1;
}

int lexicon_own(struct lexicon *lexicon, struct reading *out)
{
        struct vocab *vocab = &lexicon->vocab;

        for (size_t i = 0; i < out->word_count; i++) {
                struct reading_word *word = &out->word[i];

                if (word->number == LEXICON_NO_STEM)
                        continue;
                lexicon_claim(lexicon, word->number);
                if (vocab_own(vocab, word->symbol) < 0)
                        return -1;
                word->stem = vocab->stems[word->symbol].id;
        }
        return 0;
}

/* Gives ids to the terms' stems and counts the words' neighbours. */
static int own_terms(struct lexicon *lexicon, struct reading *out)
{
        struct vocab *vocab = &lexicon->vocab;
        /* A large FAQ shows its pairs early. */
        bool pairs = !lexicon->pairs.full && vocab->our_words <= SPELL_LARGE;

        for (size_t i = 1; i < out->word_count && pairs; i++)
                if (!(out->word[i].flags & TEXT_BREAK) && out->word[i].symbol != LEXICON_NO_STEM &&
                    out->word[i - 1].symbol != LEXICON_NO_STEM &&
                    pairs_add(&lexicon->pairs, out->word[i - 1].symbol, out->word[i].symbol) < 0)
                        return -1;
        for (size_t i = 0; i < out->term_count; i++) {
                struct reading_term *term = &out->term[i];

                if (term->symbol == LEXICON_NO_STEM)
                        continue;
                if (vocab_own(vocab, term->symbol) < 0)
                        return -1;
                term->stem = vocab->stems[term->symbol].id;
        }
        return 0;
}

static int learn(struct lexicon *lexicon, struct reading *out)
{
        if (lexicon_words(lexicon, out, true) < 0)
                return -1;
        lexicon_terms(lexicon, out);
        return lexicon_own(lexicon, out) < 0 ? -1 : own_terms(lexicon, out);
}

int lexicon_learn(struct lexicon *lexicon, const char *bytes, size_t length, struct reading *out)
{
        text_read(&out->text, bytes, length);
        return learn(lexicon, out);
}

int lexicon_learn_on(struct lexicon *lexicon, const char *bytes, size_t length, size_t *at,
                     struct reading *out)
{
        /* Half of the room: splitting makes more words of them. */
        size_t count = text_read_some(&out->text, bytes, length, at, TEXT_WORDS / 2);

        if (learn(lexicon, out) < 0)
                return -1;
        return (int)count;
}

static struct spell_word look(const void *context, uint32_t id)
{
        const struct vocab *vocab = context;
        struct spell_word word = { vocab_text(vocab, vocab->words[id].at), id,
                                   vocab->words[id].count };

        return word;
}

int lexicon_seal(struct lexicon *lexicon)
{
        const struct vocab *vocab = &lexicon->vocab;
        struct spell_word *words = malloc((vocab->word_count + 1) * sizeof *words);
        struct spell *spell;
        size_t count = 0;

        if (words == NULL)
                return -1;
        for (size_t i = 0; i < vocab->word_count; i++) {
                const struct vocab_word *word = &vocab->words[i];

                if (!word->ours || !word->plain || word->split != 0)
                        continue;
                words[count++] = look(vocab, (uint32_t)i);
        }
        spell = spell_open(words, count, look, vocab);
        free(words);
        if (spell == NULL || pairs_trim(&lexicon->pairs, LEXICON_SEEN) < 0) {
                spell_close(spell);
                return -1;
        }
        spell_close(lexicon->spell);
        lexicon->spell = spell;
        free(lexicon->scratch);
        lexicon->scratch = NULL;
        vocab_fit(&lexicon->vocab);
        return 0;
}

void lexicon_read(struct lexicon *lexicon, const char *bytes, size_t length, struct reading *out)
{
        text_read(&out->text, bytes, length);
        lexicon_words(lexicon, out, false);
        lexicon_terms(lexicon, out);
}

size_t lexicon_stems(const struct lexicon *lexicon)
{
        return lexicon->vocab.id_count;
}

const char *lexicon_stem(const struct lexicon *lexicon, uint32_t stem)
{
        return vocab_text(&lexicon->vocab, lexicon->vocab.stems[lexicon->vocab.ids[stem]].at);
}

float lexicon_stem_info(const struct lexicon *lexicon, uint32_t stem)
{
        return lexicon->vocab.stems[lexicon->vocab.ids[stem]].info;
}

double lexicon_info(const struct lexicon *lexicon, const char *stem)
{
        return (double)talk_info(&lexicon->vocab.talk, vocab_hash(stem, strlen(stem)), NULL);
}

uint32_t lexicon_row(struct lexicon *lexicon, const char *text, struct reading *scratch)
{
        struct lexicon_row row = { (uint32_t)lexicon->pool_count, 0 };
        void *bigger;

        text_read(&scratch->text, text, strlen(text));
        if (lexicon_words(lexicon, scratch, true) < 0 || lexicon->row_count > VOCAB_SPLIT_MAX)
                return 0;
        bigger = realloc(lexicon->pool, (lexicon->pool_count + scratch->word_count + 1) *
                                                sizeof *lexicon->pool);
        if (bigger == NULL)
                return 0;
        lexicon->pool = bigger;
        bigger = realloc(lexicon->rows, (lexicon->row_count + 2) * sizeof *lexicon->rows);
        if (bigger == NULL)
                return 0;
        lexicon->rows = bigger;
        for (size_t i = 0; i < scratch->word_count; i++)
                lexicon->pool[lexicon->pool_count++] = scratch->word[i].number;
        row.count = (uint32_t)scratch->word_count;
        if (lexicon->row_count == 0)
                lexicon->rows[lexicon->row_count++] = (struct lexicon_row){ 0, 0 };
        lexicon->rows[lexicon->row_count] = row;
        return (uint32_t)lexicon->row_count++;
}
