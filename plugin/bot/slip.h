/* slip.h - slips that libconfig would only call a syntax error.
 */
#ifndef BOT_SLIP_H
#define BOT_SLIP_H

#include <stdbool.h>
#include <stddef.h>

/* Is what begins at `at` (which ends in NUL, and is no blank or comment) such a slip, and which?
 * before: the last thing before it, '"' for a text; within: the bracket that is open, '{' for none. */
bool slip_find(const char *at, char before, char within, char *what, size_t cap);

#endif
