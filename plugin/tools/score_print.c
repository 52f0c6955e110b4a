/* score_print.c - a score as text for people and as JSON for programs.
 */
#include <stdio.h>

#include "json.h"
#include "score.h"

static void print_tally(const struct score_tally *tally, const char *name)
{
        printf("%-18s %5zu %9.1f %6.1f %6.1f %6.1f %8zu %10.1f\n", name, tally->count,
               score_percent(tally->accepted, tally->count), score_percent(tally->best, tally->count),
               score_percent(tally->wrong, tally->count), score_percent(tally->unsure, tally->count),
               tally->offered, score_percent(tally->unanswered, tally->count));
}

static void print_groups(const struct score_groups *groups, const char *title)
{
        printf("\n%s\n", title);
        for (size_t i = 0; i < groups->count; i++)
                print_tally(&groups->group[i], groups->group[i].name);
}

static void print_sets(const struct score *score)
{
        putchar('\n');
        if (score->has[SCORE_UNCOVERED]) {
                printf("uncovered     %zu, answered all the same %zu, a choice %zu, "
                       "urgent without need %zu\n", score->uncovered, score->uncovered_answered,
                       score->uncovered_unsure, score->uncovered_urgent);
                printf("warning signs %zu, urgent %zu (%.1f %%)\n", score->signs, score->signs_urgent,
                       score_percent(score->signs_urgent, score->signs));
        }
        if (score->has[SCORE_NOTSIGNS])
                printf("no signs      %zu, urgent without need %zu\n", score->notsigns,
                       score->notsigns_urgent);
        if (score->has[SCORE_OFFTOPIC])
                printf("off topic     %zu, addressed and answered %zu, ambient and answered %zu\n",
                       score->offtopic, score->offtopic_addressed, score->offtopic_ambient);
        if (score->has[SCORE_DIALOGUES])
                printf("dialogues     %zu, follow-ups accepted %zu (%.1f %%)\n", score->dialogues,
                       score->dialogues_accepted,
                       score_percent(score->dialogues_accepted, score->dialogues));
}

static void print_bins(const struct score *score)
{
        puts("\ncalibration: of the answers given with a confidence of about c, about c should be right\n"
             "confidence  answers  mean c  right");
        for (size_t i = 0; i < SCORE_BINS; i++) {
                const struct score_bin *bin = &score->bin[i];

                if (bin->count > 0)
                        printf("%.1f to %.1f  %7zu  %6.3f %6.3f\n", (double)i / SCORE_BINS,
                               (double)(i + 1) / SCORE_BINS, bin->count,
                               bin->sum / (double)bin->count,
                               (double)bin->right / (double)bin->count);
        }
}

/* Formatting codes in a question must not reach the terminal. */
static void print_safe(const char *text)
{
        for (; *text; text++)
                putchar((unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text);
        putchar('\n');
}

void score_print_text(const struct score *score, size_t misses)
{
        printf("%-18s %5s %9s %6s %6s %6s %8s %10s\n", "", "count", "accepted", "best", "wrong",
               "unsure", "offered", "unanswered");
        print_tally(&score->all, "questions, in %");
        print_groups(&score->styles, "by style");
        print_groups(&score->passages, "by passage");
        print_sets(score);
        print_bins(score);
        if (misses > 0 && score->miss_count > 0)
                puts("\nthe worst misses: set, what was given, confidence, what was wanted, the question");
        for (size_t i = 0; i < score->miss_count && i < misses; i++) {
                const struct score_miss *miss = &score->miss[i];

                printf("%-13s %s %s  %.2f  [%s]  ", miss->set, answer_kind_name(miss->kind),
                       *miss->id ? miss->id : "-", miss->confidence, miss->wanted);
                print_safe(miss->text);
        }
}

static void json_tally(const struct score_tally *tally)
{
        printf("{\"count\": %zu, \"accepted\": %zu, \"best\": %zu, \"wrong\": %zu, \"unsure\": %zu, "
               "\"offered\": %zu, \"unanswered\": %zu}", tally->count, tally->accepted, tally->best,
               tally->wrong, tally->unsure, tally->offered, tally->unanswered);
}

static void json_groups(const struct score_groups *groups, const char *name)
{
        printf(",\n \"%s\": {", name);
        for (size_t i = 0; i < groups->count; i++) {
                fputs(i > 0 ? ",\n  " : "\n  ", stdout);
                json_print(groups->group[i].name);
                fputs(": ", stdout);
                json_tally(&groups->group[i]);
        }
        putchar('}');
}

static void json_misses(const struct score *score, size_t misses)
{
        fputs(",\n \"misses\": [", stdout);
        for (size_t i = 0; i < score->miss_count && i < misses; i++) {
                const struct score_miss *miss = &score->miss[i];

                printf("%s\n  {\"set\": \"%s\", \"kind\": \"%s\", \"id\": ", i > 0 ? "," : "", miss->set,
                       answer_kind_name(miss->kind));
                json_print(miss->id);
                printf(", \"confidence\": %.4f, \"wanted\": ", miss->confidence);
                json_print(miss->wanted);
                fputs(", \"text\": ", stdout);
                json_print(miss->text);
                putchar('}');
        }
        putchar(']');
}

void score_print_json(const struct score *score, size_t misses)
{
        fputs("{\"questions\": ", stdout);
        json_tally(&score->all);
        json_groups(&score->styles, "styles");
        json_groups(&score->passages, "passages");
        printf(",\n \"uncovered\": {\"count\": %zu, \"answered\": %zu, \"unsure\": %zu, \"urgent\": %zu}",
               score->uncovered, score->uncovered_answered, score->uncovered_unsure,
               score->uncovered_urgent);
        printf(",\n \"signs\": {\"count\": %zu, \"urgent\": %zu}", score->signs, score->signs_urgent);
        printf(",\n \"notsigns\": {\"count\": %zu, \"urgent\": %zu}", score->notsigns,
               score->notsigns_urgent);
        printf(",\n \"offtopic\": {\"count\": %zu, \"addressed\": %zu, \"ambient\": %zu}", score->offtopic,
               score->offtopic_addressed, score->offtopic_ambient);
        printf(",\n \"dialogues\": {\"count\": %zu, \"accepted\": %zu}", score->dialogues,
               score->dialogues_accepted);
        fputs(",\n \"calibration\": [", stdout);
        for (size_t i = 0; i < SCORE_BINS; i++) {
                const struct score_bin *bin = &score->bin[i];

                printf("%s\n  {\"from\": %.1f, \"count\": %zu, \"right\": %zu, \"mean\": %.4f}",
                       i > 0 ? "," : "", (double)i / SCORE_BINS, bin->count, bin->right,
                       bin->count > 0 ? bin->sum / (double)bin->count : 0);
        }
        putchar(']');
        json_misses(score, misses);
        puts("}");
}
