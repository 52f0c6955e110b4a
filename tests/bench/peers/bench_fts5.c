/* bench_fts5.c - SQLite FTS5 on passages and questions; see bench.h.
 *
 *   bench_fts5 PASSAGES QUESTIONS
 *
 * In memory, porter stemmer over unicode61, no stored texts, the words of a
 * question joined by OR, BM25 with the title counting twice, one prepared
 * statement. */
#include <sqlite3.h>

#include "../bench.h"

struct engine {
        sqlite3 *db;
        sqlite3_stmt *search;
        struct bench_table passages;
        char *expression;
        size_t room;
};

static void run(sqlite3 *db, const char *sql)
{
        if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
                bench_fail(sql, sqlite3_errmsg(db));
}

static void load(struct engine *engine)
{
        sqlite3_stmt *insert;

        if (sqlite3_open(":memory:", &engine->db) != SQLITE_OK)
                bench_fail("cannot open", ":memory:");
        run(engine->db, "CREATE VIRTUAL TABLE passage USING "
                        "fts5(title, text, content='', tokenize='porter unicode61')");
        run(engine->db, "INSERT INTO passage(passage, rank) VALUES('rank', 'bm25(2.0, 1.0)')");
        run(engine->db, "BEGIN");
        if (sqlite3_prepare_v2(engine->db, "INSERT INTO passage(rowid, title, text) VALUES(?, ?, ?)",
                               -1, &insert, NULL) != SQLITE_OK)
                bench_fail("insert", sqlite3_errmsg(engine->db));
        for (size_t i = 0; i < engine->passages.count; i++) {
                sqlite3_bind_int64(insert, 1, (sqlite3_int64)i + 1);
                sqlite3_bind_text(insert, 2, engine->passages.row[i][1], -1, SQLITE_STATIC);
                sqlite3_bind_text(insert, 3, engine->passages.row[i][2], -1, SQLITE_STATIC);
                if (sqlite3_step(insert) != SQLITE_DONE)
                        bench_fail("insert", sqlite3_errmsg(engine->db));
                sqlite3_reset(insert);
        }
        sqlite3_finalize(insert);
        run(engine->db, "COMMIT");
        run(engine->db, "INSERT INTO passage(passage) VALUES('optimize')");
        if (sqlite3_prepare_v3(engine->db, "SELECT rowid, rank FROM passage WHERE passage MATCH ? "
                               "ORDER BY rank LIMIT ?", -1, SQLITE_PREPARE_PERSISTENT,
                               &engine->search, NULL) != SQLITE_OK)
                bench_fail("search", sqlite3_errmsg(engine->db));
}

/* "word" OR "word" ... */
static const char *expression(struct engine *engine, const char *question)
{
        size_t needed = strlen(question) * 7 + 16, length;
        char *to;

        if (needed > engine->room) {
                engine->expression = realloc(engine->expression, needed);
                engine->room = needed;
                if (!engine->expression)
                        bench_fail("no memory", NULL);
        }
        to = engine->expression;
        while ((length = bench_word(&question)) > 0) {
                to += sprintf(to, "%s\"%.*s\"", to > engine->expression ? " OR " : "", (int)length, question);
                question += length;
        }
        *to = '\0';
        return engine->expression;
}

static void ask(void *context, const char *qid, const char *question)
{
        struct engine *engine = context;
        const char *words = expression(engine, question);
        unsigned rank = 0;
        int status = SQLITE_DONE;

        if (!*words)
                return;
        sqlite3_bind_text(engine->search, 1, words, -1, SQLITE_STATIC);
        sqlite3_bind_int(engine->search, 2, BENCH_TOP);
        while ((status = sqlite3_step(engine->search)) == SQLITE_ROW) {
                size_t row = (size_t)sqlite3_column_int64(engine->search, 0) - 1;
                double score = -sqlite3_column_double(engine->search, 1);

                if (qid)
                        bench_print(qid, engine->passages.row[row][0], ++rank, score, "fts5");
        }
        if (status != SQLITE_DONE)
                bench_fail(words, sqlite3_errmsg(engine->db));
        sqlite3_reset(engine->search);
}

int main(int argc, char **argv)
{
        struct engine engine = {0};
        struct bench_table questions;
        long resident;
        double from;

        if (argc != 3)
                bench_fail("usage", "bench_fts5 PASSAGES QUESTIONS");
        engine.passages = bench_rows(argv[1]);
        questions = bench_rows(argv[2]);
        resident = bench_resident();
        from = bench_now();
        load(&engine);
        bench_loaded(from, resident);
        return bench_serve(&questions, ask, &engine);
}
