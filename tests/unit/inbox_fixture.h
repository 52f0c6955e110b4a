/* inbox_fixture.h - an inbox in a folder of each test's own; the file is looked at with SQLite itself,
 * beside the inbox. To be included by one file of a program, which links with -lsqlite3.
 */
#ifndef TEST_INBOX_FIXTURE_H
#define TEST_INBOX_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "../../plugin/inbox/inbox.h"
#include "../../plugin/inbox/store.h"

#define TODAY 20000

static char folder[] = "/tmp/test_inbox.XXXXXX";
static char path[128];
static char told[8192]; /* LEVEL: line, one a line */

static inline void on_tell(void *context, enum inbox_level level, const char *line)
{
        size_t used = strlen(told);

        (void)context;
        snprintf(told + used, sizeof told - used, "%d: %s\n", (int)level, line);
}

static inline struct inbox *open_with(unsigned keep, unsigned rows, bool reader)
{
        const struct inbox_options options = { .file = path, .keep = keep, .rows = rows, .reader = reader,
                                               .tell = on_tell };
        struct inbox *inbox = inbox_open(&options);

        assert_non_null(inbox);
        return inbox;
}

static inline struct inbox *open_inbox(void)
{
        return open_with(180, 0, false);
}

static inline void note(struct inbox *inbox, const char *words, enum inbox_kind kind, int64_t day)
{
        const struct inbox_note n = { .kind = kind, .words = words, .best = { "night", "cold" } };

        inbox_note(inbox, &n, day);
}

static inline void must_flush(struct inbox *inbox, int64_t day)
{
        char why[256] = "";

        if (!inbox_flush(inbox, day, why, sizeof why))
                fail_msg("%s; %s", why, told);
}

/* Each question as "words KIND COUNTxDAYS first-last wrong given [best]", a line each. */
static inline void print_question(void *context, const struct inbox_question *q)
{
        char *out = context;
        size_t used = strlen(out);

        snprintf(out + used, 65536 - used, "%s %s %dx%d %d-%d %d %s[%s]%s\n", q->words, inbox_kind_name(q->kind),
                 (int)q->count, (int)q->days, (int)(q->first - TODAY), (int)(q->last - TODAY), (int)q->wrong,
                 q->given, q->best, q->dismissed ? " dismissed" : "");
}

static inline const char *listed_of(struct inbox *inbox, const struct inbox_wanted *wanted)
{
        static char out[65536];
        char why[256] = "";

        *out = '\0';
        if (!inbox_list(inbox, wanted, print_question, out, why, sizeof why))
                snprintf(out, sizeof out, "FAILED: %s", why);
        return out;
}

static inline const char *listed(struct inbox *inbox)
{
        const struct inbox_wanted all = { .dismissed = true };

        return listed_of(inbox, &all);
}

static inline int64_t sql(const char *statement)
{
        sqlite3 *db;
        sqlite3_stmt *at = NULL;
        int64_t value = -1;

        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        sqlite3_busy_timeout(db, 2000);
        if (sqlite3_prepare_v2(db, statement, -1, &at, NULL) != SQLITE_OK)
                fail_msg("%s: %s", statement, sqlite3_errmsg(db));
        if (sqlite3_step(at) == SQLITE_ROW)
                value = sqlite3_column_int64(at, 0);
        sqlite3_finalize(at);
        sqlite3_close(db);
        return value;
}

static inline void write_raw(const char *text, size_t length)
{
        FILE *file = fopen(path, "w");

        assert_non_null(file);
        assert_int_equal(fwrite(text, 1, length, file), length);
        fclose(file);
}

static inline bool exists(const char *tail)
{
        char name[160];

        snprintf(name, sizeof name, "%s%s", path, tail);
        return access(name, F_OK) == 0;
}

static inline int set_up(void **state)
{
        char command[128];

        (void)state;
        *told = '\0';
        snprintf(command, sizeof command, "rm -rf %s", folder);
        if (system(command) != 0)
                return -1;
        memcpy(strrchr(folder, '.'), ".XXXXXX", 8);
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof path, "%s/state/inbox.db", folder);
        return 0;
}

static inline int tear_down(void **state)
{
        char command[128];

        (void)state;
        snprintf(command, sizeof command, "chmod -R u+w %s && rm -r %s", folder, folder);
        return system(command);
}

static inline void make_empty(void)
{
        struct inbox *inbox = open_inbox();

        note(inbox, "zzz", INBOX_UNKNOWN, TODAY);
        must_flush(inbox, TODAY);
        inbox_close(inbox, TODAY);
        sql("DELETE FROM question");
}

static inline void unlink_it(void)
{
        assert_int_equal(unlink(path), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
