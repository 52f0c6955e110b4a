/* proxy.c - the first words to a proxy, and what it answers.
 *
 * A state machine over bytes. Takes not one byte more than is the proxy's: what
 * follows belongs to the server. Refuses to know what goes through afterwards.
 */
#include "proxy.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

#define ANSWER_MAX 8192 /* of an HTTP proxy, with all its headers */
#define PART_MAX 255    /* RFC 1929: a name, a password; RFC 1928: a host */

enum state { GREETED, SIGNED_IN, ASKED };

struct proxy {
        proxy_send *send;
        void *context;
        int type;
        unsigned port;
        enum state state;
        bool has_user;
        char host[PART_MAX + 1], user[PART_MAX + 1], password[PART_MAX + 1];
        unsigned char answer[512]; /* the beginning of it */
        size_t length;             /* of all of it */
        unsigned ends;             /* HTTP: how much of CR LF CR LF was seen */
};

struct proxy *proxy_open(const struct config_proxy *config, const char *host, unsigned port,
                         proxy_send *send, void *context)
{
        struct proxy *proxy = calloc(1, sizeof *proxy);

        if (!proxy)
                return NULL;
        proxy->send = send;
        proxy->context = context;
        proxy->type = config->type;
        proxy->port = port;
        proxy->has_user = config->user != NULL;
        snprintf(proxy->host, sizeof proxy->host, "%s", host);
        snprintf(proxy->user, sizeof proxy->user, "%s", config->user ? config->user : "");
        snprintf(proxy->password, sizeof proxy->password, "%s",
                 config->password ? config->password : "");
        return proxy;
}

void proxy_close(struct proxy *proxy)
{
        if (!proxy)
                return;
        explicit_bzero(proxy, sizeof *proxy);
        free(proxy);
}

static enum proxy_step said(struct proxy *proxy, const void *bytes, size_t length, enum state next)
{
        proxy->state = next;
        proxy->length = 0;
        return proxy->send(proxy->context, bytes, length) ? PROXY_MORE : PROXY_FAILED;
}

/* -- SOCKS5 -------------------------------------------------------------- */

static enum proxy_step socks_greet(struct proxy *proxy)
{
        /* version 5; methods: 0 nothing, 2 user name and password */
        return said(proxy, proxy->has_user ? "\5\2\0\2" : "\5\1\0", proxy->has_user ? 4 : 3, GREETED);
}

static enum proxy_step socks_sign_in(struct proxy *proxy)
{
        unsigned char out[3 + 2 * PART_MAX];
        size_t user = strlen(proxy->user), password = strlen(proxy->password);
        enum proxy_step step;

        out[0] = 1;
        out[1] = (unsigned char)user;
        memcpy(out + 2, proxy->user, user);
        out[2 + user] = (unsigned char)password;
        memcpy(out + 3 + user, proxy->password, password);
        step = said(proxy, out, 3 + user + password, SIGNED_IN);
        explicit_bzero(out, sizeof out);
        return step;
}

static enum proxy_step socks_ask(struct proxy *proxy)
{
        unsigned char out[7 + PART_MAX] = {5, 1, 0}; /* version, CONNECT, reserved */
        size_t length = strlen(proxy->host), at;

        if (inet_pton(AF_INET, proxy->host, out + 4) == 1) {
                out[3] = 1;
                at = 4 + 4;
        } else if (inet_pton(AF_INET6, proxy->host, out + 4) == 1) {
                out[3] = 4;
                at = 4 + 16;
        } else {
                out[3] = 3;
                out[4] = (unsigned char)length;
                memcpy(out + 5, proxy->host, length);
                at = 5 + length;
        }
        out[at] = (unsigned char)(proxy->port >> 8);
        out[at + 1] = (unsigned char)proxy->port;
        return said(proxy, out, at + 2, ASKED);
}

/* How long the answer in this state is, as far as it can be told yet. */
static size_t socks_length(const struct proxy *proxy)
{
        const unsigned char *a = proxy->answer;

        if (proxy->state != ASKED)
                return 2;
        if (proxy->length < 5)
                return 5;
        return a[3] == 4 ? 4 + 16 + 2 : a[3] == 3 ? 5u + a[4] + 2 : 4 + 4 + 2;
}

static enum proxy_step socks_refused(unsigned code, char *why, size_t cap)
{
        /* RFC 1928, 6 */
        static const char *const reasons[] = {
                "it failed", "its rules do not allow it", "the network cannot be reached",
                "the server cannot be reached", "the server refused the connection",
                "it took too long", "it knows no CONNECT", "it knows no such addresses",
        };

        snprintf(why, cap, "the proxy could not connect: %s",
                 code >= 1 && code <= 8 ? reasons[code - 1] : "it does not say why");
        return PROXY_FAILED;
}

static enum proxy_step socks_answer(struct proxy *proxy, char *why, size_t cap)
{
        const unsigned char *a = proxy->answer;

        if (a[0] != (proxy->state == SIGNED_IN ? 1 : 5)) {
                snprintf(why, cap, "the proxy does not speak SOCKS5; see `proxy`, `type` and `port`");
                return PROXY_FAILED;
        }
        if (proxy->state == GREETED && a[1] == 2 && proxy->has_user)
                return socks_sign_in(proxy);
        if (proxy->state == GREETED && a[1] == 0)
                return socks_ask(proxy);
        if (proxy->state == GREETED) {
                snprintf(why, cap, proxy->has_user ? "the proxy takes no user name and password"
                                                   : "the proxy wants a `user` and a `password`");
                return PROXY_FAILED;
        }
        if (proxy->state == SIGNED_IN && a[1] != 0) {
                snprintf(why, cap, "the proxy does not accept `user` and `password`");
                return PROXY_FAILED;
        }
        if (proxy->state == SIGNED_IN)
                return socks_ask(proxy);
        return a[1] == 0 ? PROXY_UP : socks_refused(a[1], why, cap);
}

/* -- HTTP ---------------------------------------------------------------- */

/* RFC 4648, 4. out: 4 bytes for 3, and NUL. */
static void base64(char *out, const char *text, size_t length)
{
        static const char digits[] =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

        for (size_t i = 0; i < length; i += 3) {
                uint32_t bits = (uint32_t)(unsigned char)text[i] << 16;

                if (i + 1 < length)
                        bits |= (uint32_t)(unsigned char)text[i + 1] << 8;
                if (i + 2 < length)
                        bits |= (unsigned char)text[i + 2];
                *out++ = digits[bits >> 18];
                *out++ = digits[bits >> 12 & 63];
                *out++ = i + 1 < length ? digits[bits >> 6 & 63] : '=';
                *out++ = i + 2 < length ? digits[bits & 63] : '=';
        }
        *out = '\0';
}

static enum proxy_step http_ask(struct proxy *proxy)
{
        char pair[2 * PART_MAX + 2], coded[4 * (sizeof pair / 3 + 1) + 1], out[2048];
        bool v6 = strchr(proxy->host, ':') != NULL;
        const char *open = v6 ? "[" : "", *shut = v6 ? "]" : "";
        enum proxy_step step;
        int length = snprintf(pair, sizeof pair, "%s:%s", proxy->user, proxy->password);

        base64(coded, pair, (size_t)length);
        length = snprintf(out, sizeof out,
                          "CONNECT %s%s%s:%u HTTP/1.1\r\nHost: %s%s%s:%u\r\n%s%s%s\r\n",
                          open, proxy->host, shut, proxy->port, open, proxy->host, shut,
                          proxy->port, proxy->has_user ? "Proxy-Authorization: Basic " : "",
                          proxy->has_user ? coded : "", proxy->has_user ? "\r\n" : "");
        step = said(proxy, out, (size_t)length, ASKED);
        explicit_bzero(pair, sizeof pair);
        explicit_bzero(coded, sizeof coded);
        explicit_bzero(out, sizeof out);
        return step;
}

/* The first line decides: HTTP/1.1 200 Connection established */
static enum proxy_step http_answer(struct proxy *proxy, char *why, size_t cap)
{
        const char *line = (const char *)proxy->answer;
        char shown[120];
        unsigned code;

        proxy->answer[strcspn(line, "\r\n")] = '\0';
        if (sscanf(line, "HTTP/1.%*1[01] %3u", &code) != 1) {
                snprintf(why, cap, "the proxy does not speak HTTP; see `proxy`, `type` and `port`");
                return PROXY_FAILED;
        }
        if (code >= 200 && code < 300)
                return PROXY_UP;
        if (code == 407)
                snprintf(why, cap, proxy->has_user ? "the proxy does not accept `user` and `password`"
                                                   : "the proxy wants a `user` and a `password`");
        else
                snprintf(why, cap, "the proxy could not connect: %s",
                         log_quote(shown, sizeof shown, line));
        return PROXY_FAILED;
}

static enum proxy_step http_take(struct proxy *proxy, unsigned char byte, char *why, size_t cap)
{
        static const unsigned char end[] = {'\r', '\n', '\r', '\n'};

        if (proxy->length < sizeof proxy->answer - 1) {
                proxy->answer[proxy->length] = byte;
                proxy->answer[proxy->length + 1] = '\0';
        }
        proxy->length++;
        proxy->ends = byte == end[proxy->ends] ? proxy->ends + 1 : byte == '\r';
        if (proxy->ends == sizeof end)
                return http_answer(proxy, why, cap);
        if (proxy->length < ANSWER_MAX)
                return PROXY_MORE;
        snprintf(why, cap, "the proxy's answer does not end");
        return PROXY_FAILED;
}

/* -- either -------------------------------------------------------------- */

/* Why nothing can be said, if it is that; all else has words of its own. */
static void foresee(char *why, size_t cap)
{
        snprintf(why, cap, "the proxy closed the connection");
}

enum proxy_step proxy_begin(struct proxy *proxy, char *why, size_t cap)
{
        foresee(why, cap);
        proxy->ends = 0;
        return proxy->type == PROXY_HTTP ? http_ask(proxy) : socks_greet(proxy);
}

static enum proxy_step socks_take(struct proxy *proxy, unsigned char byte, char *why, size_t cap)
{
        proxy->answer[proxy->length++] = byte;
        /* An answer is judged by its first two bytes; the rest is waited for. */
        if (proxy->length < socks_length(proxy) && !(proxy->length == 2 && proxy->answer[1] != 0))
                return PROXY_MORE;
        return socks_answer(proxy, why, cap);
}

enum proxy_step proxy_take(struct proxy *proxy, const char *bytes, size_t length, size_t *used,
                           char *why, size_t cap)
{
        enum proxy_step step = PROXY_MORE;

        foresee(why, cap);
        for (*used = 0; *used < length && step == PROXY_MORE; ++*used) {
                unsigned char byte = (unsigned char)bytes[*used];

                step = proxy->type == PROXY_HTTP ? http_take(proxy, byte, why, cap)
                                                 : socks_take(proxy, byte, why, cap);
        }
        return step;
}
