/* model_fixture.h - a FAQ of made-up words, drawn with a fixed seed, in memory. */
#ifndef MODEL_FIXTURE_H
#define MODEL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/answer/article.h"
#include "../../plugin/answer/lexicon.h"

enum { ENTRIES = 9, ASKS = 11, ASK_BYTES = 160 };

struct made_faq {
        char text[ENTRIES][ASKS][ASK_BYTES], id[ENTRIES][8];
        const char *ask[ENTRIES][ASKS];
        struct article_entry entry[ENTRIES];
        struct article_faq faq;
};

static uint64_t seed;

static inline uint32_t draw(uint32_t below)
{
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (uint32_t)((seed >> 33) * below >> 31);
}

/* Common words, words of an entry, and forms that look like each other. */
static inline void make_ask(char *to, uint32_t entry)
{
        static const char *const common[] = {"what", "how", "leg", "cramp", "with", "muscle"};
        static const char *const stem[] = {"bolt", "grund", "stamp", "flink", "morv"};
        static const char *const end[] = {"", "ik", "um", "ora", "est"};
        uint32_t words = 2 + draw(6);
        size_t used = 0;

        for (uint32_t i = 0; i < words; i++)
                if (draw(2))
                        used += (size_t)snprintf(to + used, ASK_BYTES - used, "%s ", common[draw(6)]);
                else
                        used += (size_t)snprintf(to + used, ASK_BYTES - used, "%s%c%s ", stem[(entry + draw(2)) % 5],
                                                 (int)('a' + entry), end[draw(5)]);
}

static inline void make_faq(struct made_faq *m)
{
        memset(m, 0, sizeof *m);
        seed = 3;
        for (uint32_t e = 0; e < ENTRIES; e++) {
                for (uint32_t a = 0; a < 1 + e % ASKS; a++) {
                        make_ask(m->text[e][a], e);
                        m->ask[e][a] = m->text[e][a];
                }
                snprintf(m->id[e], sizeof m->id[e], "e%u", (unsigned)e);
                m->entry[e].id = m->id[e];
                m->entry[e].asks = (struct article_list){m->ask[e], 1 + e % ASKS};
                m->entry[e].kind = e == 4 ? ARTICLE_UNCOVERED : e == 7 ? ARTICLE_WARNING : ARTICLE_PASSAGE;
        }
        m->entry[2].title = "grundc and morv";
        m->faq = (struct article_faq){.entry = m->entry, .entry_count = ENTRIES};
}

static inline struct lexicon *bare_lexicon(void)
{
        char why[200];
        struct lexicon *lexicon = lexicon_open(NULL, "english", NULL, why, sizeof why);

        assert_non_null(lexicon);
        return lexicon;
}

#endif
