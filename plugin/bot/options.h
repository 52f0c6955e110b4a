/* options.h - what crampbot is told to do on its command line. */
#ifndef BOT_OPTIONS_H
#define BOT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum options_task { OPTIONS_RUN = 'r', OPTIONS_CHECK = 'k', OPTIONS_STATUS = 's', OPTIONS_VERSION = 'v', OPTIONS_HELP = 'h' };

struct options {
        enum options_task task;
        bool json;
        const char *path; /* of bot.cfg; NULL: where it usually is */
};

/* What --help prints. */
extern const char options_help[];

/* False: they make no sense, with one line in why; of an option that there is not, getopt has said so, too. */
bool options_read(int argc, char **argv, struct options *out, char *why, size_t cap);

#endif
