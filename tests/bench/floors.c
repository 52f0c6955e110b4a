/* floors.c - what things would cost at the least, on this machine.
 *
 *   floors memory                     resident kilobytes of a process with the bot's and the
 *                                     plugin's libraries, which does nothing:  memory KILOBYTES
 *   floors read FILE...               reading their bytes once, each looked at:  read SECONDS BYTES
 *   floors words PASSAGES QUESTIONS   a question's words, each looked up once in a hash table
 *                                     of all words of the passages; and, after that, reading
 *                                     the numbers of all passages that hold one of them:
 *                                     words SECONDS SECONDS (a question)
 *
 * Times are processor time, the best of a few. */
/* link: -Wl,--no-as-needed */
#include <stdint.h>
#include <strings.h>

#include "bench.h"

#define TIMES 9

struct words {
        const char **word;
        size_t *length;
        size_t room, count; /* room: a power of two */
        uint32_t **passage; /* those that hold the word ... */
        size_t *passages;   /* ... and how many */
};

static volatile uint64_t sink; /* what is computed is wanted */

static double read_once(char **files, int count, size_t *bytes)
{
        double from = bench_now();
        uint64_t sum = 0;

        *bytes = 0;
        for (int i = 0; i < count; i++) {
                char buffer[1 << 16];
                FILE *file = fopen(files[i], "rb");
                size_t got;

                if (!file)
                        bench_fail("cannot read", files[i]);
                while ((got = fread(buffer, 1, sizeof buffer, file)) > 0) {
                        for (size_t b = 0; b < got; b++)
                                sum += (unsigned char)buffer[b];
                        *bytes += got;
                }
                fclose(file);
        }
        sink = sum;
        return bench_now() - from;
}

static size_t place(const struct words *words, const char *word, size_t length)
{
        uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
        size_t at;

        for (size_t i = 0; i < length; i++)
                hash = (hash ^ (unsigned char)(word[i] | 32)) * 0x100000001b3u;
        for (at = (size_t)hash & (words->room - 1); words->word[at]; at = (at + 1) & (words->room - 1))
                if (words->length[at] == length && strncasecmp(words->word[at], word, length) == 0)
                        break;
        return at;
}

static void grow(struct words *words, size_t room)
{
        struct words old = *words;

        words->room = room;
        words->word = calloc(room, sizeof *words->word);
        words->length = calloc(room, sizeof *words->length);
        if (!words->word || !words->length)
                bench_fail("no memory", NULL);
        for (size_t i = 0; i < old.room; i++)
                if (old.word[i]) {
                        size_t at = place(words, old.word[i], old.length[i]);

                        words->word[at] = old.word[i];
                        words->length[at] = old.length[i];
                }
        free(old.word);
        free(old.length);
}

static void add_words(struct words *words, const char *text)
{
        for (size_t length; (length = bench_word(&text)) > 0; text += length) {
                size_t at;

                if (words->count * 2 >= words->room)
                        grow(words, words->room ? words->room * 2 : 1024);
                at = place(words, text, length);
                if (words->word[at])
                        continue;
                words->word[at] = text;
                words->length[at] = length;
                words->count++;
        }
}

/* Notes passage `number` with each of its words, or (fill false) only counts them. */
static void hold(struct words *words, const char *text, uint32_t number, uint32_t *last, bool fill)
{
        for (size_t length; (length = bench_word(&text)) > 0; text += length) {
                size_t at = place(words, text, length);

                if (last[at] == number + 1)
                        continue;
                last[at] = number + 1;
                if (fill)
                        words->passage[at][words->passages[at]] = number;
                words->passages[at]++;
        }
}

static void hold_all(struct words *words, const struct bench_table *passages)
{
        words->passage = calloc(words->room, sizeof *words->passage);
        words->passages = calloc(words->room, sizeof *words->passages);
        for (int fill = 0; fill < 2; fill++) {
                uint32_t *last = calloc(words->room, sizeof *last);

                if (!last || !words->passage || !words->passages)
                        bench_fail("no memory", NULL);
                for (size_t at = 0; fill && at < words->room; at++) {
                        words->passage[at] = calloc(words->passages[at] + 1, sizeof **words->passage);
                        words->passages[at] = 0;
                        if (!words->passage[at])
                                bench_fail("no memory", NULL);
                }
                for (size_t i = 0; i < passages->count; i++) {
                        hold(words, passages->row[i][1], (uint32_t)i, last, fill);
                        hold(words, passages->row[i][2], (uint32_t)i, last, fill);
                }
                free(last);
        }
}

static double look_up(const struct words *words, const struct bench_table *questions, bool all)
{
        double from = bench_now();
        uint64_t found = 0;

        for (size_t i = 0; i < questions->count; i++) {
                const char *text = questions->row[i][1];

                for (size_t length; (length = bench_word(&text)) > 0; text += length) {
                        size_t at = place(words, text, length);

                        found += words->passages[at];
                        for (size_t p = 0; all && p < words->passages[at]; p++)
                                found += words->passage[at][p];
                }
        }
        sink = found;
        return (bench_now() - from) / (double)questions->count;
}

int main(int argc, char **argv)
{
        double best = 1e9, all = 1e9, took;

        if (argc == 2 && strcmp(argv[1], "memory") == 0) {
                printf("memory %ld\n", bench_resident());
        } else if (argc > 2 && strcmp(argv[1], "read") == 0) {
                size_t bytes = 0;

                for (int i = 0; i < TIMES; i++)
                        if ((took = read_once(argv + 2, argc - 2, &bytes)) < best)
                                best = took;
                printf("read %.9f %zu\n", best, bytes);
        } else if (argc == 4 && strcmp(argv[1], "words") == 0) {
                struct bench_table passages = bench_rows(argv[2]), questions = bench_rows(argv[3]);
                struct words words = {0};

                for (size_t i = 0; i < passages.count; i++) {
                        add_words(&words, passages.row[i][1]);
                        add_words(&words, passages.row[i][2]);
                }
                if (!words.count)
                        bench_fail("no words in", argv[2]);
                hold_all(&words, &passages);
                for (int i = 0; i < TIMES; i++)
                        if ((took = look_up(&words, &questions, false)) < best)
                                best = took;
                for (int i = 0; i < TIMES; i++)
                        if ((took = look_up(&words, &questions, true)) < all)
                                all = took;
                printf("words %.12f %.12f\n", best, all);
        } else {
                bench_fail("usage", "floors memory | read FILE... | words PASSAGES QUESTIONS");
        }
        return 0;
}
