/* sqlite.h - SQLite, loaded when it is first needed.
 *
 * It takes about 2 MiB of a bot that holds less than 8; a bot that has nothing to note
 * must not pay for it. So nothing links with it: sqlite_load opens the library and looks
 * its functions up, sqlite_drop gives it back. Types and constants are sqlite3.h's.
 */
#ifndef INBOX_SQLITE_H
#define INBOX_SQLITE_H

#include <stdbool.h>
#include <stddef.h>

#include <sqlite3.h>

#define SQLITE_FILE "libsqlite3.so.0"
#define SQLITE_PACKAGE "libsqlite3-0"

#define SQLITE_CALLS(X) \
        X(open_v2) X(close_v2) X(prepare_v2) X(step) X(reset) X(finalize) X(exec) X(bind_text) \
        X(bind_int64) X(column_text) X(column_int64) X(column_bytes) X(errmsg) X(errstr) \
        X(extended_errcode) X(db_config) X(limit) X(progress_handler) X(busy_timeout) X(changes) \
        X(get_autocommit) X(wal_checkpoint_v2)

struct sqlite {
        void *library; /* NULL: not loaded */
#define SQLITE_MEMBER(name) __typeof__(sqlite3_##name) *name;
        SQLITE_CALLS(SQLITE_MEMBER)
#undef SQLITE_MEMBER
};

/* file NULL: SQLITE_FILE. Loaded already: nothing happens. False, with a line in why. */
bool sqlite_load(struct sqlite *sqlite, const char *file, char *why, size_t cap);
/* Nothing of it may be in use. */
void sqlite_drop(struct sqlite *sqlite);

#endif
