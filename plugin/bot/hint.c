/* hint.c - settings by other names, as other bots have them, and in other places.
 *
 * Words for mistakes, and nothing else: what a setting may be stands in the tables of
 * config*.c.
 */
#include "hint.h"

#include <stddef.h>
#include <string.h>

static const char *const aliases[][2] = {
        {"ssl", "tls"}, {"use_ssl", "tls"}, {"use_tls", "tls"}, {"secure", "tls"}, {"pass", "password"},
        {"passwd", "password"}, {"server", "host"}, {"hostname", "host"}, {"address", "host"}, {"nickname", "nick"},
        {"username", "user"}, {"ident", "user"}, {"real_name", "realname"}, {"gecos", "realname"}, {"altnick", "alternatives"},
        {"nicks", "alternatives"}, {"channel", "channels"}, {"autojoin", "channels"}, {"join", "channels"}, {"rate", "flood"},
        {"throttle", "flood"}, {"delay", "flood"}, {"owner", "admins"}, {"owners", "admins"}, {"admin", "admins"},
        {"cert", "certificate"}, {"fingerprint", "pins"}, {"mask", "hostmask"}, {"ignores", "ignore"}, {"mode", "reply"},
};

static const char top[] = "at the top of bot.cfg, outside of every { }";
static const char network[] = "into a network, in networks = ( { } )";
static const char manner[] = "into a network or a channel";
static const char plugin[] = "into a plugin, in plugins = ( { } )";

static const struct {
        const char *name, *place;
} places[] = {
        {"log", top}, {"networks", top}, {"plugins", top}, {"state", top}, {"metrics", top}, {"watch", top},
        {"sandbox", top}, {"core_dumps", top}, {"admins", top}, {"overrides", top},
        {"host", network}, {"port", network}, {"tls", network}, {"ca_file", network}, {"pins", network}, {"servers", network},
        {"certificate", network}, {"certificate_key", network}, {"bind", network}, {"proxy", network}, {"sasl", network},
        {"nickserv", network}, {"alternatives", network}, {"realname", network},
        {"quit", network}, {"flood", network}, {"ignore", network}, {"talk_to_bots", network}, {"channels", network},
        {"prefix", manner}, {"reply", manner}, {"private", manner}, {"ambient", manner}, {"lines", manner},
        {"offer_private", manner}, {"quiet", manner}, {"quiet_urgent", manner}, {"operators", manner}, {"limits", manner},
        {"busy", manner}, {"slow_down", manner}, {"see_above", manner},
        {"forward", "into a channel, in channels = ( { } )"},
        {"hostmask", "into admins = ( { } )"},
        {"faq", plugin}, {"threshold", plugin}, {"threshold_private", plugin}, {"threshold_ambient", plugin}, {"inbox", plugin},
        {"preset", "into flood = { }"}, {"burst", "into flood = { }"}, {"interval", "into flood = { }"},
        {"bytes", "into flood = { }"}, {"questions", "into limits = { }"}, {"cool_down", "into limits = { }"},
        {"repeat", "into limits = { }"}, {"loop", "into limits = { }"}, {"level", "into log = { }"},
        {"levels", "into log = { }"}, {"format", "into log = { }"}, {"mechanisms", "into sasl = { }"},
        {"on_failure", "into sasl = { }"}, {"plain_without_tls", "into sasl = { }"}, {"recover", "into nickserv = { }"},
        {"without_tls", "into nickserv = { }"},
};

const char *hint_alias(const char *name)
{
        for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
                if (strcmp(aliases[i][0], name) == 0)
                        return aliases[i][1];
        return NULL;
}

const char *hint_place(const char *name)
{
        for (size_t i = 0; i < sizeof places / sizeof *places; i++)
                if (strcmp(places[i].name, name) == 0)
                        return places[i].place;
        return NULL;
}
