/* lexicon_terms.c - the words of a reading -> its terms.
 *
 * Marks what is negated and what says nothing, then puts the longest phrases'
 * canonical words in place of theirs. It neither splits nor corrects. */
#include <string.h>

#include "lexicon_parts.h"

/* Words matched under root at word `at`; quick where none begins there. */
static size_t longest(const struct lexicon *lexicon, uint32_t root, const struct reading *reading,
                      size_t at, uint32_t *value)
{
        const struct reading_word *word = &reading->word[at];

        /* A range of numbers is no stem: numbers are always looked up. */
        if (!(word->flags & TEXT_NUMBER) &&
            (word->symbol == LEXICON_NO_STEM ||
             !(lexicon->vocab.stems[word->symbol].starts >> root & 1)))
                return 0;
        return phrase_longest(&lexicon->phrases, root, reading->word, reading->word_count, at,
                              value);
}

size_t lexicon_match(const struct lexicon *lexicon, enum lexicon_list list,
                     const struct reading *reading, size_t at)
{
        if (at >= reading->word_count || (unsigned)list >= LEXICON_LISTS)
                return 0;
        return longest(lexicon, (uint32_t)list, reading, at, NULL);
}

/* "no swelling": a negator reaches LEXICON_REACH words, not beyond its clause. */
static void mark_negated(const struct lexicon *lexicon, struct reading *out)
{
        size_t reach = 0;

        for (size_t i = 0; i < out->word_count;) {
                size_t length = longest(lexicon, ROOT_NEGATOR, out, i, NULL);

                if (out->word[i].flags & TEXT_BREAK ||
                    longest(lexicon, ROOT_NEGATION_END, out, i, NULL) > 0)
                        reach = 0;
                if (reach > 0) {
                        out->word[i].flags |= READING_NEGATED;
                        reach--;
                }
                if (length > 0)
                        reach = LEXICON_REACH;
                /* "free of": reach begins behind its last word. */
                i += length > 1 ? length : 1;
        }
}

static void mark_empty(const struct lexicon *lexicon, struct reading *out)
{
        static const uint32_t roots[] = { ROOT_EMPTY, LEXICON_POLITE };

        for (size_t r = 0; r < sizeof roots / sizeof roots[0]; r++)
                for (size_t i = 0; i < out->word_count; i++) {
                        size_t length = longest(lexicon, roots[r], out, i, NULL);

                        for (size_t j = i; j < i + length; j++)
                                out->word[j].flags |= READING_EMPTY;
                }
}

static struct reading_term *add_term(struct reading *out, size_t first, size_t last)
{
        struct reading_term *term;

        if (out->term_count >= TEXT_WORDS)
                return NULL;
        term = &out->term[out->term_count++];
        term->first = (uint16_t)first;
        term->last = (uint16_t)last;
        return term;
}

/* Of the words that a phrase was made of: not what holds for single words. */
static uint16_t flags_of(const struct reading *out, size_t first, size_t last)
{
        unsigned flags = 0;

        for (size_t i = first; i <= last; i++)
                flags |= out->word[i].flags & (READING_CORRECTED | READING_NEGATED);
        flags |= out->word[first].flags & TEXT_BREAK;
        flags |= out->word[last].flags & TEXT_ASKED;
        return (uint16_t)flags;
}

static void add_phrase(const struct lexicon *lexicon, struct reading *out, size_t first,
                       size_t last, struct lexicon_row row)
{
        const struct vocab *vocab = &lexicon->vocab;

        for (uint32_t i = 0; i < row.count; i++) {
                const struct vocab_stem *stem =
                        &vocab->stems[vocab->words[lexicon->pool[row.first + i]].stem];
                struct reading_term *term = add_term(out, first, last);

                if (term == NULL)
                        return;
                term->s = stem->s;
                term->stem = stem->id;
                term->info = stem->info;
                term->flags = flags_of(out, first, last);
        }
}

static void add_single(const struct lexicon *lexicon, struct reading *out, size_t at)
{
        const struct reading_word *word = &out->word[at];
        struct reading_term *term = add_term(out, at, at);

        if (term == NULL)
                return;
        term->s = word->root;
        term->stem = word->stem;
        term->flags = word->flags;
        term->info = word->symbol != LEXICON_NO_STEM
                             ? lexicon->vocab.stems[word->symbol].info
                             : lexicon->info_unknown;
}

void lexicon_terms(struct lexicon *lexicon, struct reading *out)
{
        mark_negated(lexicon, out);
        mark_empty(lexicon, out);
        out->term_count = 0;
        for (size_t i = 0; i < out->word_count;) {
                uint32_t row = 0;
                size_t length = longest(lexicon, ROOT_SYNONYM, out, i, &row);

                if (length > 0)
                        add_phrase(lexicon, out, i, i + length - 1, lexicon->rows[row]);
                else
                        add_single(lexicon, out, i);
                i += length > 0 ? length : 1;
        }
}
