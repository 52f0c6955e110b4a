/* edits.h - notices that somebody has edited one of some files.
 *
 *   inotify on their folders --.
 *   a look every 10 s ---------+--> half a second of quiet --> changed
 *   stat in libuv's threads ---'
 *      (files on network disks, where the other two see nothing or may hang)
 *
 * Whatever way an editor saves: in place, in steps, by rename, by way of a link.
 * A file that is away or empty gets three seconds to come back. What counts is
 * device, inode, size and time of the last change, never the content.
 */
#ifndef BOT_EDITS_H
#define BOT_EDITS_H

#include <stdbool.h>

#include <uv.h>

#include "paths.h"

struct edits;

/* changed: from the loop, once for all files that changed about the same time.
 * NULL: out of memory. */
struct edits *edits_open(uv_loop_t *loop, void (*changed)(void *context), void *context);
/* NULL is fine. */
void edits_close(struct edits *edits);

/* What the files are like now is known. To be called before they are read. */
void edits_look(struct edits *edits);

/* Watches these from now on: what edits_look saw of those that it watched already
 * stays what is known; of the others those that have come since that look are a
 * change. False: not all folders can be watched, and the look every 10 s has to do. */
bool edits_follow(struct edits *edits, const struct paths *files);

#endif
