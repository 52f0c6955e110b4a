/* bot_own.h - what the files of the bot share: bot.c (networks and messages),
 * bot_reload.c (the configuration, and another one), bot_runtime.c (what admins
 * set), admin*.c (their commands), bot_check.c, bot_confine.c (what it gives up),
 * bot_files.c (what it reads and writes),
 * bot_run.c (what goes on beside), bot_edits.c (reloads by itself), bot_status.c and
 * bot_metrics.c (what it tells of itself).
 * Nobody else includes this.
 */
#ifndef BOT_BOT_OWN_H
#define BOT_BOT_OWN_H

#include "bot.h"
#include "edits.h"
#include "latency.h"
#include "network.h"
#include "plugins.h"
#include "runtime.h"
#include "sts.h"

/* A configuration, kept for as long as the bot or a network looks at it. */
struct held {
        struct config *config;
        size_t users;
};

struct member {
        struct network *network;
        struct held *held;
        bool leaving;
        struct member *next;
};

#define BOT_KINDS (PLUGIN_URGENT + 1)

/* What has been done since the start. */
struct bot_tally {
        int64_t since;                 /* seconds of time(2) */
        uint64_t kind[BOT_KINDS];      /* messages by what was made of them */
        uint64_t unsaid;               /* replies that a limit or a full queue held back */
        struct latency latency;        /* from hearing a question to having the reply queued */
        unsigned long reloaded, refused;
        int64_t last_reload;           /* seconds of time(2); 0: none yet */
        char last_why[300];            /* the first mistake of the last reload; "": it went well */
};

struct bot {
        const char *path;
        config_report *report; /* NULL: to the log */
        void *report_context;
        config_report *also; /* during a reload: hears of mistakes too; or NULL */
        void *also_context;
        size_t failed;
        uv_loop_t *loop;
        struct held *held;
        struct plugins *plugins;
        struct sts *sts;
        struct member *members;
        void (*done)(void *context);
        void *done_context;
        struct bot_tally tally;
        struct bot_run *run; /* bot_run.c's; NULL: it does not run */
        struct runtime *runtime;
        int claim;           /* the folder `state`, which is this bot's alone; -1: none */
        struct admin *admin;
        uv_timer_t *expiry;  /* of what admins set for a while; NULL: not started */
        void (*asked_to_quit)(void *context); /* or NULL */
        void *asked_context;
        char farewell[201];  /* instead of bot.cfg's; or "" */
        struct edits *edits; /* NULL: bot.cfg does not want files watched */
        bool edits_slow;     /* it was said that noticing takes longer */
        struct paths named;  /* files that bot.cfg asked for, in vain or not, and those with mistakes, by the last reload */
        size_t errors;       /* in them */
        uint64_t trouble;    /* a sum over these errors; 0: there were none */
        bool denied;         /* one of them is for want of a permission */
        bool confined;       /* in the sandbox */
        struct paths written; /* then: folders that may be written to, by their real names */
        uint64_t told;       /* that of those that admins were told of */
        bool worried;        /* admins were told, and not yet that all is well */
};

/* bot.c */
/* Puts another configuration in the place of bot->held, and brings the networks to what it says,
 * those that are there by change. */
void bot_swap(struct bot *bot, struct held *fresh,
              void (*change)(struct network *network, const struct config_network *config));
/* The one of that name that is not leaving; or NULL. */
struct network *bot_network(struct bot *bot, const char *name);

/* Of networks and channels. */
void bot_count_config(const struct config *config, struct bot_counts *counts);

extern const char *const bot_kind_name[BOT_KINDS];

/* bot_run.c: what goes on beside the talk: plugins' idle time, figures for
 * others, the watchdog. 0, or -1 when memory ran out. */
int bot_run_start(struct bot *bot);
void bot_run_changed(struct bot *bot); /* there is another configuration */
void bot_run_stop(struct bot *bot);

/* bot_edits.c: reloads by itself. look: before files are read; follow: after. */
void bot_edits_look(struct bot *bot);
void bot_edits_follow(struct bot *bot);
void bot_edits_stop(struct bot *bot);

/* bot_files.c: adds all files that this configuration has the bot read. */
void bot_files_read(const struct plugins *plugins, const struct config *config, struct paths *read);
/* False, and reported: one that is to be written is read, or written for something else. */
bool bot_files_allow(const struct plugins *plugins, const struct config *config, config_report *report, void *context);

/* bot_confine.c: may the bot do what this configuration asks for? What it may not
 * is reported, as explain does if that may be why something was denied. */
bool bot_confine_allows(struct bot *bot, const struct config *config);
void bot_confine_explain(struct bot *bot);

/* bot_metrics.c: all figures to the file of bot.cfg. False with a line in why. */
bool bot_metrics(struct bot *bot, const char *path, char *why, size_t cap);

/* bot_status.c: bytes of memory that the process has in use; 0: not known. */
uint64_t bot_memory(void);
/* So many seconds: "3 d 4 h", "2 h 5 min", "12 min", "5 s". */
const char *bot_time_words(int64_t seconds, char *out, size_t cap);

/* bot_reload.c */
/* A config_report: one mistake, to whoever is to hear of it. */
void bot_report(void *context, enum config_severity severity, const char *file, unsigned line, const char *what);
/* As config says; what cannot be is in the log. */
void bot_set_log(const struct config *config);
/* NULL for NULL, or when memory ran out, and config is closed. */
struct held *bot_hold(struct config *config);
void bot_release(struct held *held);
/* bot_runtime.c */
/* Reads what admins have set; what cannot be used counts as nothing, and a
 * warning says so. False: no memory. */
bool bot_open_runtime(struct bot *bot, const struct config *config);
/* config with all of that laid over it; closes config. NULL: mistakes, which were
 * reported. */
struct config *bot_lay_over(struct bot *bot, struct config *config);
/* The same at the start: what does not fit is dropped, with a warning. */
struct config *bot_lay_over_or_drop(struct bot *bot, struct config *config);
/* Takes over a changed copy, which is the bot's from here on: all of it works, or
 * nothing changes and every reason is reported to `also`. So is, and true comes back,
 * that it works but could not be written. */
bool bot_adopt(struct bot *bot, struct runtime *fresh, config_report *also, void *context);
/* As bot_claim, of another configuration: what was had before is let go if that works. */
bool bot_claim_for(struct bot *bot, const struct config *config, char *why, size_t cap);
/* Sets a broken file aside, and begins to look for what is over. */
void bot_start_runtime(struct bot *bot);
void bot_stop_runtime(struct bot *bot);
/* The folder may be another one. */
void bot_move_runtime(struct bot *bot, const char *old);

/* Loading needs more than what is loaded; the rest goes back to the system. */
void bot_give_back(void);

#endif
