/* link: -lsqlite3 */
/* test_inbox_trouble.c - no state of the inbox's file or its disk does harm, and what to do is said once. */
#include "inbox_fixture.h"

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
        const struct CMUnitTest tests[] = {
                TEST(test_a_folder), TEST(test_no_database), TEST(test_another_database), TEST(test_newer),
                TEST(test_too_large), TEST(test_full_disk), TEST(test_read_only), TEST(test_folder_not_to_be_made),
                TEST(test_locked), TEST(test_damaged), TEST(test_hostile_schema), TEST(test_endless), TEST(test_older),
                TEST(test_without_library), TEST(test_reader), TEST(test_before_the_first),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
