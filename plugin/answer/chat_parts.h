/* chat_parts.h - inside chat only: what chat.c and chat_manners.c share. */
#ifndef ANSWER_CHAT_PARTS_H
#define ANSWER_CHAT_PARTS_H

#include "engine.h"

#define RARE 6.0f /* in everyday talk: see lexicon_info */

/* Is the whole message a phrase of the list, but for politeness? */
bool chat_says(const struct answer *a, enum lexicon_list list);
/* Was a passage given, be it before the last reply; and was it the last reply? */
bool chat_passage_given(const struct answer *a, const struct dialog_turn *turn);
bool chat_given_last(const struct answer *a, const struct dialog_turn *turn);
/* Were passages offered last? */
bool chat_is_choice(const struct dialog_turn *turn);
void chat_tell(const char *text, enum answer_kind kind, const char *tail, struct decision *out);

bool manners_polite(const struct answer *a);
bool manners_thanks(const struct answer *a);
bool manners_leaves(const struct answer *a);
void manners_thanked(const struct answer *a, struct dialog_turn *turn, bool in_private, struct decision *out);
bool manners_wronged(const struct answer *a, struct dialog_turn *turn, struct decision *out);

#endif
