/* lexicon_terms.c - the words of a reading -> its terms.
 *
 * Marks what is negated and what says nothing, then puts the longest phrases'
 * canonical words in place of theirs. It neither splits nor corrects. */
#include "lexicon_parts.h"

#define EVERY_ROOT UINT32_MAX

/* The roots under which a phrase may begin with this word: a bit each. A range of numbers is no
 * stem, so that numbers always have to be looked up. */
static uint32_t starts_of(const struct lexicon *lexicon, const struct reading_word *word)
{
        if (word->flags & TEXT_NUMBER)
                return EVERY_ROOT;
        return word->symbol != LEXICON_NO_STEM ? lexicon->vocab.stems[word->symbol].starts : 0;
}

/* A reading's words with their starts, so that most are passed over at a glance. */
struct scan {
        const struct lexicon *lexicon;
        struct reading *out;
        uint32_t starts[TEXT_WORDS];
        uint32_t any; /* of all */
};

/* Words matched under root at word `at`. */
static size_t longest(const struct scan *scan, uint32_t root, size_t at, uint32_t *value)
{
        if (!(scan->starts[at] >> root & 1))
                return 0;
        return phrase_longest(&scan->lexicon->phrases, root, scan->out->word,
                              scan->out->word_count, at, value);
}

size_t lexicon_match(const struct lexicon *lexicon, enum lexicon_list list,
                     const struct reading *reading, size_t at)
{
        if (at >= reading->word_count || (unsigned)list >= LEXICON_LISTS ||
            !(starts_of(lexicon, &reading->word[at]) >> list & 1))
                return 0;
        return phrase_longest(&lexicon->phrases, (uint32_t)list, reading->word,
                              reading->word_count, at, NULL);
}

/* "no swelling": a negator reaches LEXICON_REACH words, not beyond its clause; "or" lets it reach
 * on: "without any swelling or numbness". */
static void mark_negated(const struct scan *scan)
{
        struct reading *out = scan->out;
        size_t reach = 0;

        if (!(scan->any >> ROOT_NEGATOR & 1))
                return;
        for (size_t i = 0; i < out->word_count;) {
                size_t length = longest(scan, ROOT_NEGATOR, i, NULL);

                if (out->word[i].flags & TEXT_BREAK ||
                    longest(scan, ROOT_NEGATION_END, i, NULL) > 0)
                        reach = 0;
                if (reach > 0) {
                        out->word[i].flags |= READING_NEGATED;
                        reach = longest(scan, ROOT_NEGATION_GOES_ON, i, NULL) > 0 ? LEXICON_REACH
                                                                                  : reach - 1;
                }
                if (length > 0)
                        reach = LEXICON_REACH;
                /* "free of": reach begins behind its last word. But "nothing is red" must not leave an "is red". */
                for (size_t j = 1; j < length; j++)
                        out->word[i + j].flags |= READING_NEGATED;
                i += length > 1 ? length : 1;
        }
}

static void mark_empty(const struct scan *scan)
{
        static const uint32_t roots[] = { ROOT_EMPTY, LEXICON_POLITE };

        for (size_t r = 0; r < sizeof roots / sizeof roots[0]; r++)
                for (size_t i = 0; i < scan->out->word_count; i++) {
                        size_t length = longest(scan, roots[r], i, NULL);

                        for (size_t j = i; j < i + length; j++)
                                scan->out->word[j].flags |= READING_EMPTY;
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
                term->s = vocab_text(vocab, stem->at);
                term->symbol = vocab->words[lexicon->pool[row.first + i]].stem;
                term->stem = stem->id;
                term->info = stem->info;
                term->flags = flags_of(out, first, last);
        }
}

static void add_single(struct reading *out, size_t at)
{
        const struct reading_word *word = &out->word[at];
        struct reading_term *term = add_term(out, at, at);

        if (term == NULL)
                return;
        term->s = word->root;
        term->stem = word->stem;
        term->symbol = word->symbol;
        term->flags = word->flags;
        term->info = word->info;
}

void lexicon_terms(struct lexicon *lexicon, struct reading *out)
{
        struct scan scan; /* not cleared: starts is long */
        const size_t count = out->word_count;

        scan.lexicon = lexicon;
        scan.out = out;
        scan.any = 0;
        phrase_fetch(&lexicon->phrases, out->word, count);
        for (size_t i = 0; i < count; i++)
                scan.any |= scan.starts[i] = starts_of(lexicon, &out->word[i]);
        mark_negated(&scan);
        mark_empty(&scan);
        out->term_count = 0;
        for (size_t i = 0; i < count;) {
                uint32_t row = 0;
                size_t length = longest(&scan, ROOT_SYNONYM, i, &row);

                if (length > 0)
                        add_phrase(lexicon, out, i, i + length - 1, lexicon->rows[row]);
                else
                        add_single(out, i);
                i += length > 0 ? length : 1;
        }
}
