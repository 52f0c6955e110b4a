/* bot.h - the bot as a whole: its configuration, its networks, its plugins.
 *
 *   network --message--> bot --> plugins --strongest reply--> bot --> network
 *
 * All calls from the loop's thread.
 */
#ifndef BOT_BOT_H
#define BOT_BOT_H

#include <uv.h>

#include "config.h"

struct bot;

struct bot_counts {
        size_t networks, channels, plugins;
        size_t failed; /* plugins of bot.cfg that could not be used */
};

/* Reads path and loads its plugins; nothing connects yet. Every mistake is
 * reported. NULL: bot.cfg has errors (or memory ran out). A plugin that
 * fails is reported, counted and left out. path is borrowed for good. */
struct bot *bot_open(const char *path, config_report *report, void *context);

/* The same to the end, but to look only: also reports what is not wrong but
 * hardly meant. False: memory ran out. */
bool bot_check(const char *path, config_report *report, void *context, struct bot_counts *counts);

void bot_count(const struct bot *bot, struct bot_counts *counts);

/* Takes bot.cfg's `state` for this bot alone until it is closed, since two would erase
 * what the other keeps there. Before bot_confine. False with one line in why: another
 * bot has it. A folder that cannot be used is no reason. */
bool bot_claim(struct bot *bot, char *why, size_t cap);

/* Gives up what the bot does not need from here on, as bot.cfg wants it (sandbox.h).
 * Before bot_start, and before there are threads. What cannot be given up on this
 * system is in the log. */
void bot_confine(struct bot *bot);

/* Starts all networks. 0, or -1 when memory ran out. */
int bot_start(struct bot *bot, uv_loop_t *loop);

/* Reads the same path again, and what it names. All of it is taken over, or
 * nothing changes and every mistake is in the log. forced: as in plugin.h. also
 * hears each mistake too, in this call; NULL: nobody does. True: taken over. */
bool bot_reload(struct bot *bot, bool forced, config_report *also, void *context);

/* One line, without a line end. */
typedef void bot_print(void *context, const char *line);

/* What the bot is doing and how it fares, for an admin: nothing of what was
 * asked, and nobody who did. */
void bot_status(struct bot *bot, bot_print *print, void *context);

/* Says a line in private to every admin of bot.cfg who is there, as far as the
 * bot knows their nicks: of what went wrong while nobody was looking. Each has to
 * be looked up first, so it comes a moment later, and not too often. */
void bot_tell_admins(struct bot *bot, const char *line);

/* Whom to ask to end the process when an admin says so; they call bot_quit. */
void bot_on_quit(struct bot *bot, void (*quit)(void *context), void *context);

/* Says QUIT everywhere; done once all networks are closed (perhaps at once). */
void bot_quit(struct bot *bot, void (*done)(void *context), void *context);

/* After bot_quit's done, or when bot_start was never called. */
void bot_close(struct bot *bot);

#endif
