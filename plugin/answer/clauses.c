/* clauses.c - a message that says more than one thing: "sorry, phone. why do calves cramp", "what
 * causes it and how do i stop it". Where all of it together has no answer, the clause that has one is
 * answered. Knows no score but through decide. */
#include "engine.h"

#include <string.h>

#define CLAUSES 4        /* that are looked at, the last ones */
#define LONGEST 60       /* words in a message that is decided anew for each of its clauses */
#define ODD 8            /* and misspelt or strange ones among them, which take the longest */
#define SURE 0.9         /* what a clause must reach that does not name the topic */

struct clause {
        size_t from, end; /* words */
};

/* The "how" of "and how", the "does" of "or does". */
static bool is_joined(const struct answer *a, size_t at)
{
        const struct reading *r = &a->reading;

        return lexicon_match(a->lexicon, LEXICON_ASKING, r, at) &&
               lexicon_match(a->lexicon, LEXICON_FOLLOW, r, at - 1) &&
               !lexicon_match(a->lexicon, LEXICON_ASKING, r, at - 1);
}

/* The clauses, last one first. Returns how many. apart: only what stands behind a question mark or is
 * joined to the one before. */
static size_t find(const struct answer *a, bool apart, struct clause clause[CLAUSES])
{
        const struct reading_word *word = a->reading.word;
        size_t count = 0, end = a->reading.word_count;

        for (size_t at = end; at-- > 0 && count < CLAUSES;) {
                bool joined = at > 0 && is_joined(a, at);
                bool begins = at == 0 || joined || (apart ? word[at - 1].flags & TEXT_ASKED : word[at].flags & TEXT_BREAK);

                if (!begins || at == end)
                        continue;
                clause[count++] = (struct clause){at, end};
                end = joined ? at - 1 : at;
        }
        return count;
}

/* Are its clauses decided quickly? */
static bool is_quick(const struct reading *r)
{
        size_t odd = 0;

        for (size_t at = 0; at < r->word_count; at++)
                odd += r->word[at].stem == LEXICON_NO_STEM || r->word[at].flags & READING_CORRECTED;
        return r->word_count <= LONGEST && odd <= ODD;
}

/* The words from..end of a reading, which may be out itself, and what they stand for. */
static void take(struct reading *out, const struct reading *r, size_t from, size_t end)
{
        size_t terms = 0;

        for (size_t t = 0; t < r->term_count; t++)
                if (r->term[t].first >= from && r->term[t].last < end) {
                        struct reading_term *term = &out->term[terms++];

                        *term = r->term[t];
                        term->first -= (uint16_t)from;
                        term->last -= (uint16_t)from;
                }
        out->term_count = terms;
        memmove(out->word, r->word + from, (end - from) * sizeof *out->word);
        out->word_count = end - from;
}

/* "Leg cramp why" */
static bool asks_last(const struct answer *a)
{
        size_t count = a->reading.word_count;

        return count && lexicon_match(a->lexicon, LEXICON_ASKING, &a->reading, count - 1);
}

/* Reads a clause alone. Does it ask? */
static bool read_clause(struct answer *a, const struct clause *clause)
{
        take(&a->reading, &a->whole, clause->from, clause->end);
        return chat_asks(a) || asks_last(a);
}

static bool points(const struct answer *a)
{
        for (size_t at = 0; at < a->reading.word_count; at++)
                if (lexicon_match(a->lexicon, LEXICON_POINTING, &a->reading, at))
                        return true;
        return false;
}

/* May a clause be a question by itself? Where the others may hold an answer (unsure), it must not lean
 * on them: "blood test was low, could my cramps be from that". */
static bool stands(const struct answer *a, bool unsure, bool named)
{
        const struct reading *r = &a->reading;

        if (!named)
                return !unsure && !topic_foreign(r);
        return topic_is_named(a, r) &&
               (!unsure || asks_last(a) ||
                (!points(a) && lexicon_match(a->lexicon, LEXICON_ASKING, r, chat_skip(a, 0))));
}

/* One clause is a question that has an answer, and the others are none. */
static bool decide_alone(struct answer *a, const struct clause *clause, double threshold, bool named,
                         struct decision *out)
{
        struct decision alone;

        if (!read_clause(a, clause) || !stands(a, out->kind == ANSWER_UNSURE, named))
                return false;
        if (!named)
                topic_name(a);
        decide(a, named ? threshold : SURE, DECIDE_ADDRESSED, &alone);
        if (alone.kind != ANSWER_ANSWER && (!named || alone.kind != ANSWER_UNCOVERED || alone.entry == ENGINE_NO_ENTRY))
                return false;
        *out = alone;
        return true;
}

/* Of two questions, one of them not covered, the other one: that which names the topic, or where none
 * does the first. "Is massage good for a cramp or does it make it worse" is one. */
static bool decide_other(struct answer *a, const struct clause *clause, double threshold, bool named,
                         struct decision *out)
{
        uint32_t not_covered = out->entry;
        struct decision other;

        if (!read_clause(a, clause) || topic_foreign(&a->reading) ||
            (named ? !topic_is_named(a, &a->reading) : clause->from > 0))
                return false;
        if (!named)
                topic_name(a);
        decide(a, threshold, DECIDE_ADDRESSED, &other);
        if (other.kind != ANSWER_ANSWER)
                return false;
        *out = other;
        out->rest = true;
        out->choice[0] = other.entry; /* "just the first bit then" */
        out->choice[1] = not_covered;
        out->choice_count = 2;
        return true;
}

static bool all_ask(struct answer *a, const struct clause *clause, size_t count)
{
        for (size_t i = 0; i < count; i++)
                if (!read_clause(a, clause + i))
                        return false;
        return true;
}

void clauses_begin(struct answer *a)
{
        struct reading *r = &a->reading;
        size_t from = chat_skip(a, 0);

        if (from > 0 && from < r->word_count && topic_is_named(a, r) &&
            (r->word[from].flags & TEXT_BREAK || lexicon_match(a->lexicon, LEXICON_ASKING, r, from)))
                take(r, r, from, r->word_count);
        a->said = r->term_count;
}

void clauses_decide(struct answer *a, double threshold, bool named, struct decision *out)
{
        bool covered = out->kind != ANSWER_UNCOVERED || out->entry == ENGINE_NO_ENTRY, done = false;
        struct match_result result = a->result;
        struct signs_found found = a->found;
        struct clause clause[CLAUSES];
        size_t count;

        if (out->kind == ANSWER_ANSWER || out->kind == ANSWER_URGENT || !is_quick(&a->reading))
                return;
        count = find(a, !covered, clause);
        if (count < 2)
                return;
        a->reading.term_count = a->said; /* no clause has the name that was only tried */
        take(&a->whole, &a->reading, 0, a->reading.word_count);
        if (covered || all_ask(a, clause, count))
                for (size_t i = 0; i < count && !done; i++)
                        done = covered ? decide_alone(a, clause + i, threshold, named, out)
                                       : decide_other(a, clause + i, threshold, named, out);
        a->found = found; /* it is what all of the message describes */
        if (done)
                return;
        take(&a->reading, &a->whole, 0, a->whole.word_count);
        a->result = result;
        decide_words(a, out);
}
