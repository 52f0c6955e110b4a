/* sts.h - which hosts must be reached by TLS, because they once said so.
 *
 * IRCv3 strict transport security, https://ircv3.net/specs/extensions/sts:
 *   in plain text  "port=6697"       leave at once, come back by TLS on that port
 *   by TLS         "duration=86400"  so many seconds never in plain text; 0: no more
 *
 * What was said by TLS is kept in a file (FOLDER/sts, mode 600) and outlives the
 * process. What was said in plain text holds until TLS has been reached.
 * All times are seconds of time(2).
 */
#ifndef BOT_STS_H
#define BOT_STS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STS_HOSTS_MAX 256

struct sts;

/* What a server said; -1: it did not name it. */
struct sts_said {
        long port;
        int64_t duration;
};

/* "port=6697,duration=300": unknown and broken tokens are left out. */
struct sts_said sts_parse(const char *policy);

/* Reads what is kept in folder (copied; NULL: nothing is kept). A file that is
 * not there is fine; lines that make no sense are left out and counted in why.
 * NULL: no memory. *why is empty if all is well. */
struct sts *sts_open(const char *folder, char *why, size_t cap);
void sts_close(struct sts *sts); /* NULL is fine */

/* From now on it is kept there. False with a line in why: it cannot be kept. */
bool sts_move(struct sts *sts, const char *folder, char *why, size_t cap);

/* The port for TLS that host must be reached at; 0: nothing was said, or it is over. */
unsigned sts_port(const struct sts *sts, const char *host, int64_t now);

/* Said in plain text. False: there are too many hosts already. */
bool sts_upgrade(struct sts *sts, const char *host, unsigned port);

/* TLS was reached: what was said in plain text has done its work. */
void sts_reached(struct sts *sts, const char *host);

/* Said by TLS, on port; duration 0 forgets it. Also when a connection ends, with
 * what was said last. False with a line in why: it holds, but is not kept. */
bool sts_keep(struct sts *sts, const char *host, unsigned port, int64_t duration, int64_t now,
              char *why, size_t cap);

#endif
