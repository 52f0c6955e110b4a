/* answer_fixture.h - a small FAQ about tea, in a folder of the test's own, and one
 * reply as a test sees it: copied, because what a callback gets is borrowed. */
#ifndef ANSWER_FIXTURE_H
#define ANSWER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../plugin/answer/answer.h"
#include "folder.h"

#define SHIPPED "faq/calf-cramps.cfg"
#define DISCLAIMER "A book says so; ask somebody who knows."
#define LONG_ANSWER "Black tea is green tea that was left to wither, rolled, and turned brown in the air. " \
        "The air does what it does to a cut apple. Then it is fired in a pan, sorted by size and packed. " \
        "It keeps for two years in a tin, away from light."
#define LONG_MORE "Assam and Darjeeling are two kinds of it. Assam is strong and malty, Darjeeling light."

/* In lines of 40 bytes each of these takes one. */
#define WIDE "the-emergency-number-and "

struct heard {
        unsigned calls;
        enum answer_kind kind;
        char id[64];
        char also[8][64];
        size_t also_count;
        double confidence;
        char line[8][ANSWER_LINE_MAX + 1];
        size_t count;
        char all[8 * ANSWER_LINE_MAX];  /* the lines, joined by blanks */
        uint32_t number, voted;
        enum answer_vote vote;
        char voted_id[64], question[256], nearest[3][64];
        size_t nearest_count;
};

static const char tea_head[] =
        "article = { id = \"tea\"; title = \"Tea\"; language = \"english\"; lexicon = \"tea.lexicon\";\n"
        "  disclaimer = \"" DISCLAIMER "\"; source = \"All of it is from a book.\"; reviewed = \"2026-01-01\";\n"
        "  beside = [ \"DRINK - GLOVE\" ]; implied = [ \"STEEPED\" ]; taken_back = [ \"KIDDING\" ]; };\n"
        "says = { help = \"Ask me about tea.\"; unknown = \"I know tea alone.\";\n"
        "  uncovered = \"The book is silent on that.\"; choice = \"Do you mean\"; perhaps = \"If it is tea\"; more = \"Say more.\";\n"
        "  no_more = \"That is all.\"; no_topic = \"No such topic.\";\n"
        "  thanks = \"My pleasure.\"; wrong = \"Sorry.\"; };\n";

static const char tea_passages[] =
        "passages = (\n"
        "  { id = \"Steep.time\"; title = \"How long tea steeps\"; answer = \"Tea steeps for three minutes.\";\n"
        "    asks = [ \"how long does tea steep\", \"how long should I leave the tea bag in\",\n"
        "      \"how many minutes for tea to steep\", \"tea steeping time\" ]; },\n"
        "  { id = \"origin\"; title = \"Where tea comes from\"; answer = \"Tea comes from China.\";\n"
        "    asks = [ \"where does tea come from\", \"which country grew tea first\",\n"
        "      \"is tea from China\", \"origin of tea\" ]; },\n"
        "  { id = \"black\"; title = \"Black tea\"; answer = \"" LONG_ANSWER "\"; more = \"" LONG_MORE "\";\n"
        "    asks = [ \"how is black tea made\", \"what is black tea\", \"why is tea black\" ]; },\n"
        "  { id = \"milk-first\"; title = \"Milk first\"; answer = \"Milk goes into the tea cup first.\";\n"
        "    asks = [ \"does milk go into tea first\", \"should milk be first in tea\" ]; },\n"
        "  { id = \"milk-warm\"; title = \"Warm milk\"; answer = \"Warm milk goes well with tea.\";\n"
        "    asks = [ \"does milk go into tea warm\", \"should milk be warm in tea\" ]; }\n"
        ");\n";

static const char tea_rest[] =
        "uncovered = ( { id = \"price\"; title = \"What tea costs\"; line = \"The book names no price of tea.\";\n"
        "    asks = [ \"what does tea cost\", \"price of tea\", \"how much is a pound of tea\" ];\n"
        "    signs = [ \"MONEY + CUP\" ]; } );\n"
        "concepts = (\n"
        "  { name = \"SKIN\"; place = true; common = true; says = [ \"hand\", \"arm\", \"skin\" ]; },\n"
        "  { name = \"SCALD\"; says = [ \"scalded\", \"boiling .. on\", \"hurts\" ]; },\n"
        "  { name = \"GLOVE\"; says = [ \"glove\" ]; },\n"
        "  { name = \"MONEY\"; says = [ \"dollars\" ]; },\n"
        "  { name = \"CUP\"; place = true; says = [ \"cup\" ]; },\n"
        "  { name = \"STEEPED\"; place = true; says = [ \"steep it\" ]; },\n"
        "  { name = \"DRINK\"; place = true; says = [ \"hot/warm drink\" ]; },\n"
        "  { name = \"KIDDING\"; place = true; says = [ \"kidding\" ]; },\n"
        "  { name = \"CHOKE\"; says = [ \"can not breathe\", \"choking\" ]; }\n"
        ");\n"
        "warnings = (\n"
        "  { id = \"choking\"; title = \"Choking\"; line = \"Call for help at once: " WIDE WIDE WIDE WIDE WIDE WIDE
        WIDE WIDE WIDE WIDE "now.\";\n"
        "    signs = [ \"CHOKE\" ]; },\n"
        "  { id = \"scald\"; title = \"A scald\"; line = \"Cool it with water now and get help.\";\n"
        "    signs = [ \"SCALD + SKIN - GLOVE\" ]; asks = [ \"a scald\" ]; }\n"
        ");\n";

static const char tea_lexicon[] =
        "language = \"english\"; words = \"tea.words\";\n"
        "contractions = ( (\"n't\",\"not\"), (\"can't\",\"can not\"), (\"'s\",\"\") );\n"
        "negators = [ \"not\", \"no\", \"without\" ]; negation_ends = [ \"but\" ];\n"
        "empty = [ \"the\", \"a\", \"my\", \"i\", \"is\", \"do\", \"does\" ];\n"
        "lists = { help = [ \"help\", \"hello\" ]; topics = [ \"topics\", \"list topics\" ]; topic = [ \"topic\" ];\n"
        "  more = [ \"more\", \"go on\", \"where does it come from\" ]; source = [ \"source\" ]; disclaimer = [ \"disclaimer\" ];\n"
        "  why = [ \"explain\" ]; thanks = [ \"thanks\", \"thank you\", \"no thanks\" ];\n"
        "  leave = [ \"never mind\", \"ok bye\" ];\n"
        "  wrong = [ \"wrong\", \"no\", \"none of them\" ];\n"
        "  first = [ \"1\", \"the first\" ]; second = [ \"2\", \"the second\" ]; third = [ \"3\", \"the third\" ];\n"
        "  fourth = [ \"4\" ]; last = [ \"the last\" ];\n"
        "  yes = [ \"yes\" ];\n"
        "  greeting = [ \"hi\", \"hello\", \"ok\" ]; polite = [ \"please\", \"thanks\", \"bye\" ];\n"
        "  follow = [ \"and\", \"what about\" ]; pronoun = [ \"it\", \"that\" ];\n"
        "  pointing = [ \"it\", \"that\" ]; going = [ \"going now\" ];\n"
        "  others = [ \"my dog\", \"the dog\" ]; person = [ \"i\", \"my wife\" ]; };\n";

static const char tea_words[] =
        "the\t50000\na\t30000\nto\t25000\nis\t20000\ni\t20000\nof\t20000\nand\t20000\nin\t15000\nit\t15000\nyou\t12000\n"
        "that\t12000\nfor\t10000\non\t9000\nmy\t8000\ndo\t6000\ndoes\t3000\nwhat\t5000\nhow\t4000\nwhere\t2000\nwhy\t2000\n"
        "not\t6000\nno\t4000\nlong\t900\nmany\t900\nmuch\t900\ngo\t900\ncome\t800\nfrom\t6000\nfirst\t900\nwhich\t900\n"
        "should\t900\nleave\t300\nor\t3000\nlast\t700\nmade\t500\nhand\t300\ndog\t200\nhelp\t900\nmore\t2000\n";

static inline void write_tea(const char *name, const char *passages)
{
        static char text[16384];

        snprintf(text, sizeof text, "%s%s%s", tea_head, passages, tea_rest);
        write_file(name, text);
}

static inline int fixture_open(void **state)
{
        if (folder_make(state) < 0)
                return -1;
        write_file("tea.lexicon", tea_lexicon);
        write_file("tea.words", tea_words);
        write_tea("tea.cfg", tea_passages);
        return 0;
}

static inline struct answer *try_open(const char *path, char *why, size_t cap)
{
        const struct answer_options options = {.size = sizeof options, .files = &path, .file_count = 1};

        return answer_open(&options, why, cap);
}

static inline struct answer *open_faq(const char *path)
{
        char why[256] = "";
        struct answer *answer = try_open(path, why, sizeof why);

        if (!answer)
                fail_msg("%s", why);
        return answer;
}

static inline void hear(void *context, const struct answer_reply *reply)
{
        struct heard *h = context;
        unsigned calls = h->calls + 1;

        memset(h, 0, sizeof *h);
        h->calls = calls;
        h->kind = reply->kind;
        h->confidence = reply->confidence;
        snprintf(h->id, sizeof h->id, "%s", reply->id);
        h->number = reply->number;
        h->vote = reply->vote;
        h->voted = reply->voted;
        snprintf(h->voted_id, sizeof h->voted_id, "%s", reply->voted_id);
        snprintf(h->question, sizeof h->question, "%.*s", (int)reply->question_length, reply->question);
        assert_true(reply->nearest_count <= 3);
        h->nearest_count = reply->nearest_count;
        for (size_t i = 0; i < reply->nearest_count; i++)
                snprintf(h->nearest[i], sizeof h->nearest[i], "%s", reply->nearest[i]);
        h->also_count = reply->also_count;
        for (size_t i = 0; i < reply->also_count && i < 8; i++)
                snprintf(h->also[i], sizeof h->also[i], "%s", reply->also[i]);
        assert_true(reply->count <= 8);
        h->count = reply->count;
        for (size_t i = 0; i < reply->count; i++) {
                snprintf(h->line[i], sizeof h->line[i], "%s", reply->lines[i]);
                if (i)
                        strcat(h->all, " ");
                strcat(h->all, h->line[i]);
        }
}

/* What ann says in private, in lines of 400 bytes. */
static inline struct answer_message message_of(const char *text)
{
        return (struct answer_message){.size = sizeof(struct answer_message), .network = "net", .nick = "ann",
                                       .self = "crampbot", .prefix = "!cramp", .text = text,
                                       .length = strlen(text), .now = 1000, .line_bytes = 400,
                                       .line_count = 1};
}

static inline struct heard ask(struct answer *answer, const struct answer_message *message)
{
        struct heard h = {0};
        enum answer_kind kind = answer_ask(answer, message, hear, &h);

        assert_int_equal(h.calls, 1);
        assert_int_equal(h.kind, kind);
        assert_true((h.count == 0) == (kind == ANSWER_NONE));
        return h;
}

static inline struct heard say(struct answer *answer, const char *text)
{
        struct answer_message m = message_of(text);

        return ask(answer, &m);
}

#endif
