/* test_article.c - the files in faq/ -> checked passages.
 *
 * One good file, and a table of edits that break it: each must be refused with
 * the right line and reason. Files are written to a folder of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "article.h"
#include "failing.h"
#include "folder.h"

static const char good[] =
        "article = {\n"                                                            /* 1 */
        "  id = \"legs\"; title = \"Legs\"; language = \"english\";\n"
        "  lexicon = \"english.cfg\";\n"
        "  disclaimer = \"No advice.\"; source = \"A book.\"; reviewed = \"2026-11-22\";\n"
        "};\n"                                                                     /* 5 */
        "says = { help = \"h\"; unknown = \"u\"; uncovered = \"c\"; choice = \"Do you mean\";\n"
        "  more = \"m\"; no_more = \"nm\"; no_topic = \"nt\"; };\n"
        "passages = (\n"
        "  { id = \"what\"; title = \"What it is\"; answer = \"It is.\";\n"        /* 9 */
        "    more = \"More of it.\"; section = \"One\"; author = \"me\";\n"
        "    asks = [ \"what is it\", \"what's that\" ]; keywords = [ \"it\" ]; },\n"
        "  { id = \"why\"; title = \"Why it is\"; answer = \"Because.\";\n"        /* 12 */
        "    reviewed = \"2024-02-29\";\n"
        "    asks = [ \"why is it\" ]; }\n"
        ");\n"
        "uncovered = ( { id = \"cure\"; title = \"Cures\"; line = \"Not here.\";\n"  /* 16 */
        "  asks = [ \"how to cure it\" ]; } );\n"
        "concepts = (\n"
        "  { name = \"LEG\"; says = [ \"leg\", \"one .. leg\" ]; },\n"             /* 19 */
        "  { name = \"SWOLLEN\"; says = [ \"swollen\" ]; }\n"
        ");\n"
        "warnings = ( { id = \"clot\"; title = \"Clot\"; line = \"See a doctor.\";\n" /* 22 */
        "  signs = [ \"LEG + SWOLLEN\", \"SWOLLEN\" ]; asks = [ \"is it a clot\" ]; } );\n";

struct reports {
        char all[8000];
        char files[1000];
        size_t errors, doubts;
};

static void report(void *context, const char *file, unsigned line, enum answer_severity severity,
                   const char *what)
{
        struct reports *reports = context;
        const char *name = strrchr(file, '/');
        size_t used = strlen(reports->all);

        reports->errors += severity == ANSWER_ERROR;
        reports->doubts += severity == ANSWER_DOUBT;
        snprintf(reports->all + used, sizeof reports->all - used, "%s:%u: %s\n",
                 name != NULL ? name + 1 : file, line, what);
}

static void uses_file(void *context, const char *path)
{
        struct reports *reports = context;
        size_t used = strlen(reports->files);

        snprintf(reports->files + used, sizeof reports->files - used, "%s ",
                 strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path);
}

static struct article_faq *open_files(struct reports *reports, bool doubts, const char *first,
                                      const char *second, char *why, size_t cap)
{
        const char *files[2] = { first, second };
        struct answer_options options = { .size = sizeof options, .files = files,
                                          .file_count = second != NULL ? 2 : 1, .report = report,
                                          .uses_file = uses_file, .context = reports,
                                          .doubts = doubts };

        memset(reports, 0, sizeof *reports);
        return article_open(&options, why, cap);
}

static void everything_is_there(void **state)
{
        struct reports reports;
        char why[256];
        struct article_faq *faq;
        const struct article_entry *entry;

        (void)state;
        write_file("a.cfg", good);
        faq = open_files(&reports, true, path_of("a.cfg"), NULL, why, sizeof why);
        if (faq == NULL)
                fail_msg("%s", why);
        assert_int_equal(reports.errors + reports.doubts, 0);
        assert_int_equal(faq->head_count, 1);
        assert_string_equal(faq->head[0].lexicon, path_of("english.cfg"));
        assert_string_equal(faq->head[0].disclaimer, "No advice.");
        assert_string_equal(faq->head[0].no_topic, "nt");
        assert_int_equal(faq->entry_count, 4);
        entry = &faq->entry[0];
        assert_int_equal(entry->kind, ARTICLE_PASSAGE);
        assert_string_equal(entry->id, "what");
        assert_string_equal(entry->more, "More of it.");
        assert_int_equal(entry->asks.count, 2);
        assert_string_equal(entry->asks.item[1], "what's that");
        assert_int_equal(entry->keywords.count, 1);
        assert_null(entry->text);
        assert_int_equal(entry->line, 9);
        assert_string_equal(entry->file, path_of("a.cfg"));
        assert_null(faq->entry[1].more);
        assert_int_equal(faq->entry[2].kind, ARTICLE_UNCOVERED);
        assert_string_equal(faq->entry[2].answer, "Not here.");
        assert_int_equal(faq->entry[3].kind, ARTICLE_WARNING);
        assert_string_equal(faq->entry[3].answer, "See a doctor.");
        assert_int_equal(faq->entry[3].sign_count, 2);
        assert_int_equal(faq->entry[3].signs[0].said[0], 3);
        assert_int_equal(faq->entry[3].signs[1].said[0], 2);
        assert_int_equal(faq->concept_count, 2);
        assert_string_equal(faq->concept[0].says.item[1], "one .. leg");
        assert_string_equal(reports.files, "a.cfg ");
        article_forget_asks(faq);
        for (size_t i = 0; i < faq->entry_count; i++) {
                assert_int_equal(faq->entry[i].asks.count + faq->entry[i].keywords.count, 0);
                assert_non_null(faq->entry[i].title);
        }
        for (size_t i = 0; i < faq->concept_count; i++)
                assert_int_equal(faq->concept[i].says.count, 0);
        assert_string_equal(faq->entry[0].id, "what");
        assert_string_equal(faq->entry[0].more, "More of it.");
        article_close(faq);
}

static const struct {
        const char *from, *to; /* the first `from` of the good file becomes `to` */
        const char *said;
        const char *why;
} broken[] = {
        { "id = \"what\"", "id = \"what?\"", ":9: the id \"what?\" may only hold", "a question mark" },
        { "id = \"what\"", "id = \"\"", ":9: id is empty", "no id" },
        { "id = \"what\";", "", ":9: a passage has no \"id\"", "none at all" },
        { "id = \"what\"", "id = \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
          ":9: id has 65 bytes; at most 64 will do", "65 bytes" },
        { "id = \"what\"", "id = 7", ":9: id must be a text in quotation marks", "a number" },
        { "id = \"why\"", "id = \"what\"", ":12: the id \"what\" is taken: ", "twice" },
        { "id = \"cure\"", "id = \"what\"", ":16: the id \"what\" is taken: ", "over kinds" },
        { "id = \"clot\"", "id = \"cure\"", ":22: the id \"cure\" is taken: ", "over kinds" },
        { "title = \"What it is\"",
          "title = \"1234567890123456789012345678901234567890123456789012345678901\"",
          ":9: title has 61 bytes", "too long" },
        { "answer = \"It is.\"", "anwser = \"It is.\"",
          ":9: a passage knows no \"anwser\"; is \"answer\" meant?", "a misspelt key" },
        { "answer = \"It is.\"", "anwser = \"It is.\"", ":9: a passage has no \"answer\"", "and so none" },
        { "answer = \"It is.\"", "line = \"It is.\"", ":9: a passage knows no \"line\"",
          "another kind's key" },
        { "answer = \"It is.\"", "banana = \"It is.\"", ":9: a passage knows no \"banana\"; it knows id, title, answer",
          "near nothing" },
        { "answer = \"It is.\"", "answer = \"  \"", ":9: answer is empty", "blanks" },
        { "answer = \"It is.\"", "answer = \"a\\nb\"", ":9: answer holds a control character",
          "a line break" },
        { "answer = \"It is.\"", "answer = \"a\\x02 b\"", ":9: answer holds a control character",
          "bold" },
        { "answer = \"It is.\"", "answer = \"a\xc2\x85 b\"", ":9: answer holds a control character",
          "a C1 control" },
        { "answer = \"It is.\"", "answer = \"a\xff b\"", ":9: answer is not valid UTF-8", "a stray byte" },
        { "answer = \"It is.\"", "answer = \"a\xed\xa0\x80\"", ":9: answer is not valid UTF-8",
          "a surrogate" },
        { "answer = \"It is.\"", "answer = [ \"x\" ]", ":9: answer must be a text", "a list" },
        { "more = \"More of it.\"", "more = 1.5", ":10: more must be a text", "a number" },
        { "asks = [ \"why is it\" ]", "asks = [ ]", ":14: asks is empty", "no ask" },
        { "asks = [ \"why is it\" ];", "", ":12: a passage has no \"asks\"", "no asks" },
        { "asks = [ \"why is it\" ]", "asks = \"why is it\"", ":14: asks must be a list of texts",
          "no list" },
        { "asks = [ \"why is it\" ]", "asks = ( \"why\", 3 )", ":14: asks must be a text", "a number inside" },
        { "asks = [ \"why is it\" ]", "asks = [ \"why\", \"\" ]", ":14: asks is empty", "an empty ask" },
        { "asks = [ \"why is it\" ]", "asks = [ \"a\tb\" ]", ":14: asks holds a control", "a tab" },
        { "2024-02-29", "2023-02-29", ":13: \"2023-02-29\" is no day", "no leap year" },
        { "2024-02-29", "1900-02-29", ":13: \"1900-02-29\" is no day", "nor here" },
        { "2024-02-29", "2024-13-01", ":13: \"2024-13-01\" is no day", "no month" },
        { "2024-02-29", "2024-04-31", ":13: \"2024-04-31\" is no day", "no 31st" },
        { "2024-02-29", "29.2.2024", ":13: \"29.2.2024\" is no day", "another order" },
        { "2026-11-22", "2026-11-2", ":4: \"2026-11-2\" is no day", "a digit short" },
        { "\"english\"", "\"klingon\"", ":2: there is no stemmer for the language \"klingon\"", "a language" },
        { "disclaimer = \"No advice.\";", "", ":1: article has no \"disclaimer\"", "no disclaimer" },
        { "lexicon = ", "lexikon = ", ":3: article knows no \"lexikon\"; is \"lexicon\" meant?", "a key" },
        { "no_topic = \"nt\";", "", ":6: says has no \"no_topic\"", "one thing unsaid" },
        { "uncovered = ( {", "uncoverd = ( {",
          ":16: an article file knows no \"uncoverd\"; is \"uncovered\" meant?", "a key of the file" },
        { "uncovered = ( {", "uncovered = ( 5, {", ":16: uncovered must hold groups", "a number in a list" },
        { "line = \"Not here.\"", "answer = \"Not here.\"", ":16: an uncovered kind has no \"line\"",
          "a line's other name" },
        { "name = \"LEG\"", "name = \"Leg\"", ":19: the name \"Leg\" may only hold capital", "small letters" },
        { "name = \"LEG\"", "name = \"SWOLLEN\"", ":20: the concept \"SWOLLEN\" stands here twice", "twice" },
        { "\"one .. leg\"", "\".. leg\"", ":19: in says, \"..\" must stand between", "at the start" },
        { "\"one .. leg\"", "\"leg ..\"", ":19: in says, \"..\" must stand between", "at the end" },
        { "\"one .. leg\"", "\"a .. .. b\"", ":19: in says, \"..\" must stand between", "twice over" },
        { "\"one .. leg\"", "\"leg/ foot\"", ":19: in says, \"/\" must stand between", "half a choice" },
        { "\"one .. leg\"", "\"foot 41..4 weeks\"",
          ":19: in says, the range of numbers is upside down: \"41..4 weeks\"", "a range upside down" },
        { "\"one .. leg\"", "\"???\"", ":19: in says, it holds no word: \"???\"", "points alone" },
        { "\"one .. leg\"", "\"\xf0\x9f\x98\x80\"", ":19: in says, it holds no word: \"\xf0\x9f\x98\x80\"", "a face" },
        { "\"one .. leg\"", "\"LEG + CRAMP\"", ":19: in says, it holds no word: \"+ CRAMP\"", "a sign" },
        { "\"one .. leg\"", "\"a leg/?/foot b\"", ":19: in says, it holds no word: \"?/foot b\"", "a choice" },
        { "says = [ \"swollen\" ]", "says = [ \"swollen\" ]; place = 1",
          ":20: place must be true or false", "a number for a yes" },
        { "LEG + SWOLLEN", "LEGS + SWOLLEN", ":23: there is no concept \"LEGS\"; is \"LEG\" meant?",
          "an unknown concept" },
        { "LEG + SWOLLEN", "LEG + ", ":23: a sign is concepts joined by +", "one side missing" },
        { "LEG + SWOLLEN", "LEG + SWOLLEN - LEG", ":23: LEG is to be said and not to be said", "contradiction" },
        { "LEG + SWOLLEN", "+", ":23: a sign is concepts joined by +", "both missing" },
        { "signs = [ \"LEG + SWOLLEN\", \"SWOLLEN\" ]; asks = [ \"is it a clot\" ];", "",
          ":22: a warning needs signs or asks", "nothing to know it by" },
        { "section = \"One\";", "parts = [ \"why\", \"cure\" ];", ":9: parts names \"cure\", which is the id of no passage",
          "a part that is no passage" },
        { "section = \"One\";", "parts = [ \"whyy\" ];", ":9: parts names \"whyy\", which is", "a part that is nowhere" },
        { "section = \"One\";", "parts = [ \"why\", \"why\", \"why\", \"why\", \"why\" ];",
          ":10: parts names 5 passages; 4 are the most", "too many parts" },
        { "section = \"One\";", "parts = [ \"\" ];", ":10: parts is empty", "a part without a name" },
        { "line = \"Not here.\";", "line = \"Not here.\"; parts = [ \"why\" ];",
          ":16: an uncovered kind knows no \"parts\"", "parts of what is not covered" },
        { "passages = (\n", "passages = ( ); x = (\n", ":8: passages is empty", "no passage" },
        { "passages = (\n", "passage = (\n", ":8: an article file knows no \"passage\"", "a key" },
        { "title = \"What it is\";", "title = \"What it is\" = ;", ":9: this cannot be read", "syntax" },
        { "\"What it is\"", "'What it is'", ":9: ' does not begin a text; a plain \" would be right", "another mark" },
        { "\"What it is\"", "\xe2\x80\x9cWhat it is\xe2\x80\x9d", ":9: \xe2\x80\x9c does not begin a text; a plain \" would be right",
          "of a word processor" },
        { "[ \"what is it\"", "[ \xc2\xabwhat is it\xc2\xbb", ":11: \xc2\xab does not begin a text; a plain", "in a list" },
        { "\"What it is\"", "What it is", ":9: a text stands between quotation marks: is the first one missing before \"What\"?", "no mark" },
        { "\"What it is\"", "trueish", ":9: a text stands between quotation marks: is the first one missing before \"trueish\"?", "no flag" },
        { "\"What it is\"", "\"What it is, \"isn't it\"", ":9: a text cannot stand here", "a mark within" },
        { "title = \"What it is\";", "title = \"What it is\"; title = \"x\";", ":9: this name stands twice",
          "a key twice" },
        { "Because.\"", "Because.", ":12: the text that begins here runs over several lines", "a quotation mark forgotten" },
        { "article = {", "@include \"nowhere.cfg\"\narticle = {", ":1: cannot read ", "a file missing" },
        { "article = {", "@include \"a.cfg\"\narticle = {", "/a.cfg includes itself in the end", "a circle" },
        { "article = {", "@include \"\x1b[2J\xff\xc3\xa9\"\narticle = {", "/?[2J?\xc3\xa9: ", "codes for a terminal" },
        { "article = {", "@include \".\"\narticle = {", ":1: cannot read ", "a folder included" },
        { "article = {", "@include a.cfg\narticle = {", ":1: @include wants the name of a file", "no quotation marks" },
        { "article = {", "/* article = {", ":1: a comment begins here and never ends", "an open comment" },
        { "article = {", "\"article\" = {", ":1: a text cannot stand here", "a name in quotation marks" },
        { "asks = [ \"why is it\" ]", "asks = [ \"why is it\"", ":14: } does not close the [ of line 14",
          "a bracket forgotten" },
        { ");\nuncovered", "););\nuncovered", ":15: ) closes nothing", "a bracket too many" },
        { "asks = [ \"is it a clot\" ]; } );", "asks = [ \"is it a clot\" ]; }",
          ":22: this ( is never closed", "a bracket forgotten at the end" },
        { "a clot\" ]; } );", "a clot ]; } );", ":23: a text begins here and never ends", "a mark forgotten at the end" },
};

static char *edited(const char *from, const char *to)
{
        const char *at = strstr(good, from);
        char *text = malloc(sizeof good + strlen(to));

        if (at == NULL)
                fail_msg("the test's own file has no %s", from);
        sprintf(text, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
        return text;
}

static void mistakes_have_file_line_and_reason(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
                struct reports reports;
                char why[256] = "";
                char *text = edited(broken[i].from, broken[i].to);

                write_file("a.cfg", text);
                assert_null(open_files(&reports, false, path_of("a.cfg"), NULL, why, sizeof why));
                if (strstr(reports.all, broken[i].said) == NULL)
                        fail_msg("%s: wanted %s, got %s", broken[i].why, broken[i].said, reports.all);
                /* The first of them is in why, under the path that was given. */
                assert_memory_equal(why, path_of("a.cfg"), strlen(path_of("a.cfg")));
                assert_non_null(strstr(reports.all, why + strlen(folder) + 1));
                free(text);
        }
}

/* What is taken all the same, and doubtful. */
static const struct {
        const char *from, *to, *said;
        bool always; /* a running bot tells it, too */
} doubtful[] = {
        { "\"what is it\", \"what's", "\"what is it\" \"what's", ":11: two texts are joined here with no blank", true },
        { "\"leg\", \"one", "\"leg\"\n\"one", ":20: two texts are joined here with no blank", true },
        { "\"leg\", \"one", "\"leg/\"\n\"one", NULL, true },
        { "\"leg\", \"one", "\"leg\"\n\" one", NULL, true },
        { "\"Why it is\"", "\"what it IS?\"", ":12: the title \"what it IS?\" is also that of \"what\" (", false },
        { "\"Cures\"", "\"What it is\"", NULL, false }, /* is never offered */
        { "\"It is.\"", "\"What it is\"", ":9: the answer is only the title again", false },
        { "{ name = \"SWOLLEN\"", "{ name = \"ARM\"; says = [ \"arm\" ]; },\n{ name = \"SWOLLEN\"",
          ":20: no sign names the concept ARM", false },
        { "LEG + SWOLLEN\", \"SWOLLEN", "LEG + SWOLLEN\",\n\"LEG - SWOLLEN\", \"SWOLLEN  +LEG",
          ":24: the sign \"SWOLLEN  +LEG\" stands here twice", false },
        { "\"It is.\"", "\"It is so on winter\"\n\"nights.\"", ":10: two texts are joined here: is a blank missing between", false },
        { "\"It is.\"", "\"It is,\" /* as ever */ \"so\" \" on.\"", ":9: two texts are joined here: is a blank", false },
        { "\"It is.\"", "\"It is \" \"so\" \" on\" \", as ever. \" \"4\" \"-\" \"5 \" \"\" \"x\"", NULL, false },
};

static void doubts_are_told(void **state)
{
        (void)state;
        for (size_t i = 0; i < 2 * sizeof doubtful / sizeof *doubtful; i++) {
                const char *said = doubtful[i / 2].said;
                bool doubts = i % 2, told = said != NULL && (doubts || doubtful[i / 2].always);
                char *text = edited(doubtful[i / 2].from, doubtful[i / 2].to);
                struct reports reports;
                struct article_faq *faq;
                char why[256] = "";

                write_file("a.cfg", text);
                faq = open_files(&reports, doubts, path_of("a.cfg"), NULL, why, sizeof why);
                if (faq == NULL || reports.doubts != told || (told && strstr(reports.all, said) == NULL))
                        fail_msg("%s: %s%s", text, why, reports.all);
                article_close(faq);
                free(text);
        }
}

static void all_mistakes_in_one_run(void **state)
{
        static const char text[] = "article = { id = \"X!\"; };\npassages = (\n{ id = 3; answer = \"\"; },\n"
                                   "{ id = \"a\"; title = \"b\"; asks = [ \"\" ]; colour = 1; } );\n";
        struct reports reports;
        char why[64];

        (void)state;
        write_file("a.cfg", text);
        assert_null(open_files(&reports, true, path_of("a.cfg"), NULL, why, sizeof why));
        assert_non_null(strstr(reports.all, "an article file has no \"says\""));
        assert_non_null(strstr(reports.all, ":1: the id \"X!\""));
        assert_non_null(strstr(reports.all, ":1: article has no \"title\""));
        assert_non_null(strstr(reports.all, ":3: id must be"));
        assert_non_null(strstr(reports.all, ":3: answer is empty"));
        assert_non_null(strstr(reports.all, ":3: a passage has no \"title\""));
        assert_non_null(strstr(reports.all, ":3: a passage has no \"asks\""));
        assert_non_null(strstr(reports.all, ":4: asks is empty"));
        assert_non_null(strstr(reports.all, ":4: a passage knows no \"colour\""));
        assert_non_null(strstr(reports.all, ":4: a passage has no \"answer\""));
        assert_true(strlen(why) < sizeof why);
}

/* A lexicon that cannot be read is told of where it is named, and waited for. */
static void unreadable_lexicon(void **state)
{
        static const char head[] = "article = { id = \"tea\"; title = \"Tea\"; language = \"english\";\n"
                                   " lexicon = \"none.lex\"; disclaimer = \"d\"; source = \"s\"; reviewed = \"2026-01-01\"; };\n";
        struct reports reports;
        char why[256];

        (void)state;
        write_file("names.cfg", head);
        assert_null(open_files(&reports, false, path_of("names.cfg"), NULL, why, sizeof why));
        assert_non_null(strstr(reports.all, "names.cfg:2: cannot read "));
        assert_non_null(strstr(reports.all, "none.lex: No such file"));
        assert_non_null(strstr(reports.files, "none.lex "));
}

static void unreadable_files(void **state)
{
        struct reports reports;
        char why[256];

        (void)state;
        assert_null(open_files(&reports, false, path_of("none.cfg"), NULL, why, sizeof why));
        assert_non_null(strstr(why, "No such file"));
        assert_string_equal(reports.files, "none.cfg ");
        assert_null(open_files(&reports, false, folder, NULL, why, sizeof why));
        assert_non_null(strstr(why, "it is a folder"));
        assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
        assert_null(open_files(&reports, false, path_of("pipe"), NULL, why, sizeof why));
        assert_non_null(strstr(why, "not a regular file"));
        unlink(path_of("pipe"));
        write_file("a.cfg", "");
        assert_int_equal(truncate(path_of("a.cfg"), ((off_t)1 << 30) + 1), 0);
        assert_null(open_files(&reports, false, path_of("a.cfg"), NULL, why, sizeof why));
        assert_non_null(strstr(why, "over 1 GiB"));
        write_file("a.cfg", "");
        assert_null(open_files(&reports, false, path_of("a.cfg"), NULL, why, sizeof why));
        assert_non_null(strstr(why, "has no \"article\""));
}

/* Wherever a reason is cut, half a character is not left: é is two bytes. */
static void cut_reason(void **state)
{
        struct reports reports;
        char why[256];

        (void)state;
        write_file("a.cfg", "@include \"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"\n");
        assert_null(open_files(&reports, false, path_of("a.cfg"), NULL, why, sizeof why));
        assert_non_null(strstr(why, "\xc3\xa9"));
        for (size_t cap = strlen(why); cap > 1; cap--) {
                assert_null(open_files(&reports, false, path_of("a.cfg"), NULL, why, cap));
                assert_int_equal(strlen(why), cap - 1);
                assert_int_not_equal((unsigned char)why[cap - 2], 0xc3);
        }
}

/* A concept whose name is as long as one may be can be named in a sign. */
static void longest_name(void **state)
{
        struct reports reports;
        char text[sizeof good + 200] = "", name[ARTICLE_ID_MAX + 1], why[256];
        struct article_faq *faq;
        const char *from = good, *at;

        (void)state;
        memset(name, 'L', ARTICLE_ID_MAX);
        name[ARTICLE_ID_MAX] = '\0';
        for (; (at = strstr(from, "LEG")) != NULL; from = at + 3)
                sprintf(text + strlen(text), "%.*s%s", (int)(at - from), from, name);
        write_file("a.cfg", strcat(text, from));
        faq = open_files(&reports, false, path_of("a.cfg"), NULL, why, sizeof why);
        if (faq == NULL)
                fail_msg("%s", why);
        article_close(faq);
}

static void files_together(void **state)
{
        struct reports reports;
        char why[256];
        struct article_faq *faq;
        static const char second[] =
                "article = { id = \"arms\"; title = \"Arms\"; language = \"%s\"; "
                "lexicon = \"%s.cfg\"; disclaimer = \"d\"; source = \"s\"; "
                "reviewed = \"2026-01-01\"; };\nsays = { help = \"h\"; unknown = \"u\"; "
                "uncovered = \"c\"; choice = \"c\"; more = \"m\"; no_more = \"n\"; "
                "no_topic = \"t\"; };\npassages = ( { id = \"arm\"; title = \"Arm\"; "
                "answer = \"a\"; asks = [ \"What is it?\" ]; } );\n"
                "concepts = ( { name = \"LEG\"; says = [ \"shin\" ]; }, "
                "{ name = \"ARM\"; says = [ \"arm\" ]; } );\n"
                "warnings = ( { id = \"w\"; title = \"W\"; line = \"l\"; "
                "signs = [ \"SWOLLEN + ARM\" ]; } );\n";
        char english[1500], bare[4000];

        (void)state;
        write_file("a.cfg", good);
        write_file("b.cfg", good);
        assert_null(open_files(&reports, false, path_of("a.cfg"), path_of("b.cfg"), why, sizeof why));
        assert_non_null(strstr(reports.all, "b.cfg:0: the article id \"legs\" is also that of"));
        assert_non_null(strstr(reports.all, "b.cfg:9: the id \"what\" is taken"));
        snprintf(english, sizeof english, second, "german", "german");
        write_file("b.cfg", english);
        assert_null(open_files(&reports, false, path_of("a.cfg"), path_of("b.cfg"), why, sizeof why));
        assert_non_null(strstr(reports.all, "b.cfg:1: articles that are loaded together must share"));
        assert_non_null(strstr(reports.all, "b.cfg:1: articles that are loaded together must name"));
        snprintf(english, sizeof english, second, "english", "english");
        write_file("b.cfg", english);
        snprintf(bare, sizeof bare, "%s", good);
        memcpy(strstr(bare, "lexicon = \"english.cfg\";"), "/* no lexicon here    */", 24);
        write_file("a.cfg", bare); /* the second one's would not be read */
        assert_null(open_files(&reports, false, path_of("a.cfg"), path_of("b.cfg"), why, sizeof why));
        assert_non_null(strstr(reports.all, "b.cfg:1: the first article names no lexicon"));
        write_file("a.cfg", good);
        faq = open_files(&reports, true, path_of("a.cfg"), path_of("b.cfg"), why, sizeof why);
        if (faq == NULL)
                fail_msg("%s", why);
        assert_int_equal(faq->head_count, 2);
        assert_int_equal(faq->entry_count, 6);
        assert_int_equal(faq->entry[4].article, 1);
        assert_int_equal(faq->concept_count, 3);
        assert_int_equal(faq->concept[0].says.count, 3);
        assert_string_equal(faq->concept[0].says.item[2], "shin");
        assert_int_equal(faq->entry[5].signs[0].said[0], 6);
        /* "What is it?" and "what is it" are one ask. */
        assert_int_equal(reports.doubts, 1);
        assert_non_null(strstr(reports.all, "b.cfg:3: \"What is it?\" also asks for \"what\""));
        article_close(faq);
}

static void included_files(void **state)
{
        static const char whole[] = "article = {\n@include \"sub/head.cfg\"\n};\n@include \"sub/rest.cfg\"\n";
        static const char head[] = "id = \"legs\"; title = \"Legs\"; language = \"english\";\n"
                                   "disclaimer = \"d\"; source = \"s\"; reviewed = \"2026-01-01\";\n";
        const char *rest = strstr(good, "says = ");
        struct reports reports;
        char why[256];
        struct article_faq *faq;

        (void)state;
        assert_int_equal(mkdir(path_of("sub"), 0700), 0);
        write_file("a.cfg", whole);
        write_file("sub/head.cfg", head);
        write_file("sub/rest.cfg", rest);
        faq = open_files(&reports, false, path_of("a.cfg"), NULL, why, sizeof why);
        if (faq == NULL)
                fail_msg("%s", why);
        assert_string_equal(faq->entry[0].file, path_of("sub/rest.cfg"));
        assert_int_equal(faq->entry[0].line, 4);
        assert_string_equal(reports.files, "a.cfg head.cfg rest.cfg ");
        /* What stands behind keeps its line. */
        write_file("a.cfg", "article = {\n@include \"sub/head.cfg\" };\n @include \"sub/rest.cfg\" # x\nwhat = 1;");
        assert_null(open_files(&reports, false, path_of("a.cfg"), NULL, why, sizeof why));
        assert_non_null(strstr(reports.all, "a.cfg:4: an article file knows no \"what\""));
        /* An included file's own @include and paths are relative to it. */
        write_file("a.cfg", "@include \"sub/mid.cfg\"\n@include \"sub/rest.cfg\"\n");
        write_file("sub/words.cfg", "");
        write_file("sub/mid.cfg", "article = {\n@include \"head.cfg\"\nlexicon = \"words.cfg\"; };\n");
        article_close(faq);
        faq = open_files(&reports, false, path_of("a.cfg"), NULL, why, sizeof why);
        if (faq == NULL)
                fail_msg("%s", why);
        assert_string_equal(faq->head[0].lexicon, path_of("sub/words.cfg"));
        assert_int_equal(faq->entry[0].line, 4);
        write_file("sub/mid.cfg", "article = {\n@include \"head.cfg\"\n};\n@include \"../sub/../a.cfg\"");
        assert_null(open_files(&reports, false, path_of("a.cfg"), NULL, why, sizeof why));
        assert_non_null(strstr(reports.all, "mid.cfg:4: @include: "));
        assert_non_null(strstr(reports.all, "a.cfg includes itself in the end"));
        unlink(path_of("sub/mid.cfg"));
        write_file("a.cfg", whole);
        article_close(faq);
        write_file("sub/head.cfg", "id = \"legs\"; titel = \"x\";\n");
        assert_null(open_files(&reports, false, path_of("a.cfg"), NULL, why, sizeof why));
        assert_memory_equal(why, path_of("sub/head.cfg"), strlen(path_of("sub/head.cfg")));
        write_file("sub/head.cfg", "id = ; title = 1;\n");
        assert_null(open_files(&reports, false, path_of("a.cfg"), NULL, why, sizeof why));
        assert_memory_equal(why, path_of("sub/head.cfg"), strlen(path_of("sub/head.cfg")));
        unlink(path_of("sub/head.cfg"));
        unlink(path_of("sub/rest.cfg"));
        rmdir(path_of("sub"));
}

/* An imported FAQ has texts alone; a byte order mark and CRLF do no harm. */
static void texts_alone(void **state)
{
        char *text = edited("answer = \"Because.\";", "text = \"Because it is.\";");
        char *crlf = calloc(2, strlen(text) + 4);
        size_t used = 0;
        struct reports reports;
        char why[256];
        struct article_faq *faq;

        (void)state;
        used += (size_t)sprintf(crlf, "\xef\xbb\xbf");
        for (const char *s = text; *s != '\0'; s++) {
                if (*s == '\n')
                        crlf[used++] = '\r';
                crlf[used++] = *s;
        }
        write_file("a.cfg", crlf);
        faq = open_files(&reports, false, path_of("a.cfg"), NULL, why, sizeof why);
        if (faq == NULL)
                fail_msg("%s", why);
        assert_string_equal(faq->entry[1].text, "Because it is.");
        assert_ptr_equal(faq->entry[1].answer, faq->entry[1].text);
        article_close(faq);
        free(crlf);
        free(text);
}

/* Each allocation fails in turn: refused with a reason, nothing lost. */
static void memory_runs_out(void **state)
{
        struct reports reports;
        char why[256];
        struct article_faq *faq = NULL;

        (void)state;
        write_file("a.cfg", good);
        for (size_t n = 1; faq == NULL; n++) {
                assert_true(n < 1000);
                failing_from(n, true);
                faq = open_files(&reports, true, path_of("a.cfg"), NULL, why, sizeof why);
                failing_stop();
                assert_true(faq != NULL || (reports.errors > 0 && why[0] != '\0'));
        }
        assert_int_equal(reports.errors, 0);
        article_close(faq);
}

/* Bytes changed, dropped and doubled at random (fixed seed): refused or taken, never worse. */
static void survives_noise(void **state)
{
        uint32_t seed = 20261122;
        size_t size = strlen(good);

        (void)state;
        for (unsigned round = 0; round < 1500; round++) {
                char text[4096];
                struct reports reports;
                char why[256];
                struct article_faq *faq;
                size_t used = 0;

                for (size_t i = 0; i < size && used < sizeof text - 3; i++) {
                        seed = seed * 1664525u + 1013904223u;
                        if (seed >> 8 > 1u << 16) {
                                text[used++] = good[i];
                                continue;
                        }
                        if (seed & 64)
                                text[used++] = "{}()[]\";=,#\\\"@/"[seed >> 4 & 15 ? (seed >> 4) % 15 : 0];
                        if (seed & 128)
                                text[used++] = good[i];
                }
                text[used] = '\0';
                write_file("a.cfg", text);
                faq = open_files(&reports, true, path_of("a.cfg"), NULL, why, sizeof why);
                assert_true((faq == NULL) == (reports.errors > 0));
                article_close(faq);
        }
}

/* A lexicon must be there, but is not read with the articles. */
static int lexicon_make(void **state)
{
        if (folder_make(state) < 0)
                return -1;
        write_file("english.cfg", "");
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(everything_is_there),
                cmocka_unit_test(mistakes_have_file_line_and_reason),
                cmocka_unit_test(doubts_are_told), cmocka_unit_test(all_mistakes_in_one_run),
                cmocka_unit_test(unreadable_lexicon), cmocka_unit_test(unreadable_files),
                cmocka_unit_test(cut_reason),
                cmocka_unit_test(longest_name), cmocka_unit_test(files_together),
                cmocka_unit_test(included_files),
                cmocka_unit_test(texts_alone),
                cmocka_unit_test(memory_runs_out),
                cmocka_unit_test(survives_noise),
        };

        return cmocka_run_group_tests(tests, lexicon_make, folder_remove);
}
