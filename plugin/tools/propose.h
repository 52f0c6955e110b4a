/* propose.h - which line in which FAQ file would answer a question.
 *
 * For each of the nearest entries: where its asks begin, and the line to put there. Each
 * is tried: a copy of the file's folder with that line in it is opened, asked the
 * question and, beside what is in use, the golden questions.
 */
#ifndef TOOLS_PROPOSE_H
#define TOOLS_PROPOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source.h"

/* Prints them. id 0: a question that is in no inbox. A crampfaq_status. */
int propose(const struct source *source, int64_t id, const char *question, bool json, char *why, size_t cap);

#endif
