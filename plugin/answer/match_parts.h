/* match_parts.h - what match.c and match_none.c share. */
#ifndef ANSWER_MATCH_PARTS_H
#define ANSWER_MATCH_PARTS_H

#include "match.h"

/* Does an ask hold the term? */
bool match_known(const struct model *model, const struct reading_term *term);
/* How often the term stands before itself. */
uint32_t match_before(const struct reading *reading, size_t term);
/* S0; *known_terms of the terms are the FAQ's. */
float match_none(const struct model *model, const struct reading *reading, size_t *known_terms);

#endif
