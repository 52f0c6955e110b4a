/* bench_xapian.cc - Xapian on passages and questions; see bench.h.
 *
 *   bench_xapian PASSAGES QUESTIONS [FOLDER]
 *
 * English stemmer, title counting twice, the words of a question joined by OR,
 * Xapian's own BM25 with k1 = 1.6, b = 0.75. A glass database in FOLDER (on a
 * file system in memory, for choice), as Xapian's users have; without FOLDER
 * its in-memory one, which is slower. */
#include <xapian.h>

#include <string>
#include <vector>

#include "../bench.h"

struct engine {
        Xapian::Database db;
        Xapian::Stem stem{"english"};
        struct bench_table passages;
};

static std::string lower(const char *text, size_t length)
{
        std::string out(text, length);

        for (char &c : out)
                if (c >= 'A' && c <= 'Z')
                        c = (char)(c | 32);
        return out;
}

static void add_words(engine &engine, Xapian::Document &document, const char *text, unsigned weight)
{
        for (size_t length; (length = bench_word(&text)) > 0; text += length)
                document.add_term(engine.stem(lower(text, length)), weight);
}

static void load(engine &engine, const char *folder)
{
        Xapian::WritableDatabase db =
                folder ? Xapian::WritableDatabase(folder, Xapian::DB_CREATE_OR_OVERWRITE |
                                                          Xapian::DB_NO_SYNC)
                       : Xapian::WritableDatabase(std::string(), Xapian::DB_BACKEND_INMEMORY);

        for (size_t i = 0; i < engine.passages.count; i++) {
                Xapian::Document document;

                add_words(engine, document, engine.passages.row[i][1], 2);
                add_words(engine, document, engine.passages.row[i][2], 1);
                db.add_document(document);
        }
        db.commit();
        if (folder)
                engine.db = Xapian::Database(folder);
        else
                engine.db = db;
}

static void ask(void *context, const char *qid, const char *question)
{
        engine &engine = *static_cast<struct engine *>(context);
        std::vector<std::string> words;
        Xapian::Enquire enquire(engine.db);
        Xapian::MSet hits;

        for (size_t length; (length = bench_word(&question)) > 0; question += length)
                words.push_back(engine.stem(lower(question, length)));
        enquire.set_query(Xapian::Query(Xapian::Query::OP_OR, words.begin(), words.end()));
        enquire.set_weighting_scheme(Xapian::BM25Weight(1.6, 0, 1, 0.75, 0.5));
        hits = enquire.get_mset(0, BENCH_TOP);
        for (Xapian::MSetIterator hit = hits.begin(); qid && hit != hits.end(); ++hit)
                bench_print(qid, engine.passages.row[*hit - 1][0], hit.get_rank() + 1,
                            hit.get_weight(), "xapian");
}

int main(int argc, char **argv)
{
        static engine engine;

        if (argc < 3 || argc > 4)
                bench_fail("usage", "bench_xapian PASSAGES QUESTIONS [FOLDER]");
        engine.passages = bench_rows(argv[1]);
        struct bench_table questions = bench_rows(argv[2]);
        long resident = bench_resident();
        double from = bench_now();

        try {
                load(engine, argc > 3 ? argv[3] : nullptr);
                bench_loaded(from, resident);
                return bench_serve(&questions, ask, &engine);
        } catch (const Xapian::Error &error) {
                bench_fail("xapian", error.get_description().c_str());
        }
        return 2;
}
