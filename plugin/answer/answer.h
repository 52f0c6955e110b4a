/* answer.h - from a question to a reply.
 *
 * A FAQ (the files in faq/) is loaded into one opaque handle; a message goes
 * in, a reply comes out. The library knows no IRC connection and no bot: it
 * never prints, blocks, exits, starts a thread, or keeps anything outside the
 * handle. The same files and the same messages give the same replies on every
 * machine: no clock (time is handed in), no locale, no randomness.
 *
 * One handle may be used by one thread at a time; different handles are
 * independent. answer_open allocates; answer_ask does not.
 *
 * Every pointer that comes back through a callback is borrowed and valid until
 * the callback returns.
 *
 * Growing: members are only ever appended to these structs. A caller sets
 * `size` to the sizeof that it was compiled with; members behind it count as
 * zero. ANSWER_ABI changes when that is not enough.
 */
#ifndef CRAMPBOT_ANSWER_H
#define CRAMPBOT_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ANSWER_ABI 3
#define ANSWER_API __attribute__((visibility("default")))

/* Below this many bytes a line no reply is made: a disclaimer in shreds is
 * worse than silence. */
#define ANSWER_LINE_MIN 40
/* Thresholds where none is said. */
#define ANSWER_ADDRESSED 0.50
#define ANSWER_IN_PRIVATE 0.50
#define ANSWER_AMBIENT 0.60

/* Longer lines are never made, whatever the budget. */
#define ANSWER_LINE_MAX 1024

/* Of a message no more is read, so that none costs a hundred times what others do: twice
 * what a line of IRC holds. What is cut off may be half a character. */
#define ANSWER_MESSAGE_MAX 1024

/* The six decisions, weakest first. */
enum answer_kind {
        ANSWER_NONE,      /* not for the bot: nothing is said */
        ANSWER_UNKNOWN,   /* to the bot, but not about the topic; also help and topics */
        ANSWER_UNCOVERED, /* about the topic, but the article does not say */
        ANSWER_UNSURE,    /* two or three passages are close: a numbered choice */
        ANSWER_ANSWER,    /* one passage is clearly meant: it, then the disclaimer */
        ANSWER_URGENT     /* a warning sign: the urgent line, before everything */
};

enum answer_severity { ANSWER_ERROR, ANSWER_DOUBT };

/* A mistake (ANSWER_ERROR: the file is refused) or something doubtful in a FAQ
 * file. line 0: the whole file. `what` says what is wrong and what would be
 * right, in one line. */
typedef void answer_report(void *context, const char *file, unsigned line,
                           enum answer_severity severity, const char *what);

struct answer_options {
        size_t size;
        const char *const *files; /* article files; each names its lexicon */
        size_t file_count;

        /* The confidence from which a passage is given, 0 < t <= 1. 0 takes
         * the default, ANSWER_ADDRESSED and so on. */
        double addressed;  /* said to the bot in a channel */
        double in_private; /* said to the bot in private */
        double ambient;    /* said in a channel to nobody in particular */

        answer_report *report; /* or NULL */
        /* Called with each file read, the lexicon's too; or NULL. */
        void (*uses_file)(void *context, const char *path);
        void *context;         /* handed to both */
        bool doubts;           /* also look for what is only doubtful; takes longer */
        bool index_only;       /* rank by BM25F alone: no classifiers are trained. So it is
                                  in any case above 2,000 entries. */
};

struct answer;

/* ANSWER_ABI as the library was built: for callers that load it at run time. */
ANSWER_API unsigned answer_abi(void);

/* NULL on failure, with the first mistake in why ("FILE:LINE: what"). */
ANSWER_API struct answer *answer_open(const struct answer_options *options, char *why, size_t cap);
ANSWER_API void answer_close(struct answer *answer);

/* Builds a new FAQ and swaps it in, keeping what people were talking about. On
 * failure (-1) the old one is untouched. */
ANSWER_API int answer_reload(struct answer *answer, const struct answer_options *options,
                             char *why, size_t cap);

/* The same in two steps: takes over the dialogues of `from`, which is closed. */
ANSWER_API void answer_adopt(struct answer *into, struct answer *from);

struct answer_message {
        size_t size;
        const char *network; /* a name; "" will do */
        const char *channel; /* NULL: in private */
        const char *nick;    /* who asks; NULL or "": nobody is remembered */
        const char *account; /* the asker's services account, or NULL: no answer hangs on it so far */
        const char *self;    /* the bot's nick, or NULL */
        const char *prefix;  /* a command prefix that addresses the bot, or NULL */
        const char *text;    /* any bytes; ANSWER_MESSAGE_MAX of them are read */
        size_t length;
        bool addressed;      /* the caller knows that it is said to the bot */
        bool ambient;        /* may be answered though nobody was addressed */
        uint64_t now;        /* milliseconds on a clock that never goes back */
        size_t line_bytes;   /* budget of one line, in bytes */
        size_t line_count;   /* how many lines at the most; 0 is 1 */
        const char *from;    /* the asker's user@host; NULL: not known. Talk in private is remembered
                                for who comes from there alone. */
};

/* What somebody says of the answer that they got. Which words mean it is the lexicon's
 * to say; it counts within five minutes, once for each answer. */
enum answer_vote { ANSWER_NO_VOTE, ANSWER_THANKS, ANSWER_WRONG };

struct answer_reply {
        enum answer_kind kind;
        const char *id;            /* passage, kind of uncovered question or warning; or "" */
        double confidence;         /* 0..1: of all answers given at c, about c are right */
        const char *const *also;   /* ids of the other candidates, best first */
        size_t also_count;
        const char *const *lines;  /* each within line_bytes; valid UTF-8, no control codes */
        size_t count;              /* 0 only for ANSWER_NONE */

        /* For those who collect what found no answer. The message was a question, not a
         * command: its number in this handle, which is never 0, its words without the address,
         * and the ids that came nearest, best first, whatever they scored. */
        uint32_t number;           /* 0: no question */
        const char *question;      /* any bytes; borrowed from the message */
        size_t question_length;
        const char *const *nearest;
        size_t nearest_count;      /* at most 3 */

        /* Or it was a vote on the answer to an earlier question of the same person. */
        enum answer_vote vote;
        uint32_t voted;            /* that question's number */
        const char *voted_id;      /* what was given: the id; "" for a choice or an honest miss */
};

typedef void answer_say(void *context, const struct answer_reply *reply);

/* Decides on one message. say is called exactly once, for ANSWER_NONE too, and
 * may be NULL. Returns the reply's kind. A message that is not addressed (by
 * `addressed`, in private, by `self` or by `prefix`) gets ANSWER_NONE unless
 * `ambient`. Where line_bytes is too small for a whole reply in line_count
 * lines, as many lines as it needs are made; below ANSWER_LINE_MIN none. */
ANSWER_API enum answer_kind answer_ask(struct answer *answer, const struct answer_message *message,
                                       answer_say *say, void *context);

/* Somebody is called `to` from now on, or, where it is NULL, has left the network: what they were
 * talking about moves along, or is forgotten. So is that of whoever was called `to` before. */
ANSWER_API void answer_moved(struct answer *answer, const char *network, const char *nick, const char *to);

/* What is loaded; texts are borrowed until close or reload. */
struct answer_about {
        size_t size;
        size_t articles, passages, uncovered, warnings;
        const char *id, *title;    /* of the first article */
        const char *reviewed;      /* YYYY-MM-DD, when the first article was last looked through */
};
ANSWER_API void answer_about(const struct answer *answer, struct answer_about *out);

/* Where a passage, an uncovered kind or a warning stands. */
struct answer_entry {
        size_t size;
        const char *id, *title, *file;
        unsigned line;
        enum answer_kind kind;     /* as which it is given: answer, uncovered or urgent */
};
/* False: there is none of that id. */
ANSWER_API bool answer_entry(const struct answer *answer, const char *id, struct answer_entry *out);

/* A stem of a text, as a number, and how much it says: everyday words and what the FAQ is
 * about anyway say nothing. */
struct answer_stem {
        uint32_t stem;
        float weight;
};
/* The stems that say something, each once, sorted by number; at most `most`. */
ANSWER_API size_t answer_stems(struct answer *answer, const char *text, size_t length,
                               struct answer_stem *out, size_t most);

/* "urgent", "answer", "unsure", "uncovered", "unknown" or "none". */
ANSWER_API const char *answer_kind_name(enum answer_kind kind);

/* Why answer_ask decides as it does: the words that counted and by how much,
 * corrections, the runner-up, thresholds, the decision; a line at a time. It
 * remembers nothing. */
ANSWER_API void answer_explain(struct answer *answer, const struct answer_message *message,
                               void (*line)(void *context, const char *text), void *context);

enum answer_ranking {
        ANSWER_RANK_MATCH, /* as answer_ask ranks; score is the confidence */
        ANSWER_RANK_BM25   /* BM25F over title, asks, keywords and text; of a handle
                              opened with index_only */
};

/* Ranks without topic gate and thresholds; calls hit at most k times, best
 * first. Returns the number of hits. */
ANSWER_API size_t answer_rank(struct answer *answer, const char *text, size_t length,
                              enum answer_ranking ranking, size_t k,
                              void (*hit)(void *context, const char *id, double score),
                              void *context);

#endif
