/* log_text.c - texts made safe for one line of a log, or of anything else. */
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "utf8.h"

/* How the `bytes` at text look in a log line: themselves, or an escape. */
static const char *escape(const char *text, size_t bytes, bool quotes, char out[8])
{
        if (!bytes)
                snprintf(out, 8, "\\x%02x", (unsigned char)text[0]);
        else if (bytes == 1 && text[0] == '\n')
                strcpy(out, "\\n");
        else if (bytes == 1 && text[0] == '\r')
                strcpy(out, "\\r");
        else if (bytes == 1 && text[0] == '\t')
                strcpy(out, "\\t");
        else if (bytes == 1 && utf8_is_control(text, bytes))
                snprintf(out, 8, "\\x%02x", (unsigned char)text[0]);
        else if (utf8_is_control(text, bytes)) /* C2 80..9F, E2 80 A8..A9 */
                snprintf(out, 8, "\\u%s%02x", bytes == 2 ? "00" : "20",
                         bytes == 2 ? (unsigned char)text[1] : (unsigned char)text[2] & 0x7FU);
        else if (quotes && (text[0] == '"' || text[0] == '\\'))
                snprintf(out, 8, "\\%c", text[0]);
        else
                snprintf(out, 8, "%.*s", (int)bytes, text);
        return out;
}

static const char *copy(char *out, size_t cap, const char *text, bool quotes)
{
        size_t length = text ? strlen(text) : 0, used = 0;
        char piece[8];

        if (!cap)
                return "";
        for (size_t i = 0; i < length;) {
                size_t bytes = utf8_char(text + i, length - i);
                size_t more = strlen(escape(text + i, bytes, quotes, piece));

                if (used + more >= cap)
                        break;
                memcpy(out + used, piece, more);
                used += more;
                i += bytes ? bytes : 1;
        }
        out[used] = '\0';
        return out;
}

const char *log_quote(char *out, size_t cap, const char *text)
{
        return copy(out, cap, text, true);
}

const char *log_clean(char *out, size_t cap, const char *text)
{
        return copy(out, cap, text, false);
}
