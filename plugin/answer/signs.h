/* signs.h - is a warning sign described, or something that is not covered?
 *
 *   entry   --- sign sign ...        any one of them is enough
 *   sign    --- concept + concept    all of them, each in its own words, and
 *                       - concept    none of these
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
        uint32_t warning;   /* the entry described, or SIGNS_NONE */
        uint32_t uncovered; /* likewise, of a kind that is not covered */
        bool topic;         /* an article's topic is described */
        bool beside;        /* something is described that may be it */
        bool implied;       /* it is spoken of without its name, if this is said to the bot */
        uint64_t said[ARTICLE_SETS];   /* concepts described, as in struct article_sign */
        uint64_t denied[ARTICLE_SETS]; /* those that were only denied or said of animals */
};

bool signs_holds(const uint64_t set[ARTICLE_SETS], size_t concept);
bool signs_empty(const uint64_t set[ARTICLE_SETS]);

/* Teaches the lexicon all phrases (the caller seals it afterwards). NULL with
 * the reason in why. faq is borrowed until close. */
struct signs *signs_open(const struct article_faq *faq, struct lexicon *lexicon,
                         char *why, size_t cap);
void signs_close(struct signs *signs);

/* Is one of the symptoms (concepts that are no place) of this entry's signs described, be it
 * without what must come with it, and nothing that must not? */
bool signs_hint(const struct signs *signs, const struct signs_found *found, uint32_t entry);

/* `before`: concepts that the same person described in what they said before this. With them a
 * warning may be complete, if the message adds one of its concepts. Does not allocate, cannot fail. */
void signs_find(const struct signs *signs, const struct lexicon *lexicon, const struct reading *reading,
                const uint64_t before[ARTICLE_SETS], struct signs_found *out);

#endif
