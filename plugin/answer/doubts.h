/* doubts.h - what a loaded FAQ would do that its writer can hardly want: entries
 * that nobody reaches, asks that are one to the bot, keywords that are not read. */
#ifndef ANSWER_DOUBTS_H
#define ANSWER_DOUBTS_H

#include "engine.h"

/* At the end of loading, while the asks are still there. Reports ANSWER_DOUBTs. */
void doubts_find(struct answer *answer, const struct answer_options *options);

#endif
