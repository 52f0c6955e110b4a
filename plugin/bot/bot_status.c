/* bot_status.c - what the bot is doing, in lines for an admin.
 */
#include <stdio.h>

#include "bot_own.h"

void bot_status(struct bot *bot, bot_print *print, void *context)
{
        for (const struct member *member = bot->members; member; member = member->next) {
                char line[200];

                snprintf(line, sizeof line, "network %s: %s", network_config(member->network)->name,
                         network_state(member->network));
                print(context, line);
        }
}
