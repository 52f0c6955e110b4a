/* match_parts.h - what match.c and match_none.c share. */
#ifndef ANSWER_MATCH_PARTS_H
#define ANSWER_MATCH_PARTS_H

#include "match.h"

/* Does an ask hold the term? */
static inline bool match_known(const struct model *model, const struct reading_term *term)
{
        return term->stem < model->stems && model->stem[term->stem].weight > 0;
}

/* How often the term stands before itself. */
uint32_t match_before(const struct reading *reading, size_t term);
/* S0 */
float match_none(const struct model *model, const struct reading *reading);

#endif
