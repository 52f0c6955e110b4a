/* index.h - a question's stems -> the passages whose words fit best, by BM25F,
 * for FAQs of any size.
 *
 *   tf(e, s) = sum over fields f of  weight_f count_f(e, s) / (1 - b + b length_f(e) / mean_f)
 *   score(e) = sum over the question's stems s of  idf(s) tf(e, s) / (k1 + tf(e, s))
 *   idf(s)   = ln(1 + (N - n + 0.5) / (n + 0.5))
 *
 * N entries, n of them with s; lengths in terms; mean_f over the entries that
 * have the field; k1 = 1.2, b = 0.75; the title weighs 2, the other fields
 * (asks, keywords, answer and text) 1. Robertson and Zaragoza, "The
 * Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.6; idf
 * with the 1 + that keeps it above 0. A stem asked twice counts twice.
 *
 * Worked: of N = 4 entries n = 1 has "cramp", once in a title of 2 terms (mean
 * 4) and once in a text of 8 (mean 8). The title's divisor is
 * 0.25 + 0.75 * 2 / 4 = 0.625, the text's 1; tf = 2 / 0.625 + 1 / 1 = 4.2;
 * idf = ln(1 + 3.5 / 1.5) = 1.204; score = 1.204 * 4.2 / (1.2 + 4.2) = 0.936.
 *
 * tf / (k1 + tf) is kept in steps of 1/255 and idf in steps of 1/1024; with
 * that the best k are exact, and the same on every machine.
 */
#ifndef ANSWER_INDEX_H
#define ANSWER_INDEX_H

#include "article.h"
#include "lexicon.h"

#define INDEX_K1 1.2
#define INDEX_B 0.75
#define INDEX_TITLE 2.0
#define INDEX_TERMS 64 /* of a question with more stems, the rarest so many count */

struct index;

struct index_hit {
        uint32_t entry;
        double score;
};

/* Learns the texts of all entries, so it comes before lexicon_seal. faq and
 * lexicon are not needed afterwards. NULL with the reason in why. */
struct index *index_open(const struct article_faq *faq, struct lexicon *lexicon,
                         char *why, size_t cap);
void index_close(struct index *index);

/* The best k entries with a score above 0 into out, best first, of equal ones
 * the lower number first. Returns how many. Does not allocate; uses room
 * within the index, so one search at a time. */
size_t index_search(const struct index *index, const struct reading *reading, size_t k,
                    struct index_hit *out);

/* What an entry would score that held each of the question's stems without
 * end: the idf of all of them, stems that no entry holds at the highest. */
double index_most(const struct index *index, const struct reading *reading);

/* Bytes held. */
size_t index_size(const struct index *index);

#endif
