/* inbox.c - the queue, when it is written, and what is said when that fails.
 *
 * It refuses to know what stands in the file, what a question means, and what time it is.
 */
#include "inbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "inbox_own.h"

#define QUIET_MS 30000u     /* without use, then the file is closed and the library given back */
#define AGAIN_MS 60000u     /* until a file that cannot be used is tried once more */
#define AGAIN_BUSY_MS 1000u /* the same where it is locked */
#define BUSY_MS 60000u      /* locked for so long: it is told */
#define SWEEP_MS 300000u    /* after the start, then what is too old is looked for */
#define CLOSE_MS 200        /* the last attempt waits so long for a lock */

static const char *const advice[] = {
        [STORE_ABSENT] = "it is made with the first question",
        [STORE_BUSY] = "end the program that keeps it locked",
        [STORE_FULL] = "make room on its disk",
        [STORE_DENIED] = "let the bot write the file and its folder, or name another in inbox of bot.cfg",
        [STORE_FOREIGN] = "move it away, or name another in inbox of bot.cfg",
        [STORE_NEWER] = "run that version, or name another in inbox of bot.cfg",
        [STORE_BROKEN] = "move it away",
        [STORE_FAILED] = "see to it, or say inbox = false in bot.cfg",
};

const char *inbox_kind_name(enum inbox_kind kind)
{
        switch (kind) {
        case INBOX_UNKNOWN: return "unknown";
        case INBOX_UNCOVERED: return "uncovered";
        case INBOX_UNSURE: return "unsure";
        case INBOX_WRONG: return "wrong";
        case INBOX_NONE: break;
        }
        return "none";
}

const char *inbox_date(int64_t day, char out[INBOX_DATE_BYTES])
{
        time_t seconds = (time_t)(day * 86400);
        struct tm tm;

        if (day < 0 || day > 1000000 || !gmtime_r(&seconds, &tm) ||
            !strftime(out, INBOX_DATE_BYTES, "%Y-%m-%d", &tm))
                strcpy(out, "?");
        return out;
}

const char *inbox_times(int64_t count, char out[INBOX_TIMES_BYTES])
{
        if (count == 1)
                strcpy(out, "once");
        else
                snprintf(out, INBOX_TIMES_BYTES, "%" PRId64 " times", count);
        return out;
}

struct inbox *inbox_open(const struct inbox_options *options)
{
        struct inbox *inbox = calloc(1, sizeof *inbox);

        if (!inbox)
                return NULL;
        inbox->options = *options;
        if (!inbox->options.rows)
                inbox->options.rows = INBOX_ROWS;
        inbox->swept = INT64_MIN;
        inbox->file = strdup(options->file);
        inbox->library = options->library ? strdup(options->library) : NULL;
        if (inbox->file && (inbox->library || !options->library))
                return inbox;
        free(inbox->file);
        free(inbox->library);
        free(inbox);
        return NULL;
}

/* -- troubles --------------------------------------------------------------- */

static void tell(const struct inbox *inbox, enum inbox_level level, const char *line)
{
        if (inbox->options.tell)
                inbox->options.tell(inbox->options.context, level, line);
}

static void fine(struct inbox *inbox)
{
        char line[600];

        if (inbox->told) {
                snprintf(line, sizeof line, "the inbox %.400s can be used again", inbox->file);
                tell(inbox, INBOX_INFO, line);
        }
        inbox->told = false;
        inbox->trouble = STORE_FINE;
        inbox->busy = inbox->again = 0;
        inbox->used = inbox->now;
}

/* Closes the file and says, once, what is wrong. */
static void fail(struct inbox *inbox, enum store_status status, const char *why)
{
        char line[1000];

        store_close(&inbox->store);
        inbox->again = inbox->now + (status == STORE_BUSY ? AGAIN_BUSY_MS : AGAIN_MS);
        if (status != STORE_BUSY)
                inbox->busy = 0;
        else if (!inbox->busy)
                inbox->busy = inbox->now ? inbox->now : 1;
        if (inbox->trouble != status)
                inbox->told = false;
        inbox->trouble = status;
        if (inbox->told || (status == STORE_BUSY && inbox->now - inbox->busy < BUSY_MS))
                return;
        inbox->told = true;
        snprintf(line, sizeof line, "the inbox %.400s cannot be used: %.200s; %s. Up to %d questions wait in "
                 "memory meanwhile", inbox->file, why, advice[status], INBOX_QUEUE);
        tell(inbox, INBOX_ERROR, line);
}

/* A damaged file makes room for a new one. */
static bool heal(struct inbox *inbox, char *why, size_t cap)
{
        char line[1200], damage[200];

        snprintf(damage, sizeof damage, "%s", why);
        store_close(&inbox->store);
        if (inbox->options.reader || !store_set_aside(inbox->file, why, cap))
                return false;
        snprintf(line, sizeof line, "the inbox %.400s was damaged (%s): it is kept as %.400s.broken, and begun anew",
                 inbox->file, damage, inbox->file);
        tell(inbox, INBOX_WARN, line);
        return true;
}

struct job {
        enum store_status (*run)(struct inbox *inbox, void *context, char *why, size_t cap);
        void *context;
        int patience; /* ms to wait for a lock */
};

/* Opens the file if it is not open, and does something with it; once more if it had to be
 * begun anew. */
static enum store_status use(struct inbox *inbox, const struct job *job, char *why, size_t cap)
{
        for (bool healed = false;; healed = true) {
                enum store_status status = STORE_FINE;

                if (!inbox->store.db)
                        status = store_open(&inbox->store, inbox->file, inbox->library, !inbox->options.reader,
                                            why, cap);
                if (status == STORE_FINE && job->patience)
                        inbox->store.sqlite.busy_timeout(inbox->store.db, job->patience);
                if (status == STORE_FINE)
                        status = job->run(inbox, job->context, why, cap);
                if (status == STORE_FINE)
                        fine(inbox);
                else if (status == STORE_BROKEN && !healed && heal(inbox, why, cap))
                        continue;
                else
                        fail(inbox, status, why);
                return status;
        }
}

/* -- what waits ------------------------------------------------------------- */

static enum store_status write_all(struct inbox *inbox, void *context, char *why, size_t cap)
{
        int64_t day = *(const int64_t *)context;
        enum store_status status = inbox_file_write(inbox, day, why, cap);

        if (status == STORE_FINE) {
                inbox->waiting = 0;
                inbox->swept = day;
        }
        return status;
}

static bool flush(struct inbox *inbox, int64_t day, int patience, char *why, size_t cap)
{
        const struct job job = {write_all, &day, patience};

        return use(inbox, &job, why, cap) == STORE_FINE;
}

bool inbox_flush(struct inbox *inbox, int64_t day, char *why, size_t cap)
{
        return !inbox->waiting || flush(inbox, day, 0, why, cap);
}

/* A place in the queue; NULL: it is full, and cannot be written. */
static struct inbox_item *take(struct inbox *inbox, int64_t day)
{
        struct inbox_item *item;
        char why[256];

        if (inbox->waiting == INBOX_QUEUE && (inbox->now >= inbox->again || !inbox->begun))
                flush(inbox, day, 0, why, sizeof why);
        if (!inbox->queue) {
                inbox->queue = malloc(INBOX_QUEUE * sizeof *inbox->queue);
                if (!inbox->queue && !inbox->figures.lost)
                        tell(inbox, INBOX_ERROR, "not enough memory for the inbox: a question was not kept");
        }
        if (!inbox->queue || inbox->waiting == INBOX_QUEUE) {
                inbox->figures.lost++;
                return NULL;
        }
        item = &inbox->queue[inbox->waiting++];
        memset(item, 0, sizeof *item);
        item->day = day;
        return item;
}

void inbox_note(struct inbox *inbox, const struct inbox_note *note, int64_t day)
{
        struct inbox_item *item = *note->words ? take(inbox, day) : NULL;
        size_t used = 0;

        if (!item)
                return;
        item->kind = note->kind;
        item->again = note->again;
        snprintf(item->words, sizeof item->words, "%s", note->words);
        snprintf(item->id, sizeof item->id, "%s", note->given ? note->given : "");
        for (size_t i = 0; i < INBOX_BEST && note->best[i]; i++)
                if (used + strlen(note->best[i]) + 2 <= sizeof item->best)
                        used += (size_t)sprintf(item->best + used, "%s%s", used ? " " : "", note->best[i]);
}

void inbox_vote(struct inbox *inbox, const char *id, bool up, int64_t day)
{
        struct inbox_item *item = *id ? take(inbox, day) : NULL;

        if (!item)
                return;
        item->vote = true;
        item->up = up;
        snprintf(item->id, sizeof item->id, "%s", id);
}

void inbox_idle(struct inbox *inbox, uint64_t now, int64_t day)
{
        char why[256];

        inbox->now = now;
        if (!inbox->begun)
                inbox->begun = now ? now : 1;
        if (inbox->waiting) {
                if (now >= inbox->again)
                        flush(inbox, day, 0, why, sizeof why);
        } else if (day != inbox->swept && now - inbox->begun >= SWEEP_MS && now >= inbox->again) {
                if (access(inbox->file, F_OK) != 0)
                        inbox->swept = day; /* there is nothing to sweep */
                else
                        flush(inbox, day, 0, why, sizeof why);
        } else if (inbox->store.db && now - inbox->used >= QUIET_MS) {
                store_close(&inbox->store);
        }
}

void inbox_close(struct inbox *inbox, int64_t day)
{
        char why[256];

        if (!inbox)
                return;
        if (inbox->waiting)
                flush(inbox, day, CLOSE_MS, why, sizeof why);
        store_close(&inbox->store);
        free(inbox->queue);
        free(inbox->file);
        free(inbox->library);
        free(inbox);
}

/* -- what is there ---------------------------------------------------------- */

struct listing {
        const struct inbox_wanted *wanted;
        void (*question)(void *context, const struct inbox_question *question);
        void (*vote)(void *context, const char *id, int64_t up, int64_t down);
        void *context;
        int64_t id;
        bool forget, found;
};

/* Nothing was noted yet, or all of it waits: no reason to make a file, or a fuss. */
static bool is_absent(const struct inbox *inbox)
{
        return !inbox->options.reader && !inbox->store.db && access(inbox->file, F_OK) != 0;
}

static enum store_status list(struct inbox *inbox, void *context, char *why, size_t cap)
{
        struct listing *l = context;
        enum store_status status = inbox_file_count(inbox, why, cap);

        if (status != STORE_FINE)
                return status;
        if (l->question)
                return inbox_file_list(inbox, l->wanted, l->question, l->context, why, cap);
        if (l->vote)
                return inbox_file_votes(inbox, l->vote, l->context, why, cap);
        return inbox_file_dismiss(inbox, l->id, l->forget, &l->found, why, cap);
}

static bool look(struct inbox *inbox, struct listing *listing, char *why, size_t cap)
{
        const struct job job = {list, listing, 0};

        if (is_absent(inbox)) {
                inbox->figures.known = true;
                return true;
        }
        return use(inbox, &job, why, cap) == STORE_FINE;
}

bool inbox_list(struct inbox *inbox, const struct inbox_wanted *wanted,
                void (*each)(void *context, const struct inbox_question *question), void *context,
                char *why, size_t cap)
{
        struct listing listing = {.wanted = wanted, .question = each, .context = context};

        return look(inbox, &listing, why, cap);
}

bool inbox_votes(struct inbox *inbox, void (*each)(void *context, const char *id, int64_t up, int64_t down),
                 void *context, char *why, size_t cap)
{
        struct listing listing = {.vote = each, .context = context};

        return look(inbox, &listing, why, cap);
}

int inbox_dismiss(struct inbox *inbox, int64_t id, bool forget, char *why, size_t cap)
{
        struct listing listing = {.id = id, .forget = forget};

        return look(inbox, &listing, why, cap) ? listing.found : -1;
}

void inbox_figures(const struct inbox *inbox, struct inbox_figures *out)
{
        *out = inbox->figures;
        out->waiting = inbox->waiting;
        out->trouble = inbox->trouble != STORE_FINE;
}
