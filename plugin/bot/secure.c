/* secure.c - TLS with libtls, over bytes that somebody else moves.
 *
 * What a certificate must be is decided here, and here only. Knows neither
 * sockets nor IRC; refuses to go on when a check fails, and there is no setting
 * that would make it.
 */
#include "secure.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <tls.h>

#include "late.h"
#include "log.h"

/* Debian's store, as a folder and as one file. With the folder only the
 * authorities that are asked for are read: the file costs 0.9 MB a connection. */
#define SYSTEM_FOLDER "/etc/ssl/certs"
#define SYSTEM_FILE "/etc/ssl/certs/ca-certificates.crt"
#define PIN_DIGITS 64
#define HASH_PREFIX "SHA256:" /* in front of what libtls says */

/* libtls is loaded with the first network that wants it: with OpenSSL below
 * it, it takes 2 MB. Debian 12's; its file has that number since LibreSSL 3.6. */
#define TLS_FILE "libtls.so.26"
#define CALL(name) __typeof__(tls_##name) *name
#define SYMBOL(name) {"tls_" #name, offsetof(struct calls, name)}

struct calls {
        CALL(client); CALL(close); CALL(config_error); CALL(config_free);
        CALL(config_insecure_noverifycert); CALL(config_insecure_noverifyname);
        CALL(config_insecure_noverifytime); CALL(config_new); CALL(config_set_ca_file);
        CALL(config_set_ca_path); CALL(config_set_keypair_file);
        CALL(config_set_protocols); CALL(configure); CALL(conn_cipher); CALL(conn_version);
        CALL(connect_cbs); CALL(error); CALL(free); CALL(handshake); CALL(init);
        CALL(peer_cert_hash); CALL(read); CALL(write);
};

static const struct late_symbol symbols[] = {
        SYMBOL(client), SYMBOL(close), SYMBOL(config_error), SYMBOL(config_free),
        SYMBOL(config_insecure_noverifycert), SYMBOL(config_insecure_noverifyname),
        SYMBOL(config_insecure_noverifytime), SYMBOL(config_new),
        SYMBOL(config_set_ca_file), SYMBOL(config_set_ca_path),
        SYMBOL(config_set_keypair_file), SYMBOL(config_set_protocols), SYMBOL(configure),
        SYMBOL(conn_cipher), SYMBOL(conn_version), SYMBOL(connect_cbs), SYMBOL(error),
        SYMBOL(free), SYMBOL(handshake), SYMBOL(init), SYMBOL(peer_cert_hash),
        SYMBOL(read), SYMBOL(write),
};

struct secure {
        struct calls call;
        struct tls_config *config;
        struct tls *tls;
        secure_send *send;
        void *context;
        const char *in;
        size_t in_left;
        size_t pin_count;
        char pin[SECURE_PINS_MAX][PIN_DIGITS + 1];
        char host[256];
        char words[96];
};

/* What libtls and OpenSSL say -> what is wrong, and what to do. */
static const struct {
        const char *said, *means;
} meanings[] = {
        {"not present in server certificate",
         "the server's certificate is made out to another name; set `host` to the name that the "
         "certificate bears, if that is the right server"},
        {"self-signed certificate in", /* first: the next would match it too */
         "the server's certificate is signed by an authority that is not known here; put that "
         "authority's certificate into `ca_file`, or the server's fingerprint into `pins`"},
        {"self signed certificate in",
         "the server's certificate is signed by an authority that is not known here; put that "
         "authority's certificate into `ca_file`, or the server's fingerprint into `pins`"},
        {"self-signed",
         "the server's certificate is signed by nobody but itself; put its fingerprint into "
         "`pins`, once you have it from the network's people"},
        {"self signed",
         "the server's certificate is signed by nobody but itself; put its fingerprint into "
         "`pins`, once you have it from the network's people"},
        {"local issuer",
         "the server's certificate is signed by an authority that is not known here; put that "
         "authority's certificate into `ca_file`, or the server's fingerprint into `pins`"},
        {"unable to verify",
         "the server's certificate is signed by an authority that is not known here; put that "
         "authority's certificate into `ca_file`, or the server's fingerprint into `pins`"},
        {"expired",
         "the server's certificate has expired; look at this machine's clock, or tell the "
         "network's people"},
        {"not yet valid", "the server's certificate is not valid yet; look at this machine's clock"},
        {"wrong version number",
         "this port does not speak TLS; with most networks 6697 does"},
        {"packet length too long",
         "this port does not speak TLS; with most networks 6697 does"},
        {"unsupported protocol", "the server speaks no TLS of version 1.2 or later"},
        {"protocol version", "the server speaks no TLS of version 1.2 or later"},
};

static void explain(char *why, size_t cap, const char *said)
{
        char clean[160];

        log_quote(clean, sizeof clean, said ? said : "failed");
        for (size_t i = 0; said && i < sizeof meanings / sizeof meanings[0]; i++)
                if (strcasestr(said, meanings[i].said)) {
                        snprintf(why, cap, "%s", meanings[i].means);
                        return;
                }
        snprintf(why, cap, "TLS: %s", clean);
}

/* -- settings ------------------------------------------------------------ */

/* Hex digits in lower case, without colons and a "SHA256:" in front. */
static bool take_pin(char *pin, const char *text)
{
        size_t length = 0;

        if (strncasecmp(text, HASH_PREFIX, strlen(HASH_PREFIX)) == 0)
                text += strlen(HASH_PREFIX);
        for (; *text; text++) {
                if (*text == ':')
                        continue;
                if (!isxdigit((unsigned char)*text) || length == PIN_DIGITS)
                        return false;
                pin[length++] = (char)tolower((unsigned char)*text);
        }
        pin[length] = '\0';
        return length == PIN_DIGITS;
}

static bool is_folder(const char *path)
{
        struct stat is;

        return stat(path, &is) == 0 && S_ISDIR(is.st_mode);
}

static int set_authorities(const struct secure *secure, const char *ca_file)
{
        if (!ca_file)
                ca_file = is_folder(SYSTEM_FOLDER) ? SYSTEM_FOLDER : SYSTEM_FILE;
        return is_folder(ca_file) ? secure->call.config_set_ca_path(secure->config, ca_file)
                                  : secure->call.config_set_ca_file(secure->config, ca_file);
}

/* libtls would wait for good until somebody writes into a pipe. */
static bool may_wait(const char *path)
{
        struct stat is;

        return path && stat(path, &is) == 0 && !S_ISREG(is.st_mode) && !S_ISDIR(is.st_mode);
}

static bool configure(struct secure *secure, const struct secure_settings *settings,
                      char *why, size_t cap)
{
        const char *key = settings->certificate_key ? settings->certificate_key
                                                    : settings->certificate;
        const char *path[] = {settings->ca_file, settings->certificate, key};
        struct tls_config *config = secure->config;

        for (size_t i = 0; i < sizeof path / sizeof *path; i++)
                if (may_wait(path[i])) {
                        snprintf(why, cap, "\"%s\" is no plain file", path[i]);
                        return false;
                }
        if (secure->call.config_set_protocols(config, TLS_PROTOCOL_TLSv1_2 | TLS_PROTOCOL_TLSv1_3) < 0)
                goto failed;
        if (settings->pin_count) {
                secure->call.config_insecure_noverifycert(config);
                secure->call.config_insecure_noverifyname(config);
                secure->call.config_insecure_noverifytime(config);
        } else if (set_authorities(secure, settings->ca_file) < 0) {
                goto failed;
        }
        if (settings->certificate &&
            secure->call.config_set_keypair_file(config, settings->certificate, key) < 0)
                goto failed;
        return true;
failed:
        explain(why, cap, secure->call.config_error(config));
        return false;
}

struct secure *secure_open(const struct secure_settings *settings, secure_send *send,
                           void *context, char *why, size_t cap)
{
        struct secure *secure = calloc(1, sizeof *secure);

        snprintf(why, cap, "not enough memory for TLS");
        if (!secure || settings->pin_count > SECURE_PINS_MAX ||
            !late_load(TLS_FILE, symbols, sizeof symbols / sizeof *symbols, &secure->call, why, cap))
                goto failed;
        if (secure->call.init() < 0 || !(secure->config = secure->call.config_new()))
                goto failed;
        secure->send = send;
        secure->context = context;
        secure->pin_count = settings->pin_count;
        snprintf(secure->host, sizeof secure->host, "%s", settings->host);
        for (size_t i = 0; i < settings->pin_count; i++)
                if (!take_pin(secure->pin[i], settings->pin[i])) {
                        snprintf(why, cap, "a pin is not the SHA-256 of a certificate");
                        goto failed;
                }
        if (configure(secure, settings, why, cap))
                return secure;
failed:
        secure_close(secure);
        return NULL;
}

void secure_close(struct secure *secure)
{
        if (!secure)
                return;
        if (secure->tls)
                secure->call.free(secure->tls);
        if (secure->config)
                secure->call.config_free(secure->config); /* wipes the key */
        free(secure);
}

/* -- the socket's side --------------------------------------------------- */

static ssize_t pull(struct tls *tls, void *room, size_t size, void *context)
{
        struct secure *secure = context;

        (void)tls;
        if (!secure->in_left)
                return TLS_WANT_POLLIN;
        if (size > secure->in_left)
                size = secure->in_left;
        memcpy(room, secure->in, size);
        secure->in += size;
        secure->in_left -= size;
        return (ssize_t)size;
}

static ssize_t push(struct tls *tls, const void *bytes, size_t size, void *context)
{
        struct secure *secure = context;

        (void)tls;
        return secure->send(secure->context, bytes, size) ? (ssize_t)size : -1;
}

void secure_feed(struct secure *secure, const char *bytes, size_t length)
{
        secure->in = bytes;
        secure->in_left = length;
}

/* -- a connection -------------------------------------------------------- */

bool secure_begin(struct secure *secure, char *why, size_t cap)
{
        secure->call.free(secure->tls);
        secure->in_left = 0;
        secure->words[0] = '\0';
        secure->tls = secure->call.client();
        if (!secure->tls) {
                snprintf(why, cap, "not enough memory for TLS");
                return false;
        }
        if (secure->call.configure(secure->tls, secure->config) < 0 ||
            secure->call.connect_cbs(secure->tls, pull, push, secure, secure->host) < 0) {
                explain(why, cap, secure->call.error(secure->tls));
                return false;
        }
        return true;
}

bool secure_try(const struct secure_settings *settings, char *why, size_t cap)
{
        struct secure *secure = secure_open(settings, NULL, NULL, why, cap);
        bool fine = secure && secure_begin(secure, why, cap);

        secure_close(secure);
        return fine;
}

static bool pinned(const struct secure *secure, char *why, size_t cap)
{
        const char *hash = secure->call.peer_cert_hash(secure->tls);

        if (!hash || strncmp(hash, HASH_PREFIX, strlen(HASH_PREFIX)) != 0) {
                snprintf(why, cap, "the server shows no certificate");
                return false;
        }
        hash += strlen(HASH_PREFIX);
        for (size_t i = 0; i < secure->pin_count; i++)
                if (strcasecmp(hash, secure->pin[i]) == 0)
                        return true;
        snprintf(why, cap, "the server's certificate is not one of `pins` but %s; "
                 "add it only if the network's people say that it is theirs", hash);
        return false;
}

enum secure_step secure_handshake(struct secure *secure, char *why, size_t cap)
{
        int status = secure->call.handshake(secure->tls);

        if (status == TLS_WANT_POLLIN || status == TLS_WANT_POLLOUT)
                return SECURE_MORE;
        if (status < 0) {
                explain(why, cap, secure->call.error(secure->tls));
                return SECURE_FAILED;
        }
        if (secure->pin_count && !pinned(secure, why, cap))
                return SECURE_FAILED;
        snprintf(secure->words, sizeof secure->words, "%s %s", secure->call.conn_version(secure->tls),
                 secure->call.conn_cipher(secure->tls));
        return SECURE_UP;
}

ssize_t secure_read(struct secure *secure, char *room, size_t size, char *why, size_t cap)
{
        size_t before;
        ssize_t got;

        /* After a record that was not text (a session ticket) libtls wants to
         * be asked again, although it has not seen all that was fed. */
        do {
                before = secure->in_left;
                got = secure->call.read(secure->tls, room, size);
        } while (got == TLS_WANT_POLLIN && secure->in_left && secure->in_left < before);
        if (got > 0)
                return got;
        if (got == TLS_WANT_POLLIN || got == TLS_WANT_POLLOUT)
                return 0;
        if (got == 0)
                *why = '\0';
        else
                explain(why, cap, secure->call.error(secure->tls));
        return -1;
}

bool secure_write(struct secure *secure, const char *bytes, size_t length, char *why, size_t cap)
{
        while (length) {
                ssize_t wrote = secure->call.write(secure->tls, bytes, length);

                if (wrote <= 0) {
                        /* Only a server that wants to begin anew makes us wait. */
                        explain(why, cap, wrote == -1 ? secure->call.error(secure->tls)
                                                      : "the server wants to renegotiate");
                        return false;
                }
                bytes += wrote;
                length -= (size_t)wrote;
        }
        return true;
}

void secure_finish(struct secure *secure)
{
        if (secure->tls)
                secure->call.close(secure->tls);
}

const char *secure_words(const struct secure *secure)
{
        return secure->words;
}
