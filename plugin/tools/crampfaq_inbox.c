/* crampfaq_inbox.c - the questions that found no answer, for the people who write answers.
 *
 * It refuses to know how a line for a FAQ file is found: propose.c.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../answer/cluster.h"
#include "../answer/room.h"
#include "../inbox/inbox.h"
#include "crampfaq.h"
#include "json.h"
#include "propose.h"
#include "source.h"

#define LISTED 100
#define DAY_SECONDS 86400

struct looking {
        struct source source;
        struct settings settings;
        const char *file;      /* -d */
        struct inbox *inbox;
        bool json, all;
        long most;
        struct inbox_question *row; /* texts are owned */
        size_t count, room;
        bool failed;           /* memory ran out */
};

static int64_t today(void)
{
        return (int64_t)time(NULL) / DAY_SECONDS;
}

/* -- rows -------------------------------------------------------------------- */

static void on_question(void *context, const struct inbox_question *q)
{
        struct looking *l = context;
        struct inbox_question *row = room_for(l->row, &l->room, l->count + 1, sizeof *row);

        l->failed = l->failed || !row;
        if (!row)
                return;
        l->row = row;
        row += l->count++;
        *row = *q;
        row->words = strdup(q->words);
        row->given = strdup(q->given);
        row->best = strdup(q->best);
        l->failed = l->failed || !row->words || !row->given || !row->best;
}

static bool read_rows(struct looking *l, size_t most, char *why, size_t cap)
{
        const struct inbox_wanted wanted = { .most = most, .dismissed = l->all };
        char reason[300];

        if (!inbox_list(l->inbox, &wanted, on_question, l, reason, sizeof reason)) {
                snprintf(why, cap, "%s: %s", l->file, reason);
                return false;
        }
        if (l->failed)
                snprintf(why, cap, "no memory");
        return !l->failed;
}

static void free_rows(struct looking *l)
{
        for (size_t i = 0; i < l->count; i++) {
                free((char *)l->row[i].words);
                free((char *)l->row[i].given);
                free((char *)l->row[i].best);
        }
        free(l->row);
}

/* -- list -------------------------------------------------------------------- */

static void print_row(const struct inbox_question *q, bool leads)
{
        char last[INBOX_DATE_BYTES], times[INBOX_TIMES_BYTES], days[60] = "";

        if (q->days != 1)
                snprintf(days, sizeof days, " on %" PRId64 " days", q->days);
        printf(leads ? "%6" PRId64 "  %s\n" : "        + %" PRId64 "  %s\n", q->id, q->words);
        printf(leads ? "        " : "          ");
        printf("%s%s, last %s, %s", inbox_times(q->count, times), days, inbox_date(q->last, last),
               inbox_kind_name(q->kind));
        if (q->wrong)
                printf(", called wrong %s%s%s", inbox_times(q->wrong, times), *q->given ? ": " : "", q->given);
        printf("%s%s%s\n", *q->best ? "; nearest " : "", q->best, q->dismissed ? "; dismissed" : "");
}

static void print_words(const char *name, const char *words)
{
        char word[200];

        printf(",\"%s\":[", name);
        for (const char *at = words; *at;) {
                size_t length = strcspn(at, " ");

                snprintf(word, sizeof word, "%.*s", (int)length, at);
                if (at > words)
                        putchar(',');
                json_print(word);
                at += length;
                at += strspn(at, " ");
        }
        putchar(']');
}

static void print_json_row(const struct inbox_question *q, int64_t group)
{
        char first[INBOX_DATE_BYTES], last[INBOX_DATE_BYTES];

        printf("{\"id\":%" PRId64 ",\"group\":%" PRId64 ",\"question\":", q->id, group);
        json_print(q->words);
        printf(",\"kind\":\"%s\",\"times\":%" PRId64 ",\"days\":%" PRId64 ",\"first\":\"%s\",\"last\":\"%s\","
               "\"wrong\":%" PRId64 ",\"given\":", inbox_kind_name(q->kind), q->count, q->days,
               inbox_date(q->first, first), inbox_date(q->last, last), q->wrong);
        json_print(q->given);
        print_words("nearest", q->best);
        printf(",\"dismissed\":%s}\n", q->dismissed ? "true" : "false");
}

/* Without a FAQ each question stands for itself. */
static bool group_rows(struct looking *l, size_t *leader)
{
        const char **words = malloc((l->count + 1) * sizeof *words);
        char why[512] = "";
        struct answer *answer = source_open(&l->source, why, sizeof why);
        bool fine = words;

        for (size_t i = 0; i < l->count; i++) {
                leader[i] = i;
                if (words)
                        words[i] = l->row[i].words;
        }
        if (!answer)
                fprintf(stderr, "crampfaq inbox: like questions are not put together: %s\n", why);
        else if (fine)
                fine = cluster(answer, words, l->count, leader) == 0;
        answer_close(answer);
        free(words);
        return fine;
}

static int list(struct looking *l, char *why, size_t cap)
{
        size_t *leader;
        bool fine;

        if (!read_rows(l, (size_t)l->most, why, cap))
                return CRAMPFAQ_BAD;
        leader = malloc((l->count + 1) * sizeof *leader);
        fine = leader && group_rows(l, leader);
        for (size_t i = 0; fine && i < l->count; i++)
                for (size_t k = i; leader[i] == i && k < l->count; k++)
                        if (leader[k] == i && l->json)
                                print_json_row(&l->row[k], l->row[i].id);
                        else if (leader[k] == i)
                                print_row(&l->row[k], k == i);
        if (fine && !l->count && !l->json)
                puts("Nothing has gone unanswered.");
        free(leader);
        if (!fine)
                snprintf(why, cap, "no memory");
        return fine ? CRAMPFAQ_FINE : CRAMPFAQ_BAD;
}

static int export(struct looking *l, char *why, size_t cap)
{
        char first[INBOX_DATE_BYTES], last[INBOX_DATE_BYTES];

        if (!read_rows(l, 0, why, cap))
                return CRAMPFAQ_BAD;
        for (size_t i = 0; i < l->count; i++) {
                const struct inbox_question *q = &l->row[i];

                printf("%s\t%s\t%" PRId64 "\t%" PRId64 "\t%s\t%s\t%" PRId64 "\t%s\t%s\t%" PRId64 "\n", q->words,
                       inbox_kind_name(q->kind), q->count, q->days, inbox_date(q->first, first),
                       inbox_date(q->last, last), q->wrong, q->given, q->best, q->id);
        }
        return CRAMPFAQ_FINE;
}

/* -- one by one -------------------------------------------------------------- */

/* A question's number; 0: it is none. */
static int64_t number(const char *text)
{
        char *end;
        long long value = strtoll(text, &end, 10);

        return *text >= '0' && *text <= '9' && !*end && value > 0 ? value : 0;
}

static int take_off(struct looking *l, bool forget, int argc, char **argv, char *why, size_t cap)
{
        char reason[300];

        if (!argc) {
                snprintf(why, cap, "%s which? A number that list shows would be right", forget ? "forget" : "dismiss");
                return CRAMPFAQ_BAD;
        }
        for (int i = 0; i < argc; i++) {
                int found = number(argv[i]) ? inbox_dismiss(l->inbox, number(argv[i]), forget, reason, sizeof reason) : 0;

                if (found > 0)
                        continue;
                if (found < 0)
                        snprintf(why, cap, "%s: %s", l->file, reason);
                else
                        snprintf(why, cap, "there is no question of the number \"%s\"", argv[i]);
                return CRAMPFAQ_BAD;
        }
        return CRAMPFAQ_FINE;
}

static int propose_numbers(struct looking *l, int argc, char **argv, char *why, size_t cap)
{
        int status = CRAMPFAQ_FINE;

        l->all = true;
        if (!read_rows(l, 0, why, cap))
                return CRAMPFAQ_BAD;
        for (int i = 0; i < argc && status == CRAMPFAQ_FINE; i++) {
                const char *question = NULL;

                for (size_t k = 0; !question && k < l->count; k++)
                        if (l->row[k].id == number(argv[i]))
                                question = l->row[k].words;
                if (!question) {
                        snprintf(why, cap, "there is no question of the number \"%s\"", argv[i]);
                        return CRAMPFAQ_BAD;
                }
                status = propose(&l->source, number(argv[i]), question, l->json, why, cap);
        }
        return status;
}

/* Numbers, or the words of one question. */
static int propose_for(struct looking *l, int argc, char **argv, char *why, size_t cap)
{
        int status = CRAMPFAQ_BAD;
        char *question;

        if (!argc) {
                snprintf(why, cap, "propose for which? A number that list shows, or a question, would be right");
                return CRAMPFAQ_BAD;
        }
        if (number(argv[0]))
                return propose_numbers(l, argc, argv, why, cap);
        question = crampfaq_join(argc, argv, 0);
        if (question)
                status = propose(&l->source, 0, question, l->json, why, cap);
        else
                snprintf(why, cap, "no memory");
        free(question);
        return status;
}

/* -- the command ------------------------------------------------------------- */

static int read_options(struct looking *l, int argc, char **argv, char *why, size_t cap)
{
        static const struct option options[] = {
                { "json", no_argument, NULL, 'j' }, { "all", no_argument, NULL, 'a' },
                { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 }
        };
        int option;

        while ((option = getopt_long(argc, argv, ":c:d:f:n:h", options, NULL)) != -1) {
                bool fine = true;

                switch (option) {
                case 'c': l->source.config = optarg; break;
                case 'd': l->file = optarg; break;
                case 'f': fine = source_add(&l->source, optarg, why, cap); break;
                case 'n': fine = crampfaq_number(optarg, "-n", 1, INBOX_ROWS_MAX, &l->most, why, cap); break;
                case 'j': l->json = true; break;
                case 'a': l->all = true; break;
                default: return crampfaq_no_option(option, argv, why, cap);
                }
                if (!fine)
                        return CRAMPFAQ_BAD;
        }
        return CRAMPFAQ_FINE;
}

/* Which file; a bot.cfg without a FAQ that can be read still says it. */
static bool open_inbox(struct looking *l, char *why, size_t cap)
{
        struct inbox_options options = { .reader = true };

        if (!l->file && !source_settings(&l->source, &l->settings, why, cap))
                return false;
        l->file = l->file ? l->file : l->settings.inbox;
        if (!l->file) {
                snprintf(why, cap, "there is no inbox: %s", l->source.file_count ? "-d names one"
                         : "it is off in bot.cfg; -d names one");
                return false;
        }
        options.file = l->file;
        l->inbox = inbox_open(&options);
        if (!l->inbox)
                snprintf(why, cap, "no memory");
        return l->inbox;
}

int crampfaq_inbox(int argc, char **argv, char *why, size_t cap)
{
        struct looking l = { .most = LISTED };
        int status = read_options(&l, argc, argv, why, cap);
        const char *verb = argc > optind ? argv[optind] : "list";
        int rest = argc > optind ? argc - optind - 1 : 0;
        char **arguments = argv + optind + 1;
        bool needs_inbox = strcmp(verb, "propose") != 0 || (rest && number(arguments[0]));

        if (status != CRAMPFAQ_FINE)
                return status;
        status = CRAMPFAQ_BAD;
        if (needs_inbox && !open_inbox(&l, why, cap))
                ;
        else if (strcmp(verb, "dismiss") == 0 || strcmp(verb, "forget") == 0)
                status = take_off(&l, strcmp(verb, "forget") == 0, rest, arguments, why, cap);
        else if (strcmp(verb, "propose") == 0)
                status = propose_for(&l, rest, arguments, why, cap);
        else if (strcmp(verb, "list") == 0 && !rest)
                status = list(&l, why, cap);
        else if (strcmp(verb, "export") == 0 && !rest)
                status = export(&l, why, cap);
        else
                snprintf(why, cap, "\"%s\" will not do; list, export, dismiss, forget or propose would be right",
                         rest && needs_inbox ? arguments[0] : verb);
        inbox_close(l.inbox, today());
        free_rows(&l);
        settings_free(&l.settings);
        return status;
}
