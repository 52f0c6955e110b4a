/* crampfaq_ask.c - one question, or a message a line.
 *
 * In a batch nothing is allocated for a line: reading, asking and printing
 * work in buffers that stay.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crampfaq.h"
#include "lines.h"
#include "source.h"

#define SECOND 1000u /* ms between two messages of a dialogue */

enum { BATCH = 256, AMBIENT, DIALOG, PRIVATE, BYTES, LINES };

struct asking {
        struct source source;
        bool batch, ambient, dialog, in_private;
        long bytes, lines;
};

static int read_options(struct asking *asking, int argc, char **argv, char *why, size_t cap)
{
        static const struct option options[] = {
                { "batch", no_argument, NULL, BATCH }, { "ambient", no_argument, NULL, AMBIENT },
                { "dialog", no_argument, NULL, DIALOG }, { "private", no_argument, NULL, PRIVATE },
                { "bytes", required_argument, NULL, BYTES },
                { "lines", required_argument, NULL, LINES },
                { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 }
        };
        int option;

        while ((option = getopt_long(argc, argv, ":c:f:h", options, NULL)) != -1) {
                bool fine = true;

                switch (option) {
                case 'c': asking->source.config = optarg; break;
                case 'f': fine = source_add(&asking->source, optarg, why, cap); break;
                case BATCH: asking->batch = true; break;
                case AMBIENT: asking->ambient = true; break;
                case DIALOG: asking->dialog = true; break;
                case PRIVATE: asking->in_private = true; break;
                case BYTES:
                        fine = crampfaq_number(optarg, "--bytes", ANSWER_LINE_MIN, ANSWER_LINE_MAX,
                                               &asking->bytes, why, cap);
                        break;
                case LINES:
                        fine = crampfaq_number(optarg, "--lines", 1, 8, &asking->lines, why, cap);
                        break;
                default: return crampfaq_no_option(option, argv, why, cap);
                }
                if (!fine)
                        return CRAMPFAQ_BAD;
        }
        if (asking->ambient && (asking->dialog || asking->in_private)) {
                snprintf(why, cap, "--ambient goes with neither --dialog nor --private");
                return CRAMPFAQ_BAD;
        }
        return CRAMPFAQ_FINE;
}

/* Tab, newline and backslash are escaped, so that a field stays a field. */
static void print_escaped(const char *text)
{
        for (;;) {
                size_t plain = strcspn(text, "\t\n\\");

                fwrite_unlocked(text, 1, plain, stdout);
                text += plain;
                if (!*text)
                        break;
                putc_unlocked('\\', stdout);
                putc_unlocked(*text == '\t' ? 't' : *text == '\n' ? 'n' : '\\', stdout);
                text++;
        }
}

/* kind TAB id TAB confidence TAB also TAB reply LF */
static void print_fields(void *context, const struct answer_reply *reply)
{
        (void)context;
        fputs(answer_kind_name(reply->kind), stdout);
        putc_unlocked('\t', stdout);
        print_escaped(reply->id ? reply->id : "");
        printf("\t%.4f\t", reply->confidence);
        for (size_t i = 0; i < reply->also_count; i++) {
                if (i > 0)
                        putc_unlocked(',', stdout);
                print_escaped(reply->also[i]);
        }
        putc_unlocked('\t', stdout);
        for (size_t i = 0; i < reply->count; i++) {
                if (i > 0)
                        fputs("\\n", stdout);
                print_escaped(reply->lines[i]);
        }
        putc_unlocked('\n', stdout);
}

static void print_lines(void *context, const struct answer_reply *reply)
{
        (void)context;
        for (size_t i = 0; i < reply->count; i++)
                puts(reply->lines[i]);
}

static struct answer_message message_for(const struct asking *asking)
{
        return (struct answer_message){
                .size = sizeof(struct answer_message),
                .network = "local",
                .channel = asking->in_private ? NULL : "#faq",
                .nick = asking->dialog ? "visitor" : NULL,
                .self = asking->ambient ? NULL : "crampbot",
                .addressed = !asking->ambient,
                .ambient = asking->ambient,
                .now = SECOND,
                .line_bytes = (size_t)asking->bytes,
                .line_count = (size_t)asking->lines,
        };
}

static int ask_batch(struct answer *answer, const struct asking *asking, const char *path, char *why,
                     size_t cap)
{
        struct answer_message message = message_for(asking);
        struct lines lines;
        char *line;
        int more;

        if (lines_init(&lines, path, why, cap) < 0)
                return CRAMPFAQ_BAD;
        lines.before_read = true; /* whoever waits for a reply gets it */
        while ((more = lines_next(&lines, &line, &message.length, why, cap)) > 0) {
                message.text = line;
                answer_ask(answer, &message, print_fields, NULL);
                message.now += SECOND;
                if (ferror_unlocked(stdout))
                        break;
        }
        lines_fini(&lines);
        return more < 0 ? CRAMPFAQ_BAD : CRAMPFAQ_FINE;
}

static int ask_once(struct answer *answer, const struct asking *asking, int argc, char **argv,
                    char *why, size_t cap)
{
        struct answer_message message = message_for(asking);
        char *question = crampfaq_join(argc, argv, optind);

        if (!question) {
                snprintf(why, cap, "no memory");
                return CRAMPFAQ_BAD;
        }
        message.text = question;
        message.length = strlen(question);
        answer_ask(answer, &message, print_lines, NULL);
        free(question);
        return CRAMPFAQ_FINE;
}

int crampfaq_ask(int argc, char **argv, char *why, size_t cap)
{
        struct asking asking = { .bytes = 400, .lines = 1 };
        struct answer *answer;
        int status = read_options(&asking, argc, argv, why, cap);

        if (status != CRAMPFAQ_FINE)
                return status;
        if (asking.batch ? argc - optind > 1 : argc == optind) {
                snprintf(why, cap, asking.batch ? "--batch reads one file" : "what is the question?");
                return CRAMPFAQ_BAD;
        }
        answer = source_open(&asking.source, why, cap);
        if (!answer)
                return CRAMPFAQ_BAD;
        status = asking.batch ? ask_batch(answer, &asking, argv[optind], why, cap)
                              : ask_once(answer, &asking, argc, argv, why, cap);
        answer_close(answer);
        return status;
}
