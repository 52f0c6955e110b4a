/* names.h - a passage by its id, as people type it: "Cause cold" is "cause-cold".
 *
 * Case and the marks - _ . in an id count for nothing, nor do blanks between
 * words. Of two passages that are then one, the first is meant.
 */
#ifndef ANSWER_NAMES_H
#define ANSWER_NAMES_H

#include "article.h"
#include "lexicon.h"

#define NAMES_NONE UINT32_MAX

struct names {
        const struct article_faq *faq; /* borrowed */
        uint32_t *slot;                /* an open hash table of entries, + 1 */
        size_t size;
};

/* 0, or -1 when memory ran out; one of zero bytes knows no name. */
int names_init(struct names *names, const struct article_faq *faq);
void names_fini(struct names *names);

/* The passage that all words of the reading from `at` on are the id of, or NAMES_NONE. */
uint32_t names_find(const struct names *names, const struct reading *reading, size_t at);

#endif
