/* plugin_bad.c - plugins with one thing wrong each, by -DBAD_...
 *
 *   ABI     another abi number          NULL    a function is missing
 *   SHORT   says it is too small        OPEN    open fails
 *   LIE     smaller than it says        SYMBOL  exports nothing
 *   NAME    has no usable name          REPLY   says wrong things when asked to
 */
/* variants: ABI SHORT LIE NULL OPEN SYMBOL NAME REPLY */
#include "plugin.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Some variants leave functions out. */
#define UNUSED __attribute__((unused))

struct bad {
        int kind;
        double confidence;
        const char *id; /* one of a few constants */
        plugin_say *say; /* kept longer than it should be */
        void *context;
};

static int bad_open(const struct plugin_host *host, const config_setting_t *settings, void **state, char *why, size_t cap)
{
        struct bad *bad = calloc(1, sizeof(*bad));

#ifdef BAD_OPEN
        memset(why, 'x', cap); /* no NUL at its end */
        free(bad);
        return -1;
#endif
        (void)host;
        if (!bad) {
                snprintf(why, cap, "not enough memory");
                return -1;
        }
        bad->kind = PLUGIN_ANSWER;
        bad->confidence = 0.5;
        config_setting_lookup_int(settings, "kind", &bad->kind);
        config_setting_lookup_float(settings, "confidence", &bad->confidence);
        *state = bad;
        return 0;
}

/* What is to be said differs from a good reply in what the message names. */
static void spoil(const char *how, struct plugin_reply *reply, const char **lines, char *big)
{
        if (strcmp(how, "crlf") == 0)
                lines[1] = "a\r\nQUIT";
        else if (strcmp(how, "lf") == 0)
                lines[0] = "a\n";
        else if (strcmp(how, "colour") == 0)
                lines[0] = "a\0034red";
        else if (strcmp(how, "del") == 0)
                lines[0] = "a\177";
        else if (strcmp(how, "c1") == 0)
                lines[0] = "a\xC2\x85";
        else if (strcmp(how, "latin1") == 0)
                lines[1] = "caf\xE9";
        else if (strcmp(how, "surrogate") == 0)
                lines[1] = "\xED\xA0\x80";
        else if (strcmp(how, "overlong") == 0)
                lines[1] = "\xC0\xAF";
        else if (strcmp(how, "long") == 0)
                lines[1] = big;
        else if (strcmp(how, "null") == 0)
                lines[1] = NULL;
        else if (strcmp(how, "empty") == 0)
                lines[0] = "";
        else if (strcmp(how, "nothing") == 0)
                reply->count = 0;
        else if (strcmp(how, "nowhere") == 0)
                reply->lines = NULL;
        else if (strcmp(how, "many") == 0)
                reply->count = 9;
        else if (strcmp(how, "endless") == 0)
                reply->count = (size_t)-1;
        else if (strcmp(how, "kind") == 0)
                reply->kind = (enum plugin_kind)77;
        else if (strcmp(how, "below") == 0)
                reply->kind = (enum plugin_kind)-1;
        else if (strcmp(how, "none") == 0)
                reply->kind = PLUGIN_NONE;
        else if (strcmp(how, "sure") == 0)
                reply->confidence = 1.5;
        else if (strcmp(how, "nan") == 0)
                reply->confidence = NAN;
        else if (strcmp(how, "short") == 0)
                reply->size = 8;
        else if (strcmp(how, "id") == 0)
                reply->id = big;
        else if (strcmp(how, "noid") == 0)
                reply->id = NULL;
}

UNUSED static void bad_message(void *state, const struct plugin_message *message, plugin_say *say, void *context)
{
        struct bad *bad = state;
        const char *lines[9] = {"one", "two", "3", "4", "5", "6", "7", "8", "9"};
        char big[600];
        struct plugin_reply reply = {.size = sizeof reply, .kind = (enum plugin_kind)bad->kind, .id = "id",
                                     .confidence = bad->confidence, .lines = lines, .count = 2};

        memset(big, 'x', sizeof big - 1);
        big[sizeof big - 1] = '\0';
        if (strcmp(message->text, "silence") == 0)
                return;
        if (strcmp(message->text, "no reply") == 0) {
                say(context, NULL);
                return;
        }
        if (strcmp(message->text, "later") == 0) {
                bad->say = say;
                bad->context = context;
                return;
        }
        spoil(message->text, &reply, lines, big);
        say(context, &reply);
        if (strcmp(message->text, "twice") == 0) {
                reply.kind = PLUGIN_URGENT;
                say(context, &reply);
        }
        memset(big, 'y', sizeof big - 1);
}

UNUSED static int bad_reload(void *state, const config_setting_t *settings, char *why, size_t cap)
{
        (void)state;
        (void)settings;
        (void)why;
        (void)cap;
        return 0;
}

UNUSED static void bad_settle(void *state, bool keep)
{
        (void)state;
        (void)keep;
}

UNUSED static void bad_close(void *state)
{
        struct bad *bad = state;

        if (bad->say)
                bad->say(bad->context, NULL);
        free(bad);
}

/* Two of these are right. */
UNUSED static const struct plugin_command bad_commands[] = {
        {.name = NULL, .usage = "u", .help = "h"}, {.name = "", .usage = "u", .help = "h"},
        {.name = "Upper", .usage = "u", .help = "h"}, {.name = "two words", .usage = "u", .help = "h"},
        {.name = "twice", .usage = "u", .help = "the first one"}, {.name = "twice", .usage = "u", .help = "h"},
        {.name = "useless", .usage = NULL, .help = "h"}, {.name = "helpless", .usage = "u", .help = NULL},
        {.name = "good", .usage = "u", .help = "h"},
};

UNUSED static int bad_command(void *state, const struct plugin_order *order, plugin_print *print, void *context)
{
        (void)state;
        print(context, order->name);
        return 0;
}

#ifdef BAD_SYMBOL
#undef PLUGIN_SYMBOL
#define PLUGIN_SYMBOL another_plugin
#endif

#ifdef BAD_LIE
/* A sanitizer would put bytes of its own behind it. */
#ifdef __clang__
__attribute__((no_sanitize("address")))
#endif
const struct {
        uint32_t abi, size;
        const char *name, *version;
        int (*open)(const struct plugin_host *, const config_setting_t *, void **, char *, size_t);
} PLUGIN_SYMBOL = {PLUGIN_ABI, sizeof(struct plugin), "bad", "1", bad_open};
#else
const struct plugin PLUGIN_SYMBOL = {
#ifdef BAD_ABI
        .abi = PLUGIN_ABI + 1,
#else
        .abi = PLUGIN_ABI,
#endif
#ifdef BAD_SHORT
        .size = offsetof(struct plugin, close),
#else
        .size = sizeof(struct plugin),
#endif
#ifdef BAD_NAME
        .name = "a name\r\n",
#else
        .name = "bad",
#endif
        .version = "1",
        .open = bad_open,
        .message = bad_message,
        .reload = bad_reload,
#ifndef BAD_NULL
        .settle = bad_settle,
#endif
        .close = bad_close,
        .commands = bad_commands,
        .command_count = sizeof bad_commands / sizeof bad_commands[0],
        .command = bad_command,
};
#endif
