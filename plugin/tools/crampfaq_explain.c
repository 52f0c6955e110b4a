/* crampfaq_explain.c - why a question is answered as it is.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crampfaq.h"
#include "source.h"

enum { AMBIENT = 256, PRIVATE };

static void print_line(void *context, const char *text)
{
        (void)context;
        puts(text);
}

static int read_options(struct source *source, struct answer_message *message, int argc, char **argv,
                        char *why, size_t cap)
{
        static const struct option options[] = {
                { "ambient", no_argument, NULL, AMBIENT }, { "private", no_argument, NULL, PRIVATE },
                { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 }
        };
        int option;

        while ((option = getopt_long(argc, argv, ":c:f:h", options, NULL)) != -1) {
                switch (option) {
                case 'c': source->config = optarg; break;
                case 'f':
                        if (!source_add(source, optarg, why, cap))
                                return CRAMPFAQ_BAD;
                        break;
                case AMBIENT:
                        message->ambient = true;
                        message->addressed = false;
                        message->self = NULL;
                        break;
                case PRIVATE: message->channel = NULL; break;
                default: return crampfaq_no_option(option, argv, why, cap);
                }
        }
        if (argc > optind)
                return CRAMPFAQ_FINE;
        snprintf(why, cap, "what is the question?");
        return CRAMPFAQ_BAD;
}

int crampfaq_explain(int argc, char **argv, char *why, size_t cap)
{
        struct answer_message message = {
                .size = sizeof message, .network = "local", .channel = "#faq", .self = "crampbot",
                .addressed = true, .now = 1000, .line_bytes = 400, .line_count = 1,
        };
        struct source source = { .config = NULL };
        struct answer *answer = NULL;
        char *question = NULL;
        int status = read_options(&source, &message, argc, argv, why, cap);

        if (status != CRAMPFAQ_FINE)
                return status;
        status = CRAMPFAQ_BAD;
        question = crampfaq_join(argc, argv, optind);
        if (!question) {
                snprintf(why, cap, "no memory");
                goto out;
        }
        answer = source_open(&source, why, cap);
        if (!answer)
                goto out;
        message.text = question;
        message.length = strlen(question);
        answer_explain(answer, &message, print_line, NULL);
        answer_close(answer);
        status = CRAMPFAQ_FINE;
out:
        free(question);
        return status;
}
