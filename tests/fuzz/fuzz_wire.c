/* fuzz_wire.c - bytes of a server -> frames -> lines -> who we are -> what
 * libircclient gets. For libFuzzer (make fuzz); checks what canon.h promises.
 * The first byte says into which pieces the rest is cut, and whether to log in.
 */
#include "../../plugin/bot/canon.h"
#include "../../plugin/bot/frame.h"
#include "../../plugin/bot/isupport.h"
#include "../../plugin/bot/line.h"
#include "../../plugin/bot/register.h"
#include "../../plugin/bot/self.h"
#include "fuzz.h"
#include "quiet.h"

static bool swallow(void *context, const char *line)
{
        must_of(strlen(line) <= 510 && !strpbrk(line, "\r\n"), "that is no line", line);
        return true;
}

/* What libircclient gets: one line, a source, 1 to 10 parameters, our mark only as a target. */
static void check(const char *out, size_t length)
{
        must_of(length >= 8 && length <= CANON_MAX && strlen(out) == length, "its length", out);
        must_of(out[0] == ':' && out[1] != ' ' && memcmp(out + length - 2, "\r\n", 2) == 0, "its ends", out);
        must_of(strcspn(out, "\r\n") == length - 2, "more than one line", out);
        must_of(strncmp(out + 1, CANON_NICK, strlen(CANON_NICK)) != 0, "our mark is its source", out);
        must_of(strstr(out, " :") != NULL && strstr(out, " 000 ") != strchr(out, ' '), "its parameters", out);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        fuzz_quiet();
        return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const struct config_network configs[] = {
                {.nick = {"crampbot"}, .nick_count = 1, .user = "cramp", .realname = "a bot", .password = "pass"},
                {.nick = {"crampbot"}, .nick_count = 1, .user = "cramp", .realname = "a bot",
                 .sasl = {.mechanism = {MECHANISM_SCRAM_SHA_256, MECHANISM_PLAIN, MECHANISM_EXTERNAL},
                          .mechanism_count = 3, .account = "cramp", .password = {.text = "secret"},
                          .plain_without_tls = true, .on_failure = FAILURE_GO_ON}},
        };
        struct registration registration = {.config = &configs[size ? data[0] & 1 : 0], .send = swallow};
        struct frame *frame = malloc(sizeof *frame);
        struct isupport isupport;
        struct self self;
        char out[CANON_MAX + 1], nick[64], user[64], host[64], value[64];
        size_t step = size ? data[0] + 1u : 1;

        frame_init(frame);
        isupport_init(&isupport);
        register_begin(&registration, &self);
        for (size_t at = 1; at < size;) {
                size_t room, n = size - at < step ? size - at : step;
                char *to = frame_room(frame, &room), *text;

                must(room > 0, "no room");
                n = n < room ? n : room;
                memcpy(to, data + at, n);
                frame_add(frame, n);
                at += n;
                while ((text = frame_next(frame))) {
                        struct line line;
                        int64_t ms;
                        size_t length;

                        must(!strpbrk(text, "\r\n"), "a frame of two lines");
                        if (!line_parse(&line, text))
                                continue;
                        line_time(&line, &ms);
                        line_tag(&line, "account", value, sizeof value);
                        line_source(line.source, nick, user, host, sizeof nick);
                        register_line(&registration, &self, &line);
                        if (line.numeric == 5)
                                isupport_take(&isupport, &line);
                        self_learn(&self, &isupport, &line);
                        must_of(self_nick_ok(self.nick), "our nick", self.nick);
                        must(self_line_bytes(&self, &isupport, "#c") < 512, "a line has too much room");
                        isupport_channel_of(&isupport, line_param(&line, 0));
                        length = canon_write(&line, &self, &isupport, "irc.test", out);
                        if (length > 0)
                                check(out, length);
                }
        }
        register_end(&registration);
        free(frame);
        return 0;
}
