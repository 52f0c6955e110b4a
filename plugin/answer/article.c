/* article.c - the files in faq/ -> checked passages.
 *
 * Reads one file after the other, reports every mistake in all of them, and
 * copies what is good into arenas, so that libconfig's trees are gone when
 * it returns. It does not know how passages are matched or said. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "article_parts.h"
#include "vocab.h"

#define LARGE 1000 /* passages */

void article_no_memory(struct article_load *load)
{
        if (!load->failed)
                cfg_error(load->cfg, NULL, "out of memory");
        load->failed = true;
}

void *article_get(struct article_load *load, struct arena *arena, size_t bytes)
{
        void *p = arena_get(arena, bytes > 0 ? bytes : 1);

        if (p == NULL)
                article_no_memory(load);
        else
                memset(p, 0, bytes);
        return p;
}

static const char *copy(struct article_load *load, struct arena *arena,
                        const config_setting_t *setting)
{
        const char *s = arena_text(arena, setting->value.sval, strlen(setting->value.sval));

        if (s == NULL)
                article_no_memory(load);
        return s;
}

const char *article_copy(struct article_load *load, const config_setting_t *setting)
{
        return setting != NULL ? copy(load, load->arena, setting) : NULL;
}

const char *article_file_of(struct article_load *load, const config_setting_t *setting)
{
        if (load->file == NULL || load->file_key != setting->file) {
                const char *path = cfg_file(load->cfg, setting);

                load->file = arena_text(load->arena, path, strlen(path));
                load->file_key = setting->file;
                if (load->file == NULL)
                        article_no_memory(load);
        }
        return load->file;
}

struct article_list article_copy_list(struct article_load *load, const config_setting_t *setting,
                                     const char *name, size_t max)
{
        struct article_list list = { NULL, 0 };
        size_t count = cfg_count(setting);
        const char **items;

        if (count == 0)
                return list;
        items = article_get(load, load->lists, count * sizeof *items);
        for (size_t i = 0; i < count && items != NULL; i++) {
                const config_setting_t *item = cfg_item(setting, i);

                if (cfg_text(load->cfg, item, name, max) != NULL)
                        items[list.count++] = copy(load, load->lists, item);
        }
        list.item = items;
        return list;
}

/* --- article = { ... }; says = { ... }; --- */

enum { H_ID, H_TITLE, H_LANGUAGE, H_LEXICON, H_GOLDEN, H_DISCLAIMER, H_SOURCE, H_REVIEWED, H_TOPIC,
       H_BESIDE, H_IMPLIED, H_TAKEN_BACK, H_KEYS };

static const struct cfg_key head_keys[H_KEYS] = {
        [H_ID] = { "id", CFG_TEXT, true, ARTICLE_ID_MAX },
        [H_TITLE] = { "title", CFG_TEXT, true, ARTICLE_TITLE_MAX },
        [H_LANGUAGE] = { "language", CFG_TEXT, true, ARTICLE_SHORT_MAX },
        [H_LEXICON] = { "lexicon", CFG_TEXT, false, 0 },
        [H_GOLDEN] = { "golden", CFG_TEXT, false, 0 },
        [H_DISCLAIMER] = { "disclaimer", CFG_TEXT, true, ARTICLE_DISCLAIMER_MAX },
        [H_SOURCE] = { "source", CFG_TEXT, true, ARTICLE_ANSWER_MAX },
        [H_REVIEWED] = { "reviewed", CFG_TEXT, true, ARTICLE_SHORT_MAX },
        [H_TOPIC] = { "topic", CFG_TEXTS, false, 0 },
        [H_BESIDE] = { "beside", CFG_TEXTS, false, 0 },
        [H_IMPLIED] = { "implied", CFG_TEXTS, false, 0 },
        [H_TAKEN_BACK] = { "taken_back", CFG_TEXTS, false, 0 },
};

/* Where there are more files: what one says of itself alone; what later ones say, too, that do not say
 * otherwise; and what is said for all of them, by the last that has it. */
enum voice { OF_ITSELF, HANDED_ON, FOR_ALL };

static const struct {
        const char *name;
        bool needed; /* in the first file */
        enum voice voice;
        size_t at;   /* in struct article_head */
} says[] = {
        { "help", true, FOR_ALL, offsetof(struct article_head, help) },
        { "unknown", true, FOR_ALL, offsetof(struct article_head, unknown) },
        { "unclear", false, FOR_ALL, offsetof(struct article_head, unclear) },
        { "uncovered", true, OF_ITSELF, offsetof(struct article_head, uncovered) },
        { "unwell", false, OF_ITSELF, offsetof(struct article_head, unwell) },
        { "rest", false, OF_ITSELF, offsetof(struct article_head, rest) },
        { "choice", true, HANDED_ON, offsetof(struct article_head, choice) },
        { "perhaps", false, OF_ITSELF, offsetof(struct article_head, perhaps) },
        { "yes", false, HANDED_ON, offsetof(struct article_head, yes) },
        { "more", true, HANDED_ON, offsetof(struct article_head, more) },
        { "no_more", true, FOR_ALL, offsetof(struct article_head, no_more) },
        { "no_topic", true, FOR_ALL, offsetof(struct article_head, no_topic) },
        { "thanks", false, FOR_ALL, offsetof(struct article_head, thanks) },
        { "wrong", false, FOR_ALL, offsetof(struct article_head, wrong) },
        { "warned", false, OF_ITSELF, offsetof(struct article_head, warned) },
};

#define SAYS (sizeof says / sizeof *says)

static const char **said(struct article_head *head, size_t i)
{
        return (const char **)(void *)((char *)head + says[i].at);
}

static void read_says(struct article_load *load, const config_setting_t *group,
                      struct article_head *head)
{
        struct article_head *first = load->faq->head;
        const config_setting_t *found[SAYS] = { NULL };
        struct cfg_key keys[SAYS];

        for (size_t i = 0; i < SAYS; i++)
                keys[i] = (struct cfg_key){ says[i].name, CFG_TEXT, says[i].needed && head == first,
                                            ARTICLE_ANSWER_MAX };
        if (group != NULL)
                cfg_group(load->cfg, group, "says", keys, SAYS, found);
        for (size_t i = 0; i < SAYS; i++) {
                *said(head, i) = article_copy(load, found[i]);
                if (*said(head, i) == NULL && says[i].voice == HANDED_ON)
                        *said(head, i) = *said(first, i);
                else if (*said(head, i) != NULL && says[i].voice == FOR_ALL)
                        *said(first, i) = *said(head, i);
        }
        if (head != first && head->unknown != NULL && head->unclear == NULL)
                first->unclear = NULL; /* which would not say what that says */
        if (head->perhaps == NULL)
                head->perhaps = head->choice;
}

/* A path is meant from the article file's folder on. */
static const char *read_path(struct article_load *load, const config_setting_t *setting)
{
        const char *copied = NULL;
        char *path;

        if (setting == NULL)
                return NULL;
        path = cfg_path(load->cfg, setting);
        if (path != NULL)
                copied = arena_text(load->arena, path, strlen(path));
        if (copied == NULL)
                article_no_memory(load);
        free(path);
        return copied;
}

static void read_head(struct article_load *load, const config_setting_t *group,
                      struct article_head *head)
{
        const struct answer_options *options = load->log->options;
        const struct article_head *first = load->faq->head;
        const config_setting_t *found[H_KEYS];
        const config_setting_t *language;

        if (group == NULL)
                return;
        cfg_group(load->cfg, group, "article", head_keys, H_KEYS, found);
        article_check_id(load->cfg, found[H_ID]);
        article_check_date(load->cfg, found[H_REVIEWED]);
        language = found[H_LANGUAGE];
        if (language != NULL && !vocab_speaks(language->value.sval))
                cfg_error(load->cfg, language,
                          "there is no stemmer for the language \"%s\"; \"english\" is one",
                          language->value.sval);
        else if (language != NULL && first != head && first->language != NULL &&
                 strcmp(first->language, language->value.sval) != 0)
                cfg_error(load->cfg, language,
                          "articles that are loaded together must share a language: \"%s\" here, "
                          "\"%s\" in the first", language->value.sval, first->language);
        head->id = article_copy(load, found[H_ID]);
        head->title = article_copy(load, found[H_TITLE]);
        head->language = article_copy(load, language);
        head->disclaimer = article_copy(load, found[H_DISCLAIMER]);
        head->source = article_copy(load, found[H_SOURCE]);
        head->reviewed = article_copy(load, found[H_REVIEWED]);
        article_read_signs(load, found[H_TOPIC], "topic", &head->topic, &head->topic_count);
        article_read_signs(load, found[H_BESIDE], "beside", &head->beside, &head->beside_count);
        article_read_signs(load, found[H_IMPLIED], "implied", &head->implied, &head->implied_count);
        article_read_signs(load, found[H_TAKEN_BACK], "taken_back", &head->taken_back, &head->taken_back_count);
        head->lexicon = read_path(load, found[H_LEXICON]);
        if (head->lexicon != NULL) /* read when the articles are; but where it is named is known only here */
                cfg_look(load->cfg, found[H_LEXICON], head->lexicon);
        head->golden = read_path(load, found[H_GOLDEN]);
        if (head->golden != NULL && options != NULL && options->uses_file != NULL)
                options->uses_file(options->context, head->golden);
        if (head->lexicon == NULL || first == head)
                return;
        if (first->lexicon == NULL)
                cfg_error(load->cfg, found[H_LEXICON],
                          "the first article names no lexicon, so this one would not be read; "
                          "name it there, too");
        else if (strcmp(first->lexicon, head->lexicon) != 0)
                cfg_error(load->cfg, found[H_LEXICON],
                          "articles that are loaded together must name the same lexicon: %s",
                          first->lexicon);
}

/* --- whole files --- */

enum { F_ARTICLE, F_SAYS, F_PASSAGES, F_UNCOVERED, F_CONCEPTS, F_WARNINGS, F_KEYS };

static const struct cfg_key file_keys[F_KEYS] = {
        [F_ARTICLE] = { "article", CFG_GROUP, true, 0 },
        [F_SAYS] = { "says", CFG_GROUP, true, 0 }, /* in the first file */
        [F_PASSAGES] = { "passages", CFG_LIST, true, 0 },
        [F_UNCOVERED] = { "uncovered", CFG_LIST, false, 0 },
        [F_CONCEPTS] = { "concepts", CFG_LIST, false, 0 },
        [F_WARNINGS] = { "warnings", CFG_LIST, false, 0 },
};

static void read_settings(struct article_load *load)
{
        const config_setting_t *found[F_KEYS];
        struct article_faq *faq = load->faq;
        struct article_head *head = &faq->head[faq->head_count++];
        struct cfg_key keys[F_KEYS];

        load->file = NULL;
        memcpy(keys, file_keys, sizeof keys);
        keys[F_SAYS].needed = head == faq->head;
        cfg_group(load->cfg, config_root_setting(&load->cfg->config), "an article file", keys, F_KEYS, found);
        article_read_concepts(load, found[F_CONCEPTS]);
        read_head(load, found[F_ARTICLE], head);
        read_says(load, found[F_SAYS], head);
        if (head != faq->head && head->help == NULL && head->title != NULL)
                cfg_doubt(load->cfg, found[F_ARTICLE], "nobody is told that they can ask about \"%s\": give this file "
                          "a \"says\" with \"help\" and \"unknown\", which are then said for all files", head->title);
        if (found[F_PASSAGES] != NULL && cfg_count(found[F_PASSAGES]) == 0)
                cfg_error(load->cfg, found[F_PASSAGES],
                          "passages is empty: there is nothing to say");
        article_read_entries(load, found[F_PASSAGES], ARTICLE_PASSAGE);
        article_read_entries(load, found[F_UNCOVERED], ARTICLE_UNCOVERED);
        article_read_entries(load, found[F_WARNINGS], ARTICLE_WARNING);
}

static struct article_faq *new_faq(struct cfg_log *log, size_t files)
{
        struct article_faq *faq = calloc(1, sizeof *faq);
        struct arena *arena = calloc(1, sizeof *arena);
        struct arena *lists = calloc(1, sizeof *lists);
        size_t concepts = ARTICLE_CONCEPTS_MAX * sizeof *faq->concept;

        if (faq == NULL || arena == NULL || lists == NULL) {
                free(faq);
                free(arena);
                free(lists);
                faq = NULL;
        } else {
                faq->arena = arena;
                faq->lists = lists;
                faq->head = arena_get(arena, files * sizeof *faq->head);
                faq->concept = arena_get(arena, concepts);
        }
        if (faq == NULL || faq->head == NULL || faq->concept == NULL) {
                cfg_report(log, "article", 0, ANSWER_ERROR, "out of memory");
                article_close(faq);
                return NULL;
        }
        memset(faq->head, 0, files * sizeof *faq->head);
        memset(faq->concept, 0, concepts);
        return faq;
}

/* libconfig's tree of a large file is a million small pieces, which the C library would keep. */
static void give_back(const struct article_faq *faq)
{
#ifdef __GLIBC__
        if (faq->entry_count > LARGE)
                malloc_trim(0);
#else
        (void)faq;
#endif
}

struct article_faq *article_open(const struct answer_options *options, char *why, size_t cap)
{
        struct cfg_log log = { .options = options, .why = why, .cap = cap };
        struct article_load load = { .log = &log };
        struct cfg cfg; /* of one file after the other */

        if (cap > 0)
                why[0] = '\0';
        if (options->file_count == 0) {
                cfg_report(&log, "article", 0, ANSWER_ERROR, "no file is named");
                return NULL;
        }
        load.faq = new_faq(&log, options->file_count);
        if (load.faq == NULL)
                return NULL;
        load.arena = load.faq->arena;
        load.lists = load.faq->lists;
        load.cfg = &cfg;
        for (size_t i = 0; i < options->file_count && !load.failed; i++) {
                if (cfg_open(&cfg, options->files[i], &log) == 0)
                        read_settings(&load);
                cfg_close(&cfg);
        }
        article_check_ids(&log, load.faq);
        if (options->doubts && !load.failed) { /* lists that found no memory have holes */
                article_check_lines(&log, load.faq);
                article_check_repeats(&log, load.faq);
                article_check_concepts(&log, load.faq);
        }
        give_back(load.faq);
        if (log.errors > 0) {
                article_close(load.faq);
                return NULL;
        }
        return load.faq;
}

void article_forget_asks(struct article_faq *faq)
{
        const struct article_list none = { NULL, 0 };

        for (size_t i = 0; i < faq->entry_count; i++) {
                faq->entry[i].asks = none;
                faq->entry[i].keywords = none;
        }
        for (size_t i = 0; i < faq->concept_count; i++)
                faq->concept[i].says = none;
        arena_fini(faq->lists);
}

static void close_arena(struct arena *arena)
{
        if (arena == NULL)
                return;
        arena_fini(arena);
        free(arena);
}

void article_close(struct article_faq *faq)
{
        if (faq == NULL)
                return;
        free(faq->entry);
        close_arena(faq->arena);
        close_arena(faq->lists);
        free(faq);
}
