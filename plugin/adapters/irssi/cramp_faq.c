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
#include <irssi/src/core/recode.h>
#include <irssi/src/core/servers.h>
#include <irssi/src/core/settings.h>
#include <irssi/src/core/signals.h>
#include <irssi/src/fe-common/core/printtext.h>
#include <irssi/src/irc/core/irc.h>
#include <irssi/src/irc/core/irc-servers.h>

#include "../clock.h"
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

/* What is said under the owner's nick they see in its window, as what they type. */
static void show(SERVER_REC *server, const struct answer_host_line *line)
{
        char *text = recode_in(server, line->text, line->target);

        if (line->how & ANSWER_HOST_NOTICE)
                signal_emit("message irc own_notice", 3, server, text, line->target);
        else if (server_ischannel(server, line->target))
                signal_emit("message own_public", 3, server, text, line->target);
        else
                signal_emit("message own_private", 4, server, text, line->target, line->target);
        g_free(text);
}

static void on_send(void *server, const struct answer_host_line *line)
{
        irc_send_cmd_full(server, line->raw, !settings_get_bool("cramp_faq_queue") ? IRC_SEND_NOW
                          : line->how & ANSWER_HOST_URGENT ? IRC_SEND_NEXT : IRC_SEND_NORMAL, FALSE);
        show(SERVER(server), line);
}

/* In a channel, or in private: then the target is our own nick. */
static void on_message(SERVER_REC *server, const char *text, const char *nick, const char *address,
                       const char *target)
{
        IRC_SERVER_REC *irc = IRC_SERVER(server);

        if (irc)
                answer_host_ask(host, &(struct answer_host_message){
                        .size = sizeof(struct answer_host_message), .network = server->tag, .channel = target,
                        .nick = nick, .self = server->nick, .address = irc->userhost, .text = text,
                        .now = clock_now(), .context = irc, .from = address,
                });
}

static void on_nick(SERVER_REC *server, const char *data, const char *nick)
{
        char *to, *params = event_get_params(data, 1, &to);

        answer_host_moved(host, server->tag, nick, to);
        g_free(params);
}

static void on_quit(SERVER_REC *server, const char *data, const char *nick)
{
        (void)data;
        answer_host_moved(host, server->tag, nick, NULL);
}

static gboolean on_timer(gpointer data)
{
        (void)data;
        answer_host_poll(host, clock_now());
        return TRUE;
}

/* Takes every setting over; what is wrong with one is said, and the old stays. */
static void on_setup(void)
{
        struct answer_host_setting s;
        char name[80];

        for (size_t i = 0; answer_host_setting(host, i, &s); i++) {
                snprintf(name, sizeof name, MODULE_NAME "_%s", s.name);
                char *value = convert_home(settings_get_str(name)); /* "~" in a file's name */

                answer_host_set(host, s.name, value);
                g_free(value);
        }
}

static void add_settings(void)
{
        struct answer_host_setting s;
        char name[80];

        for (size_t i = 0; answer_host_setting(host, i, &s); i++) {
                snprintf(name, sizeof name, MODULE_NAME "_%s", s.name);
                settings_add_str(MODULE_NAME, name, s.value);
        }
        settings_add_bool(MODULE_NAME, "cramp_faq_queue", TRUE);
}

static void on_command(const char *text)
{
        answer_host_command(host, text, on_tell, NULL);
}

static void on_word(void)
{
}

/* The words behind /cramp_faq, which itself is told them: bound, or not any more, for their
 * completion alone. */
static void bind_words(bool on)
{
        struct answer_host_word word;
        char name[80];

        for (size_t i = 0; answer_host_word(i, &word); i++) {
                snprintf(name, sizeof name, MODULE_NAME " %s", word.name);
                if (on)
                        command_bind(name, NULL, HANDLER(on_word));
                else
                        command_unbind(name, HANDLER(on_word));
        }
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
        char *faq = g_strconcat(get_irssi_dir(), "/cramp_faq/calf-cramps.cfg", NULL);
        const struct answer_host_events events = {.size = sizeof events, .tell = on_tell, .send = on_send,
                                                  .command = "/cramp_faq", .setting = "/set cramp_faq_*",
                                                  .faq = faq, .personal = true, .learning = &answer_learning};

        host = answer_host_open(ANSWER_ABI, &events);
        g_free(faq);
        if (!host) /* irssi lets go of a module that does not register */
                return;
        module_register(MODULE_NAME, "core");
        add_settings();
        signal_add("message public", HANDLER(on_message));
        signal_add("message private", HANDLER(on_message));
        signal_add("event nick", HANDLER(on_nick));
        signal_add("event quit", HANDLER(on_quit));
        signal_add("setup changed", HANDLER(on_setup));
        command_bind("cramp_faq", NULL, HANDLER(on_command));
        bind_words(true);
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
        bind_words(false);
        command_unbind("cramp_faq", HANDLER(on_command));
        signal_remove("setup changed", HANDLER(on_setup));
        signal_remove("event quit", HANDLER(on_quit));
        signal_remove("event nick", HANDLER(on_nick));
        signal_remove("message private", HANDLER(on_message));
        signal_remove("message public", HANDLER(on_message));
        answer_host_close(host);
        host = NULL;
}
