/* frame.c - a stream of bytes -> lines, in a buffer that never grows.
 *
 * Knows nothing of sockets or IRC beyond how a line ends.
 */
#include "frame.h"

#include <string.h>

void frame_init(struct frame *frame)
{
        frame->start = frame->end = frame->seen = 0;
        frame->skipped = 0;
        frame->skipping = false;
}

char *frame_room(struct frame *frame, size_t *size)
{
        if (frame->start > 0) {
                memmove(frame->buffer, frame->buffer + frame->start, frame->end - frame->start);
                frame->end -= frame->start;
                frame->seen -= frame->start;
                frame->start = 0;
        }
        *size = FRAME_MAX - frame->end;
        return frame->buffer + frame->end;
}

void frame_add(struct frame *frame, size_t length)
{
        frame->end += length;
}

/* The bytes of one line, LF excluded -> a clean string, or NULL if nothing is left. */
static char *clean(char *text, size_t length)
{
        while (length > 0 && text[length - 1] == '\r')
                length--;
        for (size_t i = 0; i < length; i++)
                if (text[i] == '\0' || text[i] == '\r')
                        text[i] = ' ';
        text[length] = '\0';
        return text[strspn(text, " ")] ? text : NULL;
}

/* No LF in a full buffer: all of it belongs to a line that is too long. */
static void skip_if_full(struct frame *frame)
{
        bool full = frame->start == 0 && frame->end == FRAME_MAX;

        if (full && !frame->skipping) {
                frame->skipping = true;
                frame->skipped++;
        }
        if (frame->skipping)
                frame->start = frame->end = 0;
        frame->seen = frame->end;
}

char *frame_next(struct frame *frame)
{
        for (;;) {
                char *from = frame->buffer + frame->start;
                char *lf = memchr(frame->buffer + frame->seen, '\n', frame->end - frame->seen);
                char *text;

                if (!lf) {
                        skip_if_full(frame);
                        return NULL;
                }
                frame->start = frame->seen = (size_t)(lf - frame->buffer) + 1;
                if (frame->skipping) {
                        frame->skipping = false;
                        continue;
                }
                text = clean(from, (size_t)(lf - from));
                if (text)
                        return text;
        }
}
