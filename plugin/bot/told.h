/* told.h - a mistake in a configuration as one line, for people or for programs.
 *
 *   bot.cfg:12: port: 70000 is out of range; 1 to 65535 would be right
 *   bot.cfg:12: warning: ...
 *   {"file":"bot.cfg","line":12,"severity":"error","what":"port: ..."}
 *
 * line 0 is the whole file: "bot.cfg: ..." and "line":0.
 */
#ifndef BOT_TOLD_H
#define BOT_TOLD_H

#include <stdbool.h>

#include "config.h"

#define TOLD_BYTES 8192 /* any line fits: a longer file name or what is cut */

/* The line, with LF, in out. Whatever bytes file and what hold, the line is
 * UTF-8 without control codes, and JSON (RFC 8259) if json. */
void told_line(char out[TOLD_BYTES], bool json, enum config_severity severity, const char *file, unsigned line,
               const char *what);

#endif
