/* doubts.c - asks a FAQ its own questions.
 *
 * An entry is reached if one of its asks, said to the bot in a channel, gets it
 * or is offered it. Two asks are one if their words' stems are. It refuses to
 * know how questions are matched. */
#include "doubts.h"

#include <stdlib.h>
#include <string.h>

#include "cfg.h"
#include "vocab.h"

#define ASKED_MAX 50000 /* so many questions take seconds; of larger FAQs the first entries are tried */

/* --- entries that nobody reaches --- */

struct trial {
        const char *wanted;
        bool reached;
        enum answer_kind kind;
        char got[80];      /* an id, or "" */
};

static void on_reply(void *context, const struct answer_reply *reply)
{
        struct trial *trial = context;

        trial->kind = reply->kind;
        trial->reached = strcmp(reply->id, trial->wanted) == 0;
        for (size_t i = 0; reply->kind == ANSWER_UNSURE && i < reply->also_count; i++)
                trial->reached |= strcmp(reply->also[i], trial->wanted) == 0;
        strncpy(trial->got, reply->id, sizeof trial->got - 1);
}

/* The last ask's trial is what is told of. */
static bool is_reached(struct answer *a, const struct article_entry *entry, struct trial *trial, size_t *asked)
{
        for (size_t i = 0; i < entry->asks.count; i++) {
                const char *ask = entry->asks.item[i];
                struct answer_message message = {
                        .size = sizeof message, .channel = "#", .addressed = true, .text = ask,
                        .length = strlen(ask), .line_bytes = ANSWER_LINE_MAX, .line_count = 1,
                };

                *trial = (struct trial){ .wanted = entry->id };
                answer_ask(a, &message, on_reply, trial);
                ++*asked;
                if (trial->reached)
                        return true;
        }
        return false;
}

static void report_unreached(struct cfg_log *log, const struct article_entry *entry, const struct trial *trial)
{
        const char *last = entry->asks.item[entry->asks.count - 1];

        if (trial->got[0] != '\0')
                cfg_report(log, entry->file, entry->line, ANSWER_DOUBT,
                           "nobody reaches \"%s\": not one of its asks leads to it; \"%s\" leads to \"%s\"; other words would be right",
                           entry->id, last, trial->got);
        else
                cfg_report(log, entry->file, entry->line, ANSWER_DOUBT,
                           "nobody reaches \"%s\": not one of its asks leads to it; to \"%s\" the bot says "
                           "that it does not know; more words of the topic would be right", entry->id, last);
}

static void find_unreached(struct answer *a, struct cfg_log *log)
{
        size_t asked = 0;
        struct trial trial;

        for (size_t e = 0; e < a->faq->entry_count && asked < ASKED_MAX; e++) {
                const struct article_entry *entry = &a->faq->entry[e];

                if (entry->asks.count > 0 && entry->sign_count == 0 && !is_reached(a, entry, &trial, &asked))
                        report_unreached(log, entry, &trial);
        }
}

/* --- keywords that are not read --- */

#define KEYWORD_BYTES (TEXT_BYTES - TEXT_WORD_BYTES) /* text.c stops where the longest word would not fit */

/* The first that does not fit where model.c puts them together, each with a line's end; or their count. */
static size_t count_read(struct text *text, const struct article_list *keywords)
{
        size_t bytes = 0, words = 0;

        for (size_t i = 0; i < keywords->count; i++) {
                size_t length = strlen(keywords->item[i]);

                text_read(text, keywords->item[i], length);
                bytes += length + 1;
                words += text->count;
                if (bytes > KEYWORD_BYTES || words > TEXT_WORDS)
                        return i;
        }
        return keywords->count;
}

static void find_unread(struct answer *a, struct cfg_log *log)
{
        for (size_t e = 0; e < a->faq->entry_count; e++) {
                const struct article_entry *entry = &a->faq->entry[e];
                size_t read = count_read(&a->reading.text, &entry->keywords);

                if (read < entry->keywords.count)
                        cfg_report(log, entry->file, entry->line, ANSWER_DOUBT, "keywords: \"%.60s\" and what stands "
                                   "behind it are not read: %d words, or %d bytes, are the most that count",
                                   entry->keywords.item[read], TEXT_WORDS, KEYWORD_BYTES);
        }
}

/* --- asks that are one --- */

struct ask {
        uint64_t stems; /* a hash of them all, in whatever order */
        uint64_t words; /* and of the words as they stand, for what article_check.c reports */
        uint32_t entry, item;
};

static uint64_t hash(const char *s)
{
        uint64_t h = vocab_hash(s, strlen(s)) * 0x9e3779b97f4a7c15u;

        return (h ^ h >> 29) * 0xbf58476d1ce4e5b9u;
}

static struct ask print_of(struct answer *a, uint32_t entry, uint32_t item)
{
        const char *ask = a->faq->entry[entry].asks.item[item];
        struct ask print = { .entry = entry, .item = item };
        struct reading *r = &a->reading;

        lexicon_read(a->lexicon, ask, strlen(ask), r);
        for (size_t i = 0; i < r->text.count; i++)
                print.words = print.words * 31 + hash(r->text.word[i].s);
        for (size_t t = 0; t < r->term_count; t++)
                print.stems += hash(r->term[t].s) * (r->term[t].flags & READING_NEGATED ? 3 : 1);
        return print;
}

static int by_stems(const void *left, const void *right)
{
        const struct ask *a = left, *b = right;

        if (a->stems != b->stems)
                return a->stems < b->stems ? -1 : 1;
        if (a->entry != b->entry)
                return a->entry < b->entry ? -1 : 1;
        return (a->item > b->item) - (a->item < b->item);
}

static void report_alike(const struct article_faq *faq, struct cfg_log *log, const struct ask *ask, const struct ask *other)
{
        const struct article_entry *to = &faq->entry[ask->entry], *from = &faq->entry[other->entry];

        cfg_report(log, to->file, to->line, ANSWER_DOUBT, "\"%s\" and \"%s\" of \"%s\" (%s:%u) are one to the bot; "
                   "only where it is answered best would be right",
                   to->asks.item[ask->item], from->asks.item[other->item], from->id, from->file, from->line);
}

static void find_alike(struct answer *a, struct cfg_log *log)
{
        const struct article_faq *faq = a->faq;
        struct ask *asks;
        size_t count = 0;

        for (size_t e = 0; e < faq->entry_count; e++)
                count += faq->entry[e].asks.count;
        asks = malloc((count + 1) * sizeof *asks);
        if (asks == NULL)
                return; /* doubts are no reason to fail */
        count = 0;
        for (uint32_t e = 0; e < faq->entry_count; e++)
                for (uint32_t i = 0; i < faq->entry[e].asks.count; i++)
                        asks[count++] = print_of(a, e, i);
        qsort(asks, count, sizeof *asks, by_stems);
        for (size_t i = 1; i < count; i++)
                if (asks[i].stems == asks[i - 1].stems && asks[i].entry != asks[i - 1].entry &&
                    asks[i].words != asks[i - 1].words && asks[i].stems != 0)
                        report_alike(faq, log, &asks[i], &asks[i - 1]);
        free(asks);
}

void doubts_find(struct answer *answer, const struct answer_options *options)
{
        struct cfg_log log = { .options = options };

        find_unreached(answer, &log);
        if (answer->file[0].rank.match) /* the index of a large FAQ reads them all */
                find_unread(answer, &log);
        find_alike(answer, &log);
}
