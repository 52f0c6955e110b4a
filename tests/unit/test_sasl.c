/* test_sasl.c - logging in while registering, against servers that are honest,
 * broken or malicious. The other side of SCRAM is libgsasl's server. */
/* link: -lgsasl -lcrypto */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gsasl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "network_fixture.h"
#include "../../plugin/bot/mechanism.h"
#include "../../plugin/bot/sasl.h"
#include "../../plugin/bot/secret.h"

#define PASSWORD "correct horse"

static void begin(struct fixture *f, enum config_mechanism first, int second)
{
        fixture_begin(f);
        f->config.sasl = (struct config_sasl){
                .mechanism = {first}, .mechanism_count = 1, .account = "cramp",
                .password = {.text = PASSWORD}, .plain_without_tls = true,
        };
        if (second >= 0)
                f->config.sasl.mechanism[f->config.sasl.mechanism_count++] = (enum config_mechanism)second;
}

/* What follows AUTHENTICATE in the next line. */
static const char *payload_of(struct fixture *f)
{
        const char *line = fixture_expect(f, "AUTHENTICATE ");

        return strlen(line) > 13 ? line + 13 : "";
}

/* CAP with those mechanisms ("" for a server that names none), up to AUTHENTICATE. */
static const char *offer(struct fixture *f, const char *mechanisms)
{
        char text[200];

        fixture_expect(f, "USER ");
        snprintf(text, sizeof text, "CAP * LS * :chghost\r\nCAP * LS :sasl%s%s\r\n",
                 *mechanisms ? "=" : "", mechanisms);
        scripted_say(&f->server, text);
        assert_string_equal(fixture_expect(f, "CAP REQ"), "CAP REQ :chghost sasl");
        scripted_say(&f->server, ":s CAP * ACK :chghost sasl\r\n");
        return fixture_expect(f, "");
}

static void success(struct fixture *f)
{
        scripted_say(&f->server, ":s 900 * crampbot!c@d cramp :You are now logged in\r\n"
                                 ":s 903 * :SASL authentication successful\r\n");
}

static void welcomed(struct fixture *f)
{
        assert_string_equal(fixture_expect(f, ""), "CAP END");
        fixture_welcome(f, "crampbot");
        fixture_expect(f, "JOIN #cramps");
}

/* No password and no proof of one, in clear or in base64, was logged or stays in why. */
static void nothing_secret(const struct fixture *f)
{
        assert_null(strstr(logged, PASSWORD));
        assert_null(strstr(logged, "horse"));
        assert_null(strstr(logged, "AGNvcnJlY3QgaG9yc2U")); /* "\0correct horse" */
        assert_null(strstr(logged, "Y29ycmVjdCBob3JzZQ"));  /* "correct horse" */
        (void)f;
}

/* It left, and says why. */
static void left(struct fixture *f, const char *why)
{
        fixture_until(f, &f->server.accepted, 2);
        if (!strstr(logged, why))
                fail_msg("\"%s\" was not logged:\n%s", why, logged);
        nothing_secret(f);
}

static void test_plain(void **state)
{
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        fixture_start(&f);
        assert_string_equal(offer(&f, "EXTERNAL,PLAIN"), "AUTHENTICATE PLAIN");
        scripted_say(&f.server, "AUTHENTICATE +\r\n");
        /* cramp NUL cramp NUL correct horse */
        assert_string_equal(fixture_expect(&f, ""), "AUTHENTICATE Y3JhbXAAY3JhbXAAY29ycmVjdCBob3JzZQ==");
        success(&f);
        welcomed(&f);
        assert_non_null(strstr(logged, "logged in by PLAIN"));
        nothing_secret(&f);
        fixture_end(&f);
}

static void test_external(void **state)
{
        struct fixture f;

        begin(&f, MECHANISM_EXTERNAL, -1);
        fixture_start(&f);
        /* The wire of this test is plain text: no certificate was shown. */
        fixture_expect(&f, "USER ");
        scripted_say(&f.server, "CAP * LS :sasl=EXTERNAL\r\n");
        scripted_say(&f.server, ":s CAP * ACK :sasl\r\n");
        left(&f, "EXTERNAL needs TLS");
        fixture_end(&f);
}

/* A mechanism that is not listed, PLAIN without TLS, and a server without any. */
static void test_not_tried(void **state)
{
        static const struct {
                enum config_mechanism first;
                int second;
                const char *offered;
                bool safe;
                const char *why;
        } cases[] = {
                {MECHANISM_PLAIN, -1, "EXTERNAL,SCRAM-SHA-256", true, "PLAIN is not offered"},
                {MECHANISM_SCRAM_SHA_256, -1, "PLAIN", true, "SCRAM-SHA-256 is not offered"},
                {MECHANISM_SCRAM_SHA_256, -1, "SCRAM-SHA-2567", true, "SCRAM-SHA-256 is not offered"},
                {MECHANISM_PLAIN, -1, "PLAIN", false, "PLAIN would show the password without TLS"},
                {MECHANISM_PLAIN, -1, "", false, "PLAIN would show the password without TLS"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct fixture f;

                begin(&f, cases[i].first, cases[i].second);
                f.config.sasl.plain_without_tls = cases[i].safe;
                f.timing.retry_least = f.timing.retry_most = 40;
                fixture_start(&f);
                fixture_expect(&f, "USER ");
                scripted_say(&f.server, *cases[i].offered ? "CAP * LS :sasl=" : "CAP * LS :sasl");
                scripted_say(&f.server, cases[i].offered);
                scripted_say(&f.server, "\r\n:s CAP * ACK :sasl\r\n");
                left(&f, cases[i].why);
                assert_null(strstr(f.server.log, "AUTHENTICATE"));
                fixture_end(&f);
        }
}

/* Servers that have no SASL: what happens is bot.cfg's to say. */
static void test_no_sasl(void **state)
{
        static const char *const servers[] = {
                "CAP * LS :server-time\r\nCAP * ACK :server-time\r\n", ":s 421 * CAP :Unknown command\r\n",
                "CAP * LS :\r\n", "CAP * LS :sasl=PLAIN\r\n:s CAP * NAK :sasl\r\n",
        };

        for (size_t i = 0; i < 2 * sizeof servers / sizeof servers[0]; i++) {
                struct fixture f;
                bool stop = i % 2;

                begin(&f, MECHANISM_PLAIN, -1);
                f.config.sasl.on_failure = stop ? FAILURE_STOP : FAILURE_GO_ON;
                fixture_start(&f);
                fixture_expect(&f, "USER ");
                scripted_say(&f.server, servers[i / 2]);
                scripted_run(&f.loop, 5);
                if (f.server.accepted == 1)
                        fixture_welcome(&f, "crampbot");
                if (stop)
                        left(&f, "not logged in");
                else
                        fixture_expect(&f, "JOIN #cramps");
                assert_non_null(strstr(logged, stop ? "leaving (sasl.on_failure)" : "going on without"));
                assert_null(strstr(f.server.log, "AUTHENTICATE"));
                fixture_end(&f);
        }
}

static void test_wrong_password(void **state)
{
        static const char *const refusals[] = {
                ":s 904 * :SASL authentication failed\r\n", ":s 902 * :You must use a nick assigned to you\r\n",
                ":s 905 * :SASL message too long\r\n", ":s 906 * :SASL authentication aborted\r\n",
                ":s 907 * :You have already authenticated using SASL\r\n",
                ":s 908 * EXTERNAL :are available SASL mechanisms\r\n:s 904 * :failed\r\n",
        };

        for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
                struct fixture f;

                begin(&f, MECHANISM_PLAIN, MECHANISM_SCRAM_SHA_256);
                fixture_start(&f);
                assert_string_equal(offer(&f, ""), "AUTHENTICATE PLAIN");
                scripted_say(&f.server, "AUTHENTICATE +\r\n");
                fixture_expect(&f, "AUTHENTICATE");
                scripted_say(&f.server, refusals[i]);
                if (i < 5) { /* the second of bot.cfg, in its turn */
                        assert_string_equal(fixture_expect(&f, ""), "AUTHENTICATE SCRAM-SHA-256");
                        scripted_say(&f.server, refusals[i]);
                }
                left(&f, i < 5 ? "SCRAM-SHA-256 was refused" : "SCRAM-SHA-256 is not offered");
                fixture_end(&f);
        }
}

/* -- SCRAM, with libgsasl as the server ------------------------------------- */

static const char *server_password = PASSWORD;
static const char *server_rounds = "4096";

static int on_property(Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
        (void)library;
        switch (property) {
        case GSASL_PASSWORD: return gsasl_property_set(session, property, server_password);
        case GSASL_SCRAM_ITER: return gsasl_property_set(session, property, server_rounds);
        case GSASL_SCRAM_SALT: return gsasl_property_set(session, property, "c2FsdHNhbHRzYWx0c2FsdA==");
        default: return GSASL_NO_CALLBACK;
        }
}

struct scram {
        Gsasl *library;
        Gsasl_session *session;
        char *out;
        int status;
};

static void scram_begin(struct scram *s)
{
        memset(s, 0, sizeof *s);
        assert_int_equal(gsasl_init(&s->library), GSASL_OK);
        gsasl_callback_set(s->library, on_property);
        assert_int_equal(gsasl_server_start(s->library, "SCRAM-SHA-256", &s->session), GSASL_OK);
}

static void scram_end(struct scram *s)
{
        gsasl_free(s->out);
        gsasl_finish(s->session);
        gsasl_done(s->library);
}

/* The client's next message -> the server's. */
static const char *scram_take(struct scram *s, struct fixture *f)
{
        const char *line = payload_of(f);

        gsasl_free(s->out);
        s->out = NULL;
        s->status = gsasl_step64(s->session, line, &s->out);
        return s->out ? s->out : "";
}

static void say_payload(struct fixture *f, const char *payload)
{
        char line[600];
        size_t left_over = strlen(payload);

        for (; left_over >= 400; payload += 400, left_over -= 400) {
                snprintf(line, sizeof line, "AUTHENTICATE %.400s\r\n", payload);
                scripted_say(&f->server, line);
        }
        snprintf(line, sizeof line, "AUTHENTICATE %s\r\n", left_over ? payload : "+");
        scripted_say(&f->server, line);
}

static void test_scram(void **state)
{
        struct fixture f;
        struct scram s;

        begin(&f, MECHANISM_SCRAM_SHA_256, -1);
        scram_begin(&s);
        fixture_start(&f);
        assert_string_equal(offer(&f, "PLAIN,scram-sha-256"), "AUTHENTICATE SCRAM-SHA-256");
        scripted_say(&f.server, "AUTHENTICATE +\r\n");
        say_payload(&f, scram_take(&s, &f));
        say_payload(&f, scram_take(&s, &f));
        assert_int_equal(s.status, GSASL_OK);
        assert_string_equal(fixture_expect(&f, ""), "AUTHENTICATE +");
        success(&f);
        welcomed(&f);
        assert_non_null(strstr(logged, "logged in by SCRAM-SHA-256"));
        nothing_secret(&f);
        scram_end(&s);
        fixture_end(&f);
}

/* The password is wrong: the server finds out, and PLAIN is not tried then. */
static void test_scram_wrong_password(void **state)
{
        struct fixture f;
        struct scram s;

        begin(&f, MECHANISM_SCRAM_SHA_256, MECHANISM_PLAIN);
        scram_begin(&s);
        server_password = "another";
        fixture_start(&f);
        offer(&f, "SCRAM-SHA-256,PLAIN");
        scripted_say(&f.server, "AUTHENTICATE +\r\n");
        say_payload(&f, scram_take(&s, &f));
        scram_take(&s, &f);
        assert_int_not_equal(s.status, GSASL_OK);
        scripted_say(&f.server, ":s 904 * :SASL authentication failed\r\n");
        left(&f, "PLAIN is not used with a server that has or had SCRAM");
        assert_null(strstr(f.server.log, "AUTHENTICATE PLAIN"));
        /* The next time that server has only PLAIN. */
        assert_string_equal(fixture_expect(&f, "CAP LS"), "CAP LS 302");
        fixture_expect(&f, "USER ");
        scripted_say(&f.server, "CAP * LS :sasl=PLAIN\r\n:s CAP * ACK :sasl\r\n");
        fixture_until(&f, &f.server.accepted, 3);
        assert_null(strstr(f.server.log, "AUTHENTICATE PLAIN"));
        server_password = PASSWORD;
        scram_end(&s);
        fixture_end(&f);
}

/* What a server may say instead of what it should, and that it is left then. */
static void scram_evil(enum config_failure on_failure, const char *rounds, const char *last,
                       int at, const char *why)
{
        struct fixture f;
        struct scram s;

        begin(&f, MECHANISM_SCRAM_SHA_256, MECHANISM_PLAIN);
        f.config.sasl.on_failure = on_failure;
        f.config.nickserv = (struct config_nickserv){.wanted = true, .nick = "NickServ", .without_tls = true,
                                                     .password = {.text = PASSWORD}};
        server_rounds = rounds;
        scram_begin(&s);
        fixture_start(&f);
        offer(&f, "SCRAM-SHA-256,PLAIN");
        if (at > 0) {
                scripted_say(&f.server, "AUTHENTICATE +\r\n");
                if (at == 1)
                        fixture_expect(&f, "AUTHENTICATE");
                else
                        say_payload(&f, scram_take(&s, &f));
        }
        if (at > 2)
                scram_take(&s, &f);
        scripted_say(&f.server, last);
        fixture_expect(&f, "AUTHENTICATE *");
        success(&f); /* which is not believed */
        if (on_failure == FAILURE_GO_ON) {
                welcomed(&f);
                assert_null(strstr(logged, "logged in by"));
                fixture_quiet(&f, "PRIVMSG");
        } else {
                left(&f, why);
        }
        if (!strstr(logged, why))
                fail_msg("\"%s\" was not logged:\n%s", why, logged);
        assert_null(strstr(f.server.log, "AUTHENTICATE PLAIN"));
        assert_null(strstr(f.server.log, "IDENTIFY"));
        nothing_secret(&f);
        server_rounds = "4096";
        scram_end(&s);
        fixture_end(&f);
}

static void test_scram_evil(void **state)
{
        static char many[SASL_IN_MAX + 2000];
        static const struct {
                const char *rounds, *last;
                int at; /* which message of the server: 0 instead of "+", 1 first, 3 last */
                const char *why;
        } cases[] = {
                {"4096", ":s 903 * :ok\r\n", 0, "before it has proved anything"},
                {"4096", ":s 903 * :ok\r\n", 1, "before it has proved anything"},
                {"4096", ":s 903 * :ok\r\n", 3, "before it has proved anything"},
                /* v= of another password; e=other-error; not base64; nothing */
                {"4096", "AUTHENTICATE dj1BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQT0=\r\n", 3,
                 "was left"},
                {"4096", "AUTHENTICATE ZT1vdGhlci1lcnJvcg==\r\n", 3, "was left"},
                {"4096", "AUTHENTICATE !!!!\r\n", 3, "was left"},
                {"4096", "AUTHENTICATE +\r\n", 3, "was left"},
                /* First messages: not base64, a NUL in it, empty, no i=, a foreign nonce. */
                {"4096", "AUTHENTICATE !!!!\r\n", 1, "not base64"},
                {"4096", "AUTHENTICATE cj1hYmMAcz1jMkZzZEE9PQ==\r\n", 1, "holds a NUL"},
                {"4096", "AUTHENTICATE +\r\n", 1, "names no rounds"},
                {"4096", "AUTHENTICATE cj1hYmMscz1jMkZzZEE9PQ==\r\n", 1, "names no rounds"},
                {"4096", "AUTHENTICATE cj1hYmMscz1jMkZzZEE9PSxpPTQwOTY=\r\n", 1, "was left"},
                {"4096", "AUTHENTICATE\r\n", 1, "was left"},
                {"4096", many, 1, "more than fits"},
        };

        for (int i = 0; strlen(many) + 420 < sizeof many; i++) {
                char *end = many + strlen(many);

                strcpy(end, "AUTHENTICATE ");
                memset(end + 13, 'A', 400);
                strcpy(end + 413, "\r\n");
        }
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
                for (int how = FAILURE_STOP; how <= FAILURE_NICKSERV; how++)
                        scram_evil((enum config_failure)how, cases[i].rounds, cases[i].last, cases[i].at,
                                   cases[i].why);
}

/* The rounds of hashing: r=..., s=..., i=N with the client's own nonce. */
static void test_scram_rounds(void **state)
{
        static const struct {
                const char *rounds;
                bool fine;
        } cases[] = {
                {"i=4096", true}, {"i=200000", true}, {"i=200001", false}, {"i=4095", false},
                {"i=10000000", false}, {"i=18446744073709555712", false}, {"i=", false}, {"i=4096x", false},
                {"i=-1", false}, {"i=4096,i=99999999", false}, {"m=x,i=99999999", false},
                {"i=0x1000", false}, {"I=4096", false},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                struct fixture f;
                char *first = NULL, *encoded = NULL, message[500];
                size_t length, size;
                const char *line, *nonce;

                begin(&f, MECHANISM_SCRAM_SHA_256, -1);
                fixture_start(&f);
                offer(&f, "SCRAM-SHA-256");
                scripted_say(&f.server, "AUTHENTICATE +\r\n");
                line = payload_of(&f);
                assert_int_equal(gsasl_base64_from(line, strlen(line), &first, &length), GSASL_OK);
                nonce = memmem(first, length, "r=", 2); /* no NUL stands behind it */
                assert_non_null(nonce);
                snprintf(message, sizeof message, "%.*sX,s=c2FsdHNhbHQ=,%s",
                         (int)(length - (size_t)(nonce - first)), nonce, cases[i].rounds);
                gsasl_base64_to(message, strlen(message), &encoded, &size);
                say_payload(&f, encoded);
                line = fixture_expect(&f, "AUTHENTICATE ");
                if (cases[i].fine != (strcmp(line, "AUTHENTICATE *") != 0))
                        fail_msg("%s: %s", cases[i].rounds, line);
                gsasl_free(first);
                gsasl_free(encoded);
                fixture_end(&f);
        }
}

/* -- pieces ------------------------------------------------------------------ */

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

/* PLAIN with long passwords: base64 of 396, 400, 404, 800 and 1200 bytes. */
static void test_long_passwords(void **state)
{
        static const size_t sizes[] = {396, 400, 404, 800, 1200};
        char password[1000];

        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
                size_t got = 0, lines = 0;
                struct fixture f;

                memset(password, 'p', sizeof password);
                password[sizes[i] / 4 * 3 - 12] = '\0'; /* "cramp\0cramp\0" are 12 bytes */
                begin(&f, MECHANISM_PLAIN, -1);
                f.config.sasl.password.text = password;
                fixture_start(&f);
                offer(&f, "PLAIN");
                scripted_say(&f.server, "AUTHENTICATE +\r\n");
                for (;;) {
                        const char *piece = payload_of(&f);

                        lines++;
                        if (strcmp(piece, "+") != 0)
                                got += strlen(piece);
                        if (strlen(piece) < 400)
                                break;
                }
                assert_int_equal(got, sizes[i]);
                assert_int_equal(lines, sizes[i] / 400 + 1);
                success(&f);
                welcomed(&f);
                assert_null(strstr(logged, "ppp"));
                fixture_end(&f);
        }
}

/* A server's message in pieces: the salt makes it long. */
static void test_long_message(void **state)
{
        static const size_t sizes[] = {399, 400, 401, 800, 1200};

        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
                char *first = NULL, *encoded = NULL, message[2000];
                size_t length, size, salt;
                const char *line, *nonce;
                struct fixture f;

                begin(&f, MECHANISM_SCRAM_SHA_256, -1);
                fixture_start(&f);
                offer(&f, "SCRAM-SHA-256");
                scripted_say(&f.server, "AUTHENTICATE +\r\n");
                line = payload_of(&f);
                assert_int_equal(gsasl_base64_from(line, strlen(line), &first, &length), GSASL_OK);
                nonce = memmem(first, length, "r=", 2);
                assert_non_null(nonce);
                sprintf(message, "%.*sX", (int)(length - (size_t)(nonce - first)), nonce);
                /* Base64 comes in fours: the size or just above it. */
                salt = (sizes[i] + 3) / 4 * 3 - strlen(message) - strlen(",s=,i=4096");
                sprintf(message + strlen(message), ",s=");
                memset(message + strlen(message), 0, 1);
                for (size_t k = 0; k < salt / 4 * 4; k++)
                        strcat(message, "A");
                strcat(message, ",i=");
                for (size_t k = 0; k < salt % 4; k++)
                        strcat(message, "0");
                strcat(message, "4096");
                gsasl_base64_to(message, strlen(message), &encoded, &size);
                assert_int_equal(strlen(encoded), (sizes[i] + 3) / 4 * 4);
                say_payload(&f, encoded);
                line = fixture_expect(&f, "AUTHENTICATE ");
                if (strcmp(line, "AUTHENTICATE *") == 0)
                        fail_msg("%zu bytes: %s", sizes[i], logged);
                gsasl_free(first);
                gsasl_free(encoded);
                fixture_end(&f);
        }
}

/* A server that says nothing more is not waited for again and again. */
static void test_silent(void **state)
{
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        f.config.sasl.on_failure = FAILURE_GO_ON;
        f.timing.registration = 50;
        fixture_start(&f);
        for (int i = 0; i < 2; i++)
                assert_string_equal(offer(&f, "PLAIN"), "AUTHENTICATE PLAIN");
        fixture_expect(&f, "USER ");
        scripted_say(&f.server, "CAP * LS :sasl=PLAIN\r\n:s CAP * ACK :sasl\r\n");
        fixture_expect(&f, "CAP END");
        fixture_welcome(&f, "crampbot");
        fixture_expect(&f, "JOIN #cramps");
        fixture_end(&f);
}

/* Services come and go while the bot is online. */
static void test_new_and_del(void **state)
{
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        f.config.sasl.on_failure = FAILURE_GO_ON;
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        scripted_say(&f.server, "CAP * LS :chghost\r\n");
        scripted_say(&f.server, ":s CAP * ACK :chghost\r\n");
        fixture_expect(&f, "CAP END");
        fixture_welcome(&f, "crampbot");
        fixture_expect(&f, "JOIN #cramps");
        scripted_say(&f.server, ":s CAP crampbot NEW :setname\r\n");
        assert_string_equal(fixture_expect(&f, "CAP"), "CAP REQ :setname");
        scripted_say(&f.server, ":s CAP crampbot ACK :setname\r\n");
        fixture_quiet(&f, "AUTHENTICATE");
        for (int i = 0; i < 2; i++) {
                scripted_say(&f.server, ":s CAP crampbot NEW :sasl=PLAIN\r\n");
                assert_string_equal(fixture_expect(&f, "CAP"), "CAP REQ :sasl");
                scripted_say(&f.server, ":s CAP crampbot ACK :sasl\r\n");
                if (i == 0) {
                        assert_string_equal(fixture_expect(&f, "AUTH"), "AUTHENTICATE PLAIN");
                        scripted_say(&f.server, "AUTHENTICATE +\r\n");
                        fixture_expect(&f, "AUTHENTICATE Y3");
                        success(&f);
                } else {
                        fixture_quiet(&f, "AUTHENTICATE"); /* still logged in */
                }
                fixture_quiet(&f, "CAP END");
                scripted_say(&f.server, ":s CAP crampbot DEL :sasl chghost\r\n");
                fixture_quiet(&f, "CAP");
                assert_int_equal(f.network->registration.enabled, CAP_SETNAME);
        }
        assert_non_null(strstr(logged, "logged in as \"cramp\""));
        /* Logged out by services that went: back when they are. */
        scripted_say(&f.server, ":s 901 crampbot crampbot!c@d :You are now logged out\r\n");
        scripted_say(&f.server, ":s CAP crampbot NEW :sasl=PLAIN\r\n");
        fixture_expect(&f, "CAP REQ :sasl");
        scripted_say(&f.server, ":s CAP crampbot ACK :sasl\r\n");
        fixture_expect(&f, "AUTHENTICATE PLAIN");
        scripted_say(&f.server, "AUTHENTICATE +\r\n");
        fixture_expect(&f, "AUTHENTICATE Y3");
        scripted_say(&f.server, ":s 904 crampbot :no\r\n");
        fixture_quiet(&f, "QUIT"); /* online it stays */
        assert_string_equal(network_state(f.network), "online");
        fixture_end(&f);
}

/* Capabilities in many lines, and refused ones one by one. */
static void test_caps(void **state)
{
        static const char *const all = "CAP REQ :message-tags account-tag server-time chghost account-notify "
                                       "extended-join batch multi-prefix setname";
        static const char *const each[] = {"message-tags", "account-tag", "server-time", "chghost", "account-notify",
                                           "extended-join", "batch", "multi-prefix", "setname"};
        struct fixture f;
        char text[300];

        fixture_begin(&f);
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        scripted_say(&f.server, "CAP * LS * :message-tags account-tag=1 server-time echo-message\r\n");
        scripted_say(&f.server, "CAP * LS * :  chghost account-notify  \r\nCAP * LS * :\r\n");
        fixture_quiet(&f, "CAP");
        scripted_say(&f.server, "CAP * LS :extended-join batch multi-prefix setname sasl=PLAIN away-notify\r\n");
        assert_string_equal(fixture_expect(&f, "CAP"), all);
        scripted_say(&f.server, ":s CAP * NAK :all of it\r\n");
        for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
                snprintf(text, sizeof text, "CAP REQ :%s", each[i]);
                assert_string_equal(fixture_expect(&f, "CAP"), text);
                snprintf(text, sizeof text, ":s CAP * %s :%s\r\n", i == 2 ? "NAK" : "ACK", each[i]);
                scripted_say(&f.server, text);
        }
        assert_string_equal(fixture_expect(&f, "CAP"), "CAP END");
        fixture_welcome(&f, "crampbot");
        fixture_expect(&f, "JOIN #cramps");
        assert_int_equal(f.network->registration.enabled, 511 & ~CAP_SERVER_TIME);
        fixture_end(&f);
}

/* Services that do not answer are asked again now and then. */
static void test_retry(void **state)
{
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        f.config.sasl.on_failure = FAILURE_GO_ON;
        f.timing.whois = 20;
        fixture_start(&f);
        offer(&f, "PLAIN");
        scripted_say(&f.server, ":s 906 * :SASL authentication aborted\r\n");
        welcomed(&f);
        fixture_expect(&f, "AUTHENTICATE PLAIN"); /* and no answer: */
        fixture_expect(&f, "AUTHENTICATE *");
        fixture_expect(&f, "AUTHENTICATE PLAIN");
        scripted_say(&f.server, "AUTHENTICATE +\r\n");
        fixture_expect(&f, "AUTHENTICATE Y3");
        success(&f);
        scripted_run(&f.loop, 60);
        assert_non_null(strstr(logged, "logged in by PLAIN"));
        f.server.looked_at = f.server.used;
        scripted_run(&f.loop, 60);
        fixture_quiet(&f, "AUTHENTICATE");
        fixture_end(&f);
}

/* SASL fails, and NickServ is asked; joins wait for it. */
static void test_nickserv(void **state)
{
        struct fixture f;

        begin(&f, MECHANISM_PLAIN, -1);
        f.config.sasl.on_failure = FAILURE_NICKSERV;
        f.config.nickserv = (struct config_nickserv){.wanted = true, .nick = "NickServ@services.test",
                                                     .account = "cramp", .without_tls = true,
                                                     .password = {.text = PASSWORD}};
        fixture_start(&f);
        offer(&f, "PLAIN");
        scripted_say(&f.server, "AUTHENTICATE +\r\n");
        fixture_expect(&f, "AUTHENTICATE");
        scripted_say(&f.server, ":s 904 * :no\r\n");
        assert_string_equal(fixture_expect(&f, ""), "CAP END");
        fixture_welcome(&f, "crampbot");
        assert_string_equal(fixture_expect(&f, "PRIVMSG"), "PRIVMSG NickServ@services.test :IDENTIFY cramp " PASSWORD);
        fixture_quiet(&f, "JOIN");
        scripted_say(&f.server, ":mallory!m@m NOTICE crampbot :You are now identified\r\n");
        fixture_quiet(&f, "JOIN");
        scripted_say(&f.server, ":nickserv!services@services.test NOTICE crampbot :You are now identified\r\n");
        fixture_expect(&f, "JOIN #cramps");
        nothing_secret(&f);
        fixture_end(&f);
        /* Without TLS the password is not said. */
        begin(&f, MECHANISM_PLAIN, -1);
        f.config.sasl.mechanism_count = 0;
        f.config.nickserv = (struct config_nickserv){.wanted = true, .nick = "NickServ",
                                                     .password = {.text = PASSWORD}};
        fixture_start(&f);
        fixture_expect(&f, "USER ");
        fixture_welcome(&f, "crampbot");
        fixture_expect(&f, "JOIN #cramps");
        fixture_quiet(&f, "PRIVMSG");
        assert_non_null(strstr(logged, "nickserv.without_tls"));
        fixture_end(&f);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_plain), cmocka_unit_test(test_external),
                cmocka_unit_test(test_not_tried), cmocka_unit_test(test_no_sasl),
                cmocka_unit_test(test_wrong_password), cmocka_unit_test(test_scram),
                cmocka_unit_test(test_scram_wrong_password), cmocka_unit_test(test_scram_evil),
                cmocka_unit_test(test_scram_rounds), cmocka_unit_test(test_pieces),
                cmocka_unit_test(test_external_with_tls), cmocka_unit_test(test_ecdsa),
                cmocka_unit_test(test_secret), cmocka_unit_test(test_long_passwords), cmocka_unit_test(test_long_message),
                cmocka_unit_test(test_silent), cmocka_unit_test(test_new_and_del),
                cmocka_unit_test(test_caps), cmocka_unit_test(test_retry), cmocka_unit_test(test_nickserv),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
