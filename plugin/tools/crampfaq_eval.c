/* crampfaq_eval.c - scores a folder of questions and holds it against limits.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crampfaq.h"
#include "score.h"
#include "source.h"

enum { JSON = 256, MISSES, LIMITS };

enum { MIN_ACCEPTED, MAX_WRONG, MIN_URGENT, MAX_UNCOVERED, MAX_OFFTOPIC, MAX_NOTSIGNS, MIN_DIALOGUES,
       LIMIT_COUNT };

static const char *const limit_names[LIMIT_COUNT] = {
        "min-accepted", "max-wrong", "min-urgent", "max-uncovered", "max-offtopic", "max-notsigns",
        "min-dialogues"
};

struct evaluating {
        struct source source;
        bool json;
        long misses;
        bool has_limit[LIMIT_COUNT];
        double limit[LIMIT_COUNT];
};

static int read_options(struct evaluating *e, int argc, char **argv, char *why, size_t cap)
{
        struct option options[LIMIT_COUNT + 4] = {
                { "json", no_argument, NULL, JSON }, { "misses", required_argument, NULL, MISSES },
                { "help", no_argument, NULL, 'h' },
        };
        int option;

        for (int i = 0; i < LIMIT_COUNT; i++)
                options[3 + i] = (struct option){ limit_names[i], required_argument, NULL, LIMITS + i };
        while ((option = getopt_long(argc, argv, ":c:f:h", options, NULL)) != -1) {
                bool fine = true;

                if (option == 'c') {
                        e->source.config = optarg;
                } else if (option == 'f') {
                        fine = source_add(&e->source, optarg, why, cap);
                } else if (option == JSON) {
                        e->json = true;
                } else if (option == MISSES) {
                        fine = crampfaq_number(optarg, "--misses", 0, 1000000000, &e->misses, why, cap);
                } else if (option >= LIMITS) {
                        e->has_limit[option - LIMITS] = true;
                        fine = crampfaq_fraction(optarg, limit_names[option - LIMITS], 0, 1e9,
                                                 &e->limit[option - LIMITS], why, cap);
                } else {
                        return crampfaq_no_option(option, argv, why, cap);
                }
                if (!fine)
                        return CRAMPFAQ_BAD;
        }
        if (argc - optind == 1)
                return CRAMPFAQ_FINE;
        snprintf(why, cap, "one folder of questions is wanted");
        return CRAMPFAQ_BAD;
}

/* What a limit is held against; false where the set has no such file. */
static bool reached(const struct score *score, int limit, double *out)
{
        static const enum score_file files[LIMIT_COUNT] = {
                SCORE_QUESTIONS, SCORE_QUESTIONS, SCORE_UNCOVERED, SCORE_UNCOVERED, SCORE_OFFTOPIC,
                SCORE_NOTSIGNS, SCORE_DIALOGUES
        };
        const double value[LIMIT_COUNT] = {
                [MIN_ACCEPTED] = score_percent(score->all.accepted, score->all.count),
                [MAX_WRONG] = score_percent(score->all.wrong, score->all.count),
                [MIN_URGENT] = score_percent(score->signs_urgent, score->signs),
                [MAX_UNCOVERED] = (double)score->uncovered_answered,
                [MAX_OFFTOPIC] = (double)(score->offtopic_addressed + score->offtopic_ambient),
                [MAX_NOTSIGNS] = (double)score->notsigns_urgent,
                [MIN_DIALOGUES] = score_percent(score->dialogues_accepted, score->dialogues),
        };

        *out = value[limit];
        return score->has[files[limit]];
}

/* Says on standard error which limits were not reached. */
static int hold_against_limits(const struct evaluating *e, const struct score *score)
{
        int status = CRAMPFAQ_FINE;

        for (int i = 0; i < LIMIT_COUNT; i++) {
                bool is_max = strncmp(limit_names[i], "max", 3) == 0;
                double value;

                if (!e->has_limit[i])
                        continue;
                if (!reached(score, i, &value))
                        fprintf(stderr, "crampfaq eval: --%s: the set has no file for it\n",
                                limit_names[i]);
                else if (is_max ? value > e->limit[i] : value < e->limit[i])
                        fprintf(stderr, "crampfaq eval: --%s %g: it is %.4g\n", limit_names[i],
                                e->limit[i], value);
                else
                        continue;
                status = CRAMPFAQ_BELOW;
        }
        return status;
}

int crampfaq_eval(int argc, char **argv, char *why, size_t cap)
{
        struct evaluating e = { .misses = 20 };
        struct answer *answer;
        struct score *score;
        int status = read_options(&e, argc, argv, why, cap);

        if (status != CRAMPFAQ_FINE)
                return status;
        answer = source_open(&e.source, why, cap);
        if (!answer)
                return CRAMPFAQ_BAD;
        score = calloc(1, sizeof *score);
        if (!score) {
                snprintf(why, cap, "no memory");
                status = CRAMPFAQ_BAD;
        } else if (score_folder(score, answer, argv[optind], why, cap) < 0) {
                status = CRAMPFAQ_BAD;
        } else {
                (e.json ? score_print_json : score_print_text)(score, (size_t)e.misses);
                status = hold_against_limits(&e, score);
        }
        if (score)
                score_free(score);
        free(score);
        answer_close(answer);
        return status;
}
