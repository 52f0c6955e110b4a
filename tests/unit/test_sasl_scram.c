/* test_sasl_scram.c - logging in by SCRAM, against servers that are honest, broken or malicious. The other
 * side is libgsasl's server. */
/* link: -lgsasl */
#include <gsasl.h>

#include "sasl_fixture.h"
#include "../../plugin/bot/sasl.h"

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

/* Up to the bot's first message, of which the nonce is taken: "r=...". */
static void begin_scram(struct fixture *f, char *nonce, size_t cap)
{
        char *first = NULL;
        const char *line, *at;
        size_t length;

        begin(f, MECHANISM_SCRAM_SHA_256, -1);
        fixture_start(f);
        offer(f, "SCRAM-SHA-256");
        scripted_say(&f->server, "AUTHENTICATE +\r\n");
        line = payload_of(f);
        assert_int_equal(gsasl_base64_from(line, strlen(line), &first, &length), GSASL_OK);
        at = memmem(first, length, "r=", 2); /* no NUL stands behind it */
        assert_non_null(at);
        assert_true((size_t)snprintf(nonce, cap, "%.*s", (int)(length - (size_t)(at - first)), at) < cap);
        gsasl_free(first);
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
                char *encoded = NULL, nonce[200], message[500];
                const char *line;
                size_t size;

                begin_scram(&f, nonce, sizeof nonce);
                snprintf(message, sizeof message, "%sX,s=c2FsdHNhbHQ=,%s", nonce, cases[i].rounds);
                gsasl_base64_to(message, strlen(message), &encoded, &size);
                say_payload(&f, encoded);
                line = fixture_expect(&f, "AUTHENTICATE ");
                if (cases[i].fine != (strcmp(line, "AUTHENTICATE *") != 0))
                        fail_msg("%s: %s", cases[i].rounds, line);
                gsasl_free(encoded);
                fixture_end(&f);
        }
}

/* A server's message in pieces: the salt makes it long. */
static void test_long_message(void **state)
{
        static const size_t sizes[] = {399, 400, 401, 800, 1200};

        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
                char *encoded = NULL, nonce[200], message[2000];
                const char *line;
                size_t size, salt;
                struct fixture f;

                begin_scram(&f, nonce, sizeof nonce);
                sprintf(message, "%sX", nonce);
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
                gsasl_free(encoded);
                fixture_end(&f);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_scram), cmocka_unit_test(test_scram_wrong_password),
                cmocka_unit_test(test_scram_evil), cmocka_unit_test(test_scram_rounds),
                cmocka_unit_test(test_long_message),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
