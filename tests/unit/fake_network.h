/* fake_network.h - networks that are made of nothing: they note what is asked of
 * them, and say what a test wants. Real ones are in the end-to-end tests.
 */
#ifndef TEST_FAKE_NETWORK_H
#define TEST_FAKE_NETWORK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isupport.h"
#include "network.h"

#define NETWORKS_MAX 20

struct network {
        const struct config_network *config;
        struct network_events events;
        bool slow; /* quit does not close at once */
};

static struct network *live[NETWORKS_MAX];
static char said[4000]; /* all that happened: "open a, change b, " */
static bool slow, full;

static inline void happened(const char *what, const char *name)
{
        snprintf(said + strlen(said), sizeof said - strlen(said), "%s %s, ", what, name);
}

#define expect_said(wanted) \
        do { \
                assert_string_equal(said, wanted); \
                said[0] = '\0'; \
        } while (0)

struct network *network_open(uv_loop_t *loop, const struct config_network *config, const struct network_events *events)
{
        struct network *network = calloc(1, sizeof(*network));
        size_t at = 0;

        happened("open", config->name);
        *network = (struct network){.config = config, .events = *events, .slow = slow};
        while (live[at])
                at++;
        live[at] = network;
        return network;
}

void network_set_sts(struct network *network, struct sts *sts)
{
}

void network_change(struct network *network, const struct config_network *config)
{
        happened("change", config->name);
        assert_string_equal(network->config->name, config->name); /* the old one is still there to be read */
        network->config = config;
}

bool network_reply(struct network *network, const struct network_message *to, bool urgent, const char *id,
                   const char *const *lines, size_t count)
{
        char text[500] = "";

        for (size_t i = 0; i < count; i++)
                snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i ? "|" : "", lines[i]);
        happened(urgent ? "urgent" : "reply", text);
        return !full;
}

void network_quit(struct network *network, const char *reason)
{
        happened("quit", reason);
        if (!network->slow)
                network->events.closed(network->events.context, network);
}

void network_free(struct network *network)
{
        for (size_t i = 0; i < NETWORKS_MAX; i++)
                if (live[i] == network)
                        live[i] = NULL;
        happened("free", network->config->name); /* still there to be read */
        free(network);
}

const char *network_state(const struct network *network)
{
        return "online";
}

void network_figures(const struct network *network, struct network_figures *figures)
{
        *figures = (struct network_figures){.state = "online", .nick = "n", .host = "h", .port = 1, .online_for = 5000,
                                            .wanted = 2, .in = 1, .lag = 30, .reconnects = 1};
}

const struct config_network *network_config(const struct network *network)
{
        return network->config;
}

/* -- for commands -- */

static char told[60000];      /* "nick<text", a line each, of what was told in private */
static char confirmed[4000];  /* "network/who<text", a line each */
static const char *operators; /* "#channel nick" of who is an operator, or NULL */
static bool may_identify, names_accounts;
static size_t identified, identified_known;
static bool fake_ascii;       /* CASEMAPPING=ascii */

static inline void fake_reset(void)
{
        said[0] = told[0] = confirmed[0] = '\0';
        slow = full = may_identify = names_accounts = fake_ascii = false;
        operators = NULL;
        identified = identified_known = 0;
}

void network_adjust(struct network *network, const struct config_network *config)
{
        happened("adjust", config->name);
        assert_string_equal(network->config->name, config->name);
        network->config = config;
}

void network_rejoin(struct network *network, const char *channel)
{
        happened("rejoin", channel);
}

bool network_identify(struct network *network, const struct network_message *message, bool known)
{
        identified += may_identify;
        identified_known += may_identify && known;
        return may_identify;
}

bool network_confirm(struct network *network, const char *who, const char *text)
{
        snprintf(confirmed + strlen(confirmed), sizeof confirmed - strlen(confirmed), "%s/%s<%s\n", network->config->name,
                 who, text);
        return true;
}

bool network_names_accounts(const struct network *network)
{
        return names_accounts;
}

bool network_is_operator(const struct network *network, const char *channel, const char *nick)
{
        size_t length = operators ? strcspn(operators, " ") : 0;

        return operators && strcmp(operators + length + 1, nick) == 0 &&
               (!channel || (strlen(channel) == length && strncasecmp(channel, operators, length) == 0));
}

const char *network_operated(const struct network *network, const char *nick)
{
        static char name[100];

        if (!network_is_operator(network, NULL, nick))
                return NULL;
        snprintf(name, sizeof name, "%.*s", (int)strcspn(operators, " "), operators);
        return name;
}

bool network_tell(struct network *network, const char *nick, const char *text)
{
        assert_null(strpbrk(text, "\r\n"));
        snprintf(told + strlen(told), sizeof told - strlen(told), "%s<%s\n", nick, text);
        return true;
}

void network_describe(const struct network *network, void (*print)(void *context, const char *line), void *context)
{
        print(context, network->config->name);
}

const struct isupport *network_isupport(const struct network *network)
{
        static struct isupport isupport;

        isupport_init(&isupport);
        if (fake_ascii)
                isupport.casemapping = CASE_ASCII;
        return &isupport;
}

static inline void close_all(void)
{
        for (size_t i = 0; i < NETWORKS_MAX; i++)
                if (live[i])
                        live[i]->events.closed(live[i]->events.context, live[i]);
}

#endif
