/* outbox.c - what waits to be said on one network.
 *
 * Decides only when and in which order. Knows neither sockets nor clocks, and
 * does not look into texts.
 */
#include "outbox.h"

#include <stdlib.h>
#include <string.h>

#include "outbox_item.h"
#include "turns.h"

struct outbox {
        struct outbox_events events;
        struct item *items;   /* oldest first */
        struct turns turns;
        unsigned plain;       /* lines since the last brief or low one */
        char *control[OUTBOX_CONTROL_MAX]; /* a ring */
        size_t control_first, control_count;
        unsigned burst, interval, most;
        /* The lines sent and not yet accounted for, oldest first; the oldest
         * is when `since` lies an interval back. */
        size_t owed[OUTBOX_BURST_MAX * 2];
        size_t owed_count, owed_bytes;
        uint64_t since;
};

struct outbox *outbox_open(const struct outbox_events *events)
{
        struct outbox *outbox = calloc(1, sizeof *outbox);

        if (outbox) {
                outbox->events = *events;
                outbox->plain = OUTBOX_BRIEF_EVERY;
                outbox_limit(outbox, 4, 2000, 2000);
        }
        return outbox;
}

void outbox_limit(struct outbox *outbox, unsigned burst, unsigned interval, unsigned bytes)
{
        outbox->burst = burst < 1 ? 1 : burst > OUTBOX_BURST_MAX ? OUTBOX_BURST_MAX : burst;
        outbox->interval = interval < 1 ? 1 : interval;
        outbox->most = bytes;
}

static struct item **link_to(struct outbox *outbox, const struct item *item)
{
        struct item **link = &outbox->items;

        while (*link != item)
                link = &(*link)->next;
        return link;
}

static void drop(struct outbox *outbox, struct item *item)
{
        *link_to(outbox, item) = item->next;
        if (item->sent < item->reply.count && item->reply.said && outbox->events.unsaid)
                outbox->events.unsaid(outbox->events.context, item->reply.said);
        free(item);
}

void outbox_reset(struct outbox *outbox)
{
        while (outbox->items)
                drop(outbox, outbox->items);
        for (size_t i = 0; i < OUTBOX_CONTROL_MAX; i++) {
                free(outbox->control[i]);
                outbox->control[i] = NULL;
        }
        outbox->control_first = outbox->control_count = 0;
        outbox->owed_count = outbox->owed_bytes = 0;
        memset(&outbox->turns, 0, sizeof outbox->turns);
        outbox->plain = OUTBOX_BRIEF_EVERY;
}

void outbox_close(struct outbox *outbox)
{
        if (!outbox)
                return;
        outbox_reset(outbox);
        free(outbox);
}

static bool has_room(enum sort sort, size_t count, size_t bytes, size_t own)
{
        if (sort == BRIEF)
                return count < OUTBOX_BRIEF_MAX && own == 0;
        if (sort == LOW)
                return count < OUTBOX_LOW_MAX;
        return count < OUTBOX_REPLIES_MAX && bytes <= OUTBOX_BYTES_MAX &&
               own < OUTBOX_PERSON_MAX && (sort == URGENT || own == 0 || count < OUTBOX_CROWDED);
}

/* Is there room, and which turn does the new one get? */
static bool admit(const struct outbox *outbox, const struct outbox_reply *reply, size_t bytes,
                  uint64_t *turn)
{
        size_t count = 0, total = bytes, own = 0;
        enum sort sort = outbox_sort(reply);
        uint64_t least = 0;

        *turn = turns_next(&outbox->turns, reply->person);
        for (const struct item *i = outbox->items; i; i = i->next) {
                if (i->sort != sort)
                        continue;
                count++;
                total += i->bytes;
                if (strcmp(i->reply.person, reply->person) == 0) {
                        own++;
                        *turn = i->turn + 1;
                }
                if (reply->behind && i->turn > least && i->reply.said == reply->behind)
                        least = i->turn;
        }
        if (*turn < least)
                *turn = least;
        return has_room(sort, count, total, own);
}

bool outbox_put(struct outbox *outbox, const struct outbox_reply *reply)
{
        struct item *item, **link;

        if (reply->count == 0 || reply->count > (reply->brief || reply->low ? 1 : OUTBOX_LINES_MAX))
                return false;
        item = outbox_item(reply);
        if (!item || !admit(outbox, reply, item->bytes, &item->turn)) {
                free(item);
                return false;
        }
        for (link = &outbox->items; *link; link = &(*link)->next)
                ;
        *link = item;
        return true;
}

/* Does somebody else wait to be pointed to it? */
static bool is_pointed_to(const struct outbox *outbox, const struct item *item)
{
        for (const struct item *i = outbox->items; i && item->reply.said; i = i->next)
                if (i->reply.behind == item->reply.said && strcmp(i->reply.person, item->reply.person) != 0)
                        return true;
        return false;
}

void outbox_forget(struct outbox *outbox, const char *person, const char *place)
{
        for (struct item *i = outbox->items, *next; i; i = next) {
                const struct outbox_reply *reply = &i->reply;

                next = i->next;
                if (strcmp(reply->person, person) != 0 || (place && (!reply->place || strcmp(reply->place, place) != 0)))
                        continue;
                if (!reply->place || (i->sort != URGENT && !is_pointed_to(outbox, i)))
                        drop(outbox, i);
        }
}

void outbox_rename(struct outbox *outbox, const char *person, const char *to, const char *nick, const char *source)
{
        for (struct item *i = outbox->items, *next; i; i = next) {
                struct outbox_reply reply = i->reply;
                struct item *moved = NULL;

                next = i->next;
                if (strcmp(reply.person, person) != 0)
                        continue;
                reply.person = to;
                reply.target = reply.place ? reply.target : nick;
                reply.source = source;
                if (i->sort != LOW)
                        moved = outbox_item(&reply);
                if (!moved) {
                        drop(outbox, i);
                        continue;
                }
                moved->turn = i->turn;
                moved->sent = i->sent;
                moved->next = next;
                *link_to(outbox, i) = moved;
                free(i);
        }
}

bool outbox_control(struct outbox *outbox, const char *line)
{
        size_t at = (outbox->control_first + outbox->control_count) % OUTBOX_CONTROL_MAX;

        if (outbox->control_count == OUTBOX_CONTROL_MAX)
                return false;
        outbox->control[at] = strdup(line);
        if (!outbox->control[at])
                return false;
        outbox->control_count++;
        return true;
}

bool outbox_has_control_room(const struct outbox *outbox)
{
        return outbox->control_count < OUTBOX_CONTROL_ROOM;
}

bool outbox_is_idle(const struct outbox *outbox)
{
        return !outbox->items && outbox->control_count == 0;
}

/* Gives back a token for every interval that has passed. */
static void settle(struct outbox *outbox, uint64_t now)
{
        size_t back = 0;

        while (back < outbox->owed_count && now - outbox->since >= outbox->interval) {
                outbox->since += outbox->interval;
                outbox->owed_bytes -= outbox->owed[back++];
        }
        outbox->owed_count -= back;
        memmove(outbox->owed, outbox->owed + back, outbox->owed_count * sizeof outbox->owed[0]);
}

void outbox_account(struct outbox *outbox, size_t bytes, uint64_t now)
{
        settle(outbox, now);
        if (outbox->owed_count == sizeof outbox->owed / sizeof outbox->owed[0])
                return;
        if (outbox->owed_count == 0)
                outbox->since = now;
        outbox->owed[outbox->owed_count++] = bytes;
        outbox->owed_bytes += bytes;
}

/* May so many bytes go now? One line that is longer than the limit goes alone. */
static bool allowed(const struct outbox *outbox, size_t bytes)
{
        return outbox->owed_count < outbox->burst &&
               (outbox->owed_count == 0 || outbox->owed_bytes + bytes <= outbox->most);
}

/* Does a go before b, which is older? Urgent ones first, then one that has
 * begun (of each sort there is one at the most), then the lower turn. */
static bool before(const struct item *a, const struct item *b)
{
        if (a->sort != b->sort)
                return a->sort == URGENT;
        if (a->sent > 0 || b->sent > 0)
                return a->sent > 0;
        return a->turn < b->turn;
}

/* The reply whose turn it is; NULL: none waits. A brief or low one goes when
 * nothing else does, or when there have been enough other lines: however many
 * people are told that the bot is busy, most of what it says are answers. */
static struct item *choose(const struct outbox *outbox)
{
        struct item *best = NULL, *brief = NULL, *low = NULL;

        for (struct item *i = outbox->items; i; i = i->next) {
                if (i->sort == BRIEF)
                        brief = brief ? brief : i;
                else if (i->sort == LOW)
                        low = low ? low : i;
                else if (!best || before(i, best))
                        best = i;
        }
        if (!brief)
                brief = low;
        if (brief && (!best || (best->sort == PLAIN && best->sent == 0 &&
                                outbox->plain >= OUTBOX_BRIEF_EVERY)))
                return brief;
        return best;
}

static bool still_fits(const struct outbox *outbox, const struct item *item)
{
        for (size_t i = item->sent; i < item->reply.count; i++)
                if (!outbox->events.fits(outbox->events.context, &item->reply, strlen(item->lines[i])))
                        return false;
        return true;
}

static const char *tags_of(const struct item *item)
{
        return item->sent == 0 ? item->reply.tags : NULL;
}

/* "@tags COMMAND target :text" and CR LF. */
static size_t wire_bytes(const struct item *item)
{
        const char *tags = tags_of(item);

        return (tags ? strlen(tags) + 2 : 0) + strlen(item->reply.command) + strlen(item->reply.target) +
               strlen(item->lines[item->sent]) + 5;
}

/* One line of a reply. False: it has to wait. */
static bool send_reply(struct outbox *outbox, struct item *item, uint64_t now)
{
        const struct outbox_reply *reply = &item->reply;
        size_t bytes = wire_bytes(item);

        if (!allowed(outbox, bytes) ||
            !outbox->events.send(outbox->events.context, tags_of(item), reply->command, reply->target,
                                 item->lines[item->sent]))
                return false;
        outbox_account(outbox, bytes, now);
        if (item->sort == PLAIN)
                turns_take(&outbox->turns, reply->person, item->turn);
        outbox->plain = item->sort == BRIEF || item->sort == LOW ? 0 : outbox->plain + 1;
        if (++item->sent < reply->count)
                return true;
        if (reply->who && outbox->events.done)
                outbox->events.done(outbox->events.context, reply->who);
        drop(outbox, item);
        return true;
}

static bool send_control(struct outbox *outbox, uint64_t now)
{
        char *line = outbox->control[outbox->control_first];
        size_t bytes = strlen(line) + 2;

        if (!allowed(outbox, bytes) ||
            !outbox->events.send(outbox->events.context, NULL, NULL, NULL, line))
                return false;
        outbox_account(outbox, bytes, now);
        free(line);
        outbox->control[outbox->control_first] = NULL;
        outbox->control_first = (outbox->control_first + 1) % OUTBOX_CONTROL_MAX;
        outbox->control_count--;
        return true;
}

uint64_t outbox_pump(struct outbox *outbox, uint64_t now)
{
        settle(outbox, now);
        for (;;) {
                struct item *item = choose(outbox);

                if (outbox->control_count > 0 && !(item && item->sort == URGENT)) {
                        if (!send_control(outbox, now))
                                break;
                } else if (!item) {
                        return 0;
                } else if (!still_fits(outbox, item)) {
                        drop(outbox, item);
                } else if (!send_reply(outbox, item, now)) {
                        break;
                }
        }
        return outbox->owed_count ? outbox->interval - (now - outbox->since) : outbox->interval;
}

size_t outbox_count(const struct outbox *outbox)
{
        size_t count = 0;

        for (const struct item *i = outbox->items; i; i = i->next)
                count++;
        return count;
}
