/* outbox.h - what waits to be said on one network.
 *
 *   control:  JOIN, NICK, WHOIS ...         first
 *   urgent:   reply reply ...               before all other replies
 *   brief:    "busy" ...                    one after every few other lines
 *   low:      what a command tells an admin    the same
 *   replies:  anna(1) bert(1) anna(2) ...   one from each person in turn
 *        |
 *        v   a line only when a token is there: `burst` at first, then one
 *            every `interval` ms; never more than `bytes` within that time
 *
 * A reply goes whole or not at all, its lines one after the other; only an
 * urgent reply goes between two lines of one that is not. Everything is
 * bounded, so that the slowest reply is late by minutes, not by hours.
 *
 * Turns: a person's first waiting reply gets the present turn, or the next if
 * they were answered in this one, and each further reply one turn later; the
 * lowest turn goes first, then the oldest. So ten
 * questions of one person do not delay another's first (start-time fair
 * queueing; Goyal, Vin and Cheng, 1996). From half full on a person who already
 * waits for a reply gets no further place, so that there is one for everybody.
 *
 * What the server has not read yet is counted by the clock: it takes a line in
 * every `interval`, so that no more than `burst` lines and `bytes` lie there.
 */
#ifndef BOT_OUTBOX_H
#define BOT_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OUTBOX_REPLIES_MAX 128   /* urgent ones and others counted apart */
#define OUTBOX_CROWDED (OUTBOX_REPLIES_MAX / 2) /* from here on one a person */
#define OUTBOX_BYTES_MAX 65536   /* as the replies */
#define OUTBOX_PERSON_MAX 5      /* waiting for one person; also */
#define OUTBOX_BRIEF_MAX 8       /* one a person */
#define OUTBOX_LOW_MAX 48
#define OUTBOX_BRIEF_EVERY 3     /* lines of replies between two brief or low ones */
#define OUTBOX_LINES_MAX 8
#define OUTBOX_CONTROL_MAX 64
#define OUTBOX_CONTROL_ROOM 16
#define OUTBOX_BURST_MAX 100

struct outbox;

struct outbox_reply {
        const char *person;  /* whose turn this takes: their nick, as it compares */
        const char *command; /* "PRIVMSG" or "NOTICE" */
        const char *target;
        const char *place;   /* the channel that this is, as it compares; NULL: in private */
        const char *source, *account; /* of the person; or NULL: for who looks whether it fits */
        bool urgent;
        bool brief;          /* says only why there is no reply; has a little room of its own */
        bool low;            /* can wait; has room of its own */
        uint64_t said;       /* a number for what is said, and where; or 0 */
        uint64_t behind;     /* goes after a reply with this number; or 0 */
        const char *tags;    /* in front of the first line, without '@'; or NULL */
        uint64_t who;        /* for events.done; 0: nobody */
        const char *const *lines; /* texts; no more than OUTBOX_LINES_MAX, and one if brief or low */
        size_t count;
};

struct outbox_events {
        /* Sends "@tags COMMAND target :text" (tags may be NULL), or, for control,
         * just text (command NULL). False: it cannot be sent now; everything is kept. */
        bool (*send)(void *context, const char *tags, const char *command, const char *target,
                     const char *text);
        /* May a text so long of this reply still go? If not, the rest of the reply is dropped. */
        bool (*fits)(void *context, const struct outbox_reply *reply, size_t length);
        /* All of a reply to `who` was sent. May be NULL. */
        void (*done)(void *context, uint64_t who);
        /* What has this number was not said, or not all of it: it was dropped. May be NULL. */
        void (*unsaid)(void *context, uint64_t said);
        void *context;
};

/* NULL: out of memory. */
struct outbox *outbox_open(const struct outbox_events *events);
void outbox_close(struct outbox *outbox);

/* burst 1..OUTBOX_BURST_MAX, interval in ms, bytes at a time. */
void outbox_limit(struct outbox *outbox, unsigned burst, unsigned interval, unsigned bytes);

/* A new connection: all tokens are there again; what waited is forgotten. */
void outbox_reset(struct outbox *outbox);

/* Copies all. False: no room, or nothing to say; nothing was taken. */
bool outbox_put(struct outbox *outbox, const struct outbox_reply *reply);

/* The person has left that channel, or, where place is NULL, the network: what waits for them
 * there is dropped, and in private all of it. What is urgent, or what others are pointed to, is
 * still said in a channel. */
void outbox_forget(struct outbox *outbox, const char *person, const char *place);

/* The person is called nick, which compares as `to`, from now on; source: nick!user@host. What is
 * to be said in private goes there; but low ones are dropped, since who proved to be an
 * admin did so under the other nick. */
void outbox_rename(struct outbox *outbox, const char *person, const char *to, const char *nick, const char *source);

/* A whole line that is no reply. False: no room. */
bool outbox_control(struct outbox *outbox, const char *line);

/* So few lines of these wait that there is room for what can as well be asked for
 * later; the rest is for what cannot. */
bool outbox_has_control_room(const struct outbox *outbox);

/* Nothing waits at all. */
bool outbox_is_idle(const struct outbox *outbox);

/* A line that went past the outbox: it takes a token all the same. */
void outbox_account(struct outbox *outbox, size_t bytes, uint64_t now);

/* Sends what may be sent at `now` (ms). Returns in how many ms to call again;
 * 0: nothing waits. */
uint64_t outbox_pump(struct outbox *outbox, uint64_t now);

/* Replies waiting. */
size_t outbox_count(const struct outbox *outbox);

#endif
