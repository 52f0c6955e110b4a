/* taste.c - how each person of one network would like to be answered.
 *
 * A small table and the words for it. It refuses to know who people are and
 * whether words were said to the bot at all.
 */
#include "taste.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct place {
        uint64_t key, used; /* key 0: free */
        enum taste taste;
};

struct tastes {
        struct place place[TASTES_MAX];
        size_t count; /* places ever taken: the rest need not be looked at */
};

struct tastes *tastes_open(void)
{
        return calloc(1, sizeof(struct tastes));
}

void tastes_close(struct tastes *tastes)
{
        free(tastes);
}

enum taste taste_parse(const char *text)
{
        static const char *const words[] = {
                [TASTE_PRIVATE] = "private", [TASTE_NOTICE] = "notice",
                [TASTE_CHANNEL] = "channel",
        };
        size_t length;

        text += strspn(text, " ");
        if (strncasecmp(text, "reply ", 6) != 0)
                return TASTE_NONE;
        text += 6 + strspn(text + 6, " ");
        length = strcspn(text, " .!");
        if (text[length + strspn(text + length, " .!")] != '\0')
                return TASTE_NONE;
        for (size_t i = TASTE_PRIVATE; i <= TASTE_CHANNEL; i++)
                if (strlen(words[i]) == length && strncasecmp(text, words[i], length) == 0)
                        return (enum taste)i;
        return TASTE_NONE;
}

static struct place *find(struct tastes *tastes, uint64_t key)
{
        for (size_t i = 0; i < tastes->count; i++)
                if (tastes->place[i].key == key)
                        return &tastes->place[i];
        return NULL;
}

static struct place *make(struct tastes *tastes)
{
        struct place *oldest = &tastes->place[0];

        for (size_t i = 0; i < tastes->count; i++) {
                if (!tastes->place[i].key)
                        return &tastes->place[i];
                if (tastes->place[i].used < oldest->used)
                        oldest = &tastes->place[i];
        }
        return tastes->count < TASTES_MAX ? &tastes->place[tastes->count++] : oldest;
}

void tastes_set(struct tastes *tastes, uint64_t key, enum taste taste, uint64_t now)
{
        struct place *place = find(tastes, key);

        if (taste == TASTE_NONE || taste == TASTE_CHANNEL) {
                if (place)
                        *place = (struct place){0};
                return;
        }
        if (!place)
                place = make(tastes);
        *place = (struct place){.key = key, .used = now, .taste = taste};
}

enum taste tastes_get(struct tastes *tastes, uint64_t key, uint64_t now)
{
        struct place *place = find(tastes, key);

        if (!place)
                return TASTE_NONE;
        if (now - place->used > TASTE_LIFE_MS) {
                *place = (struct place){0};
                return TASTE_NONE;
        }
        place->used = now;
        return place->taste;
}

void tastes_rename(struct tastes *tastes, uint64_t from, uint64_t to)
{
        struct place *place = find(tastes, from), *other = find(tastes, to);

        if (!place || from == to)
                return;
        if (other)
                *other = (struct place){0};
        place->key = to;
}

const char *taste_words(enum taste taste)
{
        switch (taste) {
        case TASTE_PRIVATE:
                return "From now on I answer you in private. \"reply channel\" takes that back.";
        case TASTE_NOTICE:
                return "From now on I answer you by notices that only you see. "
                       "\"reply channel\" takes that back.";
        default:
                return "From now on I answer you where you ask, as I do for everybody.";
        }
}
