/* store.h - the inbox's file: opened, mended, brought up to date, read and written.
 *
 *   question   id, fold (unique), words, kind, count, days, wrong, first, last, given,
 *              best, dismissed
 *   vote       id, up, down
 *
 * PRAGMA application_id says that it is ours, user_version which of the steps in
 * store_open.c it has gone through. No text reaches SQL but as a bound parameter, and
 * what is read from a file is taken for hostile.
 */
#ifndef INBOX_STORE_H
#define INBOX_STORE_H

#include "inbox.h"
#include "sqlite.h"

#define STORE_APPLICATION 0x63724951 /* "crIQ" */
#define STORE_VERSION 2
#define STORE_BYTES_MAX ((int64_t)64 << 20) /* no inbox gets this large */

enum store_status {
        STORE_FINE,
        STORE_ABSENT,  /* there is no such file, and none is to be made */
        STORE_BUSY,    /* another program writes just now */
        STORE_FULL,    /* the disk is full */
        STORE_DENIED,  /* it may not be read or written */
        STORE_FOREIGN, /* no database, or another program's */
        STORE_NEWER,   /* a newer version's */
        STORE_BROKEN,  /* ours, and damaged */
        STORE_FAILED   /* the library is missing; anything else */
};

struct store {
        struct sqlite sqlite;
        sqlite3 *db;           /* NULL: not open */
        const char *path;      /* borrowed */
        unsigned patience;     /* of the statement under way, see STORE_PATIENCE */
};

/* Loads the library, opens the file, and leaves it as STORE_VERSION has it. make: it is
 * made where there is none. Not STORE_FINE: nothing is open, and a line is in why. */
enum store_status store_open(struct store *store, const char *path, const char *library, bool make,
                             char *why, size_t cap);
void store_close(struct store *store);

/* Renames a damaged file (and its -wal) to PATH.broken; an older one of that name is
 * replaced. */
bool store_set_aside(const char *path, char *why, size_t cap);

/* What SQLite's last result means, with a line about it in why. */
enum store_status store_status(struct store *store, int result, char *why, size_t cap);

/* One value of a statement: a text, or a number where text is NULL. */
struct store_value {
        const char *text;
        int64_t number;
};

/* Prepares, binds, steps through all rows (row may be NULL; false ends it), finalizes. */
enum store_status store_run(struct store *store, const char *sql, const struct store_value *values,
                            size_t count, bool (*row)(void *context, struct store *store, sqlite3_stmt *at),
                            void *context, char *why, size_t cap);

/* The first column of the first row as a number; `otherwise` where there is no row. */
enum store_status store_number(struct store *store, const char *sql, int64_t otherwise, int64_t *out,
                               char *why, size_t cap);

/* A column's text into out: valid UTF-8 without control codes, cut where out ends. */
void store_text(struct store *store, sqlite3_stmt *at, int column, char *out, size_t cap);

#endif
