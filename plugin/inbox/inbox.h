/* inbox.h - the questions that found no answer, kept without those who asked them.
 *
 *      inbox_note, inbox_vote --> [queue] --inbox_idle--> SQLite file --inbox_list-->
 *          (memory, bounded)                (one transaction)
 *
 * Of a question are kept: its words (clean.h), how often and on how many different days
 * it was asked, the first and the last day, how it was answered, what came nearest. Of
 * an answer: how often people said thanks or wrong. No nick, host, account, channel,
 * network or time of day; a caller has none of them to give. Two questions are the same
 * if their words are, without what stands between them.
 *
 * Noting touches no file, and allocates nothing but the queue, once; only where the queue
 * is full is it written out at once. A note counts as acknowledged once inbox_flush has returned true
 * after it, or inbox_list has shown it: then it is committed, and no end of the process
 * loses it. (A crash of the whole machine may lose what was committed last, and
 * never damages the file: WAL with synchronous=NORMAL.)
 *
 * A file that cannot be used (full disk, no rights, locked, not ours, of a newer
 * version) never stops anything: notes wait in the queue, the reason is told once, and
 * the inbox tries again by itself. A damaged file of ours is set aside as FILE.broken and
 * begun anew; one of an older version is brought up to date. The library (SQLite) is
 * loaded with the first note and given back when nothing has happened for a while.
 *
 * Days count from 1970-01-01; the time is handed in. One inbox may be used by one thread
 * at a time; several processes may use one file.
 */
#ifndef INBOX_INBOX_H
#define INBOX_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clean.h"

#define INBOX_QUEUE 64      /* notes that wait in memory */
#define INBOX_ID_BYTES 65   /* an answer's id, with its NUL; longer ones are cut */
#define INBOX_BEST 3        /* candidates kept with a question */
#define INBOX_ROWS 5000     /* questions; what is usual. The least asked go first, then the oldest */
#define INBOX_ROWS_MAX 20000

/* How it was answered. The numbers stand in the file. */
enum inbox_kind { INBOX_UNKNOWN = 1, INBOX_UNCOVERED = 2, INBOX_UNSURE = 3, INBOX_WRONG = 4, INBOX_NONE = 5 };

enum inbox_level { INBOX_ERROR, INBOX_WARN, INBOX_INFO };

struct inbox_options {
        const char *file;    /* copied; its folder is made where it is missing */
        const char *library; /* NULL: SQLite as it is usual */
        unsigned keep;       /* days; what was not asked for longer is gone. 0: for ever */
        unsigned rows;       /* at most so many questions; 0: INBOX_ROWS */
        bool reader;         /* for a tool: only a file that is there is opened, none is set aside */
        /* One line for the log, for each trouble once and when it is over; or NULL. */
        void (*tell)(void *context, enum inbox_level level, const char *line);
        void *context;
};

struct inbox_note {
        enum inbox_kind kind;
        const char *words;             /* from clean_words; "": nothing is noted */
        const char *given;             /* INBOX_WRONG: the id of what was given; or NULL */
        const char *best[INBOX_BEST];  /* ids that came nearest, best first; NULL: none */
        bool again;                    /* this asking is noted already: it is not counted twice */
};

struct inbox;

/* Could this file be an inbox, or be made one? Looks only. False, with a line in why. */
bool inbox_try(const char *file, char *why, size_t cap);

/* Opens no file. NULL: no memory. */
struct inbox *inbox_open(const struct inbox_options *options);
/* Writes what waits, as far as that goes. */
void inbox_close(struct inbox *inbox, int64_t day);

void inbox_note(struct inbox *inbox, const struct inbox_note *note, int64_t day);
/* Somebody said thanks for (up) or wrong to an answer. */
void inbox_vote(struct inbox *inbox, const char *id, bool up, int64_t day);

/* To be called about once a second while nobody waits; now is in milliseconds. Writes
 * what waits, removes what is too old, gives the library back. */
void inbox_idle(struct inbox *inbox, uint64_t now, int64_t day);

/* Writes what waits. False, with a line in why, where it goes on waiting. */
bool inbox_flush(struct inbox *inbox, int64_t day, char *why, size_t cap);

struct inbox_question {
        int64_t id;
        const char *words;    /* UTF-8 without control codes, under CLEAN_BYTES; so are the next two */
        const char *given;    /* "" unless somebody said wrong */
        const char *best;     /* ids with blanks between them */
        enum inbox_kind kind; /* of the last time */
        int64_t count;        /* how often it was asked */
        int64_t days;         /* on how many different days: its occasions */
        int64_t wrong;        /* how often somebody said wrong to its answer */
        int64_t first, last;  /* days */
        bool dismissed;
};

struct inbox_wanted {
        int64_t days_least;   /* asked on so many days at least */
        size_t most;          /* 0: all */
        bool dismissed;       /* those too */
};

/* Calls each with the questions, the most asked first; borrowed during the call. False,
 * with a line in why: the file cannot be read. */
bool inbox_list(struct inbox *inbox, const struct inbox_wanted *wanted,
                void (*each)(void *context, const struct inbox_question *question), void *context,
                char *why, size_t cap);

/* Calls each with the votes of every answer that has some, by id. */
bool inbox_votes(struct inbox *inbox, void (*each)(void *context, const char *id, int64_t up, int64_t down),
                 void *context, char *why, size_t cap);

/* Dismissed: it is not listed any more, though it is counted if it is asked again. Forgotten: it is
 * as if it never had been asked. 1; 0 where there is no such question; -1 with a line in why. */
int inbox_dismiss(struct inbox *inbox, int64_t id, bool forget, char *why, size_t cap);

struct inbox_figures {
        bool known;           /* the file was looked at: what follows was so then */
        int64_t questions, up, down;
        size_t waiting;       /* notes in the queue */
        uint64_t lost;        /* notes for which the queue had no room */
        bool trouble;         /* the file cannot be used at the moment */
};
void inbox_figures(const struct inbox *inbox, struct inbox_figures *out);

const char *inbox_kind_name(enum inbox_kind kind);

/* "once", "7 times". Returns out. */
#define INBOX_TIMES_BYTES 32
const char *inbox_times(int64_t count, char out[INBOX_TIMES_BYTES]);

/* "2026-11-22"; "?" for a day that cannot be. Returns out. */
#define INBOX_DATE_BYTES 16
const char *inbox_date(int64_t day, char out[INBOX_DATE_BYTES]);

#endif
