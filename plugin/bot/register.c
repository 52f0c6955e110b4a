/* register.c - from a connection to "welcome".
 *
 * Says what has to be said before 001, and decides what a failed login means.
 * Knows no sockets: it is given a function to send with. Passwords pass
 * through and stay nowhere.
 */
#include "register.h"

#include <stdio.h>
#include <string.h>

#include <uv.h>

#include "fnv.h"
#include "log.h"
#include "mechanism.h"

#define NICKS_TRIED_MAX 24
#define STUCK_MAX 2 /* connections that ended in the middle of SASL, one after the other */
#define STUCK_NS 20000000000U /* and one that ended after so long is enough */
#define NICK_BASE_MAX 8 /* with a digit behind: 9, which every server takes (RFC 2812 1.2.1) */

static void say(struct registration *r, const char *command, const char *text)
{
        char line[512];
        int length = snprintf(line, sizeof line, "%s%s", command, text);

        if (length > 0 && length < 511)
                r->send(r->context, line);
        explicit_bzero(line, sizeof line);
}

static const char *where(const struct registration *r, char *out, size_t cap)
{
        snprintf(out, cap, "network=%s", r->config->name);
        return out;
}

/* -- PASS, NICK, USER ------------------------------------------------------- */

static void say_pass(struct registration *r)
{
        const char *password = r->config->password;
        bool colon = strchr(password, ' ') || *password == ':' || !*password;

        say(r, colon ? "PASS :" : "PASS ", password);
}

/* The nick for attempt n: those of bot.cfg, then the first with a number. */
static void nick_for(const struct registration *r, unsigned n, char *nick, size_t cap)
{
        const char *first = r->config->nick_count ? r->config->nick[0] : "bot";

        if (n < r->config->nick_count)
                snprintf(nick, cap, "%s", r->config->nick[n]);
        else
                snprintf(nick, cap, "%.*s%u", NICK_BASE_MAX - (n - r->config->nick_count > 8),
                         first, n - (unsigned)r->config->nick_count + 1);
}

static void ask_nick(struct registration *r, struct self *self)
{
        char nick[SELF_NICK_MAX];

        nick_for(r, r->nicks_tried++, nick, sizeof nick);
        self_set_nick(self, nick);
        say(r, "NICK ", nick);
}

static void next_nick(struct registration *r, struct self *self)
{
        if (r->nicks_tried < NICKS_TRIED_MAX) {
                ask_nick(r, self);
                return;
        }
        r->state = REGISTER_FAILED;
        snprintf(r->why, sizeof r->why, "the server takes none of %d nicks", NICKS_TRIED_MAX);
}

void register_begin(struct registration *r, struct self *self)
{
        char user[512];

        register_end(r);
        r->state = REGISTER_GOING;
        r->nicks_tried = r->enabled = 0;
        r->cap_done = false;
        r->watch = NULL;
        r->login_mark = register_mark(r->config);
        memset(&r->services, 0, sizeof r->services);
        cap_init(&r->cap);
        sasl_reset(&r->sasl);
        self_init(self, r->config->nick_count ? r->config->nick[0] : "bot");
        say(r, "CAP LS 302", "");
        if (r->config->password)
                say_pass(r);
        ask_nick(r, self);
        snprintf(user, sizeof user, "%s 0 * :%.400s", r->config->user, r->config->realname);
        say(r, "USER ", user);
}

void register_end(struct registration *r)
{
        /* A server that was given time and said nothing will not speak the next time. */
        if (r->sasl.state == SASL_GOING && r->state == REGISTER_GOING)
                r->sasl_stuck += uv_hrtime() - r->sasl_since > STUCK_NS ? STUCK_MAX : 1;
        if (r->sasl.state == SASL_GOING)
                r->sasl.state = SASL_FAILED;
        sasl_end(&r->sasl);
}

/* -- logging in ------------------------------------------------------------- */

static void cap_end(struct registration *r)
{
        if (!r->cap_done && r->state == REGISTER_GOING)
                say(r, "CAP END", "");
        r->cap_done = true;
}

static bool sasl_wanted(const struct registration *r)
{
        return r->config->sasl.mechanism_count > 0;
}

/* What a failure means. A server that lied is told no password in another way. */
static void login_failed(struct registration *r)
{
        enum config_failure what = r->config->sasl.on_failure;
        char place[96];

        if (what == FAILURE_NICKSERV && r->sasl.distrusted)
                what = FAILURE_STOP;
        if (r->state == REGISTER_DONE && r->cap_done)
                what = FAILURE_GO_ON; /* services came back, and we were in all the time */
        log_line(LOG_WARN, where(r, place, sizeof place), "not logged in: %s; %s", r->sasl.why,
                 what == FAILURE_STOP ? "leaving (sasl.on_failure)" :
                 what == FAILURE_GO_ON ? "going on without" : "NickServ is asked instead");
        if (what == FAILURE_STOP) {
                r->state = REGISTER_FAILED;
                snprintf(r->why, sizeof r->why, "not logged in by SASL: %.160s", r->sasl.why);
                return;
        }
        r->services.identify = what == FAILURE_NICKSERV;
        cap_end(r);
}

static void login_is_over(struct registration *r)
{
        char place[96];

        if (r->sasl.state != SASL_GOING)
                r->sasl_stuck = 0;
        if (r->sasl.state == SASL_FAILED) {
                login_failed(r);
        } else if (r->sasl.state == SASL_DONE) {
                log_line(LOG_INFO, where(r, place, sizeof place), "logged in by %s",
                         mechanism_name(r->sasl.now));
                cap_end(r);
        }
}

static void login_impossible(struct registration *r, const char *why)
{
        sasl_end(&r->sasl);
        r->sasl.state = SASL_FAILED;
        snprintf(r->sasl.why, sizeof r->sasl.why, "%s", why);
        login_failed(r);
}

static struct sasl_means means(const struct registration *r)
{
        return (struct sasl_means){.config = r->config, .secure = r->secure, .send = r->send,
                                   .context = r->context};
}

/* All that was asked for was answered. */
static void login(struct registration *r)
{
        struct sasl_means how = means(r);

        if (!sasl_wanted(r)) {
                cap_end(r);
        } else if (r->sasl_stuck >= STUCK_MAX && r->config->sasl.on_failure != FAILURE_STOP) {
                r->sasl_stuck = 0; /* and tried again the next time */
                login_impossible(r, "services did not answer the last time");
                r->sasl.silent = true;
        } else if (r->cap.enabled & CAP_SASL) {
                r->sasl_since = uv_hrtime();
                sasl_start(&r->sasl, &how, r->cap.sasl_named, r->cap.sasl);
                login_is_over(r);
        } else if (r->state == REGISTER_GOING) {
                login_impossible(r, "the server offers no SASL");
        }
}

void register_retry(struct registration *r)
{
        if (r->state != REGISTER_DONE || !sasl_wanted(r) || !(r->cap.enabled & CAP_SASL))
                return;
        if (r->sasl.state == SASL_GOING) { /* still no answer */
                say(r, "AUTHENTICATE *", "");
                r->sasl.state = SASL_FAILED;
                r->sasl.silent = true;
                sasl_end(&r->sasl);
        } else if (r->sasl.state == SASL_FAILED && r->sasl.silent) {
                login(r);
        }
}

/* -- CAP -------------------------------------------------------------------- */

static unsigned caps_wanted(const struct registration *r)
{
        return sasl_wanted(r) ? ~0U : ~(unsigned)CAP_SASL;
}

static bool logged_in(const struct registration *r)
{
        return r->sasl.state == SASL_GOING || r->sasl.state == SASL_DONE;
}

/* Asks for what is left to ask; then it is time to log in. What is NEW behind CAP END has
 * to wait for 001: asking would stop registering again, and nobody would end it. */
static void cap_next(struct registration *r)
{
        char line[300];

        if (cap_waits(&r->cap) || (r->cap_done && r->state == REGISTER_GOING))
                return;
        if (cap_request(&r->cap, caps_wanted(r), line, sizeof line)) {
                say(r, line, "");
                return;
        }
        if (r->state == REGISTER_DONE ? r->cap.sasl_new && sasl_wanted(r) && !logged_in(r)
                                      : r->sasl.state == SASL_IDLE)
                login(r);
        r->cap.sasl_new = false;
}

static void take_cap(struct registration *r, const struct line *line)
{
        enum cap_event event = cap_line(&r->cap, line);
        char policy[sizeof r->cap.sts];

        if (*r->cap.sts && r->sts) {
                strcpy(policy, r->cap.sts);
                *r->cap.sts = '\0';
                if (r->sts(r->context, policy))
                        return;
        }
        r->enabled = r->cap.enabled;
        if (event == CAP_LISTED || event == CAP_ANSWERED)
                cap_next(r);
        else if (event == CAP_GONE && r->sasl.state == SASL_GOING && !(r->enabled & CAP_SASL))
                login_impossible(r, "the server no longer offers SASL");
}

/* -- what the server says ---------------------------------------------------- */

static bool take_sasl(struct registration *r, const struct line *line)
{
        struct sasl_means how = means(r);
        enum sasl_state before = r->sasl.state;

        if (!sasl_line(&r->sasl, &how, line))
                return false;
        if (before == SASL_GOING && r->sasl.state != before)
                login_is_over(r);
        return true;
}

/* Let in: by a server without CAP, perhaps, or one that did not wait for us. */
static bool welcome(struct registration *r, struct self *self, const struct line *line)
{
        self_set_nick(self, line_param(line, 0));
        r->cap_done = true;
        if (sasl_wanted(r) && (r->sasl.state == SASL_IDLE || r->sasl.state == SASL_GOING))
                login_impossible(r, "the server let us in without asking");
        if (r->state == REGISTER_FAILED)
                return true;
        r->state = REGISTER_DONE;
        if (r->cap.listed)
                cap_next(r);
        return false;
}

bool register_line(struct registration *r, struct self *self, const struct line *line)
{
        if (r->state == REGISTER_FAILED)
                return true;
        if (r->state == REGISTER_DONE && r->watch)
                r->watch(r->context, line);
        if (line_is(line, "CAP")) {
                take_cap(r, line);
                return true;
        }
        if (take_sasl(r, line))
                return true;
        if (r->state != REGISTER_GOING)
                return false;
        switch (line->numeric) {
        case 1:
                return welcome(r, self, line);
        case 432: /* erroneous */
        case 433: /* in use */
        case 436: /* collision */
        case 437: /* held back for a while */
                next_nick(r, self);
                return true;
        case 464: /* password incorrect */
        case 465: /* banned */
                r->state = REGISTER_FAILED;
                snprintf(r->why, sizeof r->why, line->numeric == 464 ?
                         "the server does not accept the password" :
                         "the server has banned us");
                return true;
        default:
                return line->numeric == 421;
        }
}

/* -- has anything changed? ---------------------------------------------------- */

/* Closed by what is no byte: "ab" and "c" are not "a" and "bc". */
static uint64_t add(uint64_t mark, const char *text)
{
        return fnv_on(fnv_text(mark, text ? text : "\x01"), 0x1FF);
}

uint64_t register_mark(const struct config_network *config)
{
        const struct config_sasl *sasl = &config->sasl;
        uint64_t mark = FNV_BASIS;

        for (size_t i = 0; i < sasl->mechanism_count; i++)
                mark = add(mark, mechanism_name(sasl->mechanism[i]));
        mark = add(add(mark, sasl->account), sasl->password.text);
        mark = add(add(mark, sasl->password.file), sasl->password.env);
        mark = add(mark, sasl->key_file) ^ sasl->password.sum;
        return fnv_on(mark, (unsigned)sasl->on_failure * 2U + sasl->plain_without_tls);
}
