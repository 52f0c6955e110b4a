/* article_parts.h - reading article files; for article*.c alone.
 *
 *   article.c        whole files, their heads, memory
 *   article_entry.c  passages, uncovered kinds, warnings, concepts
 *   article_check.c  what single settings and the whole FAQ must fulfil
 */
#ifndef ANSWER_ARTICLE_PARTS_H
#define ANSWER_ARTICLE_PARTS_H

#include "arena.h"
#include "article.h"
#include "article_check.h"
#include "cfg.h"

/* Bytes. */
#define ARTICLE_MORE_MAX 600
#define ARTICLE_SHORT_MAX 120
#define ARTICLE_SAYS_MAX 2000

struct article_load {
        struct article_faq *faq;
        struct arena *arena;
        struct arena *lists;  /* for asks, keywords, says */
        struct cfg_log *log;
        struct cfg *cfg;      /* the file being read */
        const char *file;     /* its settings' path, as last asked for */
        const char *file_key; /* libconfig's own name for that */
        size_t entry_room;
        bool failed;          /* memory ran out */
};

/* Reports it, once. */
void article_no_memory(struct article_load *load);

/* Zeroed; NULL: memory ran out, and article_no_memory was told. */
void *article_get(struct article_load *load, struct arena *arena, size_t bytes);

/* A checked text's copy in the arena; NULL for NULL, too. */
const char *article_copy(struct article_load *load, const config_setting_t *setting);

/* Copies of those that cfg_text finds good, in load->lists. */
struct article_list article_copy_list(struct article_load *load, const config_setting_t *setting,
                                      const char *name, size_t max);

/* The path that a setting's mistakes are reported under; one copy a file. */
const char *article_file_of(struct article_load *load, const config_setting_t *setting);

/* Appends to faq->entry. list may be NULL. */
void article_read_entries(struct article_load *load, const config_setting_t *list,
                          enum article_kind kind);

/* A list of signs; the concepts they name have been read. */
void article_read_signs(struct article_load *load, const config_setting_t *list, const char *key,
                        const struct article_sign **signs, size_t *count);

/* Appends to faq->concept, or to the words of an earlier file's concept. */
void article_read_concepts(struct article_load *load, const config_setting_t *list);

#endif
