/* config_server.h - where a network's servers are and how they are reached:
 * the keys host, port, tls, ca_file, pins, servers, certificate,
 * certificate_key, bind and proxy of a network in bot.cfg.
 */
#ifndef BOT_CONFIG_SERVER_H
#define BOT_CONFIG_SERVER_H

#include "check.h"

/* What one server may say, in `servers` or in the network itself. */
#define CONFIG_SERVER_KEYS \
        {.name = "host", .type = CHECK_TEXT, .rule = rule_host, .offset = CHECK_NOWHERE, \
         .example = "host = \"irc.libera.chat\""}, \
        {.name = "port", .type = CHECK_NUMBER, .min = 1, .max = 65535, .offset = CHECK_NOWHERE, \
         .example = "port = 6697"}, \
        {.name = "tls", .type = CHECK_FLAG, .offset = CHECK_NOWHERE, .example = "tls = true"}, \
        {.name = "ca_file", .type = CHECK_TEXT, .rule = rule_path, .offset = CHECK_NOWHERE, \
         .example = "ca_file = \"our-authority.pem\""}, \
        {.name = "pins", .type = CHECK_NAMES, .offset = CHECK_NOWHERE, \
         .example = "pins = [ \"...\" ], each the SHA-256 of a certificate,"}

/* What only the network may say. */
#define CONFIG_WAY_KEYS \
        {.name = "servers", .type = CHECK_LIST, .offset = CHECK_NOWHERE, \
         .example = "servers = ( { host = \"irc.libera.chat\"; } )"}, \
        {.name = "certificate", .type = CHECK_TEXT, .rule = rule_path, .offset = CHECK_NOWHERE, \
         .example = "certificate = \"bot.pem\""}, \
        {.name = "certificate_key", .type = CHECK_TEXT, .rule = rule_path, .offset = CHECK_NOWHERE, \
         .example = "certificate_key = \"bot.key\""}, \
        {.name = "bind", .type = CHECK_TEXT, .rule = rule_address, \
         .offset = offsetof(struct config_network, bind), .example = "bind = \"192.0.2.1\""}, \
        {.name = "proxy", .type = CHECK_GROUP, .offset = CHECK_NOWHERE, \
         .example = "proxy = { type = \"socks5\"; host = \"127.0.0.1\"; port = 9050; }"}

/* After check_group has been through group with these keys: fills the network's
 * servers and the way to them, and reports what check_group cannot see. */
void config_server_init(struct check *check, const config_setting_t *group, struct config_network *network);
void config_server_fini(struct config_network *network);

#endif
