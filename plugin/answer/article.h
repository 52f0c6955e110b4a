/* article.h - the files in faq/ -> checked passages.
 *
 *   faq ----- article (its disclaimer, source, language, lexicon's path)
 *        `--- entry entry entry ...   passages, uncovered kinds, warnings
 *                |-- asks, keywords   how people put it
 *                `-- signs            of a warning or an uncovered kind: concepts that come together
 *        `--- concept concept ...     words for one thing, for signs
 *
 * Everything dies with article_close; asks, keywords and says may go before, once they are
 * learned: article_forget_asks.
 */
#ifndef ANSWER_ARTICLE_H
#define ANSWER_ARTICLE_H

#include "answer.h"

/* Bytes. */
#define ARTICLE_ID_MAX 64
#define ARTICLE_ID_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
#define ARTICLE_TITLE_MAX 60
#define ARTICLE_ASK_MAX 300
#define ARTICLE_ANSWER_MAX 300     /* so that answer and disclaimer fit one line */
#define ARTICLE_DISCLAIMER_MAX 120
/* What fits a line of IRC (512 bytes) where all else in it is as long as servers let it be:
 * a host of 63, a channel of 50, nicks of 16, a user of 10, "PRIVMSG", colons, blanks, CR LF. */
#define ARTICLE_LINE 340
#define ARTICLE_SETS 4             /* words of 64 bits in a set of concepts */
#define ARTICLE_CONCEPTS_MAX (64 * ARTICLE_SETS)
#define ARTICLE_PARTS_MAX 4

enum article_kind { ARTICLE_PASSAGE, ARTICLE_UNCOVERED, ARTICLE_WARNING };

struct article_list {
        const char *const *item;
        size_t count;
};

/* "LEG + SWOLLEN - JEANS": all of the first are said, none of the others. */
struct article_sign {
        uint64_t said[ARTICLE_SETS];   /* concept c is bit c % 64 of word c / 64 */
        uint64_t unsaid[ARTICLE_SETS];
};

/* What a passage lists, in its order: "and the third?" asks for one of them. */
struct article_parts {
        size_t count;
        const char *id[ARTICLE_PARTS_MAX];
        uint32_t entry[ARTICLE_PARTS_MAX];
};

/* There may be a million: what is only for people who read the file (section, author, reviewed)
 * is not kept. */
struct article_entry {
        enum article_kind kind;
        unsigned line;
        unsigned article;     /* index */
        unsigned sign_count;
        const char *file;
        const char *id;
        const char *title;
        const char *answer;   /* what is said: the answer, the honest line, the urgent line; where an
                               * imported passage has none, `text` itself, of any length */
        const char *more;     /* a longer text, or NULL */
        const char *text;     /* the passage's full text where it was imported, or NULL */
        struct article_list asks;
        struct article_list keywords;
        struct article_parts *parts;      /* NULL: it lists none */
        const struct article_sign *signs; /* any one of them is the entry, whatever the words score */
};

struct article_concept {
        const char *name;
        const char *file;         /* where it stands first */
        unsigned line;
        struct article_list says; /* phrases; ".." in one stands for up to three words */
        bool place;               /* a place or circumstance: a negator near it denies nothing */
        bool common;              /* nearly every message names it: it completes no sign of an earlier one */
        bool over;                /* what is told in the same clause is long past: "in the nineties" */
        bool lasts;               /* but not in a clause that has this, too: "is" */
        bool again;               /* nor in a message that has this: "came back" */
};

struct article_head {
        const char *id, *title, *language;
        const char *lexicon;     /* path, or NULL */
        const char *golden;      /* path of its golden questions (golden.h), or NULL */
        const char *disclaimer;
        const char *source;      /* one line: what the answers are taken from */
        const char *reviewed;
        const struct article_sign *topic; /* ways to describe the topic without its name */
        size_t topic_count;
        const struct article_sign *beside; /* what may be the topic, or something else */
        size_t beside_count;
        const struct article_sign *implied; /* what is said to the bot in place of the topic's name */
        size_t implied_count;
        const struct article_sign *taken_back; /* what takes back what was described before */
        size_t taken_back_count;
        /* What the bot says of itself. What is said for all files stands in the first: help, unknown,
         * unclear, no_more, no_topic, thanks, wrong. */
        const char *help;        /* what it can be asked, and the commands */
        const char *unknown;     /* not about the topic */
        const char *unclear;     /* the same in the middle of a conversation; or NULL */
        const char *uncovered;   /* about the topic, but nothing fits; or NULL, but in the first */
        const char *unwell;      /* nothing fits, but it sounds like a warning sign; or NULL: as else */
        const char *rest;        /* behind an answer to a part of the question; or NULL */
        const char *choice;      /* before the numbered choice: "Do you mean" */
        const char *perhaps;     /* the same where the topic is only guessed: "If it is a cramp, do you mean" */
        const char *yes;         /* behind a choice of one; or NULL */
        const char *more;        /* hint where more is to be had: "Say more for the rest." */
        const char *no_more;     /* "more" without anything to go on with */
        const char *no_topic;    /* "topic X" without such a passage */
        const char *thanks;      /* to thanks in private, or NULL */
        const char *wrong;       /* to "wrong", or NULL */
        const char *warned;      /* to what goes on from a warning, or NULL: its line again */
};

struct article_faq {
        struct article_head *head;  /* one an article file */
        size_t head_count;
        struct article_entry *entry;
        size_t entry_count;
        struct article_concept *concept;
        size_t concept_count;
        void *arena;
        void *lists; /* an arena of their own: asks, keywords, says */
};

/* Reads all files of options. Every mistake goes to options->report. NULL if
 * there was one, with the first in why. */
struct article_faq *article_open(const struct answer_options *options, char *why, size_t cap);
void article_close(struct article_faq *faq);

/* Gives back the memory of what is only needed to load a FAQ: from now on all asks, keywords and
 * says are empty. Titles, ids and everything that is said stay. */
void article_forget_asks(struct article_faq *faq);

#endif
