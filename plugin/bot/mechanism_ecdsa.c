/* mechanism_ecdsa.c - a signature for ECDSA-NIST256P-CHALLENGE, by OpenSSL.
 *
 * Reads the key anew for each signature and frees it at once. Refuses keys on
 * any other curve, and files that others may read.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "late.h"
#include "mechanism.h"

#define CRYPTO_FILE "libcrypto.so.3"

struct crypto {
        __typeof__(PEM_read_PrivateKey) *read;
        __typeof__(EVP_PKEY_get_group_name) *curve;
        __typeof__(EVP_PKEY_CTX_new) *begin;
        __typeof__(EVP_PKEY_sign_init) *prepare;
        __typeof__(EVP_PKEY_sign) *sign;
        __typeof__(EVP_PKEY_CTX_free) *end;
        __typeof__(EVP_PKEY_free) *free;
};

static const struct late_symbol symbols[] = {
        {"PEM_read_PrivateKey", offsetof(struct crypto, read)},
        {"EVP_PKEY_get_group_name", offsetof(struct crypto, curve)},
        {"EVP_PKEY_CTX_new", offsetof(struct crypto, begin)},
        {"EVP_PKEY_sign_init", offsetof(struct crypto, prepare)},
        {"EVP_PKEY_sign", offsetof(struct crypto, sign)},
        {"EVP_PKEY_CTX_free", offsetof(struct crypto, end)},
        {"EVP_PKEY_free", offsetof(struct crypto, free)},
};

/* A key that wants a passphrase is not asked for one on the terminal. */
static int no_passphrase(char *out, int size, int writing, void *context)
{
        (void)out;
        (void)size;
        (void)writing;
        (void)context;
        return -1;
}

static EVP_PKEY *read_key(const struct crypto *crypto, const char *path, char *why, size_t cap)
{
        int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        FILE *in = fd >= 0 ? fdopen(fd, "r") : NULL;
        EVP_PKEY *key = NULL;
        struct stat is;
        char curve[32] = "";

        if (!in || fstat(fd, &is) < 0 || !S_ISREG(is.st_mode))
                snprintf(why, cap, "the key \"%s\" cannot be read", path);
        else if (is.st_mode & (S_IRWXO | S_IWGRP))
                snprintf(why, cap, "the key \"%s\" can be read by others; chmod 600 would be right", path);
        else if (!(key = crypto->read(in, NULL, no_passphrase, NULL)) ||
                 crypto->curve(key, curve, sizeof curve, NULL) != 1 ||
                 strcmp(curve, "prime256v1") != 0)
                snprintf(why, cap, "\"%s\" is not a private key on the curve prime256v1", path);
        else
                goto out;
        crypto->free(key);
        key = NULL;
out:
        if (in)
                fclose(in);
        else if (fd >= 0)
                close(fd);
        return key;
}

bool mechanism_sign(const char *key_file, const unsigned char challenge[32],
                    unsigned char *signature, size_t *size, char *why, size_t cap)
{
        struct crypto library = {0}, *crypto = &library;
        EVP_PKEY_CTX *context = NULL;
        EVP_PKEY *key = NULL;
        bool fine = false;

        if (late_load(CRYPTO_FILE, symbols, sizeof symbols / sizeof symbols[0], crypto, why, cap))
                key = read_key(crypto, key_file, why, cap);
        if (key) {
                context = crypto->begin(key, NULL);
                fine = context && crypto->prepare(context) == 1 &&
                       crypto->sign(context, signature, size, challenge, 32) == 1;
                if (!fine)
                        snprintf(why, cap, "the challenge could not be signed");
                crypto->end(context);
                crypto->free(key);
        }
        return fine;
}
