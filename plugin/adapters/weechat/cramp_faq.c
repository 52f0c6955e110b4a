/* cramp_faq.c - the FAQ as a plugin of WeeChat.
 *
 * It translates between WeeChat's hooks and answer/host.h, and refuses to know
 * what is asked and answered.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <weechat-plugin.h>

#include "../clock.h"
#include "../learning.h"

WEECHAT_PLUGIN_NAME("cramp_faq")
WEECHAT_PLUGIN_DESCRIPTION("Answers questions from a FAQ, with its disclaimer")
WEECHAT_PLUGIN_AUTHOR("crampbot")
WEECHAT_PLUGIN_VERSION(CRAMPBOT_VERSION)
WEECHAT_PLUGIN_LICENSE("unstated")

#define POLL_MS 1000
#define FAQ "${weechat_data_dir}/cramp_faq/calf-cramps.cfg"

/* WeeChat's macros call through it, and weechat_plugin_end is handed nothing
 * of ours: the two pointers that live from load to unload. */
static struct t_weechat_plugin *weechat_plugin;
static struct answer_host *host;
static struct t_config_file *file;

static void on_tell(void *context, const char *line)
{
        (void)context;
        weechat_printf(NULL, "cramp_faq: %s", line);
}

/* user_message: text that begins with "/" is said, not run. */
static void on_send(void *server, const struct answer_host_line *line)
{
        const char *priority = line->how & ANSWER_HOST_URGENT ? "priority_high" : "priority_low";
        char text[1200];

        if (line->how & ANSWER_HOST_NOTICE)
                snprintf(text, sizeof text, "%s;;%s;;/quote %s", (char *)server, priority, line->raw);
        else
                snprintf(text, sizeof text, "%s;%s;%s,user_message;;%s", (char *)server, line->target, priority, line->text);
        weechat_hook_signal_send("irc_input_send", WEECHAT_HOOK_SIGNAL_STRING, text);
}

/* What WeeChat knows of a server, which it keeps with the server's buffer: "nick", "host"
 * (our user@host). */
static const char *own(const char *server, const char *what)
{
        char buffer[200], variable[40];

        snprintf(buffer, sizeof buffer, "server.%s", server);
        snprintf(variable, sizeof variable, "localvar_%s", what);
        return weechat_buffer_get_string(weechat_buffer_search("irc", buffer), variable);
}

/* signal is "SERVER,irc_in2_PRIVMSG"; the line is as it came in. Not read by WeeChat's irc_message_parse:
 * 3.8 never frees a part of what that makes of each. */
static int on_privmsg(const void *pointer, void *data, const char *signal, const char *type, void *line)
{
        char *server = strndup(signal, strcspn(signal, ","));

        (void)pointer, (void)data, (void)type;
        answer_host_ask(host, &(struct answer_host_message){
                .size = sizeof(struct answer_host_message), .network = server, .line = line, .wall = time(NULL),
                .self = own(server, "nick"), .address = own(server, "host"), .now = clock_now(), .context = server,
        });
        free(server);
        return WEECHAT_RC_OK;
}

/* irc_in2_NICK and irc_in2_QUIT, with the line as it came in. */
static int on_moved(const void *pointer, void *data, const char *signal, const char *type, void *line)
{
        const char *at = *(char *)line == '@' ? strchr(line, ' ') : NULL;
        char *server = strndup(signal, strcspn(signal, ",")), nick[100], to[100];
        int found = sscanf(at ? at : line, " :%99[^! ]%*[^ ] NICK%*[ :]%99s", nick, to);

        (void)pointer, (void)data, (void)type;
        if (found > 0)
                answer_host_moved(host, server, nick, found > 1 ? to : NULL);
        free(server);
        return WEECHAT_RC_OK;
}

static int on_timer(const void *pointer, void *data, int calls)
{
        (void)pointer, (void)data, (void)calls;
        answer_host_poll(host, clock_now());
        return WEECHAT_RC_OK;
}

static int on_command(const void *pointer, void *data, struct t_gui_buffer *buffer, int argc,
                      char **argv, char **argv_eol)
{
        (void)pointer, (void)data, (void)buffer, (void)argv;
        answer_host_command(host, argc > 1 ? argv_eol[1] : "", on_tell, NULL);
        return WEECHAT_RC_OK;
}

/* Takes a value over; in a file's name "~" and ${weechat_data_dir} may stand. */
static int set(const char *name, const char *value)
{
        bool is_path = strcmp(name, "faq") == 0 || strcmp(name, "inbox") == 0;
        char *path = is_path ? weechat_string_eval_path_home(value, NULL, NULL, NULL) : NULL;
        int status = answer_host_set(host, name, path ? path : value);

        free(path);
        return status;
}

static int on_check(const void *setting, void *data, struct t_config_option *option, const char *value)
{
        (void)data, (void)option;
        return set(setting, value) == 0;
}

/* Also when an option is reset, which is not checked. */
static void on_change(const void *setting, void *data, struct t_config_option *option)
{
        (void)data;
        set(setting, weechat_config_string(option));
}

static bool open_settings(void)
{
        struct t_config_section *section;
        struct answer_host_setting s;

        file = weechat_config_new("cramp_faq", NULL, NULL, NULL);
        section = file ? weechat_config_new_section(file, "answer", 0, 0, NULL, NULL, NULL, NULL, NULL,
                                                    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                                    NULL, NULL) : NULL;
        for (size_t i = 0; section && answer_host_setting(host, i, &s); i++) {
                weechat_config_new_option(file, section, s.name, "string", s.help, NULL, 0, 0, s.value,
                                          NULL, 0, on_check, s.name, NULL, on_change, s.name, NULL,
                                          NULL, NULL, NULL);
                set(s.name, s.value);
        }
        return section && weechat_config_read(file) != WEECHAT_CONFIG_READ_MEMORY_ERROR;
}

static void add_line(void *text, const char *line)
{
        weechat_string_dyn_concat(text, line, -1);
        weechat_string_dyn_concat(text, "\n", -1);
}

/* /cramp_faq: its help and its completion are of the words that the host knows. */
static void hook_command(void)
{
        char **help = weechat_string_dyn_alloc(1000), **names = weechat_string_dyn_alloc(200);
        struct answer_host_word word;

        for (size_t i = 0; answer_host_word(i, &word); i++) {
                weechat_string_dyn_concat(names, i ? " || " : "", -1);
                weechat_string_dyn_concat(names, word.name, -1);
        }
        answer_host_command(host, "help", add_line, help);
        add_line(help, "The settings: /set cramp_faq.answer.*");
        weechat_hook_command("cramp_faq", "answer questions from a FAQ", *names, *help, *names, on_command, NULL, NULL);
        weechat_string_dyn_free(help, 1);
        weechat_string_dyn_free(names, 1);
}

static void finish(void)
{
        if (file) {
                weechat_config_write(file);
                weechat_config_free(file);
        }
        answer_host_close(host);
        file = NULL;
        host = NULL;
}

int weechat_plugin_init(struct t_weechat_plugin *plugin, int argc, char *argv[])
{
        const struct answer_host_events events = {.size = sizeof events, .tell = on_tell, .send = on_send,
                                                  .command = "/cramp_faq", .setting = "/set cramp_faq.answer.*",
                                                  .faq = FAQ, .personal = true, .learning = &answer_learning};

        (void)argc, (void)argv;
        weechat_plugin = plugin;
        host = answer_host_open(ANSWER_ABI, &events);
        if (!host || !open_settings()) {
                finish();
                return WEECHAT_RC_ERROR;
        }
        hook_command();
        weechat_hook_signal("*,irc_in2_PRIVMSG", on_privmsg, NULL, NULL);
        weechat_hook_signal("*,irc_in2_NICK", on_moved, NULL, NULL);
        weechat_hook_signal("*,irc_in2_QUIT", on_moved, NULL, NULL);
        weechat_hook_timer(POLL_MS, 0, 0, on_timer, NULL, NULL);
        answer_host_poll(host, clock_now());
        return WEECHAT_RC_OK;
}

/* Not to be called from here: WeeChat loads its plugins so that this name may mean the
 * one of another plugin. */
int weechat_plugin_end(struct t_weechat_plugin *plugin)
{
        (void)plugin;
        finish();
        return WEECHAT_RC_OK;
}
