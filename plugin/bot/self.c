/* self.c - who the bot is, as the network sees it.
 *
 * Only remembers; what to do about a nick that is not the wanted one is
 * decided elsewhere.
 */
#include "self.h"

#include <string.h>

/* What is usual at the most, where a server has not said (libera, oftc, efnet). */
#define USER_USUAL 11
#define HOST_USUAL 63
#define FRAME_BYTES 14

bool self_nick_ok(const char *nick)
{
        size_t length = strlen(nick);

        if (length == 0 || length >= SELF_NICK_MAX || *nick == ':' || *nick == '$')
                return false;
        for (; *nick; nick++)
                if ((unsigned char)*nick <= ' ' || *nick == 0x7F || strchr(",!@*?.", *nick))
                        return false;
        return true;
}

void self_init(struct self *self, const char *nick)
{
        memset(self, 0, sizeof *self);
        self_set_nick(self, nick);
}

bool self_set_nick(struct self *self, const char *nick)
{
        if (!self_nick_ok(nick))
                return false;
        strcpy(self->nick, nick);
        return true;
}

/* A part of a prefix. One that is cut here is longer than a line anyway. */
static void set_part(char *part, const char *value)
{
        size_t length = strlen(value);

        if (length == 0)
                return;
        if (length > SELF_PART_MAX - 1)
                length = SELF_PART_MAX - 1;
        memcpy(part, value, length);
        part[length] = '\0';
}

/* 396 has "host" or "user@host". */
static void set_host(struct self *self, const char *value)
{
        const char *at = strrchr(value, '@');
        char user[SELF_PART_MAX] = "";

        if (at && (size_t)(at - value) < sizeof user) {
                memcpy(user, value, (size_t)(at - value));
                set_part(self->user, user);
        }
        set_part(self->host, at ? at + 1 : value);
}

bool self_is(const struct self *self, const struct isupport *isupport, const char *nick)
{
        return isupport_same(isupport, self->nick, nick);
}

bool self_said(const struct self *self, const struct isupport *isupport, const struct line *line)
{
        char nick[SELF_NICK_MAX];
        size_t length = line->source ? strcspn(line->source, "!@") : 0;

        if (length == 0 || length >= sizeof nick)
                return false;
        memcpy(nick, line->source, length);
        nick[length] = '\0';
        return self_is(self, isupport, nick);
}

void self_learn(struct self *self, const struct isupport *isupport, const struct line *line)
{
        char nick[SELF_PART_MAX], user[SELF_PART_MAX], host[SELF_PART_MAX];

        if (line->numeric == 396 && line->count > 1)
                set_host(self, line->param[1]);
        if (line->numeric == 311 && line->count > 3 && self_is(self, isupport, line->param[1])) {
                set_part(self->user, line->param[2]);
                set_part(self->host, line->param[3]);
        }
        if (line->numeric || !self_said(self, isupport, line))
                return;
        if (line_source(line->source, nick, user, host, sizeof nick)) {
                set_part(self->user, user);
                set_part(self->host, host);
        }
        if (line_is(line, "NICK"))
                self_set_nick(self, line_param(line, 0));
        if (line_is(line, "CHGHOST")) {
                set_part(self->user, line_param(line, 0));
                set_part(self->host, line_param(line, 1));
        }
}

static size_t part_bytes(const char *part, size_t said, size_t usual)
{
        if (*part)
                return strlen(part);
        return said > usual ? said : usual;
}

size_t self_line_bytes(const struct self *self, const struct isupport *isupport,
                       const char *target)
{
        size_t prefix = strlen(self->nick) + 1 +
                        part_bytes(self->user, isupport->userlen, USER_USUAL) + 1 +
                        part_bytes(self->host, isupport->hostlen, HOST_USUAL);
        size_t taken = FRAME_BYTES + prefix + strlen(target);

        return taken < isupport->linelen ? isupport->linelen - taken : 0;
}
