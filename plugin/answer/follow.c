/* follow.c - a question in the light of what was talked about before: does it lean on that, and does
 * it then name the topic? Knows no score but through decide. */
#include "engine.h"

#define WORDS 9           /* longer questions stand by themselves */
#define NEAR 0.44f
#define CLEAR 0.5f        /* clear without the topic's name */
#define GUESSED 0.5       /* what a question must reach that may go on from the last one */
#define REMARKED 0.8      /* and what a remark must */
#define IMPLIED 0.9       /* likewise, out of the blue */
#define SURER 0.7         /* of the threshold: what goes on from the last answer is about the topic */
#define CLARIFIED 40      /* words in a message that the next one may make clear */
#define REMINDERS 4       /* of one warning */
#define MENTION 4         /* words in a message that only names what it is about: "what about the socks" */
#define LIKENS 0.02f      /* what a word adds to the likeness with a passage that it speaks for */
#define DECIDES 0.05f     /* or to its decision */
#define TELLING 6.0f      /* how rare in everyday talk a word is that tells of a subject */

/* How surely a message leans on what was said before. */
enum leaning { STANDS, MAY_LEAN, MAY_ASK, LEANS };

/* Does a phrase of the list stand anywhere in the message? */
static bool holds(const struct answer *a, enum lexicon_list list)
{
        for (size_t i = 0; i < a->reading.word_count; i++)
                if (lexicon_match(a->lexicon, list, &a->reading, i))
                        return true;
        return false;
}

/* Does the message speak of something that it does not name? */
static bool has_pronoun(const struct answer *a)
{
        return holds(a, LEXICON_PRONOUN);
}

/* Is it one of the FAQ's words, and does it tell of a subject? */
static bool tells(const struct reading_term *term)
{
        return term->stem != LEXICON_NO_STEM && term->info >= TELLING && !(term->flags & READING_EMPTY);
}

/* How many words tell of a subject? "Sure", "I am" have none. */
static size_t telling(const struct reading *r)
{
        size_t count = 0;

        for (size_t t = 0; t < r->term_count; t++)
                count += tells(&r->term[t]);
        return count;
}

/* A question mark at the end. */
static bool asks(const struct reading *r)
{
        return r->word_count && r->word[r->word_count - 1].flags & TEXT_ASKED;
}

/* "And in winter?" leans on what was said before; so does a short question in the FAQ's own words
 * that is near an ask or clear already ("would a thin blanket play a part?"). "My bedroom is
 * freezing by the way" may. */
static enum leaning leans(const struct answer *a, const struct dialog_turn *turn)
{
        const struct reading *r = &a->reading;
        const struct match_one *best = a->result.best;
        size_t others = topic_foreign(r), ours = telling(r), start = chat_skip(a, 0);

        if (!turn || (r->word_count < 2 && !asks(r)))
                return STANDS;
        if (others <= 1 + ours / 2 && (lexicon_match(a->lexicon, LEXICON_FOLLOW, r, 0) ||
                                       lexicon_match(a->lexicon, LEXICON_FOLLOW, r, start)))
                return LEANS;
        if (a->result.count && !others && (best->likest >= NEAR || best->confidence >= CLEAR) &&
            (r->word_count <= WORDS || has_pronoun(a)))
                return LEANS;
        if (!ours || 2 * others > ours)
                return STANDS;
        return chat_asks(a) ? MAY_ASK : MAY_LEAN;
}

/* "How long does it last?", said out of the blue: every word is one of the FAQ's, and it asks. */
static bool implies(const struct answer *a)
{
        const struct reading *r = &a->reading;

        return !topic_foreign(r) && r->word_count >= 3 && r->word_count <= WORDS && has_pronoun(a) && asks(r);
}

/* "What is the capital of France?", said behind the prefix: more words that are none of the FAQ's than
 * tell of its subject. */
static bool is_strange(const struct reading *r)
{
        size_t others = topic_foreign(r);

        return others > 1 && others > telling(r);
}

/* Is what a message is, read with the topic's name, to be believed rather than what it is without?
 * `least`: what it must reach. */
static bool is_better(const struct decision *named, const struct decision *bare, enum decide_how how, double least)
{
        if (named->kind >= ANSWER_UNCOVERED && named->entry != ENGINE_NO_ENTRY)
                return named->confidence >= least;
        if (how == DECIDE_ASK)
                return named->kind >= ANSWER_UNCOVERED;
        return how == DECIDE_ADDRESSED && least <= 0 &&
               (named->kind == ANSWER_UNSURE || (named->kind == ANSWER_UNCOVERED && bare->kind == ANSWER_UNKNOWN));
}

/* Read with the topic's name it may be another thing. */
static void with_topic(struct answer *a, double threshold, enum decide_how how, double least,
                       struct decision *out)
{
        struct decision named;

        topic_name(a);
        decide(a, threshold, how, &named);
        if (is_better(&named, out, how, least))
                *out = named;
        decide_words(a, out); /* those of the other choice may stand in their place */
}

/* Does any of the words that tell of a subject, but the topic's name, speak for the passage? True if it has none. */
static bool is_meant(struct answer *a, uint32_t entry)
{
        const struct engine_file *file = &a->file[a->faq->entry[entry].article];
        struct match_one one = {.entry = entry - file->first};
        bool told = false;

        if (!file->rank.match)
                return true;
        match_tell(file->rank.match, &one);
        for (size_t t = 0; t < a->reading.term_count; t++) {
                const struct reading_term *term = &a->reading.term[t];
                float likeness, decision;

                if (!tells(term) || topic_holds(&file->topic, term->stem))
                        continue;
                match_part(file->rank.match, &a->reading, t, &one, &likeness, &decision);
                if (likeness >= LIKENS || decision >= DECIDES)
                        return true;
                told = true;
        }
        return !told;
}

/* "What about sausages?" goes on from the last answer, but to nowhere: all that is left of it is the topic.
 * Nor is it a warning sign: "and my car?" */
static void mention(struct answer *a, struct decision *out)
{
        if (out->kind == ANSWER_ANSWER && !is_meant(a, out->entry))
                *out = (struct decision){.kind = ANSWER_UNCOVERED, .entry = ENGINE_NO_ENTRY, .file = out->file,
                                         .confidence = 1 - out->confidence, .remember = true};
        out->unwell = false;
        decide_words(a, out);
}

/* It is about a file that has no gate. */
static bool needs_no_topic(const struct answer *a, const struct decision *out)
{
        return out->kind > ANSWER_UNKNOWN && !a->file[out->file].topic.anchor_count;
}

/* Decides by the message as it stands; or, if it leans on what was said before, as if it named the topic. */
static void lean(struct answer *a, const struct address *to, double threshold, bool ambient,
                 const struct dialog_turn *turn, struct decision *out)
{
        enum decide_how how = ambient ? DECIDE_AMBIENT : DECIDE_ADDRESSED;
        size_t words = a->reading.word_count;
        enum leaning leaning;

        decide(a, threshold, how, out);
        if (out->kind == ANSWER_URGENT || topic_is_named(a, &a->reading) || needs_no_topic(a, out))
                return;
        if (a->found.topic) { /* "my calf locked solid" */
                topic_name(a);
                decide(a, threshold, how, out);
                return;
        }
        if (ambient)
                return;
        if (a->found.beside && out->kind == ANSWER_UNKNOWN) { /* "why does my leg hurt after football" */
                with_topic(a, threshold, DECIDE_ASK, 0, out);
                return;
        }
        leaning = leans(a, turn);
        if (leaning != STANDS && turn->entry < a->faq->entry_count)
                a->about = a->faq->entry[turn->entry].article;
        if (leaning == LEANS) {
                with_topic(a, SURER * threshold, how, 0, out);
                if (words <= MENTION)
                        mention(a, out);
                return;
        }
        if (to->by_prefix || (a->found.implied && !topic_foreign(&a->reading)))
                with_topic(a, threshold, how, is_strange(&a->reading) ? IMPLIED : 0, out);
        else if (leaning != STANDS)
                with_topic(a, threshold, leaning == MAY_ASK ? how : DECIDE_GUESS,
                           leaning == MAY_ASK ? GUESSED : REMARKED, out);
        else if (implies(a))
                with_topic(a, threshold, how, IMPLIED, out);
}

/* "The cramp", "leg cramps i mean": what was asked before is asked of it. "What are cramps" asks by itself. */
static bool clarifies(const struct answer *a)
{
        const struct topic *topic = &a->file[a->faq->entry[a->meant_before].article].topic;
        const struct reading *r = &a->reading;

        if (holds(a, LEXICON_ASKING))
                return false;
        for (size_t t = 0; t < r->term_count; t++)
                for (size_t at = r->term[t].first; at <= r->term[t].last; at++)
                        if (!topic_holds(topic, r->term[t].stem) && !(r->word[at].flags & READING_EMPTY))
                                return false;
        return true;
}

static void clarify(struct answer *a, struct decision *out)
{
        bool covered = a->faq->entry[a->meant_before].kind == ARTICLE_PASSAGE;

        *out = (struct decision){.kind = covered ? ANSWER_ANSWER : ANSWER_UNCOVERED, .entry = a->meant_before,
                                 .confidence = 1, .remember = true};
        decide_words(a, out);
}

/* What a message that does not name the topic was met with, or would have been, had it named it. */
static void note_meant(struct answer *a, double threshold, const struct decision *out)
{
        struct match_result result = a->result;
        struct decision named = *out;

        if (out->kind == ANSWER_UNKNOWN) {
                topic_name(a);
                decide(a, threshold, DECIDE_ADDRESSED, &named);
                a->result = result;
        }
        if (named.kind == ANSWER_ANSWER || named.kind == ANSWER_UNCOVERED)
                a->meant = named.entry;
}

bool follow_warned(const struct answer *a, const struct dialog_turn *turn)
{
        return turn && turn->before.warned < a->faq->entry_count && turn->reminders < REMINDERS;
}

static void remind(struct answer *a, uint32_t warning, struct decision *out)
{
        const char *warned = a->faq->head[a->faq->entry[warning].article].warned;

        *out = (struct decision){.kind = ANSWER_URGENT, .entry = warning, .confidence = 1,
                                 .remember = true, .reminder = true};
        decide_words(a, out);
        if (warned)
                out->text = warned;
}

/* "Calling them now", but not "she'd be mad if i called" or "should i have called someone". */
static bool gets_help(const struct answer *a)
{
        return holds(a, LEXICON_GOING) && !holds(a, LEXICON_UNDECIDED) && !chat_asks(a);
}

/* "Is it just a cramp?", "can it wait": behind a warning a passage would sound as if it were taken
 * back. A question that names the topic and stands by itself is another matter. */
static void keep_warning(struct answer *a, struct dialog_turn *turn, bool stands, struct decision *out)
{
        if (out->kind == ANSWER_URGENT || (stands && out->kind == ANSWER_ANSWER))
                return;
        if (a->found.taken_back)
                turn->before = (struct signs_before){.warned = SIGNS_NONE};
        if (a->found.taken_back ? !chat_asks(a) : gets_help(a))
                *out = (struct decision){.kind = ANSWER_NONE, .entry = ENGINE_NO_ENTRY};
        else if (!a->found.taken_back && follow_warned(a, turn))
                remind(a, turn->before.warned, out);
}

void follow_decide(struct answer *a, const struct address *to, double threshold, bool ambient,
                   struct dialog_turn *turn, struct decision *out)
{
        bool named = topic_is_named(a, &a->reading), stands = named && !holds(a, LEXICON_POINTING);

        lean(a, to, threshold, ambient, turn, out);
        if (named && out->kind != ANSWER_URGENT && a->meant_before < a->faq->entry_count && clarifies(a))
                clarify(a, out);
        else if (!ambient && (named || ((turn || a->found.implied) && !topic_foreign(&a->reading))))
                clauses_decide(a, threshold, named, out);
        if (ambient)
                return;
        if (turn && turn->before.warned != SIGNS_NONE)
                keep_warning(a, turn, stands, out);
        else if (!named && a->reading.word_count <= CLARIFIED)
                note_meant(a, threshold, out);
}
