/* bench_answer.c - our own ranking on a FAQ and questions; see bench.h.
 *
 *   bench_answer match|bm25 QUESTIONS FAQ...   the programs of bench.h
 *   bench_answer dump FAQ...                   the FAQ as id TAB title TAB text,
 *                                              for other engines: asks, keywords
 *                                              and texts in a row
 *
 * Over the public answer.h, as every caller asks; dump alone looks inside. */
#include "../../plugin/answer/article.h"

#include "bench.h"

struct engine {
        struct answer *answer;
        enum answer_ranking ranking;
        const char *qid;
        unsigned rank;
};

static void hit(void *context, const char *id, double score)
{
        struct engine *engine = context;

        engine->rank++;
        if (engine->qid)
                bench_print(engine->qid, id, engine->rank, score, "crampbot");
}

static void ask(void *context, const char *qid, const char *question)
{
        struct engine *engine = context;

        engine->qid = qid;
        engine->rank = 0;
        answer_rank(engine->answer, question, strlen(question), engine->ranking, BENCH_TOP, hit, engine);
}

static void put(const char *text)
{
        if (!text)
                return;
        for (; *text; text++)
                putchar(*text == '\t' || *text == '\n' ? ' ' : *text);
        putchar(' ');
}

static void put_list(const struct article_list *list)
{
        for (size_t i = 0; i < list->count; i++)
                put(list->item[i]);
}

static int dump(const struct answer_options *options)
{
        char why[500];
        struct article_faq *faq = article_open(options, why, sizeof why);

        if (!faq)
                bench_fail("article", why);
        for (size_t e = 0; e < faq->entry_count; e++) {
                const struct article_entry *entry = &faq->entry[e];

                printf("%s\t%s\t", entry->id, entry->title ? entry->title : "");
                put_list(&entry->asks);
                put_list(&entry->keywords);
                put(entry->text ? entry->text : entry->answer);
                putchar('\n');
        }
        article_close(faq);
        return 0;
}

int main(int argc, char **argv)
{
        struct answer_options options = { .size = sizeof options };
        struct engine engine = {0};
        struct bench_table questions;
        char why[500];
        long resident;
        double from;

        if (argc > 2 && strcmp(argv[1], "dump") == 0) {
                options.files = (const char *const *)argv + 2;
                options.file_count = (size_t)argc - 2;
                return dump(&options);
        }
        if (argc < 4)
                bench_fail("usage", "bench_answer match|bm25 QUESTIONS FAQ...");
        engine.ranking = strcmp(argv[1], "bm25") == 0 ? ANSWER_RANK_BM25 : ANSWER_RANK_MATCH;
        questions = bench_rows(argv[2]);
        options.files = (const char *const *)argv + 3;
        options.file_count = (size_t)argc - 3;
        options.index_only = engine.ranking == ANSWER_RANK_BM25;
        resident = bench_resident();
        from = bench_now();
        engine.answer = answer_open(&options, why, sizeof why);
        if (!engine.answer)
                bench_fail("answer", why);
        bench_loaded(from, resident);
        bench_serve(&questions, ask, &engine);
        answer_close(engine.answer);
        return 0;
}
