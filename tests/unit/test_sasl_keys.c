/* test_sasl_keys.c - SASL without a network: its pieces, certificates and keys, and where passwords stand. */
/* link: -lgsasl -lcrypto */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gsasl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "../../plugin/bot/mechanism.h"
#include "../../plugin/bot/sasl.h"
#include "../../plugin/bot/secret.h"

static char sent[4000];

static bool keep(void *context, const char *line)
{
        (void)context;
        strcat(strcat(sent, line), "|");
        return true;
}

static void test_pieces(void **state)
{
        static const size_t sizes[] = {0, 1, 399, 400, 401, 799, 800, 801, 1200, 1201};
        struct sasl_means means = {.send = keep};
        char payload[1300], expected[4000];

        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
                size_t size = sizes[i];

                for (size_t k = 0; k < size; k++)
                        payload[k] = (char)('A' + k % 26);
                payload[size] = '\0';
                expected[0] = sent[0] = '\0';
                for (size_t at = 0; at < size; at += 400)
                        sprintf(expected + strlen(expected), "AUTHENTICATE %.400s|", payload + at);
                if (size % 400 == 0)
                        strcat(expected, "AUTHENTICATE +|");
                sasl_send(&means, payload);
                assert_string_equal(sent, expected);
        }
}

/* A line of the server, to a talk without a network. */
static void hear(struct sasl *sasl, const struct sasl_means *means, const char *text)
{
        char copy[600];
        struct line line;

        snprintf(copy, sizeof copy, "%s", text);
        assert_true(line_parse(&line, copy));
        assert_true(sasl_line(sasl, means, &line));
}

static void test_external_with_tls(void **state)
{
        static const char *const accounts[] = {NULL, "cramp"};
        static const char *const expected[] = {"AUTHENTICATE EXTERNAL|AUTHENTICATE +|",
                                               "AUTHENTICATE EXTERNAL|AUTHENTICATE Y3JhbXA=|"};

        for (int i = 0; i < 2; i++) {
                struct config_network config = {.name = "x", .sasl = {.mechanism = {MECHANISM_EXTERNAL},
                                                .mechanism_count = 1, .account = accounts[i]}};
                struct sasl_means means = {.config = &config, .secure = true, .send = keep};
                struct sasl sasl = {0};

                sent[0] = '\0';
                sasl_start(&sasl, &means, true, "PLAIN,EXTERNAL");
                hear(&sasl, &means, "AUTHENTICATE +");
                assert_string_equal(sent, expected[i]);
                assert_int_equal(sasl.state, SASL_GOING);
                hear(&sasl, &means, ":s 903 * :ok");
                assert_int_equal(sasl.state, SASL_DONE);
                sasl_end(&sasl);
        }
}

/* Writes a key on a curve. */
static EVP_PKEY *make_key(const char *path, const char *curve, int mode)
{
        EVP_PKEY *key = EVP_EC_gen(curve);
        FILE *out = fopen(path, "w");

        assert_non_null(key);
        assert_int_equal(PEM_write_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL), 1);
        fclose(out);
        chmod(path, (mode_t)mode);
        return key;
}

static void test_ecdsa(void **state)
{
        char path[] = "/tmp/crampbot-key-XXXXXX";
        struct config_network config = {.name = "x", .sasl = {.mechanism = {MECHANISM_ECDSA},
                                        .mechanism_count = 1, .account = "cramp", .key_file = path}};
        struct sasl_means means = {.config = &config, .send = keep};
        unsigned char challenge[32] = "0123456789abcdef0123456789ABCDE";
        char *encoded = NULL, *signature = NULL, text[200], why[300];
        unsigned char out[128];
        size_t size, length;
        struct sasl sasl = {0};
        EVP_PKEY_CTX *context;
        EVP_PKEY *key;
        int fd = mkstemp(path);

        close(fd);
        key = make_key(path, "P-256", 0600);
        gsasl_base64_to((char *)challenge, 32, &encoded, &size);
        snprintf(text, sizeof text, "AUTHENTICATE %s", encoded);
        sent[0] = '\0';
        sasl_start(&sasl, &means, true, "ECDSA-NIST256P-CHALLENGE");
        hear(&sasl, &means, "AUTHENTICATE +");
        assert_string_equal(sent, "AUTHENTICATE ECDSA-NIST256P-CHALLENGE|AUTHENTICATE Y3JhbXA=|");
        sent[0] = '\0';
        hear(&sasl, &means, text);
        sent[strlen(sent) - 1] = '\0';
        assert_int_equal(gsasl_base64_from(sent + 13, strlen(sent + 13), &signature, &length), GSASL_OK);
        context = EVP_PKEY_CTX_new(key, NULL);
        EVP_PKEY_verify_init(context);
        assert_int_equal(EVP_PKEY_verify(context, (unsigned char *)signature, length, challenge, 32), 1);
        EVP_PKEY_CTX_free(context);
        hear(&sasl, &means, ":s 903 * :ok");
        assert_int_equal(sasl.state, SASL_DONE);
        /* A challenge of another length is not signed. */
        sasl_start(&sasl, &means, true, "ECDSA-NIST256P-CHALLENGE");
        hear(&sasl, &means, "AUTHENTICATE +");
        sent[0] = '\0';
        hear(&sasl, &means, "AUTHENTICATE MDEyMzQ1Njc4OWFiY2RlZg==");
        assert_string_equal(sent, "AUTHENTICATE *|");
        assert_int_equal(sasl.state, SASL_FAILED);
        EVP_PKEY_free(key);
        /* Keys that will not do. */
        size = sizeof out;
        EVP_PKEY_free(make_key(path, "P-256", 0644));
        assert_false(mechanism_sign(path, challenge, out, &size, why, sizeof why));
        assert_non_null(strstr(why, "can be read by others"));
        EVP_PKEY_free(make_key(path, "P-384", 0600));
        assert_false(mechanism_sign(path, challenge, out, &size, why, sizeof why));
        assert_non_null(strstr(why, "prime256v1"));
        unlink(path);
        assert_false(mechanism_sign(path, challenge, out, &size, why, sizeof why));
        gsasl_free(encoded);
        gsasl_free(signature);
        sasl_end(&sasl);
}

/* Where passwords stand. */
static void test_secret(void **state)
{
        static const struct {
                const char *text;
                int mode;
                const char *password; /* NULL: refused */
                const char *why;
        } cases[] = {
                {"hunter2\n", 0600, "hunter2", ""}, {"hunter2", 0400, "hunter2", ""},
                {"a b \r\n", 0640, "a b ", ""}, {"hunter2\n", 0644, NULL, "can be read by others"},
                {"hunter2\n", 0660, NULL, "can be read by others"}, {"\n", 0600, NULL, "empty"},
                {"", 0600, NULL, "empty"}, {"a\nb\n", 0600, NULL, "more than one line"},
        };
        char path[] = "/tmp/crampbot-secret-XXXXXX", why[300];
        struct config_secret where = {.file = path};
        struct secret secret;

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                FILE *out;

                close(i ? open(path, O_CREAT | O_WRONLY, 0600) : mkstemp(path));
                out = fopen(path, "w");
                fputs(cases[i].text, out);
                fclose(out);
                chmod(path, (mode_t)cases[i].mode);
                if (secret_read(&where, &secret, why, sizeof why) != (cases[i].password != NULL))
                        fail_msg("case %zu: %s", i, why);
                assert_string_equal(secret.text, cases[i].password ? cases[i].password : "");
                if (!cases[i].password && !strstr(why, cases[i].why))
                        fail_msg("case %zu: %s", i, why);
                secret_wipe(&secret);
                for (size_t k = 0; k < sizeof secret.text; k++)
                        assert_int_equal(secret.text[k], 0);
                unlink(path);
        }
        assert_false(secret_read(&where, &secret, why, sizeof why));
        where = (struct config_secret){.file = (char *)"/dev/zero"};
        assert_false(secret_read(&where, &secret, why, sizeof why));
        setenv("CRAMPBOT_TEST_SECRET", "from env", 1);
        where = (struct config_secret){.env = "CRAMPBOT_TEST_SECRET"};
        assert_true(secret_read(&where, &secret, why, sizeof why));
        assert_string_equal(secret.text, "from env");
        unsetenv("CRAMPBOT_TEST_SECRET");
        assert_false(secret_read(&where, &secret, why, sizeof why));
        assert_non_null(strstr(why, "is not set"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_pieces), cmocka_unit_test(test_external_with_tls), cmocka_unit_test(test_ecdsa),
                cmocka_unit_test(test_secret),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
