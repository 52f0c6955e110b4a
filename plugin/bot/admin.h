/* admin.h - who may command the bot, and the commands.
 *
 *   private message -> a command's word? -> whose? -> admin: carried out
 *                            |                |`----> operator: what concerns their channel
 *                            |                `-----> not known: WHOIS, and the same again
 *                            `-> no: as everybody's    stranger: as everybody's
 *
 * Nobody but admins and operators can tell that there are commands. An admin is
 * known by the account that the server names for that very message, or by a
 * hostmask; never by a nick, and never for longer than it takes to ask.
 */
#ifndef BOT_ADMIN_H
#define BOT_ADMIN_H

#include <stdbool.h>

#include "network.h"

struct admin;
struct bot;

/* bot is borrowed for good. NULL: no memory. */
struct admin *admin_open(struct bot *bot);
void admin_close(struct admin *admin); /* NULL is fine */

/* In a message event, of a message in private or an invitation. True: it was for
 * the bot itself, and no plugin is to hear of it. The configuration may be
 * another one afterwards; whoever looks at the old one holds it. */
bool admin_hear(struct admin *admin, struct network *network, const struct network_message *message);

#endif
