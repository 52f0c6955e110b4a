/* link: -lsqlite3 */
/* test_inbox.c - what is noted is there again, for as long as it should be, and for nobody else to read. What
 * goes wrong with the file is test_inbox_trouble.c's.
 */
#include "inbox_fixture.h"

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
        struct inbox *inbox = open_with(180, 20, false);
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

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(test_counts), TEST(test_wrong_and_votes), TEST(test_wanted), TEST(test_retention),
                TEST(test_bounded), TEST(test_idle), TEST(test_private_file), TEST(test_hostile_words),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
