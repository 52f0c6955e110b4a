/* host_command.c - what the bot's owner asks of the plugin, in whatever way their bot
 * takes commands: a table of words, each with a line of help.
 *
 * It refuses to know who may command; each bot does.
 */
#include "host_own.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cfg.h"

void host_tell(const struct answer_host *h, const char *format, ...)
{
        char line[HOST_VALUE_MAX + 200];
        va_list list;

        va_start(list, format);
        vsnprintf(line, sizeof line, format, list);
        va_end(list);
        cfg_plain(line);
        if (h->line)
                h->line(h->line_context, line);
        else
                h->events.tell(h->events.context, line);
}

static void status(struct answer_host *h, const char *rest)
{
        (void)rest;
        if (h->answer)
                host_tell(h, "cramp_faq " CRAMPBOT_VERSION " answers from %s", h->value[HOST_FAQ]);
        else
                host_tell(h, "cramp_faq " CRAMPBOT_VERSION ": no answers are loaded, so nothing is answered");
        if (*h->why)
                host_tell(h, "The last reload failed: %s", h->why);
        host_tell(h, "So far: %lu answers, %lu warning signs, %lu choices, %lu not covered, %lu unknown, "
                  "%lu lines not for the bot; %lu reloads",
                  h->count[ANSWER_ANSWER], h->count[ANSWER_URGENT], h->count[ANSWER_UNSURE],
                  h->count[ANSWER_UNCOVERED], h->count[ANSWER_UNKNOWN], h->count[ANSWER_NONE], h->reloads);
}

static void reload(struct answer_host *h, const char *rest)
{
        bool forced = strcmp(rest, "force") == 0;

        if (*rest && !forced)
                host_tell(h, "%s reload [force]: nothing else may stand there", h->events.command);
        else
                host_reload(h, forced);
}

static void why(struct answer_host *h, const char *question)
{
        if (!h->answer)
                host_tell(h, "No answers are loaded");
        else if (!*question)
                host_tell(h, "%s why QUESTION: what is the question?", h->events.command);
        else
                answer_explain(h->answer, &(struct answer_message){
                        .size = sizeof(struct answer_message), .network = "", .text = question,
                        .length = strlen(question), .addressed = true, .line_bytes = 400, .line_count = 2,
                }, h->line, h->line_context);
}

static void learned(struct answer_host *h, const char *name, const char *rest)
{
        if (!h->learned || !*h->value[HOST_INBOX])
                host_tell(h, "Questions without an answer are not kept: the setting inbox names no file for them");
        else if (!h->answer)
                host_tell(h, "No answers are loaded");
        else
                h->events.learning->command(h->learned, h->answer, name, rest, h->line, h->line_context);
}

static void unanswered(struct answer_host *h, const char *rest)
{
        learned(h, "unanswered", rest);
}

static void dismiss(struct answer_host *h, const char *rest)
{
        learned(h, "dismiss", rest);
}

/* A setting as this bot's owner writes it: the name where the * stands. */
static void settings(struct answer_host *h, const char *rest)
{
        int front = (int)strcspn(h->events.setting, "*");
        const char *behind = h->events.setting + front + (h->events.setting[front] == '*');
        const struct answer_host_setting *setting;
        size_t count;

        (void)rest;
        setting = answer_host_settings(&count);
        for (size_t i = 0; i < count; i++)
                host_tell(h, "%.*s%s%s %s%s - %s", front, h->events.setting, setting[i].name, behind,
                          h->value[i], *h->value[i] ? "" : "\"\"", setting[i].help);
}

static void help(struct answer_host *h, const char *rest);

static const struct {
        const char *name, *usage, *help;
        void (*run)(struct answer_host *h, const char *rest);
} commands[] = {
        {"status", "status", "what is loaded, and what was answered so far", status},
        {"reload", "reload [force]", "read the FAQ again; with a mistake in it, or if golden questions got worse answers, "
         "the old one stays; force: worse answers are taken", reload},
        {"why", "why QUESTION", "why a question would be answered as it would", why},
        {"unanswered", "unanswered [N]", "the questions that found no answer, the most asked first", unanswered},
        {"dismiss", "dismiss ID", "take a question off that list", dismiss},
        {"settings", "settings", "every setting, what it is now, and what it does", settings},
        {"help", "help", "these lines", help},
};

static void help(struct answer_host *h, const char *rest)
{
        (void)rest;
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
                host_tell(h, "%s %s - %s", h->events.command, commands[i].usage, commands[i].help);
}

void answer_host_command(struct answer_host *h, const char *text,
                         void (*line)(void *context, const char *text), void *context)
{
        const char *word = text + strspn(text, " ");
        size_t length = strcspn(word, " ");
        const char *rest = word + length + strspn(word + length, " ");
        void (*run)(struct answer_host *h, const char *rest) = *word ? help : status;

        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
                if (strlen(commands[i].name) == length && host_same(commands[i].name, word, length))
                        run = commands[i].run;
        h->line = line;
        h->line_context = context;
        run(h, rest);
        h->line = NULL;
}
