/* config_login.c - SASL and NickServ, as bot.cfg has them.
 *
 * Checks that all that a mechanism needs is there, and that a password can be
 * read; forgets it at once. Refuses to know what a server offers.
 */
#include "config_login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_secret.h"
#include "mechanism.h"
#include "secret.h"
#include "source.h"

static const char *rule_failure(const char *text)
{
        return !strcmp(text, "stop") || !strcmp(text, "go_on") || !strcmp(text, "nickserv")
                       ? NULL : "\"stop\", \"go_on\" or \"nickserv\"";
}

static const char *rule_recover(const char *text)
{
        return !strcmp(text, "regain") || !strcmp(text, "ghost") || !strcmp(text, "none")
                       ? NULL : "\"regain\", \"ghost\" or \"none\"";
}

/* An account's name is a word of the line, and of base64's payload. */
static const char *rule_account(const char *text)
{
        size_t length = strlen(text);

        return !rule_text(text) && length <= 64 && !strchr(text, ' ') && *text != ':'
                       ? NULL : "1 to 64 bytes without spaces";
}

/* "NickServ", or "NickServ@services.example". */
static const char *rule_services(const char *text)
{
        const char *at = strchr(text, '@');
        char nick[32];

        snprintf(nick, sizeof nick, "%.*s", at ? (int)(at - text) : 31, text);
        return strlen(text) <= 100 && !rule_nick(nick) && (!at || !rule_host(at + 1))
                       ? NULL : "\"NickServ\" or \"NickServ@services.example\"";
}

static const struct check_key sasl_keys[] = {
        {.name = "mechanisms", .type = CHECK_NAMES, .offset = CHECK_NOWHERE,
         .example = "mechanisms = [ \"SCRAM-SHA-256\", \"PLAIN\" ]"},
        {.name = "account", .type = CHECK_TEXT, .rule = rule_account,
         .offset = offsetof(struct config_sasl, account), .example = "account = \"mybot\""},
        CONFIG_SECRET_KEYS("password", rule_password, "secret"),
        {.name = "key_file", .type = CHECK_TEXT, .rule = rule_path, .offset = CHECK_NOWHERE,
         .example = "key_file = \"mybot.ecdsa.pem\""},
        {.name = "plain_without_tls", .type = CHECK_FLAG,
         .offset = offsetof(struct config_sasl, plain_without_tls), .example = "plain_without_tls = false"},
        {.name = "on_failure", .type = CHECK_TEXT, .rule = rule_failure, .offset = CHECK_NOWHERE,
         .example = "on_failure = \"stop\""},
};

static const struct check_key nickserv_keys[] = {
        {.name = "nick", .type = CHECK_TEXT, .rule = rule_services,
         .offset = offsetof(struct config_nickserv, nick), .example = "nick = \"NickServ\""},
        {.name = "account", .type = CHECK_TEXT, .rule = rule_account,
         .offset = offsetof(struct config_nickserv, account), .example = "account = \"mybot\""},
        CONFIG_SECRET_KEYS("password", rule_password, "secret"),
        {.name = "without_tls", .type = CHECK_FLAG,
         .offset = offsetof(struct config_nickserv, without_tls), .example = "without_tls = false"},
        {.name = "recover", .type = CHECK_TEXT, .rule = rule_recover, .offset = CHECK_NOWHERE,
         .example = "recover = \"regain\""},
};

static const char *text_of(const config_setting_t *group, const char *name)
{
        const config_setting_t *at = check_member(group, name, CHECK_TEXT);

        return at ? config_setting_get_string(at) : NULL;
}

/* A path's setting -> the path from here, owned; NULL: none. */
static char *take_path(struct check *check, const config_setting_t *group, const char *name)
{
        const config_setting_t *at = check_member(group, name, CHECK_TEXT);
        const char *text = at ? config_setting_get_string(at) : NULL;
        char *path = NULL;

        if (text && !rule_path(text)) {
                path = source_resolve(config_setting_source_file(at), text);
                if (!path)
                        check_mistake(check, at, "%s: not enough memory", name);
                check_names(check, path);
        }
        return path;
}

static void take_mechanisms(struct check *check, const config_setting_t *list, struct config_sasl *sasl)
{
        unsigned seen = 0;

        for (int i = 0; i < config_setting_length(list); i++) {
                const config_setting_t *at = config_setting_get_elem(list, (unsigned)i);
                const char *name = config_setting_get_string(at);
                enum config_mechanism which = name ? mechanism_of(name, strlen(name)) : MECHANISM_COUNT;

                if (which == MECHANISM_COUNT)
                        check_mistake(check, at, "mechanisms: \"%.40s\" will not do; \"EXTERNAL\", \"SCRAM-SHA-256\", "
                                      "\"PLAIN\" or \"ECDSA-NIST256P-CHALLENGE\" would be right", name ? name : "");
                else if (seen & 1U << which)
                        check_mistake(check, at, "mechanisms: \"%s\" is there twice; once would be right",
                                      mechanism_name(which));
                else
                        sasl->mechanism[sasl->mechanism_count++] = which;
                if (which != MECHANISM_COUNT)
                        seen |= 1U << which;
        }
        if (config_setting_length(list) == 0)
                check_mistake(check, list, "mechanisms: there are none; [ \"SCRAM-SHA-256\", \"PLAIN\" ] would be right");
}

/* What nobody said: all that the rest is good for. */
static void usual_mechanisms(const struct config_network *network, struct config_sasl *sasl)
{
        if (network->certificate)
                sasl->mechanism[sasl->mechanism_count++] = MECHANISM_EXTERNAL;
        if (sasl->key_file)
                sasl->mechanism[sasl->mechanism_count++] = MECHANISM_ECDSA;
        if (secret_is_set(&sasl->password) || !sasl->mechanism_count) {
                sasl->mechanism[sasl->mechanism_count++] = MECHANISM_SCRAM_SHA_256;
                sasl->mechanism[sasl->mechanism_count++] = MECHANISM_PLAIN;
        }
}

static void check_needs(struct check *check, const config_setting_t *at, const struct config_network *network)
{
        const struct config_sasl *sasl = &network->sasl;

        for (size_t i = 0; i < sasl->mechanism_count; i++) {
                enum config_mechanism which = sasl->mechanism[i];
                bool password = which == MECHANISM_PLAIN || which == MECHANISM_SCRAM_SHA_256;
                const char *lacks = which == MECHANISM_EXTERNAL && !network->certificate
                                            ? "the network's certificate; certificate = \"mybot.pem\"" :
                                    which != MECHANISM_EXTERNAL && !sasl->account
                                            ? "an account; account = \"mybot\"" :
                                    password && !secret_is_set(&sasl->password)
                                            ? "a password; password_file = \"mybot.password\"" :
                                    which == MECHANISM_ECDSA && !sasl->key_file
                                            ? "a key; key_file = \"mybot.ecdsa.pem\"" : NULL;

                if (lacks)
                        check_mistake(check, at, "sasl: %s needs %s would be right", mechanism_name(which), lacks);
        }
}

static void check_key(struct check *check, const config_setting_t *at, const char *path)
{
        static const unsigned char challenge[32] = {1};
        unsigned char signature[128];
        size_t size = sizeof signature;
        char why[300];

        if (path && !mechanism_sign(path, challenge, signature, &size, why, sizeof why))
                check_mistake(check, at, "key_file: %s", why);
}

/* May a password go out to one of the servers at least? One without TLS may still ask for it (sts.h). */
static bool has_tls(const struct config_network *network)
{
        for (size_t i = 0; i < network->server_count; i++)
                if (network->server[i].tls)
                        return true;
        return !network->server_count;
}

static void check_plain(struct check *check, const config_setting_t *at, const struct config_network *network)
{
        const struct config_sasl *sasl = &network->sasl;

        if (sasl->mechanism_count == 1 && sasl->mechanism[0] == MECHANISM_PLAIN && !sasl->plain_without_tls && !has_tls(network))
                check_doubt(check, at, "sasl: the password is not sent by PLAIN where there is no TLS, and the network is reached "
                            "without; tls = true would be right, or mechanisms = [ \"SCRAM-SHA-256\" ]");
}

static void take_sasl(struct check *check, const config_setting_t *group, struct config_network *network)
{
        struct config_sasl *sasl = &network->sasl;
        const config_setting_t *list;
        const char *failure;

        check_group(check, group, sasl_keys, CHECK_COUNT(sasl_keys), false, sasl);
        failure = text_of(group, "on_failure");
        if (failure && !rule_failure(failure))
                sasl->on_failure = !strcmp(failure, "go_on") ? FAILURE_GO_ON :
                                   !strcmp(failure, "nickserv") ? FAILURE_NICKSERV : FAILURE_STOP;
        sasl->key_file = take_path(check, group, "key_file");
        config_secret_take(check, group, "password", &sasl->password);
        if ((list = check_member(group, "mechanisms", CHECK_NAMES)))
                take_mechanisms(check, list, sasl);
        else
                usual_mechanisms(network, sasl);
        check_key(check, config_setting_get_member(group, "key_file"), sasl->key_file);
        check_needs(check, group, network);
        check_plain(check, group, network);
}

static void take_nickserv(struct check *check, const config_setting_t *group, struct config_nickserv *nickserv)
{
        const char *recover;

        nickserv->wanted = true;
        check_group(check, group, nickserv_keys, CHECK_COUNT(nickserv_keys), false, nickserv);
        recover = text_of(group, "recover");
        if (recover && !rule_recover(recover))
                nickserv->recover = !strcmp(recover, "regain") ? RECOVER_REGAIN :
                                    !strcmp(recover, "ghost") ? RECOVER_GHOST : RECOVER_NONE;
        config_secret_take(check, group, "password", &nickserv->password);
}

void config_login_init(struct check *check, const config_setting_t *group, struct config_network *network)
{
        const config_setting_t *at;

        network->nickserv.nick = "NickServ";
        if ((at = check_member(group, "nickserv", CHECK_GROUP)))
                take_nickserv(check, at, &network->nickserv);
        if (at && secret_is_set(&network->nickserv.password) && !network->nickserv.without_tls && !has_tls(network))
                check_doubt(check, at, "nickserv: its password is sent by TLS only, and the network is reached without; "
                            "tls = true would be right");
        if (!(at = check_member(group, "sasl", CHECK_GROUP)))
                return;
        take_sasl(check, at, network);
        if (network->sasl.on_failure == FAILURE_NICKSERV && !secret_is_set(&network->nickserv.password))
                check_mistake(check, at, "on_failure: there is no password for NickServ; "
                              "nickserv = { password_file = \"mybot.password\"; } would be right");
}

void config_login_fini(struct config_network *network)
{
        config_secret_fini(&network->sasl.password);
        config_secret_fini(&network->nickserv.password);
        free(network->sasl.key_file);
        network->sasl.key_file = NULL;
}
