/* signs.h - is a warning sign described?
 *
 *   warning --- sign sign ...        any one of them is enough
 *   sign    --- concept + concept    all of them, each in its own words
 *   concept --- phrase phrase ...    "swollen", "one .. bigger .. other"
 *
 * A phrase counts where it is said of a person and not denied: a negator
 * before it takes it away ("no swelling"), and so does an animal as the
 * subject ("my dog's leg"). The concepts and phrases are the FAQ's.
 */
#ifndef ANSWER_SIGNS_H
#define ANSWER_SIGNS_H

#include "article.h"
#include "lexicon.h"

#define SIGNS_NONE UINT32_MAX

struct signs;

struct signs_found {
        uint32_t entry;    /* the warning described, or SIGNS_NONE */
        uint64_t said;     /* concepts described, as bits */
        uint64_t denied;   /* concepts that were only denied or said of animals */
};

/* Teaches the lexicon all phrases (the caller seals it afterwards). NULL with
 * the reason in why. faq is borrowed until close. */
struct signs *signs_open(const struct article_faq *faq, struct lexicon *lexicon,
                         char *why, size_t cap);
void signs_close(struct signs *signs);

/* Does not allocate, cannot fail. */
void signs_find(const struct signs *signs, const struct lexicon *lexicon,
                const struct reading *reading, struct signs_found *out);

#endif
