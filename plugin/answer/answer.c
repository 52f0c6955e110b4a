/* answer.c - the public functions: a FAQ's life, and a message's way through
 * the house: address -> reading -> chat or decision -> layout -> say. */
#include "answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doubts.h"
#include "engine.h"

unsigned answer_abi(void)
{
        return ANSWER_ABI;
}

const char *answer_kind_name(enum answer_kind kind)
{
        static const char *const name[] = {"none", "unknown", "uncovered", "unsure", "answer", "urgent"};

        return (unsigned)kind < sizeof name / sizeof *name ? name[kind] : "none";
}

static double threshold(double wanted, double otherwise)
{
        return wanted > 0 ? wanted : otherwise;
}

static int load(struct answer *a, const struct answer_options *options, char *why, size_t cap)
{
        a->faq = article_open(options, why, cap);
        if (!a->faq)
                return -1;
        a->lexicon = lexicon_open(a->faq->head[0].lexicon, a->faq->head[0].language, options, why, cap);
        if (!a->lexicon)
                return -1;
        if (files_open(a, options, why, cap) < 0)
                return -1;
        a->signs = signs_open(a->faq, a->lexicon, why, cap);
        if (!a->signs)
                return -1;
        a->dialog = dialog_open();
        if (!a->dialog || names_init(&a->names, a->faq) < 0 || lexicon_seal(a->lexicon) < 0 || topic_find(a) < 0) {
                snprintf(why, cap, "not enough memory");
                return -1;
        }
        if (options->doubts)
                doubts_find(a, options);
        article_forget_asks(a->faq);
        files_forget_asks(a);
        return 0;
}

struct answer *answer_open(const struct answer_options *options, char *why, size_t cap)
{
        struct answer_options own = {0};
        struct answer *a = calloc(1, sizeof *a);

        if (!a) {
                snprintf(why, cap, "not enough memory");
                return NULL;
        }
        memcpy(&own, options, options->size < sizeof own ? options->size : sizeof own);
        a->addressed = threshold(own.addressed, ANSWER_ADDRESSED);
        a->in_private = threshold(own.in_private, ANSWER_IN_PRIVATE);
        a->ambient = threshold(own.ambient, ANSWER_AMBIENT);
        if (load(a, &own, why, cap) < 0) {
                answer_close(a);
                return NULL;
        }
        return a;
}

static void unload(struct answer *a)
{
        dialog_close(a->dialog);
        names_fini(&a->names);
        signs_close(a->signs);
        files_close(a);
        lexicon_close(a->lexicon);
        article_close(a->faq);
}

void answer_close(struct answer *a)
{
        if (!a)
                return;
        unload(a);
        free(a);
}

struct mapping {
        const struct article_faq *from, *into;
        const struct article_entry **by_id;   /* of into, sorted */
};

static int compare_ids(const void *x, const void *y)
{
        const struct article_entry *const *a = x, *const *b = y;

        return strcmp((*a)->id, (*b)->id);
}

static uint32_t map_entry(void *context, uint32_t entry)
{
        const struct mapping *m = context;
        const struct article_entry *wanted, **found;

        if (entry >= m->from->entry_count)
                return DIALOG_NOTHING;
        wanted = &m->from->entry[entry];
        found = bsearch(&wanted, m->by_id, m->into->entry_count, sizeof *found, compare_ids);
        return found && (*found)->kind == wanted->kind ? (uint32_t)(*found - m->into->entry) : DIALOG_NOTHING;
}

void answer_adopt(struct answer *into, struct answer *from)
{
        struct mapping m = {from->faq, into->faq, NULL};

        into->asked = from->asked;
        m.by_id = malloc((into->faq->entry_count + 1) * sizeof *m.by_id);
        if (m.by_id) { /* without memory for it, what was talked about is forgotten */
                for (size_t e = 0; e < into->faq->entry_count; e++)
                        m.by_id[e] = &into->faq->entry[e];
                qsort(m.by_id, into->faq->entry_count, sizeof *m.by_id, compare_ids);
                dialog_copy(into->dialog, from->dialog, map_entry, &m);
                free(m.by_id);
        }
        answer_close(from);
}

int answer_reload(struct answer *a, const struct answer_options *options, char *why, size_t cap)
{
        struct answer *next = answer_open(options, why, cap);

        if (!next)
                return -1;
        struct answer old = *a;

        *a = *next;
        *next = old;
        answer_adopt(a, next);
        return 0;
}

/* Somebody who goes on to a question of its own has left the warning behind. */
static void note_warning(struct dialog_turn *turn, const struct decision *d)
{
        if (d->reminder) {
                turn->reminders++;
        } else {
                turn->before.warned = d->kind == ANSWER_URGENT ? d->entry : SIGNS_NONE;
                turn->reminders = 0;
        }
}

/* "And the third?" */
static void note_parts(const struct article_parts *parts, struct dialog_turn *turn)
{
        if (!parts)
                return;
        turn->choice_count = (uint32_t)parts->count;
        memcpy(turn->choice, parts->entry, sizeof parts->entry);
}

/* What is described may be completed by what comes next: "it's swollen, too". */
static void note_signs(struct answer *a, struct dialog_key key, uint64_t now)
{
        const struct signs_found *found = &a->found;
        struct dialog_turn *turn;

        if (signs_empty(found->said) && signs_empty(found->denied))
                return;
        turn = dialog_take(a->dialog, key, now);
        for (size_t w = 0; w < ARTICLE_SETS; w++)
                turn->before.said[w] = (turn->before.said[w] & ~found->denied[w]) | found->said[w];
}

/* "Why does it hurt" - "I only know about cramps" - "the cramp". */
static void note_meant(struct answer *a, struct dialog_key key, uint64_t now)
{
        struct dialog_turn *turn;

        if (a->meant == a->meant_before)
                return;
        turn = a->meant == DIALOG_NOTHING ? dialog_find(a->dialog, key, now) : dialog_take(a->dialog, key, now);
        if (turn)
                turn->meant = a->meant;
}

/* Remembers what was given, for follow-ups. */
static void remember(struct answer *a, struct dialog_key key, uint64_t now, const struct decision *d)
{
        struct dialog_turn *turn = dialog_take(a->dialog, key, now);
        const struct match_result *r = &a->result;

        turn->at = now;
        turn->given = true;
        turn->question = d->question;
        turn->choice_count = (uint32_t)d->choice_count;
        turn->listed = d->kind != ANSWER_UNSURE;
        memcpy(turn->choice, d->choice, sizeof turn->choice);
        note_warning(turn, d);
        if (d->entry == ENGINE_NO_ENTRY) {
                turn->more_at = UINT32_MAX;
                if (turn->entry == DIALOG_NOTHING && d->choice_count)
                        turn->entry = d->choice[0];
                return;
        }
        if (!d->rest)
                note_parts(a->faq->entry[d->entry].parts, turn);
        turn->more_at = (d->goes_on ? turn->more_at : 0) + (uint32_t)a->reply.used;
        turn->entry = d->entry;
        turn->length = (uint32_t)strlen(a->faq->entry[d->entry].answer);
        turn->more_length = a->faq->entry[d->entry].more ? (uint32_t)strlen(a->faq->entry[d->entry].more) : 0;
        if (d->reminder)
                turn->more_at = turn->length + turn->more_length; /* what was said is no part of it */
        turn->confidence = (float)d->confidence;
        turn->runner_up = DIALOG_NOTHING;
        for (size_t i = r->count < 2 ? r->count : 2; i-- > 0;)
                if (r->best[i].entry != d->entry) {
                        turn->runner_up = r->best[i].entry;
                        turn->runner_up_confidence = r->best[i].confidence;
                }
}

static const char *id_of(const struct answer *a, uint32_t entry)
{
        return entry < a->faq->entry_count ? a->faq->entry[entry].id : "";
}

/* `to` is NULL where the message was no question. */
static void say_it(struct answer *a, const struct decision *d, const struct address *to, answer_say *say,
                   void *context)
{
        const char *also[MATCH_BEST], *nearest[ENGINE_NEAREST];
        struct answer_reply reply = {
                .kind = d->kind, .confidence = d->confidence, .also = also, .id = id_of(a, d->entry),
                .lines = a->reply.line, .count = d->kind == ANSWER_NONE ? 0 : a->reply.count,
                .question = to ? to->text : "", .question_length = to ? to->length : 0, .nearest = nearest,
                .number = to ? d->question : 0, .vote = d->vote, .voted = d->voted,
                .voted_id = d->vote ? id_of(a, d->voted_entry) : "",
        };

        if (d->kind == ANSWER_UNSURE)
                for (size_t i = 0; i < d->choice_count; i++)
                        also[reply.also_count++] = a->faq->entry[d->choice[i]].id;
        else if (d->kind != ANSWER_NONE && d->kind != ANSWER_UNKNOWN)
                for (size_t i = 0; i < a->result.count; i++)
                        if (a->result.best[i].entry != d->entry && a->result.best[i].confidence >= 0.05f)
                                also[reply.also_count++] = a->faq->entry[a->result.best[i].entry].id;
        for (size_t i = 0; to && i < a->result.count && i < ENGINE_NEAREST; i++)
                if (a->result.best[i].confidence >= ENGINE_NEAR_LEAST)
                        nearest[reply.nearest_count++] = id_of(a, a->result.best[i].entry);
        if (say)
                say(context, &reply);
}

/* That something else was asked, too, is said where the line holds it. */
static void tell_rest(struct answer *a, size_t budget, struct decision *d)
{
        const char *rest = d->rest ? a->faq->head[a->faq->entry[d->entry].article].rest : NULL;

        if (!rest || strlen(d->text) + 1 + strlen(rest) + 1 + strlen(d->tail) > budget)
                return;
        snprintf(a->text, sizeof a->text, "%s %s", rest, d->tail);
        d->tail = a->text;
}

/* Lays the decision out; silence where not even that is possible. */
static void lay_out(struct answer *a, const struct answer_message *m, struct decision *d)
{
        size_t budget = m->line_bytes < ANSWER_LINE_MAX ? m->line_bytes : ANSWER_LINE_MAX;

        tell_rest(a, budget, d);
        if (d->kind != ANSWER_NONE &&
            (budget < ANSWER_LINE_MIN ||
             !reply_lay_out(&a->reply, d->text, d->hint, d->tail, budget, m->line_count ? m->line_count : 1)))
                *d = (struct decision){.kind = ANSWER_NONE, .entry = ENGINE_NO_ENTRY, .vote = d->vote, .voted = d->voted,
                                       .voted_entry = d->voted_entry, .question = d->question};
}

/* Nothing of the last message, which may be another person's, outlives the next. */
static void forget_last(struct answer *a, const struct dialog_turn *turn)
{
        a->before = turn ? turn->before : (struct signs_before){.warned = SIGNS_NONE};
        a->talking = turn && turn->given;
        a->meant_before = turn ? turn->meant : DIALOG_NOTHING;
        a->meant = DIALOG_NOTHING;
        a->about = a->gated;
        a->reading.word_count = a->reading.term_count = 0;
        a->result.count = 0;
        a->result.nothing = 1;
        a->found = (struct signs_found){.warning = SIGNS_NONE, .uncovered = SIGNS_NONE};
}

/* A smile, a heart or dots ask for nothing; a lone "?" or "!", or the name alone, calls for help. */
static bool is_gesture(const struct answer *a, const struct address *to)
{
        return a->reading.word_count == 0 && to->length > 0 && !memchr(to->text, '?', to->length) &&
               !memchr(to->text, '!', to->length);
}

/* Chat, or a question; true: a question, which gets its number. */
static bool read_message(struct answer *a, const struct answer_message *m, const struct address *to,
                         struct dialog_turn *turn, struct decision *out)
{
        if (to->addressed || to->named || m->ambient)
                lexicon_read(a->lexicon, to->text, to->length, &a->reading);
        if (to->addressed) {
                if ((turn || m->channel) && is_gesture(a, to))
                        return false;
                if (chat(a, turn, !m->channel, out))
                        return false;
                clauses_begin(a);
                follow_decide(a, to, !m->channel ? a->in_private : a->addressed, false, turn, out);
                if (turn && out->kind == ANSWER_UNKNOWN && chat_closes(a, turn, !m->channel, out))
                        return false;
                if (to->perhaps && out->kind == ANSWER_UNKNOWN) /* "who runs crampbot?" */
                        *out = (struct decision){.kind = ANSWER_NONE, .entry = ENGINE_NO_ENTRY};
        } else if (m->ambient) {
                follow_decide(a, to, a->ambient, true, turn, out);
        }
        if (to->named && out->kind == ANSWER_NONE) { /* "help crampbot my leg is numb" */
                decide(a, a->addressed, DECIDE_ADDRESSED, out);
                if (out->kind != ANSWER_URGENT)
                        *out = (struct decision){.kind = ANSWER_NONE, .entry = ENGINE_NO_ENTRY};
        }
        if (out->kind == ANSWER_NONE) /* not for it; or "calling them now", after a warning */
                return false;
        a->asked += a->asked < UINT32_MAX ? 1 : 2; /* 0 is no number */
        out->question = a->asked;
        if (turn)
                turn->question = 0; /* what was given before is not the last answer any more */
        return true;
}

enum answer_kind answer_ask(struct answer *a, const struct answer_message *message,
                            answer_say *say, void *context)
{
        struct answer_message m = {0};
        struct address to;
        struct decision d = {.kind = ANSWER_NONE, .entry = ENGINE_NO_ENTRY};

        memcpy(&m, message, message->size < sizeof m ? message->size : sizeof m);
        if (!m.text) {
                m.text = "";
                m.length = 0;
        }
        if (m.length > ANSWER_MESSAGE_MAX)
                m.length = ANSWER_MESSAGE_MAX;
        address_read(&to, m.text, m.length, m.self, m.prefix, !m.channel);
        if (m.addressed) {
                to.addressed = true;
                to.perhaps = to.named = false;
        }
        bool known = m.nick && *m.nick;
        struct dialog_key key = dialog_key(m.network, m.channel, m.nick, m.from);
        struct dialog_turn *turn = known ? dialog_find(a->dialog, key, m.now) : NULL;

        forget_last(a, turn);
        if (!a->talking)
                turn = NULL;
        bool question = read_message(a, &m, &to, turn, &d);

        lay_out(a, &m, &d);
        if (known && to.addressed) {
                note_signs(a, key, m.now);
                note_meant(a, key, m.now);
        }
        if (known && d.remember && d.kind != ANSWER_NONE)
                remember(a, key, m.now, &d);
        say_it(a, &d, question ? &to : NULL, say, context);
        return d.kind;
}

void answer_moved(struct answer *a, const char *network, const char *nick, const char *to)
{
        dialog_move(a->dialog, dialog_person(network, nick), to ? dialog_person(network, to) : 0);
}
