/* test_model.c - the tables against sums made the slow way. */
#include "model_fixture.h"

#include "../../plugin/answer/model.h"
#include "../../plugin/answer/sums.h"
#include "../../plugin/answer/train.h"

struct house {
        struct lexicon *lexicon;
        struct model model;
};

static struct made_faq made;
static struct reading reading;

static void open_house(struct house *h)
{
        char why[200] = "";

        h->lexicon = bare_lexicon();
        assert_int_equal(model_open(&h->model, &made.faq, h->lexicon, why, sizeof why), 0);
        assert_int_equal(lexicon_seal(h->lexicon), 0);
}

static void close_house(struct house *h)
{
        model_close(&h->model);
        lexicon_close(h->lexicon);
}

/* The stems of ask a (counted over all entries; the title comes last). */
static size_t stems_of(struct house *h, uint32_t a, uint32_t stem[64])
{
        uint32_t entry = h->model.ask_entry[a], i = a - h->model.entry_first[entry];
        const char *text = i < made.entry[entry].asks.count ? made.ask[entry][i] : made.entry[entry].title;

        assert_non_null(text);
        lexicon_read(h->lexicon, text, strlen(text), &reading);
        for (size_t t = 0; t < reading.term_count; t++)
                stem[t] = reading.term[t].stem;
        return reading.term_count;
}

static float stem_product(struct house *h, uint32_t a, uint32_t b)
{
        struct gram x[GRAMS_OF_STEM], y[GRAMS_OF_STEM];
        size_t n = grams_of(h->model.grams, lexicon_stem(h->lexicon, a), x);
        size_t k = grams_of(h->model.grams, lexicon_stem(h->lexicon, b), y);
        float like = 0;

        for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < k; j++)
                        if (x[i].id == y[j].id)
                                like += x[i].weight * y[j].weight;
        if (like < 0.15f)
                like = 0;
        return h->model.stem[a].weight * h->model.stem[b].weight *
               (like + (a == b ? MODEL_STEM_WEIGHT * MODEL_STEM_WEIGHT : 0));
}

static float pair_weight(struct house *h, uint32_t a, uint32_t b)
{
        float x = h->model.stem[a].weight, y = h->model.stem[b].weight;

        return MODEL_PAIR_WEIGHT * (x < y ? x : y);
}

/* 1 / length; different stems are taken for unlike, as in questions. */
static float norm_of(struct house *h, const uint32_t *stem, size_t n)
{
        float square = 0;

        for (size_t i = 0; i < n; i++) {
                float w = h->model.stem[stem[i]].weight;

                for (size_t k = 0; k < n; k++)
                        if (stem[k] == stem[i])
                                square += w * w * (1 + MODEL_STEM_WEIGHT * MODEL_STEM_WEIGHT);
                if (i + 1 < n)
                        square += pair_weight(h, stem[i], stem[i + 1]) * pair_weight(h, stem[i], stem[i + 1]);
        }
        return 1 / sqrtf(square);
}

static uint32_t slot_of(const struct model *m, uint32_t ask)
{
        uint32_t entry = m->ask_entry[ask];

        return m->slot_first[entry] + ask - m->entry_first[entry];
}

/* In steps. */
static int value_of(const struct model *m, uint32_t s, uint32_t slot)
{
        uint32_t at = 0;

        if (m->stem[s].dense != MODEL_NONE)
                return m->dense[m->stem[s].dense * m->slots + slot];
        for (uint32_t i = m->stem[s].first; i < m->stem[s + 1].first; i++) {
                at += m->posting[i].gap;
                if (at == slot && m->posting[i].value > 0)
                        return m->posting[i].value;
        }
        return 0;
}

static void test_counts(void **state)
{
        struct house h;
        uint32_t stem[64];

        (void)state;
        open_house(&h);
        assert_int_equal(h.model.entries, ENTRIES);
        assert_int_equal(h.model.asks, 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 1);
        assert_int_equal(h.model.slots % VECTOR_SHORTS, 0);
        for (uint32_t s = 0; s < h.model.stems; s++) {
                bool in[ENTRIES] = {false};
                size_t held = 0, times = 0, all = 0;

                for (uint32_t a = 0; a < h.model.asks; a++) {
                        size_t n = stems_of(&h, a, stem);

                        for (size_t i = 0; i < n; i++, all++)
                                if (stem[i] == s) {
                                        in[h.model.ask_entry[a]] = true;
                                        times++;
                                }
                }
                for (int e = 0; e < ENTRIES; e++)
                        held += in[e];
                assert_true(fabs((double)h.model.stem[s].weight -
                                 (log((1.0 + ENTRIES) / (1.0 + (double)held)) + 2)) < 1e-5);
                assert_true(fabs((double)h.model.stem[s].share - log((double)times / (double)all)) < 1e-5);
        }
        close_house(&h);
}

/* The asks as they were read, until they are forgotten; an entry's own ones come before its title. */
static void test_asks(void **state)
{
        struct house h;
        uint32_t stem[64];

        (void)state;
        open_house(&h);
        for (uint32_t e = 0; e < ENTRIES; e++) {
                assert_int_equal(h.model.entry_title[e] - h.model.entry_first[e], made.entry[e].asks.count);
                assert_int_equal(h.model.entry_first[e + 1] - h.model.entry_title[e], made.entry[e].title != NULL);
        }
        for (uint32_t a = 0; a < h.model.asks; a++) {
                size_t n = stems_of(&h, a, stem);

                assert_int_equal(h.model.ask_first[a + 1] - h.model.ask_first[a], n);
                assert_memory_equal(h.model.stem_of + h.model.ask_first[a], stem, n * sizeof *stem);
        }
        model_forget_asks(&h.model);
        assert_null(h.model.stem_of);
        close_house(&h);
}

static void test_stem_tables(void **state)
{
        struct house h;
        uint32_t stem[64];
        size_t dense = 0;

        (void)state;
        open_house(&h);
        for (uint32_t s = 0; s < h.model.stems; s++) {
                const struct model_stem *one = &h.model.stem[s];

                dense += one->dense != MODEL_NONE;
                for (uint32_t a = 0; a < h.model.asks; a++) {
                        size_t n = stems_of(&h, a, stem);
                        float wanted = 0, norm = norm_of(&h, stem, n);
                        float got = (float)value_of(&h.model, s, slot_of(&h.model, a)) * one->step;

                        for (size_t i = 0; i < n; i++)
                                wanted += stem_product(&h, s, stem[i]) * norm;
                        if (wanted * MODEL_SCALE < 21)
                                assert_true(got <= 21 + one->step / 2);
                        else
                                assert_true(fabsf(got - wanted * MODEL_SCALE) < 1 + one->step / 2);
                }
        }
        assert_true(dense > 0 && dense < h.model.stems);
        close_house(&h);
}

/* Does the ask have y right behind x? */
static bool holds(struct house *h, uint32_t ask, uint32_t x, uint32_t y)
{
        uint32_t stem[64];
        size_t n = stems_of(h, ask, stem);

        for (size_t i = 0; i + 1 < n; i++)
                if (stem[i] == x && stem[i + 1] == y)
                        return true;
        return false;
}

/* A word that stands so far behind that one posting does not lead there. */
static void test_long_gap(void **state)
{
        enum { MANY = 700 };
        static const char *asks[MANY];
        struct article_entry entry = {.id = "long", .asks = {asks, MANY}};
        struct article_faq faq = {.entry = &entry, .entry_count = 1};
        struct lexicon *lexicon = bare_lexicon();
        struct model m;
        uint32_t s;
        char why[200];

        (void)state;
        for (size_t i = 0; i < MANY; i++)
                asks[i] = i == MANY - 1 ? "zebra" : "cold";
        assert_int_equal(model_open(&m, &faq, lexicon, why, sizeof why), 0);
        lexicon_read(lexicon, "zebra", 5, &reading);
        s = reading.term[0].stem;
        assert_int_equal(m.stem[s].dense, MODEL_NONE);
        assert_int_equal(m.stem[s + 1].first - m.stem[s].first, 1 + (MANY - 1) / UINT8_MAX);
        assert_int_equal(value_of(&m, s, MANY - 1), UINT8_MAX);
        for (uint32_t slot = 0; slot < MANY - 1; slot++)
                assert_int_equal(value_of(&m, s, slot), 0);
        model_close(&m);
        lexicon_close(lexicon);
}

static void test_pair_tables(void **state)
{
        struct house h;

        (void)state;
        open_house(&h);
        for (uint32_t x = 0; x < h.model.stems; x++)
                for (uint32_t y = 0; y < h.model.stems; y++) {
                        const struct model_pair *pair = model_pair(&h.model, x, y);
                        const struct model_pair *near = model_near(&h.model, x, y);
                        size_t neighbours = 0, about = 0, found = 0;

                        for (uint32_t a = 0; a < h.model.asks; a++) {
                                uint32_t stem[64];
                                size_t n = stems_of(&h, a, stem);
                                float norm = norm_of(&h, stem, n) * (1 << MODEL_NORM_BITS);

                                assert_true(fabsf(h.model.norm[slot_of(&h.model, a)] - norm) < 1);
                                for (size_t i = 0; i < n; i++)
                                        for (size_t k = 1; k <= MODEL_NEAR && i + k < n; k++) {
                                                neighbours += k == 1 && stem[i] == x && stem[i + 1] == y;
                                                about += (stem[i] == x && stem[i + k] == y) ||
                                                         (stem[i] == y && stem[i + k] == x);
                                        }
                        }
                        assert_int_equal(pair ? pair[1].first - pair->first : 0, neighbours);
                        assert_int_equal(pair && pair->row != MODEL_NONE, neighbours > 1);
                        assert_int_equal(near != NULL, about > 1);
                        assert_true(near == model_near(&h.model, y, x));
                        for (uint32_t a = 0; a < h.model.asks && pair; a++)
                                for (uint32_t i = pair->first; i < pair[1].first; i++)
                                        found += h.model.pair_slot[i] == slot_of(&h.model, a) && holds(&h, a, x, y);
                        assert_int_equal(found, neighbours);
                }
        close_house(&h);
}

/* Classifiers know their own asks. */
static void test_decisions(void **state)
{
        struct house h;
        uint32_t stem[64];
        size_t right = 0;

        (void)state;
        open_house(&h);
        for (uint32_t a = 0; a < h.model.asks; a++) {
                size_t n = stems_of(&h, a, stem), best = 0;
                float norm = norm_of(&h, stem, n), top = -100, d[MODEL_WORD] = {0};

                assert_int_equal(h.model.stride, MODEL_WORD);
                memcpy(d, h.model.bias, ENTRIES * sizeof *d);
                for (size_t i = 0; i < n; i++)
                        sums_decision(d, h.model.row + h.model.stem[stem[i]].row, h.model.stride, norm);
                for (size_t e = 0; e < ENTRIES; e++)
                        if (d[e] > top)
                                top = d[e], best = e;
                right += best == h.model.ask_entry[a];
        }
        assert_true(right * 10 >= h.model.asks * 9);
        close_house(&h);
}

static void same_tables(const struct model *a, const struct model *b)
{
        size_t stems = a->stems;

        assert_int_equal(stems, b->stems);
        assert_int_equal(a->row_bytes, b->row_bytes);
        assert_memory_equal(a->row, b->row, a->row_bytes);
        assert_int_equal(a->entries, b->entries);
        assert_memory_equal(a->bias, b->bias, a->entries * sizeof(float));
        assert_int_equal(a->pairs, b->pairs);
        assert_memory_equal(a->pair, b->pair, (a->pairs + 1) * sizeof *a->pair);
        for (size_t s = 0; s <= stems; s++)
                assert_int_equal(a->stem[s].first, b->stem[s].first);
        assert_memory_equal(a->posting, b->posting, a->stem[stems].first * sizeof *a->posting);
}

static void test_same_bytes(void **state)
{
        struct house a, b;

        (void)state;
        srand(1);
        open_house(&a);
        srand(5);
        open_house(&b);
        same_tables(&a.model, &b.model);
        close_house(&a);
        close_house(&b);
}

/* What is told by its signs alone takes no part: nobody else is heard otherwise for it. */
static void test_warning_without_asks(void **state)
{
        struct article_entry entry[ENTRIES + 1];
        struct article_faq faq = {.entry = entry, .entry_count = ENTRIES + 1};
        struct house plain, more = {.lexicon = bare_lexicon()};
        char why[200] = "";

        (void)state;
        memcpy(entry, made.entry, sizeof made.entry);
        entry[ENTRIES] = (struct article_entry){.kind = ARTICLE_WARNING, .id = "signs", .title = "leg cramp with stamp"};
        open_house(&plain);
        assert_int_equal(model_open(&more.model, &faq, more.lexicon, why, sizeof why), 0);
        assert_int_equal(lexicon_seal(more.lexicon), 0);
        same_tables(&plain.model, &more.model);
        close_house(&plain);
        close_house(&more);
}

static void test_empty(void **state)
{
        struct article_entry bare = {.id = "bare"};
        struct article_faq none = {0}, one = {.entry = &bare, .entry_count = 1};
        char why[200];

        (void)state;
        for (int i = 0; i < 2; i++) {
                struct model m;
                struct lexicon *lexicon = bare_lexicon();

                assert_int_equal(model_open(&m, i ? &one : &none, lexicon, why, sizeof why), 0);
                assert_int_equal(m.asks, 0);
                model_close(&m);
                model_close(&m); /* twice does no harm */
                lexicon_close(lexicon);
        }
}

static void test_too_many(void **state)
{
        static const char *asks[MODEL_SLOTS_MAX];
        struct article_entry big = {.id = "big", .asks = {asks, MODEL_SLOTS_MAX}};
        struct article_faq faq = {.entry = &big, .entry_count = 1};
        struct lexicon *lexicon = bare_lexicon();
        struct model m;
        char why[200] = "";

        (void)state;
        assert_int_equal(model_open(&m, &faq, lexicon, why, sizeof why), -1);
        assert_non_null(strstr(why, "too many"));
        lexicon_close(lexicon);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_counts), cmocka_unit_test(test_asks), cmocka_unit_test(test_stem_tables),
                cmocka_unit_test(test_long_gap), cmocka_unit_test(test_pair_tables), cmocka_unit_test(test_decisions),
                cmocka_unit_test(test_same_bytes), cmocka_unit_test(test_warning_without_asks), cmocka_unit_test(test_empty),
                cmocka_unit_test(test_too_many),
        };

        make_faq(&made);
        return cmocka_run_group_tests(tests, NULL, NULL);
}
