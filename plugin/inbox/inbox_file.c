/* inbox_file.c - what is asked of the open file: notes and votes in, questions out.
 *
 * It refuses to know when, and what becomes of a failure.
 */
#include "inbox_own.h"

#define COUNT(values) (sizeof (values) / sizeof *(values))

static enum store_status run(struct inbox *inbox, const char *sql, const struct store_value *values,
                             size_t count, char *why, size_t cap)
{
        return store_run(&inbox->store, sql, values, count, NULL, NULL, why, cap);
}

/* Asked again on another day it has been asked on one day more. */
static enum store_status write_note(struct inbox *inbox, const struct inbox_item *item, char *why, size_t cap)
{
        char fold[CLEAN_BYTES];
        const struct store_value values[] = {
                {.text = fold}, {.text = item->words}, {.number = (int64_t)item->kind},
                {.number = !item->again}, {.number = item->kind == INBOX_WRONG}, {.number = item->day},
                {.text = item->id}, {.text = item->best},
        };

        clean_fold(fold, item->words);
        return run(inbox,
                   "INSERT INTO question (fold, words, kind, count, days, wrong, first, last, given, best)"
                   " VALUES (?1, ?2, ?3, 1, 1, ?5, ?6, ?6, ?7, ?8)"
                   " ON CONFLICT (fold) DO UPDATE SET kind = ?3, count = min(count + ?4, 1000000000),"
                   " days = days + (last < ?6), wrong = wrong + ?5, first = min(first, ?6),"
                   " last = max(last, ?6), given = CASE WHEN ?5 THEN ?7 ELSE given END,"
                   " best = CASE WHEN ?8 = '' THEN best ELSE ?8 END",
                   values, COUNT(values), why, cap);
}

static enum store_status write_vote(struct inbox *inbox, const struct inbox_item *item, char *why, size_t cap)
{
        const struct store_value values[] = {{.text = item->id}, {.number = item->up}, {.number = !item->up}};

        return run(inbox, "INSERT INTO vote (id, up, down) VALUES (?1, ?2, ?3)"
                   " ON CONFLICT (id) DO UPDATE SET up = up + ?2, down = down + ?3",
                   values, COUNT(values), why, cap);
}

/* count(words), not count(*), which no patience ends in a file whose pages go round in circles.
 *
 * What is too old, then what is too much: the least asked first, of those the oldest. */
static enum store_status sweep(struct inbox *inbox, int64_t day, char *why, size_t cap)
{
        const struct store_value oldest = {.number = day - (int64_t)inbox->options.keep};
        const struct store_value rows = {.number = (int64_t)inbox->options.rows};
        enum store_status status = STORE_FINE;

        if (inbox->options.keep)
                status = run(inbox, "DELETE FROM question WHERE last < ?1", &oldest, 1, why, cap);
        if (status == STORE_FINE)
                status = run(inbox, "DELETE FROM question WHERE id IN (SELECT id FROM question"
                             " ORDER BY count, last, id"
                             " LIMIT max(0, (SELECT count(words) FROM question) - ?1))", &rows, 1, why, cap);
        return status;
}

/* count(fold) walks the index as sweep walks the table: damage to either is seen. */
enum store_status inbox_file_count(struct inbox *inbox, char *why, size_t cap)
{
        struct inbox_figures *f = &inbox->figures;
        enum store_status status = store_number(&inbox->store, "SELECT count(fold) FROM question", 0,
                                                &f->questions, why, cap);

        if (status == STORE_FINE)
                status = store_number(&inbox->store, "SELECT sum(up) FROM vote", 0, &f->up, why, cap);
        if (status == STORE_FINE)
                status = store_number(&inbox->store, "SELECT sum(down) FROM vote", 0, &f->down, why, cap);
        f->known = status == STORE_FINE;
        return status;
}

enum store_status inbox_file_write(struct inbox *inbox, int64_t day, char *why, size_t cap)
{
        const struct inbox_figures before = inbox->figures;
        char ignored[8];
        enum store_status status = run(inbox, "BEGIN IMMEDIATE", NULL, 0, why, cap);

        if (status != STORE_FINE)
                return status;
        for (size_t i = 0; i < inbox->waiting && status == STORE_FINE; i++)
                status = (inbox->queue[i].vote ? write_vote : write_note)(inbox, &inbox->queue[i], why, cap);
        if (status == STORE_FINE)
                status = sweep(inbox, day, why, cap);
        if (status == STORE_FINE) /* before the commit: what is damaged is not committed to */
                status = inbox_file_count(inbox, why, cap);
        if (status == STORE_FINE)
                status = run(inbox, "COMMIT", NULL, 0, why, cap);
        if (status == STORE_FINE)
                return status;
        run(inbox, "ROLLBACK", NULL, 0, ignored, sizeof ignored);
        inbox->figures = before;
        return status;
}

/* -- reading ---------------------------------------------------------------- */

struct reading {
        void (*question)(void *context, const struct inbox_question *question);
        void (*vote)(void *context, const char *id, int64_t up, int64_t down);
        void *context;
};

static bool on_question(void *context, struct store *store, sqlite3_stmt *at)
{
        const struct reading *reading = context;
        char words[CLEAN_BYTES], given[INBOX_ID_BYTES], best[INBOX_BEST_BYTES];
        struct inbox_question question = {.words = words, .given = given, .best = best};
        int64_t kind = store->sqlite.column_int64(at, 2);

        question.id = store->sqlite.column_int64(at, 0);
        store_text(store, at, 1, words, sizeof words);
        question.kind = kind >= INBOX_UNKNOWN && kind <= INBOX_NONE ? (enum inbox_kind)kind : INBOX_UNKNOWN;
        question.count = store->sqlite.column_int64(at, 3);
        question.days = store->sqlite.column_int64(at, 4);
        question.wrong = store->sqlite.column_int64(at, 5);
        question.first = store->sqlite.column_int64(at, 6);
        question.last = store->sqlite.column_int64(at, 7);
        store_text(store, at, 8, given, sizeof given);
        store_text(store, at, 9, best, sizeof best);
        question.dismissed = store->sqlite.column_int64(at, 10) != 0;
        if (*words)
                reading->question(reading->context, &question);
        return true;
}

enum store_status inbox_file_list(struct inbox *inbox, const struct inbox_wanted *wanted,
                                  void (*each)(void *context, const struct inbox_question *question),
                                  void *context, char *why, size_t cap)
{
        struct reading reading = {.question = each, .context = context};
        const struct store_value values[] = {
                {.number = wanted->days_least}, {.number = wanted->dismissed},
                {.number = wanted->most ? (int64_t)wanted->most : INBOX_ROWS_MAX},
        };

        return store_run(&inbox->store,
                         "SELECT id, words, kind, count, days, wrong, first, last, given, best, dismissed"
                         " FROM question WHERE days >= ?1 AND (?2 OR NOT dismissed)"
                         " ORDER BY count DESC, last DESC, id LIMIT ?3",
                         values, COUNT(values), on_question, &reading, why, cap);
}

static bool on_vote(void *context, struct store *store, sqlite3_stmt *at)
{
        const struct reading *reading = context;
        char id[INBOX_ID_BYTES];

        store_text(store, at, 0, id, sizeof id);
        reading->vote(reading->context, id, store->sqlite.column_int64(at, 1),
                      store->sqlite.column_int64(at, 2));
        return true;
}

enum store_status inbox_file_votes(struct inbox *inbox,
                                   void (*each)(void *context, const char *id, int64_t up, int64_t down),
                                   void *context, char *why, size_t cap)
{
        struct reading reading = {.vote = each, .context = context};

        return store_run(&inbox->store, "SELECT id, up, down FROM vote ORDER BY id LIMIT 10000", NULL, 0,
                         on_vote, &reading, why, cap);
}

enum store_status inbox_file_dismiss(struct inbox *inbox, int64_t id, bool forget, bool *found,
                                     char *why, size_t cap)
{
        const struct store_value value = {.number = id};
        enum store_status status = run(inbox, forget ? "DELETE FROM question WHERE id = ?1"
                                       : "UPDATE question SET dismissed = 1 WHERE id = ?1", &value, 1, why, cap);

        *found = status == STORE_FINE && inbox->store.sqlite.changes(inbox->store.db) > 0;
        return status;
}
