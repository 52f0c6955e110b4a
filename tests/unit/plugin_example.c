/* plugin_example.c - a small plugin that has nothing to do with questions.
 *
 *      <ann> mybot: count one two three
 *      <mybot> ann: That is 3 words.
 *
 * It shows all that a plugin needs, and proves that plugin.h was not cut to
 * fit one plugin. Its one setting is the word it listens to:
 *
 *      { path = "plugin_example.so"; word = "count"; }
 */
#include "plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD_MAX 30

struct counter {
        const struct plugin_host *host;
        char word[WORD_MAX + 1];
        char next[WORD_MAX + 1]; /* from reload until settle */
        unsigned counted, idles;
};

/* Takes the word out of the settings; tells every mistake. */
static int read_settings(const struct plugin_host *host, const config_setting_t *settings, char word[WORD_MAX + 1])
{
        int mistakes = 0;

        strcpy(word, "count");
        for (int i = 0; i < config_setting_length(settings); i++) {
                const config_setting_t *at = config_setting_get_elem(settings, (unsigned)i);
                const char *name = config_setting_name(at), *text = config_setting_get_string(at);

                if (strcmp(name, "path") == 0 || strcmp(name, "name") == 0)
                        continue; /* the host's */
                if (strcmp(name, "word") == 0 && text && *text && strlen(text) <= WORD_MAX) {
                        strcpy(word, text);
                        continue;
                }
                host->report(host->context, config_setting_source_file(at), config_setting_source_line(at), PLUGIN_ERROR,
                             "only `word` with 1 to 30 bytes would be right");
                mistakes++;
        }
        return mistakes ? -1 : 0;
}

static int example_open(const struct plugin_host *host, const config_setting_t *settings, void **state,
                        char *why, size_t cap)
{
        struct counter *counter = calloc(1, sizeof(*counter));

        if (!counter || read_settings(host, settings, counter->word) < 0) {
                snprintf(why, cap, counter ? "its settings are wrong" : "not enough memory");
                free(counter);
                return -1;
        }
        counter->host = host;
        host->log(host->context, PLUGIN_DEBUG, "counting");
        *state = counter;
        return 0;
}

/* What stands behind "nick:" or "nick,"; all of it in private; or NULL. */
static const char *said_to_me(const struct plugin_message *message)
{
        size_t length = strlen(message->self);

        if (!message->channel)
                return message->text;
        if (strncasecmp(message->text, message->self, length) != 0 || !strchr(":,", message->text[length]))
                return NULL;
        return message->text[length] ? message->text + length + 1 : NULL;
}

static void example_message(void *state, const struct plugin_message *message, plugin_say *say, void *context)
{
        struct counter *counter = state;
        const char *text = said_to_me(message), *lines[1];
        struct plugin_reply reply = {
                .size = sizeof reply, .kind = PLUGIN_ANSWER, .id = "count", .confidence = 1, .lines = lines, .count = 1};
        char line[100];
        size_t words = 0;

        if (!text)
                return;
        text += strspn(text, " ");
        if (strncmp(text, counter->word, strlen(counter->word)) != 0)
                return;
        for (text += strlen(counter->word); *(text += strspn(text, " ")); text += strcspn(text, " "))
                words++;
        snprintf(line, sizeof line, "That is %zu word%s.", words, words == 1 ? "" : "s");
        lines[0] = line;
        counter->counted++;
        if (strlen(line) <= message->line_bytes)
                say(context, &reply);
}

static int example_reload(void *state, const config_setting_t *settings, char *why, size_t cap)
{
        struct counter *counter = state;

        if (read_settings(counter->host, settings, counter->next) == 0)
                return 0;
        snprintf(why, cap, "its settings are wrong");
        return -1;
}

static void example_settle(void *state, bool keep)
{
        struct counter *counter = state;

        if (keep)
                memcpy(counter->word, counter->next, sizeof counter->word);
}

static void example_idle(void *state, uint64_t now)
{
        struct counter *counter = state;

        (void)now;
        counter->idles++;
}

static void example_figures(void *state, plugin_figure *figure, void *context)
{
        const struct counter *counter = state;

        figure(context, "counted", counter->counted);
        figure(context, "idles", counter->idles);
        figure(context, "No name\n", 1); /* is left out */
}

static const struct plugin_command commands[] = {
        {"counted", "counted", "How often it has counted.", true},
        {"repeat", "repeat TIMES WORDS", "Says WORDS so many times.", false},
};

static int example_command(void *state, const struct plugin_order *order, plugin_print *print, void *context)
{
        const struct counter *counter = state;
        char line[300], *rest;
        unsigned long times;

        if (strcmp(order->name, "counted") == 0) {
                snprintf(line, sizeof line, "%u times%s%s", counter->counted, order->channel ? ", says one of " : "",
                         order->channel ? order->channel : "");
                print(context, line);
                return 0;
        }
        times = strtoul(order->arguments, &rest, 10);
        if (!times || times > 1000000)
                return -1;
        while (times--)
                print(context, rest + strspn(rest, " "));
        return 0;
}

static void example_close(void *state)
{
        free(state);
}

const struct plugin PLUGIN_SYMBOL = {
        .abi = PLUGIN_ABI,
        .size = sizeof(struct plugin),
        .name = "example",
        .version = "1",
        .open = example_open,
        .message = example_message,
        .reload = example_reload,
        .settle = example_settle,
        .close = example_close,
        .commands = commands,
        .command_count = sizeof commands / sizeof commands[0],
        .command = example_command,
        .idle = example_idle,
        .figures = example_figures,
};
