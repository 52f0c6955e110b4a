/* about.c - what is loaded, and what a text is about: for stats, for those who write the
 * FAQ, and for putting like questions together. */
#include <string.h>

#include "engine.h"
#include "vocab.h"

#define EVERYDAY 6.0f /* info of a word from which on it says something: 1 in 400 and rarer */

static const enum answer_kind given_as[] = {
        [ARTICLE_PASSAGE] = ANSWER_ANSWER,
        [ARTICLE_UNCOVERED] = ANSWER_UNCOVERED,
        [ARTICLE_WARNING] = ANSWER_URGENT,
};

void answer_about(const struct answer *a, struct answer_about *out)
{
        struct answer_about about = {.size = out->size};
        size_t *const counts[] = {
                [ARTICLE_PASSAGE] = &about.passages, [ARTICLE_UNCOVERED] = &about.uncovered,
                [ARTICLE_WARNING] = &about.warnings,
        };

        about.articles = a->faq->head_count;
        about.id = a->faq->head[0].id;
        about.title = a->faq->head[0].title;
        about.reviewed = a->faq->head[0].reviewed;
        for (size_t e = 0; e < a->faq->entry_count; e++)
                ++*counts[a->faq->entry[e].kind];
        memcpy(out, &about, out->size < sizeof about ? out->size : sizeof about);
}

bool answer_entry(const struct answer *a, const char *id, struct answer_entry *out)
{
        for (size_t e = 0; e < a->faq->entry_count; e++) {
                const struct article_entry *entry = &a->faq->entry[e];
                const struct answer_entry found = {
                        .size = out->size, .id = entry->id, .title = entry->title, .file = entry->file,
                        .line = entry->line, .kind = given_as[entry->kind],
                };

                if (strcmp(entry->id, id) != 0)
                        continue;
                memcpy(out, &found, out->size < sizeof found ? out->size : sizeof found);
                return true;
        }
        return false;
}

static bool names_a_topic(const struct answer *a, uint32_t stem)
{
        for (size_t f = 0; f < a->faq->head_count; f++)
                if (topic_holds(&a->file[f].topic, stem))
                        return true;
        return false;
}

size_t answer_stems(struct answer *a, const char *text, size_t length, struct answer_stem *out, size_t most)
{
        const struct reading *r = &a->reading;
        size_t count = 0;

        lexicon_read(a->lexicon, text, length, &a->reading);
        for (size_t t = 0; t < r->term_count && count < most; t++) {
                const struct reading_term *term = &r->term[t];
                uint32_t stem = vocab_hash(term->s, strlen(term->s));
                size_t at = count;

                if (term->flags & READING_EMPTY || term->info <= EVERYDAY || names_a_topic(a, term->stem))
                        continue;
                while (at > 0 && out[at - 1].stem > stem)
                        at--;
                if (at > 0 && out[at - 1].stem == stem)
                        continue;
                memmove(out + at + 1, out + at, (count - at) * sizeof *out);
                out[at] = (struct answer_stem){stem, term->info - EVERYDAY};
                count++;
        }
        return count;
}
