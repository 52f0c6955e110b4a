/* plugins_own.h - what plugins.c (which plugins there are), plugins_ask.c (what
 * is asked of them) and plugins_command.c (their commands) share. Nobody else includes this.
 */
#ifndef BOT_PLUGINS_OWN_H
#define BOT_PLUGINS_OWN_H

#include "edition.h"
#include "library.h"
#include "paths.h"
#include "plugins.h"
#include "plugins_reply.h"

struct entry {
        struct plugins *owner;
        struct library library;
        struct plugin_host host;
        void *state;
        char *path;
        char *given;    /* the name that bot.cfg gives it, or NULL */
        char where[48]; /* "plugin=cramp_faq", for the log */
        struct paths files;  /* that what is in use was made of */
        char edition[EDITION_BYTES]; /* of them */
        struct paths tried;  /* that open or reload has named, until it settles */
        struct paths written; /* files that it writes */
        struct paths to_write; /* that it would write, until it settles */
        bool renew;     /* its code is to be loaded anew */
        bool waiting;   /* reload went well; settle is due */
        bool reported;  /* it told a mistake through the host: no need to say it again */
};

struct plugins {
        config_report *report;
        void *context;
        struct entry *now[CONFIG_PLUGINS_MAX];
        size_t now_count;
        struct entry *next[CONFIG_PLUGINS_MAX];
        size_t next_count;
        bool prepared;
        bool forced; /* the reload that is being prepared */
        bool thorough;
        struct paths sought; /* what was read, or was to be, since the last prepare began */

        /* while a message is being asked about */
        const struct plugin_message *asking;
        plugin_say *say;
        void *say_context;
        const struct entry *asked;
        const struct entry *speaker;
        bool said; /* by the one that is being asked */
        struct plugins_reply best; /* of those before it; kind PLUGIN_NONE: none, or said already */
};

/* plugins_ask.c: what bot.cfg calls it, or else what it calls itself. */
const char *plugins_name(const struct entry *entry);

#endif
