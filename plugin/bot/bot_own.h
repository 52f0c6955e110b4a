/* bot_own.h - what the files of the bot share: bot.c (networks and messages),
 * bot_reload.c (the configuration, and another one), bot_check.c, bot_status.c.
 * Nobody else includes this.
 */
#ifndef BOT_BOT_OWN_H
#define BOT_BOT_OWN_H

#include "bot.h"
#include "network.h"
#include "plugins.h"
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
};

/* bot.c */
/* Brings the networks to what bot->held says. */
int bot_spread(struct bot *bot);

/* Of networks and channels. */
void bot_count_config(const struct config *config, struct bot_counts *counts);

/* bot_reload.c */
/* A config_report: one mistake, to whoever is to hear of it. */
void bot_report(void *context, enum config_severity severity, const char *file, unsigned line, const char *what);
/* As config says; what cannot be is in the log. */
void bot_set_log(const struct config *config);
/* NULL for NULL, or when memory ran out, and config is closed. */
struct held *bot_hold(struct config *config);
void bot_release(struct held *held);
/* Loading needs more than what is loaded; the rest goes back to the system. */
void bot_give_back(void);

#endif
