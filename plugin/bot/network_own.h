/* network_own.h - what the files of one network share: network.c (its life),
 * hear.c (what comes in), asker.c (from whom), respond.c (what is said to
 * that), speak.c (what goes out), chores.c (what is due), watch.c (what becomes of
 * that), services.c (NickServ), trust.c (who somebody is), describe.c (how it is, for
 * people) and network_figures.c (in figures).
 * Nobody else includes this.
 */
#ifndef BOT_NETWORK_OWN_H
#define BOT_NETWORK_OWN_H

#include "backoff.h"
#include "channels.h"
#include "isupport.h"
#include "quota.h"
#include "network.h"
#include "outbox.h"
#include "register.h"
#include "route.h"
#include "self.h"
#include "session.h"
#include "taste.h"
#include "wire.h"

enum network_stage {
        STAGE_WAITING,     /* no connection; the life timer starts the next */
        STAGE_CONNECTING,
        STAGE_REGISTERING, /* until the end of the MOTD */
        STAGE_ONLINE,
        STAGE_LEAVING,     /* QUIT was said; the life timer closes */
        STAGE_ENDING       /* the wire is being closed */
};

#define NETWORK_TIMERS 3
#define NETWORK_NAME_MAX 512 /* nick!user@host, a channel ... */

/* Who says something, and may be answered. */
struct asker {
        char nick[SELF_NICK_MAX];
        char person[SELF_NICK_MAX]; /* the nick as it compares */
        uint64_t who;               /* nick!user@host, for limits and tastes */
};

/* The message that is being looked at: where a reply goes, and how. */
struct heard {
        const struct asker *asker;
        const char *target;
        bool in_channel; /* "nick: " stands in front */
        bool notice;
        bool to_us;      /* said to the bot beyond doubt: worth a word on limits */
        uint64_t taste_key;
        const char *tags; /* for the reply; or NULL */
        const char *source, *account; /* of the asker; or NULL */
};

/* A message that comes again, now that more is known of who said it. */
struct hearsay {
        const char *source, *text, *proven, *tags;
        bool invite, news;
};

/* What server-time says of now, on this connection, in ms ahead of our clock. */
struct server_clock {
        bool known;
        int64_t offset;
        int64_t doubt;       /* the offset of lines that do not agree */
        uint64_t doubted_at; /* since when; 0: the last one did */
};

#define TRUST_LOOKUPS_MAX 8
#define ROOM_MS 250 /* until the outbox may have room again for what can wait */

struct network {
        uv_loop_t *loop;
        const struct config_network *config; /* borrowed */
        struct network_events events;
        struct timing timing;
        char where[96]; /* "network=libera", for the log */

        enum network_stage stage;
        bool quitting;  /* network_quit was called */
        bool again;     /* connect at once: the configuration has changed */
        int timers;     /* not closed yet */
        uv_timer_t life, pump, chore;
        struct backoff backoff;
        uint64_t online_since; /* 0: not online in this connection */
        unsigned long times_online;

        struct route route;
        struct wire *wire;       /* NULL: none */
        struct session *session; /* NULL: none */
        struct isupport isupport;
        struct self self;
        struct registration registration;
        struct channels channels;
        struct outbox *outbox;

        uint64_t recover_at, whois_at, nick_asked_at, ctcp_at;
        uint64_t nick_due; /* when to ask for the wanted nick, which was free too soon; UINT64_MAX: never */
        struct server_clock clock;
        bool action;         /* the line that is fed was a "/me" */
        const struct heard *heard; /* during events.message */
        struct quota *quota;
        struct tastes *tastes;
        struct lookup *lookups; /* trust.c's */
};

/* network.c */
void network_online(struct network *network);
/* Tests only; before the loop runs. */
void network_set_timing(struct network *network, const struct timing *timing);

/* hear.c */
void hear_line(struct network *network, struct line *line);
void hear_event(struct network *network, const struct session_event *event);

void hear_again(struct network *network, const struct hearsay *hearsay);
/* line is an INVITE of us. */
void hear_invite(struct network *network, const struct line *line);

/* asker.c */
/* quota_key of a nick, a source, an account or a channel, however it is written: as the network compares it. */
uint64_t asker_key(const struct network *network, char what, const char *name);
/* nick!user@host -> everything of an asker. False: that is nobody. */
bool asker_of(const struct network *network, const char *source, struct asker *asker);
/* True: this is a person's, and of the present. */
bool asker_take(struct network *network, const struct line *line, struct asker *asker);
/* The account that the server says this line's sender is logged in to. False:
 * none, or this server has not promised to say so: a tag of its own accord is
 * nothing to believe. https://ircv3.net/specs/extensions/account-tag */
bool asker_account(const struct network *network, const struct line *line, char account[SELF_NICK_MAX]);
/* Is somebody of nick!user@host, with this account or NULL, on the list of those who get no answer? */
bool asker_ignored(const struct network *network, const char *source, const char *account);
/* What any line says of who is a bot, who is now called what, and of the time. */
void asker_learn(struct network *network, const struct line *line);

/* trust.c */
/* Said in private, or an invitation, while it is being found out who says so: true, it
 * comes again (hear_again) behind what they said before. False: it is to be heard now. */
bool trust_wait(struct network *network, const struct network_message *message, const char *tags);
void trust_learn(struct network *network, const struct line *line);
/* Hands on what has waited for long enough, to be heard as a stranger's. From the timer alone:
 * whoever hears it may change the configuration, which others are looking at. */
void trust_expire(struct network *network, uint64_t now);
/* Does what else is due; returns when the next thing will be, or UINT64_MAX. */
uint64_t trust_run(struct network *network, uint64_t now);
/* The connection is over. */
void trust_reset(struct network *network);

/* respond.c */
/* One line to who is heard: past the repeats, but not past the other limits. */
void respond_taste(struct network *network, const struct network_message *to, enum taste taste);

/* The server did not pass on what was said in this channel of ours: nothing counts as said there. */
void respond_refused(struct network *network, const char *channel, const char *why);

/* speak.c */
struct outbox *speak_open(struct network *network);
/* Queues a line ahead of replies; sent at the next pump. False: it could not, and was logged. */
__attribute__((format(printf, 2, 3)))
bool speak_control(struct network *network, const char *format, ...);
/* Sends what may go now, and sets the timer for the rest. Safe to call anywhere. */
void speak_pump(struct network *network);
/* What a line of a reply to nick in target may hold. */
size_t speak_line_bytes(const struct network *network, const char *target, const char *nick,
                        bool in_channel);

/* chores.c */
void chores_start(struct network *network);
void chores_stop(struct network *network);
/* Looks now for what is due, and sets the timer for the rest. */
void chores_run(struct network *network);
/* The nick we would rather have seems to be free. */
void chores_nick_free(struct network *network);
/* It was asked for, and the server refused it though nobody has it: asked for again, each time later. */
void chores_nick_refused(struct network *network);
/* Somebody changed our nick from the wanted one to another. */
void chores_nick_lost(struct network *network);

#endif
