/* crampfaq_rank.c - many questions ranked, in the format of TREC runs
 * (trec.nist.gov; trec_eval reads it): qid Q0 id rank score tag.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "crampfaq.h"
#include "lines.h"
#include "source.h"

struct ranking {
        const char *qid;   /* of the question at hand */
        int qid_length;
        const char *tag;
        unsigned rank;
};

static void print_hit(void *context, const char *id, double score)
{
        struct ranking *ranking = context;

        printf("%.*s Q0 %s %u %.9g %s\n", ranking->qid_length, ranking->qid, id, ++ranking->rank, score,
               ranking->tag);
}

/* A qid is a column, so it can hold no blank. */
static bool is_column(const char *text, size_t length)
{
        for (size_t i = 0; i < length; i++)
                if ((unsigned char)text[i] <= 0x20)
                        return false;
        return length > 0;
}

static int rank_lines(struct answer *answer, enum answer_ranking how, size_t k, const char *tag,
                      char *why, size_t cap)
{
        struct ranking ranking = { .tag = tag };
        struct lines lines;
        size_t length;
        char *line;
        int more;

        if (lines_init(&lines, NULL, why, cap) < 0)
                return CRAMPFAQ_BAD;
        lines.before_read = true;
        while ((more = lines_next(&lines, &line, &length, why, cap)) > 0 && !ferror(stdout)) {
                char *tab = memchr(line, '\t', length);

                if (!tab || !is_column(line, (size_t)(tab - line))) {
                        snprintf(why, cap, "line %zu: no \"qid TAB question\"", lines.number);
                        more = -1;
                        break;
                }
                ranking.qid = line;
                ranking.qid_length = (int)(tab - line);
                ranking.rank = 0;
                answer_rank(answer, tab + 1, (size_t)(line + length - tab - 1), how, k, print_hit,
                            &ranking);
        }
        lines_fini(&lines);
        return more < 0 ? CRAMPFAQ_BAD : CRAMPFAQ_FINE;
}

int crampfaq_rank(int argc, char **argv, char *why, size_t cap)
{
        static const struct option options[] = {
                { "tag", required_argument, NULL, 't' }, { "help", no_argument, NULL, 'h' },
                { NULL, 0, NULL, 0 }
        };
        enum answer_ranking how = ANSWER_RANK_MATCH;
        struct source source = { .config = NULL };
        const char *tag = NULL;
        struct answer *answer;
        long k = 10;
        int option, status;

        while ((option = getopt_long(argc, argv, ":k:m:h", options, NULL)) != -1) {
                if (option == 'k') {
                        if (!crampfaq_number(optarg, "-k", 1, 1000000, &k, why, cap))
                                return CRAMPFAQ_BAD;
                } else if (option == 't' && is_column(optarg, strlen(optarg))) {
                        tag = optarg;
                } else if (option == 'm' && strcmp(optarg, "match") == 0) {
                        how = ANSWER_RANK_MATCH;
                } else if (option == 'm' && strcmp(optarg, "bm25") == 0) {
                        how = ANSWER_RANK_BM25;
                } else if (option == 'm' || option == 't') {
                        snprintf(why, cap, option == 'm' ? "-m is match or bm25"
                                                         : "--tag is a word without blanks");
                        return CRAMPFAQ_BAD;
                } else {
                        return crampfaq_no_option(option, argv, why, cap);
                }
        }
        for (; optind < argc; optind++)
                if (!source_add(&source, argv[optind], why, cap))
                        return CRAMPFAQ_BAD;
        source.index_only = how == ANSWER_RANK_BM25;
        answer = source_open(&source, why, cap);
        if (!answer)
                return CRAMPFAQ_BAD;
        if (!tag)
                tag = how == ANSWER_RANK_MATCH ? "crampfaq-match" : "crampfaq-bm25";
        status = rank_lines(answer, how, (size_t)k, tag, why, cap);
        answer_close(answer);
        return status;
}
