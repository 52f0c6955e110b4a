/* test_lexicon.c - clean words -> what they stand for.
 *
 * A small lexicon and FAQ of the test's own, written to a folder that is
 * removed at the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <malloc.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failing.h"
#include "folder.h"
#include "lexicon.h"

static const char lexicon_text[] =
        "language = \"english\"; words = \"w.words\"; dictionary = \"dict\";\n"
        "contractions = ( (\"n\xe2\x80\x99t\",\"not\"), (\"\xe2\x80\x99RE\",\"are\"), (\"'s\",\"\"),\n"
        "  (\"can't\",\"can not\"), (\"dont\",\"do not\"), (\"o'clock\",\"o clock\"),\n  (\"um\",\"\"), (\"'t\",\"it\") );\n"
        "misspellings = ( (\"wat\",\"what\"), (\"b4\",\"before\"), (\"rn\",\"right now\") );\n"
        "synonyms = ( { word = \"cramp\"; means = [ \"charley horse\", \"lock up\", \"seize\",\n"
        "    \"charley horse muscle\" ]; },\n"
        "  { word = \"old person\"; means = [ \"60..120 year old\", \"60..120 yo\", \"gran\" ]; } );\n"
        "negators = [ \"not\", \"no\", \"without\", \"free of\" ];\n"
        "negation_ends = [ \"but\", \"and now\" ]; negation_goes_on = [ \"or\" ];\n"
        "empty = [ \"the\", \"a\", \"my\", \"i\", \"do\" ];\n"
        "lists = { help = [ \"help\", \"what can you do\" ]; first = [ \"1\", \"the first one\", \"the first\" ];\n"
        "  polite = [ \"thanks in advance\", \"please\" ]; others = [ \"my dog\" ]; };\n";

static const char *const faq[] = {
        "why do my calves cramp at night", "leg cramps at night", "leg cramps in bed",
        "what is a leg cramp", "calf cramps", "calf cramp", "sleeping with an open window",
        "exactly what is a cramp", "does cold give me cramps", "swelling", "stretching",
        "my foot is numb", "do muscles hurt", "night pain", "night cramp", "night cramps",
        "cramps night",
};

static struct lexicon *opened(bool sealed)
{
        struct answer_options options = { .size = sizeof options };
        struct reading *reading = malloc(sizeof *reading);
        char why[256];
        struct lexicon *lexicon =
                lexicon_open(path_of("l.cfg"), "english", &options, why, sizeof why);

        if (lexicon == NULL)
                fail_msg("%s", why);
        for (size_t i = 0; i < sizeof faq / sizeof faq[0]; i++)
                assert_int_equal(lexicon_learn(lexicon, faq[i], strlen(faq[i]), reading), 0);
        if (sealed)
                assert_int_equal(lexicon_seal(lexicon), 0);
        free(reading);
        return lexicon;
}

static struct reading *reading_of(struct lexicon *lexicon, const char *text)
{
        static struct reading reading;

        memset(&reading, 0xa5, sizeof reading); /* nothing may be taken for granted */
        lexicon_read(lexicon, text, strlen(text), &reading);
        return &reading;
}

/* Words, with * behind a corrected one, ! a negated one, ~ an empty one. */
static const char *words_of(const struct reading *reading)
{
        static char line[4096];
        size_t used = 0;

        line[0] = '\0';
        for (size_t i = 0; i < reading->word_count; i++) {
                unsigned flags = reading->word[i].flags;

                used += (size_t)snprintf(line + used, sizeof line - used, "%s%s%s%s%s",
                                         i > 0 ? " " : "", reading->word[i].s,
                                         flags & READING_CORRECTED ? "*" : "",
                                         flags & READING_NEGATED ? "!" : "",
                                         flags & READING_EMPTY ? "~" : "");
        }
        return line;
}

static const char *terms_of(const struct reading *reading)
{
        static char line[4096];
        size_t used = 0;

        line[0] = '\0';
        for (size_t i = 0; i < reading->term_count; i++)
                used += (size_t)snprintf(line + used, sizeof line - used, "%s%s", i > 0 ? " " : "",
                                         reading->term[i].s);
        return line;
}

static const struct {
        const char *in, *words, *terms, *why;
} cases[] = {
        { "", "", "", "nothing" },
        { "Leg CRAMPS", "leg cramps", "leg cramp", "stems" },
        { "calves calf", "calves calf", "calv calf", "Porter2 leaves these apart" },
        { "without swelling my leg or foot numb", "without swelling! my!~ leg! or foot numb", "without swell my leg or foot numb",
          "a no reaches three words" },
        { "without swelling or numb foot", "without swelling! or! numb! foot!", "without swell or numb foot",
          "and \"or\" lets it reach on" },
        { "can't sleep", "can not sleep!", "can not sleep", "a whole contraction before its suffix" },
        { "don't", "do~ not", "do not", "a suffix" },
        { "they're", "they are", "they are", "it is written with a curly quote, and large" },
        { "dont", "do~ not", "do not", "a contraction without apostrophe" },
        { "isn't", "is not", "is not", "what is left is looked up" },
        { "what's", "what", "what", "a suffix that is dropped" },
        { "what\xe2\x80\x99s", "what", "what", "with a curly quote" },
        { "3 o'clock", "3 o clock", "3 o clock", "a whole word wins over its suffix" },
        { "they'll", "they'll", "they'll", "a suffix that the file lacks: as it stands" },
        { "wat is", "what is", "what is", "shorthand" },
        { "waat is", "what* is", "what is", "shorthand, with a letter twice" },
        { "b4 rn", "before right now", "befor right now", "shorthand with a digit; one for two" },
        { "b 4", "b 4", "b 4", "but only where nothing stands between" },
        { "um leg", "leg", "leg", "a word for nothing" },
        { "crmap", "cramp*", "cramp", "spelling: a swap" },
        { "lge", "leg*", "leg", "three letters" },
        { "excatly", "exactly*", "exact", "seven" },
        { "stretchign", "stretching*", "stretch", "long" },
        { "sleping", "sleeping*", "sleep", "one left out" },
        { "winodw", "window*", "window", "and another" },
        { "crampp", "cramp*", "cramp", "a doubled letter" },
        { "crammppp", "cramp*", "cramp", "two, one held" },
        { "soooo", "so*", "so", "soo is so: the dictionary knows it" },
        { "sso oo", "sso oo", "sso oo", "double at the front, or two letters: no stammer" },
        { "lleg", "leg*", "leg", "unless the FAQ has it" },
        { "legg", "leg*", "leg", "a doubled one may shorten four letters" },
        { "legz", "legz", "legz", "another may not, and legs is no word of this FAQ" },
        { "clamp", "clamp", "clamp", "the dictionary knows it" },
        { "Bob", "bob", "bob", "names, too" },
        { "cramping", "cramping", "cramp", "its stem is the FAQ's" },
        { "leg crams", "leg cramps*", "leg cramp", "a real word, but the FAQ has leg cramps" },
        { "crams my leg", "cramps* my~ leg", "cramp my leg", "from behind, two words away" },
        { "i cram for tests", "i~ cram for tests", "i cram for test", "nobody speaks for it" },
        { "calf crams", "calf crams", "calf cram", "seen twice is not enough" },
        { "leg clamp", "leg clamp", "leg clamp", "a replaced letter is no slip" },
        { "craps at night", "craps at night", "crap at night", "night is too common to tell" },
        { "leg camp", "leg camp", "leg camp", "a common word is no slip" },
        { "charley horse", "charley horse", "cramp", "a synonym" },
        { "Charley Horses!", "charley horses", "cramp", "by stems" },
        { "charley horse muscles now", "charley horse muscles now", "cramp now", "the longest" },
        { "charley", "charley", "charley", "half of one is none" },
        { "it locks up", "it locks up", "it cramp", "stems inside phrases" },
        { "sezie", "seize*", "cramp", "five letters, a swap, to a word of a synonym" },
        { "70 year old", "70 year old", "old person", "a range of numbers, two words for it" },
        { "70yo", "70 yo", "old person", "without blanks" },
        { "120 years old", "120 years old", "old person", "its upper end" },
        { "59 year old", "59 year old", "59 year old", "below it" },
        { "121 yo", "121 yo", "121 yo", "above it" },
        { "my gran", "my~ gran", "my old person", "one word, two terms" },
        { "no swelling", "no swelling!", "no swell", "negated" },
        { "no red hot swelling", "no red! hot! swelling!", "no red hot swell", "three words far" },
        { "no a b c swelling", "no a!~ b! c! swelling", "no a b c swell", "not four" },
        { "no, swelling", "no swelling", "no swell", "a comma ends it" },
        { "not numb but swelling", "not numb! but swelling", "not numb but swell", "so does but" },
        { "no pain and now swelling", "no pain! and now swelling", "no pain and now swell",
          "and two words" },
        { "free of swelling", "free of! swelling!", "free of swell", "a negator of two words: all behind its first" },
        { "can't feel", "can not feel!", "can not feel", "one inside a contraction" },
        { "Thanks in advance, please", "thanks~ in~ advance~ please~", "thank in advanc pleas",
          "politeness says nothing" },
};

static void readings(void **state)
{
        struct lexicon *lexicon = opened(true);

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct reading *reading = reading_of(lexicon, cases[i].in);

                if (strcmp(words_of(reading), cases[i].words) != 0)
                        fail_msg("%s: \"%s\" has the words \"%s\", not \"%s\"", cases[i].why,
                                 cases[i].in, words_of(reading), cases[i].words);
                if (strcmp(terms_of(reading), cases[i].terms) != 0)
                        fail_msg("%s: \"%s\" has the terms \"%s\", not \"%s\"", cases[i].why,
                                 cases[i].in, terms_of(reading), cases[i].terms);
        }
        lexicon_close(lexicon);
}

static void what_stood_there_is_kept(void **state)
{
        struct lexicon *lexicon = opened(true);
        struct reading *reading = reading_of(lexicon, "Crmap, can't?");

        (void)state;
        assert_int_equal(reading->word_count, 3);
        assert_string_equal(reading->word[0].written, "crmap");
        assert_string_equal(reading->word[0].s, "cramp");
        assert_string_equal(reading->word[1].written, "can't");
        assert_string_equal(reading->word[2].written, "can't");
        /* A break before the first of the split words, the question behind the last. */
        assert_int_equal(reading->word[1].flags & (TEXT_BREAK | TEXT_ASKED), TEXT_BREAK);
        assert_int_equal(reading->word[2].flags & (TEXT_BREAK | TEXT_ASKED), TEXT_ASKED);
        reading = reading_of(lexicon, "my 70 year old leg");
        assert_int_equal(reading->term_count, 4);
        assert_int_equal(reading->term[1].first, 1);
        assert_int_equal(reading->term[1].last, 3);
        assert_int_equal(reading->term[2].first, 1);
        assert_int_equal(reading->term[3].first, 4);
        assert_int_equal(reading->word[1].value, 70);
        assert_true(reading->word[1].flags & TEXT_NUMBER);
        lexicon_close(lexicon);
}

static uint32_t id_of(struct lexicon *lexicon, const char *word)
{
        return reading_of(lexicon, word)->word[0].stem;
}

static void ids_are_the_vocabularys(void **state)
{
        struct lexicon *lexicon = opened(true);
        uint32_t cramp = id_of(lexicon, "cramps");
        struct reading *reading = reading_of(lexicon, "leg cramping zebra charley horses");

        (void)state;
        assert_int_not_equal(cramp, LEXICON_NO_STEM);
        assert_string_equal(lexicon_stem(lexicon, cramp), "cramp");
        assert_int_equal(reading->word[1].stem, cramp);
        assert_int_equal(reading->term[1].stem, cramp);
        assert_int_equal(reading->term[3].stem, cramp);
        assert_int_equal(reading->term[2].stem, LEXICON_NO_STEM);
        assert_int_equal(reading->word[3].stem, LEXICON_NO_STEM);
        assert_int_equal(id_of(lexicon, "zebra"), LEXICON_NO_STEM);
        assert_int_equal(id_of(lexicon, "help"), LEXICON_NO_STEM);
        for (uint32_t i = 0; i < lexicon_stems(lexicon); i++)
                assert_int_equal(id_of(lexicon, lexicon_stem(lexicon, i)), i);
        lexicon_close(lexicon);
}

/* info = -ln(p + 2e-7), p summed over a stem's words. */
static void info_follows_the_words_file(void **state)
{
        struct lexicon *lexicon = opened(true);
        struct reading *reading = reading_of(lexicon, "night nights zebra quagga");

        (void)state;
        assert_true(fabs(lexicon_info(lexicon, "night") + log(150e-6 + 2e-7)) < 1e-4);
        assert_true(fabs(lexicon_info(lexicon, "quagga") + log(2e-7)) < 1e-4);
        assert_true(fabs((double)reading->term[0].info + log(150e-6 + 2e-7)) < 1e-4);
        assert_true(fabs((double)reading->term[1].info + log(150e-6 + 2e-7)) < 1e-4);
        assert_true(fabs((double)reading->term[3].info + log(2e-7)) < 1e-4);
        lexicon_close(lexicon);
}

static void lists_match_where_they_begin(void **state)
{
        struct lexicon *lexicon = opened(true);
        struct reading *reading;

        (void)state;
        reading = reading_of(lexicon, "so what can you do");
        assert_int_equal(lexicon_match(lexicon, LEXICON_HELP, reading, 0), 0);
        assert_int_equal(lexicon_match(lexicon, LEXICON_HELP, reading, 1), 4);
        assert_int_equal(lexicon_match(lexicon, LEXICON_TOPICS, reading, 1), 0);
        assert_int_equal(lexicon_match(lexicon, LEXICON_HELP, reading, 5), 0);
        assert_int_equal(lexicon_match(lexicon, LEXICON_HELP, reading, 99), 0);
        reading = reading_of(lexicon, "the first one");
        assert_int_equal(lexicon_match(lexicon, LEXICON_FIRST, reading, 0), 3);
        reading = reading_of(lexicon, "1");
        assert_int_equal(lexicon_match(lexicon, LEXICON_FIRST, reading, 0), 1);
        reading = reading_of(lexicon, "My dogs leg");
        assert_int_equal(lexicon_match(lexicon, LEXICON_OTHERS, reading, 0), 2);
        lexicon_close(lexicon);
}

static void before_the_seal_nothing_is_corrected(void **state)
{
        struct lexicon *lexicon = opened(false);

        (void)state;
        assert_string_equal(words_of(reading_of(lexicon, "leg crmap can't")), "leg crmap can not");
        assert_string_equal(terms_of(reading_of(lexicon, "charley horse")), "cramp");
        assert_int_equal(lexicon_seal(lexicon), 0);
        assert_string_equal(words_of(reading_of(lexicon, "leg crmap")), "leg cramp*");
        lexicon_close(lexicon);
}

static void without_a_file_there_are_stems(void **state)
{
        char why[256];
        struct lexicon *lexicon = lexicon_open(NULL, "english", NULL, why, sizeof why);
        struct reading *reading = malloc(sizeof *reading);

        (void)state;
        assert_non_null(lexicon);
        assert_int_equal(lexicon_learn(lexicon, "leg cramps", 10, reading), 0);
        assert_int_equal(lexicon_stems(lexicon), 2);
        assert_int_equal(lexicon_seal(lexicon), 0);
        assert_string_equal(words_of(reading_of(lexicon, "crmaps isn't")), "crmaps isn t");
        assert_int_equal(lexicon_match(lexicon, LEXICON_HELP, reading, 0), 0);
        lexicon_close(lexicon);
        assert_null(lexicon_open(NULL, "klingon", NULL, why, sizeof why));
        assert_non_null(strstr(why, "klingon"));
        lexicon = lexicon_open(NULL, "german", NULL, why, sizeof why);
        assert_string_equal(terms_of(reading_of(lexicon, "Kr\xc3\xa4mpfe")), "krampf");
        lexicon_close(lexicon);
        free(reading);
}

static void long_texts_are_learned_in_pieces(void **state)
{
        char why[256];
        struct lexicon *lexicon = lexicon_open(NULL, "english", NULL, why, sizeof why);
        struct reading *reading = malloc(sizeof *reading);
        size_t used = 0, at = 0, words = 0;
        char *text = malloc(200000);
        int count;

        (void)state;
        for (unsigned i = 0; i < 10000; i++)
                used += (size_t)sprintf(text + used, "word%c%c%c ", 'a' + i % 26, 'a' + i / 26 % 26,
                                        'a' + i / 676);
        while ((count = lexicon_learn_on(lexicon, text, used, &at, reading)) > 0)
                words += (size_t)count;
        assert_int_equal(count, 0);
        assert_int_equal(words, 10000);
        assert_true(lexicon_stems(lexicon) > 9000);
        assert_int_equal(lexicon_seal(lexicon), 0);
        free(text);
        free(reading);
        lexicon_close(lexicon);
}

static struct lexicon *try_all(struct reading *reading, char *why, size_t cap)
{
        struct lexicon *lexicon = lexicon_open(path_of("l.cfg"), "english", NULL, why, cap);
        bool good = lexicon != NULL;

        for (size_t i = 0; i < sizeof faq / sizeof faq[0] && good; i++)
                good = lexicon_learn(lexicon, faq[i], strlen(faq[i]), reading) == 0;
        if (good && lexicon_seal(lexicon) == 0)
                return lexicon;
        if (lexicon == NULL && why[0] == '\0')
                fail_msg("refused without a reason");
        lexicon_close(lexicon);
        return NULL;
}

/* Each allocation fails in turn; after the seal there is none. */
static void memory_runs_out(void **state)
{
        struct reading *reading = malloc(sizeof *reading);
        struct lexicon *lexicon = NULL;
        size_t used;
        char why[256];

        (void)state;
        for (size_t n = 1; lexicon == NULL; n++) {
                assert_true(n < 2000);
                failing_from(n, true);
                lexicon = try_all(reading, why, sizeof why);
                failing_stop();
        }
        failing_count();
        used = mallinfo2().uordblks;
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
                lexicon_read(lexicon, cases[i].in, strlen(cases[i].in), reading);
        lexicon_read(lexicon, "antidisestablishmentarianizationalistically", 43, reading);
        assert_int_equal(failing_counted(), 0);
        assert_true(mallinfo2().uordblks == used); /* libstemmer's, too */
        lexicon_close(lexicon);
        free(reading);
}

/* One allocation alone fails: what is read in spite of it is whole. */
static void memory_is_short(void **state)
{
        struct reading *reading = malloc(sizeof *reading);
        bool failed = true;
        char why[256];

        (void)state;
        for (size_t n = 1; failed; n++) {
                struct lexicon *lexicon;

                failing_from(n, false);
                lexicon = try_all(reading, why, sizeof why);
                failed = failing_stop();
                if (lexicon == NULL)
                        continue;
                lexicon_read(lexicon, "i am 70 year old", 16, reading);
                assert_int_equal(reading->term_count, 4);
                assert_string_equal(reading->term[3].s, "person");
                lexicon_close(lexicon);
        }
        free(reading);
}

/* Any bytes: fixed seed, within the room, every string ended. */
static void survives_noise(void **state)
{
        static const char *const bits[] = { "crmap ", "leg", "'", "n't ", "70", "yo", " no ", "b4",
                                            "charley", " horse ", "\xe2\x80\x99", "\x03", "?", "can't",
                                            "ss", "http://", "\xff", "don't ", "o'clock ", "gran " };
        struct lexicon *lexicon = opened(true);
        struct reading *reading = malloc(sizeof *reading);
        uint32_t seed = 1;

        (void)state;
        for (unsigned round = 0; round < 3000; round++) {
                char line[2000] = "";
                size_t used = 0;

                for (unsigned i = 0; i < round % 400 && used < sizeof line - 20; i++) {
                        seed = seed * 1664525u + 1013904223u;
                        used += (size_t)sprintf(line + used, "%s", bits[(seed >> 16) % 20]);
                }
                lexicon_read(lexicon, line, used, reading);
                assert_true(reading->word_count <= TEXT_WORDS && reading->term_count <= TEXT_WORDS);
                assert_true(reading->used <= sizeof reading->bytes);
                for (size_t i = 0; i < reading->word_count; i++)
                        assert_true(strlen(reading->word[i].s) <= TEXT_WORD_BYTES &&
                                    reading->word[i].root[0] != '\0');
                for (size_t i = 0; i < reading->term_count; i++)
                        assert_true(reading->term[i].first <= reading->term[i].last &&
                                    reading->term[i].last < reading->word_count &&
                                    reading->term[i].s[0] != '\0');
        }
        free(reading);
        lexicon_close(lexicon);
}

/* Everything that is wrong, with its line; in one run. */
struct reports {
        char all[4000];
        size_t count;
};

static void report(void *context, const char *file, unsigned line, enum answer_severity severity,
                   const char *what)
{
        struct reports *reports = context;
        size_t used = strlen(reports->all);

        (void)file;
        reports->count += severity == ANSWER_ERROR;
        snprintf(reports->all + used, sizeof reports->all - used, "%u: %s\n", line, what);
}

/* Its second line is too long, its fourth is wrong. */
static void long_line(const char *name)
{
        char text[2000] = "fine\t1.5\n";

        memset(text + strlen(text), 'x', 1500);
        strcat(text, "\t3\nfine\t1.5\nbad\n");
        write_file(name, text);
}

static void mistakes_have_a_line(void **state)
{
        static const struct {
                const char *text, *said;
        } files[] = {
                { "languag = \"english\";\n", "1: a lexicon knows no \"languag\"; is \"language\" meant?" },
                { "\n\n", "a lexicon has no \"language\"" },
                { "language = \"german\";\n", "1: this lexicon is for \"german\"" },
                { "language = 7;\n", "1: language must be a text" },
                { "language = \"english\";\nempty = \"the\";\n", "2: empty must be a list of texts" },
                { "language = \"english\";\nempty = [ 1, 2 ];\n", "2: empty must be a text" },
                { "language = \"english\";\nempty = [ \"\" ];\n", "2: empty is empty" },
                { "language = \"english\";\nempty = [ \"?!\" ];\n", "it holds no word" },
                { "language = \"english\";\nempty = [ \"leg/.. foot\" ];\n", "2: empty: the phrase \"leg/.. foot\" cannot" },
                { "language = \"english\";\nmisspellings = ( (\"a\") );\n", "2: misspellings must be pairs" },
                { "language = \"english\";\nmisspellings = ( (\"a b\", \"c\") );\n",
                  "2: \"a b\" must be a single word" },
                { "language = \"english\";\nsynonyms = ( { word = \"x\"; mean = [ \"y\" ]; } );\n",
                  "2: a synonym knows no \"mean\"; is \"means\" meant?" },
                { "language = \"english\";\nsynonyms = ( { word = \"?\"; means = [ \"y\" ]; } );\n",
                  "2: word must be one to 8 words" },
                { "language = \"english\";\nlists = { hepl = [ \"y\" ]; };\n", "is \"help\" meant?" },
                { "language = \"english\";\nwords = \"none\";\n", "2: cannot read " },
                { "language = \"english\";\nwords = \".\";\n", "it is a folder" },
                { "language = \"english\";\nwords = \"/proc/self/mem\";\n", "2: cannot read " }, /* nothing is at 0 */
                { "language = \"english\";\nwords = \"bad.words\";\n", "2: the line must be a word, a tab and" },
                { "language = \"english\";\nwords = \"long.words\";\n", "2: the line has more than 254 bytes" },
                { "language = \"english\";\nwords = \"long.words\";\n", "4: the line must be a word, a tab and" },
                { "language = \"english\";\ndictionary = \"/nowhere/american-english\";\n",
                  "Debian's package wamerican has it" },
                { "language = \"english\"\nempty [\n", "2: this [ is never closed" },
        };

        (void)state;
        write_file("bad.words", "fine\t1.5\nbad 3\nworse\tx\n");
        long_line("long.words");
        for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
                struct reports reports = { "", 0 };
                struct answer_options options = { .size = sizeof options, .report = report,
                                                  .context = &reports };
                char why[256];

                write_file("bad.cfg", files[i].text);
                assert_null(lexicon_open(path_of("bad.cfg"), "english", &options, why, sizeof why));
                if (strstr(reports.all, files[i].said) == NULL)
                        fail_msg("%s reported: %s", files[i].text, reports.all);
                assert_true(reports.count > 0);
                assert_memory_equal(why, folder, strlen(folder));
        }
}

static int make_files(void **state)
{
        if (folder_make(state) < 0)
                return -1;
        write_file("l.cfg", lexicon_text);
        write_file("w.words", "the\t44895.56\nnight\t143.5\nnights\t6.5\nleg\t42.8\ncalf\t9.22\n"
                       "foot\t95\ncamp\t19.35\nat\t4000\nin\t9000\nzebra\t0.5\ndon't\t1240\n");
        write_file("dict", "Clamp\nClamp's\ncrams\ncram\ncraps\nBob\nso\ncaf\xc3\xa9\nhalf-life\nfor\n"
                    "tests\nhot\nred\n");
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(readings),
                cmocka_unit_test(what_stood_there_is_kept),
                cmocka_unit_test(ids_are_the_vocabularys),
                cmocka_unit_test(info_follows_the_words_file),
                cmocka_unit_test(lists_match_where_they_begin),
                cmocka_unit_test(before_the_seal_nothing_is_corrected),
                cmocka_unit_test(without_a_file_there_are_stems),
                cmocka_unit_test(long_texts_are_learned_in_pieces),
                cmocka_unit_test(memory_runs_out),
                cmocka_unit_test(memory_is_short),
                cmocka_unit_test(survives_noise),
                cmocka_unit_test(mistakes_have_a_line),
        };

        return cmocka_run_group_tests(tests, make_files, folder_remove);
}
