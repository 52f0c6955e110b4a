/* link: -ltls -lssl -lcrypto */
/* test_secure.c - what TLS accepts and what it refuses, without a socket: the
 * client's bytes go to a TLS server in the same process and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../plugin/bot/secure.h"
#include "folder.h"
#include "tls_peer.h"

static char hash_folder[64], hash_path[96];
static char ca_path[64], other_path[64], bot_path[64], key_path[64], both_path[64];

static struct {
        struct identity ca, other, good, wrong_name, self, expired, early, stranger, self_expired, ip, bot;
} ids;

static int set_up(void **state)
{
        identity_make(&ids.ca, "Test Authority", NULL, NULL, -10, 100);
        identity_make(&ids.other, "Another Authority", NULL, NULL, -10, 100);
        identity_make(&ids.good, "irc.test", "DNS:irc.test", &ids.ca, -1, 10);
        identity_make(&ids.wrong_name, "irc.example", "DNS:irc.example", &ids.ca, -1, 10);
        identity_make(&ids.self, "irc.test", "DNS:irc.test", NULL, -1, 10);
        identity_make(&ids.expired, "irc.test", "DNS:irc.test", &ids.ca, -9, -1);
        identity_make(&ids.early, "irc.test", "DNS:irc.test", &ids.ca, 1, 10);
        identity_make(&ids.stranger, "irc.test", "DNS:irc.test", &ids.other, -1, 10);
        identity_make(&ids.self_expired, "x", "DNS:elsewhere.example", NULL, -9, -1);
        identity_make(&ids.ip, "irc.test", "IP:127.0.0.1,IP:::1", &ids.ca, -1, 10);
        identity_make(&ids.bot, "bot", "DNS:bot", NULL, -1, 10);
        if (folder_make(state) < 0)
                return -1;
        snprintf(ca_path, sizeof ca_path, "%s/ca.pem", folder);
        snprintf(other_path, sizeof other_path, "%s/other.pem", folder);
        snprintf(bot_path, sizeof bot_path, "%s/bot.pem", folder);
        snprintf(key_path, sizeof key_path, "%s/bot.key", folder);
        snprintf(both_path, sizeof both_path, "%s/both.pem", folder);
        identity_write(ca_path, &ids.ca, 1, 0);
        /* As update-ca-certificates makes /etc/ssl/certs: a file a hash of the name. */
        snprintf(hash_folder, sizeof hash_folder, "%s/hashed", folder);
        snprintf(hash_path, sizeof hash_path, "%s/%08lx.0", hash_folder,
                 X509_NAME_hash_ex(X509_get_subject_name(ids.ca.certificate), NULL, NULL, NULL));
        mkdir(hash_folder, 0700);
        identity_write(hash_path, &ids.ca, 1, 0);
        identity_write(other_path, &ids.other, 1, 0);
        identity_write(bot_path, &ids.bot, 1, 0);
        identity_write(key_path, &ids.bot, 0, 1);
        identity_write(both_path, &ids.bot, 1, 1);
        return 0;
}

static int tear_down(void **state)
{
        struct identity *id = (struct identity *)&ids;

        for (size_t i = 0; i < sizeof ids / sizeof *id; i++)
                identity_free(&id[i]);
        return folder_remove(state);
}

struct pair {
        struct tls_peer peer;
        struct secure *secure;
        struct peer_queue to_server; /* for a peer that is not TLS */
        bool raw;                    /* there is none */
        char why[256];
};

static bool carry(void *context, const char *bytes, size_t length)
{
        struct pair *pair = context;
        struct peer_queue *in = pair->raw ? &pair->to_server : &pair->peer.in;

        if (in->to + length > sizeof in->bytes)
                return false;
        memcpy(in->bytes + in->to, bytes, length);
        in->to += length;
        return true;
}

/* What the server has to say, in pieces of at most `piece` bytes. */
static void fetch(struct pair *pair, size_t piece)
{
        struct peer_queue *out = &pair->peer.out;
        size_t length = out->to - out->from;

        if (length > piece)
                length = piece;
        secure_feed(pair->secure, out->bytes + out->from, length);
        out->from += length;
}

static enum secure_step connect_pair(struct pair *pair, const struct secure_settings *settings, size_t piece)
{
        enum secure_step step = SECURE_FAILED;

        pair->why[0] = '\0';
        pair->secure = secure_open(settings, carry, pair, pair->why, sizeof pair->why);
        if (!pair->secure || !secure_begin(pair->secure, pair->why, sizeof pair->why))
                return SECURE_FAILED;
        for (int i = 0; i < 20000; i++) {
                fetch(pair, piece);
                step = secure_handshake(pair->secure, pair->why, sizeof pair->why);
                tls_peer_turn(&pair->peer);
                if (step != SECURE_MORE)
                        break;
        }
        return step;
}

static void end_pair(struct pair *pair)
{
        secure_close(pair->secure);
        tls_peer_close(&pair->peer);
        free(pair);
}

static struct pair *begin_pair(const struct identity *id, unsigned protocols, int ask)
{
        struct pair *pair = calloc(1, sizeof *pair);

        assert_non_null(pair);
        tls_peer_open(&pair->peer, id, protocols, ask);
        return pair;
}

static void certificates(void **state)
{
        static const char zero[] = "0000000000000000000000000000000000000000000000000000000000000000";
        char colons[3 * 32 + 8] = "SHA256:";
        const char *const pin_self[] = {zero, ids.self.hash}, *const pin_zero[] = {zero};
        const char *const pin_expired[] = {ids.self_expired.hash}, *const pin_colons[] = {colons};
        const char *const pin_ca[] = {ids.ca.hash};
        const struct {
                const char *reason;
                const struct identity *id;
                const char *host, *ca;
                const char *const *pin;
                size_t pins;
                const char *why; /* NULL: it is accepted */
        } cases[] = {
                {"as it should be", &ids.good, "irc.test", ca_path, NULL, 0, NULL},
                {"an address", &ids.ip, "127.0.0.1", ca_path, NULL, 0, NULL},
                {"an IPv6 address", &ids.ip, "::1", ca_path, NULL, 0, NULL},
                {"a name in capitals", &ids.good, "IRC.test", ca_path, NULL, 0, NULL},
                {"another name", &ids.wrong_name, "irc.test", ca_path, NULL, 0, "another name"},
                {"a name within", &ids.good, "evil.irc.test", ca_path, NULL, 0, "another name"},
                {"another address", &ids.ip, "127.0.0.2", ca_path, NULL, 0, "another name"},
                {"signed by itself", &ids.self, "irc.test", ca_path, NULL, 0, "nobody but itself"},
                {"expired", &ids.expired, "irc.test", ca_path, NULL, 0, "has expired"},
                {"not valid yet", &ids.early, "irc.test", ca_path, NULL, 0, "not valid yet"},
                {"a stranger's", &ids.stranger, "irc.test", ca_path, NULL, 0, "not known here"},
                {"of that authority", &ids.stranger, "irc.test", other_path, NULL, 0, NULL},
                {"a folder of authorities", &ids.good, "irc.test", hash_folder, NULL, 0, NULL},
                {"a folder without that authority", &ids.stranger, "irc.test", hash_folder, NULL, 0,
                 "not known here"},
                {"the system's store knows none of ours", &ids.good, "irc.test", NULL, NULL, 0, "not known here"},
                {"the second pin", &ids.self, "irc.test", NULL, pin_self, 2, NULL},
                {"a pin as openssl prints it", &ids.self, "irc.test", NULL, pin_colons, 1, NULL},
                {"a pin on what is expired, made out to another, signed by itself", &ids.self_expired,
                 "irc.test", NULL, pin_expired, 1, NULL},
                {"no pin of these", &ids.self, "irc.test", NULL, pin_self, 1, "not one of `pins`"},
                {"a good certificate that is not the pinned one", &ids.good, "irc.test", ca_path, pin_zero, 1,
                 "not one of `pins`"},
                {"the authority's pin is not the server's", &ids.good, "irc.test", ca_path, pin_ca, 1,
                 "not one of `pins`"},
        };

        (void)state;
        for (size_t i = 0; i < 32; i++)
                sprintf(colons + 7 + 3 * i, "%c%c%s", ids.self.hash[2 * i] >= 'a' ? ids.self.hash[2 * i] - 32
                        : ids.self.hash[2 * i], ids.self.hash[2 * i + 1], i < 31 ? ":" : "");
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct secure_settings settings = {
                        .host = cases[i].host, .ca_file = cases[i].ca, .pin = cases[i].pin,
                        .pin_count = cases[i].pins,
                };
                struct pair *pair = begin_pair(cases[i].id, 0, 0);
                enum secure_step step = connect_pair(pair, &settings, 1000000);

                if ((step == SECURE_UP) != !cases[i].why)
                        fail_msg("%s: step %d, %s", cases[i].reason, step, pair->why);
                if (cases[i].why && !strstr(pair->why, cases[i].why))
                        fail_msg("%s: why is \"%s\"", cases[i].reason, pair->why);
                assert_int_equal(pair->peer.heard_length, 0);
                end_pair(pair);
        }
}

static void a_wrong_pin_is_told_what_it_is(void **state)
{
        const char *const pin[] = {ids.ca.hash};
        struct secure_settings settings = {.host = "irc.test", .pin = pin, .pin_count = 1};
        struct pair *pair = begin_pair(&ids.self, 0, 0);

        (void)state;
        assert_int_equal(connect_pair(pair, &settings, 1000000), SECURE_FAILED);
        assert_non_null(strstr(pair->why, ids.self.hash));
        end_pair(pair);
}

static void versions(void **state)
{
        struct secure_settings settings = {.host = "irc.test", .ca_file = ca_path};
        struct pair *pair = begin_pair(&ids.good, TLS_PROTOCOL_TLSv1_2, 0);

        (void)state;
        assert_int_equal(connect_pair(pair, &settings, 1000000), SECURE_UP);
        assert_memory_equal(secure_words(pair->secure), "TLSv1.2 ", 8);
        end_pair(pair);
        pair = begin_pair(&ids.good, TLS_PROTOCOL_TLSv1_3, 0);
        assert_int_equal(connect_pair(pair, &settings, 1000000), SECURE_UP);
        assert_memory_equal(secure_words(pair->secure), "TLSv1.3 ", 8);
        end_pair(pair);
        pair = begin_pair(&ids.good, TLS_PROTOCOL_TLSv1_1, 0);
        assert_int_equal(connect_pair(pair, &settings, 1000000), SECURE_FAILED);
        end_pair(pair);
}

static void bytes_one_by_one(void **state)
{
        struct secure_settings settings = {.host = "irc.test", .ca_file = ca_path};
        struct pair *pair = begin_pair(&ids.good, 0, 0);
        char room[10];
        ssize_t got = 0;

        (void)state;
        assert_int_equal(connect_pair(pair, &settings, 1), SECURE_UP);
        assert_true(secure_write(pair->secure, "NICK bot\r\n", 10, pair->why, sizeof pair->why));
        tls_peer_turn(&pair->peer);
        assert_string_equal(pair->peer.heard, "NICK bot\r\n");
        tls_peer_say(&pair->peer, "PING :1\r\n", 9);
        for (int i = 0; i < 10000 && got == 0; i++) {
                fetch(pair, 1);
                got = secure_read(pair->secure, room, sizeof room, pair->why, sizeof pair->why);
        }
        assert_int_equal(got, 9);
        assert_memory_equal(room, "PING :1\r\n", 9);
        end_pair(pair);
}

/* More than a record holds, both ways, and then an orderly end. */
static void much_and_the_end(void **state)
{
        struct secure_settings settings = {.host = "irc.test", .ca_file = ca_path};
        struct pair *pair = begin_pair(&ids.good, 0, 0);
        static char many[50000], back[60000];
        size_t length = 0;
        ssize_t got;

        (void)state;
        memset(many, 'x', sizeof many);
        assert_int_equal(connect_pair(pair, &settings, 1000000), SECURE_UP);
        assert_true(secure_write(pair->secure, many, sizeof many, pair->why, sizeof pair->why));
        tls_peer_turn(&pair->peer);
        assert_int_equal(pair->peer.heard_length, sizeof many);
        tls_peer_say(&pair->peer, many, sizeof many);
        tls_close(pair->peer.tls);
        do {
                fetch(pair, 4096);
                while ((got = secure_read(pair->secure, back + length, 3000, pair->why,
                                          sizeof pair->why)) > 0)
                        length += (size_t)got;
        } while (got == 0 && pair->peer.out.from < pair->peer.out.to);
        assert_int_equal(length, sizeof many);
        assert_int_equal(got, -1);
        assert_string_equal(pair->why, "");
        end_pair(pair);
}

static void our_own_certificate(void **state)
{
        const struct {
                const char *certificate, *key;
        } cases[] = {{bot_path, key_path}, {both_path, NULL}, {NULL, NULL}};

        (void)state;
        for (size_t i = 0; i < 3; i++) {
                struct secure_settings settings = {
                        .host = "irc.test", .ca_file = ca_path, .certificate = cases[i].certificate,
                        .certificate_key = cases[i].key,
                };
                struct pair *pair = begin_pair(&ids.good, 0, 1);

                assert_int_equal(connect_pair(pair, &settings, 1000000), SECURE_UP);
                for (int k = 0; k < 5; k++)
                        tls_peer_turn(&pair->peer);
                assert_int_equal(pair->peer.up, 1);
                if (cases[i].certificate)
                        assert_string_equal(pair->peer.shown + 7, ids.bot.hash);
                else
                        assert_string_equal(pair->peer.shown, "");
                end_pair(pair);
        }
}

static void files_that_are_no_good(void **state)
{
        char empty[64], fifo[64], why[256] = "";
        const struct {
                const char *reason, *ca, *certificate, *key;
                bool fine;
        } cases[] = {
                {"all of it", ca_path, bot_path, key_path, true},
                {"the system's store", NULL, NULL, NULL, true},
                {"a folder", folder, NULL, NULL, true},
                {"no such file", "/nonexistent/ca.pem", NULL, NULL, false},
                {"an empty file", empty, NULL, NULL, false},
                {"a key, no certificate", key_path, NULL, NULL, false},
                {"the wrong key", ca_path, ca_path, key_path, false},
                {"no key", ca_path, bot_path, NULL, false},
                {"no certificate", ca_path, key_path, key_path, false},
                {"authorities from a pipe", fifo, NULL, NULL, false},
                {"a certificate from a pipe", ca_path, fifo, NULL, false},
                {"a key from a pipe", ca_path, bot_path, fifo, false},
        };

        (void)state;
        snprintf(fifo, sizeof fifo, "%s/pipe.pem", folder);
        assert_int_equal(mkfifo(fifo, 0600), 0);
        alarm(20); /* nobody will ever write into it */
        snprintf(empty, sizeof empty, "%s/empty.pem", folder);
        fclose(fopen(empty, "w"));
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct secure_settings settings = {
                        .host = "irc.test", .ca_file = cases[i].ca,
                        .certificate = cases[i].certificate, .certificate_key = cases[i].key,
                };

                if (secure_try(&settings, why, sizeof why) != cases[i].fine)
                        fail_msg("%s: %s", cases[i].reason, why);
                if (!cases[i].fine && !*why)
                        fail_msg("%s: no word on why", cases[i].reason);
        }
        alarm(0);
        unlink(empty);
        unlink(fifo);
}

/* A plain-text server, an endless record, noise: an end with a reason. */
static void what_is_no_tls(void **state)
{
        static const struct {
                const char *bytes, *why;
        } cases[] = {
                {":irc.test NOTICE * :*** Looking up your hostname\r\n", "does not speak TLS"},
                {"HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak TLS"},
                {"\x16\x03\x03\xff\xff............................", "TLS"},
                {"\x15\x03\x03\0\2\2\50", "TLS"},
        };
        struct secure_settings settings = {.host = "irc.test", .ca_file = ca_path};

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct pair *pair = begin_pair(&ids.good, 0, 0);
                enum secure_step step;

                pair->raw = true;
                pair->secure = secure_open(&settings, carry, pair, pair->why, sizeof pair->why);
                assert_true(secure_begin(pair->secure, pair->why, sizeof pair->why));
                assert_int_equal(secure_handshake(pair->secure, pair->why, sizeof pair->why), SECURE_MORE);
                secure_feed(pair->secure, cases[i].bytes, i == 3 ? 7 : strlen(cases[i].bytes));
                step = secure_handshake(pair->secure, pair->why, sizeof pair->why);
                if (step != SECURE_FAILED || !strstr(pair->why, cases[i].why))
                        fail_msg("case %zu: step %d, \"%s\"", i, step, pair->why);
                end_pair(pair);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(certificates),
                cmocka_unit_test(a_wrong_pin_is_told_what_it_is),
                cmocka_unit_test(versions),
                cmocka_unit_test(bytes_one_by_one),
                cmocka_unit_test(much_and_the_end),
                cmocka_unit_test(our_own_certificate),
                cmocka_unit_test(files_that_are_no_good),
                cmocka_unit_test(what_is_no_tls),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
