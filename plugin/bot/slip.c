/* slip.c - slips that libconfig would only call a syntax error: what people write who are
 * used to other files, and what a phone or an office program makes of a quotation mark.
 *
 * Looks at one thing at a time, and refuses to know what a setting means.
 */
#include "slip.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "utf8.h"

#define WORD_MAX 60

/* Can a value stand here, and nothing else? */
static bool is_value(char before, char within)
{
        return before == '=' || before == ':' || (strchr("([", within) && strchr("([,", before));
}

static bool find_word(const char *at, char *what, size_t cap)
{
        static const char *const flags[] = {"yes", "no", "on", "off", "enabled", "disabled"};
        size_t length = strcspn(at, " \t\r\n;,=:\"()[]{}#");

        if (length > WORD_MAX || (length == 4 && strncasecmp(at, "true", 4) == 0) ||
            (length == 5 && strncasecmp(at, "false", 5) == 0))
                return false;
        for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
                if (length == strlen(flags[i]) && strncasecmp(at, flags[i], length) == 0) {
                        snprintf(what, cap, "%.*s is not known here; %s would be right", (int)length, at,
                                 i % 2 ? "false" : "true");
                        return true;
                }
        snprintf(what, cap, "a text stands in quotes; \"%.*s\" would be right", (int)length, at);
        return true;
}

static bool find_number(const char *at, char before, char within, char *what, size_t cap)
{
        size_t digits = strspn(at, "0123456789"), unit = digits;

        if (*at == '0' && strchr("xX", at[1]) && at[1])
                return false;
        while (isalpha((unsigned char)at[unit]))
                unit++;
        if (unit > digits && unit - digits < 10 && !strchr("eELl", at[digits])) {
                snprintf(what, cap, "a number stands without a unit; %.*s would be right, in what the setting counts", (int)digits, at);
                return digits < WORD_MAX;
        }
        if (within == '{' && before == '=' && digits < WORD_MAX && at[digits] == ',' && isdigit((unsigned char)at[digits + 1])) {
                snprintf(what, cap, "a number has a point, not a comma; %.*s.%.*s would be right", (int)digits, at,
                         (int)strspn(at + digits + 1, "0123456789") % WORD_MAX, at + digits + 1);
                return true;
        }
        return false;
}

static bool find_sign(const char *at, char *what, size_t cap)
{
        static const char *const marks[] = {"“", "”", "„", "‟", "‘", "’", "‚", "«", "»", "″", "'", "`"};
        size_t bytes = utf8_char(at, strnlen(at, 4));

        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
                if (strncmp(at, marks[i], strlen(marks[i])) == 0) {
                        snprintf(what, cap, "%s does not begin or end a text; a plain \" would be right", marks[i]);
                        return true;
                }
        if (strncmp(at, "\xC2\xA0", 2) == 0 || strncmp(at, "\xE2\x80\xAF", 3) == 0)
                snprintf(what, cap, "a blank here is one that does not break (byte 0x%02x); a plain blank would be right",
                         (unsigned char)*at);
        else if (bytes > 1)
                snprintf(what, cap, "%.*s cannot stand outside of a text in quotes", (int)bytes, at);
        else
                return false;
        return true;
}

bool slip_find(const char *at, char before, char within, char *what, size_t cap)
{
        char c = *at;

        if ((c == ']' || c == ')') && before == ',')
                snprintf(what, cap, "behind the last comma something is missing; no comma before the %c would be right", c);
        else if ((c == ';' || c == '}') && before == '=')
                snprintf(what, cap, "behind the = a value is missing");
        else if (isalpha((unsigned char)c))
                return is_value(before, within) && find_word(at, what, cap);
        else if (isdigit((unsigned char)c))
                return find_number(at, before, within, what, cap);
        else
                return find_sign(at, what, cap);
        return true;
}
