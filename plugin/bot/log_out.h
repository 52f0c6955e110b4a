/* log_out.h - where the lines of a log go. Only log.c includes this.
 *
 * What cannot be written (a full disk, a closed pipe, one that nobody reads) is
 * lost, and never stops the bot; how many lines that were is told by the first
 * that can be written.
 */
#ifndef BOT_LOG_OUT_H
#define BOT_LOG_OUT_H

#include <stdbool.h>
#include <stddef.h>

/* The same file again is opened anew. NULL: standard error. False with a line
 * in why: it goes on where it went. */
bool log_out_open(const char *file, char *why, size_t cap);

/* The file of now; or NULL. */
const char *log_out_file(void);

/* Lines go to systemd's journal. */
bool log_out_is_journal(void);

/* One line, with its LF, by one write(2), so that lines of two processes do
 * not mix. False: it is lost. */
bool log_out_write(const char *line, size_t length);

/* Lines that were lost, and that nobody has been told of yet. */
unsigned long log_out_lost(void);
/* So many of them need not be told. */
void log_out_told(unsigned long lost);

#endif
