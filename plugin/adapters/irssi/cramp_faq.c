/* cramp_faq.c - the FAQ as a module of irssi.
 *
 * It translates between irssi's signals and answer/host.h, and refuses to know
 * what is asked and answered.
 */
#define MODULE_NAME "cramp_faq"

#include <irssi/src/common.h>
#include <irssi/src/core/commands.h>
#include <irssi/src/core/levels.h>
#include <irssi/src/core/misc.h>
#include <irssi/src/core/modules.h>
#include <irssi/src/core/servers.h>
#include <irssi/src/core/settings.h>
#include <irssi/src/core/signals.h>
#include <irssi/src/fe-common/core/printtext.h>
#include <irssi/src/irc/core/irc.h>
#include <irssi/src/irc/core/irc-servers.h>

#include "../learning.h"

#define POLL_MS 1000
/* irssi calls its handlers with as many arguments as the signal has. */
#define HANDLER(function) ((SIGNAL_FUNC)(void (*)(void))(function))

/* irssi's signals carry nothing of ours: what lives from load to unload. */
static struct answer_host *host;
static guint timer;

static void on_tell(void *context, const char *line)
{
        char *text = g_strconcat("cramp_faq: ", line, NULL);

        (void)context;
        printtext_string(NULL, NULL, MSGLEVEL_CLIENTCRAP, text);
        g_free(text);
}

static void on_send(void *context, const char *target, const char *line, unsigned how)
{
        IRC_SERVER_REC *server = context;
        char *command = g_strdup_printf("%s %s :%s", how & ANSWER_HOST_NOTICE ? "NOTICE" : "PRIVMSG",
                                        target, line);

        irc_send_cmd_full(server, command, !settings_get_bool("cramp_faq_queue") ? IRC_SEND_NOW
                          : how & ANSWER_HOST_URGENT ? IRC_SEND_NEXT : IRC_SEND_NORMAL, FALSE);
        g_free(command);
}

static void ask(SERVER_REC *server, const char *text, const char *nick, const char *channel)
{
        IRC_SERVER_REC *irc = IRC_SERVER(server);
        char *mask;

        if (!irc)
                return;
        mask = irc->userhost ? g_strconcat(server->nick, "!", irc->userhost, NULL) : NULL;
        answer_host_ask(host, &(struct answer_host_message){
                .size = sizeof(struct answer_host_message), .network = server->tag, .channel = channel,
                .nick = nick, .self = server->nick, .mask = mask, .text = text,
                .now = (uint64_t)g_get_monotonic_time() / 1000, .context = irc,
        });
        g_free(mask);
}

static void on_public(SERVER_REC *server, const char *text, const char *nick, const char *address,
                      const char *channel)
{
        (void)address;
        ask(server, text, nick, channel);
}

static void on_private(SERVER_REC *server, const char *text, const char *nick, const char *address)
{
        (void)address;
        ask(server, text, nick, NULL);
}

static gboolean on_timer(gpointer data)
{
        (void)data;
        answer_host_poll(host, (uint64_t)g_get_monotonic_time() / 1000);
        return TRUE;
}

/* Takes every setting over; what is wrong with one is said, and the old stays. */
static void on_setup(void)
{
        size_t count;
        const struct answer_host_setting *setting = answer_host_settings(&count);
        char name[80];

        for (size_t i = 0; i < count; i++) {
                snprintf(name, sizeof name, "cramp_faq_%s", setting[i].name);
                char *value = convert_home(settings_get_str(name)); /* "~" in a file's name */

                answer_host_set(host, setting[i].name, value);
                g_free(value);
        }
}

static void add_settings(void)
{
        size_t count;
        const struct answer_host_setting *setting = answer_host_settings(&count);
        char *faq = g_strconcat(get_irssi_dir(), "/cramp_faq/calf-cramps.cfg", NULL), name[80];

        for (size_t i = 0; i < count; i++) {
                snprintf(name, sizeof name, "cramp_faq_%s", setting[i].name);
                settings_add_str("cramp_faq", name, i == 0 ? faq : setting[i].personal ? setting[i].personal
                                                                                       : setting[i].initial);
        }
        settings_add_bool("cramp_faq", "cramp_faq_queue", TRUE);
        g_free(faq);
}

static void on_command(const char *text)
{
        answer_host_command(host, text, on_tell, NULL);
}

/* Bound for their completion alone: /cramp_faq itself is told the words behind it. */
static const char *const words[] = {
        "cramp_faq status", "cramp_faq reload", "cramp_faq why", "cramp_faq unanswered", "cramp_faq dismiss",
        "cramp_faq settings", "cramp_faq help",
};

static void on_word(void)
{
}

/* /help cramp_faq: what the plugin says of itself, and the settings. */
static void on_help(const char *text)
{
        if (g_ascii_strncasecmp(text, MODULE_NAME, strlen(MODULE_NAME)) != 0)
                return;
        on_command("help");
        on_command("settings");
        on_tell(NULL, "/set cramp_faq_queue - OFF goes past irssi's queue, where a server lets a bot talk without pauses");
        signal_stop();
}

void cramp_faq_abicheck(int *version);
void cramp_faq_init(void);
void cramp_faq_deinit(void);
MODULE_ABICHECK(cramp_faq)

void cramp_faq_init(void)
{
        const struct answer_host_events events = {.size = sizeof events, .tell = on_tell, .send = on_send,
                                                  .command = "/cramp_faq", .setting = "/set cramp_faq_*",
                                                  .learning = &answer_learning};

        module_register("cramp_faq", "core");
        host = answer_host_open(ANSWER_ABI, &events);
        if (!host)
                return;
        add_settings();
        signal_add("message public", HANDLER(on_public));
        signal_add("message private", HANDLER(on_private));
        signal_add("setup changed", HANDLER(on_setup));
        command_bind("cramp_faq", NULL, HANDLER(on_command));
        for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
                command_bind(words[i], NULL, HANDLER(on_word));
        command_bind_first("help", NULL, HANDLER(on_help));
        timer = g_timeout_add(POLL_MS, on_timer, NULL);
        on_setup();
        on_timer(NULL);
}

void cramp_faq_deinit(void)
{
        if (!host)
                return;
        g_source_remove(timer);
        command_unbind("help", HANDLER(on_help));
        for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
                command_unbind(words[i], HANDLER(on_word));
        command_unbind("cramp_faq", HANDLER(on_command));
        signal_remove("setup changed", HANDLER(on_setup));
        signal_remove("message private", HANDLER(on_private));
        signal_remove("message public", HANDLER(on_public));
        answer_host_close(host);
        host = NULL;
}
