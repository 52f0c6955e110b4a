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

#include <weechat/weechat-plugin.h>

#include "../../answer/host.h"

WEECHAT_PLUGIN_NAME("cramp_faq")
WEECHAT_PLUGIN_DESCRIPTION("Answers questions from a FAQ, with its disclaimer")
WEECHAT_PLUGIN_AUTHOR("crampbot")
WEECHAT_PLUGIN_VERSION(CRAMPBOT_VERSION)
WEECHAT_PLUGIN_LICENSE("MIT")

#define POLL_MS 1000

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
        const char *server = context;
        char text[1200], name[300];

        if (how & ANSWER_HOST_NOTICE) {
                snprintf(name, sizeof name, "server.%s", server);
                snprintf(text, sizeof text, "/quote NOTICE %s :%s", target, line);
                weechat_command(weechat_buffer_search("irc", name), text);
                return;
        }
        snprintf(text, sizeof text, "%s;%s;%s,user_message;;%s", server, target,
                 how & ANSWER_HOST_URGENT ? "priority_high" : "priority_low", line);
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

static void hear(const char *server, struct t_hashtable *parsed)
{
        const char *target = weechat_hashtable_get(parsed, "channel");
        char which[400], mask[400] = "";
        char *self = weechat_info_get("irc_nick", server), *in_channel;
        bool channel;

        snprintf(which, sizeof which, "%s,%s", server, target ? target : "");
        in_channel = weechat_info_get("irc_is_channel", which);
        channel = in_channel && *in_channel;
        if (channel && self)
                own_mask(mask, sizeof mask, server, target, self);
        if (target && self && (channel || strcasecmp(target, self) == 0))
                answer_host_ask(host, &(struct answer_host_message){
                        .size = sizeof(struct answer_host_message), .network = server,
                        .channel = channel ? target : NULL, .self = self, .mask = mask,
                        .nick = weechat_hashtable_get(parsed, "nick"),
                        .text = weechat_hashtable_get(parsed, "text"), .now = now(),
                });
        free(in_channel);
        free(self);
}
