/* score.c - asks every question of a set and keeps count.
 *
 * It refuses to know how a result is shown, and what a good one is.
 */
#include "score.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../answer/room.h"

#define CHOICES 8

/* A reply, kept beyond its call. */
struct heard {
        enum answer_kind kind;
        double confidence;
        char id[SCORE_NAME];
        char also[CHOICES][SCORE_NAME];
        size_t also_count;
};

static const char *const file_names[SCORE_FILES] = {
        "questions.tsv", "uncovered.tsv", "offtopic.tsv", "dialogues.tsv", "notsigns.tsv"
};

double score_percent(size_t part, size_t of)
{
        return of ? 100.0 * (double)part / (double)of : 0;
}

static void hear(void *context, const struct answer_reply *reply)
{
        struct heard *heard = context;

        heard->kind = reply->kind;
        heard->confidence = reply->confidence;
        snprintf(heard->id, sizeof heard->id, "%s", reply->id ? reply->id : "");
        for (size_t i = 0; i < reply->also_count && i < CHOICES; i++)
                snprintf(heard->also[heard->also_count++], SCORE_NAME, "%s", reply->also[i]);
}

/* nick NULL: the message stands alone. */
static struct heard ask(struct answer *answer, struct whole_field text, bool ambient, const char *nick)
{
        struct answer_message message = {
                .size = sizeof message, .network = "local", .channel = "#faq", .nick = nick,
                .self = ambient ? NULL : "crampbot", .text = text.at, .length = text.length,
                .addressed = !ambient, .ambient = ambient, .now = 1000, .line_bytes = 400,
                .line_count = 1,
        };
        struct heard heard = { .kind = ANSWER_NONE };

        answer_ask(answer, &message, hear, &heard);
        return heard;
}

/* Is id in a comma-separated list? *first: as its first. */
static bool is_in(const char *list, const char *id, bool *first)
{
        size_t length = strlen(id);
        const char *at = list;

        while (length > 0 && *at) {
                size_t n = strcspn(at, ",");

                if (n == length && strncmp(at, id, n) == 0) {
                        *first = at == list;
                        return true;
                }
                at += n + (at[n] == ',');
        }
        *first = false;
        return false;
}

static struct score_tally *find_group(struct score_groups *groups, const char *name, size_t length)
{
        struct score_tally *group;

        for (size_t i = 0; i < groups->count; i++) {
                group = &groups->group[i];
                if (strlen(group->name) == length && strncmp(group->name, name, length) == 0)
                        return group;
        }
        if (groups->count == SCORE_GROUPS)
                return &groups->group[SCORE_GROUPS - 1];
        group = &groups->group[groups->count++];
        if (groups->count == SCORE_GROUPS)
                snprintf(group->name, sizeof group->name, "other");
        else
                snprintf(group->name, sizeof group->name, "%.*s", (int)length, name);
        return group;
}

static int add_miss(struct score *score, enum score_file file, const struct heard *heard,
                    const char *text, const char *wanted, double badness)
{
        struct score_miss *miss = room_for(score->miss, &score->miss_room, score->miss_count + 1, sizeof *miss);

        if (!miss)
                return -1;
        score->miss = miss;
        miss += score->miss_count++;
        *miss = (struct score_miss){ .kind = heard->kind, .confidence = heard->confidence,
                                     .badness = badness, .set = file_names[file], .text = text,
                                     .wanted = wanted };
        memcpy(miss->id, heard->id, sizeof miss->id);
        return 0;
}

static void add_to_bin(struct score *score, const struct heard *heard, bool right)
{
        size_t i = (size_t)(heard->confidence * SCORE_BINS);
        struct score_bin *bin;

        if (heard->kind != ANSWER_ANSWER || !(heard->confidence >= 0))
                return;
        bin = &score->bin[i < SCORE_BINS ? i : SCORE_BINS - 1];
        bin->count++;
        bin->right += right;
        bin->sum += heard->confidence;
}

static bool offers(const struct heard *heard, const char *accepted)
{
        bool first, found = is_in(accepted, heard->id, &first);

        for (size_t i = 0; i < heard->also_count; i++)
                found |= is_in(accepted, heard->also[i], &first);
        return found;
}

static int ask_question(struct score *score, struct answer *answer, const struct whole_field *field)
{
        struct heard heard = ask(answer, field[0], false, NULL);
        const char *accepted = field[1].at;
        bool first;
        bool in = is_in(accepted, heard.id, &first);
        bool right = heard.kind == ANSWER_ANSWER && in;
        bool wrong = heard.kind == ANSWER_URGENT || (heard.kind == ANSWER_ANSWER && !in);
        struct score_tally *tally[3] = { &score->all,
                find_group(&score->styles, field[2].at, field[2].length),
                find_group(&score->passages, accepted, strcspn(accepted, ",")) };

        for (size_t i = 0; i < 3; i++) {
                tally[i]->count++;
                tally[i]->accepted += right;
                tally[i]->best += right && first;
                tally[i]->wrong += wrong;
                tally[i]->unsure += heard.kind == ANSWER_UNSURE;
                tally[i]->offered += heard.kind == ANSWER_UNSURE && offers(&heard, accepted);
                tally[i]->unanswered += heard.kind < ANSWER_UNSURE;
        }
        add_to_bin(score, &heard, right);
        if (right)
                return 0;
        return add_miss(score, SCORE_QUESTIONS, &heard, field[0].at, accepted,
                        (wrong ? 2 : 1) + heard.confidence);
}

static int ask_uncovered(struct score *score, struct answer *answer, const struct whole_field *field)
{
        struct heard heard = ask(answer, field[0], false, NULL);
        bool sign = strcmp(field[1].at, "redflag") == 0;
        bool urgent = heard.kind == ANSWER_URGENT;
        bool answered = heard.kind == ANSWER_ANSWER;

        score->uncovered++;
        score->uncovered_answered += answered;
        score->uncovered_unsure += heard.kind == ANSWER_UNSURE;
        score->uncovered_urgent += urgent && !sign;
        score->signs += sign;
        score->signs_urgent += urgent && sign;
        add_to_bin(score, &heard, false);
        if (!answered && sign == urgent)
                return 0;
        return add_miss(score, SCORE_UNCOVERED, &heard, field[0].at, field[1].at,
                        (sign ? 4 : 3) + heard.confidence);
}

static int ask_offtopic(struct score *score, struct answer *answer, const struct whole_field *field)
{
        struct heard heard = ask(answer, field[0], false, NULL);
        struct heard ambient = ask(answer, field[0], true, NULL);

        score->offtopic++;
        add_to_bin(score, &heard, false);
        if (ambient.kind != ANSWER_NONE) {
                score->offtopic_ambient++;
                if (add_miss(score, SCORE_OFFTOPIC, &ambient, field[0].at, "none, ambient",
                             4 + ambient.confidence) < 0)
                        return -1;
        }
        if (heard.kind < ANSWER_UNSURE)
                return 0;
        score->offtopic_addressed++;
        return add_miss(score, SCORE_OFFTOPIC, &heard, field[0].at, "none", 3 + heard.confidence);
}

/* Each dialogue is another person's. */
static int ask_dialogue(struct score *score, struct answer *answer, const struct whole_field *field)
{
        char nick[32];
        struct heard heard;
        bool first;

        snprintf(nick, sizeof nick, "visitor%zu", score->dialogues++);
        ask(answer, field[0], false, nick);
        heard = ask(answer, field[1], false, nick);
        if (heard.kind == ANSWER_ANSWER && is_in(field[2].at, heard.id, &first)) {
                score->dialogues_accepted++;
                return 0;
        }
        return add_miss(score, SCORE_DIALOGUES, &heard, field[1].at, field[2].at,
                        (heard.kind >= ANSWER_ANSWER ? 2 : 1) + heard.confidence);
}

static int ask_notsign(struct score *score, struct answer *answer, const struct whole_field *field)
{
        struct heard heard = ask(answer, field[0], false, NULL);

        score->notsigns++;
        if (heard.kind != ANSWER_URGENT)
                return 0;
        score->notsigns_urgent++;
        return add_miss(score, SCORE_NOTSIGNS, &heard, field[0].at, "not urgent", 4 + heard.confidence);
}

static const struct {
        size_t fields;     /* each row has them */
        int (*ask)(struct score *score, struct answer *answer, const struct whole_field *field);
} sets[SCORE_FILES] = {
        [SCORE_QUESTIONS] = { 3, ask_question }, [SCORE_UNCOVERED] = { 2, ask_uncovered },
        [SCORE_OFFTOPIC] = { 1, ask_offtopic }, [SCORE_DIALOGUES] = { 3, ask_dialogue },
        [SCORE_NOTSIGNS] = { 1, ask_notsign },
};

static int score_file(struct score *score, struct answer *answer, enum score_file which,
                      const char *folder, char *why, size_t cap)
{
        struct whole *whole = &score->file[which];
        struct whole_field field[WHOLE_FIELDS];
        char path[4096];
        size_t n;
        int status;

        snprintf(path, sizeof path, "%s/%s", folder, file_names[which]);
        status = whole_read(whole, path, why, cap);
        if (status == 1 && which != SCORE_QUESTIONS) {
                *why = '\0';
                return 0;
        }
        if (status != 0)
                return -1;
        score->has[which] = true;
        while ((n = whole_row(whole, field, sets[which].fields)) > 0) {
                if (n < sets[which].fields) {
                        snprintf(why, cap, "%s:%zu: %zu of %zu fields", path, whole->line, n,
                                 sets[which].fields);
                        return -1;
                }
                if (sets[which].ask(score, answer, field) < 0) {
                        snprintf(why, cap, "no memory");
                        return -1;
                }
        }
        return 0;
}

static int by_badness(const void *a, const void *b)
{
        const struct score_miss *x = a, *y = b;

        if (x->badness != y->badness)
                return x->badness < y->badness ? 1 : -1;
        return (x->text > y->text) - (x->text < y->text); /* as they stand in the file */
}

static int by_name(const void *a, const void *b)
{
        return strcmp(((const struct score_tally *)a)->name, ((const struct score_tally *)b)->name);
}

int score_folder(struct score *score, struct answer *answer, const char *folder, char *why, size_t cap)
{
        memset(score, 0, sizeof *score);
        for (int i = 0; i < SCORE_FILES; i++)
                if (score_file(score, answer, (enum score_file)i, folder, why, cap) < 0)
                        return -1;
        if (score->miss_count > 0)
                qsort(score->miss, score->miss_count, sizeof *score->miss, by_badness);
        qsort(score->styles.group, score->styles.count, sizeof *score->styles.group, by_name);
        qsort(score->passages.group, score->passages.count, sizeof *score->passages.group, by_name);
        return 0;
}

void score_free(struct score *score)
{
        for (int i = 0; i < SCORE_FILES; i++)
                whole_free(&score->file[i]);
        free(score->miss);
        memset(score, 0, sizeof *score);
}
