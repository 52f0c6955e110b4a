/* learning.h - for a host: the inbox of questions that found no answer, as cramp_faq.so has
 * it, behind answer/host.h. */
#ifndef ADAPTERS_LEARNING_H
#define ADAPTERS_LEARNING_H

#include "../answer/host.h"

extern ANSWER_API const struct answer_host_learning answer_learning;

#endif
