/* services.c - what is said to NickServ, and what that does.
 *
 * Commands only; what NickServ answers is not understood, but for the fact
 * that it answers: the server's numerics say who we are. A password goes past
 * the flood queue and the library, so that it stays in no buffer of theirs.
 */
#include "services.h"

#include <stdio.h>
#include <string.h>

#include "log.h"
#include "network_own.h"
#include "secret.h"

#define HOLD_MS 5000       /* joins wait so long for NickServ */
#define IDENTIFY_MS 60000
#define RECOVER_MS 600000
#define NOT_REGISTERED 477

static const struct config_nickserv *settings(const struct network *network)
{
        return &network->config->nickserv;
}

/* "PRIVMSG NickServ :COMMAND a b" with a password at the end, if there is one
 * to be said. False: it could not be said. */
static bool tell(struct network *network, const char *command, const char *words, bool password)
{
        const struct config_nickserv *nickserv = settings(network);
        struct secret secret = {""};
        char line[WIRE_SEND_MAX + SECRET_MAX], why[200] = "";
        bool fine = false;
        int length;

        if (password && !network->registration.secure && !nickserv->without_tls)
                snprintf(why, sizeof why, "the password would be seen without TLS (nickserv.without_tls)");
        else if (!password || secret_read(&nickserv->password, &secret, why, sizeof why))
                fine = true;
        if (fine) {
                length = snprintf(line, sizeof line, "PRIVMSG %s :%s%s%s%s%s", nickserv->nick, command,
                                  *words ? " " : "", words, password ? " " : "", secret.text);
                fine = length <= WIRE_SEND_MAX &&
                       network->registration.send(network->registration.context, line);
                snprintf(why, sizeof why, length > WIRE_SEND_MAX ? "the line is too long"
                                                                 : "the connection is at its end");
                explicit_bzero(line, sizeof line);
        }
        secret_wipe(&secret);
        if (!fine)
                log_line(LOG_WARN, network->where, "NickServ was not asked: %s", why);
        return fine;
}

static bool has_password(const struct network *network)
{
        return secret_is_set(&settings(network)->password);
}

static bool logged_in(const struct network *network)
{
        return network->registration.sasl.account[0] != '\0';
}

void services_identify(struct network *network)
{
        struct services *services = &network->registration.services;
        uint64_t now = uv_now(network->loop);
        const char *account = settings(network)->account;

        if (!settings(network)->wanted || !has_password(network) ||
            (services->identify_at && now - services->identify_at < IDENTIFY_MS))
                return;
        services->identify_at = now ? now : 1;
        services->away = false;
        if (!tell(network, "IDENTIFY", account ? account : "", true))
                return;
        services->hold = now + HOLD_MS;
        log_line(LOG_INFO, network->where, "logging in by %s", settings(network)->nick);
}

void services_start(struct network *network)
{
        struct registration *registration = &network->registration;

        if (registration->services.identify ||
            (settings(network)->wanted && network->config->sasl.mechanism_count == 0))
                services_identify(network);
}

void services_changed(struct network *network)
{
        network->registration.services.identify_at = 0;
        services_start(network);
}

void services_recover(struct network *network)
{
        struct services *services = &network->registration.services;
        uint64_t now = uv_now(network->loop);
        enum config_recover how = settings(network)->recover;

        if (!settings(network)->wanted || how == RECOVER_NONE || !network->config->nick_count ||
            !services_ready(network) || (!logged_in(network) && !has_password(network)) ||
            (services->recover_at && now - services->recover_at < RECOVER_MS))
                return;
        services->recover_at = now ? now : 1;
        if (tell(network, how == RECOVER_REGAIN ? "REGAIN" : "GHOST", network->config->nick[0],
                 !logged_in(network)))
                log_line(LOG_INFO, network->where, "asking %s for the nick %s",
                         settings(network)->nick, network->config->nick[0]);
}

bool services_ready(const struct network *network)
{
        return uv_now(network->loop) >= network->registration.services.hold;
}

/* NickServ's name may be "NickServ@services.example". */
static bool is_nickserv(const struct network *network, const char *name)
{
        char nick[SELF_NICK_MAX], wanted[SELF_NICK_MAX];
        const char *its = settings(network)->nick ? settings(network)->nick : "";

        snprintf(wanted, sizeof wanted, "%.*s", (int)strcspn(its, "@"), its);
        snprintf(nick, sizeof nick, "%.*s", (int)strcspn(name, "@"), name);
        return *nick && isupport_same(&network->isupport, nick, wanted);
}

static bool from_nickserv(const struct network *network, const struct line *line)
{
        char nick[SELF_NICK_MAX];

        return line_source(line->source ? line->source : "", nick, NULL, NULL, sizeof nick) &&
               is_nickserv(network, nick);
}

/* What was said to NickServ was heard by nobody. */
static bool is_away(const struct network *network, const struct line *line)
{
        return (line->numeric == 401 || line->numeric == 440) && network->registration.services.identify_at &&
               is_nickserv(network, line_param(line, 1));
}

void services_retry(struct network *network)
{
        struct services *services = &network->registration.services;

        if (services->away)
                services_identify(network);
}

void services_hear(struct network *network, const struct line *line)
{
        struct services *services = &network->registration.services;
        char account[80];

        if (line->numeric == 900) {
                log_quote(account, sizeof account, line_param(line, 2));
                log_line(LOG_INFO, network->where, "logged in as \"%s\"", account);
                channels_retry(&network->channels, NOT_REGISTERED, uv_now(network->loop));
        } else if (line->numeric == 901) {
                log_line(LOG_WARN, network->where, "logged out by the server");
        } else if (is_away(network, line)) {
                services->away = true;
                services->identify_at = 0;
                log_line(LOG_WARN, network->where, "%s is not there; it is asked again later",
                         settings(network)->nick);
        } else if (!services->hold || !line_is(line, "NOTICE") || !from_nickserv(network, line)) {
                return;
        }
        services->hold = 0;
        chores_run(network);
        speak_pump(network); /* nobody else sees these lines */
}
