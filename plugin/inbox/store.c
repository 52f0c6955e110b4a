/* store.c - statements: prepared, bound, stepped, read; and what SQLite's results mean.
 *
 * It refuses to know what is asked of the file. */
#include "store.h"

#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

/* A hostile file must not keep the bot busy: so many times STORE_STEPS of the virtual
 * machine's instructions, a few tenths of a second. */
#define STORE_PATIENCE 5000
#define STORE_STEPS 1000

enum store_status store_status(struct store *store, int result, char *why, size_t cap)
{
        const char *said = store->db ? store->sqlite.errmsg(store->db) : store->sqlite.errstr(result);
        enum store_status status = STORE_FAILED;

        switch (result & 0xff) {
        case SQLITE_OK: case SQLITE_ROW: case SQLITE_DONE:
                return STORE_FINE;
        case SQLITE_BUSY: case SQLITE_LOCKED:
                status = STORE_BUSY;
                break;
        case SQLITE_FULL:
                status = STORE_FULL;
                break;
        case SQLITE_IOERR: /* on a full disk what fails first is often the index of the WAL */
                if (store->db && store->sqlite.extended_errcode(store->db) == SQLITE_IOERR_SHMSIZE)
                        status = STORE_FULL;
                break;
        case SQLITE_READONLY: case SQLITE_PERM: case SQLITE_CANTOPEN: case SQLITE_AUTH:
                status = STORE_DENIED;
                break;
        /* The statements are right: what they do not find, or what has no end, is damage. */
        case SQLITE_CORRUPT: case SQLITE_NOTADB: case SQLITE_ERROR: case SQLITE_SCHEMA:
        case SQLITE_INTERRUPT: case SQLITE_CONSTRAINT: case SQLITE_MISMATCH: case SQLITE_TOOBIG:
                status = STORE_BROKEN;
                break;
        }
        if (cap)
                snprintf(why, cap, "%s", said ? said : "it cannot be used");
        return status;
}

static int on_progress(void *context)
{
        struct store *store = context;

        return store->patience-- == 0;
}

static int bind(struct store *store, sqlite3_stmt *at, const struct store_value *values, size_t count)
{
        int result = SQLITE_OK;

        for (size_t i = 0; i < count && result == SQLITE_OK; i++)
                result = values[i].text
                         ? store->sqlite.bind_text(at, (int)i + 1, values[i].text, -1, SQLITE_STATIC)
                         : store->sqlite.bind_int64(at, (int)i + 1, values[i].number);
        return result;
}

enum store_status store_run(struct store *store, const char *sql, const struct store_value *values,
                            size_t count, bool (*row)(void *context, struct store *store, sqlite3_stmt *at),
                            void *context, char *why, size_t cap)
{
        sqlite3_stmt *at = NULL;
        enum store_status status;
        int result;

        store->patience = STORE_PATIENCE;
        store->sqlite.progress_handler(store->db, STORE_STEPS, on_progress, store);
        result = store->sqlite.prepare_v2(store->db, sql, -1, &at, NULL);
        if (result == SQLITE_OK)
                result = bind(store, at, values, count);
        if (result == SQLITE_OK)
                while ((result = store->sqlite.step(at)) == SQLITE_ROW)
                        if (!row || !row(context, store, at))
                                break;
        status = store_status(store, result, why, cap);
        store->sqlite.finalize(at);
        return status;
}

static bool take_number(void *context, struct store *store, sqlite3_stmt *at)
{
        *(int64_t *)context = store->sqlite.column_int64(at, 0);
        return false;
}

enum store_status store_number(struct store *store, const char *sql, int64_t otherwise, int64_t *out,
                               char *why, size_t cap)
{
        *out = otherwise;
        return store_run(store, sql, NULL, 0, take_number, out, why, cap);
}

void store_text(struct store *store, sqlite3_stmt *at, int column, char *out, size_t cap)
{
        const unsigned char *text = store->sqlite.column_text(at, column);
        int bytes = store->sqlite.column_bytes(at, column);
        size_t length = text && bytes > 0 ? (size_t)bytes : 0, used = 0;

        for (size_t i = 0; i < length;) {
                utf8proc_int32_t c;
                utf8proc_ssize_t n = utf8proc_iterate(text + i, (utf8proc_ssize_t)(length - i), &c);
                size_t taken = n > 0 ? (size_t)n : 1;
                bool fine = n > 0 && c >= ' ' && (c < 0x7f || c > 0x9f);

                if (used + taken + 1 > cap)
                        break;
                if (fine)
                        memcpy(out + used, text + i, taken);
                else
                        out[used] = ' ';
                used += fine ? taken : 1;
                i += taken;
        }
        out[used] = '\0';
}
