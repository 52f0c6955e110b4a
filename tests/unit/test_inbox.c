/* link: -lsqlite3 */
/* test_inbox.c - what is noted is there again, for as long as it should be, and no
 * state of the file or the disk does harm.
 *
 * The files are looked at with SQLite itself, beside the inbox.
 */
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

static void on_tell(void *context, enum inbox_level level, const char *line)
{
        size_t used = strlen(told);

        (void)context;
        snprintf(told + used, sizeof told - used, "%d: %s\n", (int)level, line);
}

static struct inbox *open_with(unsigned keep, unsigned rows, bool reader)
{
        const struct inbox_options options = { .file = path, .keep = keep, .rows = rows, .reader = reader,
                                               .tell = on_tell };
        struct inbox *inbox = inbox_open(&options);

        assert_non_null(inbox);
        return inbox;
}

static struct inbox *open_inbox(void)
{
        return open_with(INBOX_KEEP, 0, false);
}

static void note(struct inbox *inbox, const char *words, enum inbox_kind kind, int64_t day)
{
        const struct inbox_note n = { .kind = kind, .words = words, .best = { "night", "cold" } };

        inbox_note(inbox, &n, day);
}

static void must_flush(struct inbox *inbox, int64_t day)
{
        char why[256] = "";

        if (!inbox_flush(inbox, day, why, sizeof why))
                fail_msg("%s; %s", why, told);
}

/* Each question as "words KIND COUNTxDAYS first-last wrong given [best]", a line each. */
static void print_question(void *context, const struct inbox_question *q)
{
        char *out = context;
        size_t used = strlen(out);

        snprintf(out + used, 65536 - used, "%s %s %dx%d %d-%d %d %s[%s]%s\n", q->words, inbox_kind_name(q->kind),
                 (int)q->count, (int)q->days, (int)(q->first - TODAY), (int)(q->last - TODAY), (int)q->wrong,
                 q->given, q->best, q->dismissed ? " dismissed" : "");
}

static const char *listed_of(struct inbox *inbox, const struct inbox_wanted *wanted)
{
        static char out[65536];
        char why[256] = "";

        *out = '\0';
        if (!inbox_list(inbox, wanted, print_question, out, why, sizeof why))
                snprintf(out, sizeof out, "FAILED: %s", why);
        return out;
}

static const char *listed(struct inbox *inbox)
{
        const struct inbox_wanted all = { .dismissed = true };

        return listed_of(inbox, &all);
}

static int64_t sql(const char *statement)
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

static void write_raw(const char *text, size_t length)
{
        FILE *file = fopen(path, "w");

        assert_non_null(file);
        assert_int_equal(fwrite(text, 1, length, file), length);
        fclose(file);
}

static bool exists(const char *tail)
{
        char name[160];

        snprintf(name, sizeof name, "%s%s", path, tail);
        return access(name, F_OK) == 0;
}

static int set_up(void **state)
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

static int tear_down(void **state)
{
        char command[128];

        (void)state;
        snprintf(command, sizeof command, "chmod -R u+w %s && rm -r %s", folder, folder);
        return system(command);
}

/* -- what is kept ----------------------------------------------------------- */

static void test_counts(void **state)
{
        struct inbox *inbox = open_inbox();

        (void)state;
        note(inbox, "does quinine help?", INBOX_UNCOVERED, TODAY - 3);
        note(inbox, "does quinine, help", INBOX_UNKNOWN, TODAY - 3);
        note(inbox, "does quinine help?", INBOX_UNCOVERED, TODAY);
        note(inbox, "where is the moon", INBOX_UNKNOWN, TODAY);
        note(inbox, "", INBOX_UNKNOWN, TODAY);
        assert_false(exists("")); /* nothing is opened by noting */
        must_flush(inbox, TODAY);
        assert_string_equal(listed(inbox), "does quinine help? uncovered 3x2 -3-0 0 [night cold]\n"
                                           "where is the moon unknown 1x1 0-0 0 [night cold]\n");
        inbox_close(inbox, TODAY);
        assert_false(exists("-wal"));
        inbox = open_inbox();
        assert_string_equal(listed(inbox), "does quinine help? uncovered 3x2 -3-0 0 [night cold]\n"
                                           "where is the moon unknown 1x1 0-0 0 [night cold]\n");
        inbox_close(inbox, TODAY);
        assert_string_equal(told, "");
}

static void test_wrong_and_votes(void **state)
{
        struct inbox *inbox = open_inbox();
        struct inbox_note n = { .kind = INBOX_UNSURE, .words = "cramp and milk" };
        struct inbox_figures figures;

        (void)state;
        inbox_note(inbox, &n, TODAY);
        n.kind = INBOX_WRONG;
        n.given = "night";
        n.again = true;
        inbox_note(inbox, &n, TODAY); /* the same asking */
        n.again = false;
        n.words = "cramp and tea";
        inbox_note(inbox, &n, TODAY);
        inbox_vote(inbox, "night", false, TODAY);
        inbox_vote(inbox, "night", true, TODAY);
        inbox_vote(inbox, "night", true, TODAY);
        inbox_vote(inbox, "", true, TODAY);
        inbox_figures(inbox, &figures);
        assert_true(!figures.known && figures.waiting == 6);
        must_flush(inbox, TODAY);
        assert_string_equal(listed(inbox), "cramp and milk wrong 1x1 0-0 1 night[]\n"
                                           "cramp and tea wrong 1x1 0-0 1 night[]\n");
        inbox_figures(inbox, &figures);
        assert_true(figures.known && figures.questions == 2 && figures.up == 2 && figures.down == 1);
        assert_true(figures.waiting == 0 && !figures.trouble);
        inbox_close(inbox, TODAY);
        assert_int_equal(sql("SELECT up * 10 + down FROM vote WHERE id = 'night'"), 21);
}

static void test_wanted(void **state)
{
        struct inbox *inbox = open_inbox();
        char why[256];

        (void)state;
        for (int day = 0; day < 3; day++)
                note(inbox, "often asked", INBOX_UNKNOWN, TODAY + day);
        for (int i = 0; i < 9; i++) /* on one day: one person may have done it */
                note(inbox, "asked in a row", INBOX_UNKNOWN, TODAY);
        note(inbox, "once asked", INBOX_UNKNOWN, TODAY);
        must_flush(inbox, TODAY);
        assert_string_equal(listed_of(inbox, &(struct inbox_wanted){ .days_least = 3 }),
                            "often asked unknown 3x3 0-2 0 [night cold]\n");
        assert_string_equal(listed_of(inbox, &(struct inbox_wanted){ .most = 1 }),
                            "asked in a row unknown 9x1 0-0 0 [night cold]\n");
        assert_int_equal(inbox_dismiss(inbox, 2, false, why, sizeof why), 1);
        assert_int_equal(inbox_dismiss(inbox, 3, true, why, sizeof why), 1);
        assert_int_equal(inbox_dismiss(inbox, 3, true, why, sizeof why), 0);
        note(inbox, "asked in a row", INBOX_UNKNOWN, TODAY + 1);
        must_flush(inbox, TODAY);
        assert_string_equal(listed_of(inbox, &(struct inbox_wanted){ .most = 0 }),
                            "often asked unknown 3x3 0-2 0 [night cold]\n");
        assert_string_equal(listed(inbox), "asked in a row unknown 10x2 0-1 0 [night cold] dismissed\n"
                                           "often asked unknown 3x3 0-2 0 [night cold]\n");
        inbox_close(inbox, TODAY);
}

/* What was not asked for `keep` days is gone, from the file's bytes too. */
static void test_retention(void **state)
{
        struct inbox *inbox = open_with(10, 0, false);
        char bytes[65536];
        FILE *file;
        size_t length;

        (void)state;
        note(inbox, "zanzibar is old", INBOX_UNKNOWN, TODAY - 10);
        note(inbox, "asked again", INBOX_UNKNOWN, TODAY - 11);
        note(inbox, "asked again", INBOX_UNKNOWN, TODAY - 1);
        must_flush(inbox, TODAY);
        assert_non_null(strstr(listed(inbox), "zanzibar"));
        inbox_close(inbox, TODAY);
        inbox = open_with(10, 0, false);
        inbox_idle(inbox, 1000, TODAY + 1); /* not at once after the start */
        assert_int_equal(sql("SELECT count(*) FROM question"), 2);
        inbox_idle(inbox, 1000 + 300000, TODAY + 1);
        assert_string_equal(listed(inbox), "asked again unknown 2x2 -11--1 0 [night cold]\n");
        inbox_close(inbox, TODAY);
        file = fopen(path, "r");
        assert_non_null(file);
        length = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        assert_non_null(memmem(bytes, length, "asked again", 11));
        assert_null(memmem(bytes, length, "zanzibar", 8));
        inbox = open_with(0, 0, false);
        note(inbox, "for ever", INBOX_UNKNOWN, TODAY - 10000);
        must_flush(inbox, TODAY);
        assert_non_null(strstr(listed(inbox), "for ever"));
        inbox_close(inbox, TODAY);
}

static void test_bounded(void **state)
{
        struct inbox *inbox = open_with(INBOX_KEEP, 20, false);
        char words[40];

        (void)state;
        for (int i = 0; i < 500; i++) {
                snprintf(words, sizeof words, "question number %d", i);
                note(inbox, words, INBOX_UNKNOWN, TODAY + i / 100);
                if (i == 7 || i == 499) {
                        note(inbox, words, INBOX_UNKNOWN, TODAY);
                        must_flush(inbox, TODAY);
                }
        }
        must_flush(inbox, TODAY);
        assert_true(strncmp(listed(inbox), "question number 499 unknown 2x1", 31) == 0);
        assert_non_null(strstr(listed(inbox), "question number 7 unknown 2x1"));
        assert_non_null(strstr(listed(inbox), "question number 482 unknown"));
        assert_null(strstr(listed(inbox), "question number 400 unknown"));
        inbox_close(inbox, TODAY);
        assert_int_equal(sql("SELECT count(*) FROM question"), 20);
}

/* Written in idle; closed, and the library given back, when nothing happens. */
static void test_idle(void **state)
{
        struct inbox *inbox = open_inbox();

        (void)state;
        inbox_idle(inbox, 1000, TODAY);
        note(inbox, "does quinine help", INBOX_UNKNOWN, TODAY);
        assert_false(exists(""));
        inbox_idle(inbox, 2000, TODAY);
        assert_int_equal(sql("SELECT count(*) FROM question"), 1);
        assert_true(exists("-wal"));
        inbox_idle(inbox, 31000, TODAY);
        assert_true(exists("-wal"));
        inbox_idle(inbox, 32000, TODAY);
        assert_false(exists("-wal"));
        note(inbox, "does quinine help", INBOX_UNKNOWN, TODAY);
        inbox_idle(inbox, 33000, TODAY);
        assert_int_equal(sql("SELECT count FROM question"), 2);
        inbox_close(inbox, TODAY);
}

static void test_private_file(void **state)
{
        struct inbox *inbox = open_inbox();
        struct stat status;
        char name[160];

        (void)state;
        umask(0);
        note(inbox, "does quinine help", INBOX_UNKNOWN, TODAY);
        must_flush(inbox, TODAY);
        umask(022);
        snprintf(name, sizeof name, "%s-wal", path);
        assert_true(stat(path, &status) == 0 && (status.st_mode & 0777) == 0600);
        assert_true(stat(name, &status) == 0 && (status.st_mode & 0777) == 0600);
        *strrchr(name, '/') = '\0';
        assert_true(stat(name, &status) == 0 && (status.st_mode & 0777) == 0700);
        inbox_close(inbox, TODAY);
}

/* Text is text, whatever it looks like. */
static void test_hostile_words(void **state)
{
        static const char *const words[] = {
                "'; drop table question; --", "\"x\" or 1=1", "%s%n%s", "?1 :a @b $c", "\xff\xfe bytes", "a;b",
        };
        struct inbox *inbox = open_inbox();

        (void)state;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
                note(inbox, words[i], INBOX_UNKNOWN, TODAY);
        inbox_vote(inbox, "'); drop table vote; --", true, TODAY);
        must_flush(inbox, TODAY);
        assert_non_null(strstr(listed(inbox), "'; drop table question; -- unknown"));
        assert_non_null(strstr(listed(inbox), "   bytes unknown"));
        inbox_close(inbox, TODAY);
        assert_int_equal(sql("SELECT count(*) FROM question"), 6);
        assert_int_equal(sql("SELECT count(*) FROM vote"), 1);
}

/* -- troubles --------------------------------------------------------------- */

/* The file of a test that cannot use it: questions wait, one line says why, and
 * once it is mended they are written. */
static void stays_useful(void (*mend)(void), const char *says)
{
        struct inbox *inbox = open_inbox();
        char why[256] = "";
        struct inbox_figures figures;

        for (int i = 0; i < 3; i++)
                note(inbox, "does quinine help", INBOX_UNKNOWN, TODAY);
        for (uint64_t now = 1000; now < 400000; now += 1000)
                inbox_idle(inbox, now, TODAY);
        inbox_figures(inbox, &figures);
        if (!strstr(told, says) || strchr(told, '\n') != told + strlen(told) - 1)
                fail_msg("told \"%s\", not \"%s\" once", told, says);
        assert_true(figures.trouble && figures.waiting == 3);
        assert_false(inbox_flush(inbox, TODAY, why, sizeof why));
        assert_true(*why);
        mend();
        for (uint64_t now = 400000; now < 500000; now += 1000)
                inbox_idle(inbox, now, TODAY);
        assert_string_equal(listed(inbox), "does quinine help unknown 3x1 0-0 0 [night cold]\n");
        assert_non_null(strstr(told, "\n2: the inbox "));
        assert_non_null(strstr(told, "can be used again"));
        inbox_close(inbox, TODAY);
}

static void make_empty(void)
{
        struct inbox *inbox = open_inbox();

        note(inbox, "zzz", INBOX_UNKNOWN, TODAY);
        must_flush(inbox, TODAY);
        inbox_close(inbox, TODAY);
        sql("DELETE FROM question");
}

static void unlink_it(void)
{
        assert_int_equal(unlink(path), 0);
}

static void remove_folder(void)
{
        assert_int_equal(rmdir(path), 0);
}

static void test_a_folder(void **state)
{
        (void)state;
        make_empty();
        unlink_it();
        assert_int_equal(mkdir(path, 0700), 0);
        stays_useful(remove_folder, "it is no plain file; move it away");
}

static void test_no_database(void **state)
{
        (void)state;
        make_empty();
        write_raw("networks = (\n", 13);
        stays_useful(unlink_it, "it is no database of ours; move it away");
        assert_false(exists(".broken"));
}

static void test_another_database(void **state)
{
        (void)state;
        make_empty();
        unlink_it();
        sql("CREATE TABLE mail (a)");
        stays_useful(unlink_it, "it is another program's database; move it away");
        assert_false(exists(".broken"));
}

static void older_again(void)
{
        sql("PRAGMA user_version = 2");
}

static void test_newer(void **state)
{
        (void)state;
        make_empty();
        sql("PRAGMA user_version = 3");
        stays_useful(older_again, "it was written by a newer version");
}

static void test_too_large(void **state)
{
        (void)state;
        make_empty();
        assert_int_equal(truncate(path, STORE_BYTES_MAX + 1), 0);
        stays_useful(unlink_it, "it is larger than an inbox gets");
}

static void allow_growth(void)
{
        const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };

        setrlimit(RLIMIT_FSIZE, &all);
}

/* A disk that takes no more: writing beyond the limit fails with EFBIG, as a full one
 * does with ENOSPC. */
static void test_full_disk(void **state)
{
        struct rlimit limit = { 4096, RLIM_INFINITY };

        (void)state;
        signal(SIGXFSZ, SIG_IGN);
        make_empty();
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        stays_useful(allow_growth, "cannot be used: ");
}

static void allow_writing(void)
{
        char name[160];

        snprintf(name, sizeof name, "%s/state", folder);
        assert_int_equal(chmod(path, 0600), 0);
        assert_int_equal(chmod(name, 0700), 0);
}

/* Not for root, whom no mode keeps out. */
static void test_read_only(void **state)
{
        char name[160];

        (void)state;
        if (geteuid() == 0 && seteuid(65534) != 0)
                skip();
        if (geteuid() == 65534) { /* a folder of its own */
                assert_int_equal(seteuid(0), 0);
                assert_int_equal(chmod(folder, 0777), 0);
                assert_int_equal(seteuid(65534), 0);
        }
        make_empty();
        snprintf(name, sizeof name, "%s/state", folder);
        assert_int_equal(chmod(path, 0400), 0);
        assert_int_equal(chmod(name, 0500), 0);
        stays_useful(allow_writing, "let the bot write the file and its folder");
        assert_int_equal(chmod(name, 0500), 0);
        unlink(path);
        assert_int_equal(chmod(name, 0700), 0);
        assert_true(geteuid() != 65534 || seteuid(0) == 0);
}

static void test_folder_not_to_be_made(void **state)
{
        (void)state;
        snprintf(path, sizeof path, "%s/no/such/inbox.db", folder);
        struct inbox *inbox = open_inbox();

        note(inbox, "does quinine help", INBOX_UNKNOWN, TODAY);
        inbox_idle(inbox, 1000, TODAY);
        assert_non_null(strstr(told, "the folder "));
        assert_non_null(strstr(told, "cannot be made: No such file"));
        inbox_close(inbox, TODAY);
}

static void test_locked(void **state)
{
        struct inbox *inbox;
        sqlite3 *db;

        (void)state;
        make_empty();
        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
        inbox = open_inbox();
        note(inbox, "does quinine help", INBOX_UNKNOWN, TODAY);
        for (uint64_t now = 1000; now < 50000; now += 1000)
                inbox_idle(inbox, now, TODAY);
        assert_string_equal(told, ""); /* others may write too */
        for (uint64_t now = 50000; now < 100000; now += 1000)
                inbox_idle(inbox, now, TODAY);
        assert_non_null(strstr(told, "database is locked; end the program"));
        for (int i = 0; i < 2 * INBOX_QUEUE; i++)
                note(inbox, "does quinine help", INBOX_UNKNOWN, TODAY);
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
        inbox_idle(inbox, 101000, TODAY);
        inbox_idle(inbox, 102000, TODAY);
        assert_string_equal(listed(inbox), "does quinine help unknown 64x1 0-0 0 [night cold]\n");
        struct inbox_figures figures;

        inbox_figures(inbox, &figures);
        assert_int_equal(figures.lost, INBOX_QUEUE + 1);
        sqlite3_close(db);
        inbox_close(inbox, TODAY);
}

/* Damage anywhere: set aside, begun anew, nothing stops. */
static void test_damaged(void **state)
{
        static char good[1 << 17];
        size_t length;
        FILE *file;
        unsigned set_aside = 0;

        (void)state;
        make_empty();
        struct inbox *inbox = open_inbox();

        for (int i = 0; i < 200; i++) {
                char words[60];

                snprintf(words, sizeof words, "a question of some length that is number %d", i);
                note(inbox, words, INBOX_UNKNOWN, TODAY);
        }
        inbox_close(inbox, TODAY);
        file = fopen(path, "r");
        assert_non_null(file);
        length = fread(good, 1, sizeof good, file);
        fclose(file);
        assert_true(length > 8 * 4096 && length < sizeof good);
        for (size_t page = 0; page * 4096 < length; page++) {
                static char bad[1 << 17];

                memcpy(bad, good, length);
                memset(bad + page * 4096 + (page ? 0 : 100), page % 2 ? 0x5a : 0, 2000);
                write_raw(bad, length);
                *told = '\0';
                inbox = open_inbox();
                note(inbox, "does quinine help", INBOX_UNKNOWN, TODAY);
                inbox_idle(inbox, 1000, TODAY);
                if (!strstr(listed(inbox), "does quinine help unknown 1x1"))
                        fail_msg("page %zu: %s%s", page, told, listed(inbox));
                set_aside += strstr(told, "was damaged") != NULL;
                inbox_close(inbox, TODAY);
                assert_int_equal(sql("SELECT count(*) FROM pragma_quick_check WHERE quick_check != 'ok'"), 0);
        }
        assert_true(set_aside > 3);
        assert_true(exists(".broken"));
        write_raw(good, 5000); /* cut off */
        inbox = open_inbox();
        note(inbox, "does quinine help", INBOX_UNKNOWN, TODAY);
        must_flush(inbox, TODAY);
        inbox_close(inbox, TODAY);
        static char zeros[8192];

        write_raw(zeros, sizeof zeros); /* what a crash of the machine may leave */
        inbox = open_inbox();
        note(inbox, "does quinine help", INBOX_UNKNOWN, TODAY);
        must_flush(inbox, TODAY);
        inbox_close(inbox, TODAY);
}

/* A file that says it is ours, with tables that are not. */
static void test_hostile_schema(void **state)
{
        static const char *const schemas[] = {
                "CREATE TABLE question (fold)", "CREATE VIEW question AS SELECT 1 AS id",
                "CREATE TABLE question (id INTEGER PRIMARY KEY, fold TEXT UNIQUE, words, kind, count, days, wrong,"
                " first, last, given, best, dismissed); CREATE TABLE vote (id TEXT PRIMARY KEY, up, down);"
                "CREATE TRIGGER t AFTER INSERT ON question BEGIN DELETE FROM question; END",
                "CREATE TABLE question (id INTEGER PRIMARY KEY, fold TEXT UNIQUE, words, kind, count, days, wrong,"
                " first, last, given, best, dismissed);"
                "CREATE VIEW vote AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM r)"
                " SELECT x AS id, x AS up, x AS down FROM r",
                "CREATE TABLE question (id INTEGER PRIMARY KEY, fold TEXT UNIQUE, words, kind, count, days, wrong,"
                " first, last, given, best, dismissed);"
                "CREATE TABLE vote (id TEXT PRIMARY KEY, up, down);"
                "INSERT INTO question VALUES (1, 'x', x'0a1b07ff', 'no kind', 9e99, 'y', x'00', NULL, 1e300,"
                " zeroblob(100000), printf('%.90000c', 'z'), 'q')",
        };

        (void)state;
        for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
                sqlite3 *db;
                struct inbox *inbox;

                make_empty();
                unlink_it();
                assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
                if (sqlite3_exec(db, schemas[i], NULL, NULL, NULL) != SQLITE_OK)
                        fail_msg("%s: %s", schemas[i], sqlite3_errmsg(db));
                assert_int_equal(sqlite3_exec(db, "PRAGMA application_id = 0x63724951; PRAGMA user_version = 2",
                                              NULL, NULL, NULL), SQLITE_OK);
                sqlite3_close(db);
                inbox = open_inbox();
                note(inbox, "does quinine help", INBOX_UNKNOWN, TODAY);
                inbox_vote(inbox, "night", true, TODAY);
                must_flush(inbox, TODAY);
                if (!strstr(listed(inbox), "does quinine help unknown 1x1") || strpbrk(listed(inbox), "\x1b\x07"))
                        fail_msg("%s: %s%s", schemas[i], told, listed(inbox));
                inbox_close(inbox, TODAY);
        }
}

/* Pages that lead to one page over and over: a walk through them would take days. */
static void test_endless(void **state)
{
        enum { PAGE = 4096, CHILDREN = 680, CELL = PAGE - 5, LEVELS = 4 };
        static const unsigned char leaf[10] = { 0x0d, 0, 0, 0, 1, CELL >> 8, CELL & 0xff, 0, CELL >> 8, CELL & 0xff };
        static unsigned char pages[LEVELS][PAGE];
        struct inbox *inbox = open_inbox();
        int64_t root, size;
        FILE *file;

        (void)state;
        for (int i = 0; i < 100; i++) {
                char words[60];

                snprintf(words, sizeof words, "a question of some length that is number %d", i);
                note(inbox, words, INBOX_UNKNOWN, TODAY);
        }
        inbox_close(inbox, TODAY);
        size = sql("PRAGMA page_count");
        assert_true(size < 200);
        root = sql("SELECT rootpage FROM sqlite_master WHERE name = 'question'");
        file = fopen(path, "r+");
        assert_non_null(file);
        for (unsigned level = 0; level < LEVELS; level++) {
                unsigned char *p = pages[level];
                unsigned at = level + 1 < LEVELS ? (unsigned)size + 1 + level : 0; /* the page below */

                memcpy(p, leaf, sizeof leaf);
                if (at) {
                        p[0] = 0x05;
                        p[3] = CHILDREN >> 8, p[4] = CHILDREN & 0xff;
                        p[8] = p[9] = 0, p[11] = (unsigned char)at;
                        for (size_t i = 0; i < CHILDREN; i++)
                                memcpy(p + 12 + 2 * i, p + 5, 2);
                        p[CELL + 3] = (unsigned char)at, p[CELL + 4] = 1;
                } else {
                        memcpy(p + CELL, "\2\1\2", 4); /* a row of one NULL */
                }
                fseek(file, (level ? size + level - 1 : root - 1) * PAGE, SEEK_SET);
                assert_int_equal(fwrite(p, 1, PAGE, file), PAGE);
        }
        fseek(file, 31, SEEK_SET); /* the header's count of pages */
        fputc((int)size + LEVELS - 1, file);
        fclose(file);
        inbox = open_inbox();
        assert_string_equal(listed(inbox), "");
        note(inbox, "does quinine help", INBOX_UNKNOWN, TODAY);
        must_flush(inbox, TODAY);
        assert_string_equal(listed(inbox), "does quinine help unknown 1x1 0-0 0 [night cold]\n");
        if (!strstr(told, "was damaged (interrupted)"))
                fail_msg("%s", told);
        inbox_close(inbox, TODAY);
}

/* A file as the first version made it. */
static void test_older(void **state)
{
        struct inbox *inbox;
        sqlite3 *db;

        (void)state;
        make_empty();
        unlink_it();
        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db,
                "CREATE TABLE question (id INTEGER PRIMARY KEY, fold TEXT NOT NULL UNIQUE, words TEXT NOT NULL,"
                " kind INTEGER NOT NULL, count INTEGER NOT NULL, days INTEGER NOT NULL, wrong INTEGER NOT NULL,"
                " first INTEGER NOT NULL, last INTEGER NOT NULL, given TEXT NOT NULL, best TEXT NOT NULL);"
                "INSERT INTO question VALUES (1, 'old one', 'old one?', 1, 4, 2, 0, 19990, 19999, '', 'cold');"
                "PRAGMA application_id = 0x63724951; PRAGMA user_version = 1", NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(db);
        inbox = open_inbox();
        note(inbox, "old one", INBOX_UNSURE, TODAY);
        inbox_vote(inbox, "night", true, TODAY);
        must_flush(inbox, TODAY);
        assert_string_equal(listed(inbox), "old one? unsure 5x3 -10-0 0 [night cold]\n");
        inbox_close(inbox, TODAY);
        assert_int_equal(sql("PRAGMA user_version"), STORE_VERSION);
        assert_string_equal(told, "");
}

static void test_without_library(void **state)
{
        const struct inbox_options options = { .file = path, .library = "libno-such-thing.so.0", .tell = on_tell };
        struct inbox *inbox = inbox_open(&options);

        (void)state;
        note(inbox, "does quinine help", INBOX_UNKNOWN, TODAY);
        inbox_idle(inbox, 1000, TODAY);
        assert_non_null(strstr(told, "libno-such-thing.so.0: cannot open shared object file: No such file or directory; "
                                     "Debian's package libsqlite3-0 has this library"));
        inbox_close(inbox, TODAY);
}

/* A tool's inbox makes no file, and moves none. */
static void test_reader(void **state)
{
        struct inbox *inbox = open_with(0, 0, true);
        char why[256];

        (void)state;
        assert_false(inbox_list(inbox, &(struct inbox_wanted){ .most = 0 }, print_question, NULL, why, sizeof why));
        assert_non_null(strstr(why, "there is no such file; it is made with the first question"));
        inbox_close(inbox, TODAY);
        assert_false(exists(""));
        make_empty();
        assert_int_equal(truncate(path, 6000), 0);
        inbox = open_with(0, 0, true);
        assert_true(strncmp(listed(inbox), "FAILED: ", 8) == 0);
        inbox_close(inbox, TODAY);
        assert_true(exists("") && !exists(".broken"));
}

/* Nothing was asked yet: the bot's inbox is empty, not in trouble. */
static void test_before_the_first(void **state)
{
        struct inbox *inbox = open_inbox();

        (void)state;
        assert_string_equal(listed(inbox), "");
        assert_string_equal(told, "");
        assert_false(exists(""));
        inbox_close(inbox, TODAY);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        const struct CMUnitTest tests[] = {
                TEST(test_counts), TEST(test_wrong_and_votes), TEST(test_wanted), TEST(test_retention),
                TEST(test_bounded), TEST(test_idle), TEST(test_private_file), TEST(test_hostile_words),
                TEST(test_a_folder), TEST(test_no_database), TEST(test_another_database), TEST(test_newer),
                TEST(test_too_large), TEST(test_full_disk), TEST(test_read_only),
                TEST(test_folder_not_to_be_made), TEST(test_locked), TEST(test_damaged), TEST(test_hostile_schema), TEST(test_endless),
                TEST(test_older), TEST(test_without_library), TEST(test_reader), TEST(test_before_the_first),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
