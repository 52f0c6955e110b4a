/* sasl.c - SASL over IRC: pieces, numerics, and which mechanism is tried.
 *
 * Knows no mechanism from inside (mechanism.c) and refuses to decide what a
 * failure means for the connection (register.c). No payload is ever logged.
 */
#include "sasl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "mechanism.h"
#include "secret.h"

#define BIT(which) (1U << (which))

static void say(const struct sasl_means *means, const char *what, size_t length)
{
        char line[16 + SASL_CHUNK];

        snprintf(line, sizeof line, "AUTHENTICATE %.*s", (int)length, what);
        means->send(means->context, line);
        explicit_bzero(line, sizeof line);
}

void sasl_send(const struct sasl_means *means, const char *payload)
{
        size_t left = strlen(payload);

        for (; left >= SASL_CHUNK; left -= SASL_CHUNK, payload += SASL_CHUNK)
                say(means, payload, SASL_CHUNK);
        say(means, left ? payload : "+", left ? left : 1);
}

void sasl_end(struct sasl *sasl)
{
        mechanism_close(sasl->mechanism);
        sasl->mechanism = NULL;
        if (sasl->in)
                explicit_bzero(sasl->in, SASL_IN_MAX + 1);
        free(sasl->in);
        sasl->in = NULL;
        sasl->in_used = 0;
}

void sasl_reset(struct sasl *sasl)
{
        bool seen = sasl->scram_seen;

        sasl_end(sasl);
        memset(sasl, 0, sizeof *sasl);
        sasl->scram_seen = seen;
        sasl->listed = ~0U;
}

/* -- which mechanism -------------------------------------------------------- */

static void take_list(struct sasl *sasl, const char *list)
{
        unsigned listed = 0;

        for (list += strspn(list, ", "); *list; list += strspn(list, ", ")) {
                size_t length = strcspn(list, ", ");
                enum config_mechanism which = mechanism_of(list, length);

                if (which < MECHANISM_COUNT)
                        listed |= BIT(which);
                list += length;
        }
        sasl->listed = listed;
}

/* NULL: it may be tried. */
static const char *why_not(const struct sasl *sasl, const struct sasl_means *means,
                           enum config_mechanism which)
{
        if (!(sasl->listed & BIT(which)))
                return "is not offered by the server";
        if (which == MECHANISM_EXTERNAL && !means->secure)
                return "needs TLS";
        if (which != MECHANISM_PLAIN)
                return NULL;
        if (sasl->scram_seen)
                return "is not used with a server that has or had SCRAM-SHA-256";
        return means->secure || means->config->sasl.plain_without_tls
                       ? NULL : "would show the password without TLS";
}

static bool needs_password(enum config_mechanism which)
{
        return which == MECHANISM_PLAIN || which == MECHANISM_SCRAM_SHA_256;
}

/* Prepares one mechanism. False with a line in why. */
static bool prepare(struct sasl *sasl, const struct config_sasl *config,
                    enum config_mechanism which, char *why, size_t cap)
{
        struct secret secret = {""};
        bool fine = !needs_password(which) || secret_read(&config->password, &secret, why, cap);

        sasl_end(sasl);
        if (fine)
                sasl->mechanism = mechanism_open(which, config->account, secret.text,
                                                 config->key_file, why, cap);
        secret_wipe(&secret);
        if (!sasl->mechanism)
                return false;
        sasl->in = calloc(1, SASL_IN_MAX + 1);
        if (!sasl->in)
                snprintf(why, cap, "out of memory");
        return sasl->in != NULL;
}

/* Adds ": NAME reason" to why, as far as there is room. */
static void note(struct sasl *sasl, enum config_mechanism which, const char *reason)
{
        size_t used = strlen(sasl->why);

        snprintf(sasl->why + used, sizeof sasl->why - used, "%s%s %s", used ? "; " : "",
                 mechanism_name(which), reason);
}

static void fail(struct sasl *sasl)
{
        sasl_end(sasl);
        sasl->state = SASL_FAILED;
}

/* What was said of those that were tried is in why already. */
static void try_next(struct sasl *sasl, const struct sasl_means *means)
{
        const struct config_sasl *config = &means->config->sasl;
        char why[160];

        for (size_t i = 0; i < config->mechanism_count; i++) {
                enum config_mechanism which = config->mechanism[i];
                const char *no;

                if (sasl->tried & BIT(which))
                        continue;
                sasl->tried |= BIT(which);
                no = why_not(sasl, means, which);
                if (!no && !prepare(sasl, config, which, why, sizeof why))
                        no = why;
                if (no) {
                        note(sasl, which, no);
                        continue;
                }
                if (which == MECHANISM_SCRAM_SHA_256)
                        sasl->scram_seen = true;
                sasl->now = which;
                sasl->through = false;
                sasl->state = SASL_GOING;
                say(means, mechanism_name(which), strlen(mechanism_name(which)));
                return;
        }
        fail(sasl);
}

/* What the server lists may have kept SCRAM from being seen so far. */
static void see_scram(struct sasl *sasl, const struct config_sasl *config, bool named)
{
        for (size_t i = 0; named && i < config->mechanism_count; i++)
                if (config->mechanism[i] == MECHANISM_SCRAM_SHA_256 &&
                    (sasl->listed & BIT(MECHANISM_SCRAM_SHA_256)))
                        sasl->scram_seen = true;
}

void sasl_start(struct sasl *sasl, const struct sasl_means *means, bool named,
                const char *mechanisms)
{
        sasl_reset(sasl);
        if (named)
                take_list(sasl, mechanisms);
        see_scram(sasl, &means->config->sasl, named);
        try_next(sasl, means);
}

/* -- what the server says --------------------------------------------------- */

/* It is left with "*": nothing more is said to it, nothing more believed. */
static void leave(struct sasl *sasl, const struct sasl_means *means, const char *why)
{
        note(sasl, sasl->now, "was left: ");
        snprintf(sasl->why + strlen(sasl->why), sizeof sasl->why - strlen(sasl->why), "%s", why);
        sasl->distrusted = true;
        fail(sasl);
        say(means, "*", 1);
}

static void take_message(struct sasl *sasl, const struct sasl_means *means)
{
        char out[MECHANISM_OUT_MAX], why[160] = "the server's message is wrong";
        enum mechanism_step step = MECHANISM_WRONG;

        if (!sasl->through)
                step = mechanism_step(sasl->mechanism, sasl->in, out, why, sizeof why);
        sasl->in_used = 0;
        *sasl->in = '\0';
        if (step == MECHANISM_WRONG) {
                leave(sasl, means, why);
        } else {
                sasl->through = step == MECHANISM_DONE;
                sasl_send(means, out);
        }
        explicit_bzero(out, sizeof out);
}

static void take_piece(struct sasl *sasl, const struct sasl_means *means, const char *piece)
{
        size_t length = strlen(piece);
        bool last = length < SASL_CHUNK;

        if (length > SASL_CHUNK || sasl->in_used + length > SASL_IN_MAX) {
                leave(sasl, means, "the server says more than fits");
                return;
        }
        if (strcmp(piece, "+") != 0) {
                memcpy(sasl->in + sasl->in_used, piece, length + 1);
                sasl->in_used += length;
        }
        if (last)
                take_message(sasl, means);
}

static void refused(struct sasl *sasl, const struct sasl_means *means, const struct line *line)
{
        char quoted[80];

        sasl->silent = line->numeric == 906; /* which servers say of services that are gone */
        log_quote(quoted, sizeof quoted, line_param(line, line->count - 1));
        note(sasl, sasl->now, "was refused: ");
        snprintf(sasl->why + strlen(sasl->why), sizeof sasl->why - strlen(sasl->why), "%u \"%s\"",
                 line->numeric, quoted);
        try_next(sasl, means);
}

static void take_numeric(struct sasl *sasl, const struct sasl_means *means,
                         const struct line *line)
{
        switch (line->numeric) {
        case 900: /* nick mask account :text */
                if (strlen(line_param(line, 2)) < sizeof sasl->account)
                        strcpy(sasl->account, line_param(line, 2));
                break;
        case 901:
                sasl->account[0] = '\0';
                if (sasl->state == SASL_DONE)
                        sasl->state = SASL_IDLE;
                break;
        case 903:
                if (sasl->state != SASL_GOING)
                        break;
                if (!sasl->through) {
                        leave(sasl, means, "the server says \"success\" before it has proved anything");
                        break;
                }
                sasl_end(sasl);
                sasl->state = SASL_DONE;
                break;
        case 908: /* nick PLAIN,EXTERNAL :are available */
                take_list(sasl, line_param(line, 1));
                break;
        default: /* 902 locked, 904 wrong, 905 too long, 906 aborted, 907 already */
                if (sasl->state == SASL_GOING)
                        refused(sasl, means, line);
        }
}

bool sasl_line(struct sasl *sasl, const struct sasl_means *means, const struct line *line)
{
        if (line_is(line, "AUTHENTICATE")) {
                if (sasl->state == SASL_GOING)
                        take_piece(sasl, means, line_param(line, 0));
                return true;
        }
        if (line->numeric < 900 || line->numeric > 908)
                return false;
        take_numeric(sasl, means, line);
        return true;
}
