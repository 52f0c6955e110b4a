/* mechanism.c - SASL mechanisms, by libgsasl.
 *
 * Knows no IRC: what goes over the line, in which pieces, and what becomes of
 * a failure is sasl.c's. What a server says is looked at before libgsasl
 * gets it, because that would hash for as long as it is told to.
 */
#include "mechanism.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <gsasl.h>

#include "late.h"

static const char *const names[MECHANISM_COUNT] = {
        [MECHANISM_EXTERNAL] = "EXTERNAL",
        [MECHANISM_SCRAM_SHA_256] = "SCRAM-SHA-256",
        [MECHANISM_PLAIN] = "PLAIN",
        [MECHANISM_ECDSA] = "ECDSA-NIST256P-CHALLENGE",
};

/* Of libgsasl 1.10 and later; its file has that number since 2005. */
#define GSASL_FILE "libgsasl.so.18"
#define CALL(name) __typeof__(gsasl_##name) *name
#define SYMBOL(name) {"gsasl_" #name, offsetof(struct gsasl, name)}

struct gsasl {
        CALL(init); CALL(done); CALL(client_start); CALL(finish); CALL(property_set);
        CALL(property_fast); CALL(step64); CALL(base64_from); CALL(base64_to); CALL(free);
        CALL(strerror);
};

static const struct late_symbol symbols[] = {
        SYMBOL(init), SYMBOL(done), SYMBOL(client_start), SYMBOL(finish), SYMBOL(property_set),
        SYMBOL(property_fast), SYMBOL(step64), SYMBOL(base64_from), SYMBOL(base64_to), SYMBOL(free),
        SYMBOL(strerror),
};

struct mechanism {
        enum config_mechanism which;
        unsigned steps;
        struct gsasl gsasl;
        Gsasl *library;         /* NULL for ECDSA */
        Gsasl_session *session;
        char *account, *key_file; /* ECDSA's; owned */
};

const char *mechanism_name(enum config_mechanism which)
{
        return names[which];
}

enum config_mechanism mechanism_of(const char *name, size_t length)
{
        int which = 0;

        while (which < MECHANISM_COUNT &&
               (strlen(names[which]) != length || strncasecmp(names[which], name, length) != 0))
                which++;
        return (enum config_mechanism)which;
}

/* -- libgsasl ------------------------------------------------------------- */

static bool set(struct mechanism *m, Gsasl_property property, const char *value)
{
        return !value || m->gsasl.property_set(m->session, property, value) == GSASL_OK;
}

/* RFC 4616 has an identity to act as, which some services want to be there;
 * in SCRAM they stumble over one. EXTERNAL has nothing else. */
static int start(struct mechanism *m, const char *account, const char *password)
{
        int status = m->gsasl.init(&m->library);

        if (status != GSASL_OK)
                return status;
        status = m->gsasl.client_start(m->library, names[m->which], &m->session);
        if (status != GSASL_OK)
                return status;
        if (m->which == MECHANISM_EXTERNAL)
                return set(m, GSASL_AUTHZID, account) ? GSASL_OK : GSASL_MALLOC_ERROR;
        if (m->which == MECHANISM_PLAIN && !set(m, GSASL_AUTHZID, account))
                return GSASL_MALLOC_ERROR;
        return set(m, GSASL_AUTHID, account) && set(m, GSASL_PASSWORD, password)
                       ? GSASL_OK : GSASL_MALLOC_ERROR;
}

static void wipe(struct mechanism *m, Gsasl_property property)
{
        const char *copy = m->gsasl.property_fast(m->session, property);

        if (copy)
                explicit_bzero((char *)copy, strlen(copy));
}

/* -- SCRAM ----------------------------------------------------------------- */

/* Every "i=" in "r=...,s=...,i=4096" has to be a number in bounds. */
static bool rounds_fine(const char *message, size_t length, char *why, size_t cap)
{
        const char *end = message + length;
        bool any = false;

        for (const char *at = message; at < end;) {
                const char *comma = memchr(at, ',', (size_t)(end - at));
                const char *stop = comma ? comma : end;

                if (stop - at > 1 && at[0] == 'i' && at[1] == '=') {
                        unsigned long rounds = 0;

                        for (at += 2; at < stop && *at >= '0' && *at <= '9' && rounds < 1000000000; at++)
                                rounds = rounds * 10 + (unsigned long)(*at - '0');
                        if (at != stop || rounds < MECHANISM_ROUNDS_MIN ||
                            rounds > MECHANISM_ROUNDS_MAX) {
                                snprintf(why, cap, "the server wants %lu rounds of hashing; %d to %d are allowed",
                                         rounds, MECHANISM_ROUNDS_MIN, MECHANISM_ROUNDS_MAX);
                                return false;
                        }
                        any = true;
                }
                at = comma ? comma + 1 : end;
        }
        if (!any)
                snprintf(why, cap, "the server's first message names no rounds of hashing");
        return any;
}

static bool check_first(const struct mechanism *m, const char *in, char *why, size_t cap)
{
        char *message = NULL;
        size_t length = 0;
        bool fine = false;

        if (m->gsasl.base64_from(in, strlen(in), &message, &length) != GSASL_OK)
                snprintf(why, cap, "the server's message is not base64");
        else if (memchr(message, '\0', length))
                snprintf(why, cap, "the server's message holds a NUL");
        else
                fine = rounds_fine(message, length, why, cap);
        m->gsasl.free(message);
        return fine;
}

static enum mechanism_step step_gsasl(struct mechanism *m, const char *in, char *out,
                                      char *why, size_t cap)
{
        bool scram = m->which == MECHANISM_SCRAM_SHA_256;
        char *reply = NULL;
        int status;
        size_t length;

        if (scram && m->steps == 2 && !check_first(m, in, why, cap))
                return MECHANISM_WRONG;
        status = m->gsasl.step64(m->session, in, &reply);
        if (status != GSASL_OK && status != GSASL_NEEDS_MORE) {
                snprintf(why, cap, scram && m->steps > 2 ? "the server cannot prove that it knows the password (%s)"
                                                         : "%s", m->gsasl.strerror(status));
                m->gsasl.free(reply);
                return MECHANISM_WRONG;
        }
        length = reply ? strlen(reply) : 0;
        if (length >= MECHANISM_OUT_MAX) {
                snprintf(why, cap, "the account or the password is too long");
                status = GSASL_MALLOC_ERROR;
        } else {
                memcpy(out, reply ? reply : "", length + 1);
        }
        if (reply)
                explicit_bzero(reply, length);
        m->gsasl.free(reply);
        if (length >= MECHANISM_OUT_MAX)
                return MECHANISM_WRONG;
        return status == GSASL_OK ? MECHANISM_DONE : MECHANISM_MORE;
}

/* -- ECDSA ----------------------------------------------------------------- */

static bool to_base64(const struct mechanism *m, const char *data, size_t length, char *out)
{
        char *text = NULL;
        size_t size = 0;
        bool fine = m->gsasl.base64_to(data, length, &text, &size) == GSASL_OK &&
                    size < MECHANISM_OUT_MAX;

        if (fine)
                memcpy(out, text, size + 1);
        m->gsasl.free(text);
        return fine;
}

/* Only a challenge of the right length is signed: a signature of anything else
 * could be of use elsewhere. */
static enum mechanism_step sign(struct mechanism *m, const char *in, char *out, char *why,
                                size_t cap)
{
        unsigned char signature[128];
        size_t size = sizeof signature, length = 0;
        char *challenge = NULL;
        bool fine = m->gsasl.base64_from(in, strlen(in), &challenge, &length) == GSASL_OK &&
                    length == 32;

        if (!fine)
                snprintf(why, cap, "the server's challenge is not one of 32 bytes");
        else
                fine = mechanism_sign(m->key_file, (unsigned char *)challenge, signature, &size, why, cap) &&
                       to_base64(m, (char *)signature, size, out);
        m->gsasl.free(challenge);
        return fine ? MECHANISM_DONE : MECHANISM_WRONG;
}

static enum mechanism_step step_ecdsa(struct mechanism *m, const char *in, char *out, char *why,
                                      size_t cap)
{
        if (m->steps == 2)
                return sign(m, in, out, why, cap);
        if (m->steps == 1 && to_base64(m, m->account, strlen(m->account), out))
                return MECHANISM_MORE;
        snprintf(why, cap, "the server says more than it should");
        return MECHANISM_WRONG;
}

/* -- in common -------------------------------------------------------------- */

enum mechanism_step mechanism_step(struct mechanism *m, const char *in, char *out, char *why,
                                   size_t cap)
{
        *out = '\0';
        m->steps++;
        return m->session ? step_gsasl(m, in, out, why, cap) : step_ecdsa(m, in, out, why, cap);
}

struct mechanism *mechanism_open(enum config_mechanism which, const char *account,
                                 const char *password, const char *key_file,
                                 char *why, size_t cap)
{
        struct mechanism *m = calloc(1, sizeof *m);
        int status = GSASL_MALLOC_ERROR;

        if (!m) {
                snprintf(why, cap, "out of memory");
                return NULL;
        }
        m->which = which;
        if (!late_load(GSASL_FILE, symbols, sizeof symbols / sizeof symbols[0], &m->gsasl, why, cap)) {
                free(m);
                return NULL;
        }
        if (which != MECHANISM_ECDSA) {
                status = start(m, account, password);
        } else if (account && key_file) {
                m->account = strdup(account);
                m->key_file = strdup(key_file);
                status = m->account && m->key_file ? GSASL_OK : GSASL_MALLOC_ERROR;
        }
        if (status == GSASL_OK)
                return m;
        snprintf(why, cap, "%s", m->gsasl.strerror(status));
        mechanism_close(m);
        return NULL;
}

void mechanism_close(struct mechanism *m)
{
        if (!m)
                return;
        if (m->session) {
                wipe(m, GSASL_PASSWORD);
                wipe(m, GSASL_SCRAM_SALTED_PASSWORD);
                m->gsasl.finish(m->session);
        }
        if (m->library)
                m->gsasl.done(m->library);
        free(m->account);
        free(m->key_file);
        free(m);
}
