/* store_open.c - a file -> a database of ours, of this version; or why it is none.
 *
 *   absent  -> made, empty        older  -> the steps that it lacks, each a transaction
 *   damaged -> STORE_BROKEN       newer, another program's -> left alone
 *
 * Whether a file that SQLite cannot read was ours is seen by its first bytes: a name
 * that is wrong in bot.cfg must not cost anybody a file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store.h"

#define HEADER 100 /* bytes of a database's first page that say what it is (sqlite.org/fileformat2.html) */
#define HEADER_APPLICATION 68
#define PATH_BYTES 4096
#define STRING(x) #x
#define NUMBER(x) STRING(x)

/* From version i to i + 1. */
static const char *const steps[STORE_VERSION] = {
        "CREATE TABLE question (id INTEGER PRIMARY KEY, fold TEXT NOT NULL UNIQUE, words TEXT NOT NULL,"
        " kind INTEGER NOT NULL, count INTEGER NOT NULL, days INTEGER NOT NULL, wrong INTEGER NOT NULL,"
        " first INTEGER NOT NULL, last INTEGER NOT NULL, given TEXT NOT NULL, best TEXT NOT NULL);"
        "PRAGMA application_id = " NUMBER(STORE_APPLICATION) "; PRAGMA user_version = 1",

        "ALTER TABLE question ADD COLUMN dismissed INTEGER NOT NULL DEFAULT 0;"
        "CREATE TABLE vote (id TEXT PRIMARY KEY, up INTEGER NOT NULL, down INTEGER NOT NULL) WITHOUT ROWID;"
        "PRAGMA user_version = 2",
};

static enum store_status exec(struct store *store, const char *sql, char *why, size_t cap)
{
        return store_status(store, store->sqlite.exec(store->db, sql, NULL, NULL, NULL), why, cap);
}

/* -- the file before SQLite sees it ----------------------------------------- */

static bool make_folder(const char *path, char *why, size_t cap)
{
        char folder[PATH_BYTES];
        const char *slash = strrchr(path, '/');

        if (!slash || slash == path)
                return true;
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
        if (mkdir(folder, 0700) == 0 || errno == EEXIST)
                return true;
        snprintf(why, cap, "the folder %s cannot be made: %s", folder, strerror(errno));
        return false;
}

/* Others need not read what people ask: the file is made here, not by SQLite. */
static enum store_status prepare_file(const char *path, bool make, char *why, size_t cap)
{
        struct stat status;
        int fd;

        if (stat(path, &status) == 0) {
                if (S_ISREG(status.st_mode) && status.st_size <= STORE_BYTES_MAX)
                        return STORE_FINE;
                snprintf(why, cap, S_ISREG(status.st_mode) ? "it is larger than an inbox gets"
                                                           : "it is no plain file");
                return STORE_FOREIGN;
        }
        if (errno != ENOENT || !make) {
                bool absent = errno == ENOENT || errno == ENOTDIR;

                snprintf(why, cap, "%s", absent ? "there is no such file; it is made with the first question that finds no answer"
                         : strerror(errno));
                return absent && !make ? STORE_ABSENT : STORE_DENIED;
        }
        if (!make_folder(path, why, cap))
                return errno == ENOSPC ? STORE_FULL : STORE_DENIED;
        fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);
        if (fd >= 0) {
                close(fd);
                return STORE_FINE;
        }
        if (errno == EEXIST) /* another process was quicker */
                return STORE_FINE;
        snprintf(why, cap, "it cannot be made: %s", strerror(errno));
        return errno == ENOSPC || errno == EDQUOT ? STORE_FULL : STORE_DENIED;
}

/* Was the file that SQLite cannot read one of ours? Its first bytes say so; a page
 * of zeros is what a machine's crash may leave of it. */
static bool was_ours(const char *path)
{
        static const unsigned char zeros[HEADER];
        unsigned char head[HEADER] = {0};
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        ssize_t got = fd < 0 ? -1 : read(fd, head, sizeof head);
        const unsigned char *id = head + HEADER_APPLICATION;

        if (fd >= 0)
                close(fd);
        if (got < 16)
                return false;
        if (memcmp(head, "SQLite format 3", 16) != 0)
                return got == HEADER && memcmp(head, zeros, sizeof head) == 0;
        return got < HEADER || ((uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3]) ==
                               STORE_APPLICATION;
}

bool store_set_aside(const char *path, char *why, size_t cap)
{
        static const char *const tails[] = {"-wal", "-shm", "-journal"};
        char from[PATH_BYTES], to[PATH_BYTES];

        snprintf(to, sizeof to, "%s.broken", path);
        if (rename(path, to) < 0) {
                snprintf(why, cap, "it cannot be set aside as %s: %s", to, strerror(errno));
                return false;
        }
        for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
                snprintf(from, sizeof from, "%s%s", path, tails[i]);
                snprintf(to, sizeof to, "%s.broken%s", path, tails[i]);
                if (i == 1)
                        unlink(from);
                else if (rename(from, to) < 0)
                        unlink(to); /* an older one does not belong to this file */
        }
        return true;
}

/* -- the file as SQLite sees it --------------------------------------------- */

static void configure(struct store *store)
{
        static const struct { int what, value; } configs[] = {
                { SQLITE_DBCONFIG_DEFENSIVE, 1 }, { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
                { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 }, { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
        };
        static const struct { int what, value; } limits[] = {
                { SQLITE_LIMIT_LENGTH, 1 << 20 }, { SQLITE_LIMIT_SQL_LENGTH, 1 << 16 },
                { SQLITE_LIMIT_ATTACHED, 0 }, { SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
        };

        for (size_t i = 0; i < sizeof configs / sizeof *configs; i++)
                store->sqlite.db_config(store->db, configs[i].what, configs[i].value, NULL);
        store->sqlite.db_config(store->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 0, 0);
        for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
                store->sqlite.limit(store->db, limits[i].what, limits[i].value);
        store->sqlite.busy_timeout(store->db, 0);
}

/* Other programs' files, and newer ones of ours. */
static enum store_status whose(struct store *store, int64_t *version, char *why, size_t cap)
{
        int64_t application, tables;
        enum store_status status = store_number(store, "PRAGMA application_id", 0, &application, why, cap);

        if (status == STORE_FINE)
                status = store_number(store, "PRAGMA user_version", 0, version, why, cap);
        if (status == STORE_FINE)
                status = store_number(store, "SELECT count(*) FROM sqlite_master", 0, &tables, why, cap);
        if (status != STORE_FINE)
                return status;
        if (application != STORE_APPLICATION && (application || *version || tables)) {
                snprintf(why, cap, "it is another program's database");
                return STORE_FOREIGN;
        }
        if (*version < 0 || *version > STORE_VERSION) {
                snprintf(why, cap, "it was written by a newer version of this program");
                return STORE_NEWER;
        }
        return STORE_FINE;
}

/* Each step is whole or not at all; another process may be doing the same. */
static enum store_status update(struct store *store, char *why, size_t cap)
{
        char ignored[8];

        for (;;) {
                int64_t version;
                enum store_status status = whose(store, &version, why, cap);

                if (status != STORE_FINE || version == STORE_VERSION)
                        return status;
                status = exec(store, "BEGIN IMMEDIATE", why, cap);
                if (status != STORE_FINE)
                        return status;
                status = whose(store, &version, why, cap);
                if (status == STORE_FINE && version < STORE_VERSION)
                        status = exec(store, steps[version], why, cap);
                if (status == STORE_FINE)
                        status = exec(store, "COMMIT", why, cap);
                if (status != STORE_FINE) {
                        exec(store, "ROLLBACK", ignored, sizeof ignored);
                        return status;
                }
        }
}

static enum store_status set_up(struct store *store, bool make, char *why, size_t cap)
{
        char ignored[8];
        enum store_status status;

        configure(store);
        status = exec(store, "PRAGMA cell_size_check = ON; PRAGMA cache_size = -256; PRAGMA mmap_size = 0;"
                      "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON", why, cap);
        if (status == STORE_FINE)
                status = update(store, why, cap);
        /* Where the file's system has no WAL, the old journal is as safe, only slower. */
        if (status == STORE_FINE && make)
                exec(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                     "PRAGMA wal_autocheckpoint = 200; PRAGMA journal_size_limit = 0", ignored, sizeof ignored);
        return status;
}

enum store_status store_open(struct store *store, const char *path, const char *library, bool make,
                             char *why, size_t cap)
{
        enum store_status status = prepare_file(path, make, why, cap);
        int result;

        if (status != STORE_FINE)
                return status;
        if (!sqlite_load(&store->sqlite, library, why, cap))
                return STORE_FAILED;
        store->path = path;
        result = store->sqlite.open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                                       SQLITE_OPEN_PRIVATECACHE, NULL);
        status = store_status(store, result, why, cap);
        if (status == STORE_FINE)
                status = set_up(store, make, why, cap);
        if (status == STORE_BROKEN && !was_ours(path)) {
                snprintf(why, cap, "it is no database of ours");
                status = STORE_FOREIGN;
        }
        if (status != STORE_FINE)
                store_close(store);
        return status;
}

void store_close(struct store *store)
{
        if (store->db)
                store->sqlite.close_v2(store->db);
        store->db = NULL;
        sqlite_drop(&store->sqlite);
}
