/* sasl_fixture.h - a network that logs in while it registers, up to AUTHENTICATE, and what must never be
 * in its log. To be included by one file of a program.
 */
#ifndef TEST_SASL_FIXTURE_H
#define TEST_SASL_FIXTURE_H

#include "network_fixture.h"

#define PASSWORD "correct horse"

static inline void begin(struct fixture *f, enum config_mechanism first, int second)
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
static inline const char *payload_of(struct fixture *f)
{
        const char *line = fixture_expect(f, "AUTHENTICATE ");

        return strlen(line) > 13 ? line + 13 : "";
}

/* CAP with those mechanisms ("" for a server that names none), up to AUTHENTICATE. */
static inline const char *offer(struct fixture *f, const char *mechanisms)
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

static inline void success(struct fixture *f)
{
        scripted_say(&f->server, ":s 900 * crampbot!c@d cramp :You are now logged in\r\n"
                                 ":s 903 * :SASL authentication successful\r\n");
}

static inline void welcomed(struct fixture *f)
{
        assert_string_equal(fixture_expect(f, ""), "CAP END");
        fixture_welcome(f, "crampbot");
        fixture_expect(f, "JOIN #cramps");
}

/* No password and no proof of one, in clear or in base64, was logged or stays in why. */
static inline void nothing_secret(const struct fixture *f)
{
        assert_null(strstr(logged, PASSWORD));
        assert_null(strstr(logged, "horse"));
        assert_null(strstr(logged, "AGNvcnJlY3QgaG9yc2U")); /* "\0correct horse" */
        assert_null(strstr(logged, "Y29ycmVjdCBob3JzZQ"));  /* "correct horse" */
        (void)f;
}

/* It left, and says why. */
static inline void left(struct fixture *f, const char *why)
{
        fixture_until(f, &f->server.accepted, 2);
        if (!strstr(logged, why))
                fail_msg("\"%s\" was not logged:\n%s", why, logged);
        nothing_secret(f);
}

#endif
