/* cramp_faq.c - the FAQ as a plugin of WeeChat.
 *
 * It translates between WeeChat's hooks and answer/host.h, and refuses to know
 * what is asked and answered.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <weechat-plugin.h>

#include "../learning.h"

WEECHAT_PLUGIN_NAME("cramp_faq")
WEECHAT_PLUGIN_DESCRIPTION("Answers questions from a FAQ, with its disclaimer")
WEECHAT_PLUGIN_AUTHOR("crampbot")
WEECHAT_PLUGIN_VERSION(CRAMPBOT_VERSION)
WEECHAT_PLUGIN_LICENSE("MIT")

#define POLL_MS 1000
#define FAQ "${weechat_data_dir}/cramp_faq/calf-cramps.cfg"

/* WeeChat's macros call through it, and weechat_plugin_end is handed nothing
 * of ours: the two pointers that live from load to unload. */
static struct t_weechat_plugin *weechat_plugin;
static struct answer_host *host;
static struct t_config_file *file;

static uint64_t now(void)
{
        struct timespec t;

        clock_gettime(CLOCK_MONOTONIC, &t);
        return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void on_tell(void *context, const char *line)
{
        (void)context;
        weechat_printf(NULL, "cramp_faq: %s", line);
}

/* user_message: text that begins with "/" is said, not run. */
static void on_send(void *context, const char *target, const char *line, unsigned how)
{
        const char *priority = how & ANSWER_HOST_URGENT ? "priority_high" : "priority_low";
        char text[1200];

        if (how & ANSWER_HOST_NOTICE)
                snprintf(text, sizeof text, "%s;;%s;;/quote NOTICE %s :%s", (char *)context, priority, target, line);
        else
                snprintf(text, sizeof text, "%s;%s;%s,user_message;;%s", (char *)context, target, priority, line);
        weechat_hook_signal_send("irc_input_send", WEECHAT_HOOK_SIGNAL_STRING, text);
}

/* nick!user@host of ourselves, as somebody in the channel; "" if not known. */
static void own_mask(char *out, size_t cap, const char *server, const char *channel, const char *self)
{
        char which[400];
        struct t_infolist *list;

        snprintf(which, sizeof which, "%s,%s,%s", server, channel, self);
        list = weechat_infolist_get("irc_nick", NULL, which);
        *out = '\0';
        if (list && weechat_infolist_next(list) && *weechat_infolist_string(list, "host"))
                snprintf(out, cap, "%s!%s", self, weechat_infolist_string(list, "host"));
        weechat_infolist_free(list);
}

static void ask(char *server, const char *self, struct t_hashtable *said)
{
        const char *target = weechat_hashtable_get(said, "channel");
        char which[400], mask[400] = "", *channel;

        if (!target || !self)
                return;
        snprintf(which, sizeof which, "%s,%s", server, target);
        channel = weechat_info_get("irc_is_channel", which);
        if (channel)
                own_mask(mask, sizeof mask, server, target, self);
        if (channel || strcasecmp(target, self) == 0)
                answer_host_ask(host, &(struct answer_host_message){
                        .size = sizeof(struct answer_host_message), .network = server,
                        .channel = channel ? target : NULL, .nick = weechat_hashtable_get(said, "nick"),
                        .self = self, .mask = mask, .text = weechat_hashtable_get(said, "text"),
                        .now = now(), .context = server,
                });
        free(channel);
}

/* signal is "SERVER,irc_in2_PRIVMSG"; line is the message as it came in. */
static int on_privmsg(const void *pointer, void *data, const char *signal, const char *type, void *line)
{
        struct t_hashtable *raw = weechat_hashtable_new(8, WEECHAT_HASHTABLE_STRING,
                                                        WEECHAT_HASHTABLE_STRING, NULL, NULL);
        char *server = strndup(signal, strcspn(signal, ",")), *self = weechat_info_get("irc_nick", server);
        struct t_hashtable *said;

        (void)pointer, (void)data, (void)type;
        weechat_hashtable_set(raw, "message", line);
        weechat_hashtable_set(raw, "server", server);
        said = weechat_info_get_hashtable("irc_message_parse", raw);
        if (said)
                ask(server, self, said);
        weechat_hashtable_free(said);
        weechat_hashtable_free(raw);
        free(self);
        free(server);
        return WEECHAT_RC_OK;
}

static int on_timer(const void *pointer, void *data, int calls)
{
        (void)pointer, (void)data, (void)calls;
        answer_host_poll(host, now());
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
        size_t count;
        const struct answer_host_setting *setting = answer_host_settings(&count);
        struct t_config_section *section;

        file = weechat_config_new("cramp_faq", NULL, NULL, NULL);
        section = file ? weechat_config_new_section(file, "answer", 0, 0, NULL, NULL, NULL, NULL, NULL,
                                                    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                                    NULL, NULL) : NULL;
        for (size_t i = 0; section && i < count; i++) {
                const char *usual = setting[i].personal ? setting[i].personal : setting[i].initial;
                const char *initial = strcmp(setting[i].name, "faq") == 0 ? FAQ : usual;

                weechat_config_new_option(file, section, setting[i].name, "string", setting[i].help,
                                          NULL, 0, 0, initial, NULL, 0, on_check, setting[i].name, NULL,
                                          on_change, setting[i].name, NULL, NULL, NULL, NULL);
                set(setting[i].name, initial);
        }
        return section && weechat_config_read(file) != WEECHAT_CONFIG_READ_MEMORY_ERROR;
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
                                                  .learning = &answer_learning};

        (void)argc, (void)argv;
        weechat_plugin = plugin;
        host = answer_host_open(ANSWER_ABI, &events);
        if (!host || !open_settings()) {
                finish();
                return WEECHAT_RC_ERROR;
        }
        weechat_hook_command("cramp_faq", "answer questions from a FAQ",
                             "status || reload [force] || why <question> || unanswered [<count>] || dismiss <id> || settings",
                             "    status: what is loaded, and what was answered so far\n"
                             "    reload: read the FAQ again; with a mistake in it the old one stays, and if "
                             "answers got worse, unless it is forced\n"
                             "       why: why a question would be answered as it would\n"
                             "unanswered: the questions that found no answer, the most asked first\n"
                             "   dismiss: take a question off that list\n"
                             "  settings: every setting, what it is now, and what it does\n\n"
                             "The settings: /set cramp_faq.answer.*",
                             "status || reload force || why || unanswered || dismiss || settings", on_command, NULL, NULL);
        weechat_hook_signal("*,irc_in2_PRIVMSG", on_privmsg, NULL, NULL);
        weechat_hook_timer(POLL_MS, 0, 0, on_timer, NULL, NULL);
        answer_host_poll(host, now());
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
