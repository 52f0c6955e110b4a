/* settings.h - a group of settings -> what answer_open wants.
 *
 *   faq = [ "faq/calf-cramps.cfg", ... ];   article files
 *   threshold         = 0.5;                0 < t <= 1; each may be left out
 *   threshold_private = 0.5;
 *   threshold_ambient = 0.60;
 *   inbox = { file = "state/inbox.db"; keep = 180; show_from = 3; rows = 5000; };
 *   inbox = false;                          nothing is kept
 *
 * The group of bot.cfg that belongs to the FAQ plugin; crampfaq reads the same.
 */
#ifndef ANSWER_SETTINGS_H
#define ANSWER_SETTINGS_H

#include <libconfig.h>

#include "answer.h"

#define SETTINGS_FILES_MAX 64
#define SETTINGS_INBOX "inbox.db" /* what is usual: in the folder that bot.cfg names as `state` */
#define SETTINGS_STATE "state"    /* that folder where it names none, beside it */
#define SETTINGS_INBOX_KEEP 180
#define SETTINGS_INBOX_SHOW_FROM 3
#define SETTINGS_INBOX_ROWS 5000

struct settings {
        char *file[SETTINGS_FILES_MAX]; /* owned; relative paths are taken from the
                                           folder of the file that names them */
        size_t file_count;
        double threshold, threshold_private, threshold_ambient; /* 0: not set */

        /* Where questions without an answer are kept; this room only reads what is set. */
        char *inbox;              /* owned; resolved as above. NULL: they are not kept */
        unsigned inbox_keep;      /* days; 0: for ever */
        unsigned inbox_show_from; /* channel operators see what was asked on so many days */
        unsigned inbox_rows;      /* questions at most */
};

/* Reads and checks all of group; path and name are left to the host. Each
 * mistake and doubt goes to report (may be NULL) with file and line. 0, or -1
 * after a mistake, with the first in why and nothing to free. */
int settings_read(struct settings *out, const config_setting_t *group, answer_report *report,
                  void *context, char *why, size_t cap);
void settings_free(struct settings *settings);

/* Puts them into options, which borrows them. */
void settings_apply(const struct settings *settings, struct answer_options *options);

#endif
