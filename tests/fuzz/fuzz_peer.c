/* fuzz_peer.c - what a proxy answers, and what a server says while it logs us in.
 *
 * The first byte chooses: a proxy of either kind, with or without a password, the rest
 * being its bytes; or SASL, the rest being lines of the server. In these, %N is what we
 * have sent as our nonce, and %{...} the base64 of what stands there.
 *
 * Checked of a proxy: pieces of any size come to the same end, it takes no byte of the
 * server's, says little and gives up in time. Of SASL: clean lines; no PLAIN after
 * SCRAM; nobody who does not know the password is ever believed.
 */
#include "config.h"
#include "fuzz.h"
#include "line.h"
#include "proxy.h"
#include "quiet.h"
#include "sasl.h"

#define SENT_MAX 4096
#define PROXY_TAKEN_MAX 9000

struct sent {
        size_t used;
        char bytes[SENT_MAX];
};

/* -- proxies ------------------------------------------------------------------ */

static bool on_proxy_send(void *context, const char *bytes, size_t length)
{
        struct sent *sent = context;

        must(sent->used + length <= sizeof sent->bytes, "a proxy is told too much");
        memcpy(sent->bytes + sent->used, bytes, length);
        sent->used += length;
        return true;
}

struct end {
        enum proxy_step step;
        size_t taken;
        char why[256];
};

static struct end talk(const struct config_proxy *config, const uint8_t *data, size_t size, size_t piece, struct sent *sent)
{
        struct end end = {.why = ""};
        struct proxy *proxy;

        sent->used = 0;
        proxy = proxy_open(config, "irc.example.org", 6697, on_proxy_send, sent);
        must(proxy != NULL, "no proxy");
        end.step = proxy_begin(proxy, end.why, sizeof end.why);
        while (end.step == PROXY_MORE && end.taken < size) {
                size_t n = size - end.taken < piece ? size - end.taken : piece, used = 0;

                end.step = proxy_take(proxy, (const char *)data + end.taken, n, &used, end.why, sizeof end.why);
                must(used <= n && (used == n || end.step != PROXY_MORE), "what it took");
                end.taken += used;
                must(end.taken <= PROXY_TAKEN_MAX, "it never gives up");
        }
        must_of(end.step != PROXY_FAILED || (*end.why && fuzz_clean(end.why)), "a reason that is no clean line", end.why);
        proxy_close(proxy);
        return end;
}

static void proxies(uint8_t which, const uint8_t *data, size_t size)
{
        static struct sent sent[2];
        struct config_proxy config = {.type = which & 2 ? PROXY_SOCKS5 : PROXY_HTTP, .host = "p", .port = 1,
                                      .user = which & 4 ? "me" : NULL, .password = which & 8 ? "secret" : NULL};
        struct end whole = talk(&config, data, size, SIZE_MAX, &sent[0]);
        struct end bytes = talk(&config, data, size, 1 + which / 16, &sent[1]);

        must(whole.step == bytes.step, "another end in pieces");
        must(whole.step != PROXY_UP || whole.taken == bytes.taken, "another number of bytes in pieces");
        must(sent[0].used == sent[1].used && memcmp(sent[0].bytes, sent[1].bytes, sent[0].used) == 0, "other words in pieces");
}

/* -- SASL ----------------------------------------------------------------------- */

static char nonce[200];
static bool scram_was_seen;

static void learn_nonce(const char *payload)
{
        static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        char text[300];
        size_t used = 0, bits = 0;
        unsigned value = 0;
        const char *at;

        for (; *payload && strchr(digits, *payload) && used < sizeof text - 1; payload++) {
                value = (value << 6 | (unsigned)(strchr(digits, *payload) - digits)) & 0xffff;
                if ((bits += 6) >= 8)
                        text[used++] = (char)(value >> (bits -= 8));
        }
        text[used] = '\0';
        if ((at = strstr(text, "r=")))
                snprintf(nonce, sizeof nonce, "%.*s", (int)strcspn(at + 2, ","), at + 2);
}

static bool on_sasl_send(void *context, const char *line)
{
        const char *rest = line + strlen("AUTHENTICATE ");

        must_of(strncmp(line, "AUTHENTICATE ", strlen("AUTHENTICATE ")) == 0, "no AUTHENTICATE", line);
        must_of(*rest && strlen(rest) <= SASL_CHUNK && !strpbrk(rest, " \r\n") && fuzz_clean(rest), "no such line", line);
        must(strcmp(rest, "PLAIN") != 0 || !scram_was_seen, "PLAIN after SCRAM");
        scram_was_seen = scram_was_seen || strcmp(rest, "SCRAM-SHA-256") == 0;
        learn_nonce(rest);
        return true;
}

static size_t to_base64(const char *from, size_t length, char *out)
{
        static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        char *to = out;

        for (size_t i = 0; i < length; i += 3) {
                unsigned a = (unsigned char)from[i], b = i + 1 < length ? (unsigned char)from[i + 1] : 0,
                         c = i + 2 < length ? (unsigned char)from[i + 2] : 0;

                *to++ = digits[a >> 2];
                *to++ = digits[(a & 3) << 4 | b >> 4];
                *to++ = i + 1 < length ? digits[(b & 15) << 2 | c >> 6] : '=';
                *to++ = i + 2 < length ? digits[c & 63] : '=';
        }
        *to = '\0';
        return (size_t)(to - out);
}

/* %N and %{...}; out has room for 4 times the line and a nonce for each letter. */
static void expand(const char *line, char *out, bool inner)
{
        while (*line) {
                const char *end = line[0] == '%' && line[1] == '{' && !inner ? strchr(line, '}') : NULL;

                if (line[0] == '%' && line[1] == 'N') {
                        out += sprintf(out, "%s", nonce);
                        line += 2;
                } else if (end) {
                        char part[600], whole[60000];

                        snprintf(part, sizeof part, "%.*s", (int)(end - line - 2), line + 2);
                        expand(part, whole, true);
                        out += to_base64(whole, strlen(whole), out);
                        line = end + 1;
                } else {
                        *out++ = *line++;
                }
        }
        *out = '\0';
}

static void hear(struct sasl *sasl, const struct sasl_means *means, const char *text)
{
        char said[300], *whole = malloc(200000);
        struct line line;

        must(whole != NULL, "no memory");
        snprintf(said, sizeof said, "%s", text);
        expand(said, whole, false);
        whole[strnlen(whole, 8000)] = '\0';
        if (line_parse(&line, whole))
                sasl_line(sasl, means, &line);
        must(strlen(sasl->account) < sizeof sasl->account && strlen(sasl->why) < sizeof sasl->why, "its texts");
        for (const char *c = sasl->why; *c; c++) /* it may end within a letter: the log sees to that */
                must_of((unsigned char)*c >= ' ' && *c != 0x7f, "a reason that is no line", sasl->why);
        must(sasl->state != SASL_DONE || (sasl->through && sasl->now != MECHANISM_SCRAM_SHA_256),
             "a server is believed that has proved nothing");
        free(whole);
}

static void log_in(uint8_t which, char *text)
{
        struct config_network config = {
                .nick = {"bot"}, .nick_count = 1,
                .sasl = {.mechanism = {MECHANISM_SCRAM_SHA_256, MECHANISM_PLAIN, MECHANISM_EXTERNAL}, .mechanism_count = 3,
                         .account = "cramp", .password = {.text = which & 2 ? "secret" : "s\xc3\xa9" "cr,=et"},
                         .plain_without_tls = which & 4}};
        struct sasl_means means = {.config = &config, .secure = which & 8, .send = on_sasl_send};
        struct sasl sasl = {.state = SASL_IDLE};
        char *save = NULL, *line = strtok_r(text, "\n", &save);

        if (which & 16) {
                config.sasl.mechanism[0] = MECHANISM_PLAIN;
                config.sasl.mechanism[1] = MECHANISM_SCRAM_SHA_256;
        }
        *nonce = '\0';
        scram_was_seen = false;
        sasl_start(&sasl, &means, which & 32, line ? line : "");
        for (int lines = 0; lines < 12 && (line = strtok_r(NULL, "\n", &save)); lines++)
                hear(&sasl, &means, line);
        sasl_end(&sasl);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        fuzz_quiet();
        return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct fuzz_input in = {data, size};
        uint8_t which = fuzz_byte(&in);
        char *text;

        if (which & 1) {
                proxies(which, in.at, in.left);
        } else {
                text = fuzz_text(&in);
                log_in(which, text);
                free(text);
        }
        return 0;
}
