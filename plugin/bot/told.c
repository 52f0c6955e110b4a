/* told.c - a mistake in a configuration as one line.
 *
 * It refuses to know where the line goes.
 */
#include "told.h"

#include <stdio.h>

#include "log.h"

#define PART_BYTES ((TOLD_BYTES - 100) / 2)

/* What log_clean leaves needs these two escapes alone. */
static void escape(char out[PART_BYTES], const char *text)
{
        size_t used = 0;

        for (; *text && used + 3 < PART_BYTES; text++) {
                if (*text == '"' || *text == '\\')
                        out[used++] = '\\';
                out[used++] = *text;
        }
        out[used] = '\0';
}

void told_line(char out[TOLD_BYTES], bool json, enum config_severity severity, const char *file, unsigned line,
               const char *what)
{
        char place[PART_BYTES], text[PART_BYTES], clean[PART_BYTES / 2], at[16] = "";

        if (json) {
                escape(place, log_clean(clean, sizeof clean, file));
                escape(text, log_clean(clean, sizeof clean, what));
                snprintf(out, TOLD_BYTES, "{\"file\":\"%s\",\"line\":%u,\"severity\":\"%s\",\"what\":\"%s\"}\n", place,
                         line, severity == CONFIG_ERROR ? "error" : "warning", text);
                return;
        }
        log_clean(place, sizeof place, file);
        log_clean(text, sizeof text, what);
        if (line)
                snprintf(at, sizeof at, ":%u", line);
        snprintf(out, TOLD_BYTES, "%s%s: %s%s\n", place, at, severity == CONFIG_ERROR ? "" : "warning: ", text);
}
