/* lexicon_talk.c - faq/english.words -> struct talk.
 *
 * A line is a word, a tab and how often the word comes up in a million. It
 * knows the file; what is made of the numbers is talk.c's business. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lexicon_parts.h"

#define LINE 256
#define FAULTS 5 /* reported; a wrong file would report every line */

struct load {
        struct vocab *vocab;
        struct talk_count count;
        struct prints_list *known;
        struct text *scratch;
};

/* "12.34" to the line's end; -1: it is no such number. Not strtod, which would
 * want a comma in some locales. */
static double number_of(const char *s)
{
        double value = 0, unit = 1;
        bool point = false;

        if (*s < '0' || *s > '9')
                return -1;
        for (; (*s >= '0' && *s <= '9') || (*s == '.' && !point); s++) {
                if (*s == '.') {
                        point = true;
                        continue;
                }
                value = value * 10 + (*s - '0');
                unit = point ? unit * 10 : unit;
                if (value > 1e15)
                        return -1;
        }
        return s[strspn(s, " \r\n")] == '\0' ? value / unit : -1;
}

static int add_word(struct load *load, const char *s, size_t length, float share)
{
        struct vocab *vocab = load->vocab;
        uint32_t number = vocab_find(vocab, s, length);
        uint32_t word = vocab_hash(s, length);
        const char *stem;

        if (number != VOCAB_NONE) { /* which spares the stemmer */
                stem = vocab_text(vocab, vocab->stems[vocab->words[number].stem].at);
                length = strlen(stem);
        } else {
                stem = vocab_stem(vocab, s, length, &length);
        }
        if (prints_add(load->known, word) < 0)
                return -1;
        return talk_add(&load->count, word, vocab_hash(stem, length), share);
}

static bool is_small(const char *s, size_t length)
{
        for (size_t i = 0; i < length; i++)
                if (s[i] < 'a' || s[i] > 'z' ||
                    (i > 1 && s[i] == s[i - 1] && s[i] == s[i - 2])) /* text.c keeps two of them */
                        return false;
        return length > 0 && length <= TEXT_WORD_BYTES;
}

/* "word TAB 12.34"; NULL, or what is wrong with it. */
static const char *add_line(struct load *load, char *line)
{
        struct text *text = load->scratch;
        char *tab = strchr(line, '\t');
        double share;
        int status;

        if (tab == NULL)
                return "must be a word, a tab and a number";
        *tab = '\0';
        share = number_of(tab + 1);
        if (share < 0 || share > 1e6)
                return "must end in a number from 0 to 1000000";
        if (is_small(line, (size_t)(tab - line))) {
                status = add_word(load, line, (size_t)(tab - line), (float)share);
                return status < 0 ? "out of memory" : NULL;
        }
        text_read(text, line, strlen(line));
        /* A contraction is several words, which stand in the list for themselves. */
        if (text->count != 1 || strchr(text->word[0].s, '\'') != NULL)
                return NULL;
        status = add_word(load, text->word[0].s, text->word[0].length, (float)share);
        return status < 0 ? "out of memory" : NULL;
}

static void read_lines(struct load *load, struct cfg *cfg, const config_setting_t *setting,
                       const char *path, FILE *file)
{
        char line[LINE], *last = line + LINE - 2; /* stays NUL where the line fits */
        unsigned number = 0;
        unsigned faults = 0;

        while (*last = '\0', fgets(line, sizeof line, file) != NULL) {
                bool whole = *last == '\0' || *last == '\n';
                const char *fault = whole ? add_line(load, line) : "has more than 254 bytes";

                while (!whole && !feof(file) && !ferror(file))
                        whole = getc(file) == '\n';
                number++;
                if (fault != NULL && faults++ < FAULTS)
                        cfg_report(cfg->log, path, number, ANSWER_ERROR, "the line %s", fault);
        }
        if (ferror(file))
                cfg_error(cfg, setting, "cannot read %s: %s", path, strerror(errno));
}

void lexicon_read_talk(struct lexicon *lexicon, struct cfg *cfg, const config_setting_t *setting,
                       struct prints_list *known, struct text *scratch)
{
        struct load load = { .vocab = &lexicon->vocab, .known = known, .scratch = scratch };
        char *path;
        FILE *file;

        if (setting == NULL)
                return;
        path = cfg_path(cfg, setting);
        file = path != NULL ? cfg_stream(cfg, setting, path) : NULL;
        if (file != NULL)
                read_lines(&load, cfg, setting, path, file);
        if (path == NULL || talk_init(&lexicon->vocab.talk, &load.count) < 0)
                cfg_error(cfg, NULL, "out of memory");
        vocab_inform(&lexicon->vocab);
        talk_drop(&load.count);
        if (file != NULL)
                fclose(file);
        free(path);
}
