/* plugins_reply.h - a plugin's reply, checked and copied.
 *
 * What a plugin says is borrowed and ends with its call; several plugins may
 * be asked before the strongest reply is known. So the best one so far is
 * copied here, into memory of a fixed size.
 */
#ifndef BOT_PLUGINS_REPLY_H
#define BOT_PLUGINS_REPLY_H

#include "../plugin.h"

#define PLUGINS_LINES_MAX 8
#define PLUGINS_LINE_BYTES 1024
#define PLUGINS_ID_BYTES 64

struct plugins_reply {
        struct plugin_reply reply; /* points into what follows */
        const char *lines[PLUGINS_LINES_MAX];
        char id[PLUGINS_ID_BYTES + 1];
        char text[PLUGINS_LINES_MAX][PLUGINS_LINE_BYTES + 1];
};

/* NULL when the reply keeps what plugin.h promises for this message, or one
 * phrase saying what is wrong with it. */
const char *plugins_reply_wrong(const struct plugin_reply *reply, const struct plugin_message *message);

/* reply goes before best: its kind is stronger, or it is the surer of two. */
bool plugins_reply_beats(const struct plugin_reply *reply, const struct plugin_reply *best);

/* Copies a reply that is not wrong. */
void plugins_reply_take(struct plugins_reply *into, const struct plugin_reply *reply);

#endif
