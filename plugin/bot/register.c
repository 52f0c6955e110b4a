/* register.c - from a connection to "welcome".
 *
 * Says what has to be said before 001. Knows no sockets: it is given a function
 * to send with. Passwords pass through and stay nowhere.
 */
#include "register.h"

#include <stdio.h>
#include <string.h>

#define NICKS_TRIED_MAX 24
#define NICK_BASE_MAX 8 /* with a digit behind: 9, which every server takes (RFC 2812 1.2.1) */

static const struct {
        const char *name;
        unsigned bit;
} caps[] = {
        {"message-tags", CAP_MESSAGE_TAGS},
        {"account-tag", CAP_ACCOUNT_TAG},
        {"server-time", CAP_SERVER_TIME},
        {"chghost", CAP_CHGHOST},
};

#define CAPS (sizeof caps / sizeof caps[0])

static void say(struct registration *r, const char *command, const char *text)
{
        char line[512];
        int length = snprintf(line, sizeof line, "%s%s", command, text);

        if (length > 0 && length < 511)
                r->send(r->context, line);
}

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

void register_begin(struct registration *r, struct self *self)
{
        char user[512];

        r->state = REGISTER_GOING;
        r->nicks_tried = r->offered = r->wanted = r->enabled = 0;
        r->cap_done = false;
        self_init(self, r->config->nick_count ? r->config->nick[0] : "bot");
        say(r, "CAP LS 302", "");
        if (r->config->password)
                say_pass(r);
        ask_nick(r, self);
        snprintf(user, sizeof user, "%s 0 * :%.400s", r->config->user, r->config->realname);
        say(r, "USER ", user);
}

/* The bits of those names in a list that are of use; "name=value" is offered as name. */
static unsigned cap_bits(const char *list)
{
        unsigned bits = 0;

        while (*list) {
                size_t length = strcspn(list, " ="), all = strcspn(list, " ");

                for (size_t i = 0; i < CAPS; i++)
                        if (strlen(caps[i].name) == length &&
                            memcmp(list, caps[i].name, length) == 0)
                                bits |= caps[i].bit;
                list += all;
                list += strspn(list, " ");
        }
        return bits;
}

/* "sts=VALUE" in the list goes to whom it concerns. True: that ends it. */
static bool cap_sts(struct registration *r, const char *list)
{
        char policy[200];

        for (; *list; list += strspn(list, " ")) {
                size_t length = strcspn(list, " ");

                if (r->sts && length > 4 && length < sizeof policy && memcmp(list, "sts=", 4) == 0) {
                        snprintf(policy, sizeof policy, "%.*s", (int)length - 4, list + 4);
                        return r->sts(r->context, policy);
                }
                list += length;
        }
        return false;
}

static void cap_end(struct registration *r)
{
        if (!r->cap_done && r->state == REGISTER_GOING)
                say(r, "CAP END", "");
        r->cap_done = true;
}

/* The last line of LS: ask for what is of use, in one request. */
static void cap_request(struct registration *r)
{
        char list[200] = "";

        r->wanted = r->offered;
        for (size_t i = 0; i < CAPS; i++) {
                if (!(r->wanted & caps[i].bit))
                        continue;
                if (*list)
                        strcat(list, " ");
                strcat(list, caps[i].name);
        }
        if (*list)
                say(r, "CAP REQ :", list);
        else
                cap_end(r);
}

/* CAP nick-or-* LS [*] :list, CAP * ACK :list, CAP * NAK :list ... */
static void take_cap(struct registration *r, const struct line *line)
{
        const char *what = line_param(line, 1), *list = line_param(line, line->count - 1);

        if (line->count < 3)
                return;
        if ((strcmp(what, "LS") == 0 || strcmp(what, "NEW") == 0) && cap_sts(r, list))
                return;
        if (strcmp(what, "LS") == 0 && !r->cap_done && !r->wanted) {
                r->offered |= cap_bits(list);
                if (!(line->count > 3 && strcmp(line->param[2], "*") == 0))
                        cap_request(r);
        } else if (strcmp(what, "ACK") == 0) {
                r->enabled |= cap_bits(list);
                cap_end(r);
        } else if (strcmp(what, "NAK") == 0) {
                cap_end(r);
        } else if (strcmp(what, "DEL") == 0) {
                r->enabled &= ~cap_bits(list);
        }
}

static void next_nick(struct registration *r, struct self *self)
{
        if (r->nicks_tried < NICKS_TRIED_MAX) {
                ask_nick(r, self);
                return;
        }
        r->state = REGISTER_FAILED;
        snprintf(r->why, sizeof r->why, "the server takes none of %u nicks", NICKS_TRIED_MAX);
}

bool register_line(struct registration *r, struct self *self, const struct line *line)
{
        if (line_is(line, "CAP")) {
                take_cap(r, line);
                return true;
        }
        if (r->state != REGISTER_GOING)
                return false;
        switch (line->numeric) {
        case 1:
                self_set_nick(self, line_param(line, 0));
                r->state = REGISTER_DONE;
                return false;
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
