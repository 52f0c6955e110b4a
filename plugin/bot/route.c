/* route.c - which of a network's servers is next, and by which way.
 *
 * Decides between plain text and TLS, and says in the log what was decided.
 * Opens no connection, and refuses to know when the next attempt is due.
 */
#include "route.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "log.h"
#include "rule.h"

/* A network without a list (in tests) has its host and port, in plain text. */
static struct config_server server_at(const struct config_network *config, size_t at)
{
        if (config->server_count)
                return config->server[at % config->server_count];
        return (struct config_server){.host = config->host, .port = config->port};
}

static const char *proxy_words(const struct config_network *config, char *words, size_t cap)
{
        static const char *const type[] = {[PROXY_SOCKS5] = "SOCKS5", [PROXY_HTTP] = "HTTP"};

        *words = '\0';
        if (config->proxy.type != PROXY_NONE)
                snprintf(words, cap, " by the %s proxy %s", type[config->proxy.type],
                         config->proxy.host);
        return words;
}

void route_choose(struct route *route, const struct config_network *config,
                  struct stream_way *way, const char *where)
{
        unsigned port = 0;
        char proxy[300];

        *way = (struct stream_way){
                .server = server_at(config, route->at), .certificate = config->certificate,
                .certificate_key = config->certificate_key, .bind = config->bind,
                .proxy = config->proxy.type == PROXY_NONE ? NULL : &config->proxy,
        };
        if (route->sts && !way->server.tls)
                port = sts_port(route->sts, way->server.host, time(NULL));
        proxy_words(config, proxy, sizeof proxy);
        if (port) {
                way->server.tls = true;
                way->server.port = port;
        }
        if (way->server.tls)
                log_line(LOG_INFO, where, "connecting to %s port %u%s with TLS%s", way->server.host,
                         way->server.port, proxy, port ? ", as the server has asked for" : "");
        else if (rule_is_loopback(way->server.host))
                log_line(LOG_INFO, where, "connecting to %s port %u%s", way->server.host,
                         way->server.port, proxy);
        else
                log_line(LOG_WARN, where, "connecting to %s port %u%s without TLS: everybody on the way "
                         "can read along; `tls = true` is safer", way->server.host,
                         way->server.port, proxy);
        snprintf(route->host, sizeof route->host, "%s", way->server.host);
        route->port = way->server.port;
        route->tls = way->server.tls;
        route->duration = -1;
        route->upgrade = false;
}

void route_opened(struct route *route, const char *words, const char *where)
{
        log_line(LOG_DEBUG, where, "connected%s%s, registering", words ? " with " : "",
                 words ? words : "");
        if (route->sts && route->tls)
                sts_reached(route->sts, route->host);
}

static void keep(struct route *route, const char *where)
{
        char why[400];

        if (!sts_keep(route->sts, route->host, route->port, route->duration, time(NULL), why, sizeof why))
                log_line(LOG_WARN, where, "that %s wants TLS will be forgotten: %s", route->host, why);
}

bool route_policy(struct route *route, const char *policy, const char *where)
{
        struct sts_said said = sts_parse(policy);

        if (!route->sts)
                return false;
        if (route->tls) {
                if (said.duration < 0)
                        return false;
                route->duration = said.duration;
                keep(route, where);
                log_line(LOG_DEBUG, where, said.duration ? "the server wants TLS for the next %lld s" :
                         "the server no longer insists on TLS (%lld s)", (long long)said.duration);
                return false;
        }
        if (said.port < 1 || !sts_upgrade(route->sts, route->host, (unsigned)said.port))
                return false;
        route->upgrade = true;
        log_line(LOG_INFO, where, "the server wants TLS: connecting again on port %ld; `tls = true` and "
                 "`port = %ld` in bot.cfg would do so from the start", said.port, said.port);
        return true;
}

bool route_closed(struct route *route, const struct config_network *config, bool stay,
                  const char *where)
{
        if (route->sts && route->tls && route->duration > 0)
                keep(route, where); /* its time begins anew now */
        route->duration = -1;
        if (!stay && !route->upgrade)
                route->at++;
        return !config->server_count || route->at % config->server_count == 0;
}

/* -- comparing ----------------------------------------------------------- */

static bool same(const char *a, const char *b)
{
        return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_server(const struct config_server *a, const struct config_server *b)
{
        if (!same(a->host, b->host) || a->port != b->port || a->tls != b->tls ||
            !same(a->ca_file, b->ca_file) || a->pin_count != b->pin_count)
                return false;
        for (size_t i = 0; i < a->pin_count; i++)
                if (!same(a->pin[i], b->pin[i]))
                        return false;
        return true;
}

bool route_same(const struct config_network *a, const struct config_network *b)
{
        const struct config_proxy *p = &a->proxy, *q = &b->proxy;

        if (!same(a->host, b->host) || a->port != b->port || a->server_count != b->server_count ||
            !same(a->certificate, b->certificate) || !same(a->certificate_key, b->certificate_key) ||
            !same(a->bind, b->bind) || p->type != q->type || !same(p->host, q->host) ||
            p->port != q->port || !same(p->user, q->user) || !same(p->password, q->password))
                return false;
        for (size_t i = 0; i < a->server_count; i++)
                if (!same_server(&a->server[i], &b->server[i]))
                        return false;
        return true;
}
