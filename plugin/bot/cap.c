/* cap.c - the lists of capabilities.
 *
 * Remembers what was offered, asked for and granted. Sends nothing and knows
 * no SASL beyond the list of mechanisms that comes with its name.
 */
#include "cap.h"

#include <stdio.h>
#include <string.h>

static const struct {
        const char *name;
        unsigned bit;
} caps[] = {
        {"message-tags", CAP_MESSAGE_TAGS},     {"account-tag", CAP_ACCOUNT_TAG},
        {"server-time", CAP_SERVER_TIME},       {"chghost", CAP_CHGHOST},
        {"account-notify", CAP_ACCOUNT_NOTIFY}, {"extended-join", CAP_EXTENDED_JOIN},
        {"batch", CAP_BATCH},                   {"multi-prefix", CAP_MULTI_PREFIX},
        {"setname", CAP_SETNAME},               {"sasl", CAP_SASL},
};

#define CAPS (sizeof caps / sizeof caps[0])

void cap_init(struct cap *cap)
{
        memset(cap, 0, sizeof *cap);
}

static bool named(const char *token, size_t length, const char *name)
{
        return strlen(name) == length && memcmp(token, name, length) == 0;
}

/* A value, cut where a list may be cut: at a comma. */
static void take_value(char *out, size_t size, const char *value, size_t length)
{
        if (length >= size) {
                length = size - 1;
                while (length > 0 && value[length] != ',')
                        length--;
        }
        memcpy(out, value, length);
        out[length] = '\0';
}

/* One "name" or "name=value"; its bit, or 0. */
static unsigned take_token(struct cap *cap, const char *token, size_t length, bool offered)
{
        size_t name = strcspn(token, " =");
        const char *value = token + name + 1;
        size_t left = length > name ? length - name - 1 : 0;

        if (offered && named(token, name, "sts"))
                take_value(cap->sts, sizeof cap->sts, value, left);
        for (size_t i = 0; i < CAPS; i++) {
                if (!named(token, name, caps[i].name))
                        continue;
                if (offered && caps[i].bit == CAP_SASL) {
                        cap->sasl_named = left > 0;
                        take_value(cap->sasl, sizeof cap->sasl, value, left);
                }
                return caps[i].bit;
        }
        return 0;
}

static unsigned take_list(struct cap *cap, const char *list, bool offered)
{
        unsigned bits = 0;

        for (list += strspn(list, " "); *list; list += strspn(list, " ")) {
                size_t length = strcspn(list, " ");

                /* In an ACK "-name" says that it is off. */
                if (*list != '-')
                        bits |= take_token(cap, list, length, offered);
                list += length;
        }
        return bits;
}

static enum cap_event take_ack(struct cap *cap, const char *list)
{
        unsigned bits = take_list(cap, list, false) & cap->asked;

        cap->enabled |= bits;
        cap->asked &= ~bits;
        return CAP_ANSWERED;
}

/* Which of several was the wrong one is not said. */
static enum cap_event take_nak(struct cap *cap)
{
        unsigned bits = cap->asked;

        cap->asked = 0;
        cap->refused |= (bits & (bits - 1)) == 0 ? bits : 0;
        cap->one_by_one = true;
        return CAP_ANSWERED;
}

enum cap_event cap_line(struct cap *cap, const struct line *line)
{
        const char *what = line_param(line, 1), *list;
        bool more = line->count > 3 && strcmp(line->param[2], "*") == 0;

        if (line->count < 3)
                return CAP_NOTHING;
        list = line_param(line, line->count - 1);
        if (strcmp(what, "LS") == 0) {
                cap->offered |= take_list(cap, list, true);
                if (more || cap->listed)
                        return CAP_NOTHING;
                cap->listed = true;
                return CAP_LISTED;
        }
        if (strcmp(what, "NEW") == 0) {
                unsigned bits = take_list(cap, list, true);

                cap->offered |= bits;
                cap->refused &= ~bits;
                cap->sasl_new = cap->sasl_new || (bits & CAP_SASL);
                return cap->listed ? CAP_LISTED : CAP_NOTHING;
        }
        if (strcmp(what, "DEL") == 0) {
                unsigned bits = take_list(cap, list, false);

                cap->offered &= ~bits;
                cap->enabled &= ~bits;
                return CAP_GONE;
        }
        if (strcmp(what, "ACK") == 0 && cap->asked)
                return take_ack(cap, list);
        if (strcmp(what, "NAK") == 0 && cap->asked)
                return take_nak(cap);
        return CAP_NOTHING;
}

bool cap_request(struct cap *cap, unsigned wanted, char *out, size_t size)
{
        size_t used = (size_t)snprintf(out, size, "CAP REQ :");
        bool any = false;

        wanted &= cap->offered & ~(cap->enabled | cap->asked | cap->refused);
        for (size_t i = 0; i < CAPS && !(any && cap->one_by_one); i++) {
                if (!(wanted & caps[i].bit) || used + strlen(caps[i].name) + 2 > size)
                        continue;
                used += (size_t)snprintf(out + used, size - used, "%s%s", any ? " " : "", caps[i].name);
                cap->asked |= caps[i].bit;
                any = true;
        }
        return any;
}

bool cap_waits(const struct cap *cap)
{
        return cap->asked != 0;
}
