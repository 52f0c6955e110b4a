/* trial.h - a FAQ with one line more, without touching its files.
 *
 * The folder of the file is mirrored by links in a temporary one, with a copy of the
 * file that has the line; what is opened from there is the FAQ as it would be.
 */
#ifndef TOOLS_TRIAL_H
#define TOOLS_TRIAL_H

#include "source.h"

/* Where a line goes: below line `line` of the file, or, if column is not 0, into that line
 * behind so many bytes. */
struct trial_place {
        char file[4096];
        unsigned line, column;
};

/* Where the asks of an entry begin: behind the bracket. False: it has none, or the file
 * cannot be read. */
bool trial_find(const struct settings *settings, const char *id, struct trial_place *out);

struct trial {
        struct answer *answer;
        char folder[2048]; /* with its golden questions: there until trial_close */
};

/* The FAQ with text put at place. False, with one line in why and nothing to close, where it cannot be
 * tried. */
bool trial_open(struct trial *trial, const struct settings *settings, const struct trial_place *place,
                const char *text, char *why, size_t cap);
void trial_close(struct trial *trial);

#endif
