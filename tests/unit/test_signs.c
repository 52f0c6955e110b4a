/* test_signs.c - warning signs and uncovered kinds by the FAQ's own rules:
 * what is said, denied, said of animals, and what comes together. */
#include "answer_fixture.h"

#include "../../plugin/answer/article.h"
#include "../../plugin/answer/lexicon.h"
#include "../../plugin/answer/signs.h"

enum { LEG, SWOLLEN, JEANS, NUMB, BIGGER, OPERATION, SEIZE, LONG_AGO, LASTS, AGAIN, CONCEPTS };

static const char faq_text[] =
        "article = { id = \"a\"; title = \"Legs\"; language = \"english\"; lexicon = \"signs.lexicon\";\n"
        "  disclaimer = \"None.\"; source = \"None.\"; reviewed = \"2026-01-01\"; topic = [ \"LEG + SEIZE\" ]; };\n"
        "says = { help = \"a\"; unknown = \"a\"; uncovered = \"a\"; choice = \"a\"; more = \"a\"; no_more = \"a\";\n"
        "  no_topic = \"a\"; };\n"
        "passages = ( { id = \"p\"; title = \"P\"; answer = \"P.\"; asks = [ \"why legs\" ]; } );\n"
        "concepts = (\n"
        "  { name = \"LEG\"; place = true; common = true; says = [ \"leg\", \"calf\", \"lower limb\" ]; },\n"
        "  { name = \"SWOLLEN\"; says = [ \"swollen\", \"swell up\", \"puffy\" ]; },\n"
        "  { name = \"JEANS\"; says = [ \"jeans\" ]; },\n"
        "  { name = \"NUMB\"; says = [ \"numb\", \"can not feel\" ]; },\n"
        "  { name = \"BIGGER\"; says = [ \"one .. bigger .. other\" ]; },\n"
        "  { name = \"OPERATION\"; place = true; says = [ \"after operation\" ]; },\n"
        "  { name = \"SEIZE\"; says = [ \"locked solid\" ]; },\n"
        "  { name = \"LONG_AGO\"; place = true; over = true; says = [ \"years ago\" ]; },\n"
        "  { name = \"LASTS\"; place = true; lasts = true; says = [ \"is/since\" ]; },\n"
        "  { name = \"AGAIN\"; again = true; says = [ \"came back\" ]; } );\n"
        "uncovered = ( { id = \"trousers\"; title = \"T\"; line = \"T.\"; asks = [ \"tight trousers\" ];\n"
        "    signs = [ \"LEG + JEANS\" ]; },\n"
        "  { id = \"surgery\"; title = \"S\"; line = \"S.\"; asks = [ \"surgery\" ]; signs = [ \"OPERATION - NUMB\" ]; } );\n"
        "warnings = (\n"
        "  { id = \"nerve\"; title = \"N\"; line = \"N.\"; signs = [ \"NUMB + LEG\" ]; },\n"
        "  { id = \"clot\"; title = \"C\"; line = \"C.\"; signs = [ \"LEG + SWOLLEN - JEANS\", \"BIGGER\" ]; } );\n";

static struct article_faq *faq;
static struct lexicon *lexicon;
static struct signs *signs;

static int open_signs(void **state)
{
        const char *path;
        struct answer_options options = {.size = sizeof options, .file_count = 1};
        char why[256] = "";

        if (fixture_open(state) < 0)
                return -1;
        write_file("signs.cfg", faq_text);
        write_file("signs.lexicon",
                   "language = \"english\"; contractions = ( (\"n't\",\"not\"), (\"can't\",\"can not\"), (\"'s\",\"\") );\n"
                   "negators = [ \"not\", \"no\", \"without\" ]; negation_ends = [ \"but\" ];\n"
                   "lists = { others = [ \"my dog\", \"horse\" ]; person = [ \"i\", \"my wife\" ]; "
                   "pointing = [ \"its\" ]; };\n");
        path = path_of("signs.cfg");
        options.files = &path;
        faq = article_open(&options, why, sizeof why);
        if (!faq)
                fail_msg("%s", why);
        lexicon = lexicon_open(faq->head[0].lexicon, "english", &options, why, sizeof why);
        assert_non_null(lexicon);
        signs = signs_open(faq, lexicon, why, sizeof why);
        assert_non_null(signs);
        assert_int_equal(lexicon_seal(lexicon), 0);
        return 0;
}

static int close_signs(void **state)
{
        signs_close(signs);
        signs_close(NULL);
        lexicon_close(lexicon);
        article_close(faq);
        return folder_remove(state);
}

static struct signs_found find_after(const struct signs_before *before, const char *text)
{
        static struct reading reading;
        struct signs_found found;

        lexicon_read(lexicon, text, strlen(text), &reading);
        signs_find(signs, lexicon, &reading, before, &found);
        for (size_t c = 0; c < CONCEPTS; c++) /* never both */
                assert_false(signs_holds(found.said, c) && signs_holds(found.denied, c));
        return found;
}

static struct signs_found find(const char *text)
{
        return find_after(&(struct signs_before){.warned = SIGNS_NONE}, text);
}

static const char *id_of(uint32_t entry)
{
        return entry == SIGNS_NONE ? "" : faq->entry[entry].id;
}

static void check(const char *text, const char *warning, const char *uncovered)
{
        struct signs_found found = find(text);

        if (strcmp(id_of(found.warning), warning) != 0 || strcmp(id_of(found.uncovered), uncovered) != 0)
                fail_msg("\"%s\": warning \"%s\", uncovered \"%s\"", text, id_of(found.warning),
                         id_of(found.uncovered));
}

static void test_together(void **state)
{
        (void)state;
        check("my leg is swollen", "clot", "");
        check("Swelling... up, my LEGS", "clot", ""); /* any form, any order */
        check("my lower limb is puffy", "clot", "");
        check("my leg", "", "");
        check("my arm is swollen", "", "");
        check("my lower arm is puffy, leg up", "clot", "");
        check("lower", "", "");
        check("", "", "");
        check("\x02\xff\x03", "", "");
}

/* A symptom alone: not of what is denied, ruled out or only a place. */
static void test_hint(void **state)
{
        static const struct {
                const char *text;
                bool nerve, clot;
        } cases[] = {
                { "i am swollen", false, true },
                { "i am numb", true, false },
                { "my leg hurts", false, false },
                { "no swelling up at all", false, false },
                { "swollen jeans", false, false },
                { "numb, one bigger than the other", true, true },
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct signs_found found = find(cases[i].text);

                for (uint32_t e = 0; e < faq->entry_count; e++) {
                        bool nerve = strcmp(faq->entry[e].id, "nerve") == 0;

                        if (faq->entry[e].kind == ARTICLE_WARNING &&
                            signs_hint(signs, &found, e) != (nerve ? cases[i].nerve : cases[i].clot))
                                fail_msg("%s: %s", cases[i].text, faq->entry[e].id);
                }
        }
}

/* Where several fit, the first of the file is said. */
static void test_first_wins(void **state)
{
        (void)state;
        check("swollen numb leg", "nerve", "");
        check("numb leg, one leg bigger than the other", "nerve", "");
}

static void test_negation(void **state)
{
        struct signs_found found = find("my leg hurts, no swelling up");

        (void)state;
        assert_true(found.warning == SIGNS_NONE);
        assert_true(signs_holds(found.denied, SWOLLEN));
        assert_true(signs_holds(found.said, LEG));
        check("my leg is not swollen", "", "");
        check("leg pain without a puffy ankle", "", "");
        check("my leg isn't swollen", "", "");
        check("not swollen at first but now the leg is swollen", "clot", ""); /* said once is said */
        check("i can not feel my leg", "nerve", ""); /* the phrase holds its own not */
        check("i can't feel my leg", "nerve", "");
}

/* A place is a place, whatever is said not to be so. */
static void test_place(void **state)
{
        (void)state;
        check("swollen, not the left leg, the right", "clot", "");
        assert_true(signs_holds(find("no leg").said, LEG));
        assert_true(signs_holds(find("no jeans").denied, JEANS));
        assert_false(signs_holds(find("no jeans").said, JEANS));
}

static void test_gaps(void **state)
{
        (void)state;
        check("one bigger other", "clot", "");
        check("one calf is bigger than the other", "clot", "");
        check("one of my legs bigger than all the other", "clot", "");
        check("one a b c bigger a b c other", "clot", "");
        check("one a b c d bigger other", "", "");
        check("one bigger a b c d other", "", "");
        check("one two one bigger than the other", "clot", "");
        check("other bigger one", "", "");
        check("one bigger", "", "");
}

static void test_animals(void **state)
{
        (void)state;
        check("my dog has a swollen leg", "", "");
        check("the leg of a horse, swollen", "", "");
        check("i walked my dog and now i have a swollen leg", "clot", "");
        check("my wife rode a horse, my wife has a swollen leg", "clot", "");
        check("i think my dog has a swollen leg", "", "");
        check("my leg is swollen and my dog is fine", "clot", "");
        check("my dog is asleep on the bed. one leg is swollen", "clot", ""); /* nobody's but who writes */
        check("my dog is asleep on the bed, its leg is swollen", "", "");
        check("my dog, swollen leg since monday", "", "");
        assert_true(signs_holds(find("my dog has a swollen leg").denied, SWOLLEN));
        assert_true(signs_empty(find("my dog has a swollen leg").said));
}

static void test_minus(void **state)
{
        (void)state;
        check("my leg is swollen in these jeans", "", "trousers");
        check("my leg is swollen, no jeans on", "clot", ""); /* denied is not said */
        check("after the operation", "", "");
        check("cramps after operation", "", "surgery");
        check("numb after operation", "", "");
        check("not numb after operation", "", "surgery");
}

static void test_topic(void **state)
{
        (void)state;
        assert_true(find("my calf locked solid").topic);
        assert_false(find("my door locked solid").topic);
        assert_false(find("my calf is not locked solid").topic);
        assert_false(find("my calf").topic);
        assert_false(find("").topic);
}

/* What is told in a clause that is long past is neither said nor denied. */
static void test_over(void **state)
{
        struct signs_found found = find("my leg was swollen years ago");

        (void)state;
        assert_true(found.warning == SIGNS_NONE);
        assert_false(signs_holds(found.said, SWOLLEN) || signs_holds(found.denied, SWOLLEN));
        assert_true(signs_holds(found.said, LEG)); /* a place is a place, then as now */
        check("years ago my leg was swollen, why", "", "");
        check("years ago i fell, my leg is swollen", "clot", ""); /* in another clause */
        check("my leg was swollen. that was years ago", "clot", "");
        check("my leg is swollen and i fell years ago", "clot", ""); /* it lasts */
        check("swollen leg since years ago", "clot", "");
        check("years ago i fell. my leg was swollen years ago", "", "");
        check("swollen leg years ago, it came back", "clot", "");
        check("swollen leg years ago, it never came back", "clot", ""); /* without a word for "never" */
        check("swollen leg years ago, it has not came back", "", ""); /* what is denied is not back */
        check("numb leg years ago, swollen leg now", "clot", "");
        check("years ago", "", "");
        check("an operation years ago swollen leg", "clot", ""); /* what is behind it may be of now */
        check("years ago a swollen leg", "", "");
}

/* Where a sign is described whole and something speaks against it, its hints count no more. */
static void test_hint_ruled_out(void **state)
{
        struct signs_found found = find("my leg is swollen in these jeans, one bigger than the other");
        uint32_t clot = found.warning;

        (void)state;
        assert_string_equal(id_of(clot), "clot");
        found = find("my leg is swollen in these jeans");
        assert_false(signs_hint(signs, &found, clot));
        found = find("swollen in my arm");
        assert_true(signs_hint(signs, &found, clot));
}

/* What was described before completes a warning to which the message adds something; it completes
 * nothing else, and what is denied now was never said. */
static void test_bit_by_bit(void **state)
{
        static const struct {
                const char *before, *text, *warning, *uncovered;
        } cases[] = {
                { "my calf hurts", "it's puffy", "clot", "" },
                { "it's puffy", "the left calf", "", "" }, /* common: all speak of legs here */
                { "not numb", "the left calf feels puffy", "clot", "" },
                { "my leg", "can not feel it", "nerve", "" },
                { "my arm hurts", "it's puffy", "", "" },
                { "my calf is puffy", "is it bad", "", "" },
                { "my calf is puffy", "my calf is puffy", "clot", "" }, /* said whole, each time */
                { "puffy", "puffy", "", "" },
                { "my leg", "no swelling up at all", "", "" },
                { "these jeans", "my leg is fine", "", "" }, /* not of an uncovered kind */
                { "my leg and these jeans", "puffy", "", "" }, /* what rules it out does so later, too */
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct signs_found first = find(cases[i].before), found;
                struct signs_before before = {.warned = SIGNS_NONE};

                memcpy(before.said, first.said, sizeof before.said);
                found = find_after(&before, cases[i].text);

                if (strcmp(id_of(found.warning), cases[i].warning) != 0 ||
                    strcmp(id_of(found.uncovered), cases[i].uncovered) != 0)
                        fail_msg("\"%s\", \"%s\": warning \"%s\", uncovered \"%s\"", cases[i].before, cases[i].text,
                                 id_of(found.warning), id_of(found.uncovered));
        }
}

/* The warning that somebody got is not given for the same things again; another one is. */
static void test_warned(void **state)
{
        struct signs_found first = find("my leg is puffy");
        struct signs_before before = {.warned = first.warning};

        (void)state;
        memcpy(before.said, first.said, sizeof before.said);
        assert_string_equal(id_of(before.warned), "clot");
        assert_string_equal(id_of(find_after(&before, "one bigger than the other").warning), "clot"); /* by itself */
        assert_string_equal(id_of(find_after(&before, "and numb").warning), "nerve");
        before.said[0] &= ~((uint64_t)1 << SWOLLEN);
        assert_string_equal(id_of(find_after(&before, "so swollen").warning), "");
        before.warned = SIGNS_NONE;
        assert_string_equal(id_of(find_after(&before, "so swollen").warning), "clot");
}

/* A message of many beginnings stays quick and quiet. */
static void test_long_message(void **state)
{
        static char text[5000];

        (void)state;
        for (size_t i = 0; i + 4 < sizeof text; i += 4)
                memcpy(text + i, "one ", 4);
        check(text, "", "");
        memcpy(text, "swollen leg ", 12);
        check(text, "clot", "");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_together), cmocka_unit_test(test_hint), cmocka_unit_test(test_first_wins),
                cmocka_unit_test(test_negation),
                cmocka_unit_test(test_place), cmocka_unit_test(test_gaps), cmocka_unit_test(test_animals),
                cmocka_unit_test(test_minus), cmocka_unit_test(test_topic), cmocka_unit_test(test_bit_by_bit),
                cmocka_unit_test(test_warned), cmocka_unit_test(test_over), cmocka_unit_test(test_hint_ruled_out),
                cmocka_unit_test(test_long_message),
        };

        return cmocka_run_group_tests(tests, open_signs, close_signs);
}
