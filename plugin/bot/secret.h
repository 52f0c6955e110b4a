/* secret.h - a password, from where bot.cfg says, for as long as it is needed.
 *
 *   bot.cfg: password = "..." | password_file = "..." | password_env = "..."
 *      `--> secret_read --> used at once --> secret_wipe
 *
 * It is read anew for each use, so that a file that was changed counts at the
 * next connection. It is never logged; `why` names the file or the variable.
 */
#ifndef BOT_SECRET_H
#define BOT_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"

#define SECRET_MAX 1024 /* with NUL */

struct secret {
        char text[SECRET_MAX];
};

bool secret_is_set(const struct config_secret *where);

/* The password, without the line end that a file has. A file must be a plain
 * one that nobody but its owner and group can read, and nobody but its owner
 * can write. False with one line in why: there is none that can be used;
 * secret is then empty. */
bool secret_read(const struct config_secret *where, struct secret *secret, char *why, size_t cap);

/* Overwrites it. Safe on one that is empty. */
void secret_wipe(struct secret *secret);

#endif
