/* operators.c - who is an operator of a channel.
 *
 * Remembers nicks as they compare on the network. It refuses to know what an
 * operator may do.
 */
#include "operators.h"

#include <stdlib.h>
#include <string.h>

#include "self.h"

static size_t find(const struct operators *operators, const char *folded)
{
        size_t i = 0;

        while (i < operators->count && strcmp(operators->nick[i], folded) != 0)
                i++;
        return i;
}

static void add(struct operators *operators, const struct isupport *isupport, const char *nick)
{
        char folded[SELF_NICK_MAX];

        if (!self_nick_ok(nick) || operators->count == OPERATORS_MAX)
                return;
        isupport_fold(isupport, nick, folded, sizeof folded);
        if (find(operators, folded) < operators->count)
                return;
        if (!operators->nick && !(operators->nick = calloc(OPERATORS_MAX, sizeof *operators->nick)))
                return;
        operators->nick[operators->count] = strdup(folded);
        operators->count += operators->nick[operators->count] != NULL;
}

/* True: they were one. */
static bool take_out(struct operators *operators, const struct isupport *isupport, const char *nick)
{
        char folded[SELF_NICK_MAX];
        size_t at;

        isupport_fold(isupport, nick, folded, sizeof folded);
        at = find(operators, folded);
        if (at == operators->count)
                return false;
        free(operators->nick[at]);
        operators->nick[at] = operators->nick[--operators->count];
        return true;
}

void operators_clear(struct operators *operators)
{
        while (operators->count)
                free(operators->nick[--operators->count]);
}

void operators_fini(struct operators *operators)
{
        operators_clear(operators);
        free(operators->nick);
        *operators = (struct operators){.count = 0};
}

bool operators_has(const struct operators *operators, const struct isupport *isupport, const char *nick)
{
        char folded[SELF_NICK_MAX];

        isupport_fold(isupport, nick, folded, sizeof folded);
        return find(operators, folded) < operators->count;
}

/* Does this letter of MODE, or sign of NAMES, mean operator or more? PREFIX has
 * them from the highest to the lowest. */
static bool is_high(const char *all, const char *lowest, char c)
{
        const char *at = c ? strchr(all, c) : NULL;

        return at && at <= lowest;
}

static bool is_sign(const struct isupport *isupport, char c)
{
        const char *lowest = strchr(isupport->prefixes, '@');

        return lowest && is_high(isupport->prefixes, lowest, c);
}

static bool is_letter(const struct isupport *isupport, char c)
{
        const char *lowest = strchr(isupport->prefix_modes, 'o');

        return lowest && is_high(isupport->prefix_modes, lowest, c);
}

/* 353 me = #channel :@anna +bert carl, or "@+anna" with multi-prefix, or
 * "@anna!a@b" with userhost-in-names. */
static void take_names(struct operators *operators, const struct isupport *isupport, const char *list)
{
        while (*list) {
                size_t length = strcspn(list, " "), signs = strspn(list, isupport->prefixes);
                char nick[SELF_NICK_MAX];
                bool high = false;

                if (signs > length)
                        signs = length;
                for (size_t i = 0; i < signs; i++)
                        high = high || is_sign(isupport, list[i]);
                length -= signs;
                if (length < sizeof nick) {
                        memcpy(nick, list + signs, length);
                        nick[length] = '\0';
                        nick[strcspn(nick, "!")] = '\0';
                        if (high)
                                add(operators, isupport, nick);
                        else
                                take_out(operators, isupport, nick);
                }
                list += signs + length;
                list += strspn(list, " ");
        }
}

static void doubt(struct operators *operators)
{
        operators_clear(operators);
        operators->doubtful = true;
}

/* One letter of a MODE. What a person loses they have lost, though they may
 * still have a higher mode: then the list is asked for again. */
static void take_letter(struct operators *operators, const struct isupport *isupport, bool plus, char letter,
                        const char *nick)
{
        if (!is_letter(isupport, letter))
                return;
        if (plus)
                add(operators, isupport, nick);
        else if (take_out(operators, isupport, nick) && *isupport->prefix_modes != 'o')
                operators->doubtful = true;
}

/* MODE #channel +ov-b anna bert mask */
static void take_mode(struct operators *operators, const struct isupport *isupport, const struct line *line)
{
        size_t next = 2;
        bool plus = true;

        for (const char *c = line_param(line, 1); *c; c++) {
                enum isupport_mode mode = isupport_mode(isupport, *c);

                if (*c == '+' || *c == '-') {
                        plus = *c == '+';
                } else if (mode == MODE_UNKNOWN || (mode == MODE_MEMBER && next >= line->count)) {
                        doubt(operators);
                        return;
                } else if (mode == MODE_MEMBER) {
                        take_letter(operators, isupport, plus, *c, line->param[next++]);
                } else if (mode == MODE_ALWAYS || (mode == MODE_WHEN_SET && plus)) {
                        next++;
                }
        }
}

void operators_line(struct operators *operators, const struct isupport *isupport, const struct line *line)
{
        char nick[SELF_NICK_MAX];

        if (line->numeric == 353)
                take_names(operators, isupport, line_param(line, 3));
        else if (line_is(line, "MODE"))
                take_mode(operators, isupport, line);
        else if (line_is(line, "KICK"))
                take_out(operators, isupport, line_param(line, 1));
        else if ((line_is(line, "JOIN") || line_is(line, "PART")) &&
                 line_source(line->source ? line->source : "", nick, NULL, NULL, sizeof nick))
                take_out(operators, isupport, nick);
}

void operators_rename(struct operators *operators, const struct isupport *isupport, const char *from, const char *to)
{
        if (take_out(operators, isupport, from) && to)
                add(operators, isupport, to);
}
