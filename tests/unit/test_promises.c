/* test_promises.c - the design's promises, over generated nicks, hosts,
 * channels, budgets and encodings: the seed is fixed, the cases are thousands.
 *
 *   1. every answer holds its whole disclaimer and fits the 512 bytes in which
 *      a server relays a line, by the budget that the bot itself works out
 *   3. no passage for what it does not answer, nor in the middle of a dialogue
 *   5. what is remembered of a person holds no word and no name
 */
#include "answer_fixture.h"

#include <malloc.h>
#include <utf8proc.h>

#include "../../plugin/answer/engine.h"
#include "../../plugin/bot/self.h"

#define CASES 6000
#define PASSAGES 40
#define RELAYED 512

static struct answer *shipped, *generated;
static uint64_t seed = 20261122;

static uint32_t draw(uint32_t below)
{
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        return (uint32_t)(seed >> 33) % below;
}

static void draw_text(char *out, size_t length, const char *letters)
{
        for (size_t i = 0; i < length; i++)
                out[i] = letters[draw((uint32_t)strlen(letters))];
        out[length] = '\0';
}

/* Text of `bytes` bytes at the most, in a row of scripts; now and then a word
 * that fits no line. Nothing in it needs quoting in a .cfg file. */
static void draw_words(char *out, size_t bytes)
{
        static const char *const letters[] = {"a", "e", "k", "t", ".", "\xc3\xa9", "\xce\xbb", "\xe2\x80\x94",
                                              "\xe6\xbc\xa2", "\xf0\x9f\xa6\xb5", "!", "9"};
        size_t used = 0;

        *out = '\0';
        for (size_t left = 0; ; left--) {
                const char *next = letters[draw(draw(3) ? 5 : 12)];

                if (left == 0) {
                        left = 1 + (draw(40) ? draw(9) : draw(90));
                        next = used ? " " : "z";
                }
                if (used + strlen(next) > bytes)
                        break;
                strcpy(out + used, next);
                used += strlen(next);
        }
        while (used > 0 && out[used - 1] == ' ')
                out[--used] = '\0';
}

static struct answer *generate(void)
{
        static char text[65536];
        char answer[301], more[601], disclaimer[121];
        size_t used;

        draw_words(disclaimer, 120);
        used = (size_t)snprintf(text, sizeof text,
                "article = { id = \"g\"; title = \"Tea\"; language = \"english\"; lexicon = \"tea.lexicon\";\n"
                " disclaimer = \"%s\"; source = \"None.\"; reviewed = \"2026-01-01\"; };\n"
                "says = { help = \"Help.\"; unknown = \"Unknown.\"; uncovered = \"Uncovered.\"; choice = \"Which\";\n"
                " more = \"Say more.\"; no_more = \"No.\"; no_topic = \"None.\"; };\npassages = (\n", disclaimer);
        for (int i = 0; i < PASSAGES; i++) {
                draw_words(answer, 1 + draw(300));
                draw_words(more, 1 + draw(600));
                used += (size_t)snprintf(text + used, sizeof text - used,
                        "%s{ id = \"g%d\"; title = \"G%d\"; answer = \"%s\"; more = \"%s\"; asks = [ \"what is tea g%d\" ]; }\n",
                        i ? ", " : "", i, i, answer, more, i);
                assert_true(used < sizeof text - 1200);
        }
        snprintf(text + used, sizeof text - used, ");\n");
        write_file("generated.cfg", text);
        return open_faq(path_of("generated.cfg"));
}

static int open_both(void **state)
{
        if (fixture_open(state) < 0)
                return -1;
        shipped = open_faq(SHIPPED);
        generated = generate();
        return 0;
}

static int close_both(void **state)
{
        answer_close(shipped);
        answer_close(generated);
        return folder_remove(state);
}

/* ---- promise 1 ---- */

/* Who is who in one case, and what the bot may send there. */
struct scene {
        struct self self;
        struct isupport isupport;
        char asker[64], channel[208];
        char text[1024];
        struct answer_message message;
        const char *target;
};

static void draw_scene(struct scene *s)
{
        static const char nicks[] = "abcXYZ019[]\\`_^{|}-", hosts[] = "abc019.-:/";
        bool in_channel = draw(2);
        size_t room, front;

        memset(s, 0, sizeof *s);
        isupport_init(&s->isupport);
        draw_text(s->self.nick, 1 + draw(draw(8) ? 30 : 100), nicks);
        draw_text(s->self.user, 1 + draw(draw(8) ? 11 : 80), nicks);
        draw_text(s->self.host, 1 + draw(draw(8) ? 63 : 300), hosts);
        draw_text(s->asker, 1 + draw(draw(8) ? 30 : 62), nicks);
        s->channel[0] = '#';
        draw_text(s->channel + 1, draw(draw(8) ? 50 : 200), draw(2) ? "abc-" : "\xc3\xa9");
        s->target = in_channel ? s->channel : s->asker;
        room = self_line_bytes(&s->self, &s->isupport, s->target);
        front = in_channel ? strlen(s->asker) + 2 : 0;
        s->message = message_of("");
        s->message.nick = s->asker;
        s->message.self = s->self.nick;
        s->message.channel = in_channel ? s->channel : NULL;
        s->message.addressed = true;
        s->message.line_bytes = room > front ? room - front : 0;
        s->message.line_count = draw(4) ? 1 : 1 + draw(4);
        s->message.now = 1000 + draw(1000000);
}

/* The question as somebody's client may send it: shouted, in colours, with
 * bytes of another encoding, in a hurry. */
static void put_question(struct scene *s, const char *question)
{
        static const char *const noise[] = {"\x02", ("\x03" "4,12"), "\x1f", "\x0f", "\xff", "\xc3", "\xe2\x80", "\xc2\xa0",
                                            "\xf0\x9f\xa6\xb5 ", "  ", "\x16", "\xed\xa0\x80"};
        unsigned loud = draw(4), noisy = draw(3);
        size_t used = 0;

        for (const char *q = question; *q && used < sizeof s->text - 16; q++) {
                if (noisy == 0 && (q == question || *q == ' ') && !draw(3)) {
                        strcpy(s->text + used, noise[draw(12)]);
                        used += strlen(s->text + used);
                }
                s->text[used++] = loud == 0 && *q >= 'a' && *q <= 'z' ? (char)(*q - 32) : *q;
        }
        s->text[used] = '\0';
        s->message.text = s->text;
        s->message.length = used;
}

static void without_blanks(char *out, const char *text)
{
        for (; *text; text++)
                if (*text != ' ')
                        *out++ = *text;
        *out = '\0';
}

static void check_line(const struct scene *s, const char *line)
{
        char relayed[4096];
        utf8proc_int32_t c;

        snprintf(relayed, sizeof relayed, ":%s!%s@%s PRIVMSG %s :%s%s%s\r\n", s->self.nick, s->self.user,
                 s->self.host, s->target, s->message.channel ? s->asker : "", s->message.channel ? ": " : "", line);
        if (strlen(relayed) > RELAYED)
                fail_msg("%zu bytes: %s", strlen(relayed), relayed);
        for (const char *p = line; *p;) {
                utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &c);

                if (n <= 0 || c < 0x20 || (c >= 0x7f && c < 0xa0))
                        fail_msg("byte %zu of \"%s\"", (size_t)(p - line), line);
                p += n;
        }
}

static void check_reply(const struct scene *s, const struct answer *answer, const struct heard *h)
{
        char said[8 * ANSWER_LINE_MAX], want[256];

        if ((h->kind == ANSWER_NONE) != (h->count == 0) || (h->count && s->message.line_bytes < ANSWER_LINE_MIN))
                fail_msg("%s in %zu lines of %zu", answer_kind_name(h->kind), h->count, s->message.line_bytes);
        for (size_t i = 0; i < h->count; i++)
                check_line(s, h->line[i]);
        if (h->kind != ANSWER_ANSWER)
                return;
        without_blanks(said, h->all);
        without_blanks(want, answer->faq->head[0].disclaimer);
        if (strlen(said) < strlen(want) || strcmp(said + strlen(said) - strlen(want), want) != 0)
                fail_msg("no whole disclaimer in lines of %zu: \"%s\"", s->message.line_bytes, h->all);
}

/* Asks for one passage in some way, then for all that is left of it. */
static unsigned run_case(struct answer *answer, const struct article_entry *entry)
{
        static struct scene s;
        static struct heard h;
        char question[512];
        unsigned answers = 0;

        draw_scene(&s);
        if (entry->asks.count && draw(2))
                snprintf(question, sizeof question, "%s", entry->asks.item[draw((uint32_t)entry->asks.count)]);
        else
                snprintf(question, sizeof question, "topic %s", entry->id);
        put_question(&s, question);
        h = ask(answer, &s.message);
        check_reply(&s, answer, &h);
        for (int i = 0; h.kind == ANSWER_ANSWER; i++) {
                answers++;
                s.message.text = "more";
                s.message.length = 4;
                h = ask(answer, &s.message);
                check_reply(&s, answer, &h);
                assert_true(i < 100); /* it ends */
        }
        return answers;
}

static void run_cases(struct answer *answer, unsigned cases, unsigned least)
{
        unsigned answers = 0;

        for (unsigned i = 0; i < cases; i++)
                answers += run_case(answer, &answer->faq->entry[i % answer->faq->entry_count]);
        if (answers < least)
                fail_msg("only %u answers were seen", answers);
}

static void test_shipped_answers_keep_their_disclaimer(void **state)
{
        (void)state;
        run_cases(shipped, CASES, CASES / 5);
}

static void test_generated_answers_keep_their_disclaimer(void **state)
{
        (void)state;
        run_cases(generated, CASES, CASES);
}

/* Every passage, every budget. */
static void test_every_budget(void **state)
{
        struct scene s;

        (void)state;
        for (uint32_t e = 0; e < shipped->faq->entry_count; e++)
                for (size_t bytes = 0; bytes <= 498 && shipped->faq->entry[e].kind == ARTICLE_PASSAGE; bytes++) {
                        char question[128];

                        memset(&s, 0, sizeof s);
                        s.target = "";
                        snprintf(question, sizeof question, "topic %s", shipped->faq->entry[e].id);
                        s.message = message_of(question);
                        s.message.line_bytes = bytes;
                        struct heard h = ask(shipped, &s.message);

                        assert_int_equal(h.kind, bytes < ANSWER_LINE_MIN ? ANSWER_NONE : ANSWER_ANSWER);
                        for (size_t i = 0; i < h.count; i++)
                                assert_true(strlen(h.line[i]) <= bytes);
                        check_reply(&s, shipped, &h);
                        if (bytes >= 380) /* the least that is usual: one line */
                                assert_int_equal(h.count, 1);
                }
}

/* ---- promise 3 ---- */

static const char *const foreign[] = {
        "who won the hockey last night?", "my printer is out of ink again", "does anybody here speak portuguese?",
        "how do I mount an ISO image?", "the compiler says undefined reference to main", "brb, pizza is here",
        "what's a good book about the roman empire?", "lol", "can someone recommend a cheap guitar?",
        "how many moons has jupiter", "I need to renew my passport", "which distro do you use?",
        "why is my wifi so slow on sundays", "happy birthday bob!!", "git says detached HEAD, help?",
        "where can I park near the stadium?", "translate good evening into japanese", "1 + 1",
        "is the library open on monday?", "you are a funny little robot", "http://example.org/kitten.jpg",
};

static void test_nothing_for_other_questions(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
                for (int way = 0; way < 4; way++) {
                        struct answer_message m = message_of(foreign[i]);

                        m.channel = way == 1 || way == 2 ? "#cramps" : NULL;
                        m.addressed = way == 1;
                        m.ambient = way == 2;
                        if (way == 3) /* in the middle of a dialogue */
                                assert_string_equal(say(shipped, "why do my legs cramp at night?").id, "night");
                        else
                                m.nick = NULL;
                        struct heard h = ask(shipped, &m);

                        if (h.kind >= ANSWER_UNSURE)
                                fail_msg("\"%s\" (%d): %s %s", foreign[i], way, answer_kind_name(h.kind), h.id);
                        if (way == 2)
                                assert_int_equal(h.kind, ANSWER_NONE);
                }
}

/* ---- promise 5 ---- */

static bool holds(const void *memory, size_t size, const char *word)
{
        return memmem(memory, size, word, strlen(word)) != NULL;
}

static void test_no_word_is_remembered(void **state)
{
        static const char *const said[] = {"why do my quokkalegs cramp at night?", "more", "and quokka in winter?",
                                           "quokka", "what is a leg cramp, says quokka"};

        (void)state;
        for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
                struct answer_message m = message_of(said[i]);
                size_t size = malloc_usable_size(shipped->dialog);

                m.nick = "wilhelmina";
                m.network = "zanzibarnet";
                m.channel = "#xylophones";
                m.account = "wilhelmina77";
                m.from = "wilhelm@zanzibar.example";
                m.addressed = true;
                ask(shipped, &m);
                assert_true(size >= DIALOG_PEOPLE * sizeof(struct dialog_turn));
                assert_false(holds(shipped->dialog, size, "quokka"));
                assert_false(holds(shipped->dialog, size, "wilhelm"));
                /* and who asked stands nowhere beside the words */
                assert_false(holds(shipped, sizeof *shipped, "wilhelm"));
                assert_false(holds(shipped, sizeof *shipped, "zanzibar"));
                assert_false(holds(shipped, sizeof *shipped, "xylophone"));
        }
        assert_non_null(dialog_find(shipped->dialog, dialog_key("zanzibarnet", "#xylophones", "wilhelmina", NULL), 1000));
}

static void count_words(void *context, const char *text)
{
        *(int *)context += strstr(text, "quokka") || strstr(text, "clot");
}

/* What one person said is not told when another asks why. */
static void test_the_last_question_is_not_told(void **state)
{
        struct answer_message m = message_of("my quokka leg is swollen, hot and red");
        int told = 0;

        (void)state;
        assert_string_equal(ask(shipped, &m).id, "clot");
        m = message_of("hello all");
        m.channel = "#cramps";
        answer_explain(shipped, &m, count_words, &told);
        assert_int_equal(told, 0);
        m = message_of("my quokka leg is swollen, hot and red");
        answer_explain(shipped, &m, count_words, &told);
        assert_true(told > 1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_shipped_answers_keep_their_disclaimer),
                cmocka_unit_test(test_generated_answers_keep_their_disclaimer),
                cmocka_unit_test(test_every_budget), cmocka_unit_test(test_nothing_for_other_questions),
                cmocka_unit_test(test_no_word_is_remembered), cmocka_unit_test(test_the_last_question_is_not_told),
        };

        return cmocka_run_group_tests(tests, open_both, close_both);
}
