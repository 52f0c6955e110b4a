/* host.h - the FAQ inside a bot that somebody already runs.
 *
 * What every adapter (plugin/adapters/) needs besides answer.h: settings by
 * name, the room that a line has, the asker's nick in front, a new FAQ when a
 * file has changed, and the counts. An adapter hands in what its bot heard and
 * sends the lines that come back:
 *
 *      message -> answer_host_ask -> send(line), send(line), ...
 *      timer   -> answer_host_poll -> tell("the new answers are in use")
 *
 * The rules of answer.h hold here too: no clock (time is handed in), no
 * printing, no globals, and every pointer in a callback is borrowed and valid
 * until that callback returns. One host may be used by one thread at a time.
 */
#ifndef ANSWER_HOST_H
#define ANSWER_HOST_H

#include "answer.h"

/* How a line is to be sent. */
#define ANSWER_HOST_NOTICE 1u /* by NOTICE, not by PRIVMSG */
#define ANSWER_HOST_URGENT 2u /* a warning sign: ahead of everything that waits */

struct answer_host;

/* A setting, under the name that it has in bot.cfg. Values are texts. */
struct answer_host_setting {
        const char *name;
        const char *help;  /* one line */
        const char *value; /* as it is now; borrowed until it is set */
};

/* What the bot's owner may say to the plugin. */
struct answer_host_word {
        const char *name;      /* "why", or with a word that may stand behind it: "reload force" */
        const char *arguments; /* "QUESTION"; "" if there are none */
        const char *help;      /* one line */
};

/* One line of a reply, two ways: as it goes to the network, and what is said in it. */
struct answer_host_line {
        const char *raw;    /* "PRIVMSG #cramps :joe: In bed ..."; without CR LF */
        const char *target; /* "#cramps" */
        const char *text;   /* "joe: In bed ..." */
        unsigned how;       /* ANSWER_HOST_... */
};

struct answer_host_events {
        size_t size;
        /* One line for the bot's owner: what was loaded, or why it was not. */
        void (*tell)(void *context, const char *line);
        /* One line of a reply: at most 510 bytes with its command, target and
         * the bot's own prefix; without control codes. */
        void (*send)(void *context, const struct answer_host_line *line);
        void *context; /* handed to tell; send gets the message's */
        /* How this bot's owner gives a command and makes a setting, for help: ".crampfaq",
         * and "set cramp_faq(*)" with the setting's name for the *. Kept until close. */
        const char *command, *setting;
        const char *faq; /* what the setting faq is at first; NULL: nothing */
        bool personal;   /* a person speaks under the same nick: at first it answers nowhere */
        const struct answer_host_learning *learning; /* or NULL: nothing is learned */
};

struct answer_host_learning;

struct answer_host_message {
        size_t size;
        const char *network; /* a name; "" will do */
        const char *channel; /* where it was said; NULL, or the bot's nick: in private */
        const char *nick;    /* who asks */
        const char *account; /* their services account, or NULL */
        const char *self;    /* the bot's nick */
        const char *address; /* the bot's user@host as others see it; NULL: not known */
        const char *text;    /* as the network sent it, control codes included */
        uint64_t now;        /* milliseconds on a clock that never goes back */

        void *context;       /* handed to send */

        /* For bots with settings of their own for each channel; NULL: as set. */
        const char *prefix, *ambient, *lines, *reply;

        /* The whole line as the network sent it, tags included: "[@TAGS ]:NICK!USER@HOST PRIVMSG
         * TARGET :TEXT". Channel, nick and text are then read from it; NULL: they are as above.
         * What it says was said five minutes or more before wall is being replayed (by a bouncer
         * as ZNC, or by the server), and not answered. */
        const char *line;
        /* The bot has a command of its own that this may be. What is not understood is then left
         * to it: nothing is said, nothing kept, and the decision is ANSWER_NONE. */
        bool command;
        int64_t wall; /* the bot's clock, in seconds since 1970 (UTC); 0: nobody looks */
        const char *from;    /* the asker's user@host, or NULL; out of `line` where there is one */
};

/* What comes from outside of this room: the inbox of questions that found no answer.
 * plugin/adapters/learning.h has it. */
struct answer_host_learning {
        size_t size;
        void *(*open)(const struct answer_host_events *owner); /* NULL: no memory */
        void (*close)(void *state);
        void (*keep_in)(void *state, const char *file);        /* "": nowhere */
        void (*heard)(void *state, const struct answer_host_message *message,
                      const struct answer_reply *reply);
        void (*idle)(void *state, uint64_t now);
        /* "unanswered" and "dismiss", with what stands behind them. */
        void (*command)(void *state, struct answer *answer, const char *name, const char *rest,
                        void (*line)(void *context, const char *text), void *context);
};

/* A host with every setting at its initial value, and no FAQ yet. abi is the
 * ANSWER_ABI that the caller was written for. NULL if it is another one than
 * the library's or there is no memory; the owner was told which. */
ANSWER_API struct answer_host *answer_host_open(unsigned abi, const struct answer_host_events *events);
ANSWER_API void answer_host_close(struct answer_host *host);

/* 0, or -1: the owner was told why not, and the old value stays. What concerns the FAQ
 * itself takes effect with the next poll. */
ANSWER_API int answer_host_set(struct answer_host *host, const char *name, const char *value);

/* The settings, and what the owner may say, each in the order in which people should see
 * them. False behind the last. */
ANSWER_API bool answer_host_setting(const struct answer_host *host, size_t i, struct answer_host_setting *out);
ANSWER_API bool answer_host_word(size_t i, struct answer_host_word *out);

/* Loads the FAQ; loads it again if a setting or one of the files has changed and has
 * kept still for a second. Tells the owner about it, every mistake with file and line;
 * after one, or if answers would be worse, the old FAQ goes on answering. Cheap: to be
 * called about every second. */
ANSWER_API void answer_host_poll(struct answer_host *host, uint64_t now);

/* Answers one message through send, or not at all: CTCP, the bot's own lines, what is no
 * message of a person's, and whatever is not for the bot. Returns what was decided. */
ANSWER_API enum answer_kind answer_host_ask(struct answer_host *host,
                                            const struct answer_host_message *message);

/* Somebody is called `to` from now on; NULL: has left. Once for each that the network tells of,
 * however many channels they are in: answer_moved. */
ANSWER_API void answer_host_moved(struct answer_host *host, const char *network, const char *nick, const char *to);

/* Carries out what the owner says to the plugin: one of its words, or nothing for "status";
 * anything else is taken for "help". What comes of it is handed to line, and not told besides. */
ANSWER_API void answer_host_command(struct answer_host *host, const char *text,
                                    void (*line)(void *context, const char *text), void *context);

#endif
