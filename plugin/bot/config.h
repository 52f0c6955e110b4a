/* config.h - bot.cfg -> struct config, all of it checked before any is used.
 *
 * Everything here is owned by the struct config and lives until config_close.
 * Strings are valid UTF-8 without control codes; names of nicks, channels and
 * hosts are checked against RFC 2812 and RFC 1123 as far as servers agree.
 *
 *   source   bytes, @include      rule      what a nick, host ... may be
 *   check    a group's keys       config, config_network    bot.cfg's own keys
 */
#ifndef BOT_CONFIG_H
#define BOT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libconfig.h>

#include "log.h"
#include "paths.h"

#define CONFIG_STATE_FOLDER "state" /* beside bot.cfg */
#define CONFIG_NICKS_MAX 8
#define CONFIG_NETWORKS_MAX 200
#define CONFIG_CHANNELS_MAX 200 /* a network */
#define CONFIG_PLUGINS_MAX 32
#define CONFIG_ADMINS_MAX 64
#define CONFIG_SERVERS_MAX 16 /* a network */
#define CONFIG_PINS_MAX 8     /* a server */
#define CONFIG_PATHS_MAX (CONFIG_SERVERS_MAX + 3)

/* How often somebody is answered. 0: no limit. */
struct config_limits {
        unsigned questions;  /* of one person in a minute, default 6 */
        unsigned channel;    /* in one channel in a minute, default 20 */
        unsigned cool_down;  /* s of silence after that, default 60 */
        unsigned repeat;     /* s in which a channel gets the same answer once, default 30 */
        unsigned loop;       /* times in a row that somebody may come back within 4 s, default 5 */
};

/* How a reply goes out. */
struct config_manner {
        bool notice;         /* NOTICE instead of PRIVMSG */
        bool in_private;     /* to the asker, not to the channel */
        bool ambient;        /* answer what nobody was asked */
        const char *prefix;  /* "!cramp"; NULL: none */
        unsigned lines;      /* of one reply at the most, 1..5 */
        bool offer_private;  /* tell who asks about themselves of "reply private" */
        bool quiet;          /* in a channel: says nothing there */
        bool quiet_urgent;   /* but for what is urgent */
        bool operators;      /* a channel's operators may command what concerns it */
        struct config_limits limits;
        const char *busy;      /* said when the queue is full; NULL or "": nothing */
        const char *slow_down; /* said once when a limit is passed; the same */
        const char *see_above; /* said for an answer that was just given; the same */
};

struct config_channel {
        const char *name;
        const char *key;     /* or NULL */
        bool forward;        /* go where the server forwards us to */
        struct config_manner manner;
};

/* The flood queue: `burst` lines at once, then one every `interval` ms, never
 * more than `bytes` sent and not yet accounted for. */
struct config_flood {
        unsigned burst;      /* default 4 */
        unsigned interval;   /* ms, default 2000 */
        unsigned bytes;      /* default 2000 */
};

/* A password stands in bot.cfg, in a file or in an environment variable: at
 * most one of them is set. secret.h reads it. */
struct config_secret {
        const char *text;
        char *file;          /* resolved against bot.cfg; owned */
        const char *env;     /* the variable's name */
        uint64_t sum;        /* of the password that was there, to tell it from another */
};

enum config_mechanism { /* of SASL */
        MECHANISM_EXTERNAL,
        MECHANISM_SCRAM_SHA_256,
        MECHANISM_PLAIN,
        MECHANISM_ECDSA,     /* ECDSA-NIST256P-CHALLENGE */
        MECHANISM_COUNT
};

/* What to do when SASL did not log us in. */
enum config_failure {
        FAILURE_STOP,        /* leave, and try all of it again later */
        FAILURE_GO_ON,       /* without an account */
        FAILURE_NICKSERV     /* log in by a message to NickServ */
};

struct config_sasl {
        enum config_mechanism mechanism[MECHANISM_COUNT]; /* in this order */
        size_t mechanism_count; /* 0: no SASL */
        const char *account; /* or NULL */
        struct config_secret password;
        char *key_file;      /* ECDSA's private key, PEM; resolved, owned; or NULL */
        bool plain_without_tls;
        enum config_failure on_failure;
};

/* How to get back a nick that somebody else, perhaps our own ghost, has. */
enum config_recover { RECOVER_NONE, RECOVER_REGAIN, RECOVER_GHOST };

struct config_nickserv {
        bool wanted;
        const char *nick;    /* whom to talk to: "NickServ", or "NickServ@services.example" */
        const char *account; /* or NULL: the server knows by our nick */
        struct config_secret password; /* perhaps none */
        bool without_tls;
        enum config_recover recover;
};

/* One address of a network. Without pins the certificate must be signed by an
 * authority of ca_file and be made out to host. With pins it must be one of them. */
struct config_server {
        const char *host;
        unsigned port;       /* 1..65535 */
        bool tls;
        const char *ca_file; /* resolved as paths of plugins are; NULL: the system's */
        const char *pin[CONFIG_PINS_MAX]; /* SHA-256 of a certificate: see rule_pin */
        size_t pin_count;
};

struct config_proxy {
        enum { PROXY_NONE, PROXY_SOCKS5, PROXY_HTTP } type;
        const char *host;
        unsigned port;
        const char *user, *password; /* or NULL */
};

struct config_network {
        const char *name;    /* [A-Za-z0-9._-]+, unique */
        const char *host;    /* the first server's */
        unsigned port;       /* the first server's */
        struct config_server *server; /* tried in turn */
        size_t server_count;
        const char *certificate;      /* shown to the server (CertFP), PEM; or NULL */
        const char *certificate_key;  /* NULL: in the same file */
        const char *bind;             /* the address to connect from, or NULL */
        struct config_proxy proxy;
        char *path[CONFIG_PATHS_MAX]; /* config_server.c's: what the paths above are in */
        size_t path_count;
        const char *password;/* PASS, or NULL */
        const char *nick[CONFIG_NICKS_MAX]; /* wanted first, then alternatives */
        size_t nick_count;
        const char *user;
        const char *realname;
        const char *quit;    /* QUIT message */
        struct config_flood flood;
        struct config_sasl sasl;
        struct config_nickserv nickserv;
        struct config_manner manner; /* in private, and what channels start from */
        struct config_channel *channel;
        size_t channel_count;
        bool talk_to_bots;    /* answer those that the network calls bots */
        const char **ignore;  /* masks of who is never answered: "*!*@bots.example", "nick" */
        size_t ignore_count;
        struct config_kept *kept; /* config_secret.c's: what passwords and keys above are in */
};

struct config_plugin {
        const char *path;    /* absolute, or relative to the working folder after resolving against bot.cfg */
        const char *name;    /* for logs, instead of the plugin's own; or NULL */
        unsigned line;       /* in bot.cfg (config_setting_source_file(settings)), for messages */
        const config_setting_t *settings; /* the plugin's own group */
};

/* Who may command the bot. Where both are given, both must fit. */
struct config_admin {
        const char *account;  /* with the network's services; or NULL */
        const char *hostmask; /* weaker: whoever gets that host is an admin; or NULL */
        const config_setting_t *networks; /* where; NULL: everywhere. See config_admin_on */
};

struct config {
        struct log_settings log;
        const char *state;   /* the folder for what is remembered; resolved like a plugin's path */
        const char *metrics; /* a file for figures; resolved; or NULL */
        bool watch;          /* reload when a file is edited */
        bool sandbox;        /* give up what the process does not need */
        bool core_dumps;     /* for developers: passwords stand in them */
        struct config_network *network;
        size_t network_count;
        struct config_plugin *plugin;
        size_t plugin_count;
        struct config_admin *admin;
        size_t admin_count;
        void *own;           /* config.c's */
};

/* An error: nothing is used. A warning: it is used, but hardly as it was meant. */
enum config_severity { CONFIG_ERROR, CONFIG_WARNING };

/* Called once a mistake: "bot.cfg:12: port: 70000 is out of range; 1 to 65535 would be right".
 * line 0: the whole file. what is one line without control codes. */
typedef void config_report(void *context, enum config_severity severity, const char *file, unsigned line,
                           const char *what);

/* Reads path and checks all of it. NULL after one error or more. named, if it is not NULL, gets the
 * name of each file that path asks for, and of those that are not there, too. */
struct config *config_open(const char *path, struct paths *named, config_report *report, void *context);

/* The same, to be looked at only: NULL when nothing can be made of the file. With other errors in
 * it, the plugins that it names can still be tried, and nothing else. */
struct config *config_look(const char *path, config_report *report, void *context);

/* Adds the names of all files that it was read from. */
void config_files(const struct config *config, struct paths *files);

/* The setting itself, as "log.file"; NULL: bot.cfg does not have it. */
const config_setting_t *config_at(const struct config *config, const char *name);

/* The `state` folder of path, if need be without a look at what is wrong in it.
 * The caller frees it; NULL: memory ran out. */
char *config_state(const char *path);

/* The same bot.cfg, as it was read then, with settings laid over it (see
 * config_overlay.h): all of it checked anew. NULL after one mistake or more.
 * Does not need `config` or `over` any longer than this call. */
struct config *config_over(const struct config *config, const config_setting_t *over, config_report *report,
                           void *context);

/* bot.cfg's list `overrides`, or NULL. *file: where it stands, "" for bot.cfg itself;
 * *alone: nothing else stands in that file. */
const config_setting_t *config_overrides(const struct config *config, const char **file, bool *alone);
void config_close(struct config *config);

#endif
