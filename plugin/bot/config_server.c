/* config_server.c - where a network's servers are and how they are reached.
 *
 * TLS unless told otherwise, and every certificate and key tried out before any
 * of it is used. Refuses to know whether a server can be reached.
 */
#include "config_server.h"

#include <stdlib.h>
#include <string.h>

#include "config_secret.h"
#include "secure.h"
#include "source.h"

#define PORT_TLS 6697 /* RFC 7194 */
#define PORT_PLAIN 6667
#define PORT_SOCKS 1080
#define PORT_HTTP 8080

/* A server, and what of it was said. */
struct draft {
        struct config_server server;
        const config_setting_t *ca, *pins, *port; /* where it was said */
        bool has_tls;
};

static const struct check_key server_keys[] = {CONFIG_SERVER_KEYS};

static const struct check_key proxy_keys[] = {
        {.name = "type", .type = CHECK_TEXT, .rule = rule_proxy, .required = true, .offset = CHECK_NOWHERE,
         .example = "type = \"socks5\""},
        {.name = "host", .type = CHECK_TEXT, .rule = rule_host, .required = true,
         .offset = offsetof(struct config_proxy, host), .example = "host = \"127.0.0.1\""},
        {.name = "port", .type = CHECK_NUMBER, .min = 1, .max = 65535,
         .offset = offsetof(struct config_proxy, port), .example = "port = 1080"},
        {.name = "user", .type = CHECK_TEXT, .rule = rule_password,
         .offset = offsetof(struct config_proxy, user), .example = "user = \"me\""},
        CONFIG_SECRET_KEYS("password", rule_password, "secret"),
};

/* The path that a setting names, if there is one; the network owns it. */
static const char *take_path(struct check *check, const config_setting_t *at, struct config_network *network)
{
        const char *text = at ? config_setting_get_string(at) : NULL;
        char *path;

        if (!text || rule_path(text) || network->path_count == CONFIG_PATHS_MAX)
                return NULL;
        path = source_resolve(config_setting_source_file(at), text);
        if (!path)
                check_mistake(check, at, "not enough memory");
        else
                network->path[network->path_count++] = path;
        check_names(check, path);
        return path;
}

static void take_pins(struct check *check, const config_setting_t *list, struct config_server *server)
{
        int count = config_setting_length(list);

        server->pin_count = 0;
        if (count > CONFIG_PINS_MAX)
                check_mistake(check, list, "pins: %d are too many; at most %d would be right", count,
                              CONFIG_PINS_MAX);
        for (int i = 0; i < count && i < CONFIG_PINS_MAX; i++) {
                const config_setting_t *at = config_setting_get_elem(list, (unsigned)i);
                const char *pin = config_setting_get_string(at);

                if (!pin)
                        check_mistake(check, at, "pins: must be texts in [ ], each the SHA-256 of a certificate");
                else if (check_text(check, at, "pins", rule_pin, pin))
                        server->pin[server->pin_count++] = pin;
        }
}

/* What a group says of a server goes on top of what the draft has. */
static void take_server(struct check *check, const config_setting_t *group, struct draft *draft,
                        struct config_network *network)
{
        struct config_server *server = &draft->server;
        const config_setting_t *at;

        if ((at = check_member(group, "host", CHECK_TEXT)) && !rule_host(config_setting_get_string(at)))
                server->host = config_setting_get_string(at);
        at = check_member(group, "port", CHECK_NUMBER);
        if (at && config_setting_get_int64(at) > 0 && config_setting_get_int64(at) <= 65535) {
                server->port = (unsigned)config_setting_get_int64(at);
                draft->port = at;
        }
        if ((at = check_member(group, "tls", CHECK_FLAG))) {
                server->tls = config_setting_get_bool(at);
                draft->has_tls = true;
        }
        if ((at = check_member(group, "ca_file", CHECK_TEXT))) {
                server->ca_file = take_path(check, at, network);
                draft->ca = at;
                draft->pins = NULL;
                server->pin_count = 0;
        }
        if ((at = check_member(group, "pins", CHECK_NAMES))) {
                take_pins(check, at, server);
                draft->pins = at;
        }
        if (draft->ca && draft->pins && draft->ca->parent == draft->pins->parent)
                check_mistake(check, draft->pins, "pins: with these nothing is signed that ca_file could "
                              "confirm; one of the two would be right");
}

/* What does not go together, unless a server asks for TLS by itself (sts.h). */
static void compare(struct check *check, const struct draft *draft, const struct config_server *server)
{
        if (draft->pins && !server->tls)
                check_doubt(check, draft->pins, "pins: without TLS %s shows no certificate to compare; tls = true would be right",
                            server->host);
        if (draft->port && server->port == PORT_PLAIN && server->tls)
                check_doubt(check, draft->port, "port: on %d servers usually speak without TLS; port = %d would be right, or "
                            "tls = false", PORT_PLAIN, PORT_TLS);
        if (draft->port && server->port == PORT_TLS && !server->tls)
                check_doubt(check, draft->port, "port: on %d servers usually speak TLS; tls = true would be right, or port = %d",
                            PORT_TLS, PORT_PLAIN);
}

/* A copy of the draft, with what nobody said. */
static void add_server(struct check *check, const struct draft *draft, struct config_network *network)
{
        struct config_server *server = &network->server[network->server_count++];

        *server = draft->server;
        if (!draft->has_tls)
                server->tls = !rule_is_loopback(server->host);
        if (!draft->port)
                server->port = server->tls ? PORT_TLS : PORT_PLAIN;
        compare(check, draft, server);
}

static void try_authorities(struct check *check, const struct draft *draft)
{
        struct secure_settings settings = {.host = "localhost", .ca_file = draft->server.ca_file};
        char why[300];

        if (settings.ca_file && !secure_try(&settings, why, sizeof why))
                check_mistake(check, draft->ca, "ca_file: \"%s\" cannot be used: %s; a PEM file of certificates "
                              "would be right", settings.ca_file, why);
}

static void take_servers(struct check *check, const config_setting_t *list, const struct draft *base,
                         struct config_network *network)
{
        int count = config_setting_length(list);

        if (base->server.host)
                check_mistake(check, list, "servers: the network has a host besides; one of the two would be right");
        if (count < 1 || count > CONFIG_SERVERS_MAX) {
                check_mistake(check, list, "servers: there are %d; 1 to %d would be right", count,
                              CONFIG_SERVERS_MAX);
                return;
        }
        for (int i = 0; i < count; i++) {
                const config_setting_t *at = config_setting_get_elem(list, (unsigned)i);
                struct draft draft = *base;

                if (!config_setting_is_group(at)) {
                        check_mistake(check, at, "servers: each must be a group; "
                                      "{ host = \"irc.libera.chat\"; } would be right");
                        continue;
                }
                check_group(check, at, server_keys, CHECK_COUNT(server_keys), false, NULL);
                draft.server.host = NULL;
                take_server(check, at, &draft, network);
                if (draft.ca != base->ca)
                        try_authorities(check, &draft);
                if (draft.server.host)
                        add_server(check, &draft, network);
                else if (!config_setting_get_member(at, "host"))
                        check_mistake(check, at, "host is missing; host = \"irc.libera.chat\" would be right");
        }
}

static void take_proxy(struct check *check, const config_setting_t *group, struct config_network *network)
{
        struct config_proxy *proxy = &network->proxy;
        const config_setting_t *type = check_member(group, "type", CHECK_TEXT);

        check_group(check, group, proxy_keys, CHECK_COUNT(proxy_keys), false, proxy);
        proxy->password = config_secret_text(check, group, "password", rule_password, network);
        if (!type)
                return;
        proxy->type = strcmp(config_setting_get_string(type), "http") == 0 ? PROXY_HTTP : PROXY_SOCKS5;
        if (!proxy->port)
                proxy->port = proxy->type == PROXY_HTTP ? PORT_HTTP : PORT_SOCKS;
        if (proxy->password && !proxy->user)
                check_mistake(check, group, "user is missing; a password alone is of no use to a proxy");
}

/* -- trying it out ------------------------------------------------------- */

static void try_certificate(struct check *check, const config_setting_t *group,
                            const struct config_network *network)
{
        const config_setting_t *at = check_member(group, "certificate", CHECK_TEXT);
        const config_setting_t *key = check_member(group, "certificate_key", CHECK_TEXT);
        static const char *const any[] = {
                "0000000000000000000000000000000000000000000000000000000000000000",
        };
        struct secure_settings settings = {
                .host = "localhost", .pin = any, .pin_count = 1,
                .certificate = network->certificate, .certificate_key = network->certificate_key,
        };
        char why[300];

        if (key && !at)
                check_mistake(check, key, "certificate_key: the certificate is missing; "
                              "certificate = \"bot.pem\" would be right");
        if (!network->certificate)
                return;
        if (!secure_try(&settings, why, sizeof why))
                check_mistake(check, at, "certificate: \"%s\" cannot be used: %s; a PEM file with a certificate "
                              "and its key would be right", network->certificate, why);
        else
                config_secret_private(check, key ? key : at, key ? network->certificate_key : network->certificate);
}

/* -- the whole ----------------------------------------------------------- */

void config_server_init(struct check *check, const config_setting_t *group, struct config_network *network)
{
        const config_setting_t *list = check_member(group, "servers", CHECK_LIST), *at;
        struct draft base = {.server = {.host = NULL}};

        network->server = calloc(CONFIG_SERVERS_MAX, sizeof(*network->server));
        if (!network->server) {
                check_mistake(check, group, "servers: not enough memory");
                return;
        }
        take_server(check, group, &base, network);
        try_authorities(check, &base);
        if (list)
                take_servers(check, list, &base, network);
        else if (base.server.host)
                add_server(check, &base, network);
        else if (!config_setting_get_member(group, "host") && !config_setting_get_member(group, "servers"))
                check_mistake(check, group, "host is missing; host = \"irc.libera.chat\" would be right");
        if (network->server_count) {
                network->host = network->server[0].host;
                network->port = network->server[0].port;
        }
        network->certificate = take_path(check, check_member(group, "certificate", CHECK_TEXT), network);
        network->certificate_key = take_path(check, check_member(group, "certificate_key", CHECK_TEXT), network);
        try_certificate(check, group, network);
        if ((at = check_member(group, "proxy", CHECK_GROUP)))
                take_proxy(check, at, network);
}

void config_server_fini(struct config_network *network)
{
        for (size_t i = 0; i < network->path_count; i++)
                free(network->path[i]);
        free(network->server);
        network->server = NULL;
        network->server_count = network->path_count = 0;
}
