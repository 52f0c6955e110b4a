/* fuzz_hear.c - lines of a server, and time, to a whole network: registering, who
 * we are, channels, nicks, services, people, limits, the queue, libircclient.
 *
 * The input is text. A line goes to the network as the server's, but for those
 * that begin with one of these:
 *   =      the server lets us in, and into our channels
 *   ^N     N milliseconds pass; ^^N: seconds
 *   !      the connection breaks; !TEXT: the server says ERROR TEXT
 *   ~N     bot.cfg changes to another one
 *   >NICK TEXT  somebody of the bot's own tells NICK something
 * The size and number of a reply's lines come from what is asked. What must hold
 * is checked: what is sent, how fast and where to, that no NOTICE is answered,
 * and that nothing is left at the end.
 */
#include <stdarg.h>

#include "../../plugin/bot/network_own.h"
#include "fake_net.h"
#include "fuzz.h"
#include "quiet.h"

#define BURST 4
#define INTERVAL 2000
#define BYTES 2000
#define LINES_MOST 60      /* of one input */
#define PASS_MOST 7200000  /* ms at once */

static struct network *network;
static int closed, messages;
static double tokens; /* lines that may go now, if the queue keeps its promise */
static uint64_t tokens_at;

#define LIMITS {.questions = 6, .channel = 20, .cool_down = 60, .repeat = 30, .loop = 5}
#define WORDS .busy = "busy", .slow_down = "slow", .see_above = "above", .limits = LIMITS

static struct config_channel channels[] = {
        {.name = "#cramps", .manner = {.lines = 5, .prefix = "!cramp", .offer_private = true, WORDS}},
        {.name = "#Two[]", .key = "key", .forward = true,
         .manner = {.lines = 1, .notice = true, .ambient = true, WORDS}},
        {.name = "&three", .manner = {.lines = 2, .in_private = true, WORDS}},
};
static const char *ignored[] = {"*!*@bots.example", "mallory"};

#define COMMON .name = "fuzz", .host = "irc.test", .port = 6667, .user = "cramp", .realname = "a bot", \
        .quit = "bye", .flood = {BURST, INTERVAL, BYTES}, .manner = {.lines = 5, WORDS}, .channel = channels

static const struct config_network configs[] = {
        {COMMON, .channel_count = 2, .nick = {"crampbot", "crampbot_"}, .nick_count = 2},
        {COMMON, .channel_count = 3, .nick = {"crampbot"}, .nick_count = 1, .talk_to_bots = true,
         .ignore = ignored, .ignore_count = 2,
         .sasl = {.mechanism = {MECHANISM_PLAIN, MECHANISM_SCRAM_SHA_256}, .mechanism_count = 2, .account = "cramp",
                  .password = {.text = "secret"}, .plain_without_tls = true, .on_failure = FAILURE_NICKSERV},
         .nickserv = {.wanted = true, .nick = "NickServ", .password = {.text = "secret"}, .without_tls = true,
                      .recover = RECOVER_REGAIN}},
        {COMMON, .channel_count = 1, .nick = {"other", "crampbot"}, .nick_count = 2, .password = "pass",
         .sasl = {.mechanism = {MECHANISM_SCRAM_SHA_256}, .mechanism_count = 1, .account = "cramp",
                  .password = {.text = "secret"}, .on_failure = FAILURE_GO_ON}},
        {COMMON, .channel_count = 2, .nick = {"crampbot"}, .nick_count = 1,
         .nickserv = {.wanted = true, .nick = "NickServ@services.test", .account = "cramp",
                      .password = {.text = "secret"}, .without_tls = true, .recover = RECOVER_GHOST}},
};

#define CONFIGS (sizeof configs / sizeof configs[0])

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        fuzz_quiet();
        return 0;
}

/* -- what is sent -------------------------------------------------------- */

static bool begins(const char *line, const char *word)
{
        return strncmp(line, word, strlen(word)) == 0;
}

/* Of bot.cfg, whichever it is: nobody can make the bot go anywhere else. */
static void check_join(const char *line)
{
        char names[600], *save = NULL;

        snprintf(names, sizeof names, "%.*s", (int)strcspn(line + 5, " "), line + 5);
        for (char *name = strtok_r(names, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
                bool known = false;

                for (size_t i = 0; i < sizeof channels / sizeof channels[0]; i++)
                        known = known || strcmp(channels[i].name, name) == 0;
                must_of(known, "a channel that is not in bot.cfg", line);
        }
}

/* A server will relay it whole: ":nick!user@host " in front, CR LF behind. */
static void check_talk(const char *line)
{
        const struct self *self = &network->self;
        const char *bare = *line == '@' ? line + strcspn(line, " ") + 1 : line;

        must_of(strstr(bare, " :") != NULL, "no text", line);
        if (*self->user && *self->host)
                must_of(strlen(self->nick) + strlen(self->user) + strlen(self->host) + strlen(bare) + 6 <= 512,
                     "too long", line);
}

static void fake_said(const char *line, size_t length)
{
        static const char *const past[] = {"CAP ", "AUTHENTICATE ", "NICK ", "USER ", "PASS ", "QUIT ",
                                           "PRIVMSG NickServ"};
        char text[WIRE_SEND_MAX + 1];

        snprintf(text, sizeof text, "%.*s", (int)length, line);
        for (size_t i = 0; i < sizeof past / sizeof past[0]; i++)
                if (begins(text, past[i]))
                        return;
        tokens += (double)(fake_clock - tokens_at) / INTERVAL;
        tokens_at = fake_clock;
        tokens = (tokens > BURST ? BURST : tokens) - 1;
        must_of(tokens > -0.001, "faster than allowed", text);
        if (begins(text, "JOIN "))
                check_join(text);
        if (*text == '@' || begins(text, "PRIVMSG ") || begins(text, "NOTICE "))
                check_talk(text);
}

/* -- what is heard ------------------------------------------------------- */

/* A reply of any size up to what fits, and sometimes a little more. */
static void on_message(void *context, struct network *from, const struct network_message *message)
{
        static char lines[OUTBOX_LINES_MAX][600];
        const char *list[OUTBOX_LINES_MAX];
        size_t sum = message->length, count;

        messages++;
        must_of(strlen(message->text) == message->length && !strpbrk(message->text, "\r\n"), "no line",
             message->text);
        must_of(message->line_bytes < 512, "a line of", message->text);
        if (!message->proven && strchr(message->text, 'I'))
                network_identify(from, message, message->length % 2);
        for (const char *c = message->text; *c; c++)
                sum = sum * 31 + (unsigned char)*c;
        count = 1 + sum % (message->manner->lines + (sum % 50 == 0));
        for (size_t i = 0; i < count && i < OUTBOX_LINES_MAX; i++) {
                size_t bytes = sum % 4 ? 20 + sum % 60 : message->line_bytes + (sum % 64 == 0);

                bytes = bytes < sizeof lines[i] ? bytes : sizeof lines[i] - 1;
                memset(lines[i], 'x', bytes);
                lines[i][bytes] = '\0';
                list[i] = lines[i];
        }
        network_reply(from, message, sum % 7 == 0, sum % 3 ? "id" : NULL, list,
                      count < OUTBOX_LINES_MAX ? count : OUTBOX_LINES_MAX);
}

static void on_closed(void *context, struct network *which)
{
        closed++;
        network_free(which);
}

static void hear(char *text)
{
        struct line line;
        int before = messages;

        if (!fake_wire.there || fake_wire.closing || !line_parse(&line, text) || line_is(&line, "PING") ||
            line_is(&line, "PONG") || line_is(&line, "ERROR"))
                return; /* which the wire keeps to itself */
        fake_wire.events.line(fake_wire.events.context, &line);
        must_of(messages == before || !line_is(&line, "NOTICE"), "a notice was heard", text);
        fake_turn();
}

__attribute__((format(printf, 1, 2)))
static void hear_printed(const char *format, ...)
{
        char text[600];
        va_list args;

        va_start(args, format);
        vsnprintf(text, sizeof text, format, args);
        va_end(args);
        hear(text);
}

static void let_in(void)
{
        char nick[SELF_NICK_MAX];

        snprintf(nick, sizeof nick, "%s", network->self.nick);
        hear_printed(":irc.test 001 %s :Welcome", nick);
        hear_printed(":irc.test 376 %s :End", nick);
        for (size_t i = 0; i < 2; i++)
                hear_printed(":%s!cramp@bot.example JOIN %s", nick, channels[i].name);
}

static void open_wire(void)
{
        if (!fake_wire.there || fake_wire.open || fake_wire.closing)
                return;
        fake_wire.open = true;
        tokens = BURST;
        fake_wire.events.opened(fake_wire.events.context);
        fake_turn();
}

/* -- one input ----------------------------------------------------------- */

static void take(char *text)
{
        unsigned long number = strtoul(text + 1 + (text[1] == '^'), NULL, 10);
        char *told;

        open_wire();
        switch (*text) {
        case '=':
                let_in();
                break;
        case '^':
                number = number > PASS_MOST ? PASS_MOST : text[1] == '^' ? number % (PASS_MOST / 1000) * 1000 : number;
                fake_pass(number);
                break;
        case '!':
                fake_end(text[1] ? WIRE_ERROR : WIRE_BROKEN, text[1] ? text + 1 : "reset");
                break;
        case '~':
                network_change(network, &configs[number % CONFIGS]);
                break;
        case '>':
                told = text + strcspn(text, " ");
                if (*told)
                        *told++ = '\0';
                network_tell(network, text + 1, *told ? told : "the FAQ was edited while you were away");
                break;
        default:
                hear(text);
        }
}

static void finish(void)
{
        network_quit(network, "done");
        fake_pass(2000);
        fake_end(WIRE_CLOSED, "bye");
        fake_pass(0);
        must_of(closed == 1, "it is not closed", "");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct network_events events = {.message = on_message, .closed = on_closed};
        char *text = malloc(size + 1), *save = NULL;
        static uv_loop_t loop;
        int lines = 0;

        memcpy(text, data, size);
        text[size] = '\0';
        fake_clock = 1000;
        tokens_at = 0;
        closed = messages = 0;
        memset(fake_timers, 0, sizeof fake_timers);
        network = network_open(&loop, &configs[size ? data[0] % CONFIGS : 0], &events);
        must_of(network != NULL, "no network", "");
        fake_pass(1);
        for (char *line = strtok_r(text, "\r\n", &save); line && lines++ < LINES_MOST;
             line = strtok_r(NULL, "\r\n", &save))
                take(line);
        finish();
        free(text);
        return 0;
}
