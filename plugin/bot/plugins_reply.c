/* plugins_reply.c - what a plugin may hand over, and which reply is strongest.
 *
 * Nothing leaves the bot that was not looked at here: a line that could end
 * early, carry a second command or a formatting code, or be cut by the server
 * is no line. It refuses to mend a reply: a mended one may have lost the very
 * part that must not be lost.
 */
#include "plugins_reply.h"

#include <string.h>

#include "concat.h"
#include "utf8.h"

#define REPLY_SIZE_MIN (offsetof(struct plugin_reply, count) + sizeof(((struct plugin_reply *)0)->count))

static const char *line_wrong(const char *line, size_t most)
{
        size_t length;

        if (!line)
                return "a line is NULL";
        length = strnlen(line, most + 1);
        if (!length)
                return "a line is empty";
        if (length > most)
                return "a line is longer than asked for";
        for (size_t i = 0, bytes; i < length; i += bytes) {
                while (i < length && line[i] >= ' ' && line[i] <= '~') /* nearly all */
                        i++;
                if (i == length)
                        break;
                bytes = utf8_char(line + i, length - i);
                if (!bytes)
                        return "a line is not UTF-8";
                if (utf8_is_control(line + i, bytes))
                        return "a line holds a control code";
        }
        return NULL;
}

const char *plugins_reply_wrong(const struct plugin_reply *reply, const struct plugin_message *message)
{
        size_t most = message->line_bytes < PLUGINS_LINE_BYTES ? message->line_bytes : PLUGINS_LINE_BYTES;

        if (!reply || reply->size < REPLY_SIZE_MIN)
                return "its struct plugin_reply is too short";
        if ((int)reply->kind < PLUGIN_NONE || reply->kind > PLUGIN_URGENT)
                return "its kind is unknown";
        if (reply->kind == PLUGIN_NONE)
                return NULL;
        if (!(reply->confidence >= 0 && reply->confidence <= 1))
                return "its confidence is not within 0 and 1";
        if (reply->id && strnlen(reply->id, PLUGINS_ID_BYTES + 1) > PLUGINS_ID_BYTES)
                return "its id is too long";
        if (!reply->lines || !reply->count)
                return "it has no lines";
        if (reply->count > PLUGINS_LINES_MAX)
                return "it has too many lines";
        for (size_t i = 0; i < reply->count; i++) {
                const char *wrong = line_wrong(reply->lines[i], most);

                if (wrong)
                        return wrong;
        }
        return NULL;
}

bool plugins_reply_beats(const struct plugin_reply *reply, const struct plugin_reply *best)
{
        if (reply->kind != best->kind)
                return reply->kind > best->kind;
        return reply->kind != PLUGIN_NONE && reply->confidence > best->confidence;
}

void plugins_reply_take(struct plugins_reply *into, const struct plugin_reply *reply)
{
        into->reply = (struct plugin_reply){
                .size = sizeof(struct plugin_reply),
                .kind = reply->kind,
                .id = into->id,
                .confidence = reply->confidence,
                .lines = into->lines,
                .count = reply->count,
        };
        concat(into->id, sizeof into->id, (const char *const[]){reply->id ? reply->id : "", NULL});
        for (size_t i = 0; i < reply->count; i++) {
                concat(into->text[i], sizeof into->text[i], (const char *const[]){reply->lines[i], NULL});
                into->lines[i] = into->text[i];
        }
}
