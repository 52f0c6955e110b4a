/* golden.h - questions whose answers are known: does a FAQ still give them, and what
 * does a new one do with questions that the old one knew?
 *
 * An article names its golden questions as it names its lexicon (golden = "tea.golden";).
 * In that file:
 *
 *   # a comment; blank lines are skipped
 *   how long does tea steep?<TAB>steep         the id of what is to be given
 *   milk and tea<TAB>unsure                    or a kind: answer, urgent, unsure, uncovered, unknown
 *   is tea from China<TAB>origin|history       or any one of several
 *
 * Each is asked as somebody in a channel asks the bot, out of the blue.
 *
 * A reload is worse, and to be refused, if
 *   - a golden question that the old FAQ answers as its line says gets something else of
 *     the new one
 *   - a stored question (one that found no answer, see inbox/) got a warning sign's line
 *     and gets none now; or got a passage, and gets now neither a passage nor a choice,
 *     unless people said that the passage was wrong
 * A golden question that the old FAQ fails too is reported, but a reload that does not
 * mend everything at once is no worse than what is running. What was honestly not
 * covered and gets a passage now is what the inbox is for: it is shown as changed.
 */
#ifndef ANSWER_GOLDEN_H
#define ANSWER_GOLDEN_H

#include "answer.h"

#define GOLDEN_FILE_MAX (1 << 20) /* bytes of a file */
#define GOLDEN_ID_BYTES 65

enum golden_verdict {
        GOLDEN_FINE,    /* as its line says; without a line: as before */
        GOLDEN_BETTER,  /* golden: wrong before, right now */
        GOLDEN_CHANGED, /* stored: something else than before, and not worse */
        GOLDEN_FAILS,   /* golden: wrong now, and not right before */
        GOLDEN_WORSE
};

/* What a question got. */
struct golden_given {
        enum answer_kind kind;
        char id[GOLDEN_ID_BYTES]; /* "" where there is none */
        double confidence;
};

/* All of it is borrowed during the call. */
struct golden_result {
        enum golden_verdict verdict;
        const char *question;    /* of the golden question: fit to be shown, see cfg_plain */
        const char *file;        /* of the golden question; NULL: a stored one */
        unsigned line;
        const char *expected;    /* NULL: a stored one */
        struct golden_given before, now;
};

struct golden_stored {
        const char *question;
        bool wrong;              /* somebody said that its answer was wrong */
};

struct golden_run {
        struct answer *before;   /* NULL: there is none to compare with */
        struct answer *now;
        const struct golden_stored *stored;
        size_t stored_count;
        void (*each)(void *context, const struct golden_result *result); /* or NULL */
        bool (*go_on)(void *context); /* false: enough; or NULL */
        bool strict;             /* an id that nothing has is a mistake: somebody looks at these files */
        answer_report *report;   /* mistakes in golden files, as ANSWER_ERROR, and doubts; or NULL */
        void *context;           /* handed to all three */

        /* what came out */
        size_t golden, stored_asked, skipped, better, changed, fails, worse, mistakes;
};

/* Asks the golden questions of run->now's articles, then the stored ones. Allocates while
 * it runs; nobody's dialogue is touched. */
void golden_run(struct golden_run *run);

/* What a question, said to the bot by nobody in particular, gets; ANSWER_NONE
 * where answer is NULL. Nothing is said, and nobody is remembered. */
struct golden_given golden_give(struct answer *answer, const char *question);

/* "urgent clot", "unknown". */
const char *golden_text(const struct golden_given *given, char *out, size_t cap);

#endif
