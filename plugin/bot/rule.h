/* rule.h - what a text in bot.cfg may be.
 *
 * Each rule returns NULL when the text is right, or one phrase saying what
 * would be right ("letters, digits ... "). Every rule takes any bytes.
 *
 *   nick, channel, key, user   RFC 2812, 2.3.1, as far as servers agree
 *   host                       RFC 1123, 2.1; or an IPv4 or IPv6 address
 */
#ifndef BOT_RULE_H
#define BOT_RULE_H

#include <stdbool.h>

typedef const char *rule_fn(const char *text);

/* Well-formed UTF-8, no control codes, not empty. The others demand it too. */
const char *rule_text(const char *text);
const char *rule_word(const char *text);    /* a network's or plugin's name */
const char *rule_host(const char *text);
const char *rule_nick(const char *text);
const char *rule_user(const char *text);
const char *rule_channel(const char *text);
const char *rule_key(const char *text);
const char *rule_password(const char *text);
const char *rule_realname(const char *text);
const char *rule_quit(const char *text);
const char *rule_prefix(const char *text);  /* "" too: none */
const char *rule_reply(const char *text);   /* "privmsg" or "notice" */
const char *rule_level(const char *text);

/* 64 hex digits with or without colons: the SHA-256 of a certificate. */
const char *rule_pin(const char *text);
const char *rule_address(const char *text); /* IPv4 or IPv6 */
const char *rule_proxy(const char *text);   /* "socks5" or "http" */
const char *rule_path(const char *text);
const char *rule_variable(const char *text); /* of the environment */

/* localhost, 127.0.0.0/8, ::1: what is said does not leave the machine. */
bool rule_is_loopback(const char *host);

/* Equal to a server: {}|~ are the lower case of []\^ (RFC 2812, 2.2). */
bool rule_same_name(const char *a, const char *b);

#endif
