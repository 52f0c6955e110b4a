/* test_index.c - the best entries, against a naive twin that scores them all.
 *
 * Entries are drawn with a fixed seed: words by Zipf's law, texts long and
 * short, some entries with asks and keywords, some with hardly anything. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/answer/index.h"

#define WORDS 3000
#define FIELDS 4

/* --- Entries, drawn ------------------------------------------------------ */

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (uint32_t)((seed >> 33) * below >> 31);
}

/* Words that the stemmer leaves different: "bakao". */
static size_t put_word(char *at)
{
        static const char consonant[] = "bdfgklmnprtvz";
        uint32_t word = (uint32_t)(pow(WORDS, draw(1u << 20) / (double)(1u << 20)) - 1);

        return (size_t)sprintf(at, "%c%c%c%co ", consonant[word % 13], "aiou"[word / 13 % 4],
                               consonant[word / 52 % 13], "aiou"[word / 676 % 4]);
}

static char *draw_text(size_t words)
{
        char *text = calloc(words + 1, 8);
        size_t used = 0;

        for (size_t i = 0; i < words; i++)
                used += put_word(text + used);
        return text;
}

static void free_list(struct article_list *list)
{
        for (size_t i = 0; i < list->count; i++)
                free((char *)list->item[i]);
        free((void *)list->item);
}

static void draw_list(struct article_list *list, size_t count)
{
        const char **item = calloc(count + 1, sizeof *item);

        for (size_t i = 0; i < count; i++)
                item[i] = draw_text(1 + draw(6));
        list->item = item;
        list->count = count;
}

static struct article_faq draw_faq(size_t count)
{
        struct article_faq faq = { .entry_count = count };

        faq.entry = calloc(count + 1, sizeof *faq.entry);
        for (size_t e = 0; e < count; e++) {
                struct article_entry *entry = &faq.entry[e];

                entry->title = draw_text(draw(6));
                entry->answer = draw_text(draw(8) ? 10 + draw(30) : 0);
                if (draw(2))
                        entry->text = draw_text(draw(40) ? draw(80) : 700);
                draw_list(&entry->asks, draw(4) ? 0 : draw(12));
                draw_list(&entry->keywords, draw(5) ? 0 : draw(4));
        }
        return faq;
}

static void free_faq(struct article_faq *faq)
{
        for (size_t e = 0; e < faq->entry_count; e++) {
                free((char *)faq->entry[e].title);
                free((char *)faq->entry[e].answer);
                free((char *)faq->entry[e].text);
                free_list(&faq->entry[e].asks);
                free_list(&faq->entry[e].keywords);
        }
        free(faq->entry);
}

/* --- The naive twin ------------------------------------------------------ */

struct twin {
        size_t entries, stems;
        double (*length)[FIELDS];
        double mean[FIELDS];
        uint16_t *count; /* [entry][field][stem] */
};

static uint16_t *count_of(const struct twin *twin, size_t entry, size_t field, size_t stem)
{
        return &twin->count[(entry * FIELDS + field) * twin->stems + stem];
}

static void twin_text(struct twin *twin, struct lexicon *lexicon, struct reading *reading,
                      size_t entry, size_t field, const char *text)
{
        char piece[801];

        for (; text && *text; text += strlen(piece)) {
                size_t length = strlen(text) < 800 ? strlen(text) : 800;

                while (text[length] && text[length - 1] != ' ')
                        length--;
                snprintf(piece, length + 1, "%s", text);
                lexicon_read(lexicon, piece, strlen(piece), reading);
                for (size_t t = 0; t < reading->term_count; t++)
                        ++*count_of(twin, entry, field, reading->term[t].stem);
                twin->length[entry][field] += (double)reading->term_count;
        }
}

static void twin_init(struct twin *twin, const struct article_faq *faq, struct lexicon *lexicon,
                      struct reading *reading)
{
        size_t having[FIELDS] = {0};

        memset(twin, 0, sizeof *twin);
        twin->entries = faq->entry_count;
        twin->stems = lexicon_stems(lexicon);
        twin->length = calloc(twin->entries, sizeof *twin->length);
        twin->count = calloc(twin->entries * FIELDS * twin->stems, sizeof *twin->count);
        for (size_t e = 0; e < faq->entry_count; e++) {
                const struct article_entry *entry = &faq->entry[e];

                twin_text(twin, lexicon, reading, e, 0, entry->title);
                for (size_t i = 0; i < entry->asks.count; i++)
                        twin_text(twin, lexicon, reading, e, 1, entry->asks.item[i]);
                for (size_t i = 0; i < entry->keywords.count; i++)
                        twin_text(twin, lexicon, reading, e, 2, entry->keywords.item[i]);
                twin_text(twin, lexicon, reading, e, 3, entry->answer);
                twin_text(twin, lexicon, reading, e, 3, entry->text);
                for (size_t f = 0; f < FIELDS; f++) {
                        twin->mean[f] += twin->length[e][f];
                        having[f] += twin->length[e][f] > 0;
                }
        }
        for (size_t f = 0; f < FIELDS; f++)
                twin->mean[f] /= having[f] ? (double)having[f] : 1;
}

static double twin_tf(const struct twin *twin, size_t entry, size_t stem)
{
        double tf = 0;

        for (size_t f = 0; f < FIELDS; f++) {
                double count = *count_of(twin, entry, f, stem);

                if (count > 0)
                        tf += (f == 0 ? 2 : 1) * count /
                              (1 - 0.75 + 0.75 * twin->length[entry][f] / twin->mean[f]);
        }
        return tf;
}

static double twin_idf(const struct twin *twin, size_t stem)
{
        double n = 0, N = (double)twin->entries;

        for (size_t e = 0; e < twin->entries; e++)
                n += twin_tf(twin, e, stem) > 0;
        return log(1 + (N - n + 0.5) / (n + 0.5));
}

static void twin_fini(struct twin *twin)
{
        free(twin->length);
        free(twin->count);
}

/* --- The house under test ------------------------------------------------ */

struct house {
        struct article_faq faq;
        struct lexicon *lexicon;
        struct index *index;
        struct reading *reading;
};

static void house_open(struct house *house, uint64_t start, size_t entries)
{
        char why[200];

        seed = start;
        house->faq = draw_faq(entries);
        house->reading = calloc(1, sizeof *house->reading);
        house->lexicon = lexicon_open(NULL, "english", NULL, why, sizeof why);
        assert_non_null(house->lexicon);
        house->index = index_open(&house->faq, house->lexicon, why, sizeof why);
        assert_non_null(house->index);
}

static void house_close(struct house *house)
{
        index_close(house->index);
        lexicon_close(house->lexicon);
        free_faq(&house->faq);
        free(house->reading);
}

static void test_scores_are_the_formulas(void **state)
{
        struct house house;
        struct twin twin;
        struct index_hit *hit = calloc(400, sizeof *hit);

        house_open(&house, 7, 400);
        twin_init(&twin, &house.faq, house.lexicon, house.reading); /* spelling as it stands */
        assert_int_equal(lexicon_seal(house.lexicon), 0);
        for (int q = 0; q < 60; q++) {
                char *question = draw_text(1 + draw(9));
                size_t count, expected = 0;

                lexicon_read(house.lexicon, question, strlen(question), house.reading);
                count = index_search(house.index, house.reading, 400, hit);
                for (size_t e = 0; e < 400; e++) {
                        double score = 0, idfs = 0, found = 0;

                        for (size_t t = 0; t < house.reading->term_count; t++) {
                                uint32_t stem = house.reading->term[t].stem;
                                double tf, idf;

                                if (stem == LEXICON_NO_STEM)
                                        continue;
                                tf = twin_tf(&twin, e, stem);
                                idf = twin_idf(&twin, stem);
                                score += idf * tf / (1.2 + tf);
                                idfs += idf;
                        }
                        for (size_t i = 0; i < count; i++)
                                if (hit[i].entry == e)
                                        found = hit[i].score;
                        expected += score > 0;
                        /* Half a step of each impact and idf, and a whole one for
                         * impacts that would round to 0. */
                        assert_true(fabs(found - score) <= idfs / 255 + 0.02);
                }
                assert_int_equal(count, expected);
                free(question);
        }
        twin_fini(&twin);
        house_close(&house);
        free(hit);
}

/* With room for all of them nothing can be skipped: that is the exhaustive
 * order, of which every k must be the head. */
static void check_heads(struct house *house, struct index_hit *all, struct index_hit *some,
                        size_t words)
{
        static const size_t ks[] = { 1, 2, 3, 9, 10, 11, 50, 1000 };
        char *question = draw_text(words);
        size_t count;

        lexicon_read(house->lexicon, question, strlen(question), house->reading);
        count = index_search(house->index, house->reading, house->faq.entry_count, all);
        for (size_t i = 1; i < count; i++)
                assert_true(all[i - 1].score > all[i].score ||
                            (all[i - 1].score >= all[i].score && all[i - 1].entry < all[i].entry));
        for (size_t i = 0; i < sizeof ks / sizeof *ks; i++) {
                size_t k = ks[i] < count ? ks[i] : count;

                assert_int_equal(index_search(house->index, house->reading, ks[i], some), k);
                for (size_t j = 0; j < k; j++) {
                        assert_int_equal(some[j].entry, all[j].entry);
                        assert_true(!(some[j].score < all[j].score) && !(some[j].score > all[j].score));
                }
        }
        free(question);
}

static void test_the_best_are_exact(void **state)
{
        static const size_t sizes[] = { 1, 2, 7, 129, 1000, 4096, 4097, 20000 };

        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
                struct house house;
                struct index_hit *all = calloc(sizes[i], sizeof *all);
                struct index_hit *some = calloc(1000, sizeof *some);

                house_open(&house, 100 + i, sizes[i]);
                assert_int_equal(lexicon_seal(house.lexicon), 0);
                for (size_t q = 0; q < 40; q++)
                        check_heads(&house, all, some, 1 + q % 12);
                check_heads(&house, all, some, 150); /* more stems than count */
                house_close(&house);
                free(all);
                free(some);
        }
}

static struct article_entry entry_of(const char *title, const char *text)
{
        return (struct article_entry){ .title = title, .answer = "", .text = text };
}

static void test_the_header_s_example(void **state)
{
        struct article_entry entry[] = {
                entry_of("cramp bone", "cramp one two three four five six seven"),
                entry_of("red blue green black", "one two three four five six seven eight"),
                entry_of("pin needle thread yarn wool", "one two three four five six seven eight"),
                entry_of("cat dog cow pig goat", "one two three four five six seven eight"),
        };
        struct article_faq faq = { .entry = entry, .entry_count = 4 };
        struct house house = { .faq = faq };
        struct reading *reading = calloc(1, sizeof *reading);
        struct index_hit hit;
        char why[200];

        house.lexicon = lexicon_open(NULL, "english", NULL, why, sizeof why);
        house.index = index_open(&house.faq, house.lexicon, why, sizeof why);
        assert_non_null(house.index);
        assert_int_equal(lexicon_seal(house.lexicon), 0);
        lexicon_read(house.lexicon, "cramps", 6, reading);
        assert_int_equal(index_search(house.index, reading, 1, &hit), 1);
        assert_int_equal(hit.entry, 0);
        assert_true(fabs(hit.score - 0.936) < 0.01);
        lexicon_read(house.lexicon, "nothing of that", 15, reading);
        assert_int_equal(index_search(house.index, reading, 1, &hit), 0);
        lexicon_read(house.lexicon, "", 0, reading);
        assert_int_equal(index_search(house.index, reading, 1, &hit), 0);
        lexicon_read(house.lexicon, "cramp", 5, reading);
        assert_int_equal(index_search(house.index, reading, 0, &hit), 0);
        index_close(house.index);
        lexicon_close(house.lexicon);
        free(reading);
}

static void test_no_entries(void **state)
{
        struct house house;
        struct index_hit hit;

        house_open(&house, 1, 0);
        assert_int_equal(lexicon_seal(house.lexicon), 0);
        lexicon_read(house.lexicon, "cramp", 5, house.reading);
        assert_int_equal(index_search(house.index, house.reading, 1, &hit), 0);
        house_close(&house);
}

/* All entries hold the same hundred words; the one that also holds a rare one
 * must win, wherever that stands in the question. */
static void test_the_rarest_count(void **state)
{
        char text[1000] = "", rare[1010], question[1010];
        struct article_entry entry[30];
        struct article_faq faq = { .entry = entry, .entry_count = 30 };
        struct reading *reading = calloc(1, sizeof *reading);
        struct lexicon *lexicon;
        struct index *index;
        struct index_hit hit;
        char why[200];

        for (size_t i = 0; i < 100; i++)
                sprintf(text + i * 6, "b%ck%co ", "aiou"[i % 4], (char)('a' + i / 4));
        snprintf(rare, sizeof rare, "%s zebra", text);
        for (size_t e = 0; e < 30; e++)
                entry[e] = entry_of("", e == 5 ? rare : text);
        lexicon = lexicon_open(NULL, "english", NULL, why, sizeof why);
        index = index_open(&faq, lexicon, why, sizeof why);
        assert_non_null(index);
        assert_int_equal(lexicon_seal(lexicon), 0);
        for (int last = 0; last < 2; last++) {
                snprintf(question, sizeof question, "%s%s%s", last ? "" : "zebra ", text,
                         last ? "zebra" : "");
                lexicon_read(lexicon, question, strlen(question), reading);
                assert_true(reading->term_count > INDEX_TERMS);
                assert_int_equal(index_search(index, reading, 1, &hit), 1);
                assert_int_equal(hit.entry, 5);
        }
        index_close(index);
        lexicon_close(lexicon);
        free(reading);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_the_header_s_example),
                cmocka_unit_test(test_no_entries),
                cmocka_unit_test(test_scores_are_the_formulas),
                cmocka_unit_test(test_the_best_are_exact),
                cmocka_unit_test(test_the_rarest_count),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
