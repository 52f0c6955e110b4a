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

/* Equal to a server: {}|~ are the lower case of []\^ (RFC 2812, 2.2). */
bool rule_same_name(const char *a, const char *b);

#endif
