/* lexicon_file.c - faq/english.cfg -> struct lexicon.
 *
 * Contractions come first, then misspellings, then phrases: each is read with
 * those before it. It knows the file's keys; what they do to a message is not
 * its business. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dictionary.h"
#include "lexicon_parts.h"

#define WORDS_BYTES 120
#define PHRASE_BYTES 600

enum { LANGUAGE, WORDS, DICTIONARY, CONTRACTIONS, MISSPELLINGS, SYNONYMS, NEGATORS,
       NEGATION_ENDS, NEGATION_GOES_ON, EMPTY, LISTS, KEYS };

static const struct cfg_key file_keys[KEYS] = {
        [LANGUAGE] = { "language", CFG_TEXT, true, 40 },
        [WORDS] = { "words", CFG_TEXT, false, 0 },
        [DICTIONARY] = { "dictionary", CFG_TEXT, false, 0 },
        [CONTRACTIONS] = { "contractions", CFG_LIST, false, 0 },
        [MISSPELLINGS] = { "misspellings", CFG_LIST, false, 0 },
        [SYNONYMS] = { "synonyms", CFG_LIST, false, 0 },
        [NEGATORS] = { "negators", CFG_TEXTS, false, 0 },
        [NEGATION_ENDS] = { "negation_ends", CFG_TEXTS, false, 0 },
        [NEGATION_GOES_ON] = { "negation_goes_on", CFG_TEXTS, false, 0 },
        [EMPTY] = { "empty", CFG_TEXTS, false, 0 },
        [LISTS] = { "lists", CFG_GROUP, false, 0 },
};

static const struct cfg_key list_keys[LEXICON_LISTS] = {
        [LEXICON_HELP] = { "help", CFG_TEXTS, false, 0 },
        [LEXICON_TOPICS] = { "topics", CFG_TEXTS, false, 0 },
        [LEXICON_TOPIC] = { "topic", CFG_TEXTS, false, 0 },
        [LEXICON_MORE] = { "more", CFG_TEXTS, false, 0 },
        [LEXICON_SOURCE] = { "source", CFG_TEXTS, false, 0 },
        [LEXICON_DISCLAIMER] = { "disclaimer", CFG_TEXTS, false, 0 },
        [LEXICON_WHY] = { "why", CFG_TEXTS, false, 0 },
        [LEXICON_THANKS] = { "thanks", CFG_TEXTS, false, 0 },
        [LEXICON_WRONG] = { "wrong", CFG_TEXTS, false, 0 },
        [LEXICON_LEAVE] = { "leave", CFG_TEXTS, false, 0 },
        [LEXICON_FIRST] = { "first", CFG_TEXTS, false, 0 },
        [LEXICON_SECOND] = { "second", CFG_TEXTS, false, 0 },
        [LEXICON_THIRD] = { "third", CFG_TEXTS, false, 0 },
        [LEXICON_FOURTH] = { "fourth", CFG_TEXTS, false, 0 },
        [LEXICON_LAST] = { "last", CFG_TEXTS, false, 0 },
        [LEXICON_YES] = { "yes", CFG_TEXTS, false, 0 },
        [LEXICON_GREETING] = { "greeting", CFG_TEXTS, false, 0 },
        [LEXICON_POLITE] = { "polite", CFG_TEXTS, false, 0 },
        [LEXICON_FOLLOW] = { "follow", CFG_TEXTS, false, 0 },
        [LEXICON_PRONOUN] = { "pronoun", CFG_TEXTS, false, 0 },
        [LEXICON_POINTING] = { "pointing", CFG_TEXTS, false, 0 },
        [LEXICON_GOING] = { "going", CFG_TEXTS, false, 0 },
        [LEXICON_UNDECIDED] = { "undecided", CFG_TEXTS, false, 0 },
        [LEXICON_ASKING] = { "asking", CFG_TEXTS, false, 0 },
        [LEXICON_OTHERS] = { "others", CFG_TEXTS, false, 0 },
        [LEXICON_PERSON] = { "person", CFG_TEXTS, false, 0 },
};

struct load {
        struct lexicon *lexicon;
        struct cfg cfg;
        struct reading *scratch;
        struct prints_list known;
};

static void no_memory(struct load *load)
{
        cfg_error(&load->cfg, NULL, "out of memory");
}

/* ("from", "to"): the two texts; to may be "" only where dropping makes sense. */
static bool pair_of(struct load *load, const config_setting_t *setting, const char *what,
                    bool may_drop, const char **from, const char **to)
{
        const config_setting_t *second;

        if (cfg_count(setting) != 2 || setting->type == CONFIG_TYPE_GROUP) {
                cfg_error(&load->cfg, setting, "%s must be pairs: ( \"as written\", \"as meant\" )",
                          what);
                return false;
        }
        second = cfg_item(setting, 1);
        *from = cfg_text(&load->cfg, cfg_item(setting, 0), what, WORDS_BYTES);
        if (may_drop && second->type == CONFIG_TYPE_STRING && second->value.sval[0] == '\0')
                *to = "";
        else
                *to = cfg_text(&load->cfg, second, what, WORDS_BYTES);
        return *from != NULL && *to != NULL;
}

static void add_suffix(struct load *load, const config_setting_t *setting, const char *s,
                       uint32_t row)
{
        struct lexicon *lexicon = load->lexicon;
        struct lexicon_suffix *suffix = &lexicon->suffixes[lexicon->suffix_count];
        uint32_t at;

        if (lexicon->suffix_count == LEXICON_SUFFIXES) {
                cfg_error(&load->cfg, setting, "there are more than %d endings in contractions",
                          LEXICON_SUFFIXES);
                return;
        }
        suffix->length = strlen(s);
        suffix->row = lexicon->rows[row];
        at = vocab_keep(&lexicon->vocab, s, suffix->length);
        if (at == VOCAB_NONE) {
                no_memory(load);
                return;
        }
        suffix->s = vocab_text(&lexicon->vocab, at);
        lexicon->suffix_count++;
}

/* A word that stands for others: its split is set. */
static void add_split(struct load *load, const config_setting_t *setting, const char *s,
                      uint32_t row)
{
        struct lexicon *lexicon = load->lexicon;
        struct text *text = &load->scratch->text;
        char key[TEXT_WORD_BYTES * 2 + 1] = "";
        uint32_t word;

        text_read(text, s, strlen(s));
        for (size_t i = 0; i < text->count && i < 2; i++)
                strcat(key, text->word[i].s);
        if (text->count == 0 || text->count > 2 ||
            (text->count == 2 && !(text->word[1].flags & TEXT_JOINED))) {
                cfg_error(&load->cfg, setting, "\"%s\" must be a single word", s);
                return;
        }
        word = vocab_enter(&lexicon->vocab, key, strlen(key));
        if (word == VOCAB_NONE) {
                no_memory(load);
                return;
        }
        if (lexicon->vocab.words[word].split != 0)
                cfg_doubt(&load->cfg, setting, "\"%s\" stands here twice; the last one counts", s);
        lexicon->vocab.words[word].split = row & VOCAB_SPLIT_MAX;
}

/* "n't", or what begins with an apostrophe, as it stands in a word that is read, be it written with a
 * curly one; NULL: it is no ending. Of the scratch. */
static const char *ending_of(struct load *load, const char *s)
{
        struct text *text = &load->scratch->text;
        char word[WORDS_BYTES + 2];

        snprintf(word, sizeof word, "x%s", s); /* in front of a word, an apostrophe is none */
        text_read(text, word, strlen(word));
        if (text->count != 1 || (text->word[0].s[1] != '\'' && strcmp(text->word[0].s, "xn't") != 0))
                return NULL;
        return text->word[0].s + 1;
}

static void read_pairs(struct load *load, const config_setting_t *list, const char *what,
                       bool contractions)
{
        for (size_t i = 0; i < cfg_count(list); i++) {
                const config_setting_t *setting = cfg_item(list, i);
                const char *from, *to, *ending;
                uint32_t row;

                if (!pair_of(load, setting, what, contractions, &from, &to))
                        continue;
                row = lexicon_row(load->lexicon, to, load->scratch);
                if (row == 0)
                        no_memory(load);
                else if (load->lexicon->rows[row].count > LEXICON_SPLIT_MAX)
                        cfg_error(&load->cfg, setting, "\"%s\" is more than %d words", to,
                                  LEXICON_SPLIT_MAX);
                else if (contractions && (ending = ending_of(load, from)) != NULL)
                        add_suffix(load, setting, ending, row);
                else
                        add_split(load, setting, from, row);
        }
}

static void add_phrase(struct load *load, const config_setting_t *setting, const char *what,
                       uint32_t root, uint32_t value)
{
        const char *s = cfg_text(&load->cfg, setting, what, PHRASE_BYTES);
        char why[256];
        int status;

        if (s == NULL)
                return;
        status = lexicon_phrase(load->lexicon, s, root, value, why, sizeof why);
        if (status < 0)
                cfg_error(&load->cfg, setting, "%s: %s", what, why);
        else if (status > 0)
                cfg_doubt(&load->cfg, setting,
                          "%s: \"%s\" is already read as another word; the first one counts",
                          what, s);
}

static void read_phrases(struct load *load, const config_setting_t *list, const char *what,
                         uint32_t root)
{
        for (size_t i = 0; i < cfg_count(list); i++)
                add_phrase(load, cfg_item(list, i), what, root, 0);
}

static void claim_words(struct load *load, const char *text)
{
        struct reading *scratch = load->scratch;
        struct lexicon *lexicon = load->lexicon;

        text_read(&scratch->text, text, strlen(text));
        if (lexicon_words(lexicon, scratch, true) < 0)
                no_memory(load);
        for (size_t i = 0; i < scratch->word_count; i++)
                if (scratch->word[i].number != LEXICON_NO_STEM)
                        lexicon_claim(lexicon, scratch->word[i].number);
}

static void read_synonym(struct load *load, const config_setting_t *setting)
{
        static const struct cfg_key keys[] = {
                { "word", CFG_TEXT, true, WORDS_BYTES },
                { "means", CFG_TEXTS, true, 0 },
        };
        const config_setting_t *found[2];
        uint32_t row;

        if (setting->type != CONFIG_TYPE_GROUP) {
                cfg_error(&load->cfg, setting,
                          "synonyms must be groups: { word = \"...\"; means = [ \"...\" ]; }");
                return;
        }
        cfg_group(&load->cfg, setting, "a synonym", keys, 2, found);
        if (found[0] == NULL || found[1] == NULL)
                return;
        row = lexicon_row(load->lexicon, found[0]->value.sval, load->scratch);
        if (row == 0) {
                no_memory(load);
                return;
        }
        if (load->lexicon->rows[row].count == 0 ||
            load->lexicon->rows[row].count > LEXICON_SPLIT_MAX) {
                cfg_error(&load->cfg, found[0], "word must be one to %d words", LEXICON_SPLIT_MAX);
                return;
        }
        claim_words(load, found[0]->value.sval);
        for (size_t i = 0; i < cfg_count(found[1]); i++) {
                const config_setting_t *phrase = cfg_item(found[1], i);

                add_phrase(load, phrase, "means", ROOT_SYNONYM, row);
                if (phrase->type == CONFIG_TYPE_STRING)
                        claim_words(load, phrase->value.sval);
        }
}

static void read_lists(struct load *load, const config_setting_t *group)
{
        const config_setting_t *found[LEXICON_LISTS];

        if (group == NULL)
                return;
        cfg_group(&load->cfg, group, "lists", list_keys, LEXICON_LISTS, found);
        for (uint32_t i = 0; i < LEXICON_LISTS; i++)
                read_phrases(load, found[i], list_keys[i].name, i);
}

static void read_dictionary(struct load *load, const config_setting_t *setting)
{
        const struct answer_options *options = load->cfg.log->options;
        char why[512];
        char *path;

        if (setting == NULL)
                return;
        path = cfg_path(&load->cfg, setting);
        if (path == NULL) {
                no_memory(load);
                return;
        }
        if (options != NULL && options->uses_file != NULL)
                options->uses_file(options->context, path);
        if (dictionary_read(&load->known, path, why, sizeof why) < 0)
                cfg_error(&load->cfg, setting, "%s", why);
        free(path);
}

static void read_file(struct load *load, const char *language)
{
        const config_setting_t *found[KEYS];

        cfg_group(&load->cfg, config_root_setting(&load->cfg.config), "a lexicon", file_keys, KEYS,
                  found);
        if (found[LANGUAGE] != NULL && strcmp(found[LANGUAGE]->value.sval, language) != 0)
                cfg_error(&load->cfg, found[LANGUAGE],
                          "this lexicon is for \"%s\", but the article is in \"%s\"",
                          found[LANGUAGE]->value.sval, language);
        read_pairs(load, found[CONTRACTIONS], "contractions", true);
        read_pairs(load, found[MISSPELLINGS], "misspellings", false);
        for (size_t i = 0; i < cfg_count(found[SYNONYMS]); i++)
                read_synonym(load, cfg_item(found[SYNONYMS], i));
        read_phrases(load, found[NEGATORS], "negators", ROOT_NEGATOR);
        read_phrases(load, found[NEGATION_ENDS], "negation_ends", ROOT_NEGATION_END);
        read_phrases(load, found[NEGATION_GOES_ON], "negation_goes_on", ROOT_NEGATION_GOES_ON);
        read_phrases(load, found[EMPTY], "empty", ROOT_EMPTY);
        read_lists(load, found[LISTS]);
        lexicon_read_talk(load->lexicon, &load->cfg, found[WORDS], &load->known,
                          &load->scratch->text);
        read_dictionary(load, found[DICTIONARY]);
        if (prints_init(&load->lexicon->known, &load->known) < 0)
                no_memory(load);
        prints_drop(&load->known);
}

int lexicon_file_read(struct lexicon *lexicon, const char *path, const char *language,
                      struct cfg_log *log)
{
        struct load load = { .lexicon = lexicon };

        load.scratch = malloc(sizeof *load.scratch);
        if (load.scratch == NULL)
                cfg_report(log, path, 0, ANSWER_ERROR, "out of memory");
        else if (cfg_open(&load.cfg, path, log) == 0)
                read_file(&load, language);
        if (load.scratch != NULL)
                cfg_close(&load.cfg);
        free(load.scratch);
        return log->errors == 0 ? 0 : -1;
}
