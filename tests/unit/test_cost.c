/* test_cost.c - what questions cost that somebody makes up to keep the bot busy: none takes
 * a hundred times as long as people's questions usually do, however long it is.
 *
 * Time is this thread's own on a core, the least of some tries: others on the machine make
 * it longer, never shorter.
 */
#include "answer_fixture.h"

#include <ctype.h>
#include <time.h>

#define QUESTIONS "tests/questions/questions.tsv"
#define TRIES 5
#define MORE_TRIES 200    /* where those were not enough: others were busy then */
#define MOST 100          /* times the median */
#define LINE 500          /* bytes: more no server relays */
#define LONG 1000000      /* a caller of the library has no such limit */
#define SOME 25           /* of each kind of question, with other words */
#define WORDS_MAX 12000

static struct answer *faq;
static char *words[WORDS_MAX];  /* that begin something in the FAQ's files */
static size_t word_count;
static uint32_t dice = 2463534242u;

static unsigned roll(unsigned below)
{
        dice ^= dice << 13;
        dice ^= dice >> 17;
        dice ^= dice << 5;
        return dice % below;
}

static double seconds(void)
{
        struct timespec now;

        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Seconds that a question takes: in private, of somebody whom the bot knows. It may take `most`. */
static double cost(const char *text, size_t length, double most)
{
        struct answer_message message = {.size = sizeof message, .network = "n", .nick = "anna", .text = text,
                                         .length = length, .self = "bot", .line_bytes = 400};
        double least = 1e9;

        for (int i = 0; i < TRIES || (least > most && i < MORE_TRIES); i++) {
                double start = seconds(), took;

                message.now += 1000;
                answer_ask(faq, &message, NULL, NULL);
                took = seconds() - start;
                least = took < least ? took : least;
        }
        return least;
}

static int by_size(const void *a, const void *b)
{
        double one = *(const double *)a, other = *(const double *)b;

        return (one > other) - (one < other);
}

/* Of the questions that people ask. */
static double median(void)
{
        static double all[4000];
        char line[2000];
        size_t count = 0;
        FILE *file = fopen(QUESTIONS, "r");

        assert_non_null(file);
        while (fgets(line, sizeof line, file) && count < sizeof all / sizeof all[0]) {
                size_t length = strcspn(line, "\t\n");

                if (*line != '#' && length > 2)
                        all[count++] = cost(line, length, 1);
        }
        fclose(file);
        assert_true(count > 500);
        qsort(all, count, sizeof all[0], by_size);
        return all[count / 2];
}

/* The first word of every text in a FAQ's file: of synonyms, of phrases, of patterns. */
static void learn(const char *path)
{
        static char line[1 << 16];
        FILE *file = fopen(path, "r");

        assert_non_null(file);
        while (fgets(line, sizeof line, file))
                for (char *at = line; *line != '#' && (at = strchr(at, '"')) && word_count < WORDS_MAX;) {
                        size_t length = strcspn(++at, " \"/(-+");

                        if (length && length < 30)
                                words[word_count++] = strndup(at, length);
                        at += strcspn(at, "\"");
                        at += *at == '"';
                }
        fclose(file);
}

/* -- what somebody could make up -------------------------------------------- */

static const char *word(void)
{
        return words[roll((unsigned)word_count)];
}

static void letters(char *out)
{
        unsigned length = 2 + roll(12);

        for (unsigned i = 0; i < length; i++)
                *out++ = (char)('a' + roll(26));
        *out = '\0';
}

static void slip(char *out)
{
        size_t length = strlen(strcpy(out, word()));

        if (length > 2)
                out[roll((unsigned)length)] = (char)('a' + roll(26));
}

static void two_slips(char *out)
{
        slip(out);
        out[roll((unsigned)strlen(out))] = (char)('a' + roll(26));
}

static void swapped(char *out)
{
        unsigned at, length = (unsigned)strlen(strcpy(out, word()));
        char first;

        if (length < 3)
                return;
        at = roll(length - 1);
        first = out[at];
        out[at] = out[at + 1];
        out[at + 1] = first;
}

static void begin(char *out)
{
        strcpy(out, word());
}

static char same[40];

static void again(char *out)
{
        if (!*same)
                strcpy(same, word());
        strcpy(out, same);
}

static void joined(char *out)
{
        strcpy(out, word());
        strcat(out, word());
}

static void leg(char *out)
{
        static const char *const parts[] = {"my", "leg", "hurts", "is", "not", "swollen", "hot", "and", "no", "red", "calf",
                                            "at", "night", "can", "the", "of"};

        strcpy(out, parts[roll(16)]);
}

static void number(char *out)
{
        sprintf(out, "%u", roll(2000000000));
}

static void one_letter(char *out)
{
        sprintf(out, "%c", (char)('a' + roll(26)));
}

static void endless(char *out)
{
        sprintf(out, "%c\xC2\xAD", (char)('a' + roll(26))); /* no blank behind it, see fill */
}

static void unfolding(char *out)
{
        strcpy(out, "\xEF\xB7\xBA"); /* one letter that stands for four words, U+FDFA */
}

static void marks(char *out)
{
        strcpy(out, "e\xCC\x81\xCC\x82\xCC\x83\xCC\x84\xCC\x86\xCC\x87\xCC\x88");
}

static void bytes(char *out)
{
        for (int i = 0; i < 8; i++)
                *out++ = (char)(128 + roll(128));
        *out = '\0';
}

static void codes(char *out)
{
        sprintf(out, "\x03%02u,%02u\x02%s\x0f", roll(16), roll(16), word());
}

static void addressed(char *out)
{
        strcpy(out, roll(2) ? "bot:" : "bot, why");
}

static void joiners(char *out)
{
        sprintf(out, "%s-%s/%s'%s", word(), word(), word(), word());
}

static const struct kind {
        const char *name;
        void (*word)(char *out);
        bool together;          /* no blank between them */
} kinds[] = {
        {"made up", letters, false}, {"a slip in each", slip, false}, {"two slips in each", two_slips, false},
        {"letters swapped", swapped, false}, {"beginnings of phrases", begin, false}, {"the same again", again, false},
        {"two in one", joined, false}, {"half a warning sign", leg, false}, {"numbers", number, false},
        {"letters", one_letter, false}, {"one endless word", one_letter, true}, {"with soft hyphens", endless, true},
        {"letters that unfold", unfolding, true}, {"apart", unfolding, false}, {"marks on marks", marks, true},
        {"no UTF-8", bytes, true}, {"no UTF-8, apart", bytes, false}, {"formatting", codes, false},
        {"the bot's name", addressed, false}, {"joined words", joiners, false}, {"nothing but blanks", NULL, false},
};

static size_t fill(const struct kind *kind, char *out, size_t length)
{
        char one[400] = "";
        size_t used = 0;

        *same = '\0';
        while (used < length) {
                size_t bytes_of_it;

                if (kind->word)
                        kind->word(one);
                bytes_of_it = strlen(one);
                if (used + bytes_of_it + 1 > length)
                        break;
                memcpy(out + used, one, bytes_of_it);
                used += bytes_of_it;
                if (!kind->together)
                        out[used++] = ' ';
        }
        return used;
}

static void expect_cheap(size_t length, int some)
{
        char *text = malloc(length + 1);
        double usual = median(), worst = 0;
        const char *by = "";

        assert_non_null(text);
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
                double most = 0;

                for (int n = 0; n < some; n++) {
                        double took = cost(text, fill(&kinds[i], text, length), MOST * usual);

                        most = took > most ? took : most;
                }
                if (getenv("COSTS"))
                        printf("%-24s %7zu bytes: %6.1f times\n", kinds[i].name, length, most / usual);
                by = most > worst ? kinds[i].name : by;
                worst = most > worst ? most : worst;
        }
        free(text);
        if (worst > MOST * usual)
                fail_msg("%zu bytes, %s: %.1f times as long as usual (%.1f us)", length, by, worst / usual, usual * 1e6);
}

static void test_a_line(void **state)
{
        (void)state;
        expect_cheap(LINE, SOME);
}

static void test_any_length(void **state)
{
        (void)state;
        expect_cheap(20000, 3);
        expect_cheap(LONG, 1);
}

static int load(void **state)
{
        const char *const files[] = {SHIPPED};
        struct answer_options options = {.size = sizeof options, .files = files, .file_count = 1};
        char why[300];

        (void)state;
        learn(SHIPPED);
        learn("faq/english.cfg");
        faq = answer_open(&options, why, sizeof why);
        return faq && word_count > 500 ? 0 : -1;
}

static int unload(void **state)
{
        (void)state;
        answer_close(faq);
        for (size_t i = 0; i < word_count; i++)
                free(words[i]);
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_a_line), cmocka_unit_test(test_any_length),
        };

        return cmocka_run_group_tests(tests, load, unload);
}
