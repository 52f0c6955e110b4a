/* crampfaq.h - the FAQ writer's command: what its parts share.
 *
 *      crampfaq.c --table of commands--> crampfaq_ask.c crampfaq_check.c ...
 *                                            |
 *                             source.c (which FAQ), lines.c (what comes in)
 *
 * A command prints its result on standard output. When it fails it says why in
 * one line and returns; only main prints that line and exits. (eval names the
 * limits that were not reached on standard error itself: there may be many.)
 *
 * inbox has rooms of its own: crampfaq_inbox.c (list, export, dismiss), propose.c.
 */
#ifndef TOOLS_CRAMPFAQ_H
#define TOOLS_CRAMPFAQ_H

#include <stdbool.h>
#include <stddef.h>

#include "../answer/answer.h"

enum crampfaq_status {
        CRAMPFAQ_FINE = 0,
        CRAMPFAQ_BELOW = 1,  /* eval: a limit was not reached; check, diff: an answer is worse */
        CRAMPFAQ_BAD = 2,    /* bad usage, bad files, nowhere to write */
        CRAMPFAQ_HELP = 3    /* help was asked for; never an exit code */
};

/* argv[0] is the command's name. `why` stays empty where the command has
 * reported by itself. */
typedef int crampfaq_run(int argc, char **argv, char *why, size_t cap);

crampfaq_run crampfaq_ask, crampfaq_check, crampfaq_diff, crampfaq_explain, crampfaq_rank, crampfaq_import,
        crampfaq_inbox, crampfaq_eval;

/* What getopt_long returned and no command handles: help, an unknown option, or
 * one without its value. Puts a line into why. */
int crampfaq_no_option(int option, char **argv, char *why, size_t cap);

/* A whole number from text within low..high. False, with a line in why. */
bool crampfaq_number(const char *text, const char *option, long low, long high, long *out, char *why,
                     size_t cap);

/* The same for a number with a fraction. */
bool crampfaq_fraction(const char *text, const char *option, double low, double high, double *out,
                       char *why, size_t cap);

/* argv[from..argc), joined by blanks; to be freed. NULL: no memory. */
char *crampfaq_join(int argc, char **argv, int from);

/* Writes out what stands in standard output's buffer. False: it cannot be
 * written (a closed pipe, a full disk), with a line in why. */
bool crampfaq_flush(char *why, size_t cap);

#endif
