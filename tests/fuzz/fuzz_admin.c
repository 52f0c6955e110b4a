/* fuzz_admin.c - commands, by those who may and those who may not: a whole bot with a
 * real bot.cfg and what admins have set, on networks made of nothing.
 *
 * The input is text. A line is said to the bot in private by an admin, but for those
 * that begin with one of these:
 *   !   by a stranger          %   by an operator of #one
 *   &   by an admin of network b alone
 *   #   not in private, but in the channel #one
 *   +   the bot is invited by an admin, into the channel that follows;  -  by a stranger
 *   =   is bot.cfg's `overrides` from now on;  ~  reload;  ^  the bot ends and starts again
 *
 * Checked: nobody who may not is told anything, or changes a file; nothing that is told
 * holds a line end; whatever was set, the bot can be started again, and is then as it
 * was; and in the end nothing is left.
 */
#define assert_string_equal(one, other) must(strcmp(one, other) == 0, "another network")
#define assert_null(pointer) must(!(pointer), "what is told holds a line end")
#include "fuzz.h"

#include "../unit/fake_network.h"
#include "bot.h"
#include "fake_library.h"
#include "files.h"
#include "quiet.h"

#define LINES_MOST 60
#define SHAPE_MAX 4000
#define SAVED "# Written by the bot's command `save`; it may write it again.\n"
#define BOT_CFG \
        "log = { level = \"debug\"; file = \"/dev/null\"; };\nstate = \".\"; watch = false; sandbox = false;\n" \
        "networks = ( { name = \"a\"; host = \"a\"; nick = \"bot\"; realname = \"r\"; channels = ( { name = \"#one\";" \
        " operators = true; }, { name = \"#two\"; key = \"k\"; } ); },\n" \
        "  { name = \"b\"; host = \"b\"; nick = \"bot\"; realname = \"r\"; } );\n" \
        "admins = ( { account = \"boss\"; networks = [ \"a\" ]; }, { hostmask = \"*!root@*.b.example\"; networks = [ \"b\" ]; } );\n" \
        "plugins = ( { path = \"a.so\"; } );\n@include \"saved.cfg\"\n"

static struct bot *bot;
static uv_loop_t loop;
static size_t errors;
static char config_path[64];
static bool quitting;

/* -- a plugin that says nothing, and has a command ------------------------------ */

static int on_open(const struct plugin_host *host, const config_setting_t *settings, void **state, char *why, size_t cap)
{
        return 0;
}

static void on_message(void *state, const struct plugin_message *message, plugin_say *say, void *context)
{
}

static int on_reload(void *state, const config_setting_t *settings, char *why, size_t cap)
{
        return 0;
}

static void on_settle(void *state, bool keep)
{
}

static void on_close(void *state)
{
}

static int on_command(void *state, const struct plugin_order *order, plugin_print *print, void *context)
{
        for (int i = 0; i < 50; i++)
                print(context, order->arguments);
        return 0;
}

static const struct plugin_command commands[] = {{.name = "echo", .usage = "echo TEXT", .help = "Says it 50 times.",
                                                  .for_operators = true}};
static struct plugin plugin = {.abi = PLUGIN_ABI, .size = sizeof plugin, .name = "echo", .version = "1", .open = on_open,
                               .message = on_message, .reload = on_reload, .settle = on_settle, .close = on_close,
                               .commands = commands, .command_count = 1, .command = on_command};

static struct fake_library *fake_load(void)
{
        struct fake_library *library = calloc(1, sizeof *library);

        must(library != NULL, "no memory");
        *library = (struct fake_library){.plugin = &plugin, .bytes = sizeof plugin};
        return library;
}

static void fake_unload(struct fake_library *library)
{
        free(library);
}

/* -- the bot ---------------------------------------------------------------------- */

static void on_report(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        must_of(fuzz_clean(what), "a mistake is no clean line", what);
        errors += severity == CONFIG_ERROR;
}

static void on_quit(void *context)
{
        quitting = true;
}

static void start(void)
{
        fake_reset();
        errors = 0;
        bot = bot_open(config_path, on_report, NULL);
        must(bot && errors == 0, "it does not start again");
        bot_on_quit(bot, on_quit, NULL);
        must(bot_start(bot, &loop) == 0, "no memory");
        said[0] = '\0';
}

static void on_done(void *context)
{
}

static void stop(void)
{
        bot_quit(bot, on_done, NULL);
        close_all();
        bot_close(bot);
        bot = NULL;
        uv_run(&loop, UV_RUN_DEFAULT);
}

static struct network *on(const char *name)
{
        for (size_t i = 0; i < NETWORKS_MAX; i++)
                if (live[i] && strcmp(live[i]->config->name, name) == 0)
                        return live[i];
        must(false, "a network is gone");
        return NULL;
}

/* -- what holds, in words ------------------------------------------------------------ */

static void add_manner(char *shape, const char *name, const struct config_manner *m)
{
        size_t used = strlen(shape);

        snprintf(shape + used, SHAPE_MAX - used, "%s %d%d%d%d%d%d%d %s %u %u %u %u %u %u %s|%s|%s\n", name, m->notice,
                 m->in_private, m->ambient, m->offer_private, m->quiet, m->quiet_urgent, m->operators,
                 m->prefix ? m->prefix : "-", m->lines, m->limits.questions, m->limits.channel, m->limits.cool_down,
                 m->limits.repeat, m->limits.loop, m->busy ? m->busy : "-", m->slow_down ? m->slow_down : "-",
                 m->see_above ? m->see_above : "-");
}

static void shape_of(char *shape)
{
        static const char *const names[] = {"a", "b"};

        *shape = '\0';
        for (size_t n = 0; n < 2; n++) {
                const struct config_network *config = on(names[n])->config;

                must(config->channel_count <= CONFIG_CHANNELS_MAX, "too many channels");
                add_manner(shape, config->name, &config->manner);
                for (size_t i = 0; i < config->channel_count; i++) {
                        add_manner(shape, config->channel[i].name, &config->channel[i].manner);
                        snprintf(shape + strlen(shape), SHAPE_MAX - strlen(shape), "%s\n",
                                 config->channel[i].key ? config->channel[i].key : "-");
                }
                for (size_t i = 0; i < config->ignore_count; i++)
                        snprintf(shape + strlen(shape), SHAPE_MAX - strlen(shape), "ignore %s\n", config->ignore[i]);
        }
}

static void start_again(void)
{
        static char before[SHAPE_MAX], after[SHAPE_MAX];

        shape_of(before);
        stop();
        start();
        shape_of(after);
        must_of(strcmp(before, after) == 0, "it is another one after a restart", after);
}

/* Of the files that commands write. */
static uint64_t files_now(void)
{
        static const char *const names[] = {"runtime.cfg", "saved.cfg", "runtime.cfg.broken", "bot.cfg"};
        uint64_t sum = 0;
        struct stat is;

        for (size_t i = 0; i < 4; i++)
                if (stat(files_path(names[i]), &is) == 0)
                        sum = sum * 1000003 + (uint64_t)is.st_ino * 31 + (uint64_t)is.st_size +
                              (uint64_t)is.st_mtim.tv_nsec;
        return sum;
}

/* -- what is said ------------------------------------------------------------------- */

struct who {
        const char *source, *proven;
        bool may;
};

static const struct who boss = {"anna!a@a.example", "Boss", true}, stranger = {"eve!e@evil.example", "", false},
                        operator = {"olga!o@op.example", "", true}, other = {"rita!root@x.b.example", "", true};

static void hear(const char *name, const struct who *who, const char *channel, const char *text, bool invite)
{
        struct network *network = on(name);
        char nick[100];
        struct network_message message = {
                .network = name, .channel = channel, .nick = nick, .source = who->source, .proven = who->proven,
                .self = "bot", .text = text, .length = strlen(text), .manner = &network->config->manner, .line_bytes = 400,
                .invite = invite};
        uint64_t before = files_now();

        snprintf(nick, sizeof nick, "%.*s", (int)strcspn(who->source, "!"), who->source);
        told[0] = said[0] = confirmed[0] = '\0';
        quitting = false;
        operators = who == &operator ? "#one olga" : NULL;
        network->events.message(network->events.context, network, &message);
        operators = NULL;
        must_of((who->may && !channel) || (!*told && !strstr(said, "adjust") && files_now() == before && !quitting),
                "somebody may what he may not", text);
}

static void override(const char *text)
{
        char all[1024], *before = files_read("saved.cfg");

        snprintf(all, sizeof all, SAVED "overrides = (%.900s);\n", text);
        for (char *c = all; *c; c++)
                *c = *c == '/' ? '_' : *c; /* no path leads out of the folder */
        files_write("saved.cfg", all, strlen(all));
        if (!bot_reload(bot, false, NULL, NULL))
                files_write("saved.cfg", before, strlen(before));
        free(before);
}

static void take(const char *line)
{
        switch (*line) {
        case '!':
                hear("a", &stranger, NULL, line + 1, false);
                break;
        case '%':
                hear("a", &operator, NULL, line + 1, false);
                break;
        case '&':
                hear("b", &other, NULL, line + 1, false);
                break;
        case '#':
                hear("a", &boss, "#one", line + 1, false);
                break;
        case '+':
                hear("a", &boss, NULL, line + 1, true);
                break;
        case '-':
                hear("a", &stranger, NULL, line + 1, true);
                break;
        case '=':
                override(line + 1);
                break;
        case '~':
                bot_reload(bot, true, NULL, NULL);
                break;
        case '^':
                start_again();
                break;
        default:
                hear("a", &boss, NULL, line, false);
        }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        must(uv_loop_init(&loop) == 0, "no loop");
        files_begin();
        snprintf(config_path, sizeof config_path, "%s", files_path("bot.cfg"));
        return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct fuzz_input in = {data, size};
        unsigned char elf[FAKE_ELF_BYTES];
        char *text = fuzz_text(&in), *save = NULL;
        int lines = 0;

        fake_elf(elf);
        files_write("a.so", elf, sizeof elf);
        files_write("bot.cfg", BOT_CFG, strlen(BOT_CFG));
        files_write("saved.cfg", SAVED, strlen(SAVED));
        start();
        for (char *line = strtok_r(text, "\r\n", &save); line && lines++ < LINES_MOST;
             line = strtok_r(NULL, "\r\n", &save))
                take(line);
        start_again();
        stop();
        must(!fake_libraries, "something is left");
        files_remove();
        free(text);
        return 0;
}
