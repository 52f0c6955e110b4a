/* propose.c - finds the entries nearest to a question, and tries what one more ask would
 * do. Whether an entry's text is the answer, only a person can say.
 */
#include "propose.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../answer/article.h"
#include "../answer/golden.h"
#include "crampfaq.h"
#include "json.h"
#include "trial.h"

#define NEAREST 3
#define NEAR_LEAST 0.01 /* an entry that scores less has nothing to do with it */

struct near {
        char id[GOLDEN_ID_BYTES];
        double score;
};

struct proposing {
        struct settings settings;
        struct answer *answer;
        const char *question;
        struct golden_given now;           /* what it gets as things are */
        char ask[2 * ARTICLE_ASK_MAX + 8]; /* "...", as it goes into the file */
        struct near near[NEAREST];
        size_t count;
        bool json;
};

/* What an entry's one more ask would do. */
struct outcome {
        bool tried;
        struct golden_given then;
        size_t worse;
        char why[300];
};

static void on_hit(void *context, const char *id, double score)
{
        struct proposing *p = context;

        if (p->count == NEAREST || score < NEAR_LEAST)
                return;
        snprintf(p->near[p->count].id, sizeof p->near->id, "%s", id);
        p->near[p->count++].score = score;
}

/* As a libconfig text; what cannot stand in one is left out. False: too long for an ask. */
static bool quote(char *out, const char *text)
{
        char *to = out;

        if (strlen(text) > ARTICLE_ASK_MAX)
                return false;
        *to++ = '"';
        for (; *text; text++) {
                if (*text == '"' || *text == '\\')
                        *to++ = '\\';
                *to++ = (unsigned char)*text < ' ' || *text == 0x7f ? ' ' : *text;
        }
        strcpy(to, "\",");
        return true;
}

static void try(struct proposing *p, const struct trial_place *place, struct outcome *out)
{
        struct golden_run run = { .before = p->answer };
        struct trial trial;

        if (!trial_open(&trial, &p->settings, place, p->ask, out->why, sizeof out->why))
                return;
        run.now = trial.answer;
        out->tried = true;
        out->then = golden_give(trial.answer, p->question);
        golden_run(&run);
        out->worse = run.worse;
        trial_close(&trial);
}

static void print_plain(const struct proposing *p, size_t at, const struct answer_entry *entry,
                        const struct trial_place *place, const struct outcome *outcome)
{
        char then[100];

        printf("  %zu. %s (%s): %s\n", at + 1, entry->id, answer_kind_name(entry->kind), entry->title);
        if (place->column)
                printf("     %s:%u: behind the bracket\n", place->file, place->line);
        else
                printf("     %s:%u: below this line\n", place->file, place->line);
        printf("             %s\n", p->ask);
        if (!outcome->tried)
                printf("     not tried: %s\n", outcome->why);
        else
                printf("     then it gets: %s; golden questions that would be worse: %zu\n",
                       golden_text(&outcome->then, then, sizeof then), outcome->worse);
}

static void print_given(const char *name, const struct golden_given *given)
{
        printf(",\"%s\":{\"kind\":\"%s\",\"id\":", name, answer_kind_name(given->kind));
        json_print(given->id);
        putchar('}');
}

static void print_json(const struct proposing *p, size_t at, const struct answer_entry *entry,
                       const struct trial_place *place, const struct outcome *outcome)
{
        fputs(at ? ",{\"entry\":" : "{\"entry\":", stdout);
        json_print(entry->id);
        printf(",\"kind\":\"%s\",\"score\":%.3f,\"file\":", answer_kind_name(entry->kind), p->near[at].score);
        json_print(place->file);
        printf(",\"line\":%u,\"column\":%u,\"text\":", place->line, place->column);
        json_print(p->ask);
        if (outcome->tried) {
                print_given("then", &outcome->then);
                printf(",\"golden_worse\":%zu", outcome->worse);
        }
        putchar('}');
}

static size_t print_all(struct proposing *p)
{
        size_t shown = 0;

        for (size_t i = 0; i < p->count; i++) {
                struct answer_entry entry = { .size = sizeof entry };
                struct trial_place place;
                struct outcome outcome = { .tried = false };

                if (strcmp(p->near[i].id, p->now.id) == 0 || !answer_entry(p->answer, p->near[i].id, &entry) ||
                    !trial_find(&p->settings, entry.id, &place))
                        continue;
                try(p, &place, &outcome);
                (p->json ? print_json : print_plain)(p, shown, &entry, &place, &outcome);
                shown++;
        }
        return shown;
}

/* A new entry for what nothing else is near to. */
static void print_new(const struct proposing *p)
{
        printf("  No %sentry is near. If the article answers it, it wants a passage of its own; if it does not,\n"
               "  a kind of uncovered questions, in \"uncovered\" of %s:\n"
               "  {\n"
               "    id = \"...\"; title = \"... (not covered)\";\n"
               "    line = \"Sorry, the article does not say ...\";\n"
               "    asks = [\n"
               "      %s\n"
               "      \"the same in other words\"\n"
               "    ];\n"
               "  }\n", *p->now.id ? "other " : "", p->settings.file_count ? p->settings.file[0] : "the FAQ file", p->ask);
}

static void print_question(struct proposing *p, int64_t id)
{
        char text[100];

        p->now = golden_give(p->answer, p->question);
        answer_rank(p->answer, p->question, strlen(p->question), ANSWER_RANK_MATCH, NEAREST, on_hit, p);
        if (p->json) {
                printf("{\"id\":%" PRId64 ",\"question\":", id);
                json_print(p->question);
                print_given("now", &p->now);
                fputs(",\"proposals\":[", stdout);
                print_all(p);
                puts("]}");
                return;
        }
        if (id)
                printf("%" PRId64 "  ", id);
        printf("%s\n  now it gets: %s\n", p->question, golden_text(&p->now, text, sizeof text));
        if (!print_all(p))
                print_new(p);
}

int propose(const struct source *source, int64_t id, const char *question, bool json, char *why, size_t cap)
{
        struct proposing *p = calloc(1, sizeof *p);
        int status = CRAMPFAQ_BAD;

        if (!p) {
                snprintf(why, cap, "no memory");
                return CRAMPFAQ_BAD;
        }
        p->question = question;
        p->json = json;
        if (!quote(p->ask, question)) {
                snprintf(why, cap, "the question is longer than an ask may be (%d bytes)", ARTICLE_ASK_MAX);
                goto out;
        }
        if (!source_settings(source, &p->settings, why, cap))
                goto out;
        p->answer = source_build(source, &p->settings, why, cap);
        if (!p->answer)
                goto out;
        print_question(p, id);
        status = CRAMPFAQ_FINE;
out:
        answer_close(p->answer);
        settings_free(&p->settings);
        free(p);
        return status;
}
