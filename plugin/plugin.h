/* plugin.h - what a bot and a plugin promise each other.
 *
 * A plugin is a shared object that exports one symbol, PLUGIN_SYMBOL: a
 * constant `struct plugin`. The host (the bot process) loads it from a private
 * copy of the file, checks abi, size and every function, and calls:
 *
 *      open --> message, message, ... --> close
 *                  |
 *                  +-- reload --> settle(keep or drop) --> message, ...
 *
 * All calls come from one thread, one at a time, and must not block.
 *
 * Ownership never crosses this border. Every pointer handed over in a call is
 * borrowed: valid until that call returns, owned by the side that made it. A
 * plugin must leave nothing behind after close (no thread, no atexit, no
 * signal handler, no open file): the host unmaps its code.
 *
 * Growing: members are only ever appended to these structs. Each struct begins
 * with its size as its maker knows it; the other side reads no member that
 * lies behind that size. PLUGIN_ABI changes only when that is not enough.
 */
#ifndef CRAMPBOT_PLUGIN_H
#define CRAMPBOT_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libconfig.h>

#define PLUGIN_ABI 1
#define PLUGIN_SYMBOL crampbot_plugin
#define PLUGIN_SYMBOL_NAME "crampbot_plugin"

/* A path of the host's settings is relative to the file that names it. */

enum plugin_level { PLUGIN_ERROR, PLUGIN_WARN, PLUGIN_INFO, PLUGIN_DEBUG };

/* What a plugin makes of a message, weakest first. Where several plugins
 * reply to one message the host sends the strongest reply; of two equal ones
 * the more confident, then the one that bot.cfg names first. */
enum plugin_kind {
        PLUGIN_NONE,      /* not for this plugin: nothing is said */
        PLUGIN_UNKNOWN,   /* for the bot, but not about the plugin's subject */
        PLUGIN_UNCOVERED, /* about the subject, but the plugin has no answer */
        PLUGIN_UNSURE,    /* a choice between a few answers */
        PLUGIN_ANSWER,    /* an answer */
        PLUGIN_URGENT     /* goes before everything and past every limit */
};

/* What the host does for a plugin. Valid from open to close. */
struct plugin_host {
        size_t size;
        uint32_t abi;
        void *context;

        /* One line into the bot's log. Never a person's words together with
         * who said them. */
        void (*log)(void *context, enum plugin_level level, const char *line);

        /* A mistake in a file that a person edits, found in open or reload.
         * Call it once for each mistake, then fail. line 0: the whole file. */
        void (*report)(void *context, const char *file, unsigned line,
                       enum plugin_level level, const char *what);

        /* In open and reload: the plugin read this file, and would like to be
         * reloaded when it changes. */
        void (*uses_file)(void *context, const char *path);

        /* In reload: an admin wants the new files even where their answers are
         * worse than before. The host changes it between calls. */
        bool forced;

        /* In open: somebody checks the files and nothing will be answered. To be
         * reported, as PLUGIN_WARN, is also what is only doubtful, at leisure. */
        bool thorough;

        /* In open and reload: the plugin writes this file from now on, and what it
         * has beside it (a journal, a lock). Once it runs, the host may have given
         * up the right to write anything else. */
        void (*writes_file)(void *context, const char *path);
};

/* One message from the network, as one person sent it. Texts end in NUL but
 * may hold any other byte, and need not be UTF-8. */
struct plugin_message {
        size_t size;
        const char *network; /* the network's name in bot.cfg */
        const char *channel; /* NULL: said to the bot in private */
        const char *nick;    /* who said it */
        const char *account; /* the services account, or NULL */
        const char *self;    /* the bot's nick at the moment */
        const char *prefix;  /* the channel's command prefix, as "!cramp"; or NULL */
        const char *text;
        size_t length;
        bool ambient;        /* may be answered though it is not addressed to the bot */
        uint64_t now;        /* milliseconds on a clock that never goes back */
        size_t line_bytes;   /* what one line of a reply may hold, in bytes */
        size_t line_count;   /* how many lines a reply should have; more, up to 8,
                                only where it cannot be made shorter */
        const char *from;    /* user@host of who said it */
};

/* A reply, whole. The host sends all of its lines or none. */
struct plugin_reply {
        size_t size;
        enum plugin_kind kind;
        const char *id;            /* of the answer, for logs and counts; or "" */
        double confidence;         /* 0..1 */
        const char *const *lines;  /* each within line_bytes, without CR, LF or NUL */
        size_t count;
};

typedef void plugin_say(void *context, const struct plugin_reply *reply);

/* A command of the plugin's own for those who run the bot ("unanswered"). The
 * host finds out who may give it. Names that the host has too are the host's. */
struct plugin_command {
        const char *name;     /* one word: a-z */
        const char *usage;    /* "unanswered [N]" */
        const char *help;     /* one line: what it does */
        bool for_operators;   /* operators of a channel may too, where bot.cfg lets them */
};

/* A command that is given. */
struct plugin_order {
        size_t size;
        const char *name;      /* one of the plugin's commands */
        const char *arguments; /* the rest of the line, trimmed; "" */
        bool admin;            /* false: an operator of `channel`, and no admin */
        const char *network;
        const char *channel;   /* whose operator; or NULL */
        uint64_t now;          /* as in struct plugin_message */
};

/* One line of a command's output; the host breaks what is too long for IRC. */
typedef void plugin_print(void *context, const char *line);

/* A figure for `status` and for metrics: name is [a-z_]+, as "passages". */
typedef void plugin_figure(void *context, const char *name, double value);

struct plugin {
        uint32_t abi;        /* PLUGIN_ABI */
        uint32_t size;       /* sizeof(struct plugin) */
        const char *name;    /* a word: "cramp_faq" */
        const char *version;

        /* Reads its settings (the group of bot.cfg that names this plugin; path
         * and name are the host's, all else is the plugin's to check), puts
         * its state into *state. 0, or -1 with one line in why. On failure
         * nothing is left behind. */
        int (*open)(const struct plugin_host *host, const config_setting_t *settings,
                    void **state, char *why, size_t cap);

        /* Looks at one message; calls say at most once, before it returns. */
        void (*message)(void *state, const struct plugin_message *message,
                        plugin_say *say, void *context);

        /* Builds all that new settings and files ask for beside what is in
         * use, which goes on answering. 0, or -1 with one line in why, and
         * then nothing has changed. After 0 exactly one settle follows. */
        int (*reload)(void *state, const config_setting_t *settings, char *why, size_t cap);

        /* keep: what reload built takes over, and the old is freed.
         * otherwise: what reload built is freed. It cannot fail. */
        void (*settle)(void *state, bool keep);

        void (*close)(void *state);

        /* What follows may be NULL, or lie behind size: PLUGIN_HAS tells. */

        const struct plugin_command *commands;
        size_t command_count;

        /* Carries out one of its commands. 0; or -1, and what it printed says why. */
        int (*command)(void *state, const struct plugin_order *order, plugin_print *print,
                       void *context);

        /* Called about once a second while nobody is being answered: the time to
         * write what waits. Must not take longer than answering does. */
        void (*idle)(void *state, uint64_t now);

        void (*figures)(void *state, plugin_figure *figure, void *context);

        /* Somebody is called `to` from now on, or, where it is NULL, has left the network:
         * what the plugin remembers of them moves or goes, and what it remembers of a `to`
         * before goes, too. The host sees this only of people with whom it shares a channel,
         * and while it is connected. So a nick alone is not enough to tell somebody what was
         * said in private: `from` has to be the same, too. */
        void (*moved)(void *state, const char *network, const char *nick, const char *to);
};

/* Does the plugin have this member, and is it set? */
#define PLUGIN_HAS(it, member) \
        ((it)->size >= offsetof(struct plugin, member) + sizeof((it)->member) && (it)->member)

#endif
