/* files.c - the files of a FAQ, each with its own entries and what ranks them. Knows no topic and
 * no threshold; which file a message is for is decide.c's to say. */
#include <stdio.h>
#include <stdlib.h>

#include "engine.h"

/* Its entries stand together in the whole, from `first` on. */
static void take_entries(struct engine_file *file, const struct article_faq *whole, size_t f, size_t first)
{
        size_t end = first;

        while (end < whole->entry_count && whole->entry[end].article == f)
                end++;
        file->faq = *whole;
        file->faq.entry = whole->entry + first;
        file->faq.entry_count = end - first;
        file->first = (uint32_t)first;
}

int files_open(struct answer *a, const struct answer_options *options, char *why, size_t cap)
{
        bool index_only = options->index_only || a->faq->entry_count > RANK_MODEL_ENTRIES;
        size_t first = 0;

        a->file = calloc(a->faq->head_count, sizeof *a->file);
        if (!a->file) {
                snprintf(why, cap, "not enough memory");
                return -1;
        }
        for (size_t f = 0; f < a->faq->head_count; f++) {
                struct engine_file *file = &a->file[f];

                take_entries(file, a->faq, f, first);
                first += file->faq.entry_count;
                if (rank_open(&file->rank, &file->faq, a->lexicon, index_only, why, cap) < 0)
                        return -1;
        }
        return 0;
}

void files_forget_asks(struct answer *a)
{
        for (size_t f = 0; f < a->faq->head_count; f++)
                if (a->file[f].rank.match)
                        match_forget_asks(a->file[f].rank.match);
}

void files_close(struct answer *a)
{
        for (size_t f = 0; a->file && f < a->faq->head_count; f++)
                rank_close(&a->file[f].rank);
        free(a->file);
}

void files_ask(struct answer *a, uint32_t f)
{
        rank_ask(&a->file[f].rank, &a->reading, &a->result);
        for (size_t i = 0; i < a->result.count; i++)
                a->result.best[i].entry += a->file[f].first;
}
