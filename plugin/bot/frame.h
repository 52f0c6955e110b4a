/* frame.h - a stream of bytes -> lines, in a buffer that never grows.
 *
 *   | handed out | waiting lines .... | half a line | free ..... |
 *   0           start                               end        FRAME_MAX
 *
 * A line ends at LF; CR before it goes. NUL and any other CR become spaces: a
 * server that lets a lone CR through must not be able to hand us two lines.
 * A line that does not fit the buffer is skipped up to its LF, however long.
 */
#ifndef BOT_FRAME_H
#define BOT_FRAME_H

#include <stdbool.h>
#include <stddef.h>

/* Tags may have 8191 bytes (IRCv3 message-tags); the rest is room for servers
 * with a LINELEN above 512. */
#define FRAME_MAX 12288

struct frame {
        size_t start, end;
        size_t seen;      /* up to here there is no LF */
        size_t skipped;   /* lines that were too long, so far */
        bool skipping;
        char buffer[FRAME_MAX];
};

void frame_init(struct frame *frame);

/* Room to read into; never empty once frame_next has returned NULL. Moves what
 * is in the buffer: lines handed out before are gone. */
char *frame_room(struct frame *frame, size_t *size);

/* So many bytes were read into the room. */
void frame_add(struct frame *frame, size_t length);

/* The next whole line, NUL at its end and without CR LF; valid until the next
 * frame_room. NULL: none. Empty lines are left out. */
char *frame_next(struct frame *frame);

#endif
