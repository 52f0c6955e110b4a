/* keep.h - files of the bot's own, written whole or not at all.
 *
 *   FOLDER/NAME.new, written and synced --rename--> FOLDER/NAME
 */
#ifndef BOT_KEEP_H
#define BOT_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Calls write for the file's content; what it returns says whether that went
 * well. The folder is made if it is not there; the file is for its owner alone.
 * False, with one line in why: the old file is as it was. */
bool keep_write(const char *folder, const char *name, bool (*write)(FILE *file, const void *context),
                const void *context, char *why, size_t cap);

/* Holds the folder, which is made if it is not there: nobody else can until the
 * descriptor is closed or the process is dead. -1 with errno: EWOULDBLOCK, another does. */
int keep_hold(const char *folder);

#endif
