/* chat_manners.c - thanks, leave and blame: what asks for nothing. Which words mean these is the
 * lexicon's to say. */
#include "chat_parts.h"

#define CLOSING 2 /* words besides kind ones */

/* Nothing but "hm", "ok", "bye"; not a mere nick, and neither "ok?" nor what, as "hello", may call for help. */
bool manners_polite(const struct answer *a)
{
        size_t count = a->reading.word_count;

        return count && chat_skip(a, 0) == count && !(a->reading.word[count - 1].flags & TEXT_ASKED) &&
               lexicon_match(a->lexicon, LEXICON_HELP, &a->reading, 0) != count;
}

/* The phrase of thanks or politeness that begins at this word. */
static size_t kind_words(const struct answer *a, size_t at, bool *thanks)
{
        size_t n = lexicon_match(a->lexicon, LEXICON_THANKS, &a->reading, at);

        *thanks = n > 0;
        if (!n)
                n = lexicon_match(a->lexicon, LEXICON_GREETING, &a->reading, at);
        return n ? n : lexicon_match(a->lexicon, LEXICON_POLITE, &a->reading, at);
}

/* Thanks are politeness too: they may stand anywhere in it. */
bool manners_thanks(const struct answer *a)
{
        bool thanks = false, any = false;

        for (size_t at = 0, n; at < a->reading.word_count; at += n) {
                n = kind_words(a, at, &thanks);
                any |= thanks;
                if (!n)
                        return false;
        }
        return any;
}

/* "Bye" is politeness, too. */
bool manners_leaves(const struct answer *a)
{
        size_t count = a->reading.word_count;

        return chat_says(a, LEXICON_LEAVE) ||
               (count && lexicon_match(a->lexicon, LEXICON_LEAVE, &a->reading, 0) == count);
}

/* What somebody thinks of the answer they got last; once for each. */
static void vote(const struct answer *a, struct dialog_turn *turn, enum answer_vote what, struct decision *out)
{
        if (!turn || !turn->question)
                return;
        out->vote = what;
        out->voted = turn->question;
        out->voted_entry = chat_is_choice(turn) || !chat_given_last(a, turn) ? ENGINE_NO_ENTRY : turn->entry;
        turn->question = 0;
}

/* In a channel thanks need no answer: it would be one line more for everybody. */
void manners_thanked(const struct answer *a, struct dialog_turn *turn, bool in_private, struct decision *out)
{
        vote(a, turn, ANSWER_THANKS, out);
        if (out->vote && in_private && a->faq->head[0].thanks)
                chat_tell(a->faq->head[0].thanks, ANSWER_UNKNOWN, NULL, out);
}

bool chat_closes(struct answer *a, struct dialog_turn *turn, bool in_private, struct decision *out)
{
        const struct reading *r = &a->reading;
        size_t kind = 0, others = 0;
        bool thanks = false, any_thanks = false, tells = false; /* thanks: the last words are some */

        if (chat_asks(a))
                return false;
        for (size_t at = 0, n; at < r->word_count; at += n ? n : 1) {
                n = kind_words(a, at, &thanks);
                kind += n;
                others += n == 0;
                any_thanks |= thanks;
                tells |= n == 0 && r->word[at].stem != LEXICON_NO_STEM && r->word[at].info >= RARE;
        }
        if (!thanks && (!kind || (tells && !any_thanks) || others > CLOSING))
                return false;
        *out = (struct decision){.entry = ENGINE_NO_ENTRY};
        if (any_thanks)
                manners_thanked(a, turn, in_private, out);
        return true;
}

/* After a warning sign's line nothing is said: it must not sound as if it were taken back. */
bool manners_wronged(const struct answer *a, struct dialog_turn *turn, struct decision *out)
{
        bool given = chat_passage_given(a, turn), warned;

        if (!turn || (!turn->question && !given) || !chat_says(a, LEXICON_WRONG))
                return false;
        warned = given && !chat_is_choice(turn) && a->faq->entry[turn->entry].kind == ARTICLE_WARNING;
        vote(a, turn, ANSWER_WRONG, out);
        if (a->faq->head[0].wrong && !warned)
                chat_tell(a->faq->head[0].wrong, ANSWER_UNKNOWN, NULL, out);
        return true;
}
