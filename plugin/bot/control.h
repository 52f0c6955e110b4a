/* control.h - asking the bot that runs on this machine how it fares.
 *
 *   crampbot --status --connects--> FOLDER/control <--listens-- the bot
 *                     <---lines, then the end----
 *
 * The bot reads nothing: whoever may connect (the bot's own user, and root) gets
 * all of it at once and is let go, so that nobody can keep the bot waiting.
 */
#ifndef BOT_CONTROL_H
#define BOT_CONTROL_H

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

struct control;

typedef void control_print(void *context, const char *line);

/* Listens in folder, which is made if it is not there. tell prints what is to be
 * said. NULL with one line in why: it cannot, or another bot listens there. */
struct control *control_open(uv_loop_t *loop, const char *folder,
                             void (*tell)(void *context, control_print *print, void *print_context),
                             void *context, char *why, size_t cap);
/* NULL is fine. */
void control_close(struct control *control);

enum control_answer {
        CONTROL_FINE,
        CONTROL_NOBODY, /* no bot listens there */
        CONTROL_DENIED, /* one does, but not to this user */
        CONTROL_BROKEN  /* it does not answer; why says more */
};

/* Prints what the bot that listens in folder says. Waits for it, for seconds. */
enum control_answer control_ask(const char *folder, control_print *print, void *context, char *why, size_t cap);

#endif
