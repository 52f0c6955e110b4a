/* admin_own.h - what the files of the commands share: admin.c (who may, and
 * which), admin_table.c (the table, help), admin_where.c (networks and channels
 * that are named), admin_set.c, admin_show.c, admin_save.c, admin_channels.c, admin_ignore.c,
 * admin_tell.c (news for admins). Nobody else includes this.
 */
#ifndef BOT_ADMIN_OWN_H
#define BOT_ADMIN_OWN_H

#include "admin.h"
#include "bot_own.h"
#include "config_admin.h"
#include "config_manner.h"
#include "quota.h"

#define ADMIN_WORDS_MAX 12
#define ADMIN_ANY_WORDS 1000
#define ADMIN_TEXT_MAX 1024
#define ADMIN_LINES_MAX 20      /* at once; then `more` */
#define ADMIN_KEPT_MAX 300      /* lines for `more` */
#define ADMIN_BY_MAX 420
#define ADMIN_SEEN_MAX 16

/* Who gave a command last, where: to be told news if they are still there. */
struct admin_seen {
        char network[33];
        char source[512];
};

struct admin {
        struct bot *bot;
        struct quota *quota;             /* of operators */
        char *kept[ADMIN_KEPT_MAX];      /* for `more`, of: */
        size_t kept_count;
        char kept_for[600];              /* "network nick!user@host" */
        struct admin_seen seen[ADMIN_SEEN_MAX];
        size_t seen_next;
};

enum admin_standing { ADMIN_STRANGER, ADMIN_UNKNOWN, ADMIN_OPERATOR, ADMIN_ADMIN };

/* A command that is being carried out. */
struct order {
        struct admin *admin;
        struct bot *bot;
        struct network *network;         /* where it was given */
        const struct network_message *message;
        const struct admin_command *command; /* NULL: a plugin's */
        enum admin_standing standing;    /* ADMIN_OPERATOR or ADMIN_ADMIN */
        bool outright;                   /* "admin" stood in front */
        char by[ADMIN_BY_MAX];           /* "account anna" or "hostmask anna!a@b", for the log */
        char text[ADMIN_TEXT_MAX];       /* cut into words */
        const char *word[ADMIN_WORDS_MAX]; /* behind the command's own */
        const char *rest[ADMIN_WORDS_MAX]; /* the line from that word on */
        size_t count;                    /* of all words; those beyond the last place are part of the last rest */
        size_t printed;
};

struct admin_command {
        const char *name, *usage, *help;
        size_t least, most;              /* words behind it */
        bool operators;                  /* they may too, for their channel */
        bool common;                     /* a question may well begin so */
        void (*run)(struct order *order);
};

/* admin.c */
__attribute__((format(printf, 2, 3)))
void admin_say(struct order *order, const char *format, ...);
/* A bot_print and plugin_print: context is the order. */
void admin_print(void *context, const char *line);
/* A config_report: says the mistake, and not where. context is the order. */
void admin_report(void *context, enum config_severity severity, const char *file, unsigned line, const char *what);
/* Into the log: what was changed, and by whom. */
__attribute__((format(printf, 2, 3)))
void admin_log(const struct order *order, const char *format, ...);
/* Who says this? by may be NULL. */
enum admin_standing admin_standing(const struct bot *bot, const struct network *network,
                                   const struct network_message *message, char *by, size_t cap);
void admin_more(struct order *order);

/* admin_table.c */
const struct admin_command *admin_command(const char *name);

/* admin_where.c: "#channel", "network" or "network/#channel". */
struct admin_where {
        const struct config_network *network; /* of the configuration in use; until it changes */
        char name[33];                        /* the network's */
        const struct config_channel *on;      /* NULL: the network itself, or not a channel of ours */
        char channel[65];                     /* "": the network itself */
};
/* False: it is none; nothing was said. */
bool admin_find(const struct order *order, const char *word, struct admin_where *where);
/* A channel is wanted, which an operator must be one of. ours: it must be in the
 * configuration. word may be NULL: an operator's only channel. False: it was said why not. */
bool admin_find_channel(struct order *order, const char *word, bool ours, struct admin_where *where);
/* May this order change what is there? False: it was said why not. */
bool admin_may(struct order *order, const struct admin_where *where);
/* "#c on libera", for people. */
const char *admin_place(const struct admin_where *where, char *out, size_t cap);
/* "90s", "10m", "2h", "3d", "1w" -> seconds; 0: it is none. */
int64_t admin_duration(const char *word);
/* What bot.cfg says without what was set by command: to be closed by config_close. */
struct config *admin_plain(const struct bot *bot);
const struct config_network *admin_network_of(const struct config *config, const char *name);
const struct config_channel *admin_channel_of(const struct config_network *network, const char *name);

/* admin_show.c */
/* A setting that a command can change; `limit`: one of the group limits. */
struct admin_key {
        const struct check_key *key; /* NULL: none */
        bool limit;
};
/* False: there are no more. */
bool admin_key_at(size_t index, struct admin_key *key);
struct admin_key admin_key_find(const char *name);
const char *admin_key_name(struct admin_key key, char *out, size_t cap); /* "limits.questions" */
const char *admin_written(const config_setting_t *at, char *out, size_t cap);
void admin_show(struct order *order, const struct admin_where *where, struct admin_key key);
void admin_show_all(struct order *order, const struct admin_where *where);
void admin_list(struct order *order);

/* admin_set.c, admin_save.c, admin_channels.c, admin_ignore.c: the commands. */
void admin_set(struct order *order);
void admin_unset(struct order *order);
void admin_save(struct order *order);
void admin_join(struct order *order);
void admin_part(struct order *order);
void admin_quiet(struct order *order);
void admin_speak(struct order *order);
void admin_ignore(struct order *order);
void admin_unignore(struct order *order);
void admin_ignores(struct order *order);

/* admin_tell.c */
void admin_remember(struct admin *admin, const struct network_message *message);
/* Has this very nick!user@host given a command before? That proves nothing. */
bool admin_was(const struct admin *admin, const struct network_message *message);
/* News that were looked up for: message->text, to the nick that it is from. */
void admin_confirm(struct admin *admin, struct network *network, const struct network_message *message);

#endif
