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
        if (h->answer && *h->why)
                host_tell(h, "cramp_faq " CRAMPBOT_VERSION " still gives the answers that it had");
        else if (h->answer)
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

static void read_again(struct answer_host *h, const char *rest, bool forced)
{
        if (*rest)
                host_tell(h, "%s reload [force]: nothing else may stand there", h->events.command);
        else
                host_reload(h, forced);
}

static void reload(struct answer_host *h, const char *rest)
{
        read_again(h, rest, false);
}

static void reload_force(struct answer_host *h, const char *rest)
{
        read_again(h, rest, true);
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
        struct answer_host_setting s;

        (void)rest;
        for (size_t i = 0; answer_host_setting(h, i, &s); i++)
                host_tell(h, "%.*s%s%s %s%s - %s", front, h->events.setting, s.name, behind, s.value,
                          *s.value ? "" : "\"\"", s.help);
}

static void help(struct answer_host *h, const char *rest);

/* Of two that fit, the later one is meant. */
static const struct {
        struct answer_host_word word;
        void (*run)(struct answer_host *h, const char *rest);
} words[] = {
        {{"status", "", "what is loaded, and what was answered so far"}, status},
        {{"reload", "", "read the FAQ again; with a mistake in it, or if golden questions got worse answers, "
          "the old one stays"}, reload},
        {{"reload force", "", "the same, and worse answers are taken"}, reload_force},
        {{"why", "QUESTION", "why a question would be answered as it would"}, why},
        {{"unanswered", "[N]", "the questions that found no answer, the most asked first"}, unanswered},
        {{"dismiss", "ID", "take a question off that list"}, dismiss},
        {{"settings", "", "every setting, what it is now, and what it does"}, settings},
        {{"help", "", "these lines"}, help},
};

bool answer_host_word(size_t i, struct answer_host_word *out)
{
        if (i >= sizeof words / sizeof *words)
                return false;
        *out = words[i].word;
        return true;
}

static void help(struct answer_host *h, const char *rest)
{
        struct answer_host_word word;

        (void)rest;
        for (size_t i = 0; answer_host_word(i, &word); i++)
                host_tell(h, "%s %s%s%s - %s", h->events.command, word.name, *word.arguments ? " " : "",
                          word.arguments, word.help);
}

/* Where text goes on behind a name; NULL if it does not begin with it. */
static const char *behind(const char *text, const char *name)
{
        size_t length = strlen(name);

        if (strlen(text) < length || !host_same(name, text, length) || (text[length] && text[length] != ' '))
                return NULL;
        return text + length + strspn(text + length, " ");
}

void answer_host_command(struct answer_host *h, const char *text,
                         void (*line)(void *context, const char *text), void *context)
{
        const char *rest = text + strspn(text, " "), *at;
        void (*run)(struct answer_host *h, const char *rest) = *rest ? help : status;

        text = rest;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
                if ((at = behind(text, words[i].word.name))) {
                        run = words[i].run;
                        rest = at;
                }
        h->line = line;
        h->line_context = context;
        run(h, rest);
        h->line = NULL;
}
