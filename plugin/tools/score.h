/* score.h - how well a FAQ does on a folder of test questions.
 *
 *   questions.tsv  question, accepted ids (comma separated, best first), style
 *   uncovered.tsv  question that the FAQ does not answer, kind (redflag: a warning sign)
 *   offtopic.tsv   a message that is not for the bot
 *   dialogues.tsv  question, follow-up, accepted ids for the follow-up
 *   notsigns.tsv   a message that is no warning sign
 *
 * A question is accepted if it got an answer with an accepted id, wrong if it
 * got another one or an urgent line, unsure if it got a choice, and unanswered
 * otherwise. Each message stands alone, addressed to the bot in a channel.
 */
#ifndef TOOLS_SCORE_H
#define TOOLS_SCORE_H

#include <stdbool.h>
#include <stddef.h>

#include "../answer/answer.h"
#include "whole.h"

#define SCORE_GROUPS 512  /* styles, passages: of each; more are counted as "other" */
#define SCORE_BINS 10
#define SCORE_NAME 72

struct score_tally {
        char name[SCORE_NAME];
        size_t count, accepted, best, wrong, unsure, unanswered;
        size_t offered;   /* unsure, with an accepted id among the choices */
};

struct score_groups {
        struct score_tally group[SCORE_GROUPS];
        size_t count;
};

/* Answers by their confidence: of those at about c, about c should be right. */
struct score_bin {
        size_t count, right;
        double sum;       /* of confidences */
};

struct score_miss {
        enum answer_kind kind;
        char id[SCORE_NAME];
        double confidence;
        double badness;       /* for sorting: wrong before unanswered */
        const char *set;
        const char *text;     /* borrowed from the set */
        const char *wanted;
};

enum score_file { SCORE_QUESTIONS, SCORE_UNCOVERED, SCORE_OFFTOPIC, SCORE_DIALOGUES, SCORE_NOTSIGNS,
                  SCORE_FILES };

struct score {
        bool has[SCORE_FILES];            /* the file was there */
        struct score_tally all;
        struct score_groups styles, passages;
        size_t uncovered, uncovered_answered, uncovered_unsure, uncovered_urgent;
        size_t signs, signs_urgent;       /* the red flags among the uncovered */
        size_t offtopic, offtopic_addressed, offtopic_ambient;
        size_t notsigns, notsigns_urgent;
        size_t dialogues, dialogues_accepted;
        struct score_bin bin[SCORE_BINS];
        struct score_miss *miss;          /* worst first */
        size_t miss_count, miss_room;
        struct whole file[SCORE_FILES];   /* what the misses' texts lie in */
};

/* 0, or -1 with one line in why. Only questions.tsv must be there. To be freed
 * either way. */
int score_folder(struct score *score, struct answer *answer, const char *folder, char *why, size_t cap);
void score_free(struct score *score);

double score_percent(size_t part, size_t of);

/* score_print.c: both write to standard output. */
void score_print_text(const struct score *score, size_t misses);
void score_print_json(const struct score *score, size_t misses);

#endif
