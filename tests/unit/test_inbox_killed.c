/* link: -lsqlite3 */
/* test_inbox_killed.c - kill -9 at 200 random moments: what was acknowledged is there,
 * and the file is whole.
 *
 *   child   note, vote, flush -> the number down the pipe; idle, list, close in between
 *   parent  kills it, looks at the file with SQLite itself, starts the next one
 */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "../../plugin/inbox/inbox.h"
#include "folder.h"

#define KILLS 200
#define TODAY 20000

static char path[64];
static uint64_t seed = 7;

static unsigned random_below(unsigned limit)
{
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        return (unsigned)(seed >> 33) % limit;
}

static void on_tell(void *context, enum inbox_level level, const char *line)
{
        (void)context;
        if (level != INBOX_INFO)
                dprintf(STDERR_FILENO, "%s\n", line);
}

/* Notes numbers from `next` on until it is killed; what is acknowledged goes down the pipe. */
static void live(int pipe, uint32_t next)
{
        const struct inbox_options options = { .file = path, .keep = 10, .rows = 20000, .tell = on_tell };

        for (;;) {
                struct inbox *inbox = inbox_open(&options);

                for (unsigned i = 0; inbox && i < 10; i++) {
                        char words[60], why[256];
                        uint32_t from = next;

                        for (unsigned n = 1 + next % 5; n > 0; n--, next++) {
                                snprintf(words, sizeof words, "question with the number %u", next);
                                inbox_note(inbox, &(struct inbox_note){ .kind = INBOX_UNKNOWN, .words = words }, TODAY);
                        }
                        inbox_vote(inbox, "night", true, TODAY);
                        if (i % 3 == 2)
                                inbox_idle(inbox, 1000 + i * 40000, TODAY); /* closes it, too */
                        if (!inbox_flush(inbox, TODAY, why, sizeof why))
                                continue; /* the next flush writes them */
                        for (; from < next; from++)
                                if (write(pipe, &from, sizeof from) != sizeof from)
                                        _exit(1);
                }
                inbox_close(inbox, TODAY);
        }
}

/* Every number below `until` that was acknowledged is in the file. */
static void look(const unsigned char *acknowledged, uint32_t until, unsigned round)
{
        sqlite3 *db;
        sqlite3_stmt *at;
        static unsigned char found[1 << 20];
        uint32_t number;

        memset(found, 0, sizeof found);
        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &at, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(at), SQLITE_ROW);
        if (strcmp((const char *)sqlite3_column_text(at, 0), "ok") != 0)
                fail_msg("after kill %u: %s", round, (const char *)sqlite3_column_text(at, 0));
        sqlite3_finalize(at);
        if (sqlite3_prepare_v2(db, "SELECT words FROM question", -1, &at, NULL) == SQLITE_OK)
                while (sqlite3_step(at) == SQLITE_ROW)
                        if (sscanf((const char *)sqlite3_column_text(at, 0), "question with the number %u", &number) == 1)
                                found[number % sizeof found] = 1;
        sqlite3_finalize(at);
        sqlite3_close(db);
        for (uint32_t i = 0; i < until; i++)
                if (acknowledged[i] && !found[i])
                        fail_msg("after kill %u: number %u is gone", round, i);
}

static void test_killed(void **state)
{
        static unsigned char acknowledged[1 << 20];
        uint32_t next = 0, number, seen = 0;

        (void)state;
        snprintf(path, sizeof path, "%s", path_of("inbox.db"));
        for (unsigned round = 0; round < KILLS; round++) {
                const struct timespec moment = { 0, (long)random_below(9000) * 1000 };
                int pipes[2];
                pid_t child;

                assert_int_equal(pipe(pipes), 0);
                child = fork();
                assert_true(child >= 0);
                if (child == 0) {
                        close(pipes[0]);
                        live(pipes[1], next);
                }
                close(pipes[1]);
                if (round % 3 != 0) /* on a busy machine, too, most have got as far as to acknowledge */
                        assert_int_equal(poll(&(struct pollfd){ .fd = pipes[0], .events = POLLIN }, 1, 30000), 1);
                nanosleep(&moment, NULL); /* the random moment itself: nothing is waited for */
                kill(child, SIGKILL);
                assert_int_equal(waitpid(child, NULL, 0), child);
                while (read(pipes[0], &number, sizeof number) == sizeof number && number < sizeof acknowledged) {
                        acknowledged[number] = 1;
                        next = number >= next ? number + 1 : next;
                        seen++;
                }
                close(pipes[0]);
                next += 10; /* some may be there without having been acknowledged */
                if (access(path, F_OK) == 0)
                        look(acknowledged, next, round);
        }
        assert_true(seen >= KILLS / 2);
}

int main(void)
{
        const struct CMUnitTest tests[] = { cmocka_unit_test(test_killed) };

        return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
