/* engine.h - the handle, as the parts of answer/ see it.
 *
 *   answer.c   open, reload, close; a message's way through the house
 *   files.c    the FAQ's files, each matched by itself
 *   topic.c    what each file is about; does a message name it?
 *   follow.c   a question in the light of what was talked about before
 *   clauses.c  one clause of a message that has more
 *   decide.c   confidences -> one of the six decisions
 *   chat.c     commands, numbered choices, "more"
 *   chat_manners.c   thanks, leave, blame; votes
 *   explain.c  why it decided so
 *   about.c    what is loaded, what a text is about
 */
#ifndef ANSWER_ENGINE_H
#define ANSWER_ENGINE_H

#include "address.h"
#include "answer.h"
#include "article.h"
#include "dialog.h"
#include "lexicon.h"
#include "names.h"
#include "rank.h"
#include "reply.h"
#include "signs.h"

#define ENGINE_NO_ENTRY UINT32_MAX
#define ENGINE_ANCHORS 4
#define ENGINE_NEAREST 3
#define ENGINE_NEAR_LEAST 0.02f  /* a confidence below it means nothing */

/* What one file is about: stems of which nearly every ask for its passages holds one (none: it has no
 * gate), and those that stand for it where a follow-up leaves it out. */
struct topic {
        uint32_t anchor[ENGINE_ANCHORS], stem[ENGINE_ANCHORS];
        size_t anchor_count, stem_count;
};

/* One file of the FAQ. It is matched by itself, so that what it answers does not depend on the others. */
struct engine_file {
        struct article_faq faq;   /* the whole FAQ but for its entries: they alone */
        uint32_t first;           /* of its entries, in the whole */
        struct rank rank;
        struct topic topic;
};

struct answer {
        struct article_faq *faq;
        struct engine_file *file; /* one for each of faq->head */
        struct lexicon *lexicon;
        struct signs *signs;
        struct dialog *dialog;
        struct names names;
        double addressed, in_private, ambient;  /* thresholds */
        uint32_t asked;           /* questions so far */
        uint32_t gated;           /* the first file with a gate, or 0 */
        bool any_gate;

        /* Working room of one call; too large for the stack of some hosts. */
        struct reading reading;
        size_t said;              /* of its terms: those of the message, the topic's name may stand behind */
        struct reading whole;     /* the message's words and terms, while `reading` has a clause of it */
        struct match_result result; /* of the file that was chosen */
        struct signs_found found;
        struct signs_before before; /* of whoever speaks */
        uint32_t about;           /* the file whose topic is meant where none is named */
        uint32_t meant_before, meant; /* by the question before, and by this one, had it named the topic */
        bool talking;             /* with somebody who was given a reply */
        struct reply reply;
        char text[4096];
};

/* What is to be said, before it is laid out. */
struct decision {
        enum answer_kind kind;
        uint32_t entry;            /* or ENGINE_NO_ENTRY */
        uint32_t file;             /* the file whose words are said where there is no entry */
        double confidence;
        uint32_t choice[DIALOG_CHOICES];
        size_t choice_count;
        bool unwell;               /* refused, though it sounds like a warning sign */
        bool perhaps;              /* the choice is one if the topic is meant at all */
        const char *text;          /* borrowed from the FAQ, or in answer->text */
        const char *hint;          /* may be NULL */
        const char *tail;          /* the disclaimer, or NULL */
        uint32_t question;         /* its number, or that of the question it still belongs to; or 0 */
        enum answer_vote vote;     /* on the answer to question `voted` */
        uint32_t voted, voted_entry;
        bool rest;                 /* something else was asked, too, that is not covered: choice[1] */
        bool reminder;             /* of a warning that was given before */
        bool remember;             /* it starts or goes on with a dialogue */
        bool goes_on;              /* text is the rest of what was given before */
};

/* Opens what ranks each file's entries. 0, or -1 with the reason in why; files_close is due all the same. */
int files_open(struct answer *answer, const struct answer_options *options, char *why, size_t cap);
void files_forget_asks(struct answer *answer);
void files_close(struct answer *answer);
/* Ranks the entries of one file for answer->reading, into answer->result. */
void files_ask(struct answer *answer, uint32_t file);

/* Finds each file's anchors and topic stems, once the lexicon is sealed. 0, or -1: no memory. */
int topic_find(struct answer *answer);
/* Is the stem one of the topic's name? LEXICON_NO_STEM never is. */
bool topic_holds(const struct topic *topic, uint32_t stem);
/* Does the reading name the topic? Never one that has no gate. */
bool topic_names(const struct topic *topic, const struct reading *reading);
/* Does the reading name the topic of any file? True where no file has a gate. */
bool topic_is_named(const struct answer *answer, const struct reading *reading);
/* How many words are none of the FAQ's, numbers and empty ones apart. */
size_t topic_foreign(const struct reading *reading);
/* Reads the message as if it named the topic of answer->about. */
void topic_name(struct answer *answer);

/* From answer->reading: matches, finds signs, decides. `threshold` is the
 * confidence from which a passage is given. */
enum decide_how {
        DECIDE_AMBIENT,   /* said to nobody: only answer and urgent */
        DECIDE_ADDRESSED, /* said to the bot */
        DECIDE_GUESS,     /* likewise, but that it names the topic is only a guess */
        DECIDE_ASK        /* likewise; no passage is given, but offered: "if it is a cramp ..." */
};
void decide(struct answer *answer, double threshold, enum decide_how how, struct decision *out);

/* From answer->reading of `to` decides, in the light of `turn` (or NULL), what that person was told before;
 * a warning among that is repeated, or taken back. */
void follow_decide(struct answer *answer, const struct address *to, double threshold, bool ambient,
                   struct dialog_turn *turn, struct decision *out);

/* Leaves out what is said before the question and is none: "just testing. why do calves cramp". */
void clauses_begin(struct answer *answer);
/* After that, where out is no passage and the message has clauses: decides by that which is answered. named: the
 * message names the topic. */
void clauses_decide(struct answer *answer, double threshold, bool named, struct decision *out);

/* Was a warning given that may still be repeated? */
bool follow_warned(const struct answer *answer, const struct dialog_turn *turn);

/* Fills text, hint and tail of a decision about an entry. */
void decide_words(struct answer *answer, struct decision *decision);

/* The first word from `at` on that is neither a greeting nor politeness. */
size_t chat_skip(const struct answer *answer, size_t at);

/* Does the message end with a question mark, or begin as a question does? */
bool chat_asks(const struct answer *answer);

/* "Ok bye for real", "next time a taxi lol, thanks": who says that behind an answer wants none. Then
 * out says how it is met. */
bool chat_closes(struct answer *answer, struct dialog_turn *turn, bool in_private, struct decision *out);

/* Is it a command, a choice by number, "more" or a vote? False: it is a question. */
bool chat(struct answer *answer, struct dialog_turn *turn, bool in_private, struct decision *out);

#endif
