/* tls_peer.h - certificates made on the spot, and a TLS server over two queues
 * of bytes, for tests of what a client makes of them. Needs -lssl -lcrypto -ltls.
 */
#ifndef TEST_TLS_PEER_H
#define TEST_TLS_PEER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

/* -I of the bot's folder is in front, and it has no tls.h: this is the library's. */
#include <tls.h>

#define PEER_DAY (24 * 3600L)

struct identity {
        EVP_PKEY *key;
        X509 *certificate;
        char *pem, *key_pem; /* what a file would hold */
        size_t pem_size, key_size;
        char hash[65];       /* SHA-256 of the certificate, hex */
};

static inline void identity_pem(struct identity *id)
{
        unsigned char digest[EVP_MAX_MD_SIZE];
        unsigned length;
        FILE *file = open_memstream(&id->pem, &id->pem_size);

        PEM_write_X509(file, id->certificate);
        fclose(file);
        file = open_memstream(&id->key_pem, &id->key_size);
        PEM_write_PrivateKey(file, id->key, NULL, NULL, 0, NULL, NULL);
        fclose(file);
        X509_digest(id->certificate, EVP_sha256(), digest, &length);
        for (unsigned i = 0; i < length; i++)
                sprintf(id->hash + 2 * i, "%02x", digest[i]);
}

/* names: as "DNS:irc.test,IP:127.0.0.1", NULL for an authority. issuer NULL: it
 * signs itself. from, to: days from now. */
static inline void identity_make(struct identity *id, const char *common, const char *names,
                                 const struct identity *issuer, long from, long to)
{
        static long serial = 1;
        X509 *x = X509_new();
        X509_NAME *name = X509_get_subject_name(x);
        X509V3_CTX context;
        X509_EXTENSION *extension;

        id->key = EVP_EC_gen("P-256");
        id->certificate = x;
        X509_set_version(x, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
        X509_gmtime_adj(X509_getm_notBefore(x), from * PEER_DAY);
        X509_gmtime_adj(X509_getm_notAfter(x), to * PEER_DAY);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)common, -1, -1, 0);
        X509_set_issuer_name(x, issuer ? X509_get_subject_name(issuer->certificate) : name);
        X509_set_pubkey(x, id->key);
        X509V3_set_ctx(&context, issuer ? issuer->certificate : x, x, NULL, NULL, 0);
        extension = names ? X509V3_EXT_conf_nid(NULL, &context, NID_subject_alt_name, names)
                          : X509V3_EXT_conf_nid(NULL, &context, NID_basic_constraints,
                                                "critical,CA:TRUE");
        X509_add_ext(x, extension, -1);
        X509_EXTENSION_free(extension);
        X509_sign(x, issuer ? issuer->key : id->key, EVP_sha256());
        identity_pem(id);
}

static inline void identity_free(struct identity *id)
{
        EVP_PKEY_free(id->key);
        X509_free(id->certificate);
        free(id->pem);
        free(id->key_pem);
}

/* Both PEMs of one or two, into a new file. */
static inline void identity_write(const char *path, const struct identity *id, int certificate, int key)
{
        FILE *file = fopen(path, "w");

        if (certificate)
                fwrite(id->pem, 1, id->pem_size, file);
        if (key)
                fwrite(id->key_pem, 1, id->key_size, file);
        fclose(file);
}

/* -- the server's side --------------------------------------------------- */

#define PEER_QUEUE 262144

struct peer_queue {
        size_t from, to;
        char bytes[PEER_QUEUE];
};

struct tls_peer {
        struct tls_config *config;
        struct tls *listener, *tls;
        struct peer_queue in, out; /* from and to the client, encrypted */
        int up;                    /* 1: shaken hands; -1: failed */
        char heard[65536];         /* clear */
        size_t heard_length;
        char shown[80];            /* the client's certificate, "SHA256:..." */
};

static inline ssize_t peer_pull(struct tls *tls, void *room, size_t size, void *context)
{
        struct peer_queue *in = &((struct tls_peer *)context)->in;

        (void)tls;
        if (in->from == in->to)
                return TLS_WANT_POLLIN;
        if (size > in->to - in->from)
                size = in->to - in->from;
        memcpy(room, in->bytes + in->from, size);
        in->from += size;
        return (ssize_t)size;
}

static inline ssize_t peer_push(struct tls *tls, const void *bytes, size_t size, void *context)
{
        struct peer_queue *out = &((struct tls_peer *)context)->out;

        (void)tls;
        if (out->to + size > sizeof out->bytes)
                return -1;
        memcpy(out->bytes + out->to, bytes, size);
        out->to += size;
        return (ssize_t)size;
}

static inline void tls_peer_open(struct tls_peer *peer, const struct identity *id, unsigned protocols,
                                 int ask_certificate)
{
        memset(peer, 0, sizeof *peer);
        peer->config = tls_config_new();
        tls_config_set_protocols(peer->config, protocols ? protocols : TLS_PROTOCOLS_DEFAULT);
        if (protocols & TLS_PROTOCOL_TLSv1_1)
                tls_config_set_ciphers(peer->config, "ALL:@SECLEVEL=0");
        tls_config_set_keypair_mem(peer->config, (const uint8_t *)id->pem, id->pem_size,
                                   (const uint8_t *)id->key_pem, id->key_size);
        if (ask_certificate) {
                tls_config_verify_client_optional(peer->config);
                tls_config_insecure_noverifycert(peer->config);
        }
        peer->listener = tls_server();
        if (tls_configure(peer->listener, peer->config) < 0 ||
            tls_accept_cbs(peer->listener, &peer->tls, peer_pull, peer_push, peer) < 0) {
                fprintf(stderr, "tls_peer: %s\n", tls_error(peer->listener));
                abort();
        }
}

static inline void tls_peer_close(struct tls_peer *peer)
{
        tls_free(peer->tls);
        tls_free(peer->listener);
        tls_config_free(peer->config);
}

/* Does what can be done with what has come in. */
static inline void tls_peer_turn(struct tls_peer *peer)
{
        ssize_t got;

        if (peer->up < 0)
                return;
        if (!peer->up) {
                int status = tls_handshake(peer->tls);

                if (status == TLS_WANT_POLLIN || status == TLS_WANT_POLLOUT)
                        return;
                peer->up = status == 0 ? 1 : -1;
                if (peer->up < 0)
                        return;
                if (tls_peer_cert_hash(peer->tls))
                        snprintf(peer->shown, sizeof peer->shown, "%s", tls_peer_cert_hash(peer->tls));
        }
        while ((got = tls_read(peer->tls, peer->heard + peer->heard_length,
                               sizeof peer->heard - 1 - peer->heard_length)) > 0)
                peer->heard_length += (size_t)got;
}

static inline void tls_peer_say(struct tls_peer *peer, const char *bytes, size_t length)
{
        while (length) {
                ssize_t wrote = tls_write(peer->tls, bytes, length);

                if (wrote <= 0)
                        abort();
                bytes += wrote;
                length -= (size_t)wrote;
        }
}

#endif
