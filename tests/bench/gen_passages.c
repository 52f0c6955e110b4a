/* gen_passages.c - passages that do not exist, and questions about them.
 *
 *   gen_passages COUNT QUESTIONS SEED WORDS FOLDER
 *
 * WORDS: word TAB frequency per million, the commonest first (english.words).
 * Writes into FOLDER
 *
 *   passages.tsv    id TAB title TAB text
 *   questions.tsv   qid TAB question
 *   qrels.tsv       qid TAB the id of the passage that it was made from
 *
 * Word statistics as in real collections: frequencies of everyday English with a
 * tail of rarer, invented words that goes on by Zipf's law and grows with the
 * collection (Heaps); passages have a topic, whose words come in clusters, and
 * a few words of their own that they repeat. A question is 5 to 8 words of a
 * passage; one word in eight is a stranger to it, one in thirty a misspelling.
 * The same arguments give the same bytes. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define TEXT_LEAST 40
#define TEXT_MOST 80
#define TITLE_LEAST 3
#define TITLE_MOST 6
#define TOPIC_WORDS 60
#define TOPIC_PASSAGES 80 /* passages a topic */
#define COMMON 150        /* words that no topic is about */
#define TAIL_MASS 0.10    /* of all tokens: words that the list lacks */
#define QUESTION_MOST 8

struct gen {
        uint64_t state;
        struct bench_table known;
        char **word;
        double *sum;      /* of the frequencies up to each word */
        size_t words;
        size_t (*topic)[TOPIC_WORDS];
        size_t topics;
};

struct passage {
        size_t word[TITLE_MOST + TEXT_MOST];
        size_t title, count;
};

static uint32_t draw(struct gen *gen, uint32_t below)
{
        uint64_t x = gen->state += 0x9e3779b97f4a7c15u; /* splitmix64 */

        x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
        x = (x ^ x >> 27) * 0x94d049bb133111ebu;
        return (uint32_t)(((x ^ x >> 31) >> 32) * below >> 32);
}

static double draw_unit(struct gen *gen)
{
        return draw(gen, 1u << 30) / (double)(1u << 30);
}

/* By frequency, of the words from `least` on. */
static size_t draw_word(struct gen *gen, size_t least)
{
        double from = least ? gen->sum[least - 1] : 0;
        double at = from + draw_unit(gen) * (gen->sum[gen->words - 1] - from);
        size_t low = least, high = gen->words - 1;

        while (low < high) {
                size_t middle = (low + high) / 2;

                if (gen->sum[middle] > at)
                        high = middle;
                else
                        low = middle + 1;
        }
        return low;
}

static char *invent(size_t number)
{
        static const char *const syllable[] = {
                "ka", "ro", "mi", "ten", "lu", "sha", "vor", "ni", "bel", "qua", "dro", "fe", "gan",
                "hi", "jo", "zu", "pra", "stel", "mon", "wi", "tor", "ery", "clo", "nax", "phi" };
        char word[64] = "";
        size_t count = sizeof syllable / sizeof *syllable;

        for (number += count * count; number; number /= count)
                strcat(word, syllable[number % count]);
        return strdup(word);
}

static void make_words(struct gen *gen, size_t passages)
{
        size_t known = gen->known.count;
        size_t tail = (size_t)(40 * pow((double)passages, 0.6));
        double sum = 0, whole = 0;

        gen->words = known + tail;
        gen->word = calloc(gen->words, sizeof *gen->word);
        gen->sum = calloc(gen->words, sizeof *gen->sum);
        if (!gen->word || !gen->sum)
                bench_fail("no memory", NULL);
        for (size_t i = 0; i < known; i++) {
                gen->word[i] = gen->known.row[i][0];
                gen->sum[i] = sum += atof(gen->known.row[i][1]);
        }
        for (size_t i = 0; i < tail; i++)
                whole += 1 / (double)(known + i);
        for (size_t i = 0; i < tail; i++) {
                gen->word[known + i] = invent(i);
                sum += gen->sum[known - 1] * TAIL_MASS / (1 - TAIL_MASS) / (double)(known + i) / whole;
                gen->sum[known + i] = sum;
        }
}

static void make_topics(struct gen *gen, size_t passages)
{
        gen->topics = passages / TOPIC_PASSAGES + 4;
        gen->topic = calloc(gen->topics, sizeof *gen->topic);
        if (!gen->topic)
                bench_fail("no memory", NULL);
        for (size_t t = 0; t < gen->topics; t++)
                for (size_t i = 0; i < TOPIC_WORDS; i++)
                        gen->topic[t][i] = draw_word(gen, COMMON);
}

/* The early words of a topic are its frequent ones. */
static size_t draw_topic_word(struct gen *gen, size_t topic)
{
        double at = pow(TOPIC_WORDS, draw_unit(gen)) - 1;

        return gen->topic[topic][(size_t)at];
}

static void make_passage(struct gen *gen, struct passage *passage)
{
        size_t topic = draw(gen, (uint32_t)gen->topics);
        size_t own[3];

        for (size_t i = 0; i < 3; i++)
                own[i] = draw_word(gen, COMMON * 4);
        passage->title = TITLE_LEAST + draw(gen, TITLE_MOST - TITLE_LEAST + 1);
        passage->count = passage->title + TEXT_LEAST + draw(gen, TEXT_MOST - TEXT_LEAST + 1);
        for (size_t i = 0; i < passage->count; i++) {
                uint32_t kind = draw(gen, 100);
                uint32_t common = i < passage->title ? 30 : 65;

                passage->word[i] = kind < common ? draw_word(gen, 0) :
                                   kind < 92 ? draw_topic_word(gen, topic) : own[draw(gen, 3)];
        }
}

static void print_passage(const struct gen *gen, FILE *to, size_t number, const struct passage *passage)
{
        size_t sentence = 0;

        fprintf(to, "p%zu\t", number);
        for (size_t i = 0; i < passage->count; i++) {
                const char *word = gen->word[passage->word[i]];
                bool first = i == 0 || i == passage->title || sentence == 0;

                fprintf(to, "%c%s", first ? word[0] & ~32 : word[0], word + 1);
                sentence = first ? 6 + passage->word[i] % 9 : sentence - 1;
                if (i + 1 == passage->title)
                        putc('\t', to);
                else if (i + 1 < passage->count)
                        fputs(sentence == 0 && i > passage->title ? ". " : " ", to);
        }
        fputs(".\n", to);
}

static void print_misspelt(struct gen *gen, FILE *to, const char *word)
{
        size_t length = strlen(word);
        size_t at = length > 4 ? 1 + draw(gen, (uint32_t)length - 2) : length;

        for (size_t i = 0; i < length; i++)
                if (i == at && i + 1 < length) {
                        putc(word[i + 1], to);
                        putc(word[i++], to);
                } else {
                        putc(word[i], to);
                }
}

static bool taken(const size_t *list, size_t count, size_t word)
{
        for (size_t i = 0; i < count; i++)
                if (list[i] == word)
                        return true;
        return false;
}

static void print_question(struct gen *gen, FILE *to, const struct passage *passage)
{
        size_t count = 5 + draw(gen, QUESTION_MOST - 5 + 1);
        size_t asked[QUESTION_MOST];

        for (size_t i = 0; i < count; i++) {
                size_t word = passage->word[draw(gen, (uint32_t)passage->count)];

                for (int tries = 0; tries < 20 && taken(asked, i, word); tries++)
                        word = passage->word[draw(gen, (uint32_t)passage->count)];
                if (draw(gen, 8) == 0)
                        word = draw_word(gen, 0);
                asked[i] = word;
                if (draw(gen, 30) == 0)
                        print_misspelt(gen, to, gen->word[word]);
                else
                        fputs(gen->word[word], to);
                putc(i + 1 < count ? ' ' : '\n', to);
        }
}

static FILE *create(const char *folder, const char *name)
{
        char path[4096];
        FILE *file;

        snprintf(path, sizeof path, "%s/%s", folder, name);
        file = fopen(path, "w");
        if (!file)
                bench_fail("cannot write", path);
        return file;
}

int main(int argc, char **argv)
{
        struct gen gen = {0};
        size_t passages, questions, asked = 0;
        FILE *to[3];

        if (argc != 6)
                bench_fail("usage", "gen_passages COUNT QUESTIONS SEED WORDS FOLDER");
        passages = strtoul(argv[1], NULL, 10);
        questions = strtoul(argv[2], NULL, 10);
        gen.state = strtoul(argv[3], NULL, 10);
        gen.known = bench_rows(argv[4]);
        if (gen.known.count < COMMON * 8)
                bench_fail("too few words in", argv[4]);
        make_words(&gen, passages);
        make_topics(&gen, passages);
        to[0] = create(argv[5], "passages.tsv");
        to[1] = create(argv[5], "questions.tsv");
        to[2] = create(argv[5], "qrels.tsv");
        for (size_t i = 0; i < passages; i++) {
                struct passage passage;

                make_passage(&gen, &passage);
                print_passage(&gen, to[0], i, &passage);
                /* Spread over the whole collection. */
                for (; asked * passages < (i + 1) * questions; asked++) {
                        fprintf(to[1], "q%zu\t", asked);
                        print_question(&gen, to[1], &passage);
                        fprintf(to[2], "q%zu\tp%zu\n", asked, i);
                }
        }
        for (int i = 0; i < 3; i++)
                if (fclose(to[i]) != 0)
                        bench_fail("cannot write to", argv[5]);
        return 0;
}
