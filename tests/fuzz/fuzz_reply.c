/* fuzz_reply.c - any text, hint and disclaimer in any budget; and what leaves by
 * the door for other bots (host.h), whatever they say of nick, channel, address and
 * settings. Run from the repository's top folder: it loads faq/calf-cramps.cfg.
 *
 * The first byte chooses which; then numbers, a byte each, then texts, each ended by
 * NUL. Checked of a layout: lines within the budget, clean, and, blanks aside, just
 * these words in this order: the text or its beginning, dots, the hint, the whole
 * disclaimer. Of what a host sends: where to, and that server and reader get it whole.
 */
#include "answer.h"
#include "fuzz.h"
#include "host.h"
#include "reply.h"
#include "squeeze.h"

#define DISCLAIMER "Generalinformationonly:notmedicaladvice,diagnosisorrecommendedtreatment."

static struct answer_host *host;

static bool is_all_of(const struct reply *reply, const char *text, size_t length, const char *dots, const char *hint,
                      const char *tail)
{
        static struct squeezed got, wanted;

        got.used = wanted.used = 0;
        for (size_t i = 0; i < reply->count; i++)
                squeeze(&got, reply->line[i], strlen(reply->line[i]));
        squeeze(&wanted, text, length);
        squeeze(&wanted, dots, strlen(dots));
        squeeze(&wanted, hint, strlen(hint));
        squeeze(&wanted, tail, strlen(tail));
        return got.used == wanted.used && memcmp(got.text, wanted.text, got.used) == 0;
}

/* -- a layout --------------------------------------------------------------- */

static void check_layout(const struct reply *reply, const char *text, const char *hint, const char *tail, size_t bytes)
{
        must(reply->count >= 1 && reply->count <= REPLY_LINES && reply->used <= strlen(text), "its counts");
        for (size_t i = 0; i < reply->count; i++) {
                must_of(strlen(reply->line[i]) <= bytes && *reply->line[i], "a line is too long, or empty", reply->line[i]);
                must_of(fuzz_clean(reply->line[i]), "a line is not clean", reply->line[i]);
        }
        tail = tail ? tail : "";
        if (is_all_of(reply, text, strlen(text), "", "", tail))
                must(reply->used == strlen(text), "it says that something is left");
        else
                must(is_all_of(reply, text, reply->used, "...", hint ? hint : "", tail) ||
                     is_all_of(reply, text, reply->used, "...", "", tail), "these are not its words");
}

static void lay_out(struct fuzz_input *in)
{
        static struct reply reply, again;
        uint8_t which = fuzz_byte(in);
        size_t bytes = fuzz_byte(in) * 4u, lines = fuzz_byte(in) % 12;
        char *text = fuzz_text(in), *hint = fuzz_text(in), *tail = fuzz_text(in);
        const char *own_hint = which & 1 ? NULL : hint, *own_tail = which & 2 ? NULL : tail;
        bool made = reply_lay_out(&reply, text, own_hint, own_tail, bytes, lines);

        must(!made || bytes >= ANSWER_LINE_MIN, "it was made of nothing");
        must(made == reply_lay_out(&again, text, own_hint, own_tail, bytes, lines) && reply.count == again.count,
             "another one the second time");
        if (made)
                check_layout(&reply, text, own_hint, own_tail, bytes);
        else if (bytes >= ANSWER_LINE_MIN && *text > ' ' && fuzz_clean(text) && fuzz_clean(tail))
                must(strlen(text) + strlen(tail) + 1 > bytes, "it would have fitted one line");
        free(text);
        free(hint);
        free(tail);
}

/* -- a host ----------------------------------------------------------------- */

struct sent {
        const struct answer_host_message *message;
        struct squeezed all;
};

static void on_tell(void *context, const char *line)
{
        must_of(fuzz_clean(line), "the owner is told what is not clean", line);
}

static void on_send(void *context, const struct answer_host_line *line)
{
        struct sent *sent = context;
        const struct answer_host_message *m = sent->message;
        bool in_channel = strcmp(line->target, m->nick) != 0;
        size_t front = in_channel ? strlen(m->nick) + 2 : 0;

        must_of(!in_channel || strcmp(line->target, m->channel) == 0, "to somebody else", line->target);
        must_of(!strpbrk(line->target, " \r\n") && *line->target != ':', "no target", line->target);
        for (const char *c = line->raw; *c; c++)
                must_of((unsigned char)*c >= ' ' && *c != 0x7f, "a control code", line->raw);
        must_of(strstr(line->raw, " :") && strcmp(strstr(line->raw, " :") + 2, line->text) == 0, "not what is said", line->raw);
        if (m->address && strchr(m->address, '@'))
                must_of(strlen(m->self) + strlen(m->address) + strlen(line->raw) + strlen(":! ") <= 510, "too long", line->raw);
        must((line->how & ~(ANSWER_HOST_NOTICE | ANSWER_HOST_URGENT)) == 0, "how");
        if (in_channel)
                must_of(strncmp(line->text, m->nick, strlen(m->nick)) == 0, "nobody is addressed", line->text);
        squeeze(&sent->all, line->text + front, strlen(line->text) - front);
}

static void ask_host(struct fuzz_input *in)
{
        static const char *const names[] = {"prefix", "ambient", "lines", "reply", "channels", "in_private", "threshold"};
        static struct sent sent;
        static uint64_t now;
        uint8_t which = fuzz_byte(in), setting = fuzz_byte(in);
        char *text[9];
        struct answer_host_message m = {.size = sizeof m, .network = "n"};

        now += 500u * fuzz_byte(in);
        for (size_t i = 0; i < 9; i++)
                text[i] = fuzz_text(in);
        m.now = now;
        m.text = text[0];
        m.nick = which & 1 ? "ann" : text[1];
        m.self = which & 2 ? "crampbot" : text[2];
        m.channel = which & 4 ? NULL : which & 8 ? "#c" : text[3];
        m.address = which & 16 ? NULL : text[4];
        m.prefix = which & 32 ? NULL : text[5];
        m.ambient = which & 64 ? "on" : text[6];
        m.lines = which & 128 ? NULL : text[7];
        m.reply = text[8];
        m.context = &sent;
        sent.message = &m;
        sent.all.used = 0;
        sent.all.text[0] = '\0';
        answer_host_set(host, names[setting % 7], text[8]);
        if (answer_host_ask(host, &m) == ANSWER_ANSWER)
                must_of(strstr(sent.all.text, DISCLAIMER) != NULL, "no disclaimer", sent.all.text);
        must(*text[0] != '\x01' || !sent.all.used, "an answer to a CTCP");
        for (size_t i = 0; i < 7; i++)
                answer_host_set(host, names[i], i == 3 ? "privmsg" : i == 2 ? "2" : i == 1 ? "off" : i == 5 ? "on" : "");
        for (size_t i = 0; i < 9; i++)
                free(text[i]);
}

static void close_host(void)
{
        answer_host_close(host);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        static const struct answer_host_events events = {.size = sizeof events, .tell = on_tell, .send = on_send};

        host = answer_host_open(ANSWER_ABI, &events);
        must(host && answer_host_set(host, "faq", "faq/calf-cramps.cfg") == 0, "no host");
        answer_host_poll(host, 1000);
        atexit(close_host);
        return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct fuzz_input in = {data, size};

        if (fuzz_byte(&in) & 1)
                ask_host(&in);
        else
                lay_out(&in);
        return 0;
}
