/* quota.c - who has asked how much of late.
 *
 * A table of numbers and times. It refuses to know names, channels and words,
 * and keeps none of them.
 */
#include "quota.h"

#include <stdlib.h>

#include "fnv.h"

#define BUCKETS 256
#define WAYS 4 /* places that a key may be in */

struct entry {
        uint64_t key;      /* 0: free */
        uint64_t seen;     /* when it was last touched */
        uint64_t noted;    /* by quota_note; 0: never */
        uint64_t start;    /* of the minute that is counted; 0: none */
        uint64_t until;    /* the pause; 0: none */
        uint64_t answered; /* when our last answer to them went out; 0: they have come back since */
        uint64_t hush, hushed_until;
        unsigned count, rounds;
};

struct quota {
        uint64_t seed;
        struct entry entry[BUCKETS][WAYS];
};

struct quota *quota_open(uint64_t seed)
{
        struct quota *quota = calloc(1, sizeof *quota);

        if (quota)
                quota->seed = seed;
        return quota;
}

void quota_close(struct quota *quota)
{
        free(quota);
}

/* From a secret start, then the finish of splitmix64, so that near names do
 * not share a bucket. */
uint64_t quota_key(const struct quota *quota, char what, const char *name)
{
        uint64_t hash = fnv_text(fnv_on(FNV_BASIS ^ quota->seed, (unsigned char)what), name);

        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9u;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBu;
        hash ^= hash >> 31;
        return hash ? hash : 1;
}

static const struct entry *look_up(const struct quota *quota, uint64_t key)
{
        const struct entry *bucket = quota->entry[key % BUCKETS];

        for (size_t i = 0; i < WAYS; i++)
                if (bucket[i].key == key)
                        return &bucket[i];
        return NULL;
}

/* Finds it, or makes it in the place that has been quiet for longest. */
static struct entry *take(struct quota *quota, uint64_t key, uint64_t now)
{
        struct entry *bucket = quota->entry[key % BUCKETS], *oldest = bucket;

        for (size_t i = 0; i < WAYS; i++) {
                if (bucket[i].key == key) {
                        bucket[i].seen = now;
                        return &bucket[i];
                }
                if (!bucket[i].key ? oldest->key != 0
                                   : oldest->key && bucket[i].seen < oldest->seen)
                        oldest = &bucket[i];
        }
        *oldest = (struct entry){.key = key, .seen = now};
        return oldest;
}

/* Times are never 0 here: that means "never". */
static uint64_t stamp(uint64_t now)
{
        return now ? now : 1;
}

enum quota_verdict quota_ask(struct quota *quota, uint64_t key, unsigned most,
                               uint64_t cool_down, uint64_t now)
{
        struct entry *entry;

        if (!most)
                return QUOTA_PASS;
        entry = take(quota, key, now);
        if (entry->until && now < entry->until)
                return QUOTA_SILENT;
        if (entry->until || !entry->start || now - entry->start >= QUOTA_MINUTE) {
                entry->start = stamp(now);
                entry->count = 0;
                entry->until = 0;
        }
        if (entry->count < most) {
                entry->count++;
                return QUOTA_PASS;
        }
        entry->until = stamp(now) + cool_down;
        return QUOTA_TELL;
}

bool quota_recent(const struct quota *quota, uint64_t key, uint64_t ms, uint64_t now)
{
        const struct entry *entry = look_up(quota, key);

        return entry && entry->noted && ms && now - entry->noted < ms;
}

uint64_t quota_noted(const struct quota *quota, uint64_t key)
{
        const struct entry *entry = look_up(quota, key);

        return entry ? entry->noted : 0;
}

void quota_note(struct quota *quota, uint64_t key, uint64_t now)
{
        take(quota, key, now)->noted = stamp(now);
}

void quota_forget(struct quota *quota, uint64_t key)
{
        if (look_up(quota, key))
                *take(quota, key, 0) = (struct entry){0};
}

bool quota_round(struct quota *quota, uint64_t key, unsigned most, uint64_t cool_down,
                  uint64_t now)
{
        struct entry *entry;

        if (!most)
                return true;
        entry = take(quota, key, now);
        if (now < entry->hushed_until)
                return false;
        if (entry->answered)
                entry->rounds = now - entry->answered <= QUOTA_QUICK ? entry->rounds + 1 : 0;
        entry->answered = 0;
        if (entry->rounds <= most)
                return true;
        if (now - entry->hushed_until > QUOTA_HUSH_MAX)
                entry->hush = 0;
        entry->hush = entry->hush ? entry->hush * 2 : cool_down;
        if (entry->hush > QUOTA_HUSH_MAX)
                entry->hush = QUOTA_HUSH_MAX;
        entry->hushed_until = stamp(now) + entry->hush;
        entry->rounds = 0;
        return false;
}

void quota_sent(struct quota *quota, uint64_t key, uint64_t now)
{
        take(quota, key, now)->answered = stamp(now);
}

void quota_rename(struct quota *quota, uint64_t from, uint64_t to, uint64_t now)
{
        const struct entry *old = look_up(quota, from);
        struct entry moved;

        if (!old || from == to)
                return;
        moved = *old;
        quota_forget(quota, from);
        moved.key = to;
        moved.seen = now;
        *take(quota, to, now) = moved;
}
