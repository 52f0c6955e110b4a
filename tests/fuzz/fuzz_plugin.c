/* fuzz_plugin.c - plugins that break every promise of plugin.h that a host can check:
 * sizes, ABI numbers, missing functions, names; and then what they say, log, report and
 * print, when, and how often. A shared object's bytes, too.
 *
 * The input is a script: what happens next, and all that a plugin does, is drawn from
 * it; when it is used up, all is 0. Checked: no member behind a plugin's size is read,
 * nor anything of it once it is unloaded; open and close, reload and settle come in
 * pairs; and whatever a plugin does, what reaches the bot is as plugin.h has it.
 */
#include "fake_library.h"
#include "files.h"
#include "plugins.h"
#include "quiet.h"
#include "rule.h"

#define STEPS_MOST 40
#define TEXTS_MAX 64
#define COMMANDS_MAX 4

static struct fuzz_input in;
static struct plugins *plugins;
static int opened, waiting;       /* states, reloads that wait for settle */
static const struct plugin_message *asking;
static plugin_say *last_say;      /* for a word out of time */
static void *last_context;

/* Texts of one library, or of one call. */
struct texts {
        char *text[TEXTS_MAX];
        size_t count;
};

static const char *text_of(struct texts *texts)
{
        if (texts->count == TEXTS_MAX || fuzz_byte(&in) == 0xff)
                return NULL;
        return texts->text[texts->count++] = fuzz_text(&in);
}

static void texts_free(struct texts *texts)
{
        while (texts->count)
                free(texts->text[--texts->count]);
}

static size_t one_of(const size_t *sizes, size_t count)
{
        return sizes[fuzz_byte(&in) % count];
}

/* -- what a plugin does ------------------------------------------------------- */

static void use_host(const struct plugin_host *host)
{
        struct texts texts = {.count = 0};

        for (int i = fuzz_byte(&in) % 6; i > 0; i--) {
                enum plugin_level level = (enum plugin_level)(fuzz_byte(&in) % 7 - 1);

                switch (fuzz_byte(&in) % 4) {
                case 0:
                        host->log(host->context, level, text_of(&texts));
                        break;
                case 1:
                        host->report(host->context, text_of(&texts), fuzz_byte(&in), level, text_of(&texts));
                        break;
                case 2:
                        host->uses_file(host->context, text_of(&texts));
                        break;
                default:
                        host->writes_file(host->context, text_of(&texts));
                }
        }
        texts_free(&texts);
}

static int fail(char *why, size_t cap)
{
        if (fuzz_byte(&in) % 2)
                memset(why, 'x', cap); /* and no NUL */
        return -1;
}

struct state {
        const struct plugin_host *host;
};

static int on_open(const struct plugin_host *host, const config_setting_t *settings, void **state, char *why, size_t cap)
{
        struct state *made;

        must(host->size == sizeof *host && host->abi == PLUGIN_ABI && settings != NULL, "what a plugin is given");
        use_host(host);
        if (fuzz_byte(&in) % 4 == 3)
                return fail(why, cap);
        made = malloc(sizeof *made);
        must(made != NULL, "no memory");
        made->host = host;
        *state = made;
        opened++;
        return 0;
}

static void say_once(plugin_say *say, void *context)
{
        static const size_t sizes[] = {sizeof(struct plugin_reply), sizeof(struct plugin_reply) + 8, 0, 8,
                                       sizeof(struct plugin_reply) - 1};
        static const double sure[] = {0.5, 0, 1, -0.1, 1.1, __builtin_nan(""), __builtin_inf()};
        struct texts texts = {.count = 0};
        uint8_t count = fuzz_byte(&in) % 12;
        const char **lines = malloc(count * sizeof *lines + 1);
        struct plugin_reply reply = {
                .size = one_of(sizes, 5), .kind = (enum plugin_kind)(fuzz_byte(&in) % 8 - 1), .id = text_of(&texts),
                .confidence = sure[fuzz_byte(&in) % 7], .lines = count == 11 ? NULL : lines, .count = count};

        must(lines != NULL, "no memory");
        for (uint8_t i = 0; i < count; i++)
                lines[i] = text_of(&texts);
        say(context, fuzz_byte(&in) == 0xff ? NULL : &reply);
        free(lines);
        texts_free(&texts);
}

static void on_message(void *state, const struct plugin_message *message, plugin_say *say, void *context)
{
        const struct state *own = state;

        must(message == asking, "another message");
        for (int i = fuzz_byte(&in) % 3; i > 0; i--)
                say_once(say, context);
        if (fuzz_byte(&in) % 8 == 7)
                use_host(own->host);
        last_say = say;
        last_context = context;
}

static int on_reload(void *state, const config_setting_t *settings, char *why, size_t cap)
{
        const struct state *own = state;

        must(settings != NULL, "no settings");
        use_host(own->host);
        if (fuzz_byte(&in) % 4 == 3)
                return fail(why, cap);
        waiting++;
        return 0;
}

static void on_settle(void *state, bool keep)
{
        must(state != NULL && waiting-- > 0, "a settle without a reload");
}

static void on_close(void *state)
{
        must(state != NULL && opened-- > 0, "a close without an open");
        free(state);
}

static int on_command(void *state, const struct plugin_order *order, plugin_print *print, void *context)
{
        struct texts texts = {.count = 0};

        must(state != NULL && order->size == sizeof *order && order->name && order->arguments, "an order");
        for (int i = fuzz_byte(&in) % 4; i > 0; i--)
                print(context, text_of(&texts));
        texts_free(&texts);
        return fuzz_byte(&in) % 2 ? -1 : 0;
}

static void on_idle(void *state, uint64_t now)
{
        must(state != NULL, "no state");
        if (last_say && fuzz_byte(&in) % 2)
                say_once(last_say, last_context); /* nobody has asked */
}

static void on_figures(void *state, plugin_figure *figure, void *context)
{
        struct texts texts = {.count = 0};

        must(state != NULL, "no state");
        for (int i = fuzz_byte(&in) % 4; i > 0; i--)
                figure(context, text_of(&texts), fuzz_byte(&in));
        texts_free(&texts);
}

/* -- what a plugin is ------------------------------------------------------------ */

struct own {
        struct texts texts;
        struct plugin_command *commands;
};

static void make_commands(struct plugin *plugin, struct own *own)
{
        size_t count = fuzz_byte(&in) % (COMMANDS_MAX + 1);

        own->commands = calloc(count + 1, sizeof *own->commands);
        must(own->commands != NULL, "no memory");
        for (size_t i = 0; i < count; i++)
                own->commands[i] = (struct plugin_command){.name = text_of(&own->texts), .usage = text_of(&own->texts),
                                                           .help = text_of(&own->texts)};
        plugin->commands = count ? own->commands : NULL;
        plugin->command_count = count;
}

static void leave_out(struct plugin *plugin)
{
        unsigned out = fuzz_byte(&in);

        if (out < 0x80)
                return;
        plugin->open = out & 1 ? NULL : plugin->open;
        plugin->message = out & 2 ? NULL : plugin->message;
        plugin->reload = out & 4 ? NULL : plugin->reload;
        plugin->settle = out & 8 ? NULL : plugin->settle;
        plugin->close = out & 16 ? NULL : plugin->close;
        plugin->command = out & 32 ? NULL : plugin->command;
        plugin->figures = out & 64 ? NULL : plugin->figures;
}

static struct fake_library *fake_load(void)
{
        static const size_t sizes[] = {sizeof(struct plugin), sizeof(struct plugin), offsetof(struct plugin, commands),
                                       offsetof(struct plugin, command_count), offsetof(struct plugin, command),
                                       offsetof(struct plugin, idle), offsetof(struct plugin, close), 8, 4, 0,
                                       sizeof(struct plugin) + 16};
        struct fake_library *library = calloc(1, sizeof *library);
        struct own *own = calloc(1, sizeof *own);
        struct plugin whole = {.abi = PLUGIN_ABI, .open = on_open, .message = on_message, .reload = on_reload,
                               .settle = on_settle, .close = on_close, .command = on_command, .idle = on_idle,
                               .figures = on_figures};
        size_t room;

        must(library && own, "no memory");
        whole.abi += fuzz_byte(&in) == 0xff;
        whole.size = (uint32_t)one_of(sizes, sizeof sizes / sizeof sizes[0]);
        library->bytes = fuzz_byte(&in) < 0xe0 ? whole.size : one_of(sizes, sizeof sizes / sizeof sizes[0]);
        whole.name = text_of(&own->texts);
        whole.version = text_of(&own->texts);
        make_commands(&whole, own);
        leave_out(&whole);
        room = library->bytes ? library->bytes : 1;
        library->plugin = calloc(1, room);
        must(library->plugin != NULL, "no memory");
        memcpy(library->plugin, &whole, room < sizeof whole ? room : sizeof whole);
        library->own = own;
        if (fuzz_byte(&in) == 0xff) { /* no such symbol */
                free(library->plugin);
                library->plugin = NULL;
        }
        return library;
}

static void fake_unload(struct fake_library *library)
{
        struct own *own = library->own;

        texts_free(&own->texts);
        free(own->commands);
        free(own);
        free(library->plugin);
        free(library);
}

/* The file itself: an ELF head, perhaps with a few other bytes. */
static void write_library(const char *name)
{
        unsigned char bytes[FAKE_ELF_BYTES];
        size_t length = sizeof bytes;

        fake_elf(bytes);
        if (fuzz_byte(&in) >= 0xc0) {
                for (int i = fuzz_byte(&in) % 8; i > 0; i--) {
                        size_t at = fuzz_byte(&in) % sizeof bytes;

                        bytes[at] = fuzz_byte(&in);
                }
                length = fuzz_byte(&in) % (sizeof bytes + 1);
        }
        files_write(name, bytes, length);
}

/* -- what the host makes of it ------------------------------------------------- */

static void on_report(void *context, enum config_severity severity, const char *file, unsigned line, const char *what)
{
        must_of(what && fuzz_clean(what) && fuzz_clean(file), "a mistake is no clean line", what);
}

static void on_say(void *context, const struct plugin_reply *reply)
{
        int *calls = context;

        must(++*calls == 1, "two replies to one message");
        must(reply->size == sizeof *reply && reply->kind > PLUGIN_NONE && reply->kind <= PLUGIN_URGENT, "its kind");
        must(reply->confidence >= 0 && reply->confidence <= 1, "its confidence");
        must(reply->id && strlen(reply->id) <= 64 && reply->count >= 1 && reply->count <= 8, "its members");
        for (size_t i = 0; i < reply->count; i++) {
                must_of(*reply->lines[i] && strlen(reply->lines[i]) <= asking->line_bytes, "a line's length", reply->lines[i]);
                must_of(fuzz_clean(reply->lines[i]), "a line is not clean", reply->lines[i]);
        }
        must_of(!rule_word(plugins_speaker(plugins)), "whose it is", plugins_speaker(plugins));
}

static void ask(void)
{
        int calls = 0;
        struct plugin_message message = {.size = sizeof message, .network = "n", .nick = "ann", .self = "bot", .text = "x",
                                         .length = 1, .line_bytes = fuzz_byte(&in) * 5u, .line_count = 2};

        asking = &message;
        plugins_message(plugins, &message, on_say, &calls);
        asking = NULL;
}

static void on_figure(void *context, const char *plugin, const char *name, double value)
{
        must_of(!rule_word(plugin) && *name && strlen(name) <= PLUGINS_FIGURE_BYTES &&
                !name[strspn(name, "abcdefghijklmnopqrstuvwxyz_")], "a figure's name", name);
}

static void on_version(void *context, const char *plugin, const char *version, const char *edition)
{
        must_of(!rule_word(plugin) && !rule_text(version) && fuzz_clean(edition), "a version", version);
}

static void on_print(void *context, const char *line)
{
        must(!line || strlen(line) < 100000, "a line");
}

static void order_all(void)
{
        const struct plugin_command *command;

        for (size_t i = 0; (command = plugins_command_at(plugins, i)) && i < 100; i++) {
                struct plugin_order order = {.size = sizeof order, .name = command->name, .arguments = "", .network = "n"};

                must_of(!command->name[strspn(command->name, "abcdefghijklmnopqrstuvwxyz")] && *command->name,
                        "a command's name", command->name);
                must(plugins_command(plugins, command->name) == command, "another command of that name");
                plugins_order(plugins, &order, on_print, NULL);
        }
        must(!plugins_command(plugins, "no command"), "a command that there is not");
}

static void list_files(void)
{
        struct paths files = {0};

        plugins_files(plugins, &files);
        plugins_written(plugins, &files);
        must(files.count <= PATHS_MAX, "no bound");
        paths_fini(&files);
}

static void prepare(const struct config *config, bool settle)
{
        size_t failed = plugins_prepare(plugins, config, fuzz_byte(&in) % 2);

        must(failed <= config->plugin_count, "more failed than there are");
        if (settle)
                plugins_settle(plugins, fuzz_byte(&in) % 2 == 0);
        must(!settle || (waiting == 0 && (size_t)opened == plugins_count(plugins)), "a state is left over");
}

static void step(const struct config *config)
{
        switch (fuzz_byte(&in) % 10) {
        case 0:
        case 1:
                prepare(config, true);
                break;
        case 2:
                prepare(config, false);
                break;
        case 3:
                order_all();
                break;
        case 4:
                plugins_figures(plugins, on_figure, NULL);
                plugins_versions(plugins, on_version, NULL);
                break;
        case 5:
                plugins_idle(plugins, 1000);
                break;
        case 6:
                plugins_renew(plugins, fuzz_byte(&in) % 2 ? NULL : "second");
                break;
        case 7:
                list_files();
                break;
        case 8:
                write_library("a.so");
                break;
        default:
                ask();
        }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        fuzz_quiet();
        files_begin();
        return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static char first[64], second[64];
        struct config_plugin wanted[] = {{.path = first, .line = 1}, {.path = second, .name = "second", .line = 2},
                                         {.path = first, .name = "third", .line = 3}};
        struct config config = {.plugin = wanted, .plugin_count = 3};
        config_t file;

        config_init(&file);
        snprintf(first, sizeof first, "%s", files_path("a.so"));
        snprintf(second, sizeof second, "%s", files_path("b.so"));
        for (size_t i = 0; i < 3; i++)
                wanted[i].settings = config_root_setting(&file);
        in = (struct fuzz_input){data, size};
        opened = waiting = 0;
        last_say = NULL;
        write_library("a.so");
        write_library("b.so");
        plugins = plugins_open(on_report, NULL);
        must(plugins != NULL, "no memory");
        plugins_prepare(plugins, &config, false);
        plugins_settle(plugins, true);
        for (int steps = 0; steps < STEPS_MOST && in.left; steps++)
                step(&config);
        plugins_close(plugins);
        must(opened == 0 && waiting == 0 && !fake_libraries, "something is left");
        config_destroy(&file);
        files_remove();
        return 0;
}
