/* chat.c - what is no question: help, topics, topic ID, more, source,
 * disclaimer, why, the pick from a numbered choice; chat_manners.c has thanks, leave and blame. Which
 * words mean these is the lexicon's to say. */
#include <stdio.h>
#include <string.h>

#include "chat_parts.h"

size_t chat_skip(const struct answer *a, size_t at)
{
        for (size_t n = 1; n && at < a->reading.word_count; at += n) {
                n = lexicon_match(a->lexicon, LEXICON_GREETING, &a->reading, at);
                if (!n)
                        n = lexicon_match(a->lexicon, LEXICON_POLITE, &a->reading, at);
        }
        return at;
}

bool chat_asks(const struct answer *a)
{
        const struct reading *r = &a->reading;

        return r->word_count && (r->word[r->word_count - 1].flags & TEXT_ASKED ||
                                 lexicon_match(a->lexicon, LEXICON_ASKING, r, chat_skip(a, 0)));
}

/* Is the whole message a phrase of the list, but for politeness? */
bool chat_says(const struct answer *a, enum lexicon_list list)
{
        size_t at = chat_skip(a, 0);
        size_t n = lexicon_match(a->lexicon, list, &a->reading, at);

        return n && chat_skip(a, at + n) == a->reading.word_count;
}

bool chat_passage_given(const struct answer *a, const struct dialog_turn *turn)
{
        return turn && turn->entry < a->faq->entry_count;
}

/* The same by the very last reply: "I only know about tea" comes from no entry. */
bool chat_given_last(const struct answer *a, const struct dialog_turn *turn)
{
        return chat_passage_given(a, turn) && turn->more_at != UINT32_MAX;
}

static void topics(struct answer *a, struct decision *out)
{
        size_t used = 0;

        a->text[0] = '\0';
        for (size_t e = 0; e < a->faq->entry_count; e++) {
                const struct article_entry *entry = &a->faq->entry[e];

                if (entry->kind != ARTICLE_PASSAGE)
                        continue;
                int n = snprintf(a->text + used, sizeof a->text - used, "%s%s", used ? ", " : "", entry->id);

                if (n < 0 || (size_t)n >= sizeof a->text - used) {
                        a->text[used] = '\0';
                        break;
                }
                used += (size_t)n;
        }
        out->kind = ANSWER_UNKNOWN;
        out->text = a->text;
}

static void give(struct answer *a, uint32_t entry, struct decision *out)
{
        out->kind = a->faq->entry[entry].kind == ARTICLE_PASSAGE ? ANSWER_ANSWER : ANSWER_UNCOVERED;
        out->entry = entry;
        out->confidence = 1;
        out->remember = true;
        decide_words(a, out);
}

/* Gives the passage whose id the words from `at` on are. */
static bool give_named(struct answer *a, size_t at, struct decision *out)
{
        uint32_t entry = names_find(&a->names, &a->reading, at);

        if (entry == NAMES_NONE)
                return false;
        give(a, entry, out);
        return true;
}

/* An id alone, out of the list of topics; not one that is an everyday word ("what"). */
static bool bare_topic(struct answer *a, struct decision *out)
{
        return a->reading.word_count && (a->reading.word_count > 1 || a->reading.word[0].info >= RARE) &&
               give_named(a, 0, out);
}

/* Asks the message as if it had named what all this is about: is it answered, or a warning sign? */
static bool ask_as_named(struct answer *a, bool in_private, struct decision *out)
{
        topic_name(a);
        decide(a, in_private ? a->in_private : a->addressed, DECIDE_ADDRESSED, out);
        if (out->kind == ANSWER_ANSWER || out->kind == ANSWER_URGENT)
                return true;
        *out = (struct decision){.entry = ENGINE_NO_ENTRY};
        return false;
}

/* "topic ID"; or a name of people's own, "topic blood flow" */
static bool topic(struct answer *a, bool in_private, struct decision *out)
{
        size_t at = chat_skip(a, 0);
        size_t n = lexicon_match(a->lexicon, LEXICON_TOPIC, &a->reading, at);

        if (!n || at + n >= a->reading.word_count)
                return bare_topic(a, out);
        if (give_named(a, at + n, out))
                return true;
        if (at + n + 3 < a->reading.word_count)
                return false; /* a sentence that begins with "topic" */
        if (ask_as_named(a, in_private, out))
                return true;
        out->kind = ANSWER_UNKNOWN;
        out->text = a->faq->head[0].no_topic;
        return true;
}

/* "I keep getting cramp." - "Why?": where no passage was given yet, it is asked of the topic. */
static bool ask_topic(struct answer *a, const struct dialog_turn *turn, bool in_private, struct decision *out)
{
        if (!turn || chat_given_last(a, turn) || !ask_as_named(a, in_private, out))
                return false;
        out->question = turn->question;
        return true;
}

/* There is nothing to go on with: all of it was said, or nothing. */
static void no_more(const struct answer *a, const struct dialog_turn *turn, struct decision *out)
{
        const struct article_head *head = &a->faq->head[0];

        out->kind = ANSWER_UNKNOWN;
        out->text = chat_given_last(a, turn) || !head->unclear ? head->no_more : head->unclear;
}

/* What is left of the answer last given, then its longer text. Where they were
 * edited since, the one that comes next begins anew. */
static void more(struct answer *a, struct dialog_turn *turn, bool in_private, struct decision *out)
{
        const struct article_entry *entry = chat_passage_given(a, turn) ? &a->faq->entry[turn->entry] : NULL;
        size_t length = entry ? strlen(entry->answer) : 0;
        size_t more_length = entry && entry->more ? strlen(entry->more) : 0;

        if (chat_given_last(a, turn) &&
            (turn->length != length || turn->more_length != more_length))
                turn->more_at = turn->more_at < turn->length ? 0 : (uint32_t)length;
        if (ask_topic(a, turn, in_private, out))
                return;
        if (!entry || turn->more_at >= length + more_length) {
                no_more(a, turn, out);
                return;
        }
        give(a, turn->entry, out);
        out->question = turn->question;
        out->text = turn->more_at < length ? entry->answer + turn->more_at
                                           : entry->more + (turn->more_at - length);
        out->goes_on = true;
}

/* The same choice once more; help where one of them is gone since, or none was offered. */
static void offer_again(struct answer *a, const struct dialog_turn *turn, struct decision *out)
{
        out->kind = ANSWER_UNSURE;
        out->question = turn ? turn->question : 0;
        out->choice_count = turn ? turn->choice_count : 0;
        for (size_t i = 0; i < out->choice_count; i++) {
                out->choice[i] = turn->choice[i];
                if (turn->choice[i] >= a->faq->entry_count)
                        out->choice_count = 0;
        }
        if (out->choice_count) {
                out->remember = true;
                decide_words(a, out);
        } else {
                out->kind = ANSWER_UNKNOWN;
                out->text = a->faq->head[0].help;
        }
}

/* Were passages offered last? */
bool chat_is_choice(const struct dialog_turn *turn)
{
        return turn && turn->choice_count && !turn->listed;
}

/* Which of the choice is meant, by its number: DIALOG_CHOICES says no more than that one is.
 * UINT32_MAX: it is not about a choice. */
static uint32_t picked(const struct answer *a, const struct dialog_turn *turn)
{
        for (uint32_t i = 0; i < DIALOG_CHOICES; i++)
                if (chat_says(a, (enum lexicon_list)(LEXICON_FIRST + i)))
                        return i;
        if (chat_says(a, LEXICON_LAST))
                return turn && turn->choice_count ? turn->choice_count - 1 : DIALOG_CHOICES;
        if (chat_is_choice(turn) && chat_says(a, LEXICON_YES))
                return turn->choice_count == 1 ? 0 : DIALOG_CHOICES;
        return UINT32_MAX;
}

/* A number, whether or not there is such a choice: it is no question. */
static bool pick(struct answer *a, const struct dialog_turn *turn, struct decision *out)
{
        uint32_t at = picked(a, turn);

        if (at == UINT32_MAX)
                return false;
        if (!turn || at >= turn->choice_count || turn->choice[at] >= a->faq->entry_count) {
                offer_again(a, turn, out);
                return true;
        }
        give(a, turn->choice[at], out);
        out->question = turn->question;
        out->choice_count = turn->choice_count; /* "and the other one?" */
        memcpy(out->choice, turn->choice, sizeof out->choice);
        return true;
}

static const char *title(const struct article_entry *entry)
{
        return entry->title && *entry->title ? entry->title : entry->id;
}

static int percent(float share)
{
        return (int)(100 * share + 0.5f);
}

/* Why the last answer was given: how sure, and what came next. */
static void why(struct answer *a, const struct dialog_turn *turn, struct decision *out)
{
        const struct article_faq *faq = a->faq;

        out->kind = ANSWER_UNKNOWN;
        out->text = a->text;
        if (chat_is_choice(turn)) {
                snprintf(a->text, sizeof a->text, "I was not sure which of these you meant: say a number.");
                return;
        }
        if (!chat_given_last(a, turn)) {
                no_more(a, turn, out);
                return;
        }
        int n = snprintf(a->text, sizeof a->text, "I took it for \"%s\" (%d %%)",
                         title(&faq->entry[turn->entry]), percent(turn->confidence));
        bool next = turn->runner_up < faq->entry_count && percent(turn->runner_up_confidence) > 0;

        if (n < 0 || (size_t)n >= sizeof a->text)
                return;
        if (next)
                snprintf(a->text + n, sizeof a->text - (size_t)n, ", next \"%s\" (%d %%).",
                         title(&faq->entry[turn->runner_up]), percent(turn->runner_up_confidence));
        else
                snprintf(a->text + n, sizeof a->text - (size_t)n, ".");
}

void chat_tell(const char *text, enum answer_kind kind, const char *tail, struct decision *out)
{
        out->kind = kind;
        out->text = text;
        out->tail = tail;
}

/* Nothing but a greeting, or a call for help. */
static bool calls_for_help(const struct answer *a)
{
        return chat_skip(a, 0) == a->reading.word_count || chat_says(a, LEXICON_HELP);
}

/* What somebody who was warned may say in distress: it is no command. "Help!", "why?" */
static bool is_distress(const struct answer *a)
{
        return calls_for_help(a) || chat_says(a, LEXICON_MORE) || chat_says(a, LEXICON_WHY);
}

bool chat(struct answer *a, struct dialog_turn *turn, bool in_private, struct decision *out)
{
        const struct article_head *head = &a->faq->head[0], *given = head;

        if (chat_passage_given(a, turn))
                given = &a->faq->head[a->faq->entry[turn->entry].article];
        *out = (struct decision){.entry = ENGINE_NO_ENTRY};
        if (pick(a, turn, out))
                return true;
        if (manners_thanks(a)) /* "no thanks" is no "no" */
                manners_thanked(a, turn, in_private, out);
        else if (manners_wronged(a, turn, out))
                ;
        else if ((turn && manners_polite(a)) || (manners_leaves(a) && !chat_asks(a)))
                out->kind = ANSWER_NONE; /* "ok", after an answer; "go away", "bye" */
        else if (follow_warned(a, turn) && is_distress(a))
                return false;
        else if (calls_for_help(a))
                chat_tell(head->help, ANSWER_UNKNOWN, NULL, out);
        else if (chat_says(a, LEXICON_TOPICS))
                topics(a, out);
        else if (chat_says(a, LEXICON_MORE))
                more(a, turn, in_private, out);
        else if (chat_says(a, LEXICON_SOURCE))
                chat_tell(given->source, ANSWER_ANSWER, given->disclaimer, out);
        else if (chat_says(a, LEXICON_DISCLAIMER))
                chat_tell(given->disclaimer, ANSWER_ANSWER, NULL, out);
        else if (chat_says(a, LEXICON_WHY))
                why(a, turn, out);
        else
                return topic(a, in_private, out);
        return true;
}
