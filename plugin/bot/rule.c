/* rule.c - what nicks, channels, hosts and other texts of bot.cfg may be.
 *
 * It refuses to know where a text stands and how a mistake is reported, and
 * knows nothing that differs between servers: a rule lets through whatever
 * some server in use accepts, and nothing that could break a line of IRC.
 */
#include "rule.h"

#include <arpa/inet.h>
#include <string.h>

#include "log.h"
#include "utf8.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define SPECIAL "[]\\`_^{|}"

#define NICK_MAX 30
#define USER_MAX 16
#define CHANNEL_MAX 64
#define KEY_MAX 64
#define WORD_MAX 32
#define HOST_MAX 253
#define LABEL_MAX 63
#define PREFIX_MAX 32
#define REALNAME_MAX 150
#define QUIT_MAX 200
#define PASSWORD_MAX 255
#define TEXT_MAX 1000

/* 1 to max bytes, all of them out of `allowed`. */
static bool made_of(const char *text, const char *allowed, size_t max)
{
        size_t length = strlen(text);

        return length && length <= max && strspn(text, allowed) == length;
}

/* 1 to max bytes of clean UTF-8, none of them out of `banned`. */
static bool clean(const char *text, const char *banned, size_t max)
{
        size_t length = strlen(text);

        if (!length || length > max || strcspn(text, banned) != length)
                return false;
        for (size_t i = 0, bytes; i < length; i += bytes) {
                bytes = utf8_char(text + i, length - i);
                if (!bytes || utf8_is_control(text + i, bytes))
                        return false;
        }
        return true;
}

const char *rule_text(const char *text)
{
        return clean(text, "", TEXT_MAX) ? NULL : "1 to 1000 bytes of UTF-8 text without control codes";
}

const char *rule_word(const char *text)
{
        return made_of(text, LETTERS DIGITS "._-", WORD_MAX)
                       ? NULL
                       : "1 to 32 letters, digits, dots, hyphens and underscores";
}

static bool is_host_name(const char *text)
{
        size_t length = strlen(text);

        if (!made_of(text, LETTERS DIGITS ".-", HOST_MAX))
                return false;
        for (size_t i = 0, label; i < length; i += label + 1) {
                label = strcspn(text + i, ".");
                if (!label || label > LABEL_MAX || text[i] == '-' || text[i + label - 1] == '-')
                        return false;
        }
        return true;
}

const char *rule_host(const char *text)
{
        unsigned char address[sizeof(struct in6_addr)];

        if (strstr(text, "://") || *text == '[' || (strchr(text, ':') && strchr(text, ':') == strrchr(text, ':')))
                return "the name or address alone, with its port in `port`,";
        if (strchr(text, ':'))
                return inet_pton(AF_INET6, text, address) == 1 ? NULL : "an IPv6 address such as 2001:db8::1";
        if (*text && strspn(text, DIGITS ".") == strlen(text))
                return inet_pton(AF_INET, text, address) == 1 ? NULL : "an IPv4 address such as 127.0.0.1";
        return is_host_name(text) ? NULL : "a host name such as irc.libera.chat, or an address";
}

const char *rule_nick(const char *text)
{
        return made_of(text, LETTERS DIGITS SPECIAL "-", NICK_MAX) && !strchr(DIGITS "-", *text)
                       ? NULL
                       : "1 to 30 letters, digits and -[]\\`_^{|}, with no digit or - in front";
}

const char *rule_user(const char *text)
{
        return made_of(text, LETTERS DIGITS SPECIAL ".-", USER_MAX)
                       ? NULL
                       : "1 to 16 letters, digits, dots, hyphens and underscores";
}

const char *rule_channel(const char *text)
{
        return strchr("#&+!", *text) && strlen(text) > 1 && clean(text, " ,", CHANNEL_MAX)
                       ? NULL
                       : "# and a name of at most 63 bytes without spaces and commas";
}

const char *rule_key(const char *text)
{
        return clean(text, " ,", KEY_MAX) && *text != ':'
                       ? NULL
                       : "1 to 64 bytes without spaces and commas, with no colon in front";
}

const char *rule_password(const char *text)
{
        return clean(text, "", PASSWORD_MAX) ? NULL : "1 to 255 bytes without control codes";
}

const char *rule_realname(const char *text)
{
        return clean(text, "", REALNAME_MAX) ? NULL : "1 to 150 bytes of UTF-8 text without control codes";
}

const char *rule_quit(const char *text)
{
        return clean(text, "", QUIT_MAX) ? NULL : "1 to 200 bytes of UTF-8 text without control codes";
}

const char *rule_prefix(const char *text)
{
        return !*text || clean(text, " ", PREFIX_MAX) ? NULL : "at most 32 bytes without spaces, such as \"!ask\"";
}

const char *rule_reply(const char *text)
{
        return strcmp(text, "privmsg") == 0 || strcmp(text, "notice") == 0 ? NULL : "\"privmsg\" or \"notice\"";
}

const char *rule_level(const char *text)
{
        return log_level_parse(text) >= 0 ? NULL : "\"error\", \"warn\", \"info\" or \"debug\"";
}

const char *rule_pin(const char *text)
{
        size_t digits = 0;

        if (strncasecmp(text, "SHA256:", 7) == 0)
                text += 7;
        for (; *text; text++)
                if (*text != ':' && !strchr(DIGITS "abcdefABCDEF", *text))
                        return "a certificate's SHA-256 fingerprint, 64 digits of 0-9 and a-f";
                else
                        digits += *text != ':';
        return digits == 64 ? NULL : "a certificate's SHA-256 fingerprint, 64 digits of 0-9 and a-f";
}

const char *rule_address(const char *text)
{
        unsigned char address[sizeof(struct in6_addr)];

        return inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1
                       ? NULL
                       : "an address such as 192.0.2.1 or 2001:db8::1";
}

const char *rule_proxy(const char *text)
{
        return strcmp(text, "socks5") == 0 || strcmp(text, "http") == 0 ? NULL : "\"socks5\" or \"http\"";
}

const char *rule_variable(const char *text)
{
        return *text && strlen(text) <= 100 &&
               strspn(text, LETTERS DIGITS "_") == strlen(text)
                       ? NULL : "the name of an environment variable, such as \"BOT_PASSWORD\"";
}

const char *rule_path(const char *text)
{
        return clean(text, "", TEXT_MAX) ? NULL : "a file's path, of at most 1000 bytes";
}

bool rule_is_loopback(const char *host)
{
        unsigned char address[sizeof(struct in6_addr)];

        if (inet_pton(AF_INET, host, address) == 1)
                return address[0] == 127;
        if (inet_pton(AF_INET6, host, address) == 1)
                return IN6_IS_ADDR_LOOPBACK((struct in6_addr *)(void *)address);
        return strcasecmp(host, "localhost") == 0;
}

static int fold(char c)
{
        static const char upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ[]\\^";
        static const char lower[] = "abcdefghijklmnopqrstuvwxyz{}|~";
        const char *at = c ? strchr(upper, c) : NULL;

        return at ? lower[at - upper] : c;
}

bool rule_same_name(const char *a, const char *b)
{
        while (*a && fold(*a) == fold(*b))
                a++, b++;
        return fold(*a) == fold(*b);
}
