/* crampfaq.c - the FAQ writer's command: finds the part that does the work.
 *
 * It refuses to know what any command does.
 */
#include "crampfaq.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct command {
        const char *name;
        const char *does;
        const char *help;
        crampfaq_run *run;
};

#define SOURCE_HELP \
        "  -c FILE       the bot.cfg that names the FAQ files (./bot.cfg, or the installed one)\n" \
        "  -f FILE       a FAQ file itself, instead of bot.cfg; may be given again\n"

static const struct command commands[] = {
        { "ask", "prints the reply to a question",
          "crampfaq ask [-c FILE | -f FILE ...] [OPTIONS] QUESTION ...\n"
          "crampfaq ask --batch [--ambient | --dialog | --private] [OPTIONS] [FILE]\n"
          "Prints the reply as IRC would carry it.\n\n"
          SOURCE_HELP
          "  --batch       one message a line from FILE or standard input; prints one line for\n"
          "                each: kind, id, confidence, also, reply, with a tab between them and\n"
          "                \\t, \\n and \\\\ for tab, newline and backslash inside\n"
          "  --ambient     the messages are talk in a channel, said to nobody in particular\n"
          "  --dialog      the messages are one person's conversation, a second apart\n"
          "  --private     the messages are said to the bot in private\n"
          "  --bytes N     what a line of the reply may hold (400)\n"
          "  --lines N     how many lines a reply may have (1)\n",
          crampfaq_ask },
        { "check", "reports what is wrong or doubtful in FAQ files",
          "crampfaq check [--json] [-c FILE | FILE ...]\n"
          "Prints FILE:LINE: and what is wrong; what is only doubtful is a \"warning:\". Without\n"
          "FILE the FAQ files of bot.cfg. Then the golden questions are asked that the FAQ names.\n"
          "Ends with 2 if a file could not be used, with 1 if a golden question is not answered as\n"
          "it should be.\n\n"
          "  -c FILE       the bot.cfg that names the FAQ files (./bot.cfg, or the installed one)\n"
          "  --json        a JSON object a line instead: file, line (0: the whole file), severity\n"
          "                (\"error\" or \"warning\"), what\n",
          crampfaq_check },
        { "diff", "shows what a new FAQ answers otherwise than the old one",
          "crampfaq diff [--json] [--all] [-d INBOX] [-q QUESTIONS ...] OLD NEW\n"
          "OLD and NEW are a bot.cfg, a FAQ file, or a folder with either. Asks both the golden\n"
          "questions of NEW, those in the inbox, and those in files. Prints a line for each other\n"
          "answer: worse (a running bot would refuse to reload NEW), better, changed, or fails (a golden\n"
          "question that OLD fails too), then where the question stands, and both answers. Ends with\n"
          "1 if an answer is worse, with 2 if a file could not be used.\n\n"
          "  -d INBOX      the inbox (that of NEW's bot.cfg, else of OLD's, if it is there)\n"
          "  -q QUESTIONS  a file with a question a line, up to a tab; may be given again\n"
          "  --all         also those whose answer is the same\n"
          "  --json        a JSON object a line: verdict, file, line, question, expected (of golden\n"
          "                ones), before and now (kind, id, confidence)\n",
          crampfaq_diff },
        { "inbox", "shows the questions that found no answer, and what would answer them",
          "crampfaq inbox [list] [--all] [-n N] [--json] [SOURCE]\n"
          "crampfaq inbox export [--all] [SOURCE]\n"
          "crampfaq inbox dismiss|forget ID ... [SOURCE]\n"
          "crampfaq inbox propose ID ... | QUESTION [--json] [SOURCE]\n"
          "list: the most asked first, each with the like questions below it. export: tab-separated,\n"
          "question, kind, times, days, first day, last day, times called wrong, what was given then,\n"
          "nearest, id. dismiss: not listed any more, though counted. forget: as if never asked.\n"
          "propose: the line to add to which file, right below or behind \"asks = [\", so that the\n"
          "question gets one of the nearest answers; and, tried on a copy, what it would get then and\n"
          "how many golden questions would suffer. Whether it is the answer, only you can say.\n\n"
          "  -d FILE       the inbox (the one that bot.cfg names)\n"
          SOURCE_HELP
          "  --all         also what was dismissed\n"
          "  -n N          at most so many questions (list: 100)\n"
          "  --json        a JSON object a line\n",
          crampfaq_inbox },
        { "explain", "shows why a question is answered as it is",
          "crampfaq explain [-c FILE | -f FILE ...] [--ambient | --private] QUESTION ...\n"
          "Shows the words that counted, what was corrected, the runner-up and the decision.\n\n"
          SOURCE_HELP
          "  --ambient     as talk in a channel, said to nobody in particular\n"
          "  --private     as said to the bot in private\n",
          crampfaq_explain },
        { "rank", "ranks passages for many questions, as a TREC run",
          "crampfaq rank [-k N] [-m match|bm25] [--tag TAG] FILE ...\n"
          "Reads lines of question id, tab, question from standard input; prints\n"
          "\"qid Q0 id rank score tag\". No topic gate, no thresholds. FILE is a FAQ file.\n\n"
          "  -k N          how many passages for each question (10)\n"
          "  -m match      ranks as in answering; the score is the confidence (this is the default)\n"
          "  -m bm25       ranks by the passages' texts, with BM25F\n"
          "  --tag TAG     the last column (crampfaq-match or crampfaq-bm25)\n",
          crampfaq_rank },
        { "import", "makes a FAQ file from tab-separated lines",
          "crampfaq import [--asks] [OPTIONS] FILE.tsv > FAQ.cfg\n"
          "Reads lines of id, tab, title, tab, text, and prints a FAQ file.\n\n"
          "  --asks        the third column is a way to ask for the passage; many lines with one\n"
          "                id make one passage\n"
          "  --id ID       the FAQ's id (the file's name)\n"
          "  --title TEXT  the FAQ's title (its id)\n"
          "  --language L  the language of its words (english)\n"
          "  --lexicon F   the lexicon file, relative to the FAQ file (english.cfg, if it is found)\n"
          "  --reviewed D  when the texts were last looked through, as 2026-01-31 (today)\n",
          crampfaq_import },
        { "eval", "scores a folder of test questions",
          "crampfaq eval [-c FILE | -f FILE ...] [OPTIONS] FOLDER\n"
          "Scores questions.tsv, uncovered.tsv, offtopic.tsv, dialogues.tsv and notsigns.tsv (those\n"
          "that are there). Ends with 1 if a limit was not reached.\n\n"
          SOURCE_HELP
          "  --json                the result as JSON\n"
          "  --misses N            how many of the worst misses to show (20)\n"
          "  --min-accepted PCT    of the questions, those with an accepted passage\n"
          "  --max-wrong PCT       of the questions, those with another passage\n"
          "  --min-urgent PCT      of the warning signs, those with an urgent line\n"
          "  --max-uncovered N     uncovered questions with a passage\n"
          "  --max-offtopic N      off-topic messages with a passage or a choice, addressed and not\n"
          "  --max-notsigns N      messages that are no warning sign, with an urgent line\n"
          "  --min-dialogues PCT   of the follow-ups, those with an accepted passage\n",
          crampfaq_eval },
};

#define COMMANDS (sizeof commands / sizeof *commands)

static void print_commands(FILE *to)
{
        fputs("crampfaq - for people who write FAQs\n\n", to);
        for (size_t i = 0; i < COMMANDS; i++)
                fprintf(to, "  crampfaq %-8s %s\n", commands[i].name, commands[i].does);
        fputs("\ncrampfaq COMMAND --help says more. Exit codes: 0 fine, 1 below a limit, 2 bad usage "
              "or files.\n", to);
}

int crampfaq_no_option(int option, char **argv, char *why, size_t cap)
{
        if (option == 'h')
                return CRAMPFAQ_HELP;
        if (option == ':')
                snprintf(why, cap, "%s wants a value", argv[optind - 1]);
        else if (optopt > 0 && optopt < 0x7f)
                snprintf(why, cap, "there is no option -%c", optopt);
        else
                snprintf(why, cap, "there is no option %s", argv[optind - 1]);
        return CRAMPFAQ_BAD;
}

bool crampfaq_number(const char *text, const char *option, long low, long high, long *out, char *why,
                     size_t cap)
{
        char *end;

        errno = 0;
        *out = strtol(text, &end, 10);
        if (end != text && !*end && errno == 0 && *out >= low && *out <= high)
                return true;
        snprintf(why, cap, "%s: \"%s\" will not do; a number from %ld to %ld would be right", option,
                 text, low, high);
        return false;
}

bool crampfaq_fraction(const char *text, const char *option, double low, double high, double *out,
                       char *why, size_t cap)
{
        char *end;

        *out = strtod(text, &end);
        if (end != text && !*end && *out >= low && *out <= high)
                return true;
        snprintf(why, cap, "%s: \"%s\" will not do; a number from %g to %g would be right", option,
                 text, low, high);
        return false;
}

char *crampfaq_join(int argc, char **argv, int from)
{
        size_t length = 1;
        char *out, *to;

        for (int i = from; i < argc; i++)
                length += strlen(argv[i]) + 1;
        out = to = malloc(length);
        if (!out)
                return NULL;
        for (int i = from; i < argc; i++) {
                if (i > from)
                        *to++ = ' ';
                to = stpcpy(to, argv[i]);
        }
        *to = '\0';
        return out;
}

bool crampfaq_flush(char *why, size_t cap)
{
        errno = 0;
        if (fflush(stdout) == 0 && !ferror(stdout))
                return true;
        snprintf(why, cap, "the output cannot be written%s%s", errno ? ": " : "",
                 errno ? strerror(errno) : "");
        return false;
}

static int run(const struct command *command, int argc, char **argv)
{
        char why[1024] = "", lost[256] = "";
        int status;

        opterr = 0;
        status = command->run(argc, argv, why, sizeof why);
        if (status == CRAMPFAQ_HELP) {
                fputs(command->help, stdout);
                status = CRAMPFAQ_FINE;
        }
        if (!crampfaq_flush(lost, sizeof lost)) {
                if (!*why)
                        fprintf(stderr, "crampfaq %s: %s\n", command->name, lost);
                status = CRAMPFAQ_BAD;
        }
        if (*why)
                fprintf(stderr, "crampfaq %s: %s\n", command->name, why);
        return status;
}

int main(int argc, char **argv)
{
        char lost[256];

        signal(SIGPIPE, SIG_IGN); /* a closed pipe is noticed where it is written to; so is a full file */
        signal(SIGXFSZ, SIG_IGN);
        if (argc > 1)
                for (size_t i = 0; i < COMMANDS; i++)
                        if (strcmp(argv[1], commands[i].name) == 0)
                                return run(&commands[i], argc - 1, argv + 1);
        if (argc > 1 && strcmp(argv[1], "--version") == 0) {
                puts("crampfaq " CRAMPBOT_VERSION);
        } else if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
                                strcmp(argv[1], "help") == 0)) {
                print_commands(stdout);
        } else {
                if (argc > 1)
                        fprintf(stderr, "crampfaq: there is no command \"%s\"\n\n", argv[1]);
                print_commands(stderr);
                return CRAMPFAQ_BAD;
        }
        if (crampfaq_flush(lost, sizeof lost))
                return CRAMPFAQ_FINE;
        fprintf(stderr, "crampfaq: %s\n", lost);
        return CRAMPFAQ_BAD;
}
