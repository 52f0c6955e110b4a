/* fuzz_outbox.c - the flood queue, by four bytes a step, against a naive twin that
 * remembers what was put in and watches what comes out.
 *
 * The first three bytes are burst, interval and the limit of bytes. What must hold:
 * never faster than these allow; each reply once and whole, its lines in order, with
 * nothing but urgent and control lines between them; each person's replies of a sort
 * in their order; and at the end nothing is left of what was taken.
 */
#include "../../plugin/bot/outbox.h"
#include "fuzz.h"

#define PEOPLE 12
#define TARGETS 3
#define REPLIES_MAX 4096
#define STEPS_MOST 2000

enum sort { PLAIN, BRIEF, LOW, URGENT, SORTS };

struct reply {
        int person, target, count, sent;
        enum sort sort;
        bool over; /* sent whole, or dropped */
};

static struct reply replies[REPLIES_MAX];
static int reply_count, last[PEOPLE][SORTS], under_way[SORTS]; /* a number of replies[]; -1: none */
static bool closed[TARGETS], was_closed[TARGETS]; /* nothing fits there */
static unsigned burst, interval, most;
static uint64_t now, sent_at[OUTBOX_BURST_MAX];
static size_t sent_bytes[OUTBOX_BURST_MAX], longest, sends;
static int controls_in, controls_out;

static const char *const people[PEOPLE] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"};
static const char *const targets[TARGETS] = {"#one", "#two", "anna"};

/* The line `burst` lines ago was sent an interval ago or longer, and within one
 * interval no more bytes went than the limit and a line. */
static void check_pace(size_t bytes)
{
        size_t sum = bytes;

        longest = bytes > longest ? bytes : longest;
        if (sends >= burst)
                must(now - sent_at[sends % burst] >= interval, "faster than one line an interval");
        for (size_t i = 1; i < burst && i <= sends; i++)
                if (now - sent_at[(sends - i) % burst] < interval)
                        sum += sent_bytes[(sends - i) % burst];
        must(sum <= most + longest, "more bytes than allowed");
        sent_at[sends % burst] = now;
        sent_bytes[sends % burst] = bytes;
        sends++;
}

static bool on_send(void *context, const char *tags, const char *command, const char *target, const char *text)
{
        struct reply *reply;
        int number, line;

        if (!command) {
                must(atoi(text) == controls_out++, "control lines out of order");
                check_pace(strlen(text) + 2);
                return true;
        }
        must(sscanf(text, "%d:%d", &number, &line) == 2 && number < reply_count, "not a line of ours");
        reply = &replies[number];
        check_pace((tags ? strlen(tags) + 2 : 0) + strlen(command) + strlen(target) + strlen(text) + 5);
        must(strcmp(target, targets[reply->target]) == 0 && (tags != NULL) == (line == 0 && number % 2), "changed");
        must(!reply->over && line == reply->sent, "a line twice, or out of order");
        for (int sort = 0; sort < SORTS; sort++)
                if (under_way[sort] >= 0 && under_way[sort] != number)
                        must(reply->sort == URGENT && sort != URGENT, "between two lines of a reply");
        if (line == 0) {
                must(number > last[reply->person][reply->sort], "not in the order of asking");
                last[reply->person][reply->sort] = number;
        }
        reply->over = ++reply->sent == reply->count;
        under_way[reply->sort] = reply->over ? -1 : number;
        return true;
}

/* What goes to a place that is closed is dropped, whichever it is. */
static bool on_fits(void *context, const struct outbox_reply *reply, size_t length)
{
        int at = 0;

        (void)context, (void)length;
        while (strcmp(targets[at], reply->target) != 0)
                at++;
        if (!closed[at])
                return true;
        for (int i = 0; i < SORTS; i++)
                if (under_way[i] >= 0 && replies[under_way[i]].target == at)
                        under_way[i] = -1;
        return false;
}

static void put(struct outbox *outbox, const uint8_t *step)
{
        char text[OUTBOX_LINES_MAX + 1][500];
        const char *lines[OUTBOX_LINES_MAX + 1];
        struct reply made = {.person = step[1] % PEOPLE, .target = step[1] / PEOPLE % TARGETS,
                             .count = step[2] % (OUTBOX_LINES_MAX + 2), .sort = step[2] / 16 % SORTS};
        struct outbox_reply reply = {
                .person = people[made.person], .target = targets[made.target], .command = "PRIVMSG",
                .urgent = made.sort == URGENT, .brief = made.sort == BRIEF, .low = made.sort == LOW,
                .tags = reply_count % 2 ? "+draft/reply=x" : NULL, .said = step[3] % 4 ? 1 : 0,
                .behind = step[3] % 8 == 1 ? 1 : 0, .lines = lines, .count = (size_t)made.count,
        };

        if (reply_count == REPLIES_MAX)
                return;
        for (int i = 0; i <= OUTBOX_LINES_MAX; i++) {
                int used = sprintf(text[i], "%d:%d ", reply_count, i);

                memset(text[i] + used, 'x', step[3]);
                text[i][used + step[3]] = '\0';
                lines[i] = text[i];
        }
        if (outbox_put(outbox, &reply)) {
                must(made.count > 0 && made.count <= (made.sort == BRIEF || made.sort == LOW ? 1 : OUTBOX_LINES_MAX),
                     "took what it cannot hold");
                replies[reply_count++] = made;
        }
}

static void control(struct outbox *outbox, uint8_t length)
{
        char text[300];
        int used = sprintf(text, "%d ", controls_in);

        memset(text + used, 'c', length);
        text[used + length] = '\0';
        controls_in += outbox_control(outbox, text);
}

static void pump(struct outbox *outbox)
{
        size_t before = sends, count = outbox_count(outbox);
        uint64_t next = outbox_pump(outbox, now);

        must(count <= 2 * OUTBOX_REPLIES_MAX + OUTBOX_BRIEF_MAX + OUTBOX_LOW_MAX, "no bound");
        must(next <= interval, "called too late");
        must(next > 0 || (outbox_count(outbox) == 0 && controls_in == controls_out), "never called again");
        must(sends - before <= burst, "more than a burst");
}

static void step(struct outbox *outbox, const uint8_t *bytes)
{
        switch (bytes[0] % 8) {
        case 0:
                now += bytes[1] * bytes[2];
                pump(outbox);
                break;
        case 1:
                now += bytes[1];
                pump(outbox);
                break;
        case 2:
                control(outbox, bytes[1]);
                break;
        case 3:
                closed[bytes[1] % TARGETS] = bytes[2] % 2;
                was_closed[bytes[1] % TARGETS] |= bytes[2] % 2;
                break;
        default:
                put(outbox, bytes);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct outbox_events events = {.send = on_send, .fits = on_fits};
        struct outbox *outbox = outbox_open(&events);

        burst = 1 + (size > 0 ? data[0] % OUTBOX_BURST_MAX : 3);
        interval = 1 + (size > 1 ? data[1] * 16u : 2000);
        most = size > 2 ? data[2] * 16u : 2000;
        outbox_limit(outbox, burst, interval, most);
        reply_count = controls_in = controls_out = 0;
        sends = longest = 0;
        now = 1000;
        memset(closed, 0, sizeof closed);
        memset(was_closed, 0, sizeof was_closed);
        for (int sort = 0; sort < SORTS; sort++) {
                under_way[sort] = -1;
                for (int person = 0; person < PEOPLE; person++)
                        last[person][sort] = -1;
        }
        for (size_t at = 3, steps = 0; at + 4 <= size && steps < STEPS_MOST; at += 4, steps++)
                step(outbox, data + at);
        while (outbox_count(outbox) > 0 || controls_out < controls_in) {
                now += interval;
                pump(outbox);
        }
        for (int i = 0; i < reply_count; i++)
                must(replies[i].over || was_closed[replies[i].target], "lost");
        outbox_close(outbox);
        return 0;
}
