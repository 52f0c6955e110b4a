/* cramp_faq.h - what the plugin's parts share.
 *
 *   cramp_faq.c         plugin.h on one side, answer/ on the other
 *   cramp_faq_learn.c   what found no answer -> inbox/; thanks and wrong
 *   cramp_faq_reload.c  is a new FAQ worse than the one in use?
 *   cramp_faq_order.c   commands and figures
 */
#ifndef CRAMP_FAQ_H
#define CRAMP_FAQ_H

#include "plugin.h"

#include "answer/answer.h"
#include "answer/settings.h"
#include "inbox/inbox.h"

#define ASKED 32         /* questions whose answers may still be called right or wrong */
#define ASKED_MS 300000u /* for as long as the dialogue remembers them */

/* A question of the last minutes, without who asked it: the dialogue knows its number. */
struct asked {
        uint32_t number; /* 0: free */
        uint64_t at;
        bool noted;      /* it found no answer and is in the inbox already */
        char words[CLEAN_BYTES];
};

/* A FAQ as it was built, with the settings that it was built from. */
struct faq {
        struct answer *answer;
        struct settings settings;
        double load_ms;
        uint64_t since;           /* milliseconds of this machine's clock */
        size_t golden, failing;   /* golden questions: asked, and not answered as they should be */
};

struct faq_plugin {
        const struct plugin_host *host;
        struct faq now;
        struct faq next;          /* built by reload, until settle; answer NULL: there is none */
        struct inbox *inbox;      /* NULL: nothing is kept */
        struct asked asked[ASKED];
        uint64_t kinds[ANSWER_URGENT + 1]; /* messages since open, by what was decided */
        uint64_t thanks, wrongs;
        uint64_t heard_at;        /* when the last message came */
};

/* Today, in days since 1970-01-01; and milliseconds on a clock that never goes back. */
int64_t faq_today(void);
uint64_t faq_clock(void);

__attribute__((format(printf, 3, 4)))
void faq_log(const struct plugin_host *host, enum plugin_level level, const char *format, ...);

/* cramp_faq_learn.c */
void faq_inbox_open(struct faq_plugin *plugin);
/* Who checks the files hears whether questions could be kept. */
void faq_inbox_try(const struct faq_plugin *plugin, const config_setting_t *group);
/* Another inbox if new settings ask for one. */
void faq_inbox_change(struct faq_plugin *plugin, const struct settings *before);
void faq_learn(struct faq_plugin *plugin, const struct plugin_message *message, const struct answer_reply *reply);
void faq_idle(void *state, uint64_t now);

/* cramp_faq_reload.c */
/* The golden questions of a FAQ that starts: those that fail are reported as warnings. */
void faq_try(const struct plugin_host *host, struct faq *faq);
/* 0, or -1 with one line in why: the next FAQ is worse, and every worse answer is reported. */
int faq_compare(struct faq_plugin *plugin, char *why, size_t cap);

/* cramp_faq_order.c */
#define FAQ_COMMANDS 4
extern const struct plugin_command faq_commands[FAQ_COMMANDS];
int faq_command(void *state, const struct plugin_order *order, plugin_print *print, void *context);
void faq_figures(void *state, plugin_figure *figure, void *context);

#endif
